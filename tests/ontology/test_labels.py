"""Every label reads as a headline, whatever is known of its event."""

from __future__ import annotations

import re

import pytest

from kb.ontology import EventType, Ontology, load_ontology, phrase_label


@pytest.mark.parametrize("event_type", load_ontology().types.values(), ids=lambda t: t.key)
def test_each_label_reads_whatever_is_known(event_type: EventType) -> None:
    slots = {role.key: ("Aldona",) for role in event_type.roles} | {
        "place": ("Lima",),
        "topic": ("fish",),
        "words": ("something happens",),
    }
    subsets = [dict(list(slots.items())[:n]) for n in range(len(slots) + 1)]
    for known in [slots, {"place": ("Lima",)}, *subsets]:
        label = phrase_label(event_type, known)
        assert label
        assert not re.search(r"[\[\]{}|]|\s\s|\s$|^\s|\.$|\bNone\b", label), label
        assert label[0].isupper()


LABELS = [
    (
        "meet",
        {"participant": ["Takaichi", "Xi"], "place": "Gyeongju"},
        "Takaichi and Xi meet in Gyeongju",
    ),
    ("meet", {"participant": ["A", "B", "C"], "topic": "fish"}, "A, B and C meet on fish"),
    ("meet", {"participant": "Xi"}, "Xi holds talks"),
    (
        "meet",
        {"participant": ["A", "B"], "place": "the White House"},
        "A and B meet at the White House",
    ),
    ("joint-statement", {"participant": ["Abe", "Hu"]}, "Abe and Hu issue joint statement"),
    (
        "deployment",
        {"patient": "two aircraft carriers", "destination": "the Pacific"},
        "Two aircraft carriers sent to the Pacific",
    ),
    ("visit", {"agent": "Ishiba", "destination": "Lima"}, "Ishiba visits Lima"),
    ("visit", {"agent": "three ministers", "destination": "Lima"}, "Three ministers visit Lima"),
    ("earthquake", {"place": "Syria"}, "Earthquake strikes Syria"),
    ("happening", {"words": "iPhone sales slow"}, "iPhone sales slow"),
    ("meet", {"place": "Lima"}, "Meeting in Lima"),
    (
        "urge",
        {"agent": "Ana", "recipient": "Bo", "topic": "restraint"},
        "Ana calls on Bo for restraint",
    ),
    (
        "urge",
        {"agent": "Ana", "recipient": "Bo", "topic": "to go home"},
        "Ana calls on Bo to go home",
    ),
    ("defeat", {"agent": "Peru", "patient": "Chile"}, "Peru beats Chile"),
    ("disaster-deaths", {"cause": "Quake", "patient": "40 people"}, "Quake kills 40 people"),
    ("lawsuit", {"patient": "  "}, "Lawsuit"),
    ("attack", {"instrument": "acid"}, "Attack"),
    ("coup", {"recipient": ["Ana"], "place": ["Lima"]}, "Coup in Lima"),
    ("ceasefire", {"topic": "x"}, "Ceasefire: x"),
    ("arrest", {"agent": ["police", "police"], "patient": ("a man",)}, "Police arrest a man"),
]


@pytest.mark.parametrize(("key", "slots", "label"), LABELS)
def test_labels(ontology: Ontology, key: str, slots: dict[str, str], label: str) -> None:
    assert phrase_label(ontology.types[key], slots) == label


@pytest.mark.parametrize(
    ("who", "verb"),
    [
        ("Reuters", "visits"),
        ("the United States", "visits"),
        ("the Philippines", "visits"),
        ("Voters on both sides of the border", "visit"),
        ("Dozens of people", "visit"),
        ("Chinese ships", "visit"),
        ("a bus", "visits"),
        ("the virus", "visits"),
        ("Two men", "visit"),
        ("1,500 men", "visit"),
        ("1 man", "visits"),
        ("One of the men", "visits"),
        ("police", "visit"),
        ("the United States of America", "visits"),
        ("the press", "visits"),
        ("36 sailors from Peru", "visit"),
        ("Angela Merkel", "visits"),
        ("the crisis", "visits"),
    ],
)
def test_verbs_agree(ontology: Ontology, who: str, verb: str) -> None:
    label = phrase_label(ontology.types["visit"], {"agent": who, "destination": "Lima"})
    assert label.endswith(f" {verb} Lima")
