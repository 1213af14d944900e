"""A knowledge base on a server, asked by SPARQL: any SPARQL 1.1 server that holds one will do."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import pyoxigraph as ox

from kb.errors import StoreError, UnknownName
from kb.knowledge import SEARCHED, KnowledgeBase
from kb.search import Completion, SearchResult
from kb.store.remote import RemoteStore, find_base
from kb.timeline import Timeline, TimelineEvent
from kb.timeline_question import TimelineQuestion


class RemoteKnowledgeBase(KnowledgeBase):
    """Asks as a local knowledge base does, with timelines by SPARQL and no search.

    Each event of a timeline is a query of its own: ask for pages, or the server's ``/timeline``.
    """

    def timeline(self, question: TimelineQuestion | None = None, /, **asked: Any) -> Timeline:
        """As `KnowledgeBase.timeline`, but for ``lang``."""
        return self.timeline_by_sparql(question, **asked)

    def timeline_json(self, question: TimelineQuestion) -> tuple[str, str | None]:
        """The same as JSON text, and its `next`."""
        found = self.timeline(question)
        return found.to_json(), found.next

    def event(self, event: str) -> TimelineEvent:
        """The event of that IRI, id or label. Raises `UnknownName`."""
        found = self.event_by_sparql(self.resolve(event, "event").value)
        if found is None:
            raise UnknownName(event)
        return found

    def resolve(self, name: str, kind: str) -> ox.NamedNode:
        """The IRI that a name means. Raises `UnknownName` and `AmbiguousName`."""
        return self._lookup.resolve(name, kind)

    def search(
        self, text: str, *, kinds: Sequence[str] = SEARCHED, limit: int = 10
    ) -> SearchResult:
        """Raises `StoreError`: a SPARQL server has no index of words."""
        raise StoreError("a knowledge base by SPARQL cannot be searched; ask the server's /search")

    def complete(
        self, begun: str, *, role: str | None = None, limit: int = 10
    ) -> tuple[Completion, ...]:
        """Raises `StoreError`, as `search` does."""
        raise StoreError("a knowledge base by SPARQL completes nothing; ask the server's /complete")


def open_remote(
    address: str, base: str | None = None, *, token: str | None = None
) -> RemoteKnowledgeBase:
    """The knowledge base behind a SPARQL endpoint, whose base is found out unless it is given.

    Raises `StoreError` where nobody answers, or where there is no knowledge base.
    """
    store = RemoteStore(address, token=token)
    return RemoteKnowledgeBase(store, base or find_base(store))
