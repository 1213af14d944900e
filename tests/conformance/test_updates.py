"""The W3C update suites of SPARQL 1.1 and 1.2, through our HTTP endpoint.

What a case begins with is put by the Graph Store Protocol, and what it makes is read by it. A case
that is known to fail stands in `expectations.tsv` with the reason; there it must fail.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import httpx2
import pyoxigraph as ox
import pytest
from fastapi.testclient import TestClient

from kb.store import open_folder
from server import create_app
from server.settings import Settings
from tests.conformance.compare import are_same
from tests.conformance.suite import (
    UpdateCase,
    find_suites,
    open_file,
    parse_file,
    read_update_cases,
)
from tests.conformance.test_queries import read_expectations

pytestmark = pytest.mark.conformance
BASE = "http://example.com/"
OWN = (f"{BASE}graph/", "urn:timeline-kb:")
FOLDER = find_suites()
CASES = list(read_update_cases(FOLDER)) if FOLDER else []
NAMES = sorted({name for case in CASES for name, _ in (*case.before, *case.after)} - {""})
TRIPLES = {"Accept": "application/n-triples"}


def mark_case(case: UpdateCase) -> object:
    """The case as a parameter, marked where it is known to fail."""
    if case.name not in read_expectations():
        return pytest.param(case, id=case.name)
    reason, words = read_expectations()[case.name]
    mark = pytest.mark.xfail(raises=AssertionError, strict=True, reason=f"{reason}: {words}")
    return pytest.param(case, id=case.name, marks=mark)


@pytest.fixture(scope="module")
def client(tmp_path_factory: pytest.TempPathFactory) -> Iterator[TestClient]:
    path = tmp_path_factory.mktemp("updates") / "kb"
    open_folder(path, BASE)
    with TestClient(create_app(path, Settings(readers=1, open_writes=True))) as opened:
        yield opened


def send(client: TestClient, text: str, **dataset: list[str]) -> httpx2.Response:
    return client.post(
        "/sparql", content=text, params=dataset,
        headers={"Content-Type": "application/sparql-update"},
    )  # fmt: skip


def put_state(client: TestClient, folder: Path, state: tuple[tuple[str, str], ...]) -> None:
    """Makes the store hold what a case begins with, beside the graphs of its own."""
    names = {*NAMES, *find_graphs(client)}
    # one by one: DROP ALL would have the events derived again each time
    drops = [f"DROP SILENT GRAPH <{name}>" for name in sorted(names)]
    assert send(client, " ;\n".join(["DROP DEFAULT", *drops])).status_code == 204
    graphs: dict[str, list[ox.Triple]] = {}
    for name, file in state:
        for quad in parse_file(folder, file):
            inner = quad.graph_name
            graphs.setdefault(
                name if isinstance(inner, ox.DefaultGraph) else inner.value, []
            ).append(quad.triple)
    for name, triples in graphs.items():
        answer = client.post(
            "/store",
            params={"graph": name} if name else {"default": ""},
            content=ox.serialize(triples, format=ox.RdfFormat.N_TRIPLES),
            headers={"Content-Type": "application/n-triples"},
        )
        assert answer.status_code in (201, 204), answer.text


def find_graphs(client: TestClient) -> set[str]:
    """The names of the graphs that hold something and are not the store's own."""
    query = "SELECT DISTINCT ?g { GRAPH ?g { ?s ?p ?o } }"
    rows = client.get("/sparql", params={"query": query}).json()["results"]["bindings"]
    return {row["g"]["value"] for row in rows if not row["g"]["value"].startswith(OWN)}


def read_triples(client: TestClient, name: str) -> list[ox.Triple]:
    answer = client.get(
        "/store", params={"graph": name} if name else {"default": ""}, headers=TRIPLES
    )
    if answer.status_code == 404:
        return []
    assert answer.status_code == 200
    return [q.triple for q in ox.parse(answer.content, format=ox.RdfFormat.N_TRIPLES,
                                       rename_blank_nodes=True)]  # fmt: skip


@pytest.mark.skipif(FOLDER is None, reason="the W3C suites are not on this machine (KB_W3C_TESTS)")
@pytest.mark.parametrize("case", [mark_case(case) for case in CASES])
def test_case(client: TestClient, case: UpdateCase) -> None:
    assert FOLDER is not None
    put_state(client, FOLDER, case.before)
    text = open_file(FOLDER, case.update).read_bytes().decode("utf-8")
    if case.kind == "evaluate":
        text = f"BASE <{case.update}>\n{text}"
    dataset = {}
    if "GRAPH ?" in text:
        # our own graphs, which are there too, are none of the case's
        dataset["using-named-graph-uri"] = sorted(find_graphs(client))
    answer = send(client, text, **dataset)
    if case.kind == "negative":
        assert answer.status_code == 400, "taken"
        return
    if case.kind == "positive":
        # what cannot be done (a graph that is not there) may be SPARQL all the same
        done = answer.status_code == 204 or "cannot be done" in answer.json()["detail"]
        assert done, answer.text
        return
    assert answer.status_code == 204, answer.text
    wanted: dict[str, list[ox.Triple]] = {}
    for name, file in case.after:
        for quad in parse_file(FOLDER, file):
            inner = quad.graph_name
            graph = name if isinstance(inner, ox.DefaultGraph) else inner.value
            wanted.setdefault(graph, []).append(quad.triple)
    named = {name for name, triples in wanted.items() if name and triples}
    assert find_graphs(client) == named
    for name in {"", *named}:
        found = read_triples(client, name)
        assert are_same(found, wanted.get(name, []), ordered=False, lax=False), (name, found)


def test_the_suites_are_whole() -> None:
    if FOLDER is None:
        pytest.skip("the W3C suites are not on this machine (KB_W3C_TESTS)")
    kinds = [case.kind for case in CASES]
    assert kinds.count("evaluate") > 90
    assert len(kinds) > 150
