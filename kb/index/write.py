"""Changing some events of an index."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterable, Iterator
from contextlib import contextmanager, suppress

from kb.index.counts import find_buckets
from kb.index.model import IndexedEvent, Kind, Thing
from kb.index.order import SPAN_BITS, UNDATED, lay_out, want_days
from kb.index.rows import Row, Terms, list_columns, make_row, mark_words, read_terms, sign
from kb.index.things import Things
from kb.index.words import join_words
from kb.timeline_question import TOLD


class Writer(Things):
    """Changes to an index through one connection, within the transaction that is open."""

    def __init__(self, db: sqlite3.Connection, base: str) -> None:
        super().__init__(db, base)
        self._terms = Terms(db)

    def put_event(self, event: IndexedEvent) -> None:
        """Puts an event in, in place of the one of its name."""
        self.remove_event(event.iri)
        row = make_row(event, self._terms)
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

    def _put_row(self, slot: int, row: Row) -> None:
        db = self._db
        *columns, text = list_columns(row)
        db.execute("INSERT INTO event VALUES (?,?,?,?,?,?,?,?,?,?)", (slot, *columns))
        db.execute("INSERT INTO shown VALUES (?,?)", (slot, text))
        db.execute(
            "INSERT INTO words (rowid, label, quotes) VALUES (?,?,?)", (slot, row.label, row.quotes)
        )
        numbers = read_terms(row.facets + row.terms)
        db.executemany(
            "INSERT INTO posting VALUES (?,?,?)", [(term, slot, row.flags) for term in numbers]
        )
        sites = [(slot, term) for term in numbers if term & 7 == Kind.SITE]
        db.executemany("INSERT INTO site VALUES (?,?)", sites)
        self._count(slot, numbers, row, 1)

    def _take_row(self, slot: int) -> Row:
        db = self._db
        columns = db.execute(
            "SELECT name, first, last, flags, salience, sources, independent, facets, terms, json"
            " FROM event JOIN shown USING (slot) WHERE slot = ?",
            (slot,),
        ).fetchone()
        shown = json.loads(columns[-1])
        label = join_words((shown["label"],))
        quotes = mark_words((q["exact"] for s in shown["sources"] for q in s["quotes"]), columns[3])
        row = Row(*(*columns, label, quotes))
        db.execute(
            "INSERT INTO words (words, rowid, label, quotes) VALUES ('delete',?,?,?)",
            (slot, row.label, row.quotes),
        )
        db.execute("DELETE FROM event WHERE slot = ?", (slot,))
        db.execute("DELETE FROM shown WHERE slot = ?", (slot,))
        db.execute("DELETE FROM site WHERE slot = ?", (slot,))
        numbers = read_terms(row.facets + row.terms)
        db.executemany(
            "DELETE FROM posting WHERE term = ? AND slot = ?", [(term, slot) for term in numbers]
        )
        self._count(slot, numbers, row, -1)
        return row

    def _count(self, slot: int, terms: Iterable[int], row: Row, by: int) -> None:
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
        self._db.executemany(
            "INSERT INTO bucket VALUES (?,?,?,?,?) ON CONFLICT DO UPDATE"
            " SET count = count + excluded.count, vague = vague + excluded.vague",
            [(size, key, status, by, by * vague) for size, key, vague in find_buckets(days)],
        )


@contextmanager
def change(db: sqlite3.Connection, base: str, generation: int) -> Iterator[Writer]:
    """A `Writer` whose changes happen wholly or not at all, and bring the index to `generation`."""
    db.execute("BEGIN IMMEDIATE")
    try:
        yield Writer(db, base)
        sign(db, base, generation)
        db.execute("COMMIT")
    except BaseException:
        with suppress(sqlite3.Error):
            db.execute("ROLLBACK")
        raise
