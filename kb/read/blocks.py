"""The blocks of an article's text: headline, bylines, paragraphs, page furniture (stub)."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Block:
    """A run of lines of an article's text, and what they are.

    `start` and `end` are code point offsets into the text; `prose` is where running prose
    begins, behind a bullet or a dateline (equal to `start` where there is neither).
    """

    start: int
    end: int
    kind: str
    prose: int


def split_blocks(text: str, title: str | None = None) -> tuple[Block, ...]:
    """The blocks of `text` in order (stub: every line is a paragraph)."""
    blocks: list[Block] = []
    at = 0
    for line in text.splitlines(keepends=True):
        body = line.strip()
        if body:
            start = at + line.index(body)
            blocks.append(Block(start, start + len(body), "paragraph", start))
        at += len(line)
    return tuple(blocks)
