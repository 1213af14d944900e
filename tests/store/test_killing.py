"""A short run of `tests.killing`; the long one is a command."""

from __future__ import annotations

import sys

import pytest

from tests.killing import kill_again_and_again


@pytest.mark.skipif(sys.platform == "win32", reason="there is no SIGKILL")
def test_a_killed_ingest_leaves_nothing_half_merged() -> None:
    assert kill_again_and_again(4, seed=1) == []
