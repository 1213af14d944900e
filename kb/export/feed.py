"""Atom (RFC 4287): a question that a feed reader can follow."""

from __future__ import annotations

from datetime import date

from lxml import etree

from kb.timeline import Timeline
from kb.timeline_event import TimelineEvent
from kb.timeline_words import clean, find_link, latest_report, say_date, say_doubt, say_sources

_ATOM = "http://www.w3.org/2005/Atom"
_UNKNOWN = date(1970, 1, 1)


def write_atom(timeline: Timeline, title: str, address: str | None) -> bytes:
    """The timeline as an Atom feed, the latest reported events first.

    `address` is where the feed is; it is its id too. ``updated`` is the day of an event's latest
    report (1970 where no report has a day), so that an event comes up again in a reader when
    another article tells it. The day of the event itself stands in the title.
    """
    feed = etree.Element(f"{{{_ATOM}}}feed", nsmap={None: _ATOM})
    _add(feed, "id", address or "urn:timeline-kb:timeline")
    _add(feed, "title", clean(title))
    days = [latest_report(event) or _UNKNOWN for event in timeline.events]
    _add(feed, "updated", _say_moment(max(days, default=_UNKNOWN)))
    _add(feed, "generator", "Timeline KB")
    if address and find_link(address):
        etree.SubElement(feed, f"{{{_ATOM}}}link", rel="self", href=address)
    order = sorted(range(len(days)), key=lambda n: days[n], reverse=True)
    for n in order:
        _add_entry(feed, timeline.events[n], days[n])
    return bytes(etree.tostring(feed, xml_declaration=True, encoding="UTF-8", pretty_print=True))


def _add_entry(feed: etree._Element, event: TimelineEvent, day: date) -> None:
    entry = etree.SubElement(feed, f"{{{_ATOM}}}entry")
    _add(entry, "id", event.id)
    _add(entry, "title", f"{say_date(event.date)}: {clean(event.label)}")
    _add(entry, "updated", _say_moment(day))
    publishers = dict.fromkeys(clean(s.outlet) for s in event.sources if s.outlet)
    for name in publishers or {"unknown": None}:
        _add(etree.SubElement(entry, f"{{{_ATOM}}}author"), "name", name)
    if find_link(event.id):
        etree.SubElement(entry, f"{{{_ATOM}}}link", rel="alternate", href=event.id)
    for source in event.sources:
        if link := find_link(source.url):
            etree.SubElement(entry, f"{{{_ATOM}}}link", rel="via", href=link)
    if event.type.label:
        etree.SubElement(
            entry, f"{{{_ATOM}}}category", term=event.type.id, label=clean(event.type.label)
        )
    lines = [say_sources(event) + "."]
    if doubt := say_doubt(event.date):
        lines.append(doubt)
    for source in event.sources:
        name = clean(source.outlet or source.title or source.article)
        lines += [f"{name}: “{clean(quote.exact)}”" for quote in source.quotes]
    _add(entry, "content", "\n".join(lines))  # of type text, so never read as HTML


def _add(parent: etree._Element, name: str, text: str) -> None:
    etree.SubElement(parent, f"{{{_ATOM}}}{name}").text = text


def _say_moment(day: date) -> str:
    return f"{day.isoformat()}T00:00:00Z"
