"""Mentions that only take a happening up again: "**It happened** at night", "the **incident**".

They tell no other happening: what they add, a day or a place, is that of what they take up.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from kb.annotate import Document
from kb.events.anaphora import OTHERS
from kb.events.model import EVENT, HAPPENED, MINOR, EventMention
from kb.events.syntax import child
from kb.labels import are_many
from kb.ontology import Ontology

TROUBLE = frozenset({"disaster", "crime", "assault", "protest"})
"""Families of what is called an incident, or said to have happened."""
TOLLS = frozenset({"death", "injury", "killing", "disaster-deaths", "damage", "disruption"})
"""What stands for the happening only where nothing else of the sentence does."""
OF_ONE_BODY = frozenset({"death", "injury", "treatment", "arrest", "charge"})
"""What happens to one body, so that a pronoun's is that of the man told of before."""
OCCURRING = frozenset({"happen", "occur", "unfold"})
LOOSE = frozenset("incident tragedy ordeal carnage bloodshed mayhem".split())
"""Nouns for any such happening, once it is known which."""
_PRONOUNS = frozenset({"it", "this", "that", "which", "all"})
_POINTING = frozenset({"the", "this", "that"})
BACK = 4  # sentences back within which it must have been told


def take_up(
    doc: Document, events: Sequence[EventMention], ontology: Ontology
) -> tuple[EventMention, ...]:
    """The events, those that only take up another one as minor, with that as antecedent.

    The antecedent is the weightiest trouble of the nearest sentence before that tells of any. It
    is lent the date and the places that it lacks.
    """
    result = list(events)
    for n, event in enumerate(events):
        before = _find_repeated(doc, events, n, ontology)
        if before is not None:
            result[n] = replace(event, antecedent=before)
            continue
        if event.type != "happening" or not _points(doc, event):
            continue
        found = _find_told(doc, events, n, ontology)
        if found is None:
            if doc.tokens[event.head].pos == "VERB":
                result[n] = replace(event, level=MINOR)  # "It happened": nobody can tell what
            continue
        told = result[found]
        vague = told.date is None or (told.time is None and event.date is not None)
        lends = vague and event.date is not None and event.status == HAPPENED
        dated = told.with_date_of(event) if lends else told
        result[found] = replace(dated, places=told.places or event.places)
        result[n] = replace(
            event,
            level=MINOR,
            antecedent=found,
            type=told.type,
            type_iri=told.type_iri,
            participants=(),
            phrases=(),
            topic=None,
        )
    return tuple(result)


def _find_repeated(
    doc: Document, events: Sequence[EventMention], n: int, ontology: Ontology
) -> int | None:
    """What is told again of somebody without a name: "A man was shot. **He was shot** twice"."""
    event = events[n]
    family = ontology.types[event.type].family
    if event.level != EVENT or event.status != HAPPENED or event.antecedent is not None:
        return None
    if event.participants or event.phrases or not (family in TROUBLE or event.type in OF_ONE_BODY):
        return None
    subject = child(doc, event.head, "nsubj", "nsubjpass")
    if subject is None or doc.tokens[subject].text.lower() not in ("he", "she"):
        return None
    sentence = doc.tokens[event.head].sent
    for m in range(n - 1, -1, -1):
        told = events[m]
        if sentence - doc.tokens[told.head].sent > BACK:
            return None
        if told.type == event.type and told.level == EVENT and told.status == HAPPENED:
            same = event.date is None or told.date is None or event.date.may_equal(told.date)
            named = (
                told.participants or not told.phrases or are_many([p.text for p in told.phrases])
            )
            return None if named or not same else m
    return None


def _points(doc: Document, event: EventMention) -> bool:
    """Whether a mention names no happening by itself."""
    token = doc.tokens[event.head]
    if token.pos == "VERB":
        subject = child(doc, event.head, "nsubj")
        return token.lemma in OCCURRING and subject is not None and _is_loose(doc, subject)
    return token.pos == "NOUN" and _is_loose(doc, event.head)


def _is_loose(doc: Document, noun: int) -> bool:
    token = doc.tokens[noun]
    if token.text.lower() in _PRONOUNS:
        return True
    if token.lemma.lower() not in LOOSE or token.tag != "NN":
        return False
    around = [doc.tokens[c] for c in doc.children[noun]]
    another = any(
        t.lemma.lower() in OTHERS or t.dep in ("poss", "relcl", "acl", "nummod")
        or (t.dep == "prep" and t.lemma == "of")
        for t in around
    )  # fmt: skip
    return not another and any(t.text.lower() in _POINTING for t in around)


def _find_told(
    doc: Document, events: Sequence[EventMention], n: int, ontology: Ontology
) -> int | None:
    event = events[n]
    sentence = doc.tokens[event.head].sent
    for back in range(BACK + 1):
        told = [
            m
            for m, e in enumerate(events[:n])
            if doc.tokens[e.head].sent == sentence - back
            and e.level == EVENT
            and e.status == HAPPENED
            and not e.in_quote
            and (ontology.types[e.type].family in TROUBLE or e.type in TOLLS)
            and (event.date is None or e.date is None or event.date.may_equal(e.date))
        ]
        if told:
            return max(told, key=lambda m: (events[m].type not in TOLLS, events[m].salience, -m))
    return None
