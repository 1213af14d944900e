"""What tells one happening from another of its kind: its names, counts, place and object."""

from __future__ import annotations

from collections.abc import Iterable

from kb.merge.model import EMPTY, Facts
from kb.merge.story import read_words

_FEW = frozenset("012345")  # counts that two sentences may well have in common by chance


def share_words(a: Facts, b: Facts) -> float:
    """The share of the shorter sentence's telling words, but for who did what, in the other."""
    who = " ".join(key.rpartition("/")[2].replace("-", " ") for key in a.actors & b.actors)
    own = read_words(f"{a.lemma} {b.lemma} {who}")
    mine, theirs = a.words - own, b.words - own
    fewest = min(len(mine), len(theirs))
    return len(mine & theirs) / fewest if fewest else 0.0


def share_names(a: Facts, b: Facts) -> frozenset[str]:
    """The words of names in both sentences, but for those of who took part and where."""
    return (a.proper & b.proper) - _name_words(a.actors | b.actors | a.around | b.around)


def name_others(a: Facts, b: Facts) -> bool:
    """Whether both sentences have names besides those of who took part, and none in common."""
    who = _name_words(a.actors | b.actors)
    mine, theirs = a.proper - who, b.proper - who
    return bool(mine and theirs) and mine.isdisjoint(theirs)


def share_particulars(a: Facts, b: Facts) -> bool:
    """Whether two reports have a name, a place, a count or an object in common."""
    return bool(
        share_names(a, b)
        or a.sites & b.sites
        or (a.numbers & b.numbers) - _FEW
        or any(a.said[role] & b.said[role] for role in a.said.keys() & b.said.keys())
    )


def count_otherwise(a: Facts, b: Facts) -> bool:
    """Whether two sentences give counts and have none in common."""
    return bool(a.numbers and b.numbers) and a.numbers.isdisjoint(b.numbers)


def differ_in_object(a: Facts, b: Facts) -> bool:
    """Whether something else was done by one report than by the other, in words for one role."""
    return any(
        a.said[role] and b.said[role] and a.said[role].isdisjoint(b.said[role])
        for role in a.said.keys() & b.said.keys()
    )


def find_exchanged(a: Facts, b: Facts) -> str | None:
    """Who did it by one report and had it done to by the other."""
    for one, other in ((a, b), (b, a)):
        for mine, theirs in (("agent", "patient"), ("agent", "victim"), ("speaker", "patient")):
            both = one.by_role.get(mine, EMPTY) & other.by_role.get(theirs, EMPTY)
            if both - one.by_role.get(theirs, EMPTY) - other.by_role.get(mine, EMPTY):
                return min(both)
    return None


def find_turn(a: Facts, b: Facts) -> str | None:
    """What two sentences number otherwise, as the first round and the second, in words."""
    if a.lasting or b.lasting:
        return None
    mine, theirs = (_by_noun(f.ordinals) for f in (a, b))
    for noun in sorted(mine.keys() & theirs.keys()):
        if mine[noun].isdisjoint(theirs[noun]):
            return f"{noun} {min(mine[noun])} is not {noun} {min(theirs[noun])}"
    return None


def _by_noun(ordinals: Iterable[str]) -> dict[str, set[str]]:
    found: dict[str, set[str]] = {}
    for one in ordinals:
        noun, _, turn = one.partition(" ")
        found.setdefault(noun, set()).add(turn)
    return found


def _name_words(keys: Iterable[str]) -> frozenset[str]:
    return frozenset(word for key in keys for word in key.rpartition("/")[2].split("-"))
