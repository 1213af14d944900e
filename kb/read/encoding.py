"""Bytes → text, strictly: an article is read as it was written or named as unreadable."""

from __future__ import annotations

import codecs
import re

from kb.errors import ArticleRejected

LIMIT = 20_000_000
HEAD = 4096

_BOMS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32-le"),  # before UTF-16, whose mark it begins with
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
_MAGIC = (
    (b"PK\x03\x04", "a zip archive (or an office document)"),
    (b"%PDF-", "a PDF document"),
    (b"\x1f\x8b", "a gzip archive"),
    (b"\x89PNG", "a PNG image"),
    (b"\xff\xd8\xff", "a JPEG image"),
    (b"GIF8", "a GIF image"),
    (b"\x7fELF", "a program"),
    (b"SQLite format 3", "an SQLite database"),
    (b"{\\rtf", "a rich text document"),
)
_CONTROL = re.compile(rb"[\x01-\x08\x0e-\x1a\x1c-\x1f\x7f]")
# What a web page calls Latin-1 or ASCII is windows-1252 (WHATWG Encoding, 4.2)
_LATIN = frozenset({"iso8859-1", "ascii", "latin_1"})


def decode_bytes(data: bytes, source: str, encoding: str | None = None) -> str:
    r"""The text that `data` encodes, without its byte order mark; line ends are kept.

    A byte order mark decides, then the declared `encoding`, then UTF-8; nothing is guessed and
    nothing is replaced. Raises `ArticleRejected` with the reason ``empty``, ``binary``, or
    ``encoding`` and the offset of the first byte that does not fit.

    >>> decode_bytes(b"\xef\xbb\xbfcaf\xc3\xa9\r\n", "a.txt")
    'café\r\n'
    """
    if not data.strip():
        raise ArticleRejected(source, "empty", f"holds {len(data)} bytes and no text")
    check_binary(data, source)
    mark, codec = find_mark(data)
    text = _decode(data[mark:], source, codec or find_codec(encoding, source), skipped=mark)
    if "\0" in text:
        raise ArticleRejected(source, "binary", f"has a NUL at character {text.index(chr(0))}")
    if not text.strip():
        raise ArticleRejected(source, "empty", "holds only white space")
    return replace_surrogates(text)


def check_binary(data: bytes, source: str) -> None:
    """Raise `ArticleRejected` (``binary``) where `data` is, or begins like, no text at all."""
    for magic, name in _MAGIC:
        if data.startswith(magic):
            raise ArticleRejected(source, "binary", f"is {name}, not text")
    if find_mark(data)[1] not in (None, "utf-8"):
        return
    at = data.find(b"\0")
    if at >= 0:
        raise ArticleRejected(source, "binary", f"has a NUL byte at offset {at}; no text has")
    head = data[:HEAD]
    if len(_CONTROL.findall(head)) > len(head) / 50 + 2:
        raise ArticleRejected(source, "binary", "is full of control characters; no text is")


def find_mark(data: bytes) -> tuple[int, str | None]:
    """The length of the byte order mark of `data` and the encoding that it stands for."""
    return next(((len(mark), name) for mark, name in _BOMS if data.startswith(mark)), (0, None))


def find_codec(encoding: str | None, source: str) -> str:
    """The codec's name for a declared encoding; raises `ArticleRejected` if there is none."""
    if encoding is None:
        return "utf-8"
    try:
        name = codecs.lookup(encoding.strip()).name
        b"a".decode(name)  # "rot13" and "hex" are codecs too, but not of text
    except (LookupError, ValueError, TypeError):
        raise ArticleRejected(
            source, "encoding", f"declares the unknown encoding {encoding[:40]!r}"
        ) from None
    return "cp1252" if name in _LATIN else name


def _decode(data: bytes, source: str, codec: str, *, skipped: int) -> str:
    try:
        return data.decode(codec)
    except UnicodeDecodeError as error:
        at = error.start + skipped
        raise ArticleRejected(
            source,
            "encoding",
            f"is not {codec}: byte {data[error.start : error.start + 1].hex()} "
            f"at offset {at} ({error.reason})",
        ) from None
    except (UnicodeError, LookupError, ValueError) as error:
        raise ArticleRejected(source, "encoding", f"is not {codec}: {error}") from None


_SURROGATE = re.compile("[\ud800-\udfff\0]")


def replace_surrogates(text: str) -> str:
    """`text` with U+FFFD for each lone surrogate and NUL, which no file or store can hold.

    The length is unchanged, so offsets are too.
    """
    return _SURROGATE.sub("\ufffd", text)
