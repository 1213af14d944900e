"""What a name means in an index, what it was perhaps meant to be, and what it could become."""

from __future__ import annotations

import difflib
import json
import sqlite3

from kb.errors import AmbiguousName, Candidate, UnknownName
from kb.index.model import Kind
from kb.index.words import split_words
from kb.names import fold
from kb.search import Completion
from kb.vocab import expand

_KINDS = {"entity": Kind.ACTOR, "place": Kind.PLACE, "type": Kind.TYPE, "publisher": Kind.PUBLISHER}
_NEAR = 60
_SUGGESTED = 3
_CANDIDATES = 8


def resolve_name(db: sqlite3.Connection, name: str, role: str, base: str) -> str:
    """The IRI that `name` means as an ``entity``, a ``place``, a ``type`` or a ``publisher``.

    It may be an IRI, a path ("person/anna-lind"), a slug or a name; a main name goes before an
    alternative one. Raises `UnknownName` with near names, and `AmbiguousName` with candidates.
    """
    wanted = name.strip()
    if role == "article":
        return _resolve_article(db, wanted, base)
    iri = expand(wanted)
    if db.execute("SELECT 1 FROM thing WHERE iri = ? AND role = ?", (iri, role)).fetchone():
        return iri
    rows = db.execute(
        "SELECT rank, thing FROM name WHERE role = ? AND folded = ? ORDER BY rank",
        (role, fold(wanted)),
    ).fetchall()
    best = [thing for rank, thing in rows if rank == rows[0][0]]
    if len(best) == 1:
        (found,) = db.execute("SELECT iri FROM thing WHERE id = ?", best).fetchone()
        return str(found)
    if best:
        raise AmbiguousName(name, find_candidates(db, best, role))
    kind = "type of event" if role == "type" else role
    raise UnknownName(name, suggest_names(db, wanted, role), kind=kind)


def find_begun(db: sqlite3.Connection, name: str, kind: str, base: str) -> str | None:
    """The ``event`` or ``article`` of that IRI or id, or the only one that begins so."""
    folder, table, column = {
        "event": ("events", "event", "name"),
        "article": ("articles", "article", "iri"),
    }[kind]
    prefix = f"{base}{folder}/"
    local = name.strip().removeprefix(prefix).removeprefix(f"{folder}/")
    if not local.isalnum():
        return None
    iri = prefix + local
    rows = db.execute(
        f"SELECT {column} FROM {table} WHERE {column} >= ? AND {column} < ?"  # noqa: S608
        f" ORDER BY {column} LIMIT 2",
        (iri, iri + "\U0010ffff"),
    ).fetchall()
    found = [str(one) for (one,) in rows]
    # an article is called by the whole of its id
    if iri in found or (len(found) == 1 and kind == "event"):
        return found[0]
    return None


def find_publishers(db: sqlite3.Connection, name: str) -> list[str]:
    """The publishers of that name, however they write it. Raises `UnknownName`."""
    rows = db.execute(
        "SELECT t.iri FROM name n JOIN thing t ON t.id = n.thing"
        " JOIN term c ON c.kind = ? AND c.value = t.iri AND c.total > 0"
        " WHERE n.role = 'publisher' AND n.folded = ?",
        (int(Kind.PUBLISHER), fold(name)),
    ).fetchall()
    if not rows:
        raise UnknownName(name, suggest_names(db, name, "publisher"), kind="publisher")
    return [iri for (iri,) in rows]


def find_candidates(db: sqlite3.Connection, things: list[int], role: str) -> tuple[Candidate, ...]:
    """The things of those numbers with what tells them apart, the most frequent first."""
    marks = ",".join("?" * len(things))
    rows = db.execute(
        "SELECT t.iri, t.name, t.kind, coalesce(c.total, 0) FROM thing t"  # noqa: S608
        " LEFT JOIN term c ON c.kind = ? AND c.value = t.iri"
        f" WHERE t.id IN ({marks}) ORDER BY 4 DESC, 1",
        (int(_KINDS[role]), *things),
    ).fetchall()
    return tuple(Candidate(*row) for row in rows[:_CANDIDATES])


def suggest_names(db: sqlite3.Connection, name: str, role: str) -> tuple[str, ...]:
    """Up to three names that are spelled much like `name`, or that it is a part of."""
    wanted = fold(name)[:80]
    if not wanted:
        return ()
    found: dict[str, str] = {}
    for number, spelled, names in _find_alike(db, wanted, role):
        for one in (spelled, *json.loads(names)):
            found.setdefault(fold(one), one)
        del number
    near = difflib.get_close_matches(wanted, found, n=_SUGGESTED, cutoff=0.6)
    words = set(wanted.split())
    near += [f for f in sorted(found) if words <= set(f.split()) and f not in near]
    return tuple(dict.fromkeys(found[f] for f in near))[:_SUGGESTED]


def _find_alike(db: sqlite3.Connection, wanted: str, role: str) -> list[tuple[int, str, str]]:
    """Things that share most runs of three letters with `wanted`."""
    wanted = wanted.replace("\0", " ")  # which would end the expression for SQLite
    runs = list(dict.fromkeys(wanted[n : n + 3] for n in range(max(1, len(wanted) - 2))))
    if len(wanted) < 3:
        return db.execute(
            "SELECT t.id, t.name, t.names FROM name n JOIN thing t ON t.id = n.thing"
            " WHERE n.role = ? AND n.folded >= ? AND n.folded < ? LIMIT ?",
            (role, wanted, wanted + "\U0010ffff", _NEAR),
        ).fetchall()
    any_of = " OR ".join('"' + run.replace('"', '""') + '"' for run in runs)
    return db.execute(
        "SELECT t.id, t.name, t.names FROM spelling s JOIN thing t ON t.id = s.rowid"
        " WHERE spelling MATCH ? AND t.role = ? ORDER BY s.rank LIMIT ?",
        (any_of, role, _NEAR),
    ).fetchall()


def _resolve_article(db: sqlite3.Connection, name: str, base: str) -> str:
    prefix = f"{base}articles/"
    iri = prefix + name.removeprefix(prefix).removeprefix("articles/")
    found = db.execute("SELECT iri FROM article WHERE iri = ?", (iri,)).fetchone()
    found = found or db.execute("SELECT iri FROM article WHERE url = ?", (name,)).fetchone()
    if found is not None:
        return str(found[0])
    near = db.execute(
        "SELECT iri FROM article WHERE iri >= ? AND iri < ? ORDER BY iri LIMIT ?",
        (iri, iri + "\U0010ffff", _SUGGESTED),
    ).fetchall()
    raise UnknownName(name, tuple(one for (one,) in near), kind="article")


def complete_name(
    db: sqlite3.Connection, begun: str, role: str | None, limit: int
) -> tuple[Completion, ...]:
    """The things that `begun` could become the name of, the most frequent first."""
    words = split_words(begun)
    if not words:
        return ()
    *whole, last = words
    match = " AND ".join([*(f'"{word}"' for word in whole), f'"{last}" *'])
    rows = db.execute(
        "SELECT t.iri, t.name, t.role, t.kind, coalesce(c.total, 0) FROM thing_words w"
        " JOIN thing t ON t.id = w.rowid LEFT JOIN term c ON c.value = t.iri AND c.kind = "
        " CASE t.role WHEN 'entity' THEN ? WHEN 'place' THEN ? WHEN 'type' THEN ? ELSE ? END"
        " WHERE thing_words MATCH ? AND (? IS NULL OR t.role = ?) ORDER BY 5 DESC, 2, 1, 3 LIMIT ?",
        (
            *(int(_KINDS[role]) for role in ("entity", "place", "type", "publisher")),
            match, role, role, limit,
        ),
    ).fetchall()  # fmt: skip
    return tuple(Completion(*row) for row in rows)
