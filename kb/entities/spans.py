"""The spans of the language model as votes, cleaned of articles, titles and possessives."""

from __future__ import annotations

from kb.entities.names import HYPHENS, ORGANIZATION, OTHER, PERSON, PLACE
from kb.entities.offices import HONORIFICS, OFFICE_MODIFIERS, load_offices, match_office
from kb.entities.votes import Votes
from kb.entities.word_lists import load_demonyms, load_family_names, load_given_names
from kb.entities.words_around_names import CAPTION, LOCATIVE
from kb.entities.words_in_names import (
    MONTHS_AND_DAYS,
    NOT_NAMES,
    ORGANIZATION_WORDS,
    PEOPLES,
    PLACE_WORDS,
    POSSESSIVE,
    PREFIXES,
    UNITS,
)

_MODEL = {
    "PERSON": (PERSON, 1.0), "ORG": (ORGANIZATION, 0.8), "GPE": (PLACE, 1.0), "LOC": (PLACE, 1.0),
    "FAC": (PLACE, 0.9), "EVENT": (OTHER, 1.0), "PRODUCT": (OTHER, 1.0), "LAW": (OTHER, 1.0),
    "WORK_OF_ART": (OTHER, 0.7), "LANGUAGE": (OTHER, 0.7), "NORP": (OTHER, 0.8),
}  # fmt: skip


class SpanReader:
    """Votes for what the language model says."""

    def __init__(self, votes: Votes) -> None:
        self.votes = votes
        self.tokens, self.texts = votes.tokens, votes.texts
        self.lows, self.caps = votes.lows, votes.caps

    def read_spans(self) -> None:
        """The spans of the model, cleaned of articles, titles and possessives, as votes."""
        for span in self.votes.document.spans:
            known = _MODEL.get(span.label)
            if known is None:
                continue
            kind, weight = known
            first, last = self._trim(span.first, span.last, kind)
            if first >= last or not any(self.caps[first:last]):
                continue
            if last - first < 3 and " ".join(self.texts[first:last]) in load_demonyms():
                continue
            if self._is_office_word(first, last):
                continue
            if self.lows[first] in NOT_NAMES and last - first == 1 and self.texts[first] != "US":
                continue
            if last - first == 1 and self.texts[first] in UNITS | PEOPLES:
                continue
            if kind == PLACE and any(c.isdigit() for c in self.texts[first]):
                continue
            if kind != OTHER:
                self.votes.in_span[first:last] = b"\x01" * (last - first)
            alone = last - first == 1 and not self.votes.shouted[self.tokens[first].sent]
            if kind == PERSON and alone and self.texts[first].isupper():
                kind, weight = ORGANIZATION, 0.8 if len(self.texts[first]) > 2 else 0.0  # "KRIV"
            if kind == PLACE and self._is_rootless(first, last):
                weight *= 0.75
            if self.votes.shouted[self.tokens[first].sent]:
                weight *= 0.4
            elif self._only_opens(first, last):
                weight *= 0.5
            if any(t in POSSESSIVE for t in self.texts[first:last]):
                weight *= 0.4
            self.votes.vote(first, last, kind, weight)

    def _is_office_word(self, first: int, last: int) -> bool:
        """Whether words only belong to a title: "Defence" in "Defence Minister"."""
        if not all(low in OFFICE_MODIFIERS for low in self.lows[first:last]):
            return False
        limit = self.votes.document.sentences[self.tokens[first].sent].last
        size = match_office(self.lows, last, limit) if last < limit else 0
        office = load_offices().get(" ".join(self.lows[last : last + size]))
        return office is not None and office.group in ("minister", "foreign-minister", "secretary")

    def _only_opens(self, first: int, last: int) -> bool:
        """Whether a lone plural has its capital from opening a sentence: "Wildfires"."""
        text = self.texts[first]
        return (
            last - first == 1
            and first == self.votes.document.sentences[self.tokens[first].sent].first
            and text.endswith("s")
            and not text.endswith(("ss", "us", "is"))
            and text.isalpha()
            and text not in load_family_names()
        )

    def _trim(self, first: int, last: int, kind: str) -> tuple[int, int]:
        """The words of a span that are a name; none where the patterns are to read them."""
        texts, tokens = self.texts, self.tokens
        last = min(last, self.votes.document.sentences[tokens[first].sent].last)
        first = self._trim_front(first, last, kind)
        last = self._trim_back(first, last, kind)
        if kind != PLACE and "," in texts[first:last]:
            comma = texts.index(",", first, last)
            if self.votes.places.find(texts[comma + 1 : last]):
                return last, last  # "Reading, England": the patterns read it
        last = self._part_joined(first, last)
        if kind != PERSON and last - first > 1:
            for n in (3, 2, 1):
                of = self.lows[last - n - 1] == "of"  # "Court of **Justice**"
                if last - n > first and not of and match_office(self.lows, last - n, last) == n:
                    last -= n
                    break
        return first, last

    def _trim_front(self, first: int, last: int, kind: str) -> int:
        """Where the name begins, behind articles, honorifics, demonyms and titles."""
        texts, lows, tokens = self.texts, self.lows, self.tokens
        while first < last:
            low = lows[first]
            if (
                tokens[first].tag in ("DT", "PRP$", "POS", "``", "''", "IN")
                or low in HONORIFICS
                or not texts[first][0].isalnum()
                or texts[first][-1] in HYPHENS
            ):
                if low in HONORIFICS and self.caps[first + 1 : first + 2]:
                    self.votes.titled.add(" ".join(texts[first + 1 : last]).casefold())
                first += 1
            elif texts[first] in load_demonyms() and (
                kind == PERSON
                or (first + 2 < last and texts[first + 1] in load_given_names())
                or (
                    first + 3 == last
                    and texts[last - 1] in load_family_names()
                    and self.lows[last - 1] not in ORGANIZATION_WORDS
                )
            ):
                first += 1
            elif (kind == PERSON and " ".join(texts[first : first + 2]) in load_demonyms()) or (
                low in PREFIXES and first + 2 < last and texts[first + 1] in HYPHENS
            ):
                first += 2
            elif kind == PERSON and last - first > 1 and (n := match_office(lows, first, last)):
                if first + n >= last:
                    break
                first += n
            elif (
                last - first > 2
                and kind != PLACE
                and texts[first + 1] in load_given_names()
                and texts[first] not in load_given_names()
                and self._is_country(texts[first])
            ):
                first += 1  # "the president of Peru Rosa Quispe"
            elif kind != PERSON and self._is_titled(first, last):
                return last  # a titled person: the patterns read it
            else:
                break
        return first

    def _trim_back(self, first: int, last: int, kind: str) -> int:
        """Where the name ends, before genitives, dates, prepositions and scores."""
        texts, lows = self.texts, self.lows
        while first < last and (
            texts[last - 1] in POSSESSIVE
            or not (texts[last - 1][-1].isalnum() or texts[last - 1][-1] == ".")
            or texts[last - 1] in MONTHS_AND_DAYS
            or lows[last - 1] in ("of", "for", "and", "in", "the")
            or (kind == PERSON and any(c.isdigit() for c in texts[last - 1]))
            or (kind in (PERSON, PLACE) and not self.caps[last - 1] and not self._is_tail(last - 1))
        ):
            last -= 1
        if (
            last - first > 3
            and texts[last - 1].isdigit()
            and texts[last - 2] in HYPHENS
            and texts[last - 3].isdigit()
        ):
            last -= 3  # the score: "Ajax 2-1"
        return last

    def _part_joined(self, first: int, last: int) -> int:
        """Where the first of two names ends that the model ran together: "X on Y", "X the Y"."""
        texts, lows, tokens = self.texts, self.lows, self.tokens
        for at in range(first + 1, last):
            low = lows[at]
            if (
                texts[at] in "()[]"
                or ((tokens[at].tag == "IN" and low not in ("of", "for")) or texts[at] in CAPTION)
                or (low == "the" and lows[at - 1] not in ("of", "for", "and", "&"))
            ):
                return at
        return last

    def _is_country(self, word: str) -> bool:
        spots = self.votes.places.find((word,))
        return bool(spots) and spots[0].place.feature == "country"

    def _is_titled(self, first: int, last: int) -> bool:
        """Whether what the model holds for something else is "General Nils Falk"."""
        n = match_office(self.lows, first, last)
        if not n or first + n >= last or self.lows[last - 1] in ORGANIZATION_WORDS:
            return False
        return self.texts[first + n] in load_given_names() and all(self.caps[first:last])

    def _is_rootless(self, first: int, last: int) -> bool:
        """Whether neither the gazetteer nor a preposition supports a place."""
        if self.votes.places.find(self.texts[first:last]) or self.lows[last - 1] in PLACE_WORDS:
            return False
        before = self.lows[first - 1] if first else ""
        return before not in LOCATIVE and before not in ("of", "to")

    def _is_tail(self, at: int) -> bool:
        return at > 0 and self.texts[at - 1] in HYPHENS  # Ching-te
