"""Status and attribution, sentence by sentence: did it happen, and who says so?"""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.events.conftest import Read

_LINES = (Path(__file__).parent / "status.tsv").read_text(encoding="utf-8").splitlines()
ROWS = [tuple(line.split("\t")) for line in _LINES if line and not line.startswith("#")]


def test_there_are_sentences_to_judge() -> None:
    assert len(ROWS) >= 90
    assert all(len(row) == 4 for row in ROWS)


@pytest.mark.parametrize(("sentence", "trigger", "status", "voices"), ROWS)
def test_status_and_attribution(
    read: Read, sentence: str, trigger: str, status: str, voices: str
) -> None:
    account = read(sentence)
    found = [e for e in account.events if trigger in e.text.split()]
    assert found, [(e.text, e.type) for e in account.events]
    event = max(found, key=lambda e: e.level == "event")
    said = ">".join(a.text for a in event.attribution) or "."
    assert (event.status, said) == (status, voices)
