"""How much of an event a mention is: a happening, mere speech, or a thing said by the way."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from kb.annotate import Document
from kb.events.model import EVENT, MINOR, SHOWN, SPEECH, EventMention, Participant, Phrase
from kb.events.subjects import subjects
from kb.events.syntax import auxiliaries, is_beside
from kb.events.triggers import STATIVE, Found
from kb.ontology import Ontology

REPORTING = frozenset("say report announce state confirm add tell reveal".split())
ALLEGING = frozenset(
    "charge count suspicion suspect accuse accusation allegation acquit clear claim indict "
    "indictment deny denial exonerate innocent plot conspiracy conspire threat fear risk".split()
)
"""Words after which a deed is no more than said, feared or meant."""
BARE = 0.3  # what is left of the salience of an event of which nothing is told
UNSURE = 0.5  # the weight of a noun that names a thing as often as a happening
AUXILIARY = frozenset({"has", "have", "had", "was", "were", "been"})
INTENDING = frozenset("plan intend aim prepare schedule".split())
BEFALLING = frozenset({"disaster", "protest", "assault", "crime", "politics", "sport", "science"})
"""Families of what may be told by its place alone."""
CUES = frozenset("first second third fourth fifth last final annual latest new another".split())


def read_level(
    doc: Document,
    found: Found,
    participants: Sequence[Participant],
    phrases: Sequence[Phrase],
    heads: frozenset[int],
    *,
    dated: bool,
    quoted: bool,
    carried: bool,
) -> str:
    """The level of a mention: ``event``, ``speech`` or ``minor``.

    `heads` are those of all typed triggers; `dated`, `quoted` and `carried` say whether words
    date it, whether it stands in somebody's own words, and whether a light verb carries it.
    """
    head = found.head
    token = doc.tokens[head]
    if found.type.key == "statement":
        return SPEECH
    if not found.typed:
        if quoted or not (participants or phrases) or _leads_to_plan(doc, head):
            return MINOR  # "**plans** to launch it": what is planned is the launch
        if _is_plan(doc, head) and participants and phrases:
            return EVENT
        if token.lemma in STATIVE or not (participants or _has_both(phrases) or dated):
            return MINOR
        told = is_main_clause(doc, head) or (dated and _is_told_aside(doc, head, heads))
        return EVENT if told else MINOR
    if (quoted and not dated) or token.dep == "amod":
        return MINOR  # "the ousted president" is somebody, and no news
    if _is_alleged(doc, head):
        return MINOR  # "on suspicion of arson": nobody says that there was any
    if found.weight <= UNSURE and not (dated or carried or token.pos == "VERB"):
        return MINOR  # "a security pact": a thing as likely as a happening
    return EVENT


def _is_alleged(doc: Document, head: int) -> bool:
    """Whether a deed is only what somebody is charged with, suspected of or cleared of."""
    at = doc.tokens[head]
    for _ in range(6):
        if at.dep == "conj":
            at = doc.tokens[at.head]
            continue
        above = doc.tokens[at.head]
        if at.pos == "VERB" and at.dep != "pcomp":
            return False
        if above.i == at.i or above.pos != "ADP":
            return False
        judging = doc.tokens[above.head].lemma.lower()
        return above.lemma.lower() in ("of", "with") and judging in ALLEGING
    return False


def _has_both(phrases: Sequence[Phrase]) -> bool:
    """Whether words tell both who did it and to what it was done."""
    return {p.role for p in phrases} >= {"agent", "patient"}


def _tells_nobody(doc: Document, event: EventMention, ontology: Ontology) -> bool:
    """Whether a noun says neither who nor what: "**a meeting** in Lisbon", "the visit ended".

    What befalls a place needs nobody: "a fire in Lagos".
    """
    family = ontology.types[event.type].family
    return (
        event.level == EVENT
        and event.status in SHOWN
        and not event.main
        and event.antecedent is None
        and not event.participants
        and not event.phrases
        and not (event.places and family in BEFALLING)
        and doc.tokens[event.head].pos in ("NOUN", "PROPN")
        and not _is_described(doc, event.head)
    )


def drop_bare(doc: Document, event: EventMention, ontology: Ontology) -> EventMention:
    """The event as minor, if nothing more can be said of it than its type: "Appointment"."""
    bare = event.label.lower() in (ontology.types[event.type].label.lower(), event.text.lower())
    shown = event.level == EVENT and event.status in SHOWN and not event.main
    if doc.tokens[event.head].pos == "VERB" and subjects(doc, event.head)[0]:
        return event  # somebody did it, if only it is not told who
    return replace(event, level=MINOR) if shown and bare and event.antecedent is None else event


def _is_described(doc: Document, noun: int) -> bool:
    """Whether words before or behind a noun tell which it was: "the **gas** explosion"."""
    return any(
        doc.tokens[c].dep in ("compound", "nmod", "poss", "nummod")
        or (doc.tokens[c].dep == "amod" and doc.tokens[c].lemma.lower() not in CUES)
        for c in doc.children[noun]
        if doc.tokens[c].pos != "PRON"
    )


def stand_down(doc: Document, event: EventMention, ontology: Ontology) -> EventMention:
    """The event, hardly salient if it tells of nobody, nothing, nowhere and no time.

    A noun that says neither who nor what is no more than minor.

    It stays an event: another report may tell whose shooting "the shooting" was.
    """
    told = event.participants or event.phrases or event.places or event.date is not None
    if told and _tells_nobody(doc, event, ontology):
        return replace(event, level=MINOR, salience=round(BARE * event.salience, 3))
    if told or event.antecedent is not None or event.level != EVENT or event.main:
        return event
    if doc.tokens[event.head].pos == "VERB" and subjects(doc, event.head)[0]:
        return event  # "after **they** took office": somebody did, if only it is not told who
    if doc.tokens[event.head].pos in ("NOUN", "PROPN") and not _is_described(doc, event.head):
        return replace(event, level=MINOR, salience=round(BARE * event.salience, 3))
    return replace(event, salience=round(BARE * event.salience, 3))


def is_main_clause(doc: Document, head: int) -> bool:
    """Whether a verb heads what its sentence tells, or what somebody reports."""
    token = doc.tokens[head]
    if token.dep == "ROOT":
        return token.tag in ("VBD", "VBZ", "VBP", "VBN", "VB")
    if token.dep == "conj":
        return token.tag in ("VBD", "VBZ", "VBP") and is_main_clause(doc, token.head)
    if token.dep == "ccomp" and is_beside(doc, head):
        return token.tag in ("VBD", "VBZ", "VBP", "VBN")
    ahead = token.tag == "VB" and bool({"will", "would"} & set(auxiliaries(doc, head)))
    perfect = token.tag == "VBN" and bool(AUXILIARY & set(auxiliaries(doc, head)))
    if token.dep == "ccomp" and (token.tag == "VBD" or ahead or perfect):
        # what is reported to have happened or to come: "said it *would move* to Dublin"
        return doc.tokens[token.head].lemma in REPORTING
    return False


def _leads_to_plan(doc: Document, head: int) -> bool:
    """Whether a verb only says that what its infinitive tells is planned."""
    return doc.tokens[head].lemma in INTENDING and any(
        doc.tokens[c].dep == "xcomp" for c in doc.children[head]
    )


def _is_plan(doc: Document, head: int) -> bool:
    """Whether an infinitive tells what a main clause says is planned."""
    token = doc.tokens[head]
    above = token.head
    return token.dep == "xcomp" and _leads_to_plan(doc, above) and is_main_clause(doc, above)


def _is_told_aside(doc: Document, head: int, heads: frozenset[int]) -> bool:
    """Whether a verb heads a clause that adds what went before: "which **was privatised** in".

    What is said of another event (one of `heads`) belongs to that: "talks *held* in May".
    """
    token = doc.tokens[head]
    if token.pos != "VERB" or (token.dep in ("acl", "relcl") and token.head in heads):
        return False
    if token.dep in ("relcl", "advcl"):
        return token.tag == "VBD" or (token.tag == "VBN" and bool(auxiliaries(doc, head)))
    return token.dep == "acl" and token.tag == "VBN"
