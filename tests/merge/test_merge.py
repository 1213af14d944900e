"""One event from many tellings: what is joined, what stays apart, and that order never matters."""

from __future__ import annotations

from functools import cache

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pyoxigraph import Quad

from kb.account import read_account
from kb.article import Article
from kb.graph import account_quads
from kb.merge import Event, build_events_graph, merge_reports
from kb.merge.reports import Source, read_reports
from kb.merge.sources import group_sources, hash_shingles
from kb.ontology import load_ontology

BASE = "http://example.org/"

DAILY = Article(
    "Scholz and Macron meet in Berlin\n\nGerman Chancellor Olaf Scholz met French President "
    "Emmanuel Macron in Berlin on Friday to discuss aid. The meeting lasted nearly two hours.\n",
    published="2024-03-17",
    publisher="The Daily",
)
GAZETTE = Article(
    "German Chancellor Olaf Scholz and French President Emmanuel Macron held talks in Germany, the "
    "chancellery said. The talks went on for about 2 hours.\n",
    publisher="The Gazette",
)
MONTHLY = Article(
    "In March 2024, Olaf Scholz received a visitor in Berlin: Emmanuel Macron held talks with Olaf "
    "Scholz there.\n",
    published="2024-05",
    publisher="The Monthly",
)
LATER = Article(
    "Olaf Scholz met Emmanuel Macron in Paris on Tuesday.\n",
    published="2024-06-06",
    publisher="The Daily",
)
OTHERS = Article(
    "Olaf Scholz met Rishi Sunak in Berlin on Friday.\n",
    published="2024-03-17",
    publisher="The Globe",
)
COPY = Article(DAILY.text, publisher="The Mirror Image")
ARTICLES = (DAILY, GAZETTE, MONTHLY, LATER, OTHERS, COPY)


@cache
def quads_of(n: int) -> tuple[Quad, ...]:
    return tuple(account_quads(read_account(ARTICLES[n]), BASE))


def merge(*numbers: int) -> list[Event]:
    quads = [q for n in numbers for q in quads_of(n)]
    return merge_reports(read_reports(quads), load_ontology())[0]


def meetings(*numbers: int) -> list[Event]:
    return [e for e in merge(*numbers) if e.type in ("meet", "discuss") and len(e.participants) > 1]


NEWS = Article(
    "Peru and Morocco sign fishing deal in Lima\n\nPresident Carla Soto of Peru and Prime Minister "
    "Omar Haddad of Morocco signed a fishing agreement in Lima on Thursday. The two leaders met "
    "for about two hours in the old town hall. They also discussed the price of grain.\n",
    published="2021-05-20",
    publisher="The Daily",
)
BEFORE = Article(
    "Haddad, Soto hold talks on fish and grain\n\nCarla Soto hosted Omar Haddad in Lima yesterday "
    "for talks that lasted three hours. They agreed that Morocco would buy grain from Peru. Soto "
    "attended last month's regional summit in Quito.\n",
    published="2021-05-21",
    publisher="The Gazette",
)


def test_what_was_a_month_before_is_not_the_news() -> None:
    quads = [q for a in (NEWS, BEFORE) for q in account_quads(read_account(a), BASE)]
    events = merge_reports(read_reports(quads), load_ontology())[0]
    told = [e for e in events if "2021-04" in (e.date.edtf if e.date is not None else "")]
    assert told
    assert {len(e.sources) for e in told} == {1}


def test_a_dated_and_an_undated_telling_are_one_event() -> None:
    (event,) = meetings(0, 1)
    assert event.date is not None
    assert event.date.edtf == "2024-03-15"
    assert len(event.sources) == 2
    assert event.places[0] == "place/berlin"


def test_a_month_and_a_day_within_it_are_one_event_of_that_day() -> None:
    (event,) = meetings(0, 2)
    assert event.date is not None
    assert event.date.edtf == "2024-03-15"


def test_two_days_are_two_events_even_with_an_undated_telling_between_them() -> None:
    found = meetings(0, 1, 3)
    assert sorted(e.date.edtf for e in found if e.date) == ["2024-03-15", "2024-06-04"]


def test_other_people_on_the_same_day_are_another_event() -> None:
    found = meetings(0, 4)
    assert len(found) == 2
    assert {len(e.sources) for e in found} == {1}


def test_a_copy_is_a_source_but_not_an_independent_one() -> None:
    (event,) = meetings(0, 1, 5)
    assert len(event.sources) == 3
    assert len(event.groups) == 2


def test_lengths_that_agree_are_no_dispute() -> None:
    (event,) = meetings(0, 1)
    assert event.disputes == ()


def test_every_join_has_its_score_and_reasons() -> None:
    (event,) = meetings(0, 1)
    assert event.pairs
    assert all(pair.reasons for pair in event.pairs)
    members = {r.iri for r in event.reports}
    assert all({pair.a, pair.b} <= members for pair in event.pairs)


@settings(max_examples=25, deadline=None)
@given(st.permutations(range(len(ARTICLES))), st.integers(0, 2))
def test_the_order_and_repetition_of_articles_do_not_matter(order: list[int], again: int) -> None:
    quads = [q for n in [*order, *order[:again]] for q in quads_of(n)]
    usual = [q for n in range(len(ARTICLES)) for q in quads_of(n)]
    ontology = load_ontology()
    assert list(build_events_graph(quads, BASE, ontology)) == list(
        build_events_graph(usual, BASE, ontology)
    )


@pytest.mark.parametrize("base", ["http://example.org/", "https://kb.example/x/"])
def test_an_event_has_the_same_id_under_any_base(base: str) -> None:
    quads = list(account_quads(read_account(DAILY), base))
    ids = {e.id for e in merge_reports(read_reports(quads), load_ontology())[0]}
    assert ids == {e.id for e in merge(0)}


def test_an_article_that_carries_anothers_headline_is_not_independent() -> None:
    headline = "Ministers agree to reopen the northern ferry line before the summer"
    own = Source("a", headline, None, None, "They met on Monday and spoke for two hours.")
    digest = Source("b", None, None, None, f"Morning digest\n{headline}\nMore news below.")
    other = Source("c", "Ministers agree on ferry line", None, None, "The line reopens in May.")
    shingles = {s.iri: hash_shingles(s.text) for s in (own, digest, other)}
    assert group_sources([own, digest, other], shingles) == [["a", "b"], ["c"]]


def test_two_papers_that_credit_one_agency_and_share_a_part_are_one_source() -> None:
    wire = (
        "The harbour of Arica will be closed for a week while the crane that fell on Monday is "
        "taken away, its director said, and ships will be sent to Iquique."
    )
    own = (
        " Fishermen of the town asked who would pay for what they could not land until then. The "
        "market hall stayed empty this morning, and two restaurants on the quay had put up signs "
        "that there would be no fish before Sunday."
    )
    more = (
        " A committee of the regional council is to look into how old the crane had been. It was "
        "bought from a shipyard in the north that has since gone out of business, and nobody could "
        "say where its papers are kept."
    )

    def articles(one: str | None, other: str | None) -> list[Source]:
        return [
            Source("a", None, "Daily", None, wire + own, one),
            Source("b", None, "Gazette", None, wire + more, other),
        ]

    def count(*found: Source) -> int:
        shingles = {s.iri: hash_shingles(s.text) for s in found}
        return len(group_sources(found, shingles))

    assert count(*articles("Andes News", "ANDES NEWS")) == 1
    assert count(*articles("Andes News", "Reuters")) == 2
    assert count(*articles(None, None)) == 2
