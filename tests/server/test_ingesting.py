"""Articles are read beside the writer: nobody waits for it, and it may be felled."""

from __future__ import annotations

import json
import os
import signal
import socket
import sys
import threading
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import httpx2
import pytest

from kb.errors import ArticleRejected, QueryError, StoreError
from kb.extract import Extracted
from kb.knowledge import KnowledgeBase
from kb.store import open_folder
from server.extractor import pack_result, unpack_result
from server.frames import DATA, REQUEST, pack_frame, pack_json
from server.ingesting import Extraction
from server.settings import Settings
from tests.bench.mixed import list_processes
from tests.server.live import Live, serve

PATIENT = 120
LINUX = pytest.mark.skipif(not sys.platform.startswith("linux"), reason="reads /proc")
UPDATE = {"Content-Type": "application/sparql-update"}
LINES = {"Content-Type": "application/x-ndjson"}
TEXTS = [
    "Anna Lind met Omar Haddad in Paris on 3 May 2019.",
    "Omar Haddad resigned in Oslo on 4 June 2019.",
    "Anna Lind signed a treaty in Rome on 5 July 2019.",
]


@pytest.fixture(scope="module")
def live(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Live]:
    path = tmp_path_factory.mktemp("ingesting") / "kb"
    open_folder(path)
    with serve(path, Settings(readers=1, open_writes=True)) as running:
        yield running


@pytest.fixture
def web(live: Live) -> Iterator[httpx2.Client]:
    with httpx2.Client(base_url=live.address, trust_env=False, timeout=PATIENT) as client:
        yield client


def write_lines(number: int) -> str:
    return "\n".join(
        json.dumps({"title": f"Report {number}", "text": text, "url": f"http://x/{number}/{n}"})
        for n, text in enumerate(TEXTS)
    )


def send_articles(live: Live, number: int) -> tuple[threading.Thread, list[httpx2.Response]]:
    """Sends articles from a thread, and the list that the answer comes into."""
    answers: list[httpx2.Response] = []

    def send() -> None:
        with httpx2.Client(base_url=live.address, trust_env=False, timeout=PATIENT) as client:
            answers.append(client.post("/articles", content=write_lines(number), headers=LINES))

    thread = threading.Thread(target=send)
    thread.start()
    return thread, answers


def find_process(name: str) -> int:
    (found,) = (pid for pid, words in list_processes(os.getpid()) if f"server.{name}" in words)
    return found


@LINUX
def test_updates_do_not_wait_for_articles_that_are_being_read(
    live: Live, web: httpx2.Client
) -> None:
    assert web.post("/articles", content=write_lines(0), headers=LINES).json()["read"] == 3
    reading = find_process("extractor")
    os.kill(reading, signal.SIGSTOP)  # these articles take as long as is wanted
    try:
        thread, answers = send_articles(live, 1)
        for number in range(20):
            text = f"INSERT DATA {{ <x:s> <x:n> {number} }}"
            assert web.post("/sparql", content=text, headers=UPDATE).status_code == 204
            query = {"query": f"ASK {{ GRAPH ?g {{ ?s ?p ?o }} # {number}\n}}"}
            assert web.get("/sparql", params=query).status_code == 200
            time.sleep(0.02)
        assert thread.is_alive()
        assert answers == []
    finally:
        os.kill(reading, signal.SIGCONT)
    thread.join(PATIENT)
    told = answers[0].json()
    assert (told["read"], told["rejected"]) == (3, [])
    assert web.get("/health").json()["articles"] == 6


@LINUX
def test_an_extractor_that_is_killed_costs_no_article(live: Live, web: httpx2.Client) -> None:
    assert web.post("/articles", content=write_lines(2), headers=LINES).json()["read"] == 3
    reading = find_process("extractor")
    os.kill(reading, signal.SIGSTOP)
    thread, answers = send_articles(live, 3)
    time.sleep(0.2)
    assert answers == []
    os.kill(reading, signal.SIGKILL)
    thread.join(PATIENT)
    assert (answers[0].status_code, answers[0].json()["read"]) == (200, 3), answers[0].text


@LINUX
def test_a_writer_that_is_killed_under_articles_is_given_them_again(
    live: Live, web: httpx2.Client
) -> None:
    assert web.post("/articles", content=write_lines(4), headers=LINES).json()["read"] == 3
    os.kill(find_process("extractor"), signal.SIGSTOP)
    thread, answers = send_articles(live, 5)
    time.sleep(0.2)
    os.kill(find_process("writer"), signal.SIGKILL)  # the extractor goes with it
    thread.join(PATIENT)
    assert (answers[0].status_code, answers[0].json()["read"]) == (200, 3), answers[0].text
    found = web.get("/sparql", params={"query": "SELECT ?a { ?a a schema:NewsArticle }"}).json()
    urls = {f"http://x/5/{n}" for n in range(3)}
    assert len(found["results"]["bindings"]) >= len(urls)


@LINUX
def test_what_was_given_up_before_its_turn_is_not_written(live: Live, web: httpx2.Client) -> None:
    host = live.app.state.writer_host
    os.kill(host.pid, signal.SIGSTOP)
    try:
        with socket.socket(socket.AF_UNIX) as wire:
            wire.connect(host.address)
            asked = {"do": "update", "deadline": 30.0, "using": [], "named": []}
            body = b"INSERT DATA { <x:given> <x:up> 1 }"
            wire.sendall(pack_json(REQUEST, asked) + pack_frame(DATA, body))
    finally:
        os.kill(host.pid, signal.SIGCONT)
    done = web.post("/sparql", content="INSERT DATA { <x:not> <x:given> 1 }", headers=UPDATE)
    assert done.status_code == 204
    for query, holds in (("ASK { <x:not> <x:given> 1 }", True), ("ASK { <x:given> ?p 1 }", False)):
        assert web.get("/sparql", params={"query": query}).json()["boolean"] is holds


# An extraction by a process that does as it is told: each line of the body is an article

PUPPET = """
import json, os, socket, sys, time
from server.frames import *
channel = socket.socket(fileno=int(sys.argv[1]))
channel.sendall(pack_frame(READY))
while (frame := receive_frame(channel, 1 << 20)) is not None:
    asked = json.loads(frame[1])
    lines = receive_frame(channel, 1 << 20)[1].decode().split()[asked["skip"]:]
    while lines:
        batch, lines = lines[:asked["batch"]], lines[asked["batch"]:]
        if "die" in batch:
            os._exit(1)
        if "hang" in batch:
            time.sleep(1000)
        if "refuse" in batch:
            channel.sendall(pack_json(ERROR, {"kind": "query", "message": "not so"}))
            break
        results = [{"source": line, "reason": "seen", "detail": ""} for line in batch]
        channel.sendall(pack_json(DATA, {"results": results}))
    else:
        channel.sendall(pack_frame(END))
"""


@pytest.fixture
def puppet() -> Iterator[Extraction]:
    extraction = Extraction([sys.executable, "-c", PUPPET, "{fd}"])
    yield extraction
    extraction.stop()


def read(extraction: Extraction, body: str, seconds: float = PATIENT) -> list[str]:
    asked: dict[str, Any] = {"parts": [["body", None, 0]], "metadata": {}}
    end = time.monotonic() + seconds
    found = []
    for results in extraction.read(asked, body.encode(), end):
        for one in results:
            assert isinstance(one, ArticleRejected)
            found.append(one.source if one.reason == "seen" else one.reason)
    return found


def test_what_fells_the_extractor_is_rejected_by_itself(puppet: Extraction) -> None:
    many = [f"a{n}" for n in range(30)]
    assert read(puppet, " ".join(many)) == many
    body = ["a", "b", "die", "c", *many, "die", "die", "d"]
    kept = ["unreadable" if one == "die" else one for one in body]
    assert read(puppet, " ".join(body)) == kept
    assert read(puppet, "e f") == ["e", "f"]


def test_an_extractor_that_only_dies_is_given_up(puppet: Extraction) -> None:
    with pytest.raises(StoreError, match="again and again"):
        read(puppet, "die " * 10)
    assert read(puppet, "e f") == ["e", "f"]
    with pytest.raises(StoreError, match="again and again"):
        read(Extraction([sys.executable, "-c", "", "{fd}"]), "a")


def test_an_extractor_that_hangs_is_ended_in_time(puppet: Extraction) -> None:
    assert read(puppet, "a") == ["a"]
    with pytest.raises(TimeoutError):
        read(puppet, "a hang b", 1.0)
    assert read(puppet, "e f") == ["e", "f"]


def test_what_the_extractor_refuses_is_told(puppet: Extraction) -> None:
    with pytest.raises(QueryError, match="not so"):
        read(puppet, "refuse")
    assert read(puppet, "e f") == ["e", "f"]


def test_results_come_through_as_they_were() -> None:
    extracted = Extracted("x:a", "fïle\udcff", '<x:s> <x:p> "ü" .\n'.encode(), b"")
    assert unpack_result(json.loads(json.dumps(pack_result(extracted)))) == extracted
    rejected = unpack_result(pack_result(ArticleRejected("s", "empty", "nothing")))
    assert isinstance(rejected, ArticleRejected)
    assert (rejected.source, rejected.reason, rejected.detail) == ("s", "empty", "nothing")


def test_articles_added_in_steps_are_counted_as_at_once(tmp_path: Path) -> None:
    import kb

    articles = [kb.Article(text) for text in (*TEXTS, TEXTS[0] + " They talked.")]
    with KnowledgeBase.open(tmp_path / "one") as one, KnowledgeBase.open(tmp_path / "two") as two:
        at_once = one.add(articles)
        adding = two.start_adding()
        for article in articles:
            adding.put(kb.extract.extract_articles([article], two.base))
        in_steps = adding.finish()
        assert (in_steps.read, in_steps.new, in_steps.joined, in_steps.events) == (
            at_once.read, at_once.new, at_once.joined, at_once.events,
        )  # fmt: skip
