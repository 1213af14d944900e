"""What a sentence says in so many words: the counts in it, the names, what it numbers."""

from __future__ import annotations

import re
from collections.abc import Container

from kb.merge.story import COMMON

_NUMBER = re.compile(
    r"(?<![\w.,:])(\d{1,3}(?:,\d{3})+|\d+)(?![\w:]|[.,]\d)|\b(two|three|four|five|six|seven|eight|"
    r"nine|ten|eleven|twelve|dozen|twenty|thirty)\b",
    re.IGNORECASE,
)
_MONTH = (
    r"(?:Jan(?:uary)?|Feb(?:ruary)?|Mar(?:ch)?|Apr(?:il)?|May|June?|July?|Aug(?:ust)?|"
    r"Sept?(?:ember)?|Oct(?:ober)?|Nov(?:ember)?|Dec(?:ember)?)"
)
_DAY = re.compile(rf"\b{_MONTH}\.? \d{{1,2}}\b|\b\d{{1,2}} {_MONTH}\b")
_MEASURE = re.compile(
    r"\b(?:\d+(?::\d\d)?\s?[ap]\.?m\b|\d+(?:\s?%|\s(?:per\s?cent|degrees)\b)"
    r"|\w+ (?:minute|hour|day|week|month|year)s? (?:ago|after|before|later|earlier|since)\b)",
    re.IGNORECASE,
)
_DIGITS = dict(
    zip(
        "two three four five six seven eight nine ten eleven twelve dozen twenty thirty".split(),
        "2 3 4 5 6 7 8 9 10 11 12 12 20 30".split(),
        strict=True,
    )
)


def count_words(text: str) -> frozenset[str]:
    """The counts that a sentence gives, as digits, but for those of dates and shares.

    >>> sorted(count_words("Three ships and 26 men in May 2011, and again on 5 May"))
    ['26', '3']
    >>> sorted(count_words("A 71-year-old died at 5 a.m., nine days after the fire killed four"))
    ['4', '71']
    """
    found = set()
    for digits, word in _NUMBER.findall(_MEASURE.sub(" ", _DAY.sub(" ", text))):
        number = digits.replace(",", "") if digits else _DIGITS[word.lower()]
        if not ("1900" <= number <= "2100" and len(number) == 4):
            found.add(number)
    return frozenset(found)


_NAME_WORD = re.compile(r"(?<![\w.'’-])\w[\w'’-]*\w(?!\w)")
_ORDINAL = re.compile(
    r"\b(first|second|third|fourth|fifth|sixth|seventh|eighth|ninth|tenth|\d{1,3}(?:st|nd|rd|th))"
    r"(?:[- ](?:straight|consecutive|successive))?[- ]([a-z]{3,})\b"
)
_TURNS = dict(
    zip(
        "first second third fourth fifth sixth seventh eighth ninth tenth".split(),
        range(1, 11),
        strict=True,
    )
)
_OF_SO_MANY = re.compile(
    rf"\b({'|'.join(_TURNS)}) of (?:the |its |their )?(two|three|four|five|six|seven)\b"
)
_WHOSE = re.compile(r"\b(men|women|boys|girls)(?:['’]s?)(?!\w)", re.IGNORECASE)


def read_names(text: str, dull: Container[str]) -> frozenset[str]:
    """The words of names in a sentence, lower case; `dull` are those that tell nothing.

    The first word is capital whatever it is, and counts only where the next one is so too.

    >>> sorted(read_names("Police search a Boeing 737 of Lion Air in Bali.", {"police"}))
    ['air', 'bali', 'boeing', 'lion']
    """
    found = [
        (m.start(), m.end(), m.group()) for m in _NAME_WORD.finditer(text) if m.group()[0].isupper()
    ]
    start = len(text) - len(text.lstrip("\"'“‘ "))
    kept = set()
    for n, (at, end, word) in enumerate(found):
        if at == start and not (n + 1 < len(found) and found[n + 1][0] == end + 1):
            continue
        low = re.sub(r"['’]s?$", "", word).lower()
        if len(low) > 2 and low not in dull and low not in COMMON:
            kept.add(low)
    return frozenset(kept)


def read_ordinals(text: str) -> frozenset[str]:
    """What a sentence numbers, each with its number; and whether it is men's or women's.

    >>> sorted(read_ordinals("It won the second round on its third day."))
    ['day 3', 'round 2']
    >>> sorted(read_ordinals("The first of two debates; the women's final."))
    ['of two 1', 'whose women']
    """
    plain = text.replace("\n", " ")
    found = {
        f"{noun} {_TURNS.get(turn) or int(turn[:-2])}" for turn, noun in _ORDINAL.findall(plain)
    }
    found |= {f"of {many} {_TURNS[turn]}" for turn, many in _OF_SO_MANY.findall(plain)}
    found |= {f"whose {whose.lower()}" for whose in _WHOSE.findall(plain)}
    return frozenset(found)
