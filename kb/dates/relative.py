"""Times told by where they lie from another: "yesterday", "last November", "two years earlier"."""

from __future__ import annotations

import re

from kb.dates.durations import duration_value, read_bare_units, read_duration
from kb.dates.node import Time
from kb.dates.words import (
    HOLIDAY,
    MONTH,
    NUMBER,
    PART,
    PARTS,
    SEASON,
    SEASONS,
    UNIT,
    WEEKDAY,
    month_number,
    read_number,
    unit_code,
    weekday_number,
)

I = re.IGNORECASE  # noqa: E741
DEICTIC = re.compile(
    r"(?P<w>today|yesterday|tomorrow|tonight"
    # "closed overnight", and not "an overnight train", "overnight on Tuesday"
    r"|overnight(?=\s*(?:[.,;:)]|$|(?:and|in|after|as|when|by|at|across|near|while|but)\b))|the\s+day\s+before\s+yesterday|the\s+day\s+after\s+tomorrow)(?![a-z])"
    rf"(?:\s+(?P<p>{PART}))?",
    I,
)
_AHEAD = re.compile(r"\b(?:will|shall|to|may|could|can|would)\s[^.!?\n]*$", I)
_SHIFT = (
    r"(?:the\s+)?(?:very\s+)?(?:last|past|next|coming|upcoming|previous|preceding|prior|following|ensuing|same|current|forthcoming)"
    r"|this\s+(?:past|coming|last|same|current|very)|this|that\s+same|that|these|those"
)
SHIFTED = re.compile(
    rf"(?P<the>the\s+)?(?P<s>{_SHIFT})\s+(?:(?P<cal>calendar|fiscal|financial|academic|school|trading|working)\s+)?"
    rf"(?:(?P<e>early|late|mid)[ -])?"
    rf"(?:(?P<wd>{WEEKDAY})|(?P<u>{UNIT})|(?P<m>{MONTH})|(?P<se>{SEASON})|(?P<p>dawn|daybreak|midday)|(?P<h>{HOLIDAY}))"
    rf"(?:\s+(?P<p2>{PART}))?",
    I,
)
SPAN = re.compile(
    rf"(?:the|these|this|those|his|her|its|their|our|my)?\s*(?P<s>last|past|next|previous|preceding|prior|coming|first|final|following|opening|closing|initial|ensuing|intervening)\s+"
    rf"(?:(?P<x>few|several|couple(?:\s+of)?|many|some|dozen)|(?P<n>{NUMBER})(?:\s*(?:to|or|-"
    rf"|–)\s*(?P<n2>{NUMBER}))?)(?:\s+and\s+a\s+half)?[ -]"
    rf"(?:(?:consecutive|full|straight|calendar|trading|business|working)\s+)?(?P<u>{UNIT})(?!-old)",
    I,
)
SPAN_AFTER = re.compile(
    rf"(?:the\s+)?(?P<n>{NUMBER}|few|several|couple(?:\s+of)?)\s+(?P<s>past|previous|following|preceding|coming|next|upcoming)\s+(?P<u>{UNIT})",
    I,
)
SUFFIX = re.compile(
    r"\s+(?P<s>ago|earlier|later|previously|beforehand|before|after|afterwards?|from\s+now|from\s+today|hence|prior|since|back|in\s+the\s+past)"
    r"(?![a-z-])",
    I,
)
DAY_BEFORE = re.compile(
    r"(?:the|a|one)\s+(?P<u>day|week|month|year|night|decade|evening|morning|summer"
    r"|quarter)[ -](?P<s>before|after|earlier|later|previously|prior)(?![a-z])",
    I,
)
PLURAL_REF = re.compile(
    r"(?:(?:the|these|those)\s+)?(?P<s>recent|coming|past|next|last|previous|following|upcoming|early|these|those|present|modern|ancient)"
    r"\s+(?P<u>days|weeks|months|years|decades|centuries|times|hours|minutes)(?![a-z])",
    I,
)
PRESENT = re.compile(
    r"(?:(?:right|just|until|till|for|by|even|up\s+to)\s+)?now(?![a-z'’-])(?!\s+that\b)|currently|presently|nowadays|at\s+present(?!\s+day)|"
    r"at\s+the\s+(?:present\s+(?:time|moment)|moment)|these\s+days|the\s+present(?:\s+(?:day|time|moment))?(?=[\s]*(?:[.,;:)]|$|and\b|but\b|is\b|has\b))|at\s+this\s+(?:point\s+in\s+)?time|the\s+current\s+time|to\s+date(?=[.,;)]|\s+(?:and|but)\b)",
    I,
)
PAST = re.compile(
    r"(?:more\s+|most\s+|very\s+|just\s+|until\s+|only\s+)?recently(?!\s+as\b)|lately|(?<=in"
    r"\s)the\s+(?:recent\s+|distant\s+|not[- ]too[- ]distant\s+)?past(?=\s*(?:[.,;:)’”\"]|$|"
    r"(?:and|but|as|when|it|he|she|they|we|to|for|by|is|was|were|have|has|had|been|because|after|over)\b))|"
    r"the\s+(?:recent|distant)\s+past|long\s+ago|once\s+upon\s+a\s+time|the\s+past(?=\s*[.,;:)’”\"])|in\s+the\s+past|the\s+old\s+days|some\s+time\s+ago|not\s+long\s+ago|sometime\s+ago",
    I,
)
FUTURE = re.compile(
    r"(?:the|its|their|our|his|her|your|my)\s+(?:(?:near|foreseeable|immediate|distant"
    r"|not[- ]too[- ]distant|long[- ]term)\s+)?future"
    r"(?=\s*(?:[.,;:)!?’”\"]|$|and\b|but\b|of\b|as\b|with\b|is\b|will\b|for\b|to\b|when\b|that\b|or\b|on\b|if\b|by\b|after\b|in\b|at\b|from\b))",
    I,
)
_WHICH = {
    "last": "last", "this last": "last", "past": "past", "this past": "past", "next": "next",
    "coming": "coming", "upcoming": "coming", "forthcoming": "coming", "this coming": "coming",
    "previous": "previous", "preceding": "previous", "prior": "previous",
    "following": "following", "ensuing": "following", "same": "same", "this same": "same",
    "this very": "same", "that": "same", "that same": "same", "this": "this", "current": "this",
    "this current": "this", "these": "these", "those": "those",
}  # fmt: skip
_OFFSET = {
    "past": -1,
    "coming": 1,
    "last": -1,
    "this": 0,
    "next": 1,
    "previous": -1,
    "following": 1,
    "same": 0,
}
_SPAN_BEFORE = re.compile(r"\b(?:over|during|in|for|within|throughout|through|across|of)\s$", I)


def _rel(end: int, unit: str, count: float | None, direction: int, anchored: str) -> Time:
    return Time("rel", end, unit=unit, count=count, direction=direction, anchored=anchored)


def read_deictic(text: str, at: int) -> Time | None:
    """Reads "Yesterday", "tonight", "the day after tomorrow", with the part of the day."""
    match = DEICTIC.match(text, at)
    if match is None:
        return None
    words = " ".join(match["w"].lower().split())
    if words == "overnight" and _AHEAD.search(text, max(0, at - 60), at):
        return None
    offset = {"today": 0, "tonight": 0, "yesterday": -1, "overnight": -1, "tomorrow": 1}.get(words)
    if offset is None:
        offset = -2 if "before" in words else 2
    node = _rel(match.end(), "D", float(abs(offset)), -1 if offset < 0 else 1, "doc")
    if words in ("tonight", "overnight"):
        node.part = "NI"
    if match["p"]:
        node.part = PARTS[match["p"].lower()]
    return node


def read_shifted(text: str, at: int) -> Time | None:
    """Reads "Last November", "this week", "the following day", "that morning"."""
    match = SHIFTED.match(text, at)
    if match is None:
        return None
    words = " ".join(match["s"].lower().replace("the ", "").replace("very ", "").split())
    which = _WHICH.get(words)
    the = bool(match["the"]) or match["s"].lower().startswith("the ")
    if which is None or which in ("these", "those"):
        return None
    end = match.end()
    if match["u"]:
        return _shift_unit(text, match, which, the=the)
    node = Time("cal", end, shift=which)
    if which in ("past", "coming") and not match["wd"]:
        which = node.shift = "last" if which == "past" else "next"
    if match["wd"]:
        if len(match["wd"].rstrip(".")) < 4 and not match["wd"][0].isupper():
            return None
        node.weekday = weekday_number(match["wd"])
    elif match["m"]:
        word = match["m"]
        if not word[0].isupper() and len(word) < 5:
            return None
        node.month = month_number(word)
    elif match["se"]:
        if match["se"].lower() == "fall" and which == "that":
            return None
        node.season = SEASONS[match["se"].lower()]
    elif match["h"]:
        node.holiday = match["h"].lower().replace("’", "'")
    else:
        node.part = PARTS[match["p"].lower()]
        if which in ("last", "next", "previous", "following"):
            return None
    if match["p2"]:
        if match["se"] or match["m"]:
            node.end = match.start("p2") - 1
        else:
            node.part = PARTS[match["p2"].lower()]
    if match["e"]:
        node.mod = {"early": "START", "late": "END", "mid": "MID"}[match["e"].lower()]
    return node


def _shift_unit(text: str, match: re.Match[str], which: str, *, the: bool) -> Time | None:
    word = match["u"].lower()
    unit = unit_code(word)
    end = match.end("u")
    which = {"past": "last", "coming": "next"}.get(which, which)
    if word.endswith("s") and word not in ("century",):
        return None
    after = text[end : end + 12].lower()
    if re.match(r"[- ](?:old|long)\b", after) or after.startswith("-"):
        return None
    if unit in ("S", "M") and which in ("last", "next", "this"):
        return None
    kind = (match["cal"] or "").lower()
    if kind in ("trading", "working", "school", "academic") and unit not in ("D", "Y", "W"):
        return None
    before = text[max(0, match.start() - 11) : match.start()]
    if unit in ("MO", "AF", "EV", "NI"):
        node = _rel(
            match.end("u"), "D", 0.0, 1, "doc" if which in ("this", "last", "next") else "text"
        )
        node.part = unit
        if which in ("last", "previous"):
            node.count, node.direction = 1.0, -1
        elif which in ("next", "following"):
            node.count = 1.0
        return node
    past = match["s"].lower().split()[-1] == "past"
    if (
        the
        and (past or which == "last")
        and unit in ("Y", "DE", "CE", "MON", "W", "D", "H", "WE", "FN")
    ) and (past or _SPAN_BEFORE.search(before)):
        return Time("dur", end, unit=unit, count=1.0, value=duration_value(1, unit), shift="last")
    if (the and which == "next" and unit in ("DE", "CE", "H", "FN")) or (
        the and which == "next" and re.search(r"\b(?:over|within|during|for)\s$", before)
    ):
        return Time("dur", end, unit=unit, count=1.0, value=duration_value(1, unit), shift="next")
    if (which == "last" and unit in ("D", "H")) or (which == "next" and unit == "H"):
        return None
    # "the next day" is told from another day; "next week" from the day of writing
    told = which in ("previous", "following", "same") or (the and which == "next")
    if which == "same" and match["s"].lower().startswith("that") and unit == "H":
        return None
    if unit == "WE" and not told and which == "this":
        return Time("cal", end, weekend=True, shift="this")
    node = _rel(
        end,
        unit,
        float(abs(_OFFSET[which])),
        -1 if _OFFSET[which] < 0 else 1,
        "text" if told else "doc",
    )
    node.fiscal = bool(match["cal"] and match["cal"].lower() in ("fiscal", "financial"))
    node.shift = which
    if match["p2"] and unit == "D":
        node.part, node.end = PARTS[match["p2"].lower()], match.end()
    return node


def read_span(text: str, at: int) -> Time | None:
    """Reads "The past three weeks", "the next few days": a duration that has its days."""
    match = SPAN.match(text, at)
    count: float | None
    if match is None:
        match = SPAN_AFTER.match(text, at)
        if match is None:
            return None
        count = read_number(match["n"])
    else:
        count = None if match["x"] else read_number(match["n"])
    unit = unit_code(match["u"])
    if count is not None and count > 1 and not match["u"].lower().endswith(("s", "ies", "a")):
        return None
    node = Time("dur", match.end(), unit=unit, count=count)
    if "half" in match[0] and count is not None:
        node.count = count = count + 0.5
    node.value = duration_value(count, unit)
    word = match["s"].lower()
    if word in ("last", "past"):
        node.shift = "last"
    elif word in ("next", "coming", "upcoming"):
        node.shift = "next"
    return node


def read_day_before(text: str, at: int) -> Time | None:
    """Reads "The day before", "a year earlier": one unit from a time told before."""
    match = DAY_BEFORE.match(text, at)
    if match is None:
        return None
    word, unit = match["s"].lower(), match["u"].lower()
    if word in ("before", "after") and _has_object(text, match.end()):
        return None
    back = word in ("before", "earlier", "previously", "prior")
    part = {"night": "NI", "evening": "EV", "morning": "MO"}.get(unit)
    if unit == "summer":
        return None
    code = "D" if part else unit_code(unit)
    count = 1.0
    if code == "DE":
        code, count = "Y", 10.0
    node = _rel(match.end(), code, count, -1 if back else 1, "text")
    node.part = part
    return node


_OBJECT = re.compile(
    r"\s+(?!(?:and|but|when|while|as|in|at|on|for|with|by|from|that|was|were|is|had|has|amid|to)\b)[\w“\"'$]",
    I,
)


def _has_object(text: str, at: int) -> bool:
    return _OBJECT.match(text, at) is not None


def read_amount(text: str, at: int) -> Time | None:
    """A duration, or a time that lies so far from another ("two years ago", "a week later")."""
    node = read_duration(text, at) or read_bare_units(text, at)
    if node is None or (node.type and not node.parts):
        return node
    match = SUFFIX.match(text, node.end)
    if match is None:
        return node
    word = " ".join(match["s"].lower().split())
    if word in ("before", "after", "since", "prior") and _has_object(text, match.end()):
        return node
    if word == "since" or (word == "back" and text[match.end() : match.end() + 1] not in ".,"):
        return node
    if word == "prior" and re.match(r"\s+to\b", text[match.end() : match.end() + 5]):
        return node
    if word in ("earlier", "later") and re.match(r"\s+than\b", text[match.end() : match.end() + 6]):
        return node
    unit = node.unit or "D"
    doc = word in ("ago", "from now", "from today", "hence", "back", "in the past")
    back = word in (
        "ago",
        "earlier",
        "before",
        "previously",
        "beforehand",
        "prior",
        "back",
        "in the past",
    )
    if word == "in the past":
        return node
    if unit == "DE" and node.count is not None:
        unit, node.count = "Y", 10 * node.count  # "a decade ago" is a year, not a decade
    found = _rel(match.end(), unit, node.count, -1 if back else 1, "doc" if doc else "text")
    found.mod, found.parts = node.mod, node.parts
    if node.count is None:
        found.kind, found.value = "ref", "PAST_REF" if back else "FUTURE_REF"
        found.type = "DATE"
    return found


def read_plural_ref(text: str, at: int) -> Time | None:
    """Reads "Recent years", "the coming weeks": past, present or future without a number."""
    match = PLURAL_REF.match(text, at)
    if match is None:
        return None
    word, unit = match["s"].lower(), match["u"].lower()
    if unit == "times" and word not in ("recent", "ancient", "modern"):
        return None
    if unit in ("hours", "minutes") and word not in ("coming", "past", "last", "next", "recent"):
        return None
    if word == "these":
        if unit != "days":
            return None
        return Time("ref", match.end(), value="PRESENT_REF")
    if word in ("those", "early", "present", "modern", "ancient"):
        if unit == "times" and word == "ancient":
            return Time("ref", match.end(), value="PAST_REF")
        return None
    if word == "recent":
        return Time("ref", match.end(), value="PAST_REF")
    code = unit_code(unit)
    if word in ("coming", "upcoming"):
        return Time("ref", match.end(), value="FUTURE_REF")
    shift = "last" if word in ("past", "last") else "next" if word == "next" else None
    return Time("dur", match.end(), unit=code, value=duration_value(None, code), shift=shift)


def read_ref(text: str, at: int) -> Time | None:
    """Reads "Now", "recently", "the near future"."""
    for pattern, value in ((PRESENT, "PRESENT_REF"), (PAST, "PAST_REF"), (FUTURE, "FUTURE_REF")):
        if match := pattern.match(text, at):
            after = text[match.end() : match.end() + 1]
            if not after.isalnum():
                return Time("ref", match.end(), value=value)
    return None
