"""What a server counts, for Prometheus."""

from __future__ import annotations

import json
import logging
import os
from collections.abc import Iterable
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

from prometheus_client import CollectorRegistry, Counter, Histogram, generate_latest
from prometheus_client.core import CounterMetricFamily, GaugeMetricFamily, Metric
from prometheus_client.multiprocess import MultiProcessCollector

if TYPE_CHECKING:
    from fastapi import FastAPI

REQUESTS = logging.getLogger("server.requests")
_TIMES = (0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30)
SHARED = "PROMETHEUS_MULTIPROC_DIR"  # where several processes count together


def describe_request(
    client: str, who: str | None, method: str, path: str, seconds: float, noted: dict[str, Any]
) -> dict[str, Any]:
    """A request as it is logged: neither parameters nor headers, as what is secret stands there."""
    return {
        "at": datetime.now(UTC).isoformat(timespec="milliseconds"),
        "client": client,
        "who": who,
        "method": method,
        "path": path,
        "ms": round(seconds * 1000, 1),
        **noted,
    }


class Metrics:
    """The counters of one server; each server has its own."""

    def __init__(self, app: FastAPI) -> None:
        self._registry = CollectorRegistry()
        self._app = app
        self.requests = Counter(
            "kb_http_requests", "Requests answered.", ("route", "method", "status"),
            registry=self._registry,
        )  # fmt: skip
        self.times = Histogram(
            "kb_http_request_seconds", "Time from a request to the end of its answer.", ("route",),
            buckets=_TIMES, registry=self._registry,
        )  # fmt: skip
        self.slow = Counter("kb_slow_queries", "Queries above the time that counts as slow.",
                            registry=self._registry)  # fmt: skip
        self._quick = self.requests.labels("/sparql", "GET", "200")
        self._quick_times = self.times.labels("/sparql")
        self._registry.register(self)

    def note_quick(self, client: str, size: int, seconds: float, kept: bool) -> None:
        """Counts and logs a query that was answered past `server.gate`."""
        self._quick.inc()
        self._quick_times.observe(seconds)
        if REQUESTS.isEnabledFor(logging.INFO):
            noted = {"status": 200, "bytes": size, **({"kept": True} if kept else {})}
            line = describe_request(client, None, "GET", "/sparql", seconds, noted)
            REQUESTS.info("%s", json.dumps(line))

    def collect(self) -> Iterable[Metric]:
        """What is read off at the moment of asking."""
        state: Any = self._app.state
        if not hasattr(state, "pool"):
            return
        yield GaugeMetricFamily(
            "kb_queries_waiting_or_running", "Queries in the pool.", state.pool.busy
        )
        killed = CounterMetricFamily(
            "kb_readers_killed", "Readers that were killed or died.", labels=("reason",)
        )
        for reason, number in state.pool.kills.items():
            killed.add_metric((reason,), number)
        yield killed
        yield GaugeMetricFamily(
            "kb_snapshot_generation", "The generation that is read.", state.generation
        )
        yield GaugeMetricFamily(
            "kb_writer_up", "Whether the writer is there.", int(state.writer.connected)
        )
        cached = CounterMetricFamily(
            "kb_cached_results", "Results looked for among those kept.", labels=("found",)
        )
        cached.add_metric(("yes",), state.cache.hits)
        cached.add_metric(("no",), state.cache.misses)
        yield cached

    def describe(self) -> Iterable[Metric]:
        """Nothing: what there is shows when it is collected."""
        return ()

    def write(self) -> bytes:
        """All of it in the text format of Prometheus."""
        text = generate_latest(self._registry)
        if SHARED in os.environ:
            # what all processes of the server counted; what is above is one process's own
            together = CollectorRegistry()
            MultiProcessCollector(together)  # type: ignore[no-untyped-call]
            alone = CollectorRegistry()
            alone.register(self)
            text = generate_latest(together) + generate_latest(alone)
        return text
