"""Which format bytes are in: by the name of their file, else by how they begin."""

from __future__ import annotations

import re
from pathlib import PurePath

FORMATS = ("text", "html", "feed", "json", "jsonlines")
SNIFFED = 2048  # bytes of the beginning that are looked at

_EXTENSIONS = {
    ".txt": "text", ".text": "text", ".md": "text", ".markdown": "text",
    ".html": "html", ".htm": "html", ".xhtml": "html",
    ".rss": "feed", ".atom": "feed", ".rdf": "feed", ".feed": "feed",
    ".json": "json", ".jsonld": "json", ".jsonl": "jsonlines", ".ndjson": "jsonlines",
}  # fmt: skip
_HTML = re.compile(rb"\s*(?:<!--.{0,500}?-->\s*)*<(?:!doctype html|html|head|body)\b", re.I | re.S)
_JSON = re.compile(rb'(?:\xef\xbb\xbf)?\s*(?:\[\s*)?\{\s*["}]')
_JSON_LINE = re.compile(rb"\s*\{[^\n]*\}[ \t]*\r?(?:\n|$)")


def find_format(name: str) -> str | None:
    """The format that the ending of a file's name tells, if it tells any.

    >>> find_format("story.HTM")
    'html'
    """
    return _EXTENSIONS.get(PurePath(name).suffix.lower())


def sniff_format(head: bytes) -> str:
    """The format of what begins with `head`; plain text where nothing else shows."""
    if _HTML.match(head):
        return "html"
    if head.lstrip().startswith((b"<?xml", b"\xef\xbb\xbf<?xml", b"<rss", b"<feed", b"<rdf:RDF")):
        return "html" if re.search(rb"<html\b", head, re.IGNORECASE) else "feed"
    if _JSON.match(head):
        return "jsonlines" if _JSON_LINE.match(head) or b"\n" not in head.strip() else "json"
    return "text"
