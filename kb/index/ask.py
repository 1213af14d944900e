"""The answer of an index to a question: a page, how many there are in all, and counts."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace

from kb.index.model import (
    ALL,
    COUNT_STEPS,
    DISPUTED_BIT,
    INDEPENDENT_BIT,
    MANY,
    OPEN_START,
    SALIENCE_BIT,
    SOURCES_BIT,
    SPAN_STEPS,
    Kind,
    Term,
    code_status,
)
from kb.index.names import find_publishers
from kb.index.near import find_sites
from kb.index.order import LAST_SLOT, UNDATED, Mark, read_mark, write_day
from kb.index.plan import UNDATED_RANGE, AnyOf, Plan, Range, Sql, find_ranges
from kb.index.words import Phrase, match_all, read_text
from kb.timeline_question import TOLD, TimelineQuestion

# So many events are counted; of more it is said that there are at least so many. Those that have
# words cost more.
COUNTED, COUNTED_WORDS = 10_000, 2_000
_GATHERED = 20_000  # so many events are sorted by salience; more are read in that order
_PUSHED = 64  # events that want one slot stand no further than this from it
_BEFORE_ALL = -1

Resolve = Callable[[str, str], str]


@dataclass(frozen=True, slots=True)
class Found:
    """An event of a page: its slot, its JSON, and where it stands."""

    slot: int
    json: str
    mark: Mark


def make_plan(db: sqlite3.Connection, asked: TimelineQuestion, resolve: Resolve) -> Plan:
    """The plan for a question. `resolve` gives the IRI for a name and a role.

    Raises `UnknownName`, `AmbiguousName` and `QueryError`.
    """
    lists: list[AnyOf] = []

    def need(terms: Iterable[Term]) -> None:
        lists.append(find_terms(db, terms))

    who = [(Kind.ACTOR, resolve(name, "entity")) for name in asked.actor]
    if asked.match == "any" and who:
        need(who)
    else:
        for one in who:
            need([one])
    for kind, names, role in (
        (Kind.PLACE, asked.place, "place"),
        (Kind.TYPE, asked.type, "type"),
        (Kind.ARTICLE, asked.source, "article"),
    ):
        if names:
            need([(kind, resolve(name, role)) for name in names])
    if asked.publisher:
        need(
            [(Kind.PUBLISHER, one) for name in asked.publisher for one in find_publishers(db, name)]
        )
    if asked.near is not None:
        need([(Kind.SITE, iri) for iri in find_sites(db, *asked.circle())])
    tests: list[Sql] = []
    if asked.status == "told":
        tests.append((f"(d.flags & 7) < {len(TOLD)}", ()))
    elif asked.status != "any":
        tests.append((f"(d.flags & 7) = {code_status(asked.status)}", ()))
        if asked.status != TOLD[0]:
            need([(Kind.MARK, f"status:{asked.status}")])
    if asked.main:
        need([(Kind.MARK, "main")])
    if asked.disputed:
        need([(Kind.MARK, "disputed")])
    elif asked.disputed is False:
        tests.append((f"(d.flags >> {DISPUTED_BIT} & 1) = 0", ()))
    for name, least, bit in (
        ("sources", asked.min_sources, SOURCES_BIT),
        ("independent", asked.min_independent, INDEPENDENT_BIT),
    ):
        if least > 1:
            step = max(step for step in COUNT_STEPS if step <= least)
            need([(Kind.MARK, f"{name}:{step}")])
            tests.append((f"(d.flags >> {bit} & {MANY}) >= ?", (min(least, MANY),)))
            if least > MANY:
                tests.append((_exactly(name), (least,)))
    if asked.min_salience > 0:
        tests.append(
            (f"(d.flags >> {SALIENCE_BIT} & 1023) >= ?", (int(asked.min_salience * 1000),))
        )
        tests.append((_exactly("salience"), (asked.min_salience,)))
    phrases = read_text(asked.text)
    return Plan(
        ranges=tuple(_find_ranges(db, asked)),
        lists=tuple(lists),
        everything=find_terms(db, [(Kind.MARK, ALL)]),
        text=match_all(phrases) if phrases else None,
        text_size=_count_words(db, phrases),
        tests=tuple(tests),
        only_told=_tells_status(asked),
    )


def _tells_status(asked: TimelineQuestion) -> bool | None:
    """Whether the status is all that is tested: only what was told (true), or nothing (false)."""
    if asked.min_salience > 0 or asked.disputed is False or asked.status not in ("told", "any"):
        return None
    if asked.from_ or asked.to or asked.undated in ("only", "never"):
        return None
    if max(asked.min_sources, asked.min_independent) > 1:
        return None
    return asked.status == "told"


def _exactly(column: str) -> str:
    return f"EXISTS (SELECT 1 FROM event e WHERE e.slot = d.slot AND e.{column} >= ?)"  # noqa: S608


def _find_ranges(db: sqlite3.Connection, asked: TimelineQuestion) -> Iterator[Range]:
    first, last = (None if day is None else day.toordinal() for day in asked.bounds())
    undated = asked.takes_undated
    if asked.takes_dated:
        if first is None and last is None and undated:
            yield Range(0, LAST_SLOT)
            return
        found = find_ranges(
            first,
            last,
            within=asked.window == "within",
            spans=[(n, find_terms(db, [(Kind.MARK, f"span:{n}")])) for n in SPAN_STEPS],
            open_start=find_terms(db, [(Kind.MARK, OPEN_START)]),
        )
        yield from (part for part in found if part.extra is None or part.extra.terms)
    if undated:
        yield UNDATED_RANGE


def find_terms(db: sqlite3.Connection, terms: Iterable[Term]) -> AnyOf:
    """The lists of events for terms; those that no event has are left out."""
    numbers, size = [], 0
    for kind, value in dict.fromkeys(terms):
        found = db.execute(
            "SELECT id, total FROM term WHERE kind = ? AND value = ?", (int(kind), value)
        ).fetchone()
        if found is not None and found[1]:
            numbers.append(found[0])
            size += found[1]
    return AnyOf(tuple(numbers), size)


def _count_words(db: sqlite3.Connection, phrases: Sequence[Phrase]) -> int:
    """At most so many events have all the phrases."""
    counts = []
    for phrase in phrases:
        whole = phrase.words[:-1] if phrase.begins else phrase.words
        for word in whole:
            found = db.execute("SELECT count FROM word WHERE word = ?", (word,)).fetchone()
            counts.append(0 if found is None else int(found[0]))
        if phrase.begins and not whole:
            last = phrase.words[-1]
            (count,) = db.execute(
                "SELECT sum(count) FROM word WHERE word >= ? AND word < ?",
                (last, last + "\U0010ffff"),
            ).fetchone()
            counts.append(int(count or 0))
    return min(counts, default=0)


# Pages


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


def _read_weighed(
    db: sqlite3.Connection, plan: Plan, order: str, after: Mark | None, wanted: int | None
) -> list[Found]:
    test = ""
    values: tuple[object, ...] = ()
    begin: tuple[object, ...] = ()
    if after is not None:
        test = f" AND (d.{order} < ? OR (d.{order} = ? AND d.slot >= ?)) AND d.{order} <= ?"
        begin = (after.weight, after.weight, after.key[0], after.weight)
    if plan.smallest <= _GATHERED or wanted is None:
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
    total = 0
    most = COUNTED if plan.text is None else COUNTED_WORDS
    for part in plan.ranges:
        sql, values = plan.stream(part)
        (count,) = db.execute(
            f"SELECT count(*) FROM ({sql} ORDER BY slot LIMIT ?)",  # noqa: S608
            (*values, most + 1 - total),
        ).fetchone()
        total += count
        if total > most:
            return most, False
    return total, True


def without_page(asked: TimelineQuestion) -> TimelineQuestion:
    """The question for all pages of an answer together."""
    return replace(asked, cursor=None, limit=None, fields=(), group_by=None, order="time")
