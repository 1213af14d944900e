"""Expressions made of others: "early next year", "the end of May", "the first week of March"."""

from __future__ import annotations

import re
from collections.abc import Callable

from kb.dates.durations import duration_value
from kb.dates.node import Time
from kb.dates.relative import read_shifted
from kb.dates.words import NUMBERS, ORDINAL, PART, PARTS, UNIT, WEEKDAYS, read_ordinal, unit_code

Reader = Callable[[str, int], Time | None]
I = re.IGNORECASE  # noqa: E741


_EARLY = re.compile(
    r"(?P<w>(?:very\s+)?early|(?:very\s+)?late|mid|middle|earlier|later|sometime|some\s+time)"
    r"(?P<g>[- ]to[- ](?:late|mid|early))?(?P<in>-|\s+in\s+|\s+)",
    I,
)


_MOD_OF = {
    "early": "START", "late": "END", "mid": "MID", "middle": "MID", "earlier": "START",
    "later": "END",
}  # fmt: skip


_EDGE = re.compile(
    r"(?:(?:the|at)\s+)?(?:very\s+)?(?P<w>start|beginning|outset|dawn|opening|onset|middle|end|close|tail\s+end|height|rest|remainder"
    r"|(?:early|latter|later|better|first|last|middle)\s+(?:part|half|days|weeks|months|years|hours))\s+of\s+",
    I,
)


_EDGE_MOD = {
    "start": "START", "beginning": "START", "outset": "START", "dawn": "START", "onset": "START",
    "opening": "START", "middle": "MID", "height": "MID", "end": "END", "close": "END",
}  # fmt: skip


_ABOUT = re.compile(
    r"(?P<w>about|around|approximately|roughly|circa|ca\.|c\.|some|nearly|almost|close\s+to|more\s+than|less\s+than|fewer\s+than"
    r"|no\s+(?:more|less|fewer|later|earlier)\s+than|not\s+more\s+than|at\s+least|at\s+most|up\s+to|over|under|just\s+(?:over|under|about)|well\s+over|well\s+under|a\s+little\s+(?:over|under|more\s+than|less\s+than)"
    r"|a\s+bit\s+(?:over|under|more\s+than|less\s+than)|just|only|exactly|barely|slightly\s+(?:over|under|more\s+than|less\s+than)|as\s+(?:long|much|many|little|few)\s+as|perhaps|possibly|maybe|probably|upwards?\s+of)\s+",
    I,
)


_ABOUT_MOD = {
    phrase: mod
    for mod, phrases in (
        (
            "APPROX",
            "about,around,approximately,roughly,circa,ca.,c.,some,close to,just about,perhaps",
        ),
        ("APPROX", "possibly,maybe,probably"),
        ("LESS_THAN", "nearly,almost,less than,fewer than,under,just under,well under,barely"),
        ("LESS_THAN", "a little less than,a little under,a bit less than,a bit under"),
        ("LESS_THAN", "slightly less than,slightly under"),
        ("MORE_THAN", "more than,over,just over,well over,a little over,a little more than"),
        ("MORE_THAN", "slightly more than,slightly over,a bit over,a bit more than,upwards of"),
        ("EQUAL_OR_LESS", "no more than,not more than,at most,up to"),
        ("EQUAL_OR_MORE", "no less than,no fewer than,at least"),
    )
    for phrase in phrases.split(",")
}


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
    rf"(?P<the>the\s+)(?:(?P<e>early|late|mid)[ -]|(?P<s>next|following|previous|same)\s+)?"
    rf"(?P<p>{PART})(?:\s+hours)?(?![-a-z])",
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


THE_UNIT = re.compile(r"the\s+(?P<u>year|month|week|quarter|decade|century|day)(?![a-z-])", I)


def is_day(node: Time) -> bool:
    """Whether a time is a day."""
    if node.kind == "rel":
        return node.unit == "D"
    return node.weekday is not None or node.day is not None or bool(node.holiday)


_AGAIN = re.compile(
    r"(?:the\s+)?(?:very\s+)?(?:early|late|mid|middle|earlier|later|start|beginning|end|close|outset)\b",
    I,
)


def _inner(parse: Reader, text: str, at: int, *, again: bool = False) -> Time | None:
    # "the end of the beginning of …" would be tried in exponentially many ways
    if not again and _AGAIN.match(text, at):
        return None
    node = parse(text, at)
    if node is None or node.kind not in ("cal", "rel") or node.clock:
        return None
    return node


def read_early(parse: Reader, text: str, at: int) -> Time | None:
    """Reads "Early", "late", "mid-", "later" and what they narrow."""
    match = _EARLY.match(text, at)
    if match is None:
        return None
    word = match["w"].lower().replace("very ", "")
    inner_at = match.end()
    inside = match["in"].strip().lower()
    if word in ("earlier", "later"):
        inner = _read_same(text, inner_at) if inside else read_shifted(text, inner_at)
        if inner is None and inside:
            inner = _inner(parse, text, inner_at)
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
            inner = _mid_part(parse, text, inner_at, word)
        inner = inner or _inner(parse, text, inner_at, again=word.startswith("some"))
    if inner is None or inner.part == "DT":
        return None
    if word.startswith("some"):
        return inner
    mods = _MOD_OF[word]
    if match["g"]:
        mods = "END" if match["g"].lower().endswith("late") else "MID"
    inner.mod = mods
    return inner


def _mid_part(parse: Reader, text: str, at: int, word: str) -> Time | None:
    match = re.compile(
        rf"(?P<p>morning|afternoon|evening)(?:\s+hours)?(?:\s+(?:of|on)\s+|\s+(?=(?:{'|'.join(WEEKDAYS)})\b))",
        I,
    ).match(text, at)
    if match and (base := _inner(parse, text, match.end())) and is_day(base):
        base.part = PARTS[match["p"].lower()]
        return base
    return None


def _read_same(text: str, at: int) -> Time | None:
    # "early in the year": the year that is spoken of
    if match := THE_UNIT.match(text, at):
        unit = unit_code(match["u"])
        return Time(
            "rel", match.end(), unit=unit, count=0.0, direction=1, anchored="year", shift="same"
        )
    return None


def read_edge(parse: Reader, text: str, at: int) -> Time | None:
    """The start, middle, end, first or second half of a time."""
    match = _EDGE.match(text, at)
    if match is None:
        return None
    word = " ".join(match["w"].lower().split())
    inner = _read_same(text, match.end())
    if inner is None:
        inner = _inner(parse, text, match.end())
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


def read_about(parse: Reader, text: str, at: int) -> Time | None:
    """Reads "About", "nearly", "more than" and the length or time they stand before."""
    match = _ABOUT.match(text, at)
    if match is None:
        return None
    word = " ".join(match["w"].lower().split())
    inner = parse(text, match.end())
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


def read_part_of(parse: Reader, text: str, at: int) -> Time | None:
    """Reads "The morning of 3 March", "the same evening"."""
    match = _PART_OF.match(text, at)
    if match:
        inner = _inner(parse, text, match.end())
        if (
            inner
            and inner.part is None
            and (is_day(inner) or (inner.kind == "rel" and inner.unit == "D"))
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


def read_nth(parse: Reader, text: str, at: int) -> Time | None:
    """Reads "the first week of March", "the last Friday in May"."""
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
        inner = _read_same(text, match.end()) or _inner(parse, text, match.end())
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
        inner = _read_same(text, match.end()) or _inner(parse, text, match.end())
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


def read_weekend(parse: Reader, text: str, at: int) -> Time | None:
    """The weekend, and weekends."""
    if match := re.compile(r"weekends(?![a-z-])", I).match(text, at):
        if text[max(0, at - 3) : at].lower() != "on ":
            return None
        return Time("set", match.end(), value="XXXX-WXX-WE", quant="EVERY")
    if match := _THE_WEEKEND.match(text, at):
        if text[at].lower() == "a":
            return None
        if match[0].rstrip().lower().endswith("of"):
            inner = _inner(parse, text, match.end())
            if inner and is_day(inner):
                return Time("cal", inner.end, base=inner, nth=(0, "WE"))
            return None
        return Time("cal", match.end(), weekend=True)
    return None


def read_week_of(parse: Reader, text: str, at: int) -> Time | None:
    """Reads "The week of 3 March"."""
    match = _WEEK_OF.match(text, at)
    if match is None:
        return None
    inner = _inner(parse, text, match.end())
    if inner is None or not is_day(inner):
        return None
    unit = match["u"].lower()
    if unit in ("month", "year"):
        return None
    return Time("cal", inner.end, base=inner, nth=(0, "W" if unit == "week" else "WE"))
