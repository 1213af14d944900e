"""The file of an index: its tables, and connections to it."""

from __future__ import annotations

import sqlite3
from pathlib import Path

FORMAT = 4
NAME = "index.sqlite"

_TABLES = """
CREATE TABLE meta (key TEXT PRIMARY KEY, value) WITHOUT ROWID;
-- the slot is the place in time; see kb/index/order.py
CREATE TABLE event (
  slot INTEGER PRIMARY KEY, name TEXT NOT NULL, first INTEGER, last INTEGER, flags INTEGER NOT NULL,
  salience REAL NOT NULL, sources INTEGER NOT NULL, independent INTEGER NOT NULL,
  facets BLOB NOT NULL, terms BLOB NOT NULL
);
CREATE TABLE shown (slot INTEGER PRIMARY KEY, json TEXT NOT NULL);
-- told counts the events of a term that happened or are planned, total all of them
CREATE TABLE term (
  id INTEGER PRIMARY KEY, kind INTEGER NOT NULL, value TEXT NOT NULL,
  told INTEGER NOT NULL DEFAULT 0, total INTEGER NOT NULL DEFAULT 0
);
-- events by what they have, in order of time; the flags are those of kb/index/model.py
CREATE TABLE posting (
  term INTEGER NOT NULL, slot INTEGER NOT NULL, flags INTEGER NOT NULL, PRIMARY KEY (term, slot)
) WITHOUT ROWID;
-- where events happened, by event: a circle may hold more places than lists can be merged
CREATE TABLE site (
  slot INTEGER NOT NULL, term INTEGER NOT NULL, PRIMARY KEY (slot, term)
) WITHOUT ROWID;
-- how many events of a status have these days, as the upper bits of a slot
CREATE TABLE span (
  days INTEGER NOT NULL, status INTEGER NOT NULL, count INTEGER NOT NULL,
  PRIMARY KEY (days, status)
) WITHOUT ROWID;
-- the same by day, month and year of the beginning, as EDTF ('' for undated events); some of these
-- events may reach beyond it
CREATE TABLE bucket (
  size TEXT NOT NULL, key TEXT NOT NULL, status INTEGER NOT NULL, count INTEGER NOT NULL,
  vague INTEGER NOT NULL, PRIMARY KEY (size, key, status)
) WITHOUT ROWID;
CREATE VIRTUAL TABLE words USING fts5(label, quotes, content='', tokenize='ascii');
-- how many events have a word; fts5vocab works that out anew each time it is asked
CREATE TABLE word (word TEXT PRIMARY KEY, count INTEGER NOT NULL) WITHOUT ROWID;
CREATE TABLE thing (
  id INTEGER PRIMARY KEY, iri TEXT NOT NULL, role TEXT NOT NULL, name TEXT NOT NULL,
  names TEXT NOT NULL, kind TEXT, lat REAL, lon REAL, within TEXT NOT NULL,
  labels TEXT NOT NULL
);
CREATE TABLE name (
  role TEXT NOT NULL, folded TEXT NOT NULL, rank INTEGER NOT NULL, thing INTEGER NOT NULL,
  PRIMARY KEY (role, folded, rank, thing)
) WITHOUT ROWID;
CREATE VIRTUAL TABLE spelling USING fts5(folded, content='', tokenize='trigram');
CREATE VIRTUAL TABLE thing_words USING fts5(name, content='', tokenize='ascii', prefix='1 2 3');
CREATE TABLE article (
  id INTEGER PRIMARY KEY AUTOINCREMENT, iri TEXT NOT NULL, title TEXT, publisher TEXT,
  published TEXT, url TEXT
);
CREATE VIRTUAL TABLE article_words USING fts5(title, body, content='', tokenize='ascii');
CREATE UNIQUE INDEX term_value ON term (kind, value);
CREATE UNIQUE INDEX thing_iri ON thing (iri, role);
CREATE INDEX thing_lat ON thing (lat) WHERE lat IS NOT NULL;
CREATE UNIQUE INDEX article_iri ON article (iri);
CREATE INDEX article_url ON article (url) WHERE url IS NOT NULL;
"""

# Made last, so that a table of a million rows is filled first and sorted once.
_INDEXES = """
CREATE UNIQUE INDEX event_name ON event (name);
CREATE INDEX event_salience ON event (salience DESC, slot);
CREATE INDEX event_sources ON event (sources DESC, slot);
CREATE INDEX term_told ON term (kind, told DESC);
"""


def make_tables(db: sqlite3.Connection) -> None:
    """Makes the tables of an index in an empty file."""
    db.executescript(_TABLES)


def make_indexes(db: sqlite3.Connection) -> None:
    """Makes what finds rows in full tables."""
    db.executescript(_INDEXES)


def connect(path: Path, *, read_only: bool) -> sqlite3.Connection:
    """A connection to the index at `path`. Raises `sqlite3.Error`, also where there is none."""
    mode = "ro" if read_only else "rw"
    db = sqlite3.connect(
        f"{path.absolute().as_uri()}?mode={mode}",
        uri=True,
        isolation_level=None,
        check_same_thread=False,
        timeout=30,
        cached_statements=256,
    )
    try:
        db.execute("PRAGMA mmap_size = 2147418112")
        db.execute("PRAGMA cache_size = -16384")
        if read_only:
            db.execute("PRAGMA query_only = 1")
        else:
            db.execute("PRAGMA journal_mode = WAL")
            db.execute("PRAGMA synchronous = NORMAL")
    except sqlite3.Error:
        db.close()
        raise
    return db


def connect_new(path: Path) -> sqlite3.Connection:
    """A connection to an empty file that is filled in one go, and thrown away if that fails."""
    remove_file(path)
    db = sqlite3.connect(path, isolation_level=None, check_same_thread=False)
    db.execute("PRAGMA journal_mode = OFF")
    db.execute("PRAGMA synchronous = OFF")
    db.execute("PRAGMA cache_size = -65536")
    db.execute("PRAGMA temp_store = FILE")
    return db


def remove_file(path: Path) -> None:
    """Removes an index, with what SQLite keeps beside it."""
    for ending in ("-wal", "-shm", "-journal", ""):
        path.with_name(path.name + ending).unlink(missing_ok=True)
