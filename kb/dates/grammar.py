"""From a place in a text to the date expression that begins there."""

from __future__ import annotations

import re
from collections.abc import Callable

from kb.dates import calendar_words as cal
from kb.dates.clock import read_clock
from kb.dates.durations import ADVERB, OLD, duration_value, read_rate, read_set
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
    ORDINAL,
    ORDINALS,
    PART,
    PARTS,
    SEASONS,
    UNIT,
    UNITS,
    WEEKDAY,
    WEEKDAYS,
    read_ordinal,
    unit_code,
)

I = re.IGNORECASE  # noqa: E741
Reader = Callable[[str, int], Time | None]

_EARLY = re.compile(
    r"(?P<w>(?:very\s+)?early|(?:very\s+)?late|mid|middle|earlier|later|sometime|some\s+time)"
    r"(?P<g>[- ]to[- ](?:late|mid|early))?(?P<in>-|\s+in\s+|\s+)",
    I,
)
_MOD_OF = {
    "early": "START",
    "late": "END",
    "mid": "MID",
    "middle": "MID",
    "earlier": "START",
    "later": "END",
}
_EDGE = re.compile(
    r"(?:(?:the|at)\s+)?(?:very\s+)?(?P<w>start|beginning|outset|dawn|opening|onset|middle|end|close|tail\s+end|height|rest|remainder"
    r"|(?:early|latter|later|better|first|last|middle)\s+(?:part|half|days|weeks|months|years|hours))\s+of\s+",
    I,
)
_EDGE_MOD = {"start": "START", "beginning": "START", "outset": "START", "dawn": "START", "onset": "START", "opening": "START",
             "middle": "MID", "height": "MID", "end": "END", "close": "END"}  # fmt: skip
_ABOUT = re.compile(
    r"(?P<w>about|around|approximately|roughly|circa|ca\.|c\.|some|nearly|almost|close\s+to|more\s+than|less\s+than|fewer\s+than"
    r"|no\s+(?:more|less|fewer|later|earlier)\s+than|not\s+more\s+than|at\s+least|at\s+most|up\s+to|over|under|just\s+(?:over|under|about)|well\s+over|well\s+under|a\s+little\s+(?:over|under|more\s+than|less\s+than)"
    r"|a\s+bit\s+(?:over|under|more\s+than|less\s+than)|just|only|exactly|barely|slightly\s+(?:over|under|more\s+than|less\s+than)|as\s+(?:long|much|many|little|few)\s+as|perhaps|possibly|maybe|probably|upwards?\s+of)\s+",
    I,
)
_ABOUT_MOD = {
    "about": "APPROX", "around": "APPROX", "approximately": "APPROX", "roughly": "APPROX", "circa": "APPROX", "ca.": "APPROX",
    "c.": "APPROX", "some": "APPROX", "close to": "APPROX", "just about": "APPROX", "perhaps": "APPROX", "possibly": "APPROX",
    "maybe": "APPROX", "probably": "APPROX", "nearly": "LESS_THAN", "almost": "LESS_THAN", "less than": "LESS_THAN", "fewer than": "LESS_THAN", "under": "LESS_THAN",
    "just under": "LESS_THAN", "well under": "LESS_THAN", "a little less than": "LESS_THAN", "slightly less than": "LESS_THAN", "slightly under": "LESS_THAN",
    "a bit less than": "LESS_THAN", "a little under": "LESS_THAN", "a bit under": "LESS_THAN", "barely": "LESS_THAN",
    "more than": "MORE_THAN", "over": "MORE_THAN", "just over": "MORE_THAN", "well over": "MORE_THAN", "a little over": "MORE_THAN",
    "a little more than": "MORE_THAN", "slightly more than": "MORE_THAN", "slightly over": "MORE_THAN", "a bit over": "MORE_THAN", "a bit more than": "MORE_THAN", "upwards of": "MORE_THAN",
    "no more than": "EQUAL_OR_LESS", "not more than": "EQUAL_OR_LESS", "at most": "EQUAL_OR_LESS", "up to": "EQUAL_OR_LESS",
    "no less than": "EQUAL_OR_MORE", "no fewer than": "EQUAL_OR_MORE", "at least": "EQUAL_OR_MORE",
}  # fmt: skip
_AGO_MOD = {
    "LESS_THAN": "AFTER",
    "MORE_THAN": "BEFORE",
    "EQUAL_OR_LESS": "ON_OR_AFTER",
    "EQUAL_OR_MORE": "ON_OR_BEFORE",
}
_PART_OF = re.compile(
    rf"(?:the\s+)?(?:(?P<e>early|late|mid)[ -])?(?P<p>{PART})(?:\s+hours)?\s+(?:of|on)\s+", I
)
_THE_PART = re.compile(
    rf"(?P<the>the\s+)(?:(?P<e>early|late|mid)[ -]|(?P<s>next|following|previous|same)\s+)?(?P<p>{PART})(?:\s+hours)?(?![-a-z])",
    I,
)
_PART_TAIL = re.compile(rf"\s+(?:(?P<e>early|late|mid)[ -])?(?P<p>{PART})(?!\s+of\b|-)", I)
_TAIL_IN = re.compile(
    r",?\s+in\s+the\s+(?:(?P<e>early|late)\s+)?(?P<p>morning|afternoon|evening)(?![a-z])", I
)
_YEAR_TAIL = re.compile(
    r",?\s+(?:(?:of|in)\s+)?(?P<s>last|this|next|(?:the\s+)?(?:previous|following|same|preceding|current|next|past)|that(?:\s+same)?)\s+(?P<u>year|month|week|decade|century|quarter)(?![a-z-])(?P<g>'s\b)?",
    I,
)
_NTH = re.compile(
    rf"(?:the\s+)?(?P<n>{ORDINAL}|last|final|opening|closing)\s+(?:full\s+)?(?P<u>day|week|weekend|month|quarter|half|year|decade|century|monday|tuesday|wednesday|thursday|friday|saturday|sunday)\s+(?:of|in)\s+",
    I,
)
_NTH_SPAN = re.compile(
    rf"(?:the\s+)?(?P<n>first|last|final|opening|closing)\s+(?:(?P<c>{'|'.join(NUMBERS)}|\d{{1,2}})|(?P<x>few|several|couple\s+of))\s+(?P<u>{UNIT})(?:\s+(?:of|in)\s+)?",
    I,
)
_THE_WEEKEND = re.compile(
    r"(?:the|a)\s+(?:(?:long|holiday|bank\s+holiday)\s+)?weekend(?:\s+of\s+)?(?![a-z-])", I
)
_WEEK_OF = re.compile(
    r"(?:the\s+)?(?P<u>week|month|year|weekend)\s+(?:of|ending|beginning|ended|starting)\s+", I
)
_THE_UNIT = re.compile(r"the\s+(?P<u>year|month|week|quarter|decade|century|day)(?![a-z-])", I)
_TIME_JOIN = re.compile(r",?\s+(?:on\s+)?(?:the\s+(?=(?:next|following|same|previous)\b))?", I)
_DAY_WORDS = frozenset(
    (
        *WEEKDAYS,
        *MONTHS,
        "today",
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
    ["holiday", "bank", "years", "decades", "centuries", "months", "last", "past", "next", "coming", "upcoming", "previous", "preceding", "prior", "following", "ensuing", "same", "current", "forthcoming", "very", "start", "beginning", "outset", "dawn", "end", "close", "middle", "height", "early", "late", "mid", "later", "latter", "first", "second", "third", "fourth", "final", "opening", "closing", "day", "week", "month", "year", "night", "morning", "afternoon", "evening", "weekend", "quarter", "decade", "century", "spring", "summer", "autumn", "fall", "winter", "present", "recent", "distant", "near", "foreseeable", "future", "old", "rest", "remainder", "better", "tail", "onset", "nineties", "eighties", "seventies", "sixties", "fifties", "forties", "thirties", "twenties", "fiscal", "financial", "few", "several", "immediate", "long", "not", "turn", "intervening", "initial", "calendar"]
) | frozenset(ORDINALS) | frozenset(NUMBERS)  # fmt: skip
_A_NEXT = frozenset(UNITS) | frozenset(
    ["few", "couple", "number", "handful", "dozen", "full", "whole", "entire", "half", "quarter", "single", "hundred", "day", "good", "matter", "further", "long", "mere", "short", "solid", "decade", "later", "weekend", "brief", "little", "bit", "calendar", "business", "busy"]
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
    match = _WORD.match(text, at)
    if match is None:
        return None
    word = match[0].lower()
    if word[0] in "'’‘":
        return cal.read_decade_word(text, at)
    return parse(text, at, word)


_WORD = re.compile(r"['’‘]?(?:[A-Za-z]+|\d+)")


def _extend(text: str, node: Time) -> Time:
    """`node` with what follows and belongs to it: "of last year", "morning", "last week"."""
    if node.kind not in ("cal", "rel"):
        return node
    if node.clock and node.month is None and node.weekday is None and node.base is None:
        return _extend_clock(text, node)
    if node.year is None and node.base is None and node.kind == "cal":
        tail = _YEAR_TAIL.match(text, node.end)
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
    if node.part is None and node.clock is None and _is_day(node):
        if match := _PART_TAIL.match(text, node.end):
            node.part, node.end = PARTS[match["p"].lower()], match.end()
            if match["e"]:
                node.mod = {"early": "START", "late": "END", "mid": "MID"}[match["e"].lower()]
        elif match := _TAIL_IN.match(text, node.end):
            node.part, node.end = PARTS[match["p"].lower()], match.end()
    return node


def _parse_year(text: str, at: int) -> Time | None:
    if match := _THE_UNIT.match(text, at):
        unit = unit_code(match["u"])
        return Time("rel", match.end(), unit=unit, count=0.0, direction=1, anchored="year")
    return read_shifted(text, at) or cal.read_fiscal(text, at)


def _is_day(node: Time) -> bool:
    if node.kind == "rel":
        return node.unit == "D"
    return node.weekday is not None or node.day is not None or bool(node.holiday)


def _tail_fits(node: Time, unit: str) -> bool:
    if node.weekday is not None and node.month is None:
        return unit in ("week", "month")
    if node.quarter or node.half or node.season or node.month or node.holiday:
        return unit in ("year", "decade")
    return False


def _extend_clock(text: str, node: Time) -> Time:
    if match := _TAIL_IN.match(text, node.end):
        hour = int((node.clock or "T00")[1:3])
        if match["p"].lower() != "morning" and hour < 12:
            node.clock = f"T{hour + 12:02d}" + (node.clock or "")[3:]
        node.end = match.end()
    join = _TIME_JOIN.match(text, node.end)
    if join is None:
        return node
    first = _WORD.match(text, join.end())
    if first is None or (first[0].lower() not in _DAY_WORDS and not first[0].isdigit()):
        return node
    base = parse_any(text, join.end())
    if base is None or base.kind not in ("cal", "rel") or base.clock or not _is_day(base):
        return node
    node.base = base
    if not re.search(r"\bon\b", join[0]):
        node.end = base.end  # "5 p.m. on Friday" is two expressions, "5 p.m. Friday" is one
    return node


_AGAIN = re.compile(
    r"(?:the\s+)?(?:very\s+)?(?:early|late|mid|middle|earlier|later|start|beginning|end|close|outset)\b",
    I,
)


def _inner(text: str, at: int, *, again: bool = False) -> Time | None:
    # "the end of the beginning of …" would be tried in exponentially many ways
    if not again and _AGAIN.match(text, at):
        return None
    node = parse_any(text, at)
    if node is None or node.kind not in ("cal", "rel") or node.clock:
        return None
    return node


def _read_early(text: str, at: int) -> Time | None:
    match = _EARLY.match(text, at)
    if match is None:
        return None
    word = match["w"].lower().replace("very ", "")
    inner_at = match.end()
    inside = match["in"].strip().lower()
    if word in ("earlier", "later"):
        inner = _read_same(text, inner_at) if inside else read_shifted(text, inner_at)
        if inner is None and inside:
            inner = _inner(text, inner_at)
        if (
            inner is None
            or inner.kind != "rel"
            or inner.shift in ("last", "next", "previous", "following")
        ):
            return None
    else:
        if inside == "in" and word not in ("early", "late", "sometime", "some time", "mid"):
            return None
        inner = (
            _read_same(text, inner_at)
            if inside == "in" or text[inner_at : inner_at + 4].lower() == "the "
            else None
        )
        if inner is None and word in ("mid", "middle", "early", "late"):
            inner = _mid_part(text, inner_at, word)
        inner = inner or _inner(text, inner_at, again=word.startswith("some"))
    if inner is None or inner.part == "DT":
        return None
    if word.startswith("some"):
        return inner
    mods = _MOD_OF[word]
    if match["g"]:
        mods = "END" if match["g"].lower().endswith("late") else "MID"
    inner.mod = mods
    return inner


def _mid_part(text: str, at: int, word: str) -> Time | None:
    match = re.compile(
        rf"(?P<p>morning|afternoon|evening)(?:\s+hours)?(?:\s+(?:of|on)\s+|\s+(?=(?:{'|'.join(WEEKDAYS)})\b))",
        I,
    ).match(text, at)
    if match and (base := _inner(text, match.end())) and _is_day(base):
        base.part = PARTS[match["p"].lower()]
        return base
    return None


def _read_same(text: str, at: int) -> Time | None:
    # "early in the year": the year that is spoken of
    if match := _THE_UNIT.match(text, at):
        unit = unit_code(match["u"])
        return Time(
            "rel", match.end(), unit=unit, count=0.0, direction=1, anchored="year", shift="same"
        )
    return None


def _read_edge(text: str, at: int) -> Time | None:
    match = _EDGE.match(text, at)
    if match is None:
        return None
    word = " ".join(match["w"].lower().split())
    inner = _read_same(text, match.end())
    if inner is None:
        inner = _inner(text, match.end())
    if inner is None:
        return None
    if (
        inner.kind == "rel"
        and inner.unit == "D"
        and word not in ("start", "beginning", "end", "close")
    ):
        return None
    mod = _EDGE_MOD.get(word)
    if mod is None and " " in word:
        mod = {
            "early": "START",
            "first": "START",
            "latter": "END",
            "later": "END",
            "last": "END",
            "tail": "END",
            "middle": "MID",
        }.get(word.split()[0])
    if word in ("first half", "last half", "latter half", "later half") and (
        _is_year(inner) or (inner.kind == "rel" and inner.unit == "Y")
    ):
        return Time(
            "cal", inner.end, half=1 if word == "first half" else 2, base=inner, year=inner.year
        )
    inner.mod = mod or inner.mod
    return inner


def _is_year(node: Time) -> bool:
    return (
        node.kind == "cal"
        and node.year is not None
        and not (node.month or node.season or node.quarter)
    )


def _read_about(text: str, at: int) -> Time | None:
    match = _ABOUT.match(text, at)
    if match is None:
        return None
    word = " ".join(match["w"].lower().split())
    inner = parse_any(text, match.end())
    if inner is None:
        return None
    mod = _ABOUT_MOD.get(word)
    if inner.kind in ("cal", "ref", "set"):
        if (
            word
            not in (
                "about",
                "around",
                "approximately",
                "roughly",
                "circa",
                "ca.",
                "c.",
                "some",
                "just",
            )
            or inner.kind != "cal"
        ):
            return None
        if word in ("some", "just") or not (
            inner.year or inner.month or inner.clock or inner.digits
        ):
            return None
        if word == "about" and not inner.clock:
            return None  # "about June" is what somebody speaks of
    if inner.kind == "rel":
        if inner.shift is not None or inner.unit is None or inner.count in (None, 0.0):
            return None
        mod = _AGO_MOD.get(mod or "", mod)
    if inner.kind == "dur" and inner.shift is not None:
        return None  # "over the past month" is no length of more than a month
    if mod:
        inner.mod = mod
    return inner


def _read_part_of(text: str, at: int) -> Time | None:
    match = _PART_OF.match(text, at)
    if match:
        inner = _inner(text, match.end())
        if (
            inner
            and inner.part is None
            and (_is_day(inner) or (inner.kind == "rel" and inner.unit == "D"))
        ):
            inner.part = PARTS[match["p"].lower()]
            if match["e"]:
                inner.mod = {"early": "START", "late": "END", "mid": "MID"}[match["e"].lower()]
            return inner
    match = _THE_PART.match(text, at)
    if match is None or (
        match["p"].lower() in ("noon", "midnight", "dawn", "sunset", "sunrise", "dusk", "nighttime")
        and not match["s"]
    ):
        return None
    if match["p"].lower() in ("noon", "midnight"):
        return None
    before = text[max(0, at - 11) : at].lower()
    if match["s"] is None and not re.search(
        r"\b(?:in|during|on|through|throughout|for|by|of|until|all)\s$", before
    ):
        return None
    node = Time(
        "rel",
        match.end(),
        unit="D",
        count=0.0,
        direction=1,
        anchored="text",
        part=PARTS[match["p"].lower()],
    )
    if match["s"]:
        which = match["s"].lower()
        node.count = 0.0 if which == "same" else 1.0
        node.direction = -1 if which == "previous" else 1
    if match["e"]:
        node.mod = {"early": "START", "late": "END", "mid": "MID"}[match["e"].lower()]
    return node


_NTH_UNIT = {
    "day": "D",
    "week": "W",
    "weekend": "WE",
    "month": "MON",
    "quarter": "Q",
    "half": "H",
    "year": "Y",
    "decade": "DE",
    "century": "CE",
}


def _read_nth(text: str, at: int) -> Time | None:
    match = _NTH.match(text, at)
    if match:
        word, unit = match["n"].lower(), match["u"].lower()
        number = (
            -1
            if word in ("last", "final", "closing")
            else 1
            if word == "opening"
            else read_ordinal(word)
        )
        inner = _read_same(text, match.end()) or _inner(text, match.end())
        if inner is None or inner.part:
            return None
        code = _NTH_UNIT.get(unit) or f"WD{WEEKDAYS[unit]}"
        if code == "Q" or code == "H":
            node = Time("cal", inner.end, base=inner, year=inner.year, fiscal=inner.fiscal)
            if code == "Q":
                node.quarter = number if number > 0 else 4
            else:
                node.half = number if number > 0 else 2
            return node
        return Time("cal", inner.end, nth=(number, code), base=inner)
    match = _NTH_SPAN.match(text, at)
    if match and match[0].rstrip().lower().endswith((" of", " in")):
        inner = _read_same(text, match.end()) or _inner(text, match.end())
        count = (
            None
            if match["x"]
            else float(match["c"])
            if match["c"].isdigit()
            else float(NUMBERS[match["c"].lower()])
        )
        unit = unit_code(match["u"])
        end = inner.end if inner else match.end("u")
        return Time("dur", end, unit=unit, count=count, value=duration_value(count, unit))
    return None


def _read_weekend(text: str, at: int) -> Time | None:
    if match := re.compile(r"weekends(?![a-z-])", I).match(text, at):
        if text[max(0, at - 3) : at].lower() != "on ":
            return None
        return Time("set", match.end(), value="XXXX-WXX-WE", quant="EVERY")
    if match := _THE_WEEKEND.match(text, at):
        if text[at].lower() == "a":
            return None
        if match[0].rstrip().lower().endswith("of"):
            inner = _inner(text, match.end())
            if inner and _is_day(inner):
                return Time("cal", inner.end, base=inner, nth=(0, "WE"))
            return None
        return Time("cal", match.end(), weekend=True)
    return None


def _read_week_of(text: str, at: int) -> Time | None:
    match = _WEEK_OF.match(text, at)
    if match is None:
        return None
    inner = _inner(text, match.end())
    if inner is None or not _is_day(inner):
        return None
    unit = match["u"].lower()
    if unit in ("month", "year"):
        return None
    return Time("cal", inner.end, base=inner, nth=(0, "W" if unit == "week" else "WE"))


def _read_season(text: str, at: int) -> Time | None:
    node = cal.read_season(text, at)
    if node is None:
        return None
    if node.year is not None:
        return node
    word = text[at : at + 6].lower()
    before = text[max(0, at - 14) : at]
    tail = _YEAR_TAIL.match(text, node.end)
    if (tail and tail["u"].lower() == "year") or re.match(
        r"\s+of\s+(?:the\s+(?:following|same|next|previous|that)|that)\s+year",
        text[node.end : node.end + 30],
        I,
    ):
        return node
    after = text[node.end : node.end + 26]
    cue = re.search(
        r"\b(?:in|during|since|until|by|this|last|next|every|throughout|through|over|for|early|late|mid|from|before|after|to|and|of|late\sin|early\sin)[ -](?P<the>the\s)?$",
        before,
        I,
    )
    if cue is None:
        return None
    if not cue["the"] and not re.search(
        r"\b(?:in|by|since|until|this|last|next|early|late|mid|to|and|from)[ -]$", before, I
    ):
        return None
    if cue["the"] and re.match(
        r"\s+(?!and\b|of\s+\d|or\b|to\b|in\b|with\b|for\b|at\b|when\b|after\b|before\b|as\b|by\b|while\b|but\b|the\b|on\b|he\b|she\b|they\b|his\b|a\b|that\b|it\b|was\b|were\b|is\b|had\b|under\b|during\b)[a-z]",
        after,
    ):
        return None
    if not cue["the"] and re.match(
        r"\s+(?:training|of\s+(?!\d)|semester|break|camp|school|olympics|games|collection|house)",
        after,
        I,
    ):
        return None
    if word.startswith(("fall", "spring")):
        if word.startswith("fall") and re.match(
            r"\s+(?:of|in|on|from|to|into|behind|short|below|at|by)\b", after
        ):
            return None
        if not re.search(
            r"\b(?:in|during|this|last|next|by|since|until|early|late|mid|through|throughout|of)[ -](?:the\s)?$",
            before,
            I,
        ):
            return None
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
    if word[0].isdigit() and (node := _read_nth(text, at)):
        return node
    if word[0].isdigit() or text[inner_at] in "'’‘" or word in cal._DECADES:
        node = cal.read_decade_word(text, inner_at) or cal.read_ordinal_day(text, inner_at)
        node = node or cal.read_century(text, inner_at) or cal.read_quarter(text, inner_at)
        node = node or (cal.ORDINAL_DAY.match(text, at) and _ordinal_day(text, at)) or None
    elif word in ORDINALS or word.split("-")[0] in ("twenty", "thirty"):
        node = cal.read_ordinal_day(text, inner_at) or cal.read_century(text, inner_at)
        node = node or cal.read_quarter(text, inner_at)
    elif word in ("latter",):
        node = cal.read_quarter(text, inner_at)
    elif word in SEASONS:
        node = _read_season(text, inner_at)
    elif word in ("fiscal", "financial"):
        node = cal.read_fiscal(text, inner_at) or cal.read_quarter(text, inner_at)
    elif word == "year":
        node = cal.read_year(text, inner_at)
    elif word == "early" or word == "late" or word == "mid":
        node = _read_early(text, inner_at)
    elif word in _HOLIDAY_FIRST:
        node = cal.read_holiday(text, inner_at)
        return None if node is None else node
    return node


_FOR = re.compile(r"\b(?:for|during|over|through|down)\s$", I)
_UNIT_ENDS = re.compile(r"(?:\s+(?:and|but|as|so\s+far|to|ended|ending)\b|\s*[.,;:)]|\s*$)", I)


def _read_the_unit(text: str, at: int) -> Time | None:
    """ "For the week", "for the year": the one of the day of writing; "over the years"."""
    before = text[max(0, at - 9) : at]
    if not _FOR.search(before):
        return None
    if match := re.compile(r"the\s+(?P<u>years|decades|centuries|months)(?![a-z-])", I).match(
        text, at
    ):
        if not _UNIT_ENDS.match(text, match.end()) or before.lower().endswith("for "):
            return None
        unit = unit_code(match["u"])
        return Time("dur", match.end(), unit=unit, value=duration_value(None, unit))
    match = _THE_UNIT.match(text, at)
    if match is None or not _UNIT_ENDS.match(text, match.end()) or match["u"].lower() == "day":
        return None
    if not before.lower().endswith(("for ", "during ")):
        return None
    unit = unit_code(match["u"])
    return Time(
        "rel", match.end(), unit=unit, count=0.0, direction=1, anchored="year", shift="same"
    )


def _ordinal_day(text: str, at: int) -> Time | None:
    match = cal.ORDINAL_DAY.match(text, at)
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
        return _read_early(text, second.start(1))
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
        return _read_about(text, at)
    rate = read_rate(text, at)
    if rate:
        return rate
    node = read_day_before(text, at) or read_amount(text, at)
    if node and node.kind == "dur" and node.count == 1.0 and node.type is None:
        if node.unit in ("D", "NI", "MO", "AF", "EV", "S", "M") and not _stands_for_length(
            text, at
        ):
            return None
        if node.unit in ("WE",):
            return None
    return node


def _stands_for_length(text: str, at: int) -> bool:
    before = text[max(0, at - 14) : at].lower()
    return bool(
        re.search(
            r"\b(?:for|within|in|about|nearly|almost|than|least|over|just|only|after|lasted|took|spent|half)\s$",
            before,
        )
    )


def _read_one(text: str, at: int) -> Time | None:
    node = read_amount(text, at)
    if (
        node
        and node.kind == "dur"
        and node.unit in ("D", "NI", "MO", "AF", "EV")
        and node.type is None
    ):
        if (
            not re.search(
                r"\b(?:for|within|in|about|nearly|almost|than|least|over|just|only|after|lasted|took)\s$",
                text[max(0, at - 10) : at],
            )
            and text[at + 3] != "-"
        ):
            return None
    return node


def _read_adverb(text: str, at: int) -> Time | None:
    match = _WORD.match(text, at)
    if match is None:
        return None
    word = match[0].lower()
    value = ADVERB[word]
    if text[max(0, at - 3) : at].lower() == "bi-" and value in ("P1W", "P1M"):
        return Time("set", match.end(), value=f"P2{value[2]}", quant="EVERY", start=at - 3)
    capital = text[at].isupper()
    after = text[match.end() : match.end() + 12]
    if capital and re.match(r"\s+[A-Z]", after):
        return None  # the Daily Mail, the Annual Review
    if capital and text[at - 1 : at] == " " and text[at - 2 : at - 1].isalpha():
        return None
    return Time("set", match.end(), value=value, quant="EVERY")


def _read_noon(text: str, at: int) -> Time | None:
    before = text[max(0, at - 10) : at].lower()
    if not re.search(
        r"\b(?:at|by|until|before|after|around|about|from|since|past|to|and|near|of)\s$", before
    ) and not text[at : at + 10].lower().startswith(("noon gmt", "noon on", "noon est")):
        return None
    return read_clock(text, at)


def _read_part_alone(text: str, at: int) -> Time | None:
    node = _read_part_of(text, at)
    if node and node.kind == "rel" and node.anchored == "text":
        return None
    return node


def _read_turn(text: str, at: int) -> Time | None:
    if match := re.compile(r"the\s+turn\s+of\s+the\s+century(?![a-z])", I).match(text, at):
        return Time("ref", match.end(), value="PAST_REF") if False else None
    return None


def _read_year_end(text: str, at: int) -> Time | None:
    if match := re.compile(r"(?:year|month|week)[- ]end(?![a-z])", I).match(text, at):
        unit = unit_code(match[0].lower().split("-")[0].split(" ")[0])
        return Time(
            "rel", match.end(), unit=unit, count=0.0, direction=1, anchored="doc", mod="END"
        )
    if match := re.compile(r"year[- ](?:earlier|ago)(?![a-z])", I).match(text, at):
        return Time("rel", match.end(), unit="Y", count=1.0, direction=-1, anchored="doc")
    return None


def _read_midyear(text: str, at: int) -> Time | None:
    match = re.compile(r"mid-?(?P<u>year|month|week|decade|century)(?![a-z])", I).match(text, at)
    if match is None:
        return None
    return Time(
        "rel",
        match.end(),
        unit=unit_code(match["u"]),
        count=0.0,
        direction=1,
        anchored="doc",
        mod="MID",
    )


def _read_mid(text: str, at: int) -> Time | None:
    return _read_midyear(text, at) or _read_early(text, at)


def _read_aged(text: str, at: int) -> Time | None:
    match = re.compile(r"aged?\s+(?:of\s+)?(?P<n>\d{1,3})(?![\d,.]\d|%)", I).match(text, at)
    if match is None or True:
        return None


def _digits_before(text: str, at: int) -> Time | None:
    if at and text[at - 1] in "'’‘" and (node := cal.read_decade_word(text, at - 1)):
        node.start = at - 1
        return node
    return None


def _read_nth_digit(text: str, at: int) -> Time | None:
    if re.compile(r"\d{1,2}(?:st|nd|rd|th)\s").match(text, at):
        return _read_nth(text, at)
    return None


def _read_number_amount(text: str, at: int) -> Time | None:
    if at and text[at - 1] in "$£€.,:/":
        return None
    return read_span(text, at) or read_amount(text, at)


_HOLIDAY_FIRST = frozenset(
    ["new", "christmas", "xmas", "boxing", "valentine", "valentines", "st", "april", "independence", "fourth", "bastille", "halloween", "all", "guy", "bonfire", "veterans", "armistice", "remembrance", "australia", "anzac", "canada", "juneteenth", "earth", "groundhog", "epiphany", "flag", "international", "world", "midsummer", "burns", "cinco", "thanksgiving", "easter", "good", "ash", "palm", "pentecost", "memorial", "labor", "labour", "martin", "mlk", "presidents", "columbus", "black", "cyber", "mother", "father", "ramadan", "eid", "lunar", "chinese", "hanukkah", "rosh", "yom", "passover", "diwali", "super", "maundy", "shrove", "may"]
)  # fmt: skip
_THE_READERS: tuple[Reader, ...] = (
    read_ref,
    _read_nth,
    read_span,
    _read_edge,
    _read_part_of,
    read_day_before,
    read_plural_ref,
    read_shifted,
    read_deictic,
    _read_weekend,
    _read_week_of,
    _read_the_early,
    _read_the_unit,
)  # fmt: skip
_DIGIT_READERS: tuple[Reader, ...] = (
    _digits_before,
    _read_nth_digit,
    read_clock,
    _read_number_amount,
    cal.read_digits,
)
_NUMBER_READERS: tuple[Reader, ...] = (read_clock, cal.read_ordinal_day, _read_number_amount)


def _table() -> dict[str, tuple[Reader, ...]]:
    table: dict[str, tuple[Reader, ...]] = {}

    def put(words: object, *readers: Reader) -> None:
        for word in words if not isinstance(words, str) else words.split():  # type: ignore[attr-defined]
            table[word] = (*table.get(word, ()), *readers)

    put(_HOLIDAY_FIRST, cal.read_holiday)
    put(MONTHS, cal.read_month)
    put(WEEKDAYS, cal.read_weekday)
    put(
        [
            w + "s"
            for w in ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
        ],
        cal.read_weekday,
    )
    put("the", _read_the)
    put("a an", _read_a)
    put("all another", read_amount)
    for unit in ("hour", "day", "week", "month", "year", "decade", "century"):
        put(f"{unit} {unit}long", read_amount)
    put("one", read_clock, _read_one)
    put([w for w in NUMBERS if w not in ("one",)], *_NUMBER_READERS)
    put(
        [w.split("-")[0] for w in ORDINALS if "-" not in w],
        _read_nth,
        cal.read_ordinal_day,
        cal.read_quarter,
        cal.read_century,
        read_span,
    )
    put(
        "several few couple dozens hundreds thousands scores tens countless numerous half three many multiple",
        read_clock,
        read_amount,
    )
    put(
        "last next this past coming upcoming previous preceding following same that current prior earlier",
        _read_nth,
        read_span,
        read_plural_ref,
        read_shifted,
    )
    put("these recent those", read_span, read_plural_ref, read_ref)
    put("very early late mid middle later earlier sometime some", _read_mid)
    put("today yesterday tomorrow tonight", read_deictic)
    put(
        "now right just until till currently presently nowadays at to more most recently lately long soon its their our his her your my once not sometime "
        "even as only",
        read_ref,
    )
    put("its their our his her my", read_span)
    put("start beginning end close middle", _read_edge)
    put(
        "about around approximately roughly circa c ca some nearly almost close more less fewer no not at up over under just well only exactly barely slightly "
        "as perhaps possibly maybe probably upwards",
        _read_about,
    )
    put("spring summer autumn fall winter springtime summertime wintertime", _read_season)
    put("q1 q2 q3 q4 q h1 h2 h latter", cal.read_quarter)
    put("fiscal financial fy", cal.read_quarter, cal.read_fiscal)
    put("every each per once twice thrice", read_set)
    put(ADVERB, _read_adverb)
    put("noon midnight midday quarter", _read_noon)
    put("morning afternoon evening night dawn", _read_part_alone)
    put("seconds minutes hours days weeks months years decades centuries millennia", read_amount)
    put("year month week", _read_year_end, _read_week_of)
    put("final opening closing initial first", read_span, _read_nth)
    put("mid midyear midweek", _read_midyear)
    put(
        "twenties thirties forties fifties sixties seventies eighties nineties",
        cal.read_decade_word,
    )
    put("ad", cal.read_digits)
    put("year", cal.read_year)
    put("week weekend", _read_week_of)
    put("weekends", _read_weekend)
    put("daily", _read_adverb)
    return table


_READERS = _table()
STARTS = frozenset(_READERS)
WEAK = frozenset(
    (
        "the",
        "a",
        "an",
        "at",
        "to",
        "as",
        "not",
        "no",
        "more",
        "its",
        "their",
        "his",
        "her",
        "our",
        "my",
        "your",
        "over",
        "up",
        "that",
        "this",
        "one",
    )
)
__all__ = ["OLD", "STARTS", "parse", "parse_any"]
