"""Filling an index, and changing some events of one."""

from __future__ import annotations

import json
import sqlite3
from array import array
from collections.abc import Iterable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from kb.index.files import (
    FORMAT,
    connect_new,
    make_indexes,
    make_tables,
    remove_file,
)
from kb.index.model import ALL, FACETED, IndexedArticle, IndexedEvent, Kind, Term, Thing
from kb.index.order import SPAN_BITS, UNDATED, lay_out, want_days
from kb.index.words import join_words
from kb.names import fold
from kb.timeline_question import TOLD
from kb.vocab import KBT

_BATCH = 2000
_NAMES_AT_ONCE = 1 << 17


@dataclass(frozen=True, slots=True)
class _Row:
    """An event as a row: what `IndexedEvent` says, with terms as their numbers."""

    name: str
    first: int | None
    last: int | None
    flags: int
    salience: float
    sources: int
    independent: int
    facets: bytes  # the numbers of the terms that facets count
    terms: bytes  # those of the rest
    json: str
    label: str
    quotes: str

    @property
    def want(self) -> int:
        """The slot that the event would have, were it alone."""
        return want_days(self.first, self.last, self.name)


def build_file(
    path: Path,
    base: str,
    generation: int,
    events: Iterable[IndexedEvent],
    things: Iterable[Thing],
    articles: Iterable[IndexedArticle],
) -> None:
    """Makes the index at `path` anew; who has the old one open keeps it until they look again.

    Events are read once, in any order, and sorted on disk: memory stays the same however many
    there are.
    """
    fresh = path.with_name(path.name + ".new")
    db = connect_new(fresh)
    try:
        make_tables(db)
        db.execute("BEGIN")
        _fill(db, events)
        writer = Writer(db, base)
        for thing in things:
            writer.put_thing(thing)
        for article in articles:
            writer.put_article(article)
        named = db.execute("SELECT value FROM term WHERE kind = ?", (int(Kind.PUBLISHER),))
        for (name,) in named.fetchall():
            writer.put_thing(Thing(name, "publisher", name))
        _sign(db, base, generation)
        db.execute("COMMIT")
        make_indexes(db)
        for table in ("words", "thing_words", "article_words", "spelling"):
            db.execute(f"INSERT INTO {table} ({table}) VALUES ('optimize')")  # noqa: S608
        db.execute("ANALYZE")
        db.close()
        remove_file(path)
        fresh.replace(path)
    except BaseException:
        db.close()
        remove_file(fresh)
        raise


def _sign(db: sqlite3.Connection, base: str, generation: int) -> None:
    facts = {"format": FORMAT, "base": base, "generation": generation}
    db.executemany("INSERT OR REPLACE INTO meta VALUES (?, ?)", facts.items())


def _fill(db: sqlite3.Connection, events: Iterable[IndexedEvent]) -> None:
    db.execute(
        "CREATE TEMP TABLE staged (want, name, first, last, flags, salience, sources, independent,"
        " facets, terms, json, label, quotes)"
    )
    db.execute("CREATE TEMP TABLE posted (term, slot, flags)")
    terms = _Terms(db)
    rows = ((row.want, *_columns(row), row.label, row.quotes) for row in _rows(events, terms))
    _insert(db, "INSERT INTO staged VALUES (?,?,?,?,?,?,?,?,?,?,?,?,?)", rows)
    ordered = db.execute("SELECT * FROM staged ORDER BY want, name")
    ordered.arraysize = _BATCH
    free = 0
    last_name = None
    while batch := ordered.fetchmany(_BATCH):
        shown, words, posted, kept = [], [], [], []
        for want, *columns, text, label, quotes in batch:
            if columns[0] == last_name:
                continue  # told twice by who gave the events
            last_name, flags = columns[0], columns[3]
            slot = max(want, free)
            free = slot + 1
            kept.append((slot, *columns))
            shown.append((slot, text))
            words.append((slot, label, quotes))
            posted += [(n, slot, flags) for n in _read_terms(columns[-2] + columns[-1])]
        db.executemany("INSERT INTO event VALUES (?,?,?,?,?,?,?,?,?,?)", kept)
        db.executemany("INSERT INTO shown VALUES (?,?)", shown)
        db.executemany("INSERT INTO words (rowid, label, quotes) VALUES (?,?,?)", words)
        db.executemany("INSERT INTO posted VALUES (?,?,?)", posted)
    db.execute("DROP TABLE staged")
    # asked of a whole table, this is one walk through its lists
    db.execute("CREATE VIRTUAL TABLE temp.vocabulary USING fts5vocab('main', 'words', 'row')")
    db.execute("INSERT INTO word SELECT term, doc FROM vocabulary")
    db.execute("DROP TABLE temp.vocabulary")
    db.execute("INSERT INTO posting SELECT term, slot, flags FROM posted ORDER BY term, slot")
    db.execute("DROP TABLE posted")
    db.execute(
        "CREATE TEMP TABLE counted AS SELECT term AS id, sum(flags & 7 < 2) AS told,"
        " count(*) AS total FROM posting GROUP BY term"
    )
    db.execute(
        "UPDATE term SET told = counted.told, total = counted.total FROM counted"
        " WHERE counted.id = term.id"
    )
    db.execute("DROP TABLE counted")
    db.execute(
        f"INSERT INTO span SELECT CASE WHEN slot >= {UNDATED} THEN -1 ELSE slot >> {SPAN_BITS} END,"  # noqa: S608
        " flags & 7, count(*) FROM posting WHERE term = ? GROUP BY 1, 2",
        (terms.number((Kind.MARK, ALL)),),
    )


def _insert(db: sqlite3.Connection, statement: str, rows: Iterable[tuple[object, ...]]) -> None:
    db.executemany(statement, rows)


def _rows(events: Iterable[IndexedEvent], terms: _Terms) -> Iterator[_Row]:
    for event in events:
        yield _make_row(event, terms)


def _make_row(event: IndexedEvent, terms: _Terms) -> _Row:
    numbers = sorted({terms.number(term) for term in event.all_terms()})
    faceted = [n for n in numbers if n & 7 in FACETED]
    rest = [n for n in numbers if n & 7 not in FACETED]
    return _Row(
        event.iri,
        event.first,
        event.last,
        event.flags,
        event.salience,
        event.sources,
        event.independent,
        array("I", faceted).tobytes(),
        array("I", rest).tobytes(),
        event.json,
        join_words((event.label,)),
        join_words(event.quotes),
    )


def _columns(row: _Row) -> tuple[object, ...]:
    return (
        row.name, row.first, row.last, row.flags, row.salience, row.sources, row.independent,
        row.facets, row.terms, row.json,
    )  # fmt: skip


def _read_terms(blob: bytes) -> array[int]:
    numbers = array("I")
    numbers.frombytes(blob)
    return numbers


class _Terms:
    """The numbers of terms; the lowest three bits are the kind."""

    def __init__(self, db: sqlite3.Connection) -> None:
        self._db = db
        self._fresh: list[Term] = []
        self.number = lru_cache(_NAMES_AT_ONCE)(self._number)

    def _number(self, term: Term) -> int:
        kind, value = term
        found = self._db.execute(
            "SELECT id FROM term WHERE kind = ? AND value = ?", (int(kind), value)
        ).fetchone()
        if found is not None:
            return int(found[0])
        (most,) = self._db.execute("SELECT max(id) FROM term").fetchone()
        number = ((0 if most is None else most >> 3) + 1) << 3 | kind
        self._db.execute(
            "INSERT INTO term (id, kind, value) VALUES (?,?,?)", (number, int(kind), value)
        )
        self._fresh.append(term)
        return number

    def take_fresh(self) -> list[Term]:
        """The terms that were new since the last call."""
        fresh, self._fresh = self._fresh, []
        return fresh


class Writer:
    """Changes to an index through one connection, within the transaction that is open."""

    def __init__(self, db: sqlite3.Connection, base: str) -> None:
        self._db = db
        self._base = base
        self._terms = _Terms(db)

    # Events

    def put_event(self, event: IndexedEvent) -> None:
        """Puts an event in, in place of the one of its name."""
        self.remove_event(event.iri)
        row = _make_row(event, self._terms)
        for term in self._terms.take_fresh():
            if term[0] is Kind.PUBLISHER:
                self.put_thing(Thing(term[1], "publisher", term[1]))
        if self._name_at(row.want) is None:
            self._put_row(row.want, row)
            return
        run = self._read_run(row.want)
        places = sorted(
            [(self._want_at(slot), name) for slot, name in run] + [(row.want, row.name)]
        )
        wanted = {name: slot for slot, name in lay_out(places)}
        moved = [(wanted[name], self._take_row(s)) for s, name in run if wanted[name] != s]
        for slot, other in [*moved, (wanted[row.name], row)]:
            self._put_row(slot, other)

    def remove_event(self, iri: str) -> None:
        """Takes the event of that name out, if it is there."""
        found = self._db.execute("SELECT slot FROM event WHERE name = ?", (iri,)).fetchone()
        if found is None:
            return
        free = found[0]
        self._take_row(free)
        # who stands behind may have been pushed aside by it
        slot = free + 1
        while self._name_at(slot) is not None:
            place = max(self._want_at(slot), free)
            if place == slot:
                break
            self._put_row(place, self._take_row(slot))
            free, slot = place + 1, slot + 1

    def _name_at(self, slot: int) -> str | None:
        found = self._db.execute("SELECT name FROM event WHERE slot = ?", (slot,)).fetchone()
        return None if found is None else str(found[0])

    def _want_at(self, slot: int) -> int:
        name, first, last = self._db.execute(
            "SELECT name, first, last FROM event WHERE slot = ?", (slot,)
        ).fetchone()
        return want_days(first, last, name)

    def _read_run(self, slot: int) -> list[tuple[int, str]]:
        """The events that stand side by side around a slot that is taken."""
        begin = slot
        while self._name_at(begin - 1) is not None:
            begin -= 1
        run = []
        while (name := self._name_at(begin)) is not None:
            run.append((begin, name))
            begin += 1
        return run

    def _put_row(self, slot: int, row: _Row) -> None:
        db = self._db
        *columns, text = _columns(row)
        db.execute("INSERT INTO event VALUES (?,?,?,?,?,?,?,?,?,?)", (slot, *columns))
        db.execute("INSERT INTO shown VALUES (?,?)", (slot, text))
        db.execute(
            "INSERT INTO words (rowid, label, quotes) VALUES (?,?,?)", (slot, row.label, row.quotes)
        )
        numbers = _read_terms(row.facets + row.terms)
        db.executemany(
            "INSERT INTO posting VALUES (?,?,?)", [(term, slot, row.flags) for term in numbers]
        )
        self._count(slot, numbers, row, 1)

    def _take_row(self, slot: int) -> _Row:
        db = self._db
        columns = db.execute(
            "SELECT name, first, last, flags, salience, sources, independent, facets, terms, json"
            " FROM event JOIN shown USING (slot) WHERE slot = ?",
            (slot,),
        ).fetchone()
        shown = json.loads(columns[-1])
        label = join_words((shown["label"],))
        quotes = join_words(q["exact"] for s in shown["sources"] for q in s["quotes"])
        row = _Row(*(*columns, label, quotes))
        db.execute(
            "INSERT INTO words (words, rowid, label, quotes) VALUES ('delete',?,?,?)",
            (slot, row.label, row.quotes),
        )
        db.execute("DELETE FROM event WHERE slot = ?", (slot,))
        db.execute("DELETE FROM shown WHERE slot = ?", (slot,))
        numbers = _read_terms(row.facets + row.terms)
        db.executemany(
            "DELETE FROM posting WHERE term = ? AND slot = ?", [(term, slot) for term in numbers]
        )
        self._count(slot, numbers, row, -1)
        return row

    def _count(self, slot: int, terms: Iterable[int], row: _Row, by: int) -> None:
        self._db.executemany(
            "INSERT INTO word VALUES (?,?) ON CONFLICT DO UPDATE SET count = count + ?",
            [(word, by, by) for word in {*row.label.split(), *row.quotes.split()}],
        )
        status = row.flags & 7
        told = by if status < len(TOLD) else 0
        self._db.executemany(
            "UPDATE term SET told = told + ?, total = total + ? WHERE id = ?",
            [(told, by, term) for term in terms],
        )
        days = -1 if slot >= UNDATED else slot >> SPAN_BITS
        self._db.execute(
            "INSERT INTO span VALUES (?,?,?) ON CONFLICT DO UPDATE SET count = count + ?",
            (days, status, by, by),
        )

    # Things and articles

    def put_thing(self, thing: Thing) -> None:
        """Puts a thing in, in place of the one of its name and role."""
        self.remove_thing(thing.iri, thing.role)
        cursor = self._db.execute(
            "INSERT INTO thing (iri, role, name, names, kind, lat, lon, within, labels)"
            " VALUES (?,?,?,?,?,?,?,?,?)",
            (
                thing.iri, thing.role, thing.name, json.dumps(thing.names, ensure_ascii=False),
                thing.kind, thing.lat, thing.lon, json.dumps(thing.within),
                json.dumps(thing.labels, ensure_ascii=False),
            ),
        )  # fmt: skip
        number = cursor.lastrowid
        names = _spell(thing, self._base)
        self._db.executemany(
            "INSERT OR IGNORE INTO name VALUES (?,?,?,?)",
            [(thing.role, folded, rank, number) for folded, rank in names],
        )
        self._db.execute(
            "INSERT INTO spelling (rowid, folded) VALUES (?,?)", (number, _join_names(names))
        )
        self._db.execute(
            "INSERT INTO thing_words (rowid, name) VALUES (?,?)",
            (number, join_words((thing.name, *thing.names))),
        )

    def remove_thing(self, iri: str, role: str) -> None:
        """Takes a thing out, if it is there."""
        found = self.find_thing(iri, role)
        if found is None:
            return
        number, thing = found
        names = _spell(thing, self._base)
        self._db.execute(
            "INSERT INTO spelling (spelling, rowid, folded) VALUES ('delete',?,?)",
            (number, _join_names(names)),
        )
        self._db.execute(
            "INSERT INTO thing_words (thing_words, rowid, name) VALUES ('delete',?,?)",
            (number, join_words((thing.name, *thing.names))),
        )
        self._db.executemany(
            "DELETE FROM name WHERE role = ? AND folded = ? AND rank = ? AND thing = ?",
            [(role, folded, rank, number) for folded, rank in names],
        )
        self._db.execute("DELETE FROM thing WHERE id = ?", (number,))

    def find_thing(self, iri: str, role: str) -> tuple[int, Thing] | None:
        """The thing of that name and role, and its number."""
        found = self._db.execute(
            "SELECT id, name, names, kind, lat, lon, within, labels FROM thing"
            " WHERE iri = ? AND role = ?",
            (iri, role),
        ).fetchone()
        if found is None:
            return None
        number, name, names, kind, lat, lon, within, labels = found
        return number, Thing(
            iri,
            role,
            name,
            tuple(json.loads(names)),
            kind,
            lat,
            lon,
            tuple(json.loads(within)),
            tuple((lang, label) for lang, label in json.loads(labels)),
        )

    def put_article(self, article: IndexedArticle) -> None:
        """Puts an article in, in place of the one of its name."""
        # The words of the old one stay under a number that nothing has: what they were is not
        # known any more.
        self.remove_article(article.iri)
        cursor = self._db.execute(
            "INSERT INTO article (iri, title, publisher, published, url) VALUES (?,?,?,?,?)",
            (article.iri, article.title, article.publisher, article.published, article.url),
        )
        self._db.execute(
            "INSERT INTO article_words (rowid, title, body) VALUES (?,?,?)",
            (cursor.lastrowid, join_words((article.title or "",)), join_words((article.text,))),
        )

    def remove_article(self, iri: str) -> None:
        """Takes an article out, if it is there."""
        self._db.execute("DELETE FROM article WHERE iri = ?", (iri,))


def _spell(thing: Thing, base: str) -> list[tuple[str, int]]:
    """The folded names of a thing with their ranks: main name, path and slug, other names."""
    names = [(fold(thing.name), 0)]
    start = KBT.NS if thing.role == "type" else base
    if thing.iri.startswith(start):
        path = thing.iri[len(start) :]
        names += [(fold(path), 1), (fold(path.rsplit("/", 1)[-1]), 1)]
    names += [(fold(name), 2) for name in thing.names]
    return sorted({(folded, rank) for folded, rank in names if folded})


def _join_names(names: Iterable[tuple[str, int]]) -> str:
    return "\n".join(dict.fromkeys(folded for folded, rank in names if rank != 1))


@contextmanager
def change(db: sqlite3.Connection, base: str, generation: int) -> Iterator[Writer]:
    """A `Writer` whose changes happen wholly or not at all, and bring the index to `generation`."""
    db.execute("BEGIN IMMEDIATE")
    try:
        yield Writer(db, base)
        _sign(db, base, generation)
        db.execute("COMMIT")
    except BaseException:
        with suppress(sqlite3.Error):
            db.execute("ROLLBACK")
        raise
