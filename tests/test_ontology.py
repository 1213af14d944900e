"""The shipped ontology is complete, a user can add to it, and mistakes in it are told."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pyoxigraph
import pytest
import rdflib
from pyshacl import validate

from kb import vocab
from kb.errors import OntologyError
from kb.labels import COMMON_SLOTS, read_slots
from kb.ontology import (
    KINDS,
    PARTS,
    POSITIONS,
    EventType,
    Ontology,
    load_ontology,
    phrase_label,
    read_context,
    read_shapes,
)
from kb.ontology_reader import build_ontology
from kb.ontology_statements import Statements
from kb.resources import data_folder

PLOVER = (
    "agree consult support concede cooperate aid retreat request accuse reject threaten protest "
    "sanction mobilize coerce assault"
).split()

HEAD = """
@prefix kb: <https://w3id.org/timeline-kb/ns#> .
@prefix kbt: <https://w3id.org/timeline-kb/type/> .
@prefix kbr: <https://w3id.org/timeline-kb/role/> .
@prefix my: <https://example.org/types/> .
@prefix skos: <http://www.w3.org/2004/02/skos/core#> .
"""
LANTERN = """
my:lantern-launch a kb:EventType ;
    skos:prefLabel "lantern launch"@en ;
    skos:definition "Sky lanterns are let go."@en ;
    skos:broader kbt:celebration ;
    kb:compatible kbt:celebration ;
    kb:noun "lantern launch" ;
    kb:trigger [ kb:verb "let go" ; kb:needs [ kb:at "object" ; kb:lemma "lantern" ] ;
        kb:weight 0.9 ] ;
    kb:role [ kb:ofRole kbr:agent ; kb:filledFrom "subject" ; kb:kind "person" ] , kbr:patient ;
    kb:template "{agent} {agent|lets|let} lanterns go[ in {place}]" .
"""


@pytest.fixture(scope="module")
def ontology() -> Ontology:
    return load_ontology()


def types() -> list[EventType]:
    return list(load_ontology().types.values())


def test_there_are_the_families_of_plover_and_enough_types(ontology: Ontology) -> None:
    assert set(PLOVER) <= set(ontology.families)
    assert len(ontology.types) >= 60
    assert {t.family for t in ontology.types.values()} <= set(ontology.families)
    # a family without a type would be an empty promise
    assert set(ontology.families) == {t.family for t in ontology.types.values()}


@pytest.mark.parametrize("event_type", types(), ids=lambda t: t.key)
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


@pytest.mark.parametrize("event_type", types(), ids=lambda t: t.key)
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


def test_a_users_file_adds_a_type(tmp_path: Path, ontology: Ontology) -> None:
    file = tmp_path / "mine.ttl"
    file.write_text(HEAD + LANTERN + 'kbt:meet kb:verb "palaver" .', "utf-8")
    mine = load_ontology([file])
    new = mine.types["lantern-launch"]
    assert new.iri == "https://example.org/types/lantern-launch"
    assert new.broader == ("celebration", "culture")
    assert new.family == "culture"
    assert [t.words for t in new.triggers] == [("lantern", "launch"), ("let", "go")]
    assert new.triggers[1].needs[0].lemmas == ("lantern",)
    assert new.triggers[1].weight == 0.9
    agent = new.role("agent")
    assert agent is not None and agent.sources == ("subject",) and agent.kinds == ("person",)
    assert new.role("nobody") is None
    assert mine.are_compatible("celebration", "lantern-launch")
    assert [t.key for _, t in mine.trigger_index["palaver"]] == ["meet"]
    assert phrase_label(new, {"agent": "Mei", "place": "Lima"}) == "Mei lets lanterns go in Lima"
    # and leaves the shipped one alone
    assert "lantern-launch" not in load_ontology().types
    assert load_ontology() is ontology
    assert len(mine.types) == len(ontology.types) + 1


def test_a_type_without_roles_takes_those_of_its_family(tmp_path: Path, ontology: Ontology) -> None:
    file = tmp_path / "mine.ttl"
    file.write_text(HEAD + re.sub(r"kb:role .*?kbr:patient ;", "", LANTERN, flags=re.S), "utf-8")
    assert (
        load_ontology([file]).types["lantern-launch"].roles == ontology.types["celebration"].roles
    )


@pytest.mark.parametrize(
    ("change", "told"),
    [
        (('skos:prefLabel "lantern launch"@en ;', ""), "needs exactly one skos:prefLabel"),
        (('skos:definition "Sky lanterns are let go."@en ;', ""), "skos:definition"),
        (("skos:broader kbt:celebration ;", ""), "exactly one skos:broader, found 0"),
        (("skos:broader kbt:celebration", "skos:broader kbt:nonsense"), "kbt:nonsense"),
        (("skos:broader kbt:celebration", "skos:broader my:lantern-launch"), "broader than itself"),
        (("kb:compatible kbt:celebration", "kb:compatible kbt:nonsense"), "kbt:nonsense"),
        (("{place}", "{plaice}"), "slot 'plaice'"),
        (("[ in {place}]", "[ in {place}"), "has no pair"),
        (('kb:at "object"', 'kb:at "objekt"'), "objekt"),
        (('kb:filledFrom "subject"', 'kb:filledFrom "sujet"'), "sujet"),
        (('kb:kind "person"', 'kb:kind "robot"'), "robot"),
        (("kb:weight 0.9", "kb:weight 9"), "kb:weight"),
        (("kb:weight 0.9", 'kb:weight "much"'), "kb:weight"),
        (('kb:noun "lantern launch"', 'kb:nouns "lantern launch"'), "uses kb:nouns"),
        (('kb:noun "lantern launch"', 'kb:noun "Lantern"'), "'Lantern'; expected lemmas"),
        (('kb:noun "lantern launch"', 'kb:lightVerb "lantern"'), "a verb and a noun"),
        (('kb:noun "lantern launch"', 'kb:mutual "perhaps"'), "expected true or false"),
        (("kbr:patient", "kbr:pateint"), "kbr:pateint"),
        (('kb:verb "let go" ;', ""), "kb:trigger without"),
        (("kb:template", "skos:note"), "has no kb:template"),
        (("my:lantern-launch a", "my:meet a"), "same last name"),
        (("kb:EventType ;", "kb:EventType"), "is not Turtle"),
    ],
)
def test_a_mistake_is_told_with_its_file(
    tmp_path: Path, change: tuple[str, str], told: str
) -> None:
    file = tmp_path / "mine.ttl"
    assert change[0] in LANTERN
    file.write_text(HEAD + LANTERN.replace(*change), "utf-8")
    with pytest.raises(OntologyError, match=re.escape(told)) as raised:
        load_ontology([file])
    assert "mine.ttl" in str(raised.value)


@pytest.mark.parametrize("content", [b"\xff\xfe\x00", b"\x00" * 1000, b"<a> <b> ", b"{}"])
def test_what_is_no_turtle_is_refused(tmp_path: Path, content: bytes) -> None:
    file = tmp_path / "bad.ttl"
    file.write_bytes(content)
    with pytest.raises(OntologyError, match=r"bad\.ttl"):
        load_ontology([file])


def test_a_missing_file_and_a_folder_are_refused(tmp_path: Path) -> None:
    with pytest.raises(OntologyError, match=r"none\.ttl: cannot be read"):
        load_ontology([tmp_path / "none.ttl"])
    with pytest.raises(OntologyError, match="cannot be read"):
        load_ontology([tmp_path])


def test_an_empty_file_changes_nothing(tmp_path: Path, ontology: Ontology) -> None:
    file = tmp_path / "empty.ttl"
    file.write_text("", "utf-8")
    assert load_ontology([file]).types == ontology.types


def test_many_mistakes_are_told_at_once_but_not_endlessly() -> None:
    said = Statements()
    lines = [f'my:t{n} a kb:EventType ; skos:prefLabel "t{n}" .' for n in range(50)]
    said.add_turtle((HEAD + "\n".join(lines)).encode(), "many.ttl")
    with pytest.raises(OntologyError) as raised:
        build_ontology(said)
    told = str(raised.value).splitlines()
    assert len(told) == 21
    assert told[-1].startswith("… and ")


def test_two_files_may_use_the_same_blank_node_name(tmp_path: Path) -> None:
    paths = []
    for n, lemma in enumerate(("lantern", "kite")):
        text = LANTERN.replace("my:lantern-launch", f"my:launch-{n}")
        text = re.sub(r"\[ kb:verb .*? 0\.9 \]", "_:t", text, flags=re.DOTALL)
        text += f'_:t kb:verb "let go" ; kb:needs _:c . _:c kb:at "object" ; kb:lemma "{lemma}" .'
        paths.append(tmp_path / f"{n}.ttl")
        paths[-1].write_text(HEAD + text, "utf-8")
    mine = load_ontology(paths)
    for n, lemma in enumerate(("lantern", "kite")):
        trigger = next(t for t in mine.types[f"launch-{n}"].triggers if t.words[0] == "let")
        assert [c.lemmas for c in trigger.needs] == [(lemma,)]


def test_loading_is_the_same_every_time(tmp_path: Path) -> None:
    file = tmp_path / "empty.ttl"
    file.write_text("", "utf-8")
    assert load_ontology([file]) == load_ontology([file])


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


# The model of docs/model.md in small.
TRIG = """
@prefix kb: <https://w3id.org/timeline-kb/ns#> .
@prefix kbt: <https://w3id.org/timeline-kb/type/> .
@prefix kbr: <https://w3id.org/timeline-kb/role/> .
@prefix sem: <http://semanticweb.cs.vu.nl/2009/11/sem/> .
@prefix schema: <https://schema.org/> .
@prefix time: <http://www.w3.org/2006/time#> .
@prefix oa: <http://www.w3.org/ns/oa#> .
@prefix gaf: <http://groundedannotationframework.org/gaf#> .
@prefix grasp: <http://groundedannotationframework.org/grasp#> .
@prefix dcterms: <http://purl.org/dc/terms/> .
@prefix geo: <http://www.w3.org/2003/01/geo/wgs84_pos#> .
@prefix rdf: <http://www.w3.org/1999/02/22-rdf-syntax-ns#> .
@prefix rdfs: <http://www.w3.org/2000/01/rdf-schema#> .
@prefix xsd: <http://www.w3.org/2001/XMLSchema#> .
@prefix : <http://localhost:8000/> .

<http://localhost:8000/articles/a> {
  <http://localhost:8000/articles/a> a schema:NewsArticle ;
    schema:headline "Ana met Bo" ; schema:articleBody "Ana met Bo on 3 May 2020." ;
    schema:datePublished "2020-05-04"^^xsd:date ; kb:documentTimeFrom "metadata" ;
    dcterms:created <http://localhost:8000/time/2020-05-03> .
  <http://localhost:8000/articles/a#entity-0> a kb:EntityMention, schema:Person ;
    schema:name "Ana" ; kb:entityKey "person/ana" ; kb:gender "f" ; kb:country "PE" ;
    gaf:denotedBy <http://localhost:8000/articles/a#char=0,3> .
  <http://localhost:8000/articles/a#event-4-7> a kb:EventMention ; sem:eventType kbt:meet ;
    gaf:denotedBy <http://localhost:8000/articles/a#char=4,7> ;
    kb:evidence <http://localhost:8000/articles/a#char=0,3> ;
    sem:hasTime <http://localhost:8000/time/2020-05-03> ;
    sem:hasActor <http://localhost:8000/articles/a#entity-0> ;
    kb:participation [ a sem:Role ; rdf:value <http://localhost:8000/articles/a#entity-0> ;
        sem:roleType kbr:participant ] ;
    kb:status "happened" ; kb:salience 0.9e0 ; kb:isMain true .
  <http://localhost:8000/articles/a#claim-0> a kb:Claim ;
    rdf:subject <http://localhost:8000/articles/a#event-4-7> ; rdf:predicate kb:duration ;
    rdf:object "an hour" ; kb:evidence <http://localhost:8000/articles/a#char=0,3> ;
    kb:polarity "positive" ; kb:modality "happened" ; kb:confidence 0.8e0 .
  <http://localhost:8000/articles/a#char=0,3> a oa:SpecificResource ;
    oa:hasSource <http://localhost:8000/articles/a> ;
    oa:hasSelector [ a oa:TextPositionSelector ; oa:start 0 ; oa:end 3 ] ,
        [ a oa:TextQuoteSelector ; oa:exact "Ana" ; oa:prefix "" ; oa:suffix " met" ] .
  <http://localhost:8000/articles/a#char=4,7> a oa:SpecificResource ;
    oa:hasSource <http://localhost:8000/articles/a> ;
    oa:hasSelector [ a oa:TextPositionSelector ; oa:start 4 ; oa:end 7 ] ,
        [ a oa:TextQuoteSelector ; oa:exact "met" ; oa:prefix "Ana " ; oa:suffix " Bo" ] .
}
<http://localhost:8000/graph/events> {
  :event a sem:Event ; rdfs:label "Ana and Bo meet" ; sem:eventType kbt:meet ;
    sem:hasTime <http://localhost:8000/time/2020-05-03> ; sem:hasActor :ana ; sem:hasPlace :lima ;
    kb:status "happened" ; kb:salience 0.9e0 ; kb:sourceCount 1 ; kb:independentSourceCount 1 ;
    gaf:denotedBy <http://localhost:8000/articles/a#event-4-7> ;
    kb:source <http://localhost:8000/articles/a> .
  <http://localhost:8000/time/2020-05-03> a time:TemporalEntity ; kb:edtf "2020-05-03" ;
    kb:granularity "day" ; sem:hasEarliestBeginTimeStamp "2020-05-03"^^xsd:date ;
    sem:hasLatestEndTimeStamp "2020-05-03"^^xsd:date .
  :ana a sem:Actor, schema:Person ; rdfs:label "Ana" ; schema:name "Ana" .
  :lima a sem:Place, schema:Place ; rdfs:label "Lima" ; geo:lat -12.0e0 ; geo:long -77.0e0 .
}
"""


def check_shapes(trig: str) -> tuple[bool, str]:
    lines = "".join(
        f"{quad.subject} {quad.predicate} {quad.object} .\n"
        for quad in pyoxigraph.parse(trig, pyoxigraph.RdfFormat.TRIG)
    )
    data = rdflib.Graph().parse(data=lines, format="nt")
    shapes = rdflib.Graph().parse(data=read_shapes(), format="turtle")
    conforms, _, text = validate(data, shacl_graph=shapes, inplace=True)
    return conforms, text


def test_what_the_model_says_conforms_to_the_shapes() -> None:
    conforms, text = check_shapes(TRIG)
    assert conforms, text


@pytest.mark.parametrize(
    ("was", "becomes", "told"),
    [
        ('schema:articleBody "Ana met Bo on 3 May 2020." ;', "", "exact text"),
        ('"2020-05-04"^^xsd:date', '"2020"^^xsd:gYear', "publication date"),
        (
            'kb:status "happened" ; kb:salience 0.9e0 ; kb:isMain true',
            'kb:status "true"',
            "known status",
        ),
        ("oa:start 4 ; oa:end 7", "oa:start 7 ; oa:end 4", "before its end"),
        ("oa:start 0 ; oa:end 3", "oa:start -1 ; oa:end 3", "code points"),
        ('"2020-05-03"^^xsd:date ;\n', '"2020-06-03"^^xsd:date ;\n', "not after the latest"),
        ("kb:independentSourceCount 1", "kb:independentSourceCount 2", "as many as sources"),
        ('rdfs:label "Ana and Bo meet" ;', "", "one label"),
        ("gaf:denotedBy <http://localhost:8000/articles/a#event-4-7> ;", "", "told by a mention"),
        ('schema:name "Ana" ; kb:entityKey', "kb:entityKey", "one name"),
        ('"person/ana"', '"Ana"', "entity key"),
        ("sem:roleType kbr:participant", 'rdfs:label "x"', "in which role"),
        ("kb:salience 0.9e0 ; kb:sourceCount", "kb:salience 7.0e0 ; kb:sourceCount", "salience"),
        ("geo:lat -12.0e0", "geo:lat -112.0e0", "lat"),
        ('kb:edtf "2020-05-03" ;', "", "EDTF"),
        (
            "kb:evidence <http://localhost:8000/articles/a#char=0,3> ;\n    kb:polarity",
            "kb:polarity",
            "read from",
        ),
    ],
)
def test_what_breaks_the_model_does_not_conform(was: str, becomes: str, told: str) -> None:
    assert TRIG.count(was) >= 1
    conforms, text = check_shapes(TRIG.replace(was, becomes, 1))
    assert not conforms
    assert told in text


def test_the_ontology_conforms_to_its_own_shapes() -> None:
    data = rdflib.Graph()
    for entry in data_folder("ontology").iterdir():
        if entry.name.startswith(("types-", "families", "roles")):
            data.parse(data=entry.read_text("utf-8"), format="turtle")
    shapes = rdflib.Graph().parse(data=read_shapes(), format="turtle")
    conforms, _, text = validate(data, shacl_graph=shapes)
    assert conforms, text
    meet = rdflib.URIRef(vocab.type_iri("meet"))
    data.remove((meet, rdflib.SKOS.definition, None))
    conforms, _, text = validate(data, shacl_graph=shapes)
    assert not conforms
    assert "a type has a definition" in text


def test_the_context_speaks_of_known_terms() -> None:
    context = read_context()["@context"]
    text = json.dumps(
        {
            "@context": context,
            "id": "http://localhost:8000/events/1",
            "type": "Event",
            "label": "Ana and Bo meet",
            "eventType": "kbt:meet",
            "sourceCount": 2,
            "actors": ["http://localhost:8000/person/ana"],
        }
    )
    quads = {
        (quad.subject.value, quad.predicate.value, quad.object.value)
        for quad in pyoxigraph.parse(text, pyoxigraph.RdfFormat.JSON_LD)
    }
    me = "http://localhost:8000/events/1"
    assert quads == {
        (me, vocab.RDF.type, vocab.SEM.Event),
        (me, vocab.RDFS.label, "Ana and Bo meet"),
        (me, vocab.SEM.eventType, vocab.type_iri("meet")),
        (me, vocab.KB.sourceCount, "2"),
        (me, vocab.SEM.hasActor, "http://localhost:8000/person/ana"),
    }
    own = {value for value in vars(vocab.KB).values() if isinstance(value, str)}
    prefixes = {key: value for key, value in context.items() if value in vocab.PREFIXES.values()}
    assert prefixes == {key: vocab.PREFIXES[key] for key in prefixes}
    for key, value in context.items():
        iri = value["@id"] if isinstance(value, dict) else str(value)
        if iri.startswith("kb:"):
            assert vocab.KB.NS + iri.removeprefix("kb:") in own, key
