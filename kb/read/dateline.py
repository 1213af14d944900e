"""The dateline at the head of a report: where and when it was written, and which agency sent it."""

from __future__ import annotations

import re
from dataclasses import dataclass

from kb.read.block import Block

REACH = 240

_MONTH = (
    r"(?:jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?"
    r"|sept?(?:ember)?|oct(?:ober)?|nov(?:ember)?|dec(?:ember)?)"
)
_DAY = r"(?:mon|tue|tues|wed|wednes|thu|thur|thurs|fri|sat|satur|sun)(?:day)?\.?"
_DATE = (
    rf"(?:(?i:{_DAY}),?\ )?"
    rf"(?:(?i:{_MONTH})\.?\ \d{{1,2}}(?:st|nd|rd|th)?(?:,?\ \d{{4}})?"
    rf"|\d{{1,2}}(?:st|nd|rd|th)?\ (?i:{_MONTH})\.?,?(?:\ \d{{4}})?"
    r"|\d{4}-\d\d-\d\d|\d{1,2}[./]\d{1,2}[./]\d{2,4})"
    rf"(?!\w)|(?i:{_DAY})(?=[,\ ]*[(\-–—/])"
)
# Upper case with room for particles and accents: "SAO PAULO", "ABOARD AIR FORCE ONE", "ST. LOUIS"
_UPPER_WORD = r"[^\W\d_a-z][^\W\d_a-zß]*(?:['’.\-/][^\W\d_a-zß]*)*"
_UPPER = rf"{_UPPER_WORD}(?:\ {_UPPER_WORD}){{0,4}}"
_TITLE_WORD = r"[^\W\d_a-z][\w'’.\-]*"
_TITLE = rf"{_TITLE_WORD}(?:\ (?:(?:of|the|de|la|del|al|upon|du|do|da)\ )?{_TITLE_WORD}){{0,3}}"
_WITHIN = rf"(?:,\ ?(?!(?i:{_MONTH})\.?\ \d|(?i:{_DAY})\b){_TITLE}){{0,2}}"
_AGENCY = (
    r"\((?P<agency>[^()\n]{2,50}(?:\([^()\n]{1,20}\)[^()\n]{0,20})?)\)"
    r"|/(?P<wire>[A-Z][\w\- ]{2,40})/"
)
_DASH = r"(?:--+|[-–—―])"

# "(MENAFN- Kuwait News Agency (KUNA)) ": the wrapper of a syndicator, before the dateline proper
_WRAPPER = re.compile(r"\([^()\n]{2,60}(?:\([^()\n]{1,30}\)[^()\n]{0,20})?\)\s+(?=[A-Z])")
_BYLINE = re.compile(rf"(?:By|BY)\ {_TITLE_WORD}(?:\ {_TITLE_WORD}){{1,3}}[,|]?\s+(?=[A-Z]{{2}})")

_BRACKETED = re.compile(rf"\[(?P<place>{_UPPER}{_WITHIN})(?:,\ (?P<date>{_DATE}))?\]\s*{_DASH}?")
_WITH_AGENCY = re.compile(
    rf"(?:(?P<place>(?:{_UPPER}|{_TITLE}){_WITHIN})(?:[,:.]?\ ?(?={_DATE})|\ ?(?=[(/–—-])))?"
    rf"(?:,?\ ?(?P<date>{_DATE}))?[,.]?\s*{_DASH}?\s*(?:{_AGENCY})\s*(?:{_DASH}|:)"
)
# Xinhua, PR Newswire and others leave the dash out: only with a date or a slash is that plain
_SLASHED = re.compile(
    rf"(?P<place>(?:{_UPPER}|{_TITLE}){_WITHIN}),?\ (?P<date>{_DATE})[,.]?\s*(?:{_AGENCY})"
)
_UPPER_DASH = re.compile(
    rf"(?P<place>{_UPPER}{_WITHIN})(?:,?\ (?P<date>{_DATE}))?\s*(?:--+|[–—―]|\ -(?=\ ))"
)
_TITLE_DATE_DASH = re.compile(
    rf"(?P<place>{_TITLE}{_WITHIN}),?\ (?P<date>{_DATE})\s*(?:--+|[–—―]|\ -(?=\ ))"
)
# "Lyon, 3 May 2023. The mill closed": only a whole date makes that plain
_TITLE_DATE_STOP = re.compile(
    rf"(?P<place>{_TITLE}{_WITHIN}),\ (?P<date>{_DATE})(?<=\d{{4}})(?:\s*(?:{_AGENCY}))?(?:\.|:)\s+"
)
_DATE_DASH = re.compile(rf"(?P<date>{_DATE})\s*(?:--+|[–—―]|\ -(?=\ ))")
_AGENCY_ONLY = re.compile(rf"(?:{_AGENCY})\s*(?:--+|[–—―-])")
_LOOSE = re.compile(
    rf"(?:(?P<upper>{_UPPER}{_WITHIN})(?:,\ (?P<date>{_DATE}))?\s*:"
    rf"|(?P<place>{_TITLE}{_WITHIN})\s*(?:\ --+|\ ?[–—―]|\ -)(?=\ ))"
)
_FIRM = (
    _BRACKETED, _WITH_AGENCY, _SLASHED, _UPPER_DASH, _TITLE_DATE_DASH, _TITLE_DATE_STOP, _DATE_DASH,
)  # fmt: skip

# What stands before a colon or a dash like a place, and is none
_LABELS = frozenset(
    re.findall(
        r"\S+",
        """
        advertisement advisory alert analysis answer background breaking clarification column
        comment correction editor's exclusive explained explainer fact file flash gallery graphic
        highlights interview just latest listen live more must news note obituary opinion photo
        photos picture pictures podcast poll q&a question quote read recap related report review
        see sidebar sport story timeline update updated urgent video view warning watch weather
        what why how who when where and but however the a an in on at it he she they this that
        these those yes no
        """,
    )
)
_NO_PLACE = re.compile(r"\d|[!?]")


@dataclass(frozen=True, slots=True)
class Dateline:
    """Where a report says it was written, when, and which agency sent it.

    `start` and `end` are offsets into the text, from the first character of the dateline to the
    first of the prose behind it. `place` and `date_text` are its exact words ("LIMA, Peru",
    "Oct 31"); what it does not say is ``None``. `date_text` often lacks the year.
    """

    start: int
    end: int
    place: str | None
    date_text: str | None
    agency: str | None


def find_dateline(text: str, block: Block) -> Dateline | None:
    """The dateline at the head of `block`, or ``None``.

    >>> from kb.read.blocks import split_blocks
    >>> text = "GENEVA, 3 March 2021 /PRNewswire/ -- The lab opened its doors on Monday."
    >>> found = find_dateline(text, split_blocks(text)[0])
    >>> found.place, found.date_text, found.agency
    ('GENEVA', '3 March 2021', 'PRNewswire')
    """
    # "Vienna — The talks" is a dateline only in the first paragraph; there `prose` stands behind
    return match_dateline(text, block.start, block.end, loose=block.prose > block.start)


def match_dateline(text: str, start: int, end: int, *, loose: bool) -> Dateline | None:
    """The dateline that begins at `start`, or ``None``; used by `split_blocks`.

    `loose` also takes shapes that are a dateline only at the head of a report: a place in small
    letters before a dash, a place in capitals before a colon, an agency alone.
    """
    limit = min(end, start + REACH)
    at = start
    if text[at] not in "([" and not text[at].isupper() and not text[at].isdigit():
        return None
    outer: str | None = None
    wrapper = _WRAPPER.match(text, at, limit)
    if wrapper is not None:
        outer = wrapper.group().strip()[1:-1]
        at = wrapper.end()
    byline = _BYLINE.match(text, at, limit)
    if byline is not None:
        at = byline.end()
    patterns = (*_FIRM, _AGENCY_ONLY, _LOOSE) if loose else _FIRM
    for pattern in patterns:
        match = pattern.match(text, at, limit)
        if match is None:
            continue
        found = match.groupdict()
        place = found.get("place") or found.get("upper")
        date = found.get("date")
        agency = found.get("agency") or found.get("wire") or outer
        if not _is_dateline(place, date, agency, pattern):
            continue
        stop = match.end()
        while stop < end and text[stop].isspace():
            stop += 1
        if stop >= end:
            return None  # a dateline with nothing behind it is a line of its own
        shouted = place is not None and place.split(",")[0].isupper()
        if (pattern is _LOOSE or not shouted) and not _opens_sentence(text, stop):
            continue
        return Dateline(start, stop, place, date, agency)
    return None


def _is_dateline(
    place: str | None, date: str | None, agency: str | None, pattern: re.Pattern[str]
) -> bool:
    if place is not None:
        words = place.replace(",", " ").split()
        if words[0].casefold().rstrip(":.") in _LABELS or _NO_PLACE.search(place):
            return False
        if len(place) < 3 or words[0] == "I":
            return False
        if pattern is _UPPER_DASH and date is None and len(words[0].rstrip(".")) < 3:
            return len(words) > 1
    elif date is None and pattern not in (_AGENCY_ONLY, _WITH_AGENCY):
        return False
    if agency is not None and place is None and date is None:
        # "(CNN) — …": a name, not a remark in brackets
        return len(agency.split()) <= 5 and agency[0].isupper()
    return True


def _opens_sentence(text: str, at: int) -> bool:
    return text[at].isupper() or text[at] in "\"'“‘«(" or text[at].isdigit()
