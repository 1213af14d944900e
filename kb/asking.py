"""Everything that can be asked of a knowledge base, wherever its store is."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

import pyoxigraph as ox

from kb.answering import Answering
from kb.answers import Answers
from kb.article import Article
from kb.errors import QueryError, UnknownName
from kb.lookup import (
    Lookup,
    article_graphs,
    describe,
    describe_with_parts,
    find_successor,
    read_stored_article,
)
from kb.names import Names
from kb.question_files import find_question, load_checks
from kb.questions import Question
from kb.search import COMPLETED, MOST_HITS, SEARCHED, Completion, SearchResult
from kb.store import Results, Store, Term
from kb.store.interface import read, select, text_of
from kb.timeline import Timeline
from kb.timeline_by_sparql import ask_by_sparql, event_by_sparql
from kb.timeline_event import TimelineEvent
from kb.timeline_question import TimelineQuestion
from kb.vocab import SCHEMA


class Asking:
    """A store that is asked and not written to; `KnowledgeBase` is one that is written to too."""

    def __init__(self, store: Store, base: str, answers: Answers | None = None) -> None:
        """Asks `store`, in which names begin with `base`; timelines come from `answers`."""
        self.store = store
        self.base = base
        self._lookup = Lookup(store, base)
        self._answering = Answering(store, base, answers)

    def timeline(self, question: TimelineQuestion | None = None, /, **asked: Any) -> Timeline:
        """The events that fit all that is asked, in order of time, a page at a time.

        `asked` are the fields of `TimelineQuestion`, which says what each means: names, slugs or
        IRIs for `actor`, `place` and `type`; ISO or EDTF dates for `from_` and `to`; and so on.
        A place takes in what lies in it, a type its narrower ones; an event is in the window if
        it *may* have happened in it. Undated events come last where no window is asked. The
        `next` of a page is the `cursor` of the one behind it. Raises `UnknownName`,
        `AmbiguousName` and `QueryError`.
        """
        return self._answering.find().answer(question or TimelineQuestion.ask(**asked))

    def timeline_json(self, question: TimelineQuestion) -> tuple[str, str | None]:
        """The same as JSON text, and its `next`; no objects are made of the events on the way."""
        return self._answering.find().answer_json(question)

    def timeline_by_sparql(
        self, question: TimelineQuestion | None = None, /, **asked: Any
    ) -> Timeline:
        """The same by SPARQL (``queries/timeline.rq``), for a store that has no index."""
        asking = question or TimelineQuestion.ask(**asked)
        return ask_by_sparql(self.store, self.base, asking, self.resolve)

    def search(
        self, text: str, *, kinds: Sequence[str] = SEARCHED, limit: int = 10
    ) -> SearchResult:
        """Entities, events and articles that have all words of `text`, the best of each first.

        "A phrase" in quotation marks stays together, and begin* is the beginning of a word.
        `kinds` are any of ``entity``, ``event``, ``article``; of each, `limit` at most are found.
        Raises `QueryError` where there is no word to look for.
        """
        if unknown := set(kinds) - set(SEARCHED):
            raise QueryError(f"kinds are any of {', '.join(SEARCHED)}, not {min(unknown)!r}")
        _check_limit(limit)
        return self._answering.find().search(text, kinds, limit, self._read_body)

    def complete(
        self, begun: str, *, role: str | None = None, limit: int = 10
    ) -> tuple[Completion, ...]:
        """The names that `begun` could become, the most frequent first.

        `role` narrows them: ``entity``, ``place``, ``type`` or ``publisher``.
        """
        if role is not None and role not in COMPLETED:
            raise QueryError(f"the role is one of {', '.join(COMPLETED)}, not {role!r}")
        _check_limit(limit)
        return self._answering.find().complete(begun, role, limit)

    def _read_body(self, article: str) -> str | None:
        for quad in self.store.quads(article, SCHEMA.articleBody, subject=article):
            return text_of(quad.object)
        return None

    def event(self, event: str) -> TimelineEvent:
        """The event of that IRI or id (or the beginning of it). Raises `UnknownName`."""
        iri = self.resolve(event, "event").value
        found = self._answering.find().event(iri)
        if found is None:
            raise UnknownName(event)
        return found

    def event_by_sparql(self, iri: str) -> TimelineEvent | None:
        """The event of that IRI by SPARQL (``queries/event.rq``), or ``None``."""
        return event_by_sparql(self.store, iri)

    def events_of_article(self, name: str) -> Timeline:
        """Everything that an article tells, in order of time, whatever its status."""
        return self.timeline(source=name, status="any", limit=None)

    def events_at(self, time: str) -> Timeline:
        """Every event at exactly the time whose IRI is `time`, whatever its status."""
        rows = select(
            self.store,
            "SELECT DISTINCT ?event ?time { ?event a sem:Event ; sem:hasTime ?time }",
            {"time": ox.NamedNode(time)},
        )
        answers = self._answering.find()
        iris = sorted(event for row in rows if (event := read(row, "event")))
        found = tuple(shown for iri in iris if (shown := answers.event(iri)) is not None)
        return Timeline(found, None, len(found))

    def query(self, sparql: str) -> Results:
        """The results of a SPARQL query, over the union of all graphs.

        The well-known prefixes (`kb.vocab.PREFIXES`) need no declaration. A triple counts once
        for each graph that holds it: use DISTINCT across articles. Read the results in the thread
        that asked. Raises `QueryError`.
        """
        return self.store.query(sparql)

    def ask(self, name: str | Question, /, **given: object) -> Results:
        """The results of the question called `name` of ``queries/``, with its parameters.

        A `Question` of one's own (`kb.question_files.read_folder`) can be given instead.

        A parameter whose name is a word of Python takes an underscore (``from_="2025"``). The
        parameters are columns of the result too. Raises `QueryError` and `UnknownName`.
        """
        question = name if isinstance(name, Question) else find_question(name)
        return self.store.query(question.sparql, self.bind(question, given))

    def bind(self, question: Question, given: Mapping[str, object]) -> dict[str, Term]:
        """The terms for the parameters of a question, names resolved in this store."""
        values = {name: str(value) for name, value in given.items() if value is not None}
        return question.bind(values, self.resolve)

    def check(self) -> dict[str, list[tuple[str, ...]]]:
        """The rows of every integrity check that found something wrong; empty for a right store."""
        wrong: dict[str, list[tuple[str, ...]]] = {}
        for name, question in load_checks().items():
            rows = [
                tuple("" if term is None else str(term) for term in row)
                for row in select(self.store, question.sparql)
            ]
            if rows:
                wrong[name] = rows
        return wrong

    def article_graphs(self) -> Iterator[str]:
        """The IRIs of the articles, which are the names of their graphs."""
        return article_graphs(self.store, self.base)

    def articles(self) -> Iterator[Article]:
        """Every article as it was given, read back from the store."""
        for graph in sorted(self.article_graphs()):
            yield self.article(graph)

    def article(self, name: str) -> Article:
        """The article of that id, URL or IRI, as it was given. Raises `UnknownName`."""
        return read_stored_article(self.store, self.base, self.resolve(name, "article").value)

    def describe(self, iri: str) -> list[ox.Triple]:
        """What the store says of the thing called `iri`: the triples that it is the subject of."""
        return describe(self.store, iri)

    def describe_with_parts(self, iri: str) -> list[ox.Triple]:
        """What the store says of the thing called `iri` and of its parts (``iri#…``)."""
        return describe_with_parts(self.store, iri)

    def resolve(self, name: str, kind: str) -> ox.NamedNode:
        """The IRI that a name means as the ``entity``, ``place`` or ``type`` of a question.

        Raises `UnknownName`, with the nearest names, and `AmbiguousName` with the candidates.
        """
        if kind in COMPLETED:
            return ox.NamedNode(self._answering.find().resolve(name, kind))
        if kind in ("event", "article"):
            # what the index does not find, the store may: by a label, or not derived yet
            found = self._answering.find().find(name, kind)
            if found is not None:
                return ox.NamedNode(found)
        return self._lookup.resolve(name, kind)

    def names(self, kind: str) -> Names:
        """The names of every ``entity``, ``place`` or ``type`` in the store."""
        return self._lookup.names(kind)

    def successor(self, event: str) -> str | None:
        """The IRI of the event that took the place of one that is no more; ``None`` of others."""
        return find_successor(self.store, self.base, event)


def _check_limit(limit: int) -> None:
    if not 1 <= limit <= MOST_HITS:
        raise QueryError(f"the limit must be 1 or more and {MOST_HITS} at most, not {limit}")
