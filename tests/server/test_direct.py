"""Plain queries go straight to a reader; nobody can tell by the answers."""

from __future__ import annotations

import http.client
import json
import logging
import os
import re
import socket
import threading
import time
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import quote

import pytest

from kb.knowledge import KnowledgeBase
from kb.store import open_folder
from server.settings import Settings
from tests.server.live import Live, serve

PATIENT = 120
TRIPLES = 3000
JSON = "application/sparql-results+json"
BOMB = "SELECT (COUNT(*) AS ?n) { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i . ?j ?k ?l }"


@pytest.fixture(scope="module")
def store(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("direct") / "kb"
    open_folder(path)
    with KnowledgeBase.open(path) as known:
        triples = "".join(f'<x:s{n}> <x:p{n % 5}> "{n} ü" .\n' for n in range(TRIPLES))
        known.store.replace_graphs({"x:g": triples.encode()})
    return path


@pytest.fixture(scope="module")
def live(store: Path) -> Iterator[Live]:
    with serve(store, Settings(readers=1, open_writes=True, query_timeout=PATIENT)) as running:
        yield running


@pytest.fixture
def finished(live: Live, monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The queries that went the short way to their end."""
    direct = live.app.state.direct
    finish, seen = direct.finish, []

    def note(call: object, *more: object) -> bytes:
        seen.append(call.query.sparql)  # type: ignore[attr-defined]
        return bytes(finish(call, *more))

    monkeypatch.setattr(direct, "finish", note)
    return seen


def find_address(query: str) -> str:
    return f"/sparql?query={quote(query)}"


def ask(live: Live, query: str, **headers: str) -> tuple[int, dict[str, str], bytes]:
    wire = http.client.HTTPConnection("127.0.0.1", live.port, timeout=PATIENT)
    wire.request("GET", find_address(query), headers=headers)
    answer = wire.getresponse()
    found = answer.status, {k.lower(): v for k, v in answer.getheaders()}, answer.read()
    wire.close()
    return found


@pytest.mark.parametrize(
    ("query", "accept", "status", "short"),
    [
        ("SELECT ?p ?o { <x:s1> ?p ?o }", JSON, 200, True),
        ("SELECT ?p ?o { <x:s1> ?p ?o }", "text/csv", 200, True),
        ("SELECT ?p ?o { <x:s1> ?p ?o }", "text/turtle;q=0.5, */*;q=0.1", 200, True),
        ("SELECT ?p ?o { <x:none> ?p ?o }", "application/sparql-results+xml", 200, True),
        ("ASK { <x:s1> ?p ?o }", "*/*", 200, True),
        ("CONSTRUCT { ?s ?p 'ü' } { ?s ?p '7 ü' }", "text/turtle", 200, True),
        ("SELECT (COUNT(*) AS ?n) { ?a <x:p1> ?c . ?d <x:p2> ?f }", JSON, 200, None),
        ("SELECT * { ?s ?p ?o } ORDER BY ?s", JSON, 200, None),
        ("SELECT * { ?s ?p ?o . ?t ?q ?r } LIMIT 20000", JSON, 200, False),
        ("SELECT (RAND() * 0 AS ?x) {}", JSON, 200, False),
        ("SELECT * {", JSON, 400, False),
        ("SELECT * { ?s nope:p ?o }", "text/plain", 400, False),
        ("SELECT (<x:f>(1) AS ?x) {}", JSON, 400, False),
        ("SELECT * { SERVICE <http://127.0.0.1:9/> { ?s ?p ?o } }", JSON, 400, False),
        ("SELECT * {" + "{" * 200 + "}" * 201, JSON, 400, False),
        ("SELECT * { ?s ?p ?o }", "text/turtle", 406, False),
        ("CONSTRUCT { ?s ?p 'ü' } { ?s ?p '7 ü' }", "text/csv", 406, False),
        ("ASK {}", "image/png", 406, False),
        ("DROP ALL", JSON, 400, False),
        ("", JSON, 400, False),
    ],
)
def test_both_ways_answer_alike(
    live: Live, finished: list[str], query: str, accept: str, status: int, short: bool | None
) -> None:
    # a comment, so that neither gets what was kept of the other
    first = ask(live, f"{query} # one", Accept=accept)
    assert first[0] == status, first[2][:300]
    if short is not None:  # what takes a while may go on in the other way, or not
        assert finished == ([f"{query} # one"] if short else [])
    finished.clear()
    other = ask(live, f"{query} # two", Accept=accept, **{"X-Other": "way"})
    assert finished == []
    own = ("date", "etag", "content-length", "transfer-encoding")
    assert (first[0], "etag" in first[1]) == (other[0], "etag" in other[1])
    heads = [{k: v for k, v in way[1].items() if k not in own} for way in (first, other)]
    assert heads[0] == heads[1]
    assert first[2].replace(b"# one", b"") == other[2].replace(b"# two", b"")
    assert live.app.state.pool.busy == 0


def test_what_was_asked_before_is_kept(live: Live, finished: list[str]) -> None:
    query = "SELECT ?o { <x:s5> ?p ?o }"
    first = ask(live, query)
    live.app.state.shelf._held.clear()
    again, third = ask(live, query), ask(live, query)
    assert first[2] == again[2] == third[2]
    assert first[1]["etag"] == again[1]["etag"] == third[1]["etag"]
    assert finished == [query]


def test_answers_come_in_the_order_of_the_questions(live: Live) -> None:
    numbers = [3, 1, 4, 15, 9, 26]
    queries = [f"SELECT ?o {{ <x:s{n}> ?p ?o }} # in order" for n in numbers]
    queries.insert(2, "SELECT (COUNT(*) AS ?o) { ?a <x:p1> ?c . ?d <x:p2> ?f } # in order")
    with socket.create_connection(("127.0.0.1", live.port), timeout=PATIENT) as wire:
        for query in queries:
            wire.sendall(
                f"GET {find_address(query)} HTTP/1.1\r\nHost: x\r\nAccept: {JSON}\r\n\r\n".encode()
            )
        answer = b""
        while answer.count(b"]}}") < len(queries):
            piece = wire.recv(65536)
            assert piece, answer
            answer += piece
    found = re.findall(rb'"value":"(\d+)', answer)
    assert found[:2] == [b"3", b"1"]
    assert int(found[2]) == (TRIPLES // 5) ** 2
    assert found[3:] == [b"4", b"15", b"9", b"26"]


def test_more_than_can_wait_are_told_so_and_the_rest_is_answered(live: Live) -> None:
    request = "GET {} HTTP/1.1\r\nHost: x\r\n\r\n"
    wires = [socket.create_connection(("127.0.0.1", live.port), timeout=PATIENT)
             for _ in range(200)]  # fmt: skip
    for number, wire in enumerate(wires):
        query = f"SELECT ?o {{ <x:s{number}> ?p ?o }} # crowd"
        wire.sendall(request.format(find_address(query)).encode())
    heads = [wire.recv(65536)[:12] for wire in wires]
    for wire in wires:
        wire.close()
    assert set(heads) <= {b"HTTP/1.1 200", b"HTTP/1.1 503"}
    assert heads.count(b"HTTP/1.1 200") > 60
    wait_for_rest(live)


def wait_for_rest(live: Live) -> None:
    end = time.monotonic() + PATIENT
    while live.app.state.pool.busy and time.monotonic() < end:
        time.sleep(0.01)
    assert live.app.state.pool.busy == 0


def test_clients_that_go_away_leave_nothing_running(live: Live) -> None:
    pool = live.app.state.pool
    before = pool.kills["client gone"]
    for number in range(5):
        wire = socket.create_connection(("127.0.0.1", live.port), timeout=PATIENT)
        asked = find_address(f"{BOMB} # {number}")
        wire.sendall(f"GET {asked} HTTP/1.1\r\nHost: x\r\n\r\n".encode())
        end = time.monotonic() + PATIENT
        while not pool.busy and time.monotonic() < end:
            time.sleep(0.01)
        wire.close()
    wait_for_rest(live)
    assert pool.kills["client gone"] > before
    assert ask(live, "ASK { <x:s1> ?p ?o } # after")[0] == 200


def test_who_goes_away_while_waiting_is_never_begun(live: Live) -> None:
    pool = live.app.state.pool
    kills, wires = pool.kills["client gone"], []
    for number in range(20):
        asked = find_address(f"{BOMB} # in the queue {number}")
        wires.append(socket.create_connection(("127.0.0.1", live.port), timeout=PATIENT))
        wires[-1].sendall(f"GET {asked} HTTP/1.1\r\nHost: x\r\n\r\n".encode())
        end = time.monotonic() + PATIENT
        while pool.busy <= number and time.monotonic() < end:
            time.sleep(0.01)
    for wire in wires[1:]:
        wire.close()
    while pool.busy > 1 and time.monotonic() < end:
        time.sleep(0.01)
    assert (pool.busy, pool.kills["client gone"]) == (1, kills)
    wires[0].close()
    wait_for_rest(live)


def test_a_reader_that_is_killed_is_told_of(live: Live) -> None:
    pool = live.app.state.pool
    answers: list[tuple[int, dict[str, str], bytes]] = []
    client = threading.Thread(target=lambda: answers.append(ask(live, f"{BOMB} # killed")))
    client.start()
    end = time.monotonic() + PATIENT
    while not pool.full and time.monotonic() < end:
        time.sleep(0.01)
    busy = pool._all - set(pool._idle)
    for reader in busy:
        os.kill(reader.process.pid, 9)
    client.join(PATIENT)
    ((status, headers, body),) = answers
    assert (status, headers["retry-after"]) == (503, "1")
    assert json.loads(body)["kind"] == "killed"
    assert ask(live, "ASK { <x:s1> ?p ?o } # after it")[0] == 200


def test_the_deadline_holds_here_too(store: Path, tmp_path: Path) -> None:
    path = tmp_path / "kb"
    open_folder(path)
    with KnowledgeBase.open(path) as known:
        triples = "".join(f"<x:s{n}> <x:p> {n} .\n" for n in range(TRIPLES))
        known.store.replace_graphs({"x:g": triples.encode()})
    with serve(path, Settings(readers=1, query_timeout=1.0)) as live:
        status, _, body = ask(live, BOMB)
        assert (status, json.loads(body)["kind"]) == (504, "timeout")
        end = time.monotonic() + PATIENT
        while ask(live, "ASK { <x:s1> ?p ?o }")[0] != 200:
            assert time.monotonic() < end


def test_who_wrote_sees_it_here_too(live: Live) -> None:
    for number in range(5):
        wire = http.client.HTTPConnection("127.0.0.1", live.port, timeout=PATIENT)
        wire.request("POST", "/sparql", f"INSERT DATA {{ <x:seen> <x:n> {number} }}",
                     {"Content-Type": "application/sparql-update"})  # fmt: skip
        assert wire.getresponse().status == 204
        wire.close()
        status, _, body = ask(live, f"ASK {{ <x:seen> <x:n> {number} }}")
        assert (status, json.loads(body)["boolean"]) == (200, True)


def test_they_are_logged_and_counted_like_any(
    live: Live, finished: list[str], caplog: pytest.LogCaptureFixture
) -> None:
    def count() -> float:
        text = http.client.HTTPConnection("127.0.0.1", live.port, timeout=PATIENT)
        text.request("GET", "/metrics")
        found = re.search(r'requests_total\{method="GET",route="/sparql",status="200"\} (\S+)',
                          text.getresponse().read().decode())  # fmt: skip
        text.close()
        return float(found[1]) if found else 0.0

    before = count()
    with caplog.at_level(logging.INFO, "server.requests"):
        ask(live, "ASK { <x:secret> ?p ?o }")
        ask(live, "ASK { <x:secret> ?p ?o }")
    assert len(finished) == 1
    lines = [json.loads(record.message) for record in caplog.records
             if record.name == "server.requests"]  # fmt: skip
    assert [(line["path"], line["status"], line.get("kept")) for line in lines] == [
        ("/sparql", 200, None), ("/sparql", 200, True),
    ]  # fmt: skip
    assert "secret" not in caplog.text
    assert count() == before + 2
