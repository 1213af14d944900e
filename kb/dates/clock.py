"""Times of day: "5:34 AM", "1430 GMT", "3 o'clock in the afternoon", "noon"."""

from __future__ import annotations

import re

from kb.dates.node import Time
from kb.dates.words import NUMBERS, ZONE

I = re.IGNORECASE  # noqa: E741
_ZONE = (
    rf"(?:\s*(?P<op>\()?(?-i:(?P<z>{ZONE}|[A-Z][a-z]+(?:\s[A-Z][a-z]+)?\s+[Tt]ime"
    r"|[Ll]ocal [Tt]ime))(?(op)\)))?"
)
_SPOKEN = "|".join(w for w, n in NUMBERS.items() if 1 <= n <= 12)
HALF_DAY = re.compile(
    rf"(?P<h>\d{{1,2}}|(?:{_SPOKEN})(?=[\s:]))(?:[:.](?P<n>[0-5]\d)(?::(?P<s>[0-5]\d))?)?[\s-]*"
    rf"(?P<ap>a\.\s?m\.?|p\.\s?m\.?|am|pm)(?![a-z]){_ZONE}",
    I,
)
FULL_DAY = re.compile(
    rf"(?P<h>[01]?\d|2[0-4])[:.h](?P<n>[0-5]\d)(?::(?P<s>[0-5]\d))?(?![\d:]|\.\d|\s*%)"
    rf"(?P<hr>\s*(?:hours|hrs|h)(?![a-z]))?{_ZONE}",
    I,
)
ARMY = re.compile(
    rf"(?P<h>[01]\d|2[0-3])(?P<n>[0-5]\d)\s*(?:(?P<z>{ZONE})|\({ZONE}\)|hours|hrs)(?![a-z])"
)
OCLOCK = re.compile(
    rf"(?P<h>\d{{1,2}}|{_SPOKEN})\s+o['’]?\s?clock(?:\s+(?:in\s+the\s+(?P<p>morning|afternoon|evening)|at\s+(?P<q>night)))?",
    I,
)
HALF_PAST = re.compile(
    rf"(?P<w>half|quarter)[ -](?P<r>past|to)[ -](?P<h>\d{{1,2}}|{_SPOKEN})(?![a-z])"
    r"(?:\s+in\s+the\s+(?P<p>morning|afternoon|evening)|\s*(?P<ap>a\.?m\.?|p\.?m\.?))?",
    I,
)
NOON = re.compile(r"(?:12 )?(?P<w>noon|midnight|midday)(?![a-z])", I)
_BEFORE = re.compile(
    r"\b(?:at|by|from|until|till|around|about|to|since|between|after|before|past|and|near"
    r"|as of|approximately"
    r"|roughly|nearly|on|shortly after|exactly|,)\s(?:about\s|around\s|approximately\s)?$",
    I,
)


def _hours(text: str) -> int:
    return int(text) if text.isdigit() else NUMBERS[text.lower()]


def _clock(end: int, hour: int, minute: str | None, second: str | None, zone: str | None) -> Time:
    node = Time("cal", end)
    if hour == 24:
        hour = 0 if minute in (None, "00") else 24
    node.clock = f"T{hour:02d}:{minute or '00'}" + (f":{second}" if second else "")
    node.zone = _zone(zone)
    return node


def _zone(zone: str | None) -> str:
    return "Z" if zone in ("GMT", "UTC") else ""


def read_clock(text: str, at: int) -> Time | None:
    """A time of day at `at`, or ``None``."""
    if match := HALF_DAY.match(text, at):
        hour = _hours(match["h"])
        if not 1 <= hour <= 12:
            return None
        afternoon = match["ap"][0] in "pP"
        end = match.end()
        return _clock(end, hour % 12 + 12 * afternoon, match["n"], match["s"], match["z"])
    if match := OCLOCK.match(text, at):
        hour = _hours(match["h"])
        if not 1 <= hour <= 24:
            return None
        part = match["p"] or match["q"]
        later = part is not None and part.lower() != "morning" and hour < 12
        return _clock(match.end(), hour + 12 * later, None, None, None)
    if match := HALF_PAST.match(text, at):
        return _half_past(match)
    if match := ARMY.match(text, at):
        return _clock(match.end(), int(match["h"]), match["n"], None, match["z"])
    if match := FULL_DAY.match(text, at):
        return _full_day(text, at, match)
    if match := NOON.match(text, at):
        node = Time("cal", match.end())
        word = match["w"].lower()
        node.clock = "T24:00" if word == "midnight" else "T12:00"
        return node
    return None


def _half_past(match: re.Match[str]) -> Time | None:
    hour = _hours(match["h"])
    if not 1 <= hour <= 12:
        return None
    minute = 30 if match["w"].lower() == "half" else 15
    if match["r"].lower() == "to":
        hour, minute = hour - 1, 60 - minute
        if match["w"].lower() == "half":
            return None
    part = (match["p"] or match["ap"] or "").lower()
    if part[:1] in ("a", "e", "p") and part not in ("am", "a.m.", "a.m") and hour < 12:
        hour += 12
    return _clock(match.end(), hour, f"{minute:02d}", None, None)


def _full_day(text: str, at: int, match: re.Match[str]) -> Time | None:
    # 3:16 is a verse, 2.30 an amount, 3:2 a score: a cue must stand beside it
    cued = match["z"] or match["hr"]
    dot = text[match.end("h")] in ".hH"
    if not cued:
        before = text[max(0, at - 24) : at]
        if not _BEFORE.search(before) or dot:
            return None
        if re.match(
            r"\s*(?:-|to)?\s*(?:win|loss|ratio|victory|defeat|lead|vote)", text[match.end() :]
        ):
            return None
    end = match.end()
    return _clock(end, int(match["h"]), match["n"], match["s"], match["z"])
