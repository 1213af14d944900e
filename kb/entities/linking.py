"""Links from the entities of an article to the entries of a user's reference files.

Entities that one entry bears the names of are one ("Senkaku" and "Diaoyu", a party and its short
name). A person's family name alone links nobody: whom it means is told by the article.
"""

from __future__ import annotations

from collections.abc import Iterable

from kb.entities.draft import Cast, Draft
from kb.entities.gazetteer import Entry, Gazetteer
from kb.entities.model import Place
from kb.entities.names import PERSON, PLACE


def link_cast(cast: Cast, reference: Gazetteer, year: int | None) -> None:
    """Note on the drafts of `cast` what the reference files know; join those of one entry.

    `year` is when the article was written, where that is known.
    """
    first: dict[Entry, int] = {}
    joined: dict[int, int] = {}
    for number, draft in enumerate(cast.drafts):
        entry = _find(draft, reference, year)
        if entry is None:
            continue
        other = first.setdefault(entry, number)
        if other != number:
            joined[number] = other
            cast.drafts[other].names.update(draft.names)
            continue
        draft.entry = entry
        if draft.kind == PERSON:
            continue  # until the article's offices have told of which country
        draft.key = entry.key
        if draft.country is None:
            draft.country = entry.country
        if draft.kind == PLACE and entry.lat is not None and entry.lon is not None:
            place = draft.place or Place("area")
            if place.lat is None:
                draft.place = Place(
                    place.feature, entry.lat, entry.lon, place.geonames,
                    place.country or entry.country, place.within,
                )  # fmt: skip
    join_drafts(cast, joined)


def settle_persons(cast: Cast) -> None:
    """Keep the links of persons that the article's offices do not speak against."""
    for draft in cast.drafts:
        entry = draft.entry
        if draft.kind != PERSON or entry is None:
            continue
        if draft.country is not None and entry.country not in (None, draft.country):
            draft.entry = None
            continue
        draft.key = entry.key
        if draft.country is None:
            draft.country = entry.country


def join_drafts(cast: Cast, joined: dict[int, int]) -> None:
    """Let every name that refers to a draft of `joined` refer to what it is joined with."""
    if not joined:
        return
    cast.refers[:] = [joined.get(r, r) if r is not None else None for r in cast.refers]
    for iso, draft in cast.countries.items():
        cast.countries[iso] = joined.get(draft, draft)


def _find(draft: Draft, reference: Gazetteer, year: int | None) -> Entry | None:
    """The one entry that a draft's names mean; none where two of its names disagree."""
    found = {
        entry
        for name in _telling(draft)
        if (entry := reference.link(name, draft.kind, draft.country, year)) is not None
    }
    return found.pop() if len(found) == 1 else None


def _telling(draft: Draft) -> Iterable[str]:
    names = {draft.name, *draft.names}
    if draft.kind != PERSON:
        return sorted(names)
    return sorted(n for n in names if len(n.replace("-", " ").split()) > 1)
