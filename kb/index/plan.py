"""From a question to the SQL that finds its events: which list to read, and what to look up.

Every condition is a list of slots in order of time, or a test of one event. The shortest list is
read from where the page begins, and stops where it ends; the other conditions are looked up for
each of its events, or, where two lists are both long, the lists are merged side by side. So a
page costs the same however many events there are, unless nearly nothing fits two long lists.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from kb.index.lists import AnyOf, Range, Sql, join, look_up, read_list

# How often a lookup costs what a step along a list does: measured, about 12 to 20.
_LOOKUP = 16
_LOOKUP_WORDS = 128  # the same for a lookup of words
# Microseconds, measured at a million events: a step along one list, along lists that are merged,
# along the events that have words, and of a lookup, also of words.
_STEP, _STEP_MERGED, _STEP_WORDS = 0.1, 0.35, 0.2
_COST_LOOKUP, _COST_WORDS = 2.5, 40.0
_SHORT = 256  # of so few events the others are always looked up
_HAS_WORDS = "EXISTS (SELECT 1 FROM words WHERE words MATCH ? AND rowid = d.slot)"


@dataclass(frozen=True, slots=True)
class _Ways:
    """How the events of a range are found: `driver` is gone through, or the words where it is none.

    About `size` events are gone through; lists are merged with them, or each is looked up.
    """

    driver: AnyOf | None
    size: int
    merged: tuple[AnyOf, ...]
    looked_up: tuple[AnyOf, ...]
    merges_text: bool
    looks_up_text: bool


@dataclass(frozen=True, slots=True)
class Plan:
    """What fits a question: in some range, in every list, with the words, and passing the tests.

    `everything` is the list of all events. `text` is an FTS5 expression that finds at most
    `text_size` events, and `text_share` of all if words came by chance. Tests are SQL over
    ``d.slot`` and ``d.flags``; `told` is the one for what happened or is planned, which `text`
    makes for itself. `window` are the first and the last day where nothing else is asked.
    """

    ranges: tuple[Range, ...]
    lists: tuple[AnyOf, ...]
    everything: AnyOf
    text: str | None = None
    text_size: int = 0
    text_share: float = 1.0
    least_salience: float = 0.0
    tests: tuple[Sql, ...] = ()
    told: tuple[Sql, ...] = ()
    only_told: bool | None = None
    window: tuple[int | None, int | None] | None = None

    def is_empty(self) -> bool:
        """Whether it is known beforehand that nothing fits."""
        return not self.ranges or any(not one.terms for one in (self.everything, *self.lists))

    @property
    def smallest(self) -> int:
        """How many events the shortest list has."""
        sizes = [one.size for one in self.lists if one.is_read]
        sizes += [] if self.text is None else [self.text_size]
        return min([self.everything.size, *sizes])

    @property
    def share(self) -> float:
        """The share of all events that fit, if no condition had to do with another."""
        whole = max(1, self.everything.size)
        parts = [min(1.0, one.size / whole) for one in self.lists]
        prominent = max(1 - self.least_salience, 1e-3)
        return max(math.prod(parts) * self.text_share * prominent, 1e-9)

    @property
    def is_whole(self) -> bool:
        """Whether all events fit, or all that are told."""
        return self.only_told is not None and not self.lists and self.text is None

    def streams(self) -> Iterator[Sql]:
        """SQL for each of the ranges, one after the other in order of time."""
        for part in () if self.is_empty() else self.ranges:
            yield self.stream(part)

    def _choose(self, part: Range) -> _Ways:
        lists = [*self.lists, *(() if part.extra is None else (part.extra,))]
        lists.sort(key=lambda one: (not one.is_read, one.size))
        if not lists or not lists[0].is_read:
            lists.insert(0, self.everything)
        driver = lists[0]
        from_text = self.text is not None and self.text_size < driver.size
        size = self.text_size if from_text else driver.size
        rest = [one for one in lists if one is not self.everything] if from_text else lists[1:]
        merged = [
            one for one in rest if size > _SHORT and one.size < _LOOKUP * size
            and len(one.terms) == 1
        ]  # fmt: skip
        other_text = self.text is not None and not from_text
        merge_text = other_text and size > _SHORT and self.text_size < _LOOKUP_WORDS * size
        return _Ways(
            None if from_text else driver,
            size,
            tuple(merged),
            tuple(one for one in rest if one not in merged),
            merge_text,
            other_text and not merge_text,
        )

    def stream(self, part: Range) -> Sql:
        """SQL that selects the slots within `part`, for ``ORDER BY slot`` to follow.

        The order costs nothing: every part of the compound is in order already.
        """
        ways = self._choose(part)
        tests = [*self.tests, *(() if part.test is None else (part.test,))]
        tests += [look_up(one) for one in ways.looked_up]
        if ways.driver is None:
            pieces = [self._read_text(part, tests)]
        else:
            if ways.looks_up_text:
                tests.append((_HAS_WORDS, (self.text,)))
            pieces = [read_list(ways.driver, part, [*self.told, *tests])]
        pieces += [read_list(one, part, ()) for one in ways.merged]
        if ways.merges_text:
            pieces.append(self._read_text(part, ()))
        return (
            " INTERSECT ".join(sql for sql, _ in pieces),
            tuple(value for _, values in pieces for value in values),
        )

    def read_driver(self, part: Range) -> tuple[Sql | None, float]:
        """SQL that selects the slots that are gone through for `part`, and microseconds of each.

        No SQL where each of them needs only a look at what the list itself says.
        """
        ways = self._choose(part)
        looked_up = len(ways.looked_up)
        if not (looked_up or ways.merged or ways.merges_text or ways.looks_up_text):
            if ways.driver is not None:
                return None, _STEP
            if not self.tests and part.test is None:
                return None, _STEP_WORDS
        if ways.driver is None:
            joined = looked_up or self.tests or part.test is not None
            cost = _STEP_WORDS + (_COST_LOOKUP if joined else 0.0)
            sql = self._read_text(part, ())
        else:
            cost = _COST_WORDS * ways.looks_up_text + (
                _STEP_MERGED if ways.merged or ways.merges_text else _STEP
            )
            sql = read_list(ways.driver, part, ())
        beside = _STEP_MERGED * sum(one.size for one in ways.merged)
        beside += _STEP_WORDS * self.text_size * ways.merges_text
        return sql, cost + _COST_LOOKUP * looked_up + beside / max(1, ways.size)

    def _read_text(self, part: Range, tests: Sequence[Sql]) -> Sql:
        if not tests:
            return (
                "SELECT rowid AS slot FROM words WHERE words MATCH ? AND rowid BETWEEN ? AND ?",
                (self.text, part.first, part.last),
            )
        where = "".join(f" AND {sql}" for sql, _ in tests)
        return (
            "SELECT w.rowid AS slot FROM words w CROSS JOIN posting d"  # noqa: S608
            f" ON d.term = ? AND d.slot = w.rowid WHERE words MATCH ?"
            f" AND w.rowid BETWEEN ? AND ?{where}",
            (
                self.everything.terms[0], self.text, part.first, part.last,
                *(value for _, values in tests for value in values),
            ),
        )  # fmt: skip

    def test_row(self) -> Sql:
        """SQL that tests one event ``d`` for all that is asked: for reading in another order."""
        tests = [*self.told, *self.tests, *(look_up(one) for one in self.lists)]
        if self.text is not None:
            tests.append((_HAS_WORDS, (self.text,)))
        within: list[Sql] = []
        for part in self.ranges:
            parts: list[Sql] = [("d.slot BETWEEN ? AND ?", (part.first, part.last))]
            if part.test is not None:
                parts.append(part.test)
            if part.extra is not None:
                parts.append(look_up(part.extra))
            within.append(join(parts, " AND "))
        return join([join(within, " OR "), *tests], " AND ")
