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
from kb.merge.story import Story, compare_stories
from kb.ontology import Ontology

THRESHOLD = 0.55
NEAR_DAYS = 30
STORY = 0.4
ELSE = 0.25
AGAIN = frozenset({"second", "third", "fourth", "fifth", "another"})
NOBODY = 0.2
SAME_ARTICLE = 0.3
_EMPTY: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Facts:
    """A report as merging sees it, its entities canonical.

    `actors` are whoever took part, `nation` the country codes of those whose country is known,
    `said` the words that fill a role where no entity does. `places` is where, `sites` the small
    ones of them, `around` those and whatever contains them. `date` is what the words say; `about`
    only when a report's undated news will have been, which speaks for or against and forbids
    nothing. `story` is what the whole article is about, `published` its day.
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


_NUMBER = re.compile(
    r"(?<![\w.,:])(\d{1,3}(?:,\d{3})+|\d+)(?![\w:]|[.,]\d)|\b(two|three|four|five|six|seven|eight|"
    r"nine|ten|eleven|twelve|dozen|twenty|thirty)\b",
    re.IGNORECASE,
)
_DIGITS = dict(
    zip(
        "two three four five six seven eight nine ten eleven twelve dozen twenty thirty".split(),
        "2 3 4 5 6 7 8 9 10 11 12 12 20 30".split(),
        strict=True,
    )
)


def count_words(text: str) -> frozenset[str]:
    """The counts that a sentence gives, as digits; years and days of the month are left out.

    >>> sorted(count_words("Three ships and 26 men in 2011"))
    ['26', '3']
    """
    found = set()
    for digits, word in _NUMBER.findall(text):
        number = digits.replace(",", "") if digits else _DIGITS[word.lower()]
        if not ("1900" <= number <= "2100" and len(number) == 4):
            found.add(number)
    return frozenset(found)


def is_firm(when: PartialDate) -> bool:
    """Whether a date is meant exactly, and not just about when the story or its report was."""
    return not when.approximate


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
    if a.mutual and a.actors and b.actors:
        if count_shared(a, b) < min(2, len(a.actors), len(b.actors)):
            return "other participants"
    elif not a.mutual:
        for role in ("agent", "patient", "speaker", "victim"):
            one, two = a.by_role.get(role, _EMPTY), b.by_role.get(role, _EMPTY)
            if one and two and not one & two:
                return f"other {role}"
    if a.article == b.article and (a.cues & AGAIN) != (b.cues & AGAIN):
        return "another one of its kind"
    if a.places and b.places and not a.around & b.places and not b.around & a.places:
        return "other place"
    return None


def count_shared(a: Facts, b: Facts) -> int:
    """How many participants two reports share; countries stand for their own people.

    "Japan and China met" and "Takaichi and Xi met" share two. "Lind met the heads of Peru and
    Chile" tells of more than "Lind met Boric", and shares only Lind with it.
    """
    shared = a.actors & b.actors
    count = len(shared)
    for one, other in ((a, b), (b, a)):
        states = {k for k in one.actors - shared if k.startswith(_STATE)}
        people = {k for k in other.actors - shared if not k.startswith(_STATE)}
        meant = {one.nation.get(k, k) for k in states}
        if meant and meant <= {other.nation.get(k) for k in people}:
            count += len(meant)
    return count


_STATE = "place/"
_UNREAL = frozenset({"negated", "denied", "possible", "hypothetical", "generic"})


def score_pair(a: Facts, b: Facts) -> tuple[float, tuple[str, ...]]:
    """How much speaks for two reports without conflict being of one event, and what."""
    score, reasons = 0.0, []
    shared = count_shared(a, b)
    if shared:
        whole = shared >= min(len(a.actors), len(b.actors))
        enough = shared >= 2 or not a.mutual
        pair = shared >= 2
        worth = 0.55 if whole and pair else 0.4 if pair else 0.3 if enough else 0.2
        score += worth
        reasons.append(f"{shared} shared participants +{worth}")
    elif a.mutual and a.article != b.article and (a.actors or b.actors):
        # "talks" of nobody in particular need not be those of these two
        score -= NOBODY
        reasons.append(f"nobody named on one side -{NOBODY}")
    if a.date is not None and b.date is not None:
        exact = a.date.known_day is not None and a.date.known_day == b.date.known_day
        worth = 0.4 if exact else 0.15
        score += worth
        reasons.append(f"{a.date.edtf} and {b.date.edtf} +{worth}")
    elif (one := a.date or a.about) and (two := b.date or b.about) and one.overlaps(two):
        score += 0.1
        reasons.append(f"{one.edtf} and {two.edtf} +0.1")
    elif a.published is not None and b.published is not None:
        apart = abs((a.published - b.published).days)
        if apart > NEAR_DAYS:
            score -= 0.3
            reasons.append(f"published {apart} days apart -0.3")
        elif apart <= 3:
            score += 0.1
            reasons.append("published within three days +0.1")
    if a.sites & b.sites:
        score += 0.2
        reasons.append("same place +0.2")
    elif a.places & b.places:
        score += 0.1
        reasons.append("same country or sea +0.1")
    elif a.places and b.places:
        score += 0.1
        reasons.append("one place within the other +0.1")
    placed = a.places and b.places and (a.date or a.about) and (b.date or b.about)
    if placed and not a.actors and not b.actors:
        # where nobody took part, as in a disaster, the place is what names the happening
        score += 0.2
        reasons.append("told by place alone +0.2")
    if a.type == b.type:
        score += 0.1
        reasons.append("same type +0.1")
    if fewest := min(len(a.words), len(b.words)):
        alike = len(a.words & b.words) / fewest
        worth = round(0.3 * alike, 2)
        score += worth
        reasons.append(f"words in common +{worth}")
    if a.article == b.article:
        score += SAME_ARTICLE
        reasons.append(f"same article +{SAME_ARTICLE}")
    elif (alike := compare_stories(a.story, b.story)) > 0:
        worth = round(STORY * alike, 2)
        score += worth
        reasons.append(f"articles alike +{worth}")
    if any(a.said[role].isdisjoint(b.said[role]) for role in a.said.keys() & b.said.keys()):
        score -= ELSE
        reasons.append(f"done to something else -{ELSE}")
    if a.numbers and b.numbers and not a.numbers & b.numbers:
        score -= 0.1
        reasons.append("other numbers -0.1")
    if a.main and b.main:
        score += 0.1
        reasons.append("main event of both +0.1")
    if a.cues & b.cues:
        score += 0.05
        reasons.append("same ordinal +0.05")
    return round(score, 3), tuple(reasons)
