"""When, by the course of the story: events without a date of their own share that of their frame.

A news report tells its main happening with a day ("met **on Friday**") and goes on in the simple
past: "They agreed to …, she added". What is so told, of the same people, was at that day too, as
nearly as the text says; it gets the day as approximate and never as if it had been read there.
Whatever looks back (a past perfect, "previously", a clause with a date of its own that is long
gone) stays undated, and so does what follows it for a while.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta

from kb.annotate import Document
from kb.dates.partial import PartialDate
from kb.events.model import EVENT, HAPPENED, NEGATED, SPEECH, EventMention
from kb.events.positions import find_carrier
from kb.events.status_words import DOING, NOT_DONE
from kb.events.syntax import auxiliaries, clause_of
from kb.events.when import CLAUSE_BREAK, JUDGING, PlacedDate, is_hour, shares_time

RECENT = 10  # days before publication within which a dated event is the news itself
BACK = 2  # sentences for which a look back holds within its paragraph
LOOKING_BACK = frozenset(
    "previously earlier once formerly originally long already ever never always initially "
    "historically later eventually subsequently recently before ago first traditionally".split()
)
OTHER = frozenset("previous earlier last past former another recent next first".split())
FINITE = {"VBD", "VBN", "VBZ", "VBP", "VB"}
VERBAL = ("ROOT", "conj", "ccomp", "parataxis")


@dataclass(frozen=True, slots=True)
class Frame:
    """The time that the story is at: its date, the words that gave it, and whom it is about.

    `present` is true where the story is told in the present tense, as bulletins are.
    """

    date: PartialDate
    words: str
    actors: frozenset[int]
    present: bool = False


def share_dates(
    doc: Document,
    events: Sequence[EventMention],
    dates: Sequence[PlacedDate],
    published: PartialDate | None,
) -> tuple[EventMention, ...]:
    """The events, those without a date given that of the frame they are told in.

    Such a date is approximate, `time` stays ``None`` (no words say it), and `anchor` says whose
    date it is.
    """
    today = published.known_day if published is not None else None
    timed = _find_timed_verbs(doc, dates)
    lead = _find_lead(doc, events, today)
    if lead is None:
        return tuple(events)
    frame = lead
    shared: dict[int, PartialDate] = {}
    result: list[EventMention] = []
    looked_back, block = -9, -1
    for event in events:
        sentence = doc.tokens[event.head].sent
        if doc.sentences[sentence].block != block:
            block, looked_back = doc.sentences[sentence].block, -9
        verb = _verb_of(doc, event.head)
        if event.date is not None and _opens(doc, event, verb, today):
            frame, looked_back = _make_frame(event, event.date, frame.actors), -9
        elif verb is not None and _looks_back(doc, event, verb, today):
            looked_back = sentence
        given = None
        if event.date is None and event.status in (HAPPENED, NEGATED) and not event.in_quote:
            given = _share(doc, event, verb, frame, timed, sentence - looked_back < BACK)
        if given is not None:
            shared[event.head] = given.date
            when = given.date.qualified(uncertain=given.date.uncertain, approximate=True)
            event = replace(event, date=when, anchor=f"told with {given.words}")
        elif event.date is not None and verb is not None:
            shared[verb] = event.date
        result.append(event)
    return tuple(_share_in_clause(doc, e, shared, timed) for e in result)


def _share_in_clause(
    doc: Document, event: EventMention, shared: dict[int, PartialDate], timed: frozenset[int]
) -> EventMention:
    """The event with the date of the verb that it happens with, where it has none itself.

    "A crash **kills** two **and wounds** nine", "two were **killed** in *clashes*".
    """
    if event.date is not None or event.in_quote or event.status not in (HAPPENED, NEGATED):
        return event
    token = doc.tokens[event.head]
    verb: int | None = None
    above = _above(doc, event.head) if token.pos == "VERB" else None
    if above is not None:
        # "walked on to the stage, **taking** it out of his pocket": one time for both
        verb = above if above in shared and event.head not in timed else None
    elif token.pos in ("NOUN", "PROPN"):
        clause = clause_of(doc, event.head)
        told = not any(doc.tokens[c].lemma in OTHER for c in doc.children[event.head])
        told = told and doc.tokens[clause].lemma not in JUDGING
        if clause in shared and told and shares_time(doc, event.head):
            verb = clause
    elif token.dep == "acl" and token.tag == "VBN" and _elided(doc, event.head) in shared:
        verb = _elided(doc, event.head)
    elif token.dep == "conj" and token.tag in ("VBG", "VB", "VBN", "VBD", "VBZ", "VBP"):
        at = token.head
        while doc.tokens[at].dep == "conj" and at not in shared:
            at = doc.tokens[at].head
        same = doc.tokens[at].tag == token.tag or {doc.tokens[at].tag, token.tag} <= FINITE
        if at in shared and same and event.head not in timed:
            verb = at
    if verb is None or "had" in auxiliaries(doc, verb):
        return event
    when = shared[verb]
    given = when.qualified(uncertain=when.uncertain, approximate=True)
    shared.setdefault(event.head, when)
    return replace(event, date=given, anchor=f"told with “{doc.tokens[verb].text}”")


def _elided(doc: Document, verb: int) -> int | None:
    """The verb that lends its auxiliary: "two **were killed** and nine others *injured*"."""
    noun = doc.tokens[doc.tokens[verb].head]
    above = doc.tokens[noun.head]
    return above.i if noun.dep == "conj" and above.tag == "VBN" and above.pos == "VERB" else None


def _verb_of(doc: Document, head: int) -> int | None:
    """The verb that tells when: an event's own, its carrier's, or "began" of "began to sell"."""
    verb = head if doc.tokens[head].pos in ("VERB", "AUX") else find_carrier(doc, head)
    for _ in range(3):
        if verb is None:
            return None
        token = doc.tokens[verb]
        above = doc.tokens[token.head]
        if token.dep == "pcomp" and above.dep == "prep":
            above = doc.tokens[above.head]
        elif token.dep != "xcomp":
            return verb
        if above.pos != "VERB" or above.lemma not in NOT_DONE | DOING:
            return verb
        verb = above.i
    return verb


def _find_lead(doc: Document, events: Sequence[EventMention], today: date | None) -> Frame | None:
    """The frame that the first paragraphs set: their own day, or else about the publication."""
    known: Frame | None = None
    actors: set[int] = set()
    told = 0
    seen = -1
    for event in events:
        sentence = doc.sentences[doc.tokens[event.head].sent]
        if doc.kind_of(sentence) in ("headline", "standfirst"):
            actors.update(event.actors)
            continue
        if sentence.first != seen:
            seen, told = sentence.first, told + 1
        if told > 3:
            break
        if told == 1:
            actors.update(event.actors)
        verb = _verb_of(doc, event.head)
        if event.date is not None and _opens(doc, event, verb, today):
            return _make_frame(event, event.date, frozenset(actors))
        if known is None and event.time is None and event.date is not None:
            frame = _make_frame(event, event.date, frozenset(actors))
            present = verb is not None and _is_simple(doc, verb, present=True)
            known = replace(frame, present=present)
    if known is None:
        return None
    return Frame(known.date, known.words, known.actors | frozenset(actors), known.present)


def _make_frame(event: EventMention, when: PartialDate, actors: frozenset[int]) -> Frame:
    words = f"“{event.text}”, {event.anchor}" if event.time is not None else event.anchor or ""
    return Frame(when, words, actors | frozenset(event.actors))


def _opens(doc: Document, event: EventMention, verb: int | None, today: date | None) -> bool:
    """Whether an event sets the time for what is told after it: a main clause with a recent day."""
    if event.time is None or event.date is None or event.in_quote or verb is None:
        return False
    day = event.date.known_day
    if day is None or event.status != HAPPENED or event.level not in (EVENT, SPEECH):
        return False
    if doc.tokens[verb].dep not in ("ROOT", "conj", "parataxis") or "had" in auxiliaries(doc, verb):
        return False
    return today is None or timedelta(0) <= today - day <= timedelta(RECENT)


def _looks_back(doc: Document, event: EventMention, verb: int, today: date | None) -> bool:
    if doc.tokens[verb].dep not in VERBAL:
        return False
    if "had" in auxiliaries(doc, verb):
        return True
    return event.time is not None and event.date is not None and event.status == HAPPENED


def _share(
    doc: Document,
    event: EventMention,
    verb: int | None,
    frame: Frame,
    timed: frozenset[int],
    back: bool,
) -> Frame | None:
    """The frame whose date an event shares, or ``None``."""
    if verb is None:
        return None
    token = doc.tokens[verb]
    if verb in timed or _above(doc, verb) is not None:
        return None
    told = frame.present and event.level == EVENT and _is_simple(doc, verb, present=True)
    if not told and not _is_simple(doc, verb, present=False):
        return None
    if {doc.tokens[c].lemma.lower() for c in doc.children[verb]} & LOOKING_BACK:
        return None
    if token.dep == "ccomp" and event.level != SPEECH and not set(event.actors) & frame.actors:
        return None
    if event.level == SPEECH:
        return frame if event.actors else None
    if back or not (told or set(event.actors) & frame.actors):
        return None
    return frame


def _above(doc: Document, verb: int) -> int | None:
    """The verb whose time a participle shares: "met X, **raising** …", "by **walking**"."""
    token = doc.tokens[verb]
    if token.tag != "VBG" or any(doc.tokens[c].lemma == "be" for c in doc.children[verb]):
        return None
    head = doc.tokens[token.head]
    if token.dep in ("advcl", "xcomp") and head.pos == "VERB":
        return head.i
    if token.dep == "pcomp" and head.lemma == "by" and doc.tokens[head.head].pos == "VERB":
        return head.head
    return None


def _is_simple(doc: Document, verb: int, *, present: bool) -> bool:
    """Whether a verb stands in a main (or reported) clause in the simple past or present."""
    token = doc.tokens[verb]
    if token.dep not in VERBAL:
        return False
    aux = set(auxiliaries(doc, verb))
    if present:
        finite = token.tag in ("VBZ", "VBP") or (token.tag == "VBN" and aux & {"is", "are"})
        return bool(finite) and not aux & {"has", "have"} and token.dep in ("ROOT", "conj")
    if token.tag == "VBN":
        past = bool(aux & {"was", "were"})
    else:
        past = token.tag == "VBD" or (token.tag == "VB" and "did" in aux)
    if aux & {"had", "has", "have"} or not past:
        return False
    head = doc.tokens[token.head]
    if token.dep == "ROOT":
        return True
    if token.dep == "conj":
        return head.pos == "VERB" and (head.tag != "VBN" or _is_simple(doc, head.i, present=False))
    return head.pos == "VERB" and head.tag in ("VBD", "VBG")


def _find_timed_verbs(doc: Document, dates: Sequence[PlacedDate]) -> frozenset[int]:
    """The verbs whose own clause says something of time, be it only "for two years"."""
    timed = set()
    for placed in dates:
        if is_hour(placed.mention.text):
            continue
        at = placed.head
        for above in placed.path:
            if doc.tokens[at].dep in CLAUSE_BREAK:
                break
            if doc.tokens[above].pos in ("VERB", "AUX"):
                timed.add(above)
                break
            at = above
    return frozenset(timed)
