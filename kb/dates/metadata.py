"""Dates of metadata: stamps and absolute dates as pages and feeds write them, in any language."""

from __future__ import annotations

import re
from datetime import date
from functools import lru_cache

_ISO = re.compile(r"\s*(\d{4})-(\d\d)-(\d\d)(?:[T ]\d\d:?\d\d.*)?\s*", re.DOTALL)
_COMPACT = re.compile(r"\s*(\d{4})(\d\d)(\d\d)(?:T?\d{4,6}Z?)?\s*")
_NUMERIC = re.compile(r"\s*(\d{1,2})([./-])(\d{1,2})\2(\d{4})\b[^/]*")
_YEAR_FIRST = re.compile(r"\s*(\d{4})([./])(\d{1,2})\2(\d{1,2})\b[^/]*")
_YEAR = re.compile(
    r"(?<!\d)(?:1[5-9]|20|25)\d\d(?!\d)|[०-९٠-٩۰-۹]{4}|[一二三四五六七八九〇]{4}年|\d{4}年"
)
_DAY = re.compile(r"(?<!\d)\d{1,2}(?!\d)|[०-९٠-٩۰-۹]{1,2}")
MONTH_FIRST = frozenset({"US", "PH"})
LONGEST = 120


def read_metadata_date(text: str, country: str | None = None) -> str | None:
    """The absolute date that `text` is, in EDTF, or ``None`` where it is none or stays unsure.

    `country` (ISO 3166-1) settles whether ``03/02/2009`` is in February or March; without it
    both are kept: ``[2009-02-03,2009-03-02]``. Relative words ("2 hours ago") are not read, as
    that would need a clock.
    """
    if len(text) > LONGEST:
        return None
    if match := _ISO.fullmatch(text) or _COMPACT.fullmatch(text):
        return _day(int(match[1]), int(match[2]), int(match[3]))
    if match := _YEAR_FIRST.fullmatch(text):
        return _day(int(match[1]), int(match[3]), int(match[4]))
    if match := _NUMERIC.fullmatch(text):
        return _read_numeric(int(match[1]), int(match[3]), int(match[4]), match[2], country)
    if not _YEAR.search(text):
        return None
    return _read_words(text.strip())


def _day(year: int, month: int, day: int) -> str | None:
    try:
        return date(year, month, day).isoformat()
    except ValueError:
        return None


def _read_numeric(a: int, b: int, year: int, sign: str, country: str | None) -> str | None:
    day_first, month_first = _day(year, b, a), _day(year, a, b)
    if day_first is None or month_first is None or a == b:
        return day_first or month_first
    # dots are never written month first
    if sign == "." or (country is not None and country not in MONTH_FIRST):
        return day_first
    if country in MONTH_FIRST:
        return month_first
    early, late = sorted((day_first, month_first))
    return f"[{early},{late}]"


@lru_cache(maxsize=4096)
def _read_words(text: str) -> str | None:
    # dateparser takes 0.3 s to import; most articles bring ISO dates
    from dateparser.date import DateDataParser

    parser = DateDataParser(
        settings={
            "PARSERS": ["absolute-time"],
            "STRICT_PARSING": False,
            "REQUIRE_PARTS": ["year", "month"],
            "RETURN_AS_TIMEZONE_AWARE": False,
            "PREFER_DAY_OF_MONTH": "first",
        }
    )
    try:
        found = parser.get_date_data(text)
    except (ValueError, OverflowError, TypeError, IndexError, AttributeError, RecursionError):
        return None  # what dateparser stumbles over is no date that we can vouch for
    when = found.date_obj
    if when is None:
        return None
    if found.period == "day" and _DAY.search(text):
        return when.date().isoformat()
    return f"{when.year:04d}-{when.month:02d}"
