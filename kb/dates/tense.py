"""Does a sentence speak of the past or of the future? A small grammar of cues."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence

Hints = Callable[[int, int], str | None] | Sequence[tuple[int, int, str]]

_FUTURE = (
    r"(?:will|['’]ll|won['’]t|shall|would|could|might|should|must|can)(?:\s+(?:not|also|have|been|be|[a-z]+ly))*(?:\s+[a-z]+)?|going\s+to(?:\s+be)?(?:\s+[a-z]+)?|(?:is|are|was|were)\s+to\s+be\s+[a-z]+|(?:is|are|was|were)\s+to\s+(?!date)[a-z]+|to\s+be\s+[a-z]+|expect(?:s|ed)?\s+to|scheduled|slated|"
    r"set\s+(?:to|for)|due\s+(?:to|on|in|by|out|back|for)|plan(?:s|ned|ning)?\s+(?:to|for|on)|hop(?:es|ed|ing|e)\s+to|upcoming|intends?|intended|aim(?:s|ed)?\s+to|"
    r"may(?=\s+[a-z])|is\s+likely|are\s+likely|forthcoming|await(?:s|ing)?|ahead\s+of|looking\s+ahead|promis(?:e|es|ed)\s+to|vow(?:s|ed)\s+to|about\s+to|"
    r"expected|planned\s+for|postponed\s+(?:to|until)|delayed\s+until|(?:is|are|'s|’s)\s+(?:[a-z]+ly\s+)?[a-z]{2,}ing|invit(?:ed|es)|until|run(?:s|ning)?\s+(?:through|until)|schedule|deadline|takes?\s+effect|expires?|begins|starts|opens|kicks\s+off|resumes|premieres"
)
_PAST = (
    r"was|were|had|did|said|told|has|have|been|['’]d|['’]ve|[a-z]{2,}ed|met|held|began|came|went|took|made|gave|won|lost|fell|rose|died|"
    r"hit|left|saw|got|became|sent|found|found|struck|spoke|led|kept|brought|bought|sold|built|paid|ran|shot|drew|grew|knew|wrote|"
    r"stood|sat|fought|broke|chose|drove|flew|threw|wore|swore|set|put|cut|let|read|quit|shut|split|spent|sought|taught|thought|"
    r"caught|felt|heard|meant|sank|sprang|stole|withdrew|overthrew|born|ago|killed"
)
_CUE = re.compile(
    rf"\b(?:(?P<f>{_FUTURE})|(?P<p>{_PAST})|(?P<n>is|are|am|be|says?|does|do))\b", re.IGNORECASE
)
_STOP = re.compile(r"[.!?](?:[\s\"”’')]+(?=[A-Z\"“(])|$)|\n|[;:—]\s")
_BEFORE_FUTURE = re.compile(
    r"\b(?:by|until|till|before|no\s+later\s+than|through|as\s+early\s+as|as\s+soon\s+as|starting|beginning|from|come|next|due)\s+(?:on\s+|the\s+)?$",
    re.IGNORECASE,
)
_BEFORE_PAST = re.compile(
    r"\b(?:since|as\s+recently\s+as|back\s+in|as\s+of|ended|dating\s+to)\s+(?:on\s+|the\s+)?$",
    re.IGNORECASE,
)
_ARRANGED = re.compile(
    r"\b(?:call(?:s|ed|ing)|convened?|announc(?:es?|ed|ing)|schedul(?:es?|ed|ing)|arranged?)\s"
    r"[^.;:]{0,80}\bfor\s+(?:early\s+|late\s+)?$",
    re.IGNORECASE,
)
"""What is called for a day is called for one to come: "called a strike **for** Friday"."""
REACH = 240


def read_tense(text: str, start: int, end: int, hints: Hints | None = None) -> str | None:
    """``past``, ``future``, ``present`` or ``None`` for what is told at this place in a text."""
    if _ARRANGED.search(text[max(0, start - 120) : start]):
        return "future"
    if hints is not None:
        told = _hinted(hints, start, end)
        if told is not None:
            return told
    window = text[max(0, start - 24) : start]
    if _BEFORE_PAST.search(window):
        return "past"
    left_at = max(0, start - REACH)
    left = text[left_at:start]
    cut = 0
    for pause in _STOP.finditer(left):
        cut = pause.end()
    left = left[cut:]
    right = text[end : end + REACH]
    stop = _STOP.search(right)
    if stop:
        right = right[: stop.start()]
    found: re.Match[str] | None = None
    for cue in _CUE.finditer(left):
        found = cue  # the last one counts
    by = _BEFORE_FUTURE.search(window)
    if found is not None:
        told = _name(found)
        if told != "present":
            if told == "past" and by and _then_future(left, found):
                return "future"
            return told
    after = _CUE.search(right)
    if after is not None and (
        found is None or (_name(after) != "present" and "," not in left[found.end() :])
    ):
        return _name(after)
    if by:
        return "future"
    return None if found is None else "present"


def _then_future(left: str, found: re.Match[str]) -> bool:
    return bool(re.search(r"\bto\b", left[found.end() :]))


def _name(match: re.Match[str]) -> str:
    return "future" if match["f"] else "past" if match["p"] else "present"


def _hinted(hints: Hints, start: int, end: int) -> str | None:
    if callable(hints):
        return hints(start, end)
    for a, b, tense in hints:
        if a <= start and end <= b:
            return tense
    return None
