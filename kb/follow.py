"""The derived graphs of a store, each change of an article at the cost of what it touches.

Beside the store stands a ledger (`kb.merge.ledger`), which carries the store's generation. As long
as that fits, only the articles written since are read; else all of them are, once.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Mapping
from pathlib import Path

from kb.decisions import decisions_graph, read_decisions
from kb.derive import (
    Derivation,
    Derived,
    Deriving,
    Merge,
    events_graph,
    find_mentions,
    has_this_ontology,
    ontology_graph,
    pause_collection,
    times_graph,
    write_ontology,
)
from kb.lookup import article_graphs, retired_graph
from kb.merge.changes import write_line
from kb.merge.decided import Decisions
from kb.merge.incremental import Merging
from kb.merge.keys import Keys
from kb.merge.ledger import Ledger
from kb.ontology import load_ontology
from kb.ontology_graph import fingerprint_ontology
from kb.store.interface import Store, text_of
from kb.told import Told
from kb.vocab import DCTERMS

BATCH = 500  # articles that are merged together where there are many
_SUBJECT = re.compile(rb"^<([^>]+)>", re.MULTILINE)


class Stepwise:
    """The derived graphs of a store, kept up with a ledger in a file or in memory."""

    stepwise = True

    def __init__(self, store: Store, base: str, path: Path | None = None) -> None:
        """A derivation with the ledger in the file `path`, which may be there already."""
        self._store = store
        self._base = base
        self._ledger = Ledger(path)
        self._ontology = load_ontology()
        self._told = Told(store, base)
        self._spoken: set[str] = set()  # times that were written and may be nobody's
        self._merging: Merging | None = None
        self._times_at = store.generation
        self._since = None if store.stale else self._ledger.generation
        if self._since is not None:
            # what was written since, without making the store stale, is nothing of ours
            self._since = store.generation if self._since == store.derived else None

    def close(self) -> None:
        """Lets go of the ledger. Closing twice is harmless."""
        self._ledger.close()

    def hear_times(self, written: Iterable[bytes]) -> None:
        """Takes note of times that are written now; their articles may not be those that stay."""
        self._watch_times()
        self._times_at = self._store.generation + 1
        for triples in written:
            self._spoken.update(name.decode() for name in _SUBJECT.findall(triples))

    def hear_graphs(self, written: Mapping[str, bytes], generation: int) -> None:
        """Takes note of articles that were just written, which are not read from the store then."""
        self._told.hear(written, generation)

    def count(self) -> int:
        """How many events there are."""
        return int(self._ledger.get("events") or 0)

    # -- deriving ----------------------------------------------------------------------------

    def rebuild(self) -> Derived:
        """What came of it, after all was read and all derived graphs were written anew."""
        before = find_mentions(self._store, self._base)
        articles = list(article_graphs(self._store, self._base))
        self._told.clear()
        self._begin()
        try:
            self._ledger.clear()
            merging = self._start(read_decisions(self._store, self._base))
            with pause_collection():
                merged = self._apply(merging, articles)
                generation = self._write_anew(merging, before)
            self._finish(generation)
        except BaseException:
            self._give_up()
            raise
        return Derived(merged, None, generation)

    def refresh(self) -> Derived:
        """What came of it, after only what differs was written to the derived graphs."""
        self._watch_times()
        since = self._since
        found = None if since is None else self._store.find_written(since)
        if found is None or self._is_spoilt(found):
            return self.rebuild()
        prefix = f"{self._base}articles/"
        changed = sorted(graph for graph in found if graph.startswith(prefix))
        self._told.follow(changed)
        self._begin()
        try:
            merging = self._merging or self._start(self._decided())
            merging.forget_changes()
            with pause_collection():
                if decisions_graph(self._base) in found:
                    merging.decide(self._put_decisions())
                events = self._apply(merging, changed)
                touched = self._find_touched(merging)
                generation = self._write(merging)
            self._finish(generation)
        except BaseException:
            self._give_up()
            raise
        return Derived(events, touched, generation)

    def _watch_times(self) -> None:
        """Notices where somebody else has written what times are."""
        found = self._store.find_written(self._times_at)
        if found is None or times_graph(self._base) in found:
            self._since = None

    def _is_spoilt(self, written: Collection[str]) -> bool:
        """Whether somebody else wrote what is derived, or it was derived by other rules."""
        mark = self._ledger.get("ontology")
        return events_graph(self._base) in written or mark != fingerprint_ontology()

    def _begin(self) -> None:
        self._ledger.begin()

    def _finish(self, generation: int) -> None:
        self._ledger.put("ontology", fingerprint_ontology())
        self._since = generation if self._store.generation == generation else None
        self._ledger.commit(self._since)
        self._times_at = generation
        self._spoken.clear()

    def _give_up(self) -> None:
        self._ledger.rollback()
        self._merging = None
        self._told.forget()

    def _start(self, decisions: Decisions) -> Merging:
        self._merging = Merging(
            self._ledger, self._base, self._ontology, self._told.read, decisions
        )
        self._put_decisions()
        return self._merging

    def _apply(self, merging: Merging, articles: list[str]) -> int:
        """The number of events, after the articles were followed, in batches."""
        for at in range(0, len(articles), BATCH):
            merging.apply(articles[at : at + BATCH])
        return merging.count()

    def _find_touched(self, merging: Merging) -> frozenset[str]:
        articles = f"{self._base}articles/"
        return frozenset(s for s in merging.events.subjects if not s.startswith(articles))

    # -- decisions ---------------------------------------------------------------------------

    def _put_decisions(self) -> Decisions:
        """What users have decided, which the ledger follows from now on."""
        decisions = read_decisions(self._store, self._base)
        self._ledger.put("decisions", decisions.dump())
        return decisions

    def _decided(self) -> Decisions:
        return Decisions.load(self._ledger.get("decisions") or "[]")

    # -- writing -----------------------------------------------------------------------------

    def _write(self, merging: Merging) -> int:
        base = self._base
        times = times_graph(base)
        added = {
            events_graph(base): _join(merging.events.added),
            times: _join(map(write_line, merging.descriptions)),
        }
        removed = {
            events_graph(base): _join(merging.events.removed),
            times: _join(self._find_idle_times(merging)),
        }
        gained, lost = self._retire(merging.replaced)
        added[retired_graph(base)] = _join(gained)
        removed[retired_graph(base)] = _join(lost)
        return self._store.replace_graphs(
            self._missing_ontology(),
            added={graph: lines for graph, lines in added.items() if lines},
            removed={graph: lines for graph, lines in removed.items() if lines},
            derived=True,
        )

    def _write_anew(self, merging: Merging, before: dict[str, set[str]]) -> int:
        base = self._base
        times = {
            write_line(quad)
            for quad in self._store.quads(times_graph(base))
            if self._ledger.one("SELECT 1 FROM time WHERE iri = ?", text_of(quad.subject))
        }
        times.update(map(write_line, merging.descriptions))
        prefix = f"{base}events/"
        now = {f"{prefix}{e}" for (e,) in self._ledger.rows("SELECT id FROM event")}
        gained, lost = self._retire(
            {
                event.removeprefix(prefix): merging.find_event(before[event])
                for event in sorted(before.keys() - now)
            },
            alive=now - before.keys(),
        )
        return self._store.replace_graphs(
            {
                events_graph(base): _join(merging.events.added),
                times_graph(base): _join(sorted(times)),
                **self._missing_ontology(),
            },
            added={retired_graph(base): _join(gained)} if gained else {},
            removed={retired_graph(base): _join(lost)} if lost else {},
            derived=True,
        )

    def _missing_ontology(self) -> dict[str, bytes]:
        if has_this_ontology(self._store, self._base):
            return {}
        name = ontology_graph(self._base)
        return {name: write_ontology(name)[0]}

    def _find_idle_times(self, merging: Merging) -> list[str]:
        """The descriptions of times of which nobody speaks any more."""
        lines = []
        kept = set(map(write_line, merging.descriptions))
        for name in sorted(merging.times | self._spoken):
            if self._ledger.one("SELECT 1 FROM time WHERE iri = ?", name) is None:
                described = self._store.quads(times_graph(self._base), subject=name)
                lines += [line for quad in described if (line := write_line(quad)) not in kept]
        return lines

    def _retire(
        self, replaced: dict[str, str | None], alive: Collection[str] = ()
    ) -> tuple[list[str], list[str]]:
        """The lines that the graph of retired events gains and loses.

        Each retired event leads straight to one that lives. One of which nothing is left, because
        its articles were taken out, leaves no trace.
        """
        store, base = self._store, self._base
        graph, prefix = retired_graph(base), f"{base}events/"
        said: dict[str, str] = {}
        gained: dict[str, str | None] = {}
        for event, successor in replaced.items():
            gained[f"{prefix}{event}"] = f"{prefix}{successor}" if successor else None
        for old in list(gained):
            for quad in store.quads(graph, DCTERMS.isReplacedBy, old):
                said[text_of(quad.subject)] = old
        living = self._merging.fresh if self._merging is not None else set()
        for event in {f"{prefix}{e}" for e in living} | set(alive) | set(gained):
            for quad in store.quads(graph, DCTERMS.isReplacedBy, subject=event):
                said[event] = text_of(quad.object)
        for older, old in said.items():
            if older not in gained:
                gained[older] = gained.get(old) if old in gained else None
        lines = {
            f"<{old}> <{DCTERMS.isReplacedBy}> <{new}> ."
            for old, new in gained.items()
            if new is not None and old != new
        }
        before = {f"<{a}> <{DCTERMS.isReplacedBy}> <{b}> ." for a, b in said.items()}
        return sorted(lines - before), sorted(before - lines)

    def explain_keys(self, key: str) -> dict[str, str]:
        """For each entity of an article that has this key, why, in words."""
        return Keys(self._ledger, self._decided()).explain(key)

    # -- counting ----------------------------------------------------------------------------

    def start_count(self) -> None:
        """Remembers from now on which mentions had events."""
        if self._merging is not None:
            self._merging.known.clear()

    def count_new(self, articles: Collection[str]) -> tuple[int, int]:
        """Of the events that these articles tell, how many are new and how many were joined."""
        known = self._merging.known if self._merging is not None else set()
        told = {
            event
            for (event,) in self._ledger.rows_in(
                "SELECT event FROM report WHERE event IS NOT NULL AND article IN (?)", articles
            )
        }
        new = joined = 0
        for event in told:
            members = self._ledger.rows("SELECT iri, article FROM report WHERE event = ?", event)
            before = sum(iri in known or a not in articles for iri, a in members)
            new += before == 0
            joined += 0 < before < len(members)
        return new, joined


def start_deriving(
    store: Store, base: str, merge: Merge | None = None, path: Path | None = None
) -> Deriving:
    """What keeps the derived graphs of a store: step by step, or by a `merge` of all articles."""
    return Stepwise(store, base, path) if merge is None else Derivation(store, base, merge)


def _join(lines: Iterable[str]) -> bytes:
    text = "\n".join(lines)
    return f"{text}\n".encode() if text else b""
