"""One event, many tellings: the events graph, derived from the article graphs.

A pure function of the article graphs, the ontology and what users decided: the same articles give
the same events, in whatever order they came.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator

from pyoxigraph import NamedNode, Quad

from kb.derive import events_graph
from kb.merge.decided import Decisions
from kb.merge.event import Event, entity_quads, event_quads, story_quads
from kb.merge.incremental import Merging
from kb.merge.known import Held
from kb.merge.ledger import Ledger
from kb.merge.reports import (
    Detail,
    LocalEntity,
    QuoteReport,
    Report,
    Reports,
    read_reports,
)
from kb.merge.who import Canonical
from kb.ontology import Ontology
from kb.vocab import GAF

_NOWHERE = "http://localhost/"  # what is written is thrown away here

__all__ = ["Event", "build_events_graph", "merge_reports"]


def build_events_graph(quads: Iterable[Quad], base: str, ontology: Ontology) -> Iterator[Quad]:
    """The quads of the events graph for the article graphs in `quads`, in a fixed order."""
    events, entities = merge_reports(read_reports(quads), ontology)
    graph = NamedNode(events_graph(base))
    used = {key for e in events for key in (*(k for k, _ in e.participants), *e.places)}
    seen: set[Quad] = set()
    for quad in _all_quads(events, entities, base, graph, used):
        if quad not in seen:
            seen.add(quad)
            yield quad


def _all_quads(
    events: Iterable[Event],
    entities: dict[str, Canonical],
    base: str,
    graph: NamedNode,
    used: set[str],
) -> Iterator[Quad]:
    for event in events:
        yield from event_quads(event, base, graph)
        yield from story_quads(event, graph)
    for key in sorted(entities):
        who = entities[key]
        yield from entity_quads(who, base, graph, acts=key in used)
        for local in who.local:
            yield Quad(NamedNode(base + key), NamedNode(GAF.denotedBy), NamedNode(local), graph)


def merge_reports(
    reports: Reports, ontology: Ontology, decisions: Decisions | None = None
) -> tuple[list[Event], dict[str, Canonical]]:
    """The events that reports tell of, by id, and the entities across articles by key."""
    parts = _split_reports(reports)
    ledger = Ledger()
    ledger.begin()
    merging = Merging(ledger, _NOWHERE, ontology, parts.get, decisions or Decisions())
    merging.apply(parts)
    found = list(merging.assemble_all()), merging.all_entities()
    ledger.close()
    return found


def _split_reports(reports: Reports) -> dict[str, Held]:
    """What each article says by itself."""
    told: dict[str, Reports] = {
        iri: Reports({iri: source}, {}, {}, ()) for iri, source in reports.sources.items()
    }
    entities: dict[str, dict[str, LocalEntity]] = defaultdict(dict)
    mentions: dict[str, dict[str, Report]] = defaultdict(dict)
    details: dict[str, list[Detail]] = defaultdict(list)
    quotes: dict[str, list[QuoteReport]] = defaultdict(list)
    for iri, local in reports.entities.items():
        entities[local.article][iri] = local
    for iri, report in reports.reports.items():
        mentions[report.article][iri] = report
    for detail in reports.details:
        details[detail.article].append(detail)
    for quote in reports.quotes:
        quotes[quote.article].append(quote)
    return {
        iri: Held(
            Reports(
                one.sources, entities[iri], mentions[iri], tuple(details[iri]), tuple(quotes[iri])
            ),
            frozenset(),
        )
        for iri, one in told.items()
    }
