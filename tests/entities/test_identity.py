"""The same entity across articles: names, offices, countries, company; never a surname alone."""

from __future__ import annotations

import itertools
import random
from collections.abc import Callable, Mapping
from dataclasses import dataclass

import pytest

from kb.entities.identity import Held
from kb.entities.model import Entity
from kb.merge.decided import Decisions
from kb.merge.keys import Keys
from kb.merge.ledger import Ledger
from kb.merge.reports import LocalEntity
from tests.entities.conftest import Reading


@dataclass(frozen=True)
class Told:
    """An entity as one article tells it."""

    article: str
    entity: Entity
    roles: tuple[Held, ...] = ()


def person(
    name: str,
    country: str | None = None,
    gender: str | None = None,
    roles: tuple[Held, ...] = (),
    article: str = "a",
) -> Told:
    key = "person/" + name.lower().replace(" ", "-") if " " in name else None
    return Told(article, Entity(name, "person", (name,), key, gender, country), roles)


def place(name: str, article: str) -> Told:
    return Told(article, Entity(name, "place", (name,), f"place/{name.lower()}"))


def decide_keys(told: Mapping[str, Told]) -> dict[str, str]:
    """The key of each entity, decided article by article in the order given."""
    ledger = Ledger()
    try:
        keys = Keys(ledger, Decisions())
        for article in dict.fromkeys(one.article for one in told.values()):
            keys.put_in(article, None, [
                LocalEntity(iri, article, one.entity, one.roles, 1)
                for iri, one in told.items() if one.article == article
            ])  # fmt: skip
            keys.decide()
        return dict(ledger.rows("SELECT iri, key FROM local"))
    finally:
        ledger.close()


def are_one(bare: Told, full: Told, *others: Told) -> bool:
    """Whether a bare name of one article is taken for the full one of another."""
    keys = decide_keys(dict(zip("abcdef", (full, bare, *others), strict=False)))
    return keys["a"] == keys["b"]


PM: tuple[Held, ...] = (("Prime Minister", None, "current"),)
MAYOR: tuple[Held, ...] = (("mayor", None, "current"),)


@pytest.mark.parametrize(("country", "gender"), [(None, None), ("SE", None), ("SE", "m")])
def test_a_surname_alone_is_never_enough(country: str | None, gender: str | None) -> None:
    full = person("Nils Falk", country, gender, article="b")
    assert not are_one(person("Falk", country, gender), full)


def test_an_office_speaks_for_a_surname() -> None:
    assert are_one(person("Falk", None, None, PM), person("Nils Falk", "SE", "m", PM, "b"))


@pytest.mark.parametrize(
    ("bare", "full"),
    [
        (person("Falk", None, "f", PM), person("Nils Falk", None, "m", PM, "b")),
        (person("Falk", None, None, PM), person("Nils Berg", None, None, PM, "b")),
        (person("Eva Falk", "SE", None, PM), person("Nils Falk", "SE", None, PM, "b")),
    ],
)
def test_conflicts_forbid(bare: Told, full: Told) -> None:
    assert not are_one(bare, full)


def test_another_country_forbids_what_company_speaks_for() -> None:
    company = [
        told
        for article in "ab"
        for told in (place("Norway", article), person("Eva Moen", article=article))
    ]
    full = person("Nils Falk", "SE", article="b")
    assert are_one(person("Falk"), full, *company)
    assert not are_one(person("Falk", "NO"), full, *company)


def test_bare_names_join_the_one_they_mean_and_no_other() -> None:
    entities = {
        "1": person("Nils Falk", "SE", "m", PM, "a"),
        "2": person("Falk", "SE", None, PM, "b"),
        "3": person("Falk", None, None, (), "c"),
        "4": person("Eva Falk", "SE", "f", MAYOR, "d"),
    }
    keys = decide_keys(entities)
    assert keys["1"] == keys["2"] == "person/nils-falk"
    assert keys["4"] == "person/eva-falk"
    assert keys["3"] not in (keys["1"], keys["4"])


def test_unresolved_surnames_of_two_articles_stay_apart() -> None:
    keys = decide_keys({"1": person("Falk", article="a"), "2": person("Falk", article="b")})
    assert keys["1"] != keys["2"]


def test_company_resolves_a_surname() -> None:
    entities = {
        "a1": person("Nils Falk", article="a"),
        "a2": place("Norway", "a"),
        "a3": person("Eva Moen", article="a"),
        "b1": person("Falk", article="b"),
        "b2": place("Norway", "b"),
        "b3": person("Eva Moen", article="b"),
        "c1": person("Falk", article="c"),
        "c2": place("Peru", "c"),
        "c3": place("Lima", "c"),
        "d1": person("Falk", article="d"),
        "d2": place("Norway", "d"),
    }
    keys = decide_keys(entities)
    assert keys["b1"] == "person/nils-falk"
    assert keys["c1"] != "person/nils-falk"
    assert keys["d1"] != "person/nils-falk"  # a country in common is no company


def test_namesakes_of_different_countries_stay_apart() -> None:
    entities = {
        "1": person("John Hale", "GB", "m", MAYOR, "a"),
        "2": person("John Hale", "GB", "m", MAYOR, "b"),
        "3": person("John Hale", "AU", "m", PM, "c"),
        "4": person("John Hale", None, "m", (), "d"),
    }
    keys = decide_keys(entities)
    assert keys["1"] == keys["2"] == keys["4"] == "person/john-hale"
    assert keys["3"] == "person/john-hale-au"


def test_order_of_names_initials_and_accents_do_not_matter() -> None:
    entities = {
        "1": Told("a", Entity("Orbán Viktor", "person", (), "person/orban-viktor")),
        "2": Told("b", Entity("Viktor Orbán", "person", (), "person/viktor-orban")),
        "3": Told("c", Entity("Viktor Orban", "person", (), "person/viktor-orban")),
        "4": Told("d", Entity("Anna M. Berg", "person", (), "person/anna-m-berg")),
        "5": Told("e", Entity("Anna Berg", "person", (), "person/anna-berg")),
    }
    keys = decide_keys(entities)
    assert keys["1"] == keys["2"] == keys["3"] == "person/viktor-orban"
    assert keys["4"] == keys["5"]


def test_an_acronym_joins_the_one_that_is_called_both() -> None:
    def told(article: str, key: str, *names: str) -> Told:
        return Told(article, Entity(names[0], "organization", names, f"organization/{key}"))

    entities = {
        "1": told("a", "northern-fisheries-council", "Northern Fisheries Council", "NFC"),
        "2": told("b", "nfc", "NFC"),
        "3": told("c", "xyz", "XYZ"),
    }
    keys = decide_keys(entities)
    assert keys["2"] == "organization/northern-fisheries-council"
    assert keys["3"] == "organization/xyz"


def test_the_order_of_articles_does_not_matter() -> None:
    entities = {
        str(i): person(name, country, None, roles, article)
        for i, (name, country, roles, article) in enumerate(
            itertools.product(
                ("Nils Falk", "Falk", "Eva Falk", "Falk Nils"), ("SE", None), (PM, MAYOR, ()), "abc"
            )
        )
    }
    expected = decide_keys(entities)
    for seed in range(5):
        shuffled = list(entities.items())
        random.Random(seed).shuffle(shuffled)
        assert decide_keys(dict(shuffled)) == expected
    assert set(expected) == set(entities)


def test_two_articles_give_one_entity_one_key(read: Callable[[str], Reading]) -> None:
    texts = (
        "Swedish Prime Minister Nils Falk met US President Ann Reed in the United States.",
        "Prime Minister Falk of Sweden returned from America. Falk was tired.",
    )
    entities = {}
    for number, text in enumerate(texts):
        reading = read(text)
        for at, entity in enumerate(reading.found.entities):
            held = tuple((r.title, None, r.status) for r in reading.found.roles if r.entity == at)
            entities[f"{number}-{entity.name}"] = Told(str(number), entity, held)
    keys = decide_keys(entities)
    assert keys["1-Falk"] == keys["0-Nils Falk"] == "person/nils-falk"
    assert keys["0-United States"] == keys["1-United States"] == "place/united-states"
