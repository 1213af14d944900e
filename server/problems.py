"""Errors as RFC 9457 problem JSON."""

from __future__ import annotations

import logging
from http import HTTPStatus
from typing import Any

from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from fastapi.responses import JSONResponse, Response
from starlette.exceptions import HTTPException
from starlette.routing import Match, Mount

from kb.errors import DateError, KbError, QueryError, UnknownName
from server.pool import ReaderError

LOG = logging.getLogger(__name__)
MEDIA_TYPE = "application/problem+json"
_METHODS = ("GET", "POST", "PUT", "PATCH", "DELETE")
_READER_STATUS = {"syntax": 400, "query": 400, "crash": 400, "memory": 413, "timeout": 504,
                  "busy": 503}  # fmt: skip


class Problem(Exception):  # noqa: N818 - the word of the standard
    """A request that cannot be answered: a status and what to say of it."""

    def __init__(self, status: int, detail: str, **more: Any) -> None:
        super().__init__(detail)
        self.status = status
        self.detail = detail
        self.more = more


def describe_problem(
    status: int, detail: str, headers: dict[str, str] | None = None, **more: Any
) -> JSONResponse:
    """A problem as a response."""
    content = {"title": HTTPStatus(status).phrase, "status": status, "detail": detail, **more}
    return JSONResponse(content, status, headers, MEDIA_TYPE)


def describe_error(error: Exception) -> JSONResponse:
    """The response for an error; for one that nobody foresaw, 500 without its words."""
    if isinstance(error, Problem):
        return describe_problem(error.status, error.detail, **error.more)
    if isinstance(error, ReaderError):
        status = _READER_STATUS.get(error.kind, 500)
        headers = {"Retry-After": "1"} if status == 503 else None
        return describe_problem(status, str(error), headers, kind=error.kind)
    if isinstance(error, UnknownName):
        return describe_problem(404, str(error), suggestions=list(error.suggestions))
    if isinstance(error, (QueryError, DateError)):
        return describe_problem(400, str(error))
    if isinstance(error, HTTPException):
        headers = dict(error.headers) if error.headers else None
        return describe_problem(error.status_code, str(error.detail), headers)
    if isinstance(error, RequestValidationError):
        words = "; ".join(
            f"{'.'.join(str(part) for part in e['loc'][1:])}: {e['msg']}" for e in error.errors()
        )
        return describe_problem(400, words)
    LOG.error("an unforeseen error", exc_info=error)
    return describe_problem(500, "something went wrong here; it has been logged")


def _answer_method(request: Request) -> Response:
    # The router names the methods of one route, and a path may have several. Each method is
    # tried, as routers within routers do not list theirs.
    methods = {"OPTIONS"}
    for method in _METHODS:
        scope = {**request.scope, "method": method}
        for route in request.app.routes:
            if route.matches(scope)[0] is Match.FULL and not isinstance(route, Mount):
                methods.add(method)
    if "GET" in methods or len(methods) == 1:  # a folder of files can only be read
        methods |= {"GET", "HEAD"}
    allow = {"Allow": ", ".join(sorted(methods))}
    if request.method == "OPTIONS":
        return Response(status_code=204, headers=allow)
    return describe_problem(405, f"{request.method} is not done here; {allow['Allow']} are", allow)


def answer_problems(app: FastAPI) -> None:
    """Makes `app` answer every error with problem JSON."""

    async def answer(request: Request, error: Exception) -> Response:
        if isinstance(error, HTTPException) and error.status_code == 405:
            return _answer_method(request)
        return describe_error(error)

    for kind in (Problem, ReaderError, KbError, HTTPException, RequestValidationError, Exception):
        app.add_exception_handler(kind, answer)
