"""The application: what is opened when it starts, and what it answers."""

from __future__ import annotations

import html
import os
import shutil
from collections.abc import AsyncIterator, Awaitable, Callable, MutableMapping
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

from fastapi import FastAPI, Request
from fastapi.responses import HTMLResponse
from fastapi.staticfiles import StaticFiles
from starlette.concurrency import run_in_threadpool

from kb import __version__
from kb.knowledge import KnowledgeBase
from kb.questions import load_questions, read_folder
from kb.store import EmbeddedStore
from server import questions, resources, sparql, timeline
from server.docs import draw_docs
from server.pool import ReaderPool
from server.problems import answer_problems

PAGE = Path(__file__).parent / "page"
SNAPSHOTS = "snapshots"
_HEADERS = (
    (b"content-security-policy", b"default-src 'self'; frame-ancestors 'none'; base-uri 'none'"),
    (b"x-content-type-options", b"nosniff"),
    (b"referrer-policy", b"same-origin"),
)

Message = MutableMapping[str, Any]
Send = Callable[[Message], Awaitable[None]]


def create_app(
    path: str | Path,
    *,
    readers: int | None = None,
    query_timeout: float = 10.0,
    queries: Path | None = None,
) -> FastAPI:
    """The application that serves the knowledge base in the folder `path`.

    It opens the store when it starts and holds it until it stops. SPARQL of strangers runs in
    `readers` processes (by default one a core, two at least) on a snapshot; each query has
    `query_timeout` seconds. Questions in the folder `queries` are answered beside the shipped
    ones; raises `QueryError` for a wrong one. Starting raises `StoreError`, `StoreLocked`.
    """
    store = Path(path)
    asked = load_questions() if queries is None else read_folder(queries)

    @asynccontextmanager
    async def live(app: FastAPI) -> AsyncIterator[None]:
        known = await run_in_threadpool(KnowledgeBase.open, store, create=False)
        snapshots = store / SNAPSHOTS
        try:
            # whoever left these behind is gone: the store was ours to open
            shutil.rmtree(snapshots, ignore_errors=True)
            snapshots.mkdir()
            snapshot = snapshots / str(known.store.generation)
            if not isinstance(known.store, EmbeddedStore):
                raise TypeError("snapshots are made of an embedded store")
            known.store.copy_to(snapshot)
            pool = ReaderPool(snapshot, readers or max(2, os.cpu_count() or 2))
            app.state.known, app.state.pool = known, pool
            try:
                await pool.start()
                yield
            finally:
                await pool.stop()
        finally:
            known.close()
            shutil.rmtree(snapshots, ignore_errors=True)

    app = FastAPI(
        title="Timeline KB",
        version=__version__,
        summary="What happened, when, where, who was there, and who says so.",
        lifespan=live,
        # Swagger's page fetches its parts from a foreign host; ours is at /docs
        docs_url=None,
        redoc_url=None,
    )
    app.state.query_timeout = query_timeout
    app.add_middleware(AnswerHead)
    app.add_middleware(_AddHeaders)
    answer_problems(app)
    for router in (
        timeline.router,
        resources.router,
        questions.route_questions(asked),
        sparql.router,
    ):
        app.include_router(router)

    @app.get("/health", tags=["Server"], summary="Whether the server answers")
    def answer_health(request: Request) -> dict[str, Any]:
        """The state of the store, and what it holds."""
        known: KnowledgeBase = request.app.state.known
        return {
            "status": "ok",
            "version": __version__,
            "generation": known.store.generation,
            "articles": sum(1 for _ in known.article_graphs()),
        }

    @app.get("/docs", include_in_schema=False)
    def answer_docs() -> HTMLResponse:
        return HTMLResponse(draw_docs(app.openapi()))

    @app.get("/", include_in_schema=False)
    def answer_page() -> HTMLResponse:
        text = (PAGE / "index.html").read_text("utf-8")
        return HTMLResponse(text.replace("{{version}}", html.escape(__version__)))

    app.mount("/page", StaticFiles(directory=PAGE), name="page")
    return app


class AnswerHead:
    """Answers HEAD as GET is answered, without the body: RFC 9110, section 9.3.2."""

    def __init__(self, app: Callable[..., Awaitable[None]]) -> None:
        self.app = app

    async def __call__(self, scope: Message, receive: Callable[..., Any], send: Send) -> None:
        """Answers one request."""

        async def send_no_body(message: Message) -> None:
            if message["type"] == "http.response.body":
                message = {**message, "body": b""}
            await send(message)

        if scope["type"] == "http" and scope["method"] == "HEAD":
            await self.app({**scope, "method": "GET"}, receive, send_no_body)
        else:
            await self.app(scope, receive, send)


class _AddHeaders:
    """Puts the security headers on every response."""

    def __init__(self, app: Callable[..., Awaitable[None]]) -> None:
        self.app = app

    async def __call__(self, scope: Message, receive: Callable[..., Any], send: Send) -> None:
        async def send_more(message: Message) -> None:
            if message["type"] == "http.response.start":
                message["headers"] = [*message.get("headers", ()), *_HEADERS]
            await send(message)

        await self.app(scope, receive, send_more if scope["type"] == "http" else send)
