"""Dates that begin with digits: ISO stamps, "3/2/2009", "30-31 October", "2003–05"."""

from __future__ import annotations

import re

from kb.dates.calendar_words import DAY_MONTH, DAYNUM, THEN_YEAR, dated_time, day_of, is_month
from kb.dates.node import Time
from kb.dates.words import MONTH, SEASONS, YEAR, month_number
from kb.dates.years import (
    CENTURY,
    DECADE,
    DECADE_BC,
    QUARTER,
    YEAR_AD,
    YEAR_BC,
    YEAR_QUARTER,
    YEAR_SEASON,
    YEARS_BC,
    calendar_time,
    century_time,
    decade_time,
    full_year,
    quarter_time,
    read_year,
)

I = re.IGNORECASE  # noqa: E741


DAYS_MONTH = re.compile(
    rf"(?P<d>{DAYNUM})\s*(?:-|–|—|to|and|&)\s*(?=(?P<d2>{DAYNUM})\s+(?:of\s+)?(?P<m>{MONTH}){THEN_YEAR})",
    I,
)


ISO = re.compile(
    r"(?P<y>[12]\d{3})-(?P<m>0[1-9]|1[0-2])-(?P<d>0[1-9]|[12]\d|3[01])"
    r"(?:[T ](?P<h>[01]\d|2[0-3]):(?P<n>[0-5]\d)(?::(?P<s>[0-5]\d)(?:\.\d+)?)?"
    r"(?:\s?(?P<z>Z|[+-]\d\d:?\d\d))?)?(?![\d-])"
)


NUMERIC = re.compile(
    r"(?P<a>\d{1,2})(?P<sep>[/.-])(?P<b>\d{1,2})(?P=sep)(?P<y>\d{4}|\d\d)(?![\d/.-]\d|\d)"
)


YEAR_FIRST = re.compile(
    r"(?P<y>(?:19|20)\d\d)(?P<sep>[/.])(?P<m>\d{1,2})(?P=sep)(?P<d>\d{1,2})(?![\d/])"
)


ISO_MONTH = re.compile(r"(?P<y>(?:19|20)\d\d)-(?P<m>0[1-9]|1[0-2])(?![\d-])")


YEAR_SPAN = re.compile(rf"(?P<y>{YEAR})(?=\s?[-–—/]\s?(?P<y2>{YEAR}|\d\d)(?![\d%]|[.,:/–-]\d))")


YEAR_MONTH = re.compile(rf"(?P<y>{YEAR})\s(?P<m>(?!may|mar\b|march){MONTH})", I)


def read_digits(text: str, at: int) -> Time | None:
    """A date that begins with digits, or a decade, century or year."""
    if text[at - 1 : at] in tuple("$£€#/.@_=&") and at:
        return None
    if at > 1 and text[at - 1] in ",:-–" and text[at - 2].isdigit() and text[at - 1] not in "–-":
        return None
    if match := ISO.match(text, at):
        node = calendar_time(
            match.end(), year=int(match["y"]), month=int(match["m"]), day=int(match["d"])
        )
        if match["h"]:
            node.clock = f"T{match['h']}:{match['n']}" + (f":{match['s']}" if match["s"] else "")
            node.zone = match["z"] or ""
        return node
    if match := YEAR_FIRST.match(text, at):
        return _numbers(match.end(), int(match["y"]), int(match["m"]), int(match["d"]))
    if match := NUMERIC.match(text, at):
        return _numeric(match)
    if match := DAYS_MONTH.match(text, at):
        first, last = day_of(match["d"]), day_of(match["d2"])
        if first and last and first < last:
            node = calendar_time(match.end("d"), month=month_number(match["m"]), day=first)
            node.year = full_year(match["y"]) if match["y"] else None
            return node
    if (match := DAY_MONTH.match(text, at)) and is_month(text, match, sure=True):
        return dated_time(match, match["d"], match["y"] or match["y2"])
    if match := DECADE_BC.match(text, at):
        return calendar_time(match.end(), digits=f"{int(match['y']):03d}", bc=True)
    if match := DECADE.match(text, at):
        return decade_time(match)
    if match := CENTURY.match(text, at):
        return century_time(match)
    if match := QUARTER.match(text, at):
        return quarter_time(match)
    if match := YEARS_BC.match(text, at):
        return calendar_time(match.end("y"), year=int(match["y"]), bc=True)
    if match := YEAR_BC.match(text, at):
        return calendar_time(match.end(), year=int(match["y"]), bc=True)
    if match := YEAR_AD.match(text, at):
        return calendar_time(match.end(), year=int(match["y2"] or match["y"]))
    if (match := YEAR_QUARTER.match(text, at)) and (match["q"] or match["h"]):
        node = calendar_time(match.end(), year=int(match["y"]))
        if match["q"]:
            node.quarter = int(match["q"])
        else:
            node.half = int(match["h"])
        return node
    if (match := YEAR_MONTH.match(text, at)) and not text[match.end() :].lstrip()[:1].isdigit():
        return calendar_time(match.end(), year=int(match["y"]), month=month_number(match["m"]))
    if match := YEAR_SEASON.match(text, at):
        return calendar_time(match.end(), year=int(match["y"]), season=SEASONS[match["s"].lower()])
    if match := YEAR_SPAN.match(text, at):
        return _year_span(text, match)
    if (match := ISO_MONTH.match(text, at)) and int(match["y"]) % 100 >= int(match["m"]):
        return calendar_time(match.end(), year=int(match["y"]), month=int(match["m"]))
    return read_year(text, at)


def _year_span(text: str, match: re.Match[str]) -> Time | None:
    first, tail = int(match["y"]), match["y2"]
    last = int(tail) if len(tail) == 4 else first // 100 * 100 + int(tail)
    if not first < last <= first + 120:
        return read_year(text, match.start())
    return calendar_time(match.end(), year=first)


def read_span_end(text: str, at: int, first: Time) -> Time | None:
    """The second year of "2003–05", whose first is `first`."""
    match = re.compile(r"(\d{4}|\d\d)(?!\d)").match(text, at)
    if match is None or first.year is None:
        return None
    tail = match[1]
    year = int(tail) if len(tail) == 4 else first.year // 100 * 100 + int(tail)
    return calendar_time(match.end(), year=year, link="to") if year > first.year else None


def _numbers(end: int, year: int, month: int, day: int) -> Time | None:
    if not (1 <= month <= 12 and 1 <= day <= 31):
        return None
    return calendar_time(end, year=year, month=month, day=day)


def _numeric(match: re.Match[str]) -> Time | None:
    a, b, year, sep = int(match["a"]), int(match["b"]), match["y"], match["sep"]
    if len(year) == 2 and sep != "/":
        return None
    full = full_year(year)
    month_first, day_first = _numbers(match.end(), full, a, b), _numbers(match.end(), full, b, a)
    if sep == ".":
        return day_first or month_first
    if month_first and day_first and a != b:
        month_first.ambiguous = (f"{full}-{a:02d}-{b:02d}", f"{full}-{b:02d}-{a:02d}")
    return month_first or day_first
