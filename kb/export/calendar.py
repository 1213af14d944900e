"""iCalendar (RFC 5545): days as days, without a time and a zone that nobody knows."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta

import icalendar

from kb.timeline import Timeline
from kb.timeline_event import TimelineEvent
from kb.timeline_words import (
    clean,
    find_link,
    is_exact,
    latest_report,
    read_bounds,
    say_date,
    say_doubt,
    say_sources,
)


def write_calendar(timeline: Timeline, title: str) -> bytes:
    """The timeline as a calendar of all-day events.

    A date known only to the month or year is the whole of it, as an all-day span whose summary
    begins with what is known ("[2006] …"); such and planned events are TENTATIVE. X-KB-EDTF holds
    the date as it is. Events without a date are journal entries, which need none. DTSTAMP is the
    day of the latest report, so that the same timeline gives the same calendar.
    """
    calendar = icalendar.Calendar()
    calendar.add("prodid", "-//Timeline KB//timeline//EN")
    calendar.add("version", "2.0")
    calendar.add("x-wr-calname", clean(title))
    for event in timeline.events:
        calendar.add_component(_write_event(event))
    return bytes(calendar.to_ical())


def _write_event(event: TimelineEvent) -> icalendar.Component:
    bounds, when = read_bounds(event), event.date
    entry: icalendar.Component = icalendar.Event() if bounds else icalendar.Journal()
    sure = when is not None and is_exact(when)
    entry.add("uid", event.id)
    entry.add("dtstamp", datetime.combine(latest_report(event) or date(1970, 1, 1), time(), UTC))
    label = clean(event.label)
    entry.add("summary", label if sure else f"[{say_date(when)}] {label}")
    if bounds is not None:
        first, last = bounds
        entry.add("dtstart", first)
        if last < date.max:
            entry.add("dtend", last + timedelta(days=1))  # exclusive: section 3.6.1
        entry.add("transp", "TRANSPARENT")  # it happened; nobody is busy
        places = [clean(p.name or p.id) for p in event.places]
        if places:
            entry.add("location", ", ".join(places))
        point = next((p for p in event.places if p.lat is not None and p.lon is not None), None)
        if point is not None and len(event.places) == 1:
            entry.add("geo", (point.lat, point.lon))
        tentative = not sure or event.modality != "happened"
        entry.add("status", "TENTATIVE" if tentative else "CONFIRMED")
    if when is not None:
        entry.add("x-kb-edtf", when.edtf)
    entry.add("description", _describe(event))
    if event.type.label:
        entry.add("categories", [clean(event.type.label)])
    if link := find_link(event.id):
        entry.add("url", link)
    return entry


def _describe(event: TimelineEvent) -> str:
    lines = [doubt] if (doubt := say_doubt(event.date)) else []
    if event.modality != "happened":
        lines.append(f"Reported as: {event.modality}.")
    lines.append(f"{say_sources(event)}.")
    for source in event.sources:
        name = clean(source.outlet or source.title or source.article)
        lines += [f"{name}: “{clean(quote.exact)}”" for quote in source.quotes]
    return "\n".join(lines)
