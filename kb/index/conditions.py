"""From the words of a question to the lists and tests that a plan is made of."""

from __future__ import annotations

import math
import sqlite3
from collections.abc import Callable, Iterable, Iterator, Sequence

from kb.index.lists import AnyOf, Range, Sql
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
from kb.index.order import LAST_SLOT
from kb.index.plan import Plan
from kb.index.window import UNDATED_RANGE, find_ranges
from kb.index.words import TOLD_MARK, Phrase, match_all, read_text
from kb.timeline_question import TOLD, TimelineQuestion

Resolve = Callable[[str, str], str]


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
    told: list[Sql] = []
    if asked.status == "told":
        told.append((f"(d.flags & 7) < {len(TOLD)}", ()))
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
    everything = find_terms(db, [(Kind.MARK, ALL)])
    counts = _count_words(db, phrases)
    return Plan(
        ranges=tuple(_find_ranges(db, asked)),
        lists=tuple(lists),
        everything=everything,
        text=_match(phrases, told=bool(told)) if phrases else None,
        text_size=min(counts, default=0),
        text_share=math.prod(min(1.0, n / max(1, everything.size)) for n in counts),
        least_salience=asked.min_salience,
        tests=tuple(tests),
        told=tuple(told),
        only_told=_tells_status(asked) if asked.from_ is None and asked.to is None else None,
        window=_find_window(asked, lists, phrases),
    )


def _match(phrases: Sequence[Phrase], *, told: bool) -> str:
    return f'{match_all(phrases)} AND "{TOLD_MARK}"' if told else match_all(phrases)


def _find_window(
    asked: TimelineQuestion, lists: Sequence[AnyOf], phrases: Sequence[Phrase]
) -> tuple[int | None, int | None] | None:
    """The days of the window where events may overlap it, and nothing else is asked of them."""
    if lists or phrases or _tells_status(asked) is None or asked.window != "overlap":
        return None
    if asked.undated != "last" or (asked.from_ is None and asked.to is None):
        return None
    first, last = (None if day is None else day.toordinal() for day in asked.bounds())
    return first, last


def _tells_status(asked: TimelineQuestion) -> bool | None:
    """Whether the status is all that is tested: only what was told (true), or nothing (false)."""
    if asked.min_salience > 0 or asked.disputed is False or asked.status not in ("told", "any"):
        return None
    if asked.undated in ("only", "never"):
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


def _count_words(db: sqlite3.Connection, phrases: Sequence[Phrase]) -> list[int]:
    """How many events have each of the words, or fewer of a phrase."""
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
    return counts
