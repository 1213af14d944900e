"""Sending results in frames, and cutting them where they grow too large, never silently.

A cut falls between two rows or triples and is marked where the format has a place for it: JSON
results get ``"truncated": true`` at their end, XML and Turtle and its kin a comment. In the other
formats (CSV, TSV, JSON-LD, RDF/XML) the stream is broken off, which the client sees.
"""

from __future__ import annotations

import io
import re
from collections.abc import Callable
from typing import Any, NoReturn

from server.frames import DATA, pack_frame

CHUNK = 65_536
Send = Callable[[bytes], None]

# The end of one row or triple and what must follow; what a literal may hold looks otherwise, as
# quotes, line ends and angle brackets are escaped there.
_ENDS = {
    "json": re.compile(rb'\}(?=,\{"[^"\\]*":\{"type":)'),
    "xml": re.compile(rb"</result>"),
    "ttl": re.compile(rb" \.\n(?=[^\n])"),
    "trig": re.compile(rb" \.\n(?=[^\n])"),
    "nt": re.compile(rb" \.\n"),
    "nq": re.compile(rb" \.\n"),
    "tsv": re.compile(rb"\n"),
    "csv": re.compile(rb"\n"),
}
_MARKS = {
    "json": b']},"truncated":true}',
    "xml": b"<!-- truncated --></results></sparql>",
    "ttl": b"# truncated\n",
    "nt": b"# truncated\n",
    "nq": b"# truncated\n",
}
# where an end is told by what follows, so that one more row is sure to come
_AHEAD = frozenset(("json", "ttl", "trig"))
_LONGEST_ROW = 16 << 20


class CutError(Exception):
    """The results were cut; `marked` says whether they say so themselves."""

    def __init__(self, *, marked: bool) -> None:
        super().__init__("the results are larger than the server gives")
        self.marked = marked


class Sender(io.RawIOBase):
    """A file that sends what is written to it in frames, up to a number of rows and bytes."""

    def __init__(
        self,
        send: Send,
        form: str,
        most_rows: int | None = None,
        most_bytes: int | None = None,
    ) -> None:
        self._send = send
        self._form = form
        self._most_rows = most_rows
        self._most_bytes = most_bytes
        self.cut: CutError | None = None
        self._waiting = bytearray()
        self._sent = 0
        # the first line of a table names its columns
        self._rows = -1 if form in ("csv", "tsv") else 0

    def writable(self) -> bool:
        """Always."""
        return True

    def write(self, data: Any, /) -> int:
        """Takes all of `data`. Raises `CutError`, which is kept in `cut`."""
        self._waiting += data
        if len(self._waiting) >= CHUNK:
            self._send_ready()
        return len(data)

    def send_rest(self) -> None:
        """Sends what is left. Raises `CutError`."""
        if self._most_rows is not None:
            self._count_rows(self._most_rows)
        self._pass_on(len(self._waiting))

    def _send_ready(self) -> None:
        if self._most_bytes is not None and self._sent + len(self._waiting) > self._most_bytes:
            self._cut_bytes()
        if self._most_rows is None:
            self._pass_on(len(self._waiting))
        else:
            self._pass_on(self._count_rows(self._most_rows))

    def _count_rows(self, most: int) -> int:
        """Where the last whole row among what waits ends."""
        end = _ENDS.get(self._form)
        if end is None:
            return len(self._waiting)
        last = 0
        for match in end.finditer(bytes(self._waiting)):
            self._rows += 1
            if self._form not in _AHEAD and self._rows > most:
                self._cut(last)
            last = match.end()
            if self._form in _AHEAD and self._rows == most:
                self._cut(last)
        return last

    def _cut_bytes(self) -> None:
        # A row that was begun is finished, so the size is kept to within a piece.
        end = _ENDS.get(self._form)
        ends = (
            [match.end() for match in end.finditer(bytes(self._waiting))] if end is not None else []
        )
        if ends:
            self._cut(ends[-1])
        if end is None or len(self._waiting) > _LONGEST_ROW:
            self._end(marked=False)

    def _cut(self, at: int) -> None:
        """Sends what comes before `at`, which is the end of a row, and the mark."""
        self._pass_on(at)
        mark = _MARKS.get(self._form)
        if mark is not None:
            self._send(pack_frame(DATA, mark))
        self._end(marked=mark is not None)

    def _end(self, *, marked: bool) -> NoReturn:
        self.cut = CutError(marked=marked)
        raise self.cut

    def _pass_on(self, length: int) -> None:
        if length:
            self._send(pack_frame(DATA, bytes(self._waiting[:length])))
            self._sent += length
            del self._waiting[:length]
