"""What an enemy sends, and that the next good query is answered all the same.

The sizes are small enough for every day; `python -m tests.bench.hostile` has the large ones, and
measures how soon. Here no time is looked at: on a machine that is busy, it says nothing.
"""

from __future__ import annotations

import asyncio
import http.client
import socket
import threading
import time
from collections.abc import Iterator
from urllib.parse import urlencode

import httpx2
import pytest

from kb.knowledge import KnowledgeBase
from kb.store import open_folder
from server import connection
from server.settings import Settings
from tests.server.live import Live, serve

QUERY = {"Content-Type": "application/sparql-query"}
UPDATE = {"Content-Type": "application/sparql-update"}
DEADLINE = 1.5  # seconds that hostile queries ask for; good ones have those of the server
LIMIT = {"timeout": f"{DEADLINE}"}
PATIENT = 120  # seconds; who waits for longer waits for ever
TRIPLES = 2000


@pytest.fixture(scope="module")
def live(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Live]:
    path = tmp_path_factory.mktemp("hostile") / "kb"
    open_folder(path)
    with KnowledgeBase.open(path) as known:
        triples = "".join(
            f'<x:s{n}> <x:p{n % 5}> "{n}" .\n<x:s{n}> <x:p> <x:s{n + 1}> .\n'
            for n in range(TRIPLES)
        )
        known.store.replace_graphs({"x:g": triples.encode()})
    settings = Settings(
        readers=2, open_writes=True, readers_memory=1 << 30, body_timeout=3.0
    )  # fmt: skip
    with serve(path, settings) as running:
        yield running


@pytest.fixture
def web(live: Live) -> Iterator[httpx2.Client]:
    with httpx2.Client(base_url=live.address, trust_env=False, timeout=PATIENT) as client:
        yield client


def check_well(web: httpx2.Client) -> None:
    answer = web.get("/sparql", params={"query": "ASK { <x:s1> ?p ?o }"})
    assert answer.status_code == 200, answer.text
    assert answer.json()["boolean"] is True


CROSS = "?a ?b ?c . ?d ?e ?f . ?g ?h ?i . ?j ?k ?l"
HOSTILE = {
    "nested groups": ("SELECT * {" + "{" * 3000 + "}" * 3001, {400}),
    "nested functions": ("SELECT (" + "STR(" * 1000 + "1" + ")" * 1000 + " AS ?x) {}", {400}),
    "nested lists": ("SELECT * { ?s ?p " + "(" * 90 + ")" * 90 + " }", {200, 400, 504}),
    "many negations": ("SELECT (" + "!" * 3000 + "1 AS ?x) {}", {200, 400, 504}),
    "many minuses": ("SELECT (1" + " + -1" * 5000 + " AS ?x) {}", {200, 400, 504}),
    "long path": ("ASK { ?s " + "/".join(["<x:p1>"] * 1000) + " ?o }", {200, 400, 504}),
    "path of stars": ("ASK { ?s (((<x:p1>*)*)/(<x:p1>|<x:p2>|^<x:p>)*)+ ?o . ?o <x:no> ?z }",
                      {200, 400, 413, 504}),
    # whether time or memory ends first is the machine's; how memory ends, the engine's
    "cross product": (f"SELECT * {{ {CROSS} }} ORDER BY ?a ?d ?g", {400, 413, 504}),
    "distinct": (f"SELECT DISTINCT ?a ?d ?g {{ {CROSS} FILTER(?a != ?d) }} ORDER BY ?g",
                 {400, 413, 504}),
    "count of it all": (f"SELECT (COUNT(*) AS ?n) {{ {CROSS} }}", {504}),
    "regex": ('ASK { BIND(CONCAT("' + "a" * 5000 + '", "!") AS ?t) '
              'FILTER(REGEX(?t, "^(a+)+$")) }', {200, 504}),
    "large regex": ('ASK { FILTER(REGEX("a", "' + "(a{1,100}){1,100}" * 20 + '")) }',
                    {200, 400, 413, 504}),
    "string that doubles": (
        "SELECT ?z { BIND('aaaaaaaaaaaaaaaa' AS ?a0) "
        + "".join(f"BIND(CONCAT(?a{n}, ?a{n}) AS ?a{n + 1}) " for n in range(40))
        + "BIND(STRLEN(?a40) AS ?z) }", {200, 400, 413, 504}),
    "many values": ("SELECT * { VALUES ?x { " + "1 " * 300_000 + "} }", {200, 400, 413, 504}),
    "service": ("SELECT * { SERVICE <http://127.0.0.1:9/> { ?s ?p ?o } }", {400}),
    "service, silent": ("SELECT * { SERVICE SILENT <http://127.0.0.1:9/> { ?s ?p ?o } }", {400}),
    "service, hidden": ("SELECT * { BIND(1 AS ?a) FILTER(?a<'b>' && ?a>2) SERVICE<http://x/>{} }",
                        {400}),
    "a load": ("LOAD <file:///etc/passwd>", {400}),
    "nothing": ("", {400}),
    "zero bytes": ("ASK { ?s ?p '\0' }\0", {200, 400}),
}  # fmt: skip


@pytest.mark.parametrize("name", HOSTILE)
def test_hostile_queries(web: httpx2.Client, name: str) -> None:
    query, statuses = HOSTILE[name]
    try:
        answer = web.post("/sparql", content=query.encode(), headers=QUERY, params=LIMIT)
    except httpx2.RemoteProtocolError as error:
        # begun, and broken off where time ended
        assert 200 in statuses, error
    else:
        assert answer.status_code in statuses, (answer.status_code, answer.text[:300])
        if answer.status_code != 200:
            assert answer.headers["content-type"] == "application/problem+json"
    check_well(web)


@pytest.mark.parametrize("silent", ["", "SILENT "])
def test_nobody_is_called(web: httpx2.Client, silent: str) -> None:
    with socket.create_server(("127.0.0.1", 0)) as tarpit:
        tarpit.settimeout(0.3)
        port = tarpit.getsockname()[1]
        for text, kind in (
            (f"SELECT * {{ SERVICE {silent}<http://127.0.0.1:{port}/> {{ ?s ?p ?o }} }}", QUERY),
            (f"LOAD {silent}<http://127.0.0.1:{port}/x.ttl>", UPDATE),
            (f"LOAD{silent.strip()}<http://127.0.0.1:{port}/x.ttl>", UPDATE),
            (f"INSERT {{ ?s ?p ?o }} WHERE {{ SERVICE {silent}<http://127.0.0.1:{port}/> "
             "{ ?s ?p ?o } }", UPDATE),
        ):  # fmt: skip
            assert web.post("/sparql", content=text, headers=kind).status_code == 400
        with pytest.raises(TimeoutError):
            tarpit.accept()
    check_well(web)


def test_an_update_without_end_is_undone(web: httpx2.Client) -> None:
    bomb = f"INSERT {{ GRAPH <x:bomb> {{ ?a ?e ?i }} }} WHERE {{ GRAPH <x:g> {{ {CROSS} }} }}"
    answer = web.post("/sparql", content=bomb, headers=UPDATE, params=LIMIT)
    assert answer.status_code == 504, answer.text
    check_well(web)
    done = web.post("/sparql", content="INSERT DATA { <x:well> a <x:W> }", headers=UPDATE)
    assert done.status_code == 204
    found = web.get("/sparql", params={"query": "ASK { GRAPH <x:bomb> { ?s ?p ?o } }"})
    assert found.json()["boolean"] is False


def test_bodies_that_are_too_large_are_not_read(live: Live, web: httpx2.Client) -> None:
    for path, kind in (("/sparql", QUERY), ("/sparql", UPDATE),
                       ("/store?graph=x:big", {"Content-Type": "text/turtle"}),
                       ("/articles", {"Content-Type": "text/plain"})):  # fmt: skip
        wire = http.client.HTTPConnection("127.0.0.1", live.port, timeout=PATIENT)
        wire.putrequest("POST", path)
        wire.putheader("Content-Length", str(50 << 30))
        for name, value in kind.items():
            wire.putheader(name, value)
        wire.endheaders()
        assert wire.getresponse().status == 413
        wire.close()
    check_well(web)


def test_a_body_in_pieces_that_grows_too_large(live: Live, web: httpx2.Client) -> None:
    with socket.create_connection(("127.0.0.1", live.port), timeout=PATIENT) as wire:
        wire.sendall(b"POST /sparql HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n"
                     b"Content-Type: application/sparql-query\r\n\r\n")  # fmt: skip
        with _Hangup():
            for _ in range(100):
                wire.sendall(b"10000\r\n" + b" " * 0x10000 + b"\r\n")
        assert b" 413 " in wire.recv(1000)
    check_well(web)


class _Hangup:
    """Lets an error of the network pass: the server has hung up by then."""

    def __enter__(self) -> None:
        """Nothing."""

    def __exit__(self, kind: type[BaseException] | None, *rest: object) -> bool:
        return kind is not None and issubclass(kind, OSError)


def test_whoever_sends_too_slowly_is_hung_up_on(
    live: Live, web: httpx2.Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(connection, "HEAD_TIME", 3.0)
    halves = [b"", b"GET / HTTP/1.1\r\nHost: x\r\nX-Slow: ", b"GET /timeli", b"\x16\x03\x01\x02"]
    wires = [socket.create_connection(("127.0.0.1", live.port), timeout=PATIENT) for _ in range(40)]
    for number, wire in enumerate(wires):
        wire.sendall(halves[number % len(halves)])
    check_well(web)
    for wire in wires:  # each ends, or `recv` would fail
        try:
            while wire.recv(1000):
                pass
        except ConnectionResetError:
            pass
        wire.close()


def test_a_body_that_never_comes(live: Live, web: httpx2.Client) -> None:
    with socket.create_connection(("127.0.0.1", live.port), timeout=PATIENT) as wire:
        wire.sendall(b"POST /sparql HTTP/1.1\r\nHost: x\r\nContent-Length: 100\r\n"
                     b"Content-Type: application/sparql-query\r\n\r\nASK")  # fmt: skip
        check_well(web)
        assert b" 408 " in wire.recv(1000)


def test_many_connections_that_do_nothing(live: Live, web: httpx2.Client) -> None:
    wires = [
        socket.create_connection(("127.0.0.1", live.port), timeout=PATIENT) for _ in range(400)
    ]
    check_well(web)
    for wire in wires:
        wire.sendall(b"GET /health/live HTTP/1.1\r\nHost: x\r\n\r\n")
    assert all(wire.recv(100).startswith(b"HTTP/1.1 200") for wire in wires)
    check_well(web)
    for wire in wires:
        wire.close()


def test_a_large_result_for_who_reads_slowly(live: Live, web: httpx2.Client) -> None:
    query = "SELECT * { ?a ?b ?c . ?d ?e ?f }"
    wire = http.client.HTTPConnection("127.0.0.1", live.port, timeout=PATIENT)
    wire.request("POST", f"/sparql?timeout={DEADLINE}", query.encode(),
                 {**QUERY, "Accept": "text/csv"})  # fmt: skip
    answer = wire.getresponse()
    assert answer.status == 200
    assert len(answer.read(1000)) == 1000
    time.sleep(0.5)
    check_well(web)
    time.sleep(DEADLINE)
    # the deadline is past: what comes breaks off, and says so
    with pytest.raises((http.client.IncompleteRead, ConnectionResetError)):
        while answer.read(1 << 20):
            pass
    wire.close()
    check_well(web)


def test_a_client_that_goes_away_frees_its_reader(live: Live, web: httpx2.Client) -> None:
    pool = live.app.state.pool
    before = pool.kills["client gone"]
    for _ in range(4):
        wire = socket.create_connection(("127.0.0.1", live.port), timeout=PATIENT)
        asked = urlencode({"query": f"SELECT (COUNT(*) AS ?n) {{ {CROSS} }}"})
        wire.sendall(f"GET /sparql?{asked} HTTP/1.1\r\nHost: x\r\n\r\n".encode())
        time.sleep(0.2)
        wire.close()
    check_well(web)
    end = time.monotonic() + PATIENT
    while pool.kills["client gone"] < before + 2 and time.monotonic() < end:
        time.sleep(0.05)
    assert pool.kills["client gone"] >= before + 2


@pytest.mark.parametrize(
    "head",
    [
        b"GET / HTTP/1.1\r\nHost: x\r\nX: " + b"a" * 300_000 + b"\r\n\r\n",
        b"GET /" + b"a" * 300_000 + b" HTTP/1.1\r\nHost: x\r\n\r\n",
        b"GET / HTTP/1.1\r\nHost: x\r\nContent-Length: 5\r\nContent-Length: 6\r\n\r\nhello!",
        b"POST /sparql HTTP/1.1\r\nHost: x\r\nContent-Length: 5\r\nTransfer-Encoding: chunked\r\n"
        b"\r\n0\r\n\r\nGET /admin HTTP/1.1\r\n\r\n",
        b"POST /sparql HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: gzip, chunkedd\r\n\r\n0\r\n\r\n",
        b"GET / HTTP/1.1\r\nHost: x\r\nX\x00Y: 1\r\n\r\n",
        b"GET / HTTP/1.1\r\nHost : x\r\n\r\n",
        b"GET / HTTP/9.9\r\nHost: x\r\n\r\n",
        b"GET http://[::1 HTTP/1.1\r\nHost: x\r\n\r\n",
        b"GET /\xff\xfe HTTP/1.1\r\nHost: x\r\n\r\n",
        b"\r\n" * 1000,
        b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n",
        bytes(range(256)) * 4,
    ],
    ids=range(13),
)
def test_heads_that_are_none(live: Live, web: httpx2.Client, head: bytes) -> None:
    with socket.create_connection(("127.0.0.1", live.port), timeout=PATIENT) as wire, _Hangup():
        wire.sendall(head)
        wire.shutdown(socket.SHUT_WR)
        answer = b""
        while piece := wire.recv(65536):
            answer += piece
        first = answer[:12]
        assert not answer or first[9:10] in (b"4", b"2"), first
        assert b"Internal Server Error" not in answer
        # one message, one answer: nothing was smuggled in behind it
        assert answer.count(b"HTTP/1.1 ") <= 1
    check_well(web)


@pytest.mark.parametrize(
    "path",
    ["/page/../app.py", "/page/..%2f..%2fkb%2fcli.py", "/page/%2e%2e/app.py", "/page//etc/passwd",
     "/page/..%5capp.py", "/page/%00", "/articles/..%2f..%2ftokens.json", "/time/..%2f..%2fx",
     "/store/../../x", "//etc/passwd", "/page/%c0%ae%c0%ae/app.py"],
)  # fmt: skip
def test_paths_that_lead_out(live: Live, web: httpx2.Client, path: str) -> None:
    wire = http.client.HTTPConnection("127.0.0.1", live.port, timeout=PATIENT)
    wire.putrequest("GET", path, skip_host=False)
    wire.endheaders()
    answer = wire.getresponse()
    body = answer.read()
    assert answer.status in (400, 404, 405), body[:200]
    assert b"import" not in body
    wire.close()
    check_well(web)


def test_more_than_can_wait_are_told_to_come_back(live: Live) -> None:
    bomb = f"SELECT (COUNT(*) AS ?n) {{ {CROSS} }}"

    async def crowd() -> list[int]:
        async with httpx2.AsyncClient(
            base_url=live.address, trust_env=False, timeout=PATIENT,
            limits=httpx2.Limits(max_connections=200),
        ) as web:  # fmt: skip
            asked = [web.get("/sparql", params={"query": f"{bomb} # {n}", **LIMIT})
                     for n in range(120)]  # fmt: skip
            answers = await asyncio.gather(*asked)
        assert all("retry-after" in a.headers for a in answers if a.status_code == 503)
        return [answer.status_code for answer in answers]

    statuses = asyncio.run(crowd())
    assert set(statuses) <= {503, 504}
    assert 503 in statuses
    assert 504 in statuses


def test_the_server_is_as_it_was(live: Live, web: httpx2.Client) -> None:
    check_well(web)
    assert web.get("/health/ready").status_code == 200
    assert b"kb_readers_killed" in web.get("/metrics").content
    assert threading.active_count() < 100
