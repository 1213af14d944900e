"""Clustering reports into events so that no conflict is ever inside a cluster.

Pairs are joined from the surest down; a join is refused where the two clusters together would
hold a conflict: a date that fits only one of them, or two reports that exclude each other. Pairs
are ordered by score and then by IRI, and IRIs come from the articles' contents, so the result does
not depend on the order in which articles arrived.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from kb.dates.partial import PartialDate
from kb.merge.same import THRESHOLD, Facts, find_conflict, score_pair
from kb.ontology import Ontology

LARGE_BLOCK = 300
SURE = 1.0  # a pair this sure joins its clusters whatever else is in them
LINK = 0.4  # what the pairs across two clusters must score on average to join them
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
    checked: set[str] = field(default_factory=set)


def find_pairs(
    facts: Mapping[str, Facts],
    anaphors: Mapping[str, str],
    ontology: Ontology,
) -> list[Pair]:
    """The pairs worth joining, surest first. `anaphors` maps a report to its antecedent."""
    pairs: dict[tuple[str, str], Pair] = {}
    for one, other in anaphors.items():
        if one in facts and other in facts:
            a, b = sorted((one, other))
            pairs[a, b] = Pair(a, b, 1.5, ("points back to it in the same article",))
    for block in _blocks(facts.values(), ontology):
        for n, x in enumerate(block):
            for y in block[n + 1 :]:
                key = (x.iri, y.iri) if x.iri < y.iri else (y.iri, x.iri)
                if key in pairs or find_conflict(x, y, ontology) is not None:
                    continue
                score, reasons = score_pair(facts[key[0]], facts[key[1]])
                if score >= THRESHOLD:
                    pairs[key] = Pair(*key, score, reasons)
    return sorted(pairs.values(), key=lambda p: (-p.score, p.a, p.b))


def _blocks(facts: Iterable[Facts], ontology: Ontology) -> Iterable[list[Facts]]:
    """Groups within which pairs are looked for: who took part, or where and when."""
    group = type_groups(ontology)
    blocks: dict[tuple[str, ...], list[Facts]] = defaultdict(list)
    for f in sorted(facts, key=lambda f: f.iri):
        kind = group.get(f.type, f.type) if f.type != "happening" else f"happening {f.lemma}"
        for actor in f.actors:
            blocks[kind, actor].append(f)
        when = f.date.earliest.isoformat()[:7] if f.date is not None and f.date.earliest else ""
        for place in f.around:
            blocks[kind, "at", place, when].append(f)
        if f.date is not None and f.date.known_day is not None:
            blocks[kind, "on", f.date.known_day.isoformat()].append(f)
        blocks[kind, "in", f.article].append(f)
        for name in f.story.named:
            blocks[kind, "with", name].append(f)
    for key in sorted(blocks):
        block = blocks[key]
        if len(block) <= LARGE_BLOCK:
            yield block
        else:
            yield from _by_month(block)


def _by_month(block: Sequence[Facts]) -> Iterable[list[Facts]]:
    """A block too large to compare each with each, cut by the month of event or article."""
    months: dict[str, list[Facts]] = defaultdict(list)
    for f in block:
        day = f.date.earliest if f.date is not None and f.date.earliest else f.published
        months[day.isoformat()[:7] if day is not None else ""].append(f)
    for month in sorted(months):
        for at in range(0, len(months[month]), LARGE_BLOCK):
            yield months[month][at : at + LARGE_BLOCK]


def type_groups(ontology: Ontology) -> dict[str, str]:
    """For each type the first of all types that are linked to it by compatibility."""
    group: dict[str, str] = {}
    for key in sorted(ontology.types):
        if key in group:
            continue
        stack, found = [key], {key}
        while stack:
            for other in ontology.types[stack.pop()].compatible:
                if other not in found and other in ontology.types:
                    found.add(other)
                    stack.append(other)
        for one in found:
            group[one] = min(found)
    return group


def cluster_reports(
    facts: Mapping[str, Facts], pairs: Sequence[Pair], ontology: Ontology
) -> list[tuple[list[str], list[Pair]]]:
    """The clusters: the reports of each event, and the pairs that joined them."""
    clusters = {iri: _Cluster([iri], f.date) for iri, f in facts.items()}
    at = {iri: iri for iri in facts}
    used: dict[str, list[Pair]] = defaultdict(list)
    score = _remember_score(facts)
    conflict = _remember(lambda x, y: find_conflict(facts[x], facts[y], ontology) is not None)
    for pair in pairs:
        one, other = at[pair.a], at[pair.b]
        if one == other:
            continue
        if pair.score < SURE and not _belong(clusters[one], clusters[other], facts, score):
            continue
        joined = _join(clusters[one], clusters[other], conflict)
        if joined is None:
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


def _join(one: _Cluster, other: _Cluster, conflict: Callable[[str, str], bool]) -> _Cluster | None:
    date = one.date
    if one.date is not None and other.date is not None:
        date = one.date.intersect(other.date)
        if date is None:
            return None
    elif other.date is not None:
        date = other.date
    for x in one.members:
        for y in other.members:
            if conflict(x, y):
                return None
    return _Cluster([*one.members, *other.members], date)


def _remember(ask: Callable[[str, str], bool]) -> Callable[[str, str], bool]:
    known: dict[tuple[str, str], bool] = {}

    def answer(x: str, y: str) -> bool:
        key = (x, y) if x < y else (y, x)
        if key not in known:
            known[key] = ask(*key)
        return known[key]

    return answer
