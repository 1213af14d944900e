"""Salience: how much an event is what its article is about, from 0 to 1.

News tells the main thing first: in the headline and in the lead, the first sentence below it.
Measured on annotated news, seven of ten events of a lead are salient to a reader and one in four
of the rest; what is dated in so many words is salient half as often again, and what stands in a
phrase beside the verb ("after the *talks*") half as often.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from kb.annotate import Document
from kb.events.model import EVENT, HAPPENED, SHOWN, EventMention
from kb.events.positions import find_carrier

SPREAD = 1.5
DEFERRING = frozenset({"investigation", "press-conference", "report", "pursuit"})
"""Types of what is done because of the news: "police **investigate** a fire" tells of the fire."""
HEADLINES = ("headline", "standfirst")


def weigh_events(doc: Document, events: Sequence[EventMention]) -> list[EventMention]:
    """The events with their salience, and the weightiest of those that a timeline shows as main."""
    if not events:
        return []
    titles = [e for e in events if _kind(doc, e) in HEADLINES]
    actors = {a for e in titles for a in e.actors}
    types = {e.type for e in titles}
    lead = find_lead(doc)
    weighed = [replace(e, salience=_score(doc, e, lead, actors, types)) for e in events]
    shown = [n for n, e in enumerate(weighed) if e.level == EVENT and e.status in SHOWN]
    if shown:
        best = max(shown, key=lambda n: (weighed[n].salience, -n))
        if weighed[best].type in DEFERRING:
            best = _find_matter(doc, weighed, shown, best)
        weighed[best] = replace(weighed[best], main=True)
    return weighed


def _find_matter(
    doc: Document, events: Sequence[EventMention], shown: Sequence[int], best: int
) -> int:
    """What an inquiry or a press conference is about, where its own sentence tells that."""
    sentence = doc.tokens[events[best].head].sent
    matters = [
        n
        for n in shown
        if doc.tokens[events[n].head].sent == sentence
        and events[n].type not in DEFERRING
        and events[n].type != "happening"
        and events[n].status == HAPPENED
    ]
    return max(matters, key=lambda n: (events[n].salience, -n), default=best)


def find_lead(doc: Document) -> int:
    """The index of the sentence that opens the running text, or -1."""
    return next(
        (n for n, s in enumerate(doc.sentences) if doc.kind_of(s) in ("paragraph", "item")), -1
    )


def _score(
    doc: Document, event: EventMention, lead: int, actors: set[int], types: set[str]
) -> float:
    sentence = doc.tokens[event.head].sent
    first = sentence == lead or _kind(doc, event) in HEADLINES
    place = 1.0 if first else 0.55 * (1 - sentence / max(1, len(doc.sentences)))
    score = 0.35 * place
    score += 0.2 if event.level == EVENT and event.type != "happening" else 0.0
    score += 0.08 * min(2, len(event.actors))
    score += 0.12 if event.date is not None else 0.0
    score += 0.05 if event.places else 0.0
    score += 0.07 if actors & set(event.actors) else 0.0
    score += 0.05 if event.type in types else 0.0
    if _stands_aside(doc, event.head):
        score -= 0.06
    if event.status != HAPPENED or event.in_quote:
        score *= 0.6
    # spread, in the same order, so that two of five above 0.5 are salient to a reader
    rest: float = (1 - min(1.0, max(0.0, score))) ** SPREAD
    return round(1 - rest, 3)


def _stands_aside(doc: Document, head: int) -> bool:
    token = doc.tokens[head]
    if token.pos not in ("NOUN", "PROPN"):
        return token.dep == "pcomp"
    return token.dep == "pobj" and find_carrier(doc, head) is None


def _kind(doc: Document, event: EventMention) -> str:
    return doc.kind_of(doc.sentences[doc.tokens[event.head].sent])
