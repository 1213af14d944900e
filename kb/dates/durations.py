"""Durations, ages and recurring times: "nearly 30 minutes", "a 47-year-old", "every Tuesday"."""

from __future__ import annotations

import re

from kb.dates.node import Time
from kb.dates.words import (
    MONTH,
    NUMBER,
    ORDINAL,
    PART,
    SEASON,
    UNIT,
    WEEKDAY,
    month_number,
    read_number,
    unit_code,
    weekday_number,
)

I = re.IGNORECASE  # noqa: E741
_VAGUE = (
    r"(?:a\s+)?(?:few|couple(?:\s+of)?|number\s+of|handful\s+of|dozen|good\s+few|matter\s+of)"
    r"(?:\s+more)?|several(?:\s+more)?|many(?:\s+more)?|some|various|numerous|countless|dozens\s+of|hundreds\s+of"
    r"|thousands\s+of|tens\s+of\s+thousands\s+of|scores\s+of|multiple|too\s+many"
)
_ADJ = (
    r"(?:(?:more|consecutive|straight|successive|full|whole|entire|long|additional|further|other|calendar"
    r"|business|working|trading|school|short|mere|solid|extra|good|odd|brief|brutal|single|separate|or\s+more|or\s+so"
    r"|running|intense|bloody|short|hard|tough|difficult|turbulent|crucial|remaining|light"
    r"|lunar)[ -]){0,2}"
)
_HALVES = (
    r"half[ -]an?|a[ -]half|half[ -]?|(?:a\s+)?quarter(?:[ -]of)?[ -]an?"
    r"|three[- ]quarters\s+of\s+an?|a\s+quarter|half\s+of\s+an?"
)
AMOUNT = (
    rf"(?P<half>{_HALVES})|(?P<n>{NUMBER})(?P<plus>\+)?(?P<and>[ -]and[ -](?:a[ -])?(?:half"
    rf"|quarter)|\s*½|\s1/2)?"
    rf"(?:\s*(?:-|–|to|or)\s*(?P<n2>{NUMBER}))?|(?P<one>an?|one|all|another)|(?P<x>{_VAGUE})|(?P<frac>½)"
)
DURATION = re.compile(
    rf"(?:{AMOUNT})(?:[ -]|(?<=\d)|(?<=half)|(?<=½))(?P<adj>{_ADJ})(?P<u>{UNIT})"
    r"(?P<tail>[ -]and[ -]a[ -](?:half|quarter)|\s+or\s+(?:so|more))?",
    I,
)
MORE = re.compile(
    rf"(?:,?\s+and\s+|,\s*|\s+)(?P<n>{NUMBER})(?:[ -])(?P<u>(?:hours?|hrs?|minutes?|mins?"
    rf"|seconds?|secs?|days?|weeks?|months?)(?![a-z]))",
    I,
)
OLD = re.compile(r"(?:[- ]old(?![a-z])|-long(?![a-z])|\s+of\s+age\b)", I)
BARE = re.compile(
    r"(?P<u>(?:seconds|minutes|hours|days|weeks|weekends|months|years|decades|centuries|millennia))(?![a-z-])",
    I,
)
LONG = re.compile(
    r"(?P<u>(?:hour|day|week|month|year|decade|century|hours|days|weeks|months|years|decades"
    r"|centuries))(?:-?(?:long|old)(?![a-z])|-old(?![a-z]))",
    I,
)
BARE_BEFORE = re.compile(
    r"\b(?:for|in|of|within|over|after|following|through|spent|took|take|takes|taking|spend|last|lasted|lasting|several|until|recent|many|by|across|despite|throughout|during)\s$"
    r"|[-]$",
    I,
)
BARE_AFTER = re.compile(
    r"(?:[- ]long|\s+of)(?![a-z])|\s+(?:ago|later|earlier|before|after|afterwards?|since)(?![a-z])",
    I,
)
EVERY = re.compile(
    rf"(?P<q>every|each|per)\s+(?:(?P<o>other|second|third|single|{NUMBER}|few|couple\s+of)\s+)?"
    rf"(?:(?P<u>{UNIT})|(?P<wd>{WEEKDAY})|(?P<m>{MONTH})|(?P<s>{SEASON})|(?P<p>{PART}))(?:\s+(?P<p2>{PART}))?",
    I,
)
TIMES = re.compile(
    r"(?P<f>once|twice|thrice)\s+(?:an?|every|each|per)\s+(?P<u>day|week|month|year|hour|decade|century)(?![a-z])",
    I,
)
ADVERB = {
    "daily": "P1D", "nightly": "P1D", "hourly": "PT1H", "weekly": "P1W", "fortnightly": "P2W",
    "monthly": "P1M", "quarterly": "P3M", "annual": "P1Y", "annually": "P1Y", "yearly": "P1Y",
    "biweekly": "P2W", "bimonthly": "P2M", "biannual": "P6M", "biannually": "P6M",
    "semiannual": "P6M", "biennial": "P2Y", "biennially": "P2Y", "everyday": "P1D",
}  # fmt: skip
RATE_BEFORE = re.compile(
    r"(?:\b(?:two|three|four|five|six|seven|eight|nine|ten|twelve)\s+(?:[a-z]+\s)?[a-z]+s|[$£€¥]\s?[\d,.]+(?:\s?(?:[kmb]n?|million|billion|trillion|thousand))?|\b\d[\d,.]*(?:\s?[%°]|\s+[a-z]+(?:\s+[a-z]+)?s)?"
    r"|\b(?:percent|per cent|times|once|twice|thrice|million|billion|trillion|thousand|hundred"
    r"|dollars|euros|pounds|yuan|yen|rupees|tons|tonnes|barrels|people|cents))\s$",
    I,
)
RATE = re.compile(
    r"an?\s+(?P<u>second|minute|hour|day|night|week|month|quarter|year|decade)(?![a-z-])(?!\s+(?:ago|later|earlier|before|after|and|of|in|from|old|long))",
    I,
)


def duration_value(count: float | None, unit: str) -> str:
    """The TIMEX3 value of so many units (``None`` is unknown: ``PXY``)."""
    number = "X" if count is None else f"{count:g}" if count < 1e6 else str(int(count))
    match unit:
        case "S" | "M" | "H":
            return f"PT{number}{unit}"
        case "MON":
            return f"P{number}M"
        case "FN":
            return "P2W" if count == 1 else f"P{number if count is None else f'{2 * count:g}'}W"
        case "Q":
            return f"P{number if count is None else f'{3 * count:g}'}M"
        case "WE":
            return f"P{number}WE"
        case "NI" | "MO" | "AF" | "EV":
            return f"P{number}T{unit}" if unit != "NI" else f"P{number}D"
        case "DE" | "CE" | "ML" | "SEM" | "SEA":
            return f"P{number}{unit}"
    return f"P{number}{unit}"


_PARTS_OF = {"Y": (12, "MON"), "CE": (100, "Y"), "DE": (10, "Y"), "H": (60, "M"), "M": (60, "S"),
             "D": (24, "H"), "ML": (1000, "Y")}  # fmt: skip


def read_duration(text: str, at: int) -> Time | None:
    """A length of time, or ``None``; "old" and "of age" belong to it."""
    match = DURATION.match(text, at)
    if match is None:
        return None
    unit = unit_code(match["u"])
    one = bool(match["one"])
    node = Time("dur", match.end(), unit=unit)
    if match["half"] or match["frac"]:
        kind = (match["half"] or "half").lower()
        share = 0.75 if kind.startswith("three") else 0.25 if "quarter" in kind else 0.5
        if unit not in _PARTS_OF:
            return None
        times, smaller = _PARTS_OF[unit]
        node.count, node.unit = share * times, smaller
        node.value = duration_value(node.count, smaller)
        _add_old(text, node)
        return node
    if one:
        node.count = 1.0
        if match["one"].lower() == "all" and unit not in ("D", "W", "MON", "Y"):
            return None
        if match["u"].lower().endswith("s") and unit != "CE":
            return None
    elif match["x"]:
        if match["x"].lower() == "many" and text[max(0, at - 3) : at].lower() == "as ":
            return None  # "twice in as many weeks"
        node.count = None
    else:
        number = read_number(match["n"])
        if number is None:
            return None
        if (
            match["n"].isdigit()
            and len(match["n"]) == 4
            and 1000 < number < 2100
            and text[match.end("n")] == " "
            and unit in ("Y", "Q", "SEA")
        ):
            return None
        node.count = number
        if match["n2"]:
            node.mod = "APPROX"
            other = read_number(match["n2"])
            if other is not None and other > number:
                node.count = number
        if match["and"]:
            node.count += 0.25 if "quarter" in match["and"] else 0.5
        if match["plus"]:
            node.mod = "MORE_THAN"
    if match["tail"]:
        tail = match["tail"].lower()
        if "so" in tail:
            node.mod = "APPROX"
        elif "more" in tail:
            node.mod = "EQUAL_OR_MORE"
        elif node.count is not None:
            node.count += 0.25 if "quarter" in tail else 0.5
    node.value = duration_value(node.count, unit)
    _add_more(text, node)
    _add_old(text, node)
    return node


_ORDER = {"Y": 6, "MON": 5, "W": 4, "D": 3, "H": 2, "M": 1, "S": 0}


def _add_more(text: str, node: Time) -> None:
    while (match := MORE.match(text, node.end)) and node.count is not None and node.value:
        unit, above = unit_code(match["u"]), node.unit or ""
        step = _ORDER.get(above, -1) - _ORDER.get(unit, 9)
        if not 1 <= step <= 3 or node.count != int(node.count):
            return
        number = read_number(match["n"])
        if number is None:
            return
        piece = duration_value(number, unit)
        value = node.value
        if piece.startswith("PT"):
            value += piece[2:] if "T" in value else piece[1:]
        else:
            value += piece[1:]
        node.parts = (*(node.parts or ((node.count, above),)), (number, unit))
        node.value, node.end, node.unit = value, match.end(), unit
        node.quant = None
        node.type = "DURATION"


def _add_old(text: str, node: Time) -> None:
    if match := OLD.match(text, node.end):
        node.end = match.end()
        node.type = "DURATION"


def read_bare_units(text: str, at: int) -> Time | None:
    """Units without a number ("for years", "decades of war")."""
    if match := LONG.match(text, at):
        unit, count = unit_code(match["u"]), None if match["u"].lower().endswith("s") else 1.0
        value = duration_value(count, unit)
        return Time("dur", match.end(), unit=unit, count=count, value=value, type="DURATION")
    match = BARE.match(text, at)
    if match is None:
        return None
    before, after = text[max(0, at - 12) : at], BARE_AFTER.match(text, match.end())
    if match["u"].lower() == "seconds" or not (after or BARE_BEFORE.search(before)):
        return None
    if after is None and re.search(r"\b(?:of|last|by|as\s+many)\s$", before, I):
        return None
    unit = unit_code(match["u"])
    return Time("dur", match.end(), unit=unit, count=None, value=duration_value(None, unit))


def read_set(text: str, at: int) -> Time | None:
    """A recurring time ("every Tuesday", "twice a week", "per year")."""
    if match := TIMES.match(text, at):
        freq = {"once": "1X", "twice": "2X", "thrice": "3X"}[match["f"].lower()]
        value = duration_value(1, unit_code(match["u"]))
        return Time("set", match.end(), value=value, freq=freq)
    match = EVERY.match(text, at)
    if match is None:
        return None
    word, other = match["q"].lower(), (match["o"] or "").lower()
    number = {"": 1.0, "single": 1.0, "other": 2.0, "second": 2.0, "third": 3.0}.get(other)
    if number is None:
        number = None if other in ("few", "couple of") else read_number(other)
    quant = None if word == "per" else word.upper()
    node = Time("set", match.end("u") if match["u"] else match.end(), quant=quant)
    if match["u"]:
        unit = unit_code(match["u"])
        if unit in ("MO", "AF", "EV", "NI"):
            node.value = f"XXXX-XX-XXT{unit}"
        elif unit == "WE":
            node.value = "XXXX-WXX-WE"
        else:
            node.value = duration_value(number, unit)
    elif match["wd"]:
        if len(match["wd"]) < 4:
            return None
        node.value = f"XXXX-WXX-{weekday_number(match['wd']) + 1}"
        if match["p2"]:
            node.value += {"morning": "TMO", "afternoon": "TAF", "evening": "TEV"}.get(
                match["p2"].lower(), "TNI"
            )
        node.end = match.end()
    elif match["m"]:
        node.value = f"XXXX-{month_number(match['m']):02d}"
    elif match["s"]:
        node.value = (
            "XXXX-"
            + {"sp": "SP", "su": "SU", "au": "FA", "fa": "FA", "wi": "WI"}[match["s"][:2].lower()]
        )
    else:
        node.value = "XXXX-XX-XXT" + {"m": "MO", "a": "AF", "e": "EV"}.get(
            match["p"][0].lower(), "NI"
        )
    if number == 2.0 and other in ("other", "second"):
        node.quant = "EVERY OTHER"
    return node


def read_rate(text: str, at: int) -> Time | None:
    """Reads "a year" where it means each year ("$5 million a year")."""
    match = RATE.match(text, at)
    if match is None or not RATE_BEFORE.search(text[max(0, at - 30) : at]):
        return None
    return Time("set", match.end(), value=duration_value(1, unit_code(match["u"])), quant="EVERY")


__all__ = ["ORDINAL", "read_bare_units", "read_duration", "read_rate", "read_set"]
