"""What settings turn on: pages of other sites, names, rates, limits, services, kept answers."""

from __future__ import annotations

import http.client
import json
import socket
import time
from pathlib import Path

from fastapi.testclient import TestClient

from kb.knowledge import KnowledgeBase
from kb.store import open_folder
from kb.tokens import add_token
from server import create_app
from server.settings import Settings
from tests.server.live import get, serve


def test_pages_of_other_sites(tmp_path: Path) -> None:
    open_folder(tmp_path / "kb")
    settings = Settings(readers=1, open_writes=True, origins=("https://good.example",))
    with TestClient(create_app(tmp_path / "kb", settings)) as client:
        good, bad = {"Origin": "https://good.example"}, {"Origin": "https://bad.example"}
        answer = client.get("/timeline", headers=good)
        assert answer.headers["access-control-allow-origin"] == "https://good.example"
        assert "access-control-allow-origin" not in client.get("/timeline", headers=bad).headers
        asked = {"Access-Control-Request-Method": "GET"}
        assert client.options("/sparql", headers=good | asked).status_code == 200
        assert client.options("/sparql", headers=bad | asked).status_code == 400
        for headers in (good, bad, {"Sec-Fetch-Site": "cross-site"}, {"Origin": "null"}):
            answer = client.post("/sparql", data={"update": "DROP ALL"}, headers=headers)
            assert answer.status_code == 403
        own = {"Origin": "http://testserver", "Sec-Fetch-Site": "same-origin"}
        done = client.post("/sparql", data={"update": "DROP SILENT GRAPH <x:g>"}, headers=own)
        assert done.status_code == 204


def test_names_and_rates(tmp_path: Path) -> None:
    open_folder(tmp_path / "kb")
    settings = Settings(readers=1, hosts=("testserver",), rate="5/minute")
    with TestClient(create_app(tmp_path / "kb", settings)) as client:
        for host in ("evil.example", "testserver.evil.example", "", "[::1]:8000", "testserver@x"):
            assert client.get("/timeline", headers={"Host": host}).status_code == 421
        statuses = [client.get("/", headers={"Host": "TestServer:80"}).status_code
                    for _ in range(7)]  # fmt: skip
        assert statuses == [200] * 5 + [429] * 2
        assert client.get("/").headers["retry-after"] == "1"


def test_results_are_cut_with_a_word(tmp_path: Path) -> None:
    open_folder(tmp_path / "kb")
    with KnowledgeBase.open(tmp_path / "kb") as known:
        lines = "".join(f'<x:s> <x:p> "{n} }},{{\\"a\\":" .\n' for n in range(500))
        known.store.replace_graphs({"x:g": lines.encode()})
    settings = Settings(readers=1, most_rows=10)
    rows, graph = "SELECT ?o { <x:s> <x:p> ?o }", "CONSTRUCT { ?s ?p ?o } { ?s ?p ?o }"
    with TestClient(create_app(tmp_path / "kb", settings)) as client:

        def ask(query: str, media: str) -> tuple[int, str, str]:
            answer = client.get("/sparql", params={"query": query}, headers={"Accept": media})
            return answer.status_code, answer.headers.get("result-limit", ""), answer.text

        status, limit, text = ask(rows, "application/sparql-results+json")
        assert (status, limit) == (200, "rows=10, bytes=1073741824")
        found = json.loads(text)
        assert (len(found["results"]["bindings"]), found["truncated"]) == (10, True)
        _, _, text = ask(rows, "application/sparql-results+xml")
        assert (text.count("<result>"), "truncated" in text) == (10, True)
        assert text.endswith("</results></sparql>")
        _, _, text = ask(graph, "application/n-triples")
        assert (text.count(" .\n"), text.endswith("# truncated\n")) == (10, True)
        # no place for a word: the whole is refused, or broken off once it has begun
        assert ask(rows, "text/csv")[0] == 413
        for media in ("text/csv", "application/sparql-results+json", "application/n-triples"):
            query = graph if media.endswith("triples") else rows
            status, _, text = ask(f"{query} LIMIT 10", media)
            assert status == 200
            assert "truncated" not in text


def test_repeated_queries_and_their_tags(tmp_path: Path) -> None:
    open_folder(tmp_path / "kb")
    with TestClient(create_app(tmp_path / "kb", Settings(readers=1, open_writes=True))) as client:

        def ask(query: str, **headers: str) -> tuple[int, str | None, bytes]:
            answer = client.get("/sparql", params={"query": query}, headers=headers)
            return answer.status_code, answer.headers.get("etag"), answer.content

        query = "SELECT ?o { <x:s> <x:p> ?o }"
        first, again = ask(query), ask(query)
        assert first == again
        cache = client.app.state.cache  # type: ignore[attr-defined]
        assert cache.hits == 1
        tag = first[1]
        assert tag is not None
        assert ask(query, **{"If-None-Match": f'"x", {tag}'}) == (304, tag, b"")
        assert ask(query, Accept="text/csv")[1] != tag
        client.post("/sparql", data={"update": "INSERT DATA { <x:s> <x:p> 1 }"})
        changed = ask(query, **{"If-None-Match": tag})
        assert changed[0] == 200
        assert changed[1] != tag
        for unsteady in ("SELECT (RAND() AS ?r) {}", "SELECT (now() AS ?r) {}"):
            assert ask(unsteady)[1] is None


def test_errors_as_plain_text(tmp_path: Path) -> None:
    open_folder(tmp_path / "kb")
    with TestClient(create_app(tmp_path / "kb", Settings(readers=1))) as client:
        params = {"query": "SELECT * {\n  ?s nope:p ?o }"}
        answer = client.get("/sparql", params=params, headers={"Accept": "text/plain"})
        assert answer.status_code == 400
        assert answer.headers["content-type"].startswith("text/plain")
        assert answer.text.splitlines()[1:3] == ["  ?s nope:p ?o }", "     ^"]
        problem = client.get("/sparql", params=params).json()
        assert (problem["line"], problem["column"], problem["kind"]) == (2, 6, "syntax")
        assert problem["hint"].startswith("the prefix nope: is not declared")


def test_services_that_are_allowed(tmp_path: Path) -> None:
    open_folder(tmp_path / "kb")
    open_folder(tmp_path / "other")
    with KnowledgeBase.open(tmp_path / "other") as known:
        known.store.replace_graphs({"x:g": b'<x:s> <x:p> "elsewhere" .\n'})
    with serve(tmp_path / "other", Settings(readers=1)) as other:
        endpoint = f"{other.address}/sparql"
        settings = Settings(readers=1, services=(endpoint,))
        with TestClient(create_app(tmp_path / "kb", settings)) as client:

            def ask(query: str) -> tuple[int, str]:
                answer = client.get("/sparql", params={"query": query})
                return answer.status_code, answer.text

            status, text = ask(f"SELECT ?o {{ SERVICE <{endpoint}> {{ <x:s> <x:p> ?o }} }}")
            assert status == 200, text
            assert "elsewhere" in text
            for query in ("SELECT * { SERVICE <http://127.0.0.1:9/> { ?s ?p ?o } }",
                          f"SELECT * {{ BIND(<{endpoint}> AS ?e) SERVICE ?e {{ ?s ?p ?o }} }}",
                          f"SELECT * {{ SERVICE SILENT <{endpoint}x> {{ ?s ?p ?o }} }}",
                          "PREFIX x: <http://127.0.0.1:9/> SELECT * { SERVICE x:y { ?s ?p ?o } }",
                          "SELECT * { SERVICESILENT<http://x/> { ?s ?p ?o } }"):  # fmt: skip
                assert ask(query)[0] == 400, query


def test_kept_answers_go_by_who_asks_and_what_was_written(tmp_path: Path) -> None:
    path = tmp_path / "kb"
    open_folder(path)
    secret = add_token(path, "w", "write")
    target = "/sparql?query=SELECT%20%3Fo%20%7B%20%3Cx%3As%3E%20%3Cx%3Ap%3E%20%3Fo%20%7D"
    with serve(path, Settings(readers=1, hosts=("127.0.0.1",))) as live:
        wire = http.client.HTTPConnection("127.0.0.1", live.port, timeout=120)

        def ask(method: str = "GET", **headers: str) -> tuple[int, dict[str, str], bytes]:
            wire.request(method, target, headers=headers)
            answer = wire.getresponse()
            return answer.status, {k.lower(): v for k, v in answer.getheaders()}, answer.read()

        shelf = live.app.state.shelf
        first = ask()
        assert len(shelf._held) == 1
        again = ask()
        assert (again[0], again[2]) == (first[0], first[2])
        names = set(first[1])
        assert set(again[1]) == names
        assert {"date", "etag", "content-security-policy", "vary"} <= names
        # another host, a wrong token, another format, a tag, a head: each gets its own answer
        assert ask(Host="evil.example")[0] == 421
        assert ask(Authorization="Bearer wrong")[0] == 401
        assert ask(Accept="text/csv")[2] == b"o\r\n"
        assert ask(**{"If-None-Match": first[1]["etag"]})[0] == 304
        assert ask("HEAD")[2] == b""
        # pipelined with one that is not kept, answers come in order
        with socket.create_connection(("127.0.0.1", live.port), timeout=120) as raw:
            head = b"Host: 127.0.0.1:%d\r\n\r\n" % live.port
            raw.sendall(b"GET /health/live HTTP/1.1\r\n" + head
                        + f"GET {target} HTTP/1.1\r\n".encode() + head)  # fmt: skip
            answer = b""
            while answer.count(b"HTTP/1.1 200") < 2 or not answer.endswith(b"}"):
                answer += raw.recv(65536)
            assert answer.index(b'"status":"ok"') < answer.index(b'"vars"')
        wire.request("POST", "/sparql", "INSERT DATA { <x:s> <x:p> 'new' }",
                     {"Content-Type": "application/sparql-update",
                      "Authorization": f"Bearer {secret}"})  # fmt: skip
        written = wire.getresponse()
        written.read()
        assert written.status == 204
        end = time.monotonic() + 120
        while b"new" not in ask()[2] and time.monotonic() < end:
            time.sleep(0.05)
        assert b"new" in ask()[2]
        assert b"kb_http_requests" in get(f"{live.address}/metrics")
        wire.close()
