"""Which entity stands at a token: names, their titles, and what is coordinated with them.

The parser of a small model often breaks a coordination of titled names ("China's President A and
Japan's new Prime Minister B" becomes A and Japan). What the words themselves show is surer: a
title runs up to its name, and names joined by commas and "and" belong together.
"""

from __future__ import annotations

from dataclasses import replace

from kb.annotate import Document
from kb.entities.model import Entities, EntityMention
from kb.events.kinds import kind_of_noun
from kb.events.syntax import children

PEOPLE = frozenset(
    "government official officials leader minister ministry army force troop military navy "
    "police delegation envoy ambassador diplomat president parliament lawmaker authority "
    "administration representative team side regime court prosecutor cabinet coalition rebel "
    "soldier company spokesman spokeswoman spokesperson aircraft warship ship vessel jet "
    "fighter militant party union congress senate council agency regulator bank board "
    "staff".split()
)
"""Common nouns that stand for whose they are: "Japan's government"."""

TOWNS = frozenset("town city village port province region district municipality suburb".split())
HUMAN = frozenset({"he", "she", "him", "himself", "herself"})
"""Pronouns for a person, whoever it is."""
_TITLE_TAGS = frozenset("NNP NNPS NN JJ POS PRP$ HYPH VBN CD".split())
_LONGEST_TITLE = 9  # tokens
_JOINTS = frozenset({"and", "&", ","})


def _is_unit(doc: Document, mention: EntityMention) -> bool:
    """Whether what looks like a name is a unit behind a numeral: "200 **MW**"."""
    before = doc.tokens[mention.first - 1] if mention.first else None
    short = mention.last - mention.first == 1 and len(mention.text) <= 3
    return short and before is not None and before.tag == "CD" and before.text[:1].isdigit()


def _find_inside(entities: Entities) -> frozenset[int]:
    """The first tokens of the names that stand within the words of another place."""
    inside, last = set(), 0
    for mention in entities.mentions:  # in order of the text
        if mention.form == "name":
            if mention.first < last:
                inside.add(mention.first)
            last = max(last, mention.last)
    return frozenset(inside)


class Cast:
    """Looks up which entity stands at a token of one document."""

    def __init__(self, doc: Document, entities: Entities) -> None:
        self.doc = doc
        self.entities = entities
        self._at: dict[int, EntityMention] = {}
        for mention in sorted(entities.mentions, key=lambda m: m.last - m.first):
            if _is_unit(doc, mention):
                continue
            for i in range(mention.first, mention.last):
                if i not in self._at or self._at[i].head != i:
                    self._at[i] = mention
        self.names = frozenset(
            i for m in entities.mentions if m.form == "name" for i in range(m.first, m.last)
        )
        self._named: dict[int, EntityMention] = {}
        self._inside = _find_inside(entities)
        starts = {m.first: self._find_title(m) for m in entities.mentions if m.form == "name"}
        self._joined = self._find_joined(starts)
        self.kinds = {i: m.kind for i, m in self._at.items()}
        self.kinds.update((i, m.kind) for i, m in self._named.items())
        for token in doc.tokens:
            if token.pos == "NOUN" and token.i not in self.kinds:
                kind = kind_of_noun(token.lemma.lower())
                if kind is not None:
                    self.kinds[token.i] = kind
            elif token.tag == "PRP" and token.text.lower() in HUMAN:
                self.kinds.setdefault(token.i, "person")

    def mention_at(self, i: int) -> EntityMention | None:
        """The mention that token `i` belongs to, or whose title it belongs to."""
        return self._named.get(i) or self._at.get(i)

    def refers(self, i: int) -> list[tuple[int, EntityMention]]:
        """The entities that the phrase headed by token `i` stands for, with the words that say so.

        With a name comes whatever is coordinated with it. A common noun that is itself nobody
        stands for whose it is ("Japan's government", "the leaders of Peru"), unless it is a thing
        of theirs.
        """
        mention = self.mention_at(i)
        if mention is not None:
            together = self._joined.get(mention.first, (mention,))
            return [(entity, m) for m in together for entity in m.refers]
        token = self.doc.tokens[i]
        if token.lemma.lower() == "island":
            return self._find_island(i)
        if token.lemma.lower() in TOWNS:
            return self._find_town(i)
        if token.pos != "NOUN" or token.lemma.lower() not in PEOPLE:
            return []
        found = []
        for c in self.doc.children[i]:
            dep = self.doc.tokens[c].dep
            if dep in ("poss", "compound", "nmod"):
                found.extend(self._owner(c))
            elif dep == "prep" and self.doc.tokens[c].lemma in ("of", "from"):
                for g in children(self.doc, c, "pobj"):
                    found.extend(self._owner(g))
        return found

    def is_inside(self, mention: EntityMention) -> bool:
        """Whether a mention only tells what another place lies in: "Lyon, **France**"."""
        return mention.first in self._inside

    def _find_town(self, i: int) -> list[tuple[int, EntityMention]]:
        """The place that "the town of X" is."""
        doc = self.doc
        of = [c for c in children(doc, i, "prep") if doc.tokens[c].lemma == "of"]
        held = (self.mention_at(g) for c in of for g in children(doc, c, "pobj"))
        return [(e, m) for m in held if m is not None and m.kind == "place" for e in m.refers]

    def _find_island(self, i: int) -> list[tuple[int, EntityMention]]:
        """The place named last before "the island" in its sentence."""
        doc = self.doc
        if not any(doc.tokens[c].lemma.lower() in ("the", "this") for c in doc.children[i]):
            return []
        for k in range(i - 1, doc.sentences[doc.tokens[i].sent].first - 1, -1):
            mention = self._at.get(k)
            if mention is not None and mention.kind == "place" and mention.form == "name":
                there = replace(mention, metonym=False)
                return [(entity, there) for entity in mention.refers]
        return []

    def _owner(self, i: int) -> list[tuple[int, EntityMention]]:
        mention = self._at.get(i)
        if mention is None or mention.kind == "person":
            return []
        together = self._joined.get(mention.first, (mention,))
        return [(entity, m) for m in together for entity in m.refers]

    def _find_title(self, mention: EntityMention) -> int:
        """The first token of the title before a person's name; its tokens then mean the person."""
        tokens = self.doc.tokens
        if mention.kind != "person":
            first = mention.first
            return first - 1 if first and tokens[first - 1].tag == "DT" else first
        at, noun = mention.first, False
        while at > 0 and mention.first - at < _LONGEST_TITLE:
            before = tokens[at - 1]
            if before.sent != tokens[mention.head].sent or before.tag not in _TITLE_TAGS:
                break
            other = self._at.get(at - 1)
            if other is not None and other.form == "name" and not noun:
                break
            if other is not None and other.kind == "person" and before.tag != "POS":
                break
            if other is None and before.tag in ("NN", "NNP", "NNPS"):
                noun = True
            at -= 1
        if not noun:
            return mention.first
        if at > 0 and tokens[at - 1].tag == "DT":
            at -= 1
        for i in range(at, mention.first):
            self._named[i] = mention
        return at

    def _find_joined(self, starts: dict[int, int]) -> dict[int, tuple[EntityMention, ...]]:
        """For the first token of each coordinated name all the names of its coordination."""
        tokens = self.doc.tokens
        names = sorted(
            (m for m in self.entities.mentions if m.form == "name"), key=lambda m: m.first
        )
        # a name inside another's title ("*Japan's* Prime Minister B") is no member of a list, nor
        # is what only tells where another place is ("Paris, *France* and Berlin")
        names = [m for m in names if m.first not in self._named and not self.is_inside(m)]
        runs: list[list[EntityMention]] = []
        run: list[EntityMention] = []
        closed = False
        for m in names:
            if run and m.kind == run[-1].kind and not closed:
                gap = [t.text.lower() for t in tokens[run[-1].last : starts.get(m.first, m.first)]]
                if gap and all(w in _JOINTS for w in gap) and not self._begins_clause(m):
                    closed = "and" in gap or "&" in gap
                    run.append(m)
                    continue
            if len(run) > 1:
                runs.append(run)
            run, closed = [m], False
        if len(run) > 1:
            runs.append(run)
        found = {}
        for members in runs:
            if self._is_list(members):
                found.update({m.first: tuple(members) for m in members})
        return found

    def _is_list(self, members: list[EntityMention]) -> bool:
        """Whether names beside each other are a list: an "and" in it, or a headline's comma."""
        tokens = self.doc.tokens
        between = {t.text.lower() for t in tokens[members[0].last : members[-1].first]}
        if between & {"and", "&"}:
            return True
        sentence = self.doc.sentences[tokens[members[0].head].sent]
        return self.doc.kind_of(sentence) == "headline" and members[0].kind == "person"

    def _begins_clause(self, mention: EntityMention) -> bool:
        """Whether a name behind "and" is the subject of a clause of its own."""
        tokens = self.doc.tokens
        token = tokens[mention.head]
        if token.dep not in ("nsubj", "nsubjpass"):
            return False
        verb = tokens[token.head]
        if verb.dep not in ("conj", "ROOT", "ccomp", "advcl"):
            return False
        # "A and B met": both stand before the one verb; "… met A, and B left": a verb between
        return any(
            tokens[c].dep in ("cc", "conj") and tokens[c].i < token.i
            for c in self.doc.children[verb.head]
            if verb.head != verb.i and verb.head < token.i
        )
