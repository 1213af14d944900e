"""Entities in the making, and the cast of one document."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field

from slugify import slugify

from kb.entities.gazetteer import Entry
from kb.entities.model import Place
from kb.entities.names import HYPHENS, PLACE, Names
from kb.entities.organizations import KnownOrganization
from kb.entities.places import Spot, load_gazetteer


@dataclass
class Draft:
    """An entity in the making."""

    kind: str
    name: str
    names: Counter[str] = field(default_factory=Counter)
    key: str | None = None
    gender: str | None = None
    country: str | None = None
    place: Place | None = None
    spot: Spot | None = None
    known: KnownOrganization | None = None
    offices: set[str] = field(default_factory=set)  # groups of offices held
    entry: Entry | None = None  # what a user's reference file knows


@dataclass
class Cast:
    """The drafts, and for every name (in order) the index of its draft, or ``None``."""

    drafts: list[Draft]
    refers: list[int | None]
    countries: dict[str, int]  # ISO code → draft

    def country(self, iso: str) -> int:
        """The draft of a country, made where the article only implies it ("Japanese")."""
        if iso not in self.countries:
            spot = load_gazetteer().countries.get(iso)
            name = spot.name if spot else iso
            draft = Draft(PLACE, name, Counter(), f"place/{slugify(name)}", None, iso)
            if spot is not None:
                draft.place, draft.spot = spot.place, spot
            self.countries[iso] = len(self.drafts)
            self.drafts.append(draft)
        return self.countries[iso]


def written(found: Names, key: str) -> str:
    """A key as the article writes it, hyphens closed up again."""
    text = found.surface.get(key, key)
    for hyphen in HYPHENS:
        text = text.replace(f" {hyphen} ", hyphen)
    if text.isupper() and len(text) > 6:
        text = text.title()
    return (
        text.replace(" , ", ", ")
        .replace(" 's", "'s")
        .replace(" ’s", "’s")
        .replace("s ' ", "s' ")
        .replace("s ’ ", "s’ ")
    )


def cut_key(key: str) -> list[str]:
    """The words of a key, without hyphens."""
    return [w for w in key.split(" ") if w not in HYPHENS]


def assign(cast: Cast, found: Names, by_key: dict[str, list[int]], key: str, draft: int) -> None:
    """Let every occurrence of `key` refer to a draft."""
    for number in by_key[key]:
        cast.refers[number] = draft
    cast.drafts[draft].names[written(found, key)] += len(by_key[key])
