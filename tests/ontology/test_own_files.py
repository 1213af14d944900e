"""A user adds to the ontology by a file of their own, and is told what is wrong with it."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from kb.errors import OntologyError
from kb.ontology import Ontology, load_ontology, phrase_label
from kb.ontology_reader import build_ontology
from kb.ontology_statements import Statements

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
