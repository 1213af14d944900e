"""The results of queries in the formats of the standards."""

from __future__ import annotations

import pyoxigraph as ox

from kb.errors import QueryError
from kb.store.interface import Results
from kb.vocab import PREFIXES, shorten

ROW_FORMATS = {
    "json": ox.QueryResultsFormat.JSON,
    "xml": ox.QueryResultsFormat.XML,
    "csv": ox.QueryResultsFormat.CSV,
    "tsv": ox.QueryResultsFormat.TSV,
}
TRIPLE_FORMATS = {
    "ttl": ox.RdfFormat.TURTLE,
    "nt": ox.RdfFormat.N_TRIPLES,
    "jsonld": ox.RdfFormat.JSON_LD,
    "rdfxml": ox.RdfFormat.RDF_XML,
    "nq": ox.RdfFormat.N_QUADS,
    "trig": ox.RdfFormat.TRIG,
}


def write_results(results: Results, form: str) -> bytes:
    """`results` in a format: one of `ROW_FORMATS`, or for triples of `TRIPLE_FORMATS`.

    Raises `QueryError` for rows asked for as triples, or the other way round.
    """
    if isinstance(results, ox.QueryTriples):
        if form not in TRIPLE_FORMATS:
            raise QueryError(f"triples can be had as {', '.join(TRIPLE_FORMATS)}, not as {form}")
        return write_graph(results, form)
    if form not in ROW_FORMATS:
        kind = "yes or no" if isinstance(results, ox.QueryBoolean) else "rows"
        raise QueryError(f"{kind} can be had as {', '.join(ROW_FORMATS)}, not as {form}")
    written = results.serialize(format=ROW_FORMATS[form])
    return written or b""


def write_graph(triples: ox.QueryTriples | list[ox.Triple], form: str) -> bytes:
    """`triples` in a format, one of `TRIPLE_FORMATS`, each once."""
    written = ox.serialize(
        dict.fromkeys(triples),
        format=TRIPLE_FORMATS[form],
        prefixes=None if form in ("nt", "nq") else dict(PREFIXES),
    )
    return written or b""


def say_term(term: ox.NamedNode | ox.BlankNode | ox.Literal | ox.Triple | None) -> str:
    """A term for people to read: a short name, or a literal's value.

    >>> say_term(ox.Literal("2025")), say_term(None)
    ('2025', '')
    """
    if term is None:
        return ""
    if isinstance(term, ox.NamedNode):
        return shorten(term.value)
    return term.value if isinstance(term, ox.Literal) else str(term)
