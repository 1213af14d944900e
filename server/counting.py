"""How much there is, for the description of the service: counted again only as often as is cheap.

Counting looks at every triple. So a store that is small is counted again after each write, when
somebody asks; a large one now and then, in the background, and until then what was counted last
is told, with the time of it.
"""

from __future__ import annotations

import asyncio
import json
import logging
import time
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any

from server.pool import ReaderPool
from server.running import ReaderError

LOG = logging.getLogger(__name__)
PATIENCE = 2.0  # seconds that whoever asks first waits for the counts
LONGEST = 30.0  # seconds for each of two counts; where one takes longer, there are none
CHEAP = 0.1  # what is counted in so many seconds is counted after each write
SHARE = 0.02  # of the time of one reader, at most, goes into counting
# the store's own bookkeeping is none of the data
_TRIPLES = """SELECT (COUNT(*) AS ?n) {
  GRAPH ?g { ?s ?p ?o } FILTER(?g != <urn:timeline-kb:store>)
}"""
_CLASSES = "SELECT ?class (COUNT(DISTINCT ?x) AS ?n) { ?x a ?class } GROUP BY ?class"


@dataclass(frozen=True, slots=True)
class Counts:
    """The triples, and the members of each class, of one generation; ``None`` if not counted."""

    generation: int = -1
    at: datetime = field(default_factory=lambda: datetime.now(UTC))
    triples: int | None = None
    classes: dict[str, int] = field(default_factory=dict)


class Counting:
    """Counts what is in the store of a pool."""

    def __init__(self, pool: ReaderPool) -> None:
        self._pool = pool
        self._counts: Counts | None = None
        self._took = 0.0
        self._ended = 0.0
        self._task: asyncio.Task[None] | None = None

    async def count(self, generation: int) -> Counts:
        """The counts of that generation where they are cheap; else, those of an earlier one."""
        if self._counts is not None and self._counts.generation == generation:
            return self._counts
        cheap = self._took <= CHEAP
        rested = time.monotonic() - self._ended >= self._took / SHARE
        if self._task is None and (cheap or rested):
            self._task = asyncio.create_task(self._count(generation))
        if self._task is not None and (cheap or self._counts is None):
            await asyncio.wait({self._task}, timeout=PATIENCE)
        return self._counts or Counts()

    async def stop(self) -> None:
        """Gives up counting."""
        if self._task is not None:
            self._task.cancel()
            await asyncio.gather(self._task, return_exceptions=True)

    async def _count(self, generation: int) -> None:
        started = time.monotonic()
        try:
            triples, classes = [await self._ask(query) for query in (_TRIPLES, _CLASSES)]
        except ReaderError as error:
            if error.kind != "busy":  # then somebody may try again at once
                LOG.info("the store was not counted: %s", error)
                self._took = time.monotonic() - started
        else:
            self._took = time.monotonic() - started
            self._counts = Counts(
                generation,
                datetime.now(UTC),
                int(triples[0]["n"]["value"]),
                {row["class"]["value"]: int(row["n"]["value"]) for row in classes
                 if row["class"]["type"] == "uri"},
            )  # fmt: skip
        finally:
            self._ended = time.monotonic()
            self._task = None

    async def _ask(self, query: str) -> list[dict[str, Any]]:
        body = b""
        question = {"query": query, "bindings": {}, "default": [], "named": [], "rows": "json",
                    "triples": "nt"}  # fmt: skip
        async for piece in self._pool.run(question, LONGEST):
            if isinstance(piece, bytes):
                body += piece
        rows: list[dict[str, Any]] = json.loads(body)["results"]["bindings"]
        return rows
