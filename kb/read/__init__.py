"""Bytes → Article: files, folders, standard input; text, HTML, feeds, JSON and JSON lines.

Nothing is guessed and nothing is swallowed: what cannot be read comes back as an
`ArticleRejected` with a reason.
"""

from __future__ import annotations

import io
import itertools
import os
import re
import sys
from collections.abc import Iterable, Iterator
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import BinaryIO, cast

from kb.article import Article
from kb.dates.partial import PartialDate
from kb.errors import ArticleRejected
from kb.read.encoding import LIMIT, check_binary, find_codec, find_mark
from kb.read.language import looks_english
from kb.read.make import Metadata, clean_line
from kb.read.walk import find_files

__all__ = ["FORMATS", "looks_english", "read_article", "read_articles", "read_bytes"]

FORMATS = ("text", "html", "feed", "json", "jsonlines")

_EXTENSIONS = {
    ".txt": "text", ".text": "text", ".md": "text", ".markdown": "text",
    ".html": "html", ".htm": "html", ".xhtml": "html",
    ".rss": "feed", ".atom": "feed", ".rdf": "feed", ".feed": "feed",
    ".json": "json", ".jsonld": "json", ".jsonl": "jsonlines", ".ndjson": "jsonlines",
}  # fmt: skip
_SNIFF = 2048
_HTML = re.compile(rb"\s*(?:<!--.{0,500}?-->\s*)*<(?:!doctype html|html|head|body)\b", re.I | re.S)
_JSON = re.compile(rb'(?:\xef\xbb\xbf)?\s*(?:\[\s*)?\{\s*["}]')
_JSON_LINE = re.compile(rb"\s*\{[^\n]*\}[ \t]*\r?(?:\n|$)")


def read_article(
    source: Path | str | bytes,
    *,
    format: str | None = None,  # noqa: A002 - the word of the command line
    title: str | None = None,
    publisher: str | None = None,
    published: PartialDate | date | str | None = None,
    url: str | None = None,
    author: str | None = None,
    language: str | None = None,
    encoding: str | None = None,
) -> Article:
    r"""The one article in a file or in bytes.

    A `Path` and a ``str`` name a file; ``bytes`` are the content itself. `format` is one of
    `FORMATS`; without it the extension tells, then the content. What is given here wins over
    what the file says. The text of a text file is the decoded file exactly, without byte order
    mark and header, so offsets into it are offsets into the file.

    Raises `ArticleRejected` where nothing can be read, or where the file holds several articles
    (`read_articles` gives them all), `DateError` where `published` names no date, and
    ``ValueError`` for an unknown `format`.

    >>> article = read_article(b"Ministers meet in Oslo\n\nThey met there on Friday.")
    >>> article.title
    'Ministers meet in Oslo'
    """
    given = _check(format, Metadata(title, publisher, published, url, author, language))
    if isinstance(source, bytes):
        name, found = "bytes", _read_stream(io.BytesIO(source), "bytes", format, given, encoding)
    else:
        name, found = str(source), _read_file(Path(source), format, given, encoding)
    results = list(itertools.islice(found, 2))
    if len(results) > 1:
        raise ArticleRejected(name, "format", "holds several articles; read_articles reads them")
    article = results[0]
    if isinstance(article, ArticleRejected):
        raise article
    return replace(
        article,
        url=clean_line(given.url) or article.url,
        title=clean_line(given.title) or article.title,
    )


def read_articles(
    paths: Iterable[Path | str] | Path | str,
    *,
    format: str | None = None,  # noqa: A002 - the word of the command line
    title: str | None = None,
    publisher: str | None = None,
    published: PartialDate | date | str | None = None,
    url: str | None = None,
    author: str | None = None,
    language: str | None = None,
    encoding: str | None = None,
) -> Iterator[Article | ArticleRejected]:
    """Every article below `paths`, in order, and a rejection for everything that is none.

    `paths` are files, folders (read to the bottom in order of names, hidden files passed over)
    and ``"-"`` for standard input. Rejections come as values, not as exceptions, so that one
    bad file costs only itself. What is given here wins over what a file says, save that `url`
    and `title` are left alone in files of many articles.

    Raises `DateError` and ``ValueError`` like `read_article`, before anything is read, and
    ``ValueError`` also where one `url` is given for several files: they would count as versions
    of one article, of which only the last is kept.
    """
    given = _check(format, Metadata(title, publisher, published, url, author, language))
    named = [paths] if isinstance(paths, (str, Path)) else list(paths)
    if url is not None and len(list(itertools.islice(find_files(map(_as_file, named)), 2))) > 1:
        raise ValueError(f"the address {url!r} was given for several files; it names one article")
    return _read_all(named, format, given, encoding)


def read_bytes(
    content: bytes,
    name: str = "bytes",
    *,
    format: str | None = None,  # noqa: A002 - the word of the command line
    title: str | None = None,
    publisher: str | None = None,
    published: PartialDate | date | str | None = None,
    url: str | None = None,
    author: str | None = None,
    language: str | None = None,
    encoding: str | None = None,
) -> Iterator[Article | ArticleRejected]:
    r"""Every article in bytes that a file called `name` holds, and a rejection for all else.

    Like `read_articles`, raising as it does.

    >>> [found.source for found in read_bytes(b"They met there on Friday.", "a.txt")]
    ['a.txt']
    """
    given = _check(format, Metadata(title, publisher, published, url, author, language))
    kind = format or _EXTENSIONS.get(Path(name).suffix.lower())
    return _read_stream(io.BytesIO(content), name, kind, given, encoding)


def _read_all(
    paths: Iterable[Path | str], kind: str | None, given: Metadata, encoding: str | None
) -> Iterator[Article | ArticleRejected]:
    for path in paths:
        if str(path) == "-":
            yield from _read_stream(sys.stdin.buffer, "-", kind, given, encoding)
            continue
        for file in find_files([path]):
            if isinstance(file, ArticleRejected):
                yield file
            else:
                yield from _read_file(file, kind, given, encoding)


def _as_file(path: Path | str) -> Path | str:
    # standard input is one file, whose name need not be there
    return os.devnull if str(path) == "-" else path


def _check(kind: str | None, given: Metadata) -> Metadata:
    if kind is not None and kind not in FORMATS:
        raise ValueError(f"unknown format {kind!r}; expected one of {', '.join(FORMATS)}")
    if given.published is None:
        return given
    # a date that the caller gives and that cannot be read is the caller's to put right
    return Metadata(published=PartialDate.of(given.published)).over(given)


def _read_file(
    path: Path, kind: str | None, given: Metadata, encoding: str | None
) -> Iterator[Article | ArticleRejected]:
    name = str(path)
    try:
        stream = path.open("rb")
    except (OSError, ValueError) as error:  # a NUL in the name is a ValueError
        yield ArticleRejected(name, "unreadable", f"cannot be opened: {_tell(error)}")
        return
    chosen = kind or _EXTENSIONS.get(path.suffix.lower())
    with stream:
        try:
            yield from _read_stream(stream, name, chosen, given, encoding)
        except OSError as error:  # a folder, a failing disk
            yield ArticleRejected(name, "unreadable", f"cannot be read: {_tell(error)}")


def _tell(error: Exception) -> str:
    return getattr(error, "strerror", None) or str(error)


def _read_stream(
    stream: BinaryIO, name: str, kind: str | None, given: Metadata, encoding: str | None
) -> Iterator[Article | ArticleRejected]:
    buffered = (
        stream
        if isinstance(stream, io.BufferedReader)
        else io.BufferedReader(cast(io.RawIOBase, stream))
    )
    head = buffered.peek(_SNIFF)[:_SNIFF]
    kind = kind or _sniff_format(head)
    try:
        if kind in ("text", "html"):
            yield _read_one(buffered, name, kind, given, encoding)
            return
        if not head:
            raise ArticleRejected(name, "empty", "holds no bytes")
        check_binary(head, name)
        marked = find_mark(head)[1]
        codec = marked or find_codec(encoding, name)
    except ArticleRejected as error:
        yield error
        return
    # one address or title cannot be that of every record
    given = replace(given, url=None, title=None)
    if kind == "feed":
        from kb.read.feed import read_feed

        yield from read_feed(buffered, name, given, encoding)
        return
    from kb.read.jsonlines import read_json, read_json_lines

    if kind == "jsonlines" and marked in (None, "utf-8"):
        yield from read_json_lines(buffered, name, given, codec)
    else:
        yield from read_json(buffered, name, given, codec)


def _read_one(
    stream: BinaryIO, name: str, kind: str, given: Metadata, encoding: str | None
) -> Article:
    data = stream.read(LIMIT + 1)
    if len(data) > LIMIT:
        raise ArticleRejected(name, "too-large", f"is over the limit of {LIMIT} bytes")
    if kind == "html":
        from kb.read.html import read_html

        return read_html(data, name, given, encoding)
    from kb.read.text import read_text

    return read_text(data, name, given, encoding)


def _sniff_format(head: bytes) -> str:
    if _HTML.match(head):
        return "html"
    if head.lstrip().startswith((b"<?xml", b"\xef\xbb\xbf<?xml", b"<rss", b"<feed", b"<rdf:RDF")):
        return "html" if re.search(rb"<html\b", head, re.IGNORECASE) else "feed"
    if _JSON.match(head):
        return "jsonlines" if _JSON_LINE.match(head) or b"\n" not in head.strip() else "json"
    return "text"
