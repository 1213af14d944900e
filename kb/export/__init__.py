"""A timeline in the formats of other tools.

Every format says a date as precisely as it is known and no more, and carries text from articles
as text: nothing in a headline or a quote becomes a formula, markup or a line of its own.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from kb.errors import QueryError
from kb.timeline import Timeline
from kb.timeline_rows import write_csv

__all__ = ["FORMATS", "Format", "write_timeline"]

Write = Callable[[Timeline, str, str | None], bytes]


@dataclass(frozen=True, slots=True)
class Format:
    """A format: what it is, its media type, and the ending of a file of it."""

    name: str
    media_type: str
    ending: str
    about: str
    write: Write


def write_timeline(
    timeline: Timeline, form: str, *, title: str = "Timeline", address: str | None = None
) -> tuple[bytes, str]:
    """The timeline in the format called `form` (a key of `FORMATS`), and its media type.

    `title` heads the formats that have a heading; `address` is the URL at which the answer is
    got, which a feed carries. Raises `QueryError` for a format there is not.

    >>> write_timeline(Timeline((), None, 0), "csv")[0][:17]
    b'event,label,type,'
    """
    found = FORMATS.get(form)
    if found is None:
        raise QueryError(f"no format {form!r}; there are {', '.join(FORMATS)}")
    return found.write(timeline, title, address), found.media_type


# The modules are imported when a format is asked for: lxml and icalendar take time to load, and
# most questions want JSON.


def _write_json(timeline: Timeline, title: str, address: str | None) -> bytes:
    return timeline.to_json().encode()


def _write_timelinejs(timeline: Timeline, title: str, address: str | None) -> bytes:
    from kb.export.timelinejs import write_timelinejs

    return _dump(write_timelinejs(timeline, title))


def _write_vis(timeline: Timeline, title: str, address: str | None) -> bytes:
    from kb.export.vis import write_vis

    return _dump(write_vis(timeline))


def _write_calendar(timeline: Timeline, title: str, address: str | None) -> bytes:
    from kb.export.calendar import write_calendar

    return write_calendar(timeline, title)


def _write_geojson(timeline: Timeline, title: str, address: str | None) -> bytes:
    from kb.export.places import write_geojson

    return _dump(write_geojson(timeline))


def _write_csv(timeline: Timeline, title: str, address: str | None) -> bytes:
    return write_csv(timeline.events)


def _write_atom(timeline: Timeline, title: str, address: str | None) -> bytes:
    from kb.export.feed import write_atom

    return write_atom(timeline, title, address)


def _write_markdown(timeline: Timeline, title: str, address: str | None) -> bytes:
    from kb.export.markdown import write_markdown

    return write_markdown(timeline, title).encode()


def _make_rdf_writer(form: str) -> Write:
    def write(timeline: Timeline, title: str, address: str | None) -> bytes:
        from kb.export.linked import write_rdf

        return write_rdf(timeline, form)

    return write


def _dump(value: Any) -> bytes:
    return json.dumps(value, ensure_ascii=False, indent=2).encode()


FORMATS: Mapping[str, Format] = {
    f.name: f
    for f in (
        Format("json", "application/json", "json", "the timeline's own JSON", _write_json),
        Format(
            "jsonld", "application/ld+json", "jsonld", "JSON-LD 1.1", _make_rdf_writer("jsonld")
        ),
        Format("ttl", "text/turtle", "ttl", "RDF in Turtle", _make_rdf_writer("ttl")),
        Format("nt", "application/n-triples", "nt", "RDF in N-Triples", _make_rdf_writer("nt")),
        Format("rdfxml", "application/rdf+xml", "rdf", "RDF/XML", _make_rdf_writer("rdfxml")),
        Format("csv", "text/csv", "csv", "a row an event, for a spreadsheet", _write_csv),
        Format("ics", "text/calendar", "ics", "a calendar, of whole days", _write_calendar),
        Format("geojson", "application/geo+json", "geojson", "for a map", _write_geojson),
        Format("atom", "application/atom+xml", "atom", "a feed to follow", _write_atom),
        Format("markdown", "text/markdown", "md", "to paste into notes", _write_markdown),
        Format("timelinejs", "application/json", "json", "for TimelineJS", _write_timelinejs),
        Format("vis", "application/json", "json", "items for vis-timeline", _write_vis),
    )
}
