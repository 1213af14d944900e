"""Whether the words of a trigger stand at a token, and whether its conditions hold there."""

from __future__ import annotations

from collections.abc import Mapping

from kb.annotate import Document, Token
from kb.events.subjects import MEASURES
from kb.events.syntax import children, objects_by_preposition
from kb.ontology import Condition, Trigger

Span = tuple[int, int, int, frozenset[int]]


def singular(word: str) -> str:
    """A noun without the ending of its plural, as far as the letters tell."""
    return word[:-1] if word.endswith("s") and not word.endswith("ss") else word


def find_span(doc: Document, token: Token, trigger: Trigger) -> Span | None:
    """(first, last, head, own) of the trigger's words if they stand here."""
    words = trigger.words
    if trigger.light:
        return _light(doc, token, words)
    if trigger.pos == "VERB":
        if token.pos != "VERB" or not token.tag.startswith("VB"):
            return None
        if token.dep in ("amod", "compound") and token.tag != "VBN":
            return None
        return _phrasal(doc, token, words)
    if trigger.pos == "ADJ":
        if token.pos not in ("ADJ", "VERB") or len(words) != 1:
            return None
        return token.i, token.i + 1, token.i, frozenset()
    at = token.i
    last = at
    for word in words[1:]:
        last += 1
        while last < len(doc.tokens) and doc.tokens[last].text in ("-", "–", "‑"):
            last += 1
        if last >= len(doc.tokens):
            return None
        other = doc.tokens[last]
        if other.lemma.lower() != word and singular(other.text.lower()) != word:
            return None
    head = doc.tokens[last]
    if head.tag == "VBG" and head.text.lower() != words[-1]:
        return None  # "after *winning*" is no "win"
    if head.pos not in ("NOUN", "PROPN") and not (
        head.tag == "VBG"
        and head.dep in ("pobj", "dobj", "nsubj", "ROOT", "compound", "conj", "nsubjpass", "pcomp")
    ):
        return None
    if head.lemma == "vote" and head.tag == "NNS" and any(
        doc.tokens[c].tag == "CD" for c in doc.children[last]
    ):  # fmt: skip
        return None  # "with 58,825 votes": a number and no ballot
    if trigger.plural and head.tag not in ("NNS", "NNPS"):
        return None
    # "meeting room", "summit venue": a modifier of something else announces nothing
    if head.dep == "compound" and doc.tokens[head.head].pos == "NOUN" and head.head > last:
        return None
    if head.pos == "PROPN" and head.dep == "compound":
        return None
    return at, last + 1, last, frozenset()


def _light(doc: Document, token: Token, words: tuple[str, ...]) -> Span | None:
    if token.pos != "VERB":
        return None
    for c in doc.children[token.i]:
        child = doc.tokens[c]
        nouns = [c] if child.dep in ("dobj", "nsubjpass") else []
        if child.dep == "prep":
            nouns = [g for g in doc.children[c] if doc.tokens[g].dep == "pobj"]
        for noun in nouns:
            if doc.tokens[noun].lemma.lower() == words[-1]:
                first = noun - len(words) + 2
                if all(doc.tokens[first + k].lemma.lower() == w for k, w in enumerate(words[1:])):
                    return first, noun + 1, noun, frozenset({token.i})
    return None


def _phrasal(doc: Document, token: Token, words: tuple[str, ...]) -> Span | None:
    last = token.i
    hanging = list(doc.children[token.i])
    own: set[int] = set()
    for word in words[1:]:
        # a clause is no part of the verb: "taking them home when it **left** the road"
        place = next(
            (
                c
                for c in hanging
                if doc.tokens[c].lemma.lower() == word
                and c > token.i
                and doc.tokens[c].dep not in ("advcl", "conj", "parataxis")
            ),
            None,
        )
        if place is None:
            place = next(
                (
                    c
                    for c in hanging
                    if doc.tokens[c].lemma.lower() == word
                    and doc.tokens[c].dep in ("nsubjpass", "advmod")
                ),
                None,
            )
        if place is None and last + 1 < len(doc.tokens):
            # "called **for** the minister to resign": parsed as the infinitive's own word
            after = doc.tokens[last + 1]
            if after.lemma.lower() == word and after.dep == "mark" and after.text == "for":
                place = after.i
        if place is None:
            return None
        if doc.tokens[place].dep in ("prep", "prt", "agent"):
            hanging.extend(doc.children[place])
        own.add(place)
        if place == last + 1:
            last = place
    return token.i, last + 1, token.i, frozenset(own)


def holds(
    doc: Document,
    condition: Condition,
    positions: Mapping[str, list[int]],
    head: int,
    kinds: Mapping[int, str],
) -> bool:
    """Whether a trigger's condition is met by what stands at its position."""
    if condition.at == "context":
        sentence = doc.sentences[doc.tokens[head].sent]
        tokens: list[int] = [i for i in range(sentence.first, sentence.last) if i != head]
    else:
        tokens = positions.get(condition.at, [])
    if not condition.lemmas and not condition.kinds:
        return bool(tokens)
    for i in tokens:
        token = doc.tokens[i]
        if token.lemma.lower() in condition.lemmas or token.text.lower() in condition.lemmas:
            return True
        if token.pos == "PROPN" and any(
            doc.tokens[c].lemma.lower() in condition.lemmas for c in children(doc, i, "compound")
        ):
            return True  # "Cyclone **Moira** struck"
        if token.lemma.lower() in MEASURES and condition.lemmas:
            # "launched hundreds of **strikes**"
            counted = (g for word, g in objects_by_preposition(doc, i) if word == "of")
            if any(doc.tokens[g].lemma.lower() in condition.lemmas for g in counted):
                return True
        if condition.kinds and kinds.get(i) in condition.kinds:
            return True
    return False
