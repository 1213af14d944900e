"""One happening told as one: tolls with their disaster, talks with their failure, deals ahead."""

from __future__ import annotations

import pytest

from kb.account import Account
from tests.events.conftest import Read

Told = set[tuple[str, str, str]]


def tell(account: Account) -> Told:
    return {(e.type, e.status, e.label) for e in account.events if e.level == "event"}


@pytest.mark.parametrize(
    ("text", "label", "counts"),
    [
        (
            "A magnitude 6.1 earthquake struck western Peru on Sunday. At least 14 people were "
            "killed and more than 200 injured, officials said.",
            "Earthquake strikes Peru, at least 14 dead",
            {"killed": 14, "injured": 200},
        ),
        (
            "Twelve people died in a ferry accident off Zanzibar on Saturday.",
            "Ferry crashes in Zanzibar, twelve dead",
            {"killed": 12},
        ),
        (
            "A fire swept through a hospital in Lagos on Monday. Six people died and ten were "
            "taken to hospital.",
            "Fire in Lagos, six dead",
            {"killed": 6},
        ),
    ],
)
def test_victims_are_details_of_what_killed_them(
    read: Read, text: str, label: str, counts: dict[str, float]
) -> None:
    account = read(text, published="2024-05-20")
    (event,) = [e for e in account.events if e.level == "event"]
    assert event.label == label
    told = {
        c.predicate: c.number for c in account.claims if account.events[c.event].head == event.head
    }
    assert counts.items() <= told.items()


@pytest.mark.parametrize(
    "text",
    [
        "Troops killed nine villagers in a raid on Doma.",
        "Ann Lind died in a car crash near Bergen.",
        "The earthquake struck on Sunday. Last year 40 people were killed by a flood in Lima.",
    ],
)
def test_who_was_killed_by_whom_or_by_name_or_elsewhere_stays_an_event(
    read: Read, text: str
) -> None:
    account = read(text, published="2024-05-20")
    killed = {e.type for e in account.events if e.level == "event"}
    assert killed & {"killing", "death", "flood"}


def test_talks_that_break_down_are_one_event(read: Read) -> None:
    account = read(
        "Negotiations between Sudan and Ethiopia on the dam broke down on Wednesday.",
        published="2024-05-20",
    )
    ((type_, status, label),) = tell(account)
    assert (type_, status) == ("negotiate", "happened")
    assert label == "Negotiations between Sudan and Ethiopia on the dam break down"


@pytest.mark.parametrize(
    ("text", "told"),
    [
        (
            "Halden Group announced the acquisition of Lumo for 40 million euros.",
            ("acquisition", "planned", "Halden Group to acquire Lumo"),
        ),
        (
            "Ministers agreed on the sale of the state airline to Aurora Capital.",
            ("sale", "planned", "Sale of the state airline to Aurora Capital"),
        ),
        (
            "Halden Group completed the acquisition of Lumo in May.",
            ("acquisition", "happened", "Halden Group acquires Lumo"),
        ),
    ],
)
def test_what_is_agreed_on_is_still_to_come(
    read: Read, text: str, told: tuple[str, str, str]
) -> None:
    assert told in tell(read(text, published="2024-05-20"))


def test_what_was_set_up_is_the_body_and_not_what_it_is_for(read: Read) -> None:
    account = read(
        "The two sides agreed to cooperate through the India-Nepal mechanism on flood control "
        "set up in 2019."
    )
    labels = {e.label: e.date for e in account.events if e.type == "foundation"}
    ((label, date),) = labels.items()
    assert label == "The India-Nepal mechanism on flood control is set up"
    assert date is not None
    assert date.edtf == "2019"


@pytest.mark.parametrize(
    "text",
    [
        "Finland faces tensions with its neighbour over the border.",
        "The two leaders trust their differences to diplomacy.",
        "Poland enjoys good relations with Kyiv.",
    ],
)
def test_a_state_is_no_event(read: Read, text: str) -> None:
    assert tell(read(text)) == set()


def test_a_noun_that_tells_neither_who_nor_what_is_minor(read: Read) -> None:
    account = read("Ann Lind was elected mayor of Bergen on Monday. The meeting was long.")
    assert {e.type for e in account.events if e.level == "event"} == {"election"}


@pytest.mark.parametrize(
    ("headline", "label"),
    [
        ("Former treasurer jailed for six years", "Former treasurer is jailed for six years"),
        ("Brewer Halden lifts outlook, to buy Danish rival", "Danish rival to be bought"),
    ],
)
def test_headlines_leave_out_the_auxiliary(read: Read, headline: str, label: str) -> None:
    account = read(f"{headline}\n\nThe news was told on Monday.", published="2024-05-20")
    assert label in {e.label for e in account.events}


def test_a_list_of_plans_is_planned_to_its_end(read: Read) -> None:
    account = read(
        "Ann Lind has promised to cut the price of power, withdraw from the pact with Spain and "
        "hold a referendum on term limits."
    )
    status = {e.type: e.status for e in account.events}
    assert (status["leave"], status["referendum"]) == ("planned", "planned")


def test_a_day_that_is_named_or_compared_with_does_not_date(read: Read) -> None:
    account = read(
        "Profit rose to 412 million from 322 million a year earlier. "
        "The president declared Saturday a day of mourning.",
        published="2024-10-24",
    )
    assert all(e.time is None for e in account.events)


@pytest.mark.parametrize(
    ("text", "told"),
    [
        (
            "The president cancelled a trip to Hanoi on Tuesday.",
            ("closure", "happened", "The president cancels a trip to Hanoi"),
        ),
        (
            "The union said drivers would strike again on 17 June.",
            ("labour-strike", "planned", "Drivers to strike"),
        ),
        (
            "A plane made an emergency landing in Accra on Monday.",
            ("emergency-landing", "happened", "A plane makes emergency landing in Accra"),
        ),
        (
            "Police opened fire in the square.",
            ("shooting", "happened", "Police open fire"),
        ),
        (
            "The talks held in Oslo on Friday between Sudan and Ethiopia ended without a deal.",
            ("meet", "happened", "Sudan and Ethiopia meet in Oslo"),
        ),
    ],
)
def test_what_was_done_is_told_as_it_was_done(
    read: Read, text: str, told: tuple[str, str, str]
) -> None:
    account = read(text, published="2024-05-20")
    assert told in tell(account)


def test_what_has_yet_to_come_has_not_happened(read: Read) -> None:
    account = read("Sudan said it would not sign a treaty until Chad amended its constitution.")
    assert {e.status for e in account.events if e.lemma == "amend"} == {"hypothetical"}


def test_an_hour_alone_gives_no_day(read: Read) -> None:
    account = read("The polls closed at 22:30.", published="2024-05-20")
    assert all(e.time is None for e in account.events)


def test_the_accident_is_whatever_disaster_was_told(read: Read) -> None:
    account = read("A crane collapsed in Lima on Friday. The accident hurt nobody.")
    accident = next(e for e in account.events if e.lemma == "accident")
    assert (accident.type, accident.antecedent) == ("collapse", 0)


def test_part_of_a_day_is_of_the_day_that_the_story_is_at(read: Read) -> None:
    account = read(
        "Ann Lind met Tom Dahl in Belfast on Friday. Lind travelled on to Dublin in the afternoon.",
        published="2024-05-20",
    )
    visit = next(e for e in account.events if e.type == "visit")
    assert visit.date is not None
    assert visit.date.edtf == "2024-05-17~"


@pytest.mark.parametrize(
    ("text", "label"),
    [
        (
            "Relations have been strained by a ban on seafood, which China imposed in 2023.",
            "China imposes a ban on seafood",
        ),
        (
            "Police arrested Jens Dahl on Monday. Prosecutors charged him on Tuesday.",
            "Prosecutors charge Jens Dahl",
        ),
        ("The coronation takes place in London in June.", "Coronation in London"),
        (
            "Prior to winning the party's leadership, Ann Lind left parliament.",
            "Ann Lind wins the party's leadership",
        ),
    ],
)
def test_labels_tell_what_and_whom(read: Read, text: str, label: str) -> None:
    assert label in {e.label for e in read(text, published="2024-05-20").events}
