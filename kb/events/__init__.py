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
from kb.events.frames import share_dates
from kb.events.headings import label_event
from kb.events.intervals import date_by_intervals
from kb.events.level import CUES, drop_bare, is_main_clause, read_level, stand_down
from kb.events.model import (
    EVENT,
    HAPPENED,
    PLANNED,
    Attribution,
    Claim,
    EventMention,
    Happenings,
    Participant,
    Phrase,
    Quote,
)
from kb.events.phrases import find_phrases
from kb.events.positions import find_carrier
from kb.events.quotes import Speech
from kb.events.roles import find_participants, find_places
from kb.events.salience import find_lead, weigh_events
from kb.events.scene import spread_places
from kb.events.status import read_status, was_missed
from kb.events.syntax import auxiliaries, child
from kb.events.taken_up import take_up
from kb.events.tolls import fold_tolls, move_claims, name_toll
from kb.events.triggers import Found, find_triggers
from kb.events.when import PlacedDate, date_about, dates_another, find_when, place_dates
from kb.ontology import Ontology

__all__ = [
    "Attribution",
    "Claim",
    "EventMention",
    "Happenings",
    "Participant",
    "Phrase",
    "Quote",
    "read_events",
]

MORE_REPORTING = frozenset(
    "announce warn deny admit claim reveal stress emphasise emphasize promise pledge acknowledge "
    "insist argue reiterate underscore confirm hint vow disclose allege testify complain read "
    "contend forecast post inform learn conclude agree rule believe stipulate swear confide "
    "clarify counter interject recount rumour guarantee propose recommend shout joke "
    "lament whisper cry ask accuse condemn denounce praise criticise criticize blame hail brand "
    "label dub thank".split()
)
"""Verbs that report beside those of the types of speech."""


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
    events = spread_places(doc, found, events)
    events = date_by_intervals(doc, events, published)
    events = [_look_ahead(e, published) for e in events]
    events = _date_lead(doc, weigh_events(doc, events), date_about(published))
    linked = link_anaphors(doc, events, ontology, [e.kind for e in entities.entities])
    linked = take_up(doc, linked, ontology)
    linked = share_dates(doc, linked, placed, published)
    claims = find_claims(doc, linked, dates, speech, ontology)
    linked, cause_of = fold_tolls(doc, linked, ontology)
    causes = set(cause_of.values())
    linked = tuple(e if n in causes else stand_down(doc, e, ontology) for n, e in enumerate(linked))
    tolls: dict[int, list[int]] = {}
    for toll, cause in cause_of.items():
        tolls.setdefault(cause, []).append(toll)
    labelled = tuple(
        replace(
            e, label=label_event(cast, e, linked, ontology, name_toll(linked, tolls.get(n, ())))
        )
        if e.level == EVENT
        else e
        for n, e in enumerate(linked)
    )
    labelled = tuple(drop_bare(doc, e, ontology) for e in labelled)
    return Happenings(labelled, speech.quotes(), move_claims(claims, cause_of))


def _reporting_verbs(ontology: Ontology) -> frozenset[str]:
    """The verbs whose subject is the source of their complement: those of the speech types."""
    return (
        frozenset(
            trigger.words[0]
            for type_ in ontology.types.values()
            if is_speech(ontology, type_.key)
            for trigger in type_.triggers
            if trigger.pos == "VERB"
        )
        | MORE_REPORTING
    )


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
    status = read_status(doc, found.head, carrier, decided_first=found.type.decided_first)
    if when is not None and status == PLANNED and dates_another(doc, found.head, carrier, when):
        when = None
    participants = find_participants(cast, found)
    phrases = find_phrases(cast, found, participants)
    if was_missed(doc, found.head, carrier):
        away = _span_of_subject(doc, carrier)
        participants = tuple(p for p in participants if not away[0] <= p.start < away[1])
        phrases = tuple(p for p in phrases if not away[0] <= p.start < away[1])
    first, last = doc.tokens[found.first], doc.tokens[found.last - 1]
    quoted = speech.quoted(found.head)
    level = read_level(
        doc,
        found,
        participants,
        phrases,
        heads,
        dated=when is not None,
        quoted=quoted,
        carried=carrier is not None,
    )
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
        status=status,
        attribution=speech.attribution(found.head),
        topic=next((p.text for p in phrases if p.role == "topic"), None),
        phrases=phrases,
        cues=tuple(
            doc.tokens[c].text.lower()
            for c in doc.children[found.head]
            if doc.tokens[c].text.lower() in CUES
        ),
        in_quote=quoted,
        label=doc.text[first.start : last.end],
        level=level,
    )


def _span_of_subject(doc: Document, verb: int | None) -> tuple[int, int]:
    """The offsets of the subject of a verb; an empty span where it has none."""
    subject = child(doc, verb, "nsubj", "nsubjpass") if verb is not None else None
    if subject is None:
        return 0, 0
    words = [doc.tokens[i] for i in doc.subtree(subject)]
    return words[0].start, words[-1].end


def _sentence_end(doc: Document, first: int, last: int) -> int:
    while last - 1 > first and not doc.tokens[last - 1].text.strip():
        last -= 1
    return doc.tokens[last - 1].end


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
    lead = find_lead(doc)
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
        return carrier is not None and is_main_clause(doc, carrier)
    if "had" in auxiliaries(doc, head):
        return False
    if token.tag == "VBG" and token.dep == "advcl" and doc.tokens[token.head].dep == "ROOT":
        # "a man opens fire, **wounding** two"
        return token.i > token.head and is_main_clause(doc, token.head)
    return is_main_clause(doc, head)


def _block_kind(doc: Document, event: EventMention) -> str:
    return doc.kind_of(doc.sentences[doc.tokens[event.head].sent])
