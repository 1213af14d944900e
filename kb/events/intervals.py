"""When, by how long before or after something else: "resigned on Friday, nine days after X burst".

Of two happenings that an interval of days or weeks joins, the one that a day is known of dates
the other. Days are exact; weeks, and days that are said to be more or less so many, are about so.
Months and years say too little of the day and are left alone.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta

from kb.annotate import Document
from kb.dates.partial import PartialDate
from kb.events.model import HAPPENED, PLANNED, EventMention
from kb.events.numbers import read_number
from kb.events.salience import find_lead
from kb.events.syntax import auxiliaries, child, clause_of
from kb.events.when import shares_time

MOST = 400  # days
WEEK = 7
LOOSE = 3  # days that a week more or less may be off
_INTERVAL = re.compile(
    r"(?P<about>\b(?:about|around|almost|nearly|roughly|some|over|under|than|just|barely|"
    r"only|approximately)\s)?"
    r"\b(?P<n>an?|one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|\d{1,3})\s"
    r"(?P<unit>day|week)s?\s(?P<way>after|before)\b",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class Interval:
    """How many days lie between two clauses, by the verbs or nouns that head them.

    `other` was `days` after `at`, before it where negative. `span` are the words' offsets.
    """

    at: int
    other: int
    days: int
    loose: bool
    span: tuple[int, int]


def date_by_intervals(
    doc: Document, events: Sequence[EventMention], published: PartialDate | None
) -> list[EventMention]:
    """The events, those dated that an interval joins to one of a known day.

    The undated news of a report that was `published` on a known day was on it or the day before.
    """
    dated = list(events)
    today = published.known_day if published is not None else None
    lead = find_lead(doc)
    for interval in _find_intervals(doc):
        near = [n for n, e in enumerate(dated) if _belongs(doc, e.head, interval.at)]
        far = [n for n, e in enumerate(dated) if _belongs(doc, e.head, interval.other)]
        words = doc.text[slice(*interval.span)]
        if (known := _find_known(dated, near, far, interval)) is not None:
            wanted, day, days = known
            when = _count_from(day, days, loose=interval.loose)
            anchor, statuses = f"{words!r}, {day}", {HAPPENED, PLANNED}
        elif today is not None and doc.tokens[interval.other].sent == lead:
            if any(dated[n].date for n in (*near, *far)):
                continue
            if "had" in auxiliaries(doc, interval.other) or interval.days < 0:
                continue
            last = today - timedelta(interval.days)
            when = _around(last - timedelta(1), last)
            wanted, anchor, statuses = near, f"{words!r}, published {today}", {HAPPENED}
        else:
            continue
        for n in wanted:
            if dated[n].status in statuses:
                dated[n] = replace(dated[n], date=when, time=interval.span, anchor=anchor)
    return dated


def _find_known(
    events: Sequence[EventMention], near: Sequence[int], far: Sequence[int], interval: Interval
) -> tuple[Sequence[int], date, int] | None:
    """Which events an interval dates, from what day on, and how many days from it they were.

    A day before the words of an interval is that of the whole, one behind them that of what they
    lead to.
    """
    start, end = interval.span
    for known, wanted, days in ((far, near, -interval.days), (near, far, interval.days)):
        sure = [events[n] for n in known if _is_told(events[n], start, end, known is far)]
        times = {e.time for e in sure}
        told = any(events[n].date and events[n].time not in times for n in wanted)
        day = _known_day(sure)
        if day is not None and not told:
            return wanted, day, days
    return None


def _is_told(event: EventMention, start: int, end: int, before: bool) -> bool:
    """Whether the words that date an event stand on one side of those of an interval."""
    if event.time is None:
        return False
    return event.time[1] <= start if before else event.time[0] >= end


def _find_intervals(doc: Document) -> Iterator[Interval]:
    starts = [token.start for token in doc.tokens]
    for match in _INTERVAL.finditer(doc.text):
        word = bisect_right(starts, match.start("way")) - 1
        number = read_number(match["n"])
        if word < 0 or doc.tokens[word].start != match.start("way") or number is None:
            continue
        weeks = match["unit"].lower() == "week"
        days = int(number) * (WEEK if weeks else 1)
        joined = _find_ends(doc, word)
        if joined is None or not 0 < days <= MOST:
            continue
        at, other = joined
        sign = 1 if match["way"].lower() == "after" else -1
        loose = weeks or match["about"] is not None
        yield Interval(at, other, sign * days, loose, (match.start("n"), match.end("way")))


def _find_ends(doc: Document, word: int) -> tuple[int, int] | None:
    """What "after" or "before" leads to, a verb or a noun, and the verb that all of it hangs on."""
    token = doc.tokens[word]
    behind: int | None = None
    above = token.head
    if token.dep == "mark" and token.head > word:
        behind, above = token.head, doc.tokens[token.head].head
    elif token.dep == "prep":
        count = doc.tokens[token.head]
        verb = doc.tokens[count.head]
        if count.dep == "npadvmod" and verb.i > word and verb.dep == "advcl":
            # "a day after the dam burst", parsed as "burst a day after the dam"
            behind, above = verb.i, verb.head
        else:
            behind = child(doc, word, "pobj", "pcomp")
    if behind is None or behind < word or above in (behind, word):
        return None
    other = clause_of(doc, above)
    return (behind, other) if doc.tokens[other].pos in ("VERB", "AUX") else None


def _belongs(doc: Document, head: int, clause: int) -> bool:
    """Whether an event is a clause's verb, its noun, or what happens as the verb does."""
    if head == clause:
        return True
    noun = doc.tokens[head].pos in ("NOUN", "PROPN")
    return noun and clause_of(doc, head) == clause and shares_time(doc, head)


def _known_day(events: Iterable[EventMention]) -> date | None:
    days = {
        e.date.known_day
        for e in events
        if e.date is not None and e.date.known_day is not None and not e.date.approximate
    }
    return days.pop() if len(days) == 1 else None


def _count_from(day: date, days: int, *, loose: bool) -> PartialDate:
    when = day + timedelta(days)
    if not loose:
        return PartialDate.of(when)
    return _around(when - timedelta(LOOSE), when + timedelta(LOOSE))


def _around(first: date, last: date) -> PartialDate:
    return PartialDate.between(first, last).qualified(uncertain=False, approximate=True)
