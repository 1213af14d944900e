"""What an item costs as the store grows: ``python -m tests.bench.flat ITEMS [STEP] [--shuffled]``.

`ITEMS` is a file of JSON lines with ``text``, ``url`` and ``published``, or a folder of daily lists
of reports in YAML (``Date``, ``Intelligence_Payload``). Puts them into a new store in their order,
or shuffled, STEP (default 1,000) at a time, on one core. A line each: items in the store; the words
and the mentions of events in an item; milliseconds an item for reading (the language model), for
storing, for merging and for all of it. Then, as ratios to the first step: all and merging of an
item; reading of a word, which no store has a part in; storing of a word; merging of a mention.
Where only items are longer than they were, the ratios of words and mentions stay at 1.

The time is that of this thread on its core, so that neither other programs nor the threads of the
engine, which settle what was written on another core, count. Two years of one-line reports take
about four minutes.
"""

from __future__ import annotations

import random
import sys
import tempfile
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from time import thread_time

from kb.article import Article
from kb.derive import Derived
from kb.extract import Extracted, Result, extract_articles
from kb.knowledge import KnowledgeBase
from kb.vocab import KB
from tests.bench.adding import read_items

_MENTION = f"<{KB.EventMention}> .\n".encode()


class Clock:
    """Seconds spent in reading and in merging, and how many mentions of events were read."""

    def __init__(self) -> None:
        """Nothing yet."""
        self.reading = self.merging = 0.0
        self.mentions = 0

    def extract(self, articles: Sequence[Article], base: str) -> list[Result]:
        """As `extract_articles`."""
        started = thread_time()
        found = extract_articles(articles, base)
        self.reading += thread_time() - started
        self.mentions += sum(
            one.triples.count(_MENTION) for one in found if isinstance(one, Extracted)
        )
        return found


@dataclass(frozen=True, slots=True)
class Step:
    """What some items cost, in seconds, and how much there was in them."""

    items: int
    words: int
    mentions: int
    reading: float
    storing: float
    merging: float

    @property
    def whole(self) -> float:
        """The seconds of it all."""
        return self.reading + self.storing + self.merging

    def compare(self, first: Step) -> tuple[float, ...]:
        """The ratios to the first step, in the order of the columns."""
        return tuple(
            (cost / amount) / (cost_then / amount_then)
            for cost, amount, cost_then, amount_then in (
                (self.whole, self.items, first.whole, first.items),
                (self.merging, self.items, first.merging, first.items),
                (self.reading, self.words, first.reading, first.words),
                (self.storing, self.words, first.storing, first.words),
                (self.merging, self.mentions, first.merging, first.mentions),
            )
        )


_AMOUNTS = ("items", "events", "words", "mentions")
_COSTS = ("reading", "storing", "merging", "all")
_RATIOS = ("all/item", "merg/item", "read/word", "store/word", "merg/ment")


def measure_steps(items: Sequence[Article], step: int) -> Iterator[tuple[int, Step]]:
    """After each step the events that there are, and what it cost."""
    clock = Clock()
    with (
        tempfile.TemporaryDirectory() as folder,
        KnowledgeBase.open(Path(folder) / "kb", extract=clock.extract) as known,
    ):
        refresh = known._derivation.refresh

        def timed() -> Derived:
            started = thread_time()
            derived = refresh()
            clock.merging += thread_time() - started
            return derived

        known._derivation.refresh = timed  # type: ignore[method-assign]
        for at in range(0, len(items), step):
            some = items[at : at + step]
            clock.reading = clock.merging = 0.0
            clock.mentions = 0
            started = thread_time()
            summary = known.add(some, workers=1)
            storing = thread_time() - started - clock.reading - clock.merging
            words = sum(len(item.text.split()) for item in some)
            yield (
                summary.events,
                Step(len(some), words, clock.mentions, clock.reading, storing, clock.merging),
            )


def main() -> None:
    """Print the table."""
    names = [name for name in sys.argv[1:] if name != "--shuffled"]
    items = read_items(Path(names[0]))
    step = int(names[1]) if len(names) > 1 else 1000
    if "--shuffled" in sys.argv:
        random.Random(1).shuffle(items)
    extract_articles([Article("A bridge opened.")], "http://localhost/")  # loads the model
    heads = "".join(f"{name:>9}" for name in (*_AMOUNTS, *_COSTS))
    print(heads + "".join(f"{name:>11}" for name in _RATIOS))
    done, first, last = 0, None, None
    for events, one in measure_steps(items, step):
        first = first or one
        done += one.items
        last = one if one.items == step else last
        each = (one.reading, one.storing, one.merging, one.whole)
        print(
            f"{done:9,}{events:9,}{one.words / one.items:9.1f}{one.mentions / one.items:9.2f}"
            + "".join(f"{1000 * seconds / one.items:9.2f}" for seconds in each)
            + "".join(f"{ratio:11.2f}" for ratio in one.compare(first)),
            flush=True,
        )
    if first is not None and last is not None:
        ratios = zip(_RATIOS, last.compare(first), strict=True)
        print("last whole step / first: " + ", ".join(f"{n} {ratio:.2f}" for n, ratio in ratios))


if __name__ == "__main__":
    main()
