"""The blocks of an article's text: headline, bylines, paragraphs, page furniture.

A text that comes off a page carries more than the article: when it was published, who shares it,
what else to read. What is not prose is never parsed, so that no event is made from "3 min read";
and what is called furniture by mistake is lost for good. So a line is taken for furniture only
where its wording or its shape is that of furniture, and a full sentence is prose otherwise.
"""

from __future__ import annotations

from kb.read.block import Block
from kb.read.dateline import match_dateline
from kb.read.lines import Line, join_wrapped, read_lines
from kb.read.shapes import Shape, find_credit, is_author_note, judge_line, normalize

HEAD_LIMIT = 60
NAME_WORDS = 4
HEADING_WORDS = 12
TITLE_LIMIT = 400


def split_blocks(text: str, title: str | None = None) -> tuple[Block, ...]:
    r"""The blocks of `text`, in order, without overlap; blank lines belong to none.

    `title` is the headline as the metadata gives it; the line that repeats it is the headline,
    and without one the first short line above the first paragraph is. A paragraph that was
    broken into lines of one width is one block. The time is linear in the length of the text.

    >>> blocks = split_blocks("Ministers meet in Oslo\n3 min read\nOSLO — They met on Friday.")
    >>> [block.kind for block in blocks]
    ['headline', 'published', 'paragraph']
    >>> blocks[2].prose - blocks[2].start
    7
    """
    lines = join_wrapped(text, read_lines(text))
    shapes = [judge_line(text, line.start, line.end) for line in lines]
    kinds = _name_kinds(text, lines, shapes, title)
    blocks: list[Block] = []
    loose = True  # a dateline without an agency is believed only at the very first paragraph
    for line, shape, kind in zip(lines, shapes, kinds, strict=True):
        start, end, prose = line.start, line.end, line.start + shape.lead
        if kind in ("furniture", "published", "byline", "caption"):
            blocks.append(Block(start, end, kind, prose))
            continue
        if kind in ("paragraph", "item", "standfirst"):
            dateline = match_dateline(text, prose, end, loose=loose)
            if dateline is not None:
                prose = dateline.end
            loose = loose and kind == "standfirst"
            credit = find_credit(text, prose, end)
            if credit is not None:
                cut, at = credit
                blocks.append(Block(start, cut, kind, prose))
                blocks.append(Block(at, end, "furniture", at))
                continue
        blocks.append(Block(start, end, kind, min(prose, end)))
    return tuple(blocks)


def _name_kinds(text: str, lines: list[Line], shapes: list[Shape], title: str | None) -> list[str]:
    """The kind of each line: what it is by itself, and then by where it stands."""
    kinds = [shape.kind for shape in shapes]
    headline = _find_headline(text, lines, shapes, title)
    if headline is not None:
        kinds[headline] = "headline"
    _drop_links(shapes, kinds)
    sentences = [i for i, kind in enumerate(kinds) if kind == "sentence"]
    first = next((i for i in sentences if shapes[i].words >= 8), None)
    if first is None:
        first = sentences[0] if sentences else len(kinds)
    last = sentences[-1] if sentences else -1
    for i, kind in enumerate(kinds):
        if kind == "sentence":
            kinds[i] = "paragraph"
        elif kind == "fragment":
            if not sentences:
                kinds[i] = "paragraph" if shapes[i].words > NAME_WORDS else "furniture"
            elif i < first:
                kinds[i] = _name_in_head(shapes[i], after=headline is not None and i > headline)
            elif i < last:
                kinds[i] = _name_in_body(shapes, kinds, i)
            else:
                kinds[i] = _name_in_tail(shapes, kinds, i)
        elif kind == "item" and shapes[i].fragment:
            within = first <= i < last
            if shapes[i].words <= (1 if within else NAME_WORDS):
                kinds[i] = "furniture"
    if headline is not None:
        _find_standfirst(kinds, headline, first)
    _drop_author_notes(text, lines, kinds)
    return kinds


def _find_headline(
    text: str, lines: list[Line], shapes: list[Shape], title: str | None
) -> int | None:
    wanted = normalize(title) if title else ""
    best: int | None = None
    for i, (line, shape) in enumerate(zip(lines[:HEAD_LIMIT], shapes, strict=False)):
        if wanted and line.end - line.start < TITLE_LIMIT:
            found = normalize(text[line.start + shape.lead : line.end])
            if found and _same_title(found, wanted):
                return i
    for i, shape in enumerate(shapes[:HEAD_LIMIT]):
        if shape.kind == "sentence":
            if shape.title and best is None and len(shapes) > 1 and _sentence_after(shapes, i):
                return i
            if shape.words >= 8 or best is not None:
                break
        elif shape.kind == "fragment":
            if shape.words >= 3 or shape.marked:
                return i
            best = i if best is None else best
    # One or two words are a headline only where nothing else can be ("Landslide", then prose).
    return best


def _sentence_after(shapes: list[Shape], i: int) -> bool:
    return any(shape.kind == "sentence" for shape in shapes[i + 1 : i + HEAD_LIMIT])


def _same_title(found: str, wanted: str) -> bool:
    if found == wanted:
        return True
    short, long = sorted((found, wanted), key=len)
    # "Headline - The Example" in the one, "Headline" in the other
    return (
        len(short.split()) >= 3
        and len(short) * 2 > len(long)
        and long.startswith(short)
        and long[len(short) :].lstrip()[:1] in ("-", "|", ":", "·", "•")
    )


def _drop_links(shapes: list[Shape], kinds: list[str]) -> None:
    """Mark what stands under "SEE ALSO" and its like, as long as it looks like titles."""
    open_list = False
    for i, shape in enumerate(shapes):
        if shape.kind == "links":
            kinds[i], open_list = "furniture", True
        elif kinds[i] in ("sentence", "headline"):
            open_list = False
        elif open_list and shape.fragment and shape.words <= 20:
            kinds[i] = "furniture"
        elif open_list and kinds[i] in ("item", "caption"):
            open_list = False


def _name_in_head(shape: Shape, *, after: bool) -> str:
    if shape.words <= NAME_WORDS and shape.name:
        return "byline" if after else "furniture"
    # two words without a full stop say nothing; three may ("Fire destroys supermarket")
    if shape.words <= 2:
        return "furniture"
    return "standfirst" if after else "heading"


def _name_in_body(shapes: list[Shape], kinds: list[str], i: int) -> str:
    following = next(
        (kinds[j] for j in range(i + 1, min(i + 8, len(kinds))) if kinds[j] != "furniture"), ""
    )
    if shapes[i].words <= HEADING_WORDS and following in ("sentence", "item", "fragment"):
        return "heading"
    return "paragraph" if shapes[i].words > NAME_WORDS else "heading"


def _name_in_tail(shapes: list[Shape], kinds: list[str], i: int) -> str:
    # Several titles in a row below the last sentence are links to other stories; one long line
    # may be a last sentence whose full stop was lost.
    if shapes[i].words <= 7:
        return "furniture"
    alone = not any(0 <= j < len(kinds) and shapes[j].kind == "fragment" for j in (i - 1, i + 1))
    return "paragraph" if alone else "furniture"


def _find_standfirst(kinds: list[str], headline: int, first: int) -> None:
    """Mark a sentence between the headline and the byline, date or list below it."""
    at = headline + 1
    if at != first or at >= len(kinds) or kinds[at] != "paragraph":
        return
    following = kinds[at + 1] if at + 1 < len(kinds) else ""
    if following in ("byline", "published", "item"):
        kinds[at] = "standfirst"


def _drop_author_notes(text: str, lines: list[Line], kinds: list[str]) -> None:
    """Mark "Jane Doe is a reporter for …" at the foot of the article."""
    paragraphs = sum(kind in ("paragraph", "item") for kind in kinds)
    for i in range(len(kinds) - 1, 0, -1):
        if kinds[i] == "furniture":
            continue
        line = lines[i]
        if kinds[i] != "paragraph" or paragraphs < 3:
            return
        if not is_author_note(text[line.start : min(line.end, line.start + 400)]):
            return
        kinds[i] = "furniture"
        paragraphs -= 1
