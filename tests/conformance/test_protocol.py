"""The W3C tests of the SPARQL 1.1 Protocol, its query half, and of the service description."""

from __future__ import annotations

from collections.abc import Iterator

import httpx2
import pyoxigraph as ox
import pytest
from fastapi.testclient import TestClient

from kb.store import EmbeddedStore, open_folder, write_triples
from server import create_app
from tests.conformance.suite import (
    BASE,
    DAWGT,
    MF,
    RDF,
    Graph,
    Node,
    find_suites,
    parse_file,
)

HT = "http://www.w3.org/2011/http#"
CNT = "http://www.w3.org/2011/content#"
UT = "http://www.w3.org/2009/sparql/tests/test-update#"
RDFS_LABEL = "http://www.w3.org/2000/01/rdf-schema#label"
SD = "http://www.w3.org/ns/sparql-service-description#"
PROTOCOL = BASE + "sparql/sparql11/protocol/manifest.ttl"
FORMATS = {
    "boolean": {"application/sparql-results+json", "application/sparql-results+xml"},
    "tabular": {"application/sparql-results+json", "application/sparql-results+xml",
                "text/csv", "text/tab-separated-values"},
    "RDF": {"text/turtle", "application/n-triples", "application/rdf+xml",
            "application/ld+json"},
}  # fmt: skip
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


def list_cases() -> list[str]:
    """The names of the approved cases that send queries."""
    entries = MANIFEST.items(MANIFEST.get(ox.NamedNode(PROTOCOL), MF + "entries"))
    names = [entry.value for entry in entries if isinstance(entry, ox.NamedNode)
             and MANIFEST.text(entry, DAWGT + "approval") == DAWGT + "Approved"]  # fmt: skip
    return [name for name in names if "update" not in name.rpartition("#")[2]]


@pytest.fixture(scope="module")
def client(tmp_path_factory: pytest.TempPathFactory) -> Iterator[TestClient]:
    path = tmp_path_factory.mktemp("protocol") / "kb"
    store = EmbeddedStore(open_folder(path, "http://example.com/").quads)
    graphs: dict[str, bytes] = {}
    for case in list_cases():
        for given in MANIFEST.find(ox.NamedNode(case), UT + "graphData"):
            file, name = MANIFEST.text(given, UT + "graph"), MANIFEST.text(given, RDFS_LABEL)
            assert FOLDER is not None
            assert file is not None
            assert name is not None
            graphs[name] = write_triples(parse_file(FOLDER, file), f"g{len(graphs)}")
    store.replace_graphs(graphs, derived=True)
    store.close()
    with TestClient(create_app(path, readers=1)) as opened:
        yield opened


def send(client: TestClient, request: Node) -> httpx2.Response:
    """The response to a request that the manifest describes."""
    headers = {
        MANIFEST.text(field, HT + "fieldName") or "": MANIFEST.text(field, HT + "fieldValue") or ""
        for field in MANIFEST.items(MANIFEST.get(request, HT + "headers"))
    }
    body = MANIFEST.get(request, HT + "body")
    content = b""
    if body is not None:
        encoding = MANIFEST.text(body, CNT + "characterEncoding") or "UTF-8"
        content = (MANIFEST.text(body, CNT + "chars") or "").encode(encoding)
    address = MANIFEST.text(request, HT + "absolutePath") or ""
    method = MANIFEST.text(request, HT + "methodName") or ""
    return client.request(
        method, address.replace("/sparql/", "/sparql", 1), content=content, headers=headers
    )


@ABSENT
@pytest.mark.parametrize("case", list_cases(), ids=lambda case: case.rpartition("#")[2])
def test_protocol(client: TestClient, case: str) -> None:
    action = MANIFEST.get(ox.NamedNode(case), MF + "action")
    assert action is not None
    requests = list(MANIFEST.items(MANIFEST.get(action, HT + "requests")))
    assert requests
    for request in requests:
        response = send(client, request)
        wanted = MANIFEST.get(request, HT + "resp")
        assert wanted is not None
        classes = {iri[-3] for iri in MANIFEST.texts(wanted, MF + "expectedStatus")}
        assert str(response.status_code)[0] in classes, response.text
        form = MANIFEST.text(wanted, MF + "expectedFormat")
        if form is not None:
            assert response.headers["content-type"].partition(";")[0] in FORMATS[form]
        boolean = MANIFEST.text(wanted, MF + "expectedBoolean")
        if boolean is not None:
            assert response.json()["boolean"] is (boolean == "true")


@ABSENT
def test_the_query_half_of_the_protocol_is_whole() -> None:
    assert len(list_cases()) == 20


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
