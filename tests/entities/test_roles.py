"""Offices: what they are of, whether they are still held, and what is only inferred."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from tests.entities.conftest import Reading

Read = Callable[[str], Reading]


def held(reading: Reading) -> set[tuple[str, str, str | None, str]]:
    """Who held what, of what, and how it stands."""
    entities = reading.found.entities
    return {
        (entities[r.entity].name, r.title, None if r.of is None else entities[r.of].name, r.status)
        for r in reading.found.roles
    }


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (
            "Norwegian Prime Minister Nils Falk and Defence Minister Eva Moen visited troops.",
            ("Eva Moen", "Defence Minister", "Norway", "current"),
        ),
        (
            "Floods near Lima in Peru killed ten people, President Rosa Quispe said.",
            ("Rosa Quispe", "President", "Peru", "current"),
        ),
        (
            "Governor Rosa Quispe of Cusco closed the roads.",
            ("Rosa Quispe", "Governor", "Cusco", "current"),
        ),
        (
            "Nils Falk resigned as first minister of Scotland.",
            ("Nils Falk", "first minister", "Scotland", "former"),
        ),
        (
            "Eva Moen replaced him as leader of the Northern Fisheries Party.",
            ("Eva Moen", "leader", "Northern Fisheries Party", "current"),
        ),
        (
            "Chilean Foreign Minister Rosa Quispe met her Swedish counterpart, Nils Falk.",
            ("Nils Falk", "Foreign Minister", "Sweden", "current"),
        ),
        (
            "Fjord Metals Inc. lost money last year. Chief executive Eva Moen will leave.",
            ("Eva Moen", "Chief executive", "Fjord Metals Inc.", "current"),
        ),
        (
            "Nils Falk was elected president of Chile. He will take over in March.",
            ("Nils Falk", "president", "Chile", "current"),
        ),
    ],
)
def test_what_an_office_is_of(read: Read, text: str, expected: tuple[str, str, str, str]) -> None:
    assert expected in held(read(text))


@pytest.mark.parametrize(
    "text",
    [
        "Swedish Prime Minister Eva Moen will meet Vice Premier Nils Falk in Geneva.",
        "Danish tanks reached the border. President Falk thanked Denmark, Sweden and Norway.",
        "The Swedish army shelled the port. Washington protested. President Falk urged calm.",
        "The bank of Italy holds a stake. Finance Minister Nils Falk opposes a takeover.",
    ],
)
def test_nothing_is_inferred_of_another_country(read: Read, text: str) -> None:
    roles = held(read(text))
    assert [of for who, _, of, _ in roles if "Falk" in who] == [None]


def test_the_order_of_a_name_tells_two_governments_apart(read: Read) -> None:
    """Of two countries in a report a name fits that is written as theirs are."""
    roles = held(
        read(
            "Japan and China held talks, and China asked Japan for more. China's army watched. "
            "Prime Minister Kenji Moriyama spoke after Vice Premier Zhao Guoming had left."
        )
    )
    assert ("Kenji Moriyama", "Prime Minister", "Japan", "current") in roles
    assert ("Zhao Guoming", "Vice Premier", "China", "current") in roles


def test_an_office_of_something_before_the_name(read: Read) -> None:
    roles = held(
        read("The former president of Peru, Rosa Quispe, met the head of NATO, Nils Falk.")
    )
    assert ("Rosa Quispe", "president", "Peru", "former") in roles
    assert ("Nils Falk", "head", "NATO", "current") in roles


def test_what_is_inferred_says_so(read: Read) -> None:
    reading = read("Swedish Prime Minister Nils Falk left. Finance Minister Eva Moen stayed.")
    sure = {reading.found.entities[r.entity].name: r.inferred for r in reading.found.roles}
    assert sure == {"Nils Falk": False, "Eva Moen": True}


def test_a_country_in_front_of_a_name_is_the_persons(read: Read) -> None:
    reading = read("Colombia's Rosa Quispe beat the Norwegian Nils Falk in the final.")
    lands = {e.name: e.country for e in reading.found.entities if e.kind == "person"}
    assert lands == {"Rosa Quispe": "CO", "Nils Falk": "NO"}


def test_kinship_is_no_office(read: Read) -> None:
    assert not held(read("Nils Falk died on Monday. His daughter, Eva Moen, was with him."))
