"""Where the partners of a report are looked for: blocks of reports with something in common.

Two reports are compared if they share what is not too common. A block is a type of happening with
whom, where or what else, in a stretch of time: reports stand in those of their own type and are
looked for in those of every type that may be theirs. What is too common to be told through (all
statements of a president in a month) is left out: its reports share finer blocks.

Looking takes no longer as the store grows. Blocks of days and months end with them. Those of years
and of all time are for what is spoken of later on; only what is rare tells it from others of its
kind then, so they hold few. Two reports that both have a time of their own are not looked for
there: they share a month, or are not of one event.
"""

from __future__ import annotations

import datetime
import hashlib
from collections.abc import Iterator, Mapping
from contextlib import suppress
from functools import lru_cache
from itertools import combinations

from kb.merge.model import Facts
from kb.merge.times import NEWS_LASTS
from kb.ontology import Ontology

LARGE = 120  # reports, in a block of a month or a day that is told through
FEW = 24  # reports, in one of a year or of all time
_AROUND = datetime.timedelta(days=15)
_LONG = 70  # days: a longer time has no months, only years
_YEARS = 3
_ALWAYS, _YEAR, _MONTH, _DAY = range(4)
_BITS = 38  # of a number that tell what is in common and the type, below those of the stretch
_LASTING = (_ALWAYS, _YEAR)
_NO_TIME = datetime.timedelta()

Partners = Mapping[str, tuple[str, ...]]


def find_partners(ontology: Ontology) -> dict[str, tuple[str, ...]]:
    """For each type those of which a report may tell the same happening, or its contrary."""
    found: dict[str, set[str]] = {key: {key} for key in ontology.types}
    for key, one in ontology.types.items():
        for other in (*one.compatible, *one.opposite):
            if other in found:
                found[key].add(other)
                found[other].add(key)
    contests = {key for key, one in ontology.types.items() if one.is_contest}
    for key in contests:
        found[key] |= contests
    return {key: tuple(sorted(others)) for key, others in found.items()}


def is_large(block: int, reports: int) -> bool:
    """Whether a block with so many reports is too large to be told through."""
    return reports > (FEW if (block >> _BITS) & 3 in _LASTING else LARGE)


def find_blocks(f: Facts) -> frozenset[int]:
    """The numbers of the blocks that a report stands in.

    Those of one stretch of time have numbers side by side, so that their rows lie together.
    """
    kind = _name_kind(f)
    return frozenset(_number(when, what, kind, wide) for when, what, wide in _find_common(f))


def find_lookups(f: Facts, partners: Partners) -> dict[int, list[int]]:
    """For each block that a report stands in, those in which its partners may stand.

    Where one block is among those of another, the other is among those of the one.
    """
    kind = _name_kind(f)
    kinds = partners.get(f.type, (f.type,)) if kind == f.type else (kind,)
    return {
        _number(when, what, kind, wide): [
            _number(when, what, other, side)
            for other in kinds
            for side in ((True, False) if wide and when & 3 in _LASTING else (True,))
        ]
        for when, what, wide in _find_common(f)
    }


def _name_kind(f: Facts) -> str:
    return f"happening {f.lemma}" if f.type == "happening" else f.type


def _find_common(f: Facts) -> Iterator[tuple[int, int, bool]]:
    """What a report may have in common with others: a stretch of time, a mark of what, a side.

    In a year and in all time there are two sides: of two reports on the narrow side there, both
    have a time of their own that ends sooner, and are looked for in what is shorter.
    """
    stretches = list(_find_stretches(f))
    day = f.date.known_day if f.date is not None else None
    days = [(_number_stretch(day, _DAY), True)] if day is not None else []
    for when, wide in days:
        yield when, _mark("on"), wide
    for place in f.around:
        for when, wide in (*days, *stretches):
            yield when, _mark("at", place), wide
    for actor in f.actors:
        for when, wide in (*days, *stretches):
            yield when, _mark("by", actor), wide
            if f.type != "happening" and when & 3 != _DAY:
                yield when, _mark("by", actor, f.lemma), wide
    for one, other in combinations(sorted(f.actors)[:6], 2):
        for when, wide in stretches:
            yield when, _mark("by", one, other), wide
    for name in f.story.named:
        for when, wide in stretches[:2]:
            yield when, _mark("with", name), wide


def _find_stretches(f: Facts) -> Iterator[tuple[int, bool]]:
    """The months and years that a report may be about, months first, and all time, with its side.

    Two days less than a month apart have a month in common.
    """
    when = f.date or f.about
    first, last = (when.earliest, when.latest) if when is not None else (None, None)
    months: dict[int, None] = {}
    years: list[int] = []
    short = False
    if first is not None and last is not None:
        if short := (last - first).days <= _LONG:
            months.update(dict.fromkeys(_list_months(first, last)))
        if last.year - first.year < _YEARS:
            years += _list_years(first, last, NEWS_LASTS if f.lasting else _NO_TIME)
    if f.published is not None and not (short and f.date is not None):
        months.update(dict.fromkeys(_list_months(f.published, f.published)))
    for month in months:
        yield month, True
    for year in years:
        yield year, not short
    yield _ALWAYS, not years


def _list_months(first: datetime.date, last: datetime.date) -> Iterator[int]:
    with suppress(OverflowError):  # at the ends of the calendar, where no news is
        first, last = first - _AROUND, last + _AROUND
    year, month = first.year, first.month
    while (year, month) <= (last.year, last.month):
        yield _number_stretch(datetime.date(year, month, 1), _MONTH)
        year, month = (year, month + 1) if month < 12 else (year + 1, 1)


def _list_years(
    first: datetime.date, last: datetime.date, around: datetime.timedelta
) -> Iterator[int]:
    with suppress(OverflowError):
        first, last = first - around, last + around
    for year in range(first.year, last.year + 1):
        yield _number_stretch(datetime.date(year, 1, 1), _YEAR)


def _number_stretch(first: datetime.date, length: int) -> int:
    return first.toordinal() << 2 | length


def _number(stretch: int, mark: int, kind: str, wide: bool) -> int:
    """The number of a block: its stretch of time first, in less than 63 bits."""
    return stretch << _BITS | (mark ^ _mark(kind, "wide" if wide else "narrow"))


@lru_cache(maxsize=65536)
def _mark(*words: str) -> int:
    digest = hashlib.blake2b("\n".join(words).encode("utf-8", "replace"), digest_size=8).digest()
    return int.from_bytes(digest, "big") & ((1 << _BITS) - 1)
