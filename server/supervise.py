"""Starting the writer, and starting it again when it dies."""

from __future__ import annotations

import json
import logging
import os
import shutil
import socket
import subprocess
import sys
import tempfile
import threading
import time
from pathlib import Path
from typing import Any

from kb.errors import StoreError, StoreLocked
from kb.store.embedded import SERVER_NOTE
from server.settings import Settings

LOG = logging.getLogger(__name__)
SNAPSHOTS = "snapshots"
STOP_TIME = 15.0


class WriterHost:
    """The writer of a store, alive from `start` to `stop`.

    The socket that it is reached by is opened here and outlives each writer, so whoever connects
    while a writer is being replaced is served by the next.
    """

    def __init__(self, store: Path, settings: Settings) -> None:
        self._store = store
        self._settings = settings
        self._folder: str | None = None
        self._listener: socket.socket | None = None
        self._process: subprocess.Popen[bytes] | None = None
        self._stopping = threading.Event()
        self._first: dict[str, Any] | None = None
        self._ready = threading.Event()
        self._thread: threading.Thread | None = None
        self.starts = 0

    @property
    def address(self) -> str:
        """The path of the socket that the writer answers on."""
        return f"{self._folder}/writer"

    @property
    def pid(self) -> int | None:
        """The process, while it runs."""
        return None if self._process is None else self._process.pid

    def start(self) -> None:
        """Returns when the store is open. Raises `StoreError`, `StoreLocked`."""
        # not in the store's folder: a socket's path may have a hundred characters or so
        self._folder = tempfile.mkdtemp(prefix="kb-writer-")
        self._listener = socket.socket(socket.AF_UNIX)
        self._listener.bind(self.address)
        self._listener.listen(512)
        # A process dies with the thread that started it (`server.confine`), so one does it all.
        self._thread = threading.Thread(target=self._watch, name="writer", daemon=True)
        self._thread.start()
        self._ready.wait()
        first = self._first or {}
        if first.get("kind") != "ready":
            self.stop()
            kind = StoreLocked if first.get("kind") == "locked" else StoreError
            raise kind(first.get("message", "the writer did not start"))

    def tell(self, url: str | None) -> None:
        """Leaves a note beside the store, for whoever finds it locked."""
        note = {"pid": os.getpid(), "url": url, "writer": self.address}
        (self._store / SERVER_NOTE).write_text(json.dumps(note), "utf-8")

    def stop(self) -> None:
        """Ends the writer after what it does; after `STOP_TIME` seconds, at once."""
        self._stopping.set()
        if self._process is not None:
            self._process.terminate()
            try:
                self._process.wait(STOP_TIME)
            except subprocess.TimeoutExpired:
                self._process.kill()
                self._process.wait()
        if self._thread is not None:
            self._thread.join()
        if self._listener is not None:
            self._listener.close()
        if self._folder is not None:
            shutil.rmtree(self._folder, ignore_errors=True)
        if (self._first or {}).get("kind") == "ready":  # else it is another server's store and note
            (self._store / SERVER_NOTE).unlink(missing_ok=True)
            shutil.rmtree(self._store / SNAPSHOTS, ignore_errors=True)

    def _watch(self) -> None:
        pause = 0.0
        while not self._stopping.wait(pause):
            started = time.monotonic()
            outcome = self._run()
            if self._first is None:
                self._first = outcome
                self._ready.set()
            if self._process is None:
                return
            if outcome["kind"] == "ready":
                status = self._process.wait()
                if not self._stopping.is_set():
                    LOG.warning("the writer ended (status %s); starting another", status)
            elif self.starts == 1:
                return
            # at once after a good while, else slower and slower
            lasted = time.monotonic() - started
            pause = 0.0 if lasted > 2 else min(max(0.1, 2 * pause), 5.0)

    def _run(self) -> dict[str, Any]:
        if self._listener is None:
            raise RuntimeError("the writer was not started")
        options = {
            "queue": self._settings.queue,
            "every": self._settings.snapshot_every,
            "memory": self._settings.writer_memory,
            "clean": self.starts == 0,
        }
        self.starts += 1
        number = self._listener.fileno()
        self._process = subprocess.Popen(  # noqa: S603 - our own module, no shell
            [sys.executable, "-m", "server.writer", str(number), str(self._store),
             json.dumps(options)],
            pass_fds=[number],
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
        )  # fmt: skip
        if self._stopping.is_set():
            self._process.terminate()
        with self._process.stdout or open(os.devnull, "rb") as told:  # noqa: PTH123
            line = told.readline()
        try:
            outcome: dict[str, Any] = json.loads(line)
        except ValueError:
            outcome = {"kind": "store", "message": f"{self._store}: the writer did not start"}
        return outcome
