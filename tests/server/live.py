"""A server on a socket, for what a client in the same process does not show."""

from __future__ import annotations

import socket
import threading
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import uvicorn
from fastapi import FastAPI

from server import create_app
from server.connection import GuardedProtocol
from server.settings import Settings


@dataclass(frozen=True, slots=True)
class Live:
    """A server that runs."""

    address: str
    port: int
    app: FastAPI


@contextmanager
def serve(store: Path, settings: Settings) -> Iterator[Live]:
    """Serves `store` on a free port of loopback, until the end."""
    app = create_app(store, settings)
    config = uvicorn.Config(
        app, http=GuardedProtocol, log_level="critical", access_log=False, lifespan="on",
        timeout_graceful_shutdown=5, backlog=4096,
    )  # fmt: skip
    server = uvicorn.Server(config)
    with socket.create_server(("127.0.0.1", 0), backlog=4096) as listener:
        port = listener.getsockname()[1]
        thread = threading.Thread(target=server.run, kwargs={"sockets": [listener]})
        thread.start()
        try:
            end = time.monotonic() + 120
            while not server.started and time.monotonic() < end and thread.is_alive():
                time.sleep(0.02)
            assert server.started
            yield Live(f"http://127.0.0.1:{port}", port, app)
        finally:
            server.should_exit = True
            thread.join(120)
            assert not thread.is_alive()


def get(address: str) -> bytes:
    """What an address answers, whatever proxy the machine is set to use."""
    opener = urllib.request.build_opener(urllib.request.ProxyHandler({}))
    with opener.open(address, timeout=120) as answer:
        return bytes(answer.read())
