"""The results of queries in the formats of the standards."""

from __future__ import annotations

from typing import Any, TypeAlias

import pyoxigraph as ox

from kb.errors import QueryError
from kb.store.interface import Results
from kb.timeline_rows import make_frame
from kb.vocab import PREFIXES, XSD, shorten

AnyTerm: TypeAlias = ox.NamedNode | ox.BlankNode | ox.Literal | ox.Triple
_WHOLE = frozenset({f"{XSD.NS}integer", f"{XSD.NS}int", f"{XSD.NS}long"})
_BROKEN = frozenset({f"{XSD.NS}decimal", f"{XSD.NS}double", f"{XSD.NS}float"})

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


def say_term(term: AnyTerm | None, base: str | None = None) -> str:
    """A term for people to read: a short name, or a literal's value.

    Things of the knowledge base with that `base` are named without it ("person/shinzo-abe"),
    which `resolve` takes as well.

    >>> say_term(ox.Literal("2025")), say_term(None)
    ('2025', '')
    """
    if term is None:
        return ""
    if isinstance(term, ox.NamedNode):
        if base and term.value.startswith(base):
            return term.value.removeprefix(base)
        return shorten(term.value)
    return term.value if isinstance(term, ox.Literal) else str(term)


def to_pandas(results: Results) -> Any:
    """The rows of a query as a pandas DataFrame, a column a variable.

    Numbers and truth values are Python's, what is unbound is missing, and everything else is
    text; days too, as a day before 1677 is no timestamp to pandas. Raises `QueryError` for triples
    and yes-or-no, and where pandas is not installed.
    """
    if not isinstance(results, ox.QuerySolutions):
        raise QueryError("a SELECT query has rows for a table; this one has none")
    columns = [variable.value for variable in results.variables]
    return make_frame([{c: _read_value(row[c]) for c in columns} for row in results], columns)


def _read_value(term: AnyTerm | None) -> str | float | bool | None:
    if term is None:
        return None
    if not isinstance(term, ox.Literal):
        return term.value if isinstance(term, ox.NamedNode) else str(term)
    try:
        if term.datatype.value in _WHOLE:
            return int(term.value)
        if term.datatype.value in _BROKEN:
            return float(term.value)
    except ValueError:
        return term.value
    return term.value == "true" if term.datatype.value == XSD.boolean else term.value
