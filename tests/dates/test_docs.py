"""What docs/dates.md says comes back does come back."""

import doctest
from datetime import date
from pathlib import Path

import pytest

from kb.dates import find_dates

PAGE = Path(__file__).parents[2] / "docs" / "dates.md"


def read_rows() -> list[tuple[date | None, list[str]]]:
    rows: list[tuple[date | None, list[str]]] = []
    written: date | None = date(2025, 11, 5)
    for line in PAGE.read_text(encoding="utf-8").splitlines():
        if line.startswith("And of an article whose day is not known"):
            written = None
        if line.startswith("## "):
            break
        cells = [cell.strip() for cell in line.strip("|").split("|")]
        if len(cells) == 5 and cells[2] in ("DATE", "TIME", "DURATION", "SET"):
            rows.append((written, cells))
    return rows


ROWS = read_rows()


def test_the_page_has_its_phrases() -> None:
    assert len(ROWS) >= 16


@pytest.mark.parametrize(("written", "row"), ROWS)
def test_phrase(written: date | None, row: list[str]) -> None:
    text, words, kind, value, calendar = row
    found = {m.text: m for m in find_dates(text, written)}
    mention = found[words]
    assert (mention.type, mention.value) == (kind, value)
    assert (mention.date.edtf if mention.date else "") == calendar.removesuffix(", a Friday")
    if calendar.endswith("Friday"):
        assert mention.date is not None
        assert mention.date.weekday == 4


def test_examples() -> None:
    failed, tried = doctest.testfile(str(PAGE), module_relative=False)
    assert tried
    assert not failed
