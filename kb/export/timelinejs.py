"""TimelineJS: https://timeline.knightlab.com/docs/json-format.html."""

from __future__ import annotations

from datetime import date
from html import escape
from typing import Any

from kb.timeline import Timeline
from kb.timeline_event import TimelineEvent
from kb.timeline_words import clean, find_link, read_bounds, say_date, say_doubt, say_sources


def write_timelinejs(timeline: Timeline, title: str) -> dict[str, Any]:
    """The timeline as TimelineJS reads it, one slide an event.

    A year stays a year there: ``start_date`` holds no month that is not known, and
    ``display_date`` says the date as we do. TimelineJS has no place for events without a date:
    they are left out, and the title slide counts them.
    """
    slides = [_write_slide(event) for event in timeline.events if read_bounds(event)]
    left_out = len(timeline.events) - len(slides)
    text = f"{len(slides)} events"
    if left_out:
        text += f"; {left_out} without a date are not shown"
    if timeline.next is not None:
        text += f"; the first of {timeline.total}"
    return {
        "scale": "human",
        "title": {"text": {"headline": escape(clean(title)), "text": f"<p>{text}.</p>"}},
        "events": slides,
    }


def _write_slide(event: TimelineEvent) -> dict[str, Any]:
    bounds, when = read_bounds(event), event.date
    if bounds is None or when is None:
        raise ValueError(f"{event.id} has no date")
    first, last = bounds
    slide: dict[str, Any] = {
        "unique_id": event.id.rsplit("/", 1)[-1],
        "start_date": _write_date(first, when.granularity),
        "display_date": say_date(when),
        "text": {"headline": escape(clean(event.label)), "text": _write_text(event)},
    }
    end = _write_date(last, when.granularity)
    if end != slide["start_date"]:
        slide["end_date"] = end
    if event.type.label:
        slide["group"] = escape(clean(event.type.label))
    return slide


def _write_date(day: date, granularity: str | None) -> dict[str, int]:
    parts = {"year": day.year}
    if granularity not in ("year", "decade", "century"):
        parts["month"] = day.month
        if granularity != "month":
            parts["day"] = day.day
    return parts


def _write_text(event: TimelineEvent) -> str:
    # TimelineJS puts this into the page as HTML
    parts = [f"<p>{escape(say_sources(event))}</p>"]
    if doubt := say_doubt(event.date):
        parts.append(f"<p><em>{escape(doubt)}</em></p>")
    for source in event.sources:
        name = escape(clean(source.outlet or source.title or "an article"))
        link = find_link(source.url)
        cited = f'<a href="{escape(link)}">{name}</a>' if link else name
        parts += [
            f"<blockquote>{escape(clean(quote.exact))} <cite>{cited}</cite></blockquote>"
            for quote in source.quotes
        ]
    return "".join(parts)
