"""Connections that do not linger: who sends half a request and waits, or a head without end."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from typing import Any

from uvicorn.protocols.http.httptools_impl import HttpToolsProtocol, RequestResponseCycle

from server.direct import Direct
from server.quick import Shelf, make_key

HEAD_TIME = 10.0  # seconds from the first byte of a request to the end of its headers
LONGEST_HEAD = 128 * 1024
MOST_CONNECTIONS = 20_000


class GuardedProtocol(HttpToolsProtocol):
    """uvicorn's protocol with a clock on the head of each request, and a bound on its size.

    A connection that has sent no request yet is under the same clock; between requests the
    server's own keep-alive time holds.
    """

    def __init__(self, *arguments: Any, **more: Any) -> None:
        super().__init__(*arguments, **more)
        self._clock: asyncio.TimerHandle | None = None
        self._head = 0
        self._answer: bytes | None = None
        self._gone: Callable[[], None] | None = None  # for a query that went the short way

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]
        """Begins the clock; beyond `MOST_CONNECTIONS`, hangs up."""
        super().connection_made(transport)
        if len(self.connections) > MOST_CONNECTIONS:
            transport.abort()
            return
        self._start_clock()

    def connection_lost(self, exc: Exception | None) -> None:
        """Stops the clock."""
        self._stop_clock()
        super().connection_lost(exc)
        if self._gone is not None:
            self._gone()

    def data_received(self, data: bytes) -> None:
        """Counts what belongs to a head."""
        if self._clock is not None:
            self._head += len(data)
        super().data_received(data)
        if self._clock is not None and self._head > LONGEST_HEAD:
            self._stop_clock()
            self.send_400_response("The head of the request is too long.")

    def on_message_begin(self) -> None:
        """Begins the clock for the next request on a connection."""
        super().on_message_begin()
        self._start_clock()

    def on_headers_complete(self) -> None:
        """Stops the clock; looks whether the answer is on the shelf."""
        self._stop_clock()
        self._answer = self._find_answer()
        if self._answer is None:
            super().on_headers_complete()

    def on_message_complete(self) -> None:
        """Gives the answer, if there is one."""
        if self._answer is None:
            super().on_message_complete()
            return
        self._write(self._answer)
        self._answer = None
        self.server_state.total_requests += 1
        self._unset_keepalive_if_required()
        self.timeout_keep_alive_task = self.loop.call_later(
            self.timeout_keep_alive, self.timeout_keep_alive_handler
        )

    def _find_answer(self) -> bytes | None:
        shelf: Shelf | None = self.app_state.get("shelf")
        if shelf is None or not self.url.startswith(b"/sparql?"):
            return None
        under_way = self.cycle is not None and not self.cycle.response_complete
        if under_way or self.flow.write_paused or self.parser.get_method() != b"GET":
            return None
        if self.parser.get_http_version() != "1.1" or self.parser.should_upgrade():
            return None
        key = make_key(self.url, self.headers)
        if key is None or self.client is None:
            return None
        return shelf.find(key, self.client[0])

    def _write(self, answer: bytes) -> None:
        lines = [name + b": " + value + b"\r\n" for name, value in
                 self.server_state.default_headers]  # fmt: skip
        self.transport.write(b"".join((b"HTTP/1.1 200 OK\r\n", *lines, answer)))

    def _start_asgi_task(self, cycle: RequestResponseCycle, app: Any) -> None:
        """Begins a request: a plain query past the application, if it can be."""
        direct: Direct | None = self.app_state.get("direct")
        start = super()._start_asgi_task

        def respond(answer: bytes) -> None:
            if not cycle.disconnected and not self.transport.is_closing():
                self._write(answer)
            cycle.response_started = cycle.response_complete = True
            if not cycle.keep_alive:  # the server is being stopped
                self.transport.close()
            cycle.on_response()

        def start_after_all(put_around: Callable[[Any], Any]) -> None:
            start(cycle, put_around(app))

        scope: Any = cycle.scope
        self._gone = None
        if direct is not None and not self.flow.write_paused:
            self._gone = direct.begin(scope, respond, start_after_all)
        if self._gone is None:
            start(cycle, app)

    def _start_clock(self) -> None:
        if self._clock is None:
            self._head = 0
            self._clock = self.loop.call_later(HEAD_TIME, self._hang_up)

    def _stop_clock(self) -> None:
        if self._clock is not None:
            self._clock.cancel()
            self._clock = None

    def _hang_up(self) -> None:
        self._clock = None
        self.transport.abort()
