"""Acts that are done again: two of one kind within days stay two, one told again stays one."""

from __future__ import annotations

import pytest

from kb.account import read_accounts
from kb.article import Article
from kb.graph import account_quads
from kb.merge import Event, merge_reports
from kb.merge.reports import read_reports
from kb.merge.wording import read_names, read_ordinals
from kb.ontology import load_ontology

BASE = "http://example.org/"


def merge(*told: tuple[str, str]) -> list[Event]:
    """The events of one-line reports, each with its day."""
    articles = [
        Article(text, published=day, url=f"http://news{n}.example/")
        for n, (day, text) in enumerate(told)
    ]
    quads = [q for account in read_accounts(articles) for q in account_quads(account, BASE)]
    return merge_reports(read_reports(quads), load_ontology())[0]


def joined(*told: tuple[str, str]) -> list[str]:
    """The types of the events that more than one of the reports tell."""
    return [event.type for event in merge(*told) if len(event.sources) > 1]


APART = {
    "two announcements of one minister in a week": (
        ("2021-03-02", "Finance Minister Anna Lind announces a tax on sugar."),
        ("2021-03-05", "Finance Minister Anna Lind announces the closure of two harbours."),
    ),
    "two explosions in one city, months apart": (
        ("2021-03-02", "An explosion at a paint factory near Oran, Algeria, injures nine people."),
        ("2021-09-14", "An explosion caused by a car bomb hits a bus in Oran, Algeria."),
    ),
    "protests a week apart": (
        ("2021-03-02", "Thousands of students protest in Oran, Algeria, against higher fees."),
        ("2021-03-12", "Thousands of students protest in Oran, Algeria, against higher fees."),
    ),
    "two strikes on one town": (
        ("2021-03-02", "An air strike on a market in Tobruk, Libya, kills 12 people."),
        ("2021-03-06", "An air strike on a school in Tobruk, Libya, kills 31 people."),
    ),
    "two attacks of one group in two towns": (
        ("2021-03-02", "Al-Shabaab attacks an army camp near Kismayo, Somalia."),
        ("2021-03-04", "Al-Shabaab attacks a hotel in Mogadishu, Somalia."),
    ),
    "two arrests by one force on one day": (
        ("2021-03-02", "Kenya Police arrest a banker accused of fraud."),
        ("2021-03-02", "Kenya Police arrest three smugglers at the border."),
    ),
    "two rounds of one election": (
        ("2021-03-07", "Maria Ortega wins the first round of the presidential election in Peru."),
        ("2021-03-28", "Maria Ortega wins the second round of the presidential election in Peru."),
    ),
    "shootings in two towns of one province": (
        ("2021-03-02", "One person is killed in a shooting in Kelowna, British Columbia."),
        ("2021-03-03", "Four people are killed in shootings in Vancouver, British Columbia."),
    ),
    "two earthquakes of one place": (
        ("2021-03-02", "A magnitude 6.1 earthquake strikes Sulawesi, Indonesia."),
        ("2021-03-06", "A magnitude 7.2 earthquake strikes Sulawesi, Indonesia."),
    ),
    "two votes on one law": (
        ("2021-03-02", "The Irish parliament votes 80 to 71 to amend the Housing Bill."),
        ("2021-03-05", "The Irish parliament votes 94 to 60 to pass the Housing Bill."),
    ),
    "two finals of one cup": (
        ("2021-03-06", "Norway defeats France 3-1 to win the women's Nordic Cup final."),
        ("2021-03-07", "Norway defeats Poland 2-0 to win the men's Nordic Cup final."),
    ),
    "the first and the second of two debates": (
        ("2021-03-06", "The first of two debates between the mayor's rivals is held in Oslo."),
        ("2021-03-07", "The second of two debates between the mayor's rivals is held in Oslo."),
    ),
    "what was planned twice, half a year apart": (
        ("2021-03-02", "Uruguay says it will move its embassy in Kenya to Mombasa."),
        ("2021-09-05", "Uruguay says it will move its embassy in Kenya to Nairobi."),
    ),
    "condemnations a month apart": (
        ("2021-03-02", "The United Nations condemns the attack."),
        ("2021-04-03", "The United Nations condemns the attack."),
    ),
}


@pytest.mark.parametrize("name", APART)
def test_acts_of_one_kind_stay_apart(name: str) -> None:
    assert joined(*APART[name]) == []


TOGETHER = {
    "the toll of a disaster as it rises": (
        "storm",
        ("2021-07-04", "The death toll from a heat wave in Portugal rises to 17."),
        ("2021-07-06", "The death toll from a heat wave in Portugal rises to 54."),
    ),
    "an attack and who claims it with a higher toll": (
        "bombing",
        ("2021-03-02", "A suicide truck bombing at a police post in Kismayo kills 41 people."),
        ("2021-03-04", "A sect claims the suicide bombing in Kismayo that killed 48 people."),
    ),
    "a resignation told again a week later": (
        "resign",
        ("2021-03-02", "Governor Anna Lind of Utah resigns over a leak of letters."),
        ("2021-03-10", "Anna Lind, who resigned as governor of Utah, joins a law firm."),
    ),
    "an arrest and the release from it": (
        "arrest",
        ("2021-03-02", "Police arrest a suspected smuggler at Schiphol Airport."),
        ("2021-03-03", "A suspected smuggler arrested yesterday at Schiphol Airport is released."),
    ),
    "a shooting and the death that follows it": (
        "shooting",
        ("2021-03-02", "A shooting occurs at Mill Creek High School in Ashford, Ohio."),
        ("2021-03-05", "A victim of the shooting at Mill Creek High School in Ohio dies."),
    ),
}


@pytest.mark.parametrize("name", TOGETHER)
def test_one_act_told_again_is_one(name: str) -> None:
    type_, *told = TOGETHER[name]
    assert type_ in joined(*told)  # type: ignore[arg-type]


def test_the_score_is_the_sum_of_its_reasons() -> None:
    told = (
        ("2021-03-02", "South Korea and Japan hold talks on fish in Busan."),
        ("2021-03-02", "Talks between South Korea and Japan on fish open in Busan."),
    )
    (event,) = [e for e in merge(*told) if len(e.sources) > 1]
    (pair,) = event.pairs
    worth = [float(reason.rsplit(" ", 1)[1]) for reason in pair.reasons]
    assert round(sum(worth), 3) == pair.score


def test_names_are_found_with_their_numbers_and_without_states() -> None:
    found = read_names("Spain loses the MV Aurora off Cape Nao on Monday.", {"spain"})
    assert found == {"aurora", "cape", "nao"}
    assert read_ordinals("the second round, a third straight day") == {"round 2", "day 3"}


def test_a_headline_tells_the_main_event_of_its_report() -> None:
    text = (
        "Senate rejects Danish court bill\n\n"
        "Denmark's Senate rejected a disputed reform of the judiciary on Wednesday, by 51 votes "
        "to 48, sending it back to the lower house."
    )
    found = [e for e in merge(("2021-07-29", text)) if e.type == "law-passed"]
    assert [len(event.reports) for event in found] == [2]
