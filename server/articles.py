"""Articles in over HTTP: what `kb ingest` does, with the same rejections."""

from __future__ import annotations

from typing import Annotated, Any

from fastapi import APIRouter, Query, Request
from fastapi.responses import JSONResponse, Response

from kb.read import FORMATS
from server.access import require
from server.body import read_body, read_media_type
from server.multipart import Part, split_parts
from server.problems import Problem
from server.settings import Settings
from server.writing import WriterLink

router = APIRouter(tags=["Articles"])
_MEDIA = {
    "text/plain": "text",
    "text/html": "html",
    "application/xhtml+xml": "html",
    "application/rss+xml": "feed",
    "application/atom+xml": "feed",
    "application/json": "json",
    "application/x-ndjson": "jsonlines",
    "application/jsonl": "jsonlines",
    "application/jsonlines": "jsonlines",
}
_PARTS = "multipart/form-data"
_UNTOLD = ("", "application/octet-stream")
_ANSWER: dict[int | str, dict[str, Any]] = {
    200: {"description": "How many were read, what was rejected and why, and which events came."},
    400: {"description": "A date or a format that cannot be."},
    401: {"description": "It needs a token."},
    403: {"description": "The token does not allow that."},
    404: {"description": "There is no such article."},
    408: {"description": "The body came too slowly."},
    413: {"description": "The body is too large."},
    415: {"description": "The body is of a kind that is not read here."},
    422: {"description": "Nothing could be read; the reasons are told."},
    429: {"description": "Too many requests of one client."},
    503: {"description": "Too much is asked at once; Retry-After says when to come back."},
    504: {"description": "It took too long; what was read before is stored."},
}


@router.post(
    "/articles",
    summary="Add articles",
    responses=_ANSWER,
    openapi_extra={
        "requestBody": {
            "required": True,
            "content": {
                **{media: {"schema": {"type": "string"}} for media in _MEDIA},
                _PARTS: {"schema": {"type": "object"}},
            },
        }
    },
)
async def add_articles(
    request: Request,
    title: Annotated[str | None, Query(max_length=2000)] = None,
    publisher: Annotated[str | None, Query(max_length=2000)] = None,
    published: Annotated[str | None, Query(max_length=100, examples=["2025-10-31"])] = None,
    url: Annotated[str | None, Query(max_length=2000)] = None,
    author: Annotated[str | None, Query(max_length=2000)] = None,
    format: Annotated[  # noqa: A002 - the parameter's name
        str | None, Query(description=f"{', '.join(FORMATS)}; else the Content-Type tells.")
    ] = None,
    name: Annotated[
        str, Query(max_length=500, description="What the body is called in what is told of it.")
    ] = "body",
) -> Response:
    """Reads articles (text, HTML, feed, JSON, JSON lines) into the knowledge base.

    Several files can come as ``multipart/form-data``.

    An article that is there already is replaced. What is given in the address wins over what the
    body says.
    """
    require(request, "write")
    settings: Settings = request.app.state.settings
    writer: WriterLink = request.app.state.writer
    if format is not None and format not in FORMATS:
        raise Problem(400, f"no format {format!r}; there are {', '.join(FORMATS)}")
    media, boundary = read_media_type(request)
    if media not in (*_MEDIA, *_UNTOLD, _PARTS):
        raise Problem(415, f"{media!r} is not read here; {', '.join((*_MEDIA, _PARTS))} are")
    metadata = {"title": title, "publisher": publisher, "published": published, "url": url,
                "author": author}  # fmt: skip
    body = await read_body(request, settings.largest_body)
    parts = split_parts(body, boundary or "") if media == _PARTS else [Part(media, name, body)]
    answer = await writer.ask(
        "ingest",
        b"".join(part.content for part in parts),
        deadline=settings.ingest_timeout,
        parts=[[part.name, format or _MEDIA.get(part.media), len(part.content)] for part in parts],
        metadata={key: value for key, value in metadata.items() if value},
    )
    request.app.state.note_write(request, answer["generation"])
    if answer["rejected"] and not answer["read"]:
        detail = "; ".join(f"{r['reason']}: {r['detail']}" for r in answer["rejected"][:10])
        raise Problem(422, detail, rejected=answer["rejected"])
    return JSONResponse(answer)


@router.delete("/articles/{article}", summary="Take an article out", responses=_ANSWER,
               status_code=204)  # fmt: skip
async def remove_article(request: Request, article: str) -> Response:
    """Takes out an article, by its id, and all that it alone told."""
    require(request, "write")
    settings: Settings = request.app.state.settings
    writer: WriterLink = request.app.state.writer
    answer = await writer.ask("remove", deadline=settings.ingest_timeout, article=article)
    request.app.state.note_write(request, answer["generation"])
    return Response(status_code=204)
