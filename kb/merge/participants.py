"""Who took part by two reports: whom they share, and who may be one under two names."""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import lru_cache

from kb.merge.model import Facts

STATE = "place/"  # how the keys of countries begin, as those of all places
_BARE = re.compile(r"-[0-9a-f]{6}$")


def may_share(one: Iterable[str], two: Iterable[str]) -> bool:
    """Whether somebody of the one may be somebody of the other, by another form of the name."""
    return any(may_be_one(x, y) for x in one for y in two)


@lru_cache(maxsize=65536)
def may_be_one(x: str, y: str) -> bool:
    """Whether two keys may be of one, as far as their names go.

    A bare surname that nothing resolves may be anybody's of that name; a spelling may slip; of
    what is no person one word that tells it is enough.

    >>> may_be_one("person/falk-a1b2c3", "person/nils-falk")
    True
    >>> may_be_one("person/nils-falk", "person/anna-falk")
    False
    >>> may_be_one("person/nils-falk", "person/nils-falck")
    True
    """
    kind, _, name = x.partition("/")
    other_kind, _, other_name = y.partition("/")
    mine, theirs = _BARE.sub("", name).split("-"), _BARE.sub("", other_name).split("-")
    if kind == other_kind == "person":
        if len(mine) == 1 or len(theirs) == 1:
            return bool(set(mine) & set(theirs))
        return len(mine) == len(theirs) and all(map(_slips, mine, theirs))
    if kind == other_kind == "place":
        return False
    return len({w for w in mine if len(w) > 3} & set(theirs)) > 0


def _slips(one: str, two: str) -> bool:
    """Whether two words are one but for a letter."""
    if one == two:
        return True
    if min(len(one), len(two)) < 4 or abs(len(one) - len(two)) > 1:
        return False
    n = next((i for i, (x, y) in enumerate(zip(one, two, strict=False)) if x != y), len(one))
    return one[n:] == two[n + 1 :] or one[n + 1 :] == two[n:] or one[n + 1 :] == two[n + 1 :]


def count_shared(a: Facts, b: Facts) -> int:
    """How many participants two reports share; countries stand for their own people.

    "Japan and China met" and "Takaichi and Xi met" share two. "Lind met the heads of Peru and
    Chile" tells of more than "Lind met Boric", and shares only Lind with it.
    """
    shared = a.actors & b.actors
    count = len(shared)
    for one, other in ((a, b), (b, a)):
        states = {k for k in one.actors - shared if k.startswith(STATE)}
        people = {k for k in other.actors - shared if not k.startswith(STATE)}
        meant = {one.nation.get(k, k) for k in states}
        if meant and meant <= {other.nation.get(k) for k in people}:
            count += len(meant)
    loose = count_loose(a, b)
    # one surname in common is nobody's; two are those two
    return count + loose if count + loose >= 2 else count


def count_loose(a: Facts, b: Facts) -> int:
    """How many participants two reports may share beyond those that they do: by a bare surname."""
    waiting = sorted(b.actors - a.actors)
    count = 0
    for mine in sorted(a.actors - b.actors):
        other = next((k for k in waiting if is_bare(mine, k) and may_be_one(mine, k)), None)
        if other is not None:
            waiting.remove(other)
            count += 1
    return count


def is_bare(x: str, y: str) -> bool:
    """Whether one of two keys of persons is a bare name's, which its article alone tells of."""
    return any(k.startswith("person/") and _BARE.search(k) for k in (x, y))
