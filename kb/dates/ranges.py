"""The two ends of a stretch of time, and lengths that are measured from a date."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import date, timedelta

from kb.dates.calendar import partial_of, shift_day, stamp_of, unit_value
from kb.dates.calendar_words import read_range_end
from kb.dates.digits import read_span_end
from kb.dates.edtf import iso
from kb.dates.mention import DateMention
from kb.dates.node import Time
from kb.dates.partial import PartialDate

_GAP = re.compile(r"[^\S\n]*(?:-|–|—|to|until|till|through|and|&)[^\S\n]*", re.IGNORECASE)


def read_other_end(text: str, node: Time) -> Time | None:
    """The second end of "Oct 30-31" or "2003–05", which `node` begins."""
    if node.kind != "cal" or node.link or node.clock:
        return None
    gap = _GAP.match(text, node.end)
    if gap is None or gap.end() == node.end or not text[gap.end() : gap.end() + 1].isdigit():
        return None
    other = None
    if node.day and node.month:
        other = read_range_end(text, gap.end(), node)
        if other and (other.day or 0) <= node.day:
            return None
        rest = text[other.end : other.end + 12] if other else ""
        if other and re.match(r"\s+(?:[a-z]+s\b|people|percent|million)", rest):
            return None
    elif (
        node.year
        and not node.month
        and not node.season
        and not node.quarter
        and gap[0].strip() in "-–—"
    ):
        other = read_span_end(text, gap.end(), node)
    if other is not None:
        other.start = gap.end()
    return other


_RANGE_END = re.compile(r"\s*(?:-|–|—|to|until|till|through)\s*(?:the\s+)?", re.IGNORECASE)


def opens_range(text: str, node: Time, other: Time) -> bool:
    """Whether `node` is the beginning of a stretch and `other` its end."""
    if node.kind != "cal" or other.kind != "cal" or other.start - node.end > 14:
        return False
    gap = text[node.end : other.start]
    if _RANGE_END.fullmatch(gap):
        return True
    before = text[max(0, node.start - 24) : node.start]
    return gap.strip() in ("and", "and the") and bool(
        re.search(r"\bbetween\s+(?:the\s+)?$", before)
    )


def value_still_open(node: Time, other: Time, value: str, day: date) -> str:
    """The value of the beginning of a stretch to come, which may have begun already."""
    if not (node.month and other.month) or node.year or other.year or node.day or node.shift:
        return value
    year = int(value[:4])
    if year != day.year + 1:
        return value
    end_year = year - 1 + (other.month < node.month)
    return (
        f"{year - 1:04d}{value[4:]}" if (end_year, other.month) >= (day.year, day.month) else value
    )


def value_after(first: str, node: Time, value: str) -> str:
    """The value of the end of a stretch: the first such time that is not before its beginning."""
    begun, ended = stamp_of(first.split("T")[0]), stamp_of(value.split("T")[0])
    if begun is None or ended is None or node.year is not None or node.base is not None:
        return value
    if node.month is not None or node.season or node.quarter:
        year = begun.lo.year + (
            ended.lo.replace(year=begun.lo.year, day=1) < begun.lo.replace(day=1)
        )
        found = f"{year:04d}{value[4:]}"
        end = stamp_of(found.split("T")[0])
        if end is None or end.lo < begun.lo:
            found = f"{year + 1:04d}{value[4:]}"
        return found if stamp_of(found.split("T")[0]) else value
    if node.weekday is not None and begun.unit == "D":
        day = begun.lo + timedelta((node.weekday - begun.lo.weekday()) % 7)
        return iso(day) + value[10:]
    return value


_BETWEEN = re.compile(
    r"\s*(?:-|–|—|to|until|till|through|and)\s*(?:the\s+)?(?:end\s+of\s+)?", re.IGNORECASE
)


_FROM = re.compile(
    r"\bbetween\s+(?:about\s+|around\s+|early\s+|late\s+)?(?:the\s+)?$", re.IGNORECASE
)


def join_ranges(
    text: str, mentions: list[DateMention], known: PartialDate | None
) -> list[DateMention]:
    """The mentions, those that are two ends of a stretch with the whole stretch in `range`."""
    out = list(mentions)
    now = known.known_day if known else None
    for i in range(len(out) - 1):
        a, b = out[i], out[i + 1]
        if b.start - a.end > 12 or a.type in ("DURATION", "SET") or b.type in ("DURATION", "SET"):
            continue
        gap = text[a.end : b.start]
        if not _BETWEEN.fullmatch(gap):
            continue
        between = _FROM.search(text[max(0, a.start - 24) : a.start])
        if gap.split()[:1] == ["and"] and not between:
            continue
        lo = now if a.value == "PRESENT_REF" else a.date.earliest if a.date else None
        hi = now if b.value == "PRESENT_REF" else b.date.latest if b.date else None
        if lo is None or hi is None or lo > hi:
            continue
        whole = PartialDate.between(lo, hi)
        out[i] = _ranged(a, whole)
        out[i + 1] = _ranged(b, whole)
    return _measure_from(text, out)


_FROM_POINT = re.compile(r"\s+(?P<w>before|after|from)\s+(?:the\s+)?", re.IGNORECASE)


def _measure_from(text: str, mentions: list[DateMention]) -> list[DateMention]:
    """Lengths that are measured from a date beside them ("two days after Christmas") dated."""
    for i in range(len(mentions) - 1):
        a, b = mentions[i], mentions[i + 1]
        if a.type != "DURATION" or a.date is not None or b.date is None or not b.date.known_day:
            continue
        match = _FROM_POINT.fullmatch(text[a.end : b.start])
        size = re.fullmatch(r"P(\d+)([DWMY])", a.value)
        if match is None or size is None:
            continue
        unit = "MON" if size[2] == "M" else size[2]
        sign = -1 if match["w"].lower() == "before" else 1
        moved = shift_day(b.date.known_day, unit, sign * int(size[1]))
        if moved is not None:
            anchor = f"'{text[a.start : b.end]}'"
            mentions[i] = replace(a, date=partial_of(unit_value(moved, unit)), anchor=anchor)
    return mentions


def _ranged(mention: DateMention, whole: PartialDate) -> DateMention:
    return replace(mention, range=whole)
