"""What tells one happening from another of its kind: its names, counts, place and object."""

from __future__ import annotations

from collections.abc import Iterable
from functools import lru_cache

from kb.merge.model import EMPTY, Facts
from kb.merge.story import read_words
from kb.merge.times import find_later, is_news

_FEW = frozenset("012345")  # counts that two sentences may well have in common by chance
_ENOUGH = 3  # words in common that make one sentence the other again
_TOLD_AGAIN = 0.8  # and which share of the shorter one's they are
# What one happening has once, and how far apart two tellings of it may be.
_ONCE = {"magnitude": 0.4, "votesAgainst": 0.0, "votesFor": 0.0}
_TOLL = ("killed", "injured")


def share_words(a: Facts, b: Facts) -> float:
    """The share of the shorter sentence's telling words, but for who did what, in the other."""
    mine, theirs = _telling_words(a, b)
    fewest = min(len(mine), len(theirs))
    return len(mine & theirs) / fewest if fewest else 0.0


def is_told_again(a: Facts, b: Facts) -> bool:
    """Whether one sentence says what the other says, in its words."""
    mine, theirs = _telling_words(a, b)
    both = len(mine & theirs)
    return both >= max(_ENOUGH, _TOLD_AGAIN * min(len(mine), len(theirs)))


def _telling_words(a: Facts, b: Facts) -> tuple[frozenset[str], frozenset[str]]:
    own = _read_words_once(a.lemma) | _read_words_once(b.lemma)
    for key in a.actors & b.actors:
        own |= _read_words_once(key.rpartition("/")[2].replace("-", " "))
    return a.words - own, b.words - own


_read_words_once = lru_cache(maxsize=16384)(read_words)


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


def find_other_count(a: Facts, b: Facts) -> str | None:
    """What two reports count otherwise that one happening has once, as a vote has its outcome."""
    for name, apart in _ONCE.items():
        if name in a.counts and name in b.counts:
            (low, high), (least, most) = a.counts[name], b.counts[name]
            if low - apart > most or least - apart > high:
                return f"{name} {low:g} is not {name} {least:g}"
    return None


def compare_tolls(a: Facts, b: Facts) -> int:
    """1 if the later of two reports counts more victims or as many, -1 if fewer, else 0."""
    if a.published is None or b.published is None or a.published == b.published:
        return 0
    last = find_later(a, b)
    first = b if last is a else a
    pairs = [
        (first.counts[name], last.counts[name])
        for name in _TOLL
        if name in first.counts and name in last.counts
    ]
    if any(later[1] < earlier[0] for earlier, later in pairs):
        return -1
    return 1 if pairs else 0


def is_toll(a: Facts, b: Facts) -> bool:
    """Whether the later of two reports counts the victims of what is known, and tells no news."""
    if a.lasting and b.lasting:
        return True
    later = find_later(a, b)
    return "toll" in later.words or not is_news(later)


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
