"""Which articles tell the same incident, and which mentions the same event.

Run ``python -m tests.eval.merging [gvc] [ecb]``; tables go to standard output. The corpora are
found through ``KB_DEVDATA``, else in ``../shared/devdata`` beside the repository. All documents of
a corpus are merged in one go, as a knowledge base would; topics are not told apart beforehand.

- *incidents* (GVC): two articles tell the same incident if their main events were merged
  (``main``), or any of their events (``any``). Pairwise F1, and B³ over the groups so connected.
- *coreference* (GVC, ECB+): MUC, B³, CEAF-e and their mean (CoNLL) over clusters of mentions
  across documents, singletons included on both sides. Our mention stands for the gold mention it
  shares words with. ``all``: every mention of ours that stands in an annotated sentence;
  ``marked``: only those that gold marks too (GVC marks gun violence only); ``given``: as if only
  the mentions that both have existed, which is the merging alone.
- *seminal events* (ECB+): every topic has two similar but different main events, one in the
  ``ecb`` and one in the ``ecbplus`` documents. Counted are pairs of mentions, one of each half,
  that were merged although gold keeps them apart.

Beside ours stand three baselines over the same mentions: nothing merged; the same type, day and
actor; the same type and trigger lemma.
"""

from __future__ import annotations

import argparse
import itertools
from collections import defaultdict
from collections.abc import Callable, Hashable, Iterable, Mapping, Sequence
from dataclasses import dataclass

from kb.account import Account
from kb.events.model import EventMention
from tests.eval.coref_metrics import Counts, Score, b_cubed, score_coreference, to_score
from tests.eval.corpora import Document, need_devdata, read_ecbplus, read_gvc
from tests.eval.events import match_mentions
from tests.eval.telling import Place, Told, tell_together

Key = Hashable
Grouping = Callable[[Told], dict[Place, Key]]


def group_ours(told: Told) -> dict[Place, Key]:
    """The merged event of each mention; a mention that was merged with nothing is by itself."""
    groups: dict[Place, Key] = {}
    for document, account in _each(told):
        for event in account.events:
            place = (document.name, event.start, event.end)
            groups[place] = told.chain.get(place, place)
        # an anaphor means what it points to, also where it is not in the timeline itself
        for event in account.events:
            place = (document.name, event.start, event.end)
            if place not in told.chain and event.antecedent is not None:
                other = account.events[event.antecedent]
                groups[place] = groups[(document.name, other.start, other.end)]
    return groups


def group_nothing(told: Told) -> dict[Place, Key]:
    """Every mention by itself."""
    return {
        (document.name, event.start, event.end): (document.name, event.start, event.end)
        for document, account in _each(told)
        for event in account.events
    }


def group_by_type_day_actor(told: Told) -> dict[Place, Key]:
    """Mentions of one type and one known day that share an actor, joined over all."""

    def clues(account: Account, event: EventMention) -> Iterable[Key]:
        day = event.date.known_day if event.date is not None else None
        if day is None:
            return []
        who = {account.entities[i].key or account.entities[i].name for i in event.actors}
        return [(event.type, day, name) for name in who]

    return _group_by(told, clues)


def group_by_lemma(told: Told) -> dict[Place, Key]:
    """Mentions of one type with the same trigger lemma."""
    return _group_by(told, lambda account, event: [(event.type, event.lemma)])


def _group_by(
    told: Told, clues: Callable[[Account, EventMention], Iterable[Key]]
) -> dict[Place, Key]:
    groups = _Union()
    for document, account in _each(told):
        for event in account.events:
            place = (document.name, event.start, event.end)
            groups.find(place)
            for clue in clues(account, event):
                groups.join(place, ("clue", clue))
    return {
        (document.name, event.start, event.end): groups.find(
            (document.name, event.start, event.end)
        )
        for document, account in _each(told)
        for event in account.events
    }


class _Union:
    """Disjoint sets."""

    def __init__(self) -> None:
        self._above: dict[Key, Key] = {}

    def find(self, one: Key) -> Key:
        """The name of the set that holds `one`."""
        self._above.setdefault(one, one)
        while self._above[one] != one:
            self._above[one] = self._above[self._above[one]]
            one = self._above[one]
        return one

    def join(self, one: Key, other: Key) -> None:
        """Make the sets of the two one."""
        self._above[self.find(one)] = self.find(other)


def _each(told: Told) -> Iterable[tuple[Document, Account]]:
    return zip(told.documents, told.accounts, strict=True)


GROUPINGS: dict[str, Grouping] = {
    "ours": group_ours,
    "nothing merged": group_nothing,
    "type, day, actor": group_by_type_day_actor,
    "type, lemma": group_by_lemma,
}


def score_mentions(told: Told, groups: Mapping[Place, Key]) -> dict[str, dict[str, Score]]:
    """MUC, B³, CEAF-e and CoNLL under ``all``, ``marked`` and ``given``."""
    key: dict[Key, set[Place]] = defaultdict(set)
    response: dict[str, dict[Key, set[Place]]] = {
        name: defaultdict(set) for name in ("all", "marked")
    }
    found: set[Place] = set()
    for document, account in _each(told):
        for gold in document.gold:
            key[gold.chain].add((document.name, gold.start, gold.end))
        events = [e for e in account.events if document.counts(e.start, e.end)]
        stands_for = {id(e): g for g, e in match_mentions(document, events)}
        for event in events:
            group = groups[(document.name, event.start, event.end)]
            gold_mention = stands_for.get(id(event))
            if gold_mention is None:
                response["all"][group].add((document.name, event.start, -event.end))
            else:
                place = (document.name, gold_mention.start, gold_mention.end)
                found.add(place)
                for clusters in response.values():
                    clusters[group].add(place)
    everything = [frozenset(c) for c in key.values()]
    scores = {
        name: score_coreference([(everything, [frozenset(c) for c in clusters.values()])])
        for name, clusters in response.items()
    }
    seen = [frozenset(c & found) for c in everything if c & found]
    marked = [frozenset(c) for c in response["marked"].values()]
    scores["given"] = score_coreference([(seen, marked)])
    return scores


def score_incidents(told: Told, groups: Mapping[Place, Key]) -> dict[str, tuple[Score, Score]]:
    """Pairwise and B³ scores of which articles tell the same incident, by ``main`` and ``any``."""
    stories = {document.name: document.story for document in told.documents}
    results = {}
    for name in ("main", "any"):
        union = _Union()
        holders: dict[Key, list[str]] = defaultdict(list)
        for document, account in _each(told):
            union.find(document.name)
            events = [e for e in account.events if e.level == "event"]
            if name == "main":
                events = [e for e in events if e.main]
            for group in {groups[(document.name, e.start, e.end)] for e in events}:
                holders[group].append(document.name)
        for names in holders.values():
            for other in names[1:]:
                union.join(names[0], other)
        ours: dict[Key, set[str]] = defaultdict(set)
        gold: dict[Key, set[str]] = defaultdict(set)
        for document in told.documents:
            ours[union.find(document.name)].add(document.name)
            gold[stories[document.name]].add(document.name)
        clusters = [frozenset(c) for c in gold.values()], [frozenset(c) for c in ours.values()]
        results[name] = (score_pairs(*clusters), b_cubed(*clusters))
    return results


def score_pairs(gold: Iterable[frozenset[str]], ours: Iterable[frozenset[str]]) -> Score:
    """Precision, recall and F1 of the pairs that stand in one group."""
    wanted = {pair for group in gold for pair in itertools.combinations(sorted(group), 2)}
    found = {pair for group in ours for pair in itertools.combinations(sorted(group), 2)}
    right = len(wanted & found)
    return to_score(Counts(right, len(found), right, len(wanted)))


@dataclass(frozen=True)
class Joins:
    """How the two halves of each topic were kept apart.

    A pair is two mentions that gold knows and that were merged. Of `pairs` pairs within one topic,
    `across` have one mention in each half, and of these `wrong` are apart in gold, in the topics
    `topics`. `shown` are the wrongly joined groups, a line a mention.
    """

    pairs: int
    across: int
    wrong: int
    topics: frozenset[str]
    shown: tuple[tuple[str, ...], ...]


def count_joins(told: Told, groups: Mapping[Place, Key]) -> Joins:
    """How often the two seminal events of a topic, or parts of them, were taken for one."""
    members: dict[Key, list[tuple[Document, str, EventMention]]] = defaultdict(list)
    for document, account in _each(told):
        events = [e for e in account.events if document.counts(e.start, e.end)]
        for gold, event in match_mentions(document, events):
            group = groups[(document.name, event.start, event.end)]
            members[group].append((document, gold.chain, event))
    pairs = across = wrong = 0
    topics: set[str] = set()
    shown: list[tuple[str, ...]] = []
    for mentions in members.values():
        before = wrong
        for (one, chain, _), (other, another, _) in itertools.combinations(mentions, 2):
            if one.group == other.group:
                pairs += 1
                across += one.story != other.story
                if one.story != other.story and chain != another:
                    wrong += 1
                    topics.add(one.group)
        if wrong > before:
            shown.append(tuple(_show(document, event) for document, _, event in mentions))
    return Joins(pairs, across, wrong, frozenset(topics), tuple(shown))


def _show(document: Document, event: EventMention) -> str:
    sentence = document.text[event.first : event.last].replace("\n", " ")[:110]
    return (
        f"{document.story:10} {event.type:16} {event.text:14} {event.date or '-'!s:12} {sentence}"
    )


def print_coreference(told: Told) -> None:
    """A line for each grouping and each choice of mentions."""
    header = f"  {'':18}{'':8}" + "".join(f"{m:>22}" for m in ("MUC", "B3", "CEAFe"))
    print(header + f"{'CoNLL':>8}")
    for name, group in GROUPINGS.items():
        for kind, scores in score_mentions(told, group(told)).items():
            cells = "".join(
                f"{100 * s.precision:8.1f}{100 * s.recall:7.1f}{100 * s.f1:7.1f}"
                for s in (scores["MUC"], scores["B3"], scores["CEAFe"])
            )
            print(f"  {name:18}{kind:8}{cells}{100 * scores['CoNLL'].f1:8.1f}")


def main(arguments: Sequence[str] | None = None) -> None:
    """Print the scores of both corpora, or of the one named."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").split("\n")[0])
    parser.add_argument("corpora", nargs="*", help="gvc, ecb (default: both)")
    parser.add_argument("--errors", type=int, default=0, help="how many wrong groups to list")
    asked = parser.parse_args(arguments)
    corpora = asked.corpora or ["gvc", "ecb"]
    folder = need_devdata()
    if "gvc" in corpora:
        told = tell_together(read_gvc(folder))
        print(f"GVC dev: {len(told.documents)} articles, {len(told.events)} events")
        columns = (("pairs P", 9), ("R", 7), ("F1", 7), ("B3 P", 9), ("R", 7), ("F1", 7))
        print(f"  {'same incident':26}" + "".join(f"{name:>{w}}" for name, w in columns))
        for name, group in GROUPINGS.items():
            for kind, (pairs, b3) in score_incidents(told, group(told)).items():
                cells = "".join(f"{100 * x:{w}.1f}" for x, w in zip(pairs, (9, 7, 7), strict=True))
                cells += "".join(f"{100 * x:{w}.1f}" for x, w in zip(b3, (9, 7, 7), strict=True))
                print(f"  {name:18}{kind:8}{cells}")
        print_coreference(told)
    if "ecb" in corpora:
        told = tell_together(read_ecbplus(folder))
        print(f"ECB+ dev topics: {len(told.documents)} articles, {len(told.events)} events")
        print_coreference(told)
        for name, group in GROUPINGS.items():
            joins = count_joins(told, group(told))
            of = len({document.group for document in told.documents})
            print(
                f"  {name:18}seminal events: of {joins.pairs} pairs joined in a topic "
                f"{joins.across} span its halves, {joins.wrong} of them wrongly, in "
                f"{len(joins.topics)} of {of} topics"
            )
            for lines in joins.shown[: asked.errors if name == "ours" else 0]:
                print("    joined wrongly:", *lines, sep="\n      ")


if __name__ == "__main__":
    main()
