"""Timelines to export: of every precision of date, and of hostile text."""

from __future__ import annotations

from dataclasses import replace

from kb.timeline import Timeline
from kb.timeline_event import (
    Actor,
    DisputePosition,
    EventDate,
    EventDispute,
    EventPlace,
    EventSource,
    EventType,
    QuotedWords,
    TimelineEvent,
)

BASE = "http://kb.test/"
MEET = EventType("https://w3id.org/timeline-kb/type/meet", "meeting")
PAPER = EventSource(
    article=f"{BASE}articles/aaaa",
    title="Talks in Paris",
    publisher="The Paper",
    published="2019-05-04",
    url="https://paper.test/a?x=1&y=2",
    quotes=(QuotedWords("Lind met Haddad, “again”.", 10, 35),),
)
SECOND = replace(PAPER, article=f"{BASE}articles/bbbb", publisher="Herald", url=None)
PARIS = EventPlace(f"{BASE}place/paris", "Paris", 48.85, 2.35)
LYON = EventPlace(f"{BASE}place/lyon", "Lyon", 45.76, 4.83)
NOWHERE = EventPlace(f"{BASE}place/nowhere", "Nowhere", None, None)


def make_event(name: str, date: EventDate | None, **more: object) -> TimelineEvent:
    event = TimelineEvent(
        id=f"{BASE}events/{name}",
        label=f"Event {name}",
        type=MEET,
        date=date,
        places=(),
        actors=(Actor(f"{BASE}person/anna-lind", "Anna Lind", "person", "participant"),),
        modality="happened",
        topic=None,
        salience=0.5,
        sources=(PAPER,),
        source_count=1,
        independent_source_count=1,
        disputes=(),
    )
    return replace(event, **more)  # type: ignore[arg-type]


DATES = {
    "day": EventDate("2019-05-03", "2019-05-03", "2019-05-03", "day", "Friday"),
    "month": EventDate("2024-11", "2024-11-01", "2024-11-30", "month", "in November"),
    "year": EventDate("2006", "2006-01-01", "2006-12-31", "year", "2006"),
    "about": EventDate("2006~", "2006-01-01", "2006-12-31", "year", "around 2006"),
    "perhaps": EventDate("2025-10-31?", "2025-10-31", "2025-10-31", "day", "Friday"),
    "decade": EventDate("199X", "1990-01-01", "1999-12-31", "decade", "the nineties"),
    "week": EventDate("2025-10-20/2025-10-26", "2025-10-20", "2025-10-26", "week", "last week"),
    "since": EventDate("2019-05-03/..", "2019-05-03", None, "range", "since May 3"),
    "until": EventDate("../2019-05-03", None, "2019-05-03", "range", "until May 3"),
    "early": EventDate("0079-08-24", "0079-08-24", "0079-08-24", "day", "AD 79"),
    "last-day": EventDate("9999", "9999-01-01", "9999-12-31", "year", "9999"),
    "weekday": EventDate("XXXX-10-30", None, None, "day", "October 30"),
    "none": None,
}
EVENTS = {name: make_event(name, date) for name, date in DATES.items()}
EVENTS["day"] = replace(
    EVENTS["day"],
    places=(PARIS,),
    sources=(PAPER, SECOND),
    source_count=2,
    independent_source_count=1,
    disputes=(
        EventDispute(
            "duration",
            "dispute",
            (
                DisputePosition("30 minutes", (PAPER.article,)),
                DisputePosition("two hours", (SECOND.article,)),
            ),
        ),
    ),
)
EVENTS["month"] = replace(EVENTS["month"], places=(NOWHERE, PARIS, LYON), modality="planned")
TIMELINE = Timeline(tuple(EVENTS.values()), "d_2019_x_y", 99)

HOSTILE = (
    "=cmd|' /C calc'!A0,\"x\"\r\nBEGIN:VEVENT\r\nSUMMARY:two\r\nEND:VEVENT"
    " ]]> <script>alert(1)</script> <!-- & \x00\x08\x1b[2J\u202e **bold** [x](javascript:alert(1))"
    " `code`\n# heading"
)
BAD_SOURCE = EventSource(
    article=f"{BASE}articles/cccc",
    title=HOSTILE,
    publisher=f"+{HOSTILE}",
    published=None,
    url='javascript:alert("x")',
    quotes=(QuotedWords(HOSTILE, 0, 5),),
)
HOSTILE_EVENT = make_event(
    "hostile",
    DATES["day"],
    label=HOSTILE,
    type=EventType(MEET.id, HOSTILE),
    topic=f"@{HOSTILE}",
    places=(EventPlace(f"{BASE}place/x", HOSTILE, 91.5, 0.0),),
    actors=(Actor(f"{BASE}person/x", f"-{HOSTILE}", "person", None),),
    sources=(BAD_SOURCE,),
    disputes=(
        EventDispute("duration", "dispute", (DisputePosition(HOSTILE, (BAD_SOURCE.article,)),)),
    ),
)
HOSTILE_TIMELINE = Timeline((HOSTILE_EVENT,), None, 1)
