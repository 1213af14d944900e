"""Every format, read back by a library that others wrote."""

from __future__ import annotations

import io
import json
from datetime import date
from typing import Any

import feedparser
import geojson
import icalendar
import pandas
import pytest
import rdflib
from lxml import etree
from pyshacl import validate

from kb.commands.asking import TimelineFormat
from kb.errors import QueryError
from kb.export import FORMATS, write_timeline
from kb.resources import data_folder
from kb.timeline import Timeline
from tests.export.timelines import BASE, EVENTS, HOSTILE_TIMELINE, TIMELINE

EMPTY = Timeline((), None, 0)


def write(form: str, timeline: Timeline = TIMELINE, **more: Any) -> bytes:
    return write_timeline(timeline, form, **more)[0]


def load(form: str, timeline: Timeline = TIMELINE) -> Any:
    return json.loads(write(form, timeline))


def one(name: str) -> Timeline:
    return Timeline((EVENTS[name],), None, 1)


def test_the_command_line_has_every_format() -> None:
    assert [f.value for f in TimelineFormat] == ["table", *FORMATS]


@pytest.mark.parametrize("form", FORMATS)
@pytest.mark.parametrize("timeline", [EMPTY, TIMELINE], ids=["empty", "full"])
def test_the_same_timeline_gives_the_same_bytes(form: str, timeline: Timeline) -> None:
    assert write(form, timeline) == write(form, timeline)
    assert write_timeline(timeline, form)[1] == FORMATS[form].media_type


def test_a_format_there_is_not_is_refused() -> None:
    with pytest.raises(QueryError, match="no format 'pdf'; there are json, jsonld"):
        write_timeline(EMPTY, "pdf")


# iCalendar


def calendar_of(timeline: Timeline = TIMELINE) -> icalendar.Calendar:
    return icalendar.Calendar.from_ical(write("ics", timeline))


@pytest.mark.parametrize(
    ("name", "first", "end", "summary", "status"),
    [
        ("day", date(2019, 5, 3), date(2019, 5, 4), "Event day", "CONFIRMED"),
        ("month", date(2024, 11, 1), date(2024, 12, 1), "[Nov 2024] Event month", "TENTATIVE"),
        ("year", date(2006, 1, 1), date(2007, 1, 1), "[2006] Event year", "TENTATIVE"),
        ("about", date(2006, 1, 1), date(2007, 1, 1), "[about 2006] Event about", "TENTATIVE"),
        (
            "perhaps",
            date(2025, 10, 31),
            date(2025, 11, 1),
            "[perhaps 31 Oct 2025] Event perhaps",
            "TENTATIVE",
        ),
        (
            "week",
            date(2025, 10, 20),
            date(2025, 10, 27),
            "[20–26 Oct 2025] Event week",
            "TENTATIVE",
        ),
        (
            "since",
            date(2019, 5, 3),
            date(2019, 5, 4),
            "[3 May 2019 or later] Event since",
            "TENTATIVE",
        ),
        ("early", date(79, 8, 24), date(79, 8, 25), "Event early", "CONFIRMED"),
        ("last-day", date(9999, 1, 1), None, "[9999] Event last-day", "TENTATIVE"),
    ],
)
def test_a_calendar_holds_days_and_says_what_is_not_known(
    name: str, first: date, end: date | None, summary: str, status: str
) -> None:
    entry = calendar_of(one(name)).events[0]
    assert entry.decoded("dtstart") == first
    assert not hasattr(entry.decoded("dtstart"), "hour")
    assert (entry.decoded("dtend") if end else entry.get("dtend")) == end
    assert (entry["summary"], entry["status"]) == (summary, status)
    assert entry["x-kb-edtf"] == EVENTS[name].date.edtf  # type: ignore[union-attr]


def test_an_undated_event_is_a_journal_entry() -> None:
    found = calendar_of()
    journal = {str(e["uid"]) for e in found.walk("VJOURNAL")}
    assert journal == {f"{BASE}events/weekday", f"{BASE}events/none"}
    assert len(found.events) + len(journal) == len(TIMELINE.events)


def test_a_calendar_survives_a_round_trip() -> None:
    assert icalendar.Calendar.from_ical(write("ics")).to_ical() == write("ics")
    entry = calendar_of(one("day")).events[0]
    assert (entry["location"], entry["geo"].to_ical()) == ("Paris", "48.85;2.35")
    assert "The Paper: “Lind met Haddad, “again”.”" in entry["description"]


# Atom


def test_a_feed_reader_reads_the_feed() -> None:
    address = "http://kb.test/timeline?format=atom&actor=Anna+Lind"
    found = feedparser.parse(write("atom", title="Anna Lind", address=address))
    assert not found.bozo
    assert found.version == "atom10"
    assert (found.feed.title, found.feed.id, found.feed.links[0].href) == (
        "Anna Lind",
        address,
        address,
    )
    assert found.feed.updated == "2019-05-04T00:00:00Z"
    entries = {entry.id: entry for entry in found.entries}
    assert len(entries) == len(TIMELINE.events)
    year = entries[f"{BASE}events/year"]
    assert year.title == "2006: Event year"
    assert "Known only as: 2006" in year.content[0].value
    assert year.content[0].type == "text/plain"


# GeoJSON


@pytest.mark.parametrize("timeline", [EMPTY, TIMELINE])
def test_geojson_is_valid(timeline: Timeline) -> None:
    found = geojson.loads(write("geojson", timeline))
    assert isinstance(found, geojson.FeatureCollection)
    assert found.is_valid, found.errors()
    assert len(found.features) == len(timeline.events)


def test_a_place_is_longitude_then_latitude() -> None:
    features = {f["id"].rsplit("/", 1)[-1]: f for f in load("geojson")["features"]}
    assert features["day"]["geometry"] == {"type": "Point", "coordinates": [2.35, 48.85]}
    assert features["month"]["geometry"]["coordinates"] == [[2.35, 48.85], [4.83, 45.76]]
    assert features["month"]["properties"]["places"] == ["Paris", "Lyon", "Nowhere"]
    assert features["year"]["geometry"] is None
    assert features["year"]["properties"]["when"] == "2006"


# CSV


def test_pandas_reads_the_csv() -> None:
    frame = pandas.read_csv(io.BytesIO(write("csv")), index_col="event", dtype={"edtf": str})
    assert len(frame) == len(TIMELINE.events)
    year = frame.loc[f"{BASE}events/year"]
    assert (year.earliest, year.latest, year.granularity) == ("2006-01-01", "2006-12-31", "year")
    assert year.edtf == "2006"
    assert frame.loc[f"{BASE}events/day"].publishers == "The Paper; Herald"
    assert pandas.isna(frame.loc[f"{BASE}events/none"].edtf)


def test_a_timeline_is_a_data_frame() -> None:
    frame = TIMELINE.to_pandas()
    assert list(frame.label) == [event.label for event in TIMELINE.events]
    assert frame.source_count.sum() == sum(event.source_count for event in TIMELINE.events)
    assert list(EMPTY.to_pandas().columns) == list(frame.columns)


def test_without_pandas_the_way_out_is_said(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(__import__("sys").modules, "pandas", None)
    with pytest.raises(QueryError, match="pip install pandas"):
        TIMELINE.to_pandas()


# TimelineJS and vis-timeline (opened by their own code in test_browser.py)


def test_a_year_is_a_year_in_timelinejs() -> None:
    slides = {s["unique_id"]: s for s in load("timelinejs")["events"]}
    assert slides["year"]["start_date"] == {"year": 2006}
    assert "end_date" not in slides["year"]
    assert slides["month"]["start_date"] == {"year": 2024, "month": 11}
    assert slides["about"]["display_date"] == "about 2006"
    assert slides["week"]["end_date"] == {"year": 2025, "month": 10, "day": 26}
    assert (slides["decade"]["start_date"], slides["decade"]["end_date"]) == (
        {"year": 1990},
        {"year": 1999},
    )
    assert "2 without a date are not shown" in load("timelinejs")["title"]["text"]["text"]


def test_a_month_is_a_range_in_vis() -> None:
    items = {i["id"].rsplit("/", 1)[-1]: i for i in load("vis")["items"]}
    assert (items["month"]["start"], items["month"]["end"]) == ("2024-11-01", "2024-12-01")
    assert items["month"]["type"] == "range"
    assert "end" not in items["day"]
    assert "uncertain" not in items["day"]["className"].split()
    assert "disputed" in items["day"]["className"].split()
    assert all("uncertain" in items[n]["className"].split() for n in ("about", "perhaps", "year"))
    assert load("vis")["undated"] == [f"{BASE}events/weekday", f"{BASE}events/none"]


# Markdown


def test_markdown_says_the_date_and_who_says_so() -> None:
    text = write("markdown", title="Anna Lind").decode()
    assert text.startswith("# Anna Lind\n\n## 2019\n\n- **3 May 2019** Event day")
    assert "(2 sources, 1 independent)" in text
    assert "Sources differ on duration: “30 minutes” / “two hours”" in text
    assert "[Talks in Paris](<https://paper.test/a?x=1&y=2>), The Paper, 2019-05-04" in text
    assert "## Undated" in text


# RDF


def graph_of(form: str, timeline: Timeline = TIMELINE) -> rdflib.Graph:
    names = {"jsonld": "json-ld", "ttl": "turtle", "nt": "nt", "rdfxml": "xml"}
    return rdflib.Graph().parse(data=write(form, timeline), format=names[form])


@pytest.mark.filterwarnings("ignore:ConjunctiveGraph is deprecated")  # rdflib's own reader
def test_the_rdf_formats_say_the_same() -> None:
    sets = [
        {(str(s), str(p), str(o.toPython())) for s, p, o in graph_of(form)}
        for form in ("jsonld", "ttl", "nt", "rdfxml")
    ]
    assert len(sets[0]) > 100
    assert all(found == sets[0] for found in sets)


def test_the_rdf_keeps_to_the_shapes_but_for_what_a_timeline_does_not_hold() -> None:
    from rdflib.namespace import SH

    shapes = rdflib.Graph().parse(data=(data_folder("ontology") / "shapes.ttl").read_text("utf-8"))
    conforms, report, _ = validate(graph_of("ttl"), shacl_graph=shapes)
    assert not conforms
    messages = {str(m) for m in report.objects(predicate=SH.resultMessage)}
    assert messages == {
        "an article has its exact text once",
        "an event is told by a mention in an article",
    }


def test_the_rdf_holds_only_what_the_store_holds(story: Any) -> None:
    """But for the evidence, which the toy's articles name otherwise, and names of roles."""
    rows = story.query("SELECT ?s ?p ?o { ?s ?p ?o }")
    held = {(s.value, p.value, getattr(o, "value", "")) for s, p, o in rows}
    found = graph_of("nt", story.timeline(status="any"))
    events = {str(s) for s, _, o in found if str(o).endswith("/sem/Event")}
    assert len(events) == 5
    own = {
        (str(s), str(p), str(o))
        for s, p, o in found
        if str(s) in events or "/time/" in str(s) or "/place/" in str(s) or "/person/" in str(s)
    }
    left = {t for t in own - held if not t[1].endswith(("participation", "dispute", "#name"))}
    assert {t for t in left if "schema.org/name" not in t[1]} == set()


# Hostile text


@pytest.mark.parametrize("form", [f for f in FORMATS if f not in ("json",)])
def test_hostile_text_stays_text(form: str) -> None:
    data = write(form, HOSTILE_TIMELINE, title="<b>]]>", address="http://x/?a=<script>")
    text = data.decode()  # and no half character
    if FORMATS[form].media_type.endswith(("json", "calendar", "csv", "markdown", "xml")):
        assert not any(ord(c) < 32 and c not in "\t\r\n" for c in text)
    if form in ("timelinejs", "vis"):
        json.loads(text)
        assert "<script" not in text
        assert "href" not in text


def test_a_hostile_calendar_has_one_event() -> None:
    found = calendar_of(HOSTILE_TIMELINE)
    assert [str(e.name) for e in found.subcomponents] == ["VEVENT"]
    assert found.errors == []
    assert found.events[0].errors == []


def test_a_hostile_feed_is_well_formed() -> None:
    data = write("atom", HOSTILE_TIMELINE)
    etree.fromstring(data)
    found = feedparser.parse(data)
    assert not found.bozo
    assert len(found.entries) == 1
    assert not any(link.href.startswith("javascript") for link in found.entries[0].links)


def test_no_cell_is_a_formula() -> None:
    frame = pandas.read_csv(io.BytesIO(write("csv", HOSTILE_TIMELINE)))
    assert len(frame) == 1
    for cell in frame.iloc[0]:
        assert not str(cell).startswith(("=", "+", "-", "@"))
    assert frame.label[0].startswith("'=cmd|")


def test_hostile_markdown_is_inert() -> None:
    text = write("markdown", HOSTILE_TIMELINE).decode()
    assert "\n# heading" not in text
    assert r"\<script\>" in text
    assert r"\[x\](javascript" in text
    assert r"\*\*bold" in text
