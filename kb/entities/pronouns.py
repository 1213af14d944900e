"""Pronouns: resolved by gender, number and place, where the evidence is clear."""

from __future__ import annotations

from kb.annotate import Token
from kb.entities.discourse import Discourse, Reference
from kb.entities.names import ORGANIZATION, PERSON
from kb.entities.words_around_names import SPEECH_VERBS

GENDERED = {
    "he": "m", "him": "m", "his": "m", "himself": "m",
    "she": "f", "her": "f", "hers": "f", "herself": "f",
}  # fmt: skip
_MEETINGS = frozenset(
    "meeting meetings talks talk summit call conversation handshake encounter discussions".split()
)
THEY = frozenset("they them their theirs themselves".split())
IT = frozenset("it its itself".split())
FIRST = frozenset("i me my mine myself".split())
_PEOPLE_ENDINGS = (
    "or", "er", "ist", "ian", "ee", "ant", "ent", "man", "official", "ective", "child", "victim",
)  # fmt: skip
UNNAMED = {
    "man": "m", "boy": "m", "gunman": "m", "fisherman": "m", "father": "m", "son": "m",
    "woman": "f", "girl": "f", "mother": "f", "daughter": "f",
}  # fmt: skip
"""Nouns for somebody, with their gender; others are known by their endings."""
_LEADERS = frozenset("leader minister premier counterpart power order number member".split())
_LOOK_BACK = 3  # sentences a pronoun reaches back


class PronounReader:
    """Resolves the pronouns of a document."""

    def __init__(self, said: Discourse) -> None:
        self.said = said
        self.tokens, self.lows, self.named = said.tokens, said.lows, said.named

    def read_person(self, token: Token) -> Reference | None:
        """The person that "he" or "she" means."""
        gender = GENDERED[self.lows[token.i]]
        sent = token.sent
        scores: dict[int, float] = {}
        drafts = self.said.cast.drafts
        clause = self._subject_of_clause(token)
        for back, seen in enumerate(reversed(self.said.state.persons)):
            if sent - seen.sent > _LOOK_BACK or back > 40:
                break
            its = drafts[seen.draft].gender
            if its is not None and its != gender:
                continue
            if (
                clause is not None
                and seen.at == clause
                and token.dep in ("dobj", "dative", "pobj")
                and not self.lows[token.i].endswith("self")
            ):
                continue
            score = 3.0 - 1.2 * (sent - seen.sent) + (1.5 if seen.subject else 0.0)
            score += 2.0 if its == gender else 0.0
            score -= 0.02 * back
            scores[seen.draft] = max(scores.get(seen.draft, -9.0), score)
        if not scores:
            return None
        ranked = sorted(scores, key=lambda d: (-scores[d], d))
        best = ranked[0]
        if len(ranked) > 1 and scores[best] - scores[ranked[1]] < 0.25:
            return None
        if self._is_somebody_else(token, best, gender):
            return None
        if drafts[best].gender is None:
            if len(ranked) > 1 and scores[best] - scores[ranked[1]] < 1.0:
                return None
            drafts[best].gender = gender
        return Reference(token.i, token.i + 1, token.i, PERSON, "pronoun", (best,))

    def _is_somebody_else(self, token: Token, draft: int, gender: str) -> bool:
        """Whether somebody without a name was told of since: "held **a student**; *he* was freed".

        Who is named in the same sentence may still be meant, unless it only reports: "Lind said
        **a man** died after *he* fell".
        """
        last = max((s for s in self.said.state.persons if s.draft == draft), key=lambda s: s.at)
        children = self.said.document.children
        for at in range(token.i - 1, last.at, -1):
            other = self.tokens[at]
            if token.sent - other.sent > 1:
                return False
            lemma = other.lemma.lower()
            if other.tag != "NN" or at in self.named or UNNAMED.get(lemma, gender) != gender:
                continue
            if lemma not in UNNAMED and not lemma.endswith(_PEOPLE_ENDINGS):
                continue
            if not any(self.lows[c] in ("a", "an", "another") for c in children[at]):
                continue
            subject = other.dep in ("nsubj", "nsubjpass")
            if other.sent != last.sent:
                if subject or (other.dep == "dobj" and other.sent == token.sent):
                    return True
            elif subject and other.sent == token.sent and token.dep in ("nsubj", "nsubjpass"):
                return token.i in self.said.document.subtree(other.head)
        return False

    def _subject_of_clause(self, token: Token) -> int | None:
        at = token
        for _ in range(6):
            if at.head == at.i:
                break
            at = self.tokens[at.head]
            if at.tag.startswith("VB"):
                for child in self.said.document.children[at.i]:
                    if self.tokens[child].dep == "nsubj":
                        first = child
                        while (
                            first > 0 and first - 1 in self.named and self.tokens[first].dep != "x"
                        ):
                            first -= 1
                        return first if first in self.named else child
                break
        return None

    def read_group(self, token: Token) -> Reference | None:
        """The two that "they" means."""
        if self.said.quoted[token.i]:
            return None
        if self.lows[token.i] in ("them", "theirs") and not self._pair_here(token):
            return None  # far too often others: "they freed them"
        group = self._firm_of_clause(token) or self._pair_nearby(token)
        if group is None:
            return None
        kind = self.said.cast.drafts[group[0]].kind
        return Reference(token.i, token.i + 1, token.i, kind, "pronoun", group)

    def _pair_here(self, token: Token) -> bool:
        """Whether the sentence itself named two together before `token`."""
        pairs = (self.said.state.group, self.said.state.lands)
        return any(p is not None and p.sent == token.sent and p.at < token.i for p in pairs)

    def _firm_of_clause(self, token: Token) -> tuple[int, ...] | None:
        """The organisation that is the subject here: "Fjord Metals opened their mine"."""
        subject = self._subject_of_clause(token)
        number = None if subject is None else self.named.get(subject)
        if number is None or self.said.found.names[number].kind != ORGANIZATION:
            return None
        draft = self.said.cast.refers[number]
        return None if draft is None else (draft,)

    def _pair_nearby(self, token: Token) -> tuple[int, ...] | None:
        state, sent = self.said.state, token.sent
        if (
            token.dep == "poss"
            and self.lows[token.head] in _MEETINGS
            and state.group is not None
            and sent - state.group.sent <= 5
        ):
            return state.group.drafts
        others = self._people_before(token)
        near = [g for g in (state.lands, state.group) if g is not None and sent - g.sent <= 1]
        near = [g for g in near if g.at > others]
        if near:
            # a subject is taken up by a subject: "A and B met … They agreed"
            subject = token.dep == "nsubj"
            return max(near, key=lambda g: (subject and g.subject, g.at)).drafts
        here = list(dict.fromkeys(s.draft for s in state.persons if s.sent == sent))
        return tuple(here) if len(here) == 2 and others < 0 else None

    def _people_before(self, token: Token) -> int:
        """Where the sentence last told of people without names before `token`, or -1.

        "She thanked her **teachers** soon after they retired": they are not she and somebody else.
        """
        first = self.said.document.sentences[token.sent].first
        for at in range(token.i - 1, first - 1, -1):
            other = self.tokens[at]
            if (
                other.tag == "NNS"
                and at not in self.named
                and other.dep in ("nsubj", "nsubjpass", "dobj", "pobj", "dative", "conj")
                and other.lemma.lower().endswith(_PEOPLE_ENDINGS)
                and other.lemma.lower() not in _LEADERS
            ):
                return at
        return -1

    def read_thing(self, token: Token) -> Reference | None:
        """The organisation or country that "it" means."""
        if self.said.quoted[token.i]:
            return None
        low = self.lows[token.i]
        if low == "it" and token.dep == "nsubj":
            verb = self.tokens[token.head]
            if verb.lemma in ("be", "seem", "appear", "remain", "become", "rain", "snow"):
                return None
        elif low == "it":
            return None
        for seen in reversed(self.said.state.others[-12:]):
            if token.sent - seen.sent > (1 if low == "it" else 0):
                break
            if seen.subject and seen.acting:
                kind = self.said.cast.drafts[seen.draft].kind
                return Reference(token.i, token.i + 1, token.i, kind, "pronoun", (seen.draft,))
        return None

    def read_speaker(self, token: Token) -> Reference | None:
        """The speaker that "I" in a quotation means."""
        if not self.said.quoted[token.i]:
            return None
        sentence = self.said.document.sentences[token.sent]
        for at in range(sentence.first, sentence.last):
            verb = self.tokens[at]
            if (
                self.said.quoted[at]
                or not verb.tag.startswith("VB")
                or verb.lemma not in SPEECH_VERBS
            ):
                continue
            for child in self.said.document.children[at]:
                if self.tokens[child].dep == "nsubj":
                    draft = self._person_at(child)
                    if draft is not None:
                        return Reference(token.i, token.i + 1, token.i, PERSON, "pronoun", (draft,))
        return None

    def _person_at(self, at: int) -> int | None:
        number = self.named.get(at)
        if number is None or self.said.found.names[number].kind != PERSON:
            return None
        return self.said.cast.refers[number]
