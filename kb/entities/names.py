"""What the search for names gives: every occurrence, with its kind."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field

PERSON, ORGANIZATION, PLACE, OTHER = "person", "organization", "place", "other"
HYPHENS = frozenset("-‐‑–—")
NUMERAL = re.compile(r"[IVX]+")
SOFT_HYPHENS = ("‐", "‑")


@dataclass(frozen=True, slots=True)
class Name:
    """One occurrence of a name: offsets, tokens (`last` exclusive), kind, case-folded key."""

    start: int
    end: int
    first: int
    last: int
    kind: str
    key: str
    sent: int


@dataclass(frozen=True)
class Names:
    """Every name of a document in order, and how each key is usually written."""

    names: tuple[Name, ...]
    surface: dict[str, str]
    titled: frozenset[str]  # keys that stood behind a title or an honorific somewhere
    acronyms: Mapping[str, str] = field(default_factory=dict)  # short form → long form, as keys
