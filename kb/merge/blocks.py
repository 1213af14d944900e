"""Where the partners of a report are looked for: blocks of reports with something in common.

Two reports are compared if they share a block that is not too large. A block is a kind of
happening with whom, where or what else, in a stretch of time; so those of years ago are never
looked at, and how long looking takes does not grow with the store. What is too large to be told
through (all statements of a president in a month) is left out: its reports share finer blocks.
"""

from __future__ import annotations

import datetime
import hashlib
from collections.abc import Iterator, Mapping
from contextlib import suppress
from itertools import combinations

from kb.merge.model import Facts
from kb.ontology import Ontology

LARGE = 120  # reports, in a block that is told through
_AROUND = datetime.timedelta(days=15)
_LONG = 70  # days: a longer time has no months, only years
_YEARS = 3


def find_blocks(f: Facts, group: Mapping[str, str]) -> frozenset[int]:
    """The numbers of the blocks that a report stands in; `group` as from `type_groups`."""
    return frozenset(_number(words) for words in _name_blocks(f, group))


def _name_blocks(f: Facts, group: Mapping[str, str]) -> Iterator[tuple[str, ...]]:
    kind = group.get(f.type, f.type) if f.type != "happening" else f"happening {f.lemma}"
    yield kind, "in", f.article
    if f.points_to is not None:
        yield "points to", f.points_to
    yield "points to", f.iri
    when = list(_stretches(f))
    day = f.date.known_day if f.date is not None else None
    if day is not None:
        yield kind, "on", day.isoformat()
    for place in f.around:
        if day is not None:
            yield kind, "at", place, day.isoformat()
        for stretch in when:
            yield kind, "at", place, stretch
    for actor in f.actors:
        if day is not None:
            yield kind, "by", actor, day.isoformat()
        for stretch in when:
            yield kind, "by", actor, stretch
            yield kind, "by", actor, f.lemma, stretch
    for one, other in combinations(sorted(f.actors)[:6], 2):
        for stretch in when:
            yield kind, "by", one, other, stretch
    for name in f.story.named:
        for stretch in when[:2]:
            yield kind, "with", name, stretch


def _stretches(f: Facts) -> Iterator[str]:
    """The months and years that a report may be about, months first; ``any`` is all time.

    Two days less than a month apart have a month in common.
    """
    first = last = None
    if f.date is not None:
        first, last = f.date.earliest, f.date.latest
    if first is None or last is None or (last - first).days > _LONG:
        years = (first, last)
        first = last = f.published
    else:
        years = (first, last)
    if first is not None and last is not None:
        yield from _months(first, last)
    low, high = years
    if low is not None and high is not None and high.year - low.year < _YEARS:
        for year in range(low.year, high.year + 1):
            yield f"{year:04}"
    yield "any"


def _months(first: datetime.date, last: datetime.date) -> Iterator[str]:
    with suppress(OverflowError):  # at the ends of the calendar, where no news is
        first, last = first - _AROUND, last + _AROUND
    year, month = first.year, first.month
    while (year, month) <= (last.year, last.month):
        yield f"{year:04}-{month:02}"
        year, month = (year, month + 1) if month < 12 else (year + 1, 1)


def _number(words: tuple[str, ...]) -> int:
    digest = hashlib.blake2b("\n".join(words).encode("utf-8", "replace"), digest_size=8).digest()
    return int.from_bytes(digest, "big", signed=True)


def type_groups(ontology: Ontology) -> dict[str, str]:
    """For each type the first of all types that are linked to it by compatibility."""
    group: dict[str, str] = {}
    for key in sorted(ontology.types):
        if key in group:
            continue
        stack, found = [key], {key}
        while stack:
            for other in ontology.types[stack.pop()].compatible:
                if other not in found and other in ontology.types:
                    found.add(other)
                    stack.append(other)
        for one in found:
            group[one] = min(found)
    return group
