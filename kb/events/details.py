"""Details of events as claims: how long it lasted, how strong it was, and all that others find."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterator, Sequence

from kb.annotate import Document
from kb.dates import DateMention
from kb.events.amounts import find_amounts
from kb.events.casualties import find_casualties
from kb.events.model import Claim, EventMention
from kb.events.numbers import bound_before
from kb.events.outcomes import find_outcomes
from kb.events.quotes import Speech
from kb.events.subjects import subjects
from kb.ontology import Ontology

_MAGNITUDE = re.compile(
    r"\bmagnitude[- ](?:of )?(\d\.\d)\b|\b(\d\.\d)[- ]magnitude\b", re.IGNORECASE
)
LASTING = frozenset("last take run continue go stretch endure".split())
_PERIOD = re.compile(
    r"^P(?:(?P<d>[\d.]+)D|(?P<w>[\d.]+)W)?(?:T(?:(?P<h>[\d.]+)H)?(?:(?P<m>[\d.]+)M)?)?$"
)


def find_claims(
    doc: Document,
    events: Sequence[EventMention],
    dates: Sequence[DateMention],
    speech: Speech,
    ontology: Ontology,
) -> tuple[Claim, ...]:
    """The claims about details of a document's events."""
    found = [
        *_durations(doc, events, dates, speech),
        *find_casualties(doc, events, speech, ontology),
        *_magnitudes(doc, events, speech),
        *find_amounts(doc, events, dates, speech),
        *find_outcomes(doc, events, speech),
    ]
    counted = {(c.start, c.end) for c in found if c.predicate in ("killed", "injured", "missing")}
    found = [c for c in found if c.predicate != "count" or (c.start, c.end) not in counted]
    return tuple(sorted(found, key=lambda c: (c.start, c.predicate, c.event)))


def _durations(
    doc: Document, events: Sequence[EventMention], dates: Sequence[DateMention], speech: Speech
) -> Iterator[Claim]:
    by_head = {event.head: n for n, event in enumerate(events)}
    spans = [(d.start, d.end, d) for d in dates if d.type == "DURATION"]
    if not spans or not events:
        return
    at = {t.start: t.i for t in doc.tokens}
    for start, end, mention in spans:
        first = at.get(start)
        minutes = _minutes(mention.value)
        if first is None or minutes is None:
            continue
        number = _lasting_event(doc, first, end, by_head)
        if number is None:
            continue
        yield Claim(
            number, "duration", doc.text[start:end], start, end, minutes,
            bound_before(doc.text, start, end), speech.attribution(first), "minute",
        )  # fmt: skip


def _minutes(value: str) -> float | None:
    match = _PERIOD.match(value)
    if match is None:
        return None
    sizes = {"d": 1440.0, "w": 10080.0, "h": 60.0, "m": 1.0}
    total = sum(float(n) * sizes[k] for k, n in match.groupdict().items() if n)
    return total or None


def _lasting_event(doc: Document, first: int, end: int, by_head: dict[int, int]) -> int | None:
    """The event whose length the duration starting at token `first` gives."""
    at = first
    for _ in range(12):
        token = doc.tokens[at]
        if token.head == at:
            break
        above = doc.tokens[token.head]
        if above.i in by_head and token.start < end and above.pos in ("NOUN", "PROPN"):
            return by_head[above.i]  # "a 30-minute discussion"
        if above.pos in ("VERB", "AUX"):
            if above.lemma in LASTING:
                held, _ = subjects(doc, above.i)
                return next((by_head[s] for s in held if s in by_head), None)
            between = doc.tokens[at]
            if between.dep == "prep" and between.lemma == "for" and above.i in by_head:
                return by_head[above.i]  # "spoke for two hours"
            return None
        at = above.i
    return None


def _magnitudes(doc: Document, events: Sequence[EventMention], speech: Speech) -> Iterator[Claim]:
    quakes = [n for n, e in enumerate(events) if e.type == "earthquake" and e.level == "event"]
    if not quakes:
        return
    starts = [t.start for t in doc.tokens]
    for match in _MAGNITUDE.finditer(doc.text):
        group = 1 if match[1] else 2
        start, end = match.span(group)
        first = bisect_right(starts, start) - 1
        if first < 0 or doc.tokens[first].end <= start:
            continue  # not in what was read as prose
        target = min(quakes, key=lambda n: abs(events[n].start - start))
        yield Claim(
            target, "magnitude", match[group], start, end, float(match[group]),
            bound_before(doc.text, start, end), speech.attribution(first),
        )  # fmt: skip
