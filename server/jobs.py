"""What the writer is asked to do: a write for a client, or a step of its own between two writes."""

from __future__ import annotations

import contextlib
import socket
import threading
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from server.frames import pack_json


@dataclass(eq=False)
class Job:
    """A write that somebody asked for, and the channel on which they wait."""

    asked: dict[str, Any]
    body: bytes
    channel: socket.socket

    def reply(self, kind: int, content: dict[str, Any]) -> None:
        """Says something to whoever asked; they may have gone."""
        with contextlib.suppress(OSError):
            self.channel.sendall(pack_json(kind, content))

    def close(self) -> None:
        """Ends the talk."""
        with contextlib.suppress(OSError):
            self.channel.close()

    def is_given_up(self) -> bool:
        """Whether nobody waits any more: they were told that nothing is stored."""
        try:
            return not self.channel.recv(1, socket.MSG_PEEK | socket.MSG_DONTWAIT)
        except BlockingIOError:
            return False
        except OSError:
            return True


@dataclass(eq=False)
class Step:
    """Something to be done between two writes, for a thread that waits for it."""

    work: Callable[[], Any]
    end: float
    outcome: Any = None
    error: Exception | None = None
    done: threading.Event = field(default_factory=threading.Event)
