"""Timelines of target entities against SemEval-2015 Task 4 (the Apple documents).

Run ``python -m tests.eval.timelines [--show]``; a line per entity goes to standard output. The
corpus is found through ``KB_DEVDATA``, else in ``../shared/devdata`` beside the repository.

The task (Minard et al. 2015) asks, for a target entity, for the events it takes part in, each
with its date and its place in the order, and scores temporal awareness (UzZaman and Allen 2011)
after turning both timelines into graphs. So do we, simplified:

- A timeline is an ordered list of events; those that cannot be dated (order 0 in the gold, no
  date in ours) are left out on both sides.
- The relations that are *counted* are each event's date ("is at 2010-06-07"; as precise as given,
  a month is not its days) and one between neighbours in the order ("before" or "at the same time"),
  which is all that is needed to draw the rest from.
- A day that an event only shares with what is told around it (approximate, see
  `kb.events.frames`) counts as that day; the week of a report's undated lead is no day.
- A counted relation is right if the other side's *whole* order holds it: precision counts ours
  in the gold's, recall the gold's in ours, F1 is of the sums over all entities.
- Our event is the gold's if one of its mentions shares words with one of the gold's.

Ours are the merged events in which a mention names the target as a participant or in the words
of a role. A target's other names are given below, as the task gives the target by name only.
"""

from __future__ import annotations

import argparse
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from kb.account import Account
from kb.dates.partial import PartialDate
from kb.events.model import EventMention
from tests.eval.coref_metrics import Counts, Score, to_score
from tests.eval.corpora import Entry, need_devdata, read_semeval
from tests.eval.telling import Place, Told, tell_together

NAMES = {
    "Beatles Apple Corps": r"\bApple Corps\b|\bBeatles\b",
    "Steve Jobs": r"\bJobs\b",
    "iPhone 3G": r"\biPhone 3G\b|\b3G iPhone\b|\b3G version of its iPhone\b",
    "iPhone 4": r"\biPhone 4\b",
    "iPod": r"\biPods?\b",
    "iTunes store": r"\biTunes(?: Music)? [Ss]tore\b|\biTMS\b",
}


@dataclass(frozen=True)
class Item:
    """One event of a timeline: when, in which order, and where it is told.

    `date` is an ISO day, month or year, or ``None`` where only the order is known.
    """

    order: int
    date: str | None
    mentions: tuple[Place, ...]


@dataclass(frozen=True)
class Result:
    """What one entity's timeline counts: temporal awareness, events found, dates, order."""

    awareness: Counts
    events: Counts
    dates: tuple[int, int]
    order: tuple[int, int]


def read_gold(entries: Iterable[Entry]) -> list[Item]:
    """The gold timeline without what it cannot place."""
    return [
        Item(e.order, e.date.replace("-XX", "") if e.date else None, e.mentions)
        for e in entries
        if e.order > 0
    ]


def draw_timeline(told: Told, target: str) -> list[Item]:
    """Our timeline of a target: merged events it takes part in, dated, in order of their dates."""
    name = re.compile(NAMES.get(target, rf"\b{re.escape(target)}\b"))
    dates: dict[object, PartialDate] = {event.id: event.date for event in told.events if event.date}
    mentions: dict[object, list[Place]] = {}
    named: set[object] = set()
    for document, account in zip(told.documents, told.accounts, strict=True):
        for event in account.events:
            place = (document.name, event.start, event.end)
            key: object = told.chain.get(place, place)
            mentions.setdefault(key, []).append(place)
            if key is place and event.date is not None:
                dates[key] = event.date
            if any(name.search(words) for words in _list_words(account, event)):
                named.add(key)
    dated = [
        (when.earliest, when.latest, key)
        for key in named
        if (when := dates.get(key)) is not None
        and when.earliest is not None
        and when.latest is not None
    ]
    dated.sort(key=lambda entry: (entry[0], entry[1], mentions[entry[2]]))
    items: list[Item] = []
    last = None
    for earliest, latest, key in dated:
        order = items[-1].order if items and last == (earliest, latest) else len(items) + 1
        last = (earliest, latest)
        items.append(Item(order, _write_date(dates[key]), tuple(mentions[key])))
    return items


def _list_words(account: Account, event: EventMention) -> Iterable[str]:
    for participant in event.participants:
        yield account.entities[participant.entity].name
        yield account.article.text[participant.start : participant.end]
    for place in event.places:
        yield account.entities[place].name
    for _, words in event.words:
        yield words
    if event.topic:
        yield event.topic


def _write_date(when: PartialDate) -> str | None:
    """An ISO day, month or year where `when` is exactly one, else ``None``."""
    for length in (10, 7, 4):
        written = when.earliest.isoformat()[:length] if when.earliest is not None else ""
        exact = PartialDate.parse(written) if written else None
        if exact is not None and (exact.earliest, exact.latest) == (when.earliest, when.latest):
            return written
    return None


def compare_timelines(gold: Sequence[Item], ours: Sequence[Item]) -> Result:
    """What `ours` gets right of `gold`.

    >>> one = [Item(1, "2006", (("a", 0, 4),)), Item(2, "2010-06", (("a", 9, 12),))]
    >>> to_score(compare_timelines(one, one).awareness).f1
    1.0
    >>> compare_timelines(one, [one[0]]).awareness
    Counts(right_p=1.0, all_p=1.0, right_r=1.0, all_r=3.0)
    """
    match = _match(gold, ours)
    back = {j: i for i, j in match.items()}
    right_p = _count_right(ours, gold, back)
    right_r = _count_right(gold, ours, match)
    pairs = [
        (gold[a].order - gold[b].order, ours[match[a]].order - ours[match[b]].order)
        for a in match
        for b in match
        if a < b
    ]
    dated = [(gold[i].date, ours[j].date) for i, j in match.items() if gold[i].date is not None]
    return Result(
        awareness=Counts(
            float(right_p), float(_count_all(ours)), float(right_r), float(_count_all(gold))
        ),
        events=Counts(len(match), len(ours), len(match), len(gold)),
        dates=(sum(a == b for a, b in dated), len(dated)),
        order=(sum(_sign(a) == _sign(b) for a, b in pairs), len(pairs)),
    )


def _match(gold: Sequence[Item], ours: Sequence[Item]) -> dict[int, int]:
    """Index in `gold` → index in `ours`; each at most once."""
    match: dict[int, int] = {}
    for i, wanted in enumerate(gold):
        for j, item in enumerate(ours):
            if j not in match.values() and _share_words(wanted.mentions, item.mentions):
                match[i] = j
                break
    return match


def _share_words(some: Iterable[Place], others: Sequence[Place]) -> bool:
    return any(a[0] == b[0] and a[1] < b[2] and b[1] < a[2] for a in some for b in others)


def _count_all(items: Sequence[Item]) -> int:
    return sum(item.date is not None for item in items) + max(0, len(items) - 1)


def _count_right(counted: Sequence[Item], other: Sequence[Item], match: dict[int, int]) -> int:
    """How many relations of `counted` the whole order of `other` holds."""
    right = sum(
        item.date is not None and i in match and other[match[i]].date == item.date
        for i, item in enumerate(counted)
    )
    for i in range(len(counted) - 1):
        if i in match and i + 1 in match:
            here = _sign(counted[i].order - counted[i + 1].order)
            right += here == _sign(other[match[i]].order - other[match[i + 1]].order)
    return right


def _sign(number: int) -> int:
    return (number > 0) - (number < 0)


def score_timelines(told: Told, gold: dict[str, tuple[Entry, ...]]) -> dict[str, Result]:
    """The result for each target entity."""
    return {
        target: compare_timelines(read_gold(entries), draw_timeline(told, target))
        for target, entries in gold.items()
    }


def add_results(results: Iterable[Result]) -> Result:
    """All entities together, counts added up."""

    def add(parts: Iterable[Counts]) -> Counts:
        return Counts(*(sum(column) for column in zip(*parts, strict=True)))

    known = list(results)
    return Result(
        add(r.awareness for r in known),
        add(r.events for r in known),
        (sum(r.dates[0] for r in known), sum(r.dates[1] for r in known)),
        (sum(r.order[0] for r in known), sum(r.order[1] for r in known)),
    )


def _write_score(score: Score) -> str:
    return f"P {100 * score.precision:5.1f} R {100 * score.recall:5.1f} F1 {100 * score.f1:5.1f}"


def main(arguments: Sequence[str] | None = None) -> None:
    """Print a line for each target entity and one for all."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").split("\n")[0])
    parser.add_argument("--show", action="store_true", help="list both timelines of each entity")
    asked = parser.parse_args(arguments)
    documents, gold = read_semeval(need_devdata())
    told = tell_together(documents.values())
    results = score_timelines(told, gold)
    for target, result in (*results.items(), ("all", add_results(results.values()))):
        print(f"{target:20} {_write_score(to_score(result.awareness))}  (date and order)")
        print(
            f"{'':20} {_write_score(to_score(result.events))}  (events); dates right "
            f"{result.dates[0]} of {result.dates[1]}, pairs in order {result.order[0]} of "
            f"{result.order[1]}"
        )
        if asked.show and target in gold:
            for name, items in (
                ("gold", read_gold(gold[target])),
                ("ours", draw_timeline(told, target)),
            ):
                for item in items:
                    words = [f"{d}:{documents[d].text[a:b]}" for d, a, b in item.mentions]
                    print(f"    {name} {item.order:3} {item.date or '-':10} {', '.join(words)}")


if __name__ == "__main__":
    main()
