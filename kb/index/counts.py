"""Counts over all events that fit: by time for drawing, and by what they have in common."""

from __future__ import annotations

import sqlite3
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
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
_LAST = date.max.toordinal()
_KINDS = {"type": Kind.TYPE, "actor": Kind.ACTOR, "place": Kind.PLACE, "publisher": Kind.PUBLISHER}
_ROLES = {"type": "type", "actor": "entity", "place": "place"}
_LENGTHS = {"day": 10, "month": 7, "year": 4}
_UNITS = {"day": "D", "month": "M", "year": "Y"}
_FIRST = np.datetime64("0001-01-01", "D")  # the day that `date.toordinal` counts as 1
# Of more events than this, facets look at one in two, in four, and so on. Which, a part of their
# names decides, that has nothing to do with what they are.
SAMPLED = 16_000


class Tally:
    """Counts over all events that fit a plan; what several of them need is read once."""

    def __init__(self, db: sqlite3.Connection, plan: Plan) -> None:
        """A tally that has not looked yet."""
        self._db = db
        self._plan = plan
        self._days: dict[int, int] | None = None

    @property
    def days(self) -> dict[int, int]:
        """How many events have the same days (the upper bits of a slot); -1 for undated ones."""
        if self._days is None:
            self._days = _count_days(self._db, self._plan)
        return self._days

    def count(self) -> int:
        """How many events fit."""
        return sum(self.days.values())

    def sum_density(self, size: str) -> tuple[Bucket, ...]:
        """How many events begin in each day, month or year."""
        if not self._plan.is_whole or self._plan.is_empty():
            return sum_buckets(self.days, size)
        below = len(TOLD) if self._plan.told else 8
        rows = self._db.execute(
            "SELECT key, sum(count), sum(vague) FROM bucket WHERE size = ? AND status < ?"
            " GROUP BY key HAVING sum(count) > 0 ORDER BY key = '', key",
            (size, below),
        )
        return tuple(Bucket(key or None, count, vague) for key, count, vague in rows)

    def count_facets(self, wanted: Iterable[str]) -> tuple[dict[str, tuple[FacetValue, ...]], bool]:
        """The most frequent values of each facet, and whether all events were looked at.

        If not, the counts are those of a sample, scaled up.
        """
        found: dict[str, tuple[FacetValue, ...]] = {}
        terms: NDArray[np.uint32] | None = None
        step = 1
        for facet in wanted:
            if facet == "year":
                found[facet] = _find_years(self.sum_density("year"))
                continue
            kind = _KINDS[facet]
            if self._plan.is_whole and not self._plan.is_empty():
                rows = _read_most(self._db, kind, told=bool(self._plan.told))
            else:
                if terms is None:
                    while self.count() > step * SAMPLED:
                        step *= 2
                    terms = _read_facets(self._db, self._plan, step)
                rows = _find_most(self._db, terms, kind)
            found[facet] = tuple(
                FacetValue(value, find_label(self._db, value, _ROLES.get(facet)), count * step)
                for value, count in rows
            )
        return found, step == 1


def _count_days(db: sqlite3.Connection, plan: Plan) -> dict[int, int]:
    if plan.is_empty():
        return {}
    below = len(TOLD) if plan.told else 8
    if plan.is_whole:
        return dict(
            db.execute("SELECT days, sum(count) FROM span WHERE status < ? GROUP BY days", (below,))
        )
    if plan.window is not None and _is_plain(db, plan, *plan.window):
        first, last = plan.window
        return dict(
            db.execute(
                "SELECT days, sum(count) FROM span WHERE days BETWEEN 0 AND ? AND status < ?"  # noqa: S608
                f" AND (days >> 16) + (days & {LONGEST}) >= ? GROUP BY days",
                (_LAST << 16 | LONGEST if last is None else last << 16 | LONGEST, below,
                 first or 0),
            )
        )  # fmt: skip
    days: Counter[int] = Counter()
    for sql, values in plan.streams():
        codes, counts = np.unique(_read_days(db, sql, values), return_counts=True)
        days.update(dict(zip(codes.tolist(), counts.tolist(), strict=True)))
    return days


def _is_plain(db: sqlite3.Connection, plan: Plan, first: int | None, last: int | None) -> bool:
    """Whether the days in slots say of every event if it overlaps the window."""
    if any(part.extra is not None and part.first > 0 and part.last == UNDATED - 1
           for part in plan.ranges):  # fmt: skip
        return False  # there are events of which only the end is known
    (found,) = db.execute(
        f"SELECT EXISTS (SELECT 1 FROM span WHERE days & {LONGEST} = {LONGEST}"  # noqa: S608
        " AND days BETWEEN 0 AND ? AND count > 0)",
        (((first or 0) - LONGEST) << 16,),
    ).fetchone()
    return not found


def _read_days(db: sqlite3.Connection, sql: str, values: Sequence[object]) -> NDArray[np.int64]:
    """The days of all events of a stream."""
    # as one text: making an object of each row takes twice the time of all the rest
    (text,) = db.execute(
        f"SELECT group_concat(iif(slot >= {UNDATED}, -1, slot >> {SPAN_BITS})) FROM ({sql})",  # noqa: S608
        values,
    ).fetchone()
    return np.fromstring(text or "", dtype=np.int64, sep=",")


def sum_buckets(days: Mapping[int, int], size: str) -> tuple[Bucket, ...]:
    """The counts of days as buckets of a day, a month or a year, undated events last."""
    codes = np.fromiter(days.keys(), np.int64, len(days))
    counts = np.fromiter(days.values(), np.int64, len(days))
    dated = (codes >= 0) & (counts > 0)
    undated = int(counts[codes < 0].sum())
    codes, counts = codes[dated], counts[dated]
    begins = codes >> 16
    ends = np.minimum(begins + (codes & LONGEST), _LAST)
    keys, ends = (_find_keys(one, size) for one in (begins, ends))
    found, places = np.unique(keys, return_inverse=True)
    sums = np.bincount(places, counts, len(found)).astype(np.int64).tolist()
    reach = np.bincount(places, counts * (keys != ends), len(found)).astype(np.int64).tolist()
    buckets = [
        Bucket(str(key), count, vague)
        for key, count, vague in zip(found.astype(str), sums, reach, strict=True)
    ]
    return (*buckets, *([Bucket(None, undated, 0)] if undated else ()))


def _find_keys(days: NDArray[np.int64], size: str) -> NDArray[np.datetime64]:
    return (_FIRST + (days - 1)).astype(f"datetime64[{_UNITS[size]}]")


def find_buckets(days: int) -> list[tuple[str, str, bool]]:
    """The size and key of each bucket that an event with these days is in; if it reaches beyond."""
    if days < 0:
        return [(size, "", False) for size in _LENGTHS]
    begin = days >> 16
    ends = [
        date.fromordinal(day).isoformat() for day in (begin, min(begin + (days & LONGEST), _LAST))
    ]
    return [
        (size, ends[0][:length], ends[0][:length] != ends[1][:length])
        for size, length in _LENGTHS.items()
    ]


def sum_years(days: Mapping[int, int]) -> tuple[FacetValue, ...]:
    """The years in which most events begin."""
    return _find_years(sum_buckets(days, "year"))


def _find_years(buckets: Iterable[Bucket]) -> tuple[FacetValue, ...]:
    found = [b for b in buckets if b.key is not None]
    found.sort(key=lambda b: (-b.count, b.key))
    return tuple(FacetValue(b.key or "", b.key or "", b.count) for b in found[:FACET_SIZE])


def _read_facets(db: sqlite3.Connection, plan: Plan, step: int) -> NDArray[np.uint32]:
    """The terms of the events that fit, of one in `step`, one after the other."""
    pieces: list[bytes] = []
    for sql, values in plan.streams():
        rows = db.execute(
            f"SELECT e.facets FROM (SELECT slot FROM ({sql}) WHERE slot & ? = 0 ORDER BY slot) s"  # noqa: S608
            " CROSS JOIN event e ON e.slot = s.slot",
            (*values, step - 1),
        )
        pieces += [blob for (blob,) in rows.fetchall()]
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
