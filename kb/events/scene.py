"""Where the events of one sentence share a place: "a bus fell off a bridge **in X**, killing ten".

What was told to have happened somewhere is not told again of what it brought about.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace

from kb.annotate import Document
from kb.events.model import EventMention
from kb.events.roles import BODILY
from kb.events.syntax import children
from kb.events.triggers import Found

_CAUSES = ("subject", "passive-agent", "in", "after", "by", "from", "during")
_ELSEWHERE = frozenset({"politics", "science", "sport", "culture"})
"""Families of what is done after something else and not where it happened."""
_SAME_SCENE = frozenset({"after", "when", "as", "while"})


def spread_places(
    doc: Document, found: Sequence[Found], events: Sequence[EventMention]
) -> list[EventMention]:
    """The events, those without a place in the place of what caused or holds them.

    `found` are the triggers of `events`, one each. Only within a sentence, and only between
    happenings of the bodily kind.
    """
    places = {
        f.head: e.places for f, e in zip(found, events, strict=True) if f.type.family in BODILY
    }
    for _ in range(2):  # a consequence of a consequence
        for f in found:
            if places.get(f.head) == ():
                places[f.head] = _borrow(doc, f, places)
    return [
        replace(e, places=places[f.head]) if places.get(f.head) else e
        for f, e in zip(found, events, strict=True)
    ]


def _borrow(doc: Document, found: Found, places: Mapping[int, tuple[int, ...]]) -> tuple[int, ...]:
    for position in _CAUSES:
        if position == "after" and found.type.family in _ELSEWHERE:
            continue
        for i in found.positions.get(position, ()):
            if places.get(i):
                return places[i]
    verb = found.carrier if found.carrier is not None else found.head
    token = doc.tokens[verb]
    if token.pos != "VERB":
        return ()
    if token.dep in ("advcl", "conj") and doc.tokens[token.head].sent == token.sent:
        linked = token.dep == "conj" or token.tag == "VBG" or _mark(doc, verb) in _SAME_SCENE
        if linked and places.get(token.head):
            return places[token.head]
    for c in children(doc, verb, "advcl", "conj"):
        if places.get(c) and (doc.tokens[c].dep == "conj" or _mark(doc, c) in _SAME_SCENE):
            return places[c]
    return ()


def _mark(doc: Document, verb: int) -> str:
    for c in children(doc, verb, "mark", "advmod"):
        if c < verb:
            return doc.tokens[c].text.lower()
    return ""
