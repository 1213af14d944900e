"""The W3C test suites on this machine, and what their manifests say."""

from __future__ import annotations

import os
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import unquote

import pyoxigraph as ox

ROOT = Path(__file__).resolve().parents[2]
BASE = "https://w3c.github.io/rdf-tests/"
MF = "http://www.w3.org/2001/sw/DataAccess/tests/test-manifest#"
QT = "http://www.w3.org/2001/sw/DataAccess/tests/test-query#"
DAWGT = "http://www.w3.org/2001/sw/DataAccess/tests/test-dawg#"
UT = "http://www.w3.org/2009/sparql/tests/test-update#"
RDF = "http://www.w3.org/1999/02/22-rdf-syntax-ns#"
FORMATS = {
    ".ttl": ox.RdfFormat.TURTLE,
    ".rdf": ox.RdfFormat.RDF_XML,
    ".nt": ox.RdfFormat.N_TRIPLES,
    ".nq": ox.RdfFormat.N_QUADS,
    ".trig": ox.RdfFormat.TRIG,
}
# No claim is made to entailment beyond Simple. The protocols and the service description have
# tests of their own.
LEFT_OUT = {"entailment", "protocol", "service-description", "graph-store-protocol",
            "http-rdf-update"}  # fmt: skip

Node = ox.NamedNode | ox.BlankNode | ox.Literal | ox.Triple


@dataclass(frozen=True, slots=True)
class Case:
    """A test of a query: what is asked of which data, and what comes of it.

    Files are IRIs under `BASE`. `kind` is ``positive`` or ``negative`` (syntax), or ``evaluate``.
    """

    name: str
    kind: str
    query: str
    data: tuple[str, ...] = ()
    graphs: tuple[str, ...] = ()
    result: str | None = None
    lax: bool = False


def find_suites() -> Path | None:
    """The folder of the suites: what KB_W3C_TESTS names, or beside the checkout."""
    named = os.environ.get("KB_W3C_TESTS")
    folder = Path(named) if named else ROOT.parent / "shared" / "w3c-rdf-tests"
    return folder if (folder / "sparql").is_dir() else None


def open_file(folder: Path, iri: str) -> Path:
    """The file behind an IRI under `BASE`."""
    return folder / unquote(iri.removeprefix(BASE))


def parse_file(folder: Path, iri: str) -> Iterator[ox.Quad]:
    """The quads of an RDF file, blank nodes under fresh labels."""
    file = open_file(folder, iri)
    return ox.parse(path=file, format=FORMATS[file.suffix], base_iri=iri, rename_blank_nodes=True)


class Graph:
    """Triples to walk through."""

    def __init__(self, quads: Iterator[ox.Quad]) -> None:
        self._objects: dict[tuple[str, str], list[Node]] = {}
        for quad in quads:
            self._objects.setdefault((str(quad.subject), quad.predicate.value), []).append(
                quad.object
            )

    def find(self, node: Node, predicate: str) -> list[Node]:
        """The objects of a property of `node`."""
        return self._objects.get((str(node), predicate), [])

    def get(self, node: Node, predicate: str) -> Node | None:
        """The first object of a property of `node`."""
        return next(iter(self.find(node, predicate)), None)

    def text(self, node: Node, predicate: str) -> str | None:
        """The IRI or literal value that a property of `node` has."""
        found = self.get(node, predicate)
        return None if found is None or isinstance(found, ox.Triple) else found.value

    def texts(self, node: Node, predicate: str) -> tuple[str, ...]:
        """The IRIs or literal values that a property of `node` has."""
        found = self.find(node, predicate)
        return tuple(o.value for o in found if not isinstance(o, ox.Triple))

    def items(self, head: Node | None) -> Iterator[Node]:
        """The items of an RDF list."""
        while head is not None and (item := self.get(head, RDF + "first")) is not None:
            yield item
            head = self.get(head, RDF + "rest")

    def subjects(self, predicate: str) -> set[str]:
        """The subjects of a property, as N-Triples writes them."""
        return {subject for subject, found in self._objects if found == predicate}


def read_cases(folder: Path) -> Iterator[Case]:
    """The query cases of SPARQL 1.0, 1.1 and 1.2 that were not withdrawn."""
    for manifest in sorted((folder / "sparql").glob("sparql1[012]/*/manifest.ttl")):
        if manifest.parent.name not in LEFT_OUT:
            yield from _read_manifest(folder, BASE + manifest.relative_to(folder).as_posix())


def _read_manifest(folder: Path, iri: str) -> Iterator[Case]:
    graph = Graph(parse_file(folder, iri))
    suite = iri.removeprefix(BASE + "sparql/").removesuffix("/manifest.ttl")
    for entry in graph.items(graph.get(ox.NamedNode(iri), MF + "entries")):
        kind = (graph.text(entry, RDF + "type") or "").removeprefix(MF)
        action = graph.get(entry, MF + "action")
        approval = graph.text(entry, DAWGT + "approval")
        if action is None or "Update" in kind or approval == DAWGT + "NotApproved":
            continue
        assert isinstance(entry, ox.NamedNode)
        name = f"{suite}/{entry.value.rpartition('#')[2]}"
        if kind in ("QueryEvaluationTest", "CSVResultFormatTest"):
            query = graph.text(action, QT + "query")
            assert query is not None, name
            yield Case(
                name,
                "evaluate",
                query,
                graph.texts(action, QT + "data"),
                graph.texts(action, QT + "graphData"),
                graph.text(entry, MF + "result"),
                graph.text(entry, MF + "resultCardinality") == MF + "LaxCardinality",
            )
        elif kind.rstrip("1").endswith("SyntaxTest"):
            assert isinstance(action, ox.NamedNode), name
            yield Case(name, kind[:8].lower(), action.value)
        else:
            raise AssertionError(f"{name}: a kind of test that is not known: {kind}")


@dataclass(frozen=True, slots=True)
class UpdateCase:
    """A test of an update: what it makes of which graphs, by name (`""` is the default graph).

    `kind` is ``positive`` or ``negative`` (syntax), or ``evaluate``. Several files may stand for
    one graph.
    """

    name: str
    kind: str
    update: str
    before: tuple[tuple[str, str], ...] = ()
    after: tuple[tuple[str, str], ...] = ()


def read_update_cases(folder: Path) -> Iterator[UpdateCase]:
    """The update cases of SPARQL 1.1 and 1.2 that were not withdrawn."""
    for manifest in sorted((folder / "sparql").glob("sparql1[12]/*/manifest.ttl")):
        if manifest.parent.name in LEFT_OUT:
            continue
        iri = BASE + manifest.relative_to(folder).as_posix()
        graph = Graph(parse_file(folder, iri))
        suite = iri.removeprefix(BASE + "sparql/").removesuffix("/manifest.ttl")
        for entry in graph.items(graph.get(ox.NamedNode(iri), MF + "entries")):
            kind = (graph.text(entry, RDF + "type") or "").removeprefix(MF)
            action = graph.get(entry, MF + "action")
            approval = graph.text(entry, DAWGT + "approval")
            if action is None or "Update" not in kind or approval == DAWGT + "NotApproved":
                continue
            assert isinstance(entry, ox.NamedNode)
            name = f"{suite}/{entry.value.rpartition('#')[2]}"
            if kind == "UpdateEvaluationTest":
                update = graph.text(action, UT + "request")
                result = graph.get(entry, MF + "result")
                assert update is not None
                assert result is not None
                yield UpdateCase(name, "evaluate", update, _read_state(graph, action),
                                 _read_state(graph, result))  # fmt: skip
            else:
                assert isinstance(action, ox.NamedNode), name
                yield UpdateCase(name, kind[:8].lower(), action.value)


def _read_state(graph: Graph, node: Node) -> tuple[tuple[str, str], ...]:
    found = [("", file) for file in graph.texts(node, UT + "data")]
    for given in graph.find(node, UT + "graphData"):
        file = graph.text(given, UT + "graph") or graph.text(given, UT + "data")
        name = graph.text(given, "http://www.w3.org/2000/01/rdf-schema#label")
        assert file is not None
        assert name is not None
        found.append((name, file))
    return tuple(found)
