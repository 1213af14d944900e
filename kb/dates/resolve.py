"""From what an expression says to the time it means, given what the text has told so far."""

from __future__ import annotations

from datetime import date, timedelta

from kb.dates.calendar import (
    ORDER,
    Stamp,
    shift_day,
    shift_months,
    stamp_of,
    unit_value,
    week_value,
)
from kb.dates.edtf import iso
from kb.dates.node import Time
from kb.dates.place import Scene, blank_value, place_time, value_in_year

SEASON_ORDER = ("SP", "SU", "FA", "WI")


PARTS_OF_DAY = frozenset(("MO", "MI", "AF", "EV", "NI", "DT"))


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
    if scene.bc is not None and node.anchored == "text" and node.base is None:
        scene.leant = "text"
        return _count_from_bc(scene.bc, count, unit)
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


def _count_from_bc(year: int, count: float, unit: str) -> str:
    """So many years from a year before Christ, after which comes AD 1: there is no year 0."""
    years = {"Y": 1, "DE": 10, "CE": 100}.get(unit)
    if years is None or count != int(count):
        return _unknown(unit)
    left = year - int(count) * years
    if left > 0:
        return f"BC{left:04d}"
    return f"{1 - left:04d}"


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


_UNKNOWN = {
    "Y": "XXXX", "MON": "XXXX-XX", "W": "XXXX-WXX", "WE": "XXXX-WXX-WE", "Q": "XXXX-QX",
    "FN": "XXXX-WXX", "DE": "XXX", "CE": "XX", "H": "XXXX-HX", "SEA": "XXXX",
}  # fmt: skip


def _unknown(unit: str) -> str:
    return _UNKNOWN.get(unit, "XXXX-XX-XX")


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
    if node.anchored == "text" and node.direction > 0 and node.count:
        return None  # "two weeks later" than what? not than the day of writing
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
        return value_in_year(node, node.year)
    if (
        node.clock
        and node.month is None
        and node.weekday is None
        and node.day is None
        and not node.holiday
    ):
        return _day_of_clock(scene)
    return place_time(node, scene)


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


def _within(node: Time, scene: Scene) -> str:
    base = node.base
    assert base is not None  # noqa: S101 - the caller has looked
    stamp = _stamp(base, scene)
    if stamp is None:
        if node.month or node.weekday is not None or node.season or node.quarter or node.half:
            return blank_value(node)
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
            blank_value(node).replace("XXXX", f"{stamp.value:X<4}")
            if node.month or node.season
            else stamp.value
        )
    return value_in_year(node, stamp.lo.year)


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
    if scene.fresh is not None and scene.fresh.unit == "D":
        scene.leant = "text"
        return scene.fresh.value
    doc = _doc(scene)
    return doc.value if doc else "XXXX-XX-XX"
