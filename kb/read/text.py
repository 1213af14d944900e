"""Plain text and Markdown → Article, with an optional header of metadata at the very top."""

from __future__ import annotations

import re

from kb.article import Article
from kb.read.encoding import decode_bytes
from kb.read.make import Metadata, make_article

LONGEST_HEADER = 40

_KEYS = {
    "publisher": "publisher",
    "source": "publisher",
    "url": "url",
    "link": "url",
    "published": "published",
    "date": "published",
    "title": "title",
    "headline": "title",
    "author": "author",
    "byline": "author",
    "language": "language",
    "lang": "language",
}
_FIELD = re.compile(r"([A-Za-z][A-Za-z_ -]{0,30}):[ \t]*(.*?)[ \t]*\r?\n")
_RULE = re.compile(r"---[ \t]*(?:\r?\n|\Z)")
_LINE = re.compile(r"[^\n]*\n")


def read_text(data: bytes, source: str, given: Metadata, encoding: str | None = None) -> Article:
    r"""The Article of a text file; its text is the decoded file, without mark and header.

    The header is lines such as ``Publisher: The Example`` (also ``URL``, ``Published``,
    ``Title``, ``Author``, ``Language``) closed by a line ``---``, or Markdown front matter
    between two such lines. Raises `ArticleRejected`.

    >>> article = read_text(b"Publisher: The Example\n---\nIt rained in Lima.", "a", Metadata())
    >>> article.publisher, article.text
    ('The Example', 'It rained in Lima.')
    """
    text = decode_bytes(data, source, encoding)
    metadata, start = read_header(text)
    return make_article(text[start:], given.over(metadata), source)


def read_header(text: str) -> tuple[Metadata, int]:
    r"""The metadata of the header at the top of `text`, and where the text begins behind it.

    >>> read_header("Title: Rain\n---\nIt rained.")[1]
    16
    >>> read_header("Warning: no header, as no rule follows\nIt rained.")[1]
    0
    """
    opening = _RULE.match(text)
    at = opening.end() if opening is not None else 0
    found: dict[str, str] = {}
    for _ in range(LONGEST_HEADER):
        rule = _RULE.match(text, at)
        if rule is not None:
            return (Metadata(**found), rule.end()) if found else (Metadata(), 0)
        field = _FIELD.match(text, at)
        name = _KEYS.get(field[1].strip().lower()) if field is not None else None
        if field is not None and name is not None:
            if value := field[2].strip("\"' \t"):
                found.setdefault(name, value)
            at = field.end()
            continue
        # front matter may hold more than we know; a plain header only what we do
        line = _LINE.match(text, at)
        if opening is None or line is None:
            break
        at = line.end()
    return Metadata(), 0
