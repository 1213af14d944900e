"""vis-timeline: https://visjs.github.io/vis-timeline/docs/timeline/#Data_Format."""

from __future__ import annotations

from datetime import date, timedelta
from html import escape
from typing import Any

from kb.timeline import Timeline
from kb.timeline_event import TimelineEvent
from kb.timeline_words import clean, is_exact, read_bounds, say_date, say_sources


def write_vis(timeline: Timeline) -> dict[str, Any]:
    """``items`` for ``new vis.DataSet(…)``, the ``groups`` they name, and what has no date.

    A day is a box; a month, a year or a span is a range from its first day to the day after its
    last. What is not certain to the day has the class ``uncertain``. vis-timeline cannot show
    events without a date: their ids are in ``undated``.
    """
    items = [_write_item(event) for event in timeline.events if read_bounds(event)]
    groups = {event.type.id: clean(event.type.label or event.type.id) for event in timeline.events}
    return {
        "items": items,
        "groups": [
            {"id": iri, "content": escape(label)}
            for iri, label in groups.items()
            if any(item["group"] == iri for item in items)
        ],
        "undated": [event.id for event in timeline.events if not read_bounds(event)],
        "next": timeline.next,
        "total": timeline.total,
    }


def _write_item(event: TimelineEvent) -> dict[str, Any]:
    bounds, when = read_bounds(event), event.date
    if bounds is None or when is None:
        raise ValueError(f"{event.id} has no date")
    first, last = bounds
    classes = [f"precision-{when.granularity or 'unknown'}", event.modality]
    if not is_exact(when):
        classes.append("uncertain")
    if event.disputes:
        classes.append("disputed")
    item: dict[str, Any] = {
        "id": event.id,
        "content": escape(clean(event.label)),
        "title": escape(f"{say_date(when)} · {say_sources(event)}"),
        "start": first.isoformat(),
        "type": "box" if first == last else "range",
        "group": event.type.id,
        "className": " ".join(classes),
    }
    if first != last:
        # the day after, as an end is the moment at which that day begins
        item["end"] = (last + timedelta(days=1) if last < date.max else last).isoformat()
    return item
