"""What only takes a happening up again, and to whom a thing is done where no auxiliary says so."""

from __future__ import annotations

import pytest

from kb.account import Account
from kb.events.model import EventMention
from tests.events.conftest import Read


def pick(account: Account, text: str) -> EventMention:
    (event,) = [e for e in account.events if e.text == text]
    return event


def labels(account: Account) -> set[str]:
    return {e.label for e in account.events if e.level == "event"}


@pytest.mark.parametrize(
    ("text", "again"),
    [
        ("A blast damaged a bakery in Turin. It happened on Friday, police said.", "happened"),
        ("A blast damaged a bakery in Turin. The incident occurred on Friday.", "incident"),
    ],
)
def test_the_day_it_happened_is_the_day_of_what_happened(read: Read, text: str, again: str) -> None:
    account = read(text, published="2024-05-20")
    blast = pick(account, "blast")
    assert str(blast.date).startswith("2024-05-17")
    taken_up = pick(account, again)
    assert taken_up.level == "minor"
    assert taken_up.antecedent is not None
    assert account.events[taken_up.antecedent].text == "blast"


def test_an_incident_of_another_day_is_another(read: Read) -> None:
    account = read("A blast damaged a mill on 3 May 2024. The incident occurred on 9 May 2024.")
    assert str(pick(account, "blast").date) == "2024-05-03"
    assert pick(account, "incident").antecedent is None


def test_that_it_happened_is_no_event_where_nothing_tells_what(read: Read) -> None:
    account = read("Ann Lind spoke of her plans. It happened on Friday.")
    assert not any(label.startswith("It ") for label in labels(account))


@pytest.mark.parametrize(
    ("text", "label"),
    [
        ("Ann Lind arrested on suspicion of fraud, police said.", "Ann Lind is arrested"),
        ("Rao and Lee nominated for the Senate. Others wait.", "Rao and Lee are nominated"),
        ("Two hikers injured in Norway, police said.", "Two hikers are injured in Norway"),
        ("A baker was found shot in Turin.", "A baker is shot in Turin"),
        ("2-year-old killed in Turin.", "2-year-old is killed"),
    ],
)
def test_what_was_done_to_somebody_without_an_auxiliary(read: Read, text: str, label: str) -> None:
    account = read(text)
    assert any(told.startswith(label[:16]) for told in labels(account)), labels(account)
    roles = {p.role for e in account.events if e.level == "event" for p in e.participants}
    words = {p.role for e in account.events if e.level == "event" for p in e.phrases}
    assert "patient" in roles | words
    assert "agent" not in roles | words


@pytest.mark.parametrize(
    "text", ["Police arrested and charged Ann Lind.", "The man whom police arrested is Ann Lind."]
)
def test_police_who_arrest_are_not_arrested(read: Read, text: str) -> None:
    (arrest,) = [e for e in read(text).events if e.type == "arrest"]
    assert ("agent", "police") in arrest.words


def test_who_was_found_shot_was_shot(read: Read) -> None:
    account = read("A baker was found shot to death in Turin on Saturday.")
    shot = pick(account, "shot")
    assert (shot.status, dict(shot.words)["patient"]) == ("happened", "a baker")


def test_who_shoots_himself_shoots_nobody_else(read: Read) -> None:
    account = read("Police spoke with Karl Berg. A farmer who shot himself has died, they said.")
    shot = pick(account, "shot")
    assert shot.label == "A farmer shoots himself"
    assert not shot.participants


def test_who_is_congratulated_on_it_was_appointed(read: Read) -> None:
    account = read("The Lind Fund congratulated Ann Rao on being nominated for the post.")
    nominated = pick(account, "nominated")
    assert [account.entities[p.entity].name for p in nominated.participants] == ["Ann Rao"]


def test_what_is_called_something_is_not_called_for(read: Read) -> None:
    account = read('Ann Lind called the strike "reckless".')
    assert pick(account, "strike").status == "happened"


def test_the_day_of_what_is_investigated_is_past(read: Read) -> None:
    account = read("Police are investigating a fire that broke out on Friday at a mill.")
    assert str(pick(account, "fire").date) == "2024-05-17"


def test_the_shooting_is_a_shooting_told_before_and_no_death_since(read: Read) -> None:
    account = read(
        "Two men were hurt in a shooting in Turin. Karl Berg was killed at home. "
        "The motive for the shooting is unknown."
    )
    first, last = (e for e in account.events if e.text == "shooting")
    assert last.antecedent in (account.events.index(first), first.antecedent)
    assert pick(account, "killed").antecedent is None


def test_doors_are_locked_up_and_nobody_is_arrested(read: Read) -> None:
    assert not [e for e in read("Karl Berg locked up the gun.").events if e.type == "arrest"]


def test_the_day_of_the_charge_is_not_the_day_of_the_death(read: Read) -> None:
    account = read("Two men were charged with murder on Thursday in the death of Paul Ost.")
    assert str(pick(account, "charged").date) == "2024-05-16"
    assert pick(account, "death").date is None


def test_what_somebody_is_charged_in_has_happened(read: Read) -> None:
    account = read("Karl Berg was charged in a fatal stabbing outside a bar.")
    assert pick(account, "stabbing").status == "happened"


def test_he_who_has_no_name_dies_once(read: Read) -> None:
    account = read("A climber of 36 died on Mount Iver. He was pronounced dead at the scene.")
    assert pick(account, "pronounced dead").antecedent == 0


def test_where_a_fire_was_did_not_burn(read: Read) -> None:
    account = read("A woman was hurt in a house fire in Dayton on Monday.")
    assert pick(account, "house fire").label.startswith("House fire in Dayton")


def test_what_an_attack_followed_was_not_attacked(read: Read) -> None:
    account = read("The attack followed an argument in a bar.")
    assert "patient" not in dict(pick(account, "attack").words)


@pytest.mark.parametrize(
    ("text", "main"),
    [
        ("Police investigate a fire at a mill in Lyon\nThe mayor spoke of a loss.", "fire"),
        ("Police investigate the mayor of Lyon\nThe mayor spoke of a loss.", "investigate"),
    ],
)
def test_the_news_of_an_inquiry_is_what_is_inquired_into(read: Read, text: str, main: str) -> None:
    assert [e.text for e in read(text).events if e.main] == [main]


def test_two_men_are_none_that_were_named_before(read: Read) -> None:
    account = read("Marta Lind led the dive. Paul Vella praised it. Two men were fined by a court.")
    fined = pick(account, "fined")
    assert not fined.participants
    assert ("patient", "two men") in fined.words


def test_what_was_stopped_on_a_day_is_news(read: Read) -> None:
    account = read("The Mill Fund stopped payments to farmers on Friday after a fraud was found.")
    assert "Mill Fund stops payments to farmers" in labels(account)


def test_who_ends_a_strike_does_not_just_strike(read: Read) -> None:
    account = read("Teachers ended a three-week strike in Quebec on Friday.")
    assert labels(account) == {"Teachers end a three-week strike in Quebec"}


def test_one_of_them_is_told_by_who_that_is(read: Read) -> None:
    account = read("Eleven people have fallen ill; one of them, a 79-year-old woman, died.")
    assert "A 79-year-old woman dies" in labels(account)


def test_the_announcement_is_not_made_by_who_resigned_after_it(read: Read) -> None:
    account = read("Ann Powell resigned from the council hours after the announcement.")
    assert not pick(account, "announcement").participants


def test_who_was_held_without_a_name_is_freed_and_nobody_named(read: Read) -> None:
    account = read(
        "The director, Sean Burke, resigned. Police held a student in Cork; he was released."
    )
    released = pick(account, "released")
    assert (released.type, released.participants) == ("set-free", ())


def test_who_dismisses_a_claim_does_not_resign(read: Read) -> None:
    account = read("Organisers investigated the claim and dismissed it.")
    assert not [e for e in account.events if e.type == "resign"]
