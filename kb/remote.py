"""A knowledge base on a SPARQL server: any SPARQL 1.1 server that holds one will do."""

from __future__ import annotations

from collections.abc import Sequence

from kb.answers import ReadText
from kb.errors import StoreError
from kb.lookup import Lookup
from kb.search import Completion, SearchResult
from kb.store.interface import Store
from kb.timeline import Timeline
from kb.timeline_by_sparql import ask_by_sparql, event_by_sparql
from kb.timeline_event import TimelineEvent
from kb.timeline_question import TimelineQuestion


class SparqlAnswers:
    """Answers as an `Index` does, but by SPARQL: there is no ``lang`` and no search.

    Each event of a timeline is a query of its own: ask for pages, or the server's ``/timeline``.
    """

    def __init__(self, store: Store, base: str) -> None:
        """The answers of a `store` in which names begin with `base`."""
        self._store = store
        self._base = base
        self._lookup = Lookup(store, base)

    def close(self) -> None:
        """Nothing: the store is somebody else's to close."""

    def answer(self, asked: TimelineQuestion) -> Timeline:
        """The page of the timeline that was asked for."""
        return ask_by_sparql(self._store, self._base, asked, self._lookup.resolve)

    def answer_json(self, asked: TimelineQuestion) -> tuple[str, str | None]:
        """The same as JSON text, and its `next`."""
        found = self.answer(asked)
        return found.to_json(), found.next

    def event(self, iri: str) -> TimelineEvent | None:
        """The event of that IRI, or ``None``."""
        return event_by_sparql(self._store, iri)

    def find(self, name: str, kind: str) -> str | None:
        """The IRI of an event or an article. Raises `UnknownName` and `AmbiguousName`."""
        return self._lookup.resolve(name, kind).value

    def resolve(self, name: str, role: str) -> str:
        """The IRI that a name means. Raises `UnknownName` and `AmbiguousName`."""
        return self._lookup.resolve(name, role).value

    def search(
        self, text: str, kinds: Sequence[str], limit: int, read_article: ReadText
    ) -> SearchResult:
        """Raises `StoreError`: a SPARQL server has no index of words."""
        raise StoreError("a knowledge base by SPARQL cannot be searched; ask the server's /search")

    def complete(self, begun: str, role: str | None, limit: int) -> tuple[Completion, ...]:
        """Raises `StoreError`, as `search` does."""
        raise StoreError("a knowledge base by SPARQL completes nothing; ask the server's /complete")
