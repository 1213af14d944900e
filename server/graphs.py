"""``/store``: the SPARQL 1.1 Graph Store HTTP Protocol, graphs named directly or indirectly.

``/store?graph=IRI`` and ``/store?default`` name a graph indirectly; ``/store/…`` is the graph
whose IRI is that path under the base of the store. The default graph is the store's own, not the
union of all that queries see.
"""

from __future__ import annotations

import secrets
from typing import Any

from fastapi import APIRouter, Request
from fastapi.responses import Response, StreamingResponse

from server.access import require
from server.body import check_iri, read_address, read_body, read_media_type
from server.multipart import split_parts
from server.negotiate import TRIPLES, choose, find_accept
from server.pool import ReaderPool
from server.problems import Problem
from server.settings import Settings
from server.writing import WriterLink

router = APIRouter(tags=["Graph store"])
_TAKEN = {
    "text/turtle": "ttl",
    "application/n-triples": "nt",
    "application/rdf+xml": "rdfxml",
    "application/ld+json": "jsonld",
    "application/n-quads": "nq",
    "application/trig": "trig",
    "text/plain": "nt",
    "application/x-turtle": "ttl",
}
_BODY = {
    "requestBody": {
        "content": {
            **{media: {"schema": {"type": "string"}} for media in _TAKEN},
            "multipart/form-data": {"schema": {"type": "object"}},
        }
    }
}
_NAMING = {
    "parameters": [
        {"name": "graph", "in": "query", "schema": {"type": "string", "format": "iri"},
         "description": "The IRI of a graph."},
        {"name": "default", "in": "query", "schema": {"type": "string"},
         "allowEmptyValue": True, "description": "The default graph."},
    ]
}  # fmt: skip
_FAULTS: dict[int | str, dict[str, Any]] = {
    400: {"description": "No graph is named, or the body is not in its format."},
    401: {"description": "A write needs a token."},
    403: {"description": "The token does not allow that."},
    404: {"description": "There is no such graph."},
    406: {"description": "There is no format that was accepted."},
    408: {"description": "The body came too slowly."},
    413: {"description": "The body is too large."},
    415: {"description": "The body is in a format that is not read here."},
    429: {"description": "Too many requests of one client."},
    503: {"description": "Too much is asked at once; Retry-After says when to come back."},
    504: {"description": "It took too long; nothing is stored."},
}
_READ: dict[int | str, dict[str, Any]] = {
    200: {"description": "The graph.", "content": {media: {} for media in TRIPLES}}, **_FAULTS
}  # fmt: skip
_WRITTEN: dict[int | str, dict[str, Any]] = {
    201: {"description": "The graph was made."},
    204: {"description": "It is done."},
    **_FAULTS,
}


def _name_direct(request: Request, path: str) -> str:
    name = f"{request.app.state.base}store/{path}"
    check_iri(name, "path")
    return name


def _name_indirect(request: Request) -> str | None:
    """The graph that the address names, ``""`` for the default graph, ``None`` for none."""
    given = read_address(request)
    graphs = [value for name, value in given if name == "graph"]
    default = any(name == "default" for name, _ in given)
    unknown = {name for name, _ in given} - {"graph", "default"}
    if len(graphs) + default > 1 or unknown:
        raise Problem(400, "one graph was expected: '?graph=' with its IRI, or '?default'")
    if default:
        return ""
    if graphs:
        check_iri(graphs[0], "graph")
        return graphs[0]
    return None


def _need(name: str | None) -> str:
    if name is None:
        raise Problem(400, "name the graph: '?graph=' with its IRI, '?default', or a path below")
    return name


@router.get("/store", summary="A graph", responses=_READ, openapi_extra=_NAMING)
async def get_graph(request: Request) -> Response:
    """All triples of a graph."""
    return await _get(request, _need(_name_indirect(request)))


@router.put("/store", summary="Replace a graph", status_code=204, responses=_WRITTEN,
            openapi_extra=_NAMING | _BODY)  # fmt: skip
async def put_graph(request: Request) -> Response:
    """Replaces a graph, or makes it."""
    require(request, "write")
    return await _put(request, _need(_name_indirect(request)), add=False)


@router.post("/store", summary="Add to a graph", status_code=204, responses=_WRITTEN,
             openapi_extra=_NAMING | _BODY)  # fmt: skip
async def post_graph(request: Request) -> Response:
    """Adds to a graph; without a name, makes a new one and says in Location what it is called."""
    require(request, "write")
    name = _name_indirect(request)
    if name is None:
        made = _name_direct(request, secrets.token_hex(16))
        await _put(request, made, add=True)
        return Response(status_code=201, headers={"Location": made})
    return await _put(request, name, add=True)


@router.delete("/store", summary="Drop a graph", status_code=204, responses=_WRITTEN,
               openapi_extra=_NAMING)  # fmt: skip
async def delete_graph(request: Request) -> Response:
    """Drops a graph."""
    require(request, "write")
    return await _delete(request, _need(_name_indirect(request)))


@router.get("/store/{path:path}", summary="The graph of this address", responses=_READ)
async def get_graph_here(request: Request, path: str) -> Response:
    """All triples of the graph."""
    return await _get(request, _name_direct(request, path))


@router.put("/store/{path:path}", summary="Replace the graph of this address",
            status_code=204, responses=_WRITTEN, openapi_extra=_BODY)  # fmt: skip
async def put_graph_here(request: Request, path: str) -> Response:
    """Replaces the graph, or makes it."""
    require(request, "write")
    return await _put(request, _name_direct(request, path), add=False)


@router.post("/store/{path:path}", summary="Add to the graph of this address",
             status_code=204, responses=_WRITTEN, openapi_extra=_BODY)  # fmt: skip
async def post_graph_here(request: Request, path: str) -> Response:
    """Adds to the graph."""
    require(request, "write")
    return await _put(request, _name_direct(request, path), add=True)


@router.delete("/store/{path:path}", summary="Drop the graph of this address",
               status_code=204, responses=_WRITTEN)  # fmt: skip
async def delete_graph_here(request: Request, path: str) -> Response:
    """Drops the graph."""
    require(request, "write")
    return await _delete(request, _name_direct(request, path))


async def _get(request: Request, name: str) -> Response:
    # here text/plain comes last, as it may mean that errors are wanted so
    media = choose(find_accept(request), TRIPLES)
    if media is None:
        raise Problem(406, f"there are {', '.join(TRIPLES)}")
    pool: ReaderPool = request.app.state.pool
    replies = pool.run({"graph": name, "triples": TRIPLES[media]}, request.app.state.query_timeout)
    try:
        await anext(replies)
        first = await anext(replies, b"")
    except BaseException:
        await replies.aclose()
        raise

    async def stream() -> Any:
        try:
            yield first
            async for piece in replies:
                yield piece
        finally:
            await replies.aclose()

    return StreamingResponse(stream(), media_type=media, headers={"Vary": "Accept"})


async def _put(request: Request, name: str, *, add: bool) -> Response:
    settings: Settings = request.app.state.settings
    writer: WriterLink = request.app.state.writer
    media, boundary = read_media_type(request)
    if media == "multipart/form-data":
        parts = _read_parts(await read_body(request, settings.largest_body), boundary or "")
    elif media in _TAKEN:
        parts = [(_TAKEN[media], await read_body(request, settings.largest_body))]
    elif media:
        raise Problem(415, f"{media!r} is not read here; {', '.join(_TAKEN)} are")
    else:
        raise Problem(415, "the Content-Type of the body is missing")
    answer = await writer.ask(
        "put",
        b"".join(body for _, body in parts),
        deadline=settings.update_timeout,
        graph=name,
        add=add,
        parts=[[form, len(body)] for form, body in parts],
    )
    request.app.state.note_write(request, answer["generation"])
    if answer["created"] and name:
        return Response(status_code=201)
    return Response(status_code=204)


async def _delete(request: Request, name: str) -> Response:
    settings: Settings = request.app.state.settings
    writer: WriterLink = request.app.state.writer
    answer = await writer.ask("drop", deadline=settings.update_timeout, graph=name)
    if not answer["found"]:
        raise Problem(404, f"there is no graph {name}")
    request.app.state.note_write(request, answer["generation"])
    return Response(status_code=204)


def _read_parts(body: bytes, boundary: str) -> list[tuple[str, bytes]]:
    parts = split_parts(body, boundary)
    for part in parts:
        if part.media not in _TAKEN:
            raise Problem(415, f"a part is {part.media!r}, which is not read here")
    return [(_TAKEN[part.media], part.content) for part in parts]
