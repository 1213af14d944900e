"""``/queries``: each ``.rq`` file is a call of its own, with its parameters in the interface."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping
from typing import Any
from urllib.parse import urlencode

from fastapi import APIRouter, Request
from fastapi.responses import Response
from starlette.concurrency import run_in_threadpool

from kb.knowledge import KnowledgeBase
from kb.questions import Param, Question
from kb.results import ROW_FORMATS
from server.asking import run_query
from server.negotiate import ROWS
from server.problems import Problem

_SCHEMAS: Mapping[str, dict[str, Any]] = {
    "integer": {"type": "integer"},
    "number": {"type": "number"},
    "boolean": {"type": "boolean"},
    "date": {"type": "string", "format": "edtf"},
}
_MEDIA = {"json": "application/sparql-results+json", "xml": "application/sparql-results+xml",
          "csv": "text/csv", "tsv": "text/tab-separated-values"}  # fmt: skip
_RESPONSES: dict[int | str, dict[str, Any]] = {
    200: {"description": "The rows.", "content": {media: {} for media in ROWS}},
    400: {"description": "A parameter is missing, unknown, or not of its type."},
    404: {"description": "A name is unknown; near ones are suggested."},
    504: {"description": "The question took too long and was ended."},
}


def route_questions(questions: Mapping[str, Question]) -> APIRouter:
    """The routes that list the questions and answer each of them."""
    router = APIRouter(tags=["Questions"])

    @router.get("/queries", summary="The documented questions")
    def list_questions() -> list[dict[str, Any]]:
        """Every question with its parameters, examples, and the SPARQL that answers it."""
        return [describe_question(question) for question in questions.values()]

    for question in questions.values():
        router.add_api_route(
            f"/queries/{question.name}",
            _answer(question),
            methods=["GET"],
            name=question.name,
            summary=question.title,
            description=question.description,
            operation_id=f"ask-{question.name}",
            responses=_RESPONSES,
            openapi_extra={"parameters": [*map(_document, question.params), _FORMAT]},
        )

    @router.get("/queries/{name}", include_in_schema=False)
    def answer_no_question(name: str) -> Response:
        raise Problem(404, f"no question {name!r}; there are {', '.join(sorted(questions))}")

    return router


def describe_question(question: Question) -> dict[str, Any]:
    """A question as JSON: what it answers, its parameters, and how to ask it."""
    return {
        "name": question.name,
        "title": question.title,
        "description": question.description,
        "parameters": [
            {"name": p.name, "type": p.type, "default": p.default, "description": p.text}
            for p in question.params
        ],
        "examples": [
            {
                "command": f"kb ask {example}",
                "url": _link(question, question.read_example(example)),
            }
            for example in question.examples
        ],
        "sparql": question.sparql,
    }


def _link(question: Question, given: Mapping[str, str]) -> str:
    return f"/queries/{question.name}" + (f"?{urlencode(given)}" if given else "")


def _answer(question: Question) -> Callable[[Request], Awaitable[Response]]:
    async def answer_question(request: Request) -> Response:
        known: KnowledgeBase = request.app.state.known
        given = dict(request.query_params)
        form = given.pop("format", None)
        if form is not None and form not in ROW_FORMATS:
            raise Problem(400, f"no format {form!r}; there are {', '.join(ROW_FORMATS)}")
        # an empty field of a form is nothing given
        values = {name: value for name, value in given.items() if value != ""}
        bindings = await run_in_threadpool(known.bind, question, values)
        return await run_query(
            request,
            question.sparql,
            bindings=bindings,
            timeout=request.app.state.query_timeout,
            accept=None if form is None else _MEDIA[form],
        )

    return answer_question


_FORMAT: dict[str, Any] = {
    "name": "format",
    "in": "query",
    "schema": {"type": "string", "enum": [*ROW_FORMATS]},
    "description": "The format of the rows; without it, Accept decides.",
}


def _document(param: Param) -> dict[str, Any]:
    schema: dict[str, Any] = dict(_SCHEMAS.get(param.type, {"type": "string"}))
    if "|" in param.type:
        schema["enum"] = param.type.split("|")
    if param.default is not None:
        schema["default"] = _read_default(param)
    return {
        "name": param.name,
        "in": "query",
        "required": param.default is None,
        "schema": schema,
        "description": param.text,
    }


def _read_default(param: Param) -> str | float | bool | None:
    value = param.default or ""
    if param.type == "integer":
        return int(value)
    if param.type == "number":
        return float(value)
    return value == "true" if param.type == "boolean" else value
