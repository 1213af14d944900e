"""The snapshots of the store: hard links made by the writer, kept while somebody reads them."""

from __future__ import annotations

import contextlib
import shutil
import socket
import threading
import time
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from kb.store import EmbeddedStore
from server.frames import SNAPSHOT, pack_json

KEPT = 3  # the newest snapshots, which nobody may have had the time to hold yet
GRACE = 5.0  # seconds after the start in which followers say what they hold of an earlier writer


@dataclass
class Follower:
    """Somebody who is told of snapshots, and which of them they read."""

    channel: socket.socket
    holds: set[str] = field(default_factory=set)


class Snapshots:
    """The snapshots on the disk, and who reads them."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.folder.mkdir(exist_ok=True)
        self.newest: dict[str, Any] | None = None
        self.taken = float("-inf")
        self.pace = 0.0
        self._made: list[Path] = []
        self._number = time.time_ns() // 1_000_000
        self._followers: list[Follower] = []
        self._lock = threading.Lock()
        self._started = time.monotonic()

    def make(self, store: EmbeddedStore) -> None:
        """Makes a snapshot and tells everybody."""
        started = time.monotonic()
        self._number += 1
        path = self.folder / f"{self._number}"
        store.copy_to(path)
        self.taken = time.monotonic()
        self.pace = self.taken - started
        self.newest = {"path": str(path), "generation": store.generation, "number": self._number}
        self._made.append(path)
        with self._lock:
            followers = tuple(self._followers)
        for follower in followers:
            self._tell(follower)
        self.clean()

    def _tell(self, follower: Follower) -> None:
        if self.newest is None:
            return
        try:
            follower.channel.sendall(pack_json(SNAPSHOT, self.newest))
        except OSError:
            self.forget(follower)

    def follow(self, channel: socket.socket) -> Follower:
        """Somebody who is told of snapshots from now on."""
        follower = Follower(channel)
        with self._lock:
            self._followers.append(follower)
        self._tell(follower)
        return follower

    def forget(self, follower: Follower) -> None:
        """Somebody went."""
        with self._lock, contextlib.suppress(ValueError):
            self._followers.remove(follower)

    def clean(self) -> None:
        """Removes the snapshots that nobody reads."""
        with self._lock:
            held = set().union(*(follower.holds for follower in self._followers))
        held |= {str(path) for path in self._made[-KEPT:]}
        if time.monotonic() - self._started < GRACE:
            candidates = list(self._made)
        else:
            candidates = [path for path in self.folder.iterdir() if path.name.isdigit()]
        for path in candidates:
            if str(path) not in held:
                shutil.rmtree(path, ignore_errors=True)
                if path in self._made:
                    self._made.remove(path)
