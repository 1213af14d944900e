"""What came before and after an event, and beside it, with the same people or at the same place."""

from __future__ import annotations

from collections import defaultdict
from contextlib import suppress
from dataclasses import dataclass
from datetime import date, timedelta
from typing import TYPE_CHECKING, Any

from kb.timeline_event import TimelineEvent
from kb.timeline_words import say_date

if TYPE_CHECKING:
    from kb.knowledge import KnowledgeBase

NEAREST = 6  # events of each relation
MOST = 4  # participants, and places, whose events are looked through


@dataclass(frozen=True, slots=True)
class Neighbour:
    """Another event, `when` in words, and whom and which places it shares with this one.

    `relation` is ``before``, ``after``, ``alongside``, ``part-of``, ``has-part``, or ``unordered``
    where one of the two has no date.
    """

    relation: str
    id: str
    label: str
    edtf: str | None
    when: str
    source_count: int
    shared: tuple[str, ...]


def find_neighbours(known: KnowledgeBase, event: TimelineEvent) -> tuple[Neighbour, ...]:
    """The nearest events of each relation, asked of the timeline of each participant and place."""
    windows: list[dict[str, Any]] = [{"undated": "only"}]
    first, last = _read_bounds(event)
    if first and last:
        windows += [{"from_": first, "to": last}]
        if before := _shift(first, -1):
            windows += [{"to": before, "window": "within", "order": "newest"}]
        if after := _shift(last, 1):
            windows += [{"from_": after, "window": "within"}]
    else:
        windows += [{"order": "newest"}]
    found: dict[str, TimelineEvent] = {}
    asked = [{"actor": a.id} for a in event.actors[:MOST]]
    asked += [{"place": p.id} for p in event.places[:MOST]]
    for who in asked:
        for window in windows:
            page = known.timeline(**who, **window, limit=2 * NEAREST).events
            found |= {other.id: other for other in page if other.id != event.id}
    ranked: dict[str, list[tuple[tuple[Any, ...], TimelineEvent]]] = defaultdict(list)
    actors, places = {a.id for a in event.actors}, {p.id for p in event.places}
    for other in found.values():
        mutual = len(actors & {a.id for a in other.actors})
        start, end = _read_bounds(other)
        relation = _relate(
            event, start, end, same_place=bool(places & {p.id for p in other.places})
        )
        if relation == "unordered" and not mutual:
            continue
        near: tuple[Any, ...] = (-mutual, -other.source_count, other.id)
        if relation in ("before", "after") and first and last and start and end:
            near = (
                _count_days(end, first) if relation == "before" else _count_days(last, start),
                *near,
            )
        ranked[relation].append((near, other))
    return tuple(
        Neighbour(
            relation,
            other.id,
            other.label,
            other.date.edtf if other.date else None,
            say_date(other.date),
            other.source_count,
            _name_shared(event, other),
        )
        for relation in ("part-of", "has-part", "alongside", "before", "after", "unordered")
        for _, other in sorted(ranked[relation], key=lambda item: item[0])[:NEAREST]
    )


def _read_bounds(event: TimelineEvent) -> tuple[str | None, str | None]:
    """The first and last day of an event's date; the end that is known stands for an open one."""
    if event.date is None:
        return None, None
    return event.date.earliest or event.date.latest, event.date.latest or event.date.earliest


def _shift(day: str, days: int) -> str | None:
    with suppress(OverflowError):
        return (date.fromisoformat(day) + timedelta(days)).isoformat()
    return None


def _count_days(first: str, last: str) -> int:
    return (date.fromisoformat(last) - date.fromisoformat(first)).days


def _name_shared(event: TimelineEvent, other: TimelineEvent) -> tuple[str, ...]:
    here = {a.id for a in event.actors} | {p.id for p in event.places}
    names = {a.name or a.id for a in other.actors if a.id in here}
    return tuple(sorted(names | {p.name or p.id for p in other.places if p.id in here}))


def _relate(event: TimelineEvent, first: str | None, last: str | None, *, same_place: bool) -> str:
    date = event.date
    mine = (date.earliest or date.latest, date.latest or date.earliest) if date else (None, None)
    if mine[0] is None or mine[1] is None or first is None or last is None:
        return "unordered"
    if last < mine[0]:
        return "before"
    if first > mine[1]:
        return "after"
    # A span that holds the other's is taken for the larger event only at the same place, and
    # where it is one of days: "in 2006" holds every day of the year, and is part of nothing
    if same_place and date is not None and date.granularity == "day":
        if first <= mine[0] and mine[1] <= last and (first, last) != mine and first[:7] == last[:7]:
            return "part-of"
        if mine[0] <= first and last <= mine[1] and (first, last) != mine:
            return "has-part"
    return "alongside"
