"""Offices and the words of titles: "secretary of state", "acting", "Dr."."""

from __future__ import annotations

import re
from functools import cache
from typing import NamedTuple

from kb.entities.spelling import word_set
from kb.entities.word_lists import read_rows


class Office(NamedTuple):
    """What kind of office a word names, and the gender it tells (``m``, ``f`` or ``None``)."""

    group: str
    gender: str | None


@cache
def _office_lengths() -> dict[str, int]:
    longest: dict[str, int] = {}
    for phrase in load_offices():
        words = phrase.replace("-", " - ").split()
        longest[words[0]] = max(longest.get(words[0], 0), len(words))
    return longest


def match_office(lows: list[str], at: int, end: int) -> int:
    """How many words from `at` name an office ("secretary of state" is three); 0 for none."""
    longest = _office_lengths().get(lows[at])
    if longest is None:
        return 0
    offices = load_offices()
    for n in range(min(longest, end - at), 0, -1):
        if " ".join(lows[at : at + n]).replace(" - ", "-") in offices:
            return n
    return 0


@cache
def load_offices() -> dict[str, Office]:
    """Offices and callings by their lower-case words, up to three words long."""
    offices: dict[str, Office] = {}
    for row in read_rows("offices.csv"):
        offices.setdefault(row["word"], Office(row["class"], row["gender"] or None))
    return offices


@cache
def load_office_heads() -> frozenset[str]:
    """The last word of every office: the word by which a title is recognised."""
    heads = {re.split(r"[ ]", word)[-1] for word in load_offices()}
    return frozenset(heads - {"state", "staff", "lama", "elect"})


def find_group(title: str) -> str:
    """The group of the office that a title in words names, or the empty string."""
    words = title.casefold().replace(" - ", "-").split()
    offices = load_offices()
    for n in range(len(words)):
        office = offices.get(" ".join(words[n:]))
        if office is not None:
            return office.group
    return ""


HONORIFICS: dict[str, str | None] = {
    "mr": "m", "mr.": "m", "mrs": "f", "mrs.": "f", "ms": "f", "ms.": "f", "miss": "f",
    "sir": "m", "lord": "m", "lady": "f", "dame": "f", "madam": "f", "dr": None, "dr.": None,
    "prof": None, "prof.": None, "sen.": None, "rep.": None, "gov.": None, "gen.": None,
    "lt.": None, "col.": None, "capt.": None, "sgt.": None, "cpl.": None, "maj.": None,
    "adm.": None, "rev.": None, "fr.": "m", "sheikh": "m", "hon.": None, "st.": None,
    "monsieur": "m", "madame": "f", "mme": "f", "herr": "m", "frau": "f", "señor": "m",
}  # fmt: skip

STATUS = {
    "former": "former", "ex": "former", "then": "former", "late": "former", "onetime": "former",
    "ousted": "former", "deposed": "former", "outgoing": "current", "incumbent": "current",
    "current": "current", "new": "current", "newly": "current", "sitting": "current",
    "incoming": "future", "designate": "future", "elect": "future", "future": "future",
    "acting": "acting", "interim": "acting", "caretaker": "acting",
}  # fmt: skip

# Words before an office's last word that belong to the title ("economic security minister").
OFFICE_MODIFIERS = word_set(
    """
    prime foreign trade defence defense finance financial economy economic security interior
    home health labour labor education justice environment energy industry commerce
    agriculture transport digital technology science culture sports tourism immigration
    housing cabinet deputy vice assistant associate chief senior junior top executive general
    national state federal district police press presidential parliamentary opposition party
    election strategy policy campaign supreme first second special permanent high lead
    managing operating information marketing intelligence military army navy naval air force
    air-force human rights affairs and of foreign-policy national-security central bank
    majority minority house senate lieutenant brigadier major staff sergeant co independent
    under shadow treasury communications media public relations external internal works
    infrastructure roads water aviation shipping fisheries petroleum mines planning development
    women youth social welfare rural urban lands religious sport arts heritage higher
    """
)

# Titles that stay part of the name where one word follows: "Pope Leo", "Sheikh Hasina".
# Not so of kings and queens, whose country tells them apart.
NAME_TITLES = word_set("pope prince princess sheikh saint")
