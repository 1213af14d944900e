"""Organisations and places that their own words give away: "Bank of Peru", "Lake Chad"."""

from __future__ import annotations

from kb.entities.names import HYPHENS, ORGANIZATION, OTHER, PLACE
from kb.entities.offices import match_office
from kb.entities.organizations import find_organization
from kb.entities.spelling import word_set
from kb.entities.votes import Votes
from kb.entities.word_lists import load_given_names
from kb.entities.words_around_names import LOCATIVE
from kb.entities.words_in_names import (
    CLUB_WORDS,
    ORGANIZATION_WORDS,
    OTHER_WORDS,
    PLACE_WORDS,
    STORM_WORDS,
)

_CLUBS = frozenset(("real", "atletico", "atlético", "borussia", "olympique", "deportivo", "fc"))
# What goes on with "of" and its place or subject: "Bank of Peru", "Ministry of Justice".
OF_HEADS = word_set(
    """
    bank university ministry department bureau court courts republic institute college church
    council embassy board house port gulf bay strait sea lake mount cape isle isles city province
    state kingdom house organization organisation association academy school federation union
    office chamber league bureau society club
    """
)

# Last words that are family names as often as they end the name of a place.
_ALSO_FAMILY = word_set("hill lane hall church temple banks bank forest castle garden towers park")
_CONTESTS = word_set("cup games olympics championship championships trophy open prize")


def match_whole(votes: Votes, at: int, end: int) -> tuple[int, str] | None:
    """An organisation or place that its own words give away, from `at` on."""
    texts, lows, caps = votes.texts, votes.lows, votes.caps
    if lows[at] in OF_HEADS and at + 2 < end and lows[at + 1] == "of":
        last = at + 3
        while last < end and (caps[last] or lows[last] in ("the", "of")):
            last += 1
        kind = PLACE if lows[at] in PLACE_WORDS else ORGANIZATION
        return last, kind
    if (
        lows[at] in CLUB_WORDS
        and at + 1 < end
        and (lows[at] in _CLUBS or votes.places.find((texts[at + 1],)))
    ):
        return at + 2, ORGANIZATION
    if lows[at] in STORM_WORDS and at + 1 < end:
        return at + 2, OTHER
    for last in range(end, at + 1, -1):
        low = lows[last - 1]
        organization = low in ORGANIZATION_WORDS
        other = low in OTHER_WORDS
        if not organization and low not in PLACE_WORDS and not other:
            continue
        if other and low not in _CONTESTS and find_organization(texts[at : at + 1]):
            continue
        if any(
            match_office(lows, i, last) and lows[i] not in ("general", "major", "chief")
            for i in range(at, last - 1)
        ):
            continue
        if low == "district" and texts[at] in ("US", "U.S.") and last - at == 2:
            continue  # "US District Judge"
        if low in _ALSO_FAMILY and texts[at] in load_given_names():
            continue
        if last - at < 2 or any(t in HYPHENS for t in texts[at : last - 1][:1]):
            continue
        if low in ("office", "cabinet", "government", "police", "forces", "army") and (
            last - at == 2 and votes.places.find((texts[at],)) and low != "police"
        ):
            return None  # "the Tokyo government": the place is what is named
        if other:
            return last, OTHER
        if low in ("city", "town") and lows[at - 1] not in LOCATIVE:
            towns = votes.places.find(texts[at : last - 1])
            if towns and not votes.places.find(texts[at:last]):
                return last, ORGANIZATION  # a club: its town is not called so
        if organization and low in OF_HEADS and lows[last : last + 1] == ["of"]:
            for n in (4, 3, 2, 1):
                if last + 1 + n <= end and votes.places.find(texts[last + 1 : last + 1 + n]):
                    return last + 1 + n, ORGANIZATION  # "Supreme Court of Chile"
        return last, ORGANIZATION if organization else PLACE
    return None
