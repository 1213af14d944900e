"""``/search`` and ``/complete``: looking for words, and names that were begun."""

from __future__ import annotations

from dataclasses import asdict
from typing import Annotated, Any, Literal

from fastapi import APIRouter, Query, Request
from fastapi.responses import JSONResponse, Response

from kb.knowledge import KnowledgeBase
from kb.search import MOST_HITS, SEARCHED, Completion, SearchResult
from server.problems import Problem
from server.timeline import check_names

router = APIRouter(tags=["Timeline"])


@router.get("/search", summary="Names, events and articles with words", response_model=SearchResult)
def answer_search(
    request: Request,
    q: Annotated[
        str,
        Query(
            max_length=500,
            description='All of these words; "a phrase" stays together, begin* is a beginning.',
            examples=["trade talks"],
        ),
    ],
    kind: Annotated[
        list[Literal["entity", "event", "article"]] | None,
        Query(description="Only these kinds; may be repeated."),
    ] = None,
    limit: Annotated[
        int, Query(ge=1, le=MOST_HITS, description="At most so many of each kind.")
    ] = 10,
) -> Response:
    """What has all the words, the best of each kind first, with excerpts.

    Highlights are places in the text of an excerpt, in code points, and never markup.
    """
    check_names(request)
    known: KnowledgeBase = request.app.state.known
    found = known.search(q, kinds=tuple(kind or SEARCHED), limit=limit)
    return JSONResponse(found.as_json())


@router.get("/complete", summary="Names that were begun", response_model=list[Completion])
def answer_completion(
    request: Request,
    q: Annotated[str, Query(max_length=200, description="What a name begins with.")],
    role: Annotated[
        Literal["entity", "place", "type", "publisher"] | None,
        Query(description="Only names that this parameter of the timeline takes."),
    ] = None,
    limit: Annotated[int, Query(ge=1, le=MOST_HITS)] = 10,
) -> Response:
    """The names, the most frequent first."""
    check_names(request)
    if not q.strip():
        raise Problem(400, "there is nothing to complete")
    known: KnowledgeBase = request.app.state.known
    found: list[dict[str, Any]] = [asdict(one) for one in known.complete(q, role=role, limit=limit)]
    return JSONResponse(found)
