"""The newsroom of `tests.newsroom`, served on loopback by a thread of this process."""

from __future__ import annotations

import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import uvicorn

from server import create_app
from tests.newsroom import a_newsroom


@contextmanager
def serve_newsroom(folder: Path) -> Iterator[str]:
    """The address of a server of the newsroom, made in `folder`; it stops when this ends."""
    with a_newsroom(folder / "kb"):
        pass
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    config = uvicorn.Config(
        create_app(folder / "kb", readers=1), host="127.0.0.1", port=port, log_level="error"
    )
    server = uvicorn.Server(config)
    thread = threading.Thread(target=server.run, daemon=True)
    thread.start()
    while not server.started:
        assert thread.is_alive()
        thread.join(0.05)
    yield f"http://127.0.0.1:{port}"
    server.should_exit = True
    thread.join(20)
