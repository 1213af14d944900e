"""Groups, titles, pronouns, governments, sources and roles."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from tests.entities.conftest import Reading

Read = Callable[[str], Reading]

LEADERS = {"Astrid Lindqvist", "Chidi Okafor"}
OPENING = (
    "Swedish Prime Minister Astrid Lindqvist and Nigerian President Chidi Okafor met in Oslo. "
)


@pytest.mark.parametrize(
    ("sentence", "words", "who"),
    [
        ("The two leaders shook hands.", "The two leaders", LEADERS),
        ("The two discussed fish.", "The two", LEADERS),
        ("The pair discussed fish.", "The pair", LEADERS),
        ("They discussed fish.", "They", LEADERS),
        ("Reporters waited during their meeting.", "their", LEADERS),
        ("Both sides agreed.", "Both sides", {"Sweden", "Nigeria"}),
        (
            "Ties of the two countries are warm.",
            "the two countries",
            {"Sweden", "Nigeria"},
        ),
        ("The premier smiled.", "The premier", {"Astrid Lindqvist"}),
        ("The Nigerian president smiled.", "The Nigerian president", {"Chidi Okafor"}),
        ("The Swedish leader smiled.", "The Swedish leader", {"Astrid Lindqvist"}),
    ],
)
def test_what_refers_to_the_two(read: Read, sentence: str, words: str, who: set[str]) -> None:
    assert read(OPENING + sentence).refers(words) == [who]


def test_pronouns_follow_gender(read: Read) -> None:
    reading = read(OPENING + "Okafor thanked Lindqvist. She said he had been patient.")
    assert reading.refers("She") == [{"Astrid Lindqvist"}]
    assert reading.refers("he") == [{"Chidi Okafor"}]


def test_a_pronoun_between_two_of_one_gender_is_left_open(read: Read) -> None:
    reading = read("Peter and Paul met. Peter Hansen and Paul Berg waited. Then he left.")
    assert reading.refers("he") in ([], [{"Peter Hansen"}])


def test_the_speaker_is_i(read: Read) -> None:
    reading = read(OPENING + "“I am tired,” Okafor said.")
    assert reading.refers("I") == [{"Chidi Okafor"}]


def test_capitals_and_seats_act_for_their_country(read: Read) -> None:
    reading = read(
        "Tokyo protested to Beijing. The Kremlin denied it. "
        "Talks between Washington and Seoul failed."
    )
    for words, country in (
        ("Tokyo", "Japan"), ("Beijing", "China"), ("Kremlin", "Russia"),
        ("Washington", "United States"), ("Seoul", "South Korea"),
    ):  # fmt: skip
        (mention,) = reading.mentions(words)
        assert mention.metonym, words
        assert reading.refers(words) == [{country}]


@pytest.mark.parametrize(
    "sentence",
    [
        "The ministers met in Tokyo on Friday.",
        "She visited Tokyo last week.",
        "He flew to Tokyo from Osaka.",
        "A shrine in Tokyo was damaged.",
        "The Tokyo-based analyst disagreed.",
    ],
)
def test_a_capital_where_something_happens_stays_a_place(read: Read, sentence: str) -> None:
    reading = read(sentence)
    (mention,) = reading.mentions("Tokyo")
    assert not mention.metonym
    assert reading.entity("Tokyo").key == "place/tokyo"


def test_agencies_that_only_report_are_sources(read: Read) -> None:
    reading = read(
        "The bridge fell, Reuters reported. According to Kyodo, nobody was hurt. "
        "Xinhua said divers had searched. The BBC dismissed its director, and staff left the BBC."
    )
    assert reading.entity("Reuters").source
    assert reading.entity("Kyodo").source
    assert reading.entity("Kyodo").key == "organization/kyodo-news"
    assert reading.entity("Xinhua").source
    assert not reading.entity("BBC").source


@pytest.mark.parametrize(
    ("text", "name", "role"),
    [
        ("Then-Prime Minister Nils Falk spoke.", "Nils Falk", ("Prime Minister", None, "former")),
        ("Former Norwegian Foreign Minister Kari Moen spoke.", "Kari Moen",
         ("Foreign Minister", "Norway", "former")),
        ("China's top diplomat Zhou Lin spoke.", "Zhou Lin", ("top diplomat", "China", "current")),
        ("Chief Cabinet Secretary Taro Mori spoke.", "Taro Mori",
         ("Chief Cabinet Secretary", None, "current")),
        ("Officials and spokesman Guo Pei spoke.", "Guo Pei", ("spokesman", None, "current")),
        ("Anna Berg, the chairwoman of Siemens, spoke.", "Anna Berg",
         ("chairwoman", "Siemens", "current")),
        ("Acting Governor Luis Vega spoke.", "Luis Vega", ("Governor", None, "acting")),
        ("Malaysia's Prime Minister, Farid Hamzah, spoke.", "Farid Hamzah",
         ("Prime Minister", "Malaysia", "current")),
    ],
)  # fmt: skip
def test_roles(read: Read, text: str, name: str, role: tuple[str, str | None, str]) -> None:
    assert role in read(text).roles(name)


def test_a_role_lies_on_the_words_that_say_it(read: Read) -> None:
    text = "Former Norwegian Foreign Minister Kari Moen spoke."
    (role,) = read(text).found.roles
    assert text[role.start : role.end] == role.title == "Foreign Minister"


def test_the_company(read: Read) -> None:
    reading = read("Fjord Metals Inc opened a mine on Monday. The company hired forty people.")
    assert reading.refers("The company") == [{"Fjord Metals Inc"}]


def test_a_seat_of_government_is_not_a_town_of_that_meaning(read: Read) -> None:
    reading = read("The White House said the president would travel.")
    assert reading.refers("White House") == [{"United States"}]
    (mention,) = reading.mentions("White House")
    assert mention.metonym
