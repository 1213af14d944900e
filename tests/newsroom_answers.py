"""What the questions answer on the story of `tests.newsroom`: parameters, columns, rows."""

from __future__ import annotations

from tests.newsroom import (
    DEAL,
    EARLY,
    LOOSE_PLAN,
    MEETING,
    PLAN,
    POST1,
    POST2,
    QUAKE,
    RESIGNED,
    RETURN,
    SPEECH,
    SUN,
    VISIT,
    WIRE,
)
from tests.toy import BASE

ANN, BOB = "Ann Silva", "Bob Ruiz"
BOTH: dict[str, object] = {"actor": ANN, "with_": BOB}

ANSWERS: dict[str, tuple[dict[str, object], str, list[tuple[str, ...]]]] = {
    "after-event": (
        {"event": MEETING, "days": 40},
        "other edtf",
        [(QUAKE, "2020-01-02"), (VISIT, "2020-02-10")],  # "February" may begin after 40 days
    ),
    "amounts": (
        {},
        "what words event publisher",
        [
            ("amount", "3 million dollars", DEAL, "Morning Post"),
            ("magnitude", "6.1", QUAKE, "Morning Post"),
        ],
    ),
    "before-event": (
        {"event": "ann visits peru", "days": 40},  # by its label
        "other edtf",
        [(QUAKE, "2020-01-02"), (MEETING, "2020-01-01")],
    ),
    "both-took-part": (
        BOTH,
        "event role other_role",
        [(EARLY, "", ""), (MEETING, "participant", ""), (RETURN, "patient", "agent")],
    ),
    "casualties": (
        {"event": QUAKE, "detail": "killed"},
        "words number published publisher",
        [("five", "5", "2020-01-03", "Evening Sun"), ("9", "9", "2020-02-12", "Morning Post")],
    ),
    "claims-of-event": (
        {"event": QUAKE},
        "detail words voice article",
        [
            ("killed", "five", "officials", SUN),
            ("killed", "9", "", POST2),
            ("magnitude", "6.1", "", POST2),
        ],
    ),
    "copied-articles": (
        {},
        "article first publisher first_publisher",
        [(WIRE, SUN, "Wire Copy", "Evening Sun")],
    ),
    "coverage-gaps": (
        {"actor": ANN, "days": 60},
        "last_day next_day before after",
        [("2018-06-05", "2020-01-01", "Ann and Bob hold talks", "Ann and Bob meet in Lima")],
    ),
    "denials": (
        {},
        "modality event words",
        [("denied", RESIGNED, "Bob resigns, it is told.")],
    ),
    "events-at-place": (
        {"place": "Peru", "to": "2020-01"},
        "event where who",
        [(MEETING, "Lima", f"{ANN}, {BOB}"), (QUAKE, "Lima", "")],
    ),
    "events-per-month": (
        {"actor": ANN},
        "month events articles",
        [("2018-06", "1", "1"), ("2020-01", "1", "3"), ("2020-02", "2", "2")],
    ),
    "fastest-outlets": (
        {},
        "publisher first told",
        [("Evening Sun", "2", "3"), ("Morning Post", "1", "3"), ("Wire Copy", "1", "2")],
    ),
    "first-and-last-meeting": (
        BOTH,
        "which edtf event where",
        [("first", "2018-06-05", EARLY, ""), ("last", "2020-01-01", MEETING, "Lima")],
    ),
    "first-reports": (
        {},
        "event article published",
        [
            (MEETING, POST1, "2020-01-02"),
            (QUAKE, SUN, "2020-01-03"),
            (QUAKE, WIRE, "2020-01-03"),
            (RETURN, SUN, "2020-01-03"),
        ],
    ),
    "how-often-they-met": (
        {"actor": ANN},
        "who whom times first last articles",
        [(ANN, BOB, "2", "2018-06-05", "2020-01-01", "3")],
    ),
    "kinds-of-event": (
        {},
        "kind events with_date with_place with_more_sources",
        [
            ("visit", "2", "2", "2", "0"),
            ("acquisition", "1", "1", "0", "0"),
            ("discussion", "1", "1", "0", "0"),
            ("earthquake", "1", "1", "1", "1"),
            ("meeting", "1", "1", "1", "1"),
            ("praise", "1", "1", "0", "1"),
            ("resignation", "1", "0", "0", "0"),
            ("speech", "1", "0", "0", "0"),
            ("vote", "1", "0", "0", "0"),
        ],
    ),
    "most-active": (
        {"from": "2020", "kind": "person"},
        "name events articles",
        [(ANN, "3", "4"), (BOB, "2", "4")],
    ),
    "most-quoted": ({}, "name quotes articles", [(ANN, "1", "1")]),
    "office-history": (
        {"title": "Minister", "of": "peru"},
        "office of_name name standing first_report last_report",
        [
            ("minister", "Peru", ANN, "current", "2020-01-02", "2020-01-02"),
            ("minister", "Peru", ANN, "former", "2020-02-12", "2020-02-12"),
        ],
    ),
    "on-this-day": ({"month": 2, "day": 10}, "year event", [("2020", VISIT)]),
    "only-from-outlet": (
        {"publisher": "Morning Post"},
        "event modality",
        [
            (EARLY, "happened"),
            (DEAL, "happened"),
            (PLAN, "planned"),
            (VISIT, "happened"),
            (LOOSE_PLAN, "planned"),
            (SPEECH, "happened"),
        ],
    ),
    "outlet-agreement": (
        {},
        "one other shared disputed",
        [
            ("Evening Sun", "Morning Post", "3", "1"),
            ("Evening Sun", "Wire Copy", "2", "0"),
            ("Morning Post", "Wire Copy", "2", "1"),
        ],
    ),
    "outlets": (
        {},
        "publisher articles events only_here",
        [
            ("Morning Post", "2", "9", "6"),
            ("Evening Sun", "1", "4", "1"),
            ("Wire Copy", "1", "2", "0"),
        ],
    ),
    "places-of-actor": (
        {"actor": ANN, "from": "2020-02", "to": "2020-02"},
        "place name event",
        [(f"{BASE}place/peru", "Peru", VISIT)],
    ),
    "plans-without-outcome": ({}, "event plan", [(LOOSE_PLAN, "Acme holds a poll")]),
    "promised-and-happened": (
        {},
        "plan_event fact_event planned_for happened_on shared",
        [
            (RETURN, RETURN, "2020-02", "2020-02", ANN),
            (RETURN, RETURN, "2020-02", "2020-02", BOB),
            (PLAN, VISIT, "2020-02", "2020-02-10", ANN),
        ],
    ),
    "quotes-on-topic": (
        {"text": "HARBOUR"},
        "speaker words published",
        [(ANN, "We will rebuild", "2020-01-03")],
    ),
    "undated-events": ({}, "event first_report", [(SPEECH, "2020-02-12")]),
    "vague-dates": ({}, "event edtf words", [(DEAL, "2019~", "around 2019")]),
    "visits": (
        {"actor": ANN, "place": "Peru"},
        "event who to_where modality",
        [(PLAN, ANN, "Peru", "planned"), (VISIT, ANN, "Peru", "happened")],
    ),
    "who-took-part": ({"event": LOOSE_PLAN}, "who role", [("shareholders", "agent")]),
    "who-with-whom": ({"at_least": 2}, "source target weight", [(ANN, BOB, "3")]),
    "why-one-event": (
        {"event": MEETING},
        "verdict score reasons",
        [("same", "1.5", "same day +0.4; 2 shared participants +0.55")],
    ),
}
