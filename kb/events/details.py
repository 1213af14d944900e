"""Details of events as claims: how long it lasted, how many were killed, hurt or missing."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterator, Sequence

from kb.annotate import Document
from kb.dates import DateMention
from kb.events.model import Claim, EventMention
from kb.events.quotes import Speech
from kb.events.syntax import children, clause_of, conjuncts, subjects
from kb.ontology import Ontology

HARMFUL = frozenset({"disaster", "assault", "protest", "mobilize"})
_MAGNITUDE = re.compile(
    r"\bmagnitude[- ](?:of )?(\d\.\d)\b|\b(\d\.\d)[- ]magnitude\b", re.IGNORECASE
)
LASTING = frozenset("last take run continue go stretch endure".split())
KILLED = frozenset("kill die perish drown murder dead death fatality slay execute toll".split())
INJURED = frozenset(
    "injure wound hurt hospitalize hospitalise injured wounded injury casualty".split()
)
MISSING = frozenset("missing".split())
_PERIOD = re.compile(
    r"^P(?:(?P<d>[\d.]+)D|(?P<w>[\d.]+)W)?(?:T(?:(?P<h>[\d.]+)H)?(?:(?P<m>[\d.]+)M)?)?$"
)
_BOUNDS = {
    "at least": "at least", "more than": "at least", "over": "at least", "no fewer": "at least",
    "up to": "at most", "fewer than": "at most", "less than": "at most", "at most": "at most",
    "under": "at most", "about": "about", "around": "about", "some": "about", "nearly": "about",
    "almost": "about", "roughly": "about", "approximately": "about", "slightly less": "about",
    "just under": "about", "just over": "about", "an estimated": "about",
}  # fmt: skip
_WORDS = {
    "a": 1, "one": 1, "two": 2, "three": 3, "four": 4, "five": 5, "six": 6, "seven": 7, "eight": 8,
    "nine": 9, "ten": 10, "eleven": 11, "twelve": 12, "thirteen": 13, "fourteen": 14,
    "fifteen": 15, "sixteen": 16, "seventeen": 17, "eighteen": 18, "nineteen": 19, "twenty": 20,
    "thirty": 30, "forty": 40, "fifty": 50, "dozen": 12, "dozens": None, "hundred": 100,
    "hundreds": None, "thousand": 1000, "million": 1_000_000,
}  # fmt: skip


def read_number(words: str) -> float | None:
    """The number that words write, or ``None``: "1,200", "twelve", "2.5 million".

    >>> read_number("1,200"), read_number("two dozen"), read_number("dozens")
    (1200.0, 24.0, None)
    """
    total: float | None = None
    for word in re.findall(r"\d[\d,]*(?:\.\d+)?|[a-z]+", words.lower()):
        if word[0].isdigit():
            total = float(word.replace(",", ""))
        elif word in _WORDS:
            value = _WORDS[word]
            if value is None:
                return None
            if total is None:
                total = float(value)
            elif value >= 100 or word == "dozen":
                total *= value
            else:
                total += value
    return total


def read_bound(words: str) -> str:
    """``exactly``, ``about``, ``at least`` or ``at most``, by the words before a number."""
    low = words.lower()
    for cue, bound in _BOUNDS.items():
        if re.search(rf"\b{cue}\b", low):
            return bound
    return "exactly"


def find_claims(
    doc: Document,
    events: Sequence[EventMention],
    dates: Sequence[DateMention],
    speech: Speech,
    ontology: Ontology,
) -> tuple[Claim, ...]:
    """The claims about details of a document's events."""
    harmful = frozenset(k for k, t in ontology.types.items() if t.family in HARMFUL)
    found = [
        *_durations(doc, events, dates, speech),
        *_casualties(doc, events, speech, harmful),
        *_magnitudes(doc, events, speech),
    ]
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
        lead = doc.text[max(0, start - 24) : end]
        yield Claim(
            number, "duration", doc.text[start:end], start, end, minutes,
            read_bound(lead), speech.attribution(first),
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
            read_bound(doc.text[max(0, start - 24) : end]), speech.attribution(first),
        )  # fmt: skip


def _casualties(
    doc: Document, events: Sequence[EventMention], speech: Speech, harmful: frozenset[str]
) -> Iterator[Claim]:
    by_sentence: dict[int, list[int]] = {}
    for n, event in enumerate(events):
        by_sentence.setdefault(doc.tokens[event.head].sent, []).append(n)
    for token in doc.tokens:
        lemma = token.lemma.lower()
        predicate = (
            "killed" if lemma in KILLED else "injured" if lemma in INJURED
            else "missing" if lemma in MISSING else None
        )  # fmt: skip
        if predicate is None:
            continue
        for victim in _victims(doc, token.i):
            for c in children(doc, victim, "nummod"):
                group = doc.subtree(c)
                first, last = group[0], group[-1]
                value = doc.slice(first, last + 1)
                number = read_number(value)
                lead = doc.text[max(0, doc.tokens[first].start - 16) : doc.tokens[last].end]
                target = _what_harmed(doc, events, by_sentence, token.i, harmful)
                if target is not None and number is not None and number < 1e7:
                    yield Claim(
                        target, predicate, value, doc.tokens[first].start, doc.tokens[last].end,
                        number, read_bound(lead), speech.attribution(token.i),
                    )  # fmt: skip


def _victims(doc: Document, i: int) -> list[int]:
    token = doc.tokens[i]
    if token.pos == "VERB":
        found, passive = subjects(doc, i)
        held = found if passive or token.lemma in ("die", "perish", "drown") else []
        for c in children(doc, i, "dobj"):
            held = [*held, *conjuncts(doc, c)]
        return held
    if token.pos == "ADJ":
        found, _ = subjects(doc, clause_of(doc, i))
        return [i, token.head, *found]
    return [i]


def _what_harmed(
    doc: Document,
    events: Sequence[EventMention],
    by_sentence: dict[int, list[int]],
    at: int,
    harmful: frozenset[str],
) -> int | None:
    """The event that cost the victims told of at token `at`.

    What harms comes first, in the same sentence and then as what the whole article is about; the
    dying itself ("twelve people were killed") only where nothing else is told.
    """
    own = [n for n in by_sentence.get(doc.tokens[at].sent, []) if events[n].level == "event"]
    near = [n for n in own if events[n].type in harmful]
    if not near:
        near = [n for n, e in enumerate(events) if e.main and e.type in harmful]
    if not near:
        near = [n for n in own if events[n].type != "happening"]
    return min(near, key=lambda n: abs(events[n].head - at), default=None)
