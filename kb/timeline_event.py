"""The event as a timeline shows it, with each source's exact words.

The dataclasses are the JSON of the timeline, name for name: `TimelineEvent.as_json` only turns
them into dictionaries. What is not known is ``None``.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from kb.plain import plain
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
        found: dict[str, Any] = plain(self)
        return found

    def to_json(self) -> str:
        """The event as JSON text."""
        return json.dumps(self.as_json(), ensure_ascii=False, indent=2)


def show_fields(event: dict[str, Any], wanted: Sequence[str]) -> dict[str, Any]:
    """The fields of an event in JSON that are `wanted`, and its id; all where none are named."""
    return {k: v for k, v in event.items() if k == "id" or k in wanted} if wanted else event


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
