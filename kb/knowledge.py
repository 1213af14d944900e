"""The knowledge base: articles in, timelines and answers out.

>>> import kb, tempfile
>>> with tempfile.TemporaryDirectory() as folder, kb.KnowledgeBase.open(folder + "/news") as base:
...     summary = base.add([kb.Article("Anna Lind met Omar Haddad in Paris on 3 May 2019.")])
...     [(e.type.label, e.date.edtf) for e in base.timeline(actor="Anna Lind").events]
[('meeting', '2019-05-03')]
"""

from __future__ import annotations

import shutil
import sys
import tempfile
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from types import TracebackType
from typing import Any, Self

import pyoxigraph as ox

from kb import deciding
from kb.adding import Adding, Summary
from kb.answers import Answers
from kb.article import Article
from kb.deciding import find_meant
from kb.derive import Derived, Merge, has_this_ontology, times_graph
from kb.errors import ArticleRejected, QueryError, StoreError, UnknownName
from kb.extract import Extract, Extracted, Result, extract_all, extract_articles, refer_to
from kb.follow import start_deriving
from kb.history import log_removals, log_revisions
from kb.index import NAME as INDEX_NAME
from kb.index import Index
from kb.index.follow import Follower
from kb.lookup import (
    Lookup,
    article_graphs,
    describe,
    find_successor,
    log_graph,
    read_stored_article,
)
from kb.merge.ledger import NAME as LEDGER
from kb.names import Names
from kb.questions import Question, find_question, load_checks
from kb.remote import SparqlAnswers
from kb.search import Completion, SearchResult
from kb.store import EmbeddedStore, Folder, Results, Store, Term, open_folder
from kb.store.interface import read, select, text_of
from kb.store.remote import RemoteStore, find_base
from kb.timeline import Timeline
from kb.timeline_by_sparql import ask_by_sparql, event_by_sparql
from kb.timeline_event import TimelineEvent
from kb.timeline_question import TimelineQuestion
from kb.vocab import RDFS, SCHEMA
from kb.why import Why, explain_entity, explain_event

Progress = Callable[[int, tuple[ArticleRejected, ...]], None]
_LABEL = ox.NamedNode(RDFS.label)
FOLLOWED = 1000  # articles after which, of many, the events follow
SEARCHED = ("entity", "event", "article")
ROLES = ("entity", "place", "type", "publisher")
MOST_HITS = 100


class KnowledgeBase:
    """A store of articles and the events they tell; a context manager.

    One process at a time may have it open. Everything is committed as it goes: what was read
    before a crash is kept, and events are derived anew on the next `open` if need be.
    """

    def __init__(
        self,
        store: Store,
        base: str,
        *,
        extract: Extract = extract_articles,
        merge: Merge | None = None,
        ledger: Path | None = None,
        answers: Answers | None = None,
    ) -> None:
        """A knowledge base on an open `store`. Use `open` unless the store is one of your own.

        `ledger` is the file in which merging finds again what it needs; without it that is found
        out anew each time the store is opened. A `merge` of one's own is given all articles.
        Timelines come from `answers`, an index that somebody else keeps abreast of the store or a
        server; without any, from an index in a temporary folder.
        """
        self.store = store
        self.base = base
        self._extract = extract
        self._references: Path | None = None  # where reference files are kept
        self._derivation = start_deriving(store, base, merge, ledger)
        self._lookup = Lookup(store, base)
        self._answers = answers
        self._follower: Follower | None = None
        self._scratch: str | None = None

    @classmethod
    def open(
        cls,
        path: str | Path,
        base: str | None = None,
        *,
        create: bool = True,
        extract: Extract = extract_articles,
        merge: Merge | None = None,
    ) -> Self:
        """The knowledge base in the folder `path`, made with the IRI `base` if there is none.

        The ``http`` address of a SPARQL endpoint gives the knowledge base behind it, to ask and
        not to write to (`kb.remote`).

        Events that an interrupted run left behind their articles are derived again. Raises
        `StoreLocked` where another process has it open, `StoreError` where the folder is
        damaged, holds something else, has another base, or, without `create`, is not there.
        """
        if isinstance(path, str) and path.startswith(("http://", "https://")):
            store = RemoteStore(path)
            base = base or find_base(store)
            return cls(store, base, answers=SparqlAnswers(store, base))
        folder: Folder = open_folder(Path(path), base, create=create)
        opened = cls(
            EmbeddedStore(folder.quads),
            folder.base,
            extract=extract,
            merge=merge,
            ledger=folder.path / LEDGER,
        )
        if extract is extract_articles:
            opened._references = folder.gazetteers
        opened._keep_index(folder.path / INDEX_NAME)
        try:
            opened._catch_up()
        except BaseException:
            opened.close()
            raise
        return opened

    def close(self) -> None:
        """Lets go of the store. Closing twice is harmless."""
        self._derivation.close()
        if self._follower is not None:
            self._follower.close()
        if self._answers is not None and self._follower is not None:
            self._answers.close()
        if self._scratch is not None:
            shutil.rmtree(self._scratch, ignore_errors=True)
        self.store.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.close()

    # Writing

    def add(
        self,
        articles: Iterable[Article | ArticleRejected],
        *,
        workers: int | None = None,
        progress: Progress | None = None,
    ) -> Summary:
        """What came of reading `articles`: how many, which were rejected, events new and joined.

        An article that is there already (same `Article.id`) is replaced; if its text is another,
        the log says that it was revised (``prov:wasRevisionOf``), and when. Articles are committed
        in small batches as they are read; the events follow at the end, in one write. `workers`
        processes read (default: one for few articles, else one a core); a script that uses more
        than one needs the usual ``if __name__ == "__main__":``. Rejections among `articles`
        (`read_articles` gives such) are counted and passed on. `progress` is told, after each
        batch, how many were seen and which were rejected.
        """
        adding = self.start_adding()
        most = FOLLOWED if self._derivation.stepwise else sys.maxsize
        done = 0
        try:
            for batch in extract_all(articles, self.base, workers, self._reader()):
                adding.put(batch, most=most)
                done += len(batch)
                if progress is not None:
                    progress(done, tuple(r for r in batch if isinstance(r, ArticleRejected)))
        finally:
            # also for what was committed before the caller's iterator failed
            adding.let_follow()
        return adding.finish()

    def start_adding(self) -> Adding:
        """What takes articles that were read elsewhere (`kb.extract`), batch by batch."""
        return Adding(self._commit, self._derivation, self._follow)

    def _reader(self) -> Extract:
        """What reads articles: with the reference files as they are now, if there are any."""
        return self._extract if self._references is None else refer_to(self._references)

    def _commit(self, batch: Iterable[Result]) -> set[str]:
        """The graphs of a batch, written in one go: its last word on each article."""
        found = {r.article: r for r in batch if isinstance(r, Extracted)}
        if found:
            self._derivation.hear_times(r.times for r in found.values())
            graphs = {iri: result.triples for iri, result in found.items()}
            added = {times_graph(self.base): b"".join(r.times for r in found.values())}
            if revised := log_revisions(self.store, graphs):
                added[log_graph(self.base)] = revised
            self.store.replace_graphs(graphs, added=added)
        return set(found)

    def remove(self, *names: str) -> int:
        """How many articles were taken out: by id, URL or IRI; all of them or none.

        Nothing is left of them but, in the log, that they were there, and until when.

        Raises `UnknownName` for an article that is not there.
        """
        graphs = {self.resolve(name, "article").value for name in names}
        if graphs:
            gained, lost = log_removals(self.store, self.base, graphs)
            log = log_graph(self.base)
            self.store.replace_graphs(
                dict.fromkeys(graphs, b""), added={log: gained}, removed={log: lost} if lost else {}
            )
            self._follow(self._derivation.refresh())
        return len(graphs)

    def rebuild(self, *, extract: bool = False, workers: int | None = None) -> int:
        """The number of events after they were derived from the article graphs once more.

        With `extract`, every article is first read again from the text that the store holds, as
        after an update of the library or the ontology.
        """
        if extract:
            for batch in extract_all(self.articles(), self.base, workers, self._reader()):
                self._commit(batch)
        return self._follow(self._derivation.rebuild())

    # Deciding

    def same(self, a: str, b: str, *, by: str | None = None) -> int:
        """The number of events, after it was recorded that `a` and `b` are the same.

        They are two events or two entities, by name, id or IRI, or two of their mentions by IRI.
        Of entities, `a` gives its name. `by` is who says so, by default the user of this machine.
        What is decided holds whatever is added or rebuilt, until `undo`; the last word on two
        things counts. Raises `UnknownName`, and `QueryError` for things that cannot be the same.
        """
        return self._decide("same", a, b, by)

    def differ(self, a: str, b: str, *, by: str | None = None) -> int:
        """The number of events, after it was recorded that `a` and `b` are not the same.

        As `same`. To take one event apart, name two of its mentions (`why` shows their IRIs).
        """
        return self._decide("differ", a, b, by)

    def undo(self, a: str, b: str) -> int:
        """The number of events, after the decision on `a` and `b` was taken back."""
        one, other = (find_meant(self.store, self._lookup, self.base, name) for name in (a, b))
        deciding.undo(self.store, self.base, one, other)
        return self._follow(self._derivation.refresh())

    def _decide(self, verb: str, a: str, b: str, by: str | None) -> int:
        one, other = (find_meant(self.store, self._lookup, self.base, name) for name in (a, b))
        deciding.write(self.store, self.base, verb, one, other, by)
        return self._follow(self._derivation.refresh())

    def why(self, name: str) -> Why:
        """Why the mentions of an event or an entity are one. Raises `UnknownName`."""
        try:
            found = self.event(name)
        except UnknownName:
            who = self.resolve(name, "entity").value
            reasons = self._derivation.explain_keys(who.removeprefix(self.base))
            labels = [text_of(t.object) for t in self.describe(who) if t.predicate == _LABEL]
            return explain_entity(self.store, who, min(labels, default=name), reasons)
        date = found.date.edtf if found.date is not None else None
        return explain_event(self.store, found.id, found.label, date)

    def successor(self, event: str) -> str | None:
        """The IRI of the event that took the place of one that is no more; ``None`` of others."""
        return find_successor(self.store, self.base, event)

    def _follow(self, derived: Derived) -> int:
        """The number of events, after whatever is made of the derived graphs has followed them.

        The one place that is passed after each derivation, whichever way it came about.
        """
        if self._follower is not None:
            self._follower.follow(derived.touched)
        return derived.events

    def catch_up(self) -> None:
        """Derives the events again where something else than the above wrote what they rest on."""
        if self.store.stale:
            self._follow(self._derivation.refresh())

    def freshen_index(self) -> None:
        """Makes the index anew unless it shows the events as they stand. Raises `StoreError`."""
        self._find_answers()

    def rebuild_index(self) -> None:
        """Makes the index of timelines anew, as after its file was damaged. Raises `StoreError`."""
        self._open_index()
        if self._follower is not None:
            self._follower.rebuild()

    def _keep_index(self, path: Path) -> None:
        index = Index(path)
        self._answers = index
        self._follower = Follower(index, self.store, self.base)

    def _open_index(self) -> None:
        if self._answers is None:
            self._scratch = tempfile.mkdtemp(prefix="kb-index-")
            self._keep_index(Path(self._scratch) / INDEX_NAME)

    def _find_answers(self) -> Answers:
        """What answers, abreast of the store where this process keeps it so."""
        self._open_index()
        if self._follower is not None:
            self._follower.catch_up()
        if self._answers is None:
            raise StoreError("the knowledge base has no index")
        return self._answers

    def _catch_up(self) -> None:
        if self.store.stale or not has_this_ontology(self.store, self.base):
            self.rebuild()

    # Reading

    def timeline(self, question: TimelineQuestion | None = None, /, **asked: Any) -> Timeline:
        """The events that fit all that is asked, in order of time, a page at a time.

        `asked` are the fields of `TimelineQuestion`, which says what each means: names, slugs or
        IRIs for `actor`, `place` and `type`; ISO or EDTF dates for `from_` and `to`; and so on.
        A place takes in what lies in it, a type its narrower ones; an event is in the window if
        it *may* have happened in it. Undated events come last where no window is asked. The
        `next` of a page is the `cursor` of the one behind it. Raises `UnknownName`,
        `AmbiguousName` and `QueryError`.
        """
        return self._find_answers().answer(question or TimelineQuestion.ask(**asked))

    def timeline_json(self, question: TimelineQuestion) -> tuple[str, str | None]:
        """The same as JSON text, and its `next`; no objects are made of the events on the way."""
        return self._find_answers().answer_json(question)

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
        if not 1 <= limit <= MOST_HITS:
            raise QueryError(f"the limit must be 1 or more and {MOST_HITS} at most, not {limit}")
        return self._find_answers().search(text, kinds, limit, self._read_body)

    def complete(
        self, begun: str, *, role: str | None = None, limit: int = 10
    ) -> tuple[Completion, ...]:
        """The names that `begun` could become, the most frequent first.

        `role` narrows them: ``entity``, ``place``, ``type`` or ``publisher``.
        """
        if role is not None and role not in ROLES:
            raise QueryError(f"the role is one of {', '.join(ROLES)}, not {role!r}")
        if not 1 <= limit <= MOST_HITS:
            raise QueryError(f"the limit must be 1 or more and {MOST_HITS} at most, not {limit}")
        return self._find_answers().complete(begun, role, limit)

    def _read_body(self, article: str) -> str | None:
        for quad in self.store.quads(article, SCHEMA.articleBody, subject=article):
            return text_of(quad.object)
        return None

    def event(self, event: str) -> TimelineEvent:
        """The event of that IRI or id (or the beginning of it). Raises `UnknownName`."""
        iri = self.resolve(event, "event").value
        found = self._find_answers().event(iri)
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
        answers = self._find_answers()
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

        A `Question` of one's own (`kb.questions.read_folder`) can be given instead.

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
        found: dict[str, list[ox.Triple]] = {}
        waiting = [iri]
        while waiting:
            name = waiting.pop()
            if name not in found:
                found[name] = self.describe(name)
                values = sorted({text_of(triple.object) for triple in found[name]})
                waiting += [value for value in values if value.startswith(f"{iri}#")]
        return [triple for triples in found.values() for triple in triples]

    # Names

    def resolve(self, name: str, kind: str) -> ox.NamedNode:
        """The IRI that a name means as the ``entity``, ``place`` or ``type`` of a question.

        Raises `UnknownName`, with the nearest names, and `AmbiguousName` with the candidates.
        """
        if kind in ROLES:
            return ox.NamedNode(self._find_answers().resolve(name, kind))
        if kind in ("event", "article"):
            # what the index does not find, the store may: by a label, or not derived yet
            found = self._find_answers().find(name, kind)
            if found is not None:
                return ox.NamedNode(found)
        return self._lookup.resolve(name, kind)

    def names(self, kind: str) -> Names:
        """The names of every ``entity``, ``place`` or ``type`` in the store."""
        return self._lookup.names(kind)
