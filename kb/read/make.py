"""Text and metadata → Article, or the reason why not."""

from __future__ import annotations

import logging
import re
from collections.abc import Mapping
from dataclasses import dataclass, fields, replace
from datetime import date, datetime

from kb.article import Article
from kb.dates.partial import PartialDate
from kb.errors import ArticleRejected, DateError
from kb.read.blocks import split_blocks
from kb.read.encoding import replace_surrogates
from kb.read.shapes import normalize

PROSE = frozenset({"headline", "standfirst", "heading", "paragraph", "item"})
HEAD_LINES = 6
LONGEST = 2_000  # characters of a name, a title or an address

_log = logging.getLogger("kb.read")
_SPACE = re.compile(r"\s+")
_LETTERS = re.compile(r"[^\W\d_]{2}")


@dataclass(frozen=True, slots=True)
class Metadata:
    """What is known of an article's publication; unknown is ``None``."""

    title: str | None = None
    publisher: str | None = None
    published: PartialDate | date | str | None = None
    url: str | None = None
    author: str | None = None
    language: str | None = None

    def over(self, other: Metadata) -> Metadata:
        """This metadata, and where it is silent the other's."""
        known = {f.name: getattr(self, f.name) for f in fields(self)}
        return replace(other, **{name: value for name, value in known.items() if value is not None})


def make_article(text: str, metadata: Metadata, source: str) -> Article:
    """The Article of a decoded text.

    The title is the metadata's, else the headline found in the text. A `published` string that
    names no certain date leaves the date unknown (and says so in the log): a feed that writes
    "2 hours ago" must not lose its articles. Raises `ArticleRejected` (``no-text``).
    """
    title = clean_line(metadata.title)
    blocks = split_blocks(text, title)
    prose = [block for block in blocks if block.kind in PROSE]
    if not any(_LETTERS.search(text, block.prose, block.end) for block in prose):
        raise ArticleRejected(source, "no-text", "holds no sentence, only page furniture or signs")
    if title is None:
        headline = next((block for block in prose if block.kind == "headline"), None)
        title = clean_line(text[headline.prose : headline.end]) if headline is not None else None
    return Article(
        text=text,
        title=title,
        publisher=clean_line(metadata.publisher),
        author=clean_line(metadata.author),
        published=read_published(metadata.published, source),
        url=clean_line(metadata.url),
        language=clean_line(metadata.language),
        source=source,
    )


def read_published(value: PartialDate | date | str | None, source: str) -> PartialDate | None:
    """The date of publication as far as it is certain, else ``None``."""
    if value is None or isinstance(value, PartialDate):
        return value
    if isinstance(value, str) and not value.strip():
        return None
    try:
        return PartialDate.of(value.date() if isinstance(value, datetime) else value)
    except DateError as error:
        _log.warning("%s: the publication date stays unknown: %s", source, error)
        return None


def clean_line(value: object) -> str | None:
    """`value` as one line without odd white space, or ``None`` where it says nothing."""
    if not isinstance(value, str):
        return None
    return _SPACE.sub(" ", replace_surrogates(value[:LONGEST])).strip() or None


def join_title(title: str | None, text: str) -> str:
    """`text` with the title as its first line, unless it stands there already.

    For formats that keep headline and body apart and whose text is taken out of markup anyway,
    so that what only the headline says has offsets too.
    """
    title = clean_line(title)
    if title is None:
        return text
    lines = text[: 2 * LONGEST].split("\n", HEAD_LINES)[:HEAD_LINES]
    stands = normalize(title) in map(normalize, lines)
    return text if stands else f"{title}\n\n{text}"


def read_names(value: object) -> str | None:
    """The names in a field that may be a string, an object with a name, or a list of these."""
    if isinstance(value, str):
        return clean_line(value)
    if isinstance(value, Mapping):
        return read_names(value.get("name") or value.get("title"))
    if isinstance(value, list):
        names = [name for name in map(_read_name, value[:50]) if name]
        return ", ".join(names) or None
    return None


def _read_name(value: object) -> str | None:
    return read_names(value) if not isinstance(value, list) else None
