"""How far the words of a place reach, and what contains it."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from tests.entities.conftest import Reading

Read = Callable[[str], Reading]


@pytest.mark.parametrize(
    ("text", "words", "name", "within"),
    [
        ("The fair opened in Toledo, Ohio, on Monday.", "Toledo, Ohio", "Toledo", "Ohio"),
        ("Talks were held in Lyon, France on Monday.", "Lyon, France", "Lyon", "France"),
        ("The Salem, Oregon event drew crowds.", "Salem, Oregon", "Salem", "Oregon"),
        ("It will be led from Reading, England.", "Reading, England", "Reading", "England"),
        ("A raid hit Gusau, northern Nigeria.", "Gusau, northern Nigeria", "Gusau", "Nigeria"),
        ("A bus crashed in northern Chad.", "northern Chad", "Chad", None),
        ("He lives in central London.", "central London", "London", "England"),
        (
            "They sang at the Marlow Arena in Leeds, England, on Monday.",
            "Marlow Arena in Leeds, England", "Marlow Arena", "Leeds",
        ),
        (
            "Two died in a fire at the Pellworth hotel in Bergen, Norway.",
            "Pellworth hotel in Bergen, Norway", "Pellworth hotel", "Bergen",
        ),
    ],
)  # fmt: skip
def test_a_place_and_what_contains_it_are_one_mention(
    read: Read, text: str, words: str, name: str, within: str | None
) -> None:
    reading = read(text)
    assert reading.refers(words) == [{name}]
    place = reading.entity(name).place
    assert place is not None
    if within is not None:
        assert within in place.within
    mention = reading.mentions(words)[0]
    assert text[mention.start : mention.end] == words


def test_the_container_stays_a_mention_of_its_own(read: Read) -> None:
    reading = read("The fair opened in Toledo, Ohio, on Monday.")
    assert reading.refers("Ohio") == [{"Ohio"}]


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("In Austin, Texas lawmakers voted on Monday.", "Austin"),
        ("In Tokyo, Japan's ministers met on Monday.", "Tokyo"),
        ("They went to Lima, Quito and Bogotá.", "Lima"),
    ],
)
def test_a_comma_that_does_not_contain_joins_nothing(read: Read, text: str, words: str) -> None:
    assert read(text).refers(words) == [{words}]


def test_what_is_paid_with_is_no_place(read: Read) -> None:
    assert read("The tickets cost 40 US dollars each.").names("place") == set()


def test_a_hyphen_does_not_make_a_place_of_a_town_and_a_firm(read: Read) -> None:
    reading = read("Systems are sold by a firm based in San Jose-Cisco. Cisco is large.")
    assert "San Jose" in reading.names("place")


def test_a_small_american_namesake_needs_its_state(read: Read) -> None:
    text = "A man from Austin, Texas, and a woman from Boston spoke at talks in Geneva."
    assert read(text).entity("Geneva").country == "CH"
