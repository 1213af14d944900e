"""Do two articles tell one story? The company that their events keep.

Articles about one happening name the same people and places and use the same words where they
begin. How alike two articles are is a pure function of the two: no statistics over all articles,
so that a new article changes nothing between old ones.
"""

from __future__ import annotations

import datetime
import re
from dataclasses import dataclass

LEAD = 700  # code points of title and text that tell what an article is about
ENOUGH_NAMES = 4
ENOUGH_WORDS = 0.4  # share of the shorter lead's words
WHOLE = 30  # telling words of a lead that tells a story
FAR_DAYS = 21
_WORD = re.compile(r"[^\W\d_]{4,}")
COMMON = frozenset(
    "about above after again against also although among another around back because been before "
    "being between both cannot could does down during each even every from further given going "
    "have having here however into itself just last later like made make many more most much must "
    "near never next only other over said same says should since some still such than that their "
    "them then there these they this those though through time told took under until very want "
    "well were what when where which while will with within without would year years your news "
    "people according monday tuesday wednesday thursday friday saturday sunday january february "
    "march april june july august september october november december today week first three four "
    "five reported officials report article photo image caption read published updated "
    "gmt utc est edt".split()
)


@dataclass(frozen=True, slots=True)
class Story:
    """What an article is about: whom and what it names, its lead's words, its day."""

    named: frozenset[str]
    words: frozenset[str]
    published: datetime.date | None


def read_words(text: str) -> frozenset[str]:
    """The words of a text that can tell one story from another, lower case, without endings.

    >>> sorted(read_words("The ministers were meeting about a shooting."))
    ['meet', 'minister', 'shoot']
    """
    return frozenset(
        _strip_ending(w) for word in _WORD.findall(text) if (w := word.lower()) not in COMMON
    )


def _strip_ending(word: str) -> str:
    # crude on purpose: "shooting", "shoots" and "shoot" should meet, nothing is shown to anybody
    for ending in ("ings", "ing", "ed", "es", "s"):
        if word.endswith(ending) and len(word) - len(ending) >= 4:
            return word[: -len(ending)]
    return word


def read_story(
    title: str | None, text: str, named: frozenset[str], published: datetime.date | None
) -> Story:
    """The story of an article."""
    return Story(named, read_words(f"{title or ''} {text[:LEAD]}"), published)


def compare_stories(a: Story, b: Story) -> float:
    """How surely two articles tell one story, 0 to 1."""
    one, two = a.published, b.published
    if one is not None and two is not None and abs((one - two).days) > FAR_DAYS:
        return 0.0
    names = min(1.0, len(a.named & b.named) / ENOUGH_NAMES)
    fewest = min(len(a.words), len(b.words))
    words = min(1.0, len(a.words & b.words) / fewest / ENOUGH_WORDS) if fewest else 0.0
    # of a line or two it is the event's own words again
    return round((0.5 * names + 0.5 * words) * min(1.0, fewest / WHOLE), 3)
