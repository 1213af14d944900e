"""Who said it: quotes that articles give in nearly the same words to different people.

Two quotes of two articles are one when they share a good part of their telling words: reports
translate and shorten what was said, and a speech that only treats of the same is longer. When
their speakers are different people, both attributions are shown; neither is picked.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass

from kb.merge.disputes import Dispute, Position
from kb.merge.story import read_words
from kb.vocab import KB

ALIKE = 0.28  # share of all telling words of the two that both have
FEWEST = 3  # telling words that must be shared


@dataclass(frozen=True, slots=True)
class Said:
    """A direct quote: its words, who is named as having said them, and where."""

    iri: str
    article: str
    text: str
    speaker: str  # the canonical key of a person
    name: str


def find_speaker_disputes(quotes: Sequence[Said]) -> list[Dispute]:
    """The disputes over who said something, one for each group of quotes alike.

    >>> one = Said("q1", "a", "We want to settle the overarching direction of relations", "x", "X")
    >>> two = Said("q2", "b", "I hope to settle with X the broad direction of relations", "y", "Y")
    >>> [p.value for p in find_speaker_disputes([one, two])[0].positions]
    ['X: We want to settle the overarching direction of relations',
     'Y: I hope to settle with X the broad direction of relations']
    """
    ordered = sorted(quotes, key=lambda q: q.iri)
    words = {q.iri: read_words(q.text) for q in ordered}
    by_word: dict[str, list[Said]] = defaultdict(list)
    for quote in ordered:
        for word in words[quote.iri]:
            by_word[word].append(quote)
    found = []
    seen: set[frozenset[str]] = set()
    for quote in ordered:
        shared: dict[str, int] = defaultdict(int)
        others = {o.iri: o for w in words[quote.iri] for o in by_word[w]}
        for other in others.values():
            if other.article != quote.article and other.speaker != quote.speaker:
                shared[other.iri] = len(words[quote.iri] & words[other.iri])
        for iri in sorted(shared):
            every = len(words[quote.iri] | words[iri])
            pair = frozenset({quote.iri, iri})
            if shared[iri] >= max(FEWEST, ALIKE * every) and pair not in seen:
                seen.add(pair)
                found.append(_make_dispute(quote, others[iri]))
    return found


def _make_dispute(one: Said, two: Said) -> Dispute:
    return Dispute(
        KB.speaker,
        "dispute",
        tuple(
            Position(f"{q.name}: {q.text}", (q.article,), (q.iri,))
            for q in sorted((one, two), key=lambda q: (q.speaker, q.iri))
        ),
    )
