"""What somebody became or ceased to be: "X was named president", "X resigned as mayor"."""

from __future__ import annotations

from dataclasses import replace

from kb.entities.names import Name
from kb.entities.offices import match_office
from kb.entities.spelling import word_set
from kb.entities.title_words import Title, TitlePhrases

_AUXILIARIES = word_set("was is has been will be would to were later then also had since")
_APPOINT = word_set(
    "name appoint elect reelect re-elect choose install inaugurate crown confirm make swear"
)
_LEAVE = word_set("resign quit retire")
_FOLLOW = word_set("replace succeed")
_FAR = 7  # tokens behind the verb within which the title begins


def read_appointment(phrases: TitlePhrases, name: Name) -> Title | None:
    """The title that the bearer of `name` takes or leaves in the words behind it."""
    lows, tokens = phrases.lows, phrases.document.tokens
    limit = phrases.document.sentences[name.sent].last
    at, future = name.last, False
    while at < limit and at - name.last < 5 and lows[at] in _AUXILIARIES:
        future = future or lows[at] in ("will", "to", "would")
        at += 1
    passive = at > name.last
    if at >= limit:
        return None
    lemma = tokens[at].lemma.lower()
    if lows[at : at + 3] in (["sworn", "in", "as"], ["stepped", "down", "as"],
                             ["takes", "over", "as"], ["took", "over", "as"]):  # fmt: skip
        leaves = lows[at] == "stepped"
        at += 3
    elif lemma in _LEAVE and lows[at + 1 : at + 2] == ["as"]:
        leaves, at = True, at + 2
    elif lemma in _APPOINT and passive:
        leaves, at = False, at + 1 + (lows[at + 1 : at + 2] == ["as"])
    elif lemma in _FOLLOW:
        back = next((i for i in range(at + 1, min(at + 6, limit)) if lows[i] == "as"), None)
        if back is None:
            return None
        leaves, at = False, back + 1
    else:
        return None
    status = "former" if leaves else "future" if future else "current"
    return _read_title_from(phrases, at, limit, status)


def _read_title_from(phrases: TitlePhrases, at: int, limit: int, status: str) -> Title | None:
    """The title that begins at token `at`, an article skipped: "the mayor of Quito"."""
    for mark in range(at, min(at + _FAR, limit)):
        if match_office(phrases.lows, mark, limit) and mark not in phrases.owner:
            title = phrases.read_title(mark, at, limit)
            if title.of is None and phrases.tells_whose(title.last, limit):
                title = replace(title, of=phrases.find_whose(title.last + 1, limit))
            return title if title.status != "current" else replace(title, status=status)
        if phrases.document.tokens[mark].tag[:2] not in ("DT", "JJ", "NN", "PO", "CD", "PR"):
            return None
    return None
