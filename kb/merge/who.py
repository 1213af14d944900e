"""An entity as all articles tell of it."""

from __future__ import annotations

import json
from dataclasses import dataclass

from slugify import slugify

from kb.entities.model import Place
from kb.merge.ledger import pack
from kb.merge.reports import LocalEntity

_ORDER = ("building", "city", "area", "region", "water", "country")


@dataclass(frozen=True, slots=True)
class Canonical:
    """An entity across articles: `key` is its slug, `local` the local IRIs it stands for."""

    key: str
    name: str
    names: tuple[str, ...]
    kind: str
    country: str | None
    gender: str | None
    place: Place | None
    local: tuple[str, ...]
    wikidata: str | None = None
    confirmed: bool = False

    @property
    def coarseness(self) -> int:
        """How large a place is, the finest first."""
        feature = self.place.feature if self.place is not None else ""
        return _ORDER.index(feature) if feature in _ORDER else 3


def slug_of(entity: LocalEntity) -> str:
    """The key of an entity that has none of its own: its kind and name."""
    name = slugify(entity.entity.name) or "unnamed"
    return f"{entity.entity.kind}/{name}"


def write_place(place: Place) -> list[object]:
    """A place as a value of JSON."""
    return [
        place.feature, place.lat, place.lon, place.geonames, place.country, list(place.within),
    ]  # fmt: skip


def read_place(value: list[object]) -> Place:
    """The place that `write_place` wrote."""
    feature, lat, lon, geonames, country, within = value
    return Place(feature, lat, lon, geonames, country, tuple(within))  # type: ignore[arg-type]


def write_canonical(who: Canonical) -> str:
    """An entity as JSON, without the local ones it stands for."""
    place = write_place(who.place) if who.place is not None else None
    link = [who.wikidata, who.confirmed]
    return pack([who.name, list(who.names), who.kind, who.country, who.gender, place, link])


def parse_canonical(key: str, text: str) -> Canonical:
    """The entity that `write_canonical` wrote."""
    name, names, kind, country, gender, place, link = json.loads(text)
    return Canonical(
        key, name, tuple(names), kind, country, gender,
        read_place(place) if place is not None else None, (), *link,
    )  # fmt: skip
