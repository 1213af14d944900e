"""Where on the calendar a date lies that does not say its year, or only its weekday."""

from __future__ import annotations

import calendar as std
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, timedelta

from kb.dates.calendar import ORDER, SEASON_MONTHS, Stamp, holiday_date, shift_months, week_value
from kb.dates.edtf import iso
from kb.dates.node import Time


@dataclass(slots=True)
class Scene:
    """What a resolver may lean on at one place in a text.

    `day` is the day of writing (``None``: unknown), `told` the last time the text told, `line`
    the last one of a month or less and `year` the last bare year after it, with whether it was
    told in the same sentence; `near` the time told in the same sentence; `narrative` is true
    where the text tells a story of which the day of writing is no part; `tense` is asked only
    when needed. `frame` is the dated time that the sentence opens with ("In 2008, …") and
    `fresh` the last time told, if that was not long ago; `bc` is the year before Christ that was
    told last, if nothing later was. `leant` says afterwards what was used:
    ``doc``, ``text`` or nothing.
    """

    day: date | None
    told: Stamp | None
    line: Stamp | None
    year: tuple[int, bool] | None
    near: Stamp | None
    narrative: bool
    tense: Callable[[], str | None]
    frame: Stamp | None = None
    fresh: Stamp | None = None
    bc: int | None = None
    leant: str = ""


def value_in_year(node: Time, year: int) -> str:
    """The TIMEX3 value of the parts that `node` names, in `year`."""
    y = f"{year:04d}"
    if node.holiday:
        day = holiday_date(node.holiday, year)
        return iso(day) if day else y
    if node.month and node.day:
        return f"{y}-{node.month:02d}-{node.day:02d}"
    if node.month:
        return f"{y}-{node.month:02d}"
    if node.quarter:
        return f"{y}-Q{node.quarter}"
    if node.half:
        return f"{y}-H{node.half}"
    if node.season:
        return f"{y}-{node.season}"
    return f"FY{y}" if node.fiscal else y


def blank_value(node: Time) -> str:
    """The value of `node` where the year is not known."""
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


def place_time(node: Time, scene: Scene) -> str:
    """A time without its year, or a weekday: found from the day of writing or the story."""
    told_first = scene.narrative or node.shift in ("previous", "following", "same")
    if told_first and scene.told is not None:
        scene.leant = "text"
        return _from_told(node, scene.told, scene)
    if (framed := _in_frame(node, scene)) is not None:
        scene.leant = "text"
        return framed
    scene.leant = "doc"
    if scene.day is None:
        return blank_value(node)
    if node.shift in ("previous", "following"):
        node.shift = "last" if node.shift == "previous" else "next"
    try:
        return _from_doc(node, scene.day, scene)
    except (ValueError, OverflowError):
        return blank_value(node)


def _in_frame(node: Time, scene: Scene) -> str | None:
    """The value in the year that the sentence opens with ("In 2008 he won, and in May …")."""
    frame = scene.frame
    if frame is None or node.shift or node.weekday is not None or ORDER[frame.unit] > ORDER["Y"]:
        return None
    if not (node.month or node.season or node.quarter):
        return None
    year = frame.lo.year + (frame.unit != "Y" and _first_month(node) < frame.lo.month)
    if scene.day is not None and year >= scene.day.year:
        return None
    return value_in_year(node, year)


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
        return blank_value(node)
    year = story
    if node.weekday is not None and node.month is None:
        if told.unit != "D" and told.unit != "W":
            return blank_value(node)
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
        return value_in_year(node, year)
    if which in ("following", "next"):
        if month <= told.lo.month or told.unit == "Y":
            year += 1
        return value_in_year(node, year)
    return value_in_year(node, year)


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
    return blank_value(node)


def _month_day(node: Time, day: date, scene: Scene) -> str:
    month, number = node.month or 1, node.day or 1
    if number > (29 if month == 2 else std.monthrange(2001, month)[1]):
        return blank_value(node)
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

    return iso(min(candidates, key=cost)) if candidates else blank_value(node)


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
            return value_in_year(node, year)
        return value_in_year(node, day.year if month < day.month else day.year - 1)
    if which == "next":
        return value_in_year(node, day.year if month > day.month else day.year + 1)
    if which == "this":
        return value_in_year(node, day.year)
    if within:
        return value_in_year(node, year)
    tense = scene.tense()
    if node.quarter or node.half:
        # results are told after the quarter has ended
        if last < day.month:
            return value_in_year(node, day.year)
        if tense == "future":
            return value_in_year(node, day.year)
        return value_in_year(node, day.year - 1)
    gap_ahead = (month - day.month) % 12
    gap_back = (day.month - month) % 12
    if tense == "future" or (tense == "present" and gap_ahead < gap_back):
        return value_in_year(node, day.year if month > day.month else day.year + 1)
    if tense is None and gap_ahead <= 3 and gap_ahead < gap_back:
        return value_in_year(node, day.year if month > day.month else day.year + 1)
    return value_in_year(node, day.year if month < day.month else day.year - 1)
