"""Pages that follow each other while articles come and go."""

from __future__ import annotations

import random
from collections.abc import Iterator
from typing import Any

import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from kb.errors import QueryError
from kb.knowledge import KnowledgeBase
from tests.index.random_store import fill_store
from tests.store.test_derivation import write_toy
from tests.store.test_knowledge import open_toy


def events_now(known: KnowledgeBase, asked: dict[str, Any]) -> set[str]:
    return {event.id for event in known.timeline(**asked, limit=None).events}


@given(
    seed=st.integers(0, 2**32),
    order=st.sampled_from(["time", "newest", "salience", "sources"]),
    size=st.integers(1, 4),
)
@settings(
    max_examples=6,
    deadline=None,
    phases=[Phase.explicit, Phase.reuse, Phase.generate],
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
def test_nothing_comes_twice_and_nothing_that_stayed_is_left_out(
    tmp_path_factory: pytest.TempPathFactory, seed: int, order: str, size: int
) -> None:
    chance = random.Random(seed)
    asked: dict[str, Any] = {"order": order}
    with open_toy(tmp_path_factory.mktemp("pages") / "kb") as known:
        known.add([write_toy(chance) for _ in range(10)], workers=1)
        # an event that gains or loses a source moves in an order by sources: it did not stay
        places = {e.id: e.source_count for e in known.timeline(limit=None).events}
        stayed = set(places)
        seen: list[str] = []
        cursor = None
        while True:
            page = known.timeline(**asked, limit=size, cursor=cursor)
            seen += [event.id for event in page.events]
            cursor = page.next
            if cursor is None:
                break
            if chance.random() < 0.6:
                known.add([write_toy(chance)], workers=1)
            elif graphs := sorted(known.article_graphs()):
                known.remove(chance.choice(graphs))
            now = {e.id: e.source_count for e in known.timeline(limit=None).events}
            stayed = {
                iri for iri in stayed & set(now)
                if order != "sources" or now[iri] == places[iri]
            }  # fmt: skip
            if order == "sources":
                moved = {iri for iri, count in now.items() if places.get(iri, count) != count}
                seen = [iri for iri in seen if iri not in moved]
                places |= now
        assert stayed <= set(seen)
        if order != "sources":
            assert len(seen) == len(set(seen))


def test_the_page_goes_on_where_its_last_event_was_taken_out(tmp_path: Any) -> None:
    with open_toy(tmp_path / "kb") as known:
        fill_store(known, random.Random(3), 30)
        whole = [event.id for event in known.timeline(status="any", limit=None).events]
        first = known.timeline(status="any", limit=10)
        known.store.update(f"DELETE WHERE {{ GRAPH ?g {{ <{whole[9]}> ?p ?o }} }}")
        known.store.replace_graphs({}, derived=True)
        rest = known.timeline(status="any", limit=None, cursor=first.next)
        assert [event.id for event in rest.events] == whole[10:]


@pytest.fixture(scope="module")
def five(tmp_path_factory: pytest.TempPathFactory) -> Iterator[KnowledgeBase]:
    with open_toy(tmp_path_factory.mktemp("five") / "kb") as known:
        fill_store(known, random.Random(3), 5)
        yield known


@pytest.mark.parametrize("order", ["time", "newest", "salience", "sources"])
@pytest.mark.parametrize(
    "cursor",
    ["x", "d", "d___", "u_2019-01-01__a", "d_2019-13-01__a", "0.5_d_2019-01-01__", "nan_",
     "1e999_u___", "d_2019-01-01_2019-01-01_" + "a" * 10_000, "d_\ud800__a", "0.5_u___a b"],
)  # fmt: skip
def test_what_is_no_cursor_is_refused_or_leads_somewhere(
    five: KnowledgeBase, order: str, cursor: str
) -> None:
    try:
        found = five.timeline(order=order, cursor=cursor)
    except QueryError as error:
        assert "no place in a timeline" in str(error)
    else:
        assert len(found.events) <= 5
