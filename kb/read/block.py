"""A block of an article's text: a run of lines, and what they are."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Block:
    """A run of lines of an article's text, and what they are.

    `start` and `end` are code point offsets into the text; `prose` is where running prose
    begins, behind a bullet or a dateline (equal to `start` where there is neither). `kind` is
    ``headline``, ``standfirst``, ``byline``, ``published`` (a line that gives dates),
    ``heading`` (a title inside the article), ``paragraph``, ``item`` (of a bulleted list),
    ``caption`` or ``furniture`` (everything that belongs to the page, not to the article).
    """

    start: int
    end: int
    kind: str
    prose: int
