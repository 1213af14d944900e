"""How words are cut and compared: accents folded, hyphens apart."""

from __future__ import annotations

import re
import unicodedata

_PIECES = re.compile(r"[^\s\-‐‑–—,]+|[-‐‑–—,]")


def fold_accents(text: str) -> str:
    """A text without accents: papers write "Orbán" and "Orban" in one article."""
    if text.isascii():
        return text
    apart = unicodedata.normalize("NFD", text)
    return "".join(c for c in apart if not unicodedata.combining(c))


def word_set(text: str) -> frozenset[str]:
    """The words of a text, as a set."""
    return frozenset(text.split())


def split_words(name: str) -> tuple[str, ...]:
    """The words of a name as the tokeniser cuts them: hyphens and commas stand alone.

    >>> split_words("Asia-Pacific Economic Cooperation")
    ('Asia', '-', 'Pacific', 'Economic', 'Cooperation')
    """
    return tuple(_PIECES.findall(name))
