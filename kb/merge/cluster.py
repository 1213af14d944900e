"""Clustering reports into events so that no sure conflict is ever inside a cluster.

Pairs are joined from the surest down; a join is refused where the two clusters together would
hold a conflict: a date that fits only one of them, or two reports that exclude each other. Who
took part and where is misread more often than when: where but few of many reports differ in that,
they do not keep the rest apart. Pairs are ordered by score and then by IRI, and IRIs come from the
articles' contents, so the result does not depend on the order in which articles arrived.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import dataclass

from kb.dates.partial import PartialDate
from kb.merge.model import Facts
from kb.merge.same import THRESHOLD, find_conflict, is_of_who_or_where, score_pair
from kb.ontology import Ontology

DECIDED = 10.0  # the score of what a user has decided
SURE = 1.0  # a pair this sure joins its clusters whatever else is in them
STRONG = 0.8  # from this score on a pair tells that its articles are of one story
KIN = 0.2
LINK = 0.3  # what the pairs across two clusters must score on average to join them
_APART = ("other numbers", "other names", "news of different days", "done to something else")
FEW_ODD = 0.25  # of the pairs across two clusters may tell of others: one may be misread
WITNESSES = 5  # the most telling reports of a cluster, which speak for all of it


@dataclass(frozen=True, slots=True)
class Pair:
    """Two reports that may be of one event, how surely, and why."""

    a: str
    b: str
    score: float
    reasons: tuple[str, ...]


@dataclass(slots=True)
class _Cluster:
    members: list[str]
    date: PartialDate | None
    full: bool


def find_pair(one: Facts, other: Facts, ontology: Ontology) -> Pair | None:
    """The two as a pair worth joining, or nearly so (see `lift_pairs`), or ``None``."""
    a, b = (one, other) if one.iri < other.iri else (other, one)
    if a.iri == b.points_to or b.iri == a.points_to:
        return Pair(a.iri, b.iri, 1.5, ("points back to it in the same article",))
    if find_conflict(a, b, ontology) is not None:
        return None
    score, reasons = score_pair(a, b)
    return Pair(a.iri, b.iri, score, reasons) if score >= THRESHOLD - KIN else None


def lift_pairs(pairs: Iterable[Pair]) -> list[Pair]:
    """The pairs worth joining among all of reports of some articles.

    Two articles that surely tell one event together tell of one story, and what else is alike in
    them is more likely the same.
    """
    by_articles: dict[tuple[str, str], list[Pair]] = defaultdict(list)
    for pair in pairs:
        by_articles[pair.a.partition("#")[0], pair.b.partition("#")[0]].append(pair)
    lifted = []
    for (one, other), held in by_articles.items():
        best = max(pair.score for pair in held)
        for pair in held:
            if one != other and best >= STRONG > pair.score and not _tells_apart(pair):
                # never above one that is sure by itself
                score = round(min(pair.score + KIN, STRONG), 3)
                reasons = (*pair.reasons, f"another event in common +{KIN}")
                pair = Pair(pair.a, pair.b, score, reasons)
            if pair.score >= THRESHOLD:
                lifted.append(pair)
    return lifted


def _tells_apart(pair: Pair) -> bool:
    """Whether something speaks for the two being others of one kind, as stories are full of."""
    return any(reason.startswith(_APART) for reason in pair.reasons)


def cluster_reports(
    facts: Mapping[str, Facts],
    pairs: Iterable[Pair],
    ontology: Ontology,
    apart: Collection[frozenset[str]] = (),
) -> list[tuple[list[str], list[Pair]]]:
    """The clusters: the reports of each event, and the pairs that joined them.

    Those `apart` are never in one; a pair of the score `DECIDED` joins whatever else forbids it.
    """
    clusters = {iri: _Cluster([iri], f.date, f.full) for iri, f in facts.items()}
    at = {iri: iri for iri in facts}
    used: dict[str, list[Pair]] = defaultdict(list)
    score = _remember_score(facts)
    conflict = _remember(lambda x, y: find_conflict(facts[x], facts[y], ontology))
    # What a user has decided comes last: it is about events as the rules have them.
    passing = {iri for iri, f in facts.items() if not f.full}
    order = sorted(pairs, key=lambda p: (-p.score, p.a, p.b))
    order.sort(key=lambda p: (p.score >= DECIDED, p.a in passing or p.b in passing))
    for pair in order:
        one, other = at[pair.a], at[pair.b]
        if one == other:
            continue
        bridge = clusters[one].full and clusters[other].full
        if bridge and not (facts[pair.a].full and facts[pair.b].full):
            continue  # what is said in passing joins an event, and no two of them
        if pair.score < SURE and not _belong(clusters[one], clusters[other], facts, score):
            continue
        if apart and any(
            frozenset((x, y)) in apart
            for x in clusters[one].members
            for y in clusters[other].members
        ):
            continue
        if pair.score >= DECIDED:
            joined = _force(clusters[one], clusters[other])
        elif (sound := _join(clusters[one], clusters[other], conflict)) is not None:
            joined = sound
        else:
            continue
        clusters[one] = joined
        used[one].extend(used.pop(other, []))
        used[one].append(pair)
        for iri in clusters.pop(other).members:
            at[iri] = one
    return [(sorted(c.members), used.get(key, [])) for key, c in sorted(clusters.items())]


def _belong(
    one: _Cluster,
    other: _Cluster,
    facts: Mapping[str, Facts],
    score: Callable[[str, str], float],
) -> bool:
    """Whether two clusters belong together as wholes, so that no chain of lookalikes grows."""
    if len(one.members) == len(other.members) == 1:
        return True
    mine, theirs = _choose_witnesses(one, facts), _choose_witnesses(other, facts)
    total = sum(score(x, y) for x in mine for y in theirs)
    return total / (len(mine) * len(theirs)) >= LINK


def _choose_witnesses(cluster: _Cluster, facts: Mapping[str, Facts]) -> list[str]:
    ranked = sorted(cluster.members, key=lambda iri: (-facts[iri].salience, iri))
    return ranked[:WITNESSES]


def _remember_score(facts: Mapping[str, Facts]) -> Callable[[str, str], float]:
    known: dict[tuple[str, str], float] = {}

    def answer(x: str, y: str) -> float:
        key = (x, y) if x < y else (y, x)
        if key not in known:
            known[key] = score_pair(facts[key[0]], facts[key[1]])[0]
        return known[key]

    return answer


def _force(one: _Cluster, other: _Cluster) -> _Cluster:
    date = one.date if other.date is None else other.date if one.date is None else None
    if one.date is not None and other.date is not None:
        date = one.date.intersect(other.date) or one.date
    return _Cluster([*one.members, *other.members], date, one.full or other.full)


def _join(
    one: _Cluster, other: _Cluster, conflict: Callable[[str, str], str | None]
) -> _Cluster | None:
    date = one.date
    if one.date is not None and other.date is not None:
        date = one.date.intersect(other.date)
        if date is None:
            return None
    elif other.date is not None:
        date = other.date
    odd = 0
    for x in one.members:
        for y in other.members:
            why = conflict(x, y)
            if why is not None and not is_of_who_or_where(why):
                return None
            odd += why is not None
    if odd > FEW_ODD * len(one.members) * len(other.members):
        return None
    return _Cluster([*one.members, *other.members], date, one.full or other.full)


def _remember(ask: Callable[[str, str], str | None]) -> Callable[[str, str], str | None]:
    known: dict[tuple[str, str], str | None] = {}

    def answer(x: str, y: str) -> str | None:
        key = (x, y) if x < y else (y, x)
        if key not in known:
            known[key] = ask(*key)
        return known[key]

    return answer
