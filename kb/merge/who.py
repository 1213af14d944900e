"""Which local entities of all articles are the same, under which key."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from typing import TypedDict

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


def unite_entities(
    entities: Mapping[str, LocalEntity], keys: Mapping[str, str]
) -> dict[str, Canonical]:
    """The canonical entities by key; `keys` gives each local IRI its key."""
    groups: dict[str, list[LocalEntity]] = defaultdict(list)
    for iri in sorted(entities):
        groups[keys[iri]].append(entities[iri])
    united = {}
    for key, group in groups.items():
        names: Counter[str] = Counter()
        kinds: Counter[str] = Counter()
        for local in group:
            kinds[local.entity.kind] += local.mentions + 1
            for name in local.entity.names:
                names[name] += 1
            names[local.entity.name] += 2
        # the name that most articles give as the fullest; of a short one and the same with more
        # words ("Elizabeth", "Elizabeth II") the one with more
        usual = sorted({e.entity.name for e in group}, key=lambda n: (-names[n], -len(n), n))
        name = next((n for n in usual if n.startswith(usual[0] + " ")), usual[0])
        united[key] = Canonical(
            key=key,
            name=name,
            names=tuple(sorted(names, key=lambda n: (-names[n], n))),
            kind=min(kinds, key=lambda k: (-kinds[k], k)),
            country=_most([e.entity.country for e in group]),
            gender=_most([e.entity.gender for e in group]),
            place=next((e.entity.place for e in group if e.entity.place is not None), None),
            local=tuple(e.iri for e in group),
            **_link(group),
        )
    return united


class _Link(TypedDict):
    wikidata: str | None
    confirmed: bool


def _link(group: list[LocalEntity]) -> _Link:
    """The one Wikidata entry of a group; none where its articles were given different ones."""
    said = {e.entity.wikidata for e in group if e.entity.wikidata is not None}
    sure = any(e.entity.confirmed for e in group)
    return {"wikidata": said.pop(), "confirmed": sure} if len(said) == 1 else _NO_LINK


_NO_LINK: _Link = {"wikidata": None, "confirmed": False}


def _most(values: list[str | None]) -> str | None:
    counts = Counter(v for v in values if v)
    return min(counts, key=lambda v: (-counts[v], v)) if counts else None
