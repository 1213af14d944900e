"""Taking in articles beside the writer's other work.

Reading an article takes far longer than storing what it says, so it is read by a process of its
own (`server.extractor`), and the writer only commits, a few articles at a time: whoever updates
waits for such a commit at most. One body is taken in after the other.
"""

from __future__ import annotations

import json
import logging
import queue
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import asdict
from functools import partial
from pathlib import Path
from typing import Any, TypeVar

from kb.errors import ArticleRejected, KbError, QueryError, StoreError
from kb.extract import Result
from kb.knowledge import KnowledgeBase
from kb.workers import CHUNK
from server.extractor import unpack_result
from server.frames import (
    ANSWER,
    DATA,
    ERROR,
    READY,
    REQUEST,
    STARTED,
    pack_frame,
    pack_json,
    receive_frame,
)
from server.jobs import Job

LOG = logging.getLogger("server.writer")
LARGEST = 1 << 30
START_TIME = 120.0  # seconds that an extractor may take to start, on a machine under load
MOST_DEATHS = 3  # of extractors in a row, without an article read between them
T = TypeVar("T")


class Extraction:
    """An extractor process, started when it is needed, and again when it died.

    To be used by one thread, which must live as long as the process is to (`server.confine`).
    """

    def __init__(self, command: Sequence[str]) -> None:
        """`command` is what to run, ``{fd}`` in it being the number of its socket."""
        self._command = command
        self._process: subprocess.Popen[bytes] | None = None
        self._channel: socket.socket | None = None

    def read(self, asked: dict[str, Any], body: bytes, end: float) -> Iterator[list[Result]]:
        """The results of reading a body, in batches, until the monotonic time `end`.

        An article that fells the process is rejected by itself. Raises `TimeoutError`,
        `QueryError` for metadata that cannot be, and `StoreError` where nothing can be read.
        """
        done, batch, deaths = 0, CHUNK, 0
        while True:
            try:
                for results in self._ask({**asked, "skip": done, "batch": batch}, body, end):
                    done += len(results)
                    deaths = 0
                    yield results
            except ConnectionError as error:
                deaths += 1
                LOG.warning("the extractor ended behind article %d of a body", done)
                if deaths > MOST_DEATHS:
                    raise StoreError("the process that reads articles ends again and again") from (
                        error
                    )
                if batch == 1:
                    name = f"{asked['parts'][0][0]}, article {done + 1}"
                    yield [ArticleRejected(name, "unreadable", "the process that read it died")]
                    done += 1
                batch = 1
            else:
                return

    def _ask(self, asked: dict[str, Any], body: bytes, end: float) -> Iterator[list[Result]]:
        whole = False
        try:
            channel = self._start(end)
            channel.sendall(pack_json(REQUEST, asked) + pack_frame(DATA, body))
            while True:
                kind, content = self._receive(channel, end)
                if kind == DATA:
                    yield [unpack_result(told) for told in json.loads(content)["results"]]
                    continue
                whole = True
                if kind == ERROR:
                    told = json.loads(content)
                    wrong = QueryError if told["kind"] == "query" else StoreError
                    raise wrong(told["message"])
                return
        finally:
            if not whole:  # it may be in the midst of something
                self.stop()

    def _start(self, end: float) -> socket.socket:
        if self._channel is not None and self._process is not None:
            if self._process.poll() is None:
                return self._channel
            self.stop()
        ours, theirs = socket.socketpair()
        with theirs:
            self._process = subprocess.Popen(  # noqa: S603 - our own module, no shell
                [part.replace("{fd}", str(theirs.fileno())) for part in self._command],
                pass_fds=[theirs.fileno()],
                stdin=subprocess.DEVNULL,
                stdout=subprocess.DEVNULL,
            )
        self._channel = ours
        kind, _ = self._receive(ours, min(end, time.monotonic() + START_TIME))
        if kind != READY:
            raise ConnectionError("the extractor did not start")
        return ours

    @staticmethod
    def _receive(channel: socket.socket, end: float) -> tuple[int, bytes]:
        left = end - time.monotonic()
        if left <= 0:
            raise TimeoutError
        channel.settimeout(left)
        frame = receive_frame(channel, LARGEST)
        if frame is None:
            raise ConnectionError("the extractor has ended")
        return frame

    def stop(self) -> None:
        """Ends the process, whatever it does."""
        if self._process is not None:
            self._process.kill()
            self._process.wait()
            self._process = None
        if self._channel is not None:
            self._channel.close()
            self._channel = None


class Ingesting:
    """Takes in one body of articles after the other.

    `do` has the writer do something between two writes, within so many seconds, and returns what
    came of it.
    """

    def __init__(
        self,
        known: KnowledgeBase,
        references: Path,
        options: dict[str, Any],
        do: Callable[[Callable[[], Any], float], Any],
    ) -> None:
        self._known = known
        self._do = do
        self._jobs: queue.Queue[Job] = queue.Queue(options["queue"])
        self._extraction = Extraction(
            [sys.executable, "-m", "server.extractor", "{fd}", known.base, str(references),
             str(options["memory"])]
        )  # fmt: skip

    def start(self) -> None:
        """Begins, in a thread of its own."""
        threading.Thread(target=self._run, name="ingesting", daemon=True).start()

    def take(self, job: Job) -> None:
        """Takes a job. Raises `queue.Full` where too many wait."""
        self._jobs.put_nowait(job)

    def _run(self) -> None:
        while True:
            job = self._jobs.get()
            try:
                if not job.is_given_up():
                    self._ingest(job)
            except TimeoutError:
                words = f"reading took more than {job.asked['deadline']:g} s; "
                words += "what was read before is stored"
                job.reply(ERROR, {"kind": "timeout", "message": words})
            except QueryError as error:
                job.reply(ERROR, {"kind": "query", "message": str(error)})
            except Exception as error:
                if not isinstance(error, (KbError, MemoryError)):
                    LOG.exception("an ingest failed unforeseen")
                job.reply(ERROR, {"kind": "store", "message": str(error)})
            finally:
                job.close()

    def _ingest(self, job: Job) -> None:
        job.reply(STARTED, {})
        end = time.monotonic() + job.asked["deadline"]
        adding = self._do(self._known.start_adding, end)
        for batch in self._extraction.read(job.asked, job.body, end):
            self._do(partial(adding.put, batch), end)
        summary = asdict(self._do(adding.finish, end))
        rejected = summary.pop("rejected")
        job.reply(ANSWER, {
            **summary,
            "rejected": [{"source": r.source, "reason": r.reason, "detail": r.detail}
                         for r in rejected],
            "generation": self._do(lambda: self._known.store.generation, end),
        })  # fmt: skip
