"""The countries of people and bodies where only the words around them tell."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from tests.entities.conftest import Reading

Read = Callable[[str], Reading]


@pytest.mark.parametrize(
    ("text", "name", "country"),
    [
        # ownership
        ("Chad's ruling Unity Party won the vote on Sunday.", "Unity Party", "TD"),
        ("The Norwegian energy company Varda Kraft said it would merge.", "Varda Kraft", "NO"),
        (
            "Peruvian President Dina Rojas spoke. She praised her Alianza Party.",
            "Alianza Party", "PE",
        ),
        (
            "Peruvian President Dina Rojas spoke in Lima. Rojas's Alianza Party replied to Chile.",
            "Alianza Party", "PE",
        ),
        # membership
        (
            "Chad's ruling Unity Party won. Unity Party lawmaker Idriss Koko welcomed it.",
            "Idriss Koko", "TD",
        ),
        (
            "Peruvian President Dina Rojas won. Fuerza Party leader Rojas thanked voters. "
            "Fuerza Party treasurer Luis Paredes resigned.",
            "Luis Paredes", "PE",
        ),
        # who speaks for a government
        (
            "A spokesman for the Peruvian army said two died. “We search,” spokesman Luis Paredes"
            " added.",
            "Luis Paredes", "PE",
        ),
        (
            "Foreign ministry spokesperson Lin Jian said on Tuesday that Beijing opposed the sale.",
            "Lin Jian", "CN",
        ),
        ("Rosa Quispe, the mayor of Quito, resigned.", "Rosa Quispe", "EC"),
    ],
)  # fmt: skip
def test_a_country_is_told_by_belonging(read: Read, text: str, name: str, country: str) -> None:
    assert read(text).entity(name).country == country


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("Nokia spokesman Luis Paredes denied it. He spoke in Lima.", "Luis Paredes"),
        ("United Nations spokeswoman Rosa Quispe spoke of Chad.", "Rosa Quispe"),
        ("Her party, the Unity Party, lost. Nobody said where.", "Unity Party"),
    ],
)
def test_no_country_is_guessed_without_evidence(read: Read, text: str, name: str) -> None:
    assert read(text).entity(name).country is None


def test_a_head_of_state_is_chairman_of_the_same(read: Read) -> None:
    reading = read(
        "Chadian President Idriss Koko spoke on Monday. “We thank Chairman Koko,” he said."
    )
    assert ("Chairman", "Chad", "current") in reading.roles("Idriss Koko")


def test_a_country_has_one_president_also_where_it_is_inferred(read: Read) -> None:
    text = (
        "Mexican police seized a boat off Mexico on Monday. President Andrés Quispe praised them. "
        "He flies to Guatemala on Friday to meet President Bernardo Salas."
    )
    assert read(text).entity("Bernardo Salas").country != "MX"


def test_a_party_of_another_country_is_not_the_listed_one(read: Read) -> None:
    text = "Gunmen raided Gusau, Nigeria. Peter Obi of the Labour Party spoke in Cotonou, Benin."
    assert read(text).entity("Labour Party").country is None


def test_a_country_has_many_former_leaders(read: Read) -> None:
    text = (
        "Norwegian ministers met in Oslo, Norway, on Monday. Former Prime Minister Lars Berg and "
        "the rest of Norway mourned. Former Prime Minister Nils Falk flew in from Peru to Norway."
    )
    reading = read(text)
    assert reading.entity("Lars Berg").country == "NO"
    assert reading.entity("Nils Falk").country != "PE"


def test_who_is_told_without_a_name_first_keeps_the_office(read: Read) -> None:
    reading = read("A spokesman for the Peruvian army spoke. Spokesman Luis Paredes left.")
    assert ("Spokesman", "Peru", "current") in reading.roles("Luis Paredes")
