"""The writer: the one process that has the store open for writing.

It does one write after the other, derives the events again where a write calls for it, and makes
the snapshots that everybody reads: by hard links, about one a second, or at once where somebody
asks to see what they wrote. It has no network. An acknowledged write is on the disk, so the
process may be killed at any moment; a write that takes too long kills it, and nothing of that
write is stored. Started by `server.supervise` as ``python -m server.writer FD STORE JSON``.
"""

from __future__ import annotations

import contextlib
import json
import logging
import queue
import shutil
import signal
import socket
import sys
import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

from kb.errors import KbError, StoreLocked
from kb.knowledge import KnowledgeBase
from kb.store import EmbeddedStore
from kb.store.folder import GAZETTEERS
from server.confine import confine_process
from server.frames import ANSWER, DATA, ERROR, FOLLOW, HOLD, REQUEST, STARTED, receive_frame
from server.ingesting import Ingesting
from server.jobs import Job, Step
from server.snapshots import Snapshots
from server.supervise import SNAPSHOTS
from server.writes import WRITES, describe_failure

LOG = logging.getLogger("server.writer")
LARGEST = 1 << 30
STEP_TIME = 30.0  # seconds that a few articles may take to be committed at least


class Writer:
    """The loop of the writer, on an open knowledge base."""

    def __init__(
        self, known: KnowledgeBase, path: Path, listener: socket.socket, options: dict[str, Any]
    ) -> None:
        if not isinstance(known.store, EmbeddedStore):
            raise TypeError("a server writes to an embedded store")
        self._known = known
        self._store = known.store
        self._listener = listener
        self._options = options
        self._jobs: queue.Queue[Job | Step] = queue.Queue(options["queue"])
        self._snapshots = Snapshots(path / SNAPSHOTS)
        self._dirty = False
        self._stale_since: float | None = None
        self._stopping = False
        self._ingesting = Ingesting(known, path / GAZETTEERS, options, self.do_between)

    def stop(self) -> None:
        """Ends the loop after the write that is under way."""
        self._stopping = True

    def run(self) -> None:
        """Does one write after the other until it is stopped."""
        self._snapshots.make(self._store)
        self._ingesting.start()
        threading.Thread(target=self._accept, daemon=True).start()
        while not self._stopping:
            try:
                job = self._jobs.get(timeout=self._find_pause())
            except queue.Empty:
                job = None
            if job is not None:
                self._do(job)
            self._tidy()

    def _find_pause(self) -> float:
        # never long, so that a signal to stop is heeded
        due = 0.5
        if self._dirty:
            due = min(due, self._snapshots.taken + self._options["every"] - time.monotonic())
        if self._stale_since is not None:
            due = min(due, 0.05)
        return max(due, 0.001)

    def _tidy(self) -> None:
        now = time.monotonic()
        waited = self._stale_since is not None and now - self._stale_since > self._options["every"]
        if self._stale_since is not None and (waited or self._jobs.empty()):
            self._stale_since = None
            started = time.monotonic()
            try:
                self._known.catch_up()
            except KbError:
                LOG.exception("the events could not be derived again; the next write tries again")
            else:
                LOG.info("derived the events again in %.2f s", time.monotonic() - started)
            self._dirty = True
        if self._dirty and time.monotonic() - self._snapshots.taken >= self._options["every"]:
            self._snap()

    def _snap(self) -> None:
        self._snapshots.make(self._store)
        self._dirty = False

    def do_between(self, work: Callable[[], Any], end: float) -> Any:
        """What `work` returns or raises, done by the loop in its turn; for other threads.

        It has until the monotonic time `end`, and some seconds at least.
        """
        step = Step(work, end)
        self._jobs.put(step)
        step.done.wait()
        if step.error is not None:
            raise step.error
        return step.outcome

    def _do(self, job: Job | Step) -> None:
        if isinstance(job, Step):
            with self._watching(max(job.end - time.monotonic(), STEP_TIME)):
                try:
                    job.outcome = job.work()
                except Exception as error:  # noqa: BLE001 - whoever waits is told
                    job.error = error
            job.done.set()
            return
        try:
            if job.is_given_up():
                return
            if job.asked["do"] == "snapshot":
                self._show(job)
                return
            if self._dirty and time.monotonic() - self._snapshots.taken > 0.1:
                self._snap()  # what was written so far is not to wait for a long write
            self._write(job)
        finally:
            job.close()

    def _show(self, job: Job) -> None:
        newest = self._snapshots.newest
        if newest is None or newest["generation"] < job.asked["generation"]:
            # however many ask, most of the time is left for writing
            rest = self._snapshots.taken + min(5 * self._snapshots.pace, 0.5) - time.monotonic()
            if rest > 0:
                time.sleep(rest)
            self._snap()
        job.reply(ANSWER, self._snapshots.newest or {})

    def _write(self, job: Job) -> None:
        job.reply(STARTED, {})
        asked = job.asked
        with self._watching(asked["deadline"]):
            try:
                answer = WRITES[asked["do"]](self._known, asked, job.body)
            except Exception as error:
                if not isinstance(error, (KbError, MemoryError)):
                    LOG.exception("a write failed unforeseen")
                text = job.body.decode("utf-8", "replace") if asked["do"] == "update" else ""
                job.reply(ERROR, describe_failure(error, text))
            else:
                job.reply(ANSWER, answer)

    @contextlib.contextmanager
    def _watching(self, deadline: float) -> Iterator[None]:
        """Ends the process where what is within takes too long; notices what it wrote."""
        # The kernel's own clock and its default answer, which is death: whatever the engine does
        # with this process's threads, it holds.
        signal.setitimer(signal.ITIMER_REAL, deadline)
        before = self._store.generation
        try:
            yield
        finally:
            signal.setitimer(signal.ITIMER_REAL, 0)
        if self._store.generation != before:
            self._dirty = True
        if self._store.stale and self._stale_since is None:
            self._stale_since = time.monotonic()

    def _accept(self) -> None:
        while True:
            try:
                channel, _ = self._listener.accept()
            except OSError:
                return
            threading.Thread(target=self._receive, args=(channel,), daemon=True).start()

    def _receive(self, channel: socket.socket) -> None:
        try:
            frame = receive_frame(channel, LARGEST)
            if frame is None:
                channel.close()
            elif frame[0] == FOLLOW:
                self._keep_following(channel)
            elif frame[0] == REQUEST:
                body = receive_frame(channel, LARGEST)
                if body is None or body[0] != DATA:
                    channel.close()
                    return
                job = Job(json.loads(frame[1]), body[1], channel)
                try:
                    if job.asked["do"] == "ingest":
                        self._ingesting.take(job)
                    else:
                        self._jobs.put_nowait(job)
                except queue.Full:
                    job.reply(ERROR, {"kind": "busy", "message": "too many writes are waiting"})
                    job.close()
        except (OSError, ValueError):
            channel.close()

    def _keep_following(self, channel: socket.socket) -> None:
        follower = self._snapshots.follow(channel)
        try:
            while (frame := receive_frame(channel, LARGEST)) is not None:
                if frame[0] == HOLD:
                    follower.holds = set(json.loads(frame[1])["paths"])
        finally:
            self._snapshots.forget(follower)
            channel.close()


def _say(outcome: dict[str, Any]) -> None:
    sys.stdout.write(json.dumps(outcome) + "\n")
    sys.stdout.flush()


def main() -> None:
    """Opens the store, says on standard output how that went, and writes until SIGTERM."""
    logging.basicConfig(format="%(message)s", level=logging.INFO, stream=sys.stderr)
    listener = socket.socket(fileno=int(sys.argv[1]))
    path, options = Path(sys.argv[2]), json.loads(sys.argv[3])
    confine_process(options["memory"])
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # a terminal sends it to all; the server decides
    signal.signal(signal.SIGALRM, signal.SIG_DFL)
    if options["clean"]:
        # whoever left these behind is gone
        shutil.rmtree(path / SNAPSHOTS, ignore_errors=True)
    try:
        known = KnowledgeBase.open(path, create=False)
        known.freshen_index()  # whoever serves reads it, and cannot make it
    except KbError as error:
        _say({"kind": "locked" if isinstance(error, StoreLocked) else "store",
              "message": str(error)})  # fmt: skip
        return
    with known:
        writer = Writer(known, path, listener, options)
        signal.signal(signal.SIGTERM, lambda *_: writer.stop())
        _say({"kind": "ready", "base": known.base})
        writer.run()


if __name__ == "__main__":
    main()
