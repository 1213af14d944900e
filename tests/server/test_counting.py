"""How often what there is is counted."""

from __future__ import annotations

import asyncio
import json
import time
from collections.abc import AsyncIterator, Awaitable, Callable
from typing import Any, cast

from server.counting import CHEAP, SHARE, Counting, Counts
from server.pool import ReaderPool
from server.running import ReaderError


class Pool:
    """A pool whose store grows by a triple with each count of them."""

    def __init__(self, error: str | None = None) -> None:
        self.counted = 0
        self.error = error

    async def run(self, asked: dict[str, Any], _: float) -> AsyncIterator[dict[str, Any] | bytes]:
        if self.error:
            raise ReaderError(self.error, "not now")
        yield {"kind": "rows"}
        row: dict[str, Any] = {"n": {"type": "literal", "value": "3"}}
        if "?class" in asked["query"]:
            row["class"] = {"type": "uri", "value": "x:C"}
        else:
            self.counted += 1
            row["n"]["value"] = str(self.counted)
        yield json.dumps({"results": {"bindings": [row]}}).encode()


def with_counting(
    work: Callable[[Counting, Pool], Awaitable[None]], error: str | None = None
) -> None:
    async def live() -> None:
        pool = Pool(error)
        counting = Counting(cast(ReaderPool, pool))
        await work(counting, pool)
        await counting.stop()

    asyncio.run(live())


def test_a_small_store_is_counted_after_each_write() -> None:
    async def work(counting: Counting, pool: Pool) -> None:
        for generation in (1, 1, 2, 2, 3):
            counting._took = 0.0  # however busy this machine is
            found = await counting.count(generation)
            assert (found.generation, found.triples) == (generation, generation)
            assert found.classes == {"x:C": 3}
        assert pool.counted == 3

    with_counting(work)


def test_a_large_store_is_counted_now_and_then_and_nobody_waits() -> None:
    async def work(counting: Counting, pool: Pool) -> None:
        await counting.count(1)
        counting._took = 100 * CHEAP
        for generation in (2, 3):
            found = await counting.count(generation)
            assert (found.generation, found.triples) == (1, 1)
        assert pool.counted == 1
        counting._ended = time.monotonic() - 101 * CHEAP / SHARE
        assert (await counting.count(4)).generation == 1  # now it is, in the background
        while counting._counts == found:
            await asyncio.sleep(0.001)
        assert (await counting.count(4)).triples == pool.counted == 2

    with_counting(work)


def test_what_cannot_be_counted_is_not_told() -> None:
    async def work(counting: Counting, pool: Pool) -> None:
        for generation in (1, 2):
            found = await counting.count(generation)
            assert (found.triples, found.classes) == (None, {})

    for error in ("timeout", "busy", "memory"):
        with_counting(work, error)
    assert Counts().triples is None
