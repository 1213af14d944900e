"""Keeping a served knowledge base: tokens, articles through the server, backups, settings."""

from __future__ import annotations

import http.client
import json
import os
import signal
import socket
import stat
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from fastapi.testclient import TestClient

from kb.cli import run
from kb.errors import StoreError
from kb.knowledge import KnowledgeBase
from kb.store import open_folder
from kb.tokens import FILE, add_token, find_token, read_tokens, remove_token
from server import create_app
from server.settings import Settings
from tests.server.live import serve

STORY = (
    "Lind meets Haddad in Paris\n\nPARIS, 4 May 2019 - Anna Lind met Omar Haddad in Paris on "
    "Friday. They talked for two hours."
)


# Tokens


def test_tokens_are_kept_as_hashes_for_their_owner_only(tmp_path: Path) -> None:
    secret = add_token(tmp_path, "press-desk", "write")
    text = (tmp_path / FILE).read_text("utf-8")
    assert secret not in text
    assert stat.S_IMODE((tmp_path / FILE).stat().st_mode) == 0o600
    (token,) = read_tokens(tmp_path)
    assert find_token([token], secret) == token
    assert [token.allows(right) for right in ("read", "write", "admin")] == [True, True, False]
    for wrong in ("", secret[:-1], secret + "x", secret.upper(), token.sha256, "\udcff"):
        assert find_token([token], wrong) is None
    remove_token(tmp_path, "press-desk")
    assert read_tokens(tmp_path) == ()


@pytest.mark.parametrize(
    ("name", "can"),
    [("", "read"), ("a b", "read"), ("../x", "read"), ("x", "own"), ("old", "read")],
)
def test_wrong_tokens_are_refused(tmp_path: Path, name: str, can: str) -> None:
    add_token(tmp_path, "old", "read")
    with pytest.raises(StoreError):
        add_token(tmp_path, name, can)
    with pytest.raises(StoreError, match="there are: old"):
        remove_token(tmp_path, "new")


@pytest.mark.parametrize("content", ["", "{", "[1]", '[{"name": "x"}]', '[{"name":"x","can":"fly",'
                                     '"sha256":"","made":""}]', "\x00"])  # fmt: skip
def test_a_damaged_file_of_tokens_opens_nothing(tmp_path: Path, content: str) -> None:
    path = tmp_path / "kb"
    open_folder(path)
    (path / FILE).write_text(content)
    with pytest.raises(StoreError, match="damaged"):
        read_tokens(path)


def test_a_running_server_takes_new_tokens_and_forgets_old_ones(tmp_path: Path) -> None:
    path = tmp_path / "kb"
    open_folder(path)
    settings = Settings(readers=1, open_reads=False)
    with TestClient(create_app(path, settings)) as client:
        assert client.get("/timeline").status_code == 401
        assert client.get("/health/live").status_code == 200
        head = {"Authorization": f"Bearer {add_token(path, 'r', 'read')}"}
        assert client.get("/timeline", headers=head).status_code == 200
        assert "private" in client.get(
            "/sparql?query=ASK{}", headers=head).headers["cache-control"]  # fmt: skip
        remove_token(path, "r")
        assert client.get("/timeline", headers=head).status_code == 401
        (path / FILE).write_text("{")
        assert client.get("/timeline", headers=head).status_code == 401


# The command line against a server


def test_articles_and_backups_go_through_a_server(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path, articles = tmp_path / "kb", tmp_path / "articles"
    open_folder(path)
    articles.mkdir()
    (articles / "one.txt").write_text(STORY)
    (articles / 'two "quoted" ü.txt').write_text(STORY.replace("Paris", "Rome"))
    (articles / "none.txt").write_bytes(b"")
    assert run(["token", "add", "w", "--can", "write", "--store", str(path)]) == 0
    writer = capsys.readouterr().out.strip()
    admin = add_token(path, "a", "admin")
    with serve(path, Settings(readers=1)) as live:
        assert run(["ingest", str(articles), "--server", live.address, "--token", writer]) == 1
        told = capsys.readouterr()
        assert "2 articles read" in told.out
        assert "1 rejected: 1 empty" in told.out
        assert "none.txt" in told.err
        assert run(["ingest", str(articles / "none.txt"), "--server", live.address, "--token",
                    writer]) == 1  # fmt: skip
        assert run(["ingest", str(articles), "--server", live.address]) == 1
        assert "token" in capsys.readouterr().err
        assert run(["ingest", str(articles), "--server", "ftp://x"]) == 1
        assert run(["ingest", str(articles), "--server", "http://127.0.0.1:9"]) == 1
        # directly it is held, and what to do is said
        assert run(["ingest", str(articles), "--store", str(path)]) == 1
        assert "--server" in capsys.readouterr().err
        assert run(["backup", str(tmp_path / "copy"), "--store", str(path)]) == 0
        assert run(["backup", str(tmp_path / "copy"), "--store", str(path)]) == 1
        assert run(["backup", "--server", live.address, "--token", writer]) == 1
        assert run(["backup", "--server", live.address, "--token", admin]) == 0
    (made,) = (path / "backups").iterdir()
    for number, backup in enumerate((tmp_path / "copy", made)):
        restored = tmp_path / f"restored{number}"
        assert run(["restore", str(backup), "--store", str(restored)]) == 0
        with KnowledgeBase.open(restored) as known, KnowledgeBase.open(path) as old:
            assert known.timeline().as_json()["events"] == old.timeline().as_json()["events"]
            assert known.timeline().events
        assert not (restored / FILE).exists()


def test_a_backup_without_a_server_and_wrong_ones(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = tmp_path / "kb"
    open_folder(path)
    KnowledgeBase.open(path).close()
    assert run(["backup", str(tmp_path / "b"), "--store", str(path)]) == 0
    assert run(["backup", "--store", str(path)]) == 2
    assert run(["restore", str(tmp_path / "b"), "--store", str(path)]) == 1
    assert "not empty" in capsys.readouterr().err
    assert run(["restore", str(tmp_path / "nosuch"), "--store", str(tmp_path / "r")]) == 1
    (tmp_path / "b" / "quads" / "CURRENT").write_text("nothing")
    assert run(["restore", str(tmp_path / "b"), "--store", str(tmp_path / "r")]) == 1
    assert "cannot be restored" in capsys.readouterr().err


@pytest.mark.parametrize(
    ("flags", "words"),
    [
        (["--host", "0.0.0.0"], "there is no token"),
        (["--host", "::"], "there is no token"),
        (["--host", "example.org"], "there is no token"),
        (["--rate", "often"], "the rate 'often'"),
    ],
)
def test_serving_is_refused_where_it_would_be_open_to_all(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], flags: list[str], words: str
) -> None:
    open_folder(tmp_path / "kb")
    assert run(["serve", "--store", str(tmp_path / "kb"), *flags]) == 2
    assert words in capsys.readouterr().err


# The process as a whole


@contextmanager
def start(path: Path, *flags: str) -> Iterator[tuple[subprocess.Popen[bytes], str, Path]]:
    with socket.create_server(("127.0.0.1", 0)) as probe:
        port = probe.getsockname()[1]
    log = path.parent / "serve.log"
    with log.open("wb") as stream:
        process = subprocess.Popen(
            [sys.executable, "-m", "kb.cli", "serve", "--store", str(path), "--port", str(port),
             "--readers", "1", *flags], stdout=stream, stderr=stream,
        )  # fmt: skip
    address = f"http://127.0.0.1:{port}"
    try:
        end = time.monotonic() + 120
        while time.monotonic() < end and process.poll() is None:
            try:
                get(f"{address}/health/ready")
                break
            except OSError:
                time.sleep(0.1)
        yield process, address, log
    finally:
        if process.poll() is None:
            process.kill()
        process.wait()


def get(address: str) -> bytes:
    opener = urllib.request.build_opener(urllib.request.ProxyHandler({}))
    with opener.open(address, timeout=120) as answer:
        return bytes(answer.read())


@pytest.mark.parametrize("workers", ["1", "2"])
def test_a_server_stops_when_told_and_leaves_nothing(tmp_path: Path, workers: str) -> None:
    path = tmp_path / "kb"
    open_folder(path)
    with start(path, "--workers", workers) as (process, address, log):
        assert json.loads(get(f"{address}/health"))["status"] == "ok"
        get(f"{address}/sparql?query=ASK%20%7B%7D%20%23%20secret-words")
        assert (path / "server.json").exists()
        process.send_signal(signal.SIGTERM)
        assert process.wait(120) in (0, -signal.SIGTERM)
        lines = log.read_text().splitlines()
        requests = [json.loads(line) for line in lines if line.startswith("{")]
        assert {"/health", "/sparql"} <= {line["path"] for line in requests}
        assert {line["status"] for line in requests if line["path"] == "/health"} == {200}
        assert "secret-words" not in log.read_text()
    assert not (path / "server.json").exists()
    assert not (path / "snapshots").exists()
    KnowledgeBase.open(path).close()


def test_a_server_that_is_killed_takes_its_processes_along(tmp_path: Path) -> None:
    path = tmp_path / "kb"
    open_folder(path)
    with start(path) as (process, address, _):
        get(f"{address}/health")
        os.kill(process.pid, signal.SIGKILL)
        process.wait()
        end = time.monotonic() + 120
        while time.monotonic() < end:
            try:
                KnowledgeBase.open(path).close()
                break
            except StoreError:
                time.sleep(0.1)
        KnowledgeBase.open(path).close()


# What Settings turn on


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
