"""``/sparql`` by the letter of the protocol: datasets, methods, formats, its description."""

from __future__ import annotations

import asyncio
import socket
import threading
import time
from pathlib import Path
from typing import Any

import httpx2
import pyoxigraph as ox
import pytest
import uvicorn
from fastapi.testclient import TestClient

from kb.knowledge import KnowledgeBase
from kb.store.guard import names_dataset
from server import create_app
from server.app import AnswerHead
from tests.story import A, B, open_story
from tests.toy import BASE

SELECT = "SELECT ?label WHERE { ?e a sem:Event ; rdfs:label ?label } ORDER BY ?label"
CONSTRUCT = "CONSTRUCT { ?e rdfs:label ?l } WHERE { ?e a sem:Event ; rdfs:label ?l }"
ARTICLES = "(COUNT(DISTINCT ?s) AS ?n)"
DIRECT = "application/sparql-query"
SD = "http://www.w3.org/ns/sparql-service-description#"
VOID = "http://rdfs.org/ns/void#"


def count(client: TestClient, query: str, **parameters: list[str]) -> int:
    given = {name.replace("_", "-"): value for name, value in parameters.items()}
    answer = client.get("/sparql", params={"query": query, **given})
    assert answer.status_code == 200, answer.text
    return int(answer.json()["results"]["bindings"][0]["n"]["value"])


# The dataset


@pytest.mark.parametrize(
    ("query", "named"),
    [
        ("SELECT * FROM <x:g> { ?s ?p ?o }", True),
        ("select*from<x:g>{ ?s ?p ?o }", True),
        ("ASK FROM NAMED x:g { }", True),
        ("ASKFROM<x:g>{}", True),
        ("PREFIX : <x:> ASK FROM:g {}", True),
        ("CONSTRUCT { ?s ?p ?o } FROM <x:g> WHERE { ?s ?p ?o }", True),
        ("DESCRIBE <x:s> # all\nFROM <x:g>", True),
        ("SELECT ?from { ?s ?p ?from }", False),
        ("SELECT * { ?s ?p 'FROM <x:g>' }", False),
        ("SELECT * { ?s ?p ?o } # FROM <x:g>", False),
        ("PREFIX from: <x:> DESCRIBE from:s", False),
        ("SELECT * { <x:FROM> <x:from> ?from }", False),
        ("ASK { ?s ?p 'x'@en-from }", False),
    ],
)
def test_whether_a_query_names_its_dataset(query: str, named: bool) -> None:
    assert names_dataset(query) is named


def test_a_query_may_name_its_dataset(client: TestClient, store: Path) -> None:
    everywhere = f"SELECT {ARTICLES} {{ ?s a schema:NewsArticle }}"
    assert count(client, everywhere) == 3
    assert count(client, everywhere.replace("{ ?s", f"FROM <{A}> {{ ?s", 1)) == 1
    assert count(client, everywhere.replace("{ ?s", f"FROM <{A}> FROM <{B}> {{ ?s", 1)) == 2
    by_name = f"SELECT {ARTICLES} FROM NAMED <{A}> {{ GRAPH ?g {{ ?s a schema:NewsArticle }} }}"
    assert count(client, by_name) == 1


def test_the_library_heeds_the_dataset_of_a_query(tmp_path: Path) -> None:
    with open_story(tmp_path / "kb") as known:
        query = f"SELECT ?s FROM <{A}> {{ ?s a schema:NewsArticle }}"
        assert [row["s"].value for row in rows_of(known, query)] == [A]


def rows_of(known: KnowledgeBase, query: str) -> list[ox.QuerySolution]:
    found = known.query(query)
    assert isinstance(found, ox.QuerySolutions)
    return list(found)


def test_the_dataset_of_the_request_comes_first(client: TestClient) -> None:
    query = f"SELECT {ARTICLES} FROM <{A}> FROM NAMED <{A}> {{ ?s a schema:NewsArticle }}"
    assert count(client, query, default_graph_uri=[A, B]) == 2
    assert count(client, query, named_graph_uri=[B]) == 0


def test_a_graph_that_is_not_named_is_not_asked(client: TestClient) -> None:
    query = f"SELECT {ARTICLES} {{ GRAPH ?g {{ ?s a schema:NewsArticle }} }}"
    assert count(client, query) == 3
    assert count(client, query, default_graph_uri=[A]) == 0
    assert count(client, query, named_graph_uri=[A, B]) == 2


def test_graphs_in_the_address_count_for_a_query_in_a_form(client: TestClient) -> None:
    query = f"SELECT {ARTICLES} {{ ?s a schema:NewsArticle }}"
    answer = client.post("/sparql", params={"default-graph-uri": A}, data={"query": query})
    assert answer.json()["results"]["bindings"][0]["n"]["value"] == "1"


def test_relative_iris_are_read_by_the_base_of_the_store(client: TestClient) -> None:
    query = "SELECT (COUNT(*) AS ?n) { <person/anna-lind> rdfs:label ?name }"
    assert count(client, query) == 1
    assert count(client, f"BASE <http://other.example/> {query}") == 0


@pytest.mark.parametrize("graph", ["events", "", "http://x/a b", "_:b"])
def test_a_graph_has_an_absolute_iri(client: TestClient, graph: str) -> None:
    answer = client.get("/sparql", params={"query": "ASK {}", "default-graph-uri": graph})
    assert answer.status_code == 400
    assert "default-graph-uri" in answer.json()["detail"]


# Methods


@pytest.mark.parametrize("path", ["/sparql?query=ASK%7B%7D", "/sparql", "/timeline", "/health"])
def test_head_is_get_without_the_body(client: TestClient, path: str) -> None:
    got, headed = client.get(path), client.head(path)
    assert headed.status_code == got.status_code == 200
    assert headed.headers == got.headers
    assert got.content
    assert headed.content == b""


def test_head_lets_no_body_through() -> None:
    # clients and uvicorn drop such a body themselves, other servers need not
    sent: list[dict[str, Any]] = []

    async def tell(scope: dict[str, Any], receive: Any, send: Any) -> None:
        await send({"type": "http.response.start", "status": 200, "headers": []})
        await send({"type": "http.response.body", "body": scope["method"].encode()})

    async def receive() -> dict[str, Any]:
        return {"type": "http.disconnect"}

    async def keep(message: Any) -> None:
        sent.append(message)

    for method, body in (("GET", b"GET"), ("HEAD", b""), ("PUT", b"PUT")):
        asyncio.run(AnswerHead(tell)({"type": "http", "method": method}, receive, keep))
        assert sent[-1]["body"] == body


def test_head_says_what_is_wrong_by_its_status(client: TestClient) -> None:
    answer = client.head("/sparql", params={"query": "SELECT * {"})
    assert (answer.status_code, answer.content) == (400, b"")


@pytest.mark.parametrize(
    ("path", "allowed"),
    [
        ("/sparql", "GET, HEAD, OPTIONS, POST"),
        ("/timeline", "GET, HEAD, OPTIONS"),
        ("/events/1111aa", "GET, HEAD, OPTIONS"),
        ("/page/page.js", "GET, HEAD, OPTIONS"),
    ],
)
def test_methods_are_told(client: TestClient, path: str, allowed: str) -> None:
    answer = client.options(path)
    assert (answer.status_code, answer.headers["allow"]) == (204, allowed)
    assert answer.content == b""
    for method in ("PUT", "DELETE", "PATCH", "TRACE", "BREW"):
        refused = client.request(method, path)
        assert (refused.status_code, refused.headers["allow"]) == (405, allowed)
        assert refused.headers["content-type"] == "application/problem+json"
        assert method in refused.json()["detail"]


def test_options_of_nothing_is_not_found(client: TestClient) -> None:
    assert client.options("/nosuch").status_code == 404


# What is sent


@pytest.mark.parametrize(
    ("kind", "status"),
    [
        (DIRECT, 200),
        (f"{DIRECT};charset=utf-8", 200),
        (f'{DIRECT.upper()}; Charset="UTF-8"', 200),
        (f"{DIRECT};charset=utf-16", 415),
        (f"{DIRECT};charset=latin1", 415),
        ("application/json", 415),
        ("multipart/form-data; boundary=x", 415),
        (";;;", 415),
    ],
)
def test_media_types_of_queries(client: TestClient, kind: str, status: int) -> None:
    answer = client.post("/sparql", content=b"ASK {}", headers={"Content-Type": kind})
    assert answer.status_code == status, answer.text


@pytest.mark.parametrize(
    "address",
    ["query=ASK%20%7B%22%FF%22%7D", "query=%C3", "&".join(["query=ASK%7B%7D"] * 200), "query=",
     "query", "timeout=1", "x=1"],
)  # fmt: skip
def test_addresses_that_cannot_be_read(client: TestClient, address: str) -> None:
    assert client.get(f"/sparql?{address}").status_code == 400


# Formats


@pytest.mark.parametrize(
    ("accept", "query", "media"),
    [
        ("text/csv;q=0.5, text/tab-separated-values;q=0.6", SELECT, "text/tab-separated-values"),
        ("application/sparql-results+json;q=0, */*;q=0.1", SELECT, "application/json"),
        ("text/*", SELECT, "text/csv"),
        ("text/*", CONSTRUCT, "text/turtle"),
        ("text/turtle;q=0.2, text/csv;q=0.9", CONSTRUCT, "text/turtle"),
        ("TEXT/CSV ; Q=1.0", SELECT, "text/csv"),
        ("application/n-quads", CONSTRUCT, "application/n-quads"),
        ("application/trig", CONSTRUCT, "application/trig"),
        ("application/sparql-results+xml", "ASK {}", "application/sparql-results+xml"),
        ("text/csv", "ASK {}", "text/csv"),
    ],
)
def test_the_best_of_what_is_accepted(
    client: TestClient, accept: str, query: str, media: str
) -> None:
    answer = client.get("/sparql", params={"query": query}, headers={"Accept": accept})
    assert answer.status_code == 200
    assert answer.headers["content-type"].partition(";")[0] == media


def test_accept_may_come_in_lines(client: TestClient) -> None:
    lines = [("Accept", "text/turtle"), ("Accept", "text/csv")]
    answer = client.get("/sparql", params={"query": SELECT}, headers=httpx2.Headers(lines))
    assert answer.headers["content-type"].partition(";")[0] == "text/csv"


def test_every_format_of_triples_holds_the_same(client: TestClient) -> None:
    found = []
    for media in ("text/turtle", "application/n-triples", "application/ld+json",
                  "application/rdf+xml", "application/n-quads", "application/trig"):  # fmt: skip
        answer = client.get("/sparql", params={"query": CONSTRUCT}, headers={"Accept": media})
        form = ox.RdfFormat.from_media_type(media)
        assert form is not None
        found.append({str(quad.triple) for quad in ox.parse(answer.content, format=form)})
    assert len(found[0]) == 5
    assert all(triples == found[0] for triples in found)


# The description of the service


def test_the_service_says_how_much_there_is(client: TestClient) -> None:
    end = time.monotonic() + 120
    triples: list[ox.Quad] = []
    while VOID + "triples" not in {t.predicate.value for t in triples}:  # counted in its own time
        assert time.monotonic() < end
        answer = client.get("/sparql", headers={"Accept": "application/n-triples"})
        triples = list(ox.parse(answer.content, format=ox.RdfFormat.N_TRIPLES))
    held = {str(part.object) for part in triples if part.predicate.value == VOID + "triples"}
    every = "SELECT (COUNT(*) AS ?n) { GRAPH ?g { ?s ?p ?o } FILTER(STRSTARTS(STR(?g), 'http')) }"
    assert held == {str(ox.Literal(count(client, every)))}
    classes = {str(t.subject): t.object for t in triples if t.predicate.value == VOID + "class"}
    entities = {str(t.subject): t.object for t in triples if t.predicate.value == VOID + "entities"}
    by_class = {str(classes[node]): str(entities[node]) for node in classes}
    assert by_class["<https://schema.org/NewsArticle>"] == str(ox.Literal(3))
    assert by_class["<http://semanticweb.cs.vu.nl/2009/11/sem/Event>"] == str(ox.Literal(5))


def test_the_service_names_graphs_that_there_are(client: TestClient) -> None:
    answer = client.get("/sparql", headers={"Accept": "application/n-triples"})
    names = [t.object for t in ox.parse(answer.content, format=ox.RdfFormat.N_TRIPLES)
             if t.predicate.value == SD + "name"]  # fmt: skip
    assert len(names) == 3
    for name in names:
        assert isinstance(name, ox.NamedNode)
        assert name.value.startswith(BASE)
        answer = client.get("/sparql", params={"query": f"ASK {{ GRAPH {name} {{ ?s ?p ?o }} }}"})
        assert answer.json()["boolean"] is True


@pytest.mark.parametrize(
    ("accept", "status", "words"),
    [("application/sparql-results+json", 400, "query"), ("image/png", 406, "text/turtle")],
)
def test_who_forgot_the_query_is_told(
    client: TestClient, accept: str, status: int, words: str
) -> None:
    answer = client.get("/sparql", headers={"Accept": accept})
    assert answer.status_code == status
    assert words in answer.json()["detail"]


# Over a socket, where HEAD and a body must not be mixed up


def test_head_over_a_socket(tmp_path: Path) -> None:
    open_story(tmp_path / "kb").close()
    config = uvicorn.Config(create_app(tmp_path / "kb", readers=1), port=0, log_level="error")
    server = uvicorn.Server(config)
    with socket.create_server(("127.0.0.1", 0)) as listener:
        address = f"http://127.0.0.1:{listener.getsockname()[1]}"
        thread = threading.Thread(target=server.run, kwargs={"sockets": [listener]})
        thread.start()
        try:
            end = time.monotonic() + 120
            while not server.started and time.monotonic() < end:
                time.sleep(0.05)
            with httpx2.Client(base_url=address, trust_env=False, timeout=120) as web:
                for path in ("/sparql?query=ASK%7B%7D", "/sparql", "/timeline"):
                    # one connection for both: bytes of a body would be taken for the next head
                    assert web.head(path).status_code == 200
                    assert web.get(path).content
        finally:
            server.should_exit = True
            thread.join(20)
