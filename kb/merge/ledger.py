"""What merging needs to find again: a SQLite file beside the store, made from it and replaceable.

The ledger holds, of every article that was merged, its entities and their keys, its reports with
the blocks in which others are looked for, the pairs that were found and the events that came of
them. It carries the generation of the store that it was made from: where the two differ, it is
thrown away and made again. It holds nothing that the store does not.
"""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import Any

FORMAT = 7  # grows with every change of what is written or of how reports are merged
NAME = "merge.sqlite"
_MANY = 400  # names in one statement; the limit of old builds of SQLite is 999

_SCHEMA = """
CREATE TABLE meta (name TEXT PRIMARY KEY, value TEXT);
CREATE TABLE article (iri TEXT PRIMARY KEY, day TEXT);
CREATE TABLE local (
  iri TEXT PRIMARY KEY, article TEXT, own TEXT, key TEXT, kind TEXT, name TEXT,
  names TEXT, country TEXT, gender TEXT, offices TEXT, cited INT, place TEXT, mentions INT,
  day TEXT, link TEXT
);
CREATE INDEX local_article ON local (article);
CREATE INDEX local_own ON local (own);
CREATE INDEX local_key ON local (key);
CREATE TABLE own_tally (key TEXT, field TEXT, value TEXT, n INT, PRIMARY KEY (key, field, value))
  WITHOUT ROWID;
CREATE INDEX own_value ON own_tally (value, field) WHERE field = 'name';
CREATE TABLE own (key TEXT PRIMARY KEY, block TEXT, target TEXT) WITHOUT ROWID;
CREATE INDEX own_block ON own (block);
CREATE INDEX own_target ON own (target);
CREATE TABLE part (target TEXT PRIMARY KEY, parts TEXT, summary TEXT) WITHOUT ROWID;
CREATE TABLE bearer (word TEXT, local TEXT, day TEXT, article TEXT, PRIMARY KEY (word, local))
  WITHOUT ROWID;
CREATE INDEX bearer_article ON bearer (article);
CREATE INDEX bearer_day ON bearer (word, day);
CREATE TABLE bare (word TEXT, local TEXT, day TEXT, PRIMARY KEY (word, local)) WITHOUT ROWID;
CREATE TABLE key_tally (key TEXT, field TEXT, value TEXT, n INT, PRIMARY KEY (key, field, value))
  WITHOUT ROWID;
CREATE TABLE who (key TEXT PRIMARY KEY, canonical TEXT, acts INT) WITHOUT ROWID;
CREATE TABLE report (
  id INTEGER PRIMARY KEY, iri TEXT UNIQUE, article TEXT, facts TEXT, event TEXT
);
CREATE INDEX report_article ON report (article);
CREATE INDEX report_event ON report (event);
CREATE TABLE block (key INT, report INT, PRIMARY KEY (key, report)) WITHOUT ROWID;
CREATE INDEX block_report ON block (report);
CREATE TABLE size (key INT PRIMARY KEY, n INT);
CREATE TABLE pair (a TEXT, b TEXT, score REAL, reasons TEXT, PRIMARY KEY (a, b)) WITHOUT ROWID;
CREATE INDEX pair_b ON pair (b);
CREATE TABLE event (id TEXT PRIMARY KEY, sources INT, reports INT, joined TEXT, triples BLOB)
  WITHOUT ROWID;
CREATE TABLE told (article TEXT, event TEXT, PRIMARY KEY (article, event)) WITHOUT ROWID;
CREATE INDEX told_event ON told (event);
CREATE TABLE confirmed (article TEXT, event TEXT, PRIMARY KEY (article, event)) WITHOUT ROWID;
CREATE INDEX confirmed_event ON confirmed (event);
CREATE TABLE uses (key TEXT, event TEXT, PRIMARY KEY (key, event)) WITHOUT ROWID;
CREATE INDEX uses_event ON uses (event);
CREATE TABLE shared (triple TEXT, event TEXT, PRIMARY KEY (triple, event)) WITHOUT ROWID;
CREATE INDEX shared_event ON shared (event);
CREATE TABLE time (iri TEXT, holder TEXT, PRIMARY KEY (iri, holder)) WITHOUT ROWID;
CREATE INDEX time_holder ON time (holder);
"""


class Ledger:
    """The tables of a ledger, in a file or, without one, in memory."""

    def __init__(self, path: Path | None = None) -> None:
        """The ledger in the file `path`, empty where there is none or it cannot be used."""
        self.path = path
        self._db = self._open()

    def _open(self) -> sqlite3.Connection:
        try:
            opened = self._connect()
            if opened.execute("PRAGMA user_version").fetchone()[0] == FORMAT:
                return opened
            opened.close()
        except sqlite3.DatabaseError:
            pass  # damaged, or something else: there is nothing in it that cannot be made again
        if self.path is not None:
            for name in (self.path.name, f"{self.path.name}-wal", f"{self.path.name}-shm"):
                self.path.with_name(name).unlink(missing_ok=True)
        opened = self._connect()
        self._make(opened)
        return opened

    def _connect(self) -> sqlite3.Connection:
        name = ":memory:" if self.path is None else str(self.path)
        # one writer at a time is the store's own lock; a server hands it from thread to thread
        db = sqlite3.connect(name, isolation_level=None, check_same_thread=False)
        db.execute("PRAGMA journal_mode = WAL")
        db.execute("PRAGMA synchronous = NORMAL")
        db.execute("PRAGMA cache_size = -32000")
        return db

    @staticmethod
    def _make(db: sqlite3.Connection) -> None:
        db.executescript(f"BEGIN; {_SCHEMA} PRAGMA user_version = {FORMAT}; COMMIT;")

    def close(self) -> None:
        """Lets go of the file. Closing twice is harmless."""
        self._db.close()

    def clear(self) -> None:
        """Forgets everything; part of the transaction in which it is called."""
        for (name,) in self.rows("SELECT name FROM sqlite_master WHERE type = 'table'"):
            self.run(f"DELETE FROM {name}")  # noqa: S608 - a name from the schema above

    def begin(self) -> None:
        """Starts a transaction."""
        self._db.execute("BEGIN")

    def commit(self, generation: int | None) -> None:
        """Ends the transaction: the ledger is that of the store at `generation`, if of any."""
        self.put("generation", "" if generation is None else str(generation))
        self._db.execute("COMMIT")

    def rollback(self) -> None:
        """Ends the transaction as if it had not begun."""
        if self._db.in_transaction:
            self._db.execute("ROLLBACK")

    @property
    def generation(self) -> int | None:
        """The generation of the store that the ledger was made from, if known."""
        value = self.get("generation")
        return int(value) if value else None

    def get(self, name: str) -> str | None:
        """A value kept by `put`."""
        found = self.one("SELECT value FROM meta WHERE name = ?", name)
        return str(found) if found is not None else None

    def put(self, name: str, value: str) -> None:
        """Keeps a value under a name."""
        self.run("INSERT OR REPLACE INTO meta VALUES (?, ?)", name, value)

    def rows(self, sql: str, *values: Any) -> list[tuple[Any, ...]]:
        """The rows of a query."""
        return self._db.execute(sql, values).fetchall()

    def one(self, sql: str, *values: Any) -> Any:
        """The first column of the first row, or ``None``."""
        row = self._db.execute(sql, values).fetchone()
        return None if row is None else row[0]

    def run(self, sql: str, *values: Any) -> None:
        """Runs a statement."""
        self._db.execute(sql, values)

    def run_many(self, sql: str, values: Iterable[Sequence[Any]]) -> None:
        """Runs a statement once for each row of values."""
        self._db.executemany(sql, values)

    def rows_in(self, sql: str, names: Iterable[Any]) -> Iterator[tuple[Any, ...]]:
        """The rows of a query with ``IN (?)``, whatever the number of `names`."""
        wanted = sorted(set(names))
        for at in range(0, len(wanted), _MANY):
            some = wanted[at : at + _MANY]
            yield from self._db.execute(sql.replace("(?)", f"({','.join('?' * len(some))})"), some)

    def count(self, table: str, rows: Iterable[tuple[str, str, str, int]]) -> None:
        """Adds to (or with a negative number takes from) tallies; what comes to 0 is gone."""
        values = list(rows)
        self.run_many(
            f"INSERT INTO {table} VALUES (?, ?, ?, ?) "  # noqa: S608 - one of two names
            "ON CONFLICT DO UPDATE SET n = n + excluded.n",
            values,
        )
        self.run_many(
            f"DELETE FROM {table} WHERE key = ? AND field = ? AND value = ? AND n = 0",  # noqa: S608
            [row[:3] for row in values if row[3] < 0],
        )

    def tallies(self, table: str, key: str) -> dict[str, dict[str, int]]:
        """For each field of a key how often it has each value."""
        found: dict[str, dict[str, int]] = {}
        for field, value, n in self.rows(
            f"SELECT field, value, n FROM {table} WHERE key = ?",  # noqa: S608
            key,
        ):
            found.setdefault(field, {})[value] = n
        return found


def pack(value: Any) -> str:
    """A value as JSON, the same for equal values."""
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"))
