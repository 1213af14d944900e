"""The shipped types are whole, and their words tell them apart."""

from __future__ import annotations

import re

import pytest
import rdflib

from kb import vocab
from kb.labels import COMMON_SLOTS, read_slots
from kb.ontology import KINDS, PARTS, POSITIONS, EventType, Ontology, load_ontology
from kb.resources import data_folder

PLOVER = (
    "agree consult support concede cooperate aid retreat request accuse reject threaten protest "
    "sanction mobilize coerce assault"
).split()


def test_there_are_the_families_of_plover_and_enough_types(ontology: Ontology) -> None:
    assert set(PLOVER) <= set(ontology.families)
    assert len(ontology.types) >= 60
    assert {t.family for t in ontology.types.values()} <= set(ontology.families)
    # a family without a type would be an empty promise
    assert set(ontology.families) == {t.family for t in ontology.types.values()}


@pytest.mark.parametrize("event_type", load_ontology().types.values(), ids=lambda t: t.key)
def test_each_type_is_whole(event_type: EventType, ontology: Ontology) -> None:
    assert event_type.label
    assert event_type.definition.endswith(".")
    assert event_type.triggers
    assert event_type.iri == vocab.type_iri(event_type.key)
    assert event_type.broader[-1] == event_type.family
    assert event_type.roles
    slots = {role.key for role in event_type.roles} | set(COMMON_SLOTS)
    for template in event_type.templates:
        required, optional = read_slots(template)
        assert required | optional <= slots
        assert required | optional, "a template without a slot says nothing of the event"
    for role in event_type.roles:
        assert role.key in ontology.roles
        assert role.sources, role
        assert set(role.sources) <= set(POSITIONS) - {"context"}
        assert set(role.kinds) <= set(KINDS)
    if event_type.mutual:
        assert event_type.role("participant"), "who takes part in a mutual event has one role"
    for other in event_type.compatible:
        assert event_type.key in ontology.types[other].compatible


def test_triggers_are_lemmas_and_indexed(ontology: Ontology) -> None:
    count = 0
    for event_type in ontology.types.values():
        for trigger in event_type.triggers:
            count += 1
            assert trigger.pos in PARTS
            assert all(word == word.lower() and word.strip() for word in trigger.words)
            assert 0 < trigger.weight <= 1
            assert not trigger.light or len(trigger.words) > 1
            assert (trigger, event_type) in ontology.trigger_index[trigger.words[0]]
            for condition in (*trigger.needs, *trigger.unless):
                assert condition.at in POSITIONS
    assert count == sum(map(len, ontology.trigger_index.values()))
    for pairs in ontology.trigger_index.values():
        lengths = [len(trigger.words) for trigger, _ in pairs]
        assert lengths == sorted(lengths, reverse=True)


# A word that is one happening in one breath and another in the next.
@pytest.mark.parametrize(
    ("lemma", "position", "word", "key"),
    [
        ("strike", "object", "deal", "sign-agreement"),
        ("release", "object", "hostage", "set-free"),
        ("launch", "object", "satellite", "space-launch"),
        ("fire", "object", "shot", "shooting"),
        ("fire", "object", "minister", "resign"),
        ("pass", "object", "bill", "law-passed"),
        ("win", "object", "prize", "award"),
        ("win", "object", "election", "election"),
        ("summon", "object", "ambassador", "summons"),
        ("send", "object", "carrier", "deployment"),
        ("lift", "object", "ban", "ease-sanction"),
        ("sever", "object", "tie", "break-ties"),
    ],
)
def test_a_condition_tells_homonyms_apart(
    ontology: Ontology, lemma: str, position: str, word: str, key: str
) -> None:
    found = {
        event_type.key
        for trigger, event_type in ontology.trigger_index[lemma]
        if any(c.at == position and word in c.lemmas for c in trigger.needs)
        and not any(c.at == position and word in c.lemmas for c in trigger.unless)
    }
    assert key in found


@pytest.mark.parametrize(
    ("lemma", "position", "word", "key"),
    [
        ("meet", "object", "deadline", "meet"),
        ("charge", "object", "fee", "charge"),
        ("shoot", "object", "film", "shooting"),
        ("launch", "object", "attack", "product-launch"),
        ("release", "object", "prisoner", "product-launch"),
        ("capture", "object", "attention", "arrest"),
    ],
)
def test_a_homonym_that_is_no_such_event_is_barred(
    ontology: Ontology, lemma: str, position: str, word: str, key: str
) -> None:
    triggers = [
        t for t, event_type in ontology.trigger_index[lemma] if event_type.key == key and
        t.words == (lemma,) and t.pos == "VERB"
    ]  # fmt: skip
    assert triggers
    for trigger in triggers:
        barred = any(c.at == position and word in c.lemmas for c in trigger.unless)
        unmet = any(c.at == position and c.lemmas and word not in c.lemmas for c in trigger.needs)
        elsewhere = any(c.at != position for c in trigger.needs)
        assert barred or unmet or elsewhere, trigger


@pytest.mark.parametrize(
    ("words", "key"),
    [
        ("hold talk", "meet"),
        ("joint statement", "joint-statement"),
        ("step down", "resign"),
        ("take office", "take-office"),
        ("phone call", "call"),
        ("gun down", "shooting"),
        ("file suit", "lawsuit"),
        ("take to court", "lawsuit"),
        ("open fire", "shooting"),
        ("go on strike", "labour-strike"),
        ("lay off", "layoff"),
        ("press conference", "press-conference"),
        ("pay visit", "visit"),
        ("air strike", "airstrike"),
        ("set up", "foundation"),
        ("shut down", "closure"),
        ("find guilty", "conviction"),
    ],
)
def test_phrases_of_newswire_are_known(ontology: Ontology, words: str, key: str) -> None:
    first, *_ = words.split()
    found = {
        t.key for trigger, t in ontology.trigger_index[first] if " ".join(trigger.words) == words
    }
    assert key in found


def test_what_may_and_what_may_not_be_one_event(ontology: Ontology) -> None:
    assert ontology.are_compatible("meet", "summit")
    assert ontology.are_compatible("summit", "meet")
    assert ontology.are_compatible("meet", "discuss")
    assert ontology.are_compatible("bombing", "attack")
    assert not ontology.are_compatible("meet", "call")
    assert not ontology.are_compatible("meet", "visit")
    assert not ontology.are_compatible("arrest", "killing")
    assert not ontology.are_compatible("death", "birth")


def test_matched_codes_are_defined() -> None:
    graph = rdflib.Graph()
    for entry in data_folder("ontology").iterdir():
        if entry.name.endswith(".ttl"):
            graph.parse(data=entry.read_text("utf-8"), format="turtle")
    matched = set(graph.objects(None, rdflib.SKOS.closeMatch))
    assert len(matched) > 50
    for target in matched:
        if str(target).startswith((vocab.PLOVER, vocab.CAMEO)):
            assert graph.value(target, rdflib.SKOS.notation), target
        else:
            assert re.fullmatch(r"http://www\.wikidata\.org/entity/Q[1-9]\d*", str(target))
