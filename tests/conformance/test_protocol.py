"""The W3C tests of the SPARQL Protocol, the Graph Store Protocol and the service description."""

from __future__ import annotations

from collections.abc import Iterator

import httpx2
import pyoxigraph as ox
import pytest
from fastapi.testclient import TestClient

from kb.store import open_folder, write_triples
from server import create_app
from server.settings import Settings
from tests.conformance.exchange import Exchange
from tests.conformance.suite import (
    BASE,
    DAWGT,
    MF,
    RDF,
    UT,
    Graph,
    find_suites,
    parse_file,
)

RDFS_LABEL = "http://www.w3.org/2000/01/rdf-schema#label"
SD = "http://www.w3.org/ns/sparql-service-description#"
PROTOCOL = BASE + "sparql/sparql11/protocol/manifest.ttl"
GRAPH_STORE = BASE + "sparql/sparql11/graph-store-protocol/manifest-{}.ttl"
# The domain and range that the service description vocabulary gives to what we use of it.
SCHEMA = {
    "endpoint": ("Service", None),
    "supportedLanguage": ("Service", "Language"),
    "feature": ("Service", "Feature"),
    "resultFormat": ("Service", None),
    "defaultEntailmentRegime": ("Service", None),
    "defaultDataset": ("Service", "Dataset"),
    "defaultGraph": ("Dataset", "Graph"),
    "namedGraph": ("Dataset", "NamedGraph"),
    "name": ("NamedGraph", None),
    "graph": ("NamedGraph", "Graph"),
}
KNOWN = {
    "Language": {"SPARQL10Query", "SPARQL11Query", "SPARQL11Update"},
    "Feature": {"DereferencesURIs", "UnionDefaultGraph", "RequiresDataset", "EmptyGraphs",
                "BasicFederatedQuery"},
}  # fmt: skip

pytestmark = pytest.mark.conformance
FOLDER = find_suites()
ABSENT = pytest.mark.skipif(
    FOLDER is None, reason="the W3C suites are not on this machine (KB_W3C_TESTS)"
)
MANIFEST = Graph(parse_file(FOLDER, PROTOCOL) if FOLDER else iter(()))
GRAPHS = {
    kind: Graph(parse_file(FOLDER, GRAPH_STORE.format(kind)) if FOLDER else iter(()))
    for kind in ("direct", "indirect")
}


def list_cases(manifest: Graph, iri: str) -> list[str]:
    """The names of the cases in a manifest that were not withdrawn."""
    entries = manifest.items(manifest.get(ox.NamedNode(iri), MF + "entries"))
    return [
        entry.value
        for entry in entries
        if isinstance(entry, ox.NamedNode)
        and manifest.text(entry, DAWGT + "approval") in (None, DAWGT + "Approved")
    ]


@pytest.fixture(scope="module")
def client(tmp_path_factory: pytest.TempPathFactory) -> Iterator[TestClient]:
    path = tmp_path_factory.mktemp("protocol") / "kb"
    open_folder(path, "http://www.example/")
    settings = Settings(readers=1, open_writes=True)
    with TestClient(create_app(path, settings), base_url="http://www.example") as opened:
        yield opened


def put_given_graphs(client: TestClient, case: str) -> None:
    """Makes the store hold the graphs that a case begins with, and no others."""
    cleared = client.post("/sparql", data={"update": "DROP ALL"})
    assert cleared.status_code == 204
    for given in MANIFEST.find(ox.NamedNode(case), UT + "graphData"):
        file, name = MANIFEST.text(given, UT + "graph"), MANIFEST.text(given, RDFS_LABEL)
        assert FOLDER is not None
        assert file is not None
        answer = client.put(
            "/store", params={"graph": name}, content=write_triples(parse_file(FOLDER, file)),
            headers={"Content-Type": "application/n-triples"},
        )  # fmt: skip
        assert answer.status_code in (201, 204)


CASES = list_cases(MANIFEST, PROTOCOL)
GRAPH_CASES = [
    (kind, case) for kind, manifest in GRAPHS.items()
    for case in list_cases(manifest, GRAPH_STORE.format(kind))
]  # fmt: skip


@ABSENT
@pytest.mark.parametrize("case", CASES, ids=lambda case: case.rpartition("#")[2])
def test_protocol(client: TestClient, case: str) -> None:
    put_given_graphs(client, case)
    assert Exchange(client, MANIFEST, {"/sparql/": "/sparql"}).run(case) > 0


@ABSENT
@pytest.mark.parametrize(
    ("kind", "case"), GRAPH_CASES, ids=[f"{k}-{c.rpartition('#')[2]}" for k, c in GRAPH_CASES]
)
def test_graph_store(client: TestClient, kind: str, case: str) -> None:
    client.post("/sparql", data={"update": "DROP ALL"})
    assert Exchange(client, GRAPHS[kind], {"/gsp": "/store"}).run(case) > 0


@ABSENT
def test_the_suites_are_whole() -> None:
    assert (len(CASES), len(GRAPH_CASES)) == (34, 13)


# The three tests of the service description are told in words only.


@pytest.fixture(scope="module")
def description(client: TestClient) -> Graph:
    return read_description(client.get("/sparql"))


def read_description(response: httpx2.Response) -> Graph:
    """The triples of a description. Fails where it is no RDF."""
    assert response.status_code == 200
    form = ox.RdfFormat.from_media_type(response.headers["content-type"])
    assert form is not None
    return Graph(ox.parse(response.content, format=form))


@pytest.mark.parametrize("media", ["text/turtle", "application/rdf+xml", "application/ld+json"])
def test_returns_rdf(client: TestClient, media: str) -> None:
    response = client.get("/sparql", headers={"Accept": media})
    assert response.headers["content-type"].partition(";")[0] == media
    assert len(read_description(response).subjects(SD + "endpoint")) == 1


def test_has_endpoint_triple(client: TestClient, description: Graph) -> None:
    (service,) = description.subjects(SD + "endpoint")
    node = ox.BlankNode(service.removeprefix("_:"))
    assert description.texts(node, SD + "endpoint") == (f"{client.base_url}/sparql",)


def test_conforms_to_schema(client: TestClient) -> None:
    response = client.get("/sparql")
    quads = list(ox.parse(response.content, format=ox.RdfFormat.TURTLE))
    types: dict[str, set[str]] = {}
    for quad in quads:
        if quad.predicate.value == RDF + "type":
            types.setdefault(str(quad.subject), set()).add(str(quad.object)[1:-1])
    used = set()
    for quad in quads:
        if not quad.predicate.value.startswith(SD):
            continue
        name = quad.predicate.value.removeprefix(SD)
        used.add(name)
        domain, value = SCHEMA[name]
        assert SD + domain in types[str(quad.subject)], quad
        if value in KNOWN:
            assert isinstance(quad.object, ox.NamedNode)
            assert quad.object.value.removeprefix(SD) in KNOWN[value]
        elif value is not None:
            assert SD + value in types[str(quad.object)], quad
        else:
            assert isinstance(quad.object, ox.NamedNode), quad
    assert used == set(SCHEMA)
