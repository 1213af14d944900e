"""The graphs that are derived from the article graphs: events, times, and the ontology beside them.

Everything here can be thrown away and made again with the same result.
"""

from __future__ import annotations

import gc
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from functools import lru_cache
from typing import Protocol

import pyoxigraph as ox

from kb.lookup import article_graphs
from kb.ontology_graph import fingerprint_ontology, read_ontology_graph
from kb.store.interface import Store, text_of, write_triples
from kb.vocab import DCTERMS, GAF, RDF, SEM

Merge = Callable[[Iterable[ox.Quad], str], Iterable[ox.Quad]]

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


class Deriving(Protocol):
    """What keeps the derived graphs of a store as they should be.

    A triple stands in one graph only, because the engine counts it once for every graph that
    holds it: descriptions of times go to the graph of times, and what the ontology says already
    is left out of the events.
    """

    stepwise: bool  # whether a change costs what it touches, so that it may be followed often

    def rebuild(self) -> Derived:
        """What came of it, after all was read and all derived graphs were written anew."""

    def refresh(self) -> Derived:
        """What came of it, after only what differs was written to the derived graphs.

        The graphs are the same as after `rebuild`.
        """

    def hear_times(self, written: Iterable[bytes]) -> None:
        """Takes note of the times, as N-Triples, that are written together with articles."""

    def hear_graphs(self, written: Mapping[str, bytes], generation: int) -> None:
        """Takes note of articles, as N-Triples by graph, that were just written as `generation`.

        What was heard need not be read from the store again, unless it was written since.
        """

    def count(self) -> int:
        """How many events there are."""

    def start_count(self) -> None:
        """Remembers which mentions have events now, for `count_new`."""

    def count_new(self, articles: Collection[str]) -> tuple[int, int]:
        """Of the events that these articles tell, how many are new and how many were joined."""

    def explain_keys(self, key: str) -> dict[str, str]:
        """For each entity of an article that has this key, why, in words, where that is known."""

    def close(self) -> None:
        """Lets go of whatever is kept in files."""


class Derivation:
    """The derived graphs of a store by any `merge`, which is given all articles each time."""

    stepwise = False

    def __init__(self, store: Store, base: str, merge: Merge) -> None:
        """A derivation by `merge`."""
        self._store = store
        self._base = base
        self._merge = merge
        self._mentions: dict[str, set[str]] = {}

    def rebuild(self) -> Derived:
        """What came of it, after all derived graphs were written anew."""
        with pause_collection():
            return self._derive(anew=True)

    def refresh(self) -> Derived:
        """What came of it, after only what differs was written to the derived graphs."""
        with pause_collection():
            return self._derive(anew=False)

    def _derive(self, *, anew: bool) -> Derived:
        store, base = self._store, self._base
        times = _Times(store, base)
        graphs = sorted(article_graphs(store, base))
        events: list[ox.Triple] = []
        count = 0
        held = list(times.follow(quad for graph in graphs for quad in store.quads(graph)))
        for quad in self._merge(held, base) if graphs else ():
            if times.take(quad):
                continue
            events.append(quad.triple)
            count += quad.predicate == _TYPE and quad.object == _EVENT
        ontology, told = write_ontology(ontology_graph(base))
        change = _Change(store, anew=anew)
        change.write(times_graph(base), times.used())
        change.touched = frozenset()  # of times nobody need be told
        change.write(events_graph(base), [t for t in events if t not in told])
        if not has_this_ontology(store, base):
            change.replaced[ontology_graph(base)] = ontology
        return Derived(count, change.touched, change.commit())

    def start_count(self) -> None:
        """Remembers which mentions have events now."""
        self._mentions = find_mentions(self._store, self._base)

    def count_new(self, articles: Collection[str]) -> tuple[int, int]:
        """Of the events that these articles tell, how many are new and how many were joined."""
        known = {mention for mentions in self._mentions.values() for mention in mentions}
        told = [
            mentions
            for mentions in find_mentions(self._store, self._base).values()
            if any(mention.partition("#")[0] in articles for mention in mentions)
        ]
        new = sum(not (mentions & known) for mentions in told)
        joined = sum(bool(mentions & known) and bool(mentions - known) for mentions in told)
        return new, joined

    def hear_times(self, written: Iterable[bytes]) -> None:
        """Nothing: all times are looked at each time."""

    def hear_graphs(self, written: Mapping[str, bytes], generation: int) -> None:
        """Nothing: all articles are read each time."""

    def count(self) -> int:
        """How many events there are."""
        return len(find_mentions(self._store, self._base))

    def explain_keys(self, key: str) -> dict[str, str]:
        """Nothing is known of why."""
        return {}

    def close(self) -> None:
        """Nothing is kept in files."""


def find_mentions(store: Store, base: str) -> dict[str, set[str]]:
    """The mentions of each event, by IRI, as the graph of events has them."""
    events: dict[str, set[str]] = {}
    prefix = f"{base}events/"
    for quad in store.quads(events_graph(base), GAF.denotedBy):
        subject = text_of(quad.subject)
        if subject.startswith(prefix):
            events.setdefault(subject, set()).add(text_of(quad.object))
    return events


@contextmanager
def pause_collection() -> Iterator[None]:
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
def write_ontology(graph: str) -> tuple[bytes, frozenset[ox.Triple]]:
    """The shipped ontology as N-Triples and as triples."""
    quads = list(read_ontology_graph(graph))
    return write_triples(quads), frozenset(quad.triple for quad in quads)


class _Change:
    """One write that makes graphs hold just the triples that they should."""

    def __init__(self, store: Store, *, anew: bool) -> None:
        self._store = store
        self._anew = anew
        self.replaced: dict[str, bytes] = {}
        self._added: dict[str, bytes] = {}
        self._removed: dict[str, bytes] = {}
        self.touched: frozenset[str] | None = frozenset()

    def write(self, graph: str, triples: list[ox.Triple]) -> None:
        """Plans that `graph` holds `triples` and no others."""
        wanted = set(triples)
        old = None if self._anew else {quad.triple for quad in self._store.quads(graph)}
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
        return self._store.replace_graphs(
            self.replaced, added=self._added, removed=self._removed, derived=True
        )


def _has_blanks(triples: Iterable[ox.Triple]) -> bool:
    return any(
        isinstance(term, ox.BlankNode | ox.Triple)
        for triple in triples
        for term in (triple.subject, triple.object)
    )


class _Times:
    """The descriptions of times, and which of them are spoken of."""

    def __init__(self, store: Store, base: str) -> None:
        self._prefix = f"{base}time/"
        self._known: dict[str, list[ox.Quad]] = {}
        for quad in store.quads(times_graph(base)):
            self._known.setdefault(text_of(quad.subject), []).append(quad)
        self._used: set[str] = set()

    def name_in(self, quad: ox.Quad) -> str | None:
        """The time that `quad` speaks of, if any."""
        value = quad.object
        if isinstance(value, ox.NamedNode) and value.value.startswith(self._prefix):
            return value.value
        return None

    def follow(self, quads: Iterable[ox.Quad]) -> Iterator[ox.Quad]:
        """The quads, and after them those of the times that they speak of."""
        for quad in quads:
            if (name := self.name_in(quad)) is not None:
                self._used.add(name)
            yield quad
        yield from self.used_quads()

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
