"""RSS and Atom feeds → Articles, one an entry, through feedparser."""

from __future__ import annotations

import io
import re
from collections.abc import Iterator
from typing import Any, BinaryIO

import feedparser

from kb.article import Article
from kb.errors import ArticleRejected
from kb.read.encoding import LIMIT, decode_bytes, replace_surrogates
from kb.read.html import find_charset, strip_markup
from kb.read.make import Metadata, clean_line, join_title, make_article

CHUNK = 1_000_000

_ENTRY = re.compile(rb"<(item|entry)\b[^>]{0,2000}>", re.IGNORECASE)


def read_feed(
    stream: BinaryIO, source: str, given: Metadata, encoding: str | None = None
) -> Iterator[Article | ArticleRejected]:
    """The article of each entry of a feed, in its order, or why an entry is none.

    A feed of any length is read in pieces of some megabytes; an entry over `LIMIT` bytes is
    rejected by itself (``too-large``). What is no feed at all gives one rejection.
    """
    seen = 0
    for piece in _cut_feed(stream):
        if isinstance(piece, str):
            seen += 1
            yield ArticleRejected(f"{source}#{seen}", "too-large", piece)
            continue
        try:
            # feedparser would guess another encoding in silence: a wrong one is named here
            decode_bytes(piece, source, encoding or find_charset(piece))
            feed: Any = feedparser.parse(io.BytesIO(piece))
        except ArticleRejected as error:
            yield error
            return
        except Exception as error:  # noqa: BLE001 - a feed may break the parsers in any way
            yield ArticleRejected(
                source, "format", f"cannot be read as a feed ({type(error).__name__})"
            )
            return
        if not feed.get("version") and not feed.entries:
            detail = str(feed.get("bozo_exception") or "no RSS or Atom element in it")[:200]
            yield ArticleRejected(source, "format", f"is no feed: {detail}")
            return
        for entry in feed.entries:
            seen += 1
            try:
                yield _read_entry(entry, feed.feed, f"{source}#{seen}", given)
            except ArticleRejected as error:
                yield error
    if not seen:
        yield ArticleRejected(source, "no-text", "is a feed without entries")


def _read_entry(entry: Any, feed: Any, source: str, given: Metadata) -> Article:
    contents = [part.get("value") or "" for part in entry.get("content") or []]
    body = max([*contents, entry.get("summary") or ""], key=len)
    title = clean_line(strip_markup(entry.get("title") or ""))
    origin = entry.get("source") or {}
    found = Metadata(
        title=title,
        publisher=clean_line(origin.get("title")) or clean_line(feed.get("title")),
        published=entry.get("published") or entry.get("created") or None,
        url=entry.get("link") or _read_address(entry.get("id")),
        author=entry.get("author") or None,
        language=entry.get("language") or feed.get("language") or None,
    )
    metadata = given.over(found)
    text = join_title(title, replace_surrogates(strip_markup(body)))
    if not text.strip():
        raise ArticleRejected(source, "no-text", "is an entry without title and text")
    return make_article(text, metadata, source)


def _read_address(name: object) -> str | None:
    return name if isinstance(name, str) and name.startswith(("http://", "https://")) else None


def _cut_feed(stream: BinaryIO) -> Iterator[bytes | str]:
    """A short feed whole; a long one as many small ones, each with the head of the whole."""
    buffer = stream.read(LIMIT + 1)
    if len(buffer) <= LIMIT:
        yield buffer
        return
    first = _ENTRY.search(buffer)
    if first is None:
        yield f"has no entry in its first {LIMIT} bytes"
        return
    head, close = buffer[: first.start()], b"</" + first[1] + b">"
    buffer = buffer[first.start() :]
    while True:
        cut = buffer.rfind(close)
        if cut >= 0:
            yield head + buffer[: cut + len(close)]  # feedparser forgives the missing end tags
            buffer = buffer[cut + len(close) :]
        elif len(buffer) > LIMIT:
            yield f"has an entry of more than {LIMIT} bytes"
            buffer = _skip_entry(stream, close)
        more = stream.read(CHUNK)
        if not more:
            return
        buffer += more


def _skip_entry(stream: BinaryIO, close: bytes) -> bytes:
    tail = b""
    while more := stream.read(CHUNK):
        tail += more
        at = tail.find(close)
        if at >= 0:
            return tail[at + len(close) :]
        tail = tail[-len(close) :]
    return b""
