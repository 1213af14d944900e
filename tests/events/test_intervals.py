"""Of two happenings that an interval joins, the one whose day is known dates the other."""

from __future__ import annotations

import pytest

from tests.events.conftest import Read

# Each with the word that tells the event and the date it should have; written on 14 June 2023.
TOLD = [
    ("Shares fell on Tuesday, a day after a dam near Bergen collapsed.", "collapsed", "2023-06-12"),
    ("Ida Moe resigned on Monday, nine days after the collapse of a bridge.", "collapse",
     "2023-06-03"),
    ("Three days after the flood on 3 May, the minister visited the town.", "visited",
     "2023-05-06"),
    ("On 3 May, two days after the flood, the mayor resigned.", "flood", "2023-05-01"),
    ("The law was passed on Friday, a day before the minister flew to Rome.", "flew",
     "2023-06-10"),
    ("Two days after the ban took effect on 3 March, the police raided a shop.", "raided",
     "2023-03-05"),
    ("The mayor resigned on Friday, a week after the fire at the school.", "fire",
     "2023-05-30~/2023-06-05~"),
    # nothing known to count from
    ("The minister visited the town in May, two days after the flood.", "flood", None),
    ("The mayor resigned on Friday, months after the fire at the school.", "fire", None),
]  # fmt: skip


@pytest.mark.parametrize(("text", "word", "date"), TOLD)
def test_an_interval_dates_what_it_leads_to(
    read: Read, text: str, word: str, date: str | None
) -> None:
    account = read(text, published="2023-06-14")
    (event,) = [e for e in account.events if e.text == word]
    assert (event.date.edtf if event.date is not None else None) == date


def test_the_words_of_the_interval_are_its_evidence(read: Read) -> None:
    text = "On 3 May, two days after the flood, the mayor resigned."
    (flood,) = [e for e in read(text, published="2023-06-14").events if e.text == "flood"]
    assert flood.time is not None
    assert text[slice(*flood.time)] == "two days after"
    assert flood.anchor == "'two days after', 2023-05-03"


def test_an_interval_of_the_news_of_a_day_is_about_so_long_ago(read: Read) -> None:
    text = "The search ends four days after two trawlers collided in the Gulf of Riga."
    (crash,) = [e for e in read(text, published="2023-06-14").events if e.text == "collided"]
    assert crash.date is not None
    assert crash.date.edtf == "2023-06-09~/2023-06-10~"


@pytest.mark.parametrize(
    ("text", "word", "date"),
    [
        # said then, and not closed then
        ("Brevik Steel said on Monday it would shut its mill in Gdansk.", "shut", None),
        ("Brevik Steel said on Monday it would shut its mill in Gdansk.", "said", "2023-06-12"),
        # called for a day to come; the call was not then
        ("Unions called a strike at the mill for Friday.", "strike", "2023-06-16"),
        # the vote was then, and the pact older
        (
            "Peru's Congress ratified a trade agreement with Kenya on Monday.",
            "ratified",
            "2023-06-12",
        ),
        (
            "Peru's Congress ratified a trade agreement with Kenya on Monday.",
            "trade agreement",
            None,
        ),
    ],
)
def test_the_day_of_saying_is_not_the_day_of_what_is_said(
    read: Read, text: str, word: str, date: str | None
) -> None:
    (event,) = [e for e in read(text, published="2023-06-14").events if e.text == word]
    assert (event.date.edtf if event.date is not None else None) == date
