"""What a single line looks like: prose, a date line, a byline, or a piece of page furniture."""

from __future__ import annotations

import re
from typing import NamedTuple

from kb.read.credits import AUTHOR_NOTE, CAPTION, CREDIT, CREDITS
from kb.read.dateline import match_dateline
from kb.read.furniture import (
    FURNITURE_ANYWHERE,
    FURNITURE_LINE,
    FURNITURE_SHAPE,
    FURNITURE_START,
    LEADING,
    LINKS,
    NEWSLETTER,
)

REACH = 600
LONG = 100

_INVISIBLE = dict.fromkeys(map(ord, "\u200b\u200c\u200d\u200e\u200f\u2060\ufeff\u00ad"))
_INVISIBLE.update(dict.fromkeys(range(0x202A, 0x202F)))
_INVISIBLE.update(dict.fromkeys(range(0x2066, 0x206A)))
_LEAD = re.compile(
    r"(?:[\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff]+|>\s+|#{1,6}\s+"
    r"|(?:[-–—•*‣▪◦●○■□»➤►▶✓+]|\d{1,2}[.)])\s+|[·•]\s*)+"
)
_BULLET = re.compile(r"[-–—•*‣▪◦·●○■□»➤►▶✓+]|\d{1,2}[.)]\s")
_END = re.compile(r"[.!?…。](?:[\"'”’»)\]]|\[\d{1,3}\]|\*{1,2})*$")
_ABBREVIATED = re.compile(r"(?:\b[A-Z]\.){2,}$|\b(?:Inc|Corp|Co|Ltd|Jr|Sr|St|No|Bros)\.$")
_INNER_END = re.compile(r"[a-z0-9)”\"][.!?][”\"’)]* +[“\"A-Z]")
_WORD = re.compile(r"\S+")
_LETTER = re.compile(r"[^\W\d_]")
_SPACE = re.compile(r"\s+")
_GLUED = re.compile(r"[a-z]{2}(?:[A-Z][a-z]{2}|\d+%?(?=[A-Z]|$))")

_MONTH = (
    r"(?:jan(?:uary|vier|uar|eiro)?|gennaio|enero|feb(?:ruary|ruar|braio|rero)?|f[ée]v(?:rier|ereiro)?"
    r"|mar(?:ch|s|zo|ço)?|märz|apr(?:il|ile)?|avril|abril|may|mai|maio|mayo|maggio|june?|ju[nl]ho"
    r"|ju[nl]io?|juin|giugno|july?|juillet|luglio|aug(?:ust)?|ago(?:sto)?|août|sept?(?:ember|embre)?"
    r"|septiembre|settembre|setembro|o[ck]t(?:ober|obre|ubre)?|ottobre|outubro"
    r"|nov(?:ember|embre|iembre|embro)?|de[cz](?:ember|embro)?|déc(?:embre)?|dic(?:iembre|embre)?)"
)
_WEEKDAY = (
    r"(?:mon|tue|tues|wed|wednes|thu|thur|thurs|fri|sat|satur|sun)(?:day)?"
    r"|lundi|mardi|mercredi|jeudi|vendredi|samedi|dimanche|montag|dienstag|mittwoch|donnerstag"
    r"|freitag|samstag|sonntag|lunes|martes|mi[eé]rcoles|jueves|viernes|s[aá]bado|domingo"
)
_DATE = (
    rf"(?:(?:{_WEEKDAY})[,.]?\s+)?(?:the\s+)?"
    rf"(?:{_MONTH}\.?\s+\d{{1,2}}(?:st|nd|rd|th)?,?\s+\d{{4}}"
    rf"|\d{{1,2}}(?:st|nd|rd|th|er|\.|º)?(?:\s+of|\s+de)?\s+{_MONTH}\.?,?(?:\s+de)?\s+\d{{4}}"
    rf"|{_MONTH}\.?\s+\d{{4}}|{_MONTH}\.?\s+\d{{1,2}}(?:st|nd|rd|th)?|\d{{1,2}}\s+{_MONTH}\.?"
    r"|\d{4}[-/.]\d{1,2}[-/.]\d{1,2}(?:[T ]\d\d:\d\d(?::\d\d)?(?:\.\d+)?(?:z|[+-]\d\d:?\d\d)?)?"
    r"|\d{1,2}[-/.]\d{1,2}[-/.](?:\d{4}|\d\d)|\d{4}年\d{1,2}月\d{1,2}日)"
)
_TIME = (
    r"(?:at\s+|um\s+|à\s+)?\d{1,2}(?:[:.h]\d\d(?::\d\d)?)?(?:\s*(?:[ap]\.?m\.?|hrs|uhr))?"
    r"(?:\s*(?:\(?(?:gmt|utc|[ecmp][sd]?t|bst|cet|cest|ist|jst|kst|sgt|hkt|aest|aedt)(?:[+-]\d+)?\)?"
    r"|\((?:local time)\)))?"
)
_LABEL = (
    r"(?:first\s+|last\s+|originally\s+)?(?:published|updated|posted|modified|created|issued"
    r"|revised|edited|uploaded|release[d]?|publication\s+date|date|dated|publié|mis\s+à\s+jour"
    r"|veröffentlicht|aktualisiert|stand|publicado|actualizado|pubblicato|aggiornato)"
    r"(?:\s+(?:on|at|le|am|el|date|time))?"
)
_SEPARATOR = r"[\s,|/•·–—:;()\[\]@-]*"
_READING = r"(?:\d{1,3}|one|two|three|four|five)[\s-]*min(?:ute)?s?(?:\s+(?:read|to read|ago))?"
_AGO = (
    r"(?:\d{1,3}|an?)\s+(?:second|minute|min|hour|hr|day|week|month|year)s?\s+ago"
    r"|\d{1,2}[hdm]\s+ago"
)
_BYLINE_HEAD = r"(?:by\s+[\w.'’\- ]{3,40}?)"
# A line of nothing but dates, labels, times, reading times: each piece once, in any order
_PUBLISHED = re.compile(
    rf"{_SEPARATOR}(?:(?:{_LABEL}|{_DATE}|{_READING}|{_AGO}|loading\.*|today|yesterday|on"
    rf"|{_WEEKDAY}|{_TIME}|in\s+\w+)(?!\w){_SEPARATOR}){{1,12}}(?:\d{{1,6}}\s*(?:views?|reads?)?)?$",
    re.IGNORECASE,
)
_BY_AND_DATE = re.compile(
    rf"(?:{_LABEL}|{_BYLINE_HEAD}|(?P<who>[A-Z][\w.'’&\- ]{{2,40}}?))[\s,|•·–—:/-]+"
    rf"(?:{_LABEL}[\s:,-]+)?"
    rf"(?=.{{0,30}}\d{{4}})(?:{_DATE}){_SEPARATOR}(?:{_TIME})?{_SEPARATOR}(?:{_READING})?$",
    re.IGNORECASE,
)
# "5 October 2022, The Harbour Post", "Lima, 5 October 2022 (The Harbour Post)"
_FULL_DATE = re.compile(
    rf"(?:{_LABEL}[\s:,-]+)?(?=.{{0,30}}\d{{4}})(?:{_DATE})(?!\w)(?:{_SEPARATOR}{_TIME}(?!\w))?",
    re.IGNORECASE,
)
_PIECES = re.compile(r"\s*[,|•·:/()\[\]]\s*|\s+[-–—]+\s+|\s*[–—]\s*")
_MOST_NAMES = 8
# "They met in Oslo on 3 May 2019", without its full stop, is no byline
_TYING = frozenset(
    "on in at since until till by from of for to during after before between".split()
)
_DATED = re.compile(rf"(?:{_DATE}|{_READING}|{_AGO})(?!\w)", re.IGNORECASE)

_NAME_WORD = (
    r"(?:[^\W\d_a-z][\w'’.\-]*"
    r"|d[aeiou]|das|de[ilr]|della|den|dos|van|von|zu|bin|ibn|abu|al|e[ls]?|la|le|ter|y)"
)
_BYLINE = re.compile(
    r"(?i:by|von|par|por|words by|story by|written by|text by|report by|posted by)"
    rf"(?:\ the)?:?\s+{_NAME_WORD}(?:[\s,|&/]+(?:{_NAME_WORD}|and|in|for|at|of|with|the|our"
    r"|staff|writers?|reporters?|correspondents?|agencies|editor|bureau)){0,12}\s*(?:\([\w\s.]+\))?$"
)
_OUR_BYLINE = re.compile(
    r"(?:by|from)\s+(?:(?:our|a|the)\s+)?(?:\w+\s+){0,3}"
    r"(?:correspondents?|reporters?|writers?|agenc(?:y|ies)|bureau|desk|staff|editors?|team)"
    r"(?:\s+(?:in|at|and)\s+[\w\s]{2,30})?[.]?$",
    re.IGNORECASE,
)
_STAFF = re.compile(
    r"(?:[A-Z][\w.'’\-]+\s+){1,3}[A-Z][\w.'’\-]+(?:\s*[,|]\s*|\s+)(?:Staff Writer|Correspondent"
    r"|Reporter|Editor|Associated Press|Reuters|AFP|Bloomberg|BBC News|CNN)$"
)
_NAME = re.compile(rf"{_NAME_WORD}(?:[\s,&/]+(?:{_NAME_WORD}|and|in)){{0,5}}$")
_AGENCIES = re.compile(
    r"(?:the\s+)?(?:associated press|ap|reuters|afp|agence france[- ]presse|bloomberg|dpa|upi"
    r"|ansa|xinhua|kyodo(?: news)?|pti|tass|efe|yonhap|cna|cnn|bbc news|staff|newsroom|news desk"
    r"|web desk|news staff|[\w ]{2,20}news agency)(?:\s*[,|/&]\s*[\w ]{2,30})?$",
    re.IGNORECASE,
)


class Shape(NamedTuple):
    """What a line is by itself: `kind` is a block's kind, ``sentence``, ``fragment`` or ``links``.

    `lead` counts the characters before its words (a bullet, a number sign), `words` its words (at
    most some hundred are counted). `fragment` says that it does not end like a sentence, `title`
    that it may be a headline though it ends like one, `name` that it reads like a person's or an
    agency's name, `marked` that it is marked up as a heading.
    """

    kind: str
    lead: int
    words: int
    fragment: bool
    title: bool = False
    name: bool = False
    marked: bool = False


def judge_line(text: str, start: int, end: int) -> Shape:
    """The Shape of the line from `start` to `end`; looks at its head and its end only.

    >>> line = "* Two bridges were closed."
    >>> judge_line(line, 0, len(line))
    Shape(kind='item', lead=2, words=4, fragment=False, title=False, name=False, marked=False)
    """
    whole = text[start : min(end, start + REACH)]
    found = _LEAD.match(whole)
    lead = found.end() if found is not None and found.end() < len(whole) else 0
    sign = whole[:lead].strip()
    notice = LEADING.match(whole, lead)
    lead = notice.end() if notice is not None else lead
    marked = sign.startswith("#")
    body = whole[lead:].translate(_INVISIBLE).strip()
    if end - start > REACH:
        return Shape("item" if _is_bullet(sign) else "sentence", lead, 100, fragment=False)
    if not body or not (_LETTER.search(body) or _PUBLISHED.match(body)):
        return Shape("furniture", 0, 0, fragment=True)
    words = len(_WORD.findall(body))
    ended = (
        _END.search(body[-12:]) is not None
        or CREDIT.search(body, max(0, len(body) - 80)) is not None
    )
    kind = _name_by_words(body, words, ended=ended)
    if kind is not None:
        return Shape(kind, 0, words, fragment=not ended)
    if _is_bullet(sign):
        fragment = not ended and words < 15
        if fragment and sign == "·" and words <= 3:
            return Shape("furniture", 0, words, fragment=True)
        return Shape("item", lead, words, fragment=fragment)
    if marked:
        return Shape("fragment", lead, words, fragment=True, marked=True)
    title = words <= 20 and (
        (body[-1] in "?!" and not _INNER_END.search(body)) or _ABBREVIATED.search(body) is not None
    )
    if (ended and (words > 1 or lead)) or words >= 24 or _INNER_END.search(body):
        return Shape("sentence", lead, words, fragment=False, title=title)
    if words >= 15 and len(body) >= LONG and not _is_title_case(body):
        return Shape("sentence", lead, words, fragment=False, title=words <= 24)
    name = _AGENCIES.match(body) is not None or _is_name(body, words)
    return Shape("fragment", lead, words, fragment=True, name=name)


def _is_name(body: str, words: int) -> bool:
    """Whether the line may be one or two people's names and a place: "Ana Soto in Lima"."""
    if words > 8 or "'s" in body or "’s" in body or _NAME.match(body) is None:
        return False
    longest = max(len(part.split()) for part in re.split(r"[,&/]| and | in ", body))
    return longest <= 3


def _is_bullet(sign: str) -> bool:
    return bool(sign) and _BULLET.match(sign + " ") is not None


def _name_by_words(body: str, words: int, *, ended: bool) -> str | None:
    """The kind of a line that its own wording gives away, or ``None``."""
    if words > 90:
        return None
    if words <= 25 and LINKS.match(body):
        return "links" if words <= 4 else "furniture"
    if FURNITURE_LINE.match(body):
        return "furniture"
    if words <= 45 and FURNITURE_START.match(body):
        return "furniture"
    if words <= 14 and (_OUR_BYLINE.match(body) or (not ended and _BYLINE.match(body))):
        return "byline"
    if words <= 60 and CREDITS.match(body):
        return "furniture"
    if words <= 60 and FURNITURE_ANYWHERE.search(body):
        return "furniture"
    if words <= 45 and NEWSLETTER.search(body) and not any(sign in body for sign in '“”"«'):
        return "furniture"
    if words <= 20 and len(body) <= 160 and _PUBLISHED.match(body):
        return "published" if _DATED.search(body) else "furniture"
    if words <= 16 and not ended and (match := _BY_AND_DATE.match(body)):
        who = (match["who"] or "").split()
        if not who or who[-1].lower() not in _TYING:
            return "published"
    if words <= 16 and _is_names_and_date(body):
        return "published"
    if words <= 60 and CAPTION.search(body):
        return "caption"
    if words <= 7 and not ended and _STAFF.match(body):
        return "byline"
    if words <= 8 and body[-1] in "-–—:)":
        dateline = match_dateline(f"{body} The", 0, len(body) + 4, loose=True)
        if dateline is not None and dateline.end == len(body) + 1:
            return "published" if dateline.date_text else "byline"
    if not ended and words <= 30 and (FURNITURE_SHAPE.match(body) or _is_glued(body)):
        return "furniture"
    return None


def _is_names_and_date(body: str) -> bool:
    """Whether a line is a full date set off from names: of a place, a paper, an author."""
    found = _FULL_DATE.search(body)
    if found is None:
        return False
    before, behind = body[: found.start()], body[found.end() :].removesuffix(".")
    pieces = [piece for piece in _PIECES.split(f"{before}|{behind}") if piece.strip()]
    set_off = all(
        not side.strip() or _PIECES.search(edge) is not None
        for side, edge in ((before, before[-3:]), (behind, behind[:3]))
    )
    return (
        set_off
        and 0 < len(pieces) <= 4
        and sum(len(piece.split()) for piece in pieces) <= _MOST_NAMES
        and all(_NAME.match(piece.strip()) for piece in pieces)
    )


def _is_glued(body: str) -> bool:
    """Whether labels of a page ran together: "Sources12Leaning Left3"."""
    glued = _GLUED.findall(body)
    return len(glued) >= 2 and any(part[-1].isdigit() or part[-1] == "%" for part in glued)


def _is_title_case(body: str) -> bool:
    words = [word for word in body.split() if len(word) > 4 and word[0].isalpha()]
    return len(words) >= 3 and sum(word[0].isupper() for word in words) >= 0.85 * len(words)


def find_credit(text: str, start: int, end: int) -> tuple[int, int] | None:
    """Where the prose ends and a closing credit ("BLOOMBERG", "(end)") begins, or ``None``."""
    at = max(start, end - 80)
    match = CREDIT.search(text, at, end)
    if match is None or match.start() <= start:
        return None
    return match.start(), match.start("credit")


def is_author_note(body: str) -> bool:
    """Whether a paragraph says who the author is ("Jane Doe is a reporter at …")."""
    return len(body.split()) <= 60 and AUTHOR_NOTE.match(body) is not None


def normalize(line: str) -> str:
    """A headline as it is compared: small letters, plain quotes and dashes, single spaces."""
    line = line.translate(_INVISIBLE).casefold()
    for typographic, plain in (("‘’ʼ`´", "'"), ("“”„«»", '"'), ("–—―‑", "-")):
        for sign in typographic:
            line = line.replace(sign, plain)
    return _SPACE.sub(" ", line).strip(" .'\"*#")
