"""Names of many domains and countries: each with its kind, whole, and the same all through."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from tests.entities.conftest import Reading

Read = Callable[[str], Reading]


@pytest.mark.parametrize(
    ("text", "kind", "name"),
    [
        ("President Yoon Dae-jung spoke on Friday.", "person", "Yoon Dae-jung"),
        ("Army chief General Tariq-Uz-Zaman spoke.", "person", "Tariq-Uz-Zaman"),
        ("Sheikh Rubina resigned and fled to India.", "person", "Sheikh Rubina"),
        ("Sri Lankan President Nimal Perera fled.", "person", "Nimal Perera"),
        ("A court convicted Ratko Milošev of murder.", "person", "Ratko Milošev"),
        ("She was replaced by Tesfaye Werku on Monday.", "person", "Tesfaye Werku"),
        ("Daniil Antonov won 6-3, 6-2 in Paris.", "person", "Daniil Antonov"),
        ("The army named his son, General Idriss Abakar Itno, as leader.", "person",
         "Idriss Abakar Itno"),
        ("The Tarnland People's Liberation Front signed a truce.", "organization",
         "Tarnland People's Liberation Front"),
        ("Police praised the Northern Peoples' Alliance (NPA).", "organization",
         "Northern Peoples' Alliance"),
        ("Leeds City beat Ravenna on Sunday.", "organization", "Leeds City"),
        ("Pjolter Pharma, the Danish maker of Zuvex, shrank.", "organization", "Pjolter Pharma"),
        ("Analysts said Kvarn shares rose 8%.", "organization", "Kvarn"),
        ("The carmaker Dunholm closed a plant.", "organization", "Dunholm"),
        ("Storms hit the High Tarn mountains late on Friday.", "place", "High Tarn mountains"),
        ("The crash happened at Le Bourdet airport.", "place", "Le Bourdet airport"),
        ("They were found on Mount Odal.", "place", "Mount Odal"),
        ("The ferry sank near the city of Gomba.", "place", "Gomba"),
        ("Tamil Nadu said it would appeal.", "place", "Tamil Nadu"),
    ],
)  # fmt: skip
def test_a_name_is_found_whole_with_its_kind(read: Read, text: str, kind: str, name: str) -> None:
    reading = read(text)
    assert name in reading.names(kind), [(e.kind, e.name) for e in reading.found.entities]


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("Hurricane Odo slammed into the coast. Odo killed ten.", "Odo"),
        ("Wildfires killed ten people near Lima.", "Wildfires"),
        ("Foreign Minister Eva Moen spoke.", "Foreign"),
        ("The National Workers Congress (NWC) met.", "National Workers Congress (NWC"),
    ],
)
def test_what_is_no_name_is_none(read: Read, text: str, name: str) -> None:
    assert name not in {m.text for m in read(text).found.mentions}


@pytest.mark.parametrize(
    ("text", "short", "long"),
    [
        ("The Odal Fisheries Council (OFC) met. The OFC agreed.", "OFC", "Odal Fisheries Council"),
        ("Panland Tehreek-e-Insaf (PTI) met. PTI agreed.", "PTI", None),
        ("The Tarnland Community (Tarcom) met. Tarcom agreed.", "Tarcom", "Tarnland Community"),
        ("The Odal Fisheries Council met. The OFC agreed.", "OFC", "Odal Fisheries Council"),
        ("Andrés Manuel Quispe Orozco met us. Quispe Orozco left.", "Quispe Orozco",
         "Andrés Manuel Quispe Orozco"),
        ("Sam Lindman-Frey was convicted. Lindman-Frey will appeal.", "Lindman-Frey",
         "Sam Lindman-Frey"),
        ("Ratko Milošev was convicted. Milosev will appeal.", "Milosev", "Ratko Milošev"),
        ("The Tarn Isles, known in Norway as the Odal, burned. Ships left the Odal.", "Odal",
         "Tarn Isles"),
        ("Gang leader Rocco Marchetti, known as Toto, fled. Toto was seen.", "Toto",
         "Rocco Marchetti"),
    ],
)  # fmt: skip
def test_a_short_or_other_name_is_the_same(
    read: Read, text: str, short: str, long: str | None
) -> None:
    reading = read(text)
    names = {n for refers in reading.refers(short) for n in refers}
    if long is None:
        assert "Press Trust of India" not in names
    else:
        assert names == {long}


@pytest.mark.parametrize(
    ("text", "words", "name"),
    [
        ("Fjord Metals lost money. The Norwegian company will close.", "The Norwegian company",
         "Fjord Metals"),
        ("Kvarn Airways lost a jet. The Civil Aviation Authority met. The airline said sorry.",
         "The airline", "Kvarn Airways"),
        ("Rosa Quispe beat Eva Moen. The 22-year-old smiled.", "The 22-year-old", "Rosa Quispe"),
    ],
)  # fmt: skip
def test_what_only_refers(read: Read, text: str, words: str, name: str) -> None:
    assert read(text).refers(words) == [{name}]


def test_brussels_acts_for_the_union_and_for_belgium(read: Read) -> None:
    reading = read("Washington wants a deal. Brussels refused on Monday.")
    assert reading.refers("Brussels") == [{"European Union"}]
    reading = read("Belgium's parliament met. Brussels refused on Monday.")
    assert reading.refers("Brussels") == [{"Belgium"}]


def test_who_names_somebody_is_not_the_one_named(read: Read) -> None:
    reading = read("President Rosa Quispe named José Falk as army chief.")
    assert reading.names("person") == {"Rosa Quispe", "José Falk"}
    reading = read("Peru's president, Rosa Quispe, named José Falk as prime minister.")
    assert reading.names("person") == {"Rosa Quispe", "José Falk"}


def test_an_honorific_tells_namesakes_apart(read: Read) -> None:
    reading = read("Aisha Bello, 23, met Tunde Bello, 19. Mr Bello worked in a shop.")
    assert reading.refers("Bello") == [{"Tunde Bello"}]


def test_them_is_not_whoever_was_named(read: Read) -> None:
    reading = read(
        "President Nils Falk spoke. Gunmen seized 80 pupils. Falk's aide, Eva Moen, said the "
        "army would free them."
    )
    assert not reading.mentions("them")


@pytest.mark.parametrize(
    ("text", "name", "key"),
    [
        ("Peru's Interior Ministry said so.", "Interior Ministry",
         "organization/interior-ministry-pe"),
        ("The Chilean Supreme Court ruled.", "Chilean Supreme Court",
         "organization/supreme-court-cl"),
        ("The Supreme Court of Chile ruled.", "Supreme Court of Chile",
         "organization/supreme-court-cl"),
        ("The Supreme Court ruled.", "Supreme Court", None),
        ("The Bank of Chile cut rates.", "Bank of Chile", "organization/bank-of-chile"),
        ("The Security Council met.", "Security Council", "organization/un-security-council"),
        ("Nigerian President Nils Falk sacked the head of the National Security Agency.",
         "National Security Agency", "organization/national-security-agency-ng"),
    ],
)  # fmt: skip
def test_a_body_that_every_country_has_is_known_by_its_country(
    read: Read, text: str, name: str, key: str | None
) -> None:
    assert read(text).entity(name).key == key


@pytest.mark.parametrize(
    ("text", "name", "country", "feature"),
    [
        ("Australian police searched a farm in Victoria.", "Victoria", "AU", "region"),
        ("The virus spread from Congo to Burundi.", "DR Congo", "CD", "country"),
        ("Gunmen struck in Nigeria's Kaduna state.", "Kaduna", "NG", "region"),
        ("Gunmen struck in Kaduna, Nigeria.", "Kaduna", "NG", "city"),
        ("US police searched a farm near Tarn, Georgia.", "Georgia", "US", "region"),
        ("Georgia's president met the Georgian parliament.", "Georgia", "GE", "country"),
        ("She flew to New York on Monday.", "New York", "US", "city"),
        ("A court in New York state ruled.", "New York", "US", "region"),
    ],
)
def test_the_place_that_is_meant(
    read: Read, text: str, name: str, country: str, feature: str
) -> None:
    entity = read(text).entity(name)
    assert entity.place is not None
    assert (entity.country, entity.place.feature) == (country, feature)
