"""From what an expression says to the time it means, given what the text has told so far."""

from __future__ import annotations

import calendar as std
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, timedelta

from kb.dates.calendar import (
    ORDER,
    SEASON_MONTHS,
    Stamp,
    holiday_date,
    nth_weekday,
    shift_day,
    shift_months,
    stamp_of,
    unit_value,
    week_value,
)
from kb.dates.edtf import iso
from kb.dates.node import Time

SEASON_ORDER = ("SP", "SU", "FA", "WI")
PARTS_OF_DAY = frozenset(("MO", "MI", "AF", "EV", "NI", "DT"))


@dataclass(slots=True)
class Scene:
    """What a resolver may lean on at one place in a text.

    `day` is the day of writing (``None``: unknown), `told` the last time the text told,
    `line` the last one of a month or less and `year` the last bare year after it, with whether
    it was told in the same sentence; `near` the time told in the same sentence; `narrative` is true where the text tells a story
    of which the day of writing is no part; `tense` is asked only when needed. `leant` says
    afterwards what was used: ``doc``, ``text`` or an empty string.
    """

    day: date | None
    told: Stamp | None
    line: Stamp | None
    year: tuple[int, bool] | None
    near: Stamp | None
    narrative: bool
    tense: Callable[[], str | None]
    leant: str = ""


def resolve(node: Time, scene: Scene) -> str:
    """The TIMEX3 value of `node`; unknown digits are ``X``."""
    if node.value is not None:
        return node.value
    value = _resolve_rel(node, scene) if node.kind == "rel" else _resolve_cal(node, scene)
    return _with_time(value, node)


def _with_time(value: str, node: Time) -> str:
    if node.clock:
        return f"{value}{node.clock}{node.zone}" if "T" not in value else value
    if node.part and "T" not in value:
        if node.part == "NI" and node.kind == "rel" and node.shift is None and node.direction < 0:
            return f"{value}TNI"
        return f"{value}T{node.part}"
    return value


def _resolve_rel(node: Time, scene: Scene) -> str:
    unit = node.unit or "D"
    if (
        scene.narrative
        and unit == "D"
        and node.anchored == "doc"
        and not node.count
        and node.part is None
    ):
        return "PRESENT_REF"  # "today" in a history is "nowadays"
    count = node.direction * (node.count if node.count is not None else 0.0)
    base = _base_of(node, scene)
    if base is None:
        return _unknown(unit)
    if unit in ("M", "S"):
        return f"{iso(base.lo)}TXX:XX" if base.unit == "D" else "XXXX-XX-XX"
    if unit == "H":
        return _hours(base, count)
    if ORDER.get(unit, 3 if unit == "FN" else 7) < ORDER[base.unit] and not (
        unit == "WE" and base.unit == "W"
    ):
        return _finer(base, unit, count)
    day = base.lo
    if unit in ("WE", "SEA") and unit == "WE":
        day = base.lo
    moved: date | None = day
    for number, each in node.parts or ((abs(count), unit),):
        moved = moved and shift_day(moved, each, number if node.direction > 0 else -number)
    if moved is None:
        return _unknown(unit)
    if unit == "FN":
        unit = "W"
    if unit == "NI":
        unit = "D"
    if unit == "SEM":
        unit = "H"
    if unit == "SEA":
        return _season_at(base.lo, round(count))
    if unit == "Y" and count != int(count):
        return unit_value(moved, "Y")
    if unit == "ML":
        return unit_value(moved, "Y")
    if unit == "Q" and node.shift is None:
        return unit_value(moved, "Q")
    value = unit_value(moved, unit)
    if node.fiscal and unit == "Y":
        return f"FY{value}"
    return value


def _season_at(day: date, count: int) -> str:
    index = (day.month % 12) // 3 - 1  # winter is -1
    year = day.year - (day.month < 3)
    at = (index if index >= 0 else 3) + count
    return f"{year + at // 4:04d}-{SEASON_ORDER[at % 4]}"


def _hours(base: Stamp, count: float) -> str:
    if base.unit != "D":
        return "XXXX-XX-XX"
    if abs(count) % 24 == 0 and count:
        return iso(base.lo + timedelta(hours=count))
    return iso(base.lo) + "TXX"


def _finer(base: Stamp, unit: str, count: float) -> str:
    # "two days later" after "in 1980": a day, but nobody says which
    y = f"{base.lo.year:04d}"
    if base.unit in ("DE", "CE"):
        return _unknown(unit)
    if unit in ("W", "FN", "WE"):
        return f"{y}-WXX"
    if unit == "MON":
        return f"{y}-XX"
    if base.unit == "MON" and count == 0:
        return f"{base.value}-XX"
    return f"{y}-XX-XX"


def _unknown(unit: str) -> str:
    return {"Y": "XXXX", "MON": "XXXX-XX", "W": "XXXX-WXX", "WE": "XXXX-WXX-WE", "Q": "XXXX-QX", "FN": "XXXX-WXX",
            "DE": "XXX", "CE": "XX", "H": "XXXX-HX", "SEA": "XXXX"}.get(unit, "XXXX-XX-XX")  # fmt: skip


def _base_of(node: Time, scene: Scene) -> Stamp | None:
    if node.base is not None:
        return _stamp(node.base, scene)
    if node.anchored == "doc" and not scene.narrative:
        return _doc(scene)
    if node.anchored == "year" and not scene.narrative:
        if scene.near and ORDER[scene.near.unit] <= ORDER.get(node.unit or "D", 7):
            scene.leant = "text"
            return scene.near
        return _doc(scene)
    if scene.told is not None:
        scene.leant = "text"
        return scene.told
    return _doc(scene)


def _doc(scene: Scene) -> Stamp | None:
    scene.leant = "doc"
    if scene.day is None:
        return None
    return Stamp(scene.day, scene.day, "D", iso(scene.day))


def _stamp(node: Time, scene: Scene) -> Stamp | None:
    return stamp_of(resolve(node, scene).removeprefix("FY").split("T")[0])


def _resolve_cal(node: Time, scene: Scene) -> str:
    if node.bc:
        return _resolve_bc(node)
    if node.digits:
        return node.digits
    if node.nth:
        return _resolve_nth(node, scene)
    if node.base is not None:
        return _within(node, scene)
    if node.year is not None:
        return _in_year(node, node.year)
    if (
        node.clock
        and node.month is None
        and node.weekday is None
        and node.day is None
        and not node.holiday
    ):
        return _day_of_clock(scene)
    return _place(node, scene)


def _resolve_bc(node: Time) -> str:
    if node.digits:
        return f"BC{node.digits}"
    value = f"BC{node.year or 0:04d}"
    if node.month:
        value += f"-{node.month:02d}"
        if node.day:
            value += f"-{node.day:02d}"
    elif node.season:
        value += f"-{node.season}"
    return value


def _in_year(node: Time, year: int) -> str:
    y = f"{year:04d}"
    if node.holiday:
        day = holiday_date(node.holiday, year)
        return iso(day) if day else y
    if node.month and node.day:
        return f"{y}-{node.month:02d}-{node.day:02d}"
    if node.month:
        return f"{y}-{node.month:02d}"
    if node.quarter:
        return f"FY{y}-Q{node.quarter}" if node.fiscal and False else f"{y}-Q{node.quarter}"
    if node.half:
        return f"{y}-H{node.half}"
    if node.season:
        return f"{y}-{node.season}"
    return f"FY{y}" if node.fiscal else y


def _within(node: Time, scene: Scene) -> str:
    base = node.base
    assert base is not None  # noqa: S101 - the caller has looked
    stamp = _stamp(base, scene)
    if stamp is None:
        if node.month or node.weekday is not None or node.season or node.quarter or node.half:
            return _blank(node)
        return _unknown("D") if node.clock else _unknown("Y")
    if node.clock and node.weekday is None and node.month is None:
        value = resolve(base, scene)
        if base.part and base.part in PARTS_OF_DAY:
            value = value.split("T")[0]
        return value
    if node.weekday is not None and node.month is None and stamp.unit in ("W", "D", "WE"):
        monday = stamp.lo - timedelta(stamp.lo.weekday())
        return iso(monday + timedelta(node.weekday))
    if ORDER[stamp.unit] >= ORDER["DE"]:
        return (
            _blank(node).replace("XXXX", f"{stamp.value:X<4}")
            if node.month or node.season
            else stamp.value
        )
    return _in_year(node, stamp.lo.year)


def _resolve_nth(node: Time, scene: Scene) -> str:
    n, unit = node.nth or (1, "D")
    base = node.base
    stamp = _stamp(base, scene) if base else None
    if stamp is None:
        return _unknown("W" if unit == "W" else "D")
    lo, hi = stamp.lo, stamp.hi
    try:
        if n == 0 and unit == "WE":
            saturday = lo + timedelta((5 - lo.weekday() + 3) % 7 - 3)  # the nearest
            return week_value(saturday) + "-WE"
        if n == 0:
            return unit_value(lo, unit)
        if unit == "W":
            if n < 0:
                return week_value(hi - timedelta(hi.weekday() + 1 if hi.weekday() < 3 else 0))
            first = lo if lo.weekday() <= 3 else lo + timedelta(7 - lo.weekday())
            return week_value(first + timedelta(weeks=n - 1))
        if unit == "WE":
            saturday = (
                lo + timedelta((5 - lo.weekday()) % 7)
                if n > 0
                else hi - timedelta((hi.weekday() - 5) % 7)
            )
            return week_value(saturday + timedelta(weeks=max(n, 1) - 1)) + "-WE"
        if unit == "D":
            return iso(hi if n < 0 else lo + timedelta(n - 1))
        if unit == "MON":
            return unit_value(hi if n < 0 else shift_months(lo, n - 1), "MON")
        if unit == "Y":
            return unit_value(hi if n < 0 else shift_months(lo, 12 * (n - 1)), "Y")
        if unit == "DE":
            return unit_value(hi if n < 0 else shift_months(lo, 120 * (n - 1)), "DE")
        if unit.startswith("WD"):
            weekday = int(unit[2:])
            if n > 0:
                return iso(lo + timedelta((weekday - lo.weekday()) % 7 + 7 * (n - 1)))
            return iso(hi - timedelta((hi.weekday() - weekday) % 7))
    except (OverflowError, ValueError):
        pass
    return _unknown("D")


def _day_of_clock(scene: Scene) -> str:
    if scene.near is not None and scene.near.unit == "D":
        scene.leant = "text"
        return scene.near.value
    if scene.narrative and scene.told is not None:
        scene.leant = "text"
        return scene.told.value if scene.told.unit == "D" else "XXXX-XX-XX"
    doc = _doc(scene)
    return doc.value if doc else "XXXX-XX-XX"


def _blank(node: Time) -> str:
    if node.holiday:
        day = holiday_date(node.holiday, 2000) if node.holiday else None
        from kb.dates.words import FIXED_DAYS

        return (
            f"XXXX-{day.month:02d}-{day.day:02d}"
            if day and node.holiday in FIXED_DAYS
            else "XXXX-XX-XX"
        )
    if node.month and node.day:
        return f"XXXX-{node.month:02d}-{node.day:02d}"
    if node.month:
        return f"XXXX-{node.month:02d}"
    if node.weekend:
        return "XXXX-WXX-WE"
    if node.weekday is not None:
        return f"XXXX-WXX-{node.weekday + 1}"
    if node.day:
        return f"XXXX-XX-{node.day:02d}"
    if node.quarter:
        return f"XXXX-Q{node.quarter}"
    if node.half:
        return f"XXXX-H{node.half}"
    if node.season:
        return f"XXXX-{node.season}"
    return "XXXX-XX-XX"


def _place(node: Time, scene: Scene) -> str:
    """A time without its year, or a weekday: found from the day of writing or the story."""
    told_first = scene.narrative or node.shift in ("previous", "following", "same")
    if told_first and scene.told is not None:
        scene.leant = "text"
        return _from_told(node, scene.told, scene)
    scene.leant = "doc"
    if scene.day is None:
        return _blank(node)
    if node.shift in ("previous", "following"):
        node.shift = "last" if node.shift == "previous" else "next"
    try:
        return _from_doc(node, scene.day, scene)
    except (ValueError, OverflowError):
        return _blank(node)


CLOSE = 31  # days


def _story_year(node: Time, told: Stamp, scene: Scene) -> int | None:
    """The year of a month or day in a story whose time runs forward."""
    line, bare = scene.line, scene.year
    if line is None:
        if bare is not None:
            return bare[0]
        return told.lo.year if ORDER[told.unit] < ORDER["DE"] else None
    month = _first_month(node)
    year = line.lo.year
    if line.lo.month - month >= 9:
        year += 1  # "December … January"
    if bare is None or bare[0] == year:
        return year
    ahead = (year - line.lo.year) * 12 + month - line.lo.month
    if bare[1]:
        return bare[0]
    if bare[0] > line.lo.year:
        return year if 0 <= ahead <= 1 else bare[0]
    return year if -1 <= ahead <= 6 else bare[0]


def _from_told(node: Time, told: Stamp, scene: Scene) -> str:
    which = node.shift
    story = _story_year(node, told, scene) if which is None else told.lo.year
    if story is None:
        return _blank(node)
    year = story
    if node.weekday is not None and node.month is None:
        if told.unit != "D" and told.unit != "W":
            return _blank(node)
        ahead = (node.weekday - told.lo.weekday()) % 7
        if which in ("previous", "last"):
            ahead = ahead - 7
        elif which in ("following", "next"):
            ahead = ahead or 7
        return iso(told.lo + timedelta(ahead))
    if node.day and node.month is None:
        line = scene.line or told
        return (
            f"{iso(line.lo)[:7] if line.unit in ('D', 'MON') else f'{year:04d}-XX'}-{node.day:02d}"
        )
    if node.weekend:
        return week_value(told.lo) + "-WE" if told.unit in ("D", "W") else "XXXX-WXX-WE"
    month = _first_month(node)
    if which in ("previous", "last"):
        if month >= told.lo.month and ORDER[told.unit] < ORDER["Y"]:
            year -= 1
        return _in_year(node, year)
    if which in ("following", "next"):
        if month <= told.lo.month or told.unit == "Y":
            year += 1
        return _in_year(node, year)
    return _in_year(node, year)


def _first_month(node: Time) -> int:
    if node.month:
        return node.month
    if node.quarter:
        return 3 * node.quarter - 2
    if node.half:
        return 6 * node.half - 5
    if node.season:
        return SEASON_MONTHS[node.season][0]
    if node.holiday:
        day = holiday_date(node.holiday, 2000)
        return day.month if day else 6
    return 1


def _from_doc(node: Time, day: date, scene: Scene) -> str:
    which = node.shift
    if node.weekday is not None and node.month is None and node.day is None:
        return _weekday(node, day, scene)
    if node.weekend:
        if node.shift == "this" and day.weekday() < 3 and scene.tense() != "past":
            return week_value(day) + "-WE"
        return _weekend(day, scene)
    if (
        node.part
        and node.month is None
        and node.day is None
        and not node.holiday
        and not node.season
        and not node.quarter
    ):
        return iso(day)
    if node.day and node.month is None:
        return _day_of_month(node, day, scene)
    if node.month and node.day:
        return _month_day(node, day, scene)
    if node.holiday:
        return _holiday(node, day, scene)
    return _part_of_year(node, day, scene, which)


def _weekday(node: Time, day: date, scene: Scene) -> str:
    weekday = node.weekday or 0
    back = (day.weekday() - weekday) % 7
    match node.shift:
        case "past":
            return iso(day - timedelta(back or 7))
        case "coming":
            return iso(day + timedelta((-back) % 7 or 7))
        case "last":
            # nobody calls yesterday "last Wednesday"
            return iso(day - timedelta(8 if back == 1 else back or 7))
        case "next":
            ahead = (-back) % 7 or 7
            return iso(day + timedelta(8 if ahead == 1 else ahead))
        case "this":
            if scene.tense() == "past":
                return iso(day - timedelta(back))
            return iso(day + timedelta((-back) % 7))
    tense = scene.tense() if back else "past"
    if tense == "future":
        return iso(day + timedelta((-back) % 7))
    return iso(day - timedelta(back))


def _weekend(day: date, scene: Scene) -> str:
    # on a Monday to Thursday "the weekend" is the last one, unless it is to come
    back = (day.weekday() - 5) % 7
    saturday = day - timedelta(back)
    if back > 1:
        tense = scene.tense()
        if tense == "future" or (day.weekday() in (3, 4) and tense != "past"):
            saturday += timedelta(7)
    return week_value(saturday) + "-WE"


def _day_of_month(node: Time, day: date, scene: Scene) -> str:
    tense = scene.tense()
    number = node.day or 1
    if tense is None and node.weekday is not None:
        # a weekday and a day of the month meet a few times a year: the nearest
        years = (f"{y:04d}" for y in (day.year - 1, day.year, day.year + 1))
        days = [
            found
            for year in years
            for month in range(1, 13)
            if number <= std.monthrange(int(year), month)[1]
            and (found := date(int(year), month, number)).weekday() == node.weekday
        ]
        if days:
            return iso(min(days, key=lambda d: abs((d - day).days)))
    future = tense == "future"
    for step in range(13):
        month = shift_months(day.replace(day=1), step if future else -step)
        if number > std.monthrange(month.year, month.month)[1]:
            continue
        found = month.replace(day=number)
        if node.weekday is not None and found.weekday() != node.weekday:
            continue
        if (found >= day) if future else (found <= day):
            return iso(found)
    return _blank(node)


def _month_day(node: Time, day: date, scene: Scene) -> str:
    month, number = node.month or 1, node.day or 1
    if number > (29 if month == 2 else std.monthrange(2001, month)[1]):
        return _blank(node)
    span = 3
    candidates = []
    for year in range(day.year - span, day.year + span + 1):
        try:
            candidates.append(date(year, month, number))
        except ValueError:
            continue
    if node.weekday is not None:
        fitting = [c for c in candidates if c.weekday() == node.weekday]
        if fitting:
            candidates = fitting
    if node.shift == "last":
        candidates = [c for c in candidates if c < day] or candidates
    elif node.shift == "next":
        candidates = [c for c in candidates if c > day] or candidates
    tense = scene.tense()
    # told in the past, a day to come must be four times nearer; and the other way round
    ahead, back = {"past": (4, 1), "future": (1, 6)}.get(tense or "", (2, 1))

    def cost(found: date) -> int:
        distance = (found - day).days
        return distance * ahead if distance > 0 else -distance * back

    return iso(min(candidates, key=cost)) if candidates else _blank(node)


def _holiday(node: Time, day: date, scene: Scene) -> str:
    name = node.holiday or ""
    found = [d for y in (day.year - 1, day.year, day.year + 1) if (d := holiday_date(name, y))]
    if not found:
        return f"{day.year:04d}"
    if node.shift == "last":
        return iso(max(d for d in found if d < day))
    if node.shift == "next":
        return iso(min(d for d in found if d > day))
    if node.shift == "this":
        return iso(min(found, key=lambda d: abs((d - day).days)))
    tense = scene.tense()
    past, future = [d for d in found if d <= day], [d for d in found if d >= day]
    if tense == "future" and future:
        return iso(min(future))
    if tense == "past" and past and (day - max(past)).days < 200:
        return iso(max(past))
    return iso(min(found, key=lambda d: abs((d - day).days)))


def _part_of_year(node: Time, day: date, scene: Scene, which: str | None) -> str:
    month = _first_month(node)
    width = 3 if node.quarter or node.season else 6 if node.half else 1
    last = month + width - 1
    year = day.year
    within = month <= day.month <= last or (last > 12 and day.month <= last - 12)
    if node.season == "WI" and day.month <= 2:
        year -= 1
    if which == "last":
        if node.season or node.quarter or node.half:
            if within or month > day.month:
                year = (
                    day.year - 1 if not (node.season == "WI" and day.month <= 2) else day.year - 2
                )
            return _in_year(node, year)
        return _in_year(node, day.year if month < day.month else day.year - 1)
    if which == "next":
        return _in_year(node, day.year if month > day.month else day.year + 1)
    if which == "this":
        return _in_year(node, day.year)
    if within:
        return _in_year(node, year)
    tense = scene.tense()
    if node.quarter or node.half:
        # results are told after the quarter has ended
        if last < day.month:
            return _in_year(node, day.year)
        if tense == "future":
            return _in_year(node, day.year)
        return _in_year(node, day.year - 1)
    gap_ahead = (month - day.month) % 12
    gap_back = (day.month - month) % 12
    if tense == "future" or (tense == "present" and gap_ahead < gap_back):
        return _in_year(node, day.year if month > day.month else day.year + 1)
    if tense is None and gap_ahead <= 3 and gap_ahead < gap_back:
        return _in_year(node, day.year if month > day.month else day.year + 1)
    return _in_year(node, day.year if month < day.month else day.year - 1)


__all__ = ["Scene", "nth_weekday", "resolve"]
