"""One stretch of capitals that could be a name: what its words and its place say."""

from __future__ import annotations

from kb.annotate import Sentence
from kb.entities.companies import is_called_company, is_said_company, weigh_company
from kb.entities.names import HYPHENS, ORGANIZATION, OTHER, PERSON, PLACE
from kb.entities.products import looks_made
from kb.entities.votes import Votes
from kb.entities.word_lists import (
    load_demonyms,
    load_family_first,
    load_family_names,
    load_given_names,
)
from kb.entities.words_around_names import (
    COMPANY_AFTER,
    HUMAN_OBJECT_VERBS,
    HUMAN_VERBS,
    JOURNEY_VERBS,
    PLACE_AFTER,
    SHARED_NOUNS,
    SHIPS,
)
from kb.entities.words_in_names import (
    ORGANIZATION_WORDS,
    PEOPLES,
    PLACE_WORDS,
    SHIP_PREFIXES,
    UNITS,
)

_PARTY_WORDS = frozenset("party newspaper magazine militia airline bank".split())
_TOWNS = frozenset("city town village port island district province state capital suburb".split())
_NOT_THERE = frozenset(
    "stake share shares confidence investment interest faith trust investor investors role prize "
    "prizes award awards degree doctorate professor lecturer course bachelor master phd medal "
    "expert experts research published reported wrote".split()
)
_PERSON_AFTER = frozenset(("who", "whose", "himself", "herself"))


class SegmentReader:
    """Votes for single stretches of capitalised words."""

    def __init__(self, votes: Votes) -> None:
        self.votes = votes
        self.tokens, self.texts = votes.tokens, votes.texts
        self.lows, self.caps = votes.lows, votes.caps

    def read_segment(
        self, at: int, last: int, titled: bool, shouted: bool, sentence: Sentence
    ) -> None:
        """Vote on one stretch that no gazetteer knows; `titled` behind a title or honorific."""
        texts, lows = self.texts, self.lows
        size = last - at
        if size > 6 or (size > 5 and not titled and texts[at] not in load_given_names()):
            return
        if titled and lows[last - 1] not in ORGANIZATION_WORDS:
            self.votes.vote(at, last, PERSON, 1.5 if shouted else 4.0)
            self.votes.titled.add(" ".join(texts[at:last]).casefold())
            return
        if shouted:
            if size in (2, 3) and texts[at] in load_given_names():
                self.votes.vote(at, last, PERSON, 0.5)
            return
        if size == 1 and (texts[at] in UNITS or texts[at] in PEOPLES):
            return
        if looks_made(self.votes, at, last, sentence):
            self.votes.vote(at, last, OTHER, 1.5)
            return
        if texts[at] in SHIP_PREFIXES or (at > sentence.first and lows[at - 1] in SHIPS):
            # a vessel acts by its crew: "the frigate X sank a boat"
            self.votes.vote_company(at, last, 3.0)
            return
        weight = 0.0
        before = lows[at - 1] if at > sentence.first else ""
        if before == "the" and size <= 3 and self.tokens[last - 1].dep not in ("compound", "nmod"):
            self.votes.vote(at, last, PERSON, -1.0)
            if texts[last - 1].endswith("s"):
                self.votes.vote(at, last, ORGANIZATION, 1.2)
        weight += self._weigh_person(at, last, sentence)
        weight += self._read_neighbours(at, last, sentence)
        if last < sentence.last:
            following = lows[last]
            if following in _PERSON_AFTER:
                weight += 2.0
            elif following == "," and last + 1 < sentence.last:
                after = lows[last + 1]
                if after in _PERSON_AFTER or (
                    last + 2 < sentence.last
                    and after.isdigit()
                    and lows[last + 2] == ","
                    and len(after) == 2
                ):
                    weight += 2.5
                elif (
                    self.caps[last + 1]
                    and before in ("in", "at", "near", "of", "from")
                    and any(
                        s.place.feature in ("country", "region")
                        for s in self.votes.places.find((texts[last + 1],))
                    )
                ):
                    self.votes.vote(at, last, PLACE, 2.0)
        if size == 1 and self._is_joined(at, sentence):
            weight += 1.0
        if weight:
            self.votes.vote(at, last, PERSON, weight)
        elif size <= 3 and self._is_journey(at, sentence):
            self.votes.vote(at, last, PLACE, 1.2)
        elif at > sentence.first and lows[at - 1] in ("in", "near", "at") and size <= 3:
            there = lows[at - 1] != "at" and lows[at - 2] not in _NOT_THERE
            followed = lows[last : last + 1] == ["in"] or lows[last : last + 2] == [",", "in"]
            self.votes.vote(at, last, PLACE, 1.0 if there or followed else 0.5)
        elif at > sentence.first and lows[at - 1] in ("around", "off", "outside") and size <= 3:
            self.votes.vote(at, last, PLACE, 1.3)
        elif size == 1 and texts[at].isupper() and 2 <= len(texts[at]) <= 6:
            self.votes.vote(at, last, ORGANIZATION, 0.4)

    def _weigh_person(self, at: int, last: int, sentence: Sentence) -> float:
        """How much the words of a stretch, and what it does, speak for a person."""
        texts, size = self.texts, last - at
        weight = 0.0
        if 2 <= size <= 6 and texts[at] in load_given_names():
            weight = 2.5
        elif 2 <= size <= 4 and texts[at] in load_family_first() and texts[at] != "New":
            weight = 1.2
        elif 2 <= size <= 3 and texts[last - 1] in load_family_names():
            weight = 1.0
        head = self.tokens[last - 1]
        agent = head.dep == "pobj" and self.lows[head.head] == "by"
        if agent and 2 <= size <= 3 and not texts[last - 1].endswith("s"):
            verb = self.tokens[self.tokens[head.head].head]
            weight += 1.0 if verb.lemma in HUMAN_VERBS | HUMAN_OBJECT_VERBS else 0.0
        if (
            2 <= size <= 3
            and head.dep in ("nsubj", "nsubjpass", "dobj")
            and self.lows[at - 1 if at > sentence.first else at] != "the"
            and self.tokens[head.head].lemma
            in (HUMAN_OBJECT_VERBS if head.dep == "dobj" else HUMAN_VERBS)
            and not any(t.isupper() and len(t) > 2 for t in texts[at:last])
            and not texts[last - 1].endswith("s")
        ):
            weight += 1.0
        return weight

    def _read_neighbours(self, at: int, last: int, sentence: Sentence) -> float:
        """Vote for what the words beside a stretch say it is; what they say against a person."""
        texts, lows, size = self.texts, self.lows, last - at
        before = lows[at - 1] if at > sentence.first else ""
        after = lows[last] if last < sentence.last else ""
        given = texts[at] in load_given_names() and size > 1
        if texts[last - 1 : last] and after in PLACE_AFTER and size <= 4 and not given:
            self.votes.vote(at, last, PLACE, 2.0)
            return -1.0
        if lows[at] in ("mount", "lake", "mt.", "cape") and 2 <= size <= 3:
            self.votes.vote(at, last, PLACE, 2.5)
            return -1.0
        if size > 3 and not given and is_called_company(self.votes, at, sentence):
            self.votes.vote_company(at, last, 2.4)
            return -1.0
        if size > 3 or given:
            return 0.0
        if after in HYPHENS and lows[last + 1 : last + 2] in (["based"], ["born"], ["area"]):
            self.votes.vote(at, last, PLACE, 2.5)
            return -1.0
        if before == "of" and lows[at - 2] in _TOWNS and at - 2 >= sentence.first:
            self.votes.vote(at, last, PLACE, 2.5)
            return -1.0
        if is_said_company(self.votes, at, last, sentence):
            self.votes.vote_company(at, last, 2.0)
            return -1.0
        if lows[last : last + 2] == ["said", "it"]:
            self.votes.vote(at, last, ORGANIZATION, 0.8)
        if after in _PARTY_WORDS and self.tokens[last].tag == "NN":
            first = at - 1 if self.tokens[at - 1].text in load_demonyms() and at else at
            self.votes.vote(first, last, ORGANIZATION, 2.0)
            return -1.0
        town = after == "headquarters" and self.votes.places.find(texts[at:last])
        makes = (after in COMPANY_AFTER and not town) or (
            after in ("-", "‑") and lows[last + 1 : last + 2] == ["owned"]
        )
        if makes or is_called_company(self.votes, at, sentence):
            self.votes.vote_company(at, last, 2.4)
            return -1.0
        weight = weigh_company(self.votes, at, last, sentence)
        if weight:
            self.votes.vote_company(at, last, weight)
            return -weight / 2
        return 0.0

    def _is_journey(self, at: int, sentence: Sentence) -> bool:
        """Whether somebody goes there or comes from there: "travelled from X", "sail to X"."""
        if at - 1 < sentence.first or self.lows[at - 1] not in ("from", "to"):
            return False
        above = self.tokens[self.tokens[at - 1].head]
        return above.lemma.lower() in JOURNEY_VERBS

    def _is_joined(self, at: int, sentence: Sentence) -> bool:
        """Whether a word is one of two joined by a dash in front of what they share."""
        texts, lows = self.texts, self.lows
        for dash, other, behind in ((at + 1, at + 2, at + 3), (at - 1, at - 2, at + 1)):
            if other < sentence.first or max(behind, other) >= sentence.last:
                continue
            if (
                texts[dash] in HYPHENS
                and self.caps[other]
                and lows[behind] in SHARED_NOUNS
                and len(texts[other]) > 1
            ):
                return True
        return False

    def is_team(self, at: int, last: int) -> bool:
        """Whether a city and a plural name a team: "Boston Bruins"."""
        tail = self.texts[last - 1]
        if last - at < 2 or self.lows[last - 1] in PLACE_WORDS or not self.caps[last - 1]:
            return False
        if not (tail.endswith(("s", "Sox")) and len(tail) > 3) or tail.endswith(("ss", "is")):
            return False
        return any(
            s.place.feature in ("city", "region") and s.population >= 100_000
            for n in range(1, last - at)
            for s in self.votes.places.find(self.texts[at : at + n])[:1]
            if last - at - n <= 2
        )
