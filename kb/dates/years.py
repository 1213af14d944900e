"""Years and what years are made of: decades, centuries, quarters, seasons, named days."""

from __future__ import annotations

import re

from kb.dates.node import Time
from kb.dates.words import HOLIDAY, ORDINAL, SEASON, SEASONS, YEAR, read_ordinal

I = re.IGNORECASE  # noqa: E741


SHORT = r"['’]\d\d(?!\d)"


DECADE = re.compile(
    r"(?:(?P<c>1\d|20)(?P<d>\d)0|['’‘](?P<s>[2-9])0|(?P<w>twenties|thirties|forties"
    r"|fifties|sixties|seventies|eighties|nineties))(?(w)|['’]?s)(?![a-z])"
    r"(?P<bc>\s*B\.?C\.?(?:E\.?)?)?",
    I,
)


DECADE_BC = re.compile(r"(?P<y>\d{1,3})0s\s+B\.?C\.?(?:E\.?)?", I)


CENTURY = re.compile(
    rf"(?P<n>{ORDINAL})(?:[ -](?:and|to|or)[ -]{ORDINAL})?(?:\s+|-)centur(?:y|ies)(?P<bc>"
    rf"\s+B\.?C\.?(?:E\.?)?)?"
    r"(?!\s+(?:of|in)\s+(?:cricket|test))",
    I,
)


YEAR_BC = re.compile(r"(?P<y>\d{1,4})\s*B\.?\s?C\.?(?:E\.)?(?![a-z])", I)


YEARS_BC = re.compile(
    r"(?P<y>\d{1,4})(?=\s*(?:-|–|—|\bto\b|\band\b|\bor\b|/)\s*\d{1,4}\s*B\.?\s?C\b)", I
)


YEAR_AD = re.compile(r"(?:A\.?D\.?\s*(?P<y>\d{1,4})(?!\d)|(?P<y2>\d{1,4})\s*(?:A\.D\.|AD\b|CE\b))")


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


YEAR_SEASON = re.compile(rf"(?P<y>{YEAR})\s+(?P<s>{SEASON})", I)


WINTER_SPAN = re.compile(
    rf"(?P<s>{SEASON})\s+(?:of\s+)?(?P<y>{YEAR})[/–-](?P<y2>\d\d(?:\d\d)?)(?!\d)", I
)


HOLIDAY_YEAR = re.compile(rf"(?P<h>{HOLIDAY})(?:,?\s+(?:of\s+|in\s+)?(?P<y>{YEAR}))?", I)


FISCAL = re.compile(
    rf"(?:(?:the\s+)?(?:fiscal|financial)\s+(?:year\s+)?(?P<y>{YEAR})|FY\s?[-']?(?P<y2>{YEAR}|\d\d)(?!\d))",
    I,
)


def full_year(text: str) -> int:
    """The year of four digits, or of two after an apostrophe (``’69`` is 1969, ``’25`` 2025)."""
    digits = text.lstrip("'’")
    year = int(digits)
    if len(digits) == 2:
        year += 2000 if year < 50 else 1900
    return year


def calendar_time(end: int, **parts: object) -> Time:
    """A time of the calendar with these parts."""
    node = Time("cal", end)
    for name, value in parts.items():
        setattr(node, name, value)
    return node


_NOT_YEAR_BEFORE = re.compile(
    r"(?:[$£€¥₹#№]\s?|\b(?:no|nos|flight|route|highway|room|page|pages|resolution|article|section"
    r"|chapter|channel|bus|train|model|version|pin|code|serial|unit|apartment|suite|lot|gate|some"
    r"|nearly|almost|exactly|over|than|least|windows|office|boeing|peugeot|novel|book|film"
    r"|movie|album|song|game|tel|phone|fax|ext|area|usd|us|eur|rs|iso|rfc|psalm|class|camp|rule"
    r"|nearest|euro|euros|isbn|issue|bill|hr|km|prop|proposition|local|at)\.?\s|\d[.,:/-]|[.,:/=&?_@+*-]|[A-Za-z]-|\d{3}\s)$",
    I,
)


_YEAR_ALL_THE_SAME = re.compile(r"\d{4}-$|[a-z]{3,}-$|(?:over|than)\s$")
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
        return calendar_time(end, year=year)
    before = text[max(0, at - 14) : at]
    if _NOT_YEAR_BEFORE.search(before) and not _YEAR_ALL_THE_SAME.search(before):
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
    return calendar_time(end, year=year)


_TENS = "twenties,thirties,forties,fifties,sixties,seventies,eighties,nineties"
DECADES = {name: str(n) for n, name in enumerate(_TENS.split(","), 2)}


def decade_time(match: re.Match[str]) -> Time:
    """The time of a matched decade."""
    if match["c"]:
        return calendar_time(match.end(), digits=match["c"] + match["d"])
    digit = match["s"] or DECADES[match["w"].lower()]
    return calendar_time(match.end(), digits="19" + digit)


def century_time(match: re.Match[str]) -> Time | None:
    """The time of a matched century."""
    number = read_ordinal(match["n"])
    if not 1 <= number <= 30:
        return None
    if match["bc"]:
        return calendar_time(match.end(), digits=f"{number - 1:02d}", bc=True)
    return calendar_time(match.end(), digits=f"{number - 1:02d}")


def quarter_time(match: re.Match[str]) -> Time:
    """The time of a matched quarter."""
    number = int(match["a"] or match["b"] or read_ordinal(match["n"]))
    year = match["y"]
    return calendar_time(
        match.end(),
        quarter=number,
        year=full_year(year) if year else None,
        fiscal=bool(match["f"] or match["f2"] in ("fiscal", "financial") or match["f3"]),
    )


def read_quarter(text: str, at: int) -> Time | None:
    """A quarter or half of a year."""
    if match := QUARTER.match(text, at):
        return quarter_time(match)
    if match := HALF.match(text, at):
        number = int(match["a"]) if match["a"] else 1 if match["n"][0] in "f1F" else 2
        return calendar_time(match.end(), half=number, year=int(match["y"]) if match["y"] else None)
    return None


def read_century(text: str, at: int) -> Time | None:
    """A century ("the twentieth century" without its article)."""
    match = CENTURY.match(text, at)
    return century_time(match) if match else None


def read_season(text: str, at: int) -> Time | None:
    """A season, with its year where that follows."""
    if match := WINTER_SPAN.match(text, at):
        return calendar_time(match.end(), season=SEASONS[match["s"].lower()], year=int(match["y"]))
    match = SEASON_YEAR.match(text, at)
    if match is None:
        return None
    node = calendar_time(match.end(), season=SEASONS[match["s"].lower()])
    if match["by"]:
        node.year, node.bc = int(match["by"]), True
    elif match["y"]:
        node.year = int(match["y"])
    return node


_COMMON_WORDS = frozenset(
    ("epiphany", "may day", "flag day", "passover", "pentecost", "independence day")
)


_FIRST_NAME = re.compile(
    r"(?:^|[a-z,.]\s)(?!(?:The|On|At|By|This|Last|Next|Every|Since|Until|In|After|Before|During|For|From"
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
    return calendar_time(match.end(), holiday=name, year=int(match["y"]) if match["y"] else None)


def read_fiscal(text: str, at: int) -> Time | None:
    """A fiscal year."""
    match = FISCAL.match(text, at)
    if match is None:
        return None
    return calendar_time(match.end(), year=full_year(match["y"] or match["y2"]), fiscal=True)


def read_decade_word(text: str, at: int) -> Time | None:
    """A decade in words or with an apostrophe ("the nineties", "'90s")."""
    match = DECADE.match(text, at)
    return decade_time(match) if match else None
