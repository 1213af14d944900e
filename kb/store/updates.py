"""Looking at a SPARQL update before it is run: which graphs it writes, and on which it works.

Like `kb.store.guard` this cuts the text into tokens and parses no more than it must. Whatever is
written so that it could be read in two ways is refused, or held to write anywhere.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field

import pyoxigraph as ox

from kb.errors import QueryError
from kb.store.guard import TOKEN, is_doubtful

_KEYWORDS = frozenset(
    "PREFIX BASE VERSION INSERT DELETE DATA WITH USING NAMED WHERE LOAD SILENT INTO GRAPH CLEAR "
    "DROP CREATE ADD COPY MOVE TO DEFAULT ALL".split()
)
_WIDE = frozenset(("ALL", "NAMED", "LOAD"))
DEFAULT = ""  # the default graph among the graphs that an update writes


@dataclass(slots=True)
class _Operation:
    """One operation: the keywords outside its braces, where its blocks and its WHERE are."""

    words: list[str] = field(default_factory=list)
    where: int | None = None
    blocks: list[tuple[str, int, int]] = field(default_factory=list)
    targets: list[re.Match[str]] = field(default_factory=list)
    open_targets: bool = False


def find_targets(sparql: str, prefixes: Mapping[str, str]) -> frozenset[str] | None:
    """The graphs that an update may write, `DEFAULT` among them; ``None`` where it may be any.

    >>> sorted(find_targets("INSERT DATA { GRAPH <http://x/g> { <http://x/s> a 1 } }", {}))
    ['', 'http://x/g']
    >>> find_targets("DELETE { GRAPH ?g { ?s ?p 1 } } WHERE { GRAPH ?g { ?s ?p 1 } }", {}) is None
    True
    """
    known = dict(prefixes)
    found = {DEFAULT}
    for operation in _read_operations(sparql, known):
        if operation.open_targets or not _KEYWORDS.issuperset(operation.words):
            return None
        if _WIDE & set(operation.words[:1]) or (
            operation.words[:1] in (["CLEAR"], ["DROP"]) and _WIDE & set(operation.words)
        ):
            return None
        for match in operation.targets:
            name = _resolve(match, known)
            if name is None:
                return None
            found.add(name)
    return frozenset(found)


def _resolve(match: re.Match[str], prefixes: Mapping[str, str]) -> str | None:
    text = match[0]
    try:
        if match["iri"]:
            return ox.NamedNode(text[1:-1]).value  # with an escape or relative, it is none
        if match["prefix"] and "\\" not in text and "%" not in text:
            return ox.NamedNode(prefixes[match["prefix"][:-1]] + text[len(match["prefix"]) :]).value
    except (KeyError, ValueError):
        return None
    return None


def ends_open(sparql: str) -> bool:
    """Whether another operation can follow an update as it is, without a semicolon.

    >>> ends_open("DROP ALL"), ends_open("DROP ALL ; "), ends_open("# nothing")
    (False, True, True)
    """
    *_, last = _read_operations(sparql, {})
    return not last.words


def set_dataset(sparql: str, using: Iterable[str], named: Iterable[str]) -> str:
    """The update with the dataset of its request: ``USING`` before each ``WHERE``.

    SPARQL 1.1 Protocol, section 2.2.3. Raises `QueryError` where the update names a dataset
    itself, which is an error there, or where it cannot be told apart.
    """
    clauses = "".join(f"USING <{iri}> " for iri in using)
    clauses += "".join(f"USING NAMED <{iri}> " for iri in named)
    if not clauses:
        return sparql
    pieces, at = [], 0
    for operation in _read_operations(sparql, {}, strict=True):
        if {"USING", "WITH"} & set(operation.words):
            raise QueryError(
                "an update with USING or WITH cannot be sent with using-graph-uri or "
                "using-named-graph-uri: the dataset is named twice"
            )
        if operation.where is None:
            continue
        pieces.append(sparql[at : operation.where])
        at = operation.where
        if operation.words[:2] == ["DELETE", "WHERE"]:  # the short form has no place for USING
            _, first, last = operation.blocks[0]
            pieces.append(f"{sparql[first:last]} ")
        pieces.append(clauses)
    pieces.append(sparql[at:])
    return "".join(pieces)


def _read_operations(
    sparql: str, prefixes: dict[str, str], *, strict: bool = False
) -> Iterator[_Operation]:
    """The operations one by one; `prefixes` gains what is declared on the way."""
    operation = _Operation()
    depth, start, after_graph = 0, 0, False
    before: re.Match[str] | None = None
    for match in TOKEN.finditer(sparql):
        if match["comment"]:
            continue
        if strict and is_doubtful(match):
            raise QueryError(f"write {match[0]} as an absolute IRI, or put spaces around '<'")
        word = (match["word"] or "").upper()
        writes = depth > 0 and operation.blocks[-1][0] != "WHERE"
        if after_graph:
            _take_target(operation, match)
            after_graph = False
        if match["open"]:
            if depth == 0:
                operation.blocks.append((_kind_of_block(operation), match.start(), len(sparql)))
            depth += 1
        elif match["close"]:
            depth -= 1
            if depth == 0 and operation.blocks:
                kind, start, _ = operation.blocks[-1]
                operation.blocks[-1] = (kind, start, match.end())
                operation.words.append("")
        elif match["semicolon"] and depth <= 0:
            yield _finish(operation)
            operation, depth = _Operation(), 0
        elif depth == 0:
            if before is not None and (before["word"] or "").upper() == "PREFIX":
                if not match["prefix"]:
                    operation.open_targets = True
            elif match["iri"] and before is not None and before["prefix"]:
                prefixes[before["prefix"][:-1]] = match[0][1:-1]
            elif match["iri"] or match["prefix"]:
                last = (before["word"] or "").upper() if before is not None else ""
                if last == "BASE":
                    operation.open_targets = True
                else:
                    operation.targets.append(match)
            elif word:
                if strict and word not in _KEYWORDS:
                    raise QueryError(f"{match[0]!r} is no keyword of SPARQL Update here")
                operation.words.append(word)
                if word == "WHERE":
                    operation.where = match.start()
        elif writes:
            after_graph = word == "GRAPH"
            if word != "GRAPH" and "GRAPH" in (word or (match["prefix"] or "").upper()):
                operation.open_targets = True
        before = match
    yield _finish(operation)


def _kind_of_block(operation: _Operation) -> str:
    if operation.words[-2:] == ["DELETE", "WHERE"]:
        return "DELETE"  # the short form, whose pattern is its template too
    return operation.words[-1] if operation.words else "?"


def _take_target(operation: _Operation, match: re.Match[str]) -> None:
    if match["iri"] or match["prefix"]:
        operation.targets.append(match)
    else:
        operation.open_targets = True


def _finish(operation: _Operation) -> _Operation:
    operation.words = [word for word in operation.words if word]
    while operation.words[:1] in (["PREFIX"], ["BASE"], ["VERSION"]):
        operation.words.pop(0)
    return operation
