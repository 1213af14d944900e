"""The outlet or agency that an article's own text names as its origin."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

from kb.dates import find_dates
from kb.entities.organizations import find_organization
from kb.read.block import Block
from kb.read.dateline import find_dateline

_PRESS = frozenset(
    """
    agency bulletin chronicle courier daily dispatch echo examiner gazette globe guardian herald
    independent journal ledger mail mercury monitor news newspaper newswire observer post press
    radio record register reporter review sentinel shimbun standard star sun telegraph television
    times today tribune tv weekly wire
    """.split()
)
# sections and buttons of a page, which are made like the names of outlets
_SECTIONS = frozenset(
    """
    all best breaking business current daily fake entertainment good health latest live local more
    national our politics related science sports sport tech top trending video watch world your
    """.split()
)
_HEAD = frozenset({"byline", "published", "standfirst", "furniture"})
_LONGEST = 60
_AFTER_TEXT = 80
_PIECES = re.compile(r"\s*[|•·,:()\[\]/]\s*|\s+[-–—]+\s+|\s*[–—]\s*|\n")
_BY = re.compile(r"(?:by|from|source|via)\b[:\s]*", re.IGNORECASE)
_STAFF = re.compile(
    r"\s+(?:staff|correspondent|reporter|editor|desk|bureau|writers?|reporters)\b.*", re.IGNORECASE
)
_NAME = re.compile(r"(?:[A-Z0-9À-Þ][\w.'’&-]*|of|the|and|de|la|le|del)(?:\s+|$)")
_CLOSING = re.compile(r"[\s(\[–—-]*(?P<name>[A-Z][\w.&' -]{1,40}?)[)\].\s]*$")
_NO_NAME = frozenset("end ends more fin copyright".split())


@dataclass(frozen=True, slots=True)
class Credit:
    """The name of an outlet or agency as an article credits it; `text[start:end] == name`."""

    name: str
    start: int
    end: int


def find_credit(text: str, blocks: Sequence[Block]) -> Credit | None:
    r"""The outlet or agency that the article's own words name as where it comes from, if any.

    Looked for in the lines between the headline and the running text ("The Harbour Post, 2 May
    2024"), in the dateline ("LIMA, 2 May (Andes News) --"), then in a closing line ("REUTERS").
    A name counts as an outlet's where it is a known one or is made like one. It is what the
    article says, and may be an agency whose story somebody else has printed: it is no publisher.

    >>> from kb.read.blocks import split_blocks
    >>> text = "A bridge opens\nThe Harbour Post, 2 May 2024\nThe bridge opened on Thursday."
    >>> find_credit(text, split_blocks(text)).name
    'The Harbour Post'
    """
    return next(_find_credits(text, blocks), None)


def _find_credits(text: str, blocks: Sequence[Block]) -> Iterator[Credit]:
    prose = next((i for i, b in enumerate(blocks) if b.kind in ("paragraph", "item")), len(blocks))
    for block in blocks[:prose]:
        if block.kind in _HEAD and block.end - block.start <= 3 * _LONGEST:
            yield from _read_line(text, block)
    if prose < len(blocks):
        dateline = find_dateline(text, blocks[prose])
        if dateline is not None and dateline.agency is not None:
            at = text.rindex(dateline.agency, dateline.start, dateline.end)
            yield Credit(dateline.agency, at, at + len(dateline.agency))
    for before, block in pairwise(blocks):
        closes = before.kind in ("paragraph", "item") and block.kind == "furniture"
        # only what stands behind the last full stop itself: "… on Friday. REUTERS"
        if (
            closes
            and "\n" not in text[before.end : block.start]
            and block.end - block.start <= _AFTER_TEXT
        ):
            found = _CLOSING.match(text, block.start, block.end)
            name = found["name"].strip() if found is not None else ""
            if found is not None and name and _is_closing(name):
                yield Credit(name, found.start("name"), found.start("name") + len(name))


def _read_line(text: str, block: Block) -> Iterator[Credit]:
    line = text[block.start : block.end]
    dated = [(m.start, m.end) for m in find_dates(line)]
    for start, end in _split(line, dated):
        by = _BY.match(line, start, end)
        start = by.end() if by is not None else start
        staff = _STAFF.search(line, start, end)
        end = staff.start() if staff is not None else end
        name = line[start:end].strip(" .-*#")
        if name and sounds_like_outlet(name):
            at = block.start + line.index(name, start)
            yield Credit(name, at, at + len(name))


def _split(line: str, holes: Iterable[tuple[int, int]]) -> Iterator[tuple[int, int]]:
    """The pieces of a line between its separators and the `holes`."""
    cuts = sorted([*holes, *((m.start(), m.end()) for m in _PIECES.finditer(line))])
    at = 0
    for start, end in cuts:
        if start > at:
            yield at, start
        at = max(at, end)
    if at < len(line):
        yield at, len(line)


def sounds_like_outlet(name: str) -> bool:
    """Whether a name is that of a known outlet, or is made like one.

    >>> [sounds_like_outlet(name) for name in ("Reuters", "Rift Valley Post", "Anna Lind")]
    [True, True, False]
    """
    if len(name) > _LONGEST or not _is_name(name):
        return False
    known = find_organization(name.split()) or find_organization(name.removeprefix("The ").split())
    if known is not None:
        return known.media
    words = [word.strip(".'’").casefold() for word in name.split()]
    if len(words) < 2 or _SECTIONS.issuperset(words[:-1]):
        return False
    return words[-1] in _PRESS or words[-2] == "news"


def _is_name(name: str) -> bool:
    return name[:1].isupper() and "".join(m.group() for m in _NAME.finditer(name)) == name


def _is_closing(name: str) -> bool:
    if name.casefold() in _NO_NAME:
        return False
    return sounds_like_outlet(name.title()) or sounds_like_outlet(name) or name.isupper()
