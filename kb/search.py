"""What a search finds, as the JSON has it: entities, events and articles, the best first."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from typing import Any

from kb.plain import plain

SEARCHED = ("entity", "event", "article")
COMPLETED = ("entity", "place", "type", "publisher")  # what a name that was begun may be of
MOST_HITS = 100  # of each kind, of one search
_AROUND = 80


@dataclass(frozen=True, slots=True)
class Highlight:
    """Where a word that was looked for stands: code points of the excerpt's text."""

    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Excerpt:
    """Words of a label, a quote or an article; `start` is where they begin in it, in code points.

    `field` is ``name``, ``label``, ``quote``, ``title`` or ``text``.
    """

    field: str
    text: str
    start: int
    highlights: tuple[Highlight, ...]


@dataclass(frozen=True, slots=True)
class Hit:
    """Something that was found: an ``entity``, an ``event`` or an ``article``.

    `detail` says more of it: the kind of an entity, the date of an event, the publisher of an
    article. `events` counts the events of an entity, and of an event its sources.
    """

    kind: str
    id: str
    label: str
    detail: str | None
    events: int | None
    excerpts: tuple[Excerpt, ...]


@dataclass(frozen=True, slots=True)
class SearchResult:
    """What was found for `query`, the best of each kind first, entities before the rest."""

    query: str
    hits: tuple[Hit, ...]
    generation: int

    def as_json(self) -> dict[str, Any]:
        """The result as JSON values."""
        return {
            "query": self.query,
            "hits": [plain(asdict(hit)) for hit in self.hits],
            "generation": self.generation,
        }

    def to_json(self) -> str:
        """The result as JSON text."""
        return json.dumps(self.as_json(), ensure_ascii=False, indent=2)


@dataclass(frozen=True, slots=True)
class Completion:
    """What a name that was begun could become; `role` is the parameter that takes it.

    `role` is ``entity`` (for an actor), ``place``, ``type`` or ``publisher``; `events` counts.
    """

    id: str
    name: str
    role: str
    kind: str | None
    events: int


def cut_excerpt(field: str, text: str, spots: Sequence[tuple[int, int]]) -> Excerpt:
    """A piece of `text` around the first of `spots`, cut between words, with all spots in it."""
    if not spots:
        end = len(text) if len(text) <= 2 * _AROUND else _find_gap(text, 2 * _AROUND, -1)
        return Excerpt(field, text[:end], 0, ())
    first, last = spots[0]
    begin = 0 if first <= _AROUND else _find_gap(text, first - _AROUND, 1)
    end = len(text) if len(text) <= last + _AROUND else _find_gap(text, last + _AROUND, -1)
    begin, end = min(begin, first), max(end, last)
    inside = tuple(Highlight(a - begin, b - begin) for a, b in spots if begin <= a and b <= end)
    return Excerpt(field, text[begin:end], begin, inside)


def _find_gap(text: str, at: int, step: int) -> int:
    """The next place from `at` on where a word begins (forwards) or has ended (backwards)."""
    for n in range(at, at + 30 * step, step):
        if not 0 < n < len(text):
            return max(0, min(n, len(text)))
        if text[n - 1].isspace() if step > 0 else text[n].isspace():
            return n
    return at
