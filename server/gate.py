"""What every request passes: who it is, whether it may come in, what is noted of it.

One middleware for all of it, because each one more costs every small query.
"""

from __future__ import annotations

import asyncio
import json
import logging
import time
from collections.abc import Awaitable, Callable, Collection, MutableMapping
from typing import Any

from fastapi import FastAPI
from limits import RateLimitItem, parse
from limits.aio.storage import MemoryStorage
from limits.aio.strategies import MovingWindowRateLimiter

from kb.tokens import Token
from server.access import CHALLENGE, Keys, read_secret
from server.metrics import Metrics, describe_request
from server.problems import describe_error, describe_problem
from server.settings import Settings
from server.views import Views
from server.writing import WriteError, WriterLink

REQUESTS = logging.getLogger("server.requests")
SLOW = logging.getLogger("server.slow")
OPEN = frozenset(("/health/live", "/health/ready"))
LONGEST_LOGGED = 2000
SEND_TIME = 10.0
SHOW_TIME = 10.0  # seconds that a client waits for a snapshot with what it wrote, at most
STARTED = "kb.started"  # in a scope: when the request came, by `time.perf_counter`
SECURITY = (
    (b"content-security-policy", b"default-src 'self'; frame-ancestors 'none'; base-uri 'none'"),
    (b"x-content-type-options", b"nosniff"),
    (b"x-frame-options", b"DENY"),
    (b"referrer-policy", b"same-origin"),
    (b"cross-origin-opener-policy", b"same-origin"),
)

Message = MutableMapping[str, Any]
Send = Callable[[Message], Awaitable[None]]
Receive = Callable[[], Awaitable[Message]]
Asgi = Callable[[Message, Receive, Send], Awaitable[None]]


def check_host(hosts: Collection[str], header: bytes) -> str | None:
    """Why this host is not ours: a page may have pointed its own name at this machine.

    >>> check_host(["news.example"], b"news.example:8000"), check_host([], b"whatever")
    (None, None)
    """
    if not hosts:
        return None
    name = header.decode("latin-1").lower()
    bare = name.rpartition(":")[0] if name.rpartition(":")[2].isdigit() else name
    if bare.strip("[]") in hosts:
        return None
    return f"this server does not answer to the name {bare[:100]!r} (--allow-host)"


class Gate:
    """Lets requests in or turns them away, and notes what became of each."""

    def __init__(self, app: Asgi, owner: FastAPI, settings: Settings, keys: Keys) -> None:
        self._app = app
        self._state = owner.state
        self._settings = settings
        self._keys = keys
        self._inside = 0
        self._rate: RateLimitItem | None = parse(settings.rate) if settings.rate else None
        self._limiter = MovingWindowRateLimiter(MemoryStorage()) if self._rate else None

    async def __call__(self, scope: Message, receive: Receive, send: Send) -> None:
        """Answers one request."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        # a query that was put to a reader before it came here
        started: float = scope.get(STARTED) or time.perf_counter()
        noted: dict[str, Any] = {"status": 0, "bytes": 0}

        async def send_noted(message: Message) -> None:
            if message["type"] == "http.response.start":
                noted["status"] = message["status"]
                message["headers"] = [*message.get("headers", ()), *SECURITY]
            elif message["type"] == "http.response.body":
                noted["bytes"] += len(message.get("body", b""))
            # whoever does not read what comes has had their time, too
            async with asyncio.timeout(SEND_TIME):
                await send(message)

        self._inside += 1
        try:
            await self._let_in(scope, receive, send_noted)
        except Exception as error:
            if noted["status"]:
                noted["broken"] = type(error).__name__
                raise
            await describe_error(error)(scope, receive, send_noted)
        finally:
            self._inside -= 1
            self._note(scope, noted, time.perf_counter() - started)

    async def _let_in(self, scope: Message, receive: Receive, send: Send) -> None:
        headers: dict[bytes, bytes] = dict(scope["headers"])
        client = (scope.get("client") or ("?",))[0]
        if self._inside > self._settings.in_flight:
            await describe_problem(
                503, "too many requests at once", {"Retry-After": "1", "Connection": "close"}
            )(scope, receive, send)
            return
        refused = check_host(self._settings.hosts, headers.get(b"host", b""))
        if refused is not None:
            await describe_problem(421, refused)(scope, receive, send)
            return
        if not await self._is_within_rate(client):
            await describe_problem(
                429, f"more than {self._settings.rate} from one client", {"Retry-After": "1"}
            )(scope, receive, send)
            return
        header = headers.get(b"authorization")
        token: Token | None = None
        if header is not None:
            secret = read_secret(header.decode("latin-1"))
            token = None if secret is None else self._keys.find(secret)
            if token is None:
                await describe_problem(401, "this is no token of this server", CHALLENGE)(
                    scope, receive, send
                )
                return
        closed = not self._settings.open_reads and scope["path"] not in OPEN
        if closed and token is None and scope["method"] != "OPTIONS":
            await describe_problem(401, "this server is read with a token only", CHALLENGE)(
                scope, receive, send
            )
            return
        scope["kb.token"] = token
        scope["kb.client"] = client if token is None else f"token {token.name}"
        await self._show_own_writes(scope["kb.client"])
        views: Views = self._state.views
        view = views.enter()
        try:
            await self._app(scope, receive, send)
        finally:
            views.leave(view)

    async def _is_within_rate(self, client: str) -> bool:
        if self._limiter is None or self._rate is None:
            return True
        return await self._limiter.hit(self._rate, client)

    async def _show_own_writes(self, client: str) -> None:
        views: Views = self._state.views
        wanted = views.find_wanted(client)
        if wanted is None:
            return
        writer: WriterLink = self._state.writer
        try:
            newest = await writer.ask("snapshot", generation=wanted, deadline=5.0)
        except WriteError:
            return  # what is there is shown; the writer is busy or gone
        end = time.monotonic() + SHOW_TIME
        while views.newest.number < newest["number"] and time.monotonic() < end:
            await asyncio.sleep(0.001)
        views.find_wanted(client)

    def _note(self, scope: Message, noted: dict[str, Any], seconds: float) -> None:
        route = scope.get("kb.route") or getattr(scope.get("route"), "path", None) or "other"
        metrics: Metrics | None = getattr(self._state, "metrics", None)
        if metrics is not None:
            metrics.requests.labels(route, scope["method"], str(noted["status"])).inc()
            metrics.times.labels(route).observe(seconds)
        query: str | None = scope.get("kb.query")
        slow = query is not None and seconds >= self._settings.slow_query
        if slow and metrics is not None:
            metrics.slow.inc()
        if not REQUESTS.isEnabledFor(logging.INFO):
            return
        line = describe_request(
            (scope.get("client") or ("?",))[0],
            getattr(scope.get("kb.token"), "name", None),
            scope["method"],
            scope["path"],
            seconds,
            noted,
        )
        REQUESTS.info("%s", json.dumps(line))
        if slow and query is not None:
            SLOW.warning("%s", json.dumps({**line, "query": query[:LONGEST_LOGGED]}))
