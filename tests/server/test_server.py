"""The server: what it answers, to whom, and in which format."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

import pyoxigraph as ox
import pytest
from fastapi.testclient import TestClient

from kb.cli import run
from kb.errors import StoreError
from server import create_app
from server.app import PAGE
from tests.story import MEETING, STATEMENT, TEXTS, VISIT, A, open_story
from tests.toy import BASE

SELECT = "SELECT ?label WHERE { ?e a sem:Event ; rdfs:label ?label } ORDER BY ?label"
CONSTRUCT = "CONSTRUCT { ?e rdfs:label ?l } WHERE { ?e a sem:Event ; rdfs:label ?l }"


def labels(found: Any) -> list[str]:
    return [event["label"] for event in found["events"]]


# The timeline


@pytest.mark.parametrize(
    "asked",
    [
        {},
        {"actor": "Anna Lind"},
        {"actor": "Omar Haddad", "with": "Anna Lind"},
        {"place": "France"},
        {"type": "meeting"},
        {"from": "2019", "to": "2019-05", "min_sources": "2"},
        {"text": "storm killed"},
        {"limit": "2"},
        {"undated": "only"},
        {"status": "any", "min_salience": "0.35"},
        {"main": "true"},
    ],
)
def test_http_and_the_command_line_agree(
    client: TestClient, store: Path, asked: dict[str, str], capsys: pytest.CaptureFixture[str],
    tmp_path: Path,
) -> None:  # fmt: skip
    answer = client.get("/timeline", params=asked)
    assert answer.status_code == 200
    copy = tmp_path / "kb"
    open_story(copy).close()
    flags = [
        word
        for name, value in asked.items()
        for word in (
            [f"--{name.replace('_', '-')}"] if value == "true"
            else [f"--{name.replace('_', '-')}", value]
        )
    ]  # fmt: skip
    assert run(["timeline", "--store", str(copy), "--format", "json", *flags]) == 0
    assert json.loads(capsys.readouterr().out) == answer.json()


def test_pages_of_the_timeline(client: TestClient) -> None:
    first = client.get("/timeline", params={"limit": 3}).json()
    rest = client.get("/timeline", params={"limit": 3, "after": first["next"]}).json()
    assert labels(first) + labels(rest) == labels(client.get("/timeline").json())
    assert rest["next"] is None


@pytest.mark.parametrize(
    ("path", "status", "words"),
    [
        ("/timeline?actor=Ana+Lind", 404, "Did you mean"),
        ("/timeline?actor=Haddad", 409, "could be any of"),
        ("/timeline?from=someday", 400, "someday"),
        ("/timeline?limit=0", 400, "limit"),
        ("/timeline?limit=99999999", 400, "limit"),
        ("/timeline?after=x", 400, "no place"),
        ("/timeline?undated=perhaps", 400, "undated"),
        ("/timeline?aktor=Anna+Lind", 400, "no parameter 'aktor'; there are actor, after, c"),
        ("/timeline?from_=2019", 400, "no parameter 'from_'"),
        ("/timeline?status=dreamt", 400, "'status' is one of told"),
        ("/timeline?from=2020&to=2019", 400, "ends before it begins"),
        ("/events/nosuch", 404, "nosuch"),
        ("/person/nosuch", 404, "nosuch"),
        ("/articles/nosuch", 404, "nosuch"),
        ("/time/1066", 404, "1066"),
        ("/queries/nosuch", 404, "there are"),
        ("/queries/events-of-actor", 400, "needs 'actor'"),
        ("/queries/events-of-actor?colour=red", 400, "colour"),
        ("/nosuch", 404, "Not Found"),
        ("/person/%3Cscript%3E", 404, "script"),
        ("/articles/..%2f..%2fetc", 404, ""),
        ("/page/..%2fapp.py", 404, "Not Found"),
    ],
)
def test_problems_are_problem_json(client: TestClient, path: str, status: int, words: str) -> None:
    answer = client.get(path)
    assert answer.status_code == status, answer.text
    assert answer.headers["content-type"] == "application/problem+json"
    problem = answer.json()
    assert problem["status"] == status
    assert words in problem["detail"]


def test_suggestions_come_as_data(client: TestClient) -> None:
    assert "Anna Lind" in client.get("/timeline?actor=Ana+Lind").json()["suggestions"]


# Things


def test_an_event(client: TestClient) -> None:
    answer = client.get("/events/1111aa")
    assert answer.json()["id"] == MEETING
    turtle = client.get("/events/1111aa", headers={"Accept": "text/turtle"})
    triples = set(ox.parse(turtle.text, format=ox.RdfFormat.TURTLE))
    assert any("dispute-duration" in str(t.subject) for t in triples)
    assert any(str(t.subject) == f"<{MEETING}>" for t in triples)


@pytest.mark.parametrize(
    ("path", "kind", "name", "first"),
    [
        ("/person/anna-lind", "person", "Anna Lind", "Lind and Haddad issue joint statement"),
        ("/place/france", "place", "France", "Lind and Haddad meet in Paris"),
    ],
)
def test_entities(client: TestClient, path: str, kind: str, name: str, first: str) -> None:
    found = client.get(path).json()
    assert (found["id"], found["kind"], found["name"]) == (BASE + path[1:], kind, name)
    assert labels(found["timeline"])[0] == first


def test_an_article(client: TestClient) -> None:
    found = client.get("/articles/aaaa").json()
    assert found["text"] == TEXTS[A]
    assert found["published"] == "2019-05-04"
    assert len(found["events"]) == 2
    triples = client.get("/articles/aaaa", headers={"Accept": "application/n-triples"}).text
    assert "Quotation" in triples


def test_a_time(client: TestClient) -> None:
    found = client.get("/time/2006").json()
    assert (found["earliest"], found["latest"]) == ("2006-01-01", "2006-12-31")
    assert [event["id"] for event in found["events"]] == [STATEMENT]


def test_a_browser_is_sent_to_the_page(client: TestClient) -> None:
    accept = {"Accept": "text/html,application/xhtml+xml,*/*;q=0.8"}
    for path in ("/events/3333cc", "/person/anna-lind"):
        answer = client.get(path, headers=accept, follow_redirects=False)
        assert answer.status_code == 303
        assert answer.headers["location"].startswith("/?")
    assert client.get("/events/3333", headers={"Accept": "image/png"}).status_code == 406
    assert client.get("/events/3333").json()["id"] == VISIT


# SPARQL


@pytest.mark.parametrize("how", ["get", "form", "direct"])
def test_the_three_ways_of_asking(client: TestClient, how: str) -> None:
    if how == "get":
        answer = client.get("/sparql", params={"query": SELECT})
    elif how == "form":
        answer = client.post("/sparql", data={"query": SELECT})
    else:
        answer = client.post(
            "/sparql", content=SELECT, headers={"Content-Type": "application/sparql-query"}
        )
    assert answer.status_code == 200
    assert answer.headers["content-type"] == "application/sparql-results+json"
    found = [b["label"]["value"] for b in answer.json()["results"]["bindings"]]
    assert found[0] == "Haddad resigns"
    assert len(found) == 5


@pytest.mark.parametrize(
    ("accept", "query", "media"),
    [
        ("text/csv", SELECT, "text/csv"),
        ("text/csv;q=0.3, application/sparql-results+xml", SELECT,
         "application/sparql-results+xml"),
        ("text/tab-separated-values", SELECT, "text/tab-separated-values"),
        ("*/*", SELECT, "application/sparql-results+json"),
        ("application/json", "ASK {}", "application/json"),
        ("*/*", CONSTRUCT, "text/turtle"),
        ("application/n-triples", CONSTRUCT, "application/n-triples"),
        ("application/ld+json", CONSTRUCT, "application/ld+json"),
        ("application/rdf+xml", CONSTRUCT, "application/rdf+xml"),
    ],
)  # fmt: skip
def test_formats_are_negotiated(client: TestClient, accept: str, query: str, media: str) -> None:
    answer = client.get("/sparql", params={"query": query}, headers={"Accept": accept})
    assert answer.status_code == 200
    assert answer.headers["content-type"].partition(";")[0] == media
    assert answer.headers["vary"] == "Accept"
    assert answer.content


def test_the_dataset_can_be_named(client: TestClient) -> None:
    count = "SELECT (COUNT(*) AS ?n) { ?s a schema:NewsArticle }"

    def ask(**more: str) -> str:
        answer = client.get("/sparql", params={"query": count, **more})
        return str(answer.json()["results"]["bindings"][0]["n"]["value"])

    assert ask() == "3"
    assert ask(**{"default-graph-uri": A}) == "1"
    assert ask(**{"named-graph-uri": A}) == "0"


@pytest.mark.parametrize(
    ("content", "kind", "status", "words"),
    [
        (b"query=SELECT+*+%7B", "application/x-www-form-urlencoded", 400, "line 1, column 11"),
        (b"", "application/x-www-form-urlencoded", 400, "one 'query'"),
        (b"query=ASK{}&query=ASK{}", "application/x-www-form-urlencoded", 400, "2 came"),
        (b"update=CLEAR+ALL", "application/x-www-form-urlencoded", 401, "token"),
        (b"query=%ff", "application/x-www-form-urlencoded", 400, "cannot be read"),
        (b"CLEAR ALL", "application/sparql-update", 401, "token"),
        (b"CLEAR ALL", "application/sparql-query", 400, "not SPARQL"),
        (b"ASK { \xff }", "application/sparql-query", 400, "UTF-8"),
        (b"ASK {}", "text/plain", 415, "application/sparql-query"),
        (b"ASK {}", "", 415, "application/sparql-query"),
        (b" " * 4_100_000, "application/sparql-query", 413, "larger"),
        (b" " * 1_100_000, "application/sparql-query", 400, "characters"),
        (b"SELECT * { SERVICE <http://127.0.0.1:9/> { ?s ?p ?o } }",
         "application/sparql-query", 400, "SERVICE"),
        (b"LOAD <file:///etc/passwd>", "application/sparql-query", 400, "LOAD"),
        (b"SELECT (<http://no.such/f>(1) AS ?x) {}", "application/sparql-query", 400, "no.such"),
    ],
)  # fmt: skip
def test_wrong_requests_are_refused(
    client: TestClient, content: bytes, kind: str, status: int, words: str
) -> None:
    answer = client.post("/sparql", content=content, headers={"Content-Type": kind})
    assert answer.status_code == status, answer.text
    assert words in answer.json()["detail"]
    assert client.get("/sparql", params={"query": "ASK {}"}).json()["boolean"] is True


def test_formats_that_do_not_fit_are_refused(client: TestClient) -> None:
    for accept, query in (("image/png", SELECT), ("text/csv", CONSTRUCT), ("text/turtle", SELECT)):
        answer = client.get("/sparql", params={"query": query}, headers={"Accept": accept})
        assert answer.status_code == 406


@pytest.mark.parametrize("timeout", ["0", "-1", "nan", "soon"])
def test_wrong_timeouts_are_refused(client: TestClient, timeout: str) -> None:
    answer = client.get("/sparql", params={"query": "ASK {}", "timeout": timeout})
    assert answer.status_code == 400


def test_questions_over_http(client: TestClient) -> None:
    listed = {question["name"]: question for question in client.get("/queries").json()}
    assert listed["timeline"]["parameters"][0]["name"] == "actor"
    answer = client.get(
        "/queries/events-of-actor", params={"actor": "Anna Lind"}, headers={"Accept": "text/csv"}
    )
    assert [line.split(",")[0] for line in answer.text.splitlines()[1:]] == [
        STATEMENT,
        MEETING,
        VISIT,
    ]


# The rest


def test_health(client: TestClient) -> None:
    found = client.get("/health").json()
    assert (found["status"], found["articles"]) == ("ok", 3)


def test_the_page_has_no_foreign_parts(client: TestClient) -> None:
    files = sorted(file.name for file in PAGE.iterdir())
    assert "app.js" in files
    for path in ("/", "/docs", *(f"/page/{name}" for name in files)):
        answer = client.get(path)
        assert answer.status_code == 200
        assert not re.search(r"""(?:src|href|url)\s*[=(]\s*["']?(?:https?:)?//""", answer.text)
        assert "default-src 'self'" in answer.headers["content-security-policy"]
    assert "{{" not in client.get("/").text


def test_the_document_describes_every_path(client: TestClient) -> None:
    document = client.get("/openapi.json").json()
    for path in ("/timeline", "/sparql", "/events/{event}", "/person/{slug}", "/health",
                 "/organization/{slug}", "/place/{slug}", "/articles/{article}", "/time/{edtf}",
                 "/queries", "/queries/visits"):  # fmt: skip
        for operation in document["paths"][path].values():
            assert operation["summary"]
    page = client.get("/docs").text
    assert "/timeline?actor=Shinzo+Abe" in page.replace("&amp;", "&")


def test_a_store_that_is_not_there_is_said_at_the_start(tmp_path: Path) -> None:
    app = create_app(tmp_path / "x")
    with pytest.raises(StoreError, match="no knowledge base"), TestClient(app):
        pass


def test_stopping_leaves_nothing_behind(tmp_path: Path) -> None:
    open_story(tmp_path / "kb").close()
    with TestClient(create_app(tmp_path / "kb", readers=1)) as client:
        assert client.get("/health").status_code == 200
        assert (tmp_path / "kb" / "snapshots").is_dir()
    assert not (tmp_path / "kb" / "snapshots").exists()
    open_story(tmp_path / "kb").close()
