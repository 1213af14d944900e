"""One sentence of news in each of many fields: what kind of event, who, where, and its label."""

from __future__ import annotations

import pytest

from kb.account import Account
from kb.events import EventMention
from tests.events.conftest import Read


def find(account: Account, type_: str) -> EventMention:
    found = [e for e in account.events if e.type == type_ and e.level == "event"]
    assert found, f"no {type_} among {[(e.text, e.type, e.level) for e in account.events]}"
    return max(found, key=lambda e: (e.salience, len(e.participants) + len(e.phrases)))


def fill_roles(account: Account, event: EventMention) -> dict[str, set[str]]:
    roles: dict[str, set[str]] = {}
    for p in event.participants:
        roles.setdefault(p.role, set()).add(account.entities[p.entity].name)
    for phrase in event.phrases:
        roles.setdefault(phrase.role, set()).add(phrase.text)
    return roles


SENTENCES = [
    (
        "At least 40 people were killed when a ferry capsized off the coast of Mozambique.",
        "crash",
        {"patient": {"a ferry"}},
        "A ferry capsizes off the coast of Mozambique, at least 40 dead",
    ),
    (
        "A freight train derailed in Ohio, spilling chemicals into a river.",
        "crash",
        {"patient": {"a freight train"}},
        "A freight train derails in Ohio",
    ),
    (
        "Two buses collided on a highway in Oruro, Bolivia, leaving at least 17 people dead.",
        "crash",
        {"patient": {"two buses"}},
        "Two buses collide in Oruro, at least 17 dead",
    ),
    (
        "A fire in a hotel in Lisbon killed one and injured nine.",
        "fire",
        {"patient": {"a hotel"}},
        "Fire at a hotel in Lisbon, one dead",
    ),
    (
        "Police arrested three men and two women accused of smuggling cocaine into Sydney.",
        "arrest",
        {"agent": {"police"}, "patient": {"three men and two women"}},
        "Police arrest three men and two women",
    ),
    (
        "A court in Nairobi sentenced three men to 20 years in prison for poaching elephants.",
        "sentence",
        {"agent": {"a court"}, "patient": {"three men"}},
        "A court sentences three men to 20 years in Nairobi",
    ),
    (
        "Prosecutors charged the bank's chief executive with insider trading.",
        "charge",
        {
            "agent": {"prosecutors"},
            "patient": {"the bank's chief executive"},
            "topic": {"insider trading"},
        },
        "Prosecutors charge the bank's chief executive with insider trading",
    ),
    (
        "Thieves stole a painting by Vermeer from a museum in Delft.",
        "robbery",
        {"agent": {"thieves"}, "patient": {"a painting"}, "origin": {"a museum"}},
        "Thieves steal a painting in Delft",
    ),
    (
        "Hackers broke into the computers of the tax office in Sofia.",
        "cyberattack",
        {"agent": {"hackers"}, "patient": {"the computers of the tax office"}},
        "Hackers break into the computers of the tax office in Sofia",
    ),
    (
        "Maria Silva won the presidential election in Uruguay with 52 percent of the vote.",
        "election",
        {"agent": {"Maria Silva"}},
        "Maria Silva wins the presidential election in Uruguay",
    ),
    (
        "The president appointed Ana Costa as finance minister.",
        "appointment",
        {"agent": {"the president"}, "patient": {"Ana Costa"}, "office": {"finance minister"}},
        "The president appoints Ana Costa as finance minister",
    ),
    (
        "Thousands of farmers protested in Brussels against new environmental rules.",
        "demonstration",
        {"agent": {"thousands of farmers"}, "topic": {"new environmental rules"}},
        "Thousands of farmers protest in Brussels over new environmental rules",
    ),
    (
        "Nurses at London hospitals went on strike over pay.",
        "labour-strike",
        {"agent": {"nurses at London hospitals"}},
        "Nurses at London hospitals go on strike",
    ),
    (
        "The carmaker recalled 300,000 vehicles over faulty brakes.",
        "product-recall",
        {
            "agent": {"the carmaker"},
            "patient": {"300,000 vehicles"},
            "topic": {"faulty brakes"},
        },
        "The carmaker recalls 300,000 vehicles",
    ),
    (
        "The central bank raised its key interest rate to 5.5 percent.",
        "market-move",
        {
            "agent": {"the central bank"},
            "patient": {"its key interest rate"},
            "amount": {"5.5 percent"},
        },
        "The central bank raises its key interest rate to 5.5 percent",
    ),
    (
        "A rocket carrying two weather satellites lifted off from French Guiana.",
        "lift-off",
        {"patient": {"a rocket"}, "origin": {"French Guiana"}},
        "A rocket lifts off from French Guiana",
    ),
    (
        "Scientists discovered a new species of frog in Madagascar.",
        "discovery",
        {"agent": {"scientists"}, "patient": {"a new species of frog"}},
        "Scientists discover a new species of frog in Madagascar",
    ),
    (
        "The health ministry reported 12 new cases of cholera in Lusaka.",
        "outbreak",
        {"patient": {"12 new cases of cholera"}, "cause": {"the health ministry"}},
        "The health ministry reports 12 new cases of cholera in Lusaka",
    ),
    (
        "The novelist Irene Vaughan was awarded a prize for her first book.",
        "award",
        {"recipient": {"Irene Vaughan"}, "patient": {"a prize"}, "topic": {"her first book"}},
        "Irene Vaughan is awarded a prize",
    ),
    (
        "Rebels took control of the town of Goma.",
        "invasion",
        {"agent": {"rebels"}, "patient": {"Goma"}},
        "Rebels take control of the town of Goma",
    ),
    (
        "An earth dam above the town burst on Monday.",
        "collapse",
        {"patient": {"an earth dam above the town"}},
        "An earth dam above the town bursts",
    ),
    (
        "A bus full of pupils plunged into a ravine.",
        "crash",
        {"patient": {"a bus full of pupils"}},
        "A bus full of pupils plunges into a ravine",
    ),
    (
        "The Bank of England left its benchmark interest rate unchanged at 5.25%.",
        "rate-hold",
        {"agent": {"Bank of England"}, "patient": {"its benchmark interest rate unchanged"}},
        "Bank of England leaves its benchmark interest rate unchanged at 5.25%",
    ),
    (
        "The European Court of Justice dismissed a petition by fishermen.",
        "verdict",
        {"agent": {"European Court of Justice"}, "patient": {"a petition by fishermen"}},
        "European Court of Justice dismisses a petition by fishermen",
    ),
    (
        "Peru's foreign minister, Ana Paz, and her Chilean counterpart, Luis Rey, met in Lima.",
        "meet",
        {"participant": {"Ana Paz", "Luis Rey"}},
        "Ana Paz and Luis Rey meet in Lima",
    ),
    (
        "Rebels captured the city of Goma after days of fighting.",
        "invasion",
        {"agent": {"rebels"}, "patient": {"Goma"}},
        "Rebels capture the city of Goma",
    ),
    (
        "Denmark deported two imams to Morocco.",
        "deportation",
        {"agent": {"Denmark"}, "destination": {"Morocco"}, "patient": {"two imams"}},
        "Denmark deports two imams to Morocco",
    ),
    (
        "Turkey withdrew its troops from northern Iraq.",
        "troop-withdrawal",
        {"agent": {"Turkey"}, "origin": {"Iraq"}, "patient": {"its troops"}},
        "Turkey withdraws its troops from northern Iraq",
    ),
    (
        "The United States reimposes sanctions on Iran.",
        "impose-sanction",
        {"agent": {"United States"}, "patient": {"Iran"}},
        "United States imposes sanctions on Iran",
    ),
    (
        "Norvik announced a takeover bid for Salten Bank.",
        "takeover-bid",
        {"agent": {"Norvik"}, "patient": {"Salten Bank"}},
        "Norvik bids for Salten Bank",
    ),
    (
        "The former minister faces charges of fraud in Quito.",
        "charge",
        {"patient": {"the former minister"}, "topic": {"fraud in Quito"}},
        "The former minister charged with fraud in Quito",
    ),
    (
        "Raising the stakes, Omar Bongo and Ali Haddad agreed to strengthen trade.",
        "pledge",
        {"agent": {"Omar Bongo", "Ali Haddad"}, "topic": {"to strengthen trade"}},
        "Omar Bongo and Ali Haddad agree to strengthen trade",
    ),
    (
        "The opposition leader Amina Joho called for the minister to resign.",
        "demand",
        {"agent": {"Amina Joho"}},
        "Amina Joho calls for the minister to resign",
    ),
    (
        "Kenya bought 200 MW of electricity from Ethiopia.",
        "purchase",
        {"agent": {"Kenya"}, "patient": {"200 MW of electricity from Ethiopia"}},
        "Kenya buys 200 MW of electricity from Ethiopia",
    ),
    (
        "Concerns grew over the safety of sailors detained in Chad.",
        "arrest",
        {"patient": {"sailors"}},
        "Sailors are detained in Chad",
    ),
    (
        "The number of people killed in the Zanzibar ferry accident rose to 21.",
        "crash",
        {"patient": {"ferry"}},
        "Ferry crashes in Zanzibar",
    ),
    (
        "Her February 20 arrest in Minsk angered editors.",
        "arrest",
        {},
        "Arrest in Minsk",
    ),
]


@pytest.mark.parametrize(
    ("sentence", "type_", "roles", "label"), SENTENCES, ids=[t for _, t, _, _ in SENTENCES]
)
def test_a_sentence_of_news_is_told_as_a_timeline_would(
    read: Read, sentence: str, type_: str, roles: dict[str, set[str]], label: str
) -> None:
    account = read(sentence)
    event = find(account, type_)
    assert fill_roles(account, event) == roles
    assert event.label == label


@pytest.mark.parametrize(
    ("sentence", "type_", "place"),
    [
        ("Gunmen kidnapped 30 students from a school in Kaduna.", "kidnapping", "Kaduna"),
        (
            "Two workers died after scaffolding collapsed at a site in Hamburg.",
            "collapse",
            "Hamburg",
        ),
        ("A helicopter crashed in Sumatra, Indonesia, killing four.", "crash", "Sumatra"),
        ("The Geneva talks ended on Sunday.", "meet", "Geneva"),
    ],
)
def test_what_happens_is_where_its_cause_its_victims_or_its_name_are(
    read: Read, sentence: str, type_: str, place: str
) -> None:
    account = read(sentence)
    assert [account.entities[i].name for i in find(account, type_).places][:1] == [place]


def test_a_place_that_only_somebody_comes_from_is_not_where_it_happened(read: Read) -> None:
    account = read("Olaf Scholz praised politicians from Taiwan on Friday.")
    assert find(account, "praise").places == ()


@pytest.mark.parametrize(
    "sentence",
    [
        "The leader discussed trade, detained Japanese nationals, and restarting beef imports.",
        "The exiled minister spoke in Brussels.",
        "Police held two men on suspicion of arson.",
        "The ministers praised a security pact.",
    ],
)
def test_what_names_somebody_or_something_is_no_event(read: Read, sentence: str) -> None:
    account = read(sentence)
    words = {e.text for e in account.events if e.level == "event"}
    assert not words & {"detained", "exiled", "arson", "pact"}


def test_those_for_whom_others_stand_are_called_as_the_article_calls_them(read: Read) -> None:
    account = read("Ahmed Hassan had already met with the leaders of Chad and Niger.")
    event = find(account, "meet")
    assert {account.entities[i].name for i in event.actors} == {"Ahmed Hassan", "Chad", "Niger"}
    assert event.label == "Ahmed Hassan and the leaders of Chad and Niger meet"


def test_what_points_back_is_called_by_who_took_part(read: Read) -> None:
    account = read(
        "Emmanuel Macron met Olaf Scholz in Berlin on Friday. The meeting lasted two hours."
    )
    back = next(e for e in account.events if e.text == "meeting")
    assert back.antecedent is not None
    assert back.label == "Emmanuel Macron and Olaf Scholz meet in Berlin"


def test_the_tail_of_a_headline_is_no_part_of_what_it_tells(read: Read) -> None:
    account = read(
        "Chad, Niger Leaders Seek Closer Ties - Report\n\n"
        "The leaders of Chad and Niger want closer ties, a paper said on Friday."
    )
    assert all("Report" not in e.label for e in account.events)


def test_a_phrase_is_the_text_at_its_offsets(read: Read) -> None:
    account = read("Police arrested three men and two women who  had stolen\na bus in Lima.")
    phrases = [p for e in account.events for p in e.phrases]
    assert phrases
    for phrase in phrases:
        exact = " ".join(account.article.text[phrase.start : phrase.end].split())
        assert exact.lower() == phrase.text.lower()


@pytest.mark.parametrize(
    ("sentence", "word", "type_"),
    [
        ("Armed pirates seized a Maltese tanker off Yemen on Friday.", "seized", "kidnapping"),
        ("Police seized a lorry in Ghent on Friday.", "seized", "crackdown"),
        ("The ship was captured in May off Yemen.", "captured", "kidnapping"),
        ("Pirates released the tanker on Friday.", "released", "set-free"),
        ("Militants seized two nurses in Burkina Faso on Friday.", "seized", "kidnapping"),
        ("Nurses vaccinated 900 children in Gulu on Friday.", "vaccinated", "vaccination"),
        ("A road bridge fell near Trieste on Friday.", "fell", "collapse"),
        ("It was launched from Kourou on 3 May.", "launched", "space-launch"),
        ("Some 900 workers will lose their jobs.", "lose", "layoff"),
        ("A bus overturned near Cusco on Friday.", "overturned", "crash"),
        ("The court overturned the decision on Friday.", "overturned", "verdict"),
    ],
)
def test_who_does_it_to_what_tells_the_kind(
    read: Read, sentence: str, word: str, type_: str
) -> None:
    assert [e.type for e in read(sentence).events if e.text == word] == [type_]


def test_an_electoral_tribunal_is_no_trial(read: Read) -> None:
    account = read("The electoral tribunal counted the ballots again on Friday.")
    assert "trial" not in {e.type for e in account.events}


def test_what_an_appeal_or_an_arrest_is_about_was_elsewhere(read: Read) -> None:
    account = read(
        "A court in Madrid on Friday dismissed an appeal by Luis Prado against his conviction "
        "for the murder of Eva Sanz."
    )
    assert [account.entities[i].name for i in find(account, "verdict").places] == ["Madrid"]
    assert find(account, "killing").places == ()


def test_where_somebody_came_is_not_where_they_had_been(read: Read) -> None:
    account = read("Olaf Scholz arrived in Ghana on Friday after a visit to Kenya.")
    visits = {e.text: [account.entities[i].name for i in e.places] for e in account.events}
    assert visits == {"arrived": ["Ghana"], "visit": ["Kenya"]}


def test_a_hack_named_after_a_firm_was_done_to_it(read: Read) -> None:
    account = read("Police arrested a man on Friday over the Norsol hack.")
    hack = next(e for e in account.events if e.type == "cyberattack")
    assert fill_roles(account, hack).get("agent") is None


def test_a_closure_that_is_planned_below_is_no_closure_yet(read: Read) -> None:
    account = read(
        "Workers strike over Norsol closure\n\nWorkers walked out at the Norsol plant in Bergen on "
        "Friday, a day after the company announced its planned closure."
    )
    assert {e.status for e in account.events if e.type == "closure"} == {"planned"}
