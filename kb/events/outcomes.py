"""What came of it, and the how manieth time it was: details told in words."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterator, Sequence

from kb.annotate import Document
from kb.events.model import EVENT, SPEECH, Claim, EventMention
from kb.events.quotes import Speech
from kb.events.syntax import auxiliaries, child, children, clause_of

AGREEING = frozenset("agree decide resolve pledge vow commit undertake promise".split())
ENDING = frozenset("end conclude finish close break wind".split())
LONGEST = 40  # tokens of a result
_FIRST = re.compile(
    r"\bfor (?:only |just )?the (?:first|second|third|fourth|fifth|last) time(?: ever)?"
    r"(?: (?:in|since) (?:[^,.;:()“”\"\n]{1,60}))?",
    re.IGNORECASE,
)
_FIRST_OF = re.compile(
    r"\b(?:the|its|his|her|their|a|[A-Z][\w’']+) first (?:[\w’'-]+ ){1,5}?"
    r"(?:since|in (?:more than |over |almost |nearly |about )?(?:\d+|a|[a-z]+) "
    r"(?:years?|months?|decades?|generations?))(?: [^,.;:()“”\"\n]{1,40})?",
)
_ASIDE = re.compile(r",\s(?:who|which|where|including|after|as|while|when|[a-z]+ing)\b")
_CLOSING = re.compile(r"[,.]?”")
_TAIL = re.compile(
    r"\s(?:as|after|when|while|but|and|who|which|that|at|on|with|to|because|before|for|amid|by)\s"
)


def find_outcomes(doc: Document, events: Sequence[EventMention], speech: Speech) -> Iterator[Claim]:
    """The claims on results (``result``) and on firsts (``ordinal``), in words, with no number."""
    yield from _results(doc, events, speech)
    yield from _firsts(doc, events, speech)


def _results(doc: Document, events: Sequence[EventMention], speech: Speech) -> Iterator[Claim]:
    by_head = {e.head: n for n, e in enumerate(events) if e.level in (EVENT, SPEECH)}
    for n, event in enumerate(events):
        if event.level not in (EVENT, SPEECH) or event.status != "happened":
            continue
        if event.lemma in AGREEING:
            verb = clause_of(doc, event.head)
            for c in children(doc, verb, "xcomp", "ccomp"):
                if "to" in auxiliaries(doc, c) or doc.tokens[c].dep == "ccomp":
                    yield from _say(doc, n, doc.subtree(c), c, speech)
    for token in doc.tokens:
        if token.pos != "VERB" or token.lemma not in ENDING:
            continue
        subject = child(doc, token.i, "nsubj")
        if subject is None or subject not in by_head:
            continue
        for c in children(doc, token.i, "prep"):
            if doc.tokens[c].lemma in ("without", "with", "in") and c > token.i:
                thing = child(doc, c, "pobj", "pcomp")
                if thing is not None and doc.tokens[thing].tag != "CD":
                    yield from _say(doc, by_head[subject], doc.subtree(c), c, speech)
                    break


def _say(
    doc: Document, event: int, tokens: Sequence[int], at: int, speech: Speech
) -> Iterator[Claim]:
    inside = [i for i in tokens if abs(i - at) <= LONGEST]
    while inside and doc.tokens[inside[-1]].pos == "PUNCT":
        inside.pop()
    if not inside:
        return
    start, end = doc.tokens[inside[0]].start, doc.tokens[inside[-1]].end
    aside = _ASIDE.search(doc.text, start, end)
    end = aside.start() if aside is not None else end
    closing = _CLOSING.match(doc.text, end)
    if doc.text.count("“", start, end) > doc.text.count("”", start, end) and closing is not None:
        end = closing.end()
    yield Claim(
        event, "result", doc.text[start:end], start, end, None, "exactly", speech.attribution(at)
    )


def _firsts(doc: Document, events: Sequence[EventMention], speech: Speech) -> Iterator[Claim]:
    starts = [t.start for t in doc.tokens]
    by_sentence: dict[int, list[int]] = {}
    for n, event in enumerate(events):
        if event.level == EVENT:
            by_sentence.setdefault(doc.tokens[event.head].sent, []).append(n)
    covered = 0
    found = [m for p in (_FIRST, _FIRST_OF) for m in p.finditer(doc.text)]
    for match in sorted(found, key=lambda m: m.start()):
        if match.start() >= covered:
            covered = match.end()
            first = bisect_right(starts, match.start()) - 1
            if first < 0 or doc.tokens[first].end <= match.start():
                continue
            start, end = match.span()
            cue = re.search(r"\b(?:since|in)\s", match.group())
            if cue is not None:
                end = _end_of_phrase(doc, bisect_right(starts, start + cue.start()) - 1, end)
                tail = _TAIL.search(doc.text, start + cue.end(), end)
                end = tail.start() if tail is not None else end
            named_to = start if match.re is _FIRST else start + (cue.start() if cue else 0)
            target = _first_what(doc, events, by_sentence, first, start, named_to)
            if target is not None:
                words = doc.text[start:end].rstrip()
                said = speech.attribution(first)
                yield Claim(
                    target, "ordinal", words, start, start + len(words), None, "exactly", said
                )


def _end_of_phrase(doc: Document, cue: int, end: int) -> int:
    """Where the phrase or clause ends that "since" or "in" opens, at most at `end`."""
    token = doc.tokens[cue]
    opened = token.head if token.dep == "mark" else cue
    inside = [i for i in doc.subtree(opened) if i >= cue]
    return min(end, doc.tokens[inside[-1]].end) if inside else end


def _first_what(
    doc: Document,
    events: Sequence[EventMention],
    by_sentence: dict[int, list[int]],
    first: int,
    start: int,
    end: int,
) -> int | None:
    """The event that was the first: the one named within the words, else the clause's."""
    own = by_sentence.get(doc.tokens[first].sent, [])
    named = [n for n in own if start <= events[n].start < end]
    if named:
        return named[0]
    clause = clause_of(doc, first)
    same = [n for n in own if clause_of(doc, events[n].head) == clause]
    return min(same, key=lambda n: abs(events[n].head - first), default=None)
