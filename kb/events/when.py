"""When: which of an article's dates governs an event, by the parse.

A date governs an event when it stands in the event's own phrase ("Friday's meeting", "met on
Friday", "the 2006 statement"), when it heads the clause that tells the event ("last November,
when they held talks"), or when it modifies the verb whose object or adjunct the event noun is
("was coined in a joint statement … in 1998"). A date behind "since", "until", "before" or
"after" bounds an event and does not date it. Everything else stays undated here; what other
mentions of the same event say is brought together by the merge.
"""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta

from kb.annotate import Document
from kb.dates import DateMention
from kb.dates.partial import PartialDate
from kb.events.status_words import DECIDING, PLANNING
from kb.events.syntax import children, clause_of

BOUNDS = frozenset({"since", "until", "till", "before", "after", "by", "pending", "past"})
SEQUEL = BOUNDS | {"following"}
PHRASE = frozenset(
    "prep pobj npadvmod tmod nmod compound amod nummod poss appos advmod det punct dep conj "
    "pcomp attr dative agent quantmod".split()
)
MODIFIER = frozenset({"compound", "nummod", "nmod", "amod", "poss"})
VAGUE = frozenset({"decade", "century"})
CLAUSE_BREAK = frozenset({"ccomp", "advcl", "relcl", "acl", "xcomp", "csubj", "parataxis"})


NAMING = frozenset("declare proclaim designate make name".split())
CLOCK = re.compile(
    r"(?:at |around |about |by |shortly (?:after|before) )?"
    r"(?:\d{1,2}[:.]\d\d|\d{1,2}(?=\s*[ap]\.?m)|noon|midnight|dawn)"
    r"(?:\s*[ap]\.?m\.?)?(?: (?:local time|gmt|utc|cet|est|edt|bst|hours))?",
    re.IGNORECASE,
)
PART_OF_DAY = re.compile(
    r"(?:in |during |for )?(?:the )?(?:early |late )?(?:morning|afternoon|evening|night)",
    re.IGNORECASE,
)
JUDGING = frozenset("charge accuse convict sentence indict arraign sue acquit jail".split())
_AT_ONCE = frozenset({"as", "when", "while"})
_DECIDED = frozenset("ratify approve reject endorse adopt back veto pass".split())
_CALLING = frozenset("call announce convene demand seek order arrange".split())
COMPARING = frozenset({"from", "than", "against"})

NEWS_DAYS = 6  # how far back a report's undated lead may reach: a weekly's week


def date_about(published: PartialDate | None) -> PartialDate | None:
    """The stretch in which a dated report's undated news will have happened, or ``None``.

    News is told within days: the week that ends with publication, approximate, never a day.

    >>> about = date_about(PartialDate.parse("2024-03-17"))
    >>> about.earliest.isoformat(), about.latest.isoformat(), about.approximate
    ('2024-03-11', '2024-03-17', True)
    """
    day = published.known_day if published is not None else None
    if day is None:
        return None
    stretch = PartialDate.between(day - timedelta(days=NEWS_DAYS), day)
    return stretch.qualified(uncertain=False, approximate=True)


@dataclass(frozen=True, slots=True)
class PlacedDate:
    """A date mention and where it stands in the parse: its tokens and the token above it."""

    mention: DateMention
    first: int
    last: int
    head: int
    preposition: str | None
    path: tuple[int, ...]  # from the token above the date up to the root


def place_dates(doc: Document, dates: Sequence[DateMention]) -> tuple[PlacedDate, ...]:
    """The date mentions that stand in parsed prose, each with its place in the parse."""
    starts = [t.start for t in doc.tokens]
    ends = [t.end for t in doc.tokens]
    placed = []
    for mention in dates:
        first = bisect_right(ends, mention.start)
        last = bisect_left(starts, mention.end)
        if first >= last:
            continue
        head = next(
            (
                i
                for i in range(first, last)
                if not first <= doc.tokens[i].head < last or doc.tokens[i].head == i
            ),
            last - 1,
        )
        path: list[int] = []
        preposition: str | None = None
        at = head
        stray = _stray_preposition(doc, first)
        if stray is not None and doc.tokens[head].dep in MODIFIER:
            # "On Saturday Lind met …", the day parsed as part of the name behind it
            path.append(stray)
            preposition, at = doc.tokens[stray].text.lower(), stray
        for _ in range(60):
            above = doc.tokens[at].head
            if above == at:
                break
            above = _who_said(doc, at, above)
            token = doc.tokens[above]
            if preposition is None and not path and token.pos in ("ADP", "SCONJ"):
                preposition = token.text.lower()
            path.append(above)
            at = above
        path = _of_the_verb(doc, path) if preposition == "on" else path
        if preposition is None and first > 0 and doc.tokens[first - 1].lemma in BOUNDS:
            preposition = doc.tokens[first - 1].lemma
        placed.append(PlacedDate(mention, first, last, head, preposition, tuple(path)))
    return tuple(placed)


def _who_said(doc: Document, at: int, above: int) -> int:
    """The verb a date's words hang on, where the parse has it on the verb behind.

    "Said **on Thursday** it would close" was said then; it is not closed then.
    """
    clause = doc.tokens[above]
    begins = at < above and clause.dep == "ccomp" and clause.head == at - 1
    opened = begins and any(at < c < above for c in children(doc, above, "nsubj", "nsubjpass"))
    return clause.head if opened and doc.tokens[at - 1].pos == "VERB" else above


def _of_the_verb(doc: Document, path: list[int]) -> list[int]:
    """The path of a day past the object of who decided then: "ratified a pact **on Friday**"."""
    verb = next((n for n, i in enumerate(path) if doc.tokens[i].pos == "VERB"), None)
    if verb is None or verb < 2 or doc.tokens[path[verb]].tag != "VBD":
        return path
    object_of = doc.tokens[path[verb - 1]]
    decided = doc.tokens[path[verb]].lemma in _DECIDED and object_of.dep == "dobj"
    return [path[0], *path[verb:]] if decided and object_of.i > path[verb] else path


def _stray_preposition(doc: Document, first: int) -> int | None:
    """The preposition before token `first`, if the parse has left it without an object."""
    before = first - 1
    if before < 0 or doc.tokens[before].dep != "prep" or doc.tokens[before].tag != "IN":
        return None
    held = any(doc.tokens[c].dep in ("pobj", "pcomp") for c in doc.children[before])
    return None if held else before


def find_when(
    doc: Document,
    head: int,
    dates: Sequence[PlacedDate],
    triggers: frozenset[int],
    carrier: int | None = None,
) -> PlacedDate | None:
    """The date that governs the event whose trigger is headed by token `head`, or ``None``.

    `triggers` are the heads of all event triggers of the document: a date in another event's own
    phrase is that event's. `carrier` is the light verb that carries a noun ("hold" of "held
    talks"), whose dates count as the noun's own.
    """
    best: tuple[int, int, int] | None = None
    chosen = None
    sentence = doc.tokens[head].sent
    for placed in dates:
        if doc.tokens[placed.head].sent != sentence:
            continue
        if placed.mention.type not in ("DATE", "TIME") or placed.mention.date is None:
            continue
        if head > placed.head and _leads_to_clause(doc, placed):
            continue
        if is_hour(placed.mention.text):
            continue  # "closed **at 22:30**", of what day is for the story to say
        strength = _strength(doc, head, placed, triggers, carrier)
        if strength == 0:
            continue
        rank = (strength, -abs(placed.head - head), -placed.first)
        if best is None or rank > best:
            best, chosen = rank, placed
    return chosen


def is_hour(words: str) -> bool:
    """Whether words tell the time of day and not of what day: "at 22:30", "in the afternoon"."""
    return CLOCK.fullmatch(words) is not None or PART_OF_DAY.fullmatch(words) is not None


def _leads_to_clause(doc: Document, placed: PlacedDate) -> bool:
    """Whether a date says how far it is from the clause behind it: "a day **after** X resigned"."""
    words = {
        doc.tokens[i].lemma.lower()
        for i in range(placed.last - 1, placed.last + 1)
        if i < len(doc.tokens)
    }
    return bool(words & {"after", "before", "since", "until"})


def _strength(
    doc: Document,
    head: int,
    placed: PlacedDate,
    triggers: frozenset[int],
    carrier: int | None,
) -> int:
    # "last November, when Xi held talks": the clause hangs on the date itself.
    for own in (head, carrier):
        if own is None:
            continue
        token = doc.tokens[own]
        if token.dep in ("relcl", "acl", "advcl") and token.head != own:
            on_date = placed.first <= token.head < placed.last or any(
                placed.first <= g < placed.last for g in doc.children[token.head]
            )
            first_word = doc.tokens[min(doc.children[own], default=own)]
            if first_word.lemma == "when" and (on_date or 0 <= first_word.i - placed.last <= 2):
                return 5
    # "before dawn on Monday", "after midnight": that day all the same
    within = placed.mention.type == "TIME" and placed.preposition in ("before", "after", "past")
    if placed.preposition in BOUNDS and not within:
        return 0
    if _is_told_of(doc, placed):
        return 0
    if placed.preposition == "for" and len(placed.path) > 1:
        # "called a strike **for Friday**": the strike is then
        caller = placed.path[1]
        if doc.tokens[caller].lemma in _CALLING:
            token = doc.tokens[head]
            return 4 if token.head == caller and token.dep in ("dobj", "nsubjpass") else 0
    noun = doc.tokens[head].pos in ("NOUN", "PROPN")
    at_date = placed.head
    if doc.tokens[at_date].dep in MODIFIER and placed.path and placed.path[0] != placed.first - 1:
        # "the funding of his 2007 campaign": the year is the campaign's
        phrase = _phrase_head(doc, placed.path[0])
        return 4 if phrase in (head, carrier) or placed.path[0] in (head, carrier) else 0
    for above in placed.path:
        if above in (head, carrier):
            vague = placed.mention.date is not None and placed.mention.date.granularity in VAGUE
            return 4 if at_date == placed.head or not vague else 0
        below = doc.tokens[at_date]
        if below.dep in CLAUSE_BREAK or doc.tokens[above].pos == "VERB":
            return _through_clause(doc, head, above, placed, noun)
        if above in triggers:
            # inside another event's phrase: its own date, unless that phrase only says where
            # ("on the sidelines of the summit in Busan on Friday")
            if not noun and clause_of(doc, above) == head and _is_setting(doc, above, head):
                return 2
            return 0
        at_date = above
    return 0


def _is_told_of(doc: Document, placed: PlacedDate) -> bool:
    """Whether a date is what is spoken of, or compared with, and not when.

    "Declared **Saturday** a day of mourning", "rose from 322 million **a year earlier**".
    """
    token = doc.tokens[placed.head]
    after = doc.tokens[placed.last] if placed.last < len(doc.tokens) else None
    above = doc.tokens[token.head]
    if above.lemma in NAMING and token.dep in ("dobj", "npadvmod", "nsubj", "oprd") and (
        after is not None and (after.tag == "DT" or after.lemma in ("as", "national", "official"))
    ):  # fmt: skip
        return True
    counted = False
    for i in range(placed.first - 1, max(placed.first - 8, 0), -1):
        before = doc.tokens[i]
        if before.sent != token.sent or before.pos in ("VERB", "AUX", "PUNCT"):
            break
        counted = counted or before.tag == "CD"
        if before.lemma.lower() in COMPARING:
            # "lifted to 5 per cent from 4 per cent **on Thursday**" was lifted then
            if counted and placed.preposition != "on":
                return True
            break
    at = token.i
    for i in placed.path[:4]:
        above = doc.tokens[i]
        if above.pos == "VERB":
            return False
        if above.pos == "ADP" and above.lemma.lower() in COMPARING and at != token.i:
            return True
        at = i
    return False


def dates_another(doc: Document, head: int, carrier: int | None, placed: PlacedDate) -> bool:
    """Whether a date is of the verb above a planned noun: "the *sale* was agreed **today**"."""
    if doc.tokens[head].pos not in ("NOUN", "PROPN") or {head, carrier} & set(placed.path):
        return False
    verb = next((doc.tokens[i] for i in placed.path if doc.tokens[i].pos == "VERB"), None)
    past = verb is not None and verb.tag in ("VBD", "VBN") and placed.preposition != "for"
    return past and verb is not None and verb.lemma not in PLANNING - DECIDING


def _phrase_head(doc: Document, at: int) -> int:
    """The head of the noun phrase that a modifier belongs to: "the 3 May **Lind–Haddad talks**"."""
    for _ in range(6):
        token = doc.tokens[at]
        if token.dep not in MODIFIER or token.head == at:
            break
        at = token.head
    return at


def _through_clause(doc: Document, head: int, verb: int, placed: PlacedDate, noun: bool) -> int:
    """Strength of a date that hangs on `verb` for an event that is not that verb."""
    if noun and clause_of(doc, head) == verb:
        if doc.tokens[verb].lemma in JUDGING and placed.first < head:
            return 0  # "charged **on Friday** in the death of": not then did anybody die
        return 3 if shares_time(doc, head) else 0
    if noun and not shares_time(doc, head):
        return 0
    # "On Friday X met Y and raised …", "X met Y on Friday, raising …"
    at = head if not noun else clause_of(doc, head)
    for _ in range(4):
        token = doc.tokens[at]
        beside = token.dep == "advcl" and any(
            doc.tokens[c].dep in ("mark", "advmod") and doc.tokens[c].lemma.lower() in _AT_ONCE
            for c in doc.children[at]
        )  # "cancelled flights on Friday **as** pilots walked out"
        moved = token.dep in ("advcl", "xcomp") and token.tag in ("VBG", "VB")
        if token.dep == "conj" or moved or beside:
            at = token.head
            if at == verb:
                return 2 if placed.first < head or token.dep != "conj" else 1
        else:
            break
    # the date's own clause is said to have been said: "X said on Friday that …" dates the saying
    return 0


def shares_time(doc: Document, noun: int) -> bool:
    """Whether an event noun happens when its verb does: as subject, or in a phrase of it.

    "The **talks** ended on Friday", "used in a **statement** in 2006"; but who condemned an
    *attack* on Friday does not say when it was.
    """
    token = doc.tokens[noun]
    while token.dep == "conj" and token.head != token.i:
        token = doc.tokens[token.head]
    if token.dep in ("nsubj", "nsubjpass"):
        return True
    preposition = doc.tokens[token.head]
    return token.dep == "pobj" and preposition.lemma.lower() in ("in", "at", "during", "with")


def _is_setting(doc: Document, noun: int, verb: int) -> bool:
    at = noun
    for _ in range(12):
        token = doc.tokens[at]
        if token.pos in ("ADP", "SCONJ") and token.lemma.lower() in SEQUEL:
            return False  # "will reopen **after** talks on Sunday" is not of Sunday
        if token.head == verb:
            return token.dep in ("prep", "npadvmod", "advmod")
        if token.dep not in PHRASE:
            return False
        at = token.head
    return False
