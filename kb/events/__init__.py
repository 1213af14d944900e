"""What happened and who says so: from parse and mentions to typed events, quotes and claims."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from kb.annotate import Document
from kb.dates import DateMention
from kb.dates.partial import PartialDate
from kb.entities.model import Entities, EntityMention
from kb.events.anaphora import link_anaphors
from kb.events.cast import Cast
from kb.events.details import find_claims
from kb.events.model import (
    EVENT,
    HAPPENED,
    MINOR,
    PLANNED,
    SHOWN,
    SPEECH,
    Attribution,
    Claim,
    EventMention,
    Happenings,
    Participant,
    Quote,
)
from kb.events.positions import find_carrier
from kb.events.quotes import Speech
from kb.events.roles import find_participants, find_places, find_words
from kb.events.status import read_status
from kb.events.syntax import auxiliaries
from kb.events.triggers import STATIVE, Found, find_triggers
from kb.events.when import PlacedDate, date_about, find_when, place_dates
from kb.labels import short_name, write_label
from kb.ontology import Ontology

__all__ = [
    "Attribution",
    "Claim",
    "EventMention",
    "Happenings",
    "Participant",
    "Quote",
    "read_events",
]

CORE = frozenset("nsubj nsubjpass aux auxpass neg prt dobj dative attr oprd acomp agent".split())
REPORTING = frozenset("say report announce state confirm add tell reveal".split())
LONGEST_CLAUSE = 14  # tokens either side of the verb
CUES = frozenset("first second third fourth fifth last final annual latest new another".split())


def read_events(
    doc: Document,
    entities: Entities,
    dates: Sequence[DateMention],
    ontology: Ontology,
    published: PartialDate | None = None,
) -> Happenings:
    """Every event, quote and claim that a document tells, in order of the text.

    A pure function of its arguments. Nothing is dated that the words do not date (see
    `kb.events.when`), but for the news itself: what the headline or the lead of a report
    `published` on a known day tells as having happened was about then, a range and not a day.
    """
    cast = Cast(doc, entities)
    placed = place_dates(doc, dates)
    named = cast.names | {i for p in placed for i in range(p.first, p.last)}
    found = find_triggers(doc, ontology, cast.kinds, frozenset(named))
    heads = frozenset(f.head for f in found if f.typed)
    speech = Speech(doc, entities, _reporting_verbs(ontology))
    sites = [m for m in entities.mentions if m.kind == "place"]
    by_sentence: dict[int, list[PlacedDate]] = {}
    for p in placed:
        by_sentence.setdefault(doc.tokens[p.head].sent, []).append(p)
    sites_in: dict[int, list[int]] = {}
    for n, m in enumerate(sites):
        sites_in.setdefault(doc.tokens[m.head].sent, []).append(n)
    events = []
    for f in found:
        sent = doc.tokens[f.head].sent
        events.append(
            _read_event(
                cast,
                f,
                by_sentence.get(sent, []),
                heads,
                [sites[n] for n in sites_in.get(sent, [])],
                speech,
            )
        )
    events = [_look_ahead(e, published) for e in events]
    events = _date_lead(doc, _weigh(doc, events), date_about(published))
    linked = link_anaphors(doc, events, ontology, [e.kind for e in entities.entities])
    labelled = tuple(
        replace(e, label=_label(cast, e, ontology)) if e.level == EVENT else e for e in linked
    )
    claims = find_claims(doc, labelled, dates, speech, ontology)
    return Happenings(labelled, speech.quotes(), claims)


def _reporting_verbs(ontology: Ontology) -> frozenset[str]:
    """The verbs whose subject is the source of their complement: those of the speech types."""
    return frozenset(
        trigger.words[0]
        for type_ in ontology.types.values()
        if is_speech(ontology, type_.key)
        for trigger in type_.triggers
        if trigger.pos == "VERB"
    ) | {"announce", "warn", "deny", "admit", "claim", "reveal", "stress", "emphasise", "emphasize",
         "promise", "pledge", "acknowledge", "insist", "argue", "reiterate",
         "underscore"}  # fmt: skip


def is_speech(ontology: Ontology, key: str) -> bool:
    """Whether a type is a mere saying: `kbt:statement` itself or narrower."""
    type_ = ontology.types.get(key)
    return key == "statement" or (type_ is not None and "statement" in type_.broader)


def _read_event(
    cast: Cast,
    found: Found,
    dates: Sequence[PlacedDate],
    heads: frozenset[int],
    sites: Sequence[EntityMention],
    speech: Speech,
) -> EventMention:
    doc = cast.doc
    sentence = doc.sentences[doc.tokens[found.head].sent]
    carrier = found.carrier if found.carrier is not None else find_carrier(doc, found.head)
    when = find_when(doc, found.head, dates, heads, carrier)
    participants = find_participants(cast, found)
    words = find_words(cast, found, participants)
    first, last = doc.tokens[found.first], doc.tokens[found.last - 1]
    quoted = speech.quoted(found.head)
    level = EVENT if found.typed else MINOR
    if found.type.key == "statement":
        level = SPEECH
    elif not found.typed and participants and not quoted:
        happens = doc.tokens[found.head].lemma not in STATIVE and _is_main_clause(doc, found.head)
        level = EVENT if happens else MINOR
    elif quoted and when is None:
        level = MINOR
    return EventMention(
        start=first.start,
        end=last.end,
        text=doc.text[first.start : last.end],
        head=found.head,
        type=found.type.key,
        type_iri=found.type.iri,
        lemma=doc.tokens[found.head].lemma.lower(),
        first=doc.tokens[sentence.first].start,
        last=_sentence_end(doc, sentence.first, sentence.last),
        participants=participants,
        places=find_places(cast, found, heads, sites),
        date=when.mention.date if when is not None else None,
        time=(when.mention.start, when.mention.end) if when is not None else None,
        anchor=when.mention.anchor if when is not None else None,
        status=read_status(doc, found.head, carrier),
        attribution=speech.attribution(found.head),
        topic=dict(words).get("topic"),
        words=words,
        cues=tuple(
            doc.tokens[c].text.lower()
            for c in doc.children[found.head]
            if doc.tokens[c].text.lower() in CUES
        ),
        in_quote=quoted,
        label=doc.text[first.start : last.end],
        level=level,
    )


def _sentence_end(doc: Document, first: int, last: int) -> int:
    while last - 1 > first and not doc.tokens[last - 1].text.strip():
        last -= 1
    return doc.tokens[last - 1].end


def _is_main_clause(doc: Document, head: int) -> bool:
    token = doc.tokens[head]
    if token.dep == "ROOT":
        return token.tag in ("VBD", "VBZ", "VBP", "VBN", "VB")
    if token.dep == "conj":
        return token.tag in ("VBD", "VBZ", "VBP") and _is_main_clause(doc, token.head)
    if token.dep == "ccomp" and token.tag == "VBD":
        # what is reported to have happened: "the ministry said it *had closed* the border"
        return doc.tokens[token.head].lemma in REPORTING
    return False


def _look_ahead(event: EventMention, published: PartialDate | None) -> EventMention:
    """The event as planned, if its own date lies after the day of writing."""
    today = published.known_day if published is not None else None
    if today is None or event.date is None or event.date.earliest is None:
        return event
    ahead = event.status == HAPPENED and event.date.earliest > today
    return replace(event, status=PLANNED) if ahead else event


def _date_lead(
    doc: Document, events: Sequence[EventMention], about: PartialDate | None
) -> list[EventMention]:
    """The events, the undated news of headline and lead dated to about when it was published."""
    if about is None:
        return list(events)
    lead = next(
        (n for n, s in enumerate(doc.sentences) if doc.kind_of(s) in ("paragraph", "item")), -1
    )
    day = str(about.latest)
    return [
        replace(e, date=about, anchor=f"news of a report published {day}")
        if e.date is None
        and e.level == EVENT
        and e.status == HAPPENED
        and not e.in_quote
        and (doc.tokens[e.head].sent == lead or _block_kind(doc, e) == "headline")
        and _is_news(doc, e.head)
        else e
        for e in events
    ]


def _is_news(doc: Document, head: int) -> bool:
    """Whether an event is what its sentence mainly tells, and not what went before."""
    token = doc.tokens[head]
    if token.pos in ("NOUN", "PROPN"):
        carrier = find_carrier(doc, head)
        return carrier is not None and _is_main_clause(doc, carrier)
    if "had" in auxiliaries(doc, head):
        return False
    return _is_main_clause(doc, head)


def _weigh(doc: Document, events: Sequence[EventMention]) -> list[EventMention]:
    """The events with salience: the headline's and the lead's weigh most, then how rich each is."""
    if not events:
        return []
    headline = {
        a
        for e in events
        if _block_kind(doc, e) == "headline"
        for a in e.actors
    }  # fmt: skip
    headline_types = {e.type for e in events if _block_kind(doc, e) == "headline"}
    sentences = max(1, len(doc.sentences))
    weighed = []
    for e in events:
        position = 1 - doc.tokens[e.head].sent / sentences
        kind = _block_kind(doc, e)
        lead = 1.0 if kind in ("headline", "standfirst") else max(0.0, position)
        score = 0.3 * lead
        score += 0.25 if e.level == EVENT and e.type != "happening" else 0.0
        score += 0.1 * min(2, len(e.actors))
        score += 0.1 if e.date is not None else 0.0
        score += 0.05 if e.places else 0.0
        score += 0.1 if headline and headline & set(e.actors) else 0.0
        score += 0.05 if e.type in headline_types else 0.0
        if e.status != HAPPENED or e.in_quote:
            score *= 0.6
        weighed.append(replace(e, salience=round(min(1.0, score), 3)))
    shown = [n for n, e in enumerate(weighed) if e.level == EVENT and e.status in SHOWN]
    if shown:
        best = max(shown, key=lambda n: (weighed[n].salience, -n))
        weighed[best] = replace(weighed[best], main=True)
    return weighed


def _block_kind(doc: Document, event: EventMention) -> str:
    return doc.kind_of(doc.sentences[doc.tokens[event.head].sent])


def _label(cast: Cast, event: EventMention, ontology: Ontology) -> str:
    roles: dict[str, list[str]] = {}
    for p in event.participants:
        e = cast.entities.entities[p.entity]
        roles.setdefault(p.role, []).append(short_name(e.name, e.names, e.kind))
    for role, words in event.words:
        roles.setdefault(role, [words])
    places = [cast.entities.entities[i].name for i in event.places]
    if event.type == "happening":
        return _clause_words(cast, event)
    return write_label(ontology.types[event.type], roles, places, event.text)


def _clause_words(cast: Cast, event: EventMention) -> str:
    """A happening that no type covers, in the article's own words: subject, verb and object."""
    doc = cast.doc
    kept = [event.head]
    for c in doc.children[event.head]:
        if doc.tokens[c].dep in CORE:
            kept.extend(i for i in doc.subtree(c) if abs(i - event.head) <= LONGEST_CLAUSE)
    if max(kept) == event.head:
        # without an object the next phrase tells what it was: "stuck **to the plan**"
        after = [
            c
            for c in doc.children[event.head]
            if c == event.head + 1 and doc.tokens[c].dep == "prep"
        ]
        kept.extend(i for c in after for i in doc.subtree(c) if i - event.head <= LONGEST_CLAUSE)
    first, last = min(kept), max(kept)
    words = " ".join(doc.slice(first, last + 1).split())
    opening = cast.mention_at(first)
    if opening is not None and opening.form == "pronoun" and len(opening.refers) == 1:
        who = cast.entities.entities[opening.refers[0]]
        rest = doc.text[opening.end : doc.tokens[last].end]
        words = " ".join((short_name(who.name, who.names, who.kind) + rest).split())
    if words.count("“") != words.count("”") or words.count('"') % 2:
        words = words.translate({ord(c): None for c in '“”"'})
    return words[:1].upper() + words[1:]
