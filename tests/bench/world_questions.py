"""Questions about a made-up world: to ``/timeline`` over HTTP, and in plain SPARQL."""

from __future__ import annotations

import http.client
import random
import shutil
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import timedelta
from pathlib import Path
from statistics import median
from typing import Any
from urllib.parse import urlencode

from kb.vocab import PREFIXES
from tests.bench.world import DAYS, START, WORDS, World


def make_questions(world: World) -> dict[str, Callable[[random.Random], dict[str, Any]]]:
    """The questions, each with values drawn anew; the frequent are drawn among the first 20."""

    def window(chance: random.Random) -> dict[str, Any]:
        day = START + timedelta(days=chance.randrange(DAYS - 40))
        return {"from": day.isoformat(), "to": (day + timedelta(days=30)).isoformat()}

    def actor(chance: random.Random) -> str:
        return world.person(chance.randrange(20))

    def month(chance: random.Random) -> str:
        return f"20{chance.randrange(10, 25)}-0{chance.randrange(1, 10)}"

    def two_words(chance: random.Random) -> str:
        return " ".join(chance.sample(WORDS[:24], 2))

    return {
        "window of 30 days": window,
        "newest": lambda c: {"order": "newest", "to": month(c)},
        "frequent actor": lambda c: {"actor": actor(c)},
        "the most frequent actor": lambda c: {"actor": world.person(0), **window(c), "limit": 50},
        "pair of actors": lambda c: {"actor": [world.person(n) for n in c.sample(range(20), 2)]},
        "rare pair": lambda c: {
            "actor": [actor(c), world.person(c.randrange(world.people // 4, world.people))]
        },
        "type": lambda c: {"type": world.iris[world.types[c.randrange(12)]]},
        "place with containment": lambda c: {"place": world.place(c.randrange(20))},
        "two-word text": lambda c: {"text": two_words(c)},
        "two-word text, newest": lambda c: {"text": two_words(c), "order": "newest"},
        "actor, type, window": lambda c: {
            "actor": actor(c), "type": world.iris[world.types[c.randrange(12)]],
            "from": f"20{c.randrange(10, 24)}",
        },
        "actor, text": lambda c: {"actor": actor(c), "text": c.choice(WORDS[:24])},
        "most salient": lambda c: {"order": "salience", "from": f"20{c.randrange(10, 25)}"},
        "most told of an actor": lambda c: {"order": "sources", "actor": actor(c)},
        "denied": lambda c: {"status": "denied", **window(c)},
        "near": lambda c: {"near": f"{c.randrange(-50, 60)},{c.randrange(-170, 170)},300"},
        "density by month": lambda c: {
            "density": "month", "limit": 1, "status": c.choice(("told", "any")),
            "order": c.choice(("time", "newest")),
        },
        "density of an actor": lambda c: {"density": "month", "limit": 1, "actor": actor(c)},
        "facets": lambda c: {"facets": "all", "limit": 1, "status": c.choice(("told", "any"))},
        "facets of an actor": lambda c: {"facets": "all", "limit": 1, "actor": actor(c)},
        "facets of a month": lambda c: {
            "facets": "all", "limit": 1, "from": (when := month(c)), "to": when,
        },
    }  # fmt: skip


def ask_server(port: int, world: World, rounds: int) -> dict[str, list[float]]:
    """Milliseconds of each question over one kept connection; the first one stands first."""
    client = http.client.HTTPConnection("127.0.0.1", port)
    found: dict[str, list[float]] = {}
    for name, make in make_questions(world).items():
        chance = random.Random(name)
        times = []
        for n in range(rounds + 3):
            query = urlencode({"limit": 50, **make(chance)}, doseq=True)
            started = time.perf_counter()
            client.request("GET", f"/timeline?{query}", headers={"Accept": "application/json"})
            answer = client.getresponse()
            body = answer.read()
            taken = 1000 * (time.perf_counter() - started)
            if answer.status != 200:
                raise RuntimeError(f"{query}: {answer.status} {body[:300]!r}")
            if n == 0 or n >= 3:
                times.append(taken)
        found[name] = times
    return found


@contextmanager
def serve(folder: Path) -> Iterator[int]:
    """The port of a running ``kb serve``."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    command = [sys.executable, "-m", "kb.cli", "serve", "--store", str(folder), "--port", str(port)]
    process = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    try:
        for _ in range(600):
            time.sleep(0.1)
            if process.poll() is not None:
                raise RuntimeError("the server ended as soon as it began")
            try:
                client = http.client.HTTPConnection("127.0.0.1", port, timeout=5)
                client.request("GET", "/health")
                if client.getresponse().status == 200:
                    break
            except OSError:
                continue
        yield port
    finally:
        process.terminate()
        process.wait(20)


_SPARQL = {
    "window of 30 days": """SELECT ?event ?label ?day { ?event sem:hasTime ?t ; rdfs:label ?label .
        ?t sem:hasEarliestBeginTimeStamp ?day ; sem:hasLatestEndTimeStamp ?end
        FILTER(?day <= "2019-06-30"^^xsd:date && ?end >= "2019-06-01"^^xsd:date) }
        ORDER BY ?day LIMIT 50""",
    "newest": """SELECT ?event ?label ?day { ?event sem:hasTime ?t ; rdfs:label ?label .
        ?t sem:hasEarliestBeginTimeStamp ?day } ORDER BY DESC(?day) LIMIT 50""",
    "frequent actor": """SELECT ?event ?label ?day { ?event sem:hasActor <ACTOR> ;
        sem:hasTime ?t ; rdfs:label ?label . ?t sem:hasEarliestBeginTimeStamp ?day }
        ORDER BY ?day LIMIT 50""",
    "pair of actors": """SELECT ?event ?label ?day { ?event sem:hasActor <ACTOR>, <OTHER> ;
        sem:hasTime ?t ; rdfs:label ?label . ?t sem:hasEarliestBeginTimeStamp ?day }
        ORDER BY ?day LIMIT 50""",
    "type": """SELECT ?event ?label ?day { ?event sem:eventType <TYPE> ;
        sem:hasTime ?t ; rdfs:label ?label . ?t sem:hasEarliestBeginTimeStamp ?day }
        ORDER BY ?day LIMIT 50""",
    "place with containment": """SELECT ?event ?label ?day {
        ?place schema:containedInPlace* <PLACE> . ?event sem:hasPlace ?place ;
        sem:hasTime ?t ; rdfs:label ?label . ?t sem:hasEarliestBeginTimeStamp ?day }
        ORDER BY ?day LIMIT 50""",
    "two-word text": """SELECT ?event ?label ?day { ?event sem:hasTime ?t ; rdfs:label ?label .
        ?t sem:hasEarliestBeginTimeStamp ?day
        FILTER(CONTAINS(?label, "talks") && CONTAINS(?label, "Town 3")) }
        ORDER BY ?day LIMIT 50""",
    "density by month": """SELECT ?month (COUNT(*) AS ?n) { ?event sem:hasTime ?t .
        ?t sem:hasEarliestBeginTimeStamp ?day BIND(SUBSTR(STR(?day), 1, 7) AS ?month) }
        GROUP BY ?month""",
    "facets": """SELECT ?actor (COUNT(*) AS ?n) { ?event sem:hasActor ?actor }
        GROUP BY ?actor ORDER BY DESC(?n) LIMIT 10""",
}


def write_sparql(world: World) -> dict[str, str]:
    """The questions that plain SPARQL can ask, with values in place of their names."""
    prefixes = "".join(f"PREFIX {name}: <{iri}>\n" for name, iri in PREFIXES.items())
    values = {
        "<ACTOR>": f"<{world.person(0)}>", "<OTHER>": f"<{world.person(1)}>",
        "<TYPE>": f"<{world.iris[world.types[0]]}>", "<PLACE>": f"<{world.place(0)}>",
    }  # fmt: skip
    found = {}
    for name, query in _SPARQL.items():
        for key, value in values.items():
            query = query.replace(key, value)
        found[name] = prefixes + query
    return found


def time_queries(run: Callable[[str], object], world: World, rounds: int = 3) -> dict[str, float]:
    """Median milliseconds of each query."""
    found = {}
    for name, query in write_sparql(world).items():
        times = []
        for _ in range(rounds):
            started = time.perf_counter()
            run(query)
            times.append(1000 * (time.perf_counter() - started))
            if times[0] > 2000:
                break
        found[name] = median(times)
    return found


@contextmanager
def serve_oxigraph(quads: Path) -> Iterator[Callable[[str], object]]:
    """Asks ``oxigraph serve`` of the store."""
    program = shutil.which("oxigraph", path=str(Path(sys.executable).parent)) or "oxigraph"
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    process = subprocess.Popen(
        [program, "serve-read-only", "--location", str(quads), "--bind", f"127.0.0.1:{port}",
         "--union-default-graph"],
        stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
    )  # fmt: skip

    def run(query: str) -> bytes:
        client = http.client.HTTPConnection("127.0.0.1", port, timeout=300)
        headers = {"Content-Type": "application/sparql-query",
                   "Accept": "application/sparql-results+json"}  # fmt: skip
        client.request("POST", "/query", query.encode(), headers)
        answer = client.getresponse()
        body = answer.read()
        if answer.status != 200:
            raise RuntimeError(f"{answer.status}: {body[:300]!r}")
        return body

    try:
        for _ in range(100):
            time.sleep(0.1)
            try:
                run("ASK {}")
                break
            except OSError:
                continue
        yield run
    finally:
        process.terminate()
        process.wait(20)
