"""Which of the formats there are a client wants: RFC 9110, section 12.5.1."""

from __future__ import annotations

from collections.abc import Mapping
from functools import lru_cache

from fastapi import Request

ROWS = {
    "application/sparql-results+json": "json",
    "application/json": "json",
    "application/sparql-results+xml": "xml",
    "application/xml": "xml",
    "text/csv": "csv",
    "text/tab-separated-values": "tsv",
}
TRIPLES = {
    "text/turtle": "ttl",
    "application/n-triples": "nt",
    "application/ld+json": "jsonld",
    "application/rdf+xml": "rdfxml",
    "application/n-quads": "nq",
    "application/trig": "trig",
    "text/plain": "nt",
}


def find_accept(request: Request) -> str | None:
    """The Accept header of a request, which may come in several lines."""
    return ", ".join(request.headers.getlist("accept")) or None


def read_accept(accept: str | None) -> list[tuple[str, float]]:
    """The media ranges of an Accept header with their q-values; none means anything.

    >>> read_accept("text/turtle;q=0.5, application/json")
    [('text/turtle', 0.5), ('application/json', 1.0)]
    """
    ranges = []
    for part in (accept or "*/*").split(","):
        media, *parameters = (piece.strip() for piece in part.lower().split(";"))
        quality = 1.0
        for parameter in parameters:
            name, _, value = parameter.partition("=")
            if name.strip() == "q":
                try:
                    quality = min(max(float(value), 0.0), 1.0)
                except ValueError:
                    quality = 0.0
        if media:
            ranges.append((media, quality))
    return ranges or [("*/*", 1.0)]


@lru_cache(maxsize=1024)
def choose_formats(accept: str | None) -> tuple[str | None, str | None]:
    """The media types for rows and for triples that fit `accept` best.

    >>> choose_formats("text/csv, text/turtle;q=0.5")
    ('text/csv', 'text/turtle')
    """
    return choose(accept, ROWS), choose(accept, TRIPLES)


def choose(accept: str | None, offered: Mapping[str, str]) -> str | None:
    """The media type of `offered` that fits `accept` best, the first of equals; or ``None``.

    >>> choose("text/*;q=0.3, text/csv;q=0.1, */*;q=0.2", {"text/csv": "csv", "text/turtle": "t"})
    'text/turtle'
    """
    ranges = read_accept(accept)
    best, best_quality = None, 0.0
    for media in offered:
        quality = _quality(media, ranges)
        if quality > best_quality:
            best, best_quality = media, quality
    return best


def _quality(media: str, ranges: list[tuple[str, float]]) -> float:
    # the most specific range that fits decides
    for pattern in (media, media.partition("/")[0] + "/*", "*/*"):
        for found, quality in ranges:
            if found == pattern:
                return quality
    return 0.0


def wants_page(accept: str | None) -> bool:
    """Whether a person's browser asks, not a program."""
    return any(media == "text/html" and quality > 0 for media, quality in read_accept(accept))
