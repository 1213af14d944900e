"""A timeline of a million events: ``python -m tests.bench.million [N…]`` (default 100000).

For each N, makes up N events (two participants each on average, real-shaped names, types, places
and words with a deep skew), builds the index from them, and measures in one run:

- how fast the index is built, how large it is, what memory that takes, and what a commit of ten
  changed events costs;
- questions to ``/timeline`` over HTTP, of a running ``kb serve``: p50 and p95 in milliseconds,
  each question with many different values, so that hardly anything is answered from memory;
  ``first`` is the first time of all that it is asked;
- with ``--sparql``, the same questions in plain SPARQL on a store of the same events, here and by
  ``oxigraph serve`` where that is installed (``pip install oxigraph``). These select an event and
  its label only; a page of the timeline has everything. A query that takes longer than two
  seconds is run once, others three times;
- with ``--rebuild``, how ``kb rebuild --index`` makes the index from that store: how fast, and in
  what memory.

``--claims K`` adds K claims an event to the store (default 0 for speed: the questions read none).
``--keep FOLDER`` keeps what was made, and takes the index and the store from there if they are
there already: the second run at a million events takes minutes.
"""

from __future__ import annotations

import argparse
import os
import resource
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Sequence
from pathlib import Path
from statistics import median, quantiles
from typing import Any

import pyoxigraph as ox

from kb.index import NAME, Index
from kb.index.build import build_file
from kb.index.files import connect
from kb.index.follow import Follower
from kb.index.rows import sign
from kb.index.write import change
from kb.knowledge import KnowledgeBase
from kb.store.embedded import EmbeddedStore
from kb.timeline_question import TimelineQuestion
from tests.bench.world import BASE, World
from tests.bench.world_questions import ask_server, serve, serve_oxigraph, time_queries
from tests.bench.world_triples import write_triples


def build_index(path: Path, world: World) -> None:
    """Makes an index of the events, unless it is there; prints what that took."""
    if Index(path).generation is not None and count_indexed(path) == world.size:
        print(f"index of {world.size:,} events: taken from {path}", flush=True)
        return
    began, started = time.process_time(), time.perf_counter()
    build_file(path, BASE, 0, (e for e, _ in world.events()), world.things(), ())
    took, taken = time.process_time() - began, time.perf_counter() - started
    sample = min(world.size, 20_000)
    began = time.process_time()
    for number in range(sample):
        world.event(number)
    making = (time.process_time() - began) * world.size / sample
    size = path.stat().st_size
    memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    print(
        f"index of {world.size:,} events: {taken:.0f} s, CPU {took:.0f} s ({making:.0f} s of it to "
        f"make them up), {world.size / max(0.1, took - making):,.0f} events/s of CPU, "
        f"{size / 1e6:,.0f} MB, peak memory {memory:.0f} MB",
        flush=True,
    )


def count_indexed(path: Path) -> int:
    """How many events an index has."""
    return Index.open(path).answer(TimelineQuestion.ask(status="any", limit=1)).total


def put_in(path: Path, folder: Path) -> None:
    """Makes a knowledge base in `folder` that has a copy of the index at `path`."""
    shutil.rmtree(folder, ignore_errors=True)
    with KnowledgeBase.open(folder, BASE) as known:
        generation = known.store.derived
    shutil.copyfile(path, folder / NAME)
    db = connect(folder / NAME, read_only=False)
    sign(db, BASE, generation)
    db.close()


def rebuild_index(quads: Path, world: World) -> None:
    """Prints what making the index from the store takes: ``kb rebuild --index`` does the same."""
    with tempfile.TemporaryDirectory() as scratch:
        path = Path(scratch) / NAME
        command = [sys.executable, "-m", "tests.bench.million", "--index-of", str(quads), str(path)]
        started = time.perf_counter()
        process = subprocess.Popen(command)
        _, status, used = os.wait4(process.pid, 0)
        taken, took = time.perf_counter() - started, used.ru_utime + used.ru_stime
        if status:
            raise RuntimeError("the index was not made")
        indexed = count_indexed(path)
    print(
        f"index from the store: {indexed:,} of {world.size:,} events, {taken:.0f} s, "
        f"CPU {took:.0f} s, {indexed / took:,.0f} events/s of CPU, "
        f"peak memory {used.ru_maxrss / 1024:.0f} MB",
        flush=True,
    )


def index_store(quads: Path, path: Path) -> None:
    """Makes the index of a store at `path`, in a process of its own."""
    # not by opening the knowledge base: were the ontology another by now, its events would be
    # derived anew, from articles that have no texts
    Follower(Index(path), EmbeddedStore(quads, read_only=True), BASE).rebuild()


def commit_tens(folder: Path, world: World, rounds: int = 30) -> None:
    """Prints what it costs to put ten changed events into the index."""
    generation = Index.open(folder / NAME).generation or 0
    db = connect(folder / NAME, read_only=False)
    times, cpu = [], []
    for n in range(rounds):
        events = [world.event((n * 7919 + k * 104_729) % world.size)[0] for k in range(10)]
        began, started = time.process_time(), time.perf_counter()
        with change(db, BASE, generation) as writer:
            for event in events:
                writer.put_event(event)
        times.append(1000 * (time.perf_counter() - started))
        cpu.append(1000 * (time.process_time() - began))
    db.close()
    print(f"commit of ten changed events: {_say(times)} ms, CPU {_say(cpu)} ms", flush=True)


def load_store(folder: Path, world: World, claims: int) -> None:
    """Fills a store with the events, unless it was; prints what that took."""
    done = folder.with_name(f"{folder.name}.claims-{claims}")
    if done.exists():
        print(f"store: taken from {folder}, {done.read_text('utf-8')} triples", flush=True)
        return
    with KnowledgeBase.open(folder.parent, BASE):
        pass  # for the ontology
    started = time.perf_counter()
    store = ox.Store(str(folder))
    for piece in write_triples(world, claims):
        store.bulk_load(piece, format=ox.RdfFormat.N_QUADS)
    store.flush()
    store.optimize()
    done.write_text(f"{len(store):,}", "utf-8")
    print(f"store: {len(store):,} triples in {time.perf_counter() - started:.0f} s", flush=True)
    del store


def _say(times: Sequence[float]) -> str:
    late = quantiles(times, n=20)[-1]
    return f"{median(times):.1f} / {late:.1f}"


def measure(given: argparse.Namespace, size: int, folder: Path) -> None:
    """Prints the table for `size` events."""
    world = World(size)
    build_index(folder / NAME, world)
    put_in(folder / NAME, folder / "kb")
    commit_tens(folder / "kb", world)
    with serve(folder / "kb") as port:
        mine = ask_server(port, world, given.rounds)
    plain: dict[str, float] = {}
    other: dict[str, float] = {}
    if given.sparql or given.rebuild:
        load_store(folder / "full" / "quads", world, given.claims)
    if given.sparql:
        store = ox.Store.read_only(str(folder / "full" / "quads"))

        def run(query: str) -> object:
            found: Any = store.query(query, use_default_graph_as_union=True)
            return found.serialize(format=ox.QueryResultsFormat.JSON)

        plain = time_queries(run, world)
        del store
        try:
            with serve_oxigraph(folder / "full" / "quads") as ask:
                other = time_queries(ask, world)
        except OSError:
            print("oxigraph serve is not installed")
    print(f"\n{size:,} events, ms       p50 / p95 over HTTP    first | SPARQL | oxigraph serve")
    for name, (first, *times) in mine.items():
        beside = "".join(
            f" | {found[name]:8.1f}" if name in found else " |        –" for found in (plain, other)
        )
        print(f"{name:28} {_say(times):>15} {first:8.1f}{beside}", flush=True)
    if given.rebuild:
        rebuild_index(folder / "full" / "quads", world)


def main() -> None:
    parser = argparse.ArgumentParser(description=(__doc__ or "").split("\n")[0])
    parser.add_argument("sizes", nargs="*", type=int, default=[100_000])
    parser.add_argument("--rounds", type=int, default=60)
    parser.add_argument("--claims", type=int, default=0)
    parser.add_argument("--sparql", action="store_true")
    parser.add_argument("--rebuild", action="store_true")
    parser.add_argument("--keep", type=Path)
    parser.add_argument("--index-of", nargs=2, type=Path, help=argparse.SUPPRESS)
    given = parser.parse_args()
    if given.index_of:
        index_store(*given.index_of)
        return
    for size in given.sizes:
        if given.keep is not None:
            folder = given.keep / str(size)
            folder.mkdir(parents=True, exist_ok=True)
            measure(given, size, folder)
        else:
            with tempfile.TemporaryDirectory() as scratch:
                measure(given, size, Path(scratch))


if __name__ == "__main__":
    main()
