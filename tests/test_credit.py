import pytest
from hypothesis import given
from hypothesis import strategies as st

from kb.article import Article
from kb.credit import find_credit, sounds_like_outlet
from kb.read.blocks import split_blocks

BODY = "The two ministers opened the new bridge on Friday, and hundreds of people walked across."


@pytest.mark.parametrize(
    ("text", "name"),
    [
        (f"A bridge opens\nThe Harbour Post, 2 May 2024\n{BODY}", "The Harbour Post"),
        (f"A bridge opens\n2 May 2024 | Harbour Post\n{BODY}", "Harbour Post"),
        (f"A bridge opens\nBy Ana Soto, Andes Daily\nMay 2, 2024\n{BODY}", "Andes Daily"),
        (f"A bridge opens\nLima, May 2, 2024 (Andes News Agency)\n{BODY}", "Andes News Agency"),
        (f"A bridge opens\nLIMA, May 2 (AND) -- {BODY}", "AND"),
        (f"A bridge opens\nReuters\nMay 2, 2024\n{BODY}", "Reuters"),
        (f"A bridge opens\n- Hill News\n\n- May 2, 2024\n{BODY}", "Hill News"),
        (f"A bridge opens\n{BODY}\n{BODY} REUTERS", "REUTERS"),
        (f"A bridge opens\nBy Ana Soto\n{BODY}", None),
        (f"A bridge opens\nLima, May 2, 2024\n{BODY}", None),
        (f"A bridge opens\n{BODY}\n{BODY} (end)", None),
        (f"A bridge opens\n{BODY}\n{BODY}\nADVERTISEMENT", None),
        (f"A bridge opens\n{BODY} Soto told the Harbour Post that she was glad.", None),
        ("", None),
    ],
)
def test_whom_an_article_credits(text: str, name: str | None) -> None:
    found = find_credit(text, split_blocks(text))
    assert (found.name if found else None) == name
    if found is not None:
        assert text[found.start : found.end] == found.name


@pytest.mark.parametrize(
    "name", ["", "the post", "Post", "Anna Lind", "World Bank", "Latest News", "A" * 200]
)
def test_what_is_no_outlet(name: str) -> None:
    assert not sounds_like_outlet(name)


@given(st.text(max_size=200))
def test_any_text_credits_its_own_words_or_nobody(text: str) -> None:
    text = Article(text).text
    found = find_credit(text, split_blocks(text))
    assert found is None or text[found.start : found.end] == found.name
