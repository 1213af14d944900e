"""``/sparql``: SPARQL 1.1 queries and updates by GET, form or direct body.

The SPARQL 1.1 Protocol; without a query, the description of the service. Queries are answered by
reader processes, updates by the writer.
"""

from __future__ import annotations

from typing import Any

from fastapi import APIRouter, Request
from fastapi.responses import Response

from kb.store.guard import LONGEST_QUERY, check_query
from server.access import require
from server.asking import run_query
from server.body import (
    decode,
    read_address,
    read_body,
    read_graphs,
    read_media_type,
    read_timeout,
    split_fields,
)
from server.description import describe_service
from server.negotiate import ROWS, TRIPLES
from server.problems import Problem
from server.settings import Settings
from server.writing import WriterLink

router = APIRouter(tags=["SPARQL"])
_QUERY, _UPDATE, _FORM_TYPE = (
    "application/sparql-query", "application/sparql-update", "application/x-www-form-urlencoded"
)  # fmt: skip

_RESPONSES: dict[int | str, dict[str, Any]] = {
    200: {
        "description": "The results, in the format that was accepted.",
        "content": {media: {} for media in (*ROWS, *TRIPLES)},
    },
    204: {"description": "The update was done."},
    304: {"description": "The results are those that the client has (If-None-Match)."},
    400: {"description": "Not SPARQL, or not allowed; the problem says where."},
    401: {"description": "An update needs a token."},
    403: {"description": "The token does not allow that."},
    406: {"description": "The results cannot be had in a format that was accepted."},
    408: {"description": "The body came too slowly."},
    413: {"description": "The body, or what the query needs, is too large."},
    415: {"description": "The body is of another kind."},
    429: {"description": "Too many requests of one client."},
    503: {"description": "Too much is asked at once; Retry-After says when to come back."},
    504: {"description": "The query took too long and was ended."},
}
_EXAMPLE = "SELECT ?event ?label WHERE { ?event a sem:Event ; rdfs:label ?label } LIMIT 10"
_TIMEOUT = {"name": "timeout", "in": "query", "schema": {"type": "number"},
            "description": "Seconds, at most what the server allows."}  # fmt: skip
_PARAMETERS = [
    {"name": "query", "in": "query", "schema": {"type": "string"},
     "example": _EXAMPLE, "description": "Without it, the service describes itself."},
    {"name": "default-graph-uri", "in": "query", "schema": {"type": "string"},
     "description": "A graph to ask, instead of all; may be repeated."},
    {"name": "named-graph-uri", "in": "query", "schema": {"type": "string"},
     "description": "A graph to ask by GRAPH, instead of all; may be repeated."},
    _TIMEOUT,
]  # fmt: skip
_FORM = {
    "type": "object",
    "properties": {
        "query": {"type": "string", "example": _EXAMPLE},
        "update": {"type": "string", "description": "An update, in place of the query."},
    },
}


@router.get(
    "/sparql",
    summary="A SPARQL query",
    responses=_RESPONSES,
    openapi_extra={"parameters": _PARAMETERS},
)
async def query_by_get(request: Request) -> Response:
    """The results of the query in the address; without one, a description of the service."""
    given = read_address(request)
    if not given:
        return await describe_service(request)
    if any(name == "update" for name, _ in given):
        raise Problem(400, "an update cannot be sent by GET; send it by POST")
    return await _answer(request, given)


@router.post(
    "/sparql",
    summary="A SPARQL query or update in the body",
    responses=_RESPONSES,
    openapi_extra={
        "parameters": [
            *_PARAMETERS[1:3],
            {"name": "using-graph-uri", "in": "query", "schema": {"type": "string"},
             "description": "A graph that an update works on; may be repeated."},
            {"name": "using-named-graph-uri", "in": "query", "schema": {"type": "string"},
             "description": "A graph that an update works on by GRAPH; may be repeated."},
            _TIMEOUT,
        ],
        "requestBody": {
            "content": {
                _FORM_TYPE: {"schema": _FORM},
                _QUERY: {"schema": {"type": "string"}, "example": _EXAMPLE},
                _UPDATE: {"schema": {"type": "string"}},
            }
        }
    },
)  # fmt: skip
async def query_by_post(request: Request) -> Response:
    """The results of the query in the body; or nothing, where it was an update that is done."""
    settings: Settings = request.app.state.settings
    media, _ = read_media_type(request)
    given = read_address(request)
    if media not in (_QUERY, _UPDATE, _FORM_TYPE):
        raise Problem(415, f"send {_FORM_TYPE}, {_QUERY} or {_UPDATE}")
    if any(name in ("query", "update") for name, _ in given):
        raise Problem(400, "a POST has its query or update in the body, not in the address")
    if media == _UPDATE:
        require(request, "write")
    largest = settings.largest_body if media == _UPDATE else settings.largest_query
    text = decode(await read_body(request, largest))
    if media == _FORM_TYPE:
        # graphs named in the address count too: left out, another dataset would be asked unsaid
        given += split_fields(text, "form")
    else:
        given.append(("query" if media == _QUERY else "update", text))
    updates = [value for name, value in given if name == "update"]
    if not updates:
        return await _answer(request, given)
    if len(updates) > 1 or any(name == "query" for name, _ in given):
        raise Problem(400, "one query or one update was expected")
    require(request, "write")
    return await _update(request, updates[0], given)


async def _update(request: Request, sparql: str, given: list[tuple[str, str]]) -> Response:
    settings: Settings = request.app.state.settings
    writer: WriterLink = request.app.state.writer
    if len(sparql) > LONGEST_QUERY:
        raise Problem(413, f"the update has more than {LONGEST_QUERY:,} characters; "
                      "put graphs by /store, or send it in parts")  # fmt: skip
    answer = await writer.ask(
        "update",
        sparql.encode("utf-8", "replace"),
        deadline=read_timeout(given, settings.update_timeout),
        using=read_graphs(given, "using-graph-uri"),
        named=read_graphs(given, "using-named-graph-uri"),
    )
    request.app.state.note_write(request, answer["generation"])
    return Response(status_code=204)


async def _answer(request: Request, given: list[tuple[str, str]]) -> Response:
    queries = [value for name, value in given if name == "query"]
    if len(queries) != 1:
        raise Problem(400, f"one 'query' was expected, {len(queries)} came")
    settings: Settings = request.app.state.settings
    check_query(queries[0], services=settings.services)
    return await run_query(
        request,
        queries[0],
        default=read_graphs(given, "default-graph-uri"),
        named=read_graphs(given, "named-graph-uri"),
        timeout=read_timeout(given, request.app.state.query_timeout),
    )
