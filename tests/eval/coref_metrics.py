"""Coreference scores after the CoNLL scorer: MUC, B³, CEAF-e and their mean.

Every function takes `key` (gold) and `response` (ours) as lists of sets of hashable mentions;
each mention belongs to at most one cluster of a side. Nothing is dropped: whoever wants
singletons or unmatched mentions out removes them before calling.

Sources: Vilain et al. 1995 (MUC); Bagga and Baldwin 1998 (B³); Luo 2005 (CEAF), as in the
reference scorer of Pradhan et al. 2014.
"""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterable, Sequence, Set
from typing import NamedTuple

Cluster = Set[Hashable]
Clusters = Sequence[Cluster]


class Score(NamedTuple):
    """Precision, recall and F1, each between 0 and 1."""

    precision: float
    recall: float
    f1: float


class Counts(NamedTuple):
    """What a score is made of, so that documents can be added up (micro average)."""

    right_p: float
    all_p: float
    right_r: float
    all_r: float


def add_counts(parts: Iterable[Counts]) -> Counts:
    """The sum of the counts of several documents."""
    total = [0.0, 0.0, 0.0, 0.0]
    for part in parts:
        for at, value in enumerate(part):
            total[at] += value
    return Counts(*total)


def to_score(counts: Counts) -> Score:
    """Precision, recall and F1 of counts; 0 where there is nothing to divide by."""
    precision = counts.right_p / counts.all_p if counts.all_p else 0.0
    recall = counts.right_r / counts.all_r if counts.all_r else 0.0
    both = precision + recall
    return Score(precision, recall, 2 * precision * recall / both if both else 0.0)


def count_muc(key: Clusters, response: Clusters) -> Counts:
    """The links that each side shares with the other (singletons count for nothing)."""

    def links(these: Clusters, others: Clusters) -> tuple[int, int]:
        where = _index(others)
        right = total = 0
        for cluster in these:
            parts = {where[m] for m in cluster if m in where}
            loose = sum(m not in where for m in cluster)
            right += len(cluster) - len(parts) - loose
            total += len(cluster) - 1
        return right, total

    return Counts(*links(response, key), *links(key, response))


def count_b_cubed(key: Clusters, response: Clusters) -> Counts:
    """For each mention, how much of its cluster is the same on the other side, added up."""

    def overlaps(these: Clusters, others: Clusters) -> tuple[float, int]:
        where = _index(others)
        right, total = 0.0, 0
        for cluster in these:
            shared: dict[int, int] = {}
            for mention in cluster:
                if mention in where:
                    shared[where[mention]] = shared.get(where[mention], 0) + 1
            right += sum(n * n for n in shared.values()) / max(len(cluster), 1)
            total += len(cluster)
        return right, total

    return Counts(*overlaps(response, key), *overlaps(key, response))


def count_ceaf_e(key: Clusters, response: Clusters) -> Counts:
    """The similarity (2|K∩R| / (|K|+|R|)) of the best one-to-one pairing of whole clusters."""
    key = [c for c in key if c]
    response = [c for c in response if c]
    total = 0.0
    for mine, theirs in _connect(key, response):
        gain = [
            [2 * len(key[k] & response[r]) / (len(key[k]) + len(response[r])) for r in theirs]
            for k in mine
        ]
        total += _best_pairing(gain)
    return Counts(total, len(response), total, len(key))


def muc(key: Clusters, response: Clusters) -> Score:
    """The MUC score of one document.

    >>> muc([{1, 2, 3, 4}], [{1, 2}, {3, 4}])
    Score(precision=1.0, recall=0.6666666666666666, f1=0.8)
    """
    return to_score(count_muc(key, response))


def b_cubed(key: Clusters, response: Clusters) -> Score:
    """The B³ score of one document.

    >>> b_cubed([{1, 2, 3, 4}], [{1, 2}, {3, 4}])
    Score(precision=1.0, recall=0.5, f1=0.6666666666666666)
    """
    return to_score(count_b_cubed(key, response))


def ceaf_e(key: Clusters, response: Clusters) -> Score:
    """The entity-based CEAF score of one document."""
    return to_score(count_ceaf_e(key, response))


MEASURES: dict[str, Callable[[Clusters, Clusters], Counts]] = {
    "MUC": count_muc,
    "B3": count_b_cubed,
    "CEAFe": count_ceaf_e,
}


def score_coreference(pairs: Iterable[tuple[Clusters, Clusters]]) -> dict[str, Score]:
    """MUC, B3, CEAFe and CoNLL over (key, response) pairs, one a document, counts added up.

    The CoNLL score is the mean of the three F1; its precision and recall are means likewise.

    >>> scores = score_coreference([([{1, 2}, {3}], [{1, 2}, {3}])])
    >>> scores["CoNLL"].f1
    1.0
    """
    documents = [(list(k), list(r)) for k, r in pairs]
    scores = {
        name: to_score(add_counts(count(k, r) for k, r in documents))
        for name, count in MEASURES.items()
    }
    parts = list(scores.values())
    scores["CoNLL"] = Score(*(sum(column) / len(parts) for column in zip(*parts, strict=True)))
    return scores


def conll(key: Clusters, response: Clusters) -> float:
    """The CoNLL F1 (mean of MUC, B³ and CEAF-e F1) of one document."""
    return score_coreference([(key, response)])["CoNLL"].f1


def drop_singletons(clusters: Clusters) -> list[Cluster]:
    """The clusters with more than one mention."""
    return [c for c in clusters if len(c) > 1]


def _index(clusters: Clusters) -> dict[Hashable, int]:
    where: dict[Hashable, int] = {}
    for at, cluster in enumerate(clusters):
        for mention in cluster:
            if mention in where:
                raise ValueError(f"mention {mention!r} is in two clusters of one side")
            where[mention] = at
    return where


def _connect(key: Clusters, response: Clusters) -> list[tuple[list[int], list[int]]]:
    # Clusters that share no mention can never be paired with gain: solving each connected part
    # alone keeps the cubic algorithm away from thousands of clusters.
    where = _index(response)
    touching = [sorted({where[m] for m in c if m in where}) for c in key]
    back: dict[int, list[int]] = {}
    for k, others in enumerate(touching):
        for r in others:
            back.setdefault(r, []).append(k)
    _index(key)
    seen: set[int] = set()
    parts = []
    for start in range(len(key)):
        if start in seen or not touching[start]:
            continue
        seen.add(start)
        mine, theirs, stack = [], set(), [start]
        while stack:
            k = stack.pop()
            mine.append(k)
            for r in touching[k]:
                if r not in theirs:
                    theirs.add(r)
                    fresh = [other for other in back[r] if other not in seen]
                    seen.update(fresh)
                    stack.extend(fresh)
        parts.append((mine, sorted(theirs)))
    return parts


def _best_pairing(gain: list[list[float]]) -> float:
    # Hungarian algorithm with potentials (Jonker and Volgenant's form), on -gain.
    if len(gain) > len(gain[0]):
        gain = [list(column) for column in zip(*gain, strict=True)]
    n, m = len(gain), len(gain[0])
    row_potential, column_potential = [0.0] * (n + 1), [0.0] * (m + 1)
    matched, before = [0] * (m + 1), [0] * (m + 1)
    for row in range(1, n + 1):
        matched[0] = row
        column = 0
        slack = [float("inf")] * (m + 1)
        used = [False] * (m + 1)
        while matched[column]:
            used[column] = True
            at, delta, following = matched[column], float("inf"), 0
            for j in range(1, m + 1):
                if used[j]:
                    continue
                cost = -gain[at - 1][j - 1] - row_potential[at] - column_potential[j]
                if cost < slack[j]:
                    slack[j], before[j] = cost, column
                if slack[j] < delta:
                    delta, following = slack[j], j
            for j in range(m + 1):
                if used[j]:
                    row_potential[matched[j]] += delta
                    column_potential[j] -= delta
                else:
                    slack[j] -= delta
            column = following
        while column:
            matched[column] = matched[before[column]]
            column = before[column]
    return sum(gain[matched[j] - 1][j - 1] for j in range(1, m + 1) if matched[j])
