"""How it came out: reports of one happening of which one says the contrary of the other.

Somebody resigned or did not, was found guilty or not guilty, won or lost. Such reports are of one
event where they tell of one day and of the same people; else a denial is one of something else.
Both are shown in their own words, and neither is picked.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from kb.merge.disputes import Dispute, Position
from kb.merge.model import EMPTY, Facts
from kb.merge.reports import Detail, Report, Source
from kb.merge.story import read_words
from kb.merge.times import is_same_day
from kb.ontology import Ontology
from kb.vocab import KB

DENIED = frozenset({"negated", "denied"})
_WITHOUT = ("without ", "no ", "with no ", "in failure", "in deadlock")


def contradict(a: Facts, b: Facts) -> bool:
    """Whether two reports of two articles tell one happening of one day, and its contrary."""
    if a.article == b.article or not is_same_day(a, b):
        return False
    if a.contest and b.contest:
        return _exchange_sides(a, b)
    contrary = b.type in a.opposite or (
        a.type == b.type
        and (a.status in DENIED) != (b.status in DENIED)
        and "happened" in (a.status, b.status)
    )
    return contrary and _are_the_same(a, b)


def _are_the_same(a: Facts, b: Facts) -> bool:
    """Whether the same people took part by both reports, all that the shorter one names."""
    fewest = min(len(a.actors), len(b.actors))
    return fewest > 0 and len(a.actors & b.actors) == fewest and (not a.mutual or fewest > 1)


def _exchange_sides(a: Facts, b: Facts) -> bool:
    """Whether the winner of the one is the loser of the other, and the other way round."""
    return any(
        _share(one.get("agent"), two.get("patient"))
        and _share(one.get("patient"), two.get("agent"))
        for one, two in ((a.by_role, b.by_role), (a.said, b.said))
    )


def _share(one: frozenset[str] | None, two: frozenset[str] | None) -> bool:
    return bool((one or EMPTY) & (two or EMPTY))


def dispute_outcome(
    reports: Sequence[Report],
    keys: Mapping[str, str],
    sources: Mapping[str, Source],
    ontology: Ontology,
) -> list[Dispute]:
    """The dispute over whether it happened, or came out so or otherwise, if articles differ."""
    told = [r for r in reports if r.level == "event" and (r.status == "happened" or _denies(r))]
    sides: list[list[Report]] = []
    for r in sorted(told, key=lambda r: (-r.salience, r.iri)):
        home = next((s for s in sides if not _opposed(s[0], r, keys, ontology)), None)
        if home is None:
            sides.append([r])
        else:
            home.append(r)
    return _differ(
        KB.status, [(_quote(side[0], sources), {r.article: r.iri for r in side}) for side in sides]
    )


def _denies(r: Report) -> bool:
    return r.status in DENIED


def _opposed(a: Report, b: Report, keys: Mapping[str, str], ontology: Ontology) -> bool:
    if b.type in ontology.types[a.type].opposite:
        return _denies(a) == _denies(b)
    if ontology.types[a.type].is_contest and ontology.types[b.type].is_contest:
        one, two = ({role: keys[who] for who, role in r.actors} | dict(r.words) for r in (a, b))
        return _are_exchanged(one, two)
    return _denies(a) != _denies(b)


def _are_exchanged(one: Mapping[str, str], two: Mapping[str, str]) -> bool:
    mine, theirs = (
        [_words_of(found.get(role, "")) for role in ("agent", "patient")] for found in (one, two)
    )
    return bool(mine[0] & theirs[1]) and bool(mine[1] & theirs[0])


def _words_of(value: str) -> frozenset[str]:
    return read_words(value.rpartition("/")[2].replace("-", " "))


def _quote(r: Report, sources: Mapping[str, Source]) -> str:
    """The sentence of a report, in its own words."""
    first, last = r.evidence
    return sources[r.article].text[first:last].strip()


def dispute_results(details: Iterable[Detail]) -> list[Dispute]:
    """The dispute over what came of it: with an agreement by one article, without by another."""
    sides: dict[bool, list[Detail]] = {True: [], False: []}
    for detail in sorted(details, key=lambda d: d.iri):
        if detail.predicate == KB.result:
            sides[detail.value.lower().startswith(_WITHOUT)].append(detail)
    for one in sides[True]:
        for other in sides[False]:
            if _thing(one) & _thing(other):
                found = _differ(KB.result, [(d.value, {d.article: d.iri}) for d in (one, other)])
                if found:
                    return found
    return []


def _thing(detail: Detail) -> frozenset[str]:
    return read_words(detail.value) - {"without", "with"}


def _differ(field: str, sides: Sequence[tuple[str, Mapping[str, str]]]) -> list[Dispute]:
    """The dispute of at least two sides; an article that is on both disputes nothing."""
    articles = [set(held) for _, held in sides]
    if len(sides) < 2 or any(a & b for n, a in enumerate(articles) for b in articles[n + 1 :]):
        return []
    positions = tuple(
        Position(words, tuple(sorted(held)), tuple(sorted(held.values()))) for words, held in sides
    )
    return [Dispute(field, "dispute", positions)]
