"""Companies, clubs and vessels that no list knows, told by what stands around them."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from tests.entities.conftest import Reading

Read = Callable[[str], Reading]


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("The Bristol startup Kettlework has raised $40 million.", "Kettlework"),
        ("Brunvik reported a loss in July and cut 200 jobs.", "Brunvik"),
        ("Tessaly said on Monday that it would close its mills.", "Tessaly"),
        ("Investors sold shares of Zenlux on Friday.", "Zenlux"),
        ("Brazilian oil producer Guanabara Óleo e Gás named a new board.", "Guanabara Óleo e Gás"),
        ("She ran the Argentine unit of Brenwick for years.", "Brenwick"),
        ("Its boilers are made in Germany by Thermalux.", "Thermalux"),
        ("Asante Kotoko beat Enyimba 2-1 on Saturday.", "Enyimba"),
        ("Brentolo coach Prosper Ogum praised his side.", "Brentolo"),
        ("Solvane agreed to acquire Ketterman NV of the Netherlands.", "Ketterman NV"),
        (
            "The minister took money from builder Daewon Housing. Daewon denied it.",
            "Daewon Housing",
        ),
        ("Tessaly's revenue fell by a tenth last year.", "Tessaly"),
    ],
)
def test_a_company_or_club_is_known_by_what_it_does(read: Read, text: str, name: str) -> None:
    reading = read(text)
    assert name in reading.names("organization"), [(e.kind, e.name) for e in reading.found.entities]


def test_the_end_of_a_name_alone_is_the_same_company(read: Read) -> None:
    text = "A firm, the Mauritian conglomerate Alteo Kito, bought the mill. Kito's lawyer appealed."
    assert read(text).count("Alteo Kito") == 2


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("The captain of the ferry Aurora Bothnia was fined.", "Aurora Bothnia"),
        ("The tanker Pella Spirit was hit off Aden.", "Pella Spirit"),
        ("Pirates fled as INS Vasanta fired on Monday.", "INS Vasanta"),
    ],
)
def test_a_vessel_acts_by_its_crew(read: Read, text: str, name: str) -> None:
    assert name in read(text).names("organization")


def test_a_model_is_nobody(read: Read) -> None:
    reading = read("The new Kestrel 9X is sold in Germany.")
    assert all("Kestrel" not in e.names for e in reading.found.entities)


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("Film producer Ana Quispe said she would return.", "Ana Quispe"),
        ("Rosa Quispe beat Maja Lindqvist 6-4, 6-2 on Sunday.", "Maja Lindqvist"),
        ("Mayor Luis Paredes raised $2 million for his campaign.", "Luis Paredes"),
        ("Trade Minister Cheong In-kyo will travel next week.", "Cheong In-kyo"),
        ("Joint Commissioner of Police Anjali Deshpande named the men.", "Anjali Deshpande"),
    ],
)
def test_people_stay_people(read: Read, text: str, name: str) -> None:
    assert name in read(text).names("person")


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("The Mumias-based mill was sold.", "Mumias"),
        ("The tourists travelled from Dranholm to hear the verdict.", "Dranholm"),
        ("A tanker was hit off Qarnah on Monday.", "Qarnah"),
        ("A plant opens in Bac Ninh, northern Vietnam, in May.", "Bac Ninh"),
    ],
)
def test_a_place_is_known_by_how_it_is_reached(read: Read, text: str, name: str) -> None:
    assert name in read(text).names("place")


def test_a_river_is_not_the_town_of_its_name(read: Read) -> None:
    place = read("A bridge collapsed over the Mula river in Pune.").entity("Mula river").place
    assert place is not None
    assert place.feature == "water"


def test_a_surname_follows_the_full_name_against_the_model(read: Read) -> None:
    text = (
        "Yevgeny Brelikov led the march. Brelikov's plane crashed. Friends of Yevgeny Brelikov "
        "mourned. Brelikov demanded shells. Troops backed Brelikov. Brelikov denied it."
    )
    reading = read(text)
    assert reading.names("organization") == set()
    assert reading.count("Yevgeny Brelikov") == 6


def test_what_belongs_to_a_namesake_is_no_alias(read: Read) -> None:
    reading = read("Oleg Marin, known as Petrenko's cook, was seen in Oslo. Petrenko smiled.")
    assert all("Petrenko" not in e.names or "Oleg Marin" not in e.names
               for e in reading.found.entities)  # fmt: skip
