"""The reader may not lose ground on the development corpora; skipped where they are absent."""

import pytest

from tests.eval.dates import score_corpus
from tests.eval.timex_corpora import devdata

FOLDER = devdata()
pytestmark = pytest.mark.skipif(
    FOLDER is None, reason="the development corpora are not here (set KB_DEVDATA)"
)


@pytest.mark.parametrize(
    ("name", "relaxed", "value"),
    [
        ("gum", 92.0, 87.0),
        ("meantime", 93.0, 79.5),
        ("wikiwars", 93.0, 85.5),
        ("recognizers", 90.0, 70.0),
    ],
)
def test_floor(name: str, relaxed: float, value: float) -> None:
    assert FOLDER is not None
    score = score_corpus(name, FOLDER)
    assert score.f1("relaxed") >= relaxed, score
    assert score.f1("value") >= value, score
