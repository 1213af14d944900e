"""Who is who, by a user's own files: entries with names, aliases, dates and Wikidata ids.

A name links only where one entry alone bears it and nothing conflicts: no guess between two.
`kb.entities.gazetteer_files` reads and writes them.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property

from slugify import slugify

from kb.entities.spelling import split_words

KINDS = ("person", "organization", "place")


@dataclass(frozen=True, slots=True)
class Entry:
    """One entry of a reference file.

    `born` and `died` are ISO dates or years (for an organisation: founded and dissolved); `key`
    is the slug under which the knowledge base knows it, made from the name if not given.
    `confirmed` is false where somebody, or a service, only thinks that the id is the right one:
    such a link is a ``skos:closeMatch``, a confirmed one ``owl:sameAs``.
    """

    name: str
    kind: str
    aliases: tuple[str, ...] = ()
    qid: str | None = None
    country: str | None = None
    born: str | None = None
    died: str | None = None
    lat: float | None = None
    lon: float | None = None
    key: str = ""
    confirmed: bool = True

    @property
    def iri(self) -> str | None:
        """The Wikidata IRI, if the entry has an id."""
        return f"http://www.wikidata.org/entity/{self.qid}" if self.qid else None


@dataclass(frozen=True)
class Gazetteer:
    """Entries by the plain letters of their names and aliases."""

    entries: tuple[Entry, ...]
    names: Mapping[str, tuple[Entry, ...]]

    @cached_property
    def kinds(self) -> dict[str, str]:
        """The kind of every name as the tokeniser cuts it, case folded; none where two differ."""
        found: dict[str, str] = {}
        for entry in self.entries:
            for name in (entry.name, *entry.aliases):
                key = " ".join(split_words(name)).casefold()
                found[key] = entry.kind if found.get(key, entry.kind) == entry.kind else ""
        return found

    @cached_property
    def longest(self) -> dict[str, int]:
        """The first word of every name, and how many words a name that begins so has at most."""
        found: dict[str, int] = {}
        for key in self.kinds:
            words = key.split(" ")
            found[words[0]] = max(found.get(words[0], 0), len(words))
        return found

    def find(self, name: str, kind: str | None = None) -> tuple[Entry, ...]:
        """Every entry that bears a name, whatever its case, accents and hyphens."""
        found = self.names.get(slugify(name), ())
        return tuple(e for e in found if kind in (None, e.kind))

    def link(
        self, name: str, kind: str, country: str | None = None, year: int | None = None
    ) -> Entry | None:
        """The one entry that is meant, or ``None`` where none or several could be.

        `year` is when the article was written: who was born after it is not meant, and of two
        who bear one name the one who was alive then is.

        >>> falk = Entry("Nils Falk", "person", ("Falk",), "Q1", "SE", born="1950")
        >>> gazetteer = make_gazetteer([falk])
        >>> gazetteer.link("Falk", "person", year=2020).qid
        'Q1'
        >>> gazetteer.link("Falk", "person", year=1940) is None
        True
        """
        fitting = [
            e
            for e in self.find(name, kind)
            if (country is None or e.country in (None, country)) and _is_born(e, year)
        ]
        if len(fitting) > 1:
            fitting = [e for e in fitting if _lives(e, year)]
        return fitting[0] if len(fitting) == 1 else None


def make_gazetteer(entries: Iterable[Entry]) -> Gazetteer:
    """A gazetteer of entries; equal entries count once, the order does not matter."""
    unique = tuple(sorted(set(entries), key=lambda e: (e.key, e.name, e.qid or "", str(e))))
    names: dict[str, list[Entry]] = defaultdict(list)
    for entry in unique:
        for slug in {slugify(n) for n in (entry.name, *entry.aliases)} - {""}:
            names[slug].append(entry)
    return Gazetteer(unique, {slug: tuple(found) for slug, found in names.items()})


def _is_born(entry: Entry, year: int | None) -> bool:
    born = _year(entry.born)
    return year is None or born is None or born <= year


def _lives(entry: Entry, year: int | None) -> bool:
    if year is None:
        return True
    born, died = _year(entry.born), _year(entry.died)
    return (born is None or born <= year) and (died is None or year <= died)


def _year(value: str | None) -> int | None:
    match = re.match(r"-?\d+", value or "")
    return int(match.group()) if match else None
