"""Which numbers agree, which are disputed, and which only bring an earlier one up to date."""

from __future__ import annotations

import pytest

from kb.dates.partial import PartialDate
from kb.merge.disputes import find_disputes
from kb.merge.reports import Detail, Source
from kb.vocab import KB

DEAD = "https://w3id.org/timeline-kb/ns#killed"


def claim(article: str, number: float, bound: str = "exactly") -> Detail:
    return Detail(f"{article}#claim", "e", article, DEAD, f"{bound} {number:g}", number, bound)


def source(iri: str, day: str | None = None) -> Source:
    return Source(iri, None, None, PartialDate.parse(day) if day else None, "")


def verdicts(*claims: Detail, days: dict[str, str] | None = None) -> list[str]:
    days = days or {}
    sources = {c.article: source(c.article, days.get(c.article)) for c in claims}
    return [d.kind for d in find_disputes(claims, sources)]


@pytest.mark.parametrize(
    "claims",
    [
        (claim("a", 12), claim("b", 12)),
        (claim("a", 12), claim("b", 10, "at least")),
        (claim("a", 30, "about"), claim("b", 30)),
        (claim("a", 30, "about"), claim("b", 27, "about")),
        (claim("a", 12),),
        (claim("a", 7), claim("a", 5)),
    ],
)
def test_these_agree(claims: tuple[Detail, ...]) -> None:
    assert verdicts(*claims) == []


def test_two_numbers_on_one_day_are_disputed_and_both_are_shown() -> None:
    claims = (claim("a", 12), claim("b", 15))
    (dispute,) = find_disputes(claims, {c.article: source(c.article, "2024-03-01") for c in claims})
    assert dispute.kind == "dispute"
    assert {p.value for p in dispute.positions} == {"exactly 12", "exactly 15"}
    assert {a for p in dispute.positions for a in p.articles} == {"a", "b"}


def test_a_later_higher_number_is_an_update() -> None:
    days = {"a": "2024-03-01", "b": "2024-03-03"}
    assert verdicts(claim("a", 12), claim("b", 15), days=days) == ["update"]


def test_a_later_lower_number_is_a_dispute() -> None:
    days = {"a": "2024-03-01", "b": "2024-03-03"}
    assert verdicts(claim("a", 15), claim("b", 12), days=days) == ["dispute"]


def test_without_dates_a_difference_is_a_dispute() -> None:
    assert verdicts(claim("a", 12), claim("b", 15)) == ["dispute"]


def test_a_lower_bound_takes_no_side_of_a_toll_that_rises() -> None:
    claims = [claim("a", 14, "at least"), claim("b", 21), claim("c", 23)]
    days = {"a": "2024-07-14", "b": "2024-07-15", "c": "2024-07-17"}
    sources = {name: source(name, day) for name, day in days.items()}
    (found,) = find_disputes(claims, sources)
    assert found.kind == "update"
    assert {p.value for p in found.positions} == {"exactly 21", "exactly 23"}


def test_of_the_missing_a_later_lower_number_is_an_update() -> None:
    days = {"a": "2024-03-01", "b": "2024-03-03"}
    told = [
        Detail(f"{name}#claim", "e", name, KB.missing, f"{number:g}", number, "exactly")
        for name, number in (("a", 67.0), ("b", 28.0))
    ]
    (found,) = find_disputes(told, {name: source(name, day) for name, day in days.items()})
    assert found.kind == "update"
