"""Partial dates: a date as precisely as it is known and no more."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from itertools import islice

from kb.dates.edtf import Shape, granularity_of, iso, print_range, read_edtf
from kb.dates.metadata import read_metadata_date
from kb.errors import DateError

LONGEST_SET = 12  # days; a longer choice is written as its bounds and the weekday
_WEEKDAY = re.compile(r"XXXX-WXX-([1-7])")


@dataclass(frozen=True, slots=True)
class PartialDate:
    """A date as precisely as it is known and no more.

    It stands for *some* time among the days that are allowed: between `earliest` and `latest`
    (both inclusive, ``None`` where nothing is known), on `weekday` (Monday is 0) if that is
    known, and as the EDTF string says (``XXXX-10-30`` is a 30 October of any year). A weekday
    has no place in EDTF: ``edtf`` is then as close as it gets (``XXXX-XX-XX``) and `weekday`
    holds the rest, so keep both. `granularity` says what was named: ``day``, ``week``,
    ``weekend``, ``month``, ``quarter``, ``season``, ``half``, ``year``, ``decade``, ``century``,
    ``range``, ``unknown``, or ``hour``, ``minute``, ``second`` where the EDTF string has a time.

    >>> friday = PartialDate.parse("XXXX-WXX-5")
    >>> friday.intersect(PartialDate.parse("2025-10-31")).edtf
    '2025-10-31'
    >>> friday.may_equal(PartialDate.parse("2025-10-30"))
    False
    >>> PartialDate.parse("XXXX-10-30").intersect(PartialDate.parse("2025")).edtf
    '2025-10-30'
    """

    edtf: str
    earliest: date | None
    latest: date | None
    granularity: str
    uncertain: bool = False
    approximate: bool = False
    weekday: int | None = None

    @classmethod
    def parse(cls, edtf: str, weekday: int | None = None) -> PartialDate:
        """The partial date of an EDTF string, and of a weekday (0 to 6) if that is known.

        Beyond EDTF it reads ISO weeks (``2025-W44``) and a bare TIMEX3 weekday (``XXXX-WXX-5``).
        Raises `DateError` for any other string, and where no day fits.
        """
        text = edtf.strip()
        if match := _WEEKDAY.fullmatch(text):
            text, weekday = "XXXX-XX-XX", int(match[1]) - 1
        shape = read_edtf(text)
        if "W" in text:
            text = print_range(shape.lo, shape.hi)
        if weekday is not None and shape.weekday != weekday:
            tight = replace(shape, weekday=weekday).tightened()
            if tight is None or shape.weekday is not None:
                raise DateError(f"{edtf!r} has no day with the weekday {weekday}")
            shape = replace(tight, granularity="day")
            text = _spell_day(text)
        if shape.lo is not None and shape.lo == shape.hi:
            weekday = None  # a known day says it itself
            if "X" in text or not text[:1].isdigit() or "/" in text:
                text = iso(shape.lo) + "".join(dict.fromkeys(re.findall(r"[?~%]", text)))
        else:
            weekday = shape.weekday
        return cls(
            text,
            shape.lo,
            shape.hi,
            shape.granularity,
            uncertain="?" in text or "%" in text,
            approximate="~" in text or "%" in text,
            weekday=weekday,
        )

    @classmethod
    def of(cls, value: PartialDate | date | str) -> PartialDate:
        """The partial date of a date, a datetime (its day, in its own zone) or a string.

        A string may be EDTF, an ISO timestamp, an RFC 2822 date or any absolute date that
        `dateparser` reads; of a day and month that could be either ("03/02/2009") both readings
        are kept as a set. Raises `DateError` where nothing certain can be read; never guesses.
        """
        if isinstance(value, PartialDate):
            return value
        if isinstance(value, datetime):
            value = value.date()
        if isinstance(value, date):
            return cls.parse(iso(value))
        try:
            found = cls.parse(value)
            return found if "T" not in found.edtf else cls.parse(found.edtf[:10])
        except DateError:
            read = read_metadata_date(value)
            if read is None:
                raise DateError(
                    f"cannot read {value[:80]!r} as a date; expected for example 2025-10-31"
                ) from None
            return cls.parse(read)

    @classmethod
    def between(cls, earliest: date | None, latest: date | None) -> PartialDate:
        """The partial date for some time from `earliest` to `latest`, both inclusive."""
        return cls.parse(print_range(earliest, latest))

    @property
    def shape(self) -> Shape:
        """The days that are allowed."""
        shape = read_edtf(self.edtf)
        if self.weekday is None or shape.weekday == self.weekday:
            return shape
        return replace(shape, lo=self.earliest, hi=self.latest, weekday=self.weekday)

    @property
    def known_day(self) -> date | None:
        """The one day that it is, or ``None``."""
        return self.earliest if self.earliest == self.latest else None

    def before(self, other: PartialDate) -> bool:
        """Whether it is certainly before: every allowed day precedes every one of `other`."""
        return (
            self.latest is not None and other.earliest is not None and self.latest < other.earliest
        )

    def after(self, other: PartialDate) -> bool:
        """Whether it is certainly after `other`."""
        return other.before(self)

    def overlaps(self, other: PartialDate) -> bool:
        """Whether the two stretches of days, from earliest to latest, have a day in common."""
        return not (self.before(other) or self.after(other))

    def within(self, other: PartialDate) -> bool:
        """Whether every day allowed here is allowed by `other`."""
        return _contains(other.shape, self.shape)

    def may_equal(self, other: PartialDate) -> bool:
        """Whether both may be the same time, as far as is known."""
        return self.intersect(other) is not None

    def intersect(self, other: PartialDate) -> PartialDate | None:
        """What both say together, or ``None`` when they contradict each other.

        The narrower one is returned as it is where it lies within the other.
        """
        mine, theirs = self.shape, other.shape
        if mine.lo and theirs.hi and mine.lo > theirs.hi:
            return None
        if theirs.lo and mine.hi and theirs.lo > mine.hi:
            return None
        inside, outside = _contains(theirs, mine), _contains(mine, theirs)
        if inside and outside:
            return min(self, other, key=_sureness)
        if inside:
            return self
        if outside:
            return other
        both = _merge(mine, theirs)
        if both is None:
            return None
        found = _print_shape(both)
        doubt = self.uncertain or other.uncertain
        about = self.approximate or other.approximate
        return found.qualified(uncertain=doubt, approximate=about)

    def qualified(self, *, uncertain: bool, approximate: bool) -> PartialDate:
        """The same days with these EDTF qualifiers (``?`` uncertain, ``~`` approximate)."""
        if (uncertain, approximate) == (self.uncertain, self.approximate):
            return self
        mark = "%" if uncertain and approximate else "?" if uncertain else "~" * approximate
        bare = re.sub(r"[?~%]", "", self.edtf)
        text = re.sub(r"[0-9X][-0-9XT:+Z]*", lambda m: m[0] + mark, bare) if mark else bare
        return replace(self, edtf=text, uncertain=uncertain, approximate=approximate)

    def combine(self, reference: PartialDate, direction: str = "past") -> PartialDate:
        """What a date without a year or a bare weekday means, seen from `reference`.

        `direction` is ``past`` (the last such day, the reference itself included), ``future``
        or ``nearest``. Where the reference is only partly known, every answer that is possible
        is kept. What has its year already is returned as it is.

        >>> friday = PartialDate.parse("XXXX-WXX-5")
        >>> friday.combine(PartialDate.parse("2025-11-02")).edtf
        '2025-10-31'
        >>> friday.combine(PartialDate.parse("2025-11")).edtf
        '[2025-10-31,2025-11-07,2025-11-14,2025-11-21,2025-11-28]'
        """
        if direction not in ("past", "future", "nearest"):
            raise ValueError(f"direction is {direction!r}, not past, future or nearest")
        shape = self.shape
        if shape.lo or shape.hi or not shape.patterned or not reference.earliest:
            return self
        if reference.latest is None:
            return self
        reach = 6 if shape.month is None and shape.day is None else 365
        if (shape.month == 2 and shape.day == 29) or (shape.weekday is not None and shape.day):
            reach = 366 * 40
        if shape.month is None and shape.day is not None and shape.weekday is None:
            reach = 61
        back = {"past": reach, "future": 0, "nearest": reach // 2}[direction]
        ahead = {"past": 0, "future": reach, "nearest": reach // 2 + reach % 2}[direction]
        lo, hi = _shift(reference.earliest, -back), _shift(reference.latest, ahead)
        if shape.granularity == "month" and direction == "past":
            lo = lo.replace(day=1)
        window = replace(shape, lo=lo, hi=hi).tightened()
        if window is None:
            return self
        if reference.known_day and shape.granularity == "day":
            order = direction == "past"
            if direction == "nearest":
                base = reference.known_day
                day = min(window.days(), key=lambda d: abs((d - base).days))
            else:
                day = next(window.days(backwards=order))
            return PartialDate.parse(iso(day))
        if shape.granularity == "month":
            return self._combine_month(window, direction)
        return _print_shape(window)

    def _combine_month(self, window: Shape, direction: str) -> PartialDate:
        days = list(islice(window.days(backwards=direction == "past"), 800))
        names = sorted({iso(d)[:7] for d in days})
        if len(names) > 1 and direction == "past" and window.lo and window.hi:
            # "October" said in October is this one, not last year's
            if (window.hi - window.lo).days <= 400:
                names = names[-1:]
        elif len(names) > 1 and direction == "future":
            names = names[:1]
        return PartialDate.parse(names[0] if len(names) == 1 else f"[{','.join(names)}]")

    def __str__(self) -> str:
        return self.edtf


def _spell_day(text: str) -> str:
    # what has a weekday is a day: 2025-10 becomes 2025-10-XX
    match = re.fullmatch(r"([0-9X]{4})(-[01X][0-9X])?([?~%]*)", text)
    return f"{match[1]}{match[2] or '-XX'}-XX{match[3]}" if match else text


def _sureness(value: PartialDate) -> tuple[bool, bool, int, str]:
    return value.uncertain, value.approximate, len(value.edtf), value.edtf


def _shift(day: date, by: int) -> date:
    try:
        return day + timedelta(days=by)
    except OverflowError:
        return date.max if by > 0 else date.min


def _contains(outer: Shape, inner: Shape) -> bool:
    if inner.lo is not None and inner.lo == inner.hi:
        return outer.allows(inner.lo)
    if outer.lo is not None and (inner.lo is None or inner.lo < outer.lo):
        return False
    if outer.hi is not None and (inner.hi is None or inner.hi > outer.hi):
        return False
    month = inner.month
    if month is None and inner.lo and inner.hi and iso(inner.lo)[:7] == iso(inner.hi)[:7]:
        month = inner.lo.month
    return (
        outer.month in (None, month)
        and outer.day in (None, inner.day)
        and outer.weekday in (None, inner.weekday)
        and outer.year in (None, inner.year)
        and (outer.ranges is None or _covers(outer.ranges, inner))
    )


def _covers(ranges: tuple[tuple[date, date], ...], inner: Shape) -> bool:
    if inner.ranges is not None:
        return all(any(a <= x and y <= b for a, b in ranges) for x, y in inner.ranges)
    if inner.lo is None or inner.hi is None:
        return False
    lo, hi = inner.lo, inner.hi
    return any(a <= lo and hi <= b for a, b in ranges)


def _merge(one: Shape, two: Shape) -> Shape | None:
    for a, b in ((one.month, two.month), (one.day, two.day), (one.weekday, two.weekday)):
        if a is not None and b is not None and a != b:
            return None
    lo = max((d for d in (one.lo, two.lo) if d), default=None)
    hi = min((d for d in (one.hi, two.hi) if d), default=None)
    year = one.year or two.year
    if one.year and two.year and one.year != two.year:
        mixed = []
        for mine, other in zip(one.year, two.year, strict=True):
            if "X" not in (mine, other) and mine != other:
                return None
            mixed.append(other if mine == "X" else mine)
        year = "".join(mixed)
    ranges = one.ranges or two.ranges
    if one.ranges and two.ranges:
        ranges = tuple(
            (max(a, c), min(b, d))
            for a, b in one.ranges
            for c, d in two.ranges
            if max(a, c) <= min(b, d)
        )
        if not ranges:
            return None
    return Shape(
        lo,
        hi,
        "day" if "day" in (one.granularity, two.granularity) else "range",
        year,
        one.month or two.month,
        one.day or two.day,
        two.weekday if one.weekday is None else one.weekday,
        ranges,
    ).tightened()


def _print_shape(shape: Shape) -> PartialDate:
    lo, hi = shape.lo, shape.hi
    if not shape.patterned or (lo is not None and lo == hi):
        return PartialDate.between(lo, hi)
    if lo is None and hi is None:
        return PartialDate.parse(_spell("XXXX", shape), shape.weekday)
    if lo is None or hi is None:
        return PartialDate.parse(print_range(lo, hi), shape.weekday)
    if shape.ranges is None:
        for year in _year_names(shape, lo, hi):
            text = _spell(year, shape)
            found = PartialDate.parse(text, shape.weekday)
            if (found.earliest, found.latest) == (lo, hi):
                return found
    runs = _runs(shape)
    if runs is None:
        return PartialDate.parse(print_range(lo, hi), shape.weekday)
    if len(runs) == 1:
        return PartialDate.between(*runs[0])
    names = [print_range(a, b) for a, b in runs]
    if any("/" in name for name in names):
        names = [f"{iso(a)}..{iso(b)}" if a != b else iso(a) for a, b in runs]
    return PartialDate.parse(f"[{','.join(names)}]")


def _year_names(shape: Shape, lo: date, hi: date) -> list[str]:
    low, high = f"{lo.year:04d}", f"{hi.year:04d}"
    if shape.year:
        return [shape.year]
    return [low] if low == high else [low[:3] + "X", low[:2] + "XX"]


def _spell(year: str, shape: Shape) -> str:
    month = f"{shape.month:02d}" if shape.month else "XX"
    day = f"{shape.day:02d}" if shape.day else "XX"
    if shape.day or shape.weekday is not None or shape.granularity == "day":
        return f"{year}-{month}-{day}"
    return f"{year}-{month}"


def _runs(shape: Shape) -> list[tuple[date, date]] | None:
    """The stretches of days that follow each other, or ``None`` when there are too many."""
    runs: list[tuple[date, date]] = []
    for day in shape.days():
        if runs and (day - runs[-1][1]).days == 1:
            runs[-1] = (runs[-1][0], day)
        elif len(runs) == LONGEST_SET:
            return None
        else:
            runs.append((day, day))
    return runs


__all__ = ["PartialDate", "granularity_of"]
