"""Which facts of an event its articles agree on, which one alone tells, and where they differ.

Two firm days, or two places of which neither holds the other, are a dispute; so it takes a user's
decision to have them in one event at all, because the rules never join such. Participants only
add up: an article that leaves somebody out disputes nothing.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from kb.merge.disputes import Dispute, Position
from kb.merge.reports import Detail, Report
from kb.merge.same import is_firm
from kb.merge.who import Canonical
from kb.vocab import SEM

_NOBODY: frozenset[str] = frozenset()


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
    finest: dict[str, list[Report]] = defaultdict(list)
    around: dict[str, frozenset[str]] = {}
    for r in reports:
        if r.places:
            named = sorted({keys[p] for p in r.places}, key=lambda k: (entities[k].coarseness, k))
            finest[named[0]].append(r)
            around[named[0]] = around.get(named[0], _NOBODY) | _hold(named, entities)
    apart = any(
        a != b and a not in around[b] and b not in around[a] and not _meet(a, b, entities)
        for a in finest
        for b in finest
    )
    if not apart:
        return []
    return _differ(SEM.hasPlace, {entities[key].name: held for key, held in finest.items()})


def _hold(named: Sequence[str], entities: Mapping[str, Canonical]) -> frozenset[str]:
    """The places themselves, and the keys of what holds them."""
    from slugify import slugify

    held = set(named)
    for key in named:
        place = entities[key].place
        if place is not None:
            held.update(f"place/{slugify(name)}" for name in place.within)
    return frozenset(held)


def _meet(a: str, b: str, entities: Mapping[str, Canonical]) -> bool:
    """Whether two places may be one: a building in a town, of which one knows nothing."""
    return entities[a].place is None or entities[b].place is None


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
