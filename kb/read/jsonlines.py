"""JSON and JSON lines → Articles, one a record; a broken record costs only itself."""

from __future__ import annotations

import codecs
import io
import json
import re
from collections.abc import Iterator, Mapping
from typing import Any, BinaryIO

from kb.article import Article
from kb.errors import ArticleRejected
from kb.read.encoding import LIMIT, decode_bytes, replace_surrogates
from kb.read.make import Metadata, clean_line, make_article, read_names

TEXT = ("text", "body", "content", "articleBody", "maintext", "full_text")
TITLE = ("title", "headline", "name")
PUBLISHED = ("published", "datePublished", "date", "published_at", "publishedAt", "date_publish")
PUBLISHER = ("publisher", "source", "outlet", "site_name", "sitename")
AUTHOR = ("author", "authors", "byline", "creator")
URL = ("url", "link", "@id")
LANGUAGE = ("language", "lang", "inLanguage")
LISTS = ("articles", "items", "entries", "records", "@graph")
CHUNK = 1_000_000

_SPACE = re.compile(r"[\s,\]]*")


def read_json_lines(
    stream: BinaryIO, source: str, given: Metadata, encoding: str | None = None
) -> Iterator[Article | ArticleRejected]:
    """The article of each line, in order, or why a line is none; blank lines are passed over.

    The file is never held whole: a line over `LIMIT` bytes is rejected by its number, and so is
    a half-written last line, while the others are in.
    """
    number = 0
    seen = False
    while line := stream.readline(LIMIT + 1):
        number += 1
        where = f"{source}:{number}"
        if len(line) > LIMIT and not line.endswith(b"\n"):
            while line and not line.endswith(b"\n"):
                line = stream.readline(CHUNK)  # the rest of the record
            seen = True
            yield ArticleRejected(where, "too-large", f"is a record of more than {LIMIT} bytes")
            continue
        if number == 1 and line.startswith(codecs.BOM_UTF8):
            line = line[len(codecs.BOM_UTF8) :]
        if not line.strip():
            continue
        seen = True
        yield _read_line(line, where, given, encoding, whole=line.endswith(b"\n"))
    if not seen:
        yield ArticleRejected(source, "empty", "holds no record")


def _read_line(
    line: bytes, where: str, given: Metadata, encoding: str | None, *, whole: bool
) -> Article | ArticleRejected:
    try:
        text = decode_bytes(line, where, encoding)
        value = json.loads(text, strict=False)
        return read_record(value, where, given)
    except ArticleRejected as error:
        return error
    except (ValueError, RecursionError) as error:
        state = "is no JSON" if whole else "is no JSON (the last line: half-written?)"
        return ArticleRejected(where, "format", f"{state}: {str(error)[:120]}")


def read_json(
    stream: BinaryIO, source: str, given: Metadata, codec: str = "utf-8"
) -> Iterator[Article | ArticleRejected]:
    """The articles of a JSON file: one object, a list, objects one after another, or a wrapper.

    A wrapper is an object with a list under ``articles``, ``items`` or the like. A list is read
    record by record, however long the file; where a record is broken, the rest cannot be told
    apart and one rejection says so.
    """
    number = 0
    try:
        for value in _cut_values(stream, codec):
            for record in _unwrap(value):
                number += 1
                try:
                    yield read_record(record, f"{source}#{number}", given)
                except ArticleRejected as error:
                    yield error
    except UnicodeError as error:
        yield ArticleRejected(source, "encoding", f"is not {codec}: {error}")
    except OverflowError as error:
        yield ArticleRejected(f"{source}#{number + 1}", "too-large", str(error))
    except (ValueError, RecursionError) as error:
        where = f"{source}#{number + 1}"
        yield ArticleRejected(where, "format", f"is no JSON: {str(error)[:120]}")
    else:
        if number == 0:
            yield ArticleRejected(source, "no-text", "holds no record")


def _cut_values(stream: BinaryIO, codec: str) -> Iterator[Any]:
    decoder = json.JSONDecoder(strict=False)
    reader = io.TextIOWrapper(stream, encoding=codec, errors="strict", newline="")
    try:
        buffer = reader.read(CHUNK).lstrip("\ufeff \t\r\n")
        at = 1 if buffer.startswith("[") else 0
        ended = False
        want = CHUNK
        while True:
            space = _SPACE.match(buffer, at)
            at = space.end() if space is not None else at
            if at < len(buffer):
                try:
                    value, after = decoder.raw_decode(buffer, at)
                except json.JSONDecodeError as error:
                    # only at the end of the buffer may an error mean "more to come"
                    if ended or (error.pos < len(buffer) - 64 and "Untermin" not in error.msg):
                        raise
                    if len(buffer) - at > LIMIT:
                        detail = f"is a record of more than {LIMIT} characters"
                        raise OverflowError(detail) from None
                else:
                    # a number or a word at the very end may go on in the next piece
                    if after < len(buffer) or ended:
                        yield value
                        at, want = after, CHUNK
                        continue
            elif ended:
                return
            piece = reader.read(want)
            want *= 2  # so that a long record is not tried again for every piece
            ended = not piece
            buffer, at = buffer[at:] + piece, 0
    finally:
        reader.detach()  # the stream is the caller's to close


def _unwrap(value: Any) -> list[Any]:
    if isinstance(value, Mapping) and not any(isinstance(value.get(k), str) for k in TEXT):
        for name in LISTS:
            if isinstance(value.get(name), list):
                return list(value[name])
    return [value]


def read_record(value: object, source: str, given: Metadata) -> Article:
    """The Article of one JSON record; its text is the record's field exactly.

    Raises `ArticleRejected`: ``format`` for what is no object, ``no-text`` for one without text.

    >>> record = {"headline": "Rain", "body": "It rained in Lima.", "datePublished": "2025-10-31"}
    >>> read_record(record, "a.jsonl:1", Metadata()).published_on.edtf
    '2025-10-31'
    """
    if not isinstance(value, Mapping):
        raise ArticleRejected(
            source, "format", f"is a JSON {type(value).__name__}; expected an object"
        )
    text = next((found for name in TEXT if (found := _join_text(value.get(name)))), None)
    if text is None or not text.strip():
        raise ArticleRejected(source, "no-text", f"has no text under any of {', '.join(TEXT[:4])}")
    published = next((value[name] for name in PUBLISHED if isinstance(value.get(name), str)), None)
    stated = Metadata(
        title=_find_name(value, TITLE),
        publisher=_find_name(value, PUBLISHER),
        published=published,
        url=next((value[name] for name in URL if isinstance(value.get(name), str)), None),
        author=_find_name(value, AUTHOR),
        language=clean_line(_find_name(value, LANGUAGE)),
    )
    return make_article(replace_surrogates(text), given.over(stated), source)


def _join_text(value: object) -> str | None:
    if isinstance(value, str):
        return value
    if isinstance(value, list) and all(isinstance(part, str) for part in value):
        return "\n".join(value)
    return None


def _find_name(value: Mapping[str, Any], names: tuple[str, ...]) -> str | None:
    return next((found for name in names if (found := read_names(value.get(name)))), None)
