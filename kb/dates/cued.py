"""Words that tell a time only beside a cue: seasons, "noon", "daily", "the week", "one day"."""

from __future__ import annotations

import re

from kb.dates.clock import read_clock
from kb.dates.compose import THE_UNIT
from kb.dates.durations import ADVERB, duration_value
from kb.dates.node import Time
from kb.dates.relative import read_amount, read_span
from kb.dates.words import unit_code
from kb.dates.years import read_decade_word, read_season

I = re.IGNORECASE  # noqa: E741
YEAR_TAIL = re.compile(
    r",?\s+(?:(?:of|in)\s+)?(?P<s>last|this|next|(?:the\s+)?(?:previous|following|same|preceding|current|next|past)|that(?:\s+same)?)\s+(?P<u>year|month|week|decade|century|quarter)(?![a-z-])(?P<g>'s\b)?",
    I,
)


def read_cued_season(text: str, at: int) -> Time | None:
    """A season, where a year, a preposition or an article makes it one."""
    node = read_season(text, at)
    if node is None:
        return None
    if node.year is not None:
        return node
    word = text[at : at + 6].lower()
    before = text[max(0, at - 14) : at]
    tail = YEAR_TAIL.match(text, node.end)
    if (tail and tail["u"].lower() == "year") or re.match(
        r"\s+of\s+(?:the\s+(?:following|same|next|previous|that)|that)\s+year",
        text[node.end : node.end + 30],
        I,
    ):
        return node
    after = text[node.end : node.end + 26]
    cue = re.search(
        r"\b(?:in|during|since|until|by|this|last|next|every|throughout|through|over|for|early"
        r"|late|mid|from|before|after|to|and|of|late\sin|early\sin)[ -](?P<the>the\s)?$",
        before,
        I,
    )
    if cue is None:
        return None
    if not cue["the"] and not re.search(
        r"\b(?:in|by|since|until|this|last|next|early|late|mid|to|and|from)[ -]$", before, I
    ):
        return None
    if cue["the"] and re.match(
        r"\s+(?!and\b|of\s+\d|or\b|to\b|in\b|with\b|for\b|at\b|when\b|after\b|before\b|as\b|by\b|while\b|but\b|the\b|on\b|he\b|she\b|they\b|his\b|a\b|that\b|it\b|was\b|were\b|is\b|had\b|under\b|during\b)[a-z]",
        after,
    ):
        return None
    if not cue["the"] and re.match(
        r"\s+(?:training|of\s+(?!\d)|semester|break|camp|school|olympics|games|collection|house)",
        after,
        I,
    ):
        return None
    if word.startswith(("fall", "spring")):
        if word.startswith("fall") and re.match(
            r"\s+(?:of|in|on|from|to|into|behind|short|below|at|by)\b", after
        ):
            return None
        if not re.search(
            r"\b(?:in|during|this|last|next|by|since|until|early|late|mid|through|throughout"
            r"|of)[ -](?:the\s)?$",
            before,
            I,
        ):
            return None
    return node


_FOR = re.compile(r"\b(?:for|during|over|through|down)\s$", I)


_UNIT_ENDS = re.compile(r"(?:\s+(?:and|but|as|so\s+far|to|ended|ending)\b|\s*[.,;:)]|\s*$)", I)


def read_the_unit(text: str, at: int) -> Time | None:
    """Reads "For the week", "for the year": the one of the day of writing; "over the years"."""
    before = text[max(0, at - 9) : at]
    if not _FOR.search(before):
        return None
    if match := re.compile(r"the\s+(?P<u>years|decades|centuries|months)(?![a-z-])", I).match(
        text, at
    ):
        if not _UNIT_ENDS.match(text, match.end()) or before.lower().endswith("for "):
            return None
        unit = unit_code(match["u"])
        return Time("dur", match.end(), unit=unit, value=duration_value(None, unit))
    match = THE_UNIT.match(text, at)
    if match is None or not _UNIT_ENDS.match(text, match.end()) or match["u"].lower() == "day":
        return None
    if not before.lower().endswith(("for ", "during ")):
        return None
    unit = unit_code(match["u"])
    return Time(
        "rel", match.end(), unit=unit, count=0.0, direction=1, anchored="year", shift="same"
    )


def stands_for_length(text: str, at: int) -> bool:
    """Whether what stands before wants a length of time."""
    before = text[max(0, at - 14) : at].lower()
    return bool(
        re.search(
            r"\b(?:for|within|in|about|nearly|almost|than|least|over|just|only|after|lasted|took|spent|half)\s$",
            before,
        )
    )


def read_one(text: str, at: int) -> Time | None:
    """A length or time that begins with "one"."""
    node = read_amount(text, at)
    if node is None or node.kind != "dur" or node.type is not None:
        return node
    if node.unit not in ("D", "NI", "MO", "AF", "EV") or text[at + 3] == "-":
        return node
    return node if stands_for_length(text, at) else None


def read_adverb(text: str, at: int) -> Time | None:
    """A recurring time in one word ("daily")."""
    match = re.compile(r"[A-Za-z]+").match(text, at)
    if match is None:
        return None
    word = match[0].lower()
    value = ADVERB[word]
    if text[max(0, at - 3) : at].lower() == "bi-" and value in ("P1W", "P1M"):
        return Time("set", match.end(), value=f"P2{value[2]}", quant="EVERY", start=at - 3)
    capital = text[at].isupper()
    after = text[match.end() : match.end() + 12]
    if capital and re.match(r"\s+[A-Z]", after):
        return None  # the Daily Mail, the Annual Review
    if capital and text[at - 1 : at] == " " and text[at - 2 : at - 1].isalpha():
        return None
    return Time("set", match.end(), value=value, quant="EVERY")


def read_noon(text: str, at: int) -> Time | None:
    """Noon or midnight, where a preposition stands before it."""
    before = text[max(0, at - 10) : at].lower()
    if not re.search(
        r"\b(?:at|by|until|before|after|around|about|from|since|past|to|and|near|of)\s$", before
    ) and not text[at : at + 10].lower().startswith(("noon gmt", "noon on", "noon est")):
        return None
    return read_clock(text, at)


def read_year_end(text: str, at: int) -> Time | None:
    """The end of a unit ("year-end"), or "year-earlier"."""
    if match := re.compile(r"(?:year|month|week)[- ]end(?![a-z])", I).match(text, at):
        unit = unit_code(match[0].lower().split("-")[0].split(" ")[0])
        return Time(
            "rel", match.end(), unit=unit, count=0.0, direction=1, anchored="doc", mod="END"
        )
    if match := re.compile(r"year[- ](?:earlier|ago)(?![a-z])", I).match(text, at):
        return Time("rel", match.end(), unit="Y", count=1.0, direction=-1, anchored="doc")
    return None


def read_midyear(text: str, at: int) -> Time | None:
    """The middle of a unit ("mid-week")."""
    match = re.compile(r"mid-?(?P<u>year|month|week|decade|century)(?![a-z])", I).match(text, at)
    if match is None:
        return None
    return Time(
        "rel",
        match.end(),
        unit=unit_code(match["u"]),
        count=0.0,
        direction=1,
        anchored="doc",
        mod="MID",
    )


def digits_before(text: str, at: int) -> Time | None:
    """A decade whose apostrophe stands before the digits ("'90s")."""
    if at and text[at - 1] in "'’‘" and (node := read_decade_word(text, at - 1)):
        node.start = at - 1
        return node
    return None


def read_number_amount(text: str, at: int) -> Time | None:
    """A length of time or distance in time that begins with a number."""
    if at and text[at - 1] in "$£€.,:/":
        return None
    return read_span(text, at) or read_amount(text, at)
