"""The graphs that are derived from the article graphs: events, times, and the ontology beside them.

Everything here can be thrown away and made again with the same result.
"""

from __future__ import annotations

import gc
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import lru_cache

import pyoxigraph as ox

from kb.lookup import article_graphs
from kb.merge.reports import (
    PREDICATES,
    TYPES,
    Reports,
    TimeWords,
    join_reports,
    read_graph,
    read_times,
)
from kb.ontology_graph import fingerprint_ontology, read_ontology_graph
from kb.store.interface import Store, text_of, write_triples
from kb.vocab import DCTERMS, RDF, SEM

Merge = Callable[[Iterable[ox.Quad], str], Iterable[ox.Quad]]
Triples = set[ox.Triple]

_MANY = 50  # graphs from which reading all of them by what is needed beats reading each in full
_TYPE, _EVENT = ox.NamedNode(RDF.type), ox.NamedNode(SEM.Event)


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
        text_of(quad.object) for quad in store.quads(ontology_graph(base), DCTERMS.identifier)
    )


@dataclass(frozen=True, slots=True)
class Derived:
    """What a derivation came to: how many `events` there are now, and what it changed.

    `touched` are the IRIs of the events and entities whose triples in the derived graphs are not
    what they were, those that are gone among them; ``None`` where it may have been any. The
    derived graphs hold this as of the store's `generation`.
    """

    events: int
    touched: frozenset[str] | None
    generation: int


def derive_graphs(store: Store, base: str, merge: Merge = merge_articles) -> Derived:
    """What came of it, after `merge` of all article graphs has replaced the derived graphs.

    All of them are replaced in one write. A triple stands in one graph only, because the engine
    counts it once for every graph that holds it: descriptions of times go to the graph of times,
    and what the ontology says already is left out of the events.
    """
    return Derivation(store, base, merge).rebuild()


class Derivation:
    """The derived graphs of a store, and a memory of what deriving them again need not read.

    The memory holds what each article graph says and what was written last. The store tells which
    graphs were written since; whatever it cannot tell of is forgotten and read again.
    """

    def __init__(self, store: Store, base: str, merge: Merge = merge_articles) -> None:
        """A derivation that remembers nothing yet."""
        self._store = store
        self._base = base
        self._merge = merge
        self._kept: dict[str, _Kept] = {}
        self._written: dict[str, Triples] = {}
        self._generation: int | None = None

    def rebuild(self) -> Derived:
        """What came of it, after all was read and all derived graphs were written anew."""
        self._forget()
        with _pause_collection():
            return self._derive(anew=True)

    def refresh(self) -> Derived:
        """What came of it, after only what differs was written to the derived graphs.

        The graphs are the same as after `rebuild`, and written in one go like there.
        """
        since = self._generation
        found = None if since is None else self._store.find_written(since)
        if found is None:
            self._forget()
        else:
            for graph in found:
                self._kept.pop(graph, None)
                self._written.pop(graph, None)
        with _pause_collection():
            return self._derive(anew=False)

    def _forget(self) -> None:
        self._kept.clear()
        self._written.clear()

    def _derive(self, *, anew: bool) -> Derived:
        store, base = self._store, self._base
        before, self._generation = store.generation, None
        times = _Times(store, base)
        graphs = sorted(article_graphs(store, base))
        events: list[ox.Triple] = []
        count = 0
        held = _Articles(store, graphs, times, self._kept)
        for quad in self._merge(held, base) if graphs else ():
            if times.take(quad):
                continue
            events.append(quad.triple)
            count += quad.predicate == _TYPE and quad.object == _EVENT
        ontology, told = _write_ontology(ontology_graph(base))
        change = _Change(store, self._written, anew=anew)
        change.write(times_graph(base), times.used())
        change.touched = frozenset()  # of times nobody need be told
        change.write(events_graph(base), [t for t in events if t not in told])
        if not has_this_ontology(store, base):
            change.replaced[ontology_graph(base)] = ontology
        now = change.commit()
        # Where somebody else has written meanwhile, nothing that is remembered can be trusted.
        self._generation = now if now == before + 1 else None
        return Derived(count, change.touched, now)


@contextmanager
def _pause_collection() -> Iterator[None]:
    """Python's search for unreachable cycles does not run within, nor where it was off before.

    Merging makes many objects that live on and no cycles, and looking for some among them again
    and again takes as long as the merging.
    """
    was_on = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_on:
            gc.enable()


@lru_cache(maxsize=4)
def _write_ontology(graph: str) -> tuple[bytes, frozenset[ox.Triple]]:
    """The shipped ontology as N-Triples and as triples."""
    quads = list(read_ontology_graph(graph))
    return write_triples(quads), frozenset(quad.triple for quad in quads)


class _Change:
    """One write that makes graphs hold just the triples that they should."""

    def __init__(self, store: Store, written: dict[str, Triples], *, anew: bool) -> None:
        self._store = store
        self._written = written
        self._anew = anew
        self._wanted: dict[str, Triples] = {}
        self.replaced: dict[str, bytes] = {}
        self._added: dict[str, bytes] = {}
        self._removed: dict[str, bytes] = {}
        self.touched: frozenset[str] | None = frozenset()

    def write(self, graph: str, triples: list[ox.Triple]) -> None:
        """Plans that `graph` holds `triples` and no others."""
        wanted = self._wanted[graph] = set(triples)
        old = None if self._anew else self._written.get(graph)
        if old is None and not self._anew:
            old = {quad.triple for quad in self._store.quads(graph)}
        if old is None:
            self.replaced[graph] = write_triples(triples)
            self.touched = None
            return
        gone, fresh = old - wanted, wanted - old
        if self.touched is not None:
            # a part (`…#participant-…`) is the thing's own
            changed = {text_of(triple.subject).partition("#")[0] for triple in gone | fresh}
            self.touched |= changed
        # A blank node cannot be named to be removed; and beyond half, a whole is quicker.
        if _has_blanks(gone) or _has_blanks(fresh) or len(gone) > len(old) / 2:
            self.replaced[graph] = write_triples(triples)
            return
        # The engine takes "01" and "1" for one integer, so that what goes under one spelling may
        # be what stays under another: what could be such is put in again.
        places = {(triple.subject, triple.predicate) for triple in gone}
        if places:
            fresh |= {t for t in wanted if (t.subject, t.predicate) in places}
        if gone:
            self._removed[graph] = write_triples(gone)
        if fresh:
            self._added[graph] = write_triples(fresh)

    def commit(self) -> int:
        """The generation after all of it was written, or none."""
        written, wanted = self._written, self._wanted
        written.clear()  # until it is known that they were written
        now = self._store.replace_graphs(
            self.replaced, added=self._added, removed=self._removed, derived=True
        )
        written.update(wanted)
        return now


def _has_blanks(triples: Iterable[ox.Triple]) -> bool:
    return any(
        isinstance(term, ox.BlankNode | ox.Triple)
        for triple in triples
        for term in (triple.subject, triple.object)
    )


@dataclass(frozen=True, slots=True)
class _Kept:
    """What one article graph says, and the times it speaks of, as they were described then."""

    reports: Reports
    times: dict[str, TimeWords | None]


class _Articles:
    """The quads of article graphs, whose reports are kept (see `kb.merge.reports.KeptQuads`)."""

    def __init__(
        self, store: Store, graphs: list[str], times: _Times, kept: dict[str, _Kept]
    ) -> None:
        self._store = store
        self._graphs = graphs
        self._times = times
        self._kept = kept

    def __iter__(self) -> Iterator[ox.Quad]:
        """The quads of the graphs, and those of the times that they speak of."""
        for graph in self._graphs:
            for quad in self._store.quads(graph):
                self._times.hear(quad)
                yield quad
        yield from self._times.used_quads()

    def read_reports(self) -> Reports:
        """What the graphs say, read from the store only where it is not known."""
        described, kept = self._times.words, self._kept
        for graph in kept.keys() - set(self._graphs):
            del kept[graph]
        for graph in [
            graph
            for graph, one in kept.items()
            if any(described.get(name) != words for name, words in one.times.items())
        ]:
            del kept[graph]
        missing = [graph for graph in self._graphs if graph not in kept]
        for graph, quads in self._read(missing):
            spoken = {name for quad in quads if (name := self._times.name_in(quad)) is not None}
            kept[graph] = _Kept(
                read_graph(graph, quads, described),
                {name: described.get(name) for name in sorted(spoken)},
            )
        for one in kept.values():
            self._times.hear_all(one.times)
        return join_reports(kept[graph].reports for graph in self._graphs)

    def _read(self, graphs: list[str]) -> Iterator[tuple[str, list[ox.Quad]]]:
        if len(graphs) < max(_MANY, len(self._graphs) // 3):
            for graph in graphs:
                yield graph, list(self._store.quads(graph))
            return
        wanted = set(graphs)
        found: dict[str, list[ox.Quad]] = defaultdict(list)
        patterns: list[tuple[str | None, str | None]] = [
            *((predicate, None) for predicate in sorted(PREDICATES - {RDF.type})),
            *((RDF.type, type_) for type_ in sorted(TYPES)),
            # whatever else may speak of a time, because what nobody speaks of is removed
            *((None, name) for name in sorted(self._times.words)),
        ]
        for predicate, value in patterns:
            for quad in self._store.quads(None, predicate, value):
                home = quad.graph_name
                if predicate is None and quad.predicate.value in PREDICATES:
                    continue  # is there already
                if isinstance(home, ox.NamedNode) and home.value in wanted:
                    found[home.value].append(quad)
        for name in graphs:
            yield name, found.pop(name, [])


class _Times:
    """The descriptions of times, and which of them are spoken of."""

    def __init__(self, store: Store, base: str) -> None:
        self._prefix = f"{base}time/"
        self._known: dict[str, list[ox.Quad]] = {}
        for quad in store.quads(times_graph(base)):
            self._known.setdefault(text_of(quad.subject), []).append(quad)
        self._used: set[str] = set()
        # what articles are read with; the events' own times come later
        self.words = read_times(quad for quads in self._known.values() for quad in quads)

    def name_in(self, quad: ox.Quad) -> str | None:
        """The time that `quad` speaks of, if any."""
        value = quad.object
        if isinstance(value, ox.NamedNode) and value.value.startswith(self._prefix):
            return value.value
        return None

    def hear(self, quad: ox.Quad) -> None:
        """Takes note of the time that `quad` speaks of."""
        if (name := self.name_in(quad)) is not None:
            self._used.add(name)

    def hear_all(self, names: Iterable[str]) -> None:
        """Takes note of times that are spoken of."""
        self._used.update(names)

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

    def used_quads(self) -> Iterator[ox.Quad]:
        """The descriptions of every time that is spoken of."""
        for name in sorted(self._used & self._known.keys()):
            yield from sorted(self._known[name], key=str)

    def used(self) -> list[ox.Triple]:
        """The same as triples."""
        return [quad.triple for quad in self.used_quads()]
