"""Bytes → Article: files, folders, standard input; text, HTML, feeds, JSON and JSON lines.

Nothing is guessed and nothing is swallowed: what cannot be read comes back as an
`ArticleRejected` with a reason.
"""

from __future__ import annotations

import io
import itertools
import os
import sys
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path
from typing import BinaryIO, TypedDict, Unpack, cast

from kb.article import Article
from kb.dates.partial import PartialDate
from kb.errors import ArticleRejected
from kb.read.encoding import LIMIT, check_binary, find_codec, find_mark
from kb.read.formats import FORMATS, SNIFFED, find_format, sniff_format
from kb.read.language import looks_english
from kb.read.make import Metadata, clean_line
from kb.read.walk import find_files

__all__ = ["FORMATS", "Given", "looks_english", "read_article", "read_articles", "read_bytes"]


class Given(TypedDict, total=False):
    """What a caller knows of what is to be read; it wins over what the files say.

    `format` is one of `FORMATS`; without it the extension tells, then the content. `encoding` is
    that of bytes which do not name theirs. The others are as in `Article`; ``None`` is not known.
    """

    format: str | None
    title: str | None
    publisher: str | None
    published: PartialDate | date | str | None
    url: str | None
    author: str | None
    language: str | None
    encoding: str | None


def read_article(source: Path | str | bytes, **given: Unpack[Given]) -> Article:
    r"""The one article in a file or in bytes.

    A `Path` and a ``str`` name a file; ``bytes`` are the content itself. What is `given` wins
    over what the file says: `format`, `title`, `publisher`, `published`, `url`, `author`,
    `language`, `encoding`, as in `Given`. The text of a text file is the decoded file exactly,
    without byte order mark and header, so offsets into it are offsets into the file.

    Raises `ArticleRejected` where nothing can be read, or where the file holds several articles
    (`read_articles` gives them all), `DateError` where `published` names no date, and
    ``ValueError`` for an unknown `format`.

    >>> article = read_article(b"Ministers meet in Oslo\n\nThey met there on Friday.")
    >>> article.title
    'Ministers meet in Oslo'
    """
    plan = _make_plan(given)
    if isinstance(source, bytes):
        name, found = "bytes", _read_stream(io.BytesIO(source), "bytes", plan)
    else:
        name, found = str(source), _read_file(Path(source), plan)
    results = list(itertools.islice(found, 2))
    if len(results) > 1:
        raise ArticleRejected(name, "format", "holds several articles; read_articles reads them")
    article = results[0]
    if isinstance(article, ArticleRejected):
        raise article
    return replace(
        article,
        url=clean_line(plan.metadata.url) or article.url,
        title=clean_line(plan.metadata.title) or article.title,
    )


def read_articles(
    paths: Iterable[Path | str] | Path | str, **given: Unpack[Given]
) -> Iterator[Article | ArticleRejected]:
    """Every article below `paths`, in order, and a rejection for everything that is none.

    `paths` are files, folders (read to the bottom in order of names, hidden files passed over)
    and ``"-"`` for standard input. Rejections come as values, not as exceptions, so that one
    bad file costs only itself. What is `given` is as for `read_article`, save that `url` and
    `title` are left alone in files of many articles.

    Raises `DateError` and ``ValueError`` like `read_article`, before anything is read, and
    ``ValueError`` also where one `url` is given for several files: they would count as versions
    of one article, of which only the last is kept.
    """
    plan = _make_plan(given)
    named = [paths] if isinstance(paths, (str, Path)) else list(paths)
    url = plan.metadata.url
    if url is not None and len(list(itertools.islice(find_files(map(_as_file, named)), 2))) > 1:
        raise ValueError(f"the address {url!r} was given for several files; it names one article")
    return _read_all(named, plan)


def read_bytes(
    content: bytes, name: str = "bytes", **given: Unpack[Given]
) -> Iterator[Article | ArticleRejected]:
    r"""Every article in bytes that a file called `name` holds, and a rejection for all else.

    Like `read_articles`, raising as it does.

    >>> [found.source for found in read_bytes(b"They met there on Friday.", "a.txt")]
    ['a.txt']
    """
    return _read_stream(io.BytesIO(content), name, _make_plan(given).for_file(name))


@dataclass(frozen=True, slots=True)
class _Plan:
    """How something is to be read: what was given, checked."""

    format: str | None
    metadata: Metadata
    encoding: str | None

    def for_file(self, name: str) -> _Plan:
        """The same for a file called `name`, whose ending may tell its format."""
        return replace(self, format=self.format or find_format(name))


def _make_plan(given: Given) -> _Plan:
    """Raises `DateError`, ``ValueError`` and ``TypeError`` for what nobody could heed."""
    if unknown := given.keys() - Given.__annotations__.keys():
        raise TypeError(f"{min(unknown)!r} says nothing of an article")
    kind = given.get("format")
    if kind is not None and kind not in FORMATS:
        raise ValueError(f"unknown format {kind!r}; expected one of {', '.join(FORMATS)}")
    published = given.get("published")
    metadata = Metadata(
        title=given.get("title"),
        publisher=given.get("publisher"),
        # a date that the caller gives and that cannot be read is the caller's to put right
        published=PartialDate.of(published) if published is not None else None,
        url=given.get("url"),
        author=given.get("author"),
        language=given.get("language"),
    )
    return _Plan(kind, metadata, given.get("encoding"))


def _read_all(paths: Iterable[Path | str], plan: _Plan) -> Iterator[Article | ArticleRejected]:
    for path in paths:
        if str(path) == "-":
            yield from _read_stream(sys.stdin.buffer, "-", plan)
            continue
        for file in find_files([path]):
            if isinstance(file, ArticleRejected):
                yield file
            else:
                yield from _read_file(file, plan)


def _as_file(path: Path | str) -> Path | str:
    # standard input is one file, whose name need not be there
    return os.devnull if str(path) == "-" else path


def _read_file(path: Path, plan: _Plan) -> Iterator[Article | ArticleRejected]:
    name = str(path)
    try:
        stream = path.open("rb")
    except (OSError, ValueError) as error:  # a NUL in the name is a ValueError
        yield ArticleRejected(name, "unreadable", f"cannot be opened: {_tell(error)}")
        return
    with stream:
        try:
            yield from _read_stream(stream, name, plan.for_file(name))
        except OSError as error:  # a folder, a failing disk
            yield ArticleRejected(name, "unreadable", f"cannot be read: {_tell(error)}")


def _tell(error: Exception) -> str:
    return getattr(error, "strerror", None) or str(error)


def _read_stream(stream: BinaryIO, name: str, plan: _Plan) -> Iterator[Article | ArticleRejected]:
    buffered = (
        stream
        if isinstance(stream, io.BufferedReader)
        else io.BufferedReader(cast(io.RawIOBase, stream))
    )
    head = buffered.peek(SNIFFED)[:SNIFFED]
    kind, given, encoding = plan.format or sniff_format(head), plan.metadata, plan.encoding
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
    given = replace(plan.metadata, url=None, title=None)
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
