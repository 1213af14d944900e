"""The knowledge base: articles in, timelines and answers out.

>>> import kb, tempfile
>>> with tempfile.TemporaryDirectory() as folder, kb.KnowledgeBase.open(folder + "/news") as base:
...     summary = base.add([kb.Article("Anna Lind met Omar Haddad in Paris on 3 May 2019.")])
...     [(e.type.label, e.date.edtf) for e in base.timeline(actor="Anna Lind").events]
[('meeting', '2019-05-03')]
"""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterable
from pathlib import Path
from types import TracebackType
from typing import Self

import pyoxigraph as ox

from kb import deciding
from kb.adding import Adding, Summary, commit_batch
from kb.answers import Answers
from kb.article import Article
from kb.asking import Asking
from kb.deciding import find_meant
from kb.derive import Derived, Merge, has_this_ontology
from kb.errors import ArticleRejected, UnknownName
from kb.extract import Extract, Result, extract_articles, refer_to
from kb.follow import start_deriving
from kb.history import log_removals
from kb.index import NAME as INDEX_NAME
from kb.lookup import log_graph
from kb.merge.ledger import NAME as LEDGER
from kb.remote import SparqlAnswers
from kb.store import EmbeddedStore, Folder, Store, open_folder
from kb.store.interface import text_of
from kb.store.remote import RemoteStore, find_base
from kb.vocab import RDFS
from kb.why import Why, explain_entity, explain_event
from kb.workers import extract_all

Progress = Callable[[int, tuple[ArticleRejected, ...]], None]
_LABEL = ox.NamedNode(RDFS.label)
FOLLOWED = 1000  # articles after which, of many, the events follow
# Articles that are committed together, of many. Each commit leaves files that the engine has to
# merge with all others later on: of 8 at a time, that takes twice the work of storing them.
COMMITTED = 32


class KnowledgeBase(Asking):
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
        super().__init__(store, base, answers)
        self._extract = extract
        self._references: Path | None = None  # where reference files are kept
        self._derivation = start_deriving(store, base, merge, ledger)

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
        opened._answering.keep_index(folder.path / INDEX_NAME)
        try:
            opened._catch_up()
        except BaseException:
            opened.close()
            raise
        return opened

    def close(self) -> None:
        """Lets go of the store. Closing twice is harmless."""
        self._derivation.close()
        self._answering.close()
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
        waiting: list[Result] = []
        try:
            for batch in extract_all(articles, self.base, workers, self._reader()):
                waiting += batch
                if len(waiting) >= COMMITTED:
                    ready, waiting = waiting, []
                    adding.put(ready, most=most)
                done += len(batch)
                if progress is not None:
                    progress(done, tuple(r for r in batch if isinstance(r, ArticleRejected)))
        finally:
            # also for what was read before the caller's iterator failed
            adding.put(waiting, most=most)
            adding.let_follow()
        return adding.finish()

    def start_adding(self) -> Adding:
        """What takes articles that were read elsewhere (`kb.extract`), batch by batch."""
        return Adding(self._commit, self._derivation, self._follow)

    def _reader(self) -> Extract:
        """What reads articles: with the reference files as they are now, if there are any."""
        return self._extract if self._references is None else refer_to(self._references)

    def _commit(self, batch: Iterable[Result]) -> set[str]:
        return commit_batch(self.store, self.base, self._derivation, batch)

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
        except UnknownName as no_event:
            try:
                who = self.resolve(name, "entity").value
            except UnknownName as nobody:
                near = dict.fromkeys((*no_event.suggestions[:2], *nobody.suggestions))
                raise UnknownName(name, tuple(near)[:3], kind="event or entity") from None
            reasons = self._derivation.explain_keys(who.removeprefix(self.base))
            labels = [text_of(t.object) for t in self.describe(who) if t.predicate == _LABEL]
            return explain_entity(self.store, who, min(labels, default=name), reasons)
        date = found.date.edtf if found.date is not None else None
        return explain_event(self.store, found.id, found.label, date)

    def _follow(self, derived: Derived) -> int:
        """The number of events, after whatever is made of the derived graphs has followed them.

        The one place that is passed after each derivation, whichever way it came about.
        """
        self._answering.follow(derived.touched)
        return derived.events

    def catch_up(self) -> None:
        """Derives the events again where something else than the above wrote what they rest on."""
        if self.store.stale:
            self._follow(self._derivation.refresh())

    def freshen_index(self) -> None:
        """Makes the index anew unless it shows the events as they stand. Raises `StoreError`."""
        self._answering.find()

    def rebuild_index(self) -> None:
        """Makes the index of timelines anew, as after its file was damaged. Raises `StoreError`."""
        self._answering.rebuild()

    def _catch_up(self) -> None:
        if self.store.stale or not has_this_ontology(self.store, self.base):
            self.rebuild()
