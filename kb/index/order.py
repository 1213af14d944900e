"""Where an event stands in a timeline, as one number: its slot.

From the highest bit down, a slot holds whether the event has no date (1 bit), the day it begins
(22 bits), how many days may pass until it ends (16 bits, the last value for all longer ones), and
a part of its name (24 bits). So rows that are kept by slot are kept in order of time, the days
between which an event lies can be read from its slot, and every list of events is a sorted list
of numbers. Events that want one slot stand side by side in order of their names, whatever the
order in which they came (an ordered hash table: Amble and Knuth, 1974).
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from hashlib import blake2b

from kb.errors import QueryError

UNDATED = 1 << 62
LAST_SLOT = (1 << 63) - 1
LONGEST = (1 << 16) - 1
DAY_BITS, SPAN_BITS = 40, 24
_END = date.max.toordinal()
_HEX = re.compile(r"[0-9a-f]{1,16}")


def number_name(iri: str) -> int:
    """64 bits that stand for an event's IRI; for hexadecimal names they keep the order of names.

    >>> number_name("http://x.test/events/0f") < number_name("http://x.test/events/1a")
    True
    """
    local = iri.rsplit("/", 1)[-1]
    if _HEX.fullmatch(local):
        return int(local.ljust(16, "0"), 16)
    return int.from_bytes(blake2b(iri.encode(), digest_size=8).digest(), "big")


def want_slot(earliest: str | None, latest: str | None, iri: str) -> int:
    """The slot of an event of that name between two ISO days, where it has it for itself."""
    first, last = read_day(earliest), read_day(latest)
    return want_days(first, last, iri)


def want_days(first: int | None, last: int | None, iri: str) -> int:
    """The same of days as `date.toordinal` counts them."""
    name = number_name(iri)
    begin = first if first is not None else last
    if begin is None:
        return UNDATED | name >> 2
    end = _END if last is None else last
    span = max(0, min(end - begin, LONGEST))
    return begin << DAY_BITS | span << SPAN_BITS | name >> 40


def read_day(iso: str | None) -> int | None:
    """The day as a number, or ``None`` for what is no day of the years 1 to 9999."""
    try:
        return None if iso is None else date.fromisoformat(iso).toordinal()
    except ValueError:
        return None


def write_day(day: int | None) -> str | None:
    """The ISO day of a number, as `read_day` reads it."""
    return None if day is None else date.fromordinal(day).isoformat()


def lay_out(events: Iterable[tuple[int, str]]) -> Iterator[tuple[int, str]]:
    """The slot and name of each event of a sorted run of (wanted slot, name).

    >>> list(lay_out([(5, "a"), (5, "b"), (6, "c"), (9, "d")]))
    [(5, 'a'), (6, 'b'), (7, 'c'), (9, 'd')]
    """
    free = 0
    for want, name in events:
        slot = max(want, free)
        free = slot + 1
        yield slot, name


@dataclass(frozen=True, slots=True)
class Mark:
    """The place of an event in an order, from which a page goes on; a short string for HTTP.

    `weight` is what comes before time in an order by salience or by sources.
    """

    earliest: str | None
    latest: str | None
    event: str
    weight: float | None = None

    @property
    def key(self) -> tuple[int, str]:
        """What events are sorted by in order of time."""
        return want_slot(self.earliest, self.latest, self.event), self.event

    def write(self) -> str:
        """The mark as a string that `read_mark` reads."""
        name = self.event.rsplit("/", 1)[-1]
        weight = "" if self.weight is None else f"{self.weight!r}_"
        dated = "u" if self.earliest is None and self.latest is None else "d"
        return f"{weight}{dated}_{self.earliest or ''}_{self.latest or ''}_{name}"


def read_mark(text: str, base: str, *, weighed: bool) -> Mark:
    """The mark that was written as `text`. Raises `QueryError` for what is none."""
    wrong = QueryError(f"{text[:80]!r} is no place in a timeline; give the 'next' of a page")
    weight, rest = None, text
    if weighed:
        front, _, rest = text.partition("_")
        try:
            weight = float(front)
        except ValueError:
            raise wrong from None
    parts = rest.split("_", 3)
    if len(parts) != 4 or parts[0] not in ("d", "u") or not parts[3]:
        raise wrong
    days = [part or None for part in parts[1:3]]
    if any(day is not None and read_day(day) is None for day in days):
        raise wrong
    if (parts[0] == "u") is not (days == [None, None]):
        raise wrong
    return Mark(days[0], days[1], f"{base}events/{parts[3]}", weight)
