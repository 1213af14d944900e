"""Agreement and dispute: which details of one event its reports tell differently.

Numbers agree when some value satisfies both as they are bounded: "nearly 30 minutes" and
"slightly less than half an hour", "12" and "at least 10". A later report that raises an earlier
number is an update. Nothing is picked: a dispute shows every position in its own words.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from kb.merge.reports import Detail, Source
from kb.vocab import KB

GROWING = frozenset({KB.killed, KB.injured})  # counts that later reports raise
CHANGING = frozenset({KB.missing})  # counts that they raise, and lower as people are found
ABOUT = 0.2  # "about 30" holds for 24 to 36


@dataclass(frozen=True, slots=True)
class Position:
    """What some articles hold: the words, and the claims that hold it."""

    value: str
    articles: tuple[str, ...]
    claims: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Dispute:
    """A detail on which articles differ. `kind` is ``dispute`` or ``update``."""

    field: str
    kind: str
    positions: tuple[Position, ...]


def bounds_of(detail: Detail) -> tuple[float, float]:
    """The least and the greatest number that a claim allows.

    >>> bounds_of(Detail("", "", "", "", "at least 10", 10.0, "at least"))
    (10.0, inf)
    """
    number = detail.number or 0.0
    if detail.bound == "at least":
        return number, float("inf")
    if detail.bound == "at most":
        return 0.0, number
    if detail.bound == "about":
        return number * (1 - ABOUT), number * (1 + ABOUT)
    return number, number


def find_disputes(details: Sequence[Detail], sources: Mapping[str, Source]) -> tuple[Dispute, ...]:
    """The disputes and updates among the claims about one event, by property IRI."""
    # dollars are not compared with euros, nor soldiers with civilians
    by_field: dict[tuple[str, str], list[Detail]] = defaultdict(list)
    for detail in details:
        if detail.number is not None:
            by_field[detail.predicate, detail.unit or ""].append(detail)
    found = []
    for field, unit in sorted(by_field):
        groups = _group(by_field[field, unit])
        if len(groups) < 2:
            continue
        # one article that gives several numbers (men and women, two places) disputes nothing
        articles = [frozenset(d.article for d in g) for g in groups]
        if any(a & b for n, a in enumerate(articles) for b in articles[n + 1 :]):
            continue
        positions = tuple(
            Position(
                min(g, key=lambda d: (_width(d), len(d.value), d.value)).value,
                tuple(sorted({d.article for d in g})),
                tuple(sorted(d.iri for d in g)),
            )
            for g in groups
        )
        kind = _kind(groups, sources, field) if field in GROWING | CHANGING else "dispute"
        found.append(Dispute(field, kind, positions))
    return tuple(found)


def _group(details: Sequence[Detail]) -> list[list[Detail]]:
    """Details that agree with each other, greatest number first."""
    ordered = sorted(details, key=lambda d: (-(d.number or 0), d.iri))
    ordered.sort(key=_width)  # the exact ones first
    groups: list[list[Detail]] = []
    for detail in ordered:
        homes = [g for g in groups if all(_agree(detail, other) for other in g)]
        if not homes:
            groups.append([detail])
        elif len(homes) == 1 or _width(detail) == 0:
            homes[0].append(detail)
        # else it holds whichever of them is right: "at least 14" takes no side of 21 and 23
    return groups


def _agree(one: Detail, other: Detail) -> bool:
    (low, high), (least, most) = bounds_of(one), bounds_of(other)
    return low <= most and least <= high


def _width(detail: Detail) -> float:
    low, high = bounds_of(detail)
    return high - low


def _kind(groups: Sequence[Sequence[Detail]], sources: Mapping[str, Source], field: str) -> str:
    """An update when every group was published on days of its own and the number only rose."""
    spans = []
    for group in groups:
        days = []
        exact = [d for d in group if _width(d) == 0] or group
        for detail in exact:
            time = sources[detail.article].time if detail.article in sources else None
            if time is None or time.known_day is None:
                return "dispute"
            days.append(time.known_day)
        spans.append((min(days), max(days), max(d.number or 0 for d in exact)))
    spans.sort()
    rising = all(
        spans[n][1] < spans[n + 1][0] and (field in CHANGING or spans[n][2] < spans[n + 1][2])
        for n in range(len(spans) - 1)
    )
    return "update" if rising else "dispute"
