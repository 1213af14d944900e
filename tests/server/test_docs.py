"""What the page on operation says is there, is there."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from kb.cli import run

PAGE = Path(__file__).parents[2] / "docs" / "operation.md"


def test_every_flag_of_the_page_is_known(capsys: pytest.CaptureFixture[str]) -> None:
    text = PAGE.read_text("utf-8")
    known = ""
    for verb in (["serve"], ["ingest"], ["backup"], ["restore"], ["token", "add"]):
        assert run([*verb, "--help"]) == 0
        known += capsys.readouterr().out
    systems = {"--create-home", "--no-cache-dir", "--data-binary"}
    named = set(re.findall(r"(?<![\w-])--[a-z][a-z-]+", text)) - systems
    assert len(named) > 12
    assert {flag for flag in named if flag not in known} == set()
