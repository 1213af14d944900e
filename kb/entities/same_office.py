"""The office of one person told of another, or before without a name: "his counterpart, X"."""

from __future__ import annotations

from kb.entities.names import PERSON, Name
from kb.entities.offices import load_offices, match_office
from kb.entities.role_countries import Held
from kb.entities.spelling import word_set
from kb.entities.title_words import Title, TitlePhrases
from kb.entities.titles import TitleReader
from kb.entities.word_lists import load_demonyms

_PEERS = {"counterpart": "current", "predecessor": "former", "successor": "future"}

# Offices that a text tells first without the name: "a government spokesperson … spokesman X".
_TOLD_FIRST = word_set("spokesperson police prosecutor judge adviser envoy ambassador coach")
_TELLING_SENTENCES = 2


def read_counterpart(phrases: TitlePhrases, name: Name, before: Title) -> Title | None:
    """The same office elsewhere: "Foreign Minister X met his Saudi counterpart, Y"."""
    document, lows = phrases.document, phrases.lows
    at = name.first - 1
    while at > 0 and (lows[at] == "," or match_office(lows, at, at + 1)):
        at -= 1
    if at < 1 or lows[at] not in _PEERS:
        return None
    floor = document.sentences[name.sent].first
    of, _, begin = phrases.read_front(at, floor)
    status = _PEERS[lows[at]]
    if lows[at] == "counterpart":
        if of is None or before.of is None or before.first < floor:
            return None
    elif lows[at - 1] not in ("his", "her") or name.sent - document.tokens[before.first].sent > 1:
        return None
    else:
        of = before.of
    return Title(at, at + 1, begin, before.office, of, status, words=phrases.write(before))


def find_unnamed(reader: TitleReader, held: Held) -> int | None:
    """Whose the same office is where it was told just before without a name.

    "A Chadian army spokesman said … spokesman X added": both are one.
    """
    if held.group not in _TOLD_FIRST or " " in held.role.title.strip():
        return None
    phrases = reader.phrases
    sentences, tokens = phrases.document.sentences, phrases.document.tokens
    lows, owner = phrases.lows, phrases.owner
    floor = sentences[max(0, held.sent - _TELLING_SENTENCES)].first
    end = sentences[held.sent].last
    while end > floor and tokens[end - 1].start >= held.role.start:
        end -= 1
    for at in range(end - 1, floor - 1, -1):
        office = load_offices().get(lows[at])
        if office is None or office.group != held.group or at in owner:
            continue
        if at + 1 in owner and owner[at + 1][0].kind == PERSON:
            return None  # another holder
        title = reader.read_before(at + 1)
        of = title.of if title is not None else None
        if of is None and lows[at + 1 : at + 2] in (["for"], ["of"]):
            behind = at + 2 + (lows[at + 2 : at + 3] == ["the"])
            if behind < end and tokens[behind].text in load_demonyms():
                return phrases.cast.country(load_demonyms()[tokens[behind].text])
            if behind in owner and owner[behind][0].kind != PERSON:
                of = owner[behind][1]
        if of is not None:
            return of
    return None
