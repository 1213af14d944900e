"""The shapes hold what the model says and nothing else; the context speaks of known terms."""

from __future__ import annotations

import json

import pyoxigraph
import pytest
import rdflib
from pyshacl import validate

from kb import vocab
from kb.ontology import read_context, read_shapes
from kb.resources import data_folder

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
