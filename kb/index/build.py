"""Making an index anew, with memory that stays the same however many events there are."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable, Iterator
from pathlib import Path

from kb.index.counts import sum_buckets
from kb.index.files import connect_new, make_indexes, make_tables, remove_file
from kb.index.model import ALL, IndexedArticle, IndexedEvent, Kind, Thing
from kb.index.order import SPAN_BITS, UNDATED
from kb.index.rows import Row, Terms, list_columns, make_row, read_terms, sign
from kb.index.things import Things
from kb.timeline_question import BUCKETS

_BATCH = 2000


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
        things_of_it = Things(db, base)
        for thing in things:
            things_of_it.put_thing(thing)
        for article in articles:
            things_of_it.put_article(article)
        named = db.execute("SELECT value FROM term WHERE kind = ?", (int(Kind.PUBLISHER),))
        for (name,) in named.fetchall():
            things_of_it.put_thing(Thing(name, "publisher", name))
        sign(db, base, generation)
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


def _fill(db: sqlite3.Connection, events: Iterable[IndexedEvent]) -> None:
    db.execute(
        "CREATE TEMP TABLE staged (want, name, first, last, flags, salience, sources, independent,"
        " facets, terms, json, label, quotes)"
    )
    db.execute("CREATE TEMP TABLE posted (term, slot, flags)")
    terms = Terms(db)
    rows = ((row.want, *list_columns(row), row.label, row.quotes) for row in _rows(events, terms))
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
            posted += [(n, slot, flags) for n in read_terms(columns[-2] + columns[-1])]
        db.executemany("INSERT INTO event VALUES (?,?,?,?,?,?,?,?,?,?)", kept)
        db.executemany("INSERT INTO shown VALUES (?,?)", shown)
        db.executemany("INSERT INTO words (rowid, label, quotes) VALUES (?,?,?)", words)
        db.executemany("INSERT INTO posted VALUES (?,?,?)", posted)
        sites = [(slot, term) for term, slot, _ in posted if term & 7 == Kind.SITE]
        db.executemany("INSERT INTO site VALUES (?,?)", sites)
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
    _sum_spans(db)


def _sum_spans(db: sqlite3.Connection) -> None:
    for status in range(8):
        spans = dict(db.execute("SELECT days, count FROM span WHERE status = ?", (status,)))
        for size in BUCKETS:
            db.executemany(
                "INSERT INTO bucket VALUES (?,?,?,?,?)",
                [(size, b.key or "", status, b.count, b.vague) for b in sum_buckets(spans, size)],
            )


def _insert(db: sqlite3.Connection, statement: str, rows: Iterable[tuple[object, ...]]) -> None:
    db.executemany(statement, rows)


def _rows(events: Iterable[IndexedEvent], terms: Terms) -> Iterator[Row]:
    for event in events:
        yield make_row(event, terms)
