"""The answer of an index to a question: a page, how many there are in all, and counts."""

from __future__ import annotations

import sqlite3
from collections.abc import Sequence
from dataclasses import dataclass, replace

from kb.index.lists import Range
from kb.index.order import LAST_SLOT, UNDATED, Mark, read_mark, write_day
from kb.index.plan import Plan
from kb.timeline_question import TimelineQuestion

# So many events are counted, for at most so many microseconds (as the plan expects, not by the
# clock: the same question has the same answer); of more it is said that there are at least so many.
COUNTED, COUNTED_WORDS = 10_000, 1_000
COUNTING = 2_500.0
# Reading events by salience until enough fit, or all that fit and then sorting them: microseconds
# of a lookup, of a lookup of words, of a step along a list, and of finding an event's salience.
_LOOKUP, _LOOKUP_WORDS, _STEP, _FIND = 2.0, 40.0, 0.3, 1.2
_PUSHED = 64  # events that want one slot stand no further than this from it
_BEFORE_ALL = -1


@dataclass(frozen=True, slots=True)
class Found:
    """An event of a page: its slot, its JSON, and where it stands."""

    slot: int
    json: str
    mark: Mark


def read_page(
    db: sqlite3.Connection, plan: Plan, asked: TimelineQuestion, base: str
) -> tuple[list[Found], str | None]:
    """The events of the page, and the mark of its end if more follow."""
    weighed = asked.order in ("salience", "sources")
    after = None
    if asked.cursor is not None:
        after = read_mark(asked.cursor, base, weighed=weighed)
    if plan.is_empty():
        return [], None
    limit = asked.limit
    wanted = None if limit is None else limit + 1
    if weighed:
        page = _read_weighed(db, plan, asked.order, after, wanted)
    else:
        page = _read_in_time(db, plan, after, wanted, newest=asked.order == "newest")
    if limit is not None and len(page) > limit:
        return page[:limit], page[limit - 1].mark.write()
    return page, None


def _read_in_time(
    db: sqlite3.Connection, plan: Plan, after: Mark | None, wanted: int | None, *, newest: bool
) -> list[Found]:
    ranges = list(plan.ranges)
    if newest:
        # undated events come last here, too
        dated = [c for p in ranges if (c := p.cut(0, UNDATED - 1))]
        ranges = [*reversed(dated), *(c for p in ranges if (c := p.cut(UNDATED, LAST_SLOT)))]
    page: list[Found] = []
    for part in ranges:
        backwards = newest and part.last < UNDATED
        cut: Range | None = part
        if after is not None:
            place = after.key[0]
            if newest and (place >= UNDATED) is not (part.first >= UNDATED):
                if place >= UNDATED:
                    continue
            elif backwards:
                cut = part.cut(_BEFORE_ALL, place + _PUSHED)
            else:
                cut = part.cut(place, LAST_SLOT)
        if cut is None:
            continue
        page += _read_range(db, plan, cut, after, None if wanted is None else wanted - len(page),
                            backwards=backwards)  # fmt: skip
        if wanted is not None and len(page) >= wanted:
            break
    return page


def _read_range(
    db: sqlite3.Connection,
    plan: Plan,
    part: Range,
    after: Mark | None,
    wanted: int | None,
    *,
    backwards: bool,
) -> list[Found]:
    sql, values = plan.stream(part)
    order = "DESC" if backwards else "ASC"
    # a few more, for those that stood before the mark and have its slot
    spare = 0 if after is None else 8
    while True:
        limit = -1 if wanted is None else wanted + spare
        rows = db.execute(f"{sql} ORDER BY slot {order} LIMIT ?", (*values, limit)).fetchall()
        found = _read_events(db, [slot for (slot,) in rows], "time")
        if after is not None:
            key = after.key
            found = [
                one
                for one in found
                if one.slot >= UNDATED > key[0]
                or (one.mark.key < key if backwards else one.mark.key > key)
            ]
        if wanted is None or len(found) >= wanted or len(rows) < limit:
            return found if wanted is None else found[:wanted]
        spare *= 8


def _read_events(db: sqlite3.Connection, slots: Sequence[int], order: str) -> list[Found]:
    """The events at `slots`, in their order."""
    rows = {}
    weight = "NULL" if order in ("time", "newest") else order
    for start in range(0, len(slots), 500):
        some = slots[start : start + 500]
        marks = ",".join("?" * len(some))
        for slot, text, name, first, last, weighs in db.execute(
            f"SELECT e.slot, json, name, first, last, {weight} FROM event e"  # noqa: S608
            f" JOIN shown s ON s.slot = e.slot WHERE e.slot IN ({marks})",
            some,
        ):
            mark = Mark(write_day(first), write_day(last), name, weighs)
            rows[slot] = Found(slot, text, mark)
    return [rows[slot] for slot in slots]


def _is_gathered(plan: Plan, wanted: int) -> bool:
    """Whether it is quicker to gather all that fit and sort them."""
    tried = min(wanted / plan.share, plan.everything.size)
    walk = tried * (_LOOKUP + (0 if plan.text is None else _LOOKUP_WORDS))
    gather = plan.smallest * _STEP + plan.everything.size * plan.share * _FIND
    return gather < walk


def _read_weighed(
    db: sqlite3.Connection, plan: Plan, order: str, after: Mark | None, wanted: int | None
) -> list[Found]:
    test = ""
    values: tuple[object, ...] = ()
    begin: tuple[object, ...] = ()
    if after is not None:
        test = f" AND (d.{order} < ? OR (d.{order} = ? AND d.slot >= ?)) AND d.{order} <= ?"
        begin = (after.weight, after.weight, after.key[0], after.weight)
    if order == "salience" and plan.least_salience > 0:
        # known already, but here it says where the reading ends
        test, begin = f"{test} AND d.salience >= ?", (*begin, plan.least_salience)
    if wanted is None or _is_gathered(plan, wanted):
        streams = [plan.stream(part) for part in plan.ranges]
        union = " UNION ALL ".join(f"SELECT slot FROM ({sql})" for sql, _ in streams)  # noqa: S608
        sql = f"SELECT d.slot FROM event d WHERE d.slot IN ({union}){test}"  # noqa: S608
        values = tuple(value for _, some in streams for value in some)
    else:
        where, values = plan.test_row()
        sql = f"SELECT d.slot FROM event d INDEXED BY event_{order} WHERE {where}{test}"  # noqa: S608
    spare = 0 if after is None else 8
    while True:
        limit = -1 if wanted is None else wanted + spare
        rows = db.execute(
            f"{sql} ORDER BY d.{order} DESC, d.slot LIMIT ?", (*values, *begin, limit)
        ).fetchall()
        found = _read_events(db, [slot for (slot,) in rows], order)
        if after is not None:
            found = [
                one for one in found if one.mark.weight != after.weight or one.mark.key > after.key
            ]
        if wanted is None or len(found) >= wanted or len(rows) < limit:
            return found if wanted is None else found[:wanted]
        spare *= 8


# How many


def count_events(db: sqlite3.Connection, plan: Plan) -> tuple[int, bool]:
    """How many events fit in all, and whether that is exact: counting stops somewhere."""
    if plan.is_empty():
        return 0, True
    if plan.only_told is not None and plan.text is None and len(plan.lists) <= 1:
        one = plan.lists[0] if plan.lists else plan.everything
        if len(one.terms) == 1:
            column = "told" if plan.only_told else "total"
            (count,) = db.execute(
                f"SELECT {column} FROM term WHERE id = ?",  # noqa: S608
                one.terms,
            ).fetchone()
            return int(count), True
    total, most, left = 0, COUNTED if plan.text is None else COUNTED_WORDS, COUNTING
    for part in plan.ranges:
        driver, cost = plan.read_driver(part)
        upto, end = max(1, int(left / cost)), part.last
        if driver is not None:
            sql, values = driver
            gone, end = db.execute(
                f"SELECT count(*), max(slot) FROM ({sql} ORDER BY slot LIMIT ?)",  # noqa: S608
                (*values, upto),
            ).fetchone()
            if not gone:
                continue
            left -= gone * cost
            if gone < upto:
                end = part.last
        sql, values = plan.stream(replace(part, last=end))
        limit = most - total if driver is not None else min(most - total, upto)
        (count,) = db.execute(
            f"SELECT count(*) FROM ({sql} ORDER BY slot LIMIT ?)",  # noqa: S608
            (*values, limit + 1),
        ).fetchone()
        if driver is None:
            left -= count * cost
        total += min(count, limit)
        if count > limit or end < part.last:
            return total, False
    return total, True


def without_page(asked: TimelineQuestion) -> TimelineQuestion:
    """The question for all pages of an answer together."""
    return replace(asked, cursor=None, limit=None, fields=(), group_by=None, order="time")
