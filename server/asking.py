"""Putting a query that was checked to a reader, and what it replies into a response."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncGenerator, AsyncIterator, Mapping
from dataclasses import dataclass
from typing import Any

import pyoxigraph as ox
from fastapi import Request
from fastapi.responses import Response, StreamingResponse

from kb.store import Term
from kb.store.guard import uses_service
from server.cache import LARGEST, Cache, matches
from server.negotiate import ROWS, TRIPLES, choose_formats, find_accept
from server.pool import ReaderPool
from server.problems import Problem
from server.running import ReaderError, Running
from server.settings import Settings

PATIENCE = 0.05  # seconds before it is watched whether the client is still there
BEGUN = "kb.begun"  # in the scope of a request whose query runs already
ROWS_UNASKED, TRIPLES_UNASKED = "application/sparql-results+json", "text/turtle"


@dataclass(frozen=True, slots=True)
class Query:
    """A query as it was understood.

    The media types that it may be answered in, by what comes out of it; what a reader is asked;
    the entity tag of its result, where that is always the same; and headers of the answer.
    """

    sparql: str
    rows: str | None
    triples: str | None
    asked: dict[str, Any]
    tag: str | None
    headers: dict[str, str]

    def choose_media(self, kind: str) -> str:
        """The media type for results of that kind. Raises `Problem`."""
        media = self.triples if kind == "triples" else self.rows
        if media is None:
            raise Problem(406, "this query has results of another kind than was accepted")
        return media


@dataclass(frozen=True, slots=True)
class Begun:
    """A query that was put to a reader before its request came this far."""

    query: Query
    running: Running


def understand_query(
    state: Any,
    sparql: str,
    accept: str | None,
    bindings: Mapping[str, Term] | None = None,
    default: list[str] | None = None,
    named: list[str] | None = None,
) -> Query:
    """What to ask a reader for a query that was checked. Raises `Problem`."""
    settings: Settings = state.settings
    rows, triples = choose_formats(accept)
    if rows is None and triples is None:
        raise Problem(406, f"there are {', '.join(dict.fromkeys((*ROWS, *TRIPLES)))}")
    cache: Cache = state.cache
    tag = cache.make_tag(
        state.generation, sparql, sorted((bindings or {}).items(), key=str),
        default or [], named or [], rows, triples,
    )  # fmt: skip
    headers = _describe_limits(settings)
    if tag is not None:
        headers["ETag"] = tag
    asked = {
        "query": sparql,
        "base": state.base,
        "bindings": {name: _pack(term) for name, term in (bindings or {}).items()},
        "default": default or [],
        "named": named or [],
        "rows": ROWS[rows or ROWS_UNASKED],
        "triples": TRIPLES[triples or TRIPLES_UNASKED],
        "union": settings.union,
        "most_rows": settings.most_rows,
        "most_bytes": settings.most_bytes,
    }
    return Query(sparql, rows, triples, asked, tag, headers)


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
    """The results of a query that was checked, streamed from a reader process, or kept from before.

    `accept` takes the place of the request's own Accept header. Raises `Problem`, `ReaderError`.
    """
    state = request.app.state
    settings: Settings = state.settings
    cache: Cache = state.cache
    request.scope["kb.query"] = sparql
    begun: Begun | None = request.scope.get(BEGUN)
    if begun is not None:
        query = begun.query
        replies = state.pool.run(query.asked, timeout, begun=begun.running)
    else:
        query = understand_query(
            state, sparql, accept or find_accept(request), bindings, default, named
        )
        if query.tag is not None:
            if matches(request.headers.get("if-none-match"), query.tag):
                return Response(status_code=304, headers=query.headers)
            kept = cache.find(query.tag)
            if kept is not None:
                return Response(kept.body, media_type=kept.media, headers=query.headers)
        federated = settings.services and uses_service(sparql)
        pool: ReaderPool = state.federated if federated else state.pool
        replies = pool.run(query.asked, timeout)
    # The head and the first piece before anything is sent: what fails so far has a clean status.
    try:
        head, first, second = await _until_gone(request, _begin(replies))
        media = query.choose_media(head["kind"])
    except BaseException:
        await replies.aclose()
        raise
    if second is None:
        if query.tag is not None:
            cache.keep(query.tag, media, first)
        return Response(first, media_type=media, headers=query.headers)
    return StreamingResponse(
        _stream(first + second, replies, cache, query.tag, media),
        media_type=media,
        headers=query.headers,
    )


async def _begin(
    replies: AsyncGenerator[dict[str, Any] | bytes, None],
) -> tuple[dict[str, Any], bytes, bytes | None]:
    """The head, the first piece, and the second where there is more than one."""
    head = await anext(replies)
    first = await anext(replies, b"")
    second = await anext(replies, None)
    if not isinstance(head, dict) or isinstance(first, dict) or isinstance(second, dict):
        raise TypeError("a reader sends a head, then bytes")
    return head, first, second


async def _until_gone(request: Request, work: Any) -> Any:
    """What `work` gives, unless the client goes away first: then it is given up."""
    task = asyncio.ensure_future(work)
    gone: asyncio.Future[None] | None = None
    try:
        # most are done before anybody could have gone
        await asyncio.wait({task}, timeout=PATIENCE)
        if not task.done():
            gone = asyncio.ensure_future(_wait_gone(request))
            await asyncio.wait({task, gone}, return_when=asyncio.FIRST_COMPLETED)
        if not task.done():
            raise ReaderError("client gone", "nobody waits for the results any more")
        return task.result()
    finally:
        for one in (task, gone):
            if one is not None and not one.done():
                one.cancel()
                await asyncio.gather(one, return_exceptions=True)


async def _wait_gone(request: Request) -> None:
    while (await request.receive())["type"] != "http.disconnect":
        pass


async def _stream(
    first: bytes,
    replies: AsyncGenerator[dict[str, Any] | bytes, None],
    cache: Cache,
    tag: str | None,
    media: str,
) -> AsyncIterator[bytes]:
    # An error from here on breaks the connection off: the client must not take half for whole.
    kept: bytearray | None = bytearray() if tag is not None else None
    try:
        piece: dict[str, Any] | bytes
        if first:
            yield first
        if kept is not None:
            kept += first
        async for piece in replies:
            if isinstance(piece, bytes):
                if kept is not None:
                    kept = kept + piece if len(kept) + len(piece) <= LARGEST else None
                yield piece
        if tag is not None and kept is not None:
            cache.keep(tag, media, bytes(kept))
    finally:
        await replies.aclose()


def _describe_limits(settings: Settings) -> dict[str, str]:
    shared = "" if settings.open_reads else "private, "
    headers = {"Vary": "Accept", "Cache-Control": f"{shared}no-cache"}
    limits = {"rows": settings.most_rows, "bytes": settings.most_bytes}
    told = ", ".join(f"{name}={most}" for name, most in limits.items() if most is not None)
    if told:
        headers["Result-Limit"] = told
    return headers


def _pack(term: Term) -> dict[str, str]:
    if isinstance(term, ox.NamedNode):
        return {"iri": term.value}
    return {"value": term.value, "datatype": term.datatype.value}
