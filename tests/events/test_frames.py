"""Events without a date of their own: what they share with the story they are told in."""

from __future__ import annotations

import pytest

from tests.events.conftest import Read

LEAD = "French President Emmanuel Macron met German Chancellor Olaf Scholz in Berlin on Friday. "


def date_of(read: Read, text: str, trigger: str) -> str | None:
    account = read(text)
    found = [e for e in account.events if trigger in e.text.split()]
    assert found, [(e.text, e.type) for e in account.events]
    return found[0].date.edtf if found[0].date is not None else None


@pytest.mark.parametrize(
    ("sentence", "trigger"),
    [
        ("Macron and Scholz signed a treaty on fishing.", "treaty"),
        ("Macron said that the talks had been hard.", "said"),
        ("Macron began selling the plan to Scholz.", "selling"),
        ("Macron praised the harbour, thanking its workers.", "thanking"),
    ],
)
def test_what_goes_on_in_the_simple_past_was_about_the_same_day(
    read: Read, sentence: str, trigger: str
) -> None:
    assert date_of(read, LEAD + sentence, trigger) == "2024-05-17~"


@pytest.mark.parametrize(
    ("sentence", "trigger"),
    [
        ("Macron had visited the harbour.", "visited"),
        ("Macron previously signed a treaty on fishing.", "treaty"),
        ("Macron ruled the party for ten years.", "ruled"),
        ("Macron has often praised Scholz.", "praised"),
        ("Norwegian farmers burned straw.", "burned"),
        ("Macron will sign a treaty.", "treaty"),
        ("Macron resigned from the bank in 2012. Macron founded a party.", "founded"),
    ],
)
def test_what_looks_back_is_not_dated_by_the_story(read: Read, sentence: str, trigger: str) -> None:
    assert date_of(read, LEAD + sentence, trigger) is None


def test_after_an_undated_lead_the_story_is_about_the_week_of_the_report(read: Read) -> None:
    text = "Emmanuel Macron met Olaf Scholz in Berlin. Macron praised the new harbour."
    assert date_of(read, text, "praised") == "2024-05-14~/2024-05-20~"


def test_without_a_day_of_writing_nothing_is_shared_but_a_day_that_is_told(read: Read) -> None:
    account = read("Macron met Scholz in Berlin. Macron praised the harbour.", published=None)
    assert all(e.date is None for e in account.events)


def test_a_shared_date_says_whose_it_is(read: Read) -> None:
    account = read(LEAD + "Macron and Scholz signed a treaty on fishing.")
    (event,) = [e for e in account.events if "treaty" in e.text.split()]
    assert event.time is None
    assert event.anchor is not None
    assert event.anchor.startswith("told with “met”, 'on Friday'")


def test_the_next_day_told_becomes_the_day_of_the_story(read: Read) -> None:
    text = LEAD + "On Saturday Macron visited Hamburg. Macron praised the harbour."
    assert date_of(read, text, "praised") == "2024-05-18~"


@pytest.mark.parametrize(
    ("sentence", "trigger"),
    [
        ("Two guards are killed and nine others injured in a raid on a mine.", "injured"),
        ("Two guards are killed and nine others injured in a raid on a mine.", "raid"),
        ("A man opens fire in a harbour, wounding a guard.", "wounding"),
        ("A storm hits the coast. Two sailors are killed.", "killed"),
        ("Two guards are wounded in a raid; one of them is in hospital.", "wounded"),
    ],
)
def test_a_bulletin_in_the_present_tense_tells_of_the_week_of_the_report(
    read: Read, sentence: str, trigger: str
) -> None:
    assert date_of(read, sentence, trigger) == "2024-05-14~/2024-05-20~"


def test_before_dawn_is_still_that_day_and_before_a_day_is_not(read: Read) -> None:
    assert date_of(read, "A storm struck Bergen before dawn on Monday.", "storm") == "2024-05-20"
    assert date_of(read, "Lind resigned before Friday.", "resigned") != "2024-05-17"
