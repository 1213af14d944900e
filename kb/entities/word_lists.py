"""The shipped word lists: given names, family names, demonyms.

Each is loaded on first use and once; the lists are data files beside this module.
"""

from __future__ import annotations

import csv
from functools import cache
from importlib.resources import files

from kb.entities.spelling import fold_accents


def read_rows(name: str) -> list[dict[str, str]]:
    """The rows of a CSV file of the shipped word lists."""
    text = files("kb.entities").joinpath("data", name).read_text(encoding="utf-8")
    return list(csv.DictReader(text.splitlines()))


@cache
def load_given_names() -> dict[str, str | None]:
    """Given names with their gender; ``None`` for a name that both bear."""
    names = dict(load_common_given_names())
    for name, gender in _read_given_names("given_names_more.txt").items():
        names.setdefault(name, gender)
    return names


@cache
def load_common_given_names() -> dict[str, str | None]:
    """The commonest given names alone, which are seldom family names."""
    return _read_given_names("given_names.txt")


def _read_given_names(file: str) -> dict[str, str | None]:
    text = files("kb.entities").joinpath("data", file).read_text(encoding="utf-8")
    names: dict[str, str | None] = {}
    section = ""
    for line in text.splitlines():
        if line.startswith("["):
            section = line.strip("[]")
        elif line and not line.startswith("#"):
            for name in line.split():
                both = section == "either" or names.get(name, section) != section
                names[name] = None if both else section
    return names


@cache
def load_family_names() -> frozenset[str]:
    """Family names of many countries."""
    names = _read_words("family_names.txt")
    return names | {fold_accents(name) for name in names}


@cache
def load_family_first() -> frozenset[str]:
    """Family names that stand first (Chinese, Korean, Vietnamese)."""
    return _read_words("family_first.txt")


def _read_words(file: str) -> frozenset[str]:
    text = files("kb.entities").joinpath("data", file).read_text(encoding="utf-8")
    lines = (line for line in text.splitlines() if not line.startswith("#"))
    return frozenset(" ".join(lines).split())


@cache
def load_demonyms() -> dict[str, str]:
    """Demonyms ("Japanese") with the ISO 3166-1 alpha-2 code of their country."""
    found: dict[str, str] = {}
    for row in read_rows("countries.csv"):
        for word in filter(None, row["demonyms"].split("|")):
            found.setdefault(word, row["iso"])
    return found
