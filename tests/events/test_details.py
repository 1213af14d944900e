"""Details as claims: victims, durations, money, votes, percentages, counts, results and firsts."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kb.events.numbers import read_count, read_number
from tests.events.conftest import Read

_LINES = (Path(__file__).parent / "details.tsv").read_text(encoding="utf-8").splitlines()
ROWS = [tuple(line.split("\t")) for line in _LINES if line and not line.startswith("#")]


@pytest.mark.parametrize(("text", "predicate", "wanted", "bound"), ROWS)
def test_a_detail_is_a_claim(
    read: Read, text: str, predicate: str, wanted: str, bound: str
) -> None:
    account = read(text)
    found = [c for c in account.claims if c.predicate == predicate]
    assert all(text[c.start : c.end] == c.value for c in found)
    if wanted == "-":
        assert not found
    elif predicate in ("result", "ordinal"):
        assert [c.value for c in found] == [wanted]
    else:
        assert [(c.number, c.bound) for c in found] == [(float(wanted), bound)]


@pytest.mark.parametrize(
    ("words", "unit"),
    [
        ("US$3 million", "USD"),
        ("$3 million", "$"),
        ("€3m", "EUR"),
        ("3 million euros", "EUR"),
        ("£3bn", "GBP"),
        ("3 million Swiss francs", "CHF"),
        ("3 million pesos", "peso"),
        ("A$3 million", "AUD"),
    ],
)
def test_money_has_its_currency_where_it_is_certain(read: Read, words: str, unit: str) -> None:
    account = read(f"Norvik bought the ferry company for {words} on Friday.")
    (claim,) = [c for c in account.claims if c.predicate == "amount"]
    assert (claim.value, claim.unit) == (words, unit)


def test_victims_told_on_a_later_day_belong_to_what_harmed_them(read: Read) -> None:
    account = read(
        "A ferry sank off Kalu on Monday. Police said on Wednesday that 23 people lost their lives."
    )
    (claim,) = [c for c in account.claims if c.predicate == "killed"]
    assert (claim.number, account.events[claim.event].text) == (23, "sank")
    assert [a.text for a in claim.attribution] == ["Police"]


@given(st.text(max_size=40))
def test_any_words_are_a_number_or_none(words: str) -> None:
    number = read_number(words)
    assert number is None or number >= 0
    count, bound = read_count(words)
    assert count is None or count >= 0
    assert bound in (None, "at least", "about")


def test_a_toll_and_the_missing_beside_it_are_two_numbers(read: Read) -> None:
    account = read("The death toll from floods in Kerala rises to 209 and 28 missing.")
    assert {c.predicate: c.number for c in account.claims} == {"killed": 209, "missing": 28}
