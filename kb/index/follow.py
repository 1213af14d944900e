"""Making an index follow a store: only what changed where that is known, else all of it anew."""

from __future__ import annotations

import logging
import sqlite3
from collections.abc import Iterable
from contextlib import suppress

from kb.errors import StoreError
from kb.index import Index, read_meta
from kb.index.build import build_file
from kb.index.files import FORMAT, connect
from kb.index.model import Kind, Thing
from kb.index.project import Projection
from kb.index.write import Writer, change
from kb.store.interface import Store

LOG = logging.getLogger(__name__)
_MOST = 2000  # so many changed events are put in one by one; beyond, and beyond a fifth, all anew


class Follower:
    """Keeps an index abreast of a store; the only writer of its file.

    An index file that is damaged, of another version or of another store is made anew.
    """

    def __init__(self, index: Index, store: Store, base: str) -> None:
        """A follower that has not looked at the file yet."""
        self._index = index
        self._store = store
        self._base = base
        self._db: sqlite3.Connection | None = None
        # the generation that the last derivation seen here came to
        self._derived: int | None = None

    def close(self) -> None:
        """Lets go of the file. Closing twice is harmless."""
        if self._db is not None:
            with suppress(sqlite3.Error):
                self._db.close()
            self._db = None

    def catch_up(self) -> None:
        """Makes the index anew unless it shows the store as it stands. Raises `StoreError`."""
        if self._read_generation() != self._store.derived:
            self.rebuild()

    def rebuild(self) -> None:
        """Makes the index anew. Raises `StoreError` where the file cannot be written."""
        self.close()
        now = self._store.derived
        read = Projection(self._store, self._base)
        try:
            build_file(
                self._index.path,
                self._base,
                now,
                read.read_events(),
                read.read_things(),
                read.read_articles(),
            )
        except (OSError, sqlite3.Error) as error:
            raise StoreError(f"{self._index.path}: the index cannot be made ({error})") from error
        self._derived = now

    def follow(self, touched: frozenset[str] | None) -> None:
        """Brings the index to the store's generation, after a derivation that changed `touched`.

        These are the IRIs of events and entities; ``None`` where it may have been any. Raises
        `StoreError` where the file cannot be written.
        """
        before, self._derived = self._derived, self._store.derived
        have = self._read_generation()
        if have == self._store.derived:
            return
        written = None if have is None else self._store.find_written(have)
        # what a derivation that was missed has touched, nobody can say any more
        missed = before is not None and have != before
        if written is None or touched is None or missed or have is None:
            self.rebuild()
            return
        if f"{self._base}graph/ontology" in written:
            self.rebuild()
            return
        try:
            done = self._update(touched, written)
        except sqlite3.ProgrammingError:
            raise
        except (OSError, sqlite3.Error) as error:
            LOG.warning("the index is made anew, because it cannot be written: %s", error)
            done = False
        if not done:
            self.rebuild()

    def _read_generation(self) -> int | None:
        """The generation that the file shows, or ``None`` where it is none of this store's."""
        try:
            with self._index.reading() as db:
                meta = read_meta(db)
        except StoreError:
            return None
        generation = meta.get("generation")
        mine = meta.get("format") == FORMAT and meta.get("base") == self._base
        return generation if mine and isinstance(generation, int) else None

    def _update(self, touched: frozenset[str], written: Iterable[str]) -> bool:
        """Whether the changes were few enough to be put in one by one, and were."""
        if self._db is None:
            self._db = connect(self._index.path, read_only=False)
        db, read = self._db, Projection(self._store, self._base)
        articles = {g for g in written if g.startswith(f"{self._base}articles/")}
        prefix = f"{self._base}events/"
        events = {iri for iri in touched if iri.startswith(prefix)}
        with suppress(_TooManyError), change(db, self._base, self._store.derived) as writer:
            for iri in articles:
                events |= _find_events(db, Kind.ARTICLE, iri)
                article = read.read_article(iri)
                if article is None:
                    writer.remove_article(iri)
                else:
                    writer.put_article(article)
            for iri in touched - events:
                events |= _put_things(db, writer, read, iri)
            (known,) = db.execute("SELECT count(*) FROM event").fetchone()
            if len(events) > max(_MOST, known // 5):
                raise _TooManyError
            for iri in sorted(events):
                event = read.read_event(iri)
                if event is None:
                    writer.remove_event(iri)
                else:
                    writer.put_event(event)
            return True
        return False


class _TooManyError(Exception):
    """So much has changed that making all of it anew is quicker."""


def _put_things(db: sqlite3.Connection, writer: Writer, read: Projection, iri: str) -> set[str]:
    """The events that show the thing of that IRI differently, after it was put in as it is now."""
    now = {thing.role: thing for thing in read.read_thing(iri)}
    for outer in read.read_outer(iri):
        if writer.find_thing(outer.iri, "place") is None:
            writer.put_thing(outer)
    events: set[str] = set()
    for role in ("entity", "place", "type"):
        found = writer.find_thing(iri, role)
        old, new = None if found is None else found[1], now.get(role)
        if old == new:
            continue
        if new is None:
            writer.remove_thing(iri, role)
        else:
            writer.put_thing(new)
        if _shows(old) != _shows(new):
            for kind in (Kind.ACTOR, Kind.SITE, Kind.PLACE, Kind.TYPE):
                events |= _find_events(db, kind, iri)
    return events


def _shows(thing: Thing | None) -> tuple[object, ...] | None:
    """What an event shows of a thing, or is listed under because of it."""
    if thing is None:
        return None
    return thing.name, thing.kind, thing.lat, thing.lon, frozenset(thing.within)


def _find_events(db: sqlite3.Connection, kind: Kind, value: str) -> set[str]:
    rows = db.execute(
        "SELECT e.name FROM term t JOIN posting p ON p.term = t.id JOIN event e ON e.slot = p.slot"
        " WHERE t.kind = ? AND t.value = ?",
        (int(kind), value),
    )
    return {name for (name,) in rows}
