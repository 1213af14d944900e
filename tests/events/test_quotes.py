"""Direct speech: whose words they are, in many styles of setting them."""

from __future__ import annotations

import pytest

from kb.account import read_account
from kb.article import Article
from tests.events.conftest import Read

QUOTED = [
    ('"We lost it all," said Maria Kovac, a farmer from Osijek. "The river took the barn."',
     [("We lost it all,", "Maria Kovac"), ("The river took the barn.", "Maria Kovac")]),
    ("“The bridge was never safe,” engineer Paul Adeyemi told the inquiry, “and they knew it.”",
     [("The bridge was never safe,", "Paul Adeyemi"), ("and they knew it.", "Paul Adeyemi")]),
    ("Paul Adeyemi told the inquiry: “The bridge was never safe.”",
     [("The bridge was never safe.", "Paul Adeyemi")]),
    ('Asked about the delay, Paul Adeyemi said: "We are waiting for the judge."',
     [("We are waiting for the judge.", "Paul Adeyemi")]),
    ("‘We will rebuild the harbour,’ the mayor said on Monday.",
     [("We will rebuild the harbour,", "the mayor")]),
    ("'We will rebuild the harbour,' said the mayor's spokesman, Jon Berg.",
     [("We will rebuild the harbour,", "Jon Berg")]),
    ('"We are out of medicine," a doctor who asked not to be named told Reuters.',
     [("We are out of medicine,", "a doctor")]),
    ("A senior official, speaking on condition of anonymity, said “there is no plan whatsoever”.",
     [("there is no plan whatsoever", "A senior official")]),
    ("According to the ministry, the device was “old, rusty and harmless”.",
     [("old, rusty and harmless", "the ministry")]),
    ('The statement read: "All flights are suspended until further notice."',
     [("All flights are suspended until further notice.", "The statement")]),
    ('Maria Kovac was quoted by the newspaper as saying "the town is finished".',
     [("the town is finished", "Maria Kovac")]),
    ("“It is over now,” said one witness. “We saw them leave,” said another.",
     [("It is over now,", "one witness"), ("We saw them leave,", "another")]),
    ("Paul Adeyemi told the inquiry:\n“The bridge was never safe.”",
     [("The bridge was never safe.", "Paul Adeyemi")]),
]  # fmt: skip


@pytest.mark.parametrize(("text", "expected"), QUOTED)
def test_a_quote_has_its_words_and_its_speaker(
    read: Read, text: str, expected: list[tuple[str, str]]
) -> None:
    account = read(text)
    assert all(text[q.start : q.end] == q.text for q in account.quotes)
    assert [(q.text, q.speaker.text if q.speaker else None) for q in account.quotes] == expected


@pytest.mark.parametrize(
    ("headline", "voice"),
    [
        ("Minister: army killed four rebels", "Minister"),
        ("Army killed four rebels - minister", "minister"),
        ("Army kills four rebels – police", "police"),
        ("Storm over the coast: army saves four sailors", None),
    ],
)
def test_a_headline_may_name_its_source(headline: str, voice: str | None) -> None:
    text = f"{headline}\n\nThe army acted in the north on Friday after a long night of rain.\n"
    account = read_account(Article(text, title=headline, published="2024-05-20"))
    told = [e for e in account.events if e.end <= len(headline)]
    assert told
    assert {a.text for e in told for a in e.attribution} == ({voice} if voice else set())


def test_what_is_told_within_a_quote_is_said_by_its_speaker(read: Read) -> None:
    account = read("“They burned the mill. They shot two of the guards,” said Maria Kovac.")
    told = [e for e in account.events if e.text == "burned"]
    assert [[a.text for a in e.attribution] for e in told] == [["Maria Kovac"]]
