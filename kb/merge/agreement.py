"""Which facts of an event its articles agree on, which one alone tells, and where they differ.

Two firm days, or two places of which neither holds the other, are a dispute; so it takes a user's
decision to have them in one event at all, because the rules never join such. Participants only
add up: an article that leaves somebody out disputes nothing.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import combinations

from slugify import slugify

from kb.merge.disputes import Dispute, Position
from kb.merge.reports import Detail, Report
from kb.merge.times import is_firm
from kb.merge.who import Canonical
from kb.vocab import SEM


@dataclass(frozen=True, slots=True)
class Agreement:
    """Property IRIs of what is told of an event of several articles.

    `agreed`: several give it, and none of them otherwise than the others; `once`: one gives it.
    What is disputed is in neither.
    """

    agreed: tuple[str, ...]
    once: tuple[str, ...]


def find_agreement(
    reports: Sequence[Report], details: Sequence[Detail], disputes: Sequence[Dispute]
) -> Agreement:
    """What the articles of an event agree on. An event of one article agrees on nothing."""
    tellers: dict[str, set[str]] = defaultdict(set)
    for r in reports:
        if r.date is not None and is_firm(r.date):
            tellers[SEM.hasTime].add(r.article)
        if r.places:
            tellers[SEM.hasPlace].add(r.article)
        if r.actors:
            tellers[SEM.hasActor].add(r.article)
    for detail in details:
        tellers[detail.predicate].add(detail.article)
    if len({r.article for r in reports}) < 2:
        return Agreement((), ())
    open_ = {d.field for d in disputes}
    return Agreement(
        tuple(sorted(f for f, held in tellers.items() if len(held) > 1 and f not in open_)),
        tuple(sorted(f for f, held in tellers.items() if len(held) == 1 and f not in open_)),
    )


def dispute_dates(reports: Sequence[Report]) -> list[Dispute]:
    """The dispute over when, if two articles give days that cannot be one."""
    by_date: dict[str, list[Report]] = defaultdict(list)
    for r in reports:
        if r.date is not None and is_firm(r.date):
            by_date[r.date.edtf].append(r)
    dates = [held[0].date for held in by_date.values()]
    if all(a is None or b is None or a.may_equal(b) for a in dates for b in dates):
        return []
    return _differ(SEM.hasTime, by_date)


def dispute_places(
    reports: Sequence[Report], keys: Mapping[str, str], entities: Mapping[str, Canonical]
) -> list[Dispute]:
    """The dispute over where, if two articles give places of which neither holds the other."""
    placed = [r for r in reports if any(_is_known(keys[p], entities) for p in r.places)]
    named = {r.iri: {keys[p] for p in r.places} for r in placed}
    around = {iri: _hold(found, entities) for iri, found in named.items()}
    apart = any(
        not around[a] & named[b] and not around[b] & named[a]
        for a, b in combinations(sorted(named), 2)
    )
    if not apart:
        return []
    finest: dict[str, list[Report]] = defaultdict(list)
    for r in placed:
        best = min(named[r.iri], key=lambda k: (entities[k].coarseness, k))
        finest[entities[best].name].append(r)
    return _differ(SEM.hasPlace, finest)


def _is_known(key: str, entities: Mapping[str, Canonical]) -> bool:
    return entities[key].place is not None


def _hold(named: Iterable[str], entities: Mapping[str, Canonical]) -> set[str]:
    """The places themselves, and the keys of what holds them."""
    held = set(named)
    for key in tuple(held):
        place = entities[key].place
        if place is not None:
            held.update(f"place/{slugify(name)}" for name in place.within)
    return held


def _differ(field: str, by_value: Mapping[str, Sequence[Report]]) -> list[Dispute]:
    positions = tuple(
        Position(
            value,
            tuple(sorted({r.article for r in held})),
            tuple(sorted(r.iri for r in held)),
        )
        for value, held in sorted(by_value.items())
    )
    tellers = [set(p.articles) for p in positions]
    if any(a & b for n, a in enumerate(tellers) for b in tellers[n + 1 :]):
        return []  # an article that gives both disputes nothing
    return [Dispute(field, "dispute", positions)]
