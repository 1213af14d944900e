"""The timeline by SPARQL: ``queries/timeline.rq`` for what it knows, more queries for the rest.

It says what the timeline means, needs nothing but a store, and works through all events for each
question. `kb.index` gives the same answers fast; tests hold the two equal.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable
from dataclasses import dataclass

import pyoxigraph as ox

from kb.assemble import assemble_event, read_parts
from kb.errors import QueryError, UnknownName
from kb.index.counts import FACET_SIZE, sum_buckets, sum_years
from kb.index.group import group_events
from kb.index.near import measure_km
from kb.index.order import SPAN_BITS, UNDATED, Mark, read_mark
from kb.index.words import read_text, stand_in
from kb.names import fold, name_by_address
from kb.question_files import find_question
from kb.store.interface import Store, Term, read, select
from kb.timeline import FacetValue, Timeline
from kb.timeline_event import TimelineEvent
from kb.timeline_question import TimelineQuestion
from kb.vocab import GEO, KB, RDFS, SKOS

Resolve = Callable[[str, str], ox.NamedNode]

_FACETS = {
    "type": "?event sem:eventType/skos:broader* ?value",
    "actor": "?event sem:hasActor ?value",
    "place": "?event sem:hasPlace/schema:containedInPlace* ?value",
    "publisher": """?event kb:source ?source OPTIONAL { ?source schema:publisher/schema:name ?name }
        OPTIONAL { ?source schema:creditText ?credit } BIND(COALESCE(?name, ?credit) AS ?value)""",
}
_QUOTE = "?event gaf:denotedBy/kb:evidence/oa:hasSelector/oa:exact ?value"


@dataclass(frozen=True, slots=True)
class _Row:
    event: str
    earliest: str | None
    latest: str | None
    sources: int
    independent: int

    @property
    def mark(self) -> Mark:
        return Mark(self.earliest, self.latest, self.event)


def ask_by_sparql(store: Store, base: str, asked: TimelineQuestion, resolve: Resolve) -> Timeline:
    """The timeline for a question. Raises `QueryError`, `UnknownName` and `AmbiguousName`."""
    if asked.lang is not None:
        raise QueryError("the timeline by SPARQL knows no 'lang'")
    rows = _find_rows(store, asked, resolve)
    weights = _weigh(store, rows, asked.order)

    def place(row: _Row) -> tuple[object, ...]:
        slot, name = row.mark.key
        if asked.order == "newest" and slot < UNDATED:
            return 0, -slot, [-ord(c) for c in name]
        return -weights.get(row.event, 0.0), slot >= UNDATED, slot, name

    if asked.order == "newest":
        dated = [row for row in rows if row.mark.key[0] < UNDATED]
        undated = [row for row in rows if row.mark.key[0] >= UNDATED]
        ordered = sorted(dated, key=lambda row: row.mark.key, reverse=True)
        ordered += sorted(undated, key=lambda row: row.mark.key)
    else:
        ordered = sorted(rows, key=place)
    first = _find_start(ordered, asked, base, weights)
    last = len(ordered) if asked.limit is None else first + asked.limit
    page, following = ordered[first:last], None
    if page and last < len(ordered):
        end = page[-1]
        weight = weights.get(end.event)
        following = Mark(end.earliest, end.latest, end.event, weight).write()
    events = tuple(e for row in page if (e := event_by_sparql(store, row.event)) is not None)
    days = _count_days(ordered)
    return Timeline(
        events,
        following,
        len(ordered),
        generation=store.derived,
        density=None if asked.density is None else sum_buckets(days, asked.density),
        facets=_count_facets(store, ordered, asked.facets, days) if asked.facets else None,
        groups=None
        if asked.group_by is None
        else group_events([event.as_json() for event in events], asked.group_by),
        fields=asked.fields,
        facets_are="exact" if asked.facets else None,
    )


def event_by_sparql(store: Store, iri: str) -> TimelineEvent | None:
    """The event of that IRI, or ``None``."""
    rows = select(store, find_question("event").sparql, {"event": ox.NamedNode(iri)})
    return assemble_event(iri, read_parts(rows))


def _find_rows(store: Store, asked: TimelineQuestion, resolve: Resolve) -> list[_Row]:
    given = {
        "min_sources": str(asked.min_sources),
        "min_salience": str(asked.min_salience),
        "main": str(asked.main),
        "status": asked.status,
        "undated": asked.undated,
    }
    first, last = asked.bounds()
    if first is not None:
        given["from"] = first.isoformat()
    if last is not None:
        given["to"] = last.isoformat()
    found = _ask(store, given, resolve)

    def keep(events: set[str]) -> None:
        for iri in found.keys() - events:
            del found[iri]

    def find(name: str, value: str) -> set[str]:
        return set(_ask(store, given | {name: value}, resolve))

    actors = [find("actor", name) for name in asked.actor]
    if actors:
        keep(set.union(*actors) if asked.match == "any" else set.intersection(*actors))
    for name, values in (("place", asked.place), ("type", asked.type), ("article", asked.source)):
        if values:
            keep(set.union(*(find(name, value) for value in values)))
    if asked.publisher:
        keep(_having(store, _FACETS["publisher"], _find_publishers(store, asked.publisher)))
    if asked.near is not None:
        keep(_having(store, "?event sem:hasPlace ?value", _find_near(store, *asked.circle())))
    if asked.disputed is not None:
        events = _having(store, "?event kb:dispute/kb:verdict ?value", {"dispute"})
        keep(events if asked.disputed else found.keys() - events)
    phrases = read_text(asked.text)
    if phrases:
        texts: dict[str, list[str]] = {}
        for pattern in ("?event rdfs:label ?value", _QUOTE):
            for event, value in _pairs(store, pattern):
                texts.setdefault(event, []).append(value)
        keep({event for event, said in texts.items() if stand_in(phrases, said)})
    keep({iri for iri, row in found.items() if row.independent >= asked.min_independent})
    if asked.window == "within":
        keep({iri for iri, row in found.items() if _lies_within(row, asked)})
    return list(found.values())


def _ask(store: Store, given: dict[str, str], resolve: Resolve) -> dict[str, _Row]:
    question = find_question("timeline")
    terms: dict[str, Term] = question.bind(given, resolve)
    return {
        event: _Row(
            event,
            read(row, "earliest"),
            read(row, "latest"),
            int(read(row, "sources") or 0),
            int(read(row, "independent") or 0),
        )
        for row in select(store, question.sparql, terms)
        if (event := read(row, "event"))
    }


def _pairs(store: Store, pattern: str) -> Iterable[tuple[str, str]]:
    query = f"SELECT DISTINCT ?event ?value {{ ?event a sem:Event . {pattern} }}"
    for row in select(store, query):
        event, value = read(row, "event"), read(row, "value")
        if event is not None and value is not None:
            yield event, value


def _having(store: Store, pattern: str, values: set[str]) -> set[str]:
    return {event for event, value in _pairs(store, pattern) if value in values}


def _find_publishers(store: Store, names: Iterable[str]) -> set[str]:
    known = {value for _, value in _pairs(store, _FACETS["publisher"])}
    found = set()
    for name in names:
        meant = {value for value in known if fold(value) == fold(name)}
        if not meant:
            raise UnknownName(name, kind="publisher")
        found |= meant
    return found


def _find_near(store: Store, lat: float, lon: float, km: float) -> set[str]:
    query = f"""SELECT DISTINCT ?place ?lat ?lon {{
        ?place a sem:Place ; <{GEO.lat}> ?lat ; <{GEO.long}> ?lon }}"""
    rows = select(store, query)
    return {
        read(row, "place") or ""
        for row in rows
        if measure_km(lat, lon, float(read(row, "lat") or 0), float(read(row, "lon") or 0)) <= km
    }


def _lies_within(row: _Row, asked: TimelineQuestion) -> bool:
    first, last = asked.bounds()
    if row.earliest is None and row.latest is None:
        return True  # undated: kept or not by what was asked of those
    return (first is None or (row.earliest or "") >= first.isoformat()) and (
        last is None or (row.latest or "9999-99") <= last.isoformat()
    )


def _weigh(store: Store, rows: list[_Row], order: str) -> dict[str, float]:
    if order == "sources":
        return {row.event: row.sources for row in rows}
    if order == "salience":
        return {
            event: float(value) for event, value in _pairs(store, f"?event <{KB.salience}> ?value")
        }
    return {}


def _find_start(
    ordered: list[_Row], asked: TimelineQuestion, base: str, weights: dict[str, float]
) -> int:
    """How many events come before the page, and where the mark of the cursor stands."""
    if asked.cursor is None:
        return 0
    mark = read_mark(asked.cursor, base, weighed=asked.order in ("salience", "sources"))

    def is_before(row: _Row) -> bool:
        key = row.mark.key
        if mark.weight is not None:
            weight = weights[row.event]
            return weight > mark.weight or (weight == mark.weight and key <= mark.key)
        if asked.order == "newest":
            late, mark_late = key[0] >= UNDATED, mark.key[0] >= UNDATED
            if late is not mark_late:
                return mark_late
            return key <= mark.key if late else key >= mark.key
        return key <= mark.key

    return sum(is_before(row) for row in ordered)


def _count_days(rows: Iterable[_Row]) -> Counter[int]:
    slots = [row.mark.key[0] for row in rows]
    return Counter(-1 if slot >= UNDATED else slot >> SPAN_BITS for slot in slots)


def _count_facets(
    store: Store, rows: list[_Row], wanted: Iterable[str], days: Counter[int]
) -> dict[str, tuple[FacetValue, ...]]:
    events = {row.event for row in rows}
    found = {}
    for facet in wanted:
        if facet == "year":
            found[facet] = sum_years(days)
            continue
        counts = Counter(v for event, v in _pairs(store, _FACETS[facet]) if event in events)
        top = sorted(counts.items(), key=lambda item: (-item[1], item[0]))[:FACET_SIZE]
        found[facet] = tuple(FacetValue(v, _find_label(store, v, facet), n) for v, n in top)
    return found


def _find_label(store: Store, value: str, facet: str) -> str:
    if facet == "publisher":
        return value
    key = SKOS.prefLabel if facet == "type" else RDFS.label
    labels = [quad.object.value for quad in store.quads(None, key, subject=value)]  # type: ignore[union-attr]
    if not labels and facet == "place":
        return name_by_address(value)
    return min(labels, default=value)
