"""Whether a text is English, told cheaply by its function words."""

from __future__ import annotations

import re

REACH = 4_000
FEW = 12

_WORD = re.compile(r"[^\W\d_]+(?:['’][a-z]+)?")
_ENGLISH_WORDS = """
    the of and to that was for with his her they from by at which this but have had has not are
    were been its their would will who said after before about than when there an as it is he she
    you we our your be could should into over also
"""
_OTHER_WORDS = """
    le la les des du une et est dans pour que qui sur avec au aux pas par ce cette ont été
    der die das und ist nicht den dem ein eine mit von zu auf für sich
    el los las un una y en es por con para del se su al lo il di che per non gli della dei sono
    da do dos uma não com os het een van niet zijn op te voor och att det som på av är ikke og
    til w na z nie jest i ve bir
"""
_ENGLISH = frozenset(_ENGLISH_WORDS.split())
_OTHER = frozenset(_OTHER_WORDS.split())


def looks_english(text: str) -> bool:
    """Whether `text` reads like English; looks at its first few thousand characters.

    A few words tell little and count as English unless they say otherwise: headlines have hardly
    any function words.

    >>> looks_english("The ministers said that they had met in Vienna on Friday.")
    True
    >>> looks_english("Les ministres se sont rencontrés à Vienne vendredi pour la première fois.")
    False
    """
    words = [word.lower() for word in _WORD.findall(text[:REACH])]
    if not words:
        return False
    latin = sum(word[0] < "\u0250" for word in words)
    if latin * 2 < len(words):
        return False
    english = sum(word in _ENGLISH for word in words)
    other = sum(word in _OTHER for word in words)
    if len(words) < FEW:
        return english >= other
    return english > other and english >= 0.08 * len(words)
