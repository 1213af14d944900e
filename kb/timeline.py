"""Question → Timeline: events in order of time, each with who says so.

The dataclasses are the JSON of the timeline, name for name: `Timeline.as_json` only turns them
into dictionaries. What is not known is ``None``.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from typing import Any

from kb.vocab import SCHEMA

KINDS = {SCHEMA.Person: "person", SCHEMA.Organization: "organization", SCHEMA.Place: "place"}


@dataclass(frozen=True, slots=True)
class EventType:
    """The kind of an event: the IRI of a SKOS concept and its label."""

    id: str
    label: str | None


@dataclass(frozen=True, slots=True)
class EventDate:
    """When, as precisely as it is known: ISO days, both inclusive, and the words that told it.

    `anchor` says what the reading of the words rests on: "'Friday', published 2 Nov 2025".
    """

    edtf: str
    earliest: str | None
    latest: str | None
    granularity: str | None
    text: str | None
    anchor: str | None = None


@dataclass(frozen=True, slots=True)
class EventPlace:
    """Where: degrees (WGS 84) where they are known."""

    id: str
    name: str | None
    lat: float | None
    lon: float | None


@dataclass(frozen=True, slots=True)
class Actor:
    """Who took part; `kind` is ``person``, ``organization`` or ``place``, `role` a role's key."""

    id: str
    name: str | None
    kind: str | None
    role: str | None


@dataclass(frozen=True, slots=True)
class QuotedWords:
    """Words of an article: `start` and `end` count the code points of its text."""

    exact: str
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class EventSource:
    """An article that tells an event; `published` is EDTF, from the article, never inferred.

    `publisher` is what its metadata say; `credit` the outlet or agency that its own words credit.
    """

    article: str
    title: str | None
    publisher: str | None
    published: str | None
    url: str | None
    quotes: tuple[QuotedWords, ...]
    credit: str | None = None

    @property
    def outlet(self) -> str | None:
        """The publisher, or, where none is known, whom the article credits."""
        return self.publisher or self.credit


@dataclass(frozen=True, slots=True)
class DisputePosition:
    """What some articles hold, in their words."""

    value: str
    articles: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class EventDispute:
    """A detail on which articles differ; `kind` is ``dispute``, or ``update`` if it only rose."""

    field: str
    kind: str
    positions: tuple[DisputePosition, ...]


@dataclass(frozen=True, slots=True)
class TimelineEvent:
    """One event and all that a timeline shows of it; `date` is ``None`` where none is known."""

    id: str
    label: str
    type: EventType
    date: EventDate | None
    places: tuple[EventPlace, ...]
    actors: tuple[Actor, ...]
    modality: str
    topic: str | None
    salience: float | None
    sources: tuple[EventSource, ...]
    source_count: int
    independent_source_count: int
    disputes: tuple[EventDispute, ...]

    def as_json(self) -> dict[str, Any]:
        """The event as JSON values."""
        return {key: plain(value) for key, value in asdict(self).items()}

    def to_json(self) -> str:
        """The event as JSON text."""
        return json.dumps(self.as_json(), ensure_ascii=False, indent=2)


@dataclass(frozen=True, slots=True)
class Bucket:
    """How many events begin in a day, a month or a year; `key` is its EDTF string.

    `vague` of them may reach beyond it: an event of "2006" begins, for all that is known, in
    January, and is no event of January. The key of undated events is ``None``.
    """

    key: str | None
    count: int
    vague: int


@dataclass(frozen=True, slots=True)
class FacetValue:
    """A value that events have, and how many of those that fit the question have it.

    `id` is what the parameter of the facet's name takes.
    """

    id: str
    label: str
    count: int


@dataclass(frozen=True, slots=True)
class Group:
    """Events of a page that have something in common; `key` is ``None`` for those without."""

    key: str | None
    label: str
    events: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Timeline:
    """A page of events in the order asked for; in order of time, undated ones come last.

    `next` goes into the next question as `cursor` to get the page behind this one; it is
    ``None`` on the last page. `total` counts the events of all pages: ``exact``, or where
    `total_is` says ``at least``, those counted before the counting stopped. `generation` is the
    state of the store that answered. `density`, `facets` and `groups` are there if asked for.
    """

    events: tuple[TimelineEvent, ...]
    next: str | None
    total: int
    total_is: str = "exact"
    generation: int | None = None
    density: tuple[Bucket, ...] | None = None
    facets: Mapping[str, tuple[FacetValue, ...]] | None = None
    groups: tuple[Group, ...] | None = None
    fields: tuple[str, ...] = ()

    def as_json(self) -> dict[str, Any]:
        """The timeline as JSON values; of the events only the `fields`, if any are named."""
        events = [show_fields(event.as_json(), self.fields) for event in self.events]
        return {"events": events, **self.frame_as_json()}

    def frame_as_json(self) -> dict[str, Any]:
        """The same without the events."""
        bare = replace(self, events=())
        found = {key: plain(value) for key, value in asdict(bare).items()}
        del found["events"], found["fields"]
        for extra in ("density", "facets", "groups"):
            if found[extra] is None:
                del found[extra]
        return found

    def to_json(self) -> str:
        """The timeline as JSON text."""
        return json.dumps(self.as_json(), ensure_ascii=False, indent=2)

    def to_pandas(self) -> Any:
        """The events as a pandas DataFrame, a row each, by `kb.export.rows.COLUMNS`.

        Days are ISO strings: a date known to the year only is no timestamp, and pandas' own
        reach no further back than 1677. Raises `QueryError` where pandas is not installed.
        """
        from kb.export.rows import COLUMNS, make_frame, make_rows

        return make_frame(list(make_rows(self)), list(COLUMNS))


def show_fields(event: dict[str, Any], wanted: Sequence[str]) -> dict[str, Any]:
    """The fields of an event in JSON that are `wanted`, and its id; all where none are named."""
    return {k: v for k, v in event.items() if k == "id" or k in wanted} if wanted else event


def sort_events(events: Iterable[TimelineEvent]) -> tuple[TimelineEvent, ...]:
    """Events in order of time, undated ones last."""
    from kb.index.order import want_slot

    def place(event: TimelineEvent) -> tuple[int, str]:
        date = event.date
        days = (date.earliest, date.latest) if date else (None, None)
        return want_slot(*days, event.id), event.id

    return tuple(sorted(events, key=place))


def plain(value: Any) -> Any:
    """`value` with lists for tuples, all the way down."""
    # asdict keeps tuples; JSON has lists only, and callers compare with what came over HTTP.
    if isinstance(value, dict):
        return {key: plain(item) for key, item in value.items()}
    if isinstance(value, (list, tuple)):
        return [plain(item) for item in value]
    return value


def read_event(found: Mapping[str, Any]) -> TimelineEvent:
    """The event that `TimelineEvent.as_json` turned into `found`."""
    date = found["date"]
    return TimelineEvent(
        **{
            **found,
            "type": EventType(**found["type"]),
            "date": None if date is None else EventDate(**date),
            "places": tuple(EventPlace(**place) for place in found["places"]),
            "actors": tuple(Actor(**actor) for actor in found["actors"]),
            "sources": tuple(
                EventSource(
                    **{**source, "quotes": tuple(QuotedWords(**q) for q in source["quotes"])}
                )
                for source in found["sources"]
            ),
            "disputes": tuple(
                EventDispute(
                    dispute["field"],
                    dispute["kind"],
                    tuple(
                        DisputePosition(p["value"], tuple(p["articles"]))
                        for p in dispute["positions"]
                    ),
                )
                for dispute in found["disputes"]
            ),
        }
    )
