"""Looking at a query before it is run: what would reach the network or fell the engine.

A whole parser is not needed, and could be felled itself; but words inside strings, IRIs and
comments must not count, so the query is cut into tokens as SPARQL 1.1, section 19.8, has them.
Where the cut could be read in two ways, the query is refused rather than guessed at. This gives
the clear error; a server's reader processes have no network all the same.
"""

from __future__ import annotations

import difflib
import re
from collections.abc import Collection, Mapping
from dataclasses import dataclass

from kb.errors import QueryError

LONGEST_QUERY = 1_000_000
# Oxigraph's recursive parser and optimiser overflow a stack of 8 MB at about 1,000 nested `STR(`
# and 3,000 nested `{`; threads of a pool have less.
DEEPEST = 100

# Possessive throughout: each character is looked at once, whatever is sent.
TOKEN = re.compile(
    r"""
      (?P<string> "{3}(?:"{0,2}(?:[^"\\]|\\.))*+(?P<closed>"{3})?
                | '{3}(?:'{0,2}(?:[^'\\]|\\.))*+(?P<closed1>'{3})?
                | "(?:[^"\\\n\r]|\\.)*+(?P<closed2>")?
                | '(?:[^'\\\n\r]|\\.)*+(?P<closed3>')? )
    | (?P<iri>     <(?:[^<>"{}|^`\\\x00-\x20]|\\u[0-9A-Fa-f]{4}|\\U[0-9A-Fa-f]{8})*+> )
    | (?P<comment> \#[^\n\r]*+ )
    | (?P<name>    [?$@]\w++ )
    | (?P<prefix>  [\w.\-]*+: ) (?:[\w:.\-]|%[0-9A-Fa-f]{2}|\\.)*+
    | (?P<word>    [\w.\-]++ )
    | (?P<open>    [({\[] )
    | (?P<close>   [)}\]] )
    | (?P<semicolon> ; )
    """,
    re.VERBOSE | re.DOTALL,
)
_SYNTAX_ERROR = re.compile(r"error at (\d+):(\d+): expected", re.DOTALL)
# what the engine says beside the characters that it expected
_REASON = re.compile(r"The SELECT [a-z ]+|IRI parsing failed")
_EXCERPT = 120
_CLOSED = ("closed", "closed1", "closed2", "closed3")
_LOADS = ("LOAD", "LOADSILENT")
_ABSOLUTE = re.compile(r"<[A-Za-z][A-Za-z0-9+.\-]*+://")


def check_query(
    sparql: str, *, allow_service: bool = False, services: Collection[str] = ()
) -> None:
    """Returns where `sparql` may be given to the engine; says nothing of whether it is right.

    Raises `QueryError` for a query that is too long, nested too deeply, or, unless
    `allow_service`, would reach the network (``SERVICE``, ``LOAD``) elsewhere than at the
    addresses in `services`.

    >>> check_query("SELECT * { ?s ?p 'SERVICE <http://example.com/>' }")
    >>> check_query("SELECT * { SERVICE <http://example.com/> { ?s ?p ?o } }")
    Traceback (most recent call last):
    ...
    kb.errors.QueryError: SERVICE is not allowed here: queries stay within this knowledge base
    """
    if len(sparql) > LONGEST_QUERY:
        raise QueryError(
            f"the query has {len(sparql):,} characters; at most {LONGEST_QUERY:,} are taken"
        )
    lowered = sparql.casefold()
    mentions_service = "service" in lowered
    if _is_harmless(sparql, lowered):
        return
    depth = 0
    asked = False  # whether SERVICE was said, and its address is to come
    for match in TOKEN.finditer(sparql):
        # lastgroup would name an inner group of a string, so the groups are asked one by one.
        if match["comment"]:
            continue
        if match["open"]:
            depth += 1
            if depth > DEEPEST:
                raise QueryError(f"the query is nested more than {DEEPEST} brackets deep")
        elif match["close"]:
            depth -= 1
        elif match["string"] and not any(match[name] for name in _CLOSED):
            line = sparql.count("\n", 0, match.start()) + 1
            raise QueryError(f"the query is not SPARQL: line {line}: a string is not closed")
        if allow_service:
            continue
        word = (match["word"] or "").upper()
        if asked and word != "SILENT":
            asked = False
            if not match["iri"] or match["iri"][1:-1] not in services:
                raise QueryError(
                    f"SERVICE {match[0]} is not allowed here; allowed are "
                    + ", ".join(f"<{iri}>" for iri in sorted(services))
                )
        elif services and word == "SERVICE":
            asked = True
        elif not match["string"]:
            _check_network(match, mentions_service=mentions_service)


def _is_harmless(sparql: str, lowered: str) -> bool:
    """Whether no cut is needed to see it: most queries are so, and short, and come often.

    Without quotation marks and escapes nothing is hidden from these words and brackets.
    """
    return (
        "service" not in lowered
        and "load" not in lowered
        and not any(mark in sparql for mark in "\"'\\")
        and sum(sparql.count(bracket) for bracket in "({[") <= DEEPEST
    )


def uses_service(sparql: str) -> bool:
    """Whether a query may reach another endpoint."""
    return any("SERVICE" in (m["word"] or m["prefix"] or "").upper()
               for m in TOKEN.finditer(sparql))  # fmt: skip


def names_dataset(sparql: str) -> bool:
    """Whether the query says itself which graphs it asks (``FROM``, ``FROM NAMED``).

    Oxigraph overlooks those clauses when it is told to take the union of all graphs.

    >>> names_dataset("SELECT * FROM <http://example.com/g> { ?s ?p 'x' }")
    True
    >>> names_dataset("SELECT ?from { ?s <http://example.com/FROM> ?from } # FROM <x:y>")
    False
    """
    if "from" not in sparql.lower():
        return False
    depth, before = 0, ""
    declared: set[str] = set()
    # The clauses stand outside all brackets, where no other keyword holds this word.
    for match in TOKEN.finditer(sparql):
        if match["open"]:
            depth += 1
        elif match["close"]:
            depth -= 1
        elif depth == 0 and not match["comment"]:
            word = (match["word"] or match["prefix"] or "").upper()
            if before.endswith("PREFIX"):
                declared.add(word)
            elif "FROM" in word and word not in declared:
                return True
            before = word
    return False


def say_syntax_error(sparql: str, message: str) -> str:
    """What is wrong with a query, in few words: the place, and what stands there.

    Oxigraph's own message lists every character that could follow.

    >>> say_syntax_error("SELECT * {", 'error at 1:11: expected one of "$", "?"')
    'the query is not SPARQL: line 1, column 11: the end was not expected here'
    """
    return find_syntax_error(sparql, message).detail


@dataclass(frozen=True, slots=True)
class SyntaxProblem:
    """Where a query stops being SPARQL.

    `line` and `column` count from 1 and are ``None`` where the engine names no place; `excerpt`
    is the line with a caret under the place; `hint` says what may be meant, or is empty.
    """

    detail: str
    line: int | None = None
    column: int | None = None
    excerpt: str = ""
    hint: str = ""


def find_syntax_error(
    sparql: str, message: str, prefixes: Mapping[str, str] | None = None
) -> SyntaxProblem:
    r"""What the engine's `message` on `sparql` means to whoever wrote it.

    >>> found = find_syntax_error("ASK { ?s nope:x 1 }", "error at 1:15: expected Prefix not found")
    >>> print(found.excerpt + "\n" + found.hint)
    ASK { ?s nope:x 1 }
             ^
    the prefix nope: is not declared; begin the query with PREFIX nope: <…>
    """
    match = _SYNTAX_ERROR.match(message)
    if match is None:
        words = " ".join(message.split())
        return SyntaxProblem(f"the query is not SPARQL: {words[:300]}")
    line, column = int(match[1]), int(match[2])
    lines = sparql.split("\n")
    if line > len(lines):  # behind what was sent, where the store has put more
        line, column = len(lines), len(lines[-1]) + 1
    text = lines[line - 1]
    unknown = _find_prefix(text, column) if "Prefix not found" in message else None
    hint = ""
    if unknown is not None:
        column, name = unknown
        close = difflib.get_close_matches(name, list(prefixes or {}), 1)
        hint = f"the prefix {name}: is not declared; begin the query with PREFIX {name}: <…>"
        if close:
            hint += f", or write {close[0]}:, which needs no declaration"
    else:
        reason = _REASON.search(message)
        hint = reason[0] if reason is not None else ""
    rest = text[column - 1 :].strip()
    found = f"{rest[:40]!r}" if rest else "the end" if line >= len(lines) else "the end of the line"
    said = "has a prefix that is not declared" if unknown else "was not expected here"
    # of a line of a thousand characters, what stands around the place
    first = max(0, column - 1 - _EXCERPT // 2) if len(text) > _EXCERPT else 0
    shown = text[first : first + _EXCERPT].replace("\t", " ").rstrip("\r")
    return SyntaxProblem(
        f"the query is not SPARQL: line {line}, column {column}: {found} {said}",
        line,
        column,
        f"{shown}\n{' ' * (column - 1 - first)}^",
        hint,
    )


def _find_prefix(text: str, column: int) -> tuple[int, str] | None:
    """The column and the prefix of the name that the engine read last, before `column`."""
    found = [m for m in TOKEN.finditer(text) if m["prefix"] and m.start() < column]
    return (found[-1].start() + 1, found[-1]["prefix"][:-1]) if found else None


def is_doubtful(match: re.Match[str]) -> bool:
    """Whether a token may be an IRI to this cut and a comparison to the engine.

    "?a<'b>' …" is a comparison to the engine and an IRI to the cut, which then takes for a string
    what the engine runs. "://" cannot stand in a comparison.
    """
    iri = match["iri"] or ""
    return ("'" in iri or "#" in iri) and not _ABSOLUTE.match(iri)


def _check_network(match: re.Match[str], *, mentions_service: bool) -> None:
    # Oxigraph takes keywords without a space behind or before them ("SERVICESILENT<…>",
    # "SERVICE:x{}"), so the word counts wherever it stands in a bare word or a prefix.
    word = match["word"] or match["prefix"] or ""
    found = "SERVICE" if "SERVICE" in word.upper() else "LOAD" if word.upper() in _LOADS else None
    if found:
        raise QueryError(f"{found} is not allowed here: queries stay within this knowledge base")
    if mentions_service and is_doubtful(match):
        raise QueryError(
            f"a query that mentions SERVICE may not hold {match['iri']}: write the IRI in full, "
            "or put spaces around '<'"
        )
