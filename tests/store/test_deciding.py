"""What is one and what is not: why, a user's decisions, and what became of events that are gone."""

from __future__ import annotations

import json
from collections.abc import Sequence
from functools import lru_cache
from pathlib import Path

import pytest

from kb.article import Article
from kb.cli import run
from kb.decisions import decisions_graph
from kb.derive import events_graph
from kb.errors import QueryError, UnknownName
from kb.extract import Result, extract_articles
from kb.knowledge import KnowledgeBase
from kb.timeline_event import TimelineEvent
from tests.toy import BASE

FIRST = Article(
    "Prime Minister Anna Lind met President Omar Haddad in Berlin on March 15, 2024.",
    url="http://first.test/",
    published="2024-03-16",
    publisher="First",
)
SECOND = Article(
    "Lind and Haddad met for nearly 30 minutes in Berlin on Friday, officials said. "
    "Prime Minister Anna Lind and President Omar Haddad spoke of trade.",
    url="http://second.test/",
    published="2024-03-17",
    publisher="Second",
)
OTHER = Article(
    "President Omar Haddad met Anna Lind in Oslo on June 4, 2024.",
    url="http://other.test/",
    published="2024-06-05",
    publisher="Other",
)
EARLY = Article(
    "President Omar Haddad and Prime Minister Anna Lind met in Berlin on March 15, 2024.",
    url="http://early.test/",
    published="2024-03-15",
    publisher="Early",
)


@lru_cache(maxsize=20)
def _extract_once(article: Article) -> Result:
    return extract_articles([article], BASE)[0]


def extract_quickly(articles: Sequence[Article], base: str) -> list[Result]:
    return [_extract_once(article) for article in articles]


@pytest.fixture
def known(tmp_path: Path) -> KnowledgeBase:
    opened = KnowledgeBase.open(tmp_path / "kb", BASE, extract=extract_quickly)
    opened.add([FIRST, SECOND, OTHER])
    return opened


def meetings(known: KnowledgeBase) -> list[TimelineEvent]:
    return [e for e in known.timeline(type="meeting").events if len(e.actors) == 2]


def events_of(known: KnowledgeBase) -> set[str]:
    return {str(quad) for quad in known.store.quads(events_graph(BASE))}


def test_why_gives_each_articles_words_and_the_reasons(known: KnowledgeBase) -> None:
    event = max(meetings(known), key=lambda e: len(e.sources))
    found = known.why(event.id)
    assert found.iri == event.id
    assert {m.outlet for m in found.mentions} == {"First", "Second"}
    assert {m.words for m in found.mentions} == {"met"}
    assert all(m.quote and m.words in m.quote for m in found.mentions)
    assert found.joins
    for join in found.joins:
        assert {join.a, join.b} <= {m.mention for m in found.mentions}
        assert join.score
        assert any("shared participants" in reason for reason in join.reasons)
    assert json.loads(json.dumps(found.as_json()))["label"] == event.label


def test_what_several_agree_on_and_what_one_tells(known: KnowledgeBase) -> None:
    event = max(meetings(known), key=lambda e: len(e.sources))
    fields = known.why(event.id).fields
    assert {"hasTime", "hasActor", "hasPlace"} <= set(fields["agreed"])
    assert "duration" in fields["told once"]
    assert "disputed" not in fields


def test_why_of_a_person_names_its_articles(known: KnowledgeBase) -> None:
    found = known.why("Omar Haddad")
    assert found.iri == f"{BASE}person/omar-haddad"
    assert len({m.article for m in found.mentions}) == 3
    assert {r for join in found.joins for r in join.reasons} == {"its article's own name for it"}


def test_two_events_are_one_if_a_user_says_so_until_it_is_taken_back(
    known: KnowledgeBase,
) -> None:
    before = events_of(known)
    one, other = meetings(known)
    known.same(one.id, other.id, by="Mara")
    (event,) = meetings(known)
    assert len(event.sources) == 3
    assert any("Mara said on" in reason for j in known.why(event.id).joins for reason in j.reasons)
    assert {d.field.rsplit("/", 1)[-1] for d in event.disputes} >= {"hasTime", "hasPlace"}
    joined = events_of(known)
    known.rebuild()
    assert events_of(known) == joined
    known.undo(other.id, one.id)
    assert events_of(known) == before
    assert list(known.store.quads(decisions_graph(BASE))) == []


def test_an_event_is_two_if_a_user_says_so_whatever_comes(known: KnowledgeBase) -> None:
    event = max(meetings(known), key=lambda e: len(e.sources))
    one, other = sorted(m.mention for m in known.why(event.id).mentions)
    known.differ(one, other)
    assert len(meetings(known)) == 3
    known.rebuild()
    assert len(meetings(known)) == 3
    known.add([EARLY])
    parted = known.resolve(event.id, "event")
    assert parted  # it still leads somewhere
    holders = [e.id for e in meetings(known) if known.why(e.id).mentions]
    told = [{m.mention for m in known.why(e).mentions} for e in holders]
    assert not any({one, other} <= mentions for mentions in told)
    known.same(one, other)  # the last word counts
    assert any(
        {one, other} <= {m.mention for m in known.why(e.id).mentions} for e in meetings(known)
    )


def test_people_are_the_same_if_a_user_says_so(known: KnowledgeBase) -> None:
    before = events_of(known)
    known.same("Anna Lind", "Omar Haddad")
    assert {a.id for e in known.timeline().events for a in e.actors} == {f"{BASE}person/anna-lind"}
    joined = events_of(known)
    known.rebuild()
    assert events_of(known) == joined
    known.undo("Anna Lind", f"{BASE}person/omar-haddad")
    assert events_of(known) == before


def test_a_retired_event_leads_to_its_successor(known: KnowledgeBase) -> None:
    event = max(meetings(known), key=lambda e: len(e.sources))
    known.add([EARLY])  # published before the others: the event is named after it now
    now = max(meetings(known), key=lambda e: len(e.sources))
    assert now.id != event.id
    assert known.successor(event.id) == now.id
    assert known.event(event.id) == now
    rows = known.store.query(f"SELECT ?new {{ <{event.id}> dcterms:isReplacedBy ?new }}")
    assert [str(row["new"]) for row in rows] == [f"<{now.id}>"]  # type: ignore[union-attr]
    known.remove(EARLY.id)
    assert known.successor(event.id) is None
    assert known.event(event.id).id == event.id
    assert known.successor(now.id) == event.id


def test_an_event_whose_articles_are_gone_leaves_no_trace(known: KnowledgeBase) -> None:
    gone = next(e.id for e in meetings(known) if len(e.sources) == 1)
    known.remove(OTHER.id)
    assert known.successor(gone) is None
    with pytest.raises(UnknownName):
        known.event(gone)
    assert not [q for q in known.store.quads() if gone in str(q)]


@pytest.mark.parametrize("name", ["", "nobody at all", "http://[", f"{BASE}articles/x#event-1-2"])
def test_what_is_not_there_cannot_be_decided_on(known: KnowledgeBase, name: str) -> None:
    with pytest.raises(UnknownName):
        known.same("Anna Lind", name)


def test_what_cannot_be_the_same_is_refused(known: KnowledgeBase) -> None:
    event = meetings(known)[0].id
    with pytest.raises(QueryError, match="same"):
        known.same("Anna Lind", "Lind")
    with pytest.raises(QueryError, match="event"):
        known.differ("Anna Lind", event)
    with pytest.raises(UnknownName):
        known.undo("Anna Lind", "Omar Haddad")


def test_the_commands_say_what_the_library_does(
    known: KnowledgeBase, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    one, other = (e.id for e in sorted(meetings(known), key=lambda e: -len(e.sources)))
    known.close()
    store = ["--store", str(tmp_path / "kb")]
    assert run(["why", one, *store]) == 0
    assert "They are one because" in capsys.readouterr().out
    assert run(["why", one, "--json", *store]) == 0
    assert json.loads(capsys.readouterr().out)["iri"] == one
    assert run(["same", one, other, "--by", "Mara", *store]) == 0
    assert "recorded" in capsys.readouterr().out
    assert run(["same", one, other, "--undo", *store]) == 0
    assert "taken back" in capsys.readouterr().out
    assert run(["differ", "Anna Lind", "Omar Haddad", *store]) == 0
    assert run(["differ", "Anna Lind", "Omar Haddad", "--undo", "--by", "x", *store]) == 2
    assert run(["same", "nobody", other, *store]) == 2


def test_a_corrected_article_says_what_it_revised_until_it_is_taken_out(
    known: KnowledgeBase,
) -> None:
    asked = "SELECT DISTINCT ?old ?until { ?new prov:wasRevisionOf ?old . "
    asked += "?old prov:invalidatedAtTime ?until }"
    known.add([FIRST])  # the same once more is no revision
    assert list(known.query(asked)) == []
    corrected = Article(
        FIRST.text.replace("Berlin", "Hamburg"),
        url=FIRST.url,
        published=FIRST.published,
        publisher=FIRST.publisher,
    )
    known.add([corrected])
    (row,) = known.query(asked)
    assert str(row["old"]).startswith(f"<{BASE}articles/{FIRST.id}/versions/")
    assert "Berlin" not in known.article(FIRST.id).text
    known.remove(FIRST.id)
    assert list(known.query(asked)) == []
    left = [q for q in known.store.quads() if FIRST.id in str(q)]
    assert [str(q.predicate) for q in left] == ["<http://www.w3.org/ns/prov#invalidatedAtTime>"]
