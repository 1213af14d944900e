"""Things that have names, and articles, in an index."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterable

from kb.index.model import IndexedArticle, Thing
from kb.index.words import join_words
from kb.names import fold
from kb.vocab import KBT


class Things:
    """Changes to the things and articles of an index, within the transaction that is open."""

    def __init__(self, db: sqlite3.Connection, base: str) -> None:
        self._db = db
        self._base = base

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
