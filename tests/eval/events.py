"""Event mentions, their participants and their dates on four corpora.

Run ``python -m tests.eval.events [--errors N]``; a table goes to standard output. The corpora are
found through ``KB_DEVDATA``, else in ``../shared/devdata`` beside the repository.

How it is counted:

- A mention is right when its words share a character with those of a gold trigger; one to one, so
  that a second mention of the same words is wrong. *strict* asks for the same words exactly.
- Only what a corpus annotates counts (MEANTIME: headline and first sentences; ECB+: the listed
  sentences). MEANTIME marks every event there. The others mark some kinds only (TimeSET what is
  salient, GVC gun violence, ECB+ what concerns the topic): there precision is a lower bound and
  recall is what to read.
- *participants*: of the gold arguments (Arg0, Arg1, …) of the events that were found, how many
  share words with whoever or whatever we have in a role of that event, and the other way round.
  *entities* counts known entities only (people, organisations, places), *all* also
  the phrases that fill a role ("two aircraft carriers", "iPhone 4"), which is what an event shows.
- *dates*: of the found events that the corpus dates, how many have exactly that date, how many a
  wider one that contains it, how many a different one, how many none.
"""

from __future__ import annotations

import argparse
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field

from kb.account import Account, read_accounts
from kb.dates.partial import PartialDate
from kb.events.model import EventMention
from tests.eval.coref_metrics import Counts, Score, to_score
from tests.eval.corpora import (
    Document,
    Gold,
    need_devdata,
    read_ecbplus,
    read_gvc,
    read_meantime,
    read_timeset,
)

Keep = Callable[[EventMention], bool]

KINDS: dict[str, Keep] = {
    "all": lambda event: True,
    "events and speech": lambda event: event.level != "minor",
    "events": lambda event: event.level == "event",
    "salient": lambda event: event.level == "event" and event.salience >= 0.5,
}


@dataclass
class Tally:
    """What was counted on one corpus for one kind of our mentions."""

    right: int = 0
    strict: int = 0
    ours: int = 0
    gold: int = 0
    participants: list[int] = field(default_factory=lambda: [0, 0, 0, 0])
    arguments: list[int] = field(default_factory=lambda: [0, 0, 0, 0])
    dates: dict[str, int] = field(
        default_factory=lambda: {"exact": 0, "wider": 0, "other": 0, "none": 0}
    )
    missed: list[str] = field(default_factory=list)
    extra: list[str] = field(default_factory=list)

    @property
    def score(self) -> Score:
        """Precision, recall and F1 of the mentions."""
        return to_score(Counts(self.right, self.ours, self.right, self.gold))

    @property
    def strict_score(self) -> Score:
        """The same where the words must be the same."""
        return to_score(Counts(self.strict, self.ours, self.strict, self.gold))

    @property
    def participant_score(self) -> Score:
        """Precision, recall and F1 of the participants of events that were found."""
        return to_score(Counts(*self.participants))

    @property
    def argument_score(self) -> Score:
        """The same for entities and phrases together."""
        return to_score(Counts(*self.arguments))


def match_mentions(
    document: Document, events: Sequence[EventMention]
) -> list[tuple[Gold, EventMention]]:
    """Pairs of gold and our mentions that share words, each at most once; exact ones first."""
    free = list(events)
    pairs: list[tuple[Gold, EventMention]] = []
    left: list[Gold] = []
    for gold in document.gold:
        exact = next((e for e in free if (e.start, e.end) == (gold.start, gold.end)), None)
        if exact is None:
            left.append(gold)
        else:
            free.remove(exact)
            pairs.append((gold, exact))
    for gold in left:
        near = next((e for e in free if e.start < gold.end and gold.start < e.end), None)
        if near is not None:
            free.remove(near)
            pairs.append((gold, near))
    return pairs


def count_document(document: Document, account: Account, keep: Keep, tally: Tally) -> None:
    """Add one document to a tally."""
    events = [e for e in account.events if keep(e) and document.counts(e.start, e.end)]
    gold = [g for g in document.gold if document.counts(g.start, g.end)]
    pairs = [pair for pair in match_mentions(document, events) if pair[0] in gold]
    tally.right += len(pairs)
    tally.strict += sum((g.start, g.end) == (e.start, e.end) for g, e in pairs)
    tally.ours += len(events)
    tally.gold += len(gold)
    for g, e in pairs:
        entities = [(p.start, p.end) for p in e.participants]
        _count_participants(g, entities, tally.participants)
        phrases = [(p.start, p.end) for p in e.phrases]
        _count_participants(g, [*entities, *phrases], tally.arguments)
        if g.date is not None:
            tally.dates[compare_dates(g.date, e.date)] += 1
    found = {id(g) for g, _ in pairs}
    taken = {id(e) for _, e in pairs}
    tally.missed += [_show(document, g.start, g.end) for g in gold if id(g) not in found]
    tally.extra += [_show(document, e.start, e.end) for e in events if id(e) not in taken]


def _count_participants(gold: Gold, ours: Sequence[tuple[int, int]], counts: list[int]) -> None:
    wanted = [role for role in gold.roles if role.role.upper().startswith("ARG")]
    wanted = [role for role in wanted if not role.role.upper().startswith("ARGM")]
    if not wanted:
        return
    found: set[int] = set()
    right = 0
    for start, end in ours:
        same = [n for n, r in enumerate(wanted) if start < r.end and r.start < end]
        found.update(same)
        right += bool(same)
    counts[0] += right
    counts[1] += len(ours)
    counts[2] += len(found)
    counts[3] += len(wanted)


def compare_dates(gold: str, ours: PartialDate | None) -> str:
    """``exact``, ``wider`` (ours contains the gold's), ``other`` or ``none``.

    >>> compare_dates("2010-06-07", PartialDate.parse("2010-06"))
    'wider'
    """
    if ours is None or ours.earliest is None or ours.latest is None:
        return "none"
    wanted = PartialDate.parse(gold)
    if (ours.earliest, ours.latest) == (wanted.earliest, wanted.latest):
        return "exact"
    return "wider" if wanted.within(ours) else "other"


def _show(document: Document, start: int, end: int) -> str:
    before, after = document.text[max(0, start - 50) : start], document.text[end : end + 40]
    return f"{before}[{document.text[start:end]}]{after}".replace("\n", " ")


def score_events(
    documents: Iterable[Document], kinds: dict[str, Keep] | None = None
) -> dict[str, Tally]:
    """The tallies of one corpus by kind of our mentions."""
    documents = list(documents)
    tallies = {name: Tally() for name in kinds or KINDS}
    accounts = read_accounts(document.article for document in documents)
    for document, account in zip(documents, accounts, strict=True):
        for name, tally in tallies.items():
            count_document(document, account, KINDS[name], tally)
    return tallies


def print_tallies(corpus: str, tallies: dict[str, Tally], errors: int) -> None:
    """A line for each kind of our mentions, and the first errors of the first kind."""
    print(f"\n{corpus}")
    for name, tally in tallies.items():
        p, r, f = (100 * x for x in tally.score)
        strict = 100 * tally.strict_score.f1
        line = f"  {name:18} P {p:5.1f}  R {r:5.1f}  F1 {f:5.1f}  strict {strict:5.1f}"
        line += f"  ({tally.right} of {tally.ours} ours, {tally.gold} gold)"
        if tally.participants[3]:
            for kind, score in (
                ("entities", tally.participant_score),
                ("all", tally.argument_score),
            ):
                p, r, f = (100 * x for x in score)
                line += f"\n{'':21}participants, {kind}: P {p:.1f} R {r:.1f} F1 {f:.1f}"
        if any(tally.dates.values()):
            dates = ", ".join(f"{kind} {count}" for kind, count in tally.dates.items())
            line += f"\n{'':21}dates: {dates}"
        print(line)
    first = next(iter(tallies.values()))
    for title, shown in (("missed", first.missed), ("not in the gold", first.extra)):
        for line in shown[:errors]:
            print(f"    {title}: {line}")


def main(arguments: Sequence[str] | None = None) -> None:
    """Print the scores of all corpora, or of those named."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").split("\n")[0])
    parser.add_argument("corpora", nargs="*", help="meantime, timeset, ecb, gvc (default: all)")
    parser.add_argument("--errors", type=int, default=0, help="how many errors of each to list")
    asked = parser.parse_args(arguments)
    readers = {
        "meantime": ("MEANTIME Apple", read_meantime),
        "timeset": ("TimeSET dev (salient events only)", read_timeset),
        "gvc": ("GVC dev (gun violence only)", read_gvc),
        "ecb": ("ECB+ dev topics (listed sentences)", read_ecbplus),
    }
    folder = need_devdata()
    for name in asked.corpora or readers:
        title, read = readers[name]
        print_tallies(title, score_events(read(folder)), asked.errors)


if __name__ == "__main__":
    main()
