"""An entity of one article as a row of the ledger, and the key that it has by itself."""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass, replace

from slugify import slugify

from kb.entities.identity import NUMBERED, UNIQUE_OFFICES, find_offices
from kb.merge.ledger import pack
from kb.merge.reports import LocalEntity
from kb.merge.who import slug_of, write_place


@dataclass(frozen=True, slots=True)
class Local:
    """A row of the table of local entities. Lists are JSON."""

    iri: str
    article: str
    own: str | None
    key: str | None
    kind: str
    name: str
    names: str
    country: str | None
    gender: str | None
    offices: str
    cited: int
    place: str | None
    mentions: int
    day: str | None
    link: str | None

    @property
    def all_names(self) -> list[str]:
        """Every name that the article calls it by."""
        return list(dict.fromkeys(json.loads(self.names)))

    @property
    def all_offices(self) -> list[str]:
        """The kinds of office that it is said to hold."""
        return list(json.loads(self.offices))

    def with_key(self, key: str) -> Local:
        """The same under another key."""
        return replace(self, key=key)

    def row(self) -> tuple[object, ...]:
        """The values in the order of the table's columns."""
        return tuple(getattr(self, name) for name in Local.__slots__)


_COLUMNS = ", ".join(Local.__slots__)
_MARKS = ", ".join("?" * len(Local.__slots__))
OF_ARTICLE = f"SELECT {_COLUMNS} FROM local WHERE article = ?"  # noqa: S608 - our own columns
BY_IRI = f"SELECT {_COLUMNS} FROM local WHERE iri = ?"  # noqa: S608
INSERT = f"INSERT INTO local ({_COLUMNS}) VALUES ({_MARKS})"  # noqa: S608


def read_local(found: LocalEntity, day: str | None) -> Local:
    """The row of an entity of an article of that day; it has no key yet."""
    entity = found.entity
    own = entity.key
    if own is None and (numbered := NUMBERED.match(entity.name)):
        # "Elizabeth II": a numeral makes a single name a full one
        own = f"person/{slugify(numbered[0])}"
    if own is not None and not own.split("/", 1)[-1]:
        own = slug_of(found)
    place = entity.place
    return Local(
        found.iri,
        found.article,
        own,
        None,
        entity.kind,
        entity.name,
        pack(entity.names),
        entity.country,
        entity.gender,
        pack(sorted(find_offices(found.roles))),
        int(entity.source),
        pack(write_place(place)) if place is not None else None,
        found.mentions,
        day,
        f"{'sure' if entity.confirmed else 'near'} {entity.wikidata}" if entity.wikidata else None,
    )


def own_key(local: Local) -> str:
    """The key of what no other article tells of: its article's own, or an office's."""
    slug = slugify(local.name) or "unnamed"
    offices = [o for o in local.all_offices if o in UNIQUE_OFFICES]
    if offices and local.country:
        return f"{local.kind}/{slug}-{local.country.lower()}"
    mark = hashlib.sha256(local.article.encode()).hexdigest()[:6]
    return f"{local.kind}/{slug}-{mark}"
