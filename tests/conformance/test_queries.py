"""The W3C query suites of SPARQL 1.0, 1.1 and 1.2, through our HTTP endpoint.

One store holds the data of all cases, each file as a graph of its own; a case names its dataset
in the request, as the protocol has it. A case that is known to fail stands in `expectations.tsv`
with the reason; there it must fail, and no other case may.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from urllib.parse import urlencode

import httpx2
import pyoxigraph as ox
import pytest
from fastapi.testclient import TestClient

from kb.store import EmbeddedStore, open_folder
from server import create_app
from tests.conformance.compare import Result, are_same, by_value, read_result_set, read_rows
from tests.conformance.suite import (
    Case,
    find_suites,
    open_file,
    parse_file,
    read_cases,
    read_update_cases,
)

pytestmark = pytest.mark.conformance

EXPECTATIONS = Path(__file__).parent / "expectations.tsv"
REASONS = {
    "form": "right by value, but the store keeps one form of each literal",
    "canonicalisation": "asks for the form of a literal, of which the store keeps one",
    "engine": "the engine is wrong",
    "refused": "by design: queries stay within this knowledge base",
}
NOTHING = "urn:conformance:nothing"
DEFAULT = "urn:conformance:default:"
RESULTS = {
    ".srx": (ox.QueryResultsFormat.XML, "application/sparql-results+xml"),
    ".srj": (ox.QueryResultsFormat.JSON, "application/sparql-results+json"),
    ".csv": (ox.QueryResultsFormat.CSV, "text/csv"),
    ".tsv": (ox.QueryResultsFormat.TSV, "text/tab-separated-values"),
}
BY_MEDIA = {media: form for form, media in RESULTS.values()}
_COMMENT = re.compile(r"(?m)(^|\s)#.*$")
_CLAUSE = re.compile(r"\bFROM\s+(?:NAMED\s+)?<([^>]+)>", re.IGNORECASE)

FOLDER = find_suites()
CASES = list(read_cases(FOLDER)) if FOLDER else []


class FormError(AssertionError):
    """The results are right by value, but literals are written otherwise."""


@cache
def read_expectations() -> dict[str, tuple[str, str]]:
    """The reason and the explanation of each case that is known to fail."""
    found: dict[str, tuple[str, str]] = {}
    for line in EXPECTATIONS.read_text("utf-8").splitlines():
        if line and not line.startswith("#"):
            name, reason, words = line.split("\t")
            assert name not in found, f"{name} stands there twice"
            assert reason in REASONS and words, line
            found[name] = (reason, words)
    return found


def mark_case(case: Case) -> object:
    """The case as a parameter, marked where it is known to fail."""
    if case.name not in read_expectations():
        return pytest.param(case, id=case.name)
    reason, words = read_expectations()[case.name]
    raises = FormError if reason == "form" else AssertionError
    mark = pytest.mark.xfail(raises=raises, strict=True, reason=f"{reason}: {words}")
    return pytest.param(case, id=case.name, marks=mark)


@pytest.fixture(scope="module")
def folder() -> Path:
    if FOLDER is None:
        pytest.skip("the W3C suites are not on this machine (KB_W3C_TESTS)")
    return FOLDER


@pytest.fixture(scope="module")
def client(folder: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[TestClient]:
    path = tmp_path_factory.mktemp("suites") / "kb"
    quads = open_folder(path, "http://example.com/").quads
    # not by our own writing: what is held there is what the engine reads from the files
    engine = ox.Store(str(quads))
    engine.extend(collect_quads(folder))
    engine.flush()
    del engine
    store = EmbeddedStore(quads)
    store.replace_graphs({}, derived=True)  # so that no events are looked for
    store.close()
    with TestClient(create_app(path, readers=2)) as opened:
        yield opened


def collect_quads(folder: Path) -> Iterator[ox.Quad]:
    """Every graph that a case asks: default graphs under names of their own."""
    for name, file in sorted(_list_graphs(folder)):
        for quad in parse_file(folder, file):
            graph = quad.graph_name
            if isinstance(graph, ox.DefaultGraph):
                graph = ox.NamedNode(name)
            yield ox.Quad(quad.subject, quad.predicate, quad.object, graph)


def _list_graphs(folder: Path) -> set[tuple[str, str]]:
    found: set[tuple[str, str]] = set()
    for case in CASES:
        found |= {(DEFAULT + file, file) for file in case.data}
        found |= {(file, file) for file in case.graphs}
        if case.kind == "evaluate":
            found |= {(file, file) for file in _list_from(folder, case)}
    return found


def _list_from(folder: Path, case: Case) -> list[str]:
    """The files that the query itself takes its dataset from."""
    query = open_file(folder, case.query).read_text("utf-8")
    files = [case.query.rpartition("/")[0] + "/" + name for name in _CLAUSE.findall(query)]
    return [file for file in files if open_file(folder, file).is_file()]


def ask(client: TestClient, folder: Path, case: Case) -> httpx2.Response:
    """What the endpoint answers to the query of `case` on its dataset."""
    query = open_file(folder, case.query).read_bytes().decode("utf-8")
    parameters = []
    if case.kind != "evaluate" or not _list_from(folder, case):
        parameters = [("default-graph-uri", DEFAULT + file) for file in case.data]
        parameters += [("named-graph-uri", name) for name in _name_graphs(folder, case)]
        # an empty default graph is to be named too, or the union of all cases would be asked
        parameters.append(("default-graph-uri", NOTHING))
    if case.kind == "evaluate":
        query = f"BASE <{case.query}>\n{query}"
    ending = Path(case.result or "").suffix
    accept = RESULTS[ending][1] if ending in RESULTS else "*/*"
    return client.post(
        "/sparql",
        params=urlencode(parameters),
        content=query.encode(),
        headers={"Content-Type": "application/sparql-query", "Accept": accept},
    )


def _name_graphs(folder: Path, case: Case) -> list[str]:
    names = list(case.graphs)
    for file in case.data:
        if file.endswith((".trig", ".nq")):
            inner = {q.graph_name.value for q in parse_file(folder, file)
                     if isinstance(q.graph_name, ox.NamedNode)}  # fmt: skip
            names += sorted(inner)
    return names


def read_wanted(folder: Path, file: str) -> Result:
    """The result that a case expects."""
    ending = Path(file).suffix
    if ending in RESULTS:
        return read_rows(open_file(folder, file).read_bytes(), RESULTS[ending][0])
    quads = list(parse_file(folder, file))
    rows = read_result_set(quads)
    return [quad.triple for quad in quads] if rows is None else rows


def read_found(response: httpx2.Response) -> Result:
    """The result in a response."""
    media = response.headers["content-type"].partition(";")[0]
    if media in BY_MEDIA:
        return read_rows(response.content, BY_MEDIA[media])
    form = ox.RdfFormat.from_media_type(media)
    assert form is not None, media
    return [q.triple for q in ox.parse(response.content, format=form, rename_blank_nodes=True)]


def is_ordered(query: str) -> bool:
    """Whether the rows come in an order: ORDER BY behind the last group."""
    tail = _COMMENT.sub("", query).rpartition("}")[2]
    return re.search(r"\bORDER\s+BY\b", tail, re.IGNORECASE) is not None


@pytest.mark.skipif(FOLDER is None, reason="the W3C suites are not on this machine (KB_W3C_TESTS)")
@pytest.mark.parametrize("case", [mark_case(case) for case in CASES])
def test_case(client: TestClient, folder: Path, case: Case) -> None:
    response = ask(client, folder, case)
    if case.kind == "negative":
        assert response.status_code == 400, f"taken: {response.text}"
        assert response.json().get("kind", "syntax") == "syntax", response.text
        return
    if case.kind == "positive":
        # what has no meaning to the engine (an extension function) may be SPARQL all the same
        assert response.status_code == 200 or response.json().get("kind") == "query", response.text
        return
    assert response.status_code == 200, response.text
    assert case.result is not None
    found, wanted = read_found(response), read_wanted(folder, case.result)
    ordered = is_ordered(open_file(folder, case.query).read_text("utf-8"))
    ordered = ordered and not (case.result.endswith((".rdf", ".ttl")) and not wants_order(wanted))
    if are_same(found, wanted, ordered=ordered, lax=case.lax):
        return
    told = f"found {found}\nwanted {wanted}"
    if are_same(by_value(found), by_value(wanted), ordered=ordered, lax=case.lax):
        raise FormError(told)
    raise AssertionError(told)


def wants_order(wanted: Result) -> bool:
    """Whether a result told as RDF numbers its rows."""
    return getattr(wanted, "ordered", True)


def test_the_suites_are_whole(folder: Path) -> None:
    per_version = {
        version: sum(case.name.startswith(version) for case in CASES)
        for version in ("sparql10", "sparql11", "sparql12")
    }
    assert min(per_version.values()) > 100, per_version


def test_expectations_name_cases_that_there_are(folder: Path) -> None:
    names = {case.name for case in (*CASES, *read_update_cases(folder))}
    assert set(read_expectations()) <= names
