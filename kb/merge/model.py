"""What merging compares: the facts of one report of an event."""

from __future__ import annotations

import datetime
from collections.abc import Mapping
from dataclasses import dataclass, field

from kb.dates.partial import PartialDate
from kb.merge.story import Story

EMPTY: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Facts:
    """A report as merging sees it, its entities canonical.

    `actors` are whoever took part, `nation` the country codes of those whose country is known,
    `said` the words that fill a role where no entity does. `places` is where, `sites` the small
    ones of them, `around` those and whatever contains them, `placed` those of which that is known.
    `date` is what the words say; `about` only when a report's undated news will have been, which
    speaks for or against and forbids nothing. `named` are the people that the sentence names,
    `proper` the words of all names in it but those of states, `ordinals` what it numbers ("round
    2"), `counts` the numbers told of it, by the local name of the property, each with the least and
    the greatest that it allows. `heading` is true of what the headline tells. `lasting` is what is
    spoken of for days, as a disaster is, `durative` what may go on for days, `once` what nobody
    does twice within weeks, `opposite` the types that tell the contrary, `contest` what one side
    wins. `full` is false of a mention in passing, which joins an event and makes none. `story` is
    what the whole article is about, `published` its day.
    """

    iri: str
    article: str
    type: str
    lemma: str
    status: str
    date: PartialDate | None
    about: PartialDate | None
    actors: frozenset[str]
    by_role: Mapping[str, frozenset[str]]
    places: frozenset[str]
    sites: frozenset[str]
    around: frozenset[str]
    placed: frozenset[str]
    nation: Mapping[str, str]
    said: Mapping[str, frozenset[str]]
    published: datetime.date | None
    words: frozenset[str]
    numbers: frozenset[str]
    mutual: bool
    main: bool
    cues: frozenset[str]
    salience: float
    sentence: tuple[str, int]
    points_to: str | None
    story: Story
    full: bool = True
    named: frozenset[str] = EMPTY
    lasting: bool = False
    durative: bool = False
    once: bool = False
    opposite: frozenset[str] = EMPTY
    contest: bool = False
    proper: frozenset[str] = EMPTY
    ordinals: frozenset[str] = EMPTY
    counts: Mapping[str, tuple[float, float]] = field(default_factory=dict)
    heading: bool = False
