"""Names: one kind and one entity all through a document, wherever they stand."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from kb.account import read_account
from kb.article import Article
from tests.entities.conftest import Reading

Read = Callable[[str], Reading]

SUMMIT = """Lindqvist and Okafor promise to reopen the border

Prime Minister Astrid Lindqvist of Sweden met Nigerian President Chidi Okafor in Oslo on Friday.
Lindqvist said the talks had been long. Okafor's spokesman, Bola Adeyemi, agreed.
The Lindqvist-Okafor talks were the first of their kind. Reporters asked about Lindqvist’s plans.
Okafor, Lindqvist and their aides then left.
"""


def test_a_short_name_is_the_person_wherever_it_stands(read: Read) -> None:
    reading = read(SUMMIT)
    assert reading.entity("Astrid Lindqvist").names == ("Astrid Lindqvist", "Lindqvist")
    assert reading.entity("Chidi Okafor").kind == "person"
    assert reading.count("Astrid Lindqvist") == SUMMIT.count("Lindqvist")
    assert reading.count("Chidi Okafor") == SUMMIT.count("Okafor")
    assert reading.names("person") == {"Astrid Lindqvist", "Chidi Okafor", "Bola Adeyemi"}


def test_offsets_and_tokens_are_those_of_the_text(read: Read) -> None:
    reading = read(SUMMIT)
    assert reading.found.mentions
    for mention in reading.found.mentions:
        assert SUMMIT[mention.start : mention.end] == mention.text
        assert mention.first <= mention.head < mention.last
    starts = [m.start for m in reading.found.mentions]
    assert starts == sorted(starts)


@pytest.mark.parametrize(
    ("text", "name", "key"),
    [
        ("Foreign Minister Wei Shaoling spoke. Wei left early.", "Wei Shaoling", "wei-shaoling"),
        ("President Tran Minh Duc of Vietnam arrived.", "Tran Minh Duc", "tran-minh-duc"),
        ("Taiwanese President Hsu Ming-te resigned.", "Hsu Ming-te", "hsu-ming-te"),
        (
            "Commission President Greta von der Heide spoke. Von der Heide left.",
            "Greta von der Heide",
            "greta-von-der-heide",
        ),
        ("Crown Prince Faisal bin Nasser was there.", "Faisal bin Nasser", "faisal-bin-nasser"),
    ],
)
def test_family_name_first_and_particles(read: Read, text: str, name: str, key: str) -> None:
    entity = read(text).entity(name)
    assert (entity.kind, entity.key) == ("person", f"person/{key}")


def test_two_of_one_surname_stay_apart(read: Read) -> None:
    reading = read(
        "Ringing China's top diplomat Zhou Lin, Norway's Foreign Minister Kari Moen objected. "
        "Trade Minister Olav Dahl met China's Commerce Minister Zhou Weimin in Bergen. "
        "After the call between Moen and Zhou, both governments issued notes."
    )
    assert reading.entity("Zhou Lin") != reading.entity("Zhou Weimin")
    assert reading.refers("Zhou") == [{"Zhou Lin"}]


def test_a_bare_surname_has_no_key(read: Read) -> None:
    reading = read("The minister met Lindqvist on Monday, and Lindqvist agreed, Lindqvist said.")
    assert reading.entity("Lindqvist").key is None


def test_acronyms_in_brackets_and_from_initials(read: Read) -> None:
    reading = read(
        "The Northern Fisheries Council (NFC) met in Tromso. The NFC wants quotas. "
        "Leaders came to the Asia-Pacific Economic Cooperation (APEC) forum; APEC ends today."
    )
    assert set(reading.entity("NFC").names) == {"Northern Fisheries Council", "NFC"}
    assert reading.entity("APEC").key == "organization/asia-pacific-economic-cooperation"


def test_a_nationality_is_no_participant(read: Read) -> None:
    reading = read("Chilean President Elena Fuentes praised Norwegian engineers.")
    assert reading.entity("Elena Fuentes").country == "CL"
    assert not reading.mentions("Chilean")
    assert not reading.mentions("Norwegian")


def test_products_units_peoples_and_conferences_are_no_entities(read: Read) -> None:
    reading = read(
        "The firm showed an iWidget and a 60 GB player for 299 USD at the World Gadget Conference. "
        "Uyghurs and Muslims protested. Fans bought iWidget phones."
    )
    assert reading.found.entities == ()


def test_a_hyphen_that_does_not_break_is_seen_through(read: Read) -> None:
    text = "Ministers opened the Japan\u2011China dialogue. Japan and China were pleased."
    reading = read(text)
    assert reading.count("Japan") == 2
    assert [m.text for m in reading.found.mentions][:2] == ["Japan", "China"]


def test_places_that_share_a_word(read: Read) -> None:
    reading = read("Ships left the South and East China seas. North and South Korea protested.")
    assert {"South China Sea", "East China Sea", "North Korea", "South Korea"} <= reading.names(
        "place"
    )


@pytest.mark.parametrize("dash", ["-", "–"])
def test_a_name_that_stands_only_before_a_shared_meeting(read: Read, dash: str) -> None:
    reading = read(
        "Astrid Lindqvist arrived on Monday. "
        f"Observers praised the Lindqvist{dash}Okonjo meeting of last week."
    )
    assert reading.entity("Okonjo").kind == "person"
    assert reading.entity("Okonjo").key is None
    assert reading.count("Astrid Lindqvist") == 2


def test_two_joined_by_a_dash_stay_two(read: Read) -> None:
    reading = read("President Zhou Lin arrived. The Oct 30 Zhou–Falk meeting promised a pause.")
    assert reading.refers("Zhou") == [{"Zhou Lin"}]
    assert reading.refers("Falk") == [{"Falk"}]


def test_an_honorific_tells_spouses_apart(read: Read) -> None:
    reading = read(
        "Peter Lindqvist and Mary Lindqvist own the farm. Mr Lindqvist sold the cows. "
        "Mrs Lindqvist kept the sheep."
    )
    assert reading.refers("Lindqvist") == [{"Peter Lindqvist"}, {"Mary Lindqvist"}]


def test_accents_do_not_part_a_person(read: Read) -> None:
    reading = read("President Jiří Novák spoke. Novak left, and Novák followed.")
    assert reading.count("Jiří Novák") == 3


def test_a_word_that_only_begins_a_sentence_is_no_name_where_the_text_has_it_small() -> None:
    text = "Ferry sinks near Oslo\n\nA ferry sank near Oslo on Monday. Nobody was hurt.\n"
    assert [e.name for e in read_account(Article(text)).entities] == ["Oslo"]
    text = "Rose said that the rose was hers. Police later arrested Rose in Oslo.\n"
    assert {e.name for e in read_account(Article(text)).entities} == {"Rose", "Oslo"}
