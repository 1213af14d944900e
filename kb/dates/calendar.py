"""Calendar arithmetic on TIMEX3 values: what a value covers, and how values are written."""

from __future__ import annotations

import calendar as std
import re
from dataclasses import dataclass
from datetime import date, timedelta
from functools import lru_cache

from kb.dates.edtf import iso, last_of_month
from kb.dates.partial import PartialDate
from kb.dates.words import FIXED_DAYS
from kb.errors import DateError

SEASON_MONTHS = {"SP": (3, 5), "SU": (6, 8), "FA": (9, 11), "WI": (12, 14)}
SEASON_CODES = {"SP": 21, "SU": 22, "FA": 23, "WI": 24}
ORDER = {
    "time": 0,
    "D": 1,
    "WE": 2,
    "W": 3,
    "MON": 4,
    "Q": 5,
    "SEA": 5,
    "H": 6,
    "Y": 7,
    "DE": 8,
    "CE": 9,
}
_VALUE = re.compile(
    r"(?P<y>\d{4})(?:-(?:(?P<m>\d\d)(?:-(?P<d>\d\d))?|W(?P<w>\d\d)(?P<we>-WE)?|Q(?P<q>[1-4])|H(?P<h>[12])|(?P<s>SP|SU|FA|WI)))?"
    r"(?P<t>T.*)?"
)


@dataclass(frozen=True, slots=True)
class Stamp:
    """A stretch of the calendar: its days, its unit and its TIMEX3 value without time of day."""

    lo: date
    hi: date
    unit: str
    value: str


@lru_cache(maxsize=4096)
def stamp_of(value: str) -> Stamp | None:
    """The stretch that a resolved TIMEX3 value covers, or ``None`` for any other value."""
    if value.isdigit() and len(value) in (2, 3):
        size = 10 ** (4 - len(value))
        low = int(value) * size
        if low + size - 1 < 1:
            return None
        lo, hi = date(max(low, 1), 1, 1), date(low + size - 1, 12, 31)
        return Stamp(lo, hi, "DE" if len(value) == 3 else "CE", value)
    match = _VALUE.fullmatch(value)
    if match is None or match["y"] == "0000":
        return None
    y = int(match["y"])
    try:
        if match["d"]:
            day = date(y, int(match["m"]), int(match["d"]))
            return Stamp(day, day, "D", iso(day))
        if match["m"]:
            m = int(match["m"])
            return Stamp(date(y, m, 1), last_of_month(y, m), "MON", value[:7])
        if match["w"]:
            first = date.fromisocalendar(y, int(match["w"]), 1)
            if match["we"]:
                return Stamp(first + timedelta(5), first + timedelta(6), "WE", value)
            return Stamp(first, first + timedelta(6), "W", value[:8])
    except (ValueError, OverflowError):  # the last week of the last year ends beyond it
        return None
    if match["q"]:
        q = int(match["q"])
        return Stamp(date(y, 3 * q - 2, 1), last_of_month(y, 3 * q), "Q", value[:7])
    if match["h"]:
        h = int(match["h"])
        return Stamp(date(y, 6 * h - 5, 1), last_of_month(y, 6 * h), "H", value[:7])
    if match["s"]:
        a, b = SEASON_MONTHS[match["s"]]
        end = last_of_month(min(y + 1, 9999), b - 12) if b > 12 else last_of_month(y, b)
        return Stamp(date(y, a, 1), end, "SEA", value[:7])
    return Stamp(date(y, 1, 1), date(y, 12, 31), "Y", value[:4])


_XDATE = re.compile(r"(XXXX|\d{4})-(XX|\d\d)(?:-(XX|\d\d))?(?:T.*)?")


def partial_of(value: str) -> PartialDate | None:
    """The partial date that a TIMEX3 value names, or ``None`` where it names none."""
    stamp = stamp_of(value)
    if stamp is not None:
        if stamp.unit == "SEA":
            return PartialDate.parse(f"{value[:4]}-{SEASON_CODES[value[5:7]]}")
        return PartialDate.between(stamp.lo, stamp.hi)
    if value.startswith("XXXX-WXX-") and value[9:10].isdigit():
        return PartialDate.parse(value[:10])
    if value.startswith("FY"):
        return None
    match = _XDATE.fullmatch(value)
    if match is None or (match[1] == "XXXX" and match[2] == "XX" and match[3] in (None, "XX")):
        return None
    try:
        return PartialDate.parse("-".join(p for p in match.groups() if p))
    except DateError:
        return None


def week_value(day: date) -> str:
    """``2013-W11``."""
    y, w, _ = day.isocalendar()
    return f"{y:04d}-W{w:02d}"


def unit_value(day: date, unit: str) -> str:
    """The value of the unit of time that `day` lies in (``MON`` gives ``2025-10``)."""
    match unit:
        case "D":
            return iso(day)
        case "W":
            return week_value(day)
        case "WE":
            return week_value(day) + "-WE"
        case "MON":
            return iso(day)[:7]
        case "Q":
            return f"{day.year:04d}-Q{(day.month + 2) // 3}"
        case "H":
            return f"{day.year:04d}-H{(day.month + 5) // 6}"
        case "DE":
            return f"{day.year // 10:03d}"
        case "CE":
            return f"{day.year // 100:02d}"
    return f"{day.year:04d}"


def shift_day(day: date, unit: str, count: float) -> date | None:
    """`day` moved by so many units, or ``None`` where that leaves the calendar."""
    try:
        match unit:
            case "D":
                return day + timedelta(days=round(count))
            case "W" | "WE":
                return day + timedelta(weeks=round(count))
            case "FN":
                return day + timedelta(weeks=round(2 * count))
            case "MON":
                return shift_months(day, round(count))
            case "Q":
                return shift_months(day, round(3 * count))
            case "H" | "SEM":
                return shift_months(day, round(6 * count))
            case "Y":
                # half years count in months ("two and a half years ago")
                return shift_months(day, round(12 * count))
            case "DE":
                return shift_months(day, round(120 * count))
            case "CE":
                return shift_months(day, round(1200 * count))
            case "ML":
                return shift_months(day, round(12000 * count))
    except (OverflowError, ValueError):
        return None
    return None


def shift_months(day: date, count: int) -> date:
    """`day` moved by months, at the latest the last of the month."""
    month = day.year * 12 + day.month - 1 + count
    y, m = divmod(month, 12)
    return date(y, m + 1, min(day.day, std.monthrange(y, m + 1)[1]))


@lru_cache(maxsize=2048)
def holiday_date(name: str, year: int) -> date | None:
    """The day on which a named day falls, or ``None`` where that is not known for the year."""
    if name in FIXED_DAYS:
        return date(year, *FIXED_DAYS[name])
    if not 1583 <= year <= 2500:
        return None
    easter = _easter(year)
    after_easter = {
        "easter": 0, "easter sunday": 0, "easter monday": 1, "good friday": -2, "palm sunday": -7,
        "maundy thursday": -3, "ash wednesday": -46, "shrove tuesday": -47, "pentecost": 49,
    }.get(name)  # fmt: skip
    if after_easter is not None:
        return easter + timedelta(after_easter)
    nth = {
        "thanksgiving": (11, 3, 4), "thanksgiving day": (11, 3, 4), "labor day": (9, 0, 1),
        "labour day": (9, 0, 1), "martin luther king day": (1, 0, 3),
        "martin luther king jr. day": (1, 0, 3), "mlk day": (1, 0, 3), "presidents day": (2, 0, 3),
        "presidents' day": (2, 0, 3), "columbus day": (10, 0, 2), "mother's day": (5, 6, 2),
        "father's day": (6, 6, 3), "memorial day": (5, 0, -1),
    }.get(name)  # fmt: skip
    if nth is not None:
        return nth_weekday(year, *nth)
    if name == "black friday":
        return nth_weekday(year, 11, 3, 4) + timedelta(1)
    if name == "cyber monday":
        return nth_weekday(year, 11, 3, 4) + timedelta(4)
    return _moon_day(name, year)


def nth_weekday(year: int, month: int, weekday: int, n: int) -> date:
    """The n-th such weekday of a month; -1 is the last."""
    if n < 0:
        last = last_of_month(year, month)
        return last - timedelta((last.weekday() - weekday) % 7)
    first = date(year, month, 1)
    return first + timedelta((weekday - first.weekday()) % 7 + 7 * (n - 1))


def _easter(year: int) -> date:
    # the anonymous Gregorian computus (Meeus, Astronomical Algorithms, chapter 8)
    a, (b, c) = year % 19, divmod(year, 100)
    (d, e), f = divmod(b, 4), (b + 8) // 25
    g = (b - f + 1) // 3
    h = (19 * a + b - d - g + 15) % 30
    i, k = divmod(c, 4)
    weekday = (32 + 2 * e + 2 * i - h - k) % 7
    m = (a + 11 * h + 22 * weekday) // 451
    month, day = divmod(h + weekday - 7 * m + 114, 31)
    return date(year, month, day + 1)


_ISLAMIC = {"ramadan": (9, 1), "eid al-fitr": (10, 1), "eid al-adha": (12, 10)}
_HEBREW = {"rosh hashanah": (7, 1), "yom kippur": (7, 10), "passover": (1, 15), "hanukkah": (9, 25)}


def _moon_day(name: str, year: int) -> date | None:
    # tabular calendars: a day off from the sighted moon is possible
    if name in _ISLAMIC:
        from convertdate import islamic

        month, day = _ISLAMIC[name]
        for hijri in range(int((year - 622) * 1.03) - 1, int((year - 622) * 1.03) + 3):
            y, m, d = islamic.to_gregorian(hijri, month, day)
            if y == year:
                return date(y, m, d)
    if name in _HEBREW:
        from convertdate import hebrew

        month, day = _HEBREW[name]
        for anno in (year + 3760, year + 3761):
            y, m, d = hebrew.to_gregorian(anno, month, day)
            if y == year:
                return date(y, m, d)
    return None


__all__ = ["Stamp", "holiday_date", "partial_of", "shift_day", "stamp_of", "unit_value"]
