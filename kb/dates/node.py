"""What a date expression says, before anything is known of the day it was said."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(slots=True)
class Time:
    """A date expression as read: which parts of a calendar it names, or how it relates to one.

    `kind`: ``cal`` (names parts of a calendar), ``rel`` (so many units from another time),
    ``dur``, ``set``, ``ref`` (a value without a calendar), ``clock`` is a ``cal`` with hours.
    `shift` is the word that moves it: ``last``, ``this``, ``next`` (seen from the day of
    writing), ``previous``, ``following``, ``same``, ``that`` (seen from another time in the
    text). `base` is the time that contains it ("of last year").
    """

    kind: str
    end: int
    year: int | None = None
    digits: str | None = None  # decade "199", century "19", two-digit decade "X9"
    bc: bool = False
    month: int | None = None
    day: int | None = None
    weekday: int | None = None
    quarter: int | None = None
    half: int | None = None
    season: str | None = None
    week: int | None = None  # ISO week of the year, or n-th week of what `base` says; -1 is last
    nth: tuple[int, str] | None = None  # n-th unit of what `base` says
    weekend: bool = False
    part: str | None = None
    clock: str | None = None  # "T14:30"
    zone: str = ""
    holiday: str | None = None
    fiscal: bool = False
    shift: str | None = None
    base: Time | None = None
    unit: str | None = None
    count: float | None = None  # None is an unknown number
    direction: int = 0
    anchored: str = "doc"  # or "text": from a time told before
    type: str | None = None
    value: str | None = None
    mod: str | None = None
    quant: str | None = None
    freq: str | None = None
    link: str | None = None  # "to": the other end of a range that began before
    ambiguous: tuple[str, str] | None = None  # 03/02/2009 read both ways
    start: int = -1
    parts: tuple[tuple[float, str], ...] = ()  # "2 years 1 month"
