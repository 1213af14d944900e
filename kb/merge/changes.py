"""What is to be written: the triples that derived graphs gain and lose."""

from __future__ import annotations

import zlib
from collections.abc import Iterable

from pyoxigraph import Quad, Triple


def write_line(quad: Quad | Triple) -> str:
    """A triple as a line of N-Triples."""
    return f"{quad.subject} {quad.predicate} {quad.object} ."


def pack_lines(lines: Iterable[str]) -> bytes:
    """Lines of N-Triples in few bytes."""
    return zlib.compress("\n".join(lines).encode(), 1)


def unpack_lines(held: bytes) -> list[str]:
    """The lines that `pack_lines` packed."""
    text = zlib.decompress(held).decode()
    return text.split("\n") if text else []


class Lines:
    """Lines that a graph gains and loses, on the whole: what comes and goes again is neither."""

    def __init__(self) -> None:
        """Nothing yet."""
        self.added: dict[str, None] = {}
        self.removed: dict[str, None] = {}

    def clear(self) -> None:
        """Forgets all."""
        self.added.clear()
        self.removed.clear()

    def add(self, lines: Iterable[str]) -> None:
        """The graph gains lines."""
        for line in lines:
            if line in self.removed:
                del self.removed[line]
            else:
                self.added[line] = None

    def remove(self, lines: Iterable[str]) -> None:
        """The graph loses lines."""
        for line in lines:
            if line in self.added:
                del self.added[line]
            else:
                self.removed[line] = None

    @property
    def subjects(self) -> frozenset[str]:
        """The IRIs of what the lines are about, parts (`…#role-…`) under the whole."""
        return frozenset(
            line[1 : line.index(">")].partition("#")[0]
            for lines in (self.added, self.removed)
            for line in lines
        )
