"""Records of events, profiles of entities, marks of articles: on a story, and over HTTP."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from fastapi.testclient import TestClient

from kb.errors import UnknownName
from kb.knowledge import KnowledgeBase
from kb.marks import Mark, find_marks
from kb.profile import read_profile
from kb.question_files import load_parts
from kb.record import EventRecord, cut_context, read_record
from kb.results import to_pandas
from server import create_app
from tests.newsroom import (
    EARLY,
    LOOSE_PLAN,
    MEETING,
    POST2,
    QUAKE,
    RETURN,
    SPEECH,
    SUN,
    VISIT,
    WIRE,
    a_newsroom,
)
from tests.story import MEETING as LIND_MEETING
from tests.story import TEXTS, A, B, a_story
from tests.toy import BASE


@pytest.fixture(scope="module")
def known(tmp_path_factory: pytest.TempPathFactory) -> Iterator[KnowledgeBase]:
    with a_newsroom(tmp_path_factory.mktemp("newsroom") / "kb") as opened:
        yield opened


@pytest.fixture(scope="module")
def story(tmp_path_factory: pytest.TempPathFactory) -> Iterator[KnowledgeBase]:
    with a_story(tmp_path_factory.mktemp("story") / "kb") as opened:
        yield opened


def related(record: EventRecord) -> set[tuple[str, str]]:
    return {(n.relation, n.id) for n in record.neighbours}


def test_evidence_stands_in_its_context(story: KnowledgeBase) -> None:
    evidence = read_record(story, LIND_MEETING).evidence
    assert [e.article for e in evidence[:2]] == [A, B]
    for one in evidence:
        text = TEXTS[one.article]
        assert text[one.start : one.end] == one.exact
        assert f"{one.before}{one.exact}{one.after}" in text
    assert evidence[0].trigger == "met"
    assert evidence[0].after.startswith(" “We made progress,”")
    assert evidence[0].before == ""


@pytest.mark.parametrize("edge", ["", "\n"])
def test_context_ends_with_the_paragraph_or_with_a_word(edge: str) -> None:
    said = "Ann met Bob."
    text = f"Far away.{edge}{'word ' * 60}{said}{' tail' * 60}{edge}The end."
    start = text.index(said)
    before, after = cut_context(text, start, start + len(said))
    assert set(before.split()) == {"word"}
    assert set(after.split()) == {"tail"}
    assert 190 <= len(before) <= 200
    assert 190 <= len(after) <= 200


def test_findings_say_what_is_agreed_and_what_is_disputed(known: KnowledgeBase) -> None:
    findings = {(f.field, f.value): f for f in read_record(known, QUAKE).findings}
    assert findings["killed", "five"].standing == "disputed"
    assert findings["killed", "9"].articles == (POST2,)
    assert findings["magnitude", "6.1"].standing == "single"


def test_details_say_whom_they_are_attributed_to(known: KnowledgeBase) -> None:
    details = read_record(known, QUAKE).details
    assert [(d.field, d.value, d.voices) for d in details] == [
        ("killed", "9", ()),
        ("killed", "five", ("officials",)),
        ("magnitude", "6.1", ()),
    ]


def test_articles_of_one_story_are_one_group(known: KnowledgeBase) -> None:
    assert {frozenset(g) for g in read_record(known, QUAKE).groups} == {
        frozenset({SUN, WIRE}),
        frozenset({POST2}),
    }
    assert read_record(known, VISIT).groups == ((POST2,),)


def test_neighbours_are_before_after_and_beside(known: KnowledgeBase) -> None:
    found = read_record(known, MEETING)
    assert related(found) == {
        ("before", EARLY),
        ("after", VISIT),
        ("after", RETURN),
        ("after", QUAKE),
        ("after", f"{BASE}events/a3plan"),
        ("unordered", SPEECH),
    }
    before = next(n for n in found.neighbours if n.id == EARLY)
    assert (before.edtf, before.shared) == ("2018-06-05", ("Ann Silva", "Bob Ruiz"))
    nearest = next(n for n in found.neighbours if n.relation == "after")
    assert nearest.id == QUAKE
    assert related(read_record(known, LOOSE_PLAN)) == {("unordered", f"{BASE}events/a8deal")}


def test_decisions_tell_their_reasons(known: KnowledgeBase) -> None:
    (decision,) = read_record(known, MEETING).decisions
    assert (decision.verdict, decision.score) == ("same", 1.5)
    assert decision.reasons == "same day +0.4; 2 shared participants +0.55"
    assert decision.one_words == "Ann and Bob meet in Lima, it is told."


def test_the_json_of_a_record_holds_that_of_the_timeline(known: KnowledgeBase) -> None:
    event = known.event(MEETING).as_json()
    record = read_record(known, MEETING).as_json()
    assert {key: record[key] for key in event} == event
    assert set(record) - set(event) == {
        "evidence", "findings", "details", "groups", "neighbours", "decisions", "replaces"
    }  # fmt: skip


def test_a_profile_tells_offices_over_time_and_company(known: KnowledgeBase) -> None:
    ann = read_profile(known, f"{BASE}person/ann", as_place=False)
    assert (ann.name, ann.kind) == ("Ann Silva", "person")
    assert [(o.title, o.of, o.standing, o.first) for o in ann.offices] == [
        ("minister", "Peru", "current", "2020-01-02"),
        ("minister", "Peru", "former", "2020-02-12"),
    ]
    assert [(c.name, c.event_count) for c in ann.others] == [("Bob Ruiz", 3)]
    assert {(c.name, c.event_count) for c in ann.places} == {
        ("Lima", 1),
        ("Peru", 3),
    }  # Lima lies in Peru
    assert EARLY in {e.id for e in ann.timeline.events}


def test_a_place_tells_what_happened_there(known: KnowledgeBase) -> None:
    peru = read_profile(known, f"{BASE}place/peru", as_place=True)
    assert {MEETING, QUAKE, VISIT} <= {e.id for e in peru.timeline.events}
    lima = read_profile(known, f"{BASE}place/lima", as_place=True)
    assert (lima.lat, lima.lon, lima.within) == (-12.0, -77.0, (f"{BASE}place/peru",))


def test_marks_say_what_words_were_taken_to_be(story: KnowledgeBase) -> None:
    marks = find_marks(story, A)
    text = TEXTS[A]
    events = [(text[m.start : m.end], m.id) for m in marks if m.kind == "event"]
    assert ("met", LIND_MEETING) in events
    (quote,) = (m for m in marks if m.kind == "quote")
    assert (text[quote.start : quote.end], quote.label) == ("“We made progress,”", "Anna Lind")
    (office,) = (m for m in find_marks(story, B) if m.kind == "office")
    assert (office.id, office.label) == (f"{BASE}person/anna-lind", "premier")
    assert list(marks) == sorted(marks, key=lambda m: (m.start, -m.end))


def test_marks_of_claims_lead_to_their_event(known: KnowledgeBase) -> None:
    claims = {m for m in find_marks(known, POST2) if m.kind == "claim"}
    assert claims == {
        Mark(10, 11, "claim", QUAKE, "killed"),
        Mark(20, 23, "claim", QUAKE, "magnitude"),
    }


def test_what_is_not_there_is_said(known: KnowledgeBase) -> None:
    with pytest.raises(UnknownName):
        read_record(known, "nosuch")
    with pytest.raises(UnknownName):
        find_marks(known, "nosuch")


@pytest.mark.parametrize("name", sorted(load_parts()))
def test_the_queries_behind_are_asked_like_any(known: KnowledgeBase, name: str) -> None:
    part = load_parts()[name]
    given = {p.name: MEETING if p.type == "event" else f"{BASE}person/ann" for p in part.params}
    assert len(to_pandas(known.ask(part, **given))) > 0


# Over HTTP


@pytest.fixture(scope="module")
def client(tmp_path_factory: pytest.TempPathFactory) -> Iterator[TestClient]:
    folder = tmp_path_factory.mktemp("served")
    with a_newsroom(folder / "kb") as known:
        gone = f"<{BASE}events/00retired> <http://purl.org/dc/terms/isReplacedBy> <{QUAKE}> .\n"
        known.store.replace_graphs({f"{BASE}graph/retired": gone.encode()}, derived=True)
    with TestClient(create_app(folder / "kb", readers=1)) as opened:
        yield opened


def get(client: TestClient, path: str) -> Any:
    answer = client.get(path)
    assert answer.status_code == 200, answer.text
    return answer.json()


def test_an_event_over_http_is_its_record(client: TestClient) -> None:
    found = get(client, "/events/a5quake")
    assert found["label"] == "Earthquake in Lima"
    assert {f["standing"] for f in found["findings"] if f["field"] == "killed"} == {"disputed"}


def test_entities_over_http_are_profiles(client: TestClient) -> None:
    assert get(client, "/person/ann")["offices"][0]["title"] == "minister"
    assert get(client, "/place/lima")["within"] == [f"{BASE}place/peru"]
    moved = client.get("/entities/person/ann", follow_redirects=False)
    assert (moved.status_code, moved.headers["location"]) == (308, "/person/ann")


def test_an_article_over_http_is_marked(client: TestClient) -> None:
    found = get(client, "/articles/p2")
    assert {m["kind"] for m in found["marks"]} >= {"claim", "event"}
    assert found["text"] == "Toll rises."


@pytest.mark.parametrize(
    ("path", "location"),
    [
        ("/events/a5quake", f"/?event={BASE}events/a5quake"),
        ("/person/ann", "/?entity=person/ann"),
        ("/place/lima", "/?entity=place/lima"),
        ("/articles/p1", "/?article=p1"),
    ],
)
def test_a_browser_is_sent_to_the_page(client: TestClient, path: str, location: str) -> None:
    from urllib.parse import unquote

    answer = client.get(path, headers={"Accept": "text/html,*/*;q=0.8"}, follow_redirects=False)
    assert (answer.status_code, unquote(answer.headers["location"])) == (303, location)


@pytest.mark.parametrize(
    ("asked", "status"), [("00retired", 301), ("Earthquake in Lima", 303), ("a5quake", 200)]
)
def test_a_retired_event_has_moved_for_good(client: TestClient, asked: str, status: int) -> None:
    answer = client.get(f"/events/{asked}?format=ttl", follow_redirects=False)
    assert answer.status_code == status
    assert status == 200 or answer.headers["location"] == "/events/a5quake?format=ttl"
    assert client.get("/events/00gone").status_code == 404
    assert client.get("/events/a5quake").json()["replaces"] == [f"{BASE}events/00retired"]
