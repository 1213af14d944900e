"""Articles on their way into a knowledge base."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

from kb.derive import Derived, Deriving, times_graph
from kb.errors import ArticleRejected
from kb.extract import Extracted, Result
from kb.history import log_revisions
from kb.lookup import log_graph
from kb.store import Store


@dataclass(frozen=True, slots=True)
class Summary:
    """What an `add` did.

    Of the events that the articles tell, `new` were not known before and `joined` were, and have
    gained a mention; `events` counts all there are now.
    """

    read: int
    rejected: tuple[ArticleRejected, ...]
    new: int
    joined: int
    events: int
    seconds: float


class Adding:
    """Articles that were read (`kb.extract`) and are added batch by batch.

    Made by `KnowledgeBase.start_adding`, one at a time: what is new is counted from there on.
    """

    def __init__(
        self,
        commit: Callable[[Iterable[Result]], set[str]],
        derivation: Deriving,
        follow: Callable[[Derived], int],
    ) -> None:
        self._commit = commit
        self._derivation = derivation
        self._follow = follow
        self._started = time.perf_counter()
        self._rejected: list[ArticleRejected] = []
        self._seen: set[str] = set()
        self._waiting: set[str] = set()
        self._done = 0
        derivation.start_count()

    def put(self, batch: Sequence[Result], *, most: int = 0) -> None:
        """Stores a batch. The events follow once more than `most` articles wait for it."""
        self._rejected.extend(r for r in batch if isinstance(r, ArticleRejected))
        self._waiting |= self._commit(batch)
        self._seen |= self._waiting
        self._done += len(batch)
        if len(self._waiting) > most:
            self.let_follow()

    def let_follow(self) -> None:
        """Has the events follow all that was put."""
        if self._waiting:
            self._follow(self._derivation.refresh())
            self._waiting.clear()

    def finish(self) -> Summary:
        """What came of it, once the events have followed."""
        self.let_follow()
        new, joined = self._derivation.count_new(self._seen)
        return Summary(
            read=self._done - len(self._rejected),
            rejected=tuple(self._rejected),
            new=new,
            joined=joined,
            events=self._derivation.count(),
            seconds=time.perf_counter() - self._started,
        )


def commit_batch(
    store: Store, base: str, derivation: Deriving, batch: Iterable[Result]
) -> set[str]:
    """The articles whose graphs of a batch were written, in one go: its last word on each."""
    found = {r.article: r for r in batch if isinstance(r, Extracted)}
    if found:
        derivation.hear_times(r.times for r in found.values())
        graphs = {iri: result.triples for iri, result in found.items()}
        added = {times_graph(base): b"".join(r.times for r in found.values())}
        if revised := log_revisions(store, graphs):
            added[log_graph(base)] = revised
        derivation.hear_graphs(graphs, store.replace_graphs(graphs, added=added))
    return set(found)
