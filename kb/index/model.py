"""What the index holds of an event, of a thing that has a name, and of an article."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from enum import IntEnum

from kb.timeline_question import STATUSES

# What a posting says of its event, from the lowest bit up: status (3 bits), main, disputed,
# salience in thousandths (10), sources (8) and independent sources (8; the last value: or more).
MAIN_BIT, DISPUTED_BIT = 3, 4
SALIENCE_BIT, SOURCES_BIT, INDEPENDENT_BIT = 5, 15, 23
MANY = 255
COUNT_STEPS = (2, 3, 5, 10, 20)
# Events that last longer than so many days are listed: a window looks back at each list no further
# than to the next step, so that of those it reads a good part reaches into it.
SPAN_STEPS = (0, 7, 31, 92, 366, 732, 1464, 3660, 36_600)
ALL = "all"
OPEN_START = "open-start"


class Kind(IntEnum):
    """What a term is a term of: events are listed under each of their terms."""

    MARK = 0  # something of the event itself: its status, disputed, many sources, a long time
    TYPE = 1  # its type and all broader ones
    ACTOR = 2
    PLACE = 3  # its places and all that they lie in
    SITE = 4  # its places themselves
    PUBLISHER = 5
    ARTICLE = 6


FACETED = (Kind.TYPE, Kind.ACTOR, Kind.PLACE, Kind.PUBLISHER)
Term = tuple[Kind, str]


@dataclass(frozen=True, slots=True)
class IndexedEvent:
    """An event as the index keeps it: `json` is what a timeline shows, days are ordinals."""

    iri: str
    json: str
    first: int | None
    last: int | None
    status: str
    main: bool
    disputed: bool
    salience: float
    sources: int
    independent: int
    terms: tuple[Term, ...]
    label: str
    quotes: tuple[str, ...]

    @property
    def flags(self) -> int:
        """What a posting of the event says of it."""
        return (
            code_status(self.status)
            | self.main << MAIN_BIT
            | self.disputed << DISPUTED_BIT
            | max(0, min(1000, int(self.salience * 1000 + 1e-6))) << SALIENCE_BIT
            | min(MANY, self.sources) << SOURCES_BIT
            | min(MANY, self.independent) << INDEPENDENT_BIT
        )

    def all_terms(self) -> Iterator[Term]:
        """The terms of the event, with the marks that follow from what it is."""
        yield from self.terms
        yield Kind.MARK, ALL
        if self.status != STATUSES[0]:  # most have happened: no list of these is shorter than all
            yield Kind.MARK, f"status:{self.status}"
        if self.main:
            yield Kind.MARK, "main"
        if self.disputed:
            yield Kind.MARK, "disputed"
        for name, count in (("sources", self.sources), ("independent", self.independent)):
            for step in COUNT_STEPS:
                if count >= step:
                    yield Kind.MARK, f"{name}:{step}"
        if self.first is None and self.last is None:
            return
        if self.first is None:
            yield Kind.MARK, OPEN_START
            return
        for step in SPAN_STEPS:
            if self.last is None or self.last - self.first > step:
                yield Kind.MARK, f"span:{step}"


def code_status(status: str) -> int:
    """The number of a status; one that nobody knows is the last."""
    return STATUSES.index(status) if status in STATUSES else len(STATUSES)


@dataclass(frozen=True, slots=True)
class Thing:
    """Something that a question can name; `role` is ``entity``, ``place``, ``type``, ``publisher``.

    Somebody who acts and is a place has two. `kind` is ``person``, ``organization`` or ``place``.
    `within` are the things that it lies in, or is a kind of, itself among them; `labels` are its
    names with their languages.
    """

    iri: str
    role: str
    name: str
    names: tuple[str, ...] = ()
    kind: str | None = None
    lat: float | None = None
    lon: float | None = None
    within: tuple[str, ...] = ()
    labels: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, slots=True)
class IndexedArticle:
    """An article as search finds it; `text` is not kept, only what words stand in it."""

    iri: str
    title: str | None
    publisher: str | None
    published: str | None
    url: str | None
    text: str
