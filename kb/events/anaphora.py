"""Which event mentions of one article point back to another: "the talks", "their meeting"."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from kb.annotate import Document
from kb.events.model import EVENT, GENERIC, HAPPENED, HYPOTHETICAL, PLANNED, POSSIBLE, EventMention
from kb.ontology import Ontology

OTHERS = frozenset("between last previous earlier next another other past".split())
PLURALS = frozenset("talk clash protest celebration hostility negotiation election game".split())
GENERAL = frozenset({"accident", "disaster", "tragedy"})
"""Nouns that call any disaster so, once it is known which."""
UNSURE = frozenset({GENERIC, POSSIBLE, HYPOTHETICAL})
POINTING = frozenset("the this that these those their his her its".split())


def link_anaphors(
    doc: Document, events: Sequence[EventMention], ontology: Ontology, kinds: Sequence[str]
) -> tuple[EventMention, ...]:
    """The events with the antecedents of anaphors filled in; `kinds` are the entities' kinds.

    An anaphor is a definite noun that brings nobody new and no other day; its antecedent is the
    nearest earlier mention of its type, or else of a compatible one (a headline's counts as far
    away), or else the nearest later one of the same sentence or the next.
    """
    linked = list(events)
    for n, event in enumerate(linked):
        if event.level != EVENT:
            continue
        verb = _carried_by(doc, event, linked, ontology, kinds)
        if verb is not None:
            linked[n] = replace(event, antecedent=verb, status=linked[verb].status)
            continue
        if not _points(doc, event):
            continue
        about = _actors_beside(doc, linked, n)
        best, worth = None, (True, True)
        for m in _nearest_first(n, len(linked)):
            other = linked[m]
            if other.level != EVENT or (m > n and other.head - event.head > 60):
                continue
            told = other.participants or other.places or other.date is not None
            if not told or not _same_number(doc, event, other):
                continue
            general = event.lemma in GENERAL and ontology.types[other.type].family == "disaster"
            if not (general or ontology.are_compatible(event.type, other.type)):
                continue
            if event.type == "happening" or not _agrees(doc, event, other, kinds):
                continue
            if other.antecedent is not None:
                m = other.antecedent if other.antecedent != n else m
            shares = not about or not other.actors or bool(about & set(other.actors))
            # "the shooting" is a shooting told before rather than a killing told since
            rank = (not shares, other.type != event.type and not general)
            if best is None or rank < worth:
                best, worth = m, rank
            if worth == (False, False):
                break
        if best is not None:
            status = linked[best].status if event.status in UNSURE else event.status
            linked[n] = replace(event, antecedent=best, status=status)
            before = linked[best]
            bare = doc.tokens[before.head].pos in ("NOUN", "PROPN") and before.date is None
            announced = doc.tokens[event.head].dep == "dobj" and event.date is None
            planned = event.status == PLANNED and announced and best < n
            if planned and before.status == HAPPENED and bare:
                # "Strike over the plant's **closure**", which is "announced its **closure**" below
                linked[best] = replace(before, status=PLANNED)
            if event.lemma in GENERAL:
                kind = linked[best]
                linked[n] = replace(linked[n], type=kind.type, type_iri=kind.type_iri)
    return tuple(linked)


def _actors_beside(doc: Document, events: Sequence[EventMention], n: int) -> set[int]:
    """Who takes part in what an event's sentence tells: whose trial "the trial" is."""
    sentence = doc.tokens[events[n].head].sent
    return {a for e in events if doc.tokens[e.head].sent == sentence for a in e.actors}


def _carried_by(
    doc: Document,
    event: EventMention,
    events: Sequence[EventMention],
    ontology: Ontology,
    kinds: Sequence[str],
) -> int | None:
    """The verb that tells the same: "**met** Y during a half-hour *discussion*"."""
    token = doc.tokens[event.head]
    if token.pos != "NOUN" or token.dep != "pobj":
        return None
    preposition = doc.tokens[token.head]
    if preposition.lemma not in ("in", "during") or preposition.dep != "prep":
        return None
    at = preposition.head
    for _ in range(4):
        for m, other in enumerate(events):
            if other.head == at and other.level == EVENT and other.type != "happening":
                same = ontology.are_compatible(event.type, other.type)
                return (
                    m
                    if same and doc.tokens[at].pos == "VERB" and _agrees(doc, event, other, kinds)
                    else None
                )
        if doc.tokens[at].dep != "conj":
            return None
        at = doc.tokens[at].head
    return None


def _nearest_first(n: int, count: int) -> list[int]:
    return [*range(n - 1, -1, -1), *range(n + 1, min(n + 6, count))]


def _points(doc: Document, event: EventMention) -> bool:
    token = doc.tokens[event.head]
    if token.pos not in ("NOUN", "PROPN"):
        return False
    words = {doc.tokens[c].text.lower() for c in doc.children[event.head]}
    if any(
        doc.tokens[c].pos == "PROPN" and doc.tokens[c].dep in ("compound", "nmod")
        for c in doc.children[event.head]
    ):
        return False  # "the Geneva summit" names which one it is
    if doc.tokens[event.head].tag == "NNS" and not words & {"the", "their"}:
        return False
    modified = any(
        doc.tokens[c].lemma in OTHERS
        or (doc.tokens[c].dep in ("relcl", "acl") and not _aside(doc, c))
        for c in doc.children[event.head]
    )
    return bool(words & POINTING) and not modified


def _owned(doc: Document, event: EventMention, kinds: Sequence[str]) -> bool:
    """Whether a noun tells who took part by a pronoun for countries only: "their meeting"."""
    return all(kinds[a] == "place" for a in event.actors) and any(
        doc.tokens[c].dep == "poss" and doc.tokens[c].tag == "PRP$"
        for c in doc.children[event.head]
    )


def _aside(doc: Document, clause: int) -> bool:
    """Whether a relative clause only adds something, behind a comma."""
    first = min(doc.subtree(clause))
    return first > 0 and doc.tokens[first - 1].text == ","


def _same_number(doc: Document, event: EventMention, other: EventMention) -> bool:
    one, two = doc.tokens[event.head], doc.tokens[other.head]
    if two.pos not in ("NOUN", "PROPN") or one.lemma in PLURALS or two.lemma in PLURALS:
        return True
    return (one.tag in ("NNS", "NNPS")) == (two.tag in ("NNS", "NNPS"))


def _agrees(doc: Document, event: EventMention, other: EventMention, kinds: Sequence[str]) -> bool:
    mine, theirs = set(event.actors), set(other.actors)
    if mine and theirs and not mine <= theirs and not _owned(doc, event, kinds):
        return False
    if event.date is not None and other.date is not None:
        return event.date.may_equal(other.date)
    return not (event.places and other.places and not set(event.places) & set(other.places))
