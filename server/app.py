"""The application: what is opened when it starts, and what it answers."""

from __future__ import annotations

import html
import json
import os
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import replace
from pathlib import Path
from typing import Any

from fastapi import FastAPI, Request
from fastapi.responses import HTMLResponse
from fastapi.staticfiles import StaticFiles
from starlette.concurrency import run_in_threadpool
from starlette.middleware.cors import CORSMiddleware

from kb import __version__
from kb.question_files import load_questions, read_folder
from kb.store import open_folder
from server import admin, articles, graphs, health, questions, resources, search, sparql, timeline
from server.access import Keys
from server.cache import Cache
from server.counting import Counting
from server.direct import Direct
from server.docs import draw_docs
from server.gate import Gate, Message, Receive, Send
from server.metrics import Metrics
from server.pool import ReaderPool
from server.problems import answer_problems
from server.quick import QuickQueries, Shelf
from server.settings import Settings, read_settings
from server.supervise import WriterHost
from server.views import View, Views
from server.writing import WriterLink

PAGE = Path(__file__).parent / "page"
ENVIRONMENT = "KB_SERVER"


def create_app(
    path: str | Path,
    settings: Settings | None = None,
    *,
    readers: int | None = None,
    query_timeout: float | None = None,
    writer: str | None = None,
    url: str | None = None,
    queries: Path | None = None,
) -> FastAPI:
    """The application that serves the knowledge base in the folder `path`.

    When it starts it has a writer open the store, and readers its snapshots, until it stops.
    `readers` and `query_timeout` win over `settings`. `writer` is the address of a writer that
    runs already; `url` is where the application will be found, for who finds the store locked.
    Questions in the folder `queries` are answered beside the shipped ones; raises `QueryError`
    for a wrong one. Starting raises `StoreError`, `StoreLocked`.
    """
    store = Path(path).resolve()
    asked = load_questions() if queries is None else read_folder(queries)
    given = settings or Settings()
    settings = replace(
        given,
        readers=readers or given.readers,
        query_timeout=query_timeout or given.query_timeout,
    )

    @asynccontextmanager
    async def live(app: FastAPI) -> AsyncIterator[dict[str, Any]]:
        async with AsyncExitStack() as stack:
            try:
                await _start(app, stack, store, settings, writer, url)
            except Exception as error:
                app.state.failed = error
                raise
            yield {"shelf": app.state.shelf, "direct": app.state.direct}

    app = FastAPI(
        title="Timeline KB",
        version=__version__,
        summary="What happened, when, where, who was there, and who says so.",
        lifespan=live,
        # Swagger's page fetches its parts from a foreign host; ours is at /docs
        docs_url=None,
        redoc_url=None,
    )
    app.state.settings = settings
    app.state.query_timeout = settings.query_timeout
    app.state.metrics = Metrics(app)
    app.add_middleware(QuickQueries, owner=app)
    app.add_middleware(AnswerHead)
    if settings.origins:
        app.add_middleware(
            CORSMiddleware,
            allow_origins=list(settings.origins),
            allow_methods=["GET", "HEAD", "POST"],
            allow_headers=["Authorization", "Accept", "Content-Type", "If-None-Match"],
            expose_headers=["ETag", "Result-Limit", "Link", "Retry-After"],
            max_age=600,
        )
    app.add_middleware(Gate, owner=app, settings=settings, keys=Keys(store))
    answer_problems(app)
    for router in (
        timeline.router,
        search.router,
        articles.router,
        resources.router,
        questions.route_questions(asked),
        sparql.router,
        graphs.router,
        health.router,
        admin.router,
    ):
        app.include_router(router)

    @app.get("/docs", include_in_schema=False)
    def answer_docs() -> HTMLResponse:
        return HTMLResponse(draw_docs(app.openapi()))

    @app.get("/", include_in_schema=False)
    def answer_page() -> HTMLResponse:
        text = (PAGE / "index.html").read_text("utf-8")
        return HTMLResponse(text.replace("{{version}}", html.escape(__version__)))

    app.mount("/page", StaticFiles(directory=PAGE), name="page")
    return app


async def _start(
    app: FastAPI,
    stack: AsyncExitStack,
    store: Path,
    settings: Settings,
    address: str | None,
    url: str | None,
) -> None:
    """Starts what the application asks; `stack` ends it all, in the other order."""
    state = app.state
    folder = await run_in_threadpool(open_folder, store, create=False)
    state.base, state.folder = folder.base, store
    if address is None:
        host = WriterHost(store, settings)
        await run_in_threadpool(host.start)
        stack.push_async_callback(run_in_threadpool, host.stop)
        host.tell(url)
        address, state.writer_host = host.address, host

    def show(view: View) -> None:
        state.known, state.generation = view.known, view.generation

    views = Views(folder, show)
    stack.callback(views.close)
    pools: list[ReaderPool] = []

    async def adopt(snapshot: dict[str, Any]) -> list[str]:
        await views.adopt(snapshot)
        for pool in pools:
            await pool.switch(Path(views.newest.path))
        return held()

    def held() -> list[str]:
        return sorted({*views.paths(), *(path for pool in pools for path in pool.paths())})

    link = WriterLink(address, adopt)
    await link.start()
    stack.push_async_callback(link.stop)
    newest = Path(views.newest.path)
    pools.append(
        ReaderPool(
            newest,
            settings.count_readers(),
            memory=settings.readers_memory,
            queue=settings.queue,
            spares=2,  # two clients that go away at once leave nobody waiting
        )
    )
    if settings.services:
        pools.append(
            ReaderPool(newest, 1, memory=settings.readers_memory, queue=settings.queue,
                       walled=False)
        )  # fmt: skip
    for pool in pools:
        pool.released = lambda: link.hold(held())
        stack.push_async_callback(pool.stop)
        await pool.start()
        await pool.switch(Path(views.newest.path))
    views.released = lambda: link.hold(held())
    link.hold(held())

    def note_write(request: Request, generation: int) -> None:
        views.note_write(request.scope["kb.client"], generation)

    state.views, state.writer, state.cache = views, link, Cache(settings.cache)
    state.pool, state.federated = pools[0], pools[-1]
    state.counting = Counting(pools[0])
    stack.push_async_callback(state.counting.stop)
    state.note_write = note_write

    def is_plain(client: str) -> bool:
        return settings.open_reads and settings.rate is None and not views.has_written(client)

    state.shelf = Shelf(is_plain, lambda: state.generation, state.metrics.note_quick)
    state.direct = Direct(state, state.shelf, state.metrics.note_quick)


def create_worker() -> FastAPI:
    """The application as one of several processes, by what `KB_SERVER` says."""
    told = json.loads(os.environ[ENVIRONMENT])
    settings = read_settings(told["settings"])
    queries = None if told["queries"] is None else Path(told["queries"])
    return create_app(told["store"], settings, writer=told["writer"], queries=queries)


class AnswerHead:
    """Answers HEAD as GET is answered, without the body: RFC 9110, section 9.3.2."""

    def __init__(self, app: Callable[..., Awaitable[None]]) -> None:
        self.app = app

    async def __call__(self, scope: Message, receive: Receive, send: Send) -> None:
        """Answers one request."""

        async def send_no_body(message: Message) -> None:
            if message["type"] == "http.response.body":
                message = {**message, "body": b""}
            await send(message)

        if scope["type"] == "http" and scope["method"] == "HEAD":
            await self.app({**scope, "method": "GET"}, receive, send_no_body)
        else:
            await self.app(scope, receive, send)
