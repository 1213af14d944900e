"""Mixed load on a server while its readers and its writer are killed.

    python -m tests.bench.mixed --seconds 600

Timelines, small and heavy queries, updates and articles go to one server at once; now and then a
reader or the writer is killed with SIGKILL. Told at the end: wrong answers, acknowledged writes
that are not there, times, memory and disk at the beginning and the end. Ends with 1 where something
was wrong or lost.
"""

from __future__ import annotations

import argparse
import asyncio
import os
import random
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
from collections import Counter, defaultdict
from collections.abc import Awaitable, Callable
from pathlib import Path

import httpx2

from kb.tokens import add_token

SAMPLES = Path(__file__).parents[2] / "kb" / "samples"
HEAVY = ("SELECT ?p (COUNT(*) AS ?n) { ?s ?p ?o . ?s ?q ?r . ?r ?t ?u } GROUP BY ?p ORDER BY ?n",
         "SELECT * { ?a ?b ?c . ?d ?e ?f } ORDER BY ?c")  # fmt: skip
SETTLE = 5.0


class Load:
    """The clients, and what they saw."""

    def __init__(self, address: str, token: str, store: Path, process: int) -> None:
        self.address = address
        self.head = {"Authorization": f"Bearer {token}"}
        self.store = store
        self.process = process
        self.times: dict[str, list[float]] = defaultdict(list)
        self.statuses: dict[str, Counter[int | str]] = defaultdict(Counter)
        self.wrong: list[str] = []
        self.lost: list[str] = []
        self.acknowledged: set[int] = set()
        self.articles: set[str] = set()
        self.killed: Counter[str] = Counter()
        self.memory: list[int] = []
        self.disk: list[int] = []
        self.end = 0.0
        self.number = 0

    async def run(self, seconds: float) -> None:
        """Runs every client for so long."""
        self.end = time.monotonic() + seconds
        async with httpx2.AsyncClient(
            base_url=self.address, trust_env=False, timeout=60,
            limits=httpx2.Limits(max_connections=100),
        ) as web:  # fmt: skip
            await asyncio.gather(
                *(self._repeat(work, web, pause) for work, pause in (
                    (self._timeline, 0.01), (self._timeline, 0.02), (self._small, 0.01),
                    (self._small, 0.03), (self._heavy, 0.5), (self._heavy, 1.0),
                    (self._update, 0.1), (self._article, 2.0), (self._kill, 10.0),
                    (self._measure, 2.0),
                ))
            )  # fmt: skip
            await asyncio.sleep(SETTLE)
            await self._check_all(web)

    async def _repeat(
        self, work: Callable[[httpx2.AsyncClient], Awaitable[None]], web: httpx2.AsyncClient,
        pause: float,
    ) -> None:  # fmt: skip
        while time.monotonic() < self.end:
            await work(web)
            await asyncio.sleep(random.uniform(0.5, 1.5) * pause)

    async def _ask(
        self, what: str, web: httpx2.AsyncClient, method: str, path: str, **more: object
    ) -> httpx2.Response | None:
        started = time.monotonic()
        try:
            answer = await web.request(method, path, **more)  # type: ignore[arg-type]
        except httpx2.HTTPError as error:
            self.statuses[what][type(error).__name__] += 1
            return None
        self.times[what].append(time.monotonic() - started)
        self.statuses[what][answer.status_code] += 1
        return answer

    async def _timeline(self, web: httpx2.AsyncClient) -> None:
        answer = await self._ask("timeline", web, "GET", "/timeline", params={"limit": 20})
        if answer is not None and answer.status_code == 200:
            days = [event["date"]["earliest"] for event in answer.json()["events"] if event["date"]]
            if days != sorted(days, key=lambda day: day or ""):
                self.wrong.append("a timeline is out of order")
        elif answer is not None:
            self.wrong.append(f"timeline: {answer.status_code} {answer.text[:200]}")

    async def _small(self, web: httpx2.AsyncClient) -> None:
        number = random.choice(tuple(self.acknowledged)) if self.acknowledged else None
        if number is None:
            return
        query = f"SELECT ?v {{ <urn:mixed:{number}> <urn:mixed:is> ?v }}"
        answer = await self._ask("small query", web, "GET", "/sparql", params={"query": query},
                                 headers=self.head)  # fmt: skip
        if answer is None or answer.status_code != 200:
            return
        found = [row["v"]["value"] for row in answer.json()["results"]["bindings"]]
        if found != [str(number)]:
            self.wrong.append(f"{number} was acknowledged and is read as {found}")

    async def _heavy(self, web: httpx2.AsyncClient) -> None:
        query = f"{random.choice(HEAVY)} # {random.random()}"
        await self._ask("heavy query", web, "POST", "/sparql", data={"query": query})

    async def _update(self, web: httpx2.AsyncClient) -> None:
        self.number += 1
        number = self.number
        text = (f"INSERT DATA {{ GRAPH <urn:mixed:g{number % 10}> "
                f"{{ <urn:mixed:{number}> <urn:mixed:is> {number} }} }}")  # fmt: skip
        answer = await self._ask("update", web, "POST", "/sparql", data={"update": text},
                                 headers=self.head)  # fmt: skip
        if answer is not None and answer.status_code == 204:
            self.acknowledged.add(number)

    async def _article(self, web: httpx2.AsyncClient) -> None:
        file = random.choice(sorted(SAMPLES.glob("*.txt")))
        answer = await self._ask("article", web, "POST", "/articles", content=file.read_bytes(),
                                 params={"name": file.name}, headers=self.head |
                                 {"Content-Type": "text/plain"})  # fmt: skip
        if answer is not None and answer.status_code == 200 and answer.json()["read"]:
            self.articles.add(file.name)

    async def _kill(self, _: httpx2.AsyncClient) -> None:
        found = {"reader": [], "writer": []}  # type: dict[str, list[int]]
        for pid, words in list_processes(self.process):
            for kind in found:
                if f"server.{kind}" in words:
                    found[kind].append(pid)
        kind = random.choice(("reader", "reader", "writer"))
        if found[kind]:
            os.kill(random.choice(found[kind]), signal.SIGKILL)
            self.killed[kind] += 1

    async def _measure(self, _: httpx2.AsyncClient) -> None:
        pids = [self.process, *(pid for pid, _ in list_processes(self.process))]
        self.memory.append(sum(map(read_memory, pids)))
        self.disk.append(await asyncio.to_thread(measure_folder, self.store))

    async def _check_all(self, web: httpx2.AsyncClient) -> None:
        query = "SELECT ?s ?v { ?s <urn:mixed:is> ?v }"
        answer = await web.get("/sparql", params={"query": query}, headers=self.head)
        held = {int(row["v"]["value"]) for row in answer.json()["results"]["bindings"]}
        for number in sorted(self.acknowledged - held):
            self.lost.append(f"the acknowledged write {number}")
        query = "SELECT (COUNT(DISTINCT ?a) AS ?n) { ?a a schema:NewsArticle }"
        answer = await web.get("/sparql", params={"query": query}, headers=self.head)
        articles = int(answer.json()["results"]["bindings"][0]["n"]["value"])
        if articles < len(self.articles):
            self.lost.append(
                f"{len(self.articles)} articles were acknowledged, {articles} are there"
            )


def list_processes(parent: int) -> list[tuple[int, str]]:
    """The processes below `parent`, each with its command line."""
    children: dict[int, list[int]] = defaultdict(list)
    words: dict[int, str] = {}
    for entry in Path("/proc").iterdir():
        if entry.name.isdigit():
            try:
                status = (entry / "stat").read_text().rpartition(")")[2].split()
                words[int(entry.name)] = (entry / "cmdline").read_text().replace("\0", " ")
            except OSError:
                continue
            children[int(status[1])].append(int(entry.name))
    found, waiting = [], [parent]
    while waiting:
        for child in children[waiting.pop()]:
            found.append((child, words.get(child, "")))
            waiting.append(child)
    return found


def read_memory(pid: int) -> int:
    """Bytes of a process in memory that it shares with no other; 0 where it is gone."""
    try:
        pages = (Path("/proc") / str(pid) / "statm").read_text().split()
    except OSError:
        return 0
    return (int(pages[1]) - int(pages[2])) * os.sysconf("SC_PAGE_SIZE")


def measure_folder(folder: Path) -> int:
    """Bytes on the disk, each file counted once however many names it has."""
    sizes: dict[int, int] = {}
    for root, _, names in os.walk(folder):
        for name in names:
            try:
                status = (Path(root) / name).stat()
            except OSError:
                continue
            sizes[status.st_ino] = status.st_blocks * 512
    return sum(sizes.values())


def find_share(times: list[float], share: float) -> float:
    """The time, in milliseconds, that `share` of all stay within."""
    return sorted(times)[min(int(len(times) * share), len(times) - 1)] * 1000 if times else 0.0


def tell(load: Load) -> None:
    """Prints the table."""
    print(f"{'':14}{'answered':>9}{'p50 ms':>9}{'p99 ms':>9}  statuses")
    for what, times in sorted(load.times.items()):
        print(f"{what:14}{len(times):9}{find_share(times, 0.5):9.1f}{find_share(times, 0.99):9.1f}"
              f"  {dict(load.statuses[what])}")  # fmt: skip
    print(f"killed: {dict(load.killed)}; acknowledged updates: {len(load.acknowledged)}; "
          f"articles: {len(load.articles)}")  # fmt: skip
    for name, sizes in (("memory", load.memory), ("disk", load.disk)):
        # a fifth each, as processes come and go
        parts = [sizes[n * len(sizes) // 5 : (n + 1) * len(sizes) // 5] or sizes for n in range(5)]
        means = ", ".join(f"{sum(part) / len(part) / 1e6:.0f}" for part in parts)
        print(f"{name}, MB, from fifth to fifth of the time: {means}; "
              f"{sizes[0] / 1e6:.0f} at the start, {sizes[-1] / 1e6:.0f} at the end, "
              f"{max(sizes) / 1e6:.0f} at most")  # fmt: skip
    print(f"timeline p99: {find_share(load.times['timeline'], 0.99):.1f} ms; "
          f"wrong answers: {len(load.wrong)}; lost writes: {len(load.lost)}; "
          f"load {os.getloadavg()[0]:.1f}")  # fmt: skip
    for words, number in Counter((*load.wrong, *load.lost)).most_common(20):
        print(f"  {number} × {words}")


def main() -> int:
    """Runs it all; the exit status."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])  # type: ignore[union-attr]
    parser.add_argument("--seconds", type=float, default=30.0)
    parser.add_argument("--seed", type=int, default=0)
    given = parser.parse_args()
    random.seed(given.seed)
    folder = Path(tempfile.mkdtemp(prefix="kb-mixed-"))
    store = folder / "kb"
    command = [sys.executable, "-m", "kb.cli"]
    subprocess.run([*command, "ingest", str(SAMPLES), "--store", str(store)], check=True,
                   stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)  # fmt: skip
    token = add_token(store, "mixed", "write")
    with socket.create_server(("127.0.0.1", 0)) as probe:
        port = probe.getsockname()[1]
    address = f"http://127.0.0.1:{port}"
    server = subprocess.Popen(
        [*command, "serve", "--store", str(store), "--port", str(port), "--no-log",
         "--timeout", "3"]
    )  # fmt: skip
    try:
        wait_until_ready(address)
        load = Load(address, token, store, server.pid)
        asyncio.run(load.run(given.seconds))
        tell(load)
        return 1 if load.wrong or load.lost else 0
    finally:
        server.terminate()
        server.wait(30)
        shutil.rmtree(folder, ignore_errors=True)


def wait_until_ready(address: str) -> None:
    """Returns when the server answers; fails after a minute."""
    end = time.monotonic() + 60
    while time.monotonic() < end:
        try:
            if httpx2.get(f"{address}/health/ready", trust_env=False).status_code == 200:
                return
        except httpx2.HTTPError:
            time.sleep(0.2)
    raise TimeoutError(f"{address} does not answer")


if __name__ == "__main__":
    sys.exit(main())
