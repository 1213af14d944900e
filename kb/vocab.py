"""Every IRI the code uses, as plain strings; each name is the local name of the term in Turtle.

``KB.sourceCount`` is ``kb:sourceCount``, ``RDF.type`` is ``rdf:type``: one name per thing, the
same in Python, in Turtle and in SPARQL. The terms of `KB` are defined in ``ontology/classes.ttl``
and a test holds the two equal: whoever adds one here adds it there, with label, comment, domain
and range. Event types (`KBT`) and roles (`KBR`) are data, not code, so only the few that the code
must know by name stand here; make the others with `type_iri` and `role_iri`.

>>> KB.Claim
'https://w3id.org/timeline-kb/ns#Claim'
>>> type_iri("meet")
'https://w3id.org/timeline-kb/type/meet'
>>> shorten(KB.Claim)
'kb:Claim'
"""

# Terms keep the case that their vocabularies give them.
# ruff: noqa: N815
from __future__ import annotations

import re
from collections.abc import Mapping
from types import MappingProxyType
from typing import Final, NoReturn


class _Frozen(type):
    """Makes the classes below read-only: an IRI changed at run time would corrupt a store."""

    def __setattr__(cls, name: str, value: object) -> NoReturn:
        raise AttributeError(f"{cls.__name__}.{name} is a constant")

    def __delattr__(cls, name: str) -> NoReturn:
        raise AttributeError(f"{cls.__name__}.{name} is a constant")


class KB(metaclass=_Frozen):
    """The project's own terms, used only where no known vocabulary has one."""

    NS: Final = "https://w3id.org/timeline-kb/ns#"

    # what an article says
    EntityMention: Final = NS + "EntityMention"
    EventMention: Final = NS + "EventMention"
    Claim: Final = NS + "Claim"
    documentTimeFrom: Final = NS + "documentTimeFrom"
    entityKey: Final = NS + "entityKey"
    gender: Final = NS + "gender"
    country: Final = NS + "country"
    evidence: Final = NS + "evidence"
    timeExpression: Final = NS + "timeExpression"
    timeAnchor: Final = NS + "timeAnchor"
    participation: Final = NS + "participation"
    status: Final = NS + "status"
    salience: Final = NS + "salience"
    topic: Final = NS + "topic"
    isMain: Final = NS + "isMain"
    level: Final = NS + "level"
    antecedent: Final = NS + "antecedent"
    cue: Final = NS + "cue"
    inQuote: Final = NS + "inQuote"
    citedOnly: Final = NS + "citedOnly"
    feature: Final = NS + "feature"
    within: Final = NS + "within"
    Voice: Final = NS + "Voice"
    polarity: Final = NS + "polarity"
    modality: Final = NS + "modality"
    confidence: Final = NS + "confidence"

    # what a claim says of an event: its predicates, and the number it states
    number: Final = NS + "number"
    bound: Final = NS + "bound"
    duration: Final = NS + "duration"
    killed: Final = NS + "killed"
    injured: Final = NS + "injured"
    missing: Final = NS + "missing"
    magnitude: Final = NS + "magnitude"
    speaker: Final = NS + "speaker"
    count: Final = NS + "count"
    amount: Final = NS + "amount"
    percentage: Final = NS + "percentage"
    votesFor: Final = NS + "votesFor"
    votesAgainst: Final = NS + "votesAgainst"
    unit: Final = NS + "unit"
    ordinal: Final = NS + "ordinal"
    result: Final = NS + "result"
    statement: Final = NS + "statement"

    # what all articles tell together
    source: Final = NS + "source"
    sourceCount: Final = NS + "sourceCount"
    independentSourceCount: Final = NS + "independentSourceCount"
    Dispute: Final = NS + "Dispute"
    dispute: Final = NS + "dispute"
    field: Final = NS + "field"
    Position: Final = NS + "Position"
    position: Final = NS + "position"
    value: Final = NS + "value"
    contradicts: Final = NS + "contradicts"
    corroborates: Final = NS + "corroborates"
    MergeDecision: Final = NS + "MergeDecision"
    agreed: Final = NS + "agreed"
    toldOnce: Final = NS + "toldOnce"
    merges: Final = NS + "merges"
    into: Final = NS + "into"
    verdict: Final = NS + "verdict"
    reason: Final = NS + "reason"
    score: Final = NS + "score"
    edtf: Final = NS + "edtf"
    granularity: Final = NS + "granularity"
    weekday: Final = NS + "weekday"
    approximate: Final = NS + "approximate"
    uncertain: Final = NS + "uncertain"

    # the store itself
    KnowledgeBase: Final = NS + "KnowledgeBase"
    generation: Final = NS + "generation"
    base: Final = NS + "base"

    # how the ontology describes an event type
    EventType: Final = NS + "EventType"
    EventFamily: Final = NS + "EventFamily"
    Role: Final = NS + "Role"
    RoleSpec: Final = NS + "RoleSpec"
    Trigger: Final = NS + "Trigger"
    Condition: Final = NS + "Condition"
    trigger: Final = NS + "trigger"
    verb: Final = NS + "verb"
    noun: Final = NS + "noun"
    plural: Final = NS + "plural"
    adjective: Final = NS + "adjective"
    lightVerb: Final = NS + "lightVerb"
    weight: Final = NS + "weight"
    needs: Final = NS + "needs"
    unless: Final = NS + "unless"
    at: Final = NS + "at"
    lemma: Final = NS + "lemma"
    kind: Final = NS + "kind"
    role: Final = NS + "role"
    ofRole: Final = NS + "ofRole"
    filledFrom: Final = NS + "filledFrom"
    template: Final = NS + "template"
    mutual: Final = NS + "mutual"
    durative: Final = NS + "durative"
    once: Final = NS + "once"
    opposite: Final = NS + "opposite"
    decidedFirst: Final = NS + "decidedFirst"
    compatible: Final = NS + "compatible"


class KBT(metaclass=_Frozen):
    """The event types that the code knows by name; all others stand in the ontology only."""

    NS: Final = "https://w3id.org/timeline-kb/type/"
    scheme: Final = "https://w3id.org/timeline-kb/type"
    happening: Final = NS + "happening"
    statement: Final = NS + "statement"


class KBR(metaclass=_Frozen):
    """The roles that the code knows by name; all others stand in the ontology only."""

    NS: Final = "https://w3id.org/timeline-kb/role/"
    scheme: Final = "https://w3id.org/timeline-kb/role"
    agent: Final = NS + "agent"
    patient: Final = NS + "patient"
    participant: Final = NS + "participant"
    counterpart: Final = NS + "counterpart"
    recipient: Final = NS + "recipient"
    instrument: Final = NS + "instrument"
    topic: Final = NS + "topic"
    place: Final = NS + "place"
    origin: Final = NS + "origin"
    destination: Final = NS + "destination"


class RDF(metaclass=_Frozen):
    """RDF 1.1 concepts."""

    NS: Final = "http://www.w3.org/1999/02/22-rdf-syntax-ns#"
    type: Final = NS + "type"
    value: Final = NS + "value"
    subject: Final = NS + "subject"
    predicate: Final = NS + "predicate"
    object: Final = NS + "object"
    Property: Final = NS + "Property"
    langString: Final = NS + "langString"


class RDFS(metaclass=_Frozen):
    """RDF Schema 1.1."""

    NS: Final = "http://www.w3.org/2000/01/rdf-schema#"
    label: Final = NS + "label"
    comment: Final = NS + "comment"
    domain: Final = NS + "domain"
    range: Final = NS + "range"
    Class: Final = NS + "Class"
    Resource: Final = NS + "Resource"
    Literal: Final = NS + "Literal"
    subClassOf: Final = NS + "subClassOf"
    subPropertyOf: Final = NS + "subPropertyOf"
    seeAlso: Final = NS + "seeAlso"
    isDefinedBy: Final = NS + "isDefinedBy"


class XSD(metaclass=_Frozen):
    """XML Schema datatypes."""

    NS: Final = "http://www.w3.org/2001/XMLSchema#"
    string: Final = NS + "string"
    boolean: Final = NS + "boolean"
    integer: Final = NS + "integer"
    nonNegativeInteger: Final = NS + "nonNegativeInteger"
    decimal: Final = NS + "decimal"
    double: Final = NS + "double"
    date: Final = NS + "date"
    dateTime: Final = NS + "dateTime"
    anyURI: Final = NS + "anyURI"


class OWL(metaclass=_Frozen):
    """OWL 2; `sameAs` only for confirmed links to Wikidata and GeoNames."""

    NS: Final = "http://www.w3.org/2002/07/owl#"
    sameAs: Final = NS + "sameAs"
    Ontology: Final = NS + "Ontology"
    Class: Final = NS + "Class"
    ObjectProperty: Final = NS + "ObjectProperty"
    DatatypeProperty: Final = NS + "DatatypeProperty"


class SEM(metaclass=_Frozen):
    """The Simple Event Model, for events, actors, places, times and roles."""

    NS: Final = "http://semanticweb.cs.vu.nl/2009/11/sem/"
    Event: Final = NS + "Event"
    Actor: Final = NS + "Actor"
    Place: Final = NS + "Place"
    Time: Final = NS + "Time"
    Role: Final = NS + "Role"
    EventType: Final = NS + "EventType"
    RoleType: Final = NS + "RoleType"
    eventType: Final = NS + "eventType"
    roleType: Final = NS + "roleType"
    hasActor: Final = NS + "hasActor"
    hasPlace: Final = NS + "hasPlace"
    hasTime: Final = NS + "hasTime"
    hasEarliestBeginTimeStamp: Final = NS + "hasEarliestBeginTimeStamp"
    hasLatestBeginTimeStamp: Final = NS + "hasLatestBeginTimeStamp"
    hasEarliestEndTimeStamp: Final = NS + "hasEarliestEndTimeStamp"
    hasLatestEndTimeStamp: Final = NS + "hasLatestEndTimeStamp"
    hasSubEvent: Final = NS + "hasSubEvent"


class SCHEMA(metaclass=_Frozen):
    """schema.org, for articles, people, organisations, places and quotations."""

    NS: Final = "https://schema.org/"
    NewsArticle: Final = NS + "NewsArticle"
    Person: Final = NS + "Person"
    Organization: Final = NS + "Organization"
    Place: Final = NS + "Place"
    Quotation: Final = NS + "Quotation"
    name: Final = NS + "name"
    text: Final = NS + "text"
    headline: Final = NS + "headline"
    articleBody: Final = NS + "articleBody"
    publisher: Final = NS + "publisher"
    author: Final = NS + "author"
    creditText: Final = NS + "creditText"
    url: Final = NS + "url"
    inLanguage: Final = NS + "inLanguage"
    datePublished: Final = NS + "datePublished"
    dateModified: Final = NS + "dateModified"
    isBasedOn: Final = NS + "isBasedOn"
    spokenByCharacter: Final = NS + "spokenByCharacter"
    containedInPlace: Final = NS + "containedInPlace"
    jobTitle: Final = NS + "jobTitle"
    gender: Final = NS + "gender"
    addressCountry: Final = NS + "addressCountry"


class ORG(metaclass=_Frozen):
    """The Organization Ontology, for who held which office."""

    NS: Final = "http://www.w3.org/ns/org#"
    Membership: Final = NS + "Membership"
    member: Final = NS + "member"
    organization: Final = NS + "organization"
    role: Final = NS + "role"
    memberDuring: Final = NS + "memberDuring"


class TIME(metaclass=_Frozen):
    """OWL-Time."""

    NS: Final = "http://www.w3.org/2006/time#"
    TemporalEntity: Final = NS + "TemporalEntity"
    Instant: Final = NS + "Instant"
    ProperInterval: Final = NS + "ProperInterval"


class OA(metaclass=_Frozen):
    """Web Annotation: selectors for evidence."""

    NS: Final = "http://www.w3.org/ns/oa#"
    SpecificResource: Final = NS + "SpecificResource"
    TextPositionSelector: Final = NS + "TextPositionSelector"
    TextQuoteSelector: Final = NS + "TextQuoteSelector"
    hasSource: Final = NS + "hasSource"
    hasSelector: Final = NS + "hasSelector"
    start: Final = NS + "start"
    end: Final = NS + "end"
    exact: Final = NS + "exact"
    prefix: Final = NS + "prefix"
    suffix: Final = NS + "suffix"


class PROV(metaclass=_Frozen):
    """PROV-O: how a graph was made."""

    NS: Final = "http://www.w3.org/ns/prov#"
    Entity: Final = NS + "Entity"
    Activity: Final = NS + "Activity"
    SoftwareAgent: Final = NS + "SoftwareAgent"
    wasGeneratedBy: Final = NS + "wasGeneratedBy"
    wasDerivedFrom: Final = NS + "wasDerivedFrom"
    wasRevisionOf: Final = NS + "wasRevisionOf"
    invalidatedAtTime: Final = NS + "invalidatedAtTime"
    wasAssociatedWith: Final = NS + "wasAssociatedWith"
    wasAttributedTo: Final = NS + "wasAttributedTo"
    used: Final = NS + "used"
    generatedAtTime: Final = NS + "generatedAtTime"
    startedAtTime: Final = NS + "startedAtTime"
    endedAtTime: Final = NS + "endedAtTime"


class SKOS(metaclass=_Frozen):
    """SKOS, for event types and roles."""

    NS: Final = "http://www.w3.org/2004/02/skos/core#"
    Concept: Final = NS + "Concept"
    ConceptScheme: Final = NS + "ConceptScheme"
    prefLabel: Final = NS + "prefLabel"
    altLabel: Final = NS + "altLabel"
    definition: Final = NS + "definition"
    broader: Final = NS + "broader"
    inScheme: Final = NS + "inScheme"
    topConceptOf: Final = NS + "topConceptOf"
    closeMatch: Final = NS + "closeMatch"
    exactMatch: Final = NS + "exactMatch"
    notation: Final = NS + "notation"


class GEO(metaclass=_Frozen):
    """WGS 84 latitude and longitude in degrees."""

    NS: Final = "http://www.w3.org/2003/01/geo/wgs84_pos#"
    lat: Final = NS + "lat"
    long: Final = NS + "long"


class GEOSPARQL(metaclass=_Frozen):
    """GeoSPARQL geometries."""

    NS: Final = "http://www.opengis.net/ont/geosparql#"
    Feature: Final = NS + "Feature"
    Geometry: Final = NS + "Geometry"
    hasGeometry: Final = NS + "hasGeometry"
    asWKT: Final = NS + "asWKT"
    wktLiteral: Final = NS + "wktLiteral"


class GAF(metaclass=_Frozen):
    """The Grounded Annotation Framework: what in a text denotes a thing."""

    NS: Final = "http://groundedannotationframework.org/gaf#"
    denotedBy: Final = NS + "denotedBy"


class GRASP(metaclass=_Frozen):
    """GRaSP: who a claim is attributed to."""

    NS: Final = "http://groundedannotationframework.org/grasp#"
    wasAttributedTo: Final = NS + "wasAttributedTo"


class DCTERMS(metaclass=_Frozen):
    """Dublin Core terms."""

    NS: Final = "http://purl.org/dc/terms/"
    created: Final = NS + "created"
    source: Final = NS + "source"
    title: Final = NS + "title"
    license: Final = NS + "license"
    identifier: Final = NS + "identifier"
    isReplacedBy: Final = NS + "isReplacedBy"
    replaces: Final = NS + "replaces"


WIKIDATA: Final = "http://www.wikidata.org/entity/"
GEONAMES: Final = "https://sws.geonames.org/"
PLOVER: Final = "https://w3id.org/timeline-kb/plover/"
CAMEO: Final = "https://w3id.org/timeline-kb/cameo/"

PREFIXES: Final[Mapping[str, str]] = MappingProxyType(
    {
        "kb": KB.NS,
        "kbt": KBT.NS,
        "kbr": KBR.NS,
        "sem": SEM.NS,
        "schema": SCHEMA.NS,
        "org": ORG.NS,
        "time": TIME.NS,
        "oa": OA.NS,
        "prov": PROV.NS,
        "skos": SKOS.NS,
        "geo": GEO.NS,
        "geosparql": GEOSPARQL.NS,
        "gaf": GAF.NS,
        "grasp": GRASP.NS,
        "dcterms": DCTERMS.NS,
        "rdf": RDF.NS,
        "rdfs": RDFS.NS,
        "owl": OWL.NS,
        "xsd": XSD.NS,
        "wd": WIKIDATA,
        "plover": PLOVER,
        "cameo": CAMEO,
    }
)


def type_iri(key: str) -> str:
    """The IRI of the shipped event type called `key`."""
    return KBT.NS + key


def role_iri(key: str) -> str:
    """The IRI of the shipped role called `key`."""
    return KBR.NS + key


def shorten(iri: str) -> str:
    """`iri` as a prefixed name where one of `PREFIXES` fits, else `iri` itself.

    For people to read, not for parsers: a local name that Turtle would have to escape is not
    shortened.
    """
    for prefix, namespace in PREFIXES.items():
        local = iri[len(namespace) :]
        if iri.startswith(namespace) and local.replace("-", "").replace("_", "").isalnum():
            return f"{prefix}:{local}"
    return iri


def local_name(iri: str) -> str:
    """What follows the last ``#``, ``/`` or ``:`` of an IRI.

    >>> local_name("https://w3id.org/timeline-kb/type/meet")
    'meet'
    """
    return re.split(r"[#/:]", iri)[-1]


def expand(iri: str) -> str:
    """`iri` with a prefix of `PREFIXES` written out.

    >>> expand("kb:any")
    'https://w3id.org/timeline-kb/ns#any'
    """
    prefix, colon, local = iri.partition(":")
    return PREFIXES[prefix] + local if colon and prefix in PREFIXES else iri
