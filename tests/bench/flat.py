"""What an item costs as the store grows: ``python -m tests.bench.flat ITEMS [STEP]``.

`ITEMS` is a file of JSON lines with ``text``, ``url`` and ``published``. Puts them into a new store
in their order, STEP (default 1,000) at a time, on one core. A line each: items in the store,
milliseconds an item for reading (the language model), for storing, and for merging; last the ratio
of merging to that of the first step.
"""

from __future__ import annotations

import sys
import tempfile
from collections.abc import Sequence
from pathlib import Path
from time import perf_counter

from kb.article import Article
from kb.derive import Derived
from kb.extract import Result, extract_articles
from kb.knowledge import KnowledgeBase
from tests.bench.adding import read_items


class Clock:
    """Seconds spent in reading and in merging."""

    def __init__(self) -> None:
        """Nothing yet."""
        self.reading = self.merging = 0.0

    def extract(self, articles: Sequence[Article], base: str) -> list[Result]:
        """As `extract_articles`."""
        started = perf_counter()
        found = extract_articles(articles, base)
        self.reading += perf_counter() - started
        return found


def main() -> None:
    """Print the table."""
    items = read_items(Path(sys.argv[1]))
    step = int(sys.argv[2]) if len(sys.argv) > 2 else 1000
    clock = Clock()
    print("   items  events   reading   storing   merging   merging / first")
    with (
        tempfile.TemporaryDirectory() as folder,
        KnowledgeBase.open(Path(folder) / "kb", extract=clock.extract) as known,
    ):
        refresh = known._derivation.refresh

        def timed() -> Derived:
            started = perf_counter()
            derived = refresh()
            clock.merging += perf_counter() - started
            return derived

        known._derivation.refresh = timed  # type: ignore[method-assign]
        first = None
        for at in range(0, len(items), step):
            some = items[at : at + step]
            clock.reading = clock.merging = 0.0
            started = perf_counter()
            summary = known.add(some, workers=1)
            storing = perf_counter() - started - clock.reading - clock.merging
            costs = [1000 * s / len(some) for s in (clock.reading, storing, clock.merging)]
            first = costs[2] if first is None else first
            cells = "".join(f"{ms:7.1f} ms" for ms in costs)
            print(
                f"{at + len(some):8,}{summary.events:8,}{cells}{costs[2] / first:12.2f}", flush=True
            )


if __name__ == "__main__":
    main()
