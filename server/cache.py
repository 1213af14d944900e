"""Results of repeated queries, and the entity tags by which clients keep their own.

Both go by the generation of the store and by the start of the server: what a tag names never
changes. Queries whose result is another each time have no tag and are not kept.
"""

from __future__ import annotations

import hashlib
import re
import secrets
from collections import OrderedDict
from dataclasses import dataclass

_UNSTEADY = re.compile(r"RAND|UUID|NOW|BNODE|SERVICE", re.IGNORECASE)
LARGEST = 1 << 20  # bytes of a result that is kept


@dataclass(frozen=True, slots=True)
class Kept:
    """A whole result and its media type."""

    media: str
    body: bytes


class Cache:
    """The results used last, up to `size` bytes in all."""

    def __init__(self, size: int) -> None:
        self._size = size
        self._held = 0
        self._kept: OrderedDict[str, Kept] = OrderedDict()
        self._start = secrets.token_hex(8)
        self.hits = 0
        self.misses = 0

    def make_tag(self, generation: int, query: str, *rest: object) -> str | None:
        """The entity tag of a result; ``None`` where asking again may give another."""
        if _UNSTEADY.search(query):
            return None
        told = repr((self._start, generation, query, rest)).encode("utf-8", "replace")
        return f'"{hashlib.blake2b(told, digest_size=16).hexdigest()}"'

    def find(self, tag: str) -> Kept | None:
        """The result with that tag, if it is kept."""
        found = self._kept.get(tag)
        if found is None:
            self.misses += 1
            return None
        self.hits += 1
        self._kept.move_to_end(tag)
        return found

    def keep(self, tag: str, media: str, body: bytes) -> None:
        """Keeps a result, and lets go of those that were not used for longest."""
        if len(body) > min(LARGEST, self._size) or tag in self._kept:
            return
        self._kept[tag] = Kept(media, body)
        self._held += len(body)
        while self._held > self._size:
            _, oldest = self._kept.popitem(last=False)
            self._held -= len(oldest.body)


def matches(header: str | None, tag: str) -> bool:
    """Whether an If-None-Match header names `tag`: RFC 9110, section 13.1.2.

    >>> matches('"a", W/"b"', '"b"'), matches("*", '"b"'), matches(None, '"b"')
    (True, True, False)
    """
    if header is None:
        return False
    return header.strip() == "*" or tag in (part.strip().removeprefix("W/")
                                            for part in header.split(","))  # fmt: skip
