"""The lines of a text, and the paragraphs that were broken into lines of one width."""

from __future__ import annotations

import itertools
import re
from typing import NamedTuple

WIDEST = 110
NARROWEST = 40

_LINE = re.compile(r"[^\n\r\x0b\x0c\x85\u2028\u2029]+")
_BULLET = re.compile(r"(?:[-–—•*‣▪◦·●○■□»➤►▶✓]|\d{1,2}[.)]|#{1,6})\s")
_FIRST_WORD = re.compile(r"\S{1,40}")


class Line(NamedTuple):
    """A line without the white space around it, or several that make one paragraph.

    `indent` counts the white space before it, `apart` says that it does not follow directly on
    the line above.
    """

    start: int
    end: int
    indent: int
    apart: bool


def read_lines(text: str) -> list[Line]:
    r"""The lines of `text` that are not blank, in order.

    >>> [text[line.start:line.end] for text in ["One \n\n two"] for line in read_lines(text)]
    ['One', 'two']
    """
    lines: list[Line] = []
    last = 0
    apart = True
    for match in _LINE.finditer(text):
        whole = match.group()
        body = whole.strip()
        if not body:
            apart = True
            continue
        start = match.start() + len(whole) - len(whole.lstrip())
        gap = text[last : match.start()] if match.start() - last < 3 else "\n\n"
        apart = apart or gap not in ("\n", "\r\n", "\r", "\u2028")
        lines.append(Line(start, start + len(body), start - match.start(), apart))
        last, apart = match.end(), False
    return lines


def join_wrapped(text: str, lines: list[Line]) -> list[Line]:
    r"""The paragraphs of a hard-wrapped text; the lines unchanged where it is not wrapped.

    A text counts as wrapped where no line is wide and many lines go on in the next with a small
    letter. A line is then joined to the next where the next one's first word would not have
    fitted, or where a sentence runs on.

    >>> text = ("The ministers of both countries met on\nFriday in the capital and agreed to\n"
    ...         "talk again.\n\nNothing was signed.")
    >>> [text[line.start:line.end][-11:] for line in join_wrapped(text, read_lines(text))]
    ['talk again.', 'was signed.']
    """
    width = _find_width(text, lines)
    if width is None:
        return lines
    joined: list[Line] = []
    above = lines[0]  # the last physical line, whose width decides
    for line in lines:
        if joined and _runs_on(text, above, line, width):
            first = joined[-1]
            joined[-1] = Line(first.start, line.end, first.indent, first.apart)
        else:
            joined.append(line)
        above = line
    return joined


def _find_width(text: str, lines: list[Line]) -> int | None:
    """The width to which the text was wrapped, or ``None`` where it was not."""
    if len(lines) < 3:
        return None
    lengths = sorted(line.end - line.start + line.indent for line in lines)
    width = lengths[-1 - len(lengths) // 50]  # a long address or table row may stick out
    if not NARROWEST * 0.8 <= width <= WIDEST:
        return None
    breaks = low = 0
    for above, line in itertools.pairwise(lines):
        if line.apart:
            continue
        breaks += 1
        low += text[line.start].islower() and text[above.end - 1] not in ".!?:"
    # Half the lines of wrapped prose start with a small letter; of a list of titles hardly any.
    return width if low and low * 3 >= breaks else None


def _runs_on(text: str, above: Line, line: Line, width: int) -> bool:
    if line.apart or _BULLET.match(text, line.start):
        return False
    if text[line.start].islower() and text[above.end - 1] not in ".!?:":
        return True
    if line.indent >= above.indent + 2:
        return False
    word = _FIRST_WORD.match(text, line.start)
    room = width - (above.end - above.start + above.indent) - 1
    return word is not None and len(word.group()) > room
