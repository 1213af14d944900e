"""Votes for the kind of every string of words in a document, and how they are decided."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator
from functools import cached_property

from kb.annotate import Document, Sentence, Token
from kb.entities.gazetteer import Gazetteer
from kb.entities.names import HYPHENS, ORGANIZATION, OTHER, PERSON, PLACE
from kb.entities.offices import HONORIFICS, match_office
from kb.entities.organizations import find_organization
from kb.entities.places import Gazetteer as PlaceGazetteer
from kb.entities.places import load_gazetteer
from kb.entities.spelling import fold_accents
from kb.entities.word_lists import load_demonyms
from kb.entities.words_in_names import (
    NOT_NAMES,
    ORGANIZATION_WORDS,
    OTHER_WORDS,
    PARTICLES,
    PLACE_WORDS,
    UNITS,
)

DIRECTIONS = frozenset("north south east west northern southern eastern western".split())


class Votes:
    """What speaks for which kind, gathered over one document."""

    def __init__(self, document: Document, reference: Gazetteer | None = None) -> None:
        self.document = document
        self.tokens = document.tokens
        self.texts = [t.text for t in self.tokens]
        self.lows = [t.lower() for t in self.texts]
        self.caps = [self._is_cap(t) for t in self.tokens]
        self.small = {t for t in self.texts if t[:1].islower()}
        self.shouted = [self._is_shouted(s) for s in document.sentences]
        self.kinds: dict[str, dict[str, float]] = defaultdict(lambda: defaultdict(float))
        self.surface: dict[str, Counter[str]] = defaultdict(Counter)
        self.titled: set[str] = set()
        self.companies: set[str] = set()  # keys that the words around say are organisations
        self.parts: set[str] = set()  # words of the full names of persons
        self.places: PlaceGazetteer = load_gazetteer()
        self.reference = reference
        self.in_span = bytearray(len(self.tokens))
        self.acronyms: dict[str, str] = {}  # key of a short form → key of the long one

    def _is_cap(self, token: Token) -> bool:
        text = token.text
        return text[0].isupper() or (len(text) > 2 and text[0].islower() and text[1].isupper())

    def _is_shouted(self, sentence: Sentence) -> bool:
        """Whether capitals say nothing here: a headline in title case, or all capitals."""
        long = [t for t in self.texts[sentence.first + 1 : sentence.last] if len(t) > 3]
        words = [t for t in long if t[0].isalpha()]
        if len(words) < 3:
            return False
        for token in self.tokens[sentence.first : sentence.last]:
            # the verbs of a headline in title case are capitals too
            if token.tag.startswith(("VB", "MD")) and token.text.islower() and len(token.text) > 2:
                return False
        return sum(t[0].isupper() for t in words) > 0.75 * len(words)

    def vote(self, first: int, last: int, kind: str, weight: float) -> None:
        """Count `weight` for a kind of the words from token `first` up to `last`."""
        text = " ".join(self.texts[first:last])
        key = text.casefold()
        self.kinds[key][kind] += weight
        self.surface[key][text] += 1

    def vote_company(self, first: int, last: int, weight: float) -> None:
        """Count `weight` for an organisation that patterns find, not only the model."""
        self.vote(first, last, ORGANIZATION, weight)
        self.companies.add(" ".join(self.texts[first:last]).casefold())

    def read_acronym(self, first: int, last: int, short: int) -> bool:
        """Take note of a short form in brackets; false where it names no organisation."""
        if self.texts[short] in UNITS or self.lows[last - 1] in OTHER_WORDS:
            return False
        if any(match_office(self.lows, at, last) for at in range(first, last)):
            return False
        if self.texts[first] in load_demonyms() and not self.texts[first + 1][0].isupper():
            return False
        self.vote(first, last, ORGANIZATION, 5.0)
        self.vote(short, short + 1, ORGANIZATION, 5.0)
        key = " ".join(self.texts[first:last]).casefold()
        self.acronyms.setdefault(self.lows[short], key)
        return True

    def match_reference(self, at: int, end: int) -> tuple[int, str] | None:
        """The longest name from token `at` on that a user's files know, and its kind."""
        if self.reference is None:
            return None
        most = self.reference.longest.get(self.texts[at].casefold(), 0)
        for last in range(min(end, at + most), at, -1):
            kind = self.reference.kinds.get(" ".join(self.texts[at:last]).casefold())
            if kind:
                return last, kind
        return None

    def decide(self) -> dict[str, str]:
        """The kind of every key that is a name of somebody or something."""
        for key, votes in self.kinds.items():
            # the model takes a foreign surname for an organisation in every other sentence
            if " " not in key and votes.get(PERSON, 0) > 0 and find_organization((key,)) is None:
                votes[ORGANIZATION] *= 1.0 if key in self.companies else 0.6
        self._spell_initials()
        for key in self.acronyms:
            self.kinds[key][PERSON] = self.kinds[key][PLACE] = 0.0
        kinds = {key: _winner(votes) for key, votes in self.kinds.items()}
        for key, kind in list(kinds.items()):
            if kind == PERSON and " " in key:
                if not any(h in key for h in HYPHENS):
                    self.parts.update(key.split(" "))
                plain = fold_accents(key)
                for word in {*key.split(" "), *plain.split(" "), *_endings(key), *_endings(plain)}:
                    if len(word) > 1 and word not in PARTICLES and word in self.kinds:
                        last = word == key.rsplit(" ", 1)[1]
                        # who is named often in full is meant by the short name too
                        often = 0.25 * min(self.kinds[key][PERSON], 20.0) if last else 0.0
                        self.kinds[word][PERSON] += 3.2 + often if last else 2.5
            elif kind == OTHER and " " in key:
                tail = key.rsplit(" ", 1)[1]
                if tail in self.kinds and tail not in self.parts:
                    self.kinds[tail][OTHER] += 1.2
            elif kind == ORGANIZATION and " " in key:
                stem, tail = key.split(" ")[0], key.rsplit(" ", 1)[1]
                told = key in self.companies
                if stem in self.kinds:
                    self.kinds[stem][ORGANIZATION] += 2.5 if told else 0.6
                if told and tail in self.kinds and tail not in self.parts:
                    self.kinds[tail][ORGANIZATION] += 1.2
        decided: dict[str, str] = {}
        for key, votes in self.kinds.items():
            kind = _winner(votes)
            if kind == OTHER:
                if " " in key:
                    decided[key] = kind  # so that no part of it is taken for a name
            elif votes[kind] >= 0.75 and self._is_sound(key, kind):
                decided[key] = kind
        for key, kind in list(decided.items()):
            if kind == PERSON and " " in key:
                for word in self._short_names(key):
                    decided.setdefault(word, PERSON)
        return decided

    def _spell_initials(self) -> None:
        """Votes for short forms that no bracket introduces: NFC, Northern Fisheries Council."""
        short = {k for k in self.kinds if 2 < len(k) < 7 and k.isalpha() and self._is_upper(k)}
        if not short:
            return
        for key in list(self.kinds):
            words = [w for w in key.split(" ") if w[0].isalpha()]
            if len(words) < 3 or _winner(self.kinds[key]) != ORGANIZATION:
                continue
            telling = [w[0] for w in words if w not in ("of", "the", "for", "and", "&")]
            for letters in ("".join(telling), "".join(w[0] for w in words)):
                if letters in short and letters not in self.acronyms:
                    self.acronyms[letters] = key
                    self.kinds[letters][ORGANIZATION] += 2.0

    def _is_upper(self, key: str) -> bool:
        return key.upper() in self.surface[key]

    def _short_names(self, key: str) -> Iterator[str]:
        words = [w for w in key.split(" ") if w not in HYPHENS]
        for word in {words[0], words[-1], *_endings(key)}:
            known = self.kinds.get(word)
            if (
                len(word) > 1
                and not word.endswith(".")
                and word not in self.small
                and word not in PARTICLES
                and (known is None or _winner(known) in (PERSON, OTHER))
                and not match_office([word], 0, 1)
            ):
                yield word

    def _is_sound(self, key: str, kind: str) -> bool:
        words = key.split(" ")
        if key in NOT_NAMES and key not in ("us", "who"):
            return False
        if key in DIRECTIONS or (kind == PLACE and "and" in words[1:2] and words[0] in DIRECTIONS):
            return False
        if words[-1] in ("of", "the", "for"):
            return False
        if len(words) > 12 or not any(c.isalpha() for c in key):
            return False
        if len(words) == 1 and (match_office(words, 0, 1) or key in HONORIFICS):
            return False
        if len(words) == 1 and key in ORGANIZATION_WORDS | PLACE_WORDS and kind != PLACE:
            return key in self.titled
        if (
            len(words) == 3
            and words[1] in HYPHENS
            and find_organization(words) is None
            and not self.places.find(words)
        ):
            # "Berg-Falk": two names, not one, where either is known by itself
            known = self.kinds.keys() | self.parts
            return words[0] not in known and words[2] not in known
        if kind == PLACE and len(words) > 3 and self._is_pair(words):
            return False  # "San Jose-Acme"
        if len(words) == 1 and key in self.small and kind != PERSON:
            return key not in self.lows or self.kinds[key][kind] >= 2
        if len(words) == 1 and key in self.small and key not in self.parts | self.titled:
            return key in self._within  # "Ferry sinks", and then "the ferry"
        return True

    def _is_pair(self, words: list[str]) -> bool:
        """Whether a hyphen only joins a known place to another name."""
        if self.places.find(words):
            return False
        marks = [at for at, word in enumerate(words) if word in HYPHENS]
        return len(marks) == 1 and any(
            self.places.find(words[:at]) and " ".join(words[at + 1 :]) in self.kinds for at in marks
        )

    @cached_property
    def _within(self) -> frozenset[str]:
        """The words that have a capital also where no sentence begins and no headline shouts."""
        starts = {sentence.first for sentence in self.document.sentences}
        return frozenset(
            low
            for at, (low, cap) in enumerate(zip(self.lows, self.caps, strict=True))
            if cap and at not in starts and not self.shouted[self.tokens[at].sent]
        )

    def usual_forms(self) -> dict[str, str]:
        """How each key is written: the commonest way, capitals only where nothing else is."""
        return {
            key: min(forms, key=lambda f: (f.isupper() and len(f) > 4, -forms[f], f))
            for key, forms in self.surface.items()
            if forms
        }


def _endings(key: str) -> Iterator[str]:
    """The ends of a full name by which its bearer may be called: "lópez obrador"."""
    words = key.split(" ")
    for first in range(1, len(words) - 1):
        if words[first] not in HYPHENS and words[first - 1] not in HYPHENS:
            yield " ".join(words[first:])


def _winner(votes: dict[str, float]) -> str:
    return max(sorted(votes), key=lambda kind: votes[kind])
