"""What became of articles: which were corrected, and which were taken out, and when.

It stands in a graph of its own, the log, because it tells of the past and not of what an article
says: the same articles give the same graphs whatever was there before.
"""

from __future__ import annotations

import datetime
import hashlib
from collections.abc import Iterable, Mapping

from pyoxigraph import Literal, NamedNode

from kb.lookup import log_graph
from kb.store.interface import Store, text_of, write_triples
from kb.vocab import PROV, SCHEMA, XSD

_TEXTS = (SCHEMA.headline, SCHEMA.articleBody)


def find_revisions(store: Store, triples: Mapping[str, bytes]) -> list[str]:
    """The articles (by the IRIs of their graphs) whose text is another in their new `triples`."""
    return [iri for iri, new in triples.items() if _name_version(store, iri, new) is not None]


def _name_version(store: Store, iri: str, new: bytes | None = None) -> str | None:
    """The IRI of the version of an article that the store holds; ``None`` if `new` is the same."""
    lines = [
        f"<{iri}> <{predicate}> {quad.object} .\n".encode()
        for predicate in _TEXTS
        for quad in store.quads(iri, predicate, subject=iri)
    ]
    if not lines or (new is not None and all(line in new for line in lines)):
        return None
    digest = hashlib.sha256(b"".join(lines)).hexdigest()[:16]
    return f"{iri}/versions/{digest}"


def log_revisions(store: Store, triples: Mapping[str, bytes]) -> bytes:
    """What the log gains as articles of the store are replaced by their new `triples`."""
    lines = []
    for iri in find_revisions(store, triples):
        version = _name_version(store, iri)
        lines.append(f"<{iri}> <{PROV.wasRevisionOf}> <{version}> .\n")
        lines.append(f"<{version}> <{PROV.invalidatedAtTime}> {_now()} .\n")
    return "".join(lines).encode()


def log_removals(store: Store, base: str, articles: Iterable[str]) -> tuple[bytes, bytes]:
    """What the log gains, and what it loses, as articles are taken out: only when is kept."""
    gained, lost = [], []
    graph = log_graph(base)
    for iri in sorted(articles):
        gained.append(f"<{iri}> <{PROV.invalidatedAtTime}> {_now()} .\n")
        for quad in store.quads(graph, PROV.wasRevisionOf, subject=iri):
            lost.append(quad)
            lost.extend(store.quads(graph, subject=text_of(quad.object)))
    return "".join(gained).encode(), write_triples(lost)


def _now() -> str:
    at = datetime.datetime.now(datetime.UTC).isoformat(timespec="seconds")
    return str(Literal(at, datatype=NamedNode(XSD.dateTime)))
