"""Events as rows of an index, with terms as numbers."""

from __future__ import annotations

import sqlite3
from array import array
from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache

from kb.index.files import FORMAT
from kb.index.model import FACETED, IndexedEvent, Term
from kb.index.order import want_days
from kb.index.words import TOLD_MARK, join_words
from kb.timeline_question import TOLD

_NAMES_AT_ONCE = 1 << 17


@dataclass(frozen=True, slots=True)
class Row:
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


def make_row(event: IndexedEvent, terms: Terms) -> Row:
    """The row of an event; terms that are new get their numbers."""
    numbers = sorted({terms.number(term) for term in event.all_terms()})
    faceted = [n for n in numbers if n & 7 in FACETED]
    rest = [n for n in numbers if n & 7 not in FACETED]
    return Row(
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
        mark_words(event.quotes, event.flags),
    )


def mark_words(quotes: Iterable[str], flags: int) -> str:
    """The words of quotes for FTS5, with a mark where the event is told.

    So what is told and has some words is found without a look at each event.
    """
    words = join_words(quotes)
    return f"{words} {TOLD_MARK}" if flags & 7 < len(TOLD) else words


def list_columns(row: Row) -> tuple[object, ...]:
    """The columns of ``event`` behind the slot, and the JSON."""
    return (
        row.name, row.first, row.last, row.flags, row.salience, row.sources, row.independent,
        row.facets, row.terms, row.json,
    )  # fmt: skip


def read_terms(blob: bytes) -> array[int]:
    """The numbers of terms, as `make_row` writes them."""
    numbers = array("I")
    numbers.frombytes(blob)
    return numbers


class Terms:
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


def sign(db: sqlite3.Connection, base: str, generation: int) -> None:
    """Notes whose index this is, and as of which generation of the store."""
    facts = {"format": FORMAT, "base": base, "generation": generation}
    db.executemany("INSERT OR REPLACE INTO meta VALUES (?, ?)", facts.items())
