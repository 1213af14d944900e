"""Dates that name parts of the calendar: "Friday, Oct. 31", "30 October 2025", "Q3 2024"."""

from __future__ import annotations

import re

from kb.dates.node import Time
from kb.dates.words import (
    MONTH,
    ORDINAL,
    WEEKDAY,
    YEAR,
    month_number,
    read_ordinal,
    weekday_number,
)
from kb.dates.years import SHORT, calendar_time, full_year

I = re.IGNORECASE  # noqa: E741


DAYNUM = r"(?:[12]\d|3[01]|0?[1-9])(?:st|nd|rd|th)?(?![\d%]|[.,:/]\d|[a-z]|-\d\d?-)"


THEN_YEAR = (
    rf"(?:\s?,?\s+(?:of\s+|in\s+)?(?P<y>{YEAR}|{SHORT}|(?<=of )\d\d(?!\d))(?![.,]\d"
    rf"|['’]s\s+\d|-\d\d\b)(?P<bc>\s*B\.?C\.?(?:E\.?)?)?)?"
)


_WD = rf"(?:(?P<wd>{WEEKDAY}),?\s+(?:\(\s*)?(?:the\s+)?)?"


MONTH_DAY = re.compile(
    rf"{_WD}(?:the\s+)?(?P<m>{MONTH})\s+(?:the\s+)?(?P<d>{DAYNUM}|(?:{ORDINAL})){THEN_YEAR}", I
)


DAY_MONTH = re.compile(
    rf"{_WD}(?:the\s+)?(?P<d>{DAYNUM}|(?:{ORDINAL}))(?:\s+day)?(?:\s+of\s+|\s+|-)(?P<m>{MONTH})"
    rf"(?:{THEN_YEAR}|-(?P<y2>\d{{4}}))",
    I,
)


MONTH_DAYS = re.compile(
    rf"(?P<m>{MONTH})\s+(?P<d>{DAYNUM})(?=\s*(?:-|–|—|\bto\b|\band\b|&)\s*(?P<d2>{DAYNUM})"
    rf"(?!\s+(?:{MONTH}|years?|months?|weeks?|days?|hours?|minutes?|[a-z]+s\b)){THEN_YEAR})",
    I,
)


RANGE_DAY = re.compile(rf"(?P<d>{DAYNUM}){THEN_YEAR}", I)


RANGE_DAY_MONTH = re.compile(rf"(?P<d>{DAYNUM})\s+(?:of\s+)?(?P<m>{MONTH}){THEN_YEAR}", I)


MONTH_YEAR = re.compile(
    rf"(?P<m>{MONTH})(?:,?\s+(?:of\s+)?(?:the\s+year\s+)?|-|/)(?P<y>{YEAR}|{SHORT}|"
    rf"(?<=of )\d\d(?!\d))"
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
    rf"{THEN_YEAR}\s*\)",
    I,
)


WEEKDAY_PARTS = re.compile(
    r"(?P<wd>(?:mon|tues|wednes|thurs|fri|satur|sun)day)\s+(?P<p>morning|afternoon|evening|night)s(?![a-z])",
    I,
)


PLURAL_WEEKDAY = re.compile(r"(?P<wd>(?:mon|tues|wednes|thurs|fri|satur|sun)day)s(?![a-z])", I)


ORDINAL_DAY = re.compile(
    r"the\s+(?P<d>\d{1,2}(?:st|nd|rd|th))(?=\s*(?:[.,;]|$|(?:and|the|in|at|with|to|for|he|she|they|was|were|a|by|when|as|but)\b|of\s+(?:this|last|next|the|that)\s+month))",
    I,
)


def day_of(text: str) -> int | None:
    """The day of the month that digits or an ordinal name, or ``None``."""
    day = read_ordinal(text)
    return day if 1 <= day <= 31 else None


def dated_time(match: re.Match[str], day: str, year: str | None) -> Time | None:
    """The time of a matched day and month."""
    number = day_of(day)
    if number is None:
        return None
    node = calendar_time(match.end(), month=month_number(match["m"]), day=number)
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
        node = calendar_time(
            match.end(), weekday=weekday_number(match["wd"]), month=month_number(month)
        )
        node.day = day_of(day)
        node.year = full_year(match["y"]) if match["y"] else None
        return node
    if match := MONTH_DAY.match(text, at) or DAY_MONTH.match(text, at):
        return dated_time(match, match["d"], match["y"] or match.groupdict().get("y2"))
    if match := WEEKDAY_NTH.match(text, at):
        day = day_of(match["d"] or match["d2"])
        if day:
            return calendar_time(match.end(), weekday=weekday_number(match["wd"]), day=day)
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
    return calendar_time(end, weekday=weekday_number(word))


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
        return dated_time(match, match["d"], match["y"])
    if (match := MONTH_YEAR.match(text, at)) and is_month(text, match, sure=True):
        node = calendar_time(
            match.end(), month=month_number(match["m"]), year=full_year(match["y"])
        )
        node.bc = bool(match["bc"])
        return node
    if match := MONTH_BC.match(text, at):
        return calendar_time(
            match.end(), month=month_number(match["m"]), year=int(match["y"]), bc=True
        )
    match = MONTH_ONLY.match(text, at)
    if match is None or not is_month(text, match, sure=False):
        return None
    end = match.end()
    if match["m"].endswith(".") and not _goes_on(text, end):
        end -= 1
    return calendar_time(end, month=month_number(match["m"]))


def _dated_range(match: re.Match[str]) -> Time | None:
    first, last = day_of(match["d"]), day_of(match["d2"])
    if first is None or last is None or last <= first:
        return None
    node = calendar_time(match.end(), month=month_number(match["m"]), day=first)
    node.year = full_year(match["y"]) if match["y"] else None
    return node


def read_range_end(text: str, at: int, first: Time) -> Time | None:
    """The second day of "Oct 30-31" or "30-31 October", whose first is `first`."""
    match = RANGE_DAY_MONTH.match(text, at) or RANGE_DAY.match(text, at)
    if match is None or (day := day_of(match["d"])) is None:
        return None
    year = full_year(match["y"]) if match["y"] else first.year
    return calendar_time(match.end(), month=first.month, day=day, year=year, link="to")


_BEFORE_MAY = re.compile(
    r"(?:\b(?:in|since|until|till|by|of|last|next|this|early|late|mid|from|to|between|through"
    r"|during|before|after|for|and|every|each|previous|following|coming|past|through|or)[ -]"
    r"|[(,–-]\s?)$",
    I,
)


_IN_MAY = re.compile(
    r"\b(?:in|since|until|till|last|next|this|early|late|mid|during|before|after|from|through"
    r"|by)[ -]$",
    I,
)


def is_month(text: str, match: re.Match[str], *, sure: bool) -> bool:
    """Whether a matched word is a month here ("May" and "March" are words too)."""
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
        if name == "may" and _IN_MAY.search(before):
            return True
        if name == "may" and re.match(r"\s+(?:the|be|have|not|I|we|you|he|she|they|it)\b", after):
            return False
        if name == "march" and re.match(r"\s+(?:on|for|against|of|in|through|to)\s+[A-Zt]", after):
            return bool(
                re.search(r"\b(?:in|since|until|by|last|early|late|mid|from|of)[ -]$", before)
            )
        if re.search(r"\b(?:the|a|its|his|her|their)\s$", before, I):
            # "the March report", not "the May family" nor "the March on the capital"
            return re.match(r"\s+[a-z]", after) is not None and len(name) > 2
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


def read_ordinal_day(text: str, at: int) -> Time | None:
    """A day of a month in words ("third of March")."""
    match = DAY_MONTH.match(text, at)
    return dated_time(match, match["d"], match["y"] or match["y2"]) if match else None
