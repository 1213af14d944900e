"""A pool of reader processes, each killed at its query's deadline and replaced by a spare."""

from __future__ import annotations

import asyncio
import json
import logging
from collections import Counter, deque
from collections.abc import AsyncGenerator, Callable, Coroutine
from pathlib import Path
from typing import Any

from server.frames import READY, REQUEST, pack_json
from server.reading import Reader, start_reader
from server.running import FELLED, HARMLESS, START_TIME, ReaderError, Running, read_reply

LOG = logging.getLogger(__name__)


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
        self._waiting: deque[Running] = deque()
        self._running = 0
        self._idle: list[Reader] = []
        self._all: set[Reader] = set()
        self._tasks: set[asyncio.Task[Any]] = set()
        self._closed = False
        self._wants_wall = walled
        self.walled = walled
        self.kills: Counter[str] = Counter()
        self._starting: Counter[str] = Counter()  # readers on their way, by snapshot
        self.released: Callable[[], None] = lambda: None

    @property
    def busy(self) -> int:
        """How many queries run or wait."""
        return len(self._waiting) + self._running

    @property
    def full(self) -> bool:
        """Whether as many queries run as may."""
        return self._running >= self._size

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
        while old := [reader for reader in self._idle if reader.snapshot != self._snapshot]:
            self._idle.remove(reader := old[0])
            await self._bring_up_to_date(reader)
        self.released()

    async def _bring_up_to_date(self, reader: Reader) -> None:
        """Makes the reader read the newest snapshot, or replaces it; it is idle then."""
        try:
            while reader.snapshot != self._snapshot:
                async with asyncio.timeout(START_TIME):
                    await reader.switch(self._snapshot)
        except BaseException as error:
            self._replace(reader, "switch")
            if not isinstance(error, (OSError, TimeoutError)):
                raise
        else:
            self._make_idle(reader)

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

    def begin(self, request: dict[str, Any]) -> Running:
        """A query that runs at once where a reader is free, or waits for its turn.

        Raises `ReaderError` where too many wait already.
        """
        running = Running(self, pack_json(REQUEST, request))
        if len(self._waiting) >= self._queue:
            raise ReaderError("busy", "too many queries are waiting")
        self._waiting.append(running)
        self._give_out()
        return running

    def _give_out(self) -> None:
        """Gives readers to those who wait longest."""
        while self._waiting and not self.full:
            reader = self._take_idle()
            if reader is None:
                return
            self._running += 1
            self._waiting.popleft().begin(reader)

    def _take_idle(self) -> Reader | None:
        """An idle reader on the newest snapshot; those on an older one are brought up to date."""
        while self._idle:
            reader = self._idle.pop()  # the one used last: what it knows is still at hand
            if reader.snapshot == self._snapshot:
                return reader
            self._run_aside(self._bring_up_to_date(reader))
        return None

    def _make_idle(self, reader: Reader) -> None:
        if reader.lost or reader.frames:  # nothing was asked of it that these could answer
            self._run_aside(self._replace_lost(reader))
            return
        self._idle.append(reader)
        self._give_out()

    def _find_loss(self, reader: Reader) -> None:
        """A reader's socket closed. Of one at work, whoever waits for its reply hears."""
        if reader in self._idle and not self._closed:
            self._idle.remove(reader)
            self._run_aside(self._replace_lost(reader))

    async def _replace_lost(self, reader: Reader) -> None:
        self._replace(reader, await reader.find_end() if reader.lost else "crash")

    def take_back(self, running: Running, reason: str | None) -> None:
        """A query ended: its reader is free for the next, or is killed for `reason`."""
        reader = running.reader
        if reader is None:
            self._waiting.remove(running)
            return
        self._running -= 1
        reader.heard = None
        if reason is not None:
            self._replace(reader, reason)
            self._give_out()
        elif reader.snapshot == self._snapshot:
            self._make_idle(reader)
        else:
            self._run_aside(self._renew(reader))

    async def _renew(self, reader: Reader) -> None:
        await self._bring_up_to_date(reader)
        self.released()

    async def run(
        self, request: dict[str, Any], deadline: float, *, begun: Running | None = None
    ) -> AsyncGenerator[dict[str, Any] | bytes, None]:
        """The head of the reply (a dictionary), then its bytes, within `deadline` seconds.

        Close the generator to give up: the reader is then killed. `begun` is the same query where
        it runs or waits already. Raises `ReaderError`.
        """
        running = begun or self.begin(request)
        reason: str | None = "client gone"
        try:
            reader = await running.wait_turn(deadline)
            async for item in read_reply(reader, running.began + deadline):
                if item is None:
                    reason = None
                    return
                yield item
        except ReaderError as error:
            reason = None if error.kind in HARMLESS else error.kind
            raise
        except TimeoutError:
            reason = "timeout"
            raise ReaderError("timeout", f"the query took more than {deadline:g} s") from None
        except ConnectionError:
            reason = await reader.find_end()
            raise ReaderError(reason, FELLED[reason]) from None
        finally:
            running.end(reason)

    def _replace(self, reader: Reader, reason: str = "crash") -> None:
        self.kills[reason] += 1
        reader.kill()
        if not self._closed:
            self._run_aside(self._spawn_after(reader))

    def _run_aside(self, work: Coroutine[Any, Any, None]) -> None:
        task = asyncio.create_task(work)
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    async def _spawn_after(self, dead: Reader) -> None:
        await self._end(dead)
        while not self._closed:
            try:
                await self._spawn()
            except (ReaderError, OSError) as error:
                LOG.warning("a reader did not start (%s); trying again", error)
                await asyncio.sleep(1)
            else:
                return

    async def _end(self, reader: Reader) -> None:
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
        reader = await start_reader(snapshot, self._memory, walled=self._wants_wall)
        self._all.add(reader)
        try:
            async with asyncio.timeout(START_TIME):
                kind, content = await reader.read_frame()
        except (TimeoutError, ConnectionError) as error:
            await self._end(reader)
            raise ReaderError("crash", f"a reader did not start: {error}") from error
        except asyncio.CancelledError:
            reader.kill()
            raise
        if kind == READY and not json.loads(content)["walled"] and self.walled:
            self.walled = False
            LOG.warning("readers have no wall against the network on this system, only a check")
        reader.gone = self._find_loss
        self._make_idle(reader)
