"""The knowledge base: whatever the order, the interruptions and the workers, the same result."""

from __future__ import annotations

import random
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from kb.article import Article
from kb.derive import Derivation
from kb.errors import ArticleRejected, StoreError, UnknownName
from kb.knowledge import KnowledgeBase
from kb.lookup import log_graph
from tests.toy import BASE, toy_extract, toy_merge

NAMES = ("Anna", "Omar", "Lena", "Ivo", "Noor", "Juan")


def open_toy(path: Path) -> KnowledgeBase:
    return KnowledgeBase.open(path, BASE, extract=toy_extract, merge=toy_merge)


def write_articles(count: int, seed: int = 1) -> list[Article]:
    chance = random.Random(seed)
    articles = []
    for n in range(count):
        one, other = chance.sample(NAMES, 2)
        day = f"2024-0{chance.randint(1, 3)}-{chance.randint(10, 28)}"
        text = f"News number {n}. {one} met {other} in Paris on {day}. Nothing more."
        articles.append(Article(text, source=f"{n}.txt", url=f"http://paper.test/{n}"))
    return articles


def snapshot(known: KnowledgeBase) -> set[str]:
    # without the ontology, which is the same for every store and not what is tested here, and
    # without the log, which tells of the past
    left_out = ("/ontology", "/log")
    graphs = [graph for graph in known.store.graphs() if not graph.endswith(left_out)]
    return {str(quad) for graph in graphs for quad in known.store.quads(graph)}


@pytest.fixture
def known(tmp_path: Path) -> Iterator[KnowledgeBase]:
    with open_toy(tmp_path / "kb") as opened:
        yield opened


@pytest.fixture(scope="module")
def undisturbed(tmp_path_factory: pytest.TempPathFactory) -> set[str]:
    with open_toy(tmp_path_factory.mktemp("undisturbed") / "kb") as opened:
        opened.add(write_articles(60), workers=1)
        return snapshot(opened)


def test_the_summary_counts_what_came_in(known: KnowledgeBase) -> None:
    one = Article("Anna met Omar in Paris on 2024-01-10.", url="http://a.test/1")
    two = Article("So it was: Anna met Omar in Paris on 2024-01-10.", url="http://b.test/2")
    other = Article("Lena met Ivo in Rome on 2024-02-11.", url="http://c.test/3")
    refused = ArticleRejected("x.bin", "binary", "no text")
    first = known.add([one, refused, other])
    assert (first.read, first.new, first.joined, first.events) == (2, 2, 0, 2)
    assert first.rejected == (refused,)
    second = known.add([two])
    assert (second.read, second.new, second.joined, second.events) == (1, 0, 1, 2)
    again = known.add([one, two, other])
    assert (again.read, again.new, again.joined, again.events) == (3, 0, 0, 2)
    event = known.timeline(actor="Anna").events[0]
    assert event.source_count == 2
    assert {s.quotes[0].exact for s in event.sources} == {"Anna met Omar in Paris on 2024-01-10."}


def test_order_repetition_and_batches_do_not_matter(tmp_path: Path, undisturbed: set[str]) -> None:
    articles = write_articles(60)
    random.Random(7).shuffle(articles)
    with open_toy(tmp_path / "kb") as known:
        known.add(articles[:5])
        for article in articles[5:10]:
            known.add([article])
        known.add(articles + articles[::-1])
        assert snapshot(known) == undisturbed


def test_several_workers_give_what_one_gives(tmp_path: Path, undisturbed: set[str]) -> None:
    with open_toy(tmp_path / "kb") as known:
        known.add(write_articles(60), workers=2)
        assert snapshot(known) == undisturbed


def test_a_corrected_article_takes_the_place_of_the_first(known: KnowledgeBase) -> None:
    url = "http://paper.test/1"
    known.add([Article("Anna met Omar in Paris on 2024-01-10.", url=url)])
    known.add([Article("Anna met Lena in Paris on 2024-01-10.", url=url)])
    assert len(list(known.article_graphs())) == 1
    assert [e.label for e in known.timeline().events] == ["Anna and Lena meet in Paris"]
    with pytest.raises(UnknownName):
        known.timeline(actor="Omar")


def test_of_two_versions_in_one_call_the_later_counts(tmp_path: Path) -> None:
    url = "http://paper.test/x"
    filler = write_articles(40)
    first = Article("Anna met Omar in Paris on 2024-01-10.", url=url)
    last = Article("Anna met Lena in Paris on 2024-01-10.", url=url)
    for workers in (1, 2):
        with open_toy(tmp_path / f"kb{workers}") as known:
            known.add([first, *filler, last], workers=workers)
            assert known.article(url).text == last.text


def test_removal_leaves_no_trace_but_in_the_log(tmp_path: Path) -> None:
    articles = write_articles(12)
    with open_toy(tmp_path / "never") as known:
        known.add(articles[:9])
        never = snapshot(known)
    with open_toy(tmp_path / "removed") as known:
        known.add(articles)
        names = (articles[9].id, articles[10].url or "", f"{BASE}articles/{articles[11].id}")
        assert known.remove(*names) == 3
        log = {str(quad) for quad in known.store.quads(log_graph(BASE))}
        assert len(log) == 3
        assert all("invalidatedAtTime" in line for line in log)
        assert snapshot(known) == never


def test_removal_is_all_or_nothing(known: KnowledgeBase) -> None:
    articles = write_articles(3)
    known.add(articles)
    before = snapshot(known)
    with pytest.raises(UnknownName, match="nosuch"):
        known.remove(articles[0].id, "nosuch")
    assert snapshot(known) == before


def test_an_iterator_that_fails_keeps_what_it_gave(known: KnowledgeBase) -> None:
    def fail() -> Iterator[Article]:
        yield from write_articles(30)
        raise RuntimeError("the feed broke off")

    with pytest.raises(RuntimeError, match="broke off"):
        known.add(fail(), workers=1)
    assert len(list(known.article_graphs())) == 30
    assert known.timeline().total > 0
    assert not known.store.stale


@pytest.mark.parametrize("workers", [1, 2])
def test_rejections_are_named_and_the_rest_goes_in(known: KnowledgeBase, workers: int) -> None:
    articles = write_articles(30)
    articles[4] = Article("EMPTY", source="bad.txt")
    told: list[tuple[int, int]] = []
    summary = known.add(
        articles, workers=workers, progress=lambda done, refused: told.append((done, len(refused)))
    )
    assert summary.read == 29
    assert [(r.source, r.reason) for r in summary.rejected] == [("bad.txt", "no-text")]
    assert told[-1][0] == 30
    assert sum(refused for _, refused in told) == 1


def test_an_article_that_kills_its_worker_costs_only_itself(known: KnowledgeBase) -> None:
    articles = write_articles(30)
    articles[7] = Article("POISON", source="poison.txt")
    summary = known.add(articles, workers=2)
    assert summary.read == 29
    assert [(r.source, r.reason) for r in summary.rejected] == [("poison.txt", "unreadable")]
    assert len(list(known.article_graphs())) == 29


def test_stale_events_are_derived_again_on_opening(tmp_path: Path) -> None:
    with open_toy(tmp_path / "kb") as known:
        known.add(write_articles(3))
        whole = snapshot(known)
        results = toy_extract([write_articles(4)[3]], BASE)
        graphs = {r.article: r.triples for r in results if not isinstance(r, ArticleRejected)}
        times = b"".join(r.times for r in results if not isinstance(r, ArticleRejected))
        # as a kill between the articles and the events leaves it
        known.store.replace_graphs(graphs, added={f"{BASE}graph/times": times})
        assert known.store.stale
    with open_toy(tmp_path / "kb") as known:
        assert not known.store.stale
        assert known.timeline().total > sum("sem/Event>" in line for line in whole) - 1
        after = snapshot(known)
        known.remove(write_articles(4)[3].id)
        assert snapshot(known) == whole != after


def test_the_ontology_is_the_same_in_every_store(tmp_path: Path) -> None:
    graphs = []
    for name in ("one", "two"):
        with open_toy(tmp_path / name) as known:
            graphs.append({str(quad) for quad in known.store.quads(f"{BASE}graph/ontology")})
    assert graphs[0] == graphs[1]
    assert any("type/meet>" in line for line in graphs[0])


def test_a_time_is_described_once_however_many_speak_of_it(known: KnowledgeBase) -> None:
    known.add(Article(f"Number {n}: Anna met Omar in Paris on 2024-01-10.") for n in range(5))
    rows = list(known.query("SELECT ?edtf { ?time kb:edtf ?edtf }"))  # type: ignore[arg-type]
    assert len(rows) == 1


def test_deriving_twice_changes_nothing(known: KnowledgeBase) -> None:
    known.add(write_articles(10))
    before = snapshot(known)
    derivation = Derivation(known.store, known.base, toy_merge)
    assert derivation.rebuild().events == known.timeline().total
    assert known.rebuild(extract=True) == known.timeline().total
    assert snapshot(known) == before


def test_a_store_that_is_not_there_is_not_made_to_read(tmp_path: Path) -> None:
    with pytest.raises(StoreError, match="no knowledge base here"):
        KnowledgeBase.open(tmp_path / "none", create=False)


INGEST = """
import sys
from pathlib import Path
from tests.store.test_knowledge import open_toy, write_articles
if __name__ == "__main__":
    with open_toy(Path(sys.argv[1])) as known:
        print("open", flush=True)
        articles, size = write_articles(60), int(sys.argv[2])
        for first in range(0, 60, size):
            batch = articles[first : first + size]
            known.add(batch, workers=1, progress=lambda n, _: print(n, flush=True))
        print("done", flush=True)
"""


@pytest.mark.parametrize("size", [60, 4])
def test_killed_twenty_times_and_ingested_again_it_is_as_if_undisturbed(
    tmp_path: Path, undisturbed: set[str], size: int
) -> None:
    chance = random.Random(20)
    store = tmp_path / "kb"
    midway = 0
    for _ in range(20):
        process = subprocess.Popen(
            [sys.executable, "-c", INGEST, str(store), str(size)],
            stdout=subprocess.PIPE,
            text=True,
            cwd=Path(__file__).parents[2],
        )
        assert process.stdout is not None
        # kill at a random step, and a random moment within it
        for _ in range(chance.randint(0, 9)):
            if not process.stdout.readline():
                break
        time.sleep(chance.random() * 0.02)
        process.send_signal(signal.SIGKILL)
        rest = process.stdout.read()
        process.stdout.close()
        process.wait()
        midway += "done" not in rest
    assert midway >= 10
    with open_toy(store) as known:
        # nothing half: every article that is there is whole, and the events fit them
        assert not known.store.stale
        assert known.check() == {}
        known.add(write_articles(60), workers=1)
        assert snapshot(known) == undisturbed


def test_questions_stay_quick_as_the_store_grows(known: KnowledgeBase) -> None:
    # Some plans of the engine grow with the square: a minute instead of a tenth of a second.
    chance = random.Random(3)
    articles = []
    for n in range(300):
        sentences = []
        for day in range(10, 20):
            one, other = chance.sample(NAMES, 2)
            sentences.append(f"{one} met {other} in Paris on 2024-0{n % 9 + 1}-{day}.")
        articles.append(Article(f"Number {n}. " + " ".join(sentences), url=f"http://p.test/{n}"))
    known.add(articles, workers=1)
    started = time.process_time()
    assert known.timeline(text="paris lena", actor="Anna", min_sources=2).total > 0
    assert known.timeline().total > 500
    assert known.check() == {}
    assert time.process_time() - started < 12
