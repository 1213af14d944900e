"""The timeline of the index is the timeline by SPARQL, for every parameter that both know."""

from __future__ import annotations

import os
import random
from dataclasses import replace
from importlib.resources import as_file
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from kb.errors import QueryError, UnknownName
from kb.knowledge import KnowledgeBase
from kb.read import read_articles
from kb.resources import data_folder
from kb.timeline import Timeline
from tests.index.random_store import fill_store, random_question
from tests.store.test_knowledge import open_toy
from tests.story import a_story

SHARED = Path(
    os.environ.get("KB_CUSTOMER_ARTICLES", Path(__file__).parents[3] / "shared" / "articles")
)


def ask_both(known: KnowledgeBase, asked: dict[str, Any]) -> tuple[Timeline, Timeline] | None:
    try:
        slow = known.timeline_by_sparql(**asked)
    except UnknownName as error:
        with pytest.raises(UnknownName, match=str(error.name)):
            known.timeline(**asked)
        return None
    except QueryError:
        with pytest.raises(QueryError):
            known.timeline(**asked)
        return None
    return known.timeline(**asked), slow


def check_equal(known: KnowledgeBase, asked: dict[str, Any]) -> int:
    """How many pages were compared, all of them in every part."""
    pages = 0
    while (found := ask_both(known, asked)) is not None:
        fast, slow = found
        assert fast.as_json() == slow.as_json(), asked
        pages += 1
        if fast.next is None:
            break
        asked = asked | {"cursor": fast.next}
    return pages


@given(seed=st.integers(0, 2**32), events=st.integers(0, 25))
@settings(
    max_examples=20,
    deadline=None,
    phases=[Phase.explicit, Phase.reuse, Phase.generate],  # a smaller seed is no simpler store
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
def test_random_stores_give_equal_timelines(
    tmp_path_factory: pytest.TempPathFactory, seed: int, events: int
) -> None:
    chance = random.Random(seed)
    with open_toy(tmp_path_factory.mktemp("random") / "kb") as known:
        fill_store(known, chance, events)
        assert check_equal(known, {"status": "any", "limit": 4}) >= events // 4
        for _ in range(12):
            check_equal(known, random_question(chance))


def test_every_event_is_read_as_by_sparql(tmp_path: Path) -> None:
    with open_toy(tmp_path / "kb") as known:
        fill_store(known, random.Random(7), 60)
        events = known.timeline(status="any", limit=None).events
        assert len(events) == 60
        for event in events:
            assert known.event_by_sparql(event.id) == event


QUESTIONS: tuple[dict[str, Any], ...] = (
    {},
    {"status": "any", "limit": 3},
    {"order": "newest"},
    {"order": "salience", "limit": 2},
    {"order": "sources"},
    {"min_sources": 2, "group_by": "month"},
    {"from": "2019", "to": "2019"},
    {"from": "2019-05", "window": "within"},
    {"undated": "only", "status": "any"},
    {"main": True},
    {"disputed": True},
    {"text": "talks"},
    {"type": "meeting", "facets": "all", "density": "month"},
)


@pytest.mark.parametrize("asked", QUESTIONS)
def test_the_story_is_told_alike(tmp_path: Path, asked: dict[str, Any]) -> None:
    with a_story(tmp_path / "kb") as known:
        assert check_equal(known, asked) >= 1


@pytest.mark.skipif(not SHARED.is_dir(), reason="the customer's articles are not here")
def test_the_shared_articles_are_told_alike(tmp_path: Path) -> None:
    with KnowledgeBase.open(tmp_path / "kb") as known:
        known.add(read_articles([SHARED]), workers=1)
        people = known.timeline(facets="actor").facets
        places = known.timeline(facets="place").facets
        assert people and places
        asked = [*QUESTIONS]
        asked += [{"actor": one.id} for one in people["actor"][:5]]
        asked += [{"place": one.id, "status": "any"} for one in places["place"][:5]]
        pair = [one.id for one in people["actor"][:2]]
        asked += [{"actor": pair, "match": match} for match in ("all", "any")]
        for one in asked:
            assert check_equal(known, one) >= 1


def test_the_samples_are_told_alike(tmp_path: Path) -> None:
    """The demo: each parameter with values that its own facets offer."""
    with KnowledgeBase.open(tmp_path / "kb") as known, as_file(data_folder("samples")) as folder:
        known.add(read_articles([folder]), workers=1)
        facets = known.timeline(facets="all", status="any").facets
        assert facets is not None
        asked: list[dict[str, Any]] = [*QUESTIONS]
        for name in ("actor", "place", "type", "publisher"):
            asked += [{name: one.id, "status": "any"} for one in facets[name][:3]]
        asked += [{"from": one.id, "to": one.id, "density": "day"} for one in facets["year"][:3]]
        first = known.timeline(limit=1).events[0]
        asked += [
            {"actor": ["Joe Biden", "Rishi Sunak"], "status": "any"},
            {"actor": ["Joe Biden", "Rishi Sunak"], "match": "any"},
            {"source": first.sources[0].article},
            {"near": "54.6,-5.9,300"},
            {"status": "denied"},
            {"undated": "always", "from": "2023"},
            {"undated": "never"},
            {"disputed": False, "limit": 40},
            {"min_independent": 3},
            {"min_salience": 0.7, "order": "salience", "limit": 7},
            {"text": "earth*"},
            {"text": '"prime minister"', "status": "any"},
            *({"group_by": by} for by in ("day", "month", "year", "actor", "place", "type")),
            *({"density": by, "status": "any"} for by in ("day", "month", "year")),
        ]
        for one in asked:
            assert check_equal(known, one) >= 1


def test_equality_covers_every_parameter() -> None:
    from dataclasses import fields

    from kb.timeline_question import TimelineQuestion

    chance = random.Random(1)
    seen = {name for _ in range(600) for name in random_question(chance)}
    known = {f.name.removesuffix("_") for f in fields(TimelineQuestion)}
    # 'fields' cuts the same JSON, 'lang' is of the index alone, the cursor comes with the pages
    assert known - seen == {"cursor", "fields", "lang"}
    assert replace(TimelineQuestion(), limit=1).limit == 1


PLANS: dict[str, dict[str, Any]] = {
    "lists are merged": {"plan._SHORT": -1, "plan._LOOKUP": 10**9, "plan._LOOKUP_WORDS": 10**9},
    "lists are looked up": {"plan._LOOKUP": 0, "plan._LOOKUP_WORDS": 0},
    "sites are too many to merge": {"lists.MOST_MERGED": 0, "lists.MOST_SORTED": 3},
    "sites are sorted": {"lists.MOST_MERGED": 0},
    "all that fit are gathered": {"ask._is_gathered": lambda plan, wanted: True},
    "events are read by weight": {"ask._is_gathered": lambda plan, wanted: False},
}


@pytest.mark.parametrize("name", PLANS)
def test_every_way_to_the_answer_gives_the_same(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, name: str
) -> None:
    for target, value in PLANS[name].items():
        monkeypatch.setattr(f"kb.index.{target}", value)
    chance = random.Random(name)
    with open_toy(tmp_path / "kb") as known:
        fill_store(known, chance, 25)
        for near in ("50,5,20000", "48.8,2.3,50"):
            check_equal(known, {"near": near, "status": "any", "facets": "all"})
        for _ in range(12):
            check_equal(known, random_question(chance))
