"""Finding the dates of a text: scan, read, resolve in the order of the text."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from datetime import date
from functools import partial

from kb.dates.calendar import partial_of, shift_day, unit_value
from kb.dates.grammar import STARTS, parse
from kb.dates.mention import DateMention, DocumentTime
from kb.dates.node import Time
from kb.dates.partial import PartialDate
from kb.dates.ranges import join_ranges, opens_range, read_other_end, value_after, value_still_open
from kb.dates.resolve import resolve
from kb.dates.story import Story, is_narrative, share_years
from kb.dates.tense import Hints, read_tense

_SCANNED = re.compile(r"[A-Za-z]+|\d+")


_BREAK = re.compile(r"[.!?][\"”’')]*\s+(?=[A-Z“\"(\[])|\n")


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
    for match in _SCANNED.finditer(text):
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
        other = read_other_end(text, node)
        node.start, node.end = node.start + offset, node.end + offset
        yield node
        if other:
            done = other.end
            other.start, other.end = other.start + offset, other.end + offset
            yield other


def _resolve_all(
    text: str,
    nodes: list[Time],
    known: PartialDate | None,
    label: str,
    hints: Hints | None,
) -> list[DateMention]:
    story = Story(is_narrative(nodes, known), [m.end() for m in _BREAK.finditer(text)])
    share_years(text, nodes)
    mentions: list[DateMention] = []
    opened: Time | None = None
    for i, node in enumerate(nodes):
        story.move_to(node.start)
        tense = partial(read_tense, text, node.start, node.end, hints)
        value, day_value, leant = _value_of(node, known, story, tense)
        opens = i + 1 < len(nodes) and opens_range(text, node, nodes[i + 1])
        if opens and leant == "doc" and known and known.known_day and tense() == "future":
            value = value_still_open(node, nodes[i + 1], value, known.known_day)
        if opened is not None and leant == "doc":
            value = value_after(mentions[-1].value, node, value)
        opened = node if opens else None
        words = text[node.start : node.end]
        mentions.append(
            _mention(node, words, value, day_value, known, label, leant, story, text, tense)
        )
        story.tell(node, value, words)
    return join_ranges(text, mentions, known)


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
    before = _PREPOSITION.search(text, max(0, node.start - 8), node.start)
    anchor = f"'{before[0] if before else ''}{words}'"
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


_PREPOSITION = re.compile(r"\b(?:on|in|since|by|until|from|at|during|before|after) $", re.I)
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
