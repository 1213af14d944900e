"""A reader process as the pool sees it: the socket to it, and why it ended."""

from __future__ import annotations

import asyncio
import signal
import socket
import subprocess
import sys
import tempfile
from collections import deque
from collections.abc import Callable
from pathlib import Path
from typing import IO, cast

from server.frames import HEADER, READY, SWITCH, pack_frame

OUT_OF_MEMORY = (b"memory allocation of", b"bad_alloc", b"MemoryError", b"Cannot allocate memory")
LAST_WORDS = 1 << 16  # bytes of them that are looked at
MOST_HELD = 256 * 1024  # bytes of a reply that are taken before somebody wants them
Frame = tuple[int, bytes]


class Reader(asyncio.Protocol):
    """A reader process and what came from it.

    Its frames are taken one by one with `read_frame`, or `heard` is called whenever some came and
    they are taken from `frames`. `gone` is called when its socket closes.
    """

    def __init__(self, process: subprocess.Popen[bytes], snapshot: Path, said: IO[bytes]) -> None:
        self.process = process
        self.snapshot = snapshot
        self.frames: deque[Frame] = deque()
        self.lost = False
        self.heard: Callable[[], None] | None = None
        self.gone: Callable[[Reader], None] | None = None
        self._said = said  # what it writes to its standard error
        self._transport: asyncio.Transport | None = None
        self._part = bytearray()  # of a frame, until `_wanted` bytes of it are there
        self._wanted = HEADER.size
        self._held = 0
        self._paused = False
        self._waiter: asyncio.Future[None] | None = None

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """The socket is open."""
        self._transport = cast(asyncio.Transport, transport)

    def connection_lost(self, exc: Exception | None) -> None:
        """The socket is closed, from whichever side."""
        self.lost = True
        self._wake()
        if self.gone is not None:
            self.gone(self)

    def data_received(self, data: bytes) -> None:
        """Cuts what came into frames."""
        if self._part:
            self._part += data
            if len(self._part) < self._wanted:
                return
            data = bytes(self._part)
            self._part.clear()
        at, size, self._wanted = 0, len(data), HEADER.size
        while size - at >= HEADER.size:
            length, kind = HEADER.unpack_from(data, at)
            end = at + HEADER.size + length
            if end > size:
                self._wanted = end - at
                break
            self.frames.append((kind, data[at + HEADER.size : end]))
            self._held += length
            at = end
        if at < size:
            self._part += data[at:]
        if self._held > MOST_HELD and not self._paused and self._transport is not None:
            self._paused = True
            self._transport.pause_reading()
        if self.frames:
            self._wake()

    def _wake(self) -> None:
        if self._waiter is not None and not self._waiter.done():
            self._waiter.set_result(None)
        if self.heard is not None:
            self.heard()

    def send(self, frame: bytes) -> None:
        """Sends a frame; nothing where the socket is closed, which reading will find."""
        if self._transport is not None and not self.lost:
            self._transport.write(frame)

    def take_frame(self) -> Frame:
        """The next of the frames that came. Raises `IndexError` where there is none."""
        kind, content = self.frames.popleft()
        self._held -= len(content)
        if self._paused and self._held < MOST_HELD // 2 and self._transport is not None:
            self._paused = False
            self._transport.resume_reading()
        return kind, content

    async def read_frame(self) -> Frame:
        """The next frame. Raises `ConnectionError` where the reader ended before it."""
        while not self.frames:
            if self.lost:
                raise ConnectionError("the reader has ended")
            self._waiter = asyncio.get_running_loop().create_future()
            try:
                await self._waiter
            finally:
                self._waiter = None
        return self.take_frame()

    async def switch(self, snapshot: Path) -> None:
        """Lets the reader read another snapshot. Raises `ConnectionError`."""
        self.send(pack_frame(SWITCH, str(snapshot).encode()))
        kind, _ = await self.read_frame()
        if kind != READY:
            raise ConnectionError("the reader cannot open the snapshot")
        self.snapshot = snapshot

    async def find_end(self) -> str:
        """Why its socket was closed: ``killed`` from outside, out of ``memory``, else ``crash``."""
        try:
            status = await asyncio.to_thread(self.process.wait, 5)
        except subprocess.TimeoutExpired:
            return "crash"
        if status == -signal.SIGKILL:
            return "killed"
        # an engine that gets no more memory ends its process, and only its last words tell why
        self._said.seek(0)
        words = self._said.read(LAST_WORDS)
        return "memory" if any(sign in words for sign in OUT_OF_MEMORY) else "crash"

    def kill(self) -> None:
        """Ends the process, whatever it does."""
        self.process.kill()
        if self._transport is not None:
            self._transport.abort()

    def forget(self) -> None:
        """Lets go of what a reader that has ended left behind."""
        self._said.close()


async def start_reader(snapshot: Path, memory: int, *, walled: bool) -> Reader:
    """A reader process that was just started; `READY` is the first that it says."""
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
                str(memory),
                "walled" if walled else "open",
            ],
            pass_fds=[theirs.fileno()],
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=said,
        )
    try:
        return await connect_reader(Reader(process, snapshot, said), ours)
    except BaseException:
        # the pool may stop just now; nobody else knows of this process yet
        process.kill()
        process.wait()
        ours.close()
        said.close()
        raise


async def connect_reader(reader: Reader, ours: socket.socket) -> Reader:
    """The reader, listening on our end of its socket."""
    await asyncio.get_running_loop().create_connection(lambda: reader, sock=ours)
    return reader
