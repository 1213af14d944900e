"""Numbers in words: how many, within which bounds, and where in a parse they stand."""

from __future__ import annotations

import re
from collections.abc import Sequence

from kb.annotate import Document

_BOUNDS = {
    "slightly less": "about", "just under": "about", "just over": "about",
    "little more": "about", "little less": "about", "little over": "about",
    "at least": "at least", "more than": "at least", "over": "at least", "no fewer": "at least",
    "not less": "at least", "above": "at least", "upwards of": "at least",
    "in excess of": "at least", "minimum of": "at least",
    "up to": "at most", "fewer than": "at most", "less than": "at most", "at most": "at most",
    "under": "at most", "no more than": "at most", "as many as": "at most",
    "maximum of": "at most", "below": "at most",
    "about": "about", "around": "about", "some": "about", "nearly": "about",
    "almost": "about", "roughly": "about", "approximately": "about", "an estimated": "about",
    "close to": "about", "estimated": "about", "approx": "about", "circa": "about",
}  # fmt: skip
_WORDS = {
    "a": 1, "an": 1, "one": 1, "two": 2, "three": 3, "four": 4, "five": 5, "six": 6, "seven": 7,
    "eight": 8, "nine": 9, "ten": 10, "eleven": 11, "twelve": 12, "thirteen": 13, "fourteen": 14,
    "fifteen": 15, "sixteen": 16, "seventeen": 17, "eighteen": 18, "nineteen": 19, "twenty": 20,
    "thirty": 30, "forty": 40, "fifty": 50, "sixty": 60, "seventy": 70, "eighty": 80,
    "ninety": 90, "half": 0.5, "dozen": 12, "hundred": 100, "thousand": 1000,
    "million": 1_000_000, "billion": 1_000_000_000, "trillion": 1_000_000_000_000,
    "m": 1_000_000, "mn": 1_000_000, "bn": 1_000_000_000, "tn": 1_000_000_000_000, "k": 1000,
    "lakh": 100_000, "crore": 10_000_000,
}  # fmt: skip
_MANY = {"dozens": 24, "scores": 40, "hundreds": 200, "thousands": 2000, "millions": 2_000_000}
_BETWEEN = re.compile(r"\b(?:between|from) ([\w,. ]+?) (?:and|to) ([\w,.]+)")
_LEAD = 24  # code points before a number in which words bound it
_NUMERAL = re.compile(r"\d[\d,]*(?:\.\d+)?|[a-z]+")


def read_number(words: str) -> float | None:
    """The number that words write, or ``None``: "1,200", "twelve", "2.5 million".

    >>> read_number("1,200"), read_number("two dozen"), read_number("dozens")
    (1200.0, 24.0, None)
    >>> read_number("3.4bn"), read_number("two hundred and five"), read_number("half a million")
    (3400000000.0, 205.0, 500000.0)
    """
    total = 0.0
    part: float | None = None
    for word in _NUMERAL.findall(words.lower()):
        if word[0].isdigit():
            part = float(word.replace(",", ""))
        elif word in _MANY:
            return None
        elif word in _WORDS:
            value = float(_WORDS[word])
            if word in ("a", "an"):
                part = 1.0 if part is None else part
            elif value >= 1000:
                total += (1.0 if part is None else part) * value
                part = None
            elif value == 100 or word == "dozen":
                part = (1.0 if part is None else part) * value
            else:
                part = value if part is None else part + value
    return None if part is None and not total else total + (part or 0.0)


def read_count(words: str) -> tuple[float | None, str | None]:
    """The number and, where the words themselves set it, its bound: dozens are at least 24.

    Of two ends the middle is given, as about so many.

    >>> read_count("dozens of villagers"), read_count("tens of thousands"), read_count("seven")
    ((24.0, 'at least'), (20000.0, 'at least'), (7.0, None))
    >>> read_count("between 20 and 30 people")
    (25.0, 'about')
    """
    low = words.lower()
    if (span := _BETWEEN.search(low)) is not None:
        least, most = (read_number(side) for side in span.groups())
        if least is not None and most is not None:
            return (least + most) / 2, "about"
    if re.search(r"\btens of thousands\b", low):
        return 20_000.0, "at least"
    if re.search(r"\bhundreds of thousands\b", low):
        return 200_000.0, "at least"
    for word, value in _MANY.items():
        if re.search(rf"\b{word}\b", low):
            return float(value), "at least"
    return read_number(words), None


def read_bound(words: str) -> str:
    """``exactly``, ``about``, ``at least`` or ``at most``, by the words around a number.

    >>> read_bound("the talks took slightly less than"), read_bound("no fewer than 12")
    ('about', 'at least')
    """
    low = words.lower()
    if re.search(r"\bno more than\b|\bat most\b", low):
        return "at most"
    for cue, bound in _BOUNDS.items():
        if re.search(rf"\b{cue}\b", low):
            return bound
    return "exactly"


def bound_before(text: str, start: int, end: int) -> str:
    """The bound of the number at ``text[start:end]`` by the words just before and in it."""
    lead = text[max(0, start - _LEAD) : start]
    # another number, a comma or a full stop ends what can speak of this one
    lead = re.split(r"\d|[,.;:()]| and ", lead)[-1]
    return read_bound(lead + text[start:end])


def find_numeral(doc: Document, i: int) -> tuple[int, int] | None:
    """The tokens (first, last) of the number that counts token `i`, or that it is itself."""
    token = doc.tokens[i]
    if token.tag == "CD" or token.lemma.lower() in _MANY or token.text.lower() in _MANY:
        low = [c for c in doc.children[i] if doc.tokens[c].dep in ("compound", "nummod", "advmod")
               and c < i and doc.tokens[c].tag == "CD"]  # fmt: skip
        return (min([*low, i]), i)
    for c in doc.children[i]:
        if doc.tokens[c].dep == "nummod":
            return _last_number(doc, doc.subtree(c))
        if doc.tokens[c].dep == "prep" and doc.tokens[c].lemma == "of":
            continue
    return None


def _last_number(doc: Document, group: Sequence[int]) -> tuple[int, int]:
    """The tokens of a number; of two that are no range, "209 and 28 missing", the last."""
    first, last = group[0], group[-1]
    between = first > 0 and doc.tokens[first - 1].text.lower() in ("between", "from")
    if not between and doc.tokens[first].text[0].isdigit():
        for i in range(first + 1, last):
            if doc.tokens[i].text.lower() == "and" and doc.tokens[i + 1].text[0].isdigit():
                first = i + 1
    return first, last
