"""What the library asks of a store of quads, whichever engine keeps them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Protocol, TypeAlias

import pyoxigraph as ox

from kb.errors import QueryError

Term: TypeAlias = ox.NamedNode | ox.Literal
Results: TypeAlias = ox.QuerySolutions | ox.QueryBoolean | ox.QueryTriples


class Store(Protocol):
    """A store of named graphs with atomic writes and SPARQL 1.1."""

    def replace_graphs(
        self,
        graphs: Mapping[str, bytes],
        *,
        added: Mapping[str, bytes] | None = None,
        removed: Mapping[str, bytes] | None = None,
        derived: bool = False,
    ) -> int:
        """The generation after each graph named was replaced, all of them or none.

        The new content is N-Triples in UTF-8; empty content removes the graph. `added` is put
        into its graphs beside what is there, after `removed`, which may hold no blank nodes, was
        taken out of its own, in the same write. With `derived`, the graphs are
        taken to be computed from all the others as they stand now, and the store is no longer
        `stale`. Blank node labels must differ between the graphs of one call. Raises `StoreError`.
        """

    def graphs(self) -> Iterator[str]:
        """The names of the graphs, the store's own bookkeeping left out."""

    def quads(
        self,
        graph: str | None = None,
        predicate: str | None = None,
        value: str | None = None,
        *,
        subject: str | None = None,
    ) -> Iterator[ox.Quad]:
        """The quads of one graph or of all, with a predicate or any, whose object is an IRI or any.

        `subject` is an IRI or, left out, any. A subject, or a predicate and an object without a
        graph, are found by an index, not by a scan.
        """

    def query(self, sparql: str, bindings: Mapping[str, Term] | None = None) -> Results:
        """The results of a query over the union of all graphs.

        `bindings` are terms for variables of the query; a bound variable must be among those
        that the query selects. Raises `QueryError`.
        """

    def update(self, sparql: str) -> int:
        """The generation after a SPARQL update, which happens wholly or not at all."""

    @property
    def generation(self) -> int:
        """A number that grows with every write; 0 where nothing was ever written."""

    def find_written(self, since: int) -> frozenset[str] | None:
        """The graphs that may have been written after the generation `since`.

        ``None`` where that is not known: it may have been any.
        """

    @property
    def stale(self) -> bool:
        """Whether something was written since the derived graphs were made."""

    @property
    def derived(self) -> int:
        """The generation at which the derived graphs were made; 0 where they never were."""

    def close(self) -> None:
        """Lets go of the store. Closing twice is harmless."""


def write_triples(quads: Iterable[ox.Quad | ox.Triple], scope: str = "") -> bytes:
    r"""The triples of `quads` as N-Triples, whatever graph they name.

    Blank nodes are relabelled in order of appearance, behind `scope`, so that graphs written with
    different scopes never share one and the same quads always give the same bytes.

    >>> name = ox.NamedNode("http://example.com/p")
    >>> write_triples([ox.Triple(name, name, ox.BlankNode("x"))], "a1").decode()
    '<http://example.com/p> <http://example.com/p> _:a1b0 .\n'
    """
    labels: dict[ox.BlankNode, ox.BlankNode] = {}
    lines = []
    for quad in quads:
        subject, object_ = quad.subject, quad.object
        if isinstance(subject, ox.BlankNode):
            subject = labels.setdefault(subject, ox.BlankNode(f"{scope}b{len(labels)}"))
        if isinstance(object_, ox.BlankNode):
            object_ = labels.setdefault(object_, ox.BlankNode(f"{scope}b{len(labels)}"))
        lines.append(f"{subject} {quad.predicate} {object_} .\n")
    return "".join(lines).encode()


def text_of(term: ox.NamedNode | ox.BlankNode | ox.Literal | ox.Triple) -> str:
    """An IRI, a label or a literal's value, whichever the term has; empty for a triple term."""
    return "" if isinstance(term, ox.Triple) else term.value


def select(
    store: Store, sparql: str, bindings: Mapping[str, Term] | None = None
) -> list[ox.QuerySolution]:
    """The rows of a SELECT query, all of them. Raises `QueryError`, also for another kind of query.

    The engine's own iterator of rows must die in the thread that made it, and lives on in the
    traceback of any error raised beside it; so it never leaves this function.
    """
    return _read_rows(store.query(sparql, bindings))


def _read_rows(results: Results) -> list[ox.QuerySolution]:
    try:
        if isinstance(results, ox.QuerySolutions):
            return list(results)
    except (OSError, RuntimeError) as error:
        problem = f"the query failed: {error}"
    else:
        problem = "a SELECT query was expected"
    finally:
        del results
    raise QueryError(problem)


def read(row: ox.QuerySolution, name: str) -> str | None:
    """The text of a row's variable (an IRI, or a literal's value), or ``None`` if it is unbound."""
    term = row[name]
    return None if term is None or isinstance(term, ox.Triple) else term.value
