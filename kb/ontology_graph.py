"""The ontology as a graph beside the events, so that queries know the names of types and roles."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from functools import cache
from typing import Any

import pyoxigraph as ox

from kb.errors import OntologyError
from kb.resources import read_ontology_files
from kb.vocab import DCTERMS


def read_ontology_graph(graph: str) -> Iterator[ox.Quad]:
    """The triples of every shipped ``.ttl`` but the shapes, and a fingerprint of the whole.

    Blank nodes get IRIs, so that the same ontology is the same graph in every store. Raises
    `OntologyError` for a file that is not Turtle.
    """
    names: dict[ox.BlankNode, ox.NamedNode] = {}

    def rename(term: ox.NamedNode | ox.BlankNode | ox.Literal | ox.Triple) -> Any:
        if not isinstance(term, ox.BlankNode):
            return term
        return names.setdefault(term, ox.NamedNode(f"{graph}#node-{len(names)}"))

    name = ox.NamedNode(graph)
    yield ox.Quad(name, ox.NamedNode(DCTERMS.identifier), ox.Literal(fingerprint_ontology()), name)
    for file, data in read_ontology_files():
        try:
            for quad in ox.parse(data, format=ox.RdfFormat.TURTLE, rename_blank_nodes=True):
                yield ox.Quad(rename(quad.subject), quad.predicate, rename(quad.object), name)
        except SyntaxError as error:
            raise OntologyError(f"{file}: not Turtle: {error}") from error


@cache
def fingerprint_ontology() -> str:
    """A short hash of the shipped ontology."""
    digest = hashlib.sha256()
    for file, data in read_ontology_files():
        digest.update(file.encode() + b"\0" + data + b"\0")
    return digest.hexdigest()[:16]
