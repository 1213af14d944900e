"""Does salience rank what a reader calls salient above the rest? Measured on TimeSET.

Run ``python -m tests.eval.salience``. TimeSET marks the salient events of an article's text (none
in its headline). Of our events there, the area under the ROC curve is the chance that a salient
one has the higher salience of a salient and another one: 0.5 is no better than throwing a coin.
Beside it stands the precision of as many of our most salient events as the gold has.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from kb.account import read_accounts
from kb.events.model import EVENT
from tests.eval.corpora import Document, need_devdata, read_timeset


@dataclass(frozen=True)
class Ranking:
    """How many events were ranked, how many of them are gold, and how well."""

    events: int
    gold: int
    area: float
    precision: float


def rank_events(documents: Iterable[Document]) -> Ranking:
    """How well the salience of our events separates gold events from others."""
    known = list(documents)
    marked: list[tuple[float, bool]] = []
    right = taken = 0
    for document, account in zip(known, read_accounts(d.article for d in known), strict=True):
        titles = [b for b in account.blocks if b.kind == "headline"]
        mine = [
            (e.salience, any(g.start < e.end and e.start < g.end for g in document.gold))
            for e in account.events
            if e.level == EVENT
            and document.counts(e.start, e.end)
            and not any(b.start <= e.start < b.end for b in titles)
        ]
        marked.extend(mine)
        best = sorted(mine, key=lambda m: -m[0])[: len(document.gold)]
        right += sum(hit for _, hit in best)
        taken += len(best)
    return Ranking(len(marked), sum(hit for _, hit in marked), find_area(marked), right / taken)


def find_area(marked: Iterable[tuple[float, bool]]) -> float:
    """The area under the ROC curve of scores with marks; ties count half.

    >>> find_area([(0.9, True), (0.5, False), (0.5, True), (0.1, False)])
    0.875
    """
    known = list(marked)
    yes = [s for s, hit in known if hit]
    no = [s for s, hit in known if not hit]
    if not yes or not no:
        return 0.5
    return sum((a > b) + 0.5 * (a == b) for a in yes for b in no) / (len(yes) * len(no))


def main() -> None:
    """Print the ranking on TimeSET."""
    found = rank_events(read_timeset(need_devdata()))
    print(
        f"TimeSET: {found.events} events, {found.gold} of them salient; area under the curve "
        f"{found.area:.3f}, precision of the first {found.precision:.3f}"
    )


if __name__ == "__main__":
    main()
