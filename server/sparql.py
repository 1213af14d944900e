"""``/sparql``: SPARQL 1.1 queries by GET, form or direct body, answered by reader processes.

The query half of the SPARQL 1.1 Protocol; without a query, the description of the service.
"""

from __future__ import annotations

from collections.abc import AsyncGenerator, AsyncIterator, Mapping
from email.message import Message
from typing import Any
from urllib.parse import parse_qsl

import pyoxigraph as ox
from fastapi import APIRouter, Request
from fastapi.responses import Response, StreamingResponse

from kb.store import Term
from kb.store.guard import LONGEST_QUERY, check_query
from server.description import describe_service
from server.negotiate import ROWS, TRIPLES, choose, find_accept
from server.pool import ReaderPool
from server.problems import Problem

router = APIRouter(tags=["SPARQL"])
LARGEST_BODY = 4 * LONGEST_QUERY
MOST_FIELDS = 100

_RESPONSES: dict[int | str, dict[str, Any]] = {
    200: {
        "description": "The results, in the format that was accepted.",
        "content": {media: {} for media in (*ROWS, *TRIPLES)},
    },
    400: {"description": "Not SPARQL, or not allowed; the problem says where."},
    406: {"description": "The results cannot be had in a format that was accepted."},
    504: {"description": "The query took too long and was ended."},
}
_EXAMPLE = "SELECT ?event ?label WHERE { ?event a sem:Event ; rdfs:label ?label } LIMIT 10"
_PARAMETERS = [
    {"name": "query", "in": "query", "schema": {"type": "string"},
     "example": _EXAMPLE, "description": "Without it, the service describes itself."},
    {"name": "default-graph-uri", "in": "query", "schema": {"type": "string"},
     "description": "A graph to ask, instead of all; may be repeated."},
    {"name": "named-graph-uri", "in": "query", "schema": {"type": "string"},
     "description": "A graph to ask by GRAPH, instead of all; may be repeated."},
    {"name": "timeout", "in": "query", "schema": {"type": "number"},
     "description": "Seconds, at most what the server allows."},
]  # fmt: skip
_FORM = {
    "type": "object",
    "properties": {"query": {"type": "string", "example": _EXAMPLE}},
    "required": ["query"],
}


@router.get(
    "/sparql",
    summary="A SPARQL query",
    responses=_RESPONSES,
    openapi_extra={"parameters": _PARAMETERS},
)
async def query_by_get(request: Request) -> Response:
    """The results of the query in the address; without one, a description of the service."""
    given = _read_address(request)
    if not given:
        return await describe_service(request)
    return await _answer(request, given)


@router.post(
    "/sparql",
    summary="A SPARQL query in the body",
    responses=_RESPONSES,
    openapi_extra={
        "requestBody": {
            "content": {
                "application/x-www-form-urlencoded": {"schema": _FORM},
                "application/sparql-query": {"schema": {"type": "string"}, "example": _EXAMPLE},
            }
        }
    },
)
async def query_by_post(request: Request) -> Response:
    """The results of the query in the body."""
    media = _read_media_type(request)
    given = _read_address(request)
    if media == "application/sparql-query":
        return await _answer(request, [*given, ("query", await _read_body(request))])
    if media == "application/x-www-form-urlencoded":
        form = _split_fields(await _read_body(request), "form")
        # graphs named in the address count too: left out, another dataset would be asked unsaid
        return await _answer(request, [*given, *form])
    if media == "application/sparql-update":
        raise Problem(403, "updates are not accepted here")
    raise Problem(
        415, "send the query as application/x-www-form-urlencoded or application/sparql-query"
    )


def _read_media_type(request: Request) -> str:
    header = Message()
    header["content-type"] = request.headers.get("content-type", "")
    charset = header.get_param("charset")
    if isinstance(charset, str) and charset.lower() not in ("utf-8", "utf8"):
        raise Problem(415, f"the charset {charset!r} is not taken; send UTF-8")
    return request.headers.get("content-type", "").partition(";")[0].strip().lower()


def _read_address(request: Request) -> list[tuple[str, str]]:
    # the framework's own reading would put U+FFFD for what is not UTF-8
    return _split_fields(request.scope["query_string"].decode("latin-1"), "address")


def _split_fields(text: str, where: str) -> list[tuple[str, str]]:
    try:
        return parse_qsl(text, keep_blank_values=True, max_num_fields=MOST_FIELDS, errors="strict")
    except ValueError as error:
        raise Problem(400, f"the {where} cannot be read: {error}") from error


async def _read_body(request: Request) -> str:
    body = bytearray()
    async for piece in request.stream():
        body += piece
        if len(body) > LARGEST_BODY:
            raise Problem(413, f"the body is larger than {LARGEST_BODY:,} bytes")
    try:
        return body.decode("utf-8")
    except UnicodeDecodeError as error:
        raise Problem(400, f"the body is not UTF-8: {error}") from error


async def _answer(request: Request, given: list[tuple[str, str]]) -> Response:
    queries = [value for name, value in given if name == "query"]
    if any(name == "update" for name, _ in given):
        raise Problem(403, "updates are not accepted here")
    if len(queries) != 1:
        raise Problem(400, f"one 'query' was expected, {len(queries)} came")
    check_query(queries[0])
    return await run_query(
        request,
        queries[0],
        default=_read_graphs(given, "default-graph-uri"),
        named=_read_graphs(given, "named-graph-uri"),
        timeout=_read_timeout(request, [value for name, value in given if name == "timeout"]),
    )


def _read_graphs(given: list[tuple[str, str]], parameter: str) -> list[str]:
    graphs = [value for name, value in given if name == parameter]
    for iri in graphs:
        try:
            ox.NamedNode(iri)
        except ValueError as error:
            raise Problem(400, f"the {parameter} {iri!r} is no absolute IRI") from error
    return graphs


def _read_timeout(request: Request, asked: list[str]) -> float:
    most: float = request.app.state.query_timeout
    if not asked:
        return most
    try:
        seconds = float(asked[0])
    except ValueError as error:
        raise Problem(400, f"the timeout {asked[0]!r} is no number") from error
    if not seconds > 0:
        raise Problem(400, "the timeout must be above 0")
    return min(seconds, most)


async def run_query(
    request: Request,
    sparql: str,
    *,
    bindings: Mapping[str, Term] | None = None,
    default: list[str] | None = None,
    named: list[str] | None = None,
    timeout: float,
    accept: str | None = None,
) -> Response:
    """The results of a query that was checked, streamed from a reader process.

    `accept` takes the place of the request's own Accept header.
    """
    accept = accept or find_accept(request)
    rows, triples = choose(accept, ROWS), choose(accept, TRIPLES)
    if rows is None and triples is None:
        raise Problem(406, f"there are {', '.join(dict.fromkeys((*ROWS, *TRIPLES)))}")
    pool: ReaderPool = request.app.state.pool
    replies = pool.run(
        {
            "query": sparql,
            "base": request.app.state.known.base,
            "bindings": {name: _pack(term) for name, term in (bindings or {}).items()},
            "default": default or [],
            "named": named or [],
            "rows": ROWS[rows or "application/sparql-results+json"],
            "triples": TRIPLES[triples or "text/turtle"],
        },
        timeout,
    )
    # The head and the first piece before anything is sent: what fails so far has a clean status.
    try:
        head = await anext(replies)
        media = triples if isinstance(head, dict) and head["kind"] == "triples" else rows
        if media is None:
            raise Problem(406, "this query has results of another kind than was accepted")
        first = await anext(replies, b"")
    except BaseException:
        await replies.aclose()
        raise
    return StreamingResponse(_stream(first, replies), media_type=media, headers={"Vary": "Accept"})


async def _stream(
    first: dict[str, Any] | bytes, replies: AsyncGenerator[dict[str, Any] | bytes, None]
) -> AsyncIterator[bytes]:
    # An error from here on breaks the connection off: the client must not take half for whole.
    try:
        if isinstance(first, bytes):
            yield first
        async for piece in replies:
            if isinstance(piece, bytes):
                yield piece
    finally:
        await replies.aclose()


def _pack(term: Term) -> dict[str, str]:
    if isinstance(term, ox.NamedNode):
        return {"iri": term.value}
    return {"value": term.value, "datatype": term.datatype.value}
