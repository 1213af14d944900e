"""Disputes over how it came out: both sides in their own words, and nothing picked."""

from __future__ import annotations

from zlib import crc32

import pytest

from kb.account import read_accounts
from kb.article import Article
from kb.graph import account_quads
from kb.merge import Event, merge_reports
from kb.merge.disputes import Dispute
from kb.merge.reports import read_reports
from kb.ontology import load_ontology
from kb.vocab import KB

BASE = "http://example.org/"


def merge(*texts: str) -> list[Event]:
    """The events of articles of one Saturday, each of another outlet."""
    articles = [
        Article(text, published="2021-03-06", url=f"http://outlet.example/{crc32(text.encode())}")
        for text in texts
    ]
    quads = [q for account in read_accounts(articles) for q in account_quads(account, BASE)]
    return merge_reports(read_reports(quads), load_ontology())[0]


def disputed(*texts: str) -> list[Dispute]:
    """The disputes over an outcome among the events of some articles."""
    found = [d for event in merge(*texts) for d in event.disputes]
    return [d for d in found if d.field in (KB.status, KB.result)]


CONTRARY = {
    "did and did not": (
        "Anna Lind resigned as mayor of Oslo on Friday.",
        "Anna Lind did not resign as mayor of Oslo on Friday, her office said.",
    ),
    "did and is said not to have": (
        "Anna Lind resigned as mayor of Oslo on Friday.",
        "Anna Lind denied that she resigned as mayor of Oslo on Friday.",
    ),
    "agreed and did not agree": (
        "President Carla Soto of Peru and President Omar Vidal of Chile agreed to a ceasefire at "
        "their talks in Quito on Friday.",
        "President Carla Soto of Peru and President Omar Vidal of Chile did not agree to a "
        "ceasefire at their talks in Quito on Friday.",
    ),
    "guilty and not guilty": (
        "A jury in Leeds found Peter Marlow guilty of fraud on Friday.",
        "A jury in Leeds found Peter Marlow not guilty of fraud on Friday.",
    ),
    "convicted and acquitted": (
        "Peter Marlow was convicted of fraud in Leeds on Friday.",
        "Peter Marlow was acquitted of fraud in Leeds on Friday.",
    ),
    "won and lost": (
        "Ajax beat Porto in the final on Friday.",
        "Porto defeated Ajax in the final on Friday.",
    ),
}


@pytest.mark.parametrize("name", CONTRARY)
def test_the_contrary_of_one_happening_is_disputed_in_both_sides_words(name: str) -> None:
    one, other = CONTRARY[name]
    (dispute,) = disputed(one, other)
    assert dispute.kind == "dispute"
    assert {p.value for p in dispute.positions} == {one, other}
    assert len({a for p in dispute.positions for a in p.articles}) == 2
    assert all(p.claims for p in dispute.positions)


def test_the_order_of_the_articles_does_not_matter() -> None:
    one, other = CONTRARY["guilty and not guilty"]
    assert disputed(one, other) == disputed(other, one)


def test_talks_that_ended_with_and_without_an_agreement() -> None:
    with_ = "Talks between Carla Soto and Omar Vidal in Quito on Friday ended with an agreement."
    without = "Talks between Carla Soto and Omar Vidal in Quito on Friday ended without agreement."
    (dispute,) = disputed(with_, without)
    assert dispute.field == KB.result
    assert {p.value for p in dispute.positions} == {"with an agreement", "without agreement"}


NO_DISPUTE = {
    "two days": (
        "Peter Marlow was convicted of fraud in Leeds on Friday.",
        "Peter Marlow was acquitted of fraud in Leeds on 3 March 2020.",
    ),
    "two people": (
        "Peter Marlow was convicted of fraud in Leeds on Friday.",
        "Paul Westley was acquitted of fraud in Leeds on Friday.",
    ),
    "both said by one": (
        "Anna Lind resigned as mayor of Oslo on Friday. Anna Lind did not resign as a member of "
        "the council on Friday.",
        "Anna Lind resigned as mayor of Oslo on Friday.",
    ),
    "the same result": (
        "Ajax beat Porto in the final on Friday.",
        "Ajax defeated Porto in the final on Friday.",
    ),
    "one match in two wordings": (
        "Boca Juniors beat River Plate in Buenos Aires on Friday.",
        "Boca Juniors defeated River Plate on Friday.",
    ),
    "what failed was something else": (
        "Talks between Carla Soto and Omar Vidal in Quito on Friday ended with an agreement.",
        "Talks between Carla Soto and Omar Vidal in Quito on Friday ended without a handshake.",
    ),
}


@pytest.mark.parametrize("name", NO_DISPUTE)
def test_what_is_not_contrary_is_not_disputed(name: str) -> None:
    assert disputed(*NO_DISPUTE[name]) == []


def test_an_event_that_is_disputed_is_shown_as_what_one_side_says_happened() -> None:
    one, other = CONTRARY["did and did not"]
    (event,) = [e for e in merge(one, other) if len(e.sources) == 2]
    assert (event.type, event.status) == ("resign", "happened")
    assert KB.status not in event.agreement.agreed
