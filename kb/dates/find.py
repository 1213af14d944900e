"""Finding the dates of a text: scan, read, resolve in the order of the text."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from datetime import date, timedelta
from functools import partial

from kb.dates import calendar_words as cal
from kb.dates.calendar import ORDER, Stamp, partial_of, shift_day, stamp_of, unit_value
from kb.dates.edtf import iso
from kb.dates.grammar import STARTS, parse
from kb.dates.mention import DateMention, DocumentTime
from kb.dates.node import Time
from kb.dates.partial import PartialDate
from kb.dates.resolve import Scene, resolve
from kb.dates.tense import Hints, read_tense

_WORD = re.compile(r"[A-Za-z]+|\d+")
_GAP = re.compile(r"[^\S\n]*(?:-|–|—|to|until|till|through|and|&)[^\S\n]*", re.IGNORECASE)
_BREAK = re.compile(r"[.!?][\"”’')]*\s+(?=[A-Z“\"(\[])|\n")
_DEICTIC = frozenset(("D", "W", "WE"))
Reference = PartialDate | date | str | DocumentTime | None


def find_dates(
    text: str, reference: Reference = None, *, hints: Hints | None = None
) -> list[DateMention]:
    """Every date, time, duration and recurring time of `text`, in order, and what it means.

    `reference` is when the text was written: a date, a `PartialDate`, a string that
    `PartialDate.of` reads, or what `find_document_time` found. Without it what hangs on it stays
    open ("on Friday" is ``XXXX-WXX-5``): nothing is guessed and no clock is read. `hints` may
    give the tense of a stretch of text (``past``, ``present``, ``future``) as a sorted list of
    ``(start, end, tense)`` or as a function of start and end; else cue words decide. Mentions
    do not overlap. Raises `DateError` where `reference` is a string that is no date.

    >>> [(m.text, m.value) for m in find_dates("They met on Friday, their first talks since "
    ...     "last November.", "2025-11-02")]
    [('Friday', '2025-10-31'), ('last November', '2024-11')]
    """
    known, label = _read_reference(reference)
    nodes = [node for a, b in _paragraphs(text) for node in _scan(text[a:b], a)]
    return _resolve_all(text, nodes, known, label, hints)


def _read_reference(reference: Reference) -> tuple[PartialDate | None, str]:
    if reference is None:
        return None, ""
    if isinstance(reference, DocumentTime):
        label = {"dateline": "dateline", "inferred": "inferred"}.get(reference.source, "published")
        return reference.date, label
    return PartialDate.of(reference), "published"


BEFORE, AFTER = 48, 200  # characters before and after its first that an expression is read in

# No expression runs on over these: a blank line, the end of a sentence at the end of a line, a
# bullet. Other line breaks are those of hard-wrapped text, and expressions do run over them.
_PARAGRAPH = re.compile(r"\n[^\S\n]*\n\s*|(?<=[.!?:;\"”’)\]])[^\S\n]*\n|\n(?=[^\S\n]*[-•*–—·])")


def _paragraphs(text: str) -> Iterator[tuple[int, int]]:
    at = 0
    for match in _PARAGRAPH.finditer(text):
        yield at, match.start()
        at = match.end()
    yield at, len(text)


def _scan(text: str, offset: int) -> Iterator[Time]:
    """The date expressions of one paragraph, which begins at `offset`."""
    done = 0
    for match in _WORD.finditer(text):
        at = match.start()
        if at < done:
            continue
        word = match[0].lower()
        if not (word in STARTS or word[0] <= "9"):
            continue
        if at and (text[at - 1].isalnum() or text[at - 1] == "_"):
            continue
        # a window keeps what is read, and the time that takes, within bounds
        low = max(0, at - BEFORE)
        node = parse(text[low : at + AFTER], at - low, word)
        if node is None or node.end <= at - low:
            continue
        node.start = at if node.start < 0 else node.start + low
        node.end += low
        if node.start < done:
            node.start = at
        done = node.end
        other = _read_other_end(text, node)
        node.start, node.end = node.start + offset, node.end + offset
        yield node
        if other:
            done = other.end
            other.start, other.end = other.start + offset, other.end + offset
            yield other


def _read_other_end(text: str, node: Time) -> Time | None:
    if node.kind != "cal" or node.link or node.clock:
        return None
    gap = _GAP.match(text, node.end)
    if gap is None or gap.end() == node.end or not text[gap.end() : gap.end() + 1].isdigit():
        return None
    other = None
    if node.day and node.month:
        other = cal.read_range_end(text, gap.end(), node)
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
        other = cal.read_span_end(text, gap.end(), node)
    if other is not None:
        other.start = gap.end()
    return other


def _resolve_all(
    text: str,
    nodes: list[Time],
    known: PartialDate | None,
    label: str,
    hints: Hints | None,
) -> list[DateMention]:
    story = Story(_is_narrative(nodes, known), [m.end() for m in _BREAK.finditer(text)])
    _share_years(text, nodes)
    mentions: list[DateMention] = []
    opened: Time | None = None
    for i, node in enumerate(nodes):
        story.move_to(node.start)
        tense = partial(read_tense, text, node.start, node.end, hints)
        value, day_value, leant = _value_of(node, known, story, tense)
        opens = i + 1 < len(nodes) and _opens_range(text, node, nodes[i + 1])
        if opens and leant == "doc" and known and known.known_day and tense() == "future":
            value = _still_open(node, nodes[i + 1], value, known.known_day)
        if opened is not None and leant == "doc":
            value = _after(mentions[-1].value, node, value)
        opened = node if opens else None
        words = text[node.start : node.end]
        mentions.append(
            _mention(node, words, value, day_value, known, label, leant, story, text, tense)
        )
        story.tell(node, value, words)
    return _join_ranges(text, mentions, known)


@dataclass
class Story:
    """What a text has told so far, as its mentions are read one after the other."""

    narrative: bool
    breaks: list[int]
    told: Stamp | None = None
    told_text: str = ""
    near: Stamp | None = None
    line: Stamp | None = None
    year: int | None = None
    year_sentence: int = -1
    sentence: int = -1

    def move_to(self, at: int) -> None:
        """Go on to the sentence at `at`."""
        here = bisect_right(self.breaks, at)
        if here != self.sentence:
            self.near, self.sentence = None, here

    def tell(self, node: Time, value: str, words: str) -> None:
        """Remember what a mention told."""
        if node.kind not in ("cal", "rel"):
            return
        stamp = stamp_of(value.split("T")[0].removeprefix("FY"))
        if stamp is None:
            return
        self.told, self.told_text, self.near = stamp, words, stamp
        if ORDER[stamp.unit] <= ORDER["MON"] or stamp.unit == "SEA":
            self.line, self.year = stamp, None
        elif stamp.unit == "Y":
            self.year, self.year_sentence = stamp.lo.year, self.sentence

    def scene(self, day: date | None, tense: Callable[[], str | None]) -> Scene:
        """What a resolver may lean on here."""
        bare = None
        if self.year is not None:
            bare = (self.year, self.year_sentence == self.sentence)
        return Scene(day, self.told, self.line, bare, self.near, self.narrative, tense)


_RANGE_END = re.compile(r"\s*(?:-|–|—|to|until|till|through)\s*(?:the\s+)?", re.IGNORECASE)


def _opens_range(text: str, node: Time, other: Time) -> bool:
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


def _still_open(node: Time, other: Time, value: str, day: date) -> str:
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


def _after(first: str, node: Time, value: str) -> str:
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


_AND = re.compile(
    r"\s*(?:-|–|—|/|,|to|and|or|through|until|till|,\s*and)\s*(?:early|late|mid|the|from|in|of|on|by)?\s*(?:the\s+)?",
    re.IGNORECASE,
)


def _share_years(text: str, nodes: list[Time]) -> None:
    """Give "August" in "August and September 1914" the year that stands once for both."""
    for i in range(len(nodes) - 2, -1, -1):
        a, b = nodes[i], nodes[i + 1]
        if a.kind != "cal" or b.kind != "cal" or a.year or a.base or a.shift or not b.year:
            continue
        if not (a.month or a.season or a.quarter) or not (b.month or b.season or b.quarter):
            continue
        if b.start - a.end > 16 or not _AND.fullmatch(text[a.end : b.start]):
            continue
        later = (
            a.month is not None
            and b.month is not None
            and (a.month, a.day or 0) > (b.month, b.day or 99)
        )
        a.year, a.bc = (b.year + 1 if b.bc else b.year - 1) if later else b.year, b.bc


def _value_of(
    node: Time, known: PartialDate | None, story: Story, tense: Callable[[], str | None]
) -> tuple[str, PartialDate | None, str]:
    day = known.known_day if known else None
    scene = story.scene(day, tense)
    value = resolve(node, scene)
    if known is None or day is not None or scene.leant != "doc" or node.kind not in ("cal", "rel"):
        return value, None, scene.leant
    if known.earliest is None or known.latest is None:
        return value, None, scene.leant
    # written some time between two days: what both say holds
    first = resolve(node, story.scene(known.earliest, tense))
    last = resolve(node, story.scene(known.latest, tense))
    if first == last:
        return first, None, "doc"
    loose = partial_of(value)
    if loose is not None and loose.earliest is None:
        direction = "future" if tense() == "future" else "past"
        return value, loose.combine(known, direction), "doc"
    a, b = partial_of(first), partial_of(last)
    if a and b and a.earliest and b.latest and a.earliest <= b.latest:
        return value, PartialDate.between(a.earliest, b.latest), "doc"
    return value, None, "doc"


def _mention(
    node: Time,
    words: str,
    value: str,
    found: PartialDate | None,
    known: PartialDate | None,
    label: str,
    leant: str,
    story: Story,
    text: str,
    tense: Callable[[], str | None],
) -> DateMention:
    kind = {"dur": "DURATION", "set": "SET"}.get(node.kind, "DATE")
    if (
        node.kind in ("cal", "rel", "ref")
        and "T" in value.removeprefix("T")
        and not value.endswith("_REF")
    ):
        kind = "TIME"
    when = found or (partial_of(value) if node.kind in ("cal", "rel") else None)
    if value.endswith("TXX"):
        when = None  # "an hour later" than an hour nobody told
    if node.ambiguous:
        early, late = sorted(node.ambiguous)
        when = PartialDate.parse(f"[{early},{late}]")
    if (
        when is not None
        and node.weekday is not None
        and when.weekday is None
        and when.known_day is None
    ):
        both = when.intersect(PartialDate.parse(f"XXXX-WXX-{node.weekday + 1}"))
        when = both or when
    if node.kind == "dur" and node.shift is None and node.count and known and known.known_day:
        when = _ahead(text, node, known.known_day, tense)
        leant = "doc" if when else leant
    if node.kind == "dur" and node.shift in ("last", "next") and known and known.known_day:
        when = _stretch(node, known.known_day)
        leant = "doc"
    if when is not None:
        doubt = leant == "doc" and known is not None and known.uncertain
        about = node.mod == "APPROX"
        if doubt or about:
            when = when.qualified(
                uncertain=doubt or when.uncertain, approximate=about or when.approximate
            )
    anchor = f"'{words}'"
    if leant == "doc":
        anchor += f", {label} {_say(known)}" if known else ", publication date unknown"
    elif leant == "text" and story.told is not None:
        anchor += f", told from '{story.told_text}' ({story.told.value})"
    return DateMention(
        node.start,
        node.end,
        words,
        node.type or kind,
        value,
        node.mod,
        node.quant,
        node.freq,
        when,
        anchor,
    )


_MONTH_NAMES = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")


def _say(known: PartialDate) -> str:
    day = known.known_day
    return f"{day.day} {_MONTH_NAMES[day.month - 1]} {day.year}" if day else known.edtf


_IN = re.compile(r"\bin\s+(?:about\s+|around\s+|just\s+)?$", re.IGNORECASE)


def _ahead(text: str, node: Time, day: date, tense: Callable[[], str | None]) -> PartialDate | None:
    """When "in two weeks" is, where that is told of the future."""
    if node.type or node.unit not in ("D", "W", "MON", "Y", "FN"):
        return None
    if not _IN.search(text[max(0, node.start - 12) : node.start]) or tense() != "future":
        return None
    if re.match(r"\s+(?:of|after|before|since|from|old|in)\b", text[node.end : node.end + 8]):
        return None
    moved = shift_day(day, node.unit, node.count or 0)
    unit = "W" if node.unit == "FN" else node.unit
    return partial_of(unit_value(moved, unit)) if moved else None


def _stretch(node: Time, day: date) -> PartialDate | None:
    if node.count is None or node.unit is None:
        return None
    sign = -1 if node.shift == "last" else 1
    other = shift_day(day, node.unit, sign * node.count)
    if other is None:
        return None
    return PartialDate.between(min(day, other), max(day, other))


_BETWEEN = re.compile(
    r"\s*(?:-|–|—|to|until|till|through|and)\s*(?:the\s+)?(?:end\s+of\s+)?", re.IGNORECASE
)
_FROM = re.compile(
    r"\bbetween\s+(?:about\s+|around\s+|early\s+|late\s+)?(?:the\s+)?$", re.IGNORECASE
)


def _join_ranges(
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
        lo = now if a.value == "PRESENT_REF" else a.date and a.date.earliest
        hi = now if b.value == "PRESENT_REF" else b.date and b.date.latest
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


def _is_narrative(nodes: list[Time], known: PartialDate | None) -> bool:
    """Whether the text tells a story of which its day of writing is no part.

    Many years are named, nearly all of them well before the day of writing, and next to nothing
    is told from that day ("yesterday", a bare weekday, "last week").
    """
    years = [n.year for n in nodes if n.year and n.kind == "cal" and not n.bc]
    ancient = sum(1 for n in nodes if n.bc)
    now = known.latest.year if known and known.latest else None
    old = [y for y in years if now is None or y <= now - 2]
    deictic = sum(
        1
        for n in nodes
        if (n.kind == "rel" and n.anchored == "doc" and n.unit in _DEICTIC and (n.count or 0) <= 1)
        or (n.kind == "cal" and n.weekday is not None and n.year is None and n.month is None)
    )
    told = len(old) + ancient
    open_dates = sum(1 for n in nodes if n.kind == "cal" and n.month and not n.year)
    if told < 6 or told < 1.5 * (len(years) - len(old)):
        return False
    return deictic <= 0.05 * (told + open_dates)


__all__ = ["ORDER", "find_dates", "iso", "timedelta"]
