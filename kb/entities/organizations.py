"""The gazetteer of organisations: agencies and papers, world bodies, large companies."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache

from kb.entities.spelling import split_words
from kb.entities.word_lists import read_rows


@dataclass(frozen=True, slots=True)
class KnownOrganization:
    """An organisation of the word lists: canonical name, country, whether it reports news."""

    name: str
    country: str | None
    media: bool


@cache
def load_organizations() -> dict[str, KnownOrganization]:
    """Organisations by their names, as written and case folded (short names as written only)."""
    found: dict[str, KnownOrganization] = {}
    for file, media in (("media.csv", True), ("organizations.csv", False)):
        for row in read_rows(file):
            known = KnownOrganization(row["name"], row["iso"] or None, media)
            for name in (row["name"], *filter(None, row["aliases"].split("|"))):
                words = " ".join(split_words(name))
                found.setdefault(words, known)
                if len(words) > 5:
                    found.setdefault(words.casefold(), known)
    return found


@cache
def load_bodies() -> dict[str, str]:
    """The organisations that the names of their seats stand for."""
    return {row["place"]: row["organization"] for row in read_rows("bodies.csv")}


def find_organization(words: Sequence[str]) -> KnownOrganization | None:
    """The organisation that bears a name, or ``None``.

    >>> find_organization(["Kyodo"]).name
    'Kyodo News'
    """
    known = load_organizations()
    name = " ".join(words)
    found = known.get(name)
    if found is None and len(name) > 5:
        found = known.get(name.casefold())
    return found
