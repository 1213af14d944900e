"""The graphs that are derived from the article graphs: events, times, and the ontology beside them.

Everything here can be thrown away and made again with the same result.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator

import pyoxigraph as ox

from kb.lookup import article_graphs
from kb.ontology_graph import fingerprint_ontology, read_ontology_graph
from kb.store.interface import Store, text_of, write_triples
from kb.vocab import DCTERMS, RDF, SEM

Merge = Callable[[Iterable[ox.Quad], str], Iterable[ox.Quad]]


def events_graph(base: str) -> str:
    """The name of the graph of events."""
    return f"{base}graph/events"


def times_graph(base: str) -> str:
    """The name of the graph that says what each time is, once for all articles."""
    return f"{base}graph/times"


def ontology_graph(base: str) -> str:
    """The name of the graph of event types and roles."""
    return f"{base}graph/ontology"


def merge_articles(quads: Iterable[ox.Quad], base: str) -> Iterator[ox.Quad]:
    """The quads of the events graph for article graphs, by the shipped ontology."""
    from kb.merge import build_events_graph
    from kb.ontology import load_ontology

    return build_events_graph(quads, base, load_ontology())


def has_this_ontology(store: Store, base: str) -> bool:
    """Whether the store holds the ontology that is shipped with this version."""
    return fingerprint_ontology() in (
        text_of(quad.object)
        for quad in store.quads(ontology_graph(base))
        if quad.predicate.value == DCTERMS.identifier
    )


def derive_graphs(store: Store, base: str, merge: Merge = merge_articles) -> int:
    """The number of events, after `merge` of all article graphs has replaced the derived graphs.

    All of them are replaced in one write. A triple stands in one graph only, because the engine
    counts it once for every graph that holds it: descriptions of times go to the graph of times,
    and what the ontology says already is left out of the events.
    """
    times = _Times(store, base)
    graphs = sorted(article_graphs(store, base))
    events: list[ox.Quad] = []
    count = 0
    for quad in merge(times.watch(store, graphs), base) if graphs else ():
        if times.take(quad):
            continue
        events.append(quad)
        count += quad.predicate.value == RDF.type and text_of(quad.object) == SEM.Event
    ontology = write_triples(read_ontology_graph(ontology_graph(base)))
    told = set(ontology.splitlines(keepends=True))
    lines = write_triples(events).splitlines(keepends=True)
    written = {
        events_graph(base): b"".join(line for line in lines if line not in told),
        times_graph(base): times.write(),
    }
    if not has_this_ontology(store, base):
        written[ontology_graph(base)] = ontology
    store.replace_graphs(written, derived=True)
    return count


class _Times:
    """The descriptions of times, and which of them are spoken of."""

    def __init__(self, store: Store, base: str) -> None:
        self._prefix = f"{base}time/"
        self._known: dict[str, list[ox.Quad]] = {}
        for quad in store.quads(times_graph(base)):
            self._known.setdefault(text_of(quad.subject), []).append(quad)
        self._used: set[str] = set()

    def watch(self, store: Store, graphs: Iterable[str]) -> Iterator[ox.Quad]:
        """The quads of `graphs`, and those of the times that they speak of."""
        for graph in graphs:
            for quad in store.quads(graph):
                name = text_of(quad.object)
                if name.startswith(self._prefix):
                    self._used.add(name)
                yield quad
        for name in sorted(self._used & self._known.keys()):
            yield from self._known[name]

    def take(self, quad: ox.Quad) -> bool:
        """Whether `quad` describes a time, and so was kept here."""
        name = text_of(quad.subject)
        if not name.startswith(self._prefix):
            return False
        self._used.add(name)
        known = self._known.setdefault(name, [])
        if not any(o.predicate == quad.predicate and o.object == quad.object for o in known):
            known.append(quad)
        return True

    def write(self) -> bytes:
        """The triples of every time that is spoken of."""
        return write_triples(
            quad
            for name in sorted(self._used & self._known.keys())
            for quad in sorted(self._known[name], key=str)
        )
