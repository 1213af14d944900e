"""Independent sources: copies and rewrites of one story, counted once.

Two articles tell one story when they share most of their runs of six words, or credit the same
wire agency for an event they both tell and share a good part, or when one carries the headline of
the other. Shared is a part of the shorter one's hashed six-word shingles (Broder 1997, "On the
resemblance and containment of documents"), compared only among the few articles of one event.
The sets themselves are compared and no sketches of them: the first third of a story has all its
runs in the whole, of which MinHash with 128 permutations sees a third, give or take four points,
and takes two and a half times as long to make.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from zlib import crc32

from kb.merge.reports import Source

SHINGLE = 6
COPY = 0.5  # share of the shorter article's shingles that makes it a copy
REWRITE = 0.15  # …and that suffices when both credit the same agency
BEGINNING = 400  # code points in which a headline stands
HEADLINES = 3  # lines of which one may be the headline
LONG_HEADLINE = 8  # words, from which on no two papers find the same by themselves
LONGEST_HEADLINE = 20  # more are a paragraph
_WORD = re.compile(r"\w+")


def hash_shingles(text: str) -> frozenset[int]:
    """The hashed six-word runs of a text."""
    words = [w.lower() for w in _WORD.findall(text)]
    return frozenset(
        crc32(" ".join(words[n : n + SHINGLE]).encode("utf-8", "replace"))
        for n in range(max(0, len(words) - SHINGLE + 1))
    )


def group_sources(
    articles: Iterable[Source], shingles: Mapping[str, frozenset[int]]
) -> list[list[str]]:
    """The articles' IRIs in groups that tell one story; one group, one independent source.

    Articles of one publisher are one source. Groups and members are in order of publication, so
    the first of a group is the one that the others repeat.
    """
    ordered = sorted(articles, key=_published)
    groups: list[list[Source]] = []
    for article in ordered:
        home = next((g for g in groups if any(_same_story(article, o, shingles) for o in g)), None)
        if home is None:
            groups.append([article])
        else:
            home.append(article)
    return [[s.iri for s in group] for group in groups]


def _published(source: Source) -> tuple[str, str]:
    day = source.time.earliest if source.time is not None else None
    return (day.isoformat() if day is not None else "9999", source.iri)


def _same_story(a: Source, b: Source, shingles: Mapping[str, frozenset[int]]) -> bool:
    if a.publisher and b.publisher and a.publisher.casefold() == b.publisher.casefold():
        return True
    if _carries_headline(a, b) or _carries_headline(b, a):
        return True
    one, two = shingles[a.iri], shingles[b.iri]
    smaller = min(len(one), len(two))
    if smaller == 0:
        return False
    share = len(one & two) / smaller
    if share >= COPY:
        return True
    named = [s.credit.casefold() for s in (a, b) if s.credit]
    return share >= REWRITE and len(named) == 2 and named[0] == named[1]


def _carries_headline(a: Source, b: Source) -> bool:
    """Whether the one begins with the other's headline, as digests and reprints do."""
    lines = [a.title or "", *a.text[:BEGINNING].splitlines()[:HEADLINES]]
    beginning = " ".join(_WORD.findall(f"{b.title or ''} {b.text[:BEGINNING]}".lower()))
    for line in lines:
        words = _WORD.findall(line.lower())
        if LONG_HEADLINE <= len(words) <= LONGEST_HEADLINE and " ".join(words) in beginning:
            return True
    return False
