"""Paths → the files below them, in a fixed order."""

from __future__ import annotations

import re
import stat
from collections.abc import Iterable, Iterator
from pathlib import Path

from kb.errors import ArticleRejected

_STORE = {"kb.json", "quads"}  # what the folder of a knowledge base holds
_ADDRESS = re.compile(r"https?:/", re.IGNORECASE)  # as a `Path` it has lost a slash


def find_files(paths: Iterable[Path | str]) -> Iterator[Path | ArticleRejected]:
    """Every file named or standing below a named folder; folders in order of their names.

    Hidden files and folders (a dot first) are passed over unless named themselves, and so are
    the folders of knowledge bases: "kb ingest ." must not read its own store. A folder that links
    lead to twice is read once, so a loop of links ends. What is no regular file or cannot be
    looked at, an address of the web, and a knowledge base that was named itself, comes as a
    rejection (``unreadable``).
    """
    for path in paths:
        if _ADDRESS.match(str(path)):
            words = (
                "is an address, and nothing is fetched from the web; save the page and name the "
                "file, with --url for where it is from"
            )
            yield ArticleRejected(str(path), "unreadable", words)
            continue
        yield from _walk(Path(path), seen=set())


def _walk(path: Path, seen: set[tuple[int, int]]) -> Iterator[Path | ArticleRejected]:
    # A stack, not a recursion: folders may be nested deeper than Python calls
    stack = [path]
    while stack:
        here = stack.pop()
        try:
            status = here.stat()
        except (OSError, ValueError) as error:
            yield ArticleRejected(str(here), "unreadable", _tell(error))
            continue
        if stat.S_ISREG(status.st_mode):
            yield here
        elif stat.S_ISDIR(status.st_mode):
            key = (status.st_dev, status.st_ino)
            if key in seen:
                continue
            seen.add(key)
            try:
                below = sorted(child for child in here.iterdir() if child.name[0] != ".")
                if {child.name for child in below} >= _STORE:
                    if here == path:
                        words = "is a knowledge base, not a folder of articles"
                        yield ArticleRejected(str(here), "unreadable", words)
                    continue
            except OSError as error:
                yield ArticleRejected(str(here), "unreadable", _tell(error))
                continue
            stack.extend(reversed(below))
        else:
            yield ArticleRejected(str(here), "unreadable", "is no regular file and no folder")


def _tell(error: Exception) -> str:
    return getattr(error, "strerror", None) or str(error)
