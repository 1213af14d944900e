"""The store against the SHACL shapes of ``ontology/shapes.ttl``."""

from __future__ import annotations

from typing import TYPE_CHECKING

from kb.errors import OntologyError
from kb.resources import data_folder
from kb.vocab import shorten

if TYPE_CHECKING:
    from kb.knowledge import KnowledgeBase


def find_violations(known: KnowledgeBase) -> list[str]:
    """The rules that the store breaks, a line each with how often; empty where it breaks none.

    The whole store is copied into memory for this, and takes about a second for 20,000 triples.
    """
    # imported here: rdflib and pyshacl take most of a second to load
    from pyshacl import validate
    from rdflib import Graph
    from rdflib.namespace import SH

    file = data_folder("ontology") / "shapes.ttl"
    if not file.is_file():
        return []
    shapes = Graph()
    try:
        shapes.parse(data=file.read_text("utf-8"), format="turtle")
    except Exception as error:
        raise OntologyError(f"shapes.ttl: not Turtle: {error}") from error
    data = Graph()
    for graph in known.store.graphs():
        triples = "".join(
            f"{q.subject} {q.predicate} {q.object} .\n" for q in known.store.quads(graph)
        )
        data.parse(data=triples, format="nt")
    conforms, report, _ = validate(data, shacl_graph=shapes, inplace=True)
    if conforms:
        return []
    found: dict[str, list[str]] = {}
    for result in report.subjects(predicate=SH.focusNode):
        path = report.value(result, SH.resultPath)
        rule = f"{shorten(str(path))}: " if path else ""
        rule += str(report.value(result, SH.resultMessage))
        found.setdefault(rule, []).append(str(report.value(result, SH.focusNode)))
    return [f"{rule} ({len(n)}, such as {min(n)})" for rule, n in sorted(found.items())]
