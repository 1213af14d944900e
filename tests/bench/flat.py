"""What an item costs as the store grows: ``python -m tests.bench.flat ITEMS [STEP]``.

`ITEMS` is a file of JSON lines with ``text``, ``url`` and ``published``, or a folder of daily lists
of reports in YAML (``Date``, ``Intelligence_Payload``). Puts them into a new store in their order,
STEP (default 1,000) at a time, on one core. A line each: items in the store, milliseconds an item
for reading (the language model), for storing, for merging and for all of it, and the last two as
ratios to the first step. At the end, the ratios of the last whole step to the first. Two years of
one-line reports take about six minutes.
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
    extract_articles([Article("A bridge opened.")], "http://localhost/")  # loads the model
    heads = ("reading", "storing", "merging", "all")
    print(
        "   items  events"
        + "".join(f"{head:>10}" for head in heads)
        + "  merging / first  all / first"
    )
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
        ratios: list[tuple[float, float]] = []
        first = None
        for at in range(0, len(items), step):
            some = items[at : at + step]
            clock.reading = clock.merging = 0.0
            started = perf_counter()
            summary = known.add(some, workers=1)
            whole = perf_counter() - started
            storing = whole - clock.reading - clock.merging
            costs = [1000 * s / len(some) for s in (clock.reading, storing, clock.merging, whole)]
            first = costs if first is None else first
            merging, total = costs[2] / first[2], costs[3] / first[3]
            if len(some) == step:
                ratios.append((merging, total))
            cells = "".join(f"{ms:7.1f} ms" for ms in costs)
            print(
                f"{at + len(some):8,}{summary.events:8,}{cells}{merging:17.2f}{total:13.2f}",
                flush=True,
            )
        if ratios:
            merging, total = ratios[-1]
            print(f"last whole step / first: merging {merging:.2f}, all {total:.2f}")


if __name__ == "__main__":
    main()
