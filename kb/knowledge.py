"""The knowledge base: articles in, timelines and answers out.

>>> import kb, tempfile
>>> with tempfile.TemporaryDirectory() as folder, kb.KnowledgeBase.open(folder + "/news") as base:
...     summary = base.add([kb.Article("Anna Lind met Omar Haddad in Paris on 3 May 2019.")])
...     [(e.type.label, e.date.edtf) for e in base.timeline(actor="Anna Lind").events]
[('meeting', '2019-05-03')]
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from types import TracebackType
from typing import Self

import pyoxigraph as ox

from kb.article import Article
from kb.derive import Derived, Merge, has_this_ontology, times_graph
from kb.errors import ArticleRejected, QueryError, UnknownName
from kb.extract import Extract, Extracted, Result, extract_all, extract_articles, refer_to
from kb.follow import start_deriving
from kb.lookup import Lookup, article_graphs, describe, read_stored_article
from kb.merge.ledger import NAME as LEDGER
from kb.names import Names
from kb.questions import Question, find_question, load_checks
from kb.store import EmbeddedStore, Folder, Results, Store, Term, open_folder
from kb.store.interface import select, text_of
from kb.timeline import (
    DEFAULT_LIMIT,
    Timeline,
    TimelineEvent,
    assemble_event,
    cut_page,
    place_row,
    read,
)

Progress = Callable[[int, tuple[ArticleRejected, ...]], None]
_CACHED_EVENTS = 4096
FOLLOWED = 1000  # articles after which, of many, the events follow


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
    ) -> None:
        """A knowledge base on an open `store`. Use `open` unless the store is one of your own.

        `ledger` is the file in which merging finds again what it needs; without it that is found
        out anew each time the store is opened. A `merge` of one's own is given all articles.
        """
        self.store = store
        self.base = base
        self._extract = extract
        self._references: Path | None = None  # where reference files are kept
        self._derivation = start_deriving(store, base, merge, ledger)
        self._lookup = Lookup(store, base)
        self._event_at = lru_cache(_CACHED_EVENTS)(self._read_event)

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

        Events that an interrupted run left behind their articles are derived again. Raises
        `StoreLocked` where another process has it open, `StoreError` where the folder is
        damaged, holds something else, has another base, or, without `create`, is not there.
        """
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
        try:
            opened._catch_up()
        except BaseException:
            opened.close()
            raise
        return opened

    def close(self) -> None:
        """Lets go of the store. Closing twice is harmless."""
        self._derivation.close()
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

        An article that is there already (same `Article.id`) is replaced. Articles are committed
        in small batches as they are read; the events follow at the end, in one write. `workers`
        processes read (default: one for few articles, else one a core); a script that uses more
        than one needs the usual ``if __name__ == "__main__":``. Rejections among `articles`
        (`read_articles` gives such) are counted and passed on. `progress` is told, after each
        batch, how many were seen and which were rejected.
        """
        started = time.perf_counter()
        self._derivation.start_count()
        rejected: list[ArticleRejected] = []
        seen: set[str] = set()
        waiting: set[str] = set()
        done = 0
        try:
            for batch in extract_all(articles, self.base, workers, self._reader()):
                refused = tuple(r for r in batch if isinstance(r, ArticleRejected))
                rejected.extend(refused)
                waiting |= self._commit(batch)
                seen |= waiting
                done += len(batch)
                if self._derivation.stepwise and len(waiting) >= FOLLOWED:
                    self._follow(self._derivation.refresh())
                    waiting.clear()
                if progress is not None:
                    progress(done, refused)
        finally:
            # also for what was committed before the caller's iterator failed
            if waiting:
                self._follow(self._derivation.refresh())
        new, joined = self._derivation.count_new(seen)
        return Summary(
            read=done - len(rejected),
            rejected=tuple(rejected),
            new=new,
            joined=joined,
            events=self._derivation.count(),
            seconds=time.perf_counter() - started,
        )

    def _reader(self) -> Extract:
        """What reads articles: with the reference files as they are now, if there are any."""
        return self._extract if self._references is None else refer_to(self._references)

    def _commit(self, batch: Iterable[Result]) -> set[str]:
        """The graphs of a batch, written in one go: its last word on each article."""
        found = {r.article: r for r in batch if isinstance(r, Extracted)}
        if found:
            self._derivation.hear_times(r.times for r in found.values())
            self.store.replace_graphs(
                {iri: result.triples for iri, result in found.items()},
                added={times_graph(self.base): b"".join(r.times for r in found.values())},
            )
        return set(found)

    def remove(self, *names: str) -> int:
        """How many articles were taken out: by id, URL or IRI; all of them or none.

        Raises `UnknownName` for an article that is not there.
        """
        graphs = {self.resolve(name, "article").value for name in names}
        if graphs:
            self.store.replace_graphs(dict.fromkeys(graphs, b""))
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

    def _follow(self, derived: Derived) -> int:
        """The number of events, after whatever is made of the derived graphs has followed them.

        The one place that is passed after each derivation, whichever way it came about.
        """
        return derived.events

    def catch_up(self) -> None:
        """Derives the events again where something else than the above wrote what they rest on."""
        if self.store.stale:
            self._follow(self._derivation.refresh())

    def _catch_up(self) -> None:
        if self.store.stale or not has_this_ontology(self.store, self.base):
            self.rebuild()

    # Reading

    def timeline(
        self,
        *,
        actor: str | None = None,
        with_: str | None = None,
        place: str | None = None,
        type: str | None = None,  # noqa: A002 - the word of the question, as in HTTP
        from_: str | None = None,
        to: str | None = None,
        text: str | None = None,
        min_sources: int = 1,
        min_salience: float = 0.0,
        main: bool = False,
        status: str = "told",
        undated: str = "last",
        limit: int | None = DEFAULT_LIMIT,
        after: str | None = None,
    ) -> Timeline:
        """The events that fit all that is asked, in order of time, a page of at most `limit`.

        `actor`, `with_`, `place` and `type` are names, slugs or IRIs; a place takes in what lies
        in it, a type its narrower ones. `from_` and `to` are days, months or years, both
        inclusive: an event is in the window if it *may* have happened in it. Every word of `text`
        must stand in the label or a quote ("a phrase" in quotation marks stays together).
        `status` is ``told`` (happened or planned), ``any``, or one status. Undated events come
        last where no window is asked, or as `undated` says: ``last``, ``always``, ``only`` or
        ``never``. `after` is the `next` of the page before. Raises `UnknownName` and `QueryError`.
        """
        asked = {
            "actor": actor,
            "with": with_,
            "place": place,
            "type": type,
            "from": from_,
            "to": to,
            "min_sources": str(min_sources),
            "min_salience": str(min_salience),
            "main": str(main),
            "status": status,
            "undated": undated,
        }
        if undated not in ("last", "always", "only", "never"):
            raise QueryError(f"undated is last, always, only or never, not {undated!r}")
        given = {name: value for name, value in asked.items() if value is not None}
        question = find_question("timeline")
        words = _split_words(text)
        if text is not None and not words and text.strip():
            raise QueryError(f"there is no word to look for in {text!r}")
        rows = self._solutions(question, given | {"text": words[0] if words else ""})
        for word in words[1:]:
            found = {row["event"] for row in self._solutions(question, given | {"text": word})}
            rows = [row for row in rows if row["event"] in found]
        places = sorted({place_row(row) for row in rows})
        page, following = cut_page(places, limit, after)
        return Timeline(tuple(self.event(p.event) for p in page), following, len(places))

    def event(self, event: str) -> TimelineEvent:
        """The event of that IRI or id (or the beginning of it). Raises `UnknownName`."""
        found = self._event_at(self.resolve(event, "event").value, self.store.generation)
        if found is None:
            raise UnknownName(event)
        return found

    def _read_event(self, iri: str, generation: int) -> TimelineEvent | None:
        question = find_question("event")
        return assemble_event(
            iri, select(self.store, question.sparql, {"event": ox.NamedNode(iri)})
        )

    def events_of_article(self, name: str) -> Timeline:
        """Everything that an article tells, in order of time, whatever its status."""
        given = {"status": "any", "article": self.resolve(name, "article").value}
        rows = self._solutions(find_question("timeline"), given)
        places = sorted({place_row(row) for row in rows})
        return Timeline(tuple(self.event(p.event) for p in places), None, len(places))

    def events_at(self, time: str) -> Timeline:
        """Every event at exactly the time whose IRI is `time`, whatever its status."""
        rows = select(
            self.store,
            "SELECT DISTINCT ?event ?time { ?event a sem:Event ; sem:hasTime ?time }",
            {"time": ox.NamedNode(time)},
        )
        found = sorted(event for row in rows if (event := read(row, "event")))
        return Timeline(tuple(self.event(event) for event in found), None, len(found))

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

    def _solutions(self, question: Question, given: Mapping[str, str]) -> list[ox.QuerySolution]:
        return select(self.store, question.sparql, self.bind(question, given))

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

        Raises `UnknownName`, with the nearest names, and `QueryError` for one that is ambiguous.
        """
        return self._lookup.resolve(name, kind)

    def names(self, kind: str) -> Names:
        """The names of every ``entity``, ``place`` or ``type`` in the store."""
        return self._lookup.names(kind)


def _split_words(text: str | None) -> list[str]:
    """The words of `text`, phrases in quotation marks kept whole; at most eight."""
    parts = (text or "").replace("“", '"').replace("”", '"').split('"')
    words = [part.strip() for part in parts[1::2]]
    words += [word for part in parts[::2] for word in part.split()]
    return [word for word in words if word][:8]
