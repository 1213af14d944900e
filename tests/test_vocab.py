"""The terms that the code uses and the terms that the ontology defines are the same."""

from __future__ import annotations

import pytest
from rdflib import RDF, RDFS, Graph, URIRef

from kb import vocab
from kb.resources import data_folder

NAMESPACES = [
    value for name, value in vars(vocab).items() if isinstance(value, type) and hasattr(value, "NS")
]


@pytest.fixture(scope="module")
def classes() -> Graph:
    text = data_folder("ontology").joinpath("classes.ttl").read_text("utf-8")
    return Graph().parse(data=text, format="turtle")


def own_terms() -> set[str]:
    return {
        value
        for name, value in vars(vocab.KB).items()
        if name != "NS" and isinstance(value, str) and value.startswith(vocab.KB.NS)
    }


def test_every_own_term_is_defined_and_every_defined_term_is_used(classes: Graph) -> None:
    defined = {str(s) for s in classes.subjects() if str(s).startswith(vocab.KB.NS)}
    assert own_terms() == defined


def test_each_own_term_has_label_comment_and_is_a_class_or_property(classes: Graph) -> None:
    for term in map(URIRef, sorted(own_terms())):
        assert classes.value(term, RDFS.label), term
        assert classes.value(term, RDFS.comment), term
        kinds = set(classes.objects(term, RDF.type))
        assert kinds in ({RDFS.Class}, {RDF.Property}), term
        if kinds == {RDF.Property}:
            assert len(set(classes.objects(term, RDFS.domain))) == 1, term
            assert len(set(classes.objects(term, RDFS.range))) == 1, term
        else:
            assert classes.value(term, RDFS.subClassOf), term


def test_the_case_of_a_term_tells_what_it_is(classes: Graph) -> None:
    for term in map(URIRef, sorted(own_terms())):
        is_class = (term, RDF.type, RDFS.Class) in classes
        assert term.removeprefix(vocab.KB.NS)[0].isupper() == is_class, term


def test_a_term_is_called_in_python_as_in_turtle() -> None:
    assert len(NAMESPACES) > 15
    for namespace in NAMESPACES:
        for name, value in vars(namespace).items():
            if isinstance(value, str) and value.startswith("http") and name not in ("NS", "scheme"):
                assert value == namespace.NS + name


def test_constants_cannot_be_changed() -> None:
    with pytest.raises(AttributeError, match=r"KB\.Claim is a constant"):
        vocab.KB.Claim = "x"  # type: ignore[misc]
    with pytest.raises(AttributeError, match="constant"):
        del vocab.KB.Claim


def test_prefixes_name_every_namespace_once() -> None:
    assert len(set(vocab.PREFIXES.values())) == len(vocab.PREFIXES)
    assert {n.NS for n in NAMESPACES} <= set(vocab.PREFIXES.values())


@pytest.mark.parametrize(
    ("iri", "short"),
    [
        (vocab.KBT.NS + "sign-agreement", "kbt:sign-agreement"),
        (vocab.RDF.type, "rdf:type"),
        ("http://www.wikidata.org/entity/Q4", "wd:Q4"),
        (vocab.KB.NS + "a/b", vocab.KB.NS + "a/b"),
        ("urn:x", "urn:x"),
    ],
)
def test_shorten(iri: str, short: str) -> None:
    assert vocab.shorten(iri) == short
