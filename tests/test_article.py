"""Articles made by hand: what can be given, and what cannot."""

from __future__ import annotations

from datetime import UTC, date, datetime
from typing import Any

import pytest

import kb
from kb.errors import DateError


@pytest.mark.parametrize(
    ("published", "edtf"),
    [
        (date(2019, 5, 4), "2019-05-04"),
        (datetime(2019, 5, 4, 23, 59, tzinfo=UTC), "2019-05-04"),
        ("2019-05-04T10:00:00Z", "2019-05-04"),
        ("2019-05", "2019-05"),
        (kb.PartialDate.parse("2019"), "2019"),
    ],
)
def test_a_date_of_publication_in_many_shapes(published: Any, edtf: str) -> None:
    found = kb.Article("Anna Lind met Omar Haddad.", published=published).published_on
    assert found is not None
    assert found.edtf == edtf


def test_what_is_no_text_and_no_date_is_said_at_once() -> None:
    wrong: Any
    for wrong in (None, b"bytes", 5):
        with pytest.raises(TypeError, match="the text of an article is a str"):
            kb.Article(wrong)
    for wrong in (2019, 5.0, ["2019"]):
        with pytest.raises(TypeError, match="published is a date"):
            kb.Article("text", published=wrong)
    with pytest.raises(DateError, match="cannot read 'soon'"):
        kb.Article("text", published="soon")


@pytest.mark.parametrize(
    "text",
    [
        "Anna Lind met Omar Haddad in Paris on 3 May 2019",
        "Anna \ud800 Lind met Omar Haddad\0 in Paris on 3 May 2019.",
        "Talks in Paris\r\n\r\nAnna Lind met Omar Haddad in Paris on 3 May 2019.\r\n",
        "\U0001f600\U0001f600 Anna Lind met Omar Haddad in Paris on 3 May 2019 \U0001f680.",
        "A\u0301nna Lind met Omar Haddad in Pari\u0301s on 3 May 2019.",
    ],
)
def test_offsets_are_those_of_the_text_whatever_it_holds(text: str) -> None:
    article = kb.Article(text)
    assert len(article.text) == len(text)
    account = kb.read_account(article)
    assert [event.text for event in account.events if event.text != "Talks"] == ["met"]
    for mention in (*account.mentions, *account.events, *account.dates):
        assert article.text[mention.start : mention.end] == mention.text
    article.text.encode()  # a store can hold it
