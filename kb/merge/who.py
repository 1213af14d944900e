"""An entity as all articles tell of it."""

from __future__ import annotations

from dataclasses import dataclass

from slugify import slugify

from kb.entities.model import Place
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
