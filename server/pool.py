"""A pool of reader processes, each killed at its query's deadline and replaced by a spare."""

from __future__ import annotations

import asyncio
import json
import logging
import signal
import socket
import subprocess
import sys
import tempfile
from collections import Counter
from collections.abc import AsyncGenerator, Callable
from dataclasses import dataclass
from pathlib import Path
from typing import IO, Any

from server.frames import (
    DATA,
    END,
    ERROR,
    HEAD,
    HEADER,
    READY,
    REQUEST,
    SWITCH,
    pack_frame,
    pack_json,
)

LOG = logging.getLogger(__name__)
START_TIME = 30.0  # seconds that a reader may take to be ready, on a machine under load
OUT_OF_MEMORY = (b"memory allocation of", b"bad_alloc", b"MemoryError", b"Cannot allocate memory")
LAST_WORDS = 1 << 16  # bytes of them that are looked at
FELLED = {
    "killed": "the reader was ended from outside; ask again",
    "memory": "the query needs too much memory",
    "crash": "the query felled its reader; it is nested too deeply or too large",
}


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


@dataclass(eq=False)
class _Reader:
    process: subprocess.Popen[bytes]
    incoming: asyncio.StreamReader
    outgoing: asyncio.StreamWriter
    snapshot: Path
    said: IO[bytes]  # what it wrote to its standard error

    async def switch(self, snapshot: Path) -> None:
        """Lets the reader read another snapshot. Raises like `read_frame`."""
        self.outgoing.write(pack_frame(SWITCH, str(snapshot).encode()))
        kind, _ = await self.read_frame()
        if kind != READY:
            raise ConnectionError("the reader cannot open the snapshot")
        self.snapshot = snapshot

    async def read_frame(self) -> tuple[int, bytes]:
        length, kind = HEADER.unpack(await self.incoming.readexactly(HEADER.size))
        return kind, await self.incoming.readexactly(length) if length else b""

    async def find_end(self) -> str:
        """Why its socket was closed: ``killed`` from outside, out of ``memory``, else ``crash``."""
        try:
            status = await asyncio.to_thread(self.process.wait, 5)
        except subprocess.TimeoutExpired:
            return "crash"
        if status == -signal.SIGKILL:
            return "killed"
        # an engine that gets no more memory ends its process, and only its last words tell why
        self.said.seek(0)
        words = self.said.read(LAST_WORDS)
        return "memory" if any(sign in words for sign in OUT_OF_MEMORY) else "crash"

    def kill(self) -> None:
        self.process.kill()
        self.outgoing.close()

    def forget(self) -> None:
        """Lets go of what a reader that has ended left behind."""
        self.said.close()


class ReaderPool:
    """Readers on the newest snapshot: `size` of them answer, and `spares` more stand ready.

    Without `walled`, they may reach the network: for queries whose SERVICE was looked at.
    """

    def __init__(
        self,
        snapshot: Path,
        size: int,
        *,
        memory: int = 4 << 30,
        queue: int = 64,
        walled: bool = True,
        spares: int = 1,
    ) -> None:
        self._snapshot = snapshot
        self._size = size
        self._spares = spares
        self._memory = memory
        self._queue = queue
        self._waiting = 0
        self._running = 0
        self._idle: asyncio.Queue[_Reader] = asyncio.Queue()
        self._turn = asyncio.Semaphore(size)
        self._all: set[_Reader] = set()
        self._tasks: set[asyncio.Task[None]] = set()
        self._closed = False
        self._wants_wall = walled
        self.walled = walled
        self.kills: Counter[str] = Counter()
        self._starting: Counter[str] = Counter()  # readers on their way, by snapshot
        self.released: Callable[[], None] = lambda: None

    @property
    def busy(self) -> int:
        """How many queries run or wait."""
        return self._waiting + self._running

    @property
    def ready(self) -> bool:
        """Whether a reader is alive."""
        return any(reader.process.poll() is None for reader in self._all)

    def paths(self) -> set[str]:
        """The snapshots that readers have open."""
        read = {str(reader.snapshot) for reader in self._all}
        return read | set(self._starting) | {str(self._snapshot)}

    async def switch(self, snapshot: Path) -> None:
        """Has every reader read another snapshot: those at work do so after it."""
        self._snapshot = snapshot
        self._run_aside(self._switch_idle())

    async def _switch_idle(self) -> None:
        # one after the other, so that the rest can answer meanwhile
        for _ in range(self._idle.qsize()):
            if self._idle.empty():
                break
            reader = self._idle.get_nowait()
            if reader.snapshot == self._snapshot:
                self._idle.put_nowait(reader)
                continue
            await self._bring_up_to_date(reader, keep=True)
        self.released()

    async def _bring_up_to_date(self, reader: _Reader, *, keep: bool = False) -> bool:
        """Whether the reader now reads the newest snapshot; if not, it was replaced."""
        try:
            while reader.snapshot != self._snapshot:
                async with asyncio.timeout(START_TIME):
                    await reader.switch(self._snapshot)
        except BaseException as error:
            self._replace(reader, "switch")
            if isinstance(error, (OSError, TimeoutError, asyncio.IncompleteReadError)):
                return False
            raise
        if keep:
            self._idle.put_nowait(reader)
        return True

    async def start(self) -> None:
        """Starts the readers. Raises `ReaderError` if one does not come up."""
        await asyncio.gather(*(self._spawn() for _ in range(self._size + self._spares)))

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
            async with asyncio.timeout(deadline):
                await self._turn.acquire()
        except TimeoutError:
            raise ReaderError("busy", "the queries before this one took too long") from None
        finally:
            self._waiting -= 1
        self._running += 1
        reason = "client gone"
        try:
            reader = await self._idle.get()
            while not await self._bring_up_to_date(reader):
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
                whole = error.kind in ("syntax", "query", "missing", "cut")
                reason = error.kind
                raise
            except TimeoutError:
                reason = "timeout"
                raise
            except (asyncio.IncompleteReadError, ConnectionError):
                reason = await reader.find_end()
                raise
            finally:
                if whole:
                    self._idle.put_nowait(reader)
                    if reader.snapshot != self._snapshot:
                        self._run_aside(self._switch_idle())
                else:
                    self._replace(reader, reason)
        except TimeoutError:
            raise ReaderError("timeout", f"the query took more than {deadline:g} s") from None
        except (asyncio.IncompleteReadError, ConnectionError):
            raise ReaderError(reason, FELLED[reason]) from None
        finally:
            self._running -= 1
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
                raise ReaderError(error.pop("kind"), error.pop("message"), error)

    def _replace(self, reader: _Reader, reason: str = "crash") -> None:
        self.kills[reason] += 1
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
        reader.forget()
        self._all.discard(reader)
        self.released()

    async def _spawn(self) -> None:
        snapshot = self._snapshot
        self._starting[str(snapshot)] += 1
        try:
            await self._spawn_on(snapshot)
        finally:
            self._starting[str(snapshot)] -= 1
            self._starting += Counter()  # forgets those at zero

    async def _spawn_on(self, snapshot: Path) -> None:
        ours, theirs = socket.socketpair()
        said = tempfile.TemporaryFile()  # noqa: SIM115 - it lives as long as the reader
        with theirs:
            process = subprocess.Popen(  # noqa: S603 - our own module, no shell
                [
                    sys.executable,
                    "-m",
                    "server.reader",
                    str(theirs.fileno()),
                    str(snapshot),
                    str(self._memory),
                    "walled" if self._wants_wall else "open",
                ],
                pass_fds=[theirs.fileno()],
                stdin=subprocess.DEVNULL,
                stdout=subprocess.DEVNULL,
                stderr=said,
            )
        try:
            reader = _Reader(process, *await asyncio.open_connection(sock=ours), snapshot, said)
        except BaseException:
            # the pool may stop just now; nobody else knows of this process yet
            process.kill()
            process.wait()
            ours.close()
            said.close()
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
