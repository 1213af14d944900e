"""What happened, read from single sentences: type, who, where, when and in what status."""

from __future__ import annotations

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from kb.account import Account, read_account
from kb.article import Article
from kb.events import EventMention
from tests.events.conftest import Read


def only(account: Account, type_: str) -> EventMention:
    found = [e for e in account.events if e.type == type_ and e.level == "event"]
    assert found, f"no {type_} among {[(e.text, e.type, e.level) for e in account.events]}"
    return max(found, key=lambda e: (len(e.participants), e.date is not None))


def who(account: Account, event: EventMention) -> set[str]:
    return {account.entities[i].name for i in event.actors}


def where(account: Account, event: EventMention) -> list[str]:
    return [account.entities[i].name for i in event.places]


MEETINGS = [
    "French President Emmanuel Macron met German Chancellor Olaf Scholz in Berlin on 13 May 2024.",
    "Emmanuel Macron and Olaf Scholz met in Berlin on 13 May 2024.",
    "Emmanuel Macron held talks with Olaf Scholz in Berlin on 13 May 2024.",
    "Talks between Emmanuel Macron and Olaf Scholz took place in Berlin on 13 May 2024.",
    "Emmanuel Macron praised the plan in a meeting with Olaf Scholz in Berlin on 13 May 2024.",
]


@pytest.mark.parametrize("sentence", MEETINGS)
def test_a_meeting_told_in_many_ways_has_its_people_place_and_day(
    read: Read, sentence: str
) -> None:
    account = read(sentence)
    event = only(account, "meet")
    assert who(account, event) == {"Emmanuel Macron", "Olaf Scholz"}
    assert where(account, event)[:1] == ["Berlin"]
    assert event.date is not None
    assert event.date.edtf == "2024-05-13"
    assert event.status == "happened"


def test_roles_tell_who_did_it_from_whom_it_was_done_to(read: Read) -> None:
    account = read("Germany imposed sanctions on Belarus on 3 May 2024.")
    event = only(account, "impose-sanction")
    roles = {account.entities[p.entity].name: p.role for p in event.participants}
    assert roles == {"Germany": "agent", "Belarus": "patient"}


def test_a_joint_statement_in_a_phrase_takes_the_year_of_its_sentence(read: Read) -> None:
    account = read(
        "The motto was coined in a joint statement of British Prime Minister Tony Blair and "
        "French President Jacques Chirac in 1998."
    )
    event = only(account, "joint-statement")
    assert event.date is not None
    assert event.date.edtf == "1998"
    assert event.date.granularity == "year"
    assert who(account, event) == {"Tony Blair", "Jacques Chirac"}


def test_a_background_event_keeps_its_own_date_and_gives_it_to_nobody(read: Read) -> None:
    account = read(
        "Olaf Scholz met Emmanuel Macron in Paris on Friday. It was the first time the leaders had "
        "met since last November, when Olaf Scholz held talks with Rishi Sunak in London.",
        published="2024-05-20",
    )
    dated = {
        frozenset(who(account, e)): e.date.edtf
        for e in account.events
        if e.type == "meet" and e.date is not None and len(e.actors) == 2
    }
    assert dated[frozenset({"Olaf Scholz", "Emmanuel Macron"})] == "2024-05-17"
    assert dated[frozenset({"Olaf Scholz", "Rishi Sunak"})] == "2023-11"


@pytest.mark.parametrize(
    ("sentence", "status"),
    [
        ("Olaf Scholz met Emmanuel Macron in Paris.", "happened"),
        ("Olaf Scholz will meet Emmanuel Macron in Paris.", "planned"),
        ("Olaf Scholz plans to meet Emmanuel Macron in Paris.", "planned"),
        ("Olaf Scholz did not meet Emmanuel Macron in Paris.", "negated"),
        ("Olaf Scholz refrained from meeting Emmanuel Macron in Paris.", "negated"),
        ("Olaf Scholz may meet Emmanuel Macron in Paris.", "possible"),
        ("If Olaf Scholz meets Emmanuel Macron, markets will rise.", "hypothetical"),
        ("Olaf Scholz wants to meet Emmanuel Macron in Paris.", "hypothetical"),
        ("Olaf Scholz denied that Emmanuel Macron met Rishi Sunak.", "denied"),
        ("Olaf Scholz often meets Emmanuel Macron in Paris.", "generic"),
    ],
)
def test_status(read: Read, sentence: str, status: str) -> None:
    account = read(sentence)
    assert only(account, "meet").status == status


def test_what_is_reported_is_attributed_to_who_reports_it(read: Read) -> None:
    account = read("Olaf Scholz said that Emmanuel Macron met Rishi Sunak in Paris.")
    event = only(account, "meet")
    assert [a.text for a in event.attribution] == ["Olaf Scholz"]
    account = read("Emmanuel Macron met Rishi Sunak in Paris, according to Agence France-Presse.")
    event = only(account, "meet")
    assert [a.verb for a in event.attribution] == ["according"]


def test_a_quote_has_its_exact_words_and_its_speaker(read: Read) -> None:
    text = "“We will not wait any longer,” said Olaf Scholz in Berlin."
    account = read(text)
    (quote,) = account.quotes
    assert text[quote.start : quote.end] == quote.text == "We will not wait any longer,"
    assert quote.speaker is not None
    assert quote.speaker.text == "Olaf Scholz"


def test_a_quote_without_its_own_verb_goes_on_with_the_speaker_before(read: Read) -> None:
    account = read(
        "“We have to begin somewhere,” Olaf Scholz said. “This is the place to begin today.”"
    )
    assert [q.speaker.text if q.speaker else None for q in account.quotes] == ["Olaf Scholz"] * 2


def test_how_long_it_lasted_is_a_claim_in_minutes(read: Read) -> None:
    account = read("Olaf Scholz met Emmanuel Macron. The meeting lasted nearly two hours.")
    (claim,) = [c for c in account.claims if c.predicate == "duration"]
    assert claim.number == 120
    assert account.events[claim.event].type == "meet"


def test_an_anaphor_points_back_to_its_event(read: Read) -> None:
    account = read("Olaf Scholz met Emmanuel Macron in Paris. The meeting ended without a deal.")
    back = [e for e in account.events if e.text == "meeting"]
    assert [account.events[e.antecedent].text for e in back if e.antecedent is not None] == ["met"]


def test_a_verb_that_no_type_covers_is_kept_as_a_happening(read: Read) -> None:
    account = read("Olaf Scholz repainted the old bridge on 3 May 2024.")
    event = only(account, "happening")
    assert event.text == "repainted"
    assert event.date is not None
    assert event.label == "Olaf Scholz repaints the old bridge"


@pytest.mark.parametrize(
    ("past", "base"), [("retook", "retake"), ("redrew", "redraw"), ("repainted", "repaint")]
)
def test_the_forms_of_verbs_with_a_prefix_are_known(read: Read, past: str, base: str) -> None:
    account = read(f"Olaf Scholz {past} the old bridge on 3 May 2024.")
    assert [e.lemma for e in account.events if e.text == past] == [base]


def test_page_furniture_makes_no_event(read: Read) -> None:
    account = read(
        "Leaders met in Oslo\n3 min read\nOlaf Scholz met Emmanuel Macron in Oslo on Friday.\n"
        "SEE ALSO\nSign up for our newsletter\nComments\n"
    )
    told = {account.article.text[e.first : e.last] for e in account.events}
    assert not any("newsletter" in t or "min read" in t or "Comments" in t for t in told)


@settings(
    max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(
    st.lists(
        st.text(max_size=12)
        |
        st.sampled_from(
            ["Olaf Scholz met", "“", "”", "\n", "\n\n", "‘we", "he said", "in Paris", "on Friday",
             "The talks", "killed 12 people", ".", "—", "- ", "\u202e", "𝔘", "’", '"', "(AP) -",
             "Police arrested two men and a woman,", "Raising the stakes,", "ex-wife", "200 MW",
             "a magnitude 6.8 earthquake", "leaving ten dead", "called for", "\u00a0", "\r\n"]
        ),
        max_size=30,
    )
)  # fmt: skip
def test_any_text_gives_spans_that_are_its_own_words(parts: list[str]) -> None:
    account = read_account(Article(" ".join(parts), published="2024-05-20"))
    text = account.article.text  # what no text may hold, such as a NUL, is replaced in it
    for mention in (*account.events, *account.entity_mentions, *account.dates, *account.quotes):
        assert text[mention.start : mention.end] == mention.text
    for event in account.events:
        assert 0 <= event.first <= event.start < event.end <= event.last <= len(text)
        assert event.level != "event" or event.label.strip()
        for part in (*event.participants, *event.phrases, *event.attribution):
            assert 0 <= part.start < part.end <= len(text)
    for quote in account.quotes:
        if quote.speaker is not None:
            assert text[quote.speaker.start : quote.speaker.end] == quote.speaker.text
    for claim in account.claims:
        assert text[claim.start : claim.end] == claim.value
        assert 0 <= claim.event < len(account.events)


def test_they_are_not_whoever_is_named_where_others_stand_nearer(read: Read) -> None:
    account = read(
        "Emmanuel Macron congratulated Olaf Scholz on his election, as he had congratulated his "
        "predecessors soon after they took office."
    )
    event = only(account, "take-office")
    assert who(account, event) == set()


def test_what_lies_after_the_day_of_writing_is_planned(read: Read) -> None:
    account = read("Voters talk of little but the 2026 general election.", published="2024-05-20")
    assert only(account, "election").status == "planned"


def test_no_reports_of_it_is_no_event(read: Read) -> None:
    account = read("There were no reports of injuries in Oslo.")
    assert only(account, "injury").status == "negated"


def test_who_stayed_away_took_no_part(read: Read) -> None:
    account = read("Carla Soto did not attend the regional summit in Quito in April 2021.")
    event = only(account, "summit")
    assert (event.status, who(account, event)) == ("happened", set())
    account = read("Carla Soto attended the regional summit in Quito in April 2021.")
    assert who(account, only(account, "summit")) == {"Carla Soto"}


def test_a_town_told_with_its_country_is_one_place(read: Read) -> None:
    account = read("The two presidents signed a treaty in Lyon, France, on 13 May 2024.")
    event = only(account, "sign-agreement")
    assert where(account, event) == ["Lyon"]
    assert event.label.count("Lyon") == 1 and "France" not in event.label
