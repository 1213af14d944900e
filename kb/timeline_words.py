"""Events and dates in words, and text that is safe to put into any format."""

from __future__ import annotations

import re
from datetime import date
from typing import Any

from kb.timeline_event import DisputePosition, EventDate, EventDispute, TimelineEvent

_YEARLESS = re.compile(r"XXXX-(\d\d)(?:-(\d\d))?(?!\d)")
_MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")
# What XML 1.0 cannot hold, and what no format needs: controls, halves of characters, and the
# marks that turn the direction of writing for all that follows.
_UNWANTED = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x84\x86-\x9f\ud800-\udfff"
                       "\u202a-\u202e\u2066-\u2069\ufffe\uffff]")  # fmt: skip


def clean(text: str) -> str:
    r"""`text` on one line, without control characters.

    >>> clean("one\r\n two\x00\x1b[31m")
    'one two[31m'
    """
    return " ".join(_UNWANTED.sub("", text).split())


def tell_event(event: TimelineEvent) -> dict[str, Any]:
    """What any format tells of an event, as plain values: type, date, status, who, counts.

    ``earliest`` and ``latest`` are ISO days, so that a year is both its ends and never a made-up
    day; ``places``, ``actors`` and ``disputed`` (the fields on which articles differ) are lists.
    """
    when = event.date
    return {
        "label": clean(event.label),
        "type": clean(event.type.label or event.type.id),
        "when": say_date(when),
        "edtf": when.edtf if when else None,
        "earliest": when.earliest if when else None,
        "latest": when.latest if when else None,
        "granularity": when.granularity if when else None,
        "status": event.modality,
        "places": [clean(place.name or place.id) for place in event.places],
        "actors": [clean(actor.name or actor.id) for actor in event.actors],
        "source_count": event.source_count,
        "independent_source_count": event.independent_source_count,
        "disputed": [d.field for d in event.disputes if d.kind == "dispute"],
    }


def say_date(when: EventDate | None) -> str:
    """A date in words, as precise as it is known and no more.

    >>> say_date(EventDate("2024-11", "2024-11-01", "2024-11-30", "month", None))
    'Nov 2024'
    >>> say_date(EventDate("2006~", "2006-01-01", "2006-12-31", "year", None))
    'about 2006'
    >>> say_date(EventDate("2025-10-20/2025-10-26", "2025-10-20", "2025-10-26", "week", None))
    '20–26 Oct 2025'
    >>> say_date(EventDate("XXXX-10-30", None, None, "day", None)), say_date(None)
    ('30 Oct, some year', 'undated')
    """
    if when is None:
        return "undated"
    first, last = when.earliest, when.latest
    if first is None and last is None:
        return _say_pattern(when.edtf)
    sign = "about " if is_approximate(when) else ""
    sign = "perhaps " + sign if is_uncertain(when) else sign
    if first is None or last is None:
        edge = _say_day(first or last or "")
        return f"{sign}{edge} or later" if first else f"{sign}{edge} or earlier"
    if first == last:
        return sign + _say_day(first)
    if when.granularity == "month":
        return f"{sign}{_MONTHS[int(first[5:7]) - 1]} {first[:4]}"
    if when.granularity == "year":
        return sign + first[:4]
    if first.endswith("-01-01") and last.endswith("-12-31"):
        return f"{sign}{first[:4]}–{last[:4]}"
    one, other = _say_day(first), _say_day(last)
    if first[:7] == last[:7]:
        one = one.split()[0]
        return f"{sign}{one}–{other}"
    if first[:4] == last[:4]:
        one = one.rsplit(" ", 1)[0]
    return f"{sign}{one} – {other}"


def say_when(event: TimelineEvent) -> str:
    """The date of an event in words; of an undated one, also when it was first reported.

    A report is no date of what it tells: what is planned may lie after it.
    """
    said = say_date(event.date)
    reported = first_report(event)
    if said != "undated" or reported is None:
        return said
    return f"undated, reported {_say_day(reported.isoformat())}"


def is_approximate(when: EventDate) -> bool:
    """Whether the date is an "about": EDTF's ``~`` or ``%``."""
    return "~" in when.edtf or "%" in when.edtf


def is_uncertain(when: EventDate) -> bool:
    """Whether the reading of the date is a "perhaps": EDTF's ``?`` or ``%``."""
    return "?" in when.edtf or "%" in when.edtf


def is_exact(when: EventDate) -> bool:
    """Whether one day is known, for certain."""
    return (
        when.earliest is not None
        and when.earliest == when.latest
        and not is_approximate(when)
        and not is_uncertain(when)
    )


def read_bounds(event: TimelineEvent) -> tuple[date, date] | None:
    """The first and the last day of an event's date; ``None`` where it has neither.

    Of a date with an open end, the end that is known stands for both.
    """
    when = event.date
    if when is None:
        return None
    first, last = when.earliest or when.latest, when.latest or when.earliest
    if first is None or last is None:
        return None
    return date.fromisoformat(first), date.fromisoformat(last)


def say_doubt(when: EventDate | None) -> str | None:
    """In a sentence, what of a date is not known; ``None`` where one day is known for certain."""
    if when is None:
        return "No date is known."
    if is_exact(when):
        return None
    words = f"Known only as: {say_date(when)} (EDTF {when.edtf})."
    if is_uncertain(when):
        words += " The reading is uncertain."
    return words


def say_sources(event: TimelineEvent) -> str:
    """How many articles tell an event, and how many of them independently."""
    count, own = event.source_count, event.independent_source_count
    words = f"{count} source" if count == 1 else f"{count} sources"
    return words if own == count else f"{words}, {own} independent"


def say_field(field: str) -> str:
    """What it is on which articles differ, in words.

    >>> say_field("killed"), say_field("count")
    ('killed', 'how many')
    """
    return {"count": "how many", "amount": "how much"}.get(field, field)


def list_positions(event: TimelineEvent, dispute: EventDispute) -> list[str]:
    """The values on which articles differ, the one that was reported first before the others.

    So a number that rose reads from the lower to the higher. Where it is not known of each when
    it was reported, they come as they are.
    """
    days = {source.article: source.published or "" for source in event.sources}

    def reported(position: DisputePosition) -> str:
        return min((days.get(article, "") for article in position.articles), default="")

    known = all(map(reported, dispute.positions))
    found = sorted(dispute.positions, key=reported) if known else dispute.positions
    return [position.value for position in found]


def find_link(url: str | None) -> str | None:
    """`url` where it leads to the web, else ``None``: a ``javascript:`` address is no link."""
    if url is None or not re.match(r"https?://[^\s<>\"]+\Z", url, re.IGNORECASE):
        return None
    return url


def latest_report(event: TimelineEvent) -> date | None:
    """The last day that is known to have brought a report of an event."""
    return max(_list_reports(event), default=None)


def first_report(event: TimelineEvent) -> date | None:
    """The first day that is known to have brought a report of an event."""
    return min(_list_reports(event), default=None)


def _list_reports(event: TimelineEvent) -> list[date]:
    days = [s.published for s in event.sources if s.published is not None]
    full = [day for day in days if re.fullmatch(r"\d{4}-\d\d-\d\d", day)]
    return [date.fromisoformat(day) for day in full]


def _say_day(iso: str) -> str:
    day = date.fromisoformat(iso)
    return f"{day.day} {_MONTHS[day.month - 1]} {day.year}"


def _say_pattern(edtf: str) -> str:
    match = _YEARLESS.match(edtf)
    if match is None or not 1 <= int(match[1]) <= 12:
        return "undated"
    month = _MONTHS[int(match[1]) - 1]
    return f"{int(match[2])} {month}, some year" if match[2] else f"{month}, some year"
