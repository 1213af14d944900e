"""Counts over all events that fit: by time for drawing, and by what they have in common."""

from __future__ import annotations

import sqlite3
from collections import Counter
from collections.abc import Iterable, Mapping
from datetime import date

import numpy as np
from numpy.typing import NDArray

from kb.index.model import Kind
from kb.index.order import LONGEST, SPAN_BITS, UNDATED
from kb.index.plan import Plan
from kb.timeline import Bucket, FacetValue
from kb.timeline_question import TOLD

FACET_SIZE = 10
_TIES = 1000
_BATCH = 20_000
_LAST = date.max.toordinal()
_KINDS = {"type": Kind.TYPE, "actor": Kind.ACTOR, "place": Kind.PLACE, "publisher": Kind.PUBLISHER}
_ROLES = {"type": "type", "actor": "entity", "place": "place"}
_LENGTHS = {"day": 10, "month": 7, "year": 4}


def count_days(db: sqlite3.Connection, plan: Plan) -> Counter[int]:
    """How many events have the same days (the upper bits of a slot); -1 for undated ones."""
    days: Counter[int] = Counter()
    if plan.is_empty():
        return days
    if plan.only_told is not None and not plan.lists and plan.text is None:
        below = len(TOLD) if plan.only_told else 8
        return Counter(
            dict(
                db.execute(
                    "SELECT days, sum(count) FROM span WHERE status < ? GROUP BY days", (below,)
                ).fetchall()
            )
        )
    for sql, values in plan.streams():
        rows = db.execute(f"{sql} ORDER BY slot", values)
        # counted here: SQLite would sort what is in order already
        while batch := rows.fetchmany(_BATCH):
            days.update([-1 if slot >= UNDATED else slot >> SPAN_BITS for (slot,) in batch])
    return days


def sum_buckets(days: Mapping[int, int], size: str) -> tuple[Bucket, ...]:
    """The counts of days as buckets of a day, a month or a year, undated events last."""
    counts: Counter[str | None] = Counter()
    vague: Counter[str | None] = Counter()
    length = _LENGTHS[size]
    keys: dict[int, str] = {}

    def find_key(day: int) -> str:
        key = keys.get(day)
        if key is None:
            key = keys[day] = date.fromordinal(day).isoformat()[:length]
        return key

    for at, count in days.items():
        if not count:
            continue
        if at < 0:
            counts[None] += count
            continue
        begin, span = at >> 16, at & LONGEST
        key = find_key(begin)
        counts[key] += count
        if span and find_key(min(begin + span, _LAST)) != key:
            vague[key] += count
    ordered = sorted(counts, key=lambda key: (key is None, key or ""))
    return tuple(Bucket(key, counts[key], vague[key]) for key in ordered)


def sum_years(days: Mapping[int, int]) -> tuple[FacetValue, ...]:
    """The years in which most events begin."""
    found = [b for b in sum_buckets(days, "year") if b.key is not None]
    found.sort(key=lambda b: (-b.count, b.key))
    return tuple(FacetValue(b.key or "", b.key or "", b.count) for b in found[:FACET_SIZE])


def count_facets(
    db: sqlite3.Connection, plan: Plan, wanted: Iterable[str], days: Mapping[int, int]
) -> dict[str, tuple[FacetValue, ...]]:
    """The most frequent values of each facet, the most frequent first."""
    found: dict[str, tuple[FacetValue, ...]] = {}
    terms: NDArray[np.uint32] | None = None
    whole = plan.only_told is not None and not plan.lists and plan.text is None
    for facet in wanted:
        if facet == "year":
            found[facet] = sum_years(days)
            continue
        kind = _KINDS[facet]
        if whole and not plan.is_empty():
            rows = _read_most(db, kind, told=bool(plan.only_told))
        else:
            if terms is None:
                terms = _read_facets(db, plan)
            rows = _find_most(db, terms, kind)
        found[facet] = tuple(
            FacetValue(value, find_label(db, value, _ROLES.get(facet)), count)
            for value, count in rows
        )
    return found


def _read_facets(db: sqlite3.Connection, plan: Plan) -> NDArray[np.uint32]:
    """The terms of all events that fit, one after the other."""
    pieces: list[bytes] = []
    for sql, values in plan.streams():
        rows = db.execute(
            f"SELECT e.facets FROM ({sql} ORDER BY slot) s CROSS JOIN event e ON e.slot = s.slot",  # noqa: S608
            values,
        )
        while batch := rows.fetchmany(_BATCH):
            pieces += [blob for (blob,) in batch]
    return np.frombuffer(b"".join(pieces), dtype=np.uint32)


def _read_most(db: sqlite3.Connection, kind: Kind, *, told: bool) -> list[tuple[str, int]]:
    column = "told" if told else "total"
    rows = db.execute(
        f"SELECT value, {column} FROM term WHERE kind = ? AND {column} > 0"  # noqa: S608
        f" ORDER BY {column} DESC LIMIT ?",
        (int(kind), FACET_SIZE + _TIES),
    ).fetchall()
    return sorted(rows, key=lambda row: (-row[1], row[0]))[:FACET_SIZE]


def _find_most(
    db: sqlite3.Connection, terms: NDArray[np.uint32], kind: Kind
) -> list[tuple[str, int]]:
    mine = np.bincount(terms[terms & 7 == kind] >> 3)
    top = np.sort(mine[mine > 0])[-FACET_SIZE:]
    if not top.size:
        return []
    # all that are as frequent as the last, so that their names can decide
    numbers = np.flatnonzero(mine >= top[0])
    numbers = numbers[np.argsort(-mine[numbers], kind="stable")][: FACET_SIZE + _TIES]
    rows = []
    for number in numbers.tolist():
        (value,) = db.execute(
            "SELECT value FROM term WHERE id = ?", (number << 3 | kind,)
        ).fetchone()
        rows.append((str(value), int(mine[number])))
    return sorted(rows, key=lambda row: (-row[1], row[0]))[:FACET_SIZE]


def find_label(db: sqlite3.Connection, iri: str, role: str | None) -> str:
    """What a thing is called; its IRI where it has no name."""
    found = db.execute(
        "SELECT name FROM thing WHERE iri = ? AND (? IS NULL OR role = ?)", (iri, role, role)
    ).fetchone()
    return iri if found is None else str(found[0])
