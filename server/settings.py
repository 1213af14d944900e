"""What a server is told: limits, deadlines, and who may do what."""

from __future__ import annotations

import os
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True, slots=True)
class Settings:
    """The settings of a server. Times are seconds, sizes bytes; ``None`` means no limit.

    `readers` is the number of processes that answer queries (0: one a core, two at least);
    `readers_memory` and `writer_memory` bound their address spaces. `queue` is how many queries,
    and how many writes, may wait. `open_reads` and `open_writes` allow without a token; a page of
    another site can still not write. `origins` are the sites whose pages may read (``*``: all).
    `hosts` are the names that the server answers to; with none it answers to any. `rate` is the
    most requests of one client, as in ``50/second``. `services` are the endpoints that a query
    may ask by SERVICE. `union`: queries see the union of all graphs where they name none.
    """

    readers: int = 0
    readers_memory: int = 4 << 30
    writer_memory: int = 16 << 30
    query_timeout: float = 10.0
    update_timeout: float = 30.0
    ingest_timeout: float = 600.0
    body_timeout: float = 60.0
    queue: int = 64
    in_flight: int = 1000
    largest_query: int = 4_000_000
    largest_body: int = 32 << 20
    most_rows: int | None = None
    most_bytes: int | None = 1 << 30
    open_reads: bool = True
    open_writes: bool = False
    origins: tuple[str, ...] = ()
    hosts: tuple[str, ...] = ()
    rate: str | None = None
    services: tuple[str, ...] = ()
    union: bool = True
    slow_query: float = 1.0
    cache: int = 64 << 20
    snapshot_every: float = 1.0

    def count_readers(self) -> int:
        """How many readers to start."""
        return self.readers or max(2, os.cpu_count() or 2)


def read_settings(told: dict[str, Any]) -> Settings:
    """The settings that `dataclasses.asdict` told, through JSON or not."""
    given: dict[str, Any] = {
        name: tuple(value) if isinstance(value, list) else value for name, value in told.items()
    }
    return Settings(**given)
