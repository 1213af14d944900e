"""One query in a reader process, or waiting for one, and the ways in which it may fail."""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncGenerator, Callable
from typing import Any, Protocol

from server.frames import DATA, END, ERROR, HEAD
from server.reading import Frame, Reader

START_TIME = 30.0  # seconds that a reader may take to be ready, on a machine under load
FELLED = {
    "killed": "the reader was ended from outside; ask again",
    "memory": "the query needs too much memory",
    "crash": "the query felled its reader; it is nested too deeply or too large",
}
PAUSE = 0.1  # seconds until it is looked again whether a reader came up
HARMLESS = frozenset(("syntax", "query", "missing", "cut"))  # the reader goes on after these


class ReaderError(Exception):
    """A query that a reader could not answer.

    `kind` is ``syntax``, ``query`` (it cannot be run), ``memory``, ``timeout`` (killed at its
    deadline), ``crash`` (it felled its reader), ``killed`` (somebody else ended the reader),
    ``cut`` (its results are too large), ``missing`` (a graph that is not there) or ``busy`` (too
    many were waiting). `more` holds what else is known, as where an error is.
    """

    def __init__(self, kind: str, message: str, more: dict[str, Any] | None = None) -> None:
        super().__init__(message)
        self.kind = kind
        self.more = more or {}


class Turns(Protocol):
    """What gives readers to queries, each in its turn."""

    @property
    def full(self) -> bool:
        """Whether as many queries run as may."""

    def take_back(self, running: Running, reason: str | None) -> None:
        """A query ended: its reader is free for the next, or is killed for `reason`."""


class Running:
    """A query that runs in a reader, or waits for one.

    `heard` is called once it runs, whenever something of its reply came. `end` must be called in
    the end; a query that is ended before its reply was whole costs its reader.
    """

    def __init__(self, pool: Turns, request: bytes) -> None:
        self._pool = pool
        self._request = request
        self._turn: asyncio.Future[None] | None = None
        self.reader: Reader | None = None
        self.asked = asyncio.get_running_loop().time()
        self.began = 0.0
        self.heard: Callable[[], None] | None = None
        self.ended = False

    def begin(self, reader: Reader) -> None:
        """Its turn came: `reader` is its own from now on."""
        self.reader = reader
        self.began = asyncio.get_running_loop().time()
        reader.heard = self._hear
        reader.send(self._request)
        if self._turn is not None and not self._turn.done():
            self._turn.set_result(None)

    def _hear(self) -> None:
        if self.heard is not None:
            self.heard()

    def find_whole(self) -> list[Frame] | None:
        """The whole reply, if all of it came and none of it was taken."""
        if self.reader is None or not self.reader.frames or self.reader.frames[-1][0] != END:
            return None
        return list(self.reader.frames)

    def take_whole(self) -> None:
        """Takes all that came."""
        while self.reader is not None and self.reader.frames:
            self.reader.take_frame()

    async def wait_turn(self, deadline: float) -> Reader:
        """The reader, once it has one. Raises `ReaderError` where others take too long."""
        loop = asyncio.get_running_loop()
        while self.reader is None:
            self._turn = loop.create_future()
            left = self.asked + deadline - loop.time()
            # where nobody else runs, it waits for a reader that is on its way
            await asyncio.wait({self._turn}, timeout=left if self._pool.full else PAUSE)
            waited = loop.time() - self.asked
            if self.reader is None and waited > (deadline if self._pool.full else START_TIME):
                raise ReaderError("busy", "the queries before this one took too long")
        return self.reader

    def end(self, reason: str | None) -> None:
        """Gives the reader back, or, for a `reason`, has it killed. Ending twice is harmless."""
        if self.ended:
            return
        self.ended = True
        self.heard = None
        self._pool.take_back(self, reason)


async def read_reply(
    reader: Reader, end: float
) -> AsyncGenerator[dict[str, Any] | bytes | None, None]:
    """The head of a reader's reply, its bytes, and ``None`` where it is whole.

    Raises `ReaderError` for what the reader says went wrong, `TimeoutError` where it is not whole
    by `end` (of the loop's clock), `ConnectionError` where the reader is gone.
    """
    while True:
        # The clock runs on while a slow client takes its time over a piece.
        async with asyncio.timeout_at(end):
            kind, content = await reader.read_frame()
        if kind == HEAD:
            yield json.loads(content)
        elif kind == DATA:
            yield content
        elif kind == END:
            yield None
            return
        elif kind == ERROR:
            error = json.loads(content)
            raise ReaderError(error.pop("kind"), error.pop("message"), error)
