"""Same event? A scored decision over a pair of reports, with its reasons in words.

The score adds up what two reports share; a conflict forbids them from being one whatever else
they share, and holds for whole clusters (see `kb.merge.cluster`). The weights are set by hand
and measured by ``tests/eval/merging.py``.
"""

from __future__ import annotations

import datetime
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import lru_cache

from kb.dates.partial import PartialDate
from kb.merge.story import Story, compare_stories, read_words
from kb.ontology import Ontology

THRESHOLD = 0.55
NEAR_DAYS = 30
STORY = 0.4
ELSE = 0.25
AGAIN = frozenset({"second", "third", "fourth", "fifth", "another"})
NOBODY = 0.2
NOBODY_AT_ALL = 0.3
OF_ITSELF = 0.15
SAME_WORD = 0.1
ONE_STATE = 0.15
ONE_STORY = 0.5  # from this likeness on two articles tell one story
ENOUGH_WORDS = 0.3
LITTLE = 0.2
DAYS_LATER = 0.3
OTHER_NUMBERS = 0.2
OTHER_PEOPLE = 0.2
ALONE = 0.2
SAME_ARTICLE = 0.3
OTHER_TIME = 0.2
OLD_NEWS = 0.3
NEWS_LASTS = datetime.timedelta(days=14)
_EMPTY: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Facts:
    """A report as merging sees it, its entities canonical.

    `actors` are whoever took part, `nation` the country codes of those whose country is known,
    `said` the words that fill a role where no entity does. `places` is where, `sites` the small
    ones of them, `around` those and whatever contains them, `placed` those of which that is known.
    `date` is what the words say; `about` only when a report's undated news will have been, which
    speaks for or against and forbids nothing. `named` are the people that the sentence names;
    `lasting` is what goes on for days, or is spoken of for days. `full` is false of a mention in
    passing, which joins an event and makes none. `story` is what the whole article is about,
    `published` its day.
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
    named: frozenset[str] = _EMPTY
    lasting: bool = False


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
    if (a.status in _UNREAL) != (b.status in _UNREAL) and "possible" not in (a.status, b.status):
        return f"{a.status} is not {b.status}"
    if b.iri == a.points_to or a.iri == b.points_to:
        return None
    if a.sentence == b.sentence and (a.actors != b.actors or not a.actors):
        return "two happenings of one sentence"
    if a.mutual and a.actors and b.actors:
        shared = max(count_shared(a, b), count_loose(a, b))
        if shared < min(2, len(a.actors), len(b.actors)):
            return "other participants"
    elif not a.mutual:
        for role in ("agent", "patient", "speaker", "victim"):
            one, two = a.by_role.get(role, _EMPTY), b.by_role.get(role, _EMPTY)
            if one and two and not one & two and not _may_share(one, two):
                return f"other {role}"
    if a.article == b.article and (a.cues & AGAIN) != (b.cues & AGAIN):
        return "another one of its kind"
    if a.placed and b.placed and not a.around & b.places and not b.around & a.places:
        return "other place"
    return None


def _may_share(one: Iterable[str], two: Iterable[str]) -> bool:
    """Whether somebody of the one may be somebody of the other, by another form of the name."""
    return any(may_be_one(x, y) for x in one for y in two)


@lru_cache(maxsize=65536)
def may_be_one(x: str, y: str) -> bool:
    """Whether two keys may be of one, as far as their names go.

    A bare surname that nothing resolves may be anybody's of that name; a spelling may slip; of
    what is no person one word that tells it is enough.

    >>> may_be_one("person/falk-a1b2c3", "person/nils-falk")
    True
    >>> may_be_one("person/nils-falk", "person/anna-falk")
    False
    >>> may_be_one("person/nils-falk", "person/nils-falck")
    True
    """
    kind, _, name = x.partition("/")
    other_kind, _, other_name = y.partition("/")
    mine, theirs = _BARE.sub("", name).split("-"), _BARE.sub("", other_name).split("-")
    if kind == other_kind == "person":
        if len(mine) == 1 or len(theirs) == 1:
            return bool(set(mine) & set(theirs))
        return len(mine) == len(theirs) and all(map(_slips, mine, theirs))
    if kind == other_kind == "place":
        return False
    return len({w for w in mine if len(w) > 3} & set(theirs)) > 0


def _slips(one: str, two: str) -> bool:
    """Whether two words are one but for a letter."""
    if one == two:
        return True
    if min(len(one), len(two)) < 4 or abs(len(one) - len(two)) > 1:
        return False
    n = next((i for i, (x, y) in enumerate(zip(one, two, strict=False)) if x != y), len(one))
    return one[n:] == two[n + 1 :] or one[n + 1 :] == two[n:] or one[n + 1 :] == two[n + 1 :]


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
    loose = count_loose(a, b)
    # one surname in common is nobody's; two are those two
    return count + loose if count + loose >= 2 else count


def count_loose(a: Facts, b: Facts) -> int:
    """How many participants two reports may share beyond those that they do: by a bare surname."""
    waiting = sorted(b.actors - a.actors)
    count = 0
    for mine in sorted(a.actors - b.actors):
        other = next((k for k in waiting if is_bare(mine, k) and may_be_one(mine, k)), None)
        if other is not None:
            waiting.remove(other)
            count += 1
    return count


def is_bare(x: str, y: str) -> bool:
    """Whether one of two keys of persons is a bare name's, which its article alone tells of."""
    return any(k.startswith("person/") and _BARE.search(k) for k in (x, y))


_BARE = re.compile(r"-[0-9a-f]{6}$")
_STATE = "place/"


def share_words(a: Facts, b: Facts) -> float:
    """The share of the shorter sentence's telling words, but for who did what, in the other."""
    who = " ".join(key.rpartition("/")[2].replace("-", " ") for key in a.actors & b.actors)
    own = read_words(f"{a.lemma} {b.lemma} {who}")
    mine, theirs = a.words - own, b.words - own
    fewest = min(len(mine), len(theirs))
    return len(mine & theirs) / fewest if fewest else 0.0


def _is_empty(f: Facts) -> bool:
    return not (f.actors or f.places or f.date is not None or f.about is not None)


def _same_day(a: Facts, b: Facts) -> bool:
    one = a.date.known_day if a.date is not None else None
    return one is not None and b.date is not None and one == b.date.known_day


def _days_apart(a: Facts, b: Facts) -> int:
    """The days between the two articles; 0 where that is not known."""
    if a.published is None or b.published is None:
        return 0
    return abs((a.published - b.published).days)


def _find_old(a: Facts, b: Facts) -> PartialDate | None:
    """The date of one report that was long past when the other, undated one was published."""
    for dated, other in ((a, b), (b, a)):
        when = dated.date
        if when is not None and when.latest is not None and other.published is not None:
            return when if when.latest < other.published - NEWS_LASTS else None
    return None


_UNREAL = frozenset({"negated", "denied", "possible", "hypothetical", "generic"})


def score_pair(a: Facts, b: Facts) -> tuple[float, tuple[str, ...]]:
    """How much speaks for two reports without conflict being of one event, and what."""
    score, reasons = 0.0, []
    shared = count_shared(a, b)
    if shared:
        whole = shared >= min(len(a.actors), len(b.actors))
        enough = shared >= 2 or not a.mutual
        pair = shared >= 2
        # half the world's news is of the same few states
        state = not pair and all(k.startswith(_STATE) for k in a.actors & b.actors)
        worth = 0.55 if whole and pair else 0.4 if pair else 0.3 if enough else 0.2
        worth = min(worth, ONE_STATE) if state else worth
        score += worth
        reasons.append(f"{shared} shared participants +{worth}")
    elif a.mutual and a.article != b.article:
        # "talks" of nobody in particular need not be those of these two
        worth = NOBODY if a.actors or b.actors else NOBODY_AT_ALL
        score -= worth
        reasons.append(
            f"nobody named on {'one side' if worth == NOBODY else 'either side'} -{worth}"
        )
    elif a.mutual and (a.main or b.main) and (_is_empty(a) or _is_empty(b)):
        # "the meeting", later on in an article about one
        score += OF_ITSELF
        reasons.append(f"nothing of its own +{OF_ITSELF}")
    if a.date is not None and b.date is not None:
        exact = a.date.known_day is not None and a.date.known_day == b.date.known_day
        worth = 0.4 if exact else 0.15
        score += worth
        reasons.append(f"{a.date.edtf} and {b.date.edtf} +{worth}")
    elif (one := a.date or a.about) and (two := b.date or b.about):
        worth = 0.1 if one.overlaps(two) else -OTHER_TIME
        score += worth
        reasons.append(f"{one.edtf} and {two.edtf} {worth:+}")
    elif (old := _find_old(a, b)) is not None:
        score -= OLD_NEWS
        reasons.append(f"{old.edtf} was no news by then -{OLD_NEWS}")
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
        if a.lemma == b.lemma:
            score += SAME_WORD
            reasons.append(f"same word +{SAME_WORD}")
    alike = share_words(a, b)
    if alike:
        worth = round(0.3 * alike, 2)
        score += worth
        reasons.append(f"words in common +{worth}")
    if a.article == b.article:
        score += SAME_ARTICLE
        reasons.append(f"same article +{SAME_ARTICLE}")
    else:
        one_story = compare_stories(a.story, b.story)
        if one_story > 0:
            worth = round(STORY * one_story, 2)
            score += worth
            reasons.append(f"articles alike +{worth}")
        other_story = one_story < ONE_STORY and shared < 2 and not _same_day(a, b)
        if other_story and alike < ENOUGH_WORDS:
            score -= LITTLE
            reasons.append(f"little else in common -{LITTLE}")
    if any(
        a.said[role] and b.said[role] and a.said[role].isdisjoint(b.said[role])
        for role in a.said.keys() & b.said.keys()
    ):
        score -= ELSE
        reasons.append(f"done to something else -{ELSE}")
    mine, theirs = a.by_role.get("agent", _EMPTY), b.by_role.get("agent", _EMPTY)
    if not a.mutual and mine and theirs and shared < 2 and (mine < theirs or theirs < mine):
        # what one of them did by himself need not be what they did together
        score -= ALONE
        reasons.append(f"not all of them -{ALONE}")
    if a.numbers and b.numbers and not a.numbers & b.numbers:
        score -= OTHER_NUMBERS
        reasons.append(f"other numbers -{OTHER_NUMBERS}")
    if a.named and b.named and a.article != b.article and not _may_share(a.named, b.named):
        score -= OTHER_PEOPLE
        reasons.append(f"other people named -{OTHER_PEOPLE}")
    news = a.main and b.main and not (a.lasting or b.lasting) and not (a.date and b.date)
    if news and _days_apart(a, b) > 1:
        # what is the news again days later is mostly another of its kind
        score -= DAYS_LATER
        reasons.append(f"news of different days -{DAYS_LATER}")
    if (a.status in _UNREAL) != (b.status in _UNREAL):
        score -= 0.1
        reasons.append(f"{a.status} and {b.status} -0.1")
    if a.main and b.main:
        score += 0.1
        reasons.append("main event of both +0.1")
    if a.cues & b.cues:
        score += 0.05
        reasons.append("same ordinal +0.05")
    return round(score, 3), tuple(reasons)
