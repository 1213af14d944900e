"""Deaths and injuries that belong to a disaster or an attack told beside them.

"Nine people died **in a ferry accident**", "a bus overturned, **killing** twelve": one happening
and no two. How many were killed is a detail of what killed them (see `kb.events.casualties`), so
the dying steps back and the accident takes from it what it lacks: date, place and weight.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace

from kb.annotate import Document
from kb.events.model import EVENT, HAPPENED, MINOR, Claim, EventMention
from kb.events.numbers import read_number
from kb.events.syntax import clause_of
from kb.labels import are_many
from kb.ontology import Ontology

DYING = frozenset({"death", "killing", "disaster-deaths"})
HURTING = frozenset({"injury"})
NEVER = frozenset({"damage", "disruption", "outbreak", "disappearance", "rescue"})
"""Types of disaster that do not cost the lives told beside them, or not at one time."""
AFTERWARDS = 3  # sentences behind the disaster within which its victims are told
_TELLING = frozenset(
    "kill die perish drown murder slay succumb dead leave claim take lose injure wound hurt burn "
    "hospitalize hospitalise suffer rush".split()
)
_NEAR = frozenset("in by during after when as from at amid following".split())


def fold_tolls(
    doc: Document, events: Sequence[EventMention], ontology: Ontology
) -> tuple[tuple[EventMention, ...], Mapping[int, int]]:
    """The events, those that only count victims as minor, and for each of them what cost them.

    The second value leads from the index of a toll to that of its cause.
    """
    result = list(events)
    cause_of: dict[int, int] = {}
    for n, toll in enumerate(events):
        if not _counts_victims(doc, toll):
            continue
        cause = _find_cause(doc, events, n, ontology)
        if cause is not None:
            cause_of[n] = cause
    cause_of = {n: cause_of.get(cause, cause) for n, cause in cause_of.items()}
    for n, cause in cause_of.items():
        toll, told = events[n], result[cause]
        same = doc.tokens[toll.head].sent == doc.tokens[told.head].sent
        lends_date = same and told.date is None and toll.date is not None
        result[cause] = replace(
            told.with_date_of(toll) if lends_date else told,
            places=told.places or (toll.places if same else ()),
            salience=max(told.salience, toll.salience if same else 0.0),
            main=told.main or toll.main,
        )
        result[n] = replace(result[n], level=MINOR, main=False)
    return tuple(result), cause_of


def name_toll(events: Sequence[EventMention], tolls: Sequence[int]) -> str:
    """What a label says of the victims: "at least 14 dead", or "" where that is not told."""
    for types, short in ((DYING, "dead"), (HURTING, "injured")):
        for n in tolls:
            words = dict(events[n].words).get("patient", "").removesuffix(" dead")
            bare = " " not in words and read_number(words) is None  # "killing people"
            if events[n].type not in types or not words or bare or len(words) > 40:
                continue
            if words.endswith(" people"):
                return f"{words.removesuffix(' people')} {short}"
            plain = not words.rstrip("s").isalpha()
            return f"{words} {'killed' if short == 'dead' and plain else short}"
    return ""


def move_claims(claims: Sequence[Claim], cause_of: Mapping[int, int]) -> tuple[Claim, ...]:
    """The claims, those on tolls made on what cost the lives."""
    return tuple(replace(c, event=cause_of.get(c.event, c.event)) for c in claims)


def _counts_victims(doc: Document, event: EventMention) -> bool:
    """Whether an event tells no more than how many people, without names, were killed or hurt."""
    if event.level != EVENT or event.status != HAPPENED or event.type not in DYING | HURTING:
        return False
    head = doc.tokens[event.head]
    if head.pos not in ("VERB", "ADJ") or head.lemma.lower() not in _TELLING:
        return False
    if any(p.role == "patient" for p in event.participants):
        return False
    victims = next((p for p in event.phrases if p.role == "patient"), None)
    if victims is None:
        return False
    counted = any(
        t.tag == "CD" and victims.start <= t.start < victims.end
        for t in doc.tokens[doc.sentences[head.sent].first : doc.sentences[head.sent].last]
    )
    return counted or are_many([victims.text])


def _find_cause(
    doc: Document, events: Sequence[EventMention], n: int, ontology: Ontology
) -> int | None:
    toll = events[n]
    sentence = doc.tokens[toll.head].sent
    own = [m for m, e in enumerate(events) if m != n and _costs_lives(e, ontology)]
    beside = [m for m in own if doc.tokens[events[m].head].sent == sentence]
    linked = [m for m in beside if _is_linked(doc, toll, events[m], ontology)]
    if linked:
        return min(linked, key=lambda m: (abs(events[m].head - toll.head), m))
    if toll.type in HURTING:
        # "killing two and **wounding** nine": told with those who died, where nothing else is
        dead = [m for m, e in enumerate(events) if _counts_victims(doc, e) and e.type in DYING
                and doc.tokens[e.head].sent == sentence]  # fmt: skip
        if dead and not beside:
            return dead[0]
    if beside or toll.participants:
        return None
    before = [m for m in own if 0 < sentence - doc.tokens[events[m].head].sent <= AFTERWARDS]
    if not before:
        # a headline or a lead counts the dead, and what cost their lives is told behind it
        before = [m for m in own if 0 < doc.tokens[events[m].head].sent - sentence <= AFTERWARDS]
        disaster = [ontology.types[events[m].type].family == "disaster" for m in before]
        if not before or not all(disaster) or len({events[m].type for m in before}) > 1:
            return None
        before = before[:1]
    last = before[-1]
    cause = events[last]
    if toll.date is not None and (cause.date is None or not toll.date.may_equal(cause.date)):
        return None
    apart = toll.places and cause.places and not set(toll.places) & set(cause.places)
    return None if apart else last


def _costs_lives(event: EventMention, ontology: Ontology) -> bool:
    family = ontology.types[event.type].family
    return (
        event.level == EVENT
        and event.status == HAPPENED
        and event.type not in NEVER
        and (
            family == "disaster"
            or (family == "assault" and event.type != "invasion")
            or event.type in ("shooting", "stabbing")
        )
    )


def _is_linked(doc: Document, toll: EventMention, cause: EventMention, ontology: Ontology) -> bool:
    """Whether the parse puts the victims and what cost them into one happening."""
    if toll.date is not None and cause.date is not None and not toll.date.may_equal(cause.date):
        return False
    if {p.entity for p in toll.participants} - set(cause.actors):
        return False  # "troops killed nine in a raid": who killed them is told of the killing
    verb, thing = toll.head, doc.tokens[cause.head]
    doer = next((p for p in toll.phrases if p.role == "agent"), None)
    done_by = doer is not None and not doer.start <= thing.start < doer.end
    if done_by and doc.tokens[verb].tag != "VBG":
        return False  # "**troops** killed nine in a raid"
    clause = verb if doc.tokens[verb].pos == "VERB" else clause_of(doc, verb)
    if doc.tokens[clause].dep == "relcl" and doc.tokens[clause].head == cause.head:
        return True  # "a blast **that left** nine people dead"
    if thing.pos in ("NOUN", "PROPN"):
        if thing.dep in ("nsubj", "nsubjpass") and thing.head in (clause, doc.tokens[clause].head):
            return True
        if thing.dep == "pobj" and doc.tokens[thing.head].lemma.lower() in _NEAR | {"of"}:
            return cause.head in doc.subtree(clause) or _is_above(doc, clause, cause.head)
        return _is_above(doc, clause, clause_of(doc, cause.head))
    if ontology.types[cause.type].family == "disaster":
        first = doc.tokens[clause]
        first = doc.tokens[first.head] if first.dep == "conj" else first
        if thing.dep == first.dep == "acl" and thing.head == first.head:
            return True  # "a coach … **overturned**, killing five, police said": both of the coach
        return _is_above(doc, clause, cause.head) or cause.head in doc.subtree(clause)
    return doc.tokens[clause].tag == "VBG" and _is_above(doc, clause, cause.head)


def _is_above(doc: Document, at: int, above: int) -> bool:
    """Whether `above` governs the verb `at` as a clause of one story."""
    for _ in range(6):
        token = doc.tokens[at]
        if at == above:
            return True
        if token.head == at or token.dep not in ("advcl", "conj", "xcomp", "ccomp", "relcl", "acl"):
            return False
        at = token.head
    return False
