"""What the writer does: each kind of write on an open knowledge base, and what comes of it.

Every function takes the knowledge base, what was asked and the body, and returns what to answer.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import asdict
from pathlib import Path
from typing import Any

import pyoxigraph as ox

from kb.errors import QueryError
from kb.knowledge import KnowledgeBase
from kb.results import TRIPLE_FORMATS
from kb.store import EmbeddedStore
from kb.store.backup import write_backup
from kb.store.guard import check_query
from kb.store.updates import DEFAULT, find_targets, set_dataset
from kb.vocab import PREFIXES

Asked = dict[str, Any]
Write = Callable[[KnowledgeBase, Asked, bytes], Asked]


def _embedded(known: KnowledgeBase) -> EmbeddedStore:
    if not isinstance(known.store, EmbeddedStore):
        raise TypeError("a server writes to an embedded store")
    return known.store


def stand_apart(known: KnowledgeBase, graphs: frozenset[str] | None) -> bool:
    """Whether the events rest on none of `graphs` (``None``: any of all), nor are in them."""
    own = (f"{known.base}articles/", f"{known.base}graph/")
    return graphs is not None and not any(graph.startswith(own) for graph in graphs)


def update(known: KnowledgeBase, asked: Asked, body: bytes) -> Asked:
    """Runs a SPARQL update. Raises `QueryError` for one that is wrong or reaches elsewhere."""
    sparql = body.decode()
    check_query(sparql)
    sparql = set_dataset(sparql, asked["using"], asked["named"])
    apart = stand_apart(known, find_targets(sparql, PREFIXES))
    return {"generation": _embedded(known).update(sparql, base=known.base, apart=apart)}


def put_graph(known: KnowledgeBase, asked: Asked, body: bytes) -> Asked:
    """Replaces a graph, or adds to it where `asked` says so; tells whether it was there before."""
    name: str = asked["graph"]
    store = _embedded(known)
    parts: list[list[Any]] = asked["parts"]
    triples, at = bytearray(), 0
    for form, size in parts:
        triples += _read_triples(body[at : at + size], form, name or known.base)
        at += size
    before = store.holds_graph(name)
    apart = stand_apart(known, frozenset((name,)))
    written = {name: bytes(triples)}
    if asked["add"]:
        now = store.replace_graphs({}, added=written, apart=apart)
    else:
        now = store.replace_graphs(written, apart=apart)
    if not triples and name and not store.holds_graph(name):
        now = store.update(f"CREATE SILENT GRAPH {ox.NamedNode(name)}", apart=apart)
    return {"generation": now, "created": not before}


def _read_triples(body: bytes, form: str, base: str) -> bytes:
    """The triples of a document as N-Triples; a document with other graphs is refused."""
    lines = []
    try:
        for quad in ox.parse(
            body, format=TRIPLE_FORMATS[form], base_iri=base, rename_blank_nodes=True
        ):
            if not isinstance(quad.graph_name, ox.DefaultGraph):
                raise QueryError(f"one graph was expected, and the body names {quad.graph_name}")
            lines.append(f"{quad.triple} .\n")
    except SyntaxError as error:
        raise QueryError(f"the body is not {TRIPLE_FORMATS[form].name}: {error}") from error
    except ValueError as error:  # not UTF-8
        raise QueryError(f"the body cannot be read: {error}") from error
    return "".join(lines).encode()


def drop_graph(known: KnowledgeBase, asked: Asked, body: bytes) -> Asked:
    """Drops a graph; tells whether it was there. The default graph is always there."""
    name: str = asked["graph"]
    store = _embedded(known)
    if name != DEFAULT and not store.holds_graph(name):
        return {"generation": store.generation, "found": False}
    apart = stand_apart(known, frozenset((name,)))
    return {"generation": store.replace_graphs({name: b""}, apart=apart), "found": True}


def remove(known: KnowledgeBase, asked: Asked, body: bytes) -> Asked:
    """Takes an article out. Raises `UnknownName`."""
    return {"removed": known.remove(asked["article"]), "generation": known.store.generation}


def backup(known: KnowledgeBase, asked: Asked, body: bytes) -> Asked:
    """Makes a backup in a folder that must not be there."""
    store = _embedded(known)
    write_backup(store, Path(asked["folder"]))
    return {"folder": asked["folder"], "generation": store.generation}


WRITES: dict[str, Write] = {
    "update": update,
    "put": put_graph,
    "drop": drop_graph,
    "remove": remove,
    "backup": backup,
}


def describe_failure(error: Exception, sparql: str = "") -> dict[str, Any]:
    """An error as JSON for the process that asked."""
    from kb.errors import UnknownName
    from kb.store.guard import find_syntax_error

    cause = error.__cause__
    if isinstance(cause, SyntaxError) and sparql:
        return {"kind": "syntax", "message": str(error),
                **asdict(find_syntax_error(sparql, str(cause), PREFIXES))}  # fmt: skip
    if isinstance(error, UnknownName):
        return {"kind": "unknown", "message": str(error)}
    if isinstance(error, QueryError):
        return {"kind": "query", "message": str(error)}
    if isinstance(error, MemoryError):
        return {"kind": "memory", "message": "the write needs too much memory"}
    return {"kind": "store", "message": str(error)}
