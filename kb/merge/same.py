"""Same event? A scored decision over a pair of reports, with its reasons in words.

The score adds up what two reports share; a conflict forbids them from being one whatever else
they share, and holds for whole clusters (see `kb.merge.cluster`). The weights are set by hand
and measured by ``tests/eval/merging.py``.
"""

from __future__ import annotations

import datetime
import re
from collections.abc import Mapping
from dataclasses import dataclass

from kb.dates.partial import PartialDate
from kb.ontology import Ontology

THRESHOLD = 0.55
NEAR_DAYS = 30
COMPANY_EACH = 0.12
COMPANY_MOST = 0.3
_WORD = re.compile(r"[^\W\d_]{4,}")
_EMPTY: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Facts:
    """A report as merging sees it, its entities canonical.

    `actors` are whoever took part; `states` the countries among them, by code, and `nations` the
    countries of all of them. `places` is where, `around` those and whatever contains them.
    `date` is what the words say; `about` only when a report's undated news will have been, which
    speaks for or against and forbids nothing. `named` is everybody, and every place finer than a
    country, that the article names anywhere. `published` is the article's day.
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
    around: frozenset[str]
    states: frozenset[str]
    nations: frozenset[str]
    published: datetime.date | None
    words: frozenset[str]
    mutual: bool
    main: bool
    cues: frozenset[str]
    salience: float
    sentence: tuple[str, int]
    points_to: str | None
    named: frozenset[str]


def is_firm(when: PartialDate) -> bool:
    """Whether a date was read from words, and is not just about when a report came out."""
    return not (when.approximate and when.granularity == "range")


def content_words(text: str) -> frozenset[str]:
    """The words of a sentence that can tell one happening from another, lower case."""
    return frozenset(w.lower() for w in _WORD.findall(text))


def find_conflict(a: Facts, b: Facts, ontology: Ontology) -> str | None:
    """Why two reports cannot be of one event, in words, or ``None``."""
    if not ontology.are_compatible(a.type, b.type):
        return f"{a.type} is not {b.type}"
    if a.type == "happening" and a.lemma != b.lemma:
        return f"to {a.lemma} is not to {b.lemma}"
    if a.date is not None and b.date is not None and not a.date.may_equal(b.date):
        return f"{a.date.edtf} is not {b.date.edtf}"
    if (a.status in _UNREAL) != (b.status in _UNREAL):
        return f"{a.status} is not {b.status}"
    if b.iri == a.points_to or a.iri == b.points_to:
        return None
    if a.sentence == b.sentence and (a.actors != b.actors or not a.actors):
        return "two happenings of one sentence"
    if a.mutual and a.actors and b.actors and not a.actors & b.actors:
        if not stand_for_each_other(a, b):
            return "other participants"
    elif a.mutual and len(a.actors) > 1 and len(b.actors) > 1:
        shared = len(a.actors & b.actors)
        fewest = min(len(a.actors), len(b.actors))
        if shared < 2 and shared < fewest:
            return "other participants"
    elif not a.mutual:
        for role in ("agent", "patient", "speaker", "victim"):
            one, two = a.by_role.get(role, _EMPTY), b.by_role.get(role, _EMPTY)
            if one and two and not one & two:
                return f"other {role}"
    if a.places and b.places and not a.around & b.places and not b.around & a.places:
        return "other place"
    return None


def stand_for_each_other(a: Facts, b: Facts) -> bool:
    """Whether one report names the countries of the people whom the other names."""
    for one, other in ((a, b), (b, a)):
        if one.states and len(one.states) == len(one.actors) and one.states <= other.nations:
            return True
    return False


_UNREAL = frozenset({"negated", "denied", "possible", "hypothetical", "generic"})


def score_pair(a: Facts, b: Facts) -> tuple[float, tuple[str, ...]]:
    """How much speaks for two reports without conflict being of one event, and what."""
    score, reasons = 0.0, []
    shared = a.actors & b.actors
    if shared:
        whole = a.actors <= b.actors or b.actors <= a.actors
        enough = len(shared) >= 2 or not a.mutual
        worth = 0.55 if whole and enough else 0.4 if enough else 0.25
        score += worth
        reasons.append(f"{len(shared)} shared participants +{worth}")
    elif a.actors and b.actors and stand_for_each_other(a, b):
        score += 0.3
        reasons.append("countries for their people +0.3")
    if a.date is not None and b.date is not None:
        exact = a.date.known_day is not None and a.date.known_day == b.date.known_day
        worth = 0.4 if exact else 0.15
        score += worth
        reasons.append(f"{a.date.edtf} and {b.date.edtf} +{worth}")
    elif (one := a.date or a.about) and (two := b.date or b.about) and one.overlaps(two):
        score += 0.15
        reasons.append(f"{one.edtf} and {two.edtf} +0.15")
    elif a.published is not None and b.published is not None:
        apart = abs((a.published - b.published).days)
        if apart > NEAR_DAYS:
            score -= 0.3
            reasons.append(f"published {apart} days apart -0.3")
        elif apart <= 3:
            score += 0.1
            reasons.append("published within three days +0.1")
    if a.places & b.places:
        score += 0.2
        reasons.append("same place +0.2")
    elif a.places and b.places:
        score += 0.1
        reasons.append("one place within the other +0.1")
    if a.places and b.places and not a.actors and not b.actors:
        # where nobody took part, as in a disaster, the place is what names the happening
        score += 0.2
        reasons.append("told by place alone +0.2")
    if a.type == b.type:
        score += 0.1
        reasons.append("same type +0.1")
    if a.words and b.words:
        alike = len(a.words & b.words) / min(len(a.words), len(b.words))
        worth = round(0.3 * alike, 2)
        score += worth
        reasons.append(f"words in common +{worth}")
    company = a.article != b.article and len(a.named & b.named)
    if company:
        worth = round(min(COMPANY_MOST, COMPANY_EACH * company), 2)
        score += worth
        reasons.append(f"{company} names in common between the articles +{worth}")
    if a.main and b.main:
        score += 0.1
        reasons.append("main event of both +0.1")
    if a.cues & b.cues:
        score += 0.05
        reasons.append("same ordinal +0.05")
    return round(score, 3), tuple(reasons)
