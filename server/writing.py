"""Asking the writer, from a web process."""

from __future__ import annotations

import asyncio
import contextlib
import json
import logging
import time
from collections.abc import Awaitable, Callable
from typing import Any

from server.frames import (
    ANSWER,
    DATA,
    ERROR,
    FOLLOW,
    HEADER,
    HOLD,
    REQUEST,
    SNAPSHOT,
    STARTED,
    pack_frame,
    pack_json,
)

LOG = logging.getLogger(__name__)
TURN_TIME = 60.0  # seconds that a write waits for its turn at most
Adopt = Callable[[dict[str, Any]], Awaitable[list[str]]]


class WriteError(Exception):
    """A write that was not done.

    `kind` is ``syntax``, ``query``, ``unknown`` (a name), ``store``, ``memory``, ``timeout``
    (nothing was stored), ``busy`` (nothing was stored), or ``lost``: the writer died under the
    write, which may or may not have been stored. `more` holds what else the writer said.
    """

    def __init__(self, kind: str, message: str, more: dict[str, Any] | None = None) -> None:
        super().__init__(message)
        self.kind = kind
        self.more = more or {}


class WriterLink:
    """The way to the writer whose socket is at `address`.

    `adopt` is told of each new snapshot and returns the snapshots that are read from then on.
    """

    def __init__(self, address: str, adopt: Adopt) -> None:
        self._address = address
        self._adopt = adopt
        self._task: asyncio.Task[None] | None = None
        self._first = asyncio.Event()
        self._follower: asyncio.StreamWriter | None = None
        self.connected = False

    async def start(self) -> None:
        """Returns when the first snapshot was adopted."""
        self._task = asyncio.create_task(self._follow())
        first = asyncio.create_task(self._first.wait())
        await asyncio.wait({self._task, first}, return_when=asyncio.FIRST_COMPLETED)
        first.cancel()
        if self._task.done():
            await self._task

    async def stop(self) -> None:
        """Lets go of the writer."""
        if self._task is not None:
            self._task.cancel()
            await asyncio.gather(self._task, return_exceptions=True)

    def hold(self, paths: list[str]) -> None:
        """Tells the writer which snapshots are still read."""
        if self._follower is not None and not self._follower.is_closing():
            self._follower.write(pack_json(HOLD, {"paths": paths}))

    async def _follow(self) -> None:
        while True:
            with contextlib.suppress(OSError, asyncio.IncompleteReadError):
                incoming, outgoing = await asyncio.open_unix_connection(self._address)
                try:
                    outgoing.write(pack_frame(FOLLOW))
                    self._follower = outgoing
                    while True:
                        kind, content = await _read_frame(incoming)
                        self.connected = True
                        if kind == SNAPSHOT:
                            self.hold(await self._adopt(json.loads(content)))
                            self._first.set()
                finally:
                    self.connected = False
                    outgoing.close()
            await asyncio.sleep(0.05)

    async def ask(
        self, do: str, body: bytes = b"", *, deadline: float = 30.0, **asked: Any
    ) -> dict[str, Any]:
        """What the writer answers to a write, within `deadline` seconds from its turn on.

        Raises `WriteError`. A write whose turn had not come when the writer died is given to the
        next one; one that was begun is not, as it may have been stored. Articles are given to it
        all the same: those that are there already are only replaced by the same.
        """
        request = {"do": do, "deadline": deadline, **asked}
        end = time.monotonic() + TURN_TIME
        while time.monotonic() < end:
            begun: float | None = None
            try:
                incoming, outgoing = await asyncio.open_unix_connection(self._address)
            except OSError:
                await asyncio.sleep(0.05)
                continue
            try:
                outgoing.write(pack_json(REQUEST, request) + pack_frame(DATA, body))
                async with asyncio.timeout_at(
                    asyncio.get_running_loop().time() + max(end - time.monotonic(), 0.01)
                ) as limit:
                    while True:
                        kind, content = await _read_frame(incoming)
                        if kind == STARTED:
                            begun = time.monotonic()
                            limit.reschedule(None)
                        elif kind == ANSWER:
                            answer: dict[str, Any] = json.loads(content)
                            return answer
                        elif kind == ERROR:
                            found = json.loads(content)
                            raise WriteError(found.pop("kind"), found.pop("message"), found)
            except TimeoutError:
                break
            except (OSError, asyncio.IncompleteReadError):
                again = do == "ingest" and time.monotonic() < end
                if begun is None or again:
                    await asyncio.sleep(0.05)
                    continue
                if time.monotonic() - begun >= deadline - 0.05:
                    stored = "what was read before" if do == "ingest" else "nothing"
                    raise WriteError(
                        "timeout", f"the write took more than {deadline:g} s; {stored} is stored"
                    ) from None
                raise WriteError(
                    "lost", "the writer ended under this write, which may or may not be stored; "
                    "look, or send it again if that does no harm",
                ) from None  # fmt: skip
            finally:
                outgoing.close()
        raise WriteError("busy", "the writer has too much to do; nothing is stored")


async def _read_frame(incoming: asyncio.StreamReader) -> tuple[int, bytes]:
    length, kind = HEADER.unpack(await incoming.readexactly(HEADER.size))
    return kind, await incoming.readexactly(length) if length else b""
