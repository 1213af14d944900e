"""Whether two results are the same: as bags or sequences of rows, up to blank nodes."""

from __future__ import annotations

import csv
import io
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass

import pyoxigraph as ox

from tests.conformance.suite import Graph, Node

RS = "http://www.w3.org/2001/sw/DataAccess/tests/result-set#"
_ROW, _PART = "urn:row:", "urn:part:"

Row = dict[str, Node]


@dataclass(frozen=True, slots=True)
class Rows:
    """The rows of a SELECT query."""

    variables: frozenset[str]
    rows: list[Row]
    ordered: bool = False


Result = Rows | bool | list[ox.Triple]


def read_rows(content: bytes, form: ox.QueryResultsFormat) -> Rows | bool:
    """Rows or a boolean from a SPARQL results document."""
    if form == ox.QueryResultsFormat.CSV:
        return _read_csv(content)
    found = ox.parse_query_results(content, format=form)
    if isinstance(found, ox.QueryBoolean):
        return bool(found)
    names = [variable.value for variable in found.variables]
    rows = [{n: row[n] for n in names if row[n] is not None} for row in found]
    return Rows(frozenset(names), rows)


def _read_csv(content: bytes) -> Rows | bool:
    # CSV tells no kinds of terms apart but blank nodes
    head, *lines = csv.reader(io.StringIO(content.decode(), newline=""))
    rows: list[Row] = [
        {
            name: ox.BlankNode(value[2:]) if value.startswith("_:") else ox.Literal(value)
            for name, value in zip(head, line, strict=True)
            if value
        }
        for line in lines
    ]
    return Rows(frozenset(head), rows)


def read_result_set(quads: Iterable[ox.Quad]) -> Rows | bool | None:
    """Rows or a boolean told as RDF in the working group's vocabulary; `None` for other RDF."""
    quads = list(quads)
    graph = Graph(iter(quads))
    for quad in quads:
        if quad.predicate.value == RS + "boolean" and isinstance(quad.object, ox.Literal):
            return quad.object.value == "true"
    top = next((q.subject for q in quads if str(q.object) == f"<{RS}ResultSet>"), None)
    if top is None or isinstance(top, ox.Triple):
        return None
    rows: list[tuple[int, Row]] = []
    for solution in graph.find(top, RS + "solution"):
        row: Row = {}
        for binding in graph.find(solution, RS + "binding"):
            name, value = graph.text(binding, RS + "variable"), graph.get(binding, RS + "value")
            assert name is not None and value is not None
            row[name] = value
        rows.append((int(graph.text(solution, RS + "index") or 0), row))
    ordered = len(rows) > 1 and len({index for index, _ in rows}) == len(rows)
    rows.sort(key=lambda pair: pair[0])
    names = frozenset(graph.texts(top, RS + "resultVariable"))
    return Rows(names, [row for _, row in rows], ordered)


def are_same(found: Result, wanted: Result, *, ordered: bool = False, lax: bool = False) -> bool:
    """Whether `found` is what was `wanted`.

    Rows are a bag, or with `ordered` a sequence; with `lax` duplicates may be fewer, as REDUCED
    allows.
    """
    if isinstance(found, Rows) and isinstance(wanted, Rows):
        if found.variables != wanted.variables:
            return False
        if lax:
            return _are_reduced(found.rows, wanted.rows)
        if Counter(map(_outline, found.rows)) != Counter(map(_outline, wanted.rows)):
            return False
        return _canonicalise(_tell(found.rows, ordered)) == _canonicalise(
            _tell(wanted.rows, ordered)
        )
    if isinstance(found, list) and isinstance(wanted, list):
        return _canonicalise(_lift(found)) == _canonicalise(_lift(wanted))
    return isinstance(found, bool) and isinstance(wanted, bool) and found == wanted


def by_value(result: Result) -> Result:
    """`result` with each literal in the one form that the store keeps of its value."""
    if isinstance(result, Rows):
        rows = [{name: _by_value(term) for name, term in row.items()} for row in result.rows]
        return Rows(result.variables, rows, result.ordered)
    if isinstance(result, list):
        return [ox.Triple(t.subject, t.predicate, _by_value(t.object)) for t in result]
    return result


def _by_value(term: Node) -> Node:
    store = ox.Store()
    store.add(ox.Quad(ox.NamedNode("urn:s"), ox.NamedNode("urn:p"), term))
    kept: Node = next(iter(store)).object
    return kept


def _are_reduced(found: list[Row], wanted: list[Row]) -> bool:
    ours, theirs = Counter(map(_outline, found)), Counter(map(_outline, wanted))
    return ours.keys() == theirs.keys() and all(ours[row] <= theirs[row] for row in ours)


def _outline(row: Row) -> tuple[tuple[str, str], ...]:
    return tuple(sorted((name, _mask(term)) for name, term in row.items()))


def _mask(term: Node) -> str:
    if isinstance(term, ox.Triple):
        return " ".join(_mask(part) for part in (term.subject, term.predicate, term.object))
    return "_" if isinstance(term, ox.BlankNode) else str(term)


def _tell(rows: list[Row], ordered: bool) -> list[ox.Quad]:
    quads: list[ox.Quad] = []
    for number, row in enumerate(rows):
        node = ox.NamedNode(f"{_ROW}{number}") if ordered else ox.BlankNode()
        for name, term in row.items():
            quads.append(ox.Quad(node, ox.NamedNode(f"urn:variable:{name}"), _shadow(term, quads)))
    return quads


def _lift(triples: list[ox.Triple]) -> list[ox.Quad]:
    quads: list[ox.Quad] = []
    for triple in dict.fromkeys(triples):
        quads.append(ox.Quad(triple.subject, triple.predicate, _shadow(triple.object, quads)))
    return quads


def _shadow(term: Node, quads: list[ox.Quad]) -> Node:
    # Canonicalisation looks into no triple term, so each becomes a node with three parts.
    if not isinstance(term, ox.Triple):
        return term
    node = ox.BlankNode()
    for part in ("subject", "predicate", "object"):
        inner = _shadow(getattr(term, part), quads)
        quads.append(ox.Quad(node, ox.NamedNode(_PART + part), inner))
    return node


def _canonicalise(quads: list[ox.Quad]) -> set[str]:
    # Rows alike to the letter without blank nodes are interchangeable, and only cost time.
    dataset = ox.Dataset(quads)
    dataset.canonicalize(ox.CanonicalizationAlgorithm.UNSTABLE)
    return {str(quad) for quad in dataset}
