"""Reference files of a user's own, in three formats, sound and broken."""

from __future__ import annotations

from pathlib import Path

import pytest

from kb.entities.gazetteer import Entry, make_gazetteer
from kb.entities.gazetteer_files import read_gazetteer
from kb.errors import KbError

CSV = """name,kind,aliases,qid,country,born,died
Nils Falk,person,N. Falk|Falk of Bergen,Q11,NO,1950,
Eva Moen,person,,Q12,NO,1970-05-01,
"""
JSON = (
    '{"name": "Nils Falk", "kind": "person", "aliases": ["N. Falk", "Falk of Bergen"],'
    ' "qid": "Q11", "country": "NO", "born": 1950}\n\n'
    '{"name": "Eva Moen", "kind": "person", "qid": "Q12", "country": "NO", "born": "1970-05-01"}'
)
TURTLE = """
@prefix schema: <https://schema.org/> .
@prefix skos: <http://www.w3.org/2004/02/skos/core#> .
@prefix owl: <http://www.w3.org/2002/07/owl#> .
<urn:falk> a schema:Person ; schema:name "Nils Falk" ; skos:altLabel "N. Falk" ;
    schema:alternateName "Falk of Bergen" ; schema:birthDate "1950" ;
    schema:addressCountry "NO" ; owl:sameAs <http://www.wikidata.org/entity/Q11> .
<http://www.wikidata.org/entity/Q12> a schema:Person ; schema:name "Eva Moen" ;
    schema:birthDate "1970-05-01" ; schema:addressCountry "NO" .
<urn:nothing> schema:name "No type" .
"""


@pytest.mark.parametrize(("name", "text"), [("a.csv", CSV), ("a.jsonl", JSON), ("a.ttl", TURTLE)])
def test_the_three_formats_say_the_same(tmp_path: Path, name: str, text: str) -> None:
    path = tmp_path / name
    path.write_text(text, encoding="utf-8")
    assert read_gazetteer(path).entries == (
        Entry("Eva Moen", "person", (), "Q12", "NO", "1970-05-01", key="person/eva-moen"),
        Entry(
            "Nils Falk", "person", ("Falk of Bergen", "N. Falk"), "Q11", "NO", "1950",
            key="person/nils-falk",
        ),
    )  # fmt: skip


def test_a_name_links_only_where_one_is_meant() -> None:
    gazetteer = make_gazetteer(
        [
            Entry("Nils Falk", "person", ("Falk",), "Q1", "NO", died="1950"),
            Entry("Eva Falk", "person", ("Falk",), "Q2", "SE", born="1940"),
            Entry("Falk", "place", (), "Q3", "NO"),
        ]
    )
    assert gazetteer.link("Falk", "person") is None
    assert gazetteer.link("Falk", "person", country="SE") == gazetteer.link("Eva Falk", "person")
    assert gazetteer.link("FALK", "person", year=2020).qid == "Q2"  # type: ignore[union-attr]
    assert gazetteer.link("Falk", "person", year=1930).qid == "Q1"  # type: ignore[union-attr]
    assert gazetteer.link("Falk", "place").qid == "Q3"  # type: ignore[union-attr]
    assert gazetteer.link("Berg", "person") is None
    assert gazetteer.link("Eva Falk", "person", country="NO") is None
    assert gazetteer.link("éva falk", "person").iri == "http://www.wikidata.org/entity/Q2"  # type: ignore[union-attr]


@pytest.mark.parametrize(
    ("name", "content", "says"),
    [
        ("a.xls", "x", "ends in one of"),
        ("a.csv", "title\nx\n", "name and kind"),
        ("a.csv", "", "name and kind"),
        ("a.csv", "name,kind\nFalk,dog\n", ":2: the kind"),
        ("a.csv", "name,kind\nFalk,person,more\n", ":2: more fields"),
        ("a.csv", "name,kind\n!!!,person\n", ":2: a name"),
        ("a.csv", 'name,kind\n"Falk"x,person\n', "broken CSV"),
        ("a.csv", "name,kind,qid\nFalk,person,42\n", "Q42"),
        ("a.csv", "name,kind,born\nFalk,person,long ago\n", "born"),
        ("a.csv", "name,kind,lat\nFalk,place,91\n", "lat"),
        ("a.csv", "name,kind,lat\nFalk,place,nan\n", "lat"),
        ("a.csv", "name,kind,country\nFalk,place,Norway\n", "ISO 3166-1"),
        ("a.csv", "name,kind,colour\nFalk,place,red\n", "unknown field 'colour'"),
        ("a.jsonl", '{"name": "Falk", "kind": "person"}\n{"name"', ":2: broken JSON"),
        ("a.jsonl", "[1]", ":1: an object"),
        ("a.jsonl", "[" * 100_000, ":1: "),
        ("a.jsonl", '{"name": "Falk", "kind": "person", "aliases": "F"}', "aliases"),
        ("a.jsonl", '{"name": 3, "kind": "person"}', "a name"),
        ("a.ttl", "<urn:a> a <urn:b>", "broken Turtle"),
    ],
)
def test_a_broken_file_is_named_with_the_reason(
    tmp_path: Path, name: str, content: str, says: str
) -> None:
    path = tmp_path / name
    path.write_text(content, encoding="utf-8")
    with pytest.raises(KbError, match=says) as caught:
        read_gazetteer(path)
    assert str(path) in str(caught.value)


def test_a_missing_file_and_broken_utf8_are_named(tmp_path: Path) -> None:
    with pytest.raises(KbError, match="cannot be read"):
        read_gazetteer(tmp_path / "none.csv")
    path = tmp_path / "a.csv"
    path.write_bytes(b"name,kind\n\xff\xfe,person\n")
    with pytest.raises(KbError, match="not UTF-8 at byte 10"):
        read_gazetteer(path)
