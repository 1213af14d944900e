"""Writing through the server: updates, graphs, articles; and seeing at once what was written."""

from __future__ import annotations

import os
import signal
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import httpx2
import pyoxigraph as ox
import pytest
from fastapi.testclient import TestClient

from kb.errors import StoreLocked
from kb.knowledge import KnowledgeBase
from kb.store import open_folder
from kb.tokens import add_token
from server import create_app
from server.settings import Settings

BASE = "http://testserver/"
UPDATE = {"Content-Type": "application/sparql-update"}
TURTLE = {"Content-Type": "text/turtle"}
G = "http://x/g"
STORY = (
    "Lind meets Haddad in Paris\n\nPARIS, 4 May 2019 - Anna Lind met Omar Haddad in Paris on "
    "Friday. They talked for two hours."
)


@pytest.fixture(scope="module")
def store(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("written") / "kb"
    open_folder(path, BASE)
    KnowledgeBase.open(path).close()
    return path


@pytest.fixture(scope="module")
def client(store: Path) -> Iterator[TestClient]:
    settings = Settings(readers=1, open_writes=True)
    with TestClient(create_app(store, settings)) as opened:
        yield opened


def ask(client: TestClient, query: str) -> bool:
    return bool(client.get("/sparql", params={"query": query}).json()["boolean"])


def update(client: TestClient, text: str, **more: Any) -> httpx2.Response:
    return client.post("/sparql", content=text, headers=UPDATE, **more)


def test_an_update_is_seen_by_the_next_query(client: TestClient) -> None:
    for number in range(20):
        done = update(client, f"INSERT DATA {{ GRAPH <{G}> {{ <x:s> <x:n> {number} }} }}")
        assert (done.status_code, done.content) == (204, b"")
        assert ask(client, f"ASK {{ <x:s> <x:n> {number} }}")


def test_an_update_in_a_form(client: TestClient) -> None:
    done = client.post("/sparql", data={"update": "INSERT DATA { <x:form> a <x:F> }"})
    assert done.status_code == 204
    assert ask(client, "ASK { <x:form> a <x:F> }")


@pytest.mark.parametrize(
    ("text", "parameters", "status", "words"),
    [
        ("INSERT DATA {", {}, 400, "line 1, column 14"),
        ("INSERT DATA { <x:s> nope:p 1 }", {}, 400, "prefix"),
        ("LOAD <file:///etc/passwd>", {}, 400, "LOAD"),
        ("LOADSILENT<http://127.0.0.1:9/x>", {}, 400, "LOAD"),
        ("INSERT { ?s ?p ?o } WHERE { SERVICE <http://127.0.0.1:9/> { ?s ?p ?o } }", {}, 400,
         "SERVICE"),
        ("DROP GRAPH <urn:timeline-kb:store>", {}, 400, "bookkeeping"),
        ("WITH <x:g> DELETE { ?s ?p 1 } WHERE { ?s ?p 1 }", {"using-graph-uri": G}, 400, "twice"),
        ("CLEAR ALL", {"using-graph-uri": "g"}, 400, "absolute"),
        ("CLEAR ALL", {"update": "CLEAR ALL"}, 400, "in the body"),
        ("CLEAR ALL", {"timeout": "-1"}, 400, "timeout"),
        ("ASK {}", {}, 400, "not SPARQL"),
        ("#" * 1_100_000, {}, 413, "characters"),
    ],
)  # fmt: skip
def test_wrong_updates_are_refused(
    client: TestClient, text: str, parameters: dict[str, str], status: int, words: str
) -> None:
    answer = update(client, text, params=parameters)
    assert answer.status_code == status, answer.text
    assert words in answer.json()["detail"]
    assert ask(client, "ASK {}")


def test_syntax_errors_of_updates_have_a_place(client: TestClient) -> None:
    problem = update(client, "INSERT DATA {\n  <x:s> nope:p 1 }").json()
    assert (problem["line"], problem["column"]) == (2, 9)
    assert problem["excerpt"] == "  <x:s> nope:p 1 }\n        ^"
    assert "PREFIX nope:" in problem["hint"]


def test_an_update_that_takes_too_long_is_undone_and_the_next_is_done(client: TestClient) -> None:
    for graph in range(3):
        values = " ".join(f"<x:s{graph}n{n}>" for n in range(1000))
        update(client, f"INSERT {{ GRAPH <x:many> {{ ?s a <x:Many> }} }} "
                       f"WHERE {{ VALUES ?s {{ {values} }} }}")  # fmt: skip
    bomb = ("INSERT { GRAPH <x:bomb> { ?a ?b ?c } } WHERE { GRAPH <x:many> { ?a a ?t . ?b a ?u . "
            "?c a ?v } }")  # fmt: skip
    answer = update(client, bomb, params={"timeout": "1"})
    assert answer.status_code == 504, answer.text
    assert not ask(client, "ASK { GRAPH <x:bomb> { ?s ?p ?o } }")
    assert update(client, "INSERT DATA { <x:after> a <x:Bomb> }").status_code == 204
    assert ask(client, "ASK { <x:after> a <x:Bomb> }")


def test_a_writer_that_is_killed_is_replaced_and_loses_nothing(client: TestClient) -> None:
    host = client.app.state.writer_host  # type: ignore[attr-defined]
    for number in range(3):
        assert update(client, f"INSERT DATA {{ <x:kill{number}> a <x:K> }}").status_code == 204
        os.kill(host.pid, signal.SIGKILL)
        assert ask(client, "ASK {}")
        assert update(client, f"INSERT DATA {{ <x:kill{number}> a <x:L> }}").status_code == 204
        assert ask(client, f"ASK {{ <x:kill{number}> a <x:K>, <x:L> }}")
    assert client.get("/health/ready").json() == {"status": "ok", "readers": True, "writer": True}


# The graph store protocol, where the W3C suite says nothing


def test_graphs_by_name_and_the_default_graph(client: TestClient) -> None:
    for where in ({"graph": "http://x/put"}, {"default": ""}):
        put = client.put("/store", params=where, content="<x:a> <x:p> <x:b> .", headers=TURTLE)
        assert put.status_code in (201, 204)
        added = client.post("/store", params=where, content="<x:a> <x:p> <x:c> .", headers=TURTLE)
        assert added.status_code == 204
        for media in ("text/turtle", "application/n-triples", "application/ld+json",
                      "application/rdf+xml", "application/trig"):  # fmt: skip
            answer = client.get("/store", params=where, headers={"Accept": media})
            assert answer.headers["content-type"].partition(";")[0] == media
            form = ox.RdfFormat.from_media_type(media)
            assert form is not None
            assert len(list(ox.parse(answer.content, format=form))) == 2
        assert client.delete("/store", params=where).status_code == 204
    assert client.get("/store", params={"graph": "http://x/put"}).status_code == 404
    assert client.delete("/store", params={"graph": "http://x/put"}).status_code == 404
    assert client.get("/store", params={"default": ""}).status_code == 200


def test_a_new_graph_says_what_it_is_called(client: TestClient) -> None:
    answer = client.post("/store", content="<x:a> <x:p> <> .", headers=TURTLE)
    assert answer.status_code == 201
    name = answer.headers["location"]
    assert name.startswith(BASE + "store/")
    assert f"<{name}>" in client.get(name, headers={"Accept": "application/n-triples"}).text


@pytest.mark.parametrize(
    ("method", "address", "content", "kind", "status", "words"),
    [
        ("PUT", "/store", b"", "text/turtle", 400, "name the graph"),
        ("GET", "/store", b"", "", 400, "name the graph"),
        ("GET", "/store?graph=g", b"", "", 400, "absolute"),
        ("GET", "/store?graph=x:a&default", b"", "", 400, "one graph"),
        ("GET", "/store?grap=x:a", b"", "", 400, "one graph"),
        ("PUT", "/store?graph=x:a", b"<a> <b>", "text/turtle", 400, "not Turtle"),
        ("PUT", "/store?graph=x:a", b'<x:a> <x:b> "\xff" .', "text/turtle", 400, ""),
        ("PUT", "/store?graph=x:a", b"{", "application/ld+json", 400, "JSON-LD"),
        (
            "PUT",
            "/store?graph=x:a",
            b"<x:a> <x:b> <x:c> <x:d> .",
            "application/n-quads",
            400,
            "one graph",
        ),
        ("PUT", "/store?graph=x:a", b"x", "image/png", 415, "image/png"),
        ("PUT", "/store?graph=x:a", b"x", "", 415, "Content-Type"),
        ("PUT", "/store?graph=x:a", b"x", "text/turtle;charset=latin1", 415, "charset"),
        ("POST", "/store?graph=x:a", b"x", "multipart/form-data;boundary=b", 400, "multipart"),
        ("POST", "/store?graph=x:a", b"x", "multipart/form-data", 400, ""),
        ("GET", "/store/no/such", b"", "", 404, "no/such"),
    ],
)
def test_wrong_uses_of_the_graph_store(
    client: TestClient, method: str, address: str, content: bytes, kind: str, status: int,
    words: str,
) -> None:  # fmt: skip
    headers = {"Content-Type": kind} if kind else {}
    answer = client.request(method, address, content=content, headers=headers)
    assert answer.status_code == status, answer.text
    assert words in answer.json()["detail"]


# Articles


def test_articles_come_in_and_are_seen_at_once(client: TestClient) -> None:
    answer = client.post(
        "/articles", content=STORY, params={"publisher": "The Test Post"},
        headers={"Content-Type": "text/plain"},
    )  # fmt: skip
    assert answer.status_code == 200, answer.text
    told = answer.json()
    assert (told["read"], told["rejected"]) == (1, [])
    assert told["new"] >= 1
    found = client.get("/timeline", params={"actor": "Anna Lind"}).json()
    assert found["events"][0]["date"]["edtf"].startswith("2019-05-03")
    articles = client.get("/sparql", params={"query": "SELECT ?a { ?a a schema:NewsArticle }"})
    (article,) = articles.json()["results"]["bindings"]
    name = article["a"]["value"].rpartition("/")[2]
    assert client.delete(f"/articles/{name}").status_code == 204
    assert client.get("/timeline", params={"actor": "Anna Lind"}).status_code == 404
    assert client.delete(f"/articles/{name}").status_code == 404


def test_an_article_graph_that_is_dropped_takes_its_events_along(client: TestClient) -> None:
    client.post("/articles", content=STORY, headers={"Content-Type": "text/plain"})
    articles = client.get("/sparql", params={"query": "SELECT ?a { ?a a schema:NewsArticle }"})
    graph = articles.json()["results"]["bindings"][0]["a"]["value"]
    assert ask(client, "ASK { ?e a sem:Event }")
    assert client.delete("/store", params={"graph": graph}).status_code == 204
    end = time.monotonic() + 120
    while ask(client, "ASK { ?e a sem:Event }") and time.monotonic() < end:
        time.sleep(0.2)
    assert not ask(client, "ASK { ?e a sem:Event }")


@pytest.mark.parametrize(
    ("content", "kind", "parameters", "status", "words"),
    [
        (b"", "text/plain", {}, 422, "empty"),
        (b"\x00\x01\x02\x03" * 100, "text/plain", {}, 422, "binary"),
        (b"{", "application/json", {}, 422, "format"),
        (b"text", "text/plain", {"published": "someday"}, 400, "someday"),
        (b"text", "text/plain", {"format": "docx"}, 400, "docx"),
        (b"text", "application/pdf", {}, 415, "application/pdf"),
        (b"text", "text/plain; charset=utf-16", {}, 415, "utf-16"),
    ],
)
def test_articles_that_cannot_be_read(
    client: TestClient, content: bytes, kind: str, parameters: dict[str, str], status: int,
    words: str,
) -> None:  # fmt: skip
    answer = client.post(
        "/articles", content=content, params=parameters, headers={"Content-Type": kind}
    )
    assert answer.status_code == status, answer.text
    assert words in answer.json()["detail"]


# Who may


def test_writing_needs_a_token_and_the_right_one(tmp_path: Path) -> None:
    open_folder(tmp_path / "kb", BASE)
    with TestClient(create_app(tmp_path / "kb", Settings(readers=1))) as client:
        insert = "INSERT DATA { <x:t> a <x:T> }"
        answer = update(client, insert)
        assert (answer.status_code, answer.headers["www-authenticate"][:6]) == (401, "Bearer")
        for method, address in (("PUT", "/store?graph=x:a"), ("POST", "/store?default"),
                                ("DELETE", "/store?graph=x:a"), ("POST", "/articles"),
                                ("DELETE", "/articles/x"), ("POST", "/admin/backup"),
                                ("PUT", "/store/x"), ("DELETE", "/store/x")):  # fmt: skip
            assert client.request(method, address).status_code == 401, address
        reader = add_token(tmp_path / "kb", "r", "read")
        writer = add_token(tmp_path / "kb", "w", "write")
        for secret, status in ((reader, 403), (writer, 204), (f"{writer[:-1]}!", 401), ("", 401),
                               ("x" * 5000, 401)):  # fmt: skip
            client.headers["Authorization"] = f"Bearer {secret}"
            assert update(client, insert).status_code == status
        foreign = [(b"Authorization", "Bearer é".encode())]
        assert client.get("/timeline", headers=httpx2.Headers(foreign)).status_code == 401
        for header in ("Bearer", "Basic !", "Basic eDp5", "Digest a=b", f"Token {writer}", ""):
            client.headers["Authorization"] = header
            assert client.get("/timeline").status_code == 401
        del client.headers["Authorization"]
        assert update(client, insert, auth=("anybody", writer)).status_code == 204
        assert client.post("/admin/backup", auth=("w", writer)).status_code == 403
        assert ask(client, "ASK { <x:t> a <x:T> }")


def test_a_store_that_is_served_cannot_be_opened_and_says_what_to_do(
    client: TestClient, store: Path
) -> None:
    with pytest.raises(StoreLocked, match="kb serve"):
        KnowledgeBase.open(store)
    assert ask(client, "ASK {}")


def test_the_timeline_follows_a_free_update_and_says_what_it_is_from(client: TestClient) -> None:
    sent = client.post("/articles", content=STORY, headers={"Content-Type": "text/plain"})
    assert sent.status_code < 300
    before = client.get("/timeline").json()
    assert before["total"] >= 1
    rows = client.get("/sparql", params={"query": "SELECT ?a { ?a a schema:NewsArticle }"})
    for row in rows.json()["results"]["bindings"]:
        assert update(client, f"DROP GRAPH <{row['a']['value']}>").status_code == 204
    # the update is answered first; the events, and the index of them, follow
    for _ in range(2400):
        after = client.get("/timeline").json()
        if after["generation"] > before["generation"]:
            break
        assert after["events"] == before["events"]
        time.sleep(0.05)
    assert (after["total"], after["events"]) == (0, [])
    assert after["generation"] > before["generation"]
