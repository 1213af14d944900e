"""Counts of many events: exact where that is quick, else capped or scaled up, and said to be."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from kb.index import Index
from kb.index.build import build_file
from kb.index.files import connect
from kb.index.write import change
from kb.timeline_question import TimelineQuestion
from tests.bench.world import BASE, World

SIZE = 3000
PAIR = [f"{BASE}person/p0", f"{BASE}person/p1"]


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("counts") / "index.sqlite"
    world = World(SIZE)
    build_file(path, BASE, 1, (event for event, _ in world.events()), world.things(), ())
    return path


@pytest.fixture
def index(made: Path) -> Iterator[Index]:
    found = Index.open(made)
    yield found
    found.close()


def test_what_is_exact_says_so(index: Index) -> None:
    found = index.answer(TimelineQuestion.ask(facets="all", density="month", status="any", limit=1))
    assert (found.total, found.total_is, found.facets_are) == (SIZE, "exact", "exact")
    assert found.density is not None
    assert sum(bucket.count for bucket in found.density) == SIZE


@pytest.mark.parametrize("asked", [{"actor": PAIR[0]}, {"from": "2015", "status": "any"}])
def test_facets_of_very_many_are_scaled_up_from_a_sample(
    index: Index, monkeypatch: pytest.MonkeyPatch, asked: dict[str, str]
) -> None:
    question = TimelineQuestion.ask(facets="all", **asked)
    exact = index.answer(question)
    monkeypatch.setattr("kb.index.counts.SAMPLED", exact.total // 3)
    with_a_sample = Index.open(index.path).answer(question)
    assert (exact.facets_are, with_a_sample.facets_are) == ("exact", "about")
    assert with_a_sample.total == exact.total
    assert exact.facets is not None
    assert with_a_sample.facets is not None
    assert with_a_sample.facets["year"] == exact.facets["year"]
    most, about = exact.facets["type"][0], with_a_sample.facets["type"]
    assert all(value.count % 4 == 0 for value in about)
    (same,) = [value for value in about if value.id == most.id]
    assert same.count == pytest.approx(most.count, rel=0.5)


@pytest.mark.parametrize(
    "asked",
    [
        {"actor": PAIR},
        {"text": "talks trade"},
        {"from": "2010", "to": "2012"},
        {"near": "0,0,9000"},
    ],
)
def test_what_is_not_counted_out_says_so(
    index: Index, monkeypatch: pytest.MonkeyPatch, asked: dict[str, str]
) -> None:
    question = TimelineQuestion.ask(limit=2, **asked)
    exact = index.answer(question)
    assert exact.total_is == "exact"
    monkeypatch.setattr("kb.index.ask.COUNTING", 1.0)
    capped_index = Index.open(index.path)
    capped = capped_index.answer(question)
    assert capped.total_is == "at least"
    assert 3 <= capped.total < exact.total
    longer = capped_index.answer(TimelineQuestion.ask(limit=5, **asked))
    assert longer.total >= 6, "there are as many as are shown, and there is a next page"
    counted = Index.open(index.path).answer(TimelineQuestion.ask(limit=2, density="year", **asked))
    assert (counted.total, counted.total_is) == (exact.total, "exact")


def test_buckets_follow_changes(made: Path, tmp_path: Path) -> None:
    path = tmp_path / "index.sqlite"
    path.write_bytes(made.read_bytes())
    world, other = World(SIZE), World(SIZE, seed=2)
    db = connect(path, read_only=False)
    gone = [world.event(n)[0].iri for n in range(0, SIZE, 50)]
    come = [other.event(n)[0] for n in range(40)]
    with change(db, BASE, 2) as writer:
        for iri in gone:
            writer.remove_event(iri)
        for event in come:
            writer.put_event(event)
    db.close()
    fresh = tmp_path / "fresh.sqlite"
    left = (e for e, _ in world.events() if e.iri not in gone)
    build_file(fresh, BASE, 2, [*left, *come], world.things(), ())
    for size in ("day", "month", "year"):
        for status in ("told", "any"):
            question = TimelineQuestion.ask(density=size, status=status, limit=1)
            changed = Index.open(path).answer(question)
            assert changed.density == Index.open(fresh).answer(question).density
            assert changed.total == Index.open(fresh).answer(question).total
