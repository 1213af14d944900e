"""Whom a headline gives as its source: "Minister: army killed four rebels"."""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Mapping
from dataclasses import dataclass

from kb.annotate import Document
from kb.entities.model import EntityMention
from kb.events.model import Attribution

_VOICE = re.compile(
    r"^(?P<before>[^\s:–—][^:–—?\"“”]{1,40}):\s(?=\S)|\s[-–—]\s(?P<after>[^:–—\"“”]{2,40})$"
)
VOICES = frozenset(
    "minister official officials police report reports study source sources spokesman spokeswoman "
    "spokesperson ministry government president army military court analyst analysts expert "
    "experts survey poll witness witnesses media lawyer prosecutor prosecutors mayor governor "
    "agency researchers scientists un".split()
)
"""Who speaks in headlines without being named."""


@dataclass(frozen=True, slots=True)
class HeadlineVoice:
    """The source that a headline names, and the tokens (`first` up to `last`) it says."""

    voice: Attribution
    first: int
    last: int


def read_headline_voice(
    doc: Document, number: int, named: Mapping[int, EntityMention]
) -> HeadlineVoice | None:
    """The source of the headline that is block `number`; `named` gives tokens' entity mentions."""
    block = doc.blocks[number]
    match = _VOICE.search(doc.text[block.prose : block.end].rstrip())
    if match is None:
        return None
    side = "before" if match["before"] else "after"
    start, end = block.prose + match.start(side), block.prose + match.end(side)
    first = bisect_right([t.end for t in doc.tokens], start)
    after = bisect_left([t.start for t in doc.tokens], end)
    tokens = doc.tokens[first:after]
    if not tokens or any(t.tag in ("VBD", "VBZ", "VBP", "MD", "CD") for t in tokens):
        return None
    names = [named[t.i] for t in tokens if t.i in named]
    speaks = any(m.kind in ("person", "organization") for m in names)
    if not speaks and not {t.lemma.lower() for t in tokens} & VOICES:
        return None
    entity = next((m.refers[0] for m in names if len(m.refers) == 1), None)
    voice = Attribution(doc.text[start:end], start, end, entity, "say")
    mine = [s for s in doc.sentences if s.block == number]
    if side == "before":
        return HeadlineVoice(voice, after, mine[-1].last)
    return HeadlineVoice(voice, mine[0].first, first)
