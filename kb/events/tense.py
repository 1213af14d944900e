"""Tense: what the parse says of the time of the clause that a date stands in.

A date without a year is read by the tense of its clause. The words alone tell it where there is
an auxiliary ("will", "was"); that a verb is in the present, and which of several verbs a date
belongs to, only the parse tells: "Polls **close** on Sunday".
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Callable

from kb.annotate import Document, Token
from kb.events.syntax import auxiliaries

PAST = frozenset({"was", "were", "had", "did"})
BEHIND = frozenset({"after", "following"})
AHEAD = frozenset({"will", "'ll", "’ll", "shall", "wo"})
SCHEDULED = frozenset(
    "open begin start close end arrive leave meet vote travel visit head go run take come hold "
    "host face return play elect launch air premiere expire resume appear fly sit convene kick "
    "depart finish celebrate address compete reopen retire rule decide stage gather embark".split()
)
"""Verbs of what follows a timetable, whose plain present tells what is to come."""
DEALING = frozenset(
    "investigate probe examine review search look hunt seek ask appeal urge mourn grieve recover "
    "remember reel cope clean assess question interview comb trawl piece".split()
)
"""Verbs of what follows a happening, so that a day in their clause is the happening's."""
_DAY = re.compile(r"\b(?:mon|tues?|wed(?:nes)?|thu(?:rs)?|fri|sat(?:ur)?|sun)(?:day)?s?\b|\d", re.I)


def find_tenses(doc: Document) -> Callable[[int, int], str | None]:
    """What finding dates may ask: the tense of the clause at two offsets of the text.

    ``future`` for "will" and for the plain present of something that happens on a day ("the shop
    opens on Friday"), ``past`` for a past tense; ``None`` where the words have to do.
    """
    starts = [t.start for t in doc.tokens]

    def read(start: int, end: int) -> str | None:
        first = bisect_right(starts, start) - 1
        if first < 0 or doc.tokens[first].end <= start:
            return None
        token = doc.tokens[first]
        noun = False
        for _ in range(8):
            if noun and token.pos in ("ADP", "SCONJ") and token.lemma.lower() in BEHIND:
                return "past"  # "will reopen after talks **on Sunday**"
            noun = token.pos == "NOUN" and token.end <= start
            if token.pos == "VERB" and token.dep not in ("amod", "compound"):
                return _read(doc, token, doc.text[start:end])
            if token.head == token.i or (token.pos in ("NOUN", "PROPN") and token.end > end):
                return None  # "Friday's meeting": the noun's day is not the verb's
            token = doc.tokens[token.head]
        return None

    return read


def _read(doc: Document, verb: Token, words: str) -> str | None:
    aux = set(auxiliaries(doc, verb.i))
    if aux & AHEAD:
        return "future"
    if (
        verb.tag == "VBG"
        and verb.lemma in DEALING
        and aux & {"is", "are", "'s", "'re", "’s", "’re"}
    ):
        return "past"  # "police **are investigating** a shooting late on Friday"
    if "to" in aux and _was_to_be(doc, verb):
        return "past"  # "had been due to open **in July**"
    if "to" in aux or verb.tag in ("VB", "VBG", "VBN"):
        return None
    if verb.tag == "VBD" and not aux:
        return None if verb.lemma in ("schedule", "plan", "set", "postpone", "delay") else "past"
    plain = verb.tag in ("VBZ", "VBP") and not aux and verb.lemma in SCHEDULED
    if plain and _DAY.search(words) and doc.kind_of(doc.sentences[verb.sent]) != "headline":
        return "future"
    return None


def _was_to_be(doc: Document, verb: Token) -> bool:
    """Whether an infinitive hangs on a past perfect: "**had** been due to open"."""
    at = verb.head
    for _ in range(3):
        if "had" in auxiliaries(doc, at):
            return True
        at = doc.tokens[at].head
    return False
