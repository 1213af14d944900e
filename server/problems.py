"""Errors as RFC 9457 problem JSON."""

from __future__ import annotations

import logging
from dataclasses import asdict
from http import HTTPStatus
from typing import Any

from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from fastapi.responses import JSONResponse, PlainTextResponse, Response
from starlette.exceptions import HTTPException
from starlette.routing import Match, Mount

from kb.errors import AmbiguousName, DateError, KbError, QueryError, UnknownName
from server.negotiate import choose, find_accept
from server.running import ReaderError
from server.writing import WriteError

LOG = logging.getLogger(__name__)
MEDIA_TYPE = "application/problem+json"
_METHODS = ("GET", "POST", "PUT", "PATCH", "DELETE")
PLAIN = "text/plain"
_STATUS = {
    **dict.fromkeys(("syntax", "query", "crash"), 400),
    **dict.fromkeys(("missing", "unknown"), 404),
    **dict.fromkeys(("busy", "killed", "lost", "client gone"), 503),
    **dict.fromkeys(("memory", "cut"), 413),
    "store": 500,
    "timeout": 504,
}


class Problem(Exception):  # noqa: N818 - the word of the standard
    """A request that cannot be answered: a status, what to say of it, and headers."""

    def __init__(
        self, status: int, detail: str, headers: dict[str, str] | None = None, **more: Any
    ) -> None:
        super().__init__(detail)
        self.status = status
        self.detail = detail
        self.headers = headers
        self.more = more


def describe_problem(
    status: int,
    detail: str,
    headers: dict[str, str] | None = None,
    *,
    plain: bool = False,
    **more: Any,
) -> Response:
    """A problem as a response: problem JSON, or plain text where that was asked for."""
    # what is not said has no member
    more = {name: value for name, value in more.items() if value not in (None, "")}
    if plain:
        words = [detail, *(str(more[name]) for name in ("excerpt", "hint") if name in more)]
        return PlainTextResponse("\n".join(words) + "\n", status, headers)
    content = {"title": HTTPStatus(status).phrase, "status": status, "detail": detail, **more}
    return JSONResponse(content, status, headers, MEDIA_TYPE)


def describe_error(error: Exception, *, plain: bool = False) -> Response:
    """The response for an error; for one that nobody foresaw, 500 without its words."""
    if isinstance(error, Problem):
        return describe_problem(
            error.status, error.detail, error.headers, plain=plain, **error.more
        )
    if isinstance(error, (ReaderError, WriteError)):
        status = _STATUS.get(error.kind, 500)
        headers = {"Retry-After": "1"} if status == 503 else None
        more = {name: value for name, value in error.more.items() if name != "detail"}
        return describe_problem(status, str(error), headers, plain=plain, kind=error.kind, **more)
    if isinstance(error, UnknownName):
        return describe_problem(404, str(error), plain=plain, suggestions=list(error.suggestions))
    if isinstance(error, AmbiguousName):
        candidates = [asdict(candidate) for candidate in error.candidates]
        return describe_problem(409, str(error), plain=plain, candidates=candidates)
    if isinstance(error, (QueryError, DateError)):
        return describe_problem(400, str(error), plain=plain)
    if isinstance(error, HTTPException):
        headers = dict(error.headers) if error.headers else None
        return describe_problem(error.status_code, str(error.detail), headers, plain=plain)
    if isinstance(error, RequestValidationError):
        words = "; ".join(
            f"{'.'.join(str(part) for part in e['loc'][1:])}: {e['msg']}" for e in error.errors()
        )
        return describe_problem(400, words, plain=plain)
    LOG.error("an unforeseen error", exc_info=error)
    return describe_problem(500, "something went wrong here; it has been logged", plain=plain)


def wants_plain(accept: str | None) -> bool:
    """Whether errors are asked for as plain text, above all else.

    >>> wants_plain("text/plain"), wants_plain("text/plain, application/json"), wants_plain("*/*")
    (True, False, False)
    """
    return choose(accept, {MEDIA_TYPE: "", "application/json": "", PLAIN: ""}) == PLAIN


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
        return describe_error(error, plain=wants_plain(find_accept(request)))

    for kind in (
        Problem,
        ReaderError,
        WriteError,
        KbError,
        HTTPException,
        RequestValidationError,
        Exception,
    ):
        app.add_exception_handler(kind, answer)
