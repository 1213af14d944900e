"""Dates that name parts of the calendar: "Friday, Oct. 31", "30 October 2025", "Q3 2024"."""

from __future__ import annotations

import re

from kb.dates.node import Time
from kb.dates.words import (
    HOLIDAY,
    MONTH,
    NUMBERS,
    ORDINAL,
    SEASON,
    SEASONS,
    WEEKDAY,
    YEAR,
    month_number,
    read_ordinal,
    weekday_number,
)

I = re.IGNORECASE  # noqa: E741
DAYNUM = r"(?:[12]\d|3[01]|0?[1-9])(?:st|nd|rd|th)?(?![\d%]|[.,:/]\d|[a-z]|-\d\d?-)"
SHORT = r"['’]\d\d(?!\d)"
_YEAR_TAIL = rf"(?:\s?,?\s+(?:of\s+|in\s+)?(?P<y>{YEAR}|{SHORT}|(?<=of )\d\d(?!\d))(?![.,]\d|['’]s\s+\d|-\d\d\b)(?P<bc>\s*B\.?C\.?(?:E\.?)?)?)?"
_WD = rf"(?:(?P<wd>{WEEKDAY}),?\s+(?:\(\s*)?(?:the\s+)?)?"
MONTH_DAY = re.compile(
    rf"{_WD}(?:the\s+)?(?P<m>{MONTH})\s+(?:the\s+)?(?P<d>{DAYNUM}|(?:{ORDINAL})){_YEAR_TAIL}", I
)
DAY_MONTH = re.compile(
    rf"{_WD}(?:the\s+)?(?P<d>{DAYNUM}|(?:{ORDINAL}))(?:\s+day)?(?:\s+of\s+|\s+|-)(?P<m>{MONTH})"
    rf"(?:{_YEAR_TAIL}|-(?P<y2>\d{{4}}))",
    I,
)
DAYS_MONTH = re.compile(
    rf"(?P<d>{DAYNUM})\s*(?:-|–|—|to|and|&)\s*(?=(?P<d2>{DAYNUM})\s+(?:of\s+)?(?P<m>{MONTH}){_YEAR_TAIL})",
    I,
)
MONTH_DAYS = re.compile(
    rf"(?P<m>{MONTH})\s+(?P<d>{DAYNUM})(?=\s*(?:-|–|—|\bto\b|\band\b|&)\s*(?P<d2>{DAYNUM})"
    rf"(?!\s+(?:{MONTH}|years?|months?|weeks?|days?|hours?|minutes?|[a-z]+s\b)){_YEAR_TAIL})",
    I,
)
RANGE_DAY = re.compile(rf"(?P<d>{DAYNUM}){_YEAR_TAIL}", I)
RANGE_DAY_MONTH = re.compile(rf"(?P<d>{DAYNUM})\s+(?:of\s+)?(?P<m>{MONTH}){_YEAR_TAIL}", I)
MONTH_YEAR = re.compile(
    rf"(?P<m>{MONTH})(?:,?\s+(?:of\s+)?(?:the\s+year\s+)?|-|/)(?P<y>{YEAR}|{SHORT}|(?<=of )\d\d(?!\d))"
    rf"(?![.,]\d|-\d\d\b)(?P<bc>\s*B\.?C\.?(?:E\.?)?)?",
    I,
)
MONTH_BC = re.compile(rf"(?P<m>{MONTH})(?:,?\s+of)?\s+(?P<y>\d{{1,4}})\s*B\.?C\.?(?:E\.?)?", I)
MONTH_ONLY = re.compile(rf"(?P<m>{MONTH})", I)
WEEKDAY_ONLY = re.compile(rf"(?P<wd>{WEEKDAY})", I)
WEEKDAY_NTH = re.compile(
    rf"(?P<wd>{WEEKDAY}),?\s+(?:(?:the\s+)?(?P<d>\d{{1,2}}(?:st|nd|rd|th))(?!\s+[a-z]*(?:quarter|time|day))"
    rf"|the\s+(?P<d2>{ORDINAL})(?=\s*[.,;)]|$))",
    I,
)
WEEKDAY_PAREN = re.compile(
    rf"(?P<wd>{WEEKDAY}),?\s*\(\s*(?:(?P<m>{MONTH})\s+(?P<d>{DAYNUM})|(?P<d2>{DAYNUM})\s+(?P<m2>{MONTH}))"
    rf"{_YEAR_TAIL}\s*\)",
    I,
)
WEEKDAY_PARTS = re.compile(
    r"(?P<wd>(?:mon|tues|wednes|thurs|fri|satur|sun)day)\s+(?P<p>morning|afternoon|evening|night)s(?![a-z])",
    I,
)
PLURAL_WEEKDAY = re.compile(r"(?P<wd>(?:mon|tues|wednes|thurs|fri|satur|sun)day)s(?![a-z])", I)
ISO = re.compile(
    r"(?P<y>[12]\d{3})-(?P<m>0[1-9]|1[0-2])-(?P<d>0[1-9]|[12]\d|3[01])"
    r"(?:[T ](?P<h>[01]\d|2[0-3]):(?P<n>[0-5]\d)(?::(?P<s>[0-5]\d)(?:\.\d+)?)?"
    r"(?:\s?(?P<z>Z|[+-]\d\d:?\d\d))?)?(?![\d-])"
)
NUMERIC = re.compile(
    r"(?P<a>\d{1,2})(?P<sep>[/.-])(?P<b>\d{1,2})(?P=sep)(?P<y>\d{4}|\d\d)(?![\d/.-]\d|\d)"
)
YEAR_FIRST = re.compile(
    r"(?P<y>(?:19|20)\d\d)(?P<sep>[/.])(?P<m>\d{1,2})(?P=sep)(?P<d>\d{1,2})(?![\d/])"
)
ISO_MONTH = re.compile(r"(?P<y>(?:19|20)\d\d)-(?P<m>0[1-9]|1[0-2])(?![\d-])")
DECADE = re.compile(
    r"(?:(?P<c>1\d|20)(?P<d>\d)0|['’‘](?P<s>[2-9])0|(?P<w>twenties|thirties|forties"
    r"|fifties|sixties|seventies|eighties|nineties))(?(w)|['’]?s)(?![a-z])"
    r"(?P<bc>\s*B\.?C\.?(?:E\.?)?)?",
    I,
)
DECADE_BC = re.compile(r"(?P<y>\d{1,3})0s\s+B\.?C\.?(?:E\.?)?", I)
CENTURY = re.compile(
    rf"(?P<n>{ORDINAL})(?:[ -](?:and|to|or)[ -]{ORDINAL})?(?:\s+|-)centur(?:y|ies)(?P<bc>\s+B\.?C\.?(?:E\.?)?)?"
    r"(?!\s+(?:of|in)\s+(?:cricket|test))",
    I,
)
YEAR_BC = re.compile(r"(?P<y>\d{1,4})\s*B\.?\s?C\.?(?:E\.)?(?![a-z])", I)
YEARS_BC = re.compile(
    r"(?P<y>\d{1,4})(?=\s*(?:-|–|—|\bto\b|\band\b|\bor\b|/)\s*\d{1,4}\s*B\.?\s?C\b)", I
)
YEAR_AD = re.compile(r"(?:A\.?D\.?\s*(?P<y>\d{1,4})(?!\d)|(?P<y2>\d{1,4})\s*(?:A\.D\.|AD\b|CE\b))")
YEAR_SPAN = re.compile(rf"(?P<y>{YEAR})(?=\s?[-–—/]\s?(?P<y2>{YEAR}|\d\d)(?![\d%]|[.,:/–-]\d))")
YEAR_ONLY = re.compile(rf"(?:(?:the\s+)?year\s+)?(?P<y>{YEAR})")
QUARTER = re.compile(
    rf"(?:(?P<f>(?:the\s+)?(?:fiscal|financial)\s+))?(?:Q(?P<a>[1-4])|(?P<b>[1-4])Q|(?P<n>first|second|third|fourth|1st|2nd"
    rf"|3rd|4th)(?:\s+(?P<f2>fiscal|financial|calendar))?[ -]quarter)(?:(?:\s+of|\s+in|,)?[ '’]?\s*"
    rf"(?:(?P<f3>fiscal|financial|FY)\s*)?(?P<y>{YEAR}|(?<=['’])\d\d))?",
    I,
)
HALF = re.compile(
    rf"(?:(?:the\s+)?(?P<n>first|second|latter|1st|2nd)[ -]half|H(?P<a>[12])(?=\s+{YEAR}))"
    rf"(?:(?:\s+of|,)?\s+(?P<y>{YEAR}))?",
    I,
)
SEASON_YEAR = re.compile(
    rf"(?P<s>{SEASON})(?:,?\s+(?:of\s+)?(?P<y>{YEAR})(?P<bc>)|\s+of\s+(?P<by>\d{{1,4}})\s+B\.?C\.?)?",
    I,
)
YEAR_QUARTER = re.compile(rf"(?P<y>{YEAR})(?:\s|-)(?:Q(?P<q>[1-4])|H(?P<h>[12]))(?!\w)", I)
YEAR_MONTH = re.compile(rf"(?P<y>{YEAR})\s(?P<m>(?!may|mar\b|march){MONTH})", I)
YEAR_SEASON = re.compile(rf"(?P<y>{YEAR})\s+(?P<s>{SEASON})", I)
WINTER_SPAN = re.compile(
    rf"(?P<s>{SEASON})\s+(?:of\s+)?(?P<y>{YEAR})[/–-](?P<y2>\d\d(?:\d\d)?)(?!\d)", I
)
HOLIDAY_YEAR = re.compile(rf"(?P<h>{HOLIDAY})(?:,?\s+(?:of\s+|in\s+)?(?P<y>{YEAR}))?", I)
FISCAL = re.compile(
    rf"(?:(?:the\s+)?(?:fiscal|financial)\s+(?:year\s+)?(?P<y>{YEAR})|FY\s?[-']?(?P<y2>{YEAR}|\d\d)(?!\d))",
    I,
)
ORDINAL_DAY = re.compile(
    r"the\s+(?P<d>\d{1,2}(?:st|nd|rd|th))(?=\s*(?:[.,;]|$|(?:and|the|in|at|with|to|for|he|she|they|was|were|a|by|when|as|but)\b|of\s+(?:this|last|next|the|that)\s+month))",
    I,
)
_LOWER_MONTH = frozenset(("may", "march", "mar", "sun", "sat", "jan", "dec", "wed", "fri", "mon"))


def full_year(text: str) -> int:
    """The year of four digits, or of two after an apostrophe (``’69`` is 1969, ``’25`` 2025)."""
    digits = text.lstrip("'’")
    year = int(digits)
    if len(digits) == 2:
        year += 2000 if year < 50 else 1900
    return year


def _cal(end: int, **parts: object) -> Time:
    node = Time("cal", end)
    for name, value in parts.items():
        setattr(node, name, value)
    return node


def _day(text: str) -> int | None:
    day = read_ordinal(text)
    return day if 1 <= day <= 31 else None


def _dated(match: re.Match[str], day: str, year: str | None) -> Time | None:
    number = _day(day)
    if number is None:
        return None
    node = _cal(match.end(), month=month_number(match["m"]), day=number)
    if year:
        node.year = full_year(year)
    if match.groupdict().get("bc"):
        node.bc = True
    if wd := match.groupdict().get("wd"):
        node.weekday = weekday_number(wd)
    return node


# the Sunday Times, Saturday Night Live, Bloody Sunday
_TITLE = re.compile(
    r"\s+(?:Times|Telegraph|Mail|Mirror|Express|Herald|Independent|Post|Tribune|Night\s+(?:Live|Football|Fever))\b"
)
_FAMED = re.compile(r"\b(?:Bloody|Holy|Casual|Freaky|Ruby)\s$")


def read_weekday(text: str, at: int) -> Time | None:
    """A weekday, with day, month and year where they follow."""
    if match := WEEKDAY_PAREN.match(text, at):
        month, day = match["m"] or match["m2"], match["d"] or match["d2"]
        node = _cal(match.end(), weekday=weekday_number(match["wd"]), month=month_number(month))
        node.day = _day(day)
        node.year = full_year(match["y"]) if match["y"] else None
        return node
    if match := MONTH_DAY.match(text, at) or DAY_MONTH.match(text, at):
        return _dated(match, match["d"], match["y"] or match.groupdict().get("y2"))
    if match := WEEKDAY_NTH.match(text, at):
        day = _day(match["d"] or match["d2"])
        if day:
            return _cal(match.end(), weekday=weekday_number(match["wd"]), day=day)
    if match := WEEKDAY_PARTS.match(text, at):
        part = {"morning": "MO", "afternoon": "AF", "evening": "EV"}.get(match["p"].lower(), "NI")
        number = weekday_number(match["wd"])
        return Time("set", match.end(), value=f"XXXX-WXX-{number + 1}T{part}", quant="EVERY")
    if match := PLURAL_WEEKDAY.match(text, at):
        number = weekday_number(match["wd"])
        return Time("set", match.end(), value=f"XXXX-WXX-{number + 1}", quant="EVERY")
    match = WEEKDAY_ONLY.match(text, at)
    if match is None:
        return None
    word = match["wd"]
    if _TITLE.match(text, match.end()) or _FAMED.search(text[max(0, at - 8) : at]):
        return None
    if len(word.rstrip(".")) < 6 and not _stands_for_day(text, match):
        return None
    end = match.end()
    if word.endswith(".") and not _goes_on(text, end):
        end -= 1
    return _cal(end, weekday=weekday_number(word))


def _goes_on(text: str, end: int) -> bool:
    # a full stop after an abbreviation at the end of a sentence is not its own
    rest = text[end : end + 2]
    return bool(rest[1:2]) and not rest[1].isupper() and rest[0] not in "\n"


def _stands_for_day(text: str, match: re.Match[str]) -> bool:
    # "Sun", "Sat", "Mon", "Wed" are papers, verbs and names too: a cue must stand beside
    before = text[max(0, match.start() - 6) : match.start()].lower()
    after = text[match.end() : match.end() + 14]
    word = match["wd"]
    if not word[0].isupper():
        return False
    return bool(
        re.match(r",?\s+\d{1,2}(?:st|nd|rd|th)?\b|\s+(?:morning|night|afternoon|evening)", after)
        or (
            before.endswith((" on ", "next ", "last ", "this ", "until "))
            and not before.endswith(("the ",))
            and word.lower().rstrip(".") not in ("sun", "mon", "sat")
        )
        or re.fullmatch(r"(?:tue|tues|thu|thur|thurs|fri)\.?", word, I)
    )


def read_month(text: str, at: int) -> Time | None:
    """A month, with day and year where they stand with it."""
    if match := MONTH_DAYS.match(text, at):
        node = _dated_range(match)
        if node:
            return node
    if match := MONTH_DAY.match(text, at):
        if text[at].islower() and text[at : at + 4].lower() == "may " and not match["y"]:
            return None  # "may 20 people"
        return _dated(match, match["d"], match["y"])
    if (match := MONTH_YEAR.match(text, at)) and _is_month(text, match, sure=True):
        node = _cal(match.end(), month=month_number(match["m"]), year=full_year(match["y"]))
        node.bc = bool(match["bc"])
        return node
    if match := MONTH_BC.match(text, at):
        return _cal(match.end(), month=month_number(match["m"]), year=int(match["y"]), bc=True)
    match = MONTH_ONLY.match(text, at)
    if match is None or not _is_month(text, match, sure=False):
        return None
    end = match.end()
    if match["m"].endswith(".") and not _goes_on(text, end):
        end -= 1
    return _cal(end, month=month_number(match["m"]))


def _dated_range(match: re.Match[str]) -> Time | None:
    first, last = _day(match["d"]), _day(match["d2"])
    if first is None or last is None or last <= first:
        return None
    node = _cal(match.end(), month=month_number(match["m"]), day=first)
    node.year = full_year(match["y"]) if match["y"] else None
    return node


def read_range_end(text: str, at: int, first: Time) -> Time | None:
    """The second day of "Oct 30-31" or "30-31 October", whose first is `first`."""
    match = RANGE_DAY_MONTH.match(text, at) or RANGE_DAY.match(text, at)
    if match is None or (day := _day(match["d"])) is None:
        return None
    year = full_year(match["y"]) if match["y"] else first.year
    return _cal(match.end(), month=first.month, day=day, year=year, link="to")


_BEFORE_MAY = re.compile(
    r"(?:\b(?:in|since|until|till|by|of|last|next|this|early|late|mid|from|to|between|through"
    r"|during|before|after|for|and|every|each|previous|following|coming|past|through|or)[ -]|[(,–-]\s?)$",
    I,
)


def _is_month(text: str, match: re.Match[str], *, sure: bool) -> bool:
    word = match["m"]
    name = word.lower().rstrip(".")
    if sure and word[0].isupper():
        return True
    if name in ("may", "march") or len(name) < 4:
        if not word[0].isupper():
            return False
        before = text[max(0, match.start() - 10) : match.start()]
        after = text[match.end() : match.end() + 12]
        if re.match(rf"(?:\s+(?:to|through|until)\s+|\s?[-–/]\s?){MONTH}", after, I):
            return True
        if name == "may" and re.match(r"\s+(?:the|be|have|not|I|we|you|he|she|they|it)\b", after):
            return False
        if name == "march" and re.match(r"\s+(?:on|for|against|of|in|through|to)\s+[A-Zt]", after):
            return bool(
                re.search(r"\b(?:in|since|until|by|last|early|late|mid|from|of)[ -]$", before)
            )
        if _BEFORE_MAY.search(before):
            return not re.search(r"(?:and|,|for|to|or)\s$", before) or _near_month(text, match)
        return name not in ("may", "march", "jan", "mar", "dec", "jun") or (
            bool(re.match(r"\s+\d|['’]s\b|\s+(?:last|this|next|of)\b", after)) and name != "jan"
        )
    if not word[0].isupper():
        return (
            name != "august"
            or _BEFORE_MAY.search(text[max(0, match.start() - 10) : match.start()]) is not None
        )
    if name in ("april", "june", "august"):
        # first names: "April said", "June Smith"
        after = text[match.end() : match.end() + 20]
        before = text[max(0, match.start() - 10) : match.start()]
        if re.search(r"\b(?:with|named|called|Ms\.?|Mrs\.?|Miss|actress|singer)\s$", before):
            return False
        if not _BEFORE_MAY.search(before) and re.match(
            r"\s+(?:said|says|told|[A-Z][a-z]+(?:\s+(?:said|told|was|is|has)|,))", after
        ):
            return False
    return True


def _near_month(text: str, match: re.Match[str]) -> bool:
    around = text[max(0, match.start() - 24) : match.start()] + text[match.end() : match.end() + 20]
    return bool(re.search(rf"\b{MONTH}", around, I)) or bool(
        re.search(r"(?:for|to)\s$", text[max(0, match.start() - 5) : match.start()])
    )


_NOT_YEAR_BEFORE = re.compile(
    r"(?:[$£€¥₹#№]\s?|\b(?:no|nos|flight|route|highway|room|page|pages|resolution|article|section"
    r"|chapter|channel|bus|train|model|version|pin|code|serial|unit|apartment|suite|lot|gate|some"
    r"|nearly|almost|exactly|over|than|least|windows|office|boeing|peugeot|novel|book|film"
    r"|movie|album|song|game|tel|phone|fax|ext|area|usd|us|eur|rs|iso|rfc|psalm|class|camp|rule"
    r"|nearest|euro|euros|isbn|issue|bill|hr|km|prop|proposition|local|at)\.?\s|\d[.,:/-]|[.,:/=&?_@+*-]|[A-Za-z]-|\d{3}\s)$",
    I,
)
_AFTER_NUMBER = re.compile(
    r"\s*(?:%|percent|per cent|million|billion|trillion|thousand|hundred|feet|foot|ft|miles?|km"
    r"|kilomet|met(?:re|er)|mm|cm|kg|lbs?|pounds|dollars|euros|yen|people|men|women|children"
    r"|troops|soldiers|yards?|acres|hectares|tons|tonnes|calories|points|votes|seats|square"
    r"|degrees|watts|rpm|mph|kph|shares|words|mg|horses|prisoners|civilians|workers|jobs|homes"
    r"|members|students|passengers|hours|minutes|seconds|days|weeks|months|years)\b|[-–]?(?:ft|mm|cc|kg)\b"
    r"|\.\d|,\d{3}(?!\d)|[-–](?:strong|member|foot|mile|page|seat|pound|man|meter|metre)|[A-Za-z@]",
    I,
)
_YEAR_CUE = re.compile(
    r"(?:\b(?:in|since|until|till|by|of|from|during|through|between|before|after|to|and|or|for|year"
    r"|the|early|late|mid|circa|c|ca|around|about|fiscal|his|her|its|their|a|an|as|on|until|spring|summer|autumn|fall|winter"
    r"|than|versus|vs|over)\.?[ -]|^|[(\[“\"–—-]\s?|[,;:]\s|[a-z]['’]s\s)$",
    I,
)
_PLURAL = re.compile(
    r"\s+(?!was\b|is\b|has\b|its\b|his\b|this\b|as\b|us\b|across\b|less\b|various\b)(?:[a-z]+-)?[a-z]{3,}s\b(?!')",
)


def read_year(text: str, at: int) -> Time | None:
    """A bare year, unless what stands beside it says that it is a number of something else."""
    match = YEAR_ONLY.match(text, at)
    if match is None:
        return None
    start, end = match.start("y"), match.end()
    year = int(match["y"])
    if match.start() < start:
        return _cal(end, year=year)
    before = text[max(0, at - 14) : at]
    if _NOT_YEAR_BEFORE.search(before) and not re.search(r"\d{4}-$|[a-z]{3,}-$", before):
        if not re.search(r"(?:over|than)\s$", before):
            return None
    if _AFTER_NUMBER.match(text, end):
        return None
    quote = text[at - 1 : at]
    if quote in "\"“‘'" and quote and text[end : end + 1] in "\"”’'":
        return None
    cued = _YEAR_CUE.search(before) is not None
    if _PLURAL.match(text, end) and not re.search(
        r"\b(?:in|since|the|by|his|her|its|their|from|during|until)\s$|['’]s\s$", before, I
    ):
        return None
    if not cued and not (1700 <= year <= 2100):
        return None
    if year < 1500 and not re.search(
        r"\b(?:in|since|until|by|from|to|and|year|between|of)\s$", before, I
    ):
        return None
    return _cal(end, year=year)


def read_digits(text: str, at: int) -> Time | None:
    """A date that begins with digits, or a decade, century or year."""
    if text[at - 1 : at] in tuple("$£€#/.@_=&") and at:
        return None
    if at > 1 and text[at - 1] in ",:-–" and text[at - 2].isdigit() and text[at - 1] not in "–-":
        return None
    if match := ISO.match(text, at):
        node = _cal(match.end(), year=int(match["y"]), month=int(match["m"]), day=int(match["d"]))
        if match["h"]:
            node.clock = f"T{match['h']}:{match['n']}" + (f":{match['s']}" if match["s"] else "")
            node.zone = match["z"] or ""
        return node
    if match := YEAR_FIRST.match(text, at):
        return _numbers(match.end(), int(match["y"]), int(match["m"]), int(match["d"]))
    if match := NUMERIC.match(text, at):
        return _numeric(match)
    if match := DAYS_MONTH.match(text, at):
        first, last = _day(match["d"]), _day(match["d2"])
        if first and last and first < last:
            node = _cal(match.end("d"), month=month_number(match["m"]), day=first)
            node.year = full_year(match["y"]) if match["y"] else None
            return node
    if match := DAY_MONTH.match(text, at):
        if _is_month(text, match, sure=True):
            return _dated(match, match["d"], match["y"] or match["y2"])
    if match := DECADE_BC.match(text, at):
        return _cal(match.end(), digits=f"{int(match['y']):03d}", bc=True)
    if match := DECADE.match(text, at):
        return _decade(match)
    if match := CENTURY.match(text, at):
        return _century(match)
    if match := QUARTER.match(text, at):
        return _quarter(match)
    if match := YEARS_BC.match(text, at):
        return _cal(match.end("y"), year=int(match["y"]), bc=True)
    if match := YEAR_BC.match(text, at):
        return _cal(match.end(), year=int(match["y"]), bc=True)
    if match := YEAR_AD.match(text, at):
        return _cal(match.end(), year=int(match["y2"] or match["y"]))
    if (match := YEAR_QUARTER.match(text, at)) and (match["q"] or match["h"]):
        node = _cal(match.end(), year=int(match["y"]))
        if match["q"]:
            node.quarter = int(match["q"])
        else:
            node.half = int(match["h"])
        return node
    if (match := YEAR_MONTH.match(text, at)) and not text[match.end() :].lstrip()[:1].isdigit():
        return _cal(match.end(), year=int(match["y"]), month=month_number(match["m"]))
    if match := YEAR_SEASON.match(text, at):
        return _cal(match.end(), year=int(match["y"]), season=SEASONS[match["s"].lower()])
    if match := YEAR_SPAN.match(text, at):
        return _year_span(text, match)
    if (match := ISO_MONTH.match(text, at)) and int(match["y"]) % 100 >= int(match["m"]):
        return _cal(match.end(), year=int(match["y"]), month=int(match["m"]))
    return read_year(text, at)


def _year_span(text: str, match: re.Match[str]) -> Time | None:
    first, tail = int(match["y"]), match["y2"]
    last = int(tail) if len(tail) == 4 else first // 100 * 100 + int(tail)
    if not first < last <= first + 120:
        return read_year(text, match.start())
    return _cal(match.end(), year=first)


def read_span_end(text: str, at: int, first: Time) -> Time | None:
    """The second year of "2003–05", whose first is `first`."""
    match = re.compile(r"(\d{4}|\d\d)(?!\d)").match(text, at)
    if match is None or first.year is None:
        return None
    tail = match[1]
    year = int(tail) if len(tail) == 4 else first.year // 100 * 100 + int(tail)
    return _cal(match.end(), year=year, link="to") if year > first.year else None


def _numbers(end: int, year: int, month: int, day: int) -> Time | None:
    if not (1 <= month <= 12 and 1 <= day <= 31):
        return None
    return _cal(end, year=year, month=month, day=day)


def _numeric(match: re.Match[str]) -> Time | None:
    a, b, year, sep = int(match["a"]), int(match["b"]), match["y"], match["sep"]
    if len(year) == 2 and sep != "/":
        return None
    full = full_year(year)
    month_first, day_first = _numbers(match.end(), full, a, b), _numbers(match.end(), full, b, a)
    if sep == ".":
        return day_first or month_first
    if month_first and day_first and a != b:
        month_first.ambiguous = (f"{full}-{a:02d}-{b:02d}", f"{full}-{b:02d}-{a:02d}")
    return month_first or day_first


_DECADES = {name: str(n) for n, name in enumerate(
    ["twenties", "thirties", "forties", "fifties", "sixties", "seventies", "eighties", "nineties"], 2)}  # fmt: skip


def _decade(match: re.Match[str]) -> Time:
    if match["c"]:
        return _cal(match.end(), digits=match["c"] + match["d"])
    digit = match["s"] or _DECADES[match["w"].lower()]
    return _cal(match.end(), digits="19" + digit)


def _century(match: re.Match[str]) -> Time | None:
    number = read_ordinal(match["n"])
    if not 1 <= number <= 30:
        return None
    if match["bc"]:
        return _cal(match.end(), digits=f"{number - 1:02d}", bc=True)
    return _cal(match.end(), digits=f"{number - 1:02d}")


def _quarter(match: re.Match[str]) -> Time:
    number = int(match["a"] or match["b"] or read_ordinal(match["n"]))
    year = match["y"]
    return _cal(
        match.end(),
        quarter=number,
        year=full_year(year) if year else None,
        fiscal=bool(match["f"] or match["f2"] in ("fiscal", "financial") or match["f3"]),
    )


def read_quarter(text: str, at: int) -> Time | None:
    """A quarter or half of a year."""
    if match := QUARTER.match(text, at):
        return _quarter(match)
    if match := HALF.match(text, at):
        number = int(match["a"]) if match["a"] else 1 if match["n"][0] in "f1F" else 2
        return _cal(match.end(), half=number, year=int(match["y"]) if match["y"] else None)
    return None


def read_century(text: str, at: int) -> Time | None:
    """A century ("the twentieth century" without its article)."""
    match = CENTURY.match(text, at)
    return _century(match) if match else None


def read_ordinal_day(text: str, at: int) -> Time | None:
    """A day of a month in words ("third of March")."""
    match = DAY_MONTH.match(text, at)
    return _dated(match, match["d"], match["y"] or match["y2"]) if match else None


def read_season(text: str, at: int) -> Time | None:
    """A season, with its year where that follows."""
    if match := WINTER_SPAN.match(text, at):
        return _cal(match.end(), season=SEASONS[match["s"].lower()], year=int(match["y"]))
    match = SEASON_YEAR.match(text, at)
    if match is None:
        return None
    node = _cal(match.end(), season=SEASONS[match["s"].lower()])
    if match["by"]:
        node.year, node.bc = int(match["by"]), True
    elif match["y"]:
        node.year = int(match["y"])
    return node


_COMMON_WORDS = frozenset(
    ("epiphany", "may day", "flag day", "passover", "pentecost", "independence day")
)


_FIRST_NAME = re.compile(
    r"[a-z,]\s(?!(?:The|On|At|By|This|Last|Next|Every|Since|Until|In|After|Before|During|For|From"
    r"|Orthodox|Western|Merry|Happy)\s)[A-Z][a-z]+\s$"
)


def read_holiday(text: str, at: int) -> Time | None:
    """A named day ("Christmas Eve", "Good Friday 2024")."""
    match = HOLIDAY_YEAR.match(text, at)
    if match is None or (text[at].islower() and match["h"] in _COMMON_WORDS):
        return None
    if " " not in match["h"] and not match["y"] and _FIRST_NAME.search(text[max(0, at - 16) : at]):
        return None  # a surname
    name = match["h"].lower().replace("’", "'").replace("eid al ", "eid al-")
    return _cal(match.end(), holiday=name, year=int(match["y"]) if match["y"] else None)


def read_fiscal(text: str, at: int) -> Time | None:
    """A fiscal year."""
    match = FISCAL.match(text, at)
    if match is None:
        return None
    return _cal(match.end(), year=full_year(match["y"] or match["y2"]), fiscal=True)


def read_decade_word(text: str, at: int) -> Time | None:
    """A decade in words or with an apostrophe ("the nineties", "'90s")."""
    match = DECADE.match(text, at)
    return _decade(match) if match else None


def is_number_word(word: str) -> bool:
    """Whether `word` is a number in letters."""
    return word in NUMBERS
