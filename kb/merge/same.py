"""Same event? A scored decision over a pair of reports, with its reasons in words.

The score adds up what two reports share; a conflict forbids them from being one whatever else
they share, and holds for whole clusters (see `kb.merge.cluster`). The weights are set by hand
and measured by ``tests/eval/merging.py``.
"""

from __future__ import annotations

from collections.abc import Iterator

from kb.merge.model import EMPTY, Facts
from kb.merge.outcomes import contradict
from kb.merge.participants import STATE, count_loose, count_shared, may_share
from kb.merge.particulars import (
    compare_tolls,
    count_otherwise,
    differ_in_object,
    find_exchanged,
    find_other_count,
    find_turn,
    is_told_again,
    is_toll,
    name_others,
    share_names,
    share_particulars,
    share_words,
)
from kb.merge.story import compare_stories
from kb.merge.times import (
    count_days,
    count_days_published,
    find_later,
    find_old,
    find_other_time,
    goes_on,
    is_news,
    is_same_day,
    may_be_another,
)
from kb.ontology import Ontology

THRESHOLD = 0.55
NEAR_DAYS = 30
LONG_DAYS = 90
WEEK = 7
STORY = 0.4
ELSE = 0.25
ELSE_BRIEFLY = 0.4
AGAIN = frozenset({"second", "third", "fourth", "fifth", "another"})
NOBODY = 0.2
NOBODY_AT_ALL = 0.3
OF_ITSELF = 0.15
SAME_WORD = 0.1
SAME_NAMES = 0.1
ONE_STATE = 0.15
ONE_PARTY = 0.35
ONE_STORY = 0.5  # from this likeness on two articles tell one story
ENOUGH_WORDS = 0.3
LITTLE = 0.2
DAYS_LATER = 0.3
DAYS_LATER_BRIEFLY = 0.6
OTHER_NUMBERS = 0.2
OTHER_TOLL = 0.3
FEWER = 0.4
OTHER_PEOPLE = 0.2
OTHER_NAMES = 0.15
EXCHANGED = 0.3
ANOTHER = 0.5
ALONE = 0.2
SAME_ARTICLE = 0.3
HEADING = 0.1
OTHER_TIME = 0.2
OTHER_NEWS = 0.4
OLD_NEWS = 0.3
LONG_AGO = 0.5
LONG_PLANNED = 0.8
CONTRARY = 0.9
OTHER_PARTICIPANTS = "other participants"
OTHER_PLACE = "other place"
_ONE_HELD = ("agent", "patient", "speaker", "victim")  # roles that few share
_WHO_OR_WHERE = {OTHER_PARTICIPANTS, OTHER_PLACE, *(f"other {role}" for role in _ONE_HELD)}
_UNREAL = frozenset({"negated", "denied", "possible", "hypothetical", "generic"})

Weighed = Iterator[tuple[float, str]]


def find_conflict(a: Facts, b: Facts, ontology: Ontology) -> str | None:
    """Why two reports cannot be of one event, in words, or ``None``."""
    if contradict(a, b):
        return None  # one happening, of which the contrary is told
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
            return OTHER_PARTICIPANTS
    elif not a.mutual:
        for role in _ONE_HELD:
            one, two = a.by_role.get(role, EMPTY), b.by_role.get(role, EMPTY)
            if one and two and not one & two and not may_share(one, two):
                return f"other {role}"
    if a.article == b.article and (a.cues & AGAIN) != (b.cues & AGAIN):
        return "another one of its kind"
    if a.placed and b.placed and not a.around & b.places and not b.around & a.places:
        return OTHER_PLACE
    mine, theirs = a.sites & a.placed, b.sites & b.placed
    if mine and theirs and not mine & b.around and not theirs & a.around:
        return OTHER_PLACE
    if a.article == b.article:
        return None
    return find_other_time(a, b) or find_turn(a, b) or find_other_count(a, b)


def is_of_who_or_where(conflict: str) -> bool:
    """Whether a conflict, as `find_conflict` words it, is of who took part, or of the place."""
    return conflict in _WHO_OR_WHERE


def score_pair(a: Facts, b: Facts) -> tuple[float, tuple[str, ...]]:
    """How much speaks for two reports without conflict being of one event, and what."""
    shared, alike = count_shared(a, b), share_words(a, b)
    likeness = 1.0 if a.article == b.article else compare_stories(a.story, b.story)
    if contradict(a, b):
        return CONTRARY, (f"the same of one day with another outcome +{CONTRARY}",)
    brief = likeness < ONE_STORY  # nothing but these two sentences says what they are about
    weighed = [
        *_weigh_people(a, b, shared),
        *_weigh_time(a, b),
        *_weigh_place(a, b),
        *_weigh_words(a, b, alike),
        *_weigh_story(a, b, shared, alike, likeness),
        *_weigh_differences(a, b, shared, brief),
        *_weigh_again(a, b, brief),
        *_weigh_standing(a, b),
    ]
    reasons = tuple(f"{words} {round(worth, 2):+}" for worth, words in weighed)
    return round(sum(worth for worth, _ in weighed), 3), reasons


def _weigh_people(a: Facts, b: Facts, shared: int) -> Weighed:
    if shared:
        yield _weigh_shared(a, b, shared), f"{shared} shared participants"
    elif a.mutual and a.article != b.article:
        # "talks" of nobody in particular need not be those of these two
        side = "one side" if a.actors or b.actors else "either side"
        yield -(NOBODY if a.actors or b.actors else NOBODY_AT_ALL), f"nobody named on {side}"
    elif a.mutual and (a.main or b.main) and (_is_empty(a) or _is_empty(b)):
        # "the meeting", later on in an article about one
        yield OF_ITSELF, "nothing of its own"


def _weigh_shared(a: Facts, b: Facts, shared: int) -> float:
    both = a.actors & b.actors
    if shared == 1:
        # half the world's news is of the same few states
        worth = 0.2 if a.mutual else 0.3
        return min(worth, ONE_STATE) if all(k.startswith(STATE) for k in both) else worth
    if not a.mutual and both <= a.by_role.get("agent", EMPTY) & b.by_role.get("agent", EMPTY):
        return ONE_PARTY  # what two do together often, and to whom they do it is not said
    return 0.55 if shared >= min(len(a.actors), len(b.actors)) else 0.4


def _is_empty(f: Facts) -> bool:
    return not (f.actors or f.places or f.date is not None or f.about is not None)


def _weigh_time(a: Facts, b: Facts) -> Weighed:
    if a.date is not None and b.date is not None:
        yield (0.4 if is_same_day(a, b) else 0.15), f"{a.date.edtf} and {b.date.edtf}"
    elif (one := a.date or a.about) and (two := b.date or b.about):
        again = a.lasting or b.lasting or (a.once and b.once)
        other = OTHER_TIME if again else OTHER_NEWS
        yield (0.1 if one.overlaps(two) else -other), f"{one.edtf} and {two.edtf}"
    elif (old := find_old(a, b)) is not None:
        yield -OLD_NEWS, f"{old.edtf} was no news by then"
    elif a.published is not None and b.published is not None:
        apart = count_days_published(a, b)
        if apart > NEAR_DAYS:
            # of what was planned so long ago something had come by then, or nothing ever will
            planned = a.status == b.status == "planned"
            far = apart > LONG_DAYS and not (a.once and b.once)
            worth = LONG_PLANNED if planned else LONG_AGO if far else 0.3
            yield -worth, f"published {apart} days apart"
        elif apart > WEEK and may_be_another(a, b):
            yield -0.1, f"published {apart} days apart"
        elif apart <= 3:
            yield 0.1, "published within three days"


def _weigh_place(a: Facts, b: Facts) -> Weighed:
    if a.sites & b.sites:
        yield 0.2, "same place"
    elif a.places & b.places:
        yield 0.1, "same country or sea"
    elif a.places and b.places:
        yield 0.1, "one place within the other"
    near = a.around & b.places or b.around & a.places
    if near and (a.date or a.about) and (b.date or b.about) and not a.actors and not b.actors:
        # where nobody took part, as in a disaster, the place is what names the happening
        small = a.sites & b.around or b.sites & a.around
        yield (0.2 if small else 0.1), "told by place alone"


def _weigh_words(a: Facts, b: Facts, alike: float) -> Weighed:
    if a.type == b.type:
        yield 0.1, "same type"
        if a.lemma == b.lemma:
            yield SAME_WORD, "same word"
    if alike:
        yield round(0.3 * alike, 2), "words in common"


def _weigh_story(a: Facts, b: Facts, shared: int, alike: float, likeness: float) -> Weighed:
    if a.article == b.article:
        yield SAME_ARTICLE, "same article"
        if _is_headline_of(a, b):
            yield HEADING, "headline and main event"
        return
    if likeness > 0:
        yield round(STORY * likeness, 2), "articles alike"
    if likeness >= ONE_STORY or is_same_day(a, b):
        return
    names = share_names(a, b)
    if alike < ENOUGH_WORDS and shared < 2:
        yield -LITTLE, "little else in common"
    elif names and a.type == b.type and a.published and b.published:
        yield SAME_NAMES, "names " + ", ".join(sorted(names))
    far = count_days(a, b) > (1 if may_be_another(a, b) else WEEK)
    if far and not goes_on(a, b) and not share_particulars(a, b):
        yield -LITTLE, "nothing particular in common"


def _is_headline_of(a: Facts, b: Facts) -> bool:
    """Whether one is the headline's and the other the main event: told in other words."""
    both = a.article == b.article and a.heading != b.heading
    return both and (a.main or b.main) and a.type == b.type


def _weigh_differences(a: Facts, b: Facts, shared: int, brief: bool) -> Weighed:
    if differ_in_object(a, b) and not _is_headline_of(a, b):
        yield -(ELSE_BRIEFLY if brief and not goes_on(a, b) else ELSE), "done to something else"
    one, other = ((f.actors if f.mutual else f.by_role.get("agent", EMPTY)) for f in (a, b))
    if one and other and (one < other or other < one):
        # what one of them did by himself need not be what they did together, and two states
        # that meet are not those two and a third
        states = a.article != b.article and all(k.startswith(STATE) for k in one | other)
        if states if a.mutual else shared < 2:
            yield -ALONE, "not all of them"
    tolls = compare_tolls(a, b)
    if tolls < 0 and is_news(a) and is_news(b):
        yield -FEWER, "fewer victims in the later one"
    elif count_otherwise(a, b) and not (tolls > 0 and is_toll(a, b)):
        yield -OTHER_NUMBERS, "other numbers"
    if a.article == b.article:
        return
    if a.named and b.named and not may_share(a.named, b.named):
        yield -OTHER_PEOPLE, "other people named"
    elif brief and name_others(a, b):
        yield -OTHER_NAMES, "other names"
    if not a.mutual and (who := find_exchanged(a, b)) is not None:
        yield -EXCHANGED, f"{who} does it in one and has it done to in the other"


def _weigh_again(a: Facts, b: Facts, brief: bool) -> Weighed:
    """What speaks for the later report being of another one of its kind."""
    if a.article == b.article or count_days_published(a, b) <= 1:
        return
    news = is_news(a) and is_news(b)
    if news and (a.cues & AGAIN) != (b.cues & AGAIN):
        yield -ANOTHER, "another one of its kind"
    risen = "toll" in a.words | b.words
    lasting = news and (a.lasting or b.lasting)
    if lasting and not risen and count_otherwise(a, b) and not share_names(a, b):
        yield -OTHER_TOLL, "other toll"
    dated = a.date is not None and b.date is not None
    if dated or not (may_be_another(a, b) or (brief and a.main and b.main and not goes_on(a, b))):
        return
    told = is_told_again(a, b) and share_particulars(a, b) and not count_otherwise(a, b)
    if a.main and b.main:
        # what is the news again days later is mostly another of its kind
        sure = brief and news
        back = not is_news(find_later(a, b)) and share_particulars(a, b)
        worth = 0.1 if told or back else DAYS_LATER_BRIEFLY if sure else DAYS_LATER
        if sure and count_otherwise(a, b):
            worth += OTHER_NUMBERS
        yield -worth, "news of different days"
    elif (a.main or b.main or brief) and not told:
        yield -0.1, "days apart"


def _weigh_standing(a: Facts, b: Facts) -> Weighed:
    if (a.status in _UNREAL) != (b.status in _UNREAL):
        yield -0.1, f"{a.status} and {b.status}"
    if a.main and b.main:
        yield 0.1, "main event of both"
    if a.cues & b.cues:
        yield 0.05, "same ordinal"
