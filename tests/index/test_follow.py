"""The index follows its store: step by step as made anew, and whatever becomes of its file."""

from __future__ import annotations

import random
import sqlite3
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from kb.errors import StoreError
from kb.index import NAME, Index
from kb.index.build import build_file
from kb.index.files import connect
from kb.index.follow import Follower
from kb.index.model import IndexedEvent
from kb.index.order import LONGEST, UNDATED, lay_out, number_name, want_days
from kb.index.write import change
from kb.knowledge import KnowledgeBase
from kb.timeline_question import TimelineQuestion
from tests.store.test_derivation import write_toy
from tests.store.test_knowledge import open_toy, write_articles
from tests.story import open_story
from tests.toy import BASE

TABLES = {
    "word": "word, count",
    "event": "slot, name, first, last, flags, salience, sources, independent",
    "shown": "slot, json",
    "posting": "(SELECT kind || value FROM term WHERE id = term) AS t, slot, flags",
    "term": "kind, value, told, total",
    "span": "days, status, count",
    "thing": "iri, role, name, names, kind, lat, lon, within",
    "article": "iri, title, publisher, published, url",
}


def read_tables(path: Path) -> dict[str, set[tuple[object, ...]]]:
    """What an index holds, whatever numbers things have in it."""
    db = connect(path, read_only=True)
    try:
        found = {
            name: set(db.execute(f"SELECT {columns} FROM {name}"))
            for name, columns in TABLES.items()
        }
        # what nothing has any more may stay as a word of the index
        found["term"] = {row for row in found["term"] if row[3]}
        found["word"] = {row for row in found["word"] if row[1]}
        found["span"] = {row for row in found["span"] if row[2]}
        gone = {row for row in found["thing"] if row[1] == "publisher"}
        found["thing"] -= gone
        # the words of every event can be found, and no others
        for slot, name in db.execute("SELECT slot, name FROM event").fetchall():
            hit = db.execute("SELECT label FROM words WHERE rowid = ?", (slot,)).fetchall()
            assert len(hit) == 1, name
        db.execute("SELECT count(*) FROM words").fetchone()
    finally:
        db.close()
    return found


def check_words(path: Path) -> None:
    """FTS5's own check that its lists are sound."""
    db = connect(path, read_only=False)
    db.execute("INSERT INTO words (words) VALUES ('integrity-check')")
    db.close()


@given(seed=st.integers(0, 2**32))
@settings(
    max_examples=8,
    deadline=None,
    phases=[Phase.explicit, Phase.reuse, Phase.generate],
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
def test_step_by_step_is_as_made_anew(tmp_path_factory: pytest.TempPathFactory, seed: int) -> None:
    chance = random.Random(seed)
    folder = tmp_path_factory.mktemp("steps") / "kb"
    made: list[int] = []
    with open_toy(folder) as known, pytest.MonkeyPatch.context() as patch:
        known.freshen_index()
        whole = Follower.rebuild
        patch.setattr(Follower, "rebuild", lambda self: (made.append(1), whole(self))[1])
        for _ in range(6):
            if chance.random() < 0.75 or not list(known.article_graphs()):
                known.add([write_toy(chance) for _ in range(chance.randint(1, 4))], workers=1)
            else:
                known.remove(chance.choice(sorted(known.article_graphs())))
            stepped = read_tables(folder / NAME)
            check_words(folder / NAME)
            assert not made
            known.rebuild_index()
            assert read_tables(folder / NAME) == stepped
            made.clear()


@pytest.mark.parametrize("damage", ["gone", "noise", "cut", "foreign", "old", "empty", "folder"])
def test_a_damaged_index_is_made_anew(tmp_path: Path, damage: str) -> None:
    path = tmp_path / "kb"
    open_story(path).close()
    with KnowledgeBase.open(path) as known:
        known.store.replace_graphs({}, derived=True)
        before = known.timeline().as_json()["events"]
    file = path / NAME
    data = file.read_bytes()
    if damage == "gone":
        file.unlink()
    elif damage == "noise":
        file.write_bytes(random.Random(1).randbytes(len(data)))
    elif damage == "cut":
        file.write_bytes(data[: len(data) // 2])
    elif damage == "empty":
        file.write_bytes(b"")
    elif damage == "folder":
        file.unlink()
        file.mkdir()
    else:
        db = sqlite3.connect(file)
        key, value = ("base", "http://other.test/") if damage == "foreign" else ("format", -1)
        db.execute("UPDATE meta SET value = ? WHERE key = ?", (value, key))
        db.commit()
        db.close()
    with KnowledgeBase.open(path) as known:
        if damage == "folder":
            with pytest.raises(StoreError, match="index"):
                known.timeline()
            return
        assert known.timeline().as_json()["events"] == before


def test_another_process_reads_while_this_one_writes(tmp_path: Path) -> None:
    path = tmp_path / "kb"
    reader = """
import sys
from kb.index import Index
from kb.timeline_question import TimelineQuestion
index = Index(__import__("pathlib").Path(sys.argv[1]))
print("ready", flush=True)
last = 0
for line in sys.stdin:
    found = index.answer(TimelineQuestion.ask(limit=None, facets="actor"))
    assert len(found.events) == found.total, "half a state was seen"
    assert found.generation >= last
    last = found.generation
    print(found.total, found.generation, flush=True)
"""
    with open_toy(path) as known:
        known.freshen_index()
        process = subprocess.Popen(
            [sys.executable, "-c", reader, str(path / NAME)],
            stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True,
        )  # fmt: skip
        assert process.stdin is not None and process.stdout is not None
        try:
            assert process.stdout.readline() == "ready\n"
            for n, article in enumerate(write_articles(12)):
                known.add([article], workers=1)
                if n == 6:
                    known.rebuild_index()
                process.stdin.write("?\n")
                process.stdin.flush()
                total, generation = map(int, process.stdout.readline().split())
                assert total == known.timeline().total
                assert generation == known.store.derived
        finally:
            process.stdin.close()
            process.wait(20)
            process.stdout.close()
    assert process.returncode == 0


def test_an_index_that_is_not_there_is_said_so(tmp_path: Path) -> None:
    with pytest.raises(StoreError, match="no index here"):
        Index.open(tmp_path / "nothing")


def test_events_that_want_one_slot_stand_in_order_of_their_names(tmp_path: Path) -> None:
    """However they come and go: the names below share the bits that a slot has room for."""

    def event(name: str) -> IndexedEvent:
        shown = f'{{"label": "{name}", "sources": []}}'
        iri = f"{BASE}events/{name}"
        return IndexedEvent(
            iri=iri, json=shown, first=700_000, last=700_000, status="happened", main=False,
            disputed=False, salience=0.5, sources=1, independent=1, terms=(), label=name, quotes=(),
        )  # fmt: skip

    names = [f"abcdef{n:010x}" for n in range(6)] + ["abcdf0" + "0" * 10]
    chance = random.Random(5)
    path = tmp_path / NAME
    build_file(path, BASE, 1, [], [], [])
    db = connect(path, read_only=False)
    there: set[str] = set()
    for step in range(60):
        name = chance.choice(names)
        with change(db, BASE, step) as writer:
            if name in there:
                writer.remove_event(f"{BASE}events/{name}")
            else:
                writer.put_event(event(name))
        there ^= {name}
        rows = db.execute("SELECT slot, name FROM event ORDER BY slot").fetchall()
        wanted = sorted((want_days(700_000, 700_000, iri), iri)
                        for iri in (f"{BASE}events/{n}" for n in there))  # fmt: skip
        assert rows == list(lay_out(wanted))
    db.close()


@given(st.integers(1, 3_652_059), st.integers(1, 3_652_059), st.text(max_size=5))
def test_slots_keep_the_order_of_time(day: int, other: int, name: str) -> None:
    first, last = sorted((day, other))
    slot = want_days(first, last, name)
    assert 0 < slot < UNDATED <= want_days(None, None, name)
    assert slot >> 40 == first
    assert (slot >> 24) & LONGEST == min(last - first, LONGEST)
    if first < last:
        assert want_days(first, first, name) < slot <= want_days(first, None, name)
    assert want_days(None, last, name) >> 40 == last
    assert 0 <= number_name(name) < 2**64


def test_many_threads_ask_at_once_and_few_connections_stay(tmp_path: Path) -> None:
    with open_toy(tmp_path / "kb") as known:
        known.add(write_articles(20), workers=1)
        index = Index.open(tmp_path / "kb" / NAME)
        asked = TimelineQuestion.ask(facets="all")
        total = known.timeline().total
        with ThreadPoolExecutor(8) as pool:
            found = list(pool.map(lambda _: index.answer(asked).total, range(80)))
        assert found == [total] * 80
        assert 1 <= len(index._idle) <= 8
        index.close()
        assert index._idle == []
        # whoever asks later has a connection of their own, which is not kept
        assert index.answer(asked).total == total
        assert index._idle == []
