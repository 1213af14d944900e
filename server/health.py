"""Whether the server lives, whether it is ready, and what it counts."""

from __future__ import annotations

from typing import Any

from fastapi import APIRouter, Request
from fastapi.responses import JSONResponse, Response
from prometheus_client import CONTENT_TYPE_LATEST

from kb import __version__
from kb.knowledge import KnowledgeBase

router = APIRouter(tags=["Server"])


@router.get("/health", summary="Whether the server answers")
def answer_health(request: Request) -> dict[str, Any]:
    """The state of the store, and what it holds."""
    known: KnowledgeBase = request.app.state.known
    return {
        "status": "ok",
        "version": __version__,
        "generation": known.store.generation,
        "articles": sum(1 for _ in known.article_graphs()),
    }


@router.get("/health/live", summary="Whether the process lives")
async def answer_live() -> dict[str, str]:
    """Always the same: if this is not answered, start the server again."""
    return {"status": "ok"}


@router.get(
    "/health/ready",
    summary="Whether requests can be answered",
    responses={503: {"description": "Not now; the answer says what is missing."}},
)
async def answer_ready(request: Request) -> Response:
    """Whether readers and the writer are there."""
    state = request.app.state
    parts = {"readers": state.pool.ready, "writer": state.writer.connected}
    ready = all(parts.values())
    return JSONResponse({"status": "ok" if ready else "not ready", **parts}, 200 if ready else 503)


@router.get("/metrics", summary="Counters, for Prometheus", response_class=Response)
async def answer_metrics(request: Request) -> Response:
    """What the server counts, in the text format of Prometheus."""
    return Response(request.app.state.metrics.write(), media_type=CONTENT_TYPE_LATEST)
