"""The index: what a triple store cannot do fast, kept beside it in one SQLite file.

Pages of a timeline in order, words, counts by time and kind. It holds nothing that the store does
not, says of which generation of the store it is, and can be made anew at any time. One process
writes it; any number read it meanwhile (SQLite's write-ahead log), each seeing a whole state.
"""

from __future__ import annotations

import json
import sqlite3
import threading
from collections import OrderedDict
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Self

from kb.errors import QueryError, StoreError
from kb.index.ask import Found, count_events, read_page, without_page
from kb.index.conditions import make_plan
from kb.index.counts import Tally, find_label
from kb.index.files import FORMAT, NAME, connect
from kb.index.find import ReadText, find_articles, find_things, find_told
from kb.index.group import group_events, name_types
from kb.index.names import complete_name, find_begun, resolve_name, suggest_names
from kb.index.plan import Plan
from kb.index.words import read_text
from kb.search import Completion, SearchResult
from kb.timeline import Bucket, FacetValue, Timeline
from kb.timeline_event import TimelineEvent, read_event, show_fields
from kb.timeline_question import TimelineQuestion

__all__ = ["NAME", "Index"]

_REMEMBERED = 512


@dataclass(frozen=True, slots=True)
class _Connection:
    db: sqlite3.Connection
    identity: tuple[int, int]


@dataclass(frozen=True, slots=True)
class _Counts:
    total: int
    exact: bool
    density: tuple[Bucket, ...] | None
    facets: dict[str, tuple[FacetValue, ...]] | None
    facets_are: str | None


class Index:
    """The index in a file, to read; safe to share among threads.

    What changes the file, in this process or another, is seen by the next question.
    """

    def __init__(self, path: Path) -> None:
        """The index at `path`, whether there is one yet or not."""
        self.path = path
        self._lock = threading.Lock()
        self._idle: list[_Connection] = []
        self._closed = False
        self._known: OrderedDict[tuple[TimelineQuestion, object], _Counts] = OrderedDict()

    @classmethod
    def open(cls, path: str | Path) -> Self:
        """The index at `path`. Raises `StoreError` where there is none that can be read."""
        found = cls(Path(path))
        if found.generation is None:
            raise StoreError(f"{path}: no index here, or none that this version reads")
        return found

    def close(self) -> None:
        """Lets go of the file when no question is under way. Closing twice is harmless."""
        with self._lock:
            self._closed = True
            while self._idle:
                self._idle.pop().db.close()

    def _take(self) -> _Connection:
        """A connection that nobody uses, to the file as it stands: it may have been made anew."""
        state = self.path.stat()
        identity = (state.st_dev, state.st_ino)
        with self._lock:
            while self._idle:
                found = self._idle.pop()
                if found.identity == identity:
                    return found
                found.db.close()
        return _Connection(connect(self.path, read_only=True), identity)

    def _give_back(self, used: _Connection) -> None:
        with self._lock:
            if self._closed:
                used.db.close()
            else:
                self._idle.append(used)

    @contextmanager
    def reading(self) -> Iterator[sqlite3.Connection]:
        """A connection that sees one state of the index until the end of the block.

        Raises `StoreError` where the file cannot be read.
        """
        used = None
        try:
            used = self._take()
            used.db.execute("BEGIN")
            yield used.db
        except (OSError, sqlite3.Error) as error:
            raise StoreError(f"{self.path}: the index cannot be read ({error})") from error
        finally:
            if used is not None:
                with suppress(sqlite3.Error):
                    used.db.execute("ROLLBACK")
                self._give_back(used)

    @property
    def generation(self) -> int | None:
        """The generation of the store that the index shows; ``None`` where it shows none."""
        try:
            with self.reading() as db:
                found = read_meta(db)
        except StoreError:
            return None
        generation = found.get("generation")
        if found.get("format") != FORMAT or not isinstance(generation, int):
            return None
        return generation

    # Questions

    def answer(self, asked: TimelineQuestion) -> Timeline:
        """The timeline for a question. Raises `QueryError`, `UnknownName` and `AmbiguousName`."""
        page, frame = self._answer(asked)
        events = [json.loads(one.json) for one in page]
        if asked.lang is not None:
            with self.reading() as db:
                name_types(db, events, asked.lang)
        shown = tuple(read_event(event) for event in events)
        return Timeline(
            shown,
            frame.next,
            frame.total,
            frame.total_is,
            frame.generation,
            frame.density,
            frame.facets,
            frame.groups,
            asked.fields,
            frame.facets_are,
        )

    def answer_json(self, asked: TimelineQuestion) -> tuple[str, str | None]:
        """The same as JSON text, and its `next`; events are not taken apart and put together."""
        if asked.lang is not None:
            found = self.answer(asked)
            return json.dumps(found.as_json(), ensure_ascii=False), found.next
        page, frame = self._answer(asked)
        texts = [one.json for one in page]
        if asked.fields:
            texts = [
                json.dumps(show_fields(json.loads(text), asked.fields), ensure_ascii=False)
                for text in texts
            ]
        rest = json.dumps(frame.frame_as_json(), ensure_ascii=False)
        return f'{{"events": [{", ".join(texts)}], {rest[1:]}', frame.next

    def _answer(self, asked: TimelineQuestion) -> tuple[list[Found], Timeline]:
        _check_fields(asked)
        with self.reading() as db:
            meta = read_meta(db)
            base = str(meta["base"])
            plan = make_plan(db, asked, lambda name, role: resolve_name(db, name, role, base))
            page, following = read_page(db, plan, asked, base)
            key = (without_page(asked), meta["generation"])
            counts = self._known.get(key)
            if counts is None:
                counts = _count(db, plan, asked)
                self._remember(key, counts)
            groups = None
            if asked.group_by is not None:
                groups = group_events([json.loads(one.json) for one in page], asked.group_by)
        generation, total = meta["generation"], counts.total
        if not counts.exact:
            total = max(total, len(page) + (following is not None))
        frame = Timeline(
            (),
            following,
            total,
            "exact" if counts.exact else "at least",
            generation if isinstance(generation, int) else None,
            counts.density,
            counts.facets,
            groups,
            facets_are=counts.facets_are,
        )
        return page, frame

    def _remember(self, key: tuple[TimelineQuestion, object], counts: _Counts) -> None:
        with self._lock:
            self._known[key] = counts
            while len(self._known) > _REMEMBERED:
                self._known.popitem(last=False)

    def event(self, iri: str) -> TimelineEvent | None:
        """The event of that IRI, or ``None``."""
        with self.reading() as db:
            found = db.execute(
                "SELECT json FROM shown WHERE slot = (SELECT slot FROM event WHERE name = ?)",
                (iri,),
            ).fetchone()
        return None if found is None else read_event(json.loads(found[0]))

    def resolve(self, name: str, role: str) -> str:
        """The IRI that a name means as ``entity``, ``place``, ``type``, ``publisher``, ``article``.

        Raises `UnknownName` and `AmbiguousName`.
        """
        with self.reading() as db:
            return resolve_name(db, name, role, str(read_meta(db)["base"]))

    def find(self, name: str, kind: str) -> str | None:
        """The ``event`` or ``article`` of that IRI or id, or the only one that begins so."""
        with self.reading() as db:
            return find_begun(db, name, kind, str(read_meta(db)["base"]))

    def suggest(self, name: str, role: str) -> tuple[str, ...]:
        """Up to three names that are spelled much like `name`."""
        with self.reading() as db:
            return suggest_names(db, name, role)

    def label(self, iri: str) -> str:
        """What the thing of that IRI is called; the IRI where it has no name."""
        with self.reading() as db:
            return find_label(db, iri, None)

    def search(
        self, text: str, kinds: Sequence[str], limit: int, read_article: ReadText
    ) -> SearchResult:
        """What has the words of `text`: at most `limit` of each of `kinds`.

        `read_article` gives the text of an article, which the index does not keep.
        """
        phrases = read_text(text)
        if not phrases:
            raise QueryError("there is no word to look for")
        with self.reading() as db:
            hits = []
            if "entity" in kinds:
                hits += find_things(db, phrases, limit)
            if "event" in kinds:
                plan = make_plan(db, TimelineQuestion.ask(text=text), lambda name, role: name)
                hits += find_told(db, phrases, limit, plan.text_size)
            if "article" in kinds:
                hits += find_articles(db, phrases, limit, read_article)
            generation = read_meta(db)["generation"]
        return SearchResult(text, tuple(hits), generation if isinstance(generation, int) else 0)

    def complete(self, begun: str, role: str | None, limit: int) -> tuple[Completion, ...]:
        """What a name that was begun could become, the most frequent first."""
        with self.reading() as db:
            return complete_name(db, begun, role, limit)


def read_meta(db: sqlite3.Connection) -> dict[str, object]:
    """What an index says of itself: its format, the base IRI, the generation of the store."""
    return dict(db.execute("SELECT key, value FROM meta").fetchall())


def _count(db: sqlite3.Connection, plan: Plan, asked: TimelineQuestion) -> _Counts:
    """What is counted for a question."""
    total, exact = count_events(db, plan)
    tally = Tally(db, plan)
    density = facets = facets_are = None
    if asked.density is not None:
        density = tally.sum_density(asked.density)
    if asked.facets:
        facets, all_of_them = tally.count_facets(asked.facets)
        facets_are = "exact" if all_of_them else "about"
    if not exact and (density is not None or facets is not None):
        total, exact = tally.count(), True
    return _Counts(total, exact, density, facets, facets_are)


def _check_fields(asked: TimelineQuestion) -> None:
    known = TimelineEvent.__dataclass_fields__
    if unknown := [name for name in asked.fields if name not in known]:
        raise QueryError(f"'fields' is any of {', '.join(known)}, not {unknown[0]!r}")
