"""What answers for a store: an index that is kept abreast of it, or what somebody else keeps."""

from __future__ import annotations

import shutil
import tempfile
from pathlib import Path

from kb.answers import Answers
from kb.index import NAME, Index
from kb.index.follow import Follower
from kb.store import Store


class Answering:
    """The answers for a store; without any that are given, an index in a temporary folder."""

    def __init__(self, store: Store, base: str, answers: Answers | None) -> None:
        self._store, self._base = store, base
        self._answers = answers
        self._follower: Follower | None = None
        self._scratch: str | None = None

    def keep_index(self, path: Path) -> Index:
        """The index in the file `path`, kept from now on."""
        index = Index(path)
        self._answers = index
        self._follower = Follower(index, self._store, self._base)
        return index

    def find(self) -> Answers:
        """What answers, abreast of the store where this process keeps it so."""
        answers = self._open()
        if self._follower is not None:
            self._follower.catch_up()
        return answers

    def follow(self, touched: frozenset[str] | None) -> None:
        """Brings the index up to events that were derived again."""
        if self._follower is not None:
            self._follower.follow(touched)

    def rebuild(self) -> None:
        """Makes the index anew. Raises `StoreError`."""
        self._open()
        if self._follower is not None:
            self._follower.rebuild()

    def close(self) -> None:
        """Lets go of an index that is kept here. Closing twice is harmless."""
        if self._follower is not None:
            self._follower.close()
            if self._answers is not None:
                self._answers.close()
        if self._scratch is not None:
            shutil.rmtree(self._scratch, ignore_errors=True)

    def _open(self) -> Answers:
        if self._answers is None:
            self._scratch = tempfile.mkdtemp(prefix="kb-index-")
            return self.keep_index(Path(self._scratch) / NAME)
        return self._answers
