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
import http.client
import json
import os
import random
import resource
import shutil
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from datetime import date, timedelta
from itertools import accumulate
from pathlib import Path
from statistics import median, quantiles
from typing import Any
from urllib.parse import urlencode

import pyoxigraph as ox

from kb.derive import events_graph, times_graph
from kb.index import NAME, Index
from kb.index.build import build_file
from kb.index.files import connect
from kb.index.follow import Follower
from kb.index.model import IndexedEvent, Kind, Term, Thing
from kb.index.rows import sign
from kb.index.write import change
from kb.knowledge import KnowledgeBase
from kb.ontology import load_ontology
from kb.store.embedded import EmbeddedStore
from kb.store.folder import DEFAULT_BASE
from kb.timeline_question import TimelineQuestion
from kb.vocab import PREFIXES

BASE = DEFAULT_BASE
FIRST = "Anna Omar Lena Ivo Noor Juan Mei Kofi Sara Tomas Aiko Piotr Leila Hugo Nadia Emil".split()
LAST = "Lind Haddad Berg Novak Okafor Silva Tanaka Kowal Rossi Moreau Ito Weber Diaz Khan".split()
WORDS = """talks trade border deal minister police court summit vote strike storm flood budget
energy visit treaty tariff protest leader economy security health aid bank export water rail
school army ceasefire inflation reform election budget inquiry charter pipeline harbour""".split()
DAYS = 20 * 365
START = date(2006, 1, 1)


class Skewed:
    """Draws numbers below `size`, the n-th about 1/n as often as the first (Zipf)."""

    def __init__(self, size: int, power: float = 1.0) -> None:
        self._weights = list(accumulate(1 / (n + 3) ** power for n in range(size)))
        self._all = range(size)

    def draw(self, chance: random.Random) -> int:
        return chance.choices(self._all, cum_weights=self._weights)[0]


class World:
    """People, places, publishers and kinds of event, and events made of them."""

    def __init__(self, events: int, seed: int = 1) -> None:
        self.size, self.seed = events, seed
        self.people = max(50, events // 15)
        self.places = max(60, events // 200)
        self.countries = min(190, self.places // 3)
        self.articles = max(10, events // 2)
        types = load_ontology().types
        self.types = sorted(types)
        self.broader = {
            key: [types[key].iri, *(one.iri for one in _broader(key))] for key in self.types
        }
        self.labels = {key: types[key].label for key in self.types}
        self.iris = {key: types[key].iri for key in self.types}
        self._who = Skewed(self.people, 1.05)
        self._where = Skewed(self.places)
        self._type = Skewed(len(self.types))
        self._word = Skewed(len(WORDS) + 20_000, 1.1)
        self._outlet = Skewed(300)

    def name(self, n: int) -> str:
        first, last = FIRST[n % 16], LAST[n // 16 % 14]
        return f"{first} {last}" if n < 224 else f"{first} {last} {n // 224}"

    def person(self, n: int) -> str:
        return f"{BASE}person/p{n}"

    def place(self, n: int) -> str:
        return f"{BASE}place/l{n}"

    def country(self, place: int) -> int:
        return place if place < self.countries else place % self.countries

    def word(self, chance: random.Random) -> str:
        n = self._word.draw(chance)
        return WORDS[n] if n < len(WORDS) else f"w{n}"

    def things(self) -> Iterator[Thing]:
        for n in range(self.people):
            yield Thing(self.person(n), "entity", self.name(n), (), "person")
        for n in range(self.places):
            within = tuple(dict.fromkeys((self.place(n), self.place(self.country(n)))))
            lat, lon = -60 + n * 7919 % 1300 / 10, -180 + n * 104729 % 3600 / 10
            yield Thing(self.place(n), "place", f"Town {n}", (), "place", lat, lon, within)
        for key in self.types:
            yield Thing(self.iris[key], "type", self.labels[key], (key,))

    def events(self) -> Iterator[tuple[IndexedEvent, dict[str, Any]]]:
        """Each event as the index keeps it, and what it is made of."""
        for number in range(self.size):
            yield self.event(number)

    def event(self, number: int) -> tuple[IndexedEvent, dict[str, Any]]:
        chance = random.Random(self.seed * 10_000_019 + number)
        iri = f"{BASE}events/{chance.getrandbits(64):016x}"
        who = sorted({self._who.draw(chance) for _ in range(chance.choice((1, 2, 2, 2, 3)))})
        where = self._where.draw(chance)
        kind = self.types[self._type.draw(chance)]
        first, last, edtf, grain = _draw_date(chance)
        sources = min(12, int(chance.paretovariate(1.6)))
        said = [self.word(chance) for _ in range(chance.randint(9, 22))]
        label = f"{' and '.join(self.name(n) for n in who[:2])}: {said[0]} in Town {where}"
        articles = [chance.randrange(self.articles) for _ in range(sources)]
        shown_articles: list[dict[str, Any]] = [
            {
                "article": f"{BASE}articles/a{n}",
                "title": f"{said[0]} {said[1]} {said[2]}".title(),
                "publisher": f"Paper {n % 300}",
                "published": edtf[:10],
                "url": f"https://paper{n % 300}.test/{n}",
                "quotes": [{"exact": " ".join(said), "start": 120, "end": 120 + len(said)}],
                "credit": None,
            }
            for n in dict.fromkeys(articles)
        ]
        status = chance.choices(("happened", "planned", "denied", "possible"), (90, 6, 1, 3))[0]
        disputed = sources > 2 and chance.random() < 0.05
        salience = round(chance.random() ** 2, 3)
        iso = [None if d is None else d.isoformat() for d in (first, last)]
        shown = {
            "id": iri,
            "label": label,
            "type": {"id": self.iris[kind], "label": self.labels[kind]},
            "date": None
            if grain is None
            else {"edtf": edtf, "earliest": iso[0], "latest": iso[1], "granularity": grain,
                  "text": edtf, "anchor": None},
            "places": [
                {"id": self.place(where), "name": f"Town {where}", "lat": None, "lon": None}
            ],
            "actors": [
                {"id": self.person(n), "name": self.name(n), "kind": "person", "role": "agent"}
                for n in who
            ],
            "modality": status,
            "topic": said[0],
            "salience": salience,
            "sources": shown_articles,
            "source_count": len(shown_articles),
            "independent_source_count": len(shown_articles),
            "disputes": [],
        }  # fmt: skip
        terms: list[Term] = [(Kind.TYPE, one) for one in self.broader[kind]]
        terms += [(Kind.ACTOR, self.person(n)) for n in who]
        terms += [(Kind.SITE, self.place(where)), (Kind.PLACE, self.place(where))]
        terms.append((Kind.PLACE, self.place(self.country(where))))
        for one in shown_articles:
            terms += [(Kind.ARTICLE, one["article"]), (Kind.PUBLISHER, one["publisher"])]
        event = IndexedEvent(
            iri,
            json.dumps(shown, separators=(",", ":")),
            None if first is None else first.toordinal(),
            None if last is None else last.toordinal(),
            status,
            salience > 0.5,
            disputed,
            salience,
            len(shown_articles),
            len(shown_articles),
            tuple(dict.fromkeys(terms)),
            label,
            (" ".join(said),),
        )
        return event, {**shown, "where": where, "who": who}


def _broader(key: str) -> Iterator[Any]:
    ontology = load_ontology()
    seen: set[str] = set()
    waiting = list(ontology.types[key].broader)
    while waiting:
        name = waiting.pop()
        if name in seen:
            continue
        seen.add(name)
        if name in ontology.types:
            waiting += ontology.types[name].broader
            yield ontology.types[name]
        else:
            yield ontology.families[name]


def _draw_date(chance: random.Random) -> tuple[date | None, date | None, str, str | None]:
    """A day, mostly a late one; now and then only a month, a year, a range, or nothing."""
    day = START + timedelta(days=int(DAYS * chance.random() ** 0.5))
    kind = chance.random()
    if kind < 0.04:
        return None, None, "", None
    if kind < 0.12:
        return date(day.year, 1, 1), date(day.year, 12, 31), f"{day.year}", "year"
    if kind < 0.22:
        end = date(day.year + day.month // 12, day.month % 12 + 1, 1) - timedelta(days=1)
        return day.replace(day=1), end, f"{day.year}-{day.month:02}", "month"
    if kind < 0.24:
        end = day + timedelta(days=chance.randrange(2, 900))
        return day, end, f"{day}/{end}", "range"
    return day, day, day.isoformat(), "day"


# What is asked


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


# SPARQL

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


def write_triples(world: World, claims: int) -> Iterator[bytes]:
    """The events as N-Quads, in pieces: what ``docs/model.md`` says of them."""
    p = PREFIXES
    graph, times = f"<{events_graph(BASE)}>", f"<{times_graph(BASE)}>"
    a, label = f"<{p['rdf']}type>", f"<{p['rdfs']}label>"
    known: set[str] = set()
    articles: set[str] = set()
    lines: list[str] = []

    def say(s: str, pred: str, o: str, g: str = graph) -> None:
        lines.append(f"{s} {pred} {o} {g} .\n")

    for n in range(world.people):
        say(f"<{world.person(n)}>", a, f"<{p['sem']}Actor>")
        say(f"<{world.person(n)}>", label, f'"{world.name(n)}"')
    for n in range(world.places):
        say(f"<{world.place(n)}>", a, f"<{p['sem']}Place>")
        say(f"<{world.place(n)}>", label, f'"Town {n}"')
        if world.country(n) != n:
            up = f"<{world.place(world.country(n))}>"
            say(f"<{world.place(n)}>", f"<{p['schema']}containedInPlace>", up)
    for event, shown in world.events():
        me = f"<{event.iri}>"
        say(me, a, f"<{p['sem']}Event>")
        say(me, label, json.dumps(event.label))
        say(me, f"<{p['sem']}eventType>", f"<{shown['type']['id']}>")
        say(me, f"<{p['kb']}status>", f'"{event.status}"')
        say(me, f"<{p['kb']}salience>", f'"{event.salience}"^^<{p["xsd"]}double>')
        for key in ("sourceCount", "independentSourceCount"):
            say(me, f"<{p['kb']}{key}>", f'"{event.sources}"^^<{p["xsd"]}integer>')
        say(me, f"<{p['sem']}hasPlace>", f"<{world.place(shown['where'])}>")
        for n in shown["who"]:
            role = f"<{event.iri}#r{n}>"
            say(me, f"<{p['sem']}hasActor>", f"<{world.person(n)}>")
            say(me, f"<{p['kb']}participation>", role)
            say(role, f"<{p['rdf']}value>", f"<{world.person(n)}>")
            say(role, f"<{p['sem']}roleType>", f"<{p['kbr']}agent>")
        for number, source in enumerate(shown["sources"]):
            article, mention = f"<{source['article']}>", f"<{event.iri}#mention-{number}>"
            span, words = f"<{event.iri}#span-{number}>", f"<{event.iri}#words-{number}>"
            say(me, f"<{p['kb']}source>", article)
            say(me, f"<{p['gaf']}denotedBy>", mention)
            say(mention, a, f"<{p['kb']}EventMention>")
            say(mention, f"<{p['kb']}evidence>", span)
            say(span, f"<{p['oa']}hasSource>", article)
            say(span, f"<{p['oa']}hasSelector>", words)
            (quote,) = source["quotes"]
            say(words, f"<{p['oa']}exact>", json.dumps(quote["exact"]))
            for key in ("start", "end"):
                say(words, f"<{p['oa']}{key}>", f'"{quote[key]}"^^<{p["xsd"]}integer>')
            if source["article"] not in articles:
                articles.add(source["article"])
                outlet = f"<{BASE}outlet/{source['publisher'].rsplit(' ', 1)[-1]}>"
                say(article, a, f"<{p['schema']}NewsArticle>")
                say(article, f"<{p['schema']}headline>", json.dumps(source["title"]))
                say(article, f"<{p['schema']}url>", json.dumps(source["url"]))
                say(article, f"<{p['schema']}publisher>", outlet)
                say(outlet, f"<{p['schema']}name>", json.dumps(source["publisher"]))
        for n in range(claims):
            claim = f"<{event.iri}#claim-{n}>"
            say(claim, a, f"<{p['kb']}Claim>")
            say(claim, f"<{p['rdf']}subject>", me)
            say(claim, f"<{p['rdf']}object>", f'"{n} of {event.sources}"')
        when = shown["date"]
        if when is not None:
            node = f"<{BASE}time/{when['edtf'].replace('/', '-')}>"
            say(me, f"<{p['sem']}hasTime>", node)
            if node not in known:
                known.add(node)
                say(node, f"<{p['kb']}edtf>", f'"{when["edtf"]}"', times)
                for key, end in (("hasEarliestBegin", "earliest"), ("hasLatestEnd", "latest")):
                    day = f'"{when[end]}"^^<{p["xsd"]}date>'
                    say(node, f"<{p['sem']}{key}TimeStamp>", day, times)
        if len(lines) > 500_000:
            yield "".join(lines).encode()
            lines.clear()
    yield "".join(lines).encode()


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


# Building


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
