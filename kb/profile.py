"""All that is known of somebody or some place: names, offices over time, company, timeline."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

import pyoxigraph as ox

from kb.plain import plain
from kb.question_files import find_part
from kb.store.interface import read, select, text_of
from kb.timeline import Timeline
from kb.timeline_event import KINDS
from kb.vocab import GEO, KB, OWL, RDF, RDFS, SCHEMA, SKOS

if TYPE_CHECKING:
    from kb.knowledge import KnowledgeBase


@dataclass(frozen=True, slots=True)
class Office:
    """An office or a role as articles give it; `first` and `last` are days of such articles."""

    title: str
    of: str | None
    standing: str
    first: str | None
    last: str | None
    article_count: int


@dataclass(frozen=True, slots=True)
class Company:
    """Who took part in the same events, or a place where these were, and of how many."""

    id: str
    name: str
    event_count: int


@dataclass(frozen=True, slots=True)
class Profile:
    """Somebody or some place. `timeline` is the first page of theirs, or of what happened there.

    `same_as` are IRIs that were confirmed to mean the same, `close_match` those that may.
    """

    id: str
    name: str | None
    kind: str | None
    names: tuple[str, ...]
    country: str | None
    lat: float | None
    lon: float | None
    within: tuple[str, ...]
    same_as: tuple[str, ...]
    close_match: tuple[str, ...]
    offices: tuple[Office, ...]
    others: tuple[Company, ...]
    places: tuple[Company, ...]
    timeline: Timeline

    def as_json(self) -> dict[str, Any]:
        """The profile as JSON values."""
        found: dict[str, Any] = plain(self)
        return found


def read_profile(known: KnowledgeBase, iri: str, *, as_place: bool) -> Profile:
    """The profile of the entity `iri`; of a place, with what happened there, if `as_place`.

    Raises `UnknownName` for what took part in nothing and where nothing happened.
    """
    triples = known.describe(iri)

    def values(predicate: str) -> list[str]:
        return sorted({text_of(t.object) for t in triples if t.predicate.value == predicate})

    def number(predicate: str) -> float | None:
        return next((float(value) for value in values(predicate)), None)

    role = "place" if as_place else "actor"
    here = known.timeline(**{role: iri}, facets="actor,place")
    offices = select(
        known.store, find_part("offices-of-actor").sparql, {"actor": ox.NamedNode(iri)}
    )
    return Profile(
        id=iri,
        name=next(iter(values(RDFS.label)), None),
        kind=next((KINDS[t] for t in values(RDF.type) if t in KINDS), None),
        names=tuple(values(SKOS.altLabel)),
        country=next(iter(values(KB.country)), None),
        lat=number(GEO.lat),
        lon=number(GEO.long),
        within=tuple(values(SCHEMA.containedInPlace)),
        same_as=tuple(values(OWL.sameAs)),
        close_match=tuple(values(SKOS.closeMatch)),
        offices=tuple(
            Office(
                read(row, "office") or "",
                read(row, "of") or None,
                read(row, "standing") or "",
                read(row, "first"),
                read(row, "last"),
                int(read(row, "articles") or 0),
            )
            for row in offices
        ),
        others=_read_company(here, "actor", iri),
        places=_read_company(here, "place", iri),
        timeline=replace(here, facets=None),
    )


def _read_company(timeline: Timeline, facet: str, me: str) -> tuple[Company, ...]:
    values = (timeline.facets or {}).get(facet, ())
    return tuple(Company(v.id, v.label, v.count) for v in values if v.id != me)
