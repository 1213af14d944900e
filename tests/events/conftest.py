"""Reads one short article a test; the language model is loaded once."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from kb.account import Account, read_account
from kb.article import Article

Read = Callable[..., Account]


@pytest.fixture(scope="session")
def read() -> Read:
    def read_text(text: str, published: str | None = "2024-05-20") -> Account:
        return read_account(Article(text, published=published))

    return read_text
