"""A store on any SPARQL 1.1 server, by its address: to ask, not to write to."""

from __future__ import annotations

import time
import urllib.error
import urllib.request
from collections.abc import Iterator, Mapping
from urllib.parse import urlencode, urlsplit

import pyoxigraph as ox

from kb.addresses import make_opener
from kb.errors import QueryError, StoreError
from kb.store.bind import bind_terms
from kb.store.guard import names_dataset
from kb.store.interface import Results, Term, text_of
from kb.vocab import PREFIXES

_ACCEPT = "application/sparql-results+json, application/n-triples;q=0.9"
_HELD = 60.0  # seconds for which what was looked up is taken to hold


class RemoteStore:
    """A `Store` that sends its queries to a SPARQL endpoint (SPARQL 1.1 Protocol, section 2.1).

    The endpoint's default graph has to be the union of all graphs, as that of ``kb serve`` is.
    Nothing can be written. Whether something was written meanwhile is not known; `generation`
    moves on once a minute, so that names which were looked up are looked up again.
    """

    def __init__(self, endpoint: str, *, token: str | None = None, wait: float = 60.0) -> None:
        """A store behind `endpoint`, each of whose answers may take `wait` seconds.

        Raises `StoreError` for what is no address.
        """
        parts = urlsplit(endpoint)
        if parts.scheme not in ("http", "https") or not parts.hostname:
            raise StoreError(f"{endpoint!r} is no address; http://127.0.0.1:8000/sparql is one")
        self.endpoint = endpoint
        self._headers = {"Authorization": f"Bearer {token}"} if token else {}
        self._wait = wait
        self._started = time.monotonic()
        self._opener = make_opener(parts.hostname)

    def query(self, sparql: str, bindings: Mapping[str, Term] | None = None) -> Results:
        """The results of a query. Raises `QueryError`, and `StoreError` where nobody answers."""
        text = bind_terms(sparql, bindings or {})
        media, data = self._send(_declare(text))
        try:
            if media == "application/n-triples":
                return _hold_triples(data)
            found = ox.parse_query_results(data, format=ox.QueryResultsFormat.JSON)
        except (SyntaxError, ValueError) as error:
            raise StoreError(f"{self.endpoint}: the answer cannot be read ({error})") from error
        return found

    def _send(self, sparql: str) -> tuple[str, bytes]:
        body = urlencode({"query": sparql}).encode()
        headers = {
            "Accept": _ACCEPT,
            "Content-Type": "application/x-www-form-urlencoded",
            **self._headers,
        }
        asked = urllib.request.Request(self.endpoint, body, headers)  # noqa: S310 - http(s) only
        try:
            with self._opener.open(asked, timeout=self._wait) as answer:
                return answer.headers.get_content_type(), answer.read()
        except urllib.error.HTTPError as error:
            words = error.read(2000).decode("utf-8", "replace")
            if error.code in (400, 403, 413, 504):
                raise QueryError(f"{self.endpoint}: {error.code}: {words}") from error
            raise StoreError(f"{self.endpoint}: {error.code} {error.reason}") from error
        except (OSError, ValueError) as error:
            reason = getattr(error, "reason", error)
            raise StoreError(f"{self.endpoint}: the server does not answer ({reason})") from error

    def graphs(self) -> Iterator[str]:
        """The names of the graphs."""
        for row in self._rows("SELECT DISTINCT ?g { GRAPH ?g { ?s ?p ?o } }"):
            term = row["g"]
            if isinstance(term, ox.NamedNode) and not term.value.startswith("urn:timeline-kb:"):
                yield term.value

    def quads(
        self,
        graph: str | None = None,
        predicate: str | None = None,
        value: str | None = None,
        *,
        subject: str | None = None,
    ) -> Iterator[ox.Quad]:
        """The quads that fit the pattern."""
        names = {"g": graph, "s": subject, "p": predicate, "o": value}
        given = {key: ox.NamedNode(iri) for key, iri in names.items() if iri is not None}
        for row in self._rows("SELECT ?s ?p ?o ?g { GRAPH ?g { ?s ?p ?o } }", given):
            s, p, o, g = row["s"], row["p"], row["o"], row["g"]
            if (
                isinstance(s, (ox.NamedNode, ox.BlankNode))
                and isinstance(p, ox.NamedNode)
                and isinstance(g, ox.NamedNode)
                and o is not None
                and not g.value.startswith("urn:timeline-kb:")
            ):
                yield ox.Quad(s, p, o, g)

    def _rows(self, sparql: str, given: Mapping[str, Term] | None = None) -> list[ox.QuerySolution]:
        results = self.query(sparql, given)
        return list(results) if isinstance(results, ox.QuerySolutions) else []

    def replace_graphs(
        self,
        graphs: Mapping[str, bytes],
        *,
        added: Mapping[str, bytes] | None = None,
        removed: Mapping[str, bytes] | None = None,
        derived: bool = False,
    ) -> int:
        """Raises `StoreError`: what is on a server is written by the server."""
        raise StoreError(f"{self.endpoint}: nothing can be written here; write through the server")

    def update(self, sparql: str) -> int:
        """Raises `StoreError`, as `replace_graphs` does."""
        return self.replace_graphs({})

    @property
    def generation(self) -> int:
        """A number that moves on once a minute."""
        return int((time.monotonic() - self._started) / _HELD)

    @property
    def derived(self) -> int:
        """The same as `generation`."""
        return self.generation

    def find_written(self, since: int) -> frozenset[str] | None:
        """``None``: it may have been any."""
        return None

    @property
    def stale(self) -> bool:
        """No: a server keeps its events up."""
        return False

    def close(self) -> None:
        """Nothing is held open."""


def find_base(store: RemoteStore) -> str:
    """The base IRI of the knowledge base behind a store. Raises `StoreError` where none is."""
    rows = store.query("SELECT ?g { GRAPH ?g { ?event a sem:Event } } LIMIT 1")
    for row in rows if isinstance(rows, ox.QuerySolutions) else ():
        if (graph := row["g"]) is not None:
            return text_of(graph).removesuffix("graph/events")
    raise StoreError(f"{store.endpoint}: there are no events; give the base IRI as well")


def _declare(sparql: str) -> str:
    """The query with the well-known prefixes, which another server does not know."""
    lines = [f"PREFIX {p}: <{iri}>" for p, iri in PREFIXES.items() if f"{p}:" in sparql]
    return "\n".join((*lines, sparql)) if lines and not names_dataset(sparql) else sparql


def _hold_triples(data: bytes) -> ox.QueryTriples:
    held = ox.Store()
    held.bulk_load(data, format=ox.RdfFormat.N_TRIPLES)
    found = held.query("CONSTRUCT { ?s ?p ?o } WHERE { ?s ?p ?o }")
    if not isinstance(found, ox.QueryTriples):
        raise TypeError("a CONSTRUCT query has triples")
    return found
