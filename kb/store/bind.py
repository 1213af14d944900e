"""Terms for the variables of a query, for a server that can only be sent text.

An engine in this process takes terms beside the query. A SPARQL 1.1 server has no way to, and
``VALUES`` does not reach into the groups of a query (section 18.2: these are worked out by
themselves), so the variable is replaced by the term, token by token: never inside a string, an IRI
or a comment, and always in the escaped form of the term, which cannot end early.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from kb.store.guard import TOKEN, check_query
from kb.store.interface import Term

_AFTER_GROUP = frozenset({"HAVING", "ORDER", "LIMIT", "OFFSET", "VALUES"})


@dataclass(slots=True)
class _Part:
    text: str
    word: str  # upper case, for words only
    name: str  # without its sign, for variables only
    braces: int
    parens: int
    place: str = "body"  # or "projection", or "grouping"
    select: int | None = None  # of a projection or a grouping: where its SELECT stands


def bind_terms(sparql: str, bindings: Mapping[str, Term]) -> str:
    r"""`sparql` with its variables that are in `bindings` replaced by terms.

    What it selects is still selected, as a constant. Raises `QueryError` for what cannot be cut
    into tokens.

    >>> import pyoxigraph as ox
    >>> print(bind_terms("SELECT ?x ?n { ?x ?p ?n, '?n' }", {"n": ox.NamedNode("http://x.test/1")}))
    SELECT ?x (<http://x.test/1> AS ?n) { ?x ?p <http://x.test/1>, '?n' }
    """
    check_query(sparql, allow_service=True)
    if not bindings:
        return sparql
    parts = _cut(sparql)
    grouped = _find_places(parts)
    out = []
    for part in parts:
        term = bindings.get(part.name) if part.name else None
        if term is None:
            out.append(part.text)
        elif part.place == "grouping":
            out.append(f"({term} AS ?{part.name})")
        elif part.place == "projection" and part.braces:
            # under its own name it would be in scope outside, where it is a constant as well
            out.append(f"({term} AS ?bound_{part.name})")
        elif part.place == "projection" and (part.select, part.name) in grouped:
            out.append(part.text)  # the grouping gives it its value
        elif part.place == "projection":
            out.append(f"({term} AS ?{part.name})")
        else:
            out.append(str(term))
    return "".join(out)


def _cut(sparql: str) -> list[_Part]:
    parts, at, braces, parens = [], 0, 0, 0
    for match in TOKEN.finditer(sparql):
        if match.start() > at:
            parts.append(_Part(sparql[at : match.start()], "", "", braces, parens))
        text = match.group()
        if match["close"]:
            braces -= text == "}"
            parens -= text != "}"
        name = text[1:] if match["name"] and text[0] in "?$" else ""
        word = text.upper() if match["word"] else ""
        parts.append(_Part(text, word, name, braces, parens))
        if match["open"]:
            braces += text == "{"
            parens += text != "{"
        at = match.end()
    parts.append(_Part(sparql[at:], "", "", braces, parens))
    return parts


def _find_places(parts: list[_Part]) -> set[tuple[int | None, str]]:
    """Says of each part where it stands; gives the variables that each SELECT groups by."""
    grouped: set[tuple[int | None, str]] = set()
    for n, part in enumerate(parts):
        if part.word != "SELECT":
            continue
        place = "projection"
        for other in parts[n + 1 :]:
            if other.braces < part.braces:
                break
            if other.braces > part.braces:
                continue
            if place == "projection" and (other.text == "{" or other.word in ("WHERE", "FROM")):
                place = "body"
            elif other.word == "GROUP":
                place = "grouping"
            elif other.word in _AFTER_GROUP:
                place = "body"
            elif other.name and other.parens == part.parens and place != "body":
                other.place, other.select = place, n
                if place == "grouping":
                    grouped.add((n, other.name))
    return grouped
