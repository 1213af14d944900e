"""Quads → reports: what the article graphs say of events, read back for merging."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import TypeAlias

from pyoxigraph import Literal, NamedNode, Quad

from kb.dates.partial import PartialDate
from kb.entities.model import Entity, Place
from kb.vocab import (
    DCTERMS,
    GAF,
    GEO,
    GEONAMES,
    GRASP,
    KB,
    KBR,
    KBT,
    OA,
    ORG,
    OWL,
    RDF,
    RDFS,
    SCHEMA,
    SEM,
    SKOS,
    WIKIDATA,
    local_name,
)

Node = Mapping[str, list[str]]
TimeWords: TypeAlias = tuple[str, str | None]

TYPES = frozenset(
    {
        SCHEMA.NewsArticle, ORG.Membership, KB.EntityMention, KB.EventMention, KB.Claim,
        SCHEMA.Quotation, SCHEMA.Person, SCHEMA.Organization, SCHEMA.Place,
    }
)  # fmt: skip
# Nothing else is ever looked at, so that a field read below and forgotten here is empty at once,
# for every caller, and not only where somebody reads a store by this list.
PREDICATES = frozenset(
    {
        RDF.type, RDF.value, RDF.subject, RDF.predicate, RDF.object, RDFS.label,
        SCHEMA.headline, SCHEMA.articleBody, SCHEMA.publisher, SCHEMA.creditText, SCHEMA.name,
        SCHEMA.jobTitle, SCHEMA.text, SCHEMA.spokenByCharacter,
        DCTERMS.created, OWL.sameAs, ORG.member, ORG.organization, SKOS.altLabel, SKOS.closeMatch,
        GEO.lat, GEO.long, GAF.denotedBy, GRASP.wasAttributedTo, OA.exact,
        SEM.eventType, SEM.hasTime, SEM.hasPlace, SEM.roleType,
        KB.antecedent, KB.bound, KB.citedOnly, KB.country, KB.cue, KB.entityKey, KB.evidence,
        KB.feature, KB.gender, KB.inQuote, KB.isMain, KB.lemma, KB.level, KB.number,
        KB.participation, KB.salience, KB.status, KB.timeAnchor, KB.timeExpression,
        KB.topic, KB.unit, KB.within,
    }
)  # fmt: skip
TIME_PREDICATES = frozenset({KB.edtf, KB.weekday})


@dataclass(frozen=True, slots=True)
class Source:
    """An article that reports: its IRI, what is known of its publication, whom it credits."""

    iri: str
    title: str | None
    publisher: str | None
    time: PartialDate | None
    text: str
    credit: str | None = None


@dataclass(frozen=True, slots=True)
class LocalEntity:
    """An entity as one article tells it, with its IRI, roles and number of mentions."""

    iri: str
    article: str
    entity: Entity
    roles: tuple[tuple[str, str | None, str], ...]  # (title, entity IRI it is of, status)
    mentions: int


@dataclass(frozen=True, slots=True)
class Report:
    """One event mention: everything that merging looks at. Entities are local IRIs."""

    iri: str
    article: str
    type: str
    lemma: str
    status: str
    level: str
    label: str
    start: int
    end: int
    evidence: tuple[int, int]
    date: PartialDate | None
    time_words: str | None
    anchor: str | None
    actors: tuple[tuple[str, str], ...]  # (entity IRI, role key)
    places: tuple[str, ...]
    topic: str | None
    words: tuple[tuple[str, str], ...]  # (role key, words) where no entity fills the role
    salience: float
    main: bool
    quoted: bool
    cues: frozenset[str]
    antecedent: str | None
    voices: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Detail:
    """A claim about a detail of an event: `predicate` is the property's IRI."""

    iri: str
    event: str
    article: str
    predicate: str
    value: str
    number: float | None
    bound: str
    unit: str | None = None


@dataclass(frozen=True, slots=True)
class QuoteReport:
    """A direct quote: its words, and the local IRI of whoever is named as having said them."""

    iri: str
    article: str
    text: str
    speaker: str


@dataclass(frozen=True)
class Reports:
    """Everything that the article graphs say, by IRI and in a fixed order."""

    sources: Mapping[str, Source]
    entities: Mapping[str, LocalEntity]
    reports: Mapping[str, Report]
    details: tuple[Detail, ...]
    quotes: tuple[QuoteReport, ...] = ()


def read_reports(quads: Iterable[Quad]) -> Reports:
    """The reports in the quads of article graphs. Quads of other kinds are passed over."""
    graphs: dict[str, list[Quad]] = defaultdict(list)
    for quad in quads:
        if isinstance(quad.graph_name, NamedNode):
            graphs[quad.graph_name.value].append(quad)
    times = read_times(quad for held in graphs.values() for quad in held)
    return join_reports([read_graph(name, held, times) for name, held in graphs.items()])


def join_reports(parts: Iterable[Reports]) -> Reports:
    """The reports of all article graphs from those of each, in the order of their IRIs."""
    sources: dict[str, Source] = {}
    entities: dict[str, LocalEntity] = {}
    reports: dict[str, Report] = {}
    details: list[Detail] = []
    quotes: list[QuoteReport] = []
    for part in parts:
        sources |= part.sources
        entities |= part.entities
        reports |= part.reports
        details += part.details
        quotes += part.quotes
    return Reports(
        {iri: sources[iri] for iri in sorted(sources)},
        {iri: entities[iri] for iri in sorted(entities)},
        {iri: reports[iri] for iri in sorted(reports)},
        tuple(sorted(details, key=lambda d: d.iri)),
        tuple(sorted(quotes, key=lambda q: q.iri)),
    )


def read_times(quads: Iterable[Quad]) -> dict[str, TimeWords]:
    """For each time that is described in `quads`: its EDTF string, and its weekday or ``None``."""
    said: dict[str, tuple[set[str], set[str]]] = defaultdict(lambda: (set(), set()))
    for quad in quads:
        predicate = quad.predicate.value
        if predicate not in TIME_PREDICATES:
            continue
        if isinstance(quad.subject, NamedNode) and isinstance(quad.object, Literal):
            said[quad.subject.value][predicate == KB.weekday].add(quad.object.value)
    return {
        iri: (min(edtf), min(weekday) if weekday else None)
        for iri, (edtf, weekday) in said.items()
        if edtf
    }


def read_graph(graph: str, quads: Iterable[Quad], times: Mapping[str, TimeWords]) -> Reports:
    """The reports in the quads of one article graph; only `PREDICATES` are looked at."""
    nodes: dict[str, dict[str, list[str]]] = defaultdict(lambda: defaultdict(list))
    for quad in quads:
        predicate = quad.predicate.value
        if predicate not in PREDICATES:
            continue
        subject, value = quad.subject, quad.object
        if isinstance(subject, NamedNode) and isinstance(value, NamedNode | Literal):
            nodes[subject.value][predicate].append(value.value)
    by_type: dict[str, list[str]] = defaultdict(list)
    for iri in sorted(nodes):
        for type_ in nodes[iri].get(RDF.type, ()):
            by_type[type_].append(iri)
    held: dict[str, list[tuple[str, str | None, str]]] = defaultdict(list)
    for iri in by_type[ORG.Membership]:
        node = nodes[iri]
        held[_one(node, ORG.member) or ""].append(
            (
                _one(node, SCHEMA.jobTitle) or "",
                _one(node, ORG.organization),
                _one(node, KB.status) or "",
            )
        )
    return Reports(
        {iri: _source(iri, nodes, times) for iri in by_type[SCHEMA.NewsArticle]},
        {
            iri: _entity(iri, graph, nodes[iri], tuple(sorted(held[iri], key=str)))
            for iri in by_type[KB.EntityMention]
        },
        {iri: _report(iri, graph, nodes, times) for iri in by_type[KB.EventMention]},
        tuple(_detail(iri, graph, nodes[iri]) for iri in by_type[KB.Claim]),
        tuple(
            QuoteReport(iri, graph, _one(nodes[iri], SCHEMA.text) or "", speaker)
            for iri in by_type[SCHEMA.Quotation]
            if (speaker := _one(nodes[iri], SCHEMA.spokenByCharacter)) is not None
        ),
    )


def _one(node: Node, predicate: str) -> str | None:
    values = node.get(predicate)
    return min(values) if values else None


def _number(node: Node, predicate: str) -> float | None:
    value = _one(node, predicate)
    return float(value) if value is not None else None


def _true(node: Node, predicate: str) -> bool:
    return _one(node, predicate) == "true"


def _date(iri: str | None, times: Mapping[str, TimeWords]) -> PartialDate | None:
    if iri is None or iri not in times:
        return None
    edtf, weekday = times[iri]
    return PartialDate.parse(edtf, int(weekday) if weekday is not None else None)


def _source(iri: str, nodes: Mapping[str, Node], times: Mapping[str, TimeWords]) -> Source:
    node = nodes[iri]
    publisher = _one(node, SCHEMA.publisher)
    return Source(
        iri=iri,
        title=_one(node, SCHEMA.headline),
        publisher=_one(nodes[publisher], SCHEMA.name) if publisher else None,
        time=_date(_one(node, DCTERMS.created), times),
        text=_one(node, SCHEMA.articleBody) or "",
        credit=_one(node, SCHEMA.creditText),
    )


def _entity(
    iri: str, graph: str, node: Node, roles: tuple[tuple[str, str | None, str], ...]
) -> LocalEntity:
    kinds = {SCHEMA.Person: "person", SCHEMA.Organization: "organization", SCHEMA.Place: "place"}
    kind = next((kinds[t] for t in sorted(node[RDF.type]) if t in kinds), "organization")
    name = _one(node, SCHEMA.name) or ""
    country = _one(node, KB.country)
    place = None
    feature = _one(node, KB.feature)
    if feature is not None:
        match = next((v for v in node.get(SKOS.closeMatch, ()) if v.startswith(GEONAMES)), None)
        within = _one(node, KB.within)
        place = Place(
            feature=feature,
            lat=_number(node, GEO.lat),
            lon=_number(node, GEO.long),
            geonames=int(match.rstrip("/").rsplit("/", 1)[1]) if match else None,
            country=country,
            within=tuple(within.split(", ")) if within else (),
        )
    confirmed, close = node.get(OWL.sameAs, ()), node.get(SKOS.closeMatch, ())
    entity = Entity(
        name=name,
        kind=kind,
        names=(name, *sorted(node.get(SKOS.altLabel, ()), key=lambda n: (-len(n), n))),
        key=_one(node, KB.entityKey),
        gender=_one(node, KB.gender),
        country=country,
        place=place,
        source=_true(node, KB.citedOnly),
        wikidata=next((v for v in (*confirmed, *close) if v.startswith(WIKIDATA)), None),
        confirmed=bool(confirmed),
    )
    return LocalEntity(iri, graph, entity, roles, len(node.get(GAF.denotedBy, ())))


def _span(iri: str | None) -> tuple[int, int]:
    """The offsets in an RFC 5147 fragment, ``…#char=120,134``."""
    if iri is None or "#char=" not in iri:
        return (0, 0)
    start, end = iri.rsplit("#char=", 1)[1].split(",")
    return int(start), int(end)


def _report(
    iri: str, graph: str, nodes: Mapping[str, Node], times: Mapping[str, TimeWords]
) -> Report:
    node = nodes[iri]
    actors, words = [], []
    for role in node.get(KB.participation, ()):
        entity, kind = _one(nodes[role], RDF.value), _one(nodes[role], SEM.roleType)
        if entity is not None and kind is not None:
            actors.append((entity, kind.removeprefix(KBR.NS)))
        elif kind is not None:
            words.append((kind.removeprefix(KBR.NS), _one(nodes[role], RDFS.label) or ""))
    start, end = _span(_one(node, GAF.denotedBy))
    expression = _one(node, KB.timeExpression)
    quote = expression.replace("#char=", "#quote=") if expression else None
    return Report(
        iri=iri,
        article=graph,
        type=local_name(_one(node, SEM.eventType) or KBT.happening),
        lemma=_one(node, KB.lemma) or "",
        status=_one(node, KB.status) or "",
        level=_one(node, KB.level) or "",
        label=_one(node, RDFS.label) or "",
        start=start,
        end=end,
        evidence=_span(_one(node, KB.evidence)),
        date=_date(_one(node, SEM.hasTime), times),
        anchor=_one(node, KB.timeAnchor),
        time_words=_one(nodes[quote], OA.exact) if quote is not None and quote in nodes else None,
        actors=tuple(sorted(set(actors))),
        places=tuple(sorted(node.get(SEM.hasPlace, ()))),
        topic=_one(node, KB.topic),
        words=tuple(sorted(set(words))),
        salience=_number(node, KB.salience) or 0.0,
        main=_true(node, KB.isMain),
        quoted=_true(node, KB.inQuote),
        cues=frozenset(node.get(KB.cue, ())),
        antecedent=_one(node, KB.antecedent),
        voices=tuple(sorted(node.get(GRASP.wasAttributedTo, ()))),
    )


def _detail(iri: str, graph: str, node: Node) -> Detail:
    return Detail(
        iri=iri,
        event=_one(node, RDF.subject) or "",
        article=graph,
        predicate=_one(node, RDF.predicate) or "",
        value=_one(node, RDF.object) or "",
        number=_number(node, KB.number),
        bound=_one(node, KB.bound) or "exactly",
        unit=_one(node, KB.unit),
    )
