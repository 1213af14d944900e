"""Running the server: its sockets, its processes, and what it writes to the log."""

from __future__ import annotations

import contextlib
import json
import os
import signal
import tempfile
from collections.abc import Callable, Iterator
from dataclasses import asdict
from pathlib import Path
from typing import Any

import uvicorn

from server.connection import GuardedProtocol
from server.metrics import SHARED
from server.settings import Settings

STOP_TIME = 10  # seconds that requests have to end when the server is stopped
BACKLOG = 4096


def run_server(
    store: Path,
    settings: Settings,
    *,
    host: str,
    port: int,
    workers: int = 1,
    queries: Path | None = None,
    log: bool = True,
    announce: Callable[[str], None] | None = None,
) -> None:
    """Serves until SIGINT or SIGTERM. Raises `StoreError`, `StoreLocked`, `QueryError`.

    `announce` is called with the server's address once the store is open.

    With several `workers`, as many web processes share the address, the writer and the snapshots;
    each has readers of its own.
    """
    _allow_many_files()
    url = f"http://{f'[{host}]' if ':' in host else host}:{port}/"
    config: dict[str, Any] = {
        "host": host,
        "port": port,
        "http": GuardedProtocol,
        "loop": "auto",
        "ws": "none",
        "access_log": False,
        "server_header": False,
        "backlog": BACKLOG,
        "timeout_graceful_shutdown": STOP_TIME,
        "log_config": describe_log(requests=log),
    }
    from server.supervise import WriterHost

    # before the web processes, so that a store that cannot be opened is said in one line
    writer = WriterHost(store.resolve(), settings)
    writer.start()
    # When it has stopped, uvicorn sends itself the signal once more, which would end it all before
    # the writer is told.
    before = signal.signal(signal.SIGTERM, lambda *_: None)
    try:
        writer.tell(url)
        if announce is not None:
            announce(url)
        if workers == 1:
            from server.app import create_app

            app = create_app(store, settings, queries=queries, writer=writer.address)
            uvicorn.run(app, **config)
        else:
            _run_workers(store, settings, writer.address, queries, {**config, "workers": workers})
    finally:
        writer.stop()
        signal.signal(signal.SIGTERM, before)


def _run_workers(
    store: Path, settings: Settings, writer: str, queries: Path | None, config: dict[str, Any]
) -> None:
    from server.app import ENVIRONMENT

    told = {
        "store": str(store.resolve()),
        "settings": asdict(settings),
        "writer": writer,
        "queries": None if queries is None else str(queries.resolve()),
    }
    with (
        tempfile.TemporaryDirectory(prefix="kb-metrics-") as counted,
        _environment({ENVIRONMENT: json.dumps(told), SHARED: counted}),
    ):
        uvicorn.run("server.app:create_worker", factory=True, **config)


@contextlib.contextmanager
def _environment(more: dict[str, str]) -> Iterator[None]:
    os.environ.update(more)
    try:
        yield
    finally:
        for name in more:
            os.environ.pop(name, None)


def _allow_many_files() -> None:
    # each connection is one; a system gives 1,024 unless more is asked for
    with contextlib.suppress(ImportError, ValueError, OSError):
        import resource

        _, most = resource.getrlimit(resource.RLIMIT_NOFILE)
        resource.setrlimit(resource.RLIMIT_NOFILE, (most, most))


def describe_log(*, requests: bool) -> dict[str, Any]:
    """Where what is logged goes: to standard error, requests and slow queries as lines of JSON."""
    level = "INFO" if requests else "ERROR"
    return {
        "version": 1,
        "disable_existing_loggers": False,
        "formatters": {
            "bare": {"format": "%(message)s"},
            "told": {"format": "%(asctime)s %(levelname)s %(name)s: %(message)s"},
        },
        "handlers": {
            "bare": {"class": "logging.StreamHandler", "formatter": "bare"},
            "told": {"class": "logging.StreamHandler", "formatter": "told"},
        },
        "loggers": {
            "server.requests": {"handlers": ["bare"], "level": level, "propagate": False},
            "server.slow": {"handlers": ["bare"], "level": level, "propagate": False},
            "server": {"handlers": ["told"], "level": "WARNING", "propagate": False},
            "uvicorn": {"handlers": ["told"], "level": "ERROR", "propagate": False},
        },
    }
