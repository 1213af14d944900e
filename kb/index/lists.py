"""Lists of slots and stretches of them, and the SQL that reads them or looks an event up."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass

from kb.index.model import Kind

MOST_SORTED = 10_000  # so many events are sorted where lists are not merged
MOST_MERGED = 50  # SQLite takes 500 parts of a compound at most

Sql = tuple[str, tuple[object, ...]]


@dataclass(frozen=True, slots=True)
class AnyOf:
    """Events that have any of `terms`, about `size` of them."""

    terms: tuple[int, ...]
    size: int

    @property
    def is_wide(self) -> bool:
        """Whether these are the lists of more sites than can be merged."""
        return len(self.terms) > MOST_MERGED and self.terms[0] & 7 == Kind.SITE

    @property
    def is_read(self) -> bool:
        """Whether the list can be read, and need not be looked up for events of another list."""
        return not self.is_wide or self.size <= MOST_SORTED


@dataclass(frozen=True, slots=True)
class Range:
    """A stretch of slots; `extra` is a list that must hold the event too, `test` SQL of its own."""

    first: int
    last: int
    extra: AnyOf | None = None
    test: Sql | None = None

    def cut(self, first: int, last: int) -> Range | None:
        """The part of the range within two slots, if there is one."""
        low, high = max(first, self.first), min(last, self.last)
        return Range(low, high, self.extra, self.test) if low <= high else None


def join(parts: Sequence[Sql], word: str) -> Sql:
    """Tests joined by AND or OR, in brackets."""
    return (
        "(" + word.join(sql for sql, _ in parts) + ")",
        tuple(value for _, values in parts for value in values),
    )


def look_up(one: AnyOf) -> Sql:
    """SQL that tests whether the event ``d`` stands in any of the lists."""
    if one.is_wide:
        return (
            "EXISTS (SELECT 1 FROM site p WHERE p.slot = d.slot"
            " AND p.term IN (SELECT value FROM json_each(?)))",
            (json.dumps(one.terms),),
        )
    marks = ",".join("?" * len(one.terms))
    return (
        f"EXISTS (SELECT 1 FROM posting p WHERE p.term IN ({marks}) AND p.slot = d.slot)",  # noqa: S608
        one.terms,
    )


def read_list(one: AnyOf, part: Range, tests: Sequence[Sql]) -> Sql:
    """SQL that selects, in order, the slots of the lists within `part` that pass the tests."""
    where = "".join(f" AND {sql}" for sql, _ in tests)
    values = tuple(value for _, values in tests for value in values)
    if one.is_wide:
        marks = ",".join("?" * len(one.terms))
        return (
            f"SELECT DISTINCT d.slot FROM posting d WHERE d.term IN ({marks})"  # noqa: S608
            f" AND d.slot BETWEEN ? AND ?{where}",
            (*one.terms, part.first, part.last, *values),
        )
    branch = f"SELECT d.slot FROM posting d WHERE d.term = ? AND d.slot BETWEEN ? AND ?{where}"  # noqa: S608
    return (
        " UNION ".join([branch] * len(one.terms)),
        tuple(v for term in one.terms for v in (term, part.first, part.last, *values)),
    )
