"""What the web process reads: a knowledge base on the newest snapshot, made anew after each write.

A request may use every view from the one that was newest when it began. So a view is let go of
when no request is left that began before the next one was there.
"""

from __future__ import annotations

import logging
from collections import OrderedDict, deque
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from starlette.concurrency import run_in_threadpool

from kb.index import NAME as INDEX_NAME
from kb.index import Index
from kb.knowledge import KnowledgeBase
from kb.store import EmbeddedStore, Folder

LOG = logging.getLogger(__name__)
MOST_WRITERS = 10_000  # clients of whom it is remembered that they wrote


def open_view(snapshot: Path, folder: Folder, index: Index) -> KnowledgeBase:
    """A knowledge base to read, on a snapshot of the store in `folder`, and its live `index`."""
    return KnowledgeBase(EmbeddedStore(snapshot, read_only=True), folder.base, answers=index)


@dataclass(eq=False)
class View:
    """A snapshot, the knowledge base on it, and how many requests began while it was newest."""

    path: str
    generation: int
    number: int
    known: KnowledgeBase
    requests: int = 0


class Views:
    """The views that are in use, the newest last."""

    def __init__(self, folder: Folder, tell: Callable[[View], None]) -> None:
        """`tell` is called with each view that becomes the newest."""
        self._folder = folder
        self._index = Index(folder.path / INDEX_NAME)
        self._tell = tell
        self._all: deque[View] = deque()
        self._wrote: OrderedDict[str, int] = OrderedDict()
        self.released: Callable[[], None] = lambda: None

    @property
    def newest(self) -> View:
        """The newest view. Raises `IndexError` before there is one."""
        return self._all[-1]

    def paths(self) -> list[str]:
        """The snapshots in use."""
        return [view.path for view in self._all]

    async def adopt(self, snapshot: dict[str, Any]) -> None:
        """Makes a view of a new snapshot, unless a newer one is there."""
        if self._all and self.newest.number >= snapshot["number"]:
            return
        known = await run_in_threadpool(
            open_view, Path(snapshot["path"]), self._folder, self._index
        )
        view = View(snapshot["path"], snapshot["generation"], snapshot["number"], known)
        self._all.append(view)
        self._tell(view)
        self._release()

    def enter(self) -> View:
        """The view in which a request begins; to be given back to `leave`."""
        view = self.newest
        view.requests += 1
        return view

    def leave(self, view: View) -> None:
        """The request ended."""
        view.requests -= 1
        if view is not self._all[-1]:
            self._release()

    def _release(self) -> None:
        gone = False
        while len(self._all) > 1 and self._all[0].requests == 0:
            self._all.popleft().known.close()
            gone = True
        if gone:
            self.released()

    def close(self) -> None:
        """Lets go of everything."""
        while self._all:
            self._all.popleft().known.close()

    def note_write(self, client: str, generation: int) -> None:
        """Remembers what a client wrote, so that it sees that from now on."""
        self._wrote[client] = generation
        self._wrote.move_to_end(client)
        if len(self._wrote) > MOST_WRITERS:
            self._wrote.popitem(last=False)

    def has_written(self, client: str) -> bool:
        """Whether a client may have yet to see what it wrote."""
        return client in self._wrote

    def find_wanted(self, client: str) -> int | None:
        """The generation that a client has yet to see; ``None`` where it sees all it wrote."""
        wanted = self._wrote.get(client)
        if wanted is None:
            return None
        if self.newest.generation >= wanted:
            del self._wrote[client]
            return None
        return wanted
