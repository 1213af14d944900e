"""Connections that do not linger: who sends half a request and waits, or a head without end."""

from __future__ import annotations

import asyncio
from typing import Any

from uvicorn.protocols.http.httptools_impl import HttpToolsProtocol

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
        """Stops the clock."""
        self._stop_clock()
        super().on_headers_complete()

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
