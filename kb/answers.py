"""What answers the questions of a knowledge base: its index, or a SPARQL server."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Protocol

from kb.search import Completion, SearchResult
from kb.timeline import Timeline
from kb.timeline_event import TimelineEvent
from kb.timeline_question import TimelineQuestion

ReadText = Callable[[str], str | None]


class Answers(Protocol):
    """Timelines, names and words; `kb.index.Index` and `kb.remote.SparqlAnswers` are such."""

    def close(self) -> None:
        """Lets go of what is held. Closing twice is harmless."""

    def answer(self, asked: TimelineQuestion) -> Timeline:
        """The page of the timeline that was asked for."""
        ...

    def answer_json(self, asked: TimelineQuestion) -> tuple[str, str | None]:
        """The same as JSON text, and its `next`."""
        ...

    def event(self, iri: str) -> TimelineEvent | None:
        """The event of that IRI, or ``None``."""
        ...

    def find(self, name: str, kind: str) -> str | None:
        """The IRI of an ``event`` or an ``article``, or ``None`` where only the store may know."""
        ...

    def resolve(self, name: str, role: str) -> str:
        """The IRI that a name means. Raises `UnknownName` and `AmbiguousName`."""
        ...

    def search(
        self, text: str, kinds: Sequence[str], limit: int, read_article: ReadText
    ) -> SearchResult:
        """What has the words of `text`: at most `limit` of each of `kinds`."""
        ...

    def complete(self, begun: str, role: str | None, limit: int) -> tuple[Completion, ...]:
        """What a name that was begun could become, the most frequent first."""
        ...
