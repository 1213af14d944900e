"""Votes for the names that the gazetteers of organisations and places know."""

from __future__ import annotations

from collections.abc import Sequence

from kb.entities.names import ORGANIZATION, PLACE
from kb.entities.organizations import find_organization
from kb.entities.places import LARGE_CITY, Spot
from kb.entities.votes import Votes
from kb.entities.word_lists import load_given_names
from kb.entities.words_around_names import LOCATIVE, PARTS_OF_PLACES
from kb.entities.words_in_names import PLACE_WORDS


def match_known(votes: Votes, at: int, end: int) -> int:
    """Vote for what the gazetteers know from `at` on; the token behind it, or 0."""
    texts = votes.texts
    longest = votes.places.longest.get(votes.lows[at], 0)
    most = min(end - at, 6)
    if end < len(texts) and votes.lows[end] in PLACE_WORDS | {"seas"} and most < 6:
        most += 1  # "the East China seas", "Yasukuni shrine"
    for n in range(most, 0, -1):
        if n > end - at and not votes.places.find(texts[at : at + n]):
            continue
        words = texts[at : at + n]
        known = find_organization(words)
        if known is not None:
            votes.vote(at, at + n, ORGANIZATION, 4.0 if n > 1 or len(words[0]) < 6 else 2.0)
            return at + n
        if n <= longest:
            weight = _weigh_place(votes, at, at + n)
            if weight > 0:
                votes.vote(at, at + n, PLACE, weight)
                return at + n
    return 0


def _weigh_place(votes: Votes, at: int, last: int) -> float:
    spots = votes.places.find(votes.texts[at:last])
    if not spots:
        return 0.0
    best = max(spots, key=lambda s: (s.place.feature == "country", s.population))
    if last - at == 1 and len(votes.texts[at]) <= 3 and not votes.texts[at].isupper():
        return 0.0
    if best.place.feature in ("country", "area", "water", "building"):
        return 4.0
    if best.place.feature == "city" and _is_contained(votes, last, spots):
        return 3.0
    before = votes.lows[at - 1] if at else ""
    local = before in LOCATIVE
    if best.population >= LARGE_CITY or best.capital_of or best.place.feature == "region":
        if last - at > 1:
            return 2.5
        if votes.lows[at] in votes.small or load_given_names().get(votes.texts[at], "") != "":
            return 2.0 if local else 0.0
        return 2.0 if best.population >= LARGE_CITY or best.capital_of else 1.0
    if local and votes.lows[at] not in votes.small:
        return 1.2
    return 0.0


def _is_contained(votes: Votes, last: int, spots: Sequence[Spot]) -> bool:
    """Whether what a place of this name lies in stands behind a comma: "X, northern Chad"."""
    at = last + 1
    if votes.texts[last:at] != [","] or at >= len(votes.texts):
        return False
    at += votes.texts[at] in PARTS_OF_PLACES
    for n in (3, 2, 1):
        for outer in votes.places.find(votes.texts[at : at + n])[:1]:
            return any(outer.name in spot.place.within for spot in spots)
    return False
