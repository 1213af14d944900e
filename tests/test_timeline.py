"""The timeline: the contract of its JSON, its order, its windows and its pages."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import replace
from typing import Any

import pytest

from kb.errors import QueryError, UnknownName
from kb.knowledge import KnowledgeBase
from kb.timeline_words import list_positions, say_date, say_when
from tests.story import MEETING, PLAN, STATEMENT, STORM, TEXTS, VISIT, A, B, C, a_story
from tests.toy import BASE


@pytest.fixture(scope="module")
def known(tmp_path_factory: pytest.TempPathFactory) -> Iterator[KnowledgeBase]:
    with a_story(tmp_path_factory.mktemp("story") / "kb") as opened:
        yield opened


def ids(known: KnowledgeBase, **asked: Any) -> list[str]:
    return [event.id for event in known.timeline(**asked).events]


def test_the_story_is_sound(known: KnowledgeBase) -> None:
    assert known.check() == {}


def test_the_json_keeps_its_contract(known: KnowledgeBase) -> None:
    found = json.loads(known.timeline(min_sources=3).to_json())
    assert set(found) == {"events", "next", "total", "total_is", "generation"}
    assert (found["next"], found["total"], found["total_is"]) == (None, 1, "exact")
    assert found["generation"] == known.store.generation
    [event] = found["events"]
    assert event["id"] == MEETING
    assert event["label"] == "Lind and Haddad meet in Paris"
    assert event["type"] == {"id": "https://w3id.org/timeline-kb/type/meet", "label": "meeting"}
    assert event["date"] == {
        "edtf": "2019-05-03",
        "earliest": "2019-05-03",
        "latest": "2019-05-03",
        "granularity": "day",
        "text": "on 3 May 2019",
        "anchor": None,
    }
    assert event["places"] == [
        {"id": f"{BASE}place/paris", "name": "Paris", "lat": 48.85, "lon": 2.35}
    ]
    assert event["actors"] == [
        {"id": f"{BASE}person/{slug}", "name": name, "kind": "person", "role": "participant"}
        for slug, name in (("anna-lind", "Anna Lind"), ("omar-haddad", "Omar Haddad"))
    ]
    assert event["modality"] == "happened"
    assert (event["source_count"], event["independent_source_count"]) == (3, 2)
    assert event["disputes"] == [
        {
            "field": "duration",
            "kind": "dispute",
            "positions": [
                {"value": "30 minutes", "articles": [B]},
                {"value": "two hours", "articles": [C]},
            ],
        }
    ]
    sources = {source["article"]: source for source in event["sources"]}
    assert set(sources) == {A, B, C}
    assert sources[A]["title"] == "Lind and Haddad talk"
    assert sources[A]["publisher"] == "The Paper"
    assert sources[A]["published"] == "2019-05-04"
    # what the article does not tell is null: an inferred time is no publication date
    assert sources[B]["title"] is sources[B]["publisher"] is sources[B]["published"] is None
    assert sources[C]["published"] == "2019-05"
    for iri, source in sources.items():
        for quote in source["quotes"]:
            assert TEXTS[iri][quote["start"] : quote["end"]] == quote["exact"]
        assert source["quotes"]


def test_what_is_unknown_is_null(known: KnowledgeBase) -> None:
    event = known.event(VISIT).as_json()
    assert event["date"] is None
    assert event["places"][0]["lat"] is None
    assert event["actors"][0]["role"] is None


def test_offsets_count_code_points(known: KnowledgeBase) -> None:
    storm = known.event(STORM)
    source = next(s for s in storm.sources if s.article == B)
    assert [q.exact for q in source.quotes] == ["A storm killed 12."]
    assert TEXTS[B][source.quotes[0].start - 2] == "😀"


def test_an_undated_event_says_when_it_was_reported(known: KnowledgeBase) -> None:
    visit, meeting = known.event(VISIT), known.event(MEETING)
    (source,) = visit.sources
    assert say_when(replace(visit, sources=(replace(source, published="2019"),))) == "undated"
    days = ("2019-05-04", "2019-05-02", None)
    told = replace(visit, sources=tuple(replace(source, published=day) for day in days))
    assert say_when(told) == "undated, reported 2 May 2019"
    assert say_when(meeting) == say_date(meeting.date) == "3 May 2019"


def test_what_was_reported_first_of_a_dispute_comes_first(known: KnowledgeBase) -> None:
    storm = known.event(STORM)
    (rose,) = storm.disputes
    few, many = (position.articles[0] for position in rose.positions)
    assert [position.value for position in rose.positions] == ["12", "15"]
    for first, expected in ((few, ["12", "15"]), (many, ["15", "12"])):
        days = {few: "2019-05-02", many: "2019-05-02", first: "2019-05-01"}
        told = tuple(replace(s, published=days[s.article]) for s in storm.sources)
        assert list_positions(replace(storm, sources=told), rose) == expected


def test_events_come_in_order_of_time_undated_last(known: KnowledgeBase) -> None:
    assert ids(known) == [STATEMENT, STORM, MEETING, VISIT]


@pytest.mark.parametrize(
    ("asked", "expected"),
    [
        ({"actor": "Anna Lind"}, [STATEMENT, MEETING, VISIT]),
        ({"actor": "lind"}, [STATEMENT, MEETING, VISIT]),
        ({"actor": "person/omar-haddad"}, [STATEMENT, MEETING]),
        ({"actor": "omar-haddad", "with_": "ANNA  LIND"}, [STATEMENT, MEETING]),
        ({"actor": f"{BASE}person/rana-haddad"}, []),
        ({"place": "Paris"}, [MEETING]),
        ({"place": "france"}, [MEETING]),
        ({"type": "meeting"}, [MEETING]),
        ({"type": "kbt:meet"}, [MEETING]),
        ({"type": "consult"}, [MEETING, VISIT]),
        ({"text": "PROGRESS"}, []),
        ({"text": "storm killed"}, [STORM]),
        ({"text": "killed storm"}, [STORM]),
        ({"text": '"killed storm"'}, []),
        ({"text": "two hours"}, [MEETING]),
        ({"min_sources": 2}, [STORM, MEETING]),
        ({"min_salience": 0.35}, [STATEMENT, MEETING]),
        ({"main": True}, [MEETING]),
        ({"status": "any"}, [STATEMENT, STORM, PLAN, MEETING, VISIT]),
        ({"status": "planned"}, [VISIT]),
        ({"status": "denied"}, [PLAN]),
        ({"from_": "2019"}, [STORM, MEETING]),
        ({"from_": "2019-05-04"}, [STORM]),
        ({"from_": "2019-05-03", "to": "2019-05-03"}, [STORM, MEETING]),
        ({"to": "2018"}, [STATEMENT]),
        ({"from_": "2006-06", "to": "2006-06"}, [STATEMENT]),
        ({"from_": "2020"}, []),
        ({"from_": "2019", "undated": "always"}, [STORM, MEETING, VISIT]),
        ({"undated": "only"}, [VISIT]),
        ({"undated": "never"}, [STATEMENT, STORM, MEETING]),
    ],
)
def test_questions_find_what_fits(
    known: KnowledgeBase, asked: dict[str, Any], expected: list[str]
) -> None:
    assert ids(known, **asked) == expected
    assert known.timeline(**asked).total == len(expected)


def test_pages_follow_each_other_without_gap_or_repetition(known: KnowledgeBase) -> None:
    everything = ids(known, status="any")
    for size in (1, 2, 3):
        seen: list[str] = []
        after = None
        while True:
            page = known.timeline(status="any", limit=size, after=after)
            assert page.total == 5
            assert len(page.events) <= size
            seen += [event.id for event in page.events]
            after = page.next
            if after is None:
                break
        assert seen == everything


@pytest.mark.parametrize(
    ("asked", "words"),
    [
        ({"limit": 0}, "limit"),
        ({"after": "nonsense"}, "no place in a timeline"),
        ({"from_": "yesterdayish"}, "date"),
        ({"undated": "maybe"}, "undated"),
        ({"actor": "Haddad"}, "could be any of"),
    ],
)
def test_wrong_questions_are_refused(
    known: KnowledgeBase, asked: dict[str, Any], words: str
) -> None:
    with pytest.raises(QueryError, match=words):
        known.timeline(**asked)


def test_unknown_names_come_with_near_ones(known: KnowledgeBase) -> None:
    with pytest.raises(UnknownName, match="Did you mean") as caught:
        known.timeline(actor="Ana Lind")
    assert "Anna Lind" in caught.value.suggestions
    with pytest.raises(UnknownName):
        known.timeline(type="sky writing")
    with pytest.raises(UnknownName):
        known.timeline(actor="'; DROP ALL #")


def test_an_event_is_found_by_the_beginning_of_its_id(known: KnowledgeBase) -> None:
    assert known.event("1111").id == known.event("events/1111aa").id == MEETING
    for name in ("", "9", "11 11", "../x"):
        with pytest.raises(UnknownName):
            known.event(name)


def test_an_article_gives_everything_it_tells(known: KnowledgeBase) -> None:
    assert [e.id for e in known.events_of_article("cccc").events] == [STORM, PLAN, MEETING]
    assert known.article("http://paper.test/a").publisher == "The Paper"
    assert [e.id for e in known.events_at(f"{BASE}time/2019").events] == [STORM]


def test_a_text_without_a_word_is_refused_and_no_text_asks_nothing(known: KnowledgeBase) -> None:
    with pytest.raises(QueryError, match="no word"):
        known.timeline(text='"')
    assert known.timeline(text="  ").total == known.timeline().total
