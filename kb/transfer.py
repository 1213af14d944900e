"""Whole stores out and in: N-Quads and TriG."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import IO

import pyoxigraph as ox

from kb.derive import events_graph, ontology_graph
from kb.errors import StoreError
from kb.knowledge import KnowledgeBase
from kb.store.interface import write_triples
from kb.vocab import PREFIXES

FORMATS = {"nq": ox.RdfFormat.N_QUADS, "trig": ox.RdfFormat.TRIG}
BATCH = 64  # graphs a write
_MARKS = ("graph/events", "graph/times", "graph/ontology")


def dump_quads(known: KnowledgeBase, stream: IO[bytes], form: str = "nq") -> None:
    """Writes every graph to `stream`, one after the other, in order of their names."""
    quads = (quad for graph in sorted(known.store.graphs()) for quad in known.store.quads(graph))
    prefixes = dict(PREFIXES) if form == "trig" else None
    ox.serialize(quads, stream, FORMATS[form], prefixes=prefixes)


def load_quads(known: KnowledgeBase, file: Path) -> int:
    """How many graphs were loaded from a dump; each replaces the graph of its name.

    Derived graphs are passed over, to be derived anew by `KnowledgeBase.rebuild`. The whole file
    is read before anything is written, so a damaged one changes nothing. Raises `StoreError`,
    also for a dump of another base.
    """
    graphs: dict[str, list[ox.Quad]] = {}
    derived = {events_graph(known.base), ontology_graph(known.base)}
    for quad in _read_quads(file):
        name = quad.graph_name
        if not isinstance(name, ox.NamedNode):
            raise StoreError(f"{file}: a triple stands in no named graph: {quad}")
        if name.value not in derived:
            graphs.setdefault(name.value, []).append(quad)
    base = _base_of(graphs)
    if base is not None and base != known.base:
        raise StoreError(
            f"{file}: a dump with the base {base!r}, and the store has {known.base!r}; "
            "load it into a new store"
        )
    names = sorted(graphs)
    for first in range(0, len(names), BATCH):
        known.store.replace_graphs(
            {
                name: write_triples(graphs[name], f"g{first + n}x")
                for n, name in enumerate(names[first : first + BATCH])
            }
        )
    return len(names)


def find_base(file: Path) -> str | None:
    """The base IRI that a dump was made with, told by the names of its graphs."""
    return _base_of({getattr(quad.graph_name, "value", "") for quad in _read_quads(file)})


def _base_of(names: Iterable[str]) -> str | None:
    for name in names:
        for mark in _MARKS:
            if name.endswith("/" + mark):
                return name.removesuffix(mark)
    return None


def _read_quads(file: Path) -> Iterator[ox.Quad]:
    form = FORMATS["trig" if file.suffix == ".trig" else "nq"]
    try:
        yield from ox.parse(path=file, format=form)
    except SyntaxError as error:
        raise StoreError(f"{file}: not {form.name}: {error}") from error
    except OSError as error:
        raise StoreError(f"{file}: cannot be read ({error.strerror or error})") from error
