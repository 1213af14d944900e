"""An event's own status: what auxiliaries, negation, subject and modifiers say of it."""

from __future__ import annotations

from kb.annotate import Document
from kb.events import status_words as words
from kb.events.model import (
    GENERIC,
    HAPPENED,
    HYPOTHETICAL,
    NEGATED,
    PLANNED,
    POSSIBLE,
)
from kb.events.syntax import auxiliaries, clause_of, is_negated

VERBS = ("VERB", "AUX")
_WILL = frozenset({"will", "'ll", "’ll", "shall", "wo"})
_MAY = frozenset({"may", "might", "could", "can", "should", "must", "ought", "ca"})


def is_asked(doc: Document, head: int) -> bool:
    """Whether the event is what a question asks: "Did the talks fail?"."""
    clause = clause_of(doc, head)
    token = doc.tokens[clause]
    sentence = doc.sentences[token.sent]
    last = sentence.last - 1
    while last > sentence.first and doc.tokens[last].text in ("”", '"', "’", "'", " ", "\n"):
        last -= 1
    return doc.tokens[last].text == "?" and token.dep in ("ROOT", "conj", "ccomp")


def read_noun(doc: Document, noun: int) -> str:
    """The status that a noun's own modifiers give it."""
    token = doc.tokens[noun]
    if token.dep == "pobj" and doc.tokens[token.head].lemma == "of":
        # "no reports of injuries"
        counted = doc.tokens[token.head].head
        if any(doc.tokens[c].text.lower() == "no" for c in doc.children[counted]):
            return NEGATED
    for c in doc.children[noun]:
        word = doc.tokens[c].text.lower()
        if doc.tokens[c].dep == "mark" and word in words.CONDITIONS:
            return HYPOTHETICAL  # a verb that was taken for a noun
        dep = doc.tokens[c].dep
        if dep in ("amod", "det", "neg", "nmod", "compound"):
            if word in words.FALSE_ADJ:
                return NEGATED
            if word in words.PLANNED_ADJ:
                return PLANNED
            if word in words.POSSIBLE_ADJ:
                return POSSIBLE
            if word in ("any", "every", "each", "regular", "frequent"):
                return GENERIC
        if dep == "acl" and doc.tokens[c].lemma in ("plan", "schedule", "slate", "expect"):
            return PLANNED  # "the strike planned for Friday"
    if token.dep == "nsubj" and doc.tokens[token.head].pos in VERBS:
        # "the trial was due to begin"
        verb = token.head
        for c in doc.children[verb]:
            if doc.tokens[c].dep == "acomp" and doc.tokens[c].lemma in ("due", "set", "about"):
                return PLANNED
    return HAPPENED


def _describes(doc: Document, verb: int) -> bool:
    """Whether a clause in the present says what something is like: "a law **that bans** it"."""
    token = doc.tokens[verb]
    if token.dep != "relcl" or token.tag not in ("VBZ", "VBP"):
        return False
    told = [c for c in doc.children[verb] if doc.tokens[c].dep in ("nsubj", "nsubjpass")]
    return any(doc.tokens[c].text.lower() in ("that", "which") for c in told)


def read_verb(doc: Document, verb: int) -> str:
    """The status that a verb's auxiliaries, negation, subject and adverbs give it."""
    aux = auxiliaries(doc, verb)
    low = {doc.tokens[c].lemma.lower() for c in doc.children[verb]}
    negated = is_negated(doc, verb) or _has_no_one(doc, verb)
    if any(doc.tokens[c].text.lower() in words.CONDITIONS for c in doc.children[verb]
           if c < verb and doc.tokens[c].dep in ("mark", "advmod", "prep")):  # fmt: skip
        return HYPOTHETICAL
    if _inverted(doc, verb):
        return HYPOTHETICAL
    if low & words.HABIT or _is_repeated(doc, verb) or _describes(doc, verb):
        return GENERIC
    if any(a in _WILL for a in aux):
        return NEGATED if negated else PLANNED
    if doc.tokens[verb].dep == "ROOT" and doc.tokens[verb].tag == "VB" and "to" in aux:
        return PLANNED  # as headlines put it: "Ministers to meet in Oslo"
    if "would" in aux:
        if negated:
            return NEGATED
        if "later" in low or "eventually" in low or "subsequently" in low:
            return HAPPENED  # told from within the past: "he would later lead it"
        if "have" in aux:
            return HYPOTHETICAL
        dep = doc.tokens[verb].dep
        first = verb
        while dep == "conj" and doc.tokens[first].head != first:
            first = doc.tokens[first].head  # "it would move … and **close** …"
            dep = doc.tokens[first].dep
        return PLANNED if dep in ("ccomp", "relcl") and not negated else HYPOTHETICAL
    if any(a in _MAY for a in aux):
        return NEGATED if negated else POSSIBLE
    if negated:
        return NEGATED
    if low & words.ALLEGED:
        return POSSIBLE
    if "going" in aux or (doc.tokens[verb].tag == "VBG" and "be" in aux and "to" in aux):
        return PLANNED
    return HAPPENED


def _has_no_one(doc: Document, verb: int) -> bool:
    """Whether the verb's subject or object is nobody: "no one was hurt", "killed nobody"."""
    for c in doc.children[verb]:
        token = doc.tokens[c]
        if token.dep not in ("nsubj", "nsubjpass", "dobj"):
            continue
        if token.lemma.lower() in words.NOBODY:
            return True
        for g in doc.children[c]:
            if doc.tokens[g].dep in ("det", "neg") and doc.tokens[g].text.lower() in (
                "no", "neither",
            ):  # fmt: skip
                return True
    return False


def _inverted(doc: Document, verb: int) -> bool:
    """Whether a condition is told by word order: "had the talks failed", "should he resign"."""
    if doc.tokens[verb].dep != "advcl":
        return False
    first = doc.tokens[min(doc.children[verb], default=verb)]
    return first.dep in ("aux", "auxpass") and first.text.lower() in ("had", "should", "were")


def _is_repeated(doc: Document, verb: int) -> bool:
    """Whether it happens again and again: "every Tuesday", "twice a year"."""
    for c in doc.children[verb]:
        token = doc.tokens[c]
        if token.dep not in ("npadvmod", "advmod"):
            continue
        within = [doc.tokens[i].text.lower() for i in doc.subtree(c)]
        if within[0] in ("every", "each") or (within[0] in ("once", "twice") and "a" in within):
            return True
    return False
