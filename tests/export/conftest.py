"""The story of tests/story.py, open."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from kb.knowledge import KnowledgeBase
from tests.story import a_story


@pytest.fixture(scope="session")
def story(tmp_path_factory: pytest.TempPathFactory) -> Iterator[KnowledgeBase]:
    with a_story(tmp_path_factory.mktemp("story") / "kb") as opened:
        yield opened
