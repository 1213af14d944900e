"""EDTF strings (ISO 8601-2, levels 0 to 2) → the days they allow.

A string such as ``2025-10``, ``199X``, ``XXXX-10-30`` or ``[2025-10-31,2025-11-07]`` allows some
days and forbids the others. `Shape` is that set of days: bounds, and what must hold of the year,
the month, the day of the month and the weekday. Not read: years outside 1 to 9999 and
exponential years, which Python's calendar cannot hold.
"""

from __future__ import annotations

import re
from calendar import monthrange
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date, timedelta
from functools import lru_cache

from kb.errors import DateError

DAY = timedelta(days=1)
_SIMPLE = re.compile(
    r"([0-9X]{4})(?:-([0-9X]{2})(?:-([0-9X]{2})"
    r"(?:T([01]\d|2[0-4])(?::([0-5]\d)(?::([0-5]\d|60))?)?(?:Z|[+-]\d\d(?::?\d\d)?)?)?)?)?"
)
_WEEK = re.compile(r"(\d{4})-W(\d\d)(?:-([1-7]))?")
_SEASONS = {21: (3, 5), 22: (6, 8), 23: (9, 11), 24: (12, 14), 25: (3, 5), 26: (6, 8),
            27: (9, 11), 28: (12, 14), 29: (9, 11), 30: (12, 14), 31: (3, 5), 32: (6, 8),
            33: (1, 3), 34: (4, 6), 35: (7, 9), 36: (10, 12), 37: (1, 4), 38: (5, 8),
            39: (9, 12), 40: (1, 6), 41: (7, 12)}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Shape:
    """The days an EDTF string allows: within bounds, and with what must hold of their parts.

    `lo` and `hi` are inclusive (``None`` is open); `year` is a four-character pattern with ``X``
    for any digit; `ranges` lists the alternatives of a set, in order.
    """

    lo: date | None = None
    hi: date | None = None
    granularity: str = "unknown"
    year: str | None = None
    month: int | None = None
    day: int | None = None
    weekday: int | None = None
    ranges: tuple[tuple[date, date], ...] | None = None

    @property
    def patterned(self) -> bool:
        """Whether anything but the bounds limits the days."""
        return not (
            self.year is None
            and self.month is None
            and self.day is None
            and self.weekday is None
            and self.ranges is None
        )

    def allows(self, day: date) -> bool:
        """Whether `day` is one of the days."""
        return (
            (self.lo is None or self.lo <= day)
            and (self.hi is None or day <= self.hi)
            and (self.month is None or day.month == self.month)
            and (self.day is None or day.day == self.day)
            and (self.weekday is None or day.weekday() == self.weekday)
            and (self.year is None or _fits(self.year, day.year))
            and (self.ranges is None or any(a <= day <= b for a, b in self.ranges))
        )

    def days(self, *, backwards: bool = False) -> Iterator[date]:
        """The days in order, or from the last one on; an open side ends with the calendar."""
        if self.ranges is not None:
            seen: date | None = None
            for a, b in sorted(self.ranges, reverse=backwards):
                lo, hi = max(a, self.lo or a), min(b, self.hi or b)
                for day in replace(self, lo=lo, hi=hi, ranges=None).days(backwards=backwards):
                    if seen is None or (day < seen if backwards else day > seen):
                        seen = day
                        yield day
            return
        lo, hi = self.lo or date.min, self.hi or date.max
        years = range(lo.year, hi.year + 1)
        months = (self.month,) if self.month else tuple(range(1, 13))
        turn = reversed if backwards else iter
        for year in turn(years):
            if self.year is not None and not _fits(self.year, year):
                continue
            for month in turn(months):
                last = monthrange(year, month)[1]
                if date(year, month, last) < lo or date(year, month, 1) > hi:
                    continue
                numbers = (self.day,) if self.day else range(1, last + 1)
                for number in turn(numbers):
                    if number <= last and self.allows(found := date(year, month, number)):
                        yield found

    def tightened(self) -> Shape | None:
        """The same days with the closest bounds, or ``None`` when no day is left."""
        lo, hi = self.lo, self.hi
        if lo is not None and hi is not None and lo > hi:
            return None
        if not self.patterned:
            return self
        first = next(self.days(), None)
        if first is None:
            return None
        if lo is not None:
            lo = first
        if hi is not None:
            hi = next(self.days(backwards=True))
        return replace(self, lo=lo, hi=hi)


def _fits(pattern: str, year: int) -> bool:
    return all(p in ("X", d) for p, d in zip(pattern, f"{year:04d}", strict=True))


def last_of_month(year: int, month: int) -> date:
    """The last day of a month."""
    return date(year, month, monthrange(year, month)[1])


def season_bounds(year: int, code: int) -> tuple[date, date]:
    """First and last day of an EDTF season, quarter, quadrimester or semester (21 to 41).

    Seasons are the meteorological ones of the northern hemisphere (25 to 32 name the hemisphere),
    winter being December of the year to February of the next.
    """
    first, last = _SEASONS[code]
    lo = date(year, first, 1)
    if last > 12:
        return lo, last_of_month(min(year + 1, 9999), last - 12)
    return lo, last_of_month(year, last)


@lru_cache(maxsize=8192)
def read_edtf(text: str) -> Shape:
    """The days that an EDTF string allows; qualifiers (``?``, ``~``, ``%``) do not change them.

    Raises `DateError` where the string is no EDTF of the years 1 to 9999.
    """
    body = text.translate({ord("?"): None, ord("~"): None, ord("%"): None})
    shape = _read_set(body) if body[:1] in "[{" and body else _read_interval(body)
    tight = shape.tightened()
    if tight is None:
        raise DateError(f"{text!r} allows no day of the calendar")
    return tight


def _read_interval(text: str) -> Shape:
    if "/" not in text:
        return _read_simple(text)
    left, _, right = text.partition("/")
    lo = _read_simple(left).lo if left.strip(".") else None
    hi = _read_simple(right).hi if right.strip(".") else None
    if (left.strip(".") != "" and lo is None) or (right.strip(".") != "" and hi is None):
        raise DateError(f"{text!r}: an end of an interval needs a year")
    if lo is None and hi is None:
        return Shape()
    if lo is None or hi is None:
        return Shape(lo, hi, "range")
    if lo > hi:
        raise DateError(f"{text!r} ends before it begins")
    return Shape(lo, hi, granularity_of(lo, hi))


def _read_set(text: str) -> Shape:
    if len(text) < 3 or text[-1] != {"[": "]", "{": "}"}[text[0]] or len(text) > 10_000:
        raise DateError(f"{text[:60]!r} is not an EDTF set: brackets that do not match")
    ranges: list[tuple[date, date]] = []
    kinds: set[str] = set()
    for item in text[1:-1].split(","):
        first, dots, last = item.strip().partition("..")
        a = _read_simple(first) if first else Shape(lo=date.min)
        b = (_read_simple(last) if last else Shape(hi=date.max)) if dots else a
        if a.lo is None or b.hi is None or a.lo > b.hi:
            raise DateError(f"{text[:60]!r}: cannot read the member {item!r}")
        kinds.add(a.granularity if not dots else "range")
        ranges.append((a.lo, b.hi))
    ranges.sort()
    days = {a.weekday() for a, b in ranges if a == b}
    alike = len(days) == 1 and len(ranges) > 1 and all(a == b for a, b in ranges)
    lo, hi = ranges[0][0], max(b for _, b in ranges)
    return Shape(
        None if lo == date.min else lo,
        None if hi == date.max else hi,
        kinds.pop() if len(kinds) == 1 else "range",
        weekday=days.pop() if alike else None,
        ranges=tuple(ranges),
    )


def _read_simple(text: str) -> Shape:
    match = _SIMPLE.fullmatch(text)
    if match is None:
        return _read_week(text)
    y, m, d = match[1], match[2], match[3]
    if y == "0000":
        raise DateError(f"{text!r}: the year 0 is not in the calendar used here")
    open_year = y == "XXXX"
    lo = None if open_year else date(max(1, int(y.replace("X", "0"))), 1, 1)
    hi = None if open_year else date(int(y.replace("X", "9")), 12, 31)
    # 199X and 19XX are plain ranges; 1X5X is not
    year = None if re.fullmatch(r"\d*X*", y) else y
    if m is None:
        kinds = {0: "year", 1: "decade", 2: "century", 4: "unknown"}
        return Shape(lo, hi, kinds.get(y.count("X"), "range"), year)
    month = None if m == "XX" else _number(m, text)
    day = None if d in (None, "XX") else _number(d, text)
    if month is not None and month > 12:
        return _read_season(text, y, month, d)
    if (month == 0) or (day == 0) or (day or 0) > (31 if month is None else _longest(month)):
        raise DateError(f"{text!r}: no such day in any month")
    kind = "month" if d is None else "day"
    if y.isdigit() and month is not None and day is None:
        return Shape(date(int(y), month, 1), last_of_month(int(y), month), kind)
    if y.isdigit() and month is not None and day is not None:
        try:
            exact = date(int(y), month, day)
        except ValueError as error:
            raise DateError(f"{text!r}: {error}") from None
        return Shape(exact, exact, _time_granularity(match) or kind)
    return Shape(lo, hi, kind, year, month, day)


def _time_granularity(match: re.Match[str]) -> str | None:
    if match[4] is None:
        return None
    return "second" if match[6] else "minute" if match[5] else "hour"


def _read_season(text: str, y: str, code: int, d: str | None) -> Shape:
    if d is not None or code not in _SEASONS or not y.isdigit():
        raise DateError(f"{text!r}: no such month or season")
    kind = "season" if code < 33 else "quarter" if code < 37 else "half" if code > 39 else "range"
    return Shape(*season_bounds(int(y), code), kind)


def _read_week(text: str) -> Shape:
    match = _WEEK.fullmatch(text)
    if match is None:
        raise DateError(f"{text[:60]!r} is not an EDTF date of the years 1 to 9999")
    try:
        first = date.fromisocalendar(int(match[1]), int(match[2]), int(match[3] or 1))
    except ValueError as error:
        raise DateError(f"{text!r}: {error}") from None
    return Shape(first, first, "day") if match[3] else Shape(first, first + 6 * DAY, "week")


def _number(text: str, whole: str) -> int:
    if "X" in text:
        raise DateError(f"{whole!r}: half a month or day cannot be read")
    return int(text)


def _longest(month: int) -> int:
    return 29 if month == 2 else 30 if month in (4, 6, 9, 11) else 31


def granularity_of(lo: date, hi: date) -> str:
    """What a stretch of days is called: ``day``, ``week``, …, ``century``, else ``range``."""
    length = (hi - lo).days + 1
    if length == 1:
        return "day"
    if length == 7 and lo.weekday() == 0:
        return "week"
    if length == 2 and lo.weekday() == 5:
        return "weekend"
    if lo.day == 1 and hi == last_of_month(hi.year, hi.month):
        months = (hi.year - lo.year) * 12 + hi.month - lo.month + 1
        if months == 1:
            return "month"
        if months == 3 and lo.month in (1, 4, 7, 10):
            return "quarter"
        if months == 6 and lo.month in (1, 7):
            return "half"
        if lo.month == 1 and hi.month == 12:
            years = hi.year - lo.year + 1
            if years == 1:
                return "year"
            if (years == 10 and lo.year % 10 == 0) or (lo.year, years) == (1, 9):
                return "decade"
            if (years == 100 and lo.year % 100 == 0) or (lo.year, years) == (1, 99):
                return "century"
    return "range"


def print_range(lo: date | None, hi: date | None) -> str:
    """The shortest EDTF string for the days from `lo` to `hi`; ``None`` is an open side.

    >>> print_range(date(1990, 1, 1), date(1999, 12, 31))
    '199X'
    >>> print_range(date(2015, 1, 1), None)
    '2015/..'
    """
    if lo is None and hi is None:
        return "../.."
    if lo is None or hi is None:
        left = ".." if lo is None else _print_edge(lo, (lo.month, lo.day) == (1, 1), lo.day == 1)
        right = (
            ".."
            if hi is None
            else _print_edge(
                hi, (hi.month, hi.day) == (12, 31), hi == last_of_month(hi.year, hi.month)
            )
        )
        return f"{left}/{right}"
    kind = granularity_of(lo, hi)
    match kind:
        case "day":
            return iso(lo)
        case "month":
            return iso(lo)[:7]
        case "year":
            return f"{lo.year:04d}"
        case "decade":
            return f"{hi.year // 10:03d}X"
        case "century":
            return f"{hi.year // 100:02d}XX"
        case "quarter":
            return f"{lo.year:04d}-{33 + lo.month // 3}"
        case "half":
            return f"{lo.year:04d}-{40 + lo.month // 7}"
    years = (lo.month, lo.day, hi.month, hi.day) == (1, 1, 12, 31)
    months = lo.day == 1 and hi == last_of_month(hi.year, hi.month)
    return f"{_print_edge(lo, years, months)}/{_print_edge(hi, years, months)}"


def _print_edge(day: date, whole_year: bool, whole_month: bool) -> str:
    return iso(day)[: 4 if whole_year else 7 if whole_month else 10]


def iso(day: date) -> str:
    """``YYYY-MM-DD``, four digits of year also before the year 1000."""
    return f"{day.year:04d}-{day.month:02d}-{day.day:02d}"
