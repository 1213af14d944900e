"""Our endpoint beside `oxigraph serve`, on the same data, in one run.

    pip install '.[bench]'
    python -m tests.bench.endpoint --events 500000 --data FOLDER

Each measure alternates between the two, so many rounds; what is told are medians over the rounds,
and of the ratio the least and the greatest too. The client is raw sockets in a process of its own,
as light as Python has it. Small queries ask for another event each time; repeated ones are the
same. With `--data`, what was made of so many events is kept there, for the next run. Of half a
million, it takes about three minutes to make, and four to measure.
"""

from __future__ import annotations

import argparse
import asyncio
import itertools
import os
import random
import shutil
import socket
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from functools import partial
from pathlib import Path
from typing import cast
from urllib.parse import quote

import pyoxigraph as ox
import uvloop

from kb.store import open_folder
from tests.bench.mixed import find_share, wait_until_ready

E = "http://ex.org/"
JSON = "application/sparql-results+json"
TSV = "text/tab-separated-values"
FIRST, DAYS, ENTITIES = date(1990, 1, 1), 12_784, 20_000
SMALL = "SELECT ?p ?o {{ <{E}event/{n}> ?p ?o }}"
HEAVY = {
    "30 days, in order": (
        "SELECT ?e ?l ?d {{ ?e <{E}date> ?d ; <{XS}label> ?l FILTER(?d >= '{a}'^^xsd:date && "
        "?d < '{b}'^^xsd:date) }} ORDER BY ?d ?e"
    ),
    "most frequent": (
        "SELECT ?p (COUNT(*) AS ?n) {{ ?e <{E}participant> ?p FILTER(?p != <{E}entity/{n}>) }} "
        "GROUP BY ?p ORDER BY DESC(?n) LIMIT 20"
    ),
    "label contains": (
        "SELECT (COUNT(*) AS ?n) {{ ?e <{XS}label> ?l FILTER(CONTAINS(?l, '({n}')) }}"
    ),
}
XS = "http://www.w3.org/2000/01/rdf-schema#"
PREFIX = "PREFIX xsd: <http://www.w3.org/2001/XMLSchema#> "


def make_events(number: int) -> Iterator[bytes]:
    """N-Quads of synthetic events, ten triples an event."""
    random.seed(42)
    weights = list(itertools.accumulate(1 / (n + 1) ** 0.9 for n in range(ENTITIES)))
    verbs = "met signed attacked won lost opened closed sued acquired launched".split()
    graph = f"<{E}g>"
    for n in range(number):
        s = f"<{E}event/{n}>"
        day = FIRST + timedelta(days=int(DAYS * random.random() ** 0.6))
        one, two = random.choices(range(ENTITIES), cum_weights=weights, k=2)
        place = int(2000 * random.random() ** 2)
        label = f"Entity {one} {random.choice(verbs)} entity {two} at place {place} ({n})"
        yield (
            f"{s} <http://www.w3.org/1999/02/22-rdf-syntax-ns#type> <{E}Event> {graph} .\n"
            f'{s} <{XS}label> "{label}"@en {graph} .\n'
            f'{s} <{E}date> "{day}"^^<http://www.w3.org/2001/XMLSchema#date> {graph} .\n'
            f'{s} <{E}start> "{day}T{n % 24:02}:00:00Z"'
            f"^^<http://www.w3.org/2001/XMLSchema#dateTime> {graph} .\n"
            f"{s} <{E}day> <{E}day/{day}> {graph} .\n"
            f"{s} <{E}participant> <{E}entity/{one}> {graph} .\n"
            f"{s} <{E}participant> <{E}entity/{(two + one + 1) % ENTITIES}> {graph} .\n"
            f"{s} <{E}place> <{E}place/{place}> {graph} .\n"
            f"{s} <{E}eventType> <{E}type/{n % 20}> {graph} .\n"
            f"{s} <{E}source> <{E}article/{n // 5}> {graph} .\n"
        ).encode()


def build_stores(folder: Path, events: int) -> tuple[Path, Path]:
    """The same data as a knowledge base of ours and as a folder for `oxigraph serve`."""
    ours, theirs, file = folder / "kb", folder / "oxigraph", folder / "events.nq"
    with file.open("wb") as stream:
        stream.writelines(make_events(events))
    store = ox.Store(str(open_folder(ours).quads))
    store.bulk_load(path=str(file), format=ox.RdfFormat.N_QUADS)
    store.optimize()
    store.flush()
    store.backup(str(theirs))
    file.unlink()
    return ours, theirs


def find_stores(data: Path, events: int) -> tuple[Path, Path]:
    """What `build_stores` made in the folder `data`, now or before."""
    folder = data / f"events-{events}"
    if not folder.exists():
        half = data / f"half-made-{events}"
        shutil.rmtree(half, ignore_errors=True)
        half.mkdir(parents=True)
        started = time.perf_counter()
        build_stores(half, events)
        half.rename(folder)
        print(f"made the data in {time.perf_counter() - started:.0f} s", flush=True)
    return folder / "kb", folder / "oxigraph"


class Wire(asyncio.Protocol):
    """One connection that asks again as soon as it has its answer."""

    def __init__(self, make: Callable[[], bytes], end: float, done: asyncio.Future[None]) -> None:
        self._make, self._end, self._done = make, end, done
        self.times: list[float] = []
        self.bytes = 0
        self.wrong = 0
        self._held = bytearray()

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self._transport = cast(asyncio.Transport, transport)
        self._ask()

    def _ask(self) -> None:
        self._held.clear()
        self._size: int | None = None
        self._head = 0
        self._began = time.perf_counter()
        self._transport.write(self._make())

    def data_received(self, data: bytes) -> None:
        self.bytes += len(data)
        held = self._held
        held += data
        if not self._head:
            self._head = held.find(b"\r\n\r\n") + 4
            if self._head == 3:
                self._head = 0
                return
            head = bytes(held[: self._head]).lower()
            self.wrong += not head.startswith(b"http/1.1 200")
            at = head.find(b"content-length: ")
            self._size = int(head[at + 16 : head.find(b"\r", at)]) if at >= 0 else None
        if self._size is None:
            if not held.endswith(b"0\r\n\r\n"):
                if len(held) > 1 << 16:
                    del held[: -(1 << 10)]
                return
        elif len(held) - self._head < self._size:
            return
        now = time.perf_counter()
        self.times.append(now - self._began)
        if now < self._end:
            self._ask()
        else:
            self._transport.close()

    def connection_lost(self, exc: Exception | None) -> None:
        if not self._done.done():
            self._done.set_result(None)


def _give(wire: Wire) -> Wire:
    return wire


def load(port: int, make: Callable[[], bytes], connections: int, seconds: float) -> list[Wire]:
    """What so many connections saw in so many seconds."""

    async def run() -> list[Wire]:
        loop = asyncio.get_running_loop()
        end = time.perf_counter() + seconds
        wires, ends = [], []
        for _ in range(connections):
            done: asyncio.Future[None] = loop.create_future()
            wire = Wire(make, end, done)
            await loop.create_connection(partial(_give, wire), "127.0.0.1", port)
            wires.append(wire)
            ends.append(done)
        await asyncio.gather(*ends)
        return wires

    return uvloop.run(run())


def make_request(path: str, query: str, accept: str) -> bytes:
    """A GET of a query."""
    return (
        f"GET {path}?query={quote(PREFIX + query)} HTTP/1.1\r\nHost: 127.0.0.1\r\n"
        f"Accept: {accept}\r\n\r\n"
    ).encode()


class Side:
    """One of the two servers."""

    def __init__(self, name: str, path: str, port: int, events: int) -> None:
        self.name, self.path, self.port, self.events = name, path, port, events

    def small(self) -> bytes:
        """A query that is another each time."""
        query = SMALL.format(E=E, n=random.randrange(self.events))
        return make_request(self.path, query, JSON)

    def repeated(self) -> bytes:
        """The same query always."""
        return make_request(self.path, SMALL.format(E=E, n=7), JSON)

    def heavy(self, template: str) -> bytes:
        """A heavy query that is another each time."""
        day = FIRST + timedelta(days=random.randrange(DAYS - 40))
        query = template.format(E=E, XS=XS, a=day, b=day + timedelta(days=30),
                                n=random.randrange(self.events))  # fmt: skip
        return make_request(self.path, query, JSON)

    def big(self, rows: int, accept: str) -> bytes:
        """A query with many rows."""
        query = f"SELECT * {{ ?s ?p ?o }} LIMIT {rows} # {random.random()}"
        return make_request(self.path, query, accept)


@dataclass(frozen=True, slots=True)
class Measure:
    """Something that is measured: `ask` gives what one side shows; more is better, or less."""

    title: str
    ask: Callable[[Side], tuple[float, float]]
    more_is_better: bool = True
    form: str = ",.0f"


def measure_rate(
    make: Callable[[Side], bytes], connections: int, seconds: float, side: Side
) -> tuple[float, float]:
    """Requests a second, and the 99th percentile of their times in milliseconds."""
    wires = load(side.port, partial(make, side), connections, seconds)
    assert not sum(wire.wrong for wire in wires), f"{side.name}: not all were answered"
    times = [t for wire in wires for t in wire.times]
    return len(times) / seconds, find_share(times, 0.99)


def measure_heavy(template: str, seconds: float, side: Side) -> tuple[float, float]:
    """The median time of a heavy query, two at a time, in milliseconds; and the 99th percentile."""
    wires = load(side.port, partial(side.heavy, template), 2, seconds)
    assert not sum(wire.wrong for wire in wires), f"{side.name}: not all were answered"
    times = [t for wire in wires for t in wire.times]
    return statistics.median(times) * 1000, find_share(times, 0.99)


def measure_big(rows: int, accept: str, side: Side) -> tuple[float, float]:
    """Megabytes a second of one big result."""
    (wire,) = load(side.port, partial(side.big, rows, accept), 1, 0.01)
    assert not wire.wrong, f"{side.name}: not answered"
    return wire.bytes / wire.times[0] / 1e6, wire.times[0] * 1000


def list_measures(events: int, seconds: float) -> list[Measure]:
    """All that is measured."""
    found = [
        Measure(f"{what}, {n} connections, requests/s", partial(measure_rate, make, n, seconds))
        for what, make in (("small", Side.small), ("repeated", Side.repeated))
        for n in (1, 32)
    ]
    found += [
        Measure(f"{what}, two at a time, ms", partial(measure_heavy, template, 2 * seconds),
                more_is_better=False, form=",.1f")
        for what, template in HEAVY.items()
    ]  # fmt: skip
    rows = min(events * 4, 1_000_000)
    found += [
        Measure(f"{rows:,} rows of {name}, MB/s", partial(measure_big, rows, accept), form=",.1f")
        for accept, name in ((JSON, "JSON"), (TSV, "TSV"))
    ]
    return found


def compare(ours: Side, theirs: Side, rounds: int, seconds: float) -> None:
    """Prints the table; a ratio above 1 is ours being faster."""
    print(f"{'':40}{ours.name:>12}{theirs.name:>12}{'ratio':>8}{'least':>8}{'most':>8}"
          f"{'p99 ms':>10}{'':>8}")  # fmt: skip
    for measure in list_measures(ours.events, seconds):
        seen: list[tuple[tuple[float, float], tuple[float, float]]] = []
        for number in range(rounds):  # whoever comes first in one round comes last in the next
            order = (ours, theirs) if number % 2 == 0 else (theirs, ours)
            one, two = (measure.ask(side) for side in order)
            seen.append((one, two) if number % 2 == 0 else (two, one))
        ratios = [
            our / their if measure.more_is_better else their / our
            for (our, _), (their, _) in seen
        ]  # fmt: skip
        our, our_tail, their, their_tail = (
            statistics.median(pair[side][part] for pair in seen)
            for side in (0, 1) for part in (0, 1)
        )  # fmt: skip
        print(f"{measure.title:40}{our:12{measure.form}}{their:12{measure.form}}"
              f"{statistics.median(ratios):8.2f}{min(ratios):8.2f}{max(ratios):8.2f}"
              f"{our_tail:10,.1f}{their_tail:8,.1f}", flush=True)  # fmt: skip


def find_port() -> int:
    """A port that is free."""
    with socket.create_server(("127.0.0.1", 0)) as probe:
        return int(probe.getsockname()[1])


def main() -> int:
    """Builds, serves, measures."""
    parser = argparse.ArgumentParser(description="Our endpoint beside oxigraph serve.")
    parser.add_argument("--events", type=int, default=20_000)
    parser.add_argument("--seconds", type=float, default=3.0)
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--workers", type=int, default=1)
    parser.add_argument("--data", type=Path, help="a folder where the data is kept")
    given = parser.parse_args()
    folder = given.data or Path(tempfile.mkdtemp(prefix="kb-endpoint-"))
    started = time.perf_counter()
    servers: list[subprocess.Popen[bytes]] = []
    try:
        ours, theirs = find_stores(folder, given.events)
        port, other = find_port(), find_port()
        binary = Path(sys.executable).parent / "oxigraph"
        servers.append(subprocess.Popen(
            [sys.executable, "-m", "kb.cli", "serve", "--store", str(ours), "--port", str(port),
             "--workers", str(given.workers), "--no-log", "--timeout", "60"],
            stderr=subprocess.DEVNULL,
        ))  # fmt: skip
        servers.append(subprocess.Popen(
            [str(binary), "serve", "--location", str(theirs), "--bind", f"127.0.0.1:{other}",
             "--union-default-graph"], stderr=subprocess.DEVNULL,
        ))  # fmt: skip
        wait_until_ready(f"http://127.0.0.1:{port}")
        print(
            f"{given.events:,} events, {10 * given.events:,} triples; {given.workers} worker(s); "
            f"{given.rounds} rounds of {given.seconds:g} s; load {os.getloadavg()[0]:.1f}"
        )
        ours_side = Side("kb serve", "/sparql", port, given.events)
        theirs_side = Side("oxigraph", "/query", other, given.events)
        for side in (ours_side, theirs_side):  # what is read first comes from the disk
            load(side.port, side.small, 8, 1.0)
        compare(ours_side, theirs_side, given.rounds, given.seconds)
        print(f"{time.perf_counter() - started:.0f} s in all; load {os.getloadavg()[0]:.1f}")
    finally:
        for server in servers:
            server.terminate()
            server.wait(30)
        if given.data is None:
            shutil.rmtree(folder, ignore_errors=True)
    return 0


if __name__ == "__main__":
    sys.exit(main())
