"""From a place in a text to the date expression that begins there."""

from __future__ import annotations

import re
from collections.abc import Callable
from functools import partial

from kb.dates.calendar_words import ORDINAL_DAY, read_month, read_ordinal_day, read_weekday
from kb.dates.clock import read_clock
from kb.dates.compose import (
    THE_UNIT,
    is_day,
    read_about,
    read_early,
    read_edge,
    read_nth,
    read_part_of,
    read_week_of,
    read_weekend,
)
from kb.dates.cued import (
    YEAR_TAIL,
    digits_before,
    read_adverb,
    read_cued_season,
    read_midyear,
    read_noon,
    read_number_amount,
    read_one,
    read_the_unit,
    read_year_end,
    stands_for_length,
)
from kb.dates.digits import read_digits
from kb.dates.durations import ADVERB, read_rate, read_set
from kb.dates.node import Time
from kb.dates.relative import (
    read_amount,
    read_day_before,
    read_deictic,
    read_plural_ref,
    read_ref,
    read_shifted,
    read_span,
)
from kb.dates.words import (
    MONTHS,
    NUMBERS,
    ORDINALS,
    PART,
    PARTS,
    SEASONS,
    UNITS,
    WEEKDAY,
    WEEKDAYS,
    read_ordinal,
    split_words,
    unit_code,
)
from kb.dates.years import (
    DECADES,
    read_century,
    read_decade_word,
    read_fiscal,
    read_holiday,
    read_quarter,
    read_year,
)

I = re.IGNORECASE  # noqa: E741


Reader = Callable[[str, int], Time | None]


_PART_TAIL = re.compile(rf"\s+(?:(?P<e>early|late|mid)[ -])?(?P<p>{PART})(?!\s+of\b|-)", I)


_TAIL_IN = re.compile(
    r",?\s+in\s+the\s+(?:(?P<e>early|late)\s+)?(?P<p>morning|afternoon|evening)(?![a-z])", I
)


_TIME_JOIN = re.compile(r",?\s+(?:on\s+)?(?:the\s+(?=(?:next|following|same|previous)\b))?", I)


_DAY_WORDS = frozenset(
    (
        *WEEKDAYS,
        *MONTHS,
        "today",
        "tonight",
        "yesterday",
        "tomorrow",
        "next",
        "following",
        "same",
        "the",
        "that",
        "last",
        "this",
    )
)


_THE_NEXT = frozenset(
    split_words("""
    holiday bank years decades centuries months last past next coming upcoming previous
    preceding prior following ensuing same current forthcoming very start beginning
    outset dawn end close middle height early late mid later latter first second third
    fourth final opening closing day week month year night morning afternoon evening
    weekend quarter decade century spring summer autumn fall winter present recent
    distant near foreseeable future old rest remainder better tail onset nineties
    eighties seventies sixties fifties forties thirties twenties fiscal financial few
    several immediate long not turn intervening initial calendar
""")
) | frozenset(ORDINALS) | frozenset(NUMBERS)  # fmt: skip


_A_NEXT = frozenset(UNITS) | frozenset(
    split_words("""
    few couple number handful dozen full whole entire half quarter single hundred day
    good matter further long mere short solid decade later weekend brief little bit
    calendar business busy
""")
)  # fmt: skip


_SECOND = re.compile(r"\w+\s+['’‘]?([A-Za-z]+|\d)")


def parse(text: str, at: int, word: str) -> Time | None:
    """The date expression that begins at `at`, whose first word in lower case is `word`."""
    for read in _READERS.get(word, ()) if not word[0].isdigit() else _DIGIT_READERS:
        node = read(text, at)
        if node is not None:
            return _extend(text, node)
    return None


def parse_any(text: str, at: int) -> Time | None:
    """The date expression at `at`, whatever it begins with."""
    match = WORD.match(text, at)
    if match is None:
        return None
    word = match[0].lower()
    if word[0] in "'’‘":
        return read_decade_word(text, at)
    return parse(text, at, word)


WORD = re.compile(r"['’‘]?(?:[A-Za-z]+|\d+)")


def _extend(text: str, node: Time) -> Time:
    """`node` with what follows and belongs to it: "of last year", "morning", "last week"."""
    if node.kind not in ("cal", "rel"):
        return node
    if node.clock and node.month is None and node.weekday is None and node.base is None:
        return _extend_clock(text, node)
    if node.year is None and node.base is None and node.kind == "cal":
        tail = YEAR_TAIL.match(text, node.end)
        if tail and _tail_fits(node, tail["u"].lower()):
            base = read_shifted(text, tail.start("s"))
            if base is not None and base.kind == "rel":
                node.base, node.end = base, base.end
        elif node.month or node.season or node.quarter or node.half:
            of = re.compile(
                r",?\s+of\s+(?=the\s+(?:year|decade|following|previous|same|next)\b|fiscal|that|FY)",
                I,
            ).match(text, node.end)
            if of and (base := _parse_year(text, of.end())):
                node.base, node.end = base, base.end
    if node.holiday and (match := re.compile(r"\s+weekend(?![a-z])", I).match(text, node.end)):
        return Time("cal", match.end(), base=node, nth=(0, "WE"))
    if node.kind == "rel" and node.unit == "W" and node.part is None:
        match = re.compile(rf",?\s+(?:on\s+)?(?P<wd>{WEEKDAY})", I).match(text, node.end)
        if match and len(match["wd"]) > 4 and not match["wd"].endswith("."):
            return Time("cal", match.end(), weekday=WEEKDAYS[match["wd"].lower()], base=node)
    if node.part is None and node.clock is None and is_day(node):
        if match := _PART_TAIL.match(text, node.end):
            node.part, node.end = PARTS[match["p"].lower()], match.end()
            if match["e"]:
                node.mod = {"early": "START", "late": "END", "mid": "MID"}[match["e"].lower()]
        elif match := _TAIL_IN.match(text, node.end):
            node.part, node.end = PARTS[match["p"].lower()], match.end()
    return node


def _parse_year(text: str, at: int) -> Time | None:
    if match := THE_UNIT.match(text, at):
        unit = unit_code(match["u"])
        return Time("rel", match.end(), unit=unit, count=0.0, direction=1, anchored="year")
    return read_shifted(text, at) or read_fiscal(text, at)


def _tail_fits(node: Time, unit: str) -> bool:
    if node.weekday is not None and node.month is None:
        return unit in ("week", "month")
    if node.quarter or node.half or node.season or node.month or node.holiday:
        return unit in ("year", "decade")
    return False


_HALF_OF_DAY = re.compile(r"\d\s?[ap]\.?\s?m\b", I)


def _extend_clock(text: str, node: Time) -> Time:
    if match := _TAIL_IN.match(text, node.end):
        hour = int((node.clock or "T00")[1:3])
        if match["p"].lower() != "morning" and hour < 12:
            node.clock = f"T{hour + 12:02d}" + (node.clock or "")[3:]
        node.end = match.end()
    join = _TIME_JOIN.match(text, node.end)
    if join is None:
        return node
    first = WORD.match(text, join.end())
    if first is None or (first[0].lower() not in _DAY_WORDS and not first[0].isdigit()):
        return node
    base = parse_any(text, join.end())
    if base is None or base.kind not in ("cal", "rel") or base.clock or not is_day(base):
        return node
    node.base = base
    hour = int((node.clock or "T00")[1:3])
    told = _HALF_OF_DAY.search(text, max(0, node.end - 16), node.end)
    if base.part in ("AF", "EV", "NI") and 1 <= hour < 12 and not told:
        node.clock = f"T{hour + 12:02d}" + (node.clock or "")[3:]
    if not re.search(r"\bon\b", join[0]):
        node.end = base.end  # "5 p.m. on Friday" is two expressions, "5 p.m. Friday" is one
    return node


def _read_the(text: str, at: int) -> Time | None:
    second = _SECOND.match(text, at)
    if second is None:
        return None
    word = second[1].lower()
    if word in _THE_NEXT:
        for read in _THE_READERS:
            node = read(text, at)
            if node is not None:
                return node
    inner_at = second.start(1)
    if text[inner_at - 1] in "'’‘":
        inner_at -= 1
    node = None
    if word[0].isdigit() and (node := read_nth(parse_any, text, at)):
        return node
    if word[0].isdigit() or text[inner_at] in "'’‘" or word in DECADES:
        node = read_decade_word(text, inner_at) or read_ordinal_day(text, inner_at)
        node = node or read_century(text, inner_at) or read_quarter(text, inner_at)
        node = node or (ORDINAL_DAY.match(text, at) and _read_cued_day(text, at)) or None
    elif word in ORDINALS or word.split("-")[0] in ("twenty", "thirty"):
        node = read_ordinal_day(text, inner_at) or read_century(text, inner_at)
        node = node or read_quarter(text, inner_at)
    elif word in ("latter",):
        node = read_quarter(text, inner_at)
    elif word in SEASONS:
        node = read_cued_season(text, inner_at)
    elif word in ("fiscal", "financial"):
        node = read_fiscal(text, inner_at) or read_quarter(text, inner_at)
    elif word == "year":
        node = read_year(text, inner_at)
    elif word == "early" or word == "late" or word == "mid":
        node = read_early(parse_any, text, inner_at)
    elif word in _HOLIDAY_FIRST:
        node = read_holiday(text, inner_at)
        if node is not None:
            node.start = inner_at  # the article belongs to what follows ("the Christmas sales")
    return node


def _read_cued_day(text: str, at: int) -> Time | None:
    match = ORDINAL_DAY.match(text, at)
    if match is None:
        return None
    day = read_ordinal(match["d"])
    before = text[max(0, at - 8) : at].lower()
    if not 1 <= day <= 31 or not before.endswith(("on ", "until ", "by ", "since ", "of ")):
        return None
    return Time("cal", match.end(), day=day)


def _read_the_early(text: str, at: int) -> Time | None:
    second = _SECOND.match(text, at)
    if second and second[1].lower() in ("early", "late", "mid"):
        return read_early(parse_any, text, second.start(1))
    return None


def _read_a(text: str, at: int) -> Time | None:
    second = _SECOND.match(text, at)
    if second is None:
        return None
    word = second[1].lower().removesuffix("s")
    if (
        word not in _A_NEXT
        and second[1].lower() not in NUMBERS
        and word not in ("littl", "busines", "centurie")
    ):
        return None
    if word in ("little", "bit", "littl"):
        return read_about(parse_any, text, at)
    rate = read_rate(text, at)
    if rate:
        return rate
    node = read_day_before(text, at) or read_amount(text, at)
    if node and node.kind == "dur" and node.count == 1.0 and node.type is None:
        if node.unit in ("D", "NI", "MO", "AF", "EV", "S", "M") and not stands_for_length(text, at):
            return None
        if node.unit in ("WE",):
            return None
    return node


def _read_part_alone(text: str, at: int) -> Time | None:
    node = read_part_of(parse_any, text, at)
    if node and node.kind == "rel" and node.anchored == "text":
        return None
    return node


def _read_mid(text: str, at: int) -> Time | None:
    return read_midyear(text, at) or read_early(parse_any, text, at)


def _read_nth_digit(text: str, at: int) -> Time | None:
    if re.compile(r"\d{1,2}(?:st|nd|rd|th)\s").match(text, at):
        return read_nth(parse_any, text, at)
    return None


_HOLIDAY_FIRST = frozenset(
    split_words("""
    new christmas xmas boxing valentine valentines st april independence fourth bastille
    halloween all guy bonfire veterans armistice remembrance australia anzac canada
    juneteenth earth groundhog epiphany flag international world midsummer burns cinco
    thanksgiving easter good ash palm pentecost memorial labor labour martin mlk
    presidents columbus black cyber mother father ramadan eid lunar chinese hanukkah
    rosh yom passover diwali super maundy shrove may
""")
)  # fmt: skip


_nth: Reader = partial(read_nth, parse_any)
_edge: Reader = partial(read_edge, parse_any)
_part_of: Reader = partial(read_part_of, parse_any)
_weekend: Reader = partial(read_weekend, parse_any)
_week_of: Reader = partial(read_week_of, parse_any)
_about: Reader = partial(read_about, parse_any)


_THE_READERS: tuple[Reader, ...] = (
    read_ref,
    _nth,
    read_span,
    _edge,
    _part_of,
    read_day_before,
    read_plural_ref,
    read_shifted,
    read_deictic,
    _weekend,
    _week_of,
    _read_the_early,
    read_the_unit,
)  # fmt: skip


_DIGIT_READERS: tuple[Reader, ...] = (
    digits_before,
    _read_nth_digit,
    read_clock,
    read_number_amount,
    read_digits,
)


_NUMBER_READERS: tuple[Reader, ...] = (read_clock, read_ordinal_day, read_number_amount)


def _table() -> dict[str, tuple[Reader, ...]]:
    table: dict[str, tuple[Reader, ...]] = {}

    def put(words: object, *readers: Reader) -> None:
        for word in words if not isinstance(words, str) else words.split():  # type: ignore[attr-defined]
            table[word] = (*table.get(word, ()), *readers)

    put(_HOLIDAY_FIRST, read_holiday)
    put(MONTHS, read_month)
    put(WEEKDAYS, read_weekday)
    put(
        [
            w + "s"
            for w in ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
        ],
        read_weekday,
    )
    put("the", _read_the)
    put("a an", _read_a)
    put("all another", read_amount)
    for unit in ("hour", "day", "week", "month", "year", "decade", "century"):
        put(f"{unit} {unit}long", read_amount)
    put("one", read_clock, read_one)
    put([w for w in NUMBERS if w not in ("one",)], *_NUMBER_READERS)
    put(
        [w.split("-")[0] for w in ORDINALS if "-" not in w],
        _nth,
        read_ordinal_day,
        read_quarter,
        read_century,
        read_span,
    )
    put(
        "several few couple dozens hundreds thousands scores tens countless numerous half "
        "three many multiple",
        read_clock,
        read_amount,
    )
    put(
        "last next this past coming upcoming previous preceding following same that "
        "current prior earlier",
        _nth,
        read_span,
        read_plural_ref,
        read_shifted,
    )
    put("these recent those", read_span, read_plural_ref, read_ref)
    put("very early late mid middle later earlier sometime some", _read_mid)
    put("today yesterday tomorrow tonight overnight", read_deictic)
    put(
        "now right just until till currently presently nowadays at to more most recently "
        "lately long soon its their our his her your my once not sometime even as only",
        read_ref,
    )
    put("its their our his her my", read_span)
    put("start beginning end close middle", _edge)
    put(
        "about around approximately roughly circa c ca some nearly almost close more less "
        "fewer no not at up over under just well only exactly barely slightly as perhaps "
        "possibly maybe probably upwards",
        _about,
    )
    put("spring summer autumn fall winter springtime summertime wintertime", read_cued_season)
    put("q1 q2 q3 q4 q h1 h2 h latter", read_quarter)
    put("fiscal financial fy", read_quarter, read_fiscal)
    put("every each per once twice thrice", read_set)
    put(ADVERB, read_adverb)
    put("noon midnight midday quarter", read_noon)
    put("morning afternoon evening night dawn", _read_part_alone)
    put("seconds minutes hours days weeks months years decades centuries millennia", read_amount)
    put("year month week", read_year_end, _week_of)
    put("final opening closing initial first", read_span, _nth)
    put("mid midyear midweek", read_midyear)
    put(
        "twenties thirties forties fifties sixties seventies eighties nineties",
        read_decade_word,
    )
    put("ad", read_digits)
    put("year", read_year)
    put("week weekend", _week_of)
    put("weekends", _weekend)
    put("daily", read_adverb)
    return table


_READERS = _table()


STARTS = frozenset(_READERS)
