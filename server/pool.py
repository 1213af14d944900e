"""A pool of reader processes, each killed at its query's deadline and replaced by a spare."""

from __future__ import annotations

import asyncio
import json
import logging
import socket
import subprocess
import sys
from collections.abc import AsyncGenerator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from server.frames import DATA, END, ERROR, HEAD, HEADER, READY, REQUEST, pack_json

LOG = logging.getLogger(__name__)
START_TIME = 30.0  # seconds that a reader may take to be ready, on a machine under load


class ReaderError(Exception):
    """A query that a reader could not answer.

    `kind` is ``syntax``, ``query`` (it cannot be run), ``memory``, ``timeout`` (killed at its
    deadline), ``crash`` (it felled its reader) or ``busy`` (too many were waiting).
    """

    def __init__(self, kind: str, message: str) -> None:
        super().__init__(message)
        self.kind = kind


@dataclass(eq=False)
class _Reader:
    process: subprocess.Popen[bytes]
    incoming: asyncio.StreamReader
    outgoing: asyncio.StreamWriter

    async def read_frame(self) -> tuple[int, bytes]:
        length, kind = HEADER.unpack(await self.incoming.readexactly(HEADER.size))
        return kind, await self.incoming.readexactly(length) if length else b""

    def kill(self) -> None:
        self.process.kill()
        self.outgoing.close()


class ReaderPool:
    """Readers on one snapshot: `size` of them answer, and one more stands ready."""

    def __init__(
        self, snapshot: Path, size: int, *, memory: int = 4 << 30, queue: int = 64
    ) -> None:
        self._snapshot = snapshot
        self._size = size
        self._memory = memory
        self._queue = queue
        self._waiting = 0
        self._idle: asyncio.Queue[_Reader] = asyncio.Queue()
        self._turn = asyncio.Semaphore(size)
        self._all: set[_Reader] = set()
        self._tasks: set[asyncio.Task[None]] = set()
        self._closed = False
        self.walled = True

    async def start(self) -> None:
        """Starts the readers. Raises `ReaderError` if one does not come up."""
        await asyncio.gather(*(self._spawn() for _ in range(self._size + 1)))

    async def stop(self) -> None:
        """Ends every reader, whatever it does."""
        self._closed = True
        for task in tuple(self._tasks):
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)
        for reader in tuple(self._all):
            await self._end(reader)

    async def run(
        self, request: dict[str, Any], deadline: float
    ) -> AsyncGenerator[dict[str, Any] | bytes, None]:
        """The head of the reply (a dictionary), then its bytes, within `deadline` seconds.

        Close the generator to give up: the reader is then killed. Raises `ReaderError`.
        """
        if self._waiting >= self._queue:
            raise ReaderError("busy", "too many queries are waiting")
        self._waiting += 1
        try:
            await self._turn.acquire()
        finally:
            self._waiting -= 1
        try:
            reader = await self._idle.get()
            whole = False
            try:
                async with asyncio.timeout(deadline):
                    reader.outgoing.write(pack_json(REQUEST, request))
                    await reader.outgoing.drain()
                async for item in self._replies(reader, deadline):
                    if item is None:
                        whole = True
                        return
                    yield item
            except ReaderError as error:
                whole = error.kind in ("syntax", "query")
                raise
            finally:
                if whole:
                    self._idle.put_nowait(reader)
                else:
                    self._replace(reader)
        except TimeoutError:
            raise ReaderError("timeout", f"the query took more than {deadline:g} s") from None
        except (asyncio.IncompleteReadError, ConnectionError):
            raise ReaderError(
                "crash", "the query felled its reader; it is nested too deeply or too large"
            ) from None
        finally:
            self._turn.release()

    async def _replies(
        self, reader: _Reader, deadline: float
    ) -> AsyncGenerator[dict[str, Any] | bytes | None, None]:
        end = asyncio.get_running_loop().time() + deadline
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
                raise ReaderError(error["kind"], error["message"])

    def _replace(self, reader: _Reader) -> None:
        reader.kill()
        if not self._closed:
            self._run_aside(self._spawn_after(reader))

    def _run_aside(self, work: Any) -> None:
        task = asyncio.create_task(work)
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    async def _spawn_after(self, dead: _Reader) -> None:
        await self._end(dead)
        while not self._closed:
            try:
                await self._spawn()
            except (ReaderError, OSError) as error:
                LOG.warning("a reader did not start (%s); trying again", error)
                await asyncio.sleep(1)
            else:
                return

    async def _end(self, reader: _Reader) -> None:
        reader.kill()
        await asyncio.to_thread(reader.process.wait)
        self._all.discard(reader)

    async def _spawn(self) -> None:
        ours, theirs = socket.socketpair()
        with theirs:
            process = subprocess.Popen(  # noqa: S603 - our own module, no shell
                [
                    sys.executable,
                    "-m",
                    "server.reader",
                    str(theirs.fileno()),
                    str(self._snapshot),
                    str(self._memory),
                ],
                pass_fds=[theirs.fileno()],
                stdin=subprocess.DEVNULL,
                stdout=subprocess.DEVNULL,
                stderr=subprocess.DEVNULL,
            )
        try:
            reader = _Reader(process, *await asyncio.open_connection(sock=ours))
        except BaseException:
            # the pool may stop just now; nobody else knows of this process yet
            process.kill()
            process.wait()
            ours.close()
            raise
        self._all.add(reader)
        try:
            async with asyncio.timeout(START_TIME):
                kind, content = await reader.read_frame()
        except (TimeoutError, asyncio.IncompleteReadError, ConnectionError) as error:
            await self._end(reader)
            raise ReaderError("crash", f"a reader did not start: {error}") from error
        except asyncio.CancelledError:
            reader.kill()
            raise
        if kind == READY and not json.loads(content)["walled"] and self.walled:
            self.walled = False
            LOG.warning("readers have no wall against the network on this system, only a check")
        self._idle.put_nowait(reader)
