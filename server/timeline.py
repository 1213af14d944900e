"""``/timeline``: the same parameters as on the command line."""

from __future__ import annotations

import inspect
from collections.abc import Iterator
from dataclasses import Field, fields
from typing import Annotated, Any

from fastapi import APIRouter, Query, Request
from fastapi.responses import Response

from kb.knowledge import KnowledgeBase
from kb.timeline import Timeline
from kb.timeline_question import LARGEST_LIMIT, TimelineQuestion
from server.formats import FORMATTED, FormatParameter, answer_formatted, answer_json, wants_json
from server.problems import Problem

router = APIRouter()


def answer_timeline(request: Request, *, format_: FormatParameter = None, **asked: Any) -> Response:
    """Events with their sources and exact words; undated ones last."""
    check_names(request)
    known: KnowledgeBase = request.app.state.known
    question = TimelineQuestion.ask(**{k: v for k, v in asked.items() if v not in (None, [])})
    if format_ == "json" or (format_ is None and wants_json(request)):
        # the index keeps events as JSON: they need not be taken apart and put together
        return answer_json(request, *known.timeline_json(question))
    return answer_formatted(request, known.timeline(question), format_)


def _make_parameters() -> Iterator[inspect.Parameter]:
    """The parameters of `/timeline`: the fields of the question, and the format."""

    def take(name: str, type_: Any, default: Any) -> inspect.Parameter:
        kind = inspect.Parameter.KEYWORD_ONLY
        return inspect.Parameter(name, kind, default=default, annotation=type_)

    request = inspect.Parameter.POSITIONAL_OR_KEYWORD
    yield inspect.Parameter("request", request, annotation=Request)
    for spot in fields(TimelineQuestion):
        yield take(spot.name, *_make_parameter(spot))
        if spot.name == "actor":
            query = Query(alias="with", description="Who else took part.", max_length=500)
            yield take("with_", Annotated[str | None, query], None)
        if spot.name == "cursor":
            query = Query(description="The same as cursor.", max_length=500)
            yield take("after", Annotated[str | None, query], None)
    yield take("format_", FormatParameter, None)


def _make_parameter(spot: Field[Any]) -> tuple[Any, Any]:
    about, default = spot.metadata, spot.default
    plain = spot.name.removesuffix("_")
    more: dict[str, Any] = {"ge": about["low"], "le": about["high"]}
    if plain == "limit":
        more["le"] = LARGEST_LIMIT
    if about["choices"]:
        more["json_schema_extra"] = {"enum": [*about["choices"]]}
    if about["example"] is not None:
        more["examples"] = [about["example"]]
    query = Query(alias=plain, description=about["text"], **more)
    if isinstance(default, tuple):
        return Annotated[list[str], query], []
    types: dict[str, Any] = {"disputed": bool | None, "limit": int}
    type_ = types.get(plain, str | None if default is None else type(default))
    return Annotated[type_, query], default


def _show_parameters(route: Any) -> None:
    """Gives a route the parameters that FastAPI and its documentation are to see."""
    route.__signature__ = inspect.Signature(list(_make_parameters()), return_annotation=Response)


_show_parameters(answer_timeline)
router.get(
    "/timeline",
    tags=["Timeline"],
    summary="What happened, in order of time",
    response_model=Timeline,
    responses=FORMATTED,
)(answer_timeline)


def check_names(request: Request) -> None:
    """Raises `Problem` for a parameter there is none of: misspelled, it would narrow nothing."""
    known = {parameter.alias for parameter in request.scope["route"].dependant.query_params}
    for name in request.query_params:
        if name not in known:
            raise Problem(400, f"no parameter {name!r}; there are {', '.join(sorted(known))}")
