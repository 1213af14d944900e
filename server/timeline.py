"""``/timeline``: the same parameters as on the command line."""

from __future__ import annotations

from typing import Annotated, Literal

from fastapi import APIRouter, Query, Request
from fastapi.responses import Response

from kb.knowledge import KnowledgeBase
from kb.timeline import DEFAULT_LIMIT, Timeline
from server.formats import FORMATTED, FormatParameter, answer_formatted
from server.problems import Problem

router = APIRouter()


@router.get(
    "/timeline",
    tags=["Timeline"],
    summary="What happened, in order of time",
    response_model=Timeline,
    responses=FORMATTED,
)
def answer_timeline(
    request: Request,
    actor: Annotated[
        str | None,
        Query(description="Who took part: a name, a slug or an IRI.", examples=["Shinzo Abe"]),
    ] = None,
    with_: Annotated[str | None, Query(alias="with", description="Who else took part.")] = None,
    place: Annotated[str | None, Query(description="Where, or what that lies in.")] = None,
    type: Annotated[  # noqa: A002 - the parameter's name
        str | None, Query(description="The kind of event, or a broader one.", examples=["meeting"])
    ] = None,
    from_: Annotated[
        str | None,
        Query(alias="from", description="Not before this day, month or year."),
    ] = None,
    to: Annotated[str | None, Query(description="Not after this day, month or year.")] = None,
    text: Annotated[
        str | None, Query(max_length=500, description="Words of the label or of a quote.")
    ] = None,
    min_sources: Annotated[int, Query(ge=1, le=10**6)] = 1,
    min_salience: Annotated[float, Query(ge=0, le=1)] = 0.0,
    main: Annotated[bool, Query(description="Only the main matter of an article.")] = False,
    status: Annotated[str, Query(description="told, any, happened, planned, denied, …")] = "told",
    undated: Literal["last", "always", "only", "never"] = "last",
    limit: Annotated[int, Query(ge=1, le=1000)] = DEFAULT_LIMIT,
    after: Annotated[str | None, Query(description="The 'next' of the page before.")] = None,
    format_: FormatParameter = None,
) -> Response:
    """Events with their sources and exact words; undated ones last."""
    _check_names(request)
    known: KnowledgeBase = request.app.state.known
    found = known.timeline(
        actor=actor or None,
        with_=with_ or None,
        place=place or None,
        type=type or None,
        from_=from_ or None,
        to=to or None,
        text=text or None,
        min_sources=min_sources,
        min_salience=min_salience,
        main=main,
        status=status,
        undated=undated,
        limit=limit,
        after=after or None,
    )
    # sent as it is: the response model is for the documentation
    return answer_formatted(request, found, format_)


def _check_names(request: Request) -> None:
    """Raises `Problem` for a parameter there is none of: misspelled, it would narrow nothing."""
    known = {parameter.alias for parameter in request.scope["route"].dependant.query_params}
    for name in request.query_params:
        if name not in known:
            raise Problem(400, f"no parameter {name!r}; there are {', '.join(sorted(known))}")
