"""The merged event: what all reports of one happening tell together, as quads."""

from __future__ import annotations

import hashlib
from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from pyoxigraph import Literal, NamedNode, Quad
from slugify import slugify

from kb.dates.partial import PartialDate
from kb.labels import short_name, write_label
from kb.merge.agreement import Agreement
from kb.merge.cluster import DECIDED, Pair
from kb.merge.disputes import Dispute
from kb.merge.participants import is_bare, may_be_one, may_share
from kb.merge.reports import Report, Source
from kb.merge.times import is_firm
from kb.merge.who import Canonical
from kb.ontology import Ontology
from kb.time_nodes import describe_time, time_iri
from kb.vocab import GAF, GEO, KB, OWL, RDF, RDFS, SCHEMA, SEM, SKOS, local_name, role_iri

_KINDS = {"person": SCHEMA.Person, "organization": SCHEMA.Organization, "place": SCHEMA.Place}
WHERE = frozenset({"destination", "origin"})
STATUS_ORDER = ("happened", "planned", "negated", "denied", "possible", "hypothetical", "generic")


@dataclass(frozen=True)
class Event:
    """A happening as all its reports tell it. Entities are canonical keys, finest place first."""

    id: str
    type: str
    type_iri: str
    label: str
    date: PartialDate | None
    dated_by: Report | None
    participants: tuple[tuple[str, str], ...]  # (entity key, role key)
    places: tuple[str, ...]
    status: str
    topic: str | None
    salience: float
    reports: tuple[Report, ...]
    sources: tuple[str, ...]
    groups: tuple[tuple[str, ...], ...]
    disputes: tuple[Dispute, ...]
    agreement: Agreement
    pairs: tuple[Pair, ...]


def first_report(reports: Sequence[Report], sources: Mapping[str, Source]) -> Report:
    """The report that was published first; it gives the event its name."""

    def rank(report: Report) -> tuple[str, str, int]:
        source = sources.get(report.article)
        day = source.time.earliest if source is not None and source.time is not None else None
        return (day.isoformat() if day is not None else "9999", report.article, report.start)

    return min(reports, key=rank)


def event_id(report: Report) -> str:
    """Sixteen hex digits made of the article's id and the mention's place in it."""
    return name_event(report.iri)


def name_event(report: str) -> str:
    """The id of the event that is named after the report with that IRI."""
    name = report.rsplit("articles/", 1)[-1]
    return hashlib.sha256(name.encode()).hexdigest()[:16]


def assemble_event(
    reports: Sequence[Report],
    pairs: Sequence[Pair],
    keys: Mapping[str, str],
    entities: Mapping[str, Canonical],
    sources: Mapping[str, Source],
    groups: Sequence[Sequence[str]],
    disputes: Sequence[Dispute],
    agreement: Agreement,
    ontology: Ontology,
) -> Event:
    """The event that `reports` tell of. `keys` gives local entities their canonical keys."""
    full = [r for r in reports if r.level == "event"] or list(reports)
    type_ = _choose_type(full, ontology)
    date = _join_dates(reports)
    participants = _join_participants(full, keys, entities, type_, ontology)
    places = _join_places(full, keys, entities)
    status = min((r.status for r in full), key=STATUS_ORDER.index)
    # what happened is not called by what had been planned
    best = max((r for r in full if r.status == status), key=lambda r: (r.salience, r.iri))
    topic = max(
        (r for r in full if r.topic and r.type == type_ and r.antecedent is None),
        key=lambda r: (r.salience, r.iri),
        default=None,
    )
    roles: dict[str, list[str]] = defaultdict(list)
    for key, role in participants:
        who = entities[key]
        roles[role].append(short_name(who.name, who.names, who.kind))
    for role, words in best.words if best.type == type_ else ():
        roles.setdefault(role, [words])
    if topic is not None and topic.topic is not None:
        roles.setdefault("topic", [topic.topic])
    label = best.label
    # what one report says in its own words is kept where the others add nobody to it
    # ("Peru's bank" adds nobody to the Bank of Peru)
    named = {keys[local] for local, _ in best.actors}
    told = all(key in named or may_share((key,), named) for key, _ in participants)
    plain = best.type == type_ and told and not ontology.types[type_].mutual
    if type_ != "happening" and len(full) > 1 and not plain:
        label = write_label(
            ontology.types[type_],
            roles,
            [entities[p].name for p in places],
            best.lemma,
            planned=status == "planned",
        )
    # where somebody went is where it happened, not who took part
    participants = tuple((k, r) for k, r in participants if r not in WHERE or k not in places)
    first = first_report(reports, sources)
    return Event(
        id=event_id(first),
        type=type_,
        type_iri=ontology.types[type_].iri,
        label=label,
        date=date,
        dated_by=_dated_by(reports, date),
        participants=participants,
        places=places,
        status=status,
        topic=topic.topic if topic is not None else None,
        salience=max(r.salience for r in full),
        reports=tuple(sorted(reports, key=lambda r: r.iri)),
        sources=tuple(sorted({r.article for r in reports})),
        groups=tuple(tuple(g) for g in groups),
        disputes=tuple(disputes),
        agreement=agreement,
        pairs=tuple(pairs),
    )


def _choose_type(reports: Sequence[Report], ontology: Ontology) -> str:
    """The type that weighs most among the reports; the narrower of two that weigh alike."""
    weight: Counter[str] = Counter()
    for r in reports:
        weight[r.type] += round(1000 * (r.salience + 0.2 * len(r.actors)))
    depth = {t: len(ontology.types[t].broader) for t in weight}
    return min(weight, key=lambda t: (-weight[t], -depth[t], t))


def _join_dates(reports: Sequence[Report]) -> PartialDate | None:
    date: PartialDate | None = None
    dates = [r.date for r in sorted(reports, key=lambda r: r.iri) if r.date is not None]
    for when in [d for d in dates if is_firm(d)] or dates:
        date = when if date is None else (date.intersect(when) or date)
    return date


def _dated_by(reports: Sequence[Report], date: PartialDate | None) -> Report | None:
    """The report whose own words come nearest to the date of the whole."""
    dated = [r for r in reports if r.date is not None and r.time_words]
    dated = dated or [r for r in reports if r.date is not None and r.anchor]
    if date is None or not dated:
        return None

    def width(r: Report) -> tuple[int, float, str]:
        first = r.date.earliest if r.date is not None else None
        last = r.date.latest if r.date is not None else None
        days = (last - first).days if first and last else 10**6
        return days, -r.salience, r.iri

    return min(dated, key=width)


def _join_participants(
    reports: Sequence[Report],
    keys: Mapping[str, str],
    entities: Mapping[str, Canonical],
    type_: str,
    ontology: Ontology,
) -> tuple[tuple[str, str], ...]:
    support: dict[str, Counter[str]] = defaultdict(Counter)
    known = {role.key for role in ontology.types[type_].roles}
    for r in reports:
        for local, role in r.actors:
            weight = 2 if role in known else 1
            support[keys[local]][role] += weight
    for bare in sorted(support):
        # who is named in full in one article is not listed again by the surname of another
        full = [k for k in support if k != bare and is_bare(bare, bare) and may_be_one(bare, k)]
        if len(full) == 1:
            support[full[0]].update(support.pop(bare))
    people = {k for k in support if k.startswith("person/")}
    nations = {entities[k].country for k in people}
    mutual = ontology.types[type_].mutual
    ranked = sorted(
        # a country stands back where its own people took part
        (
            k
            for k in support
            if not (mutual and k.startswith("place/") and people)
            or (len(people) < 2 and entities[k].country not in nations)
        ),
        key=lambda k: (k not in people, -sum(support[k].values()), k),
    )
    return tuple(
        (key, min(support[key], key=lambda role: (-support[key][role], role))) for key in ranked
    )


def _join_places(
    reports: Sequence[Report], keys: Mapping[str, str], entities: Mapping[str, Canonical]
) -> tuple[str, ...]:
    support: Counter[str] = Counter(keys[p] for r in reports for p in r.places)
    return tuple(sorted(support, key=lambda k: (entities[k].coarseness, -support[k], k)))


def event_quads(event: Event, base: str, graph: NamedNode) -> Iterator[Quad]:
    """The quads of a merged event, its disputes and the decisions that made it."""
    me = NamedNode(f"{base}events/{event.id}")

    def say(p: str, o: NamedNode | Literal, s: NamedNode = me) -> Quad:
        return Quad(s, NamedNode(p), o, graph)

    yield say(RDF.type, NamedNode(SEM.Event))
    yield say(RDFS.label, Literal(event.label))
    yield say(SEM.eventType, NamedNode(event.type_iri))
    yield say(KB.status, Literal(event.status))
    yield say(KB.salience, Literal(event.salience))
    yield say(KB.sourceCount, Literal(len(event.sources)))
    yield say(KB.independentSourceCount, Literal(len(event.groups)))
    if event.topic:
        yield say(KB.topic, Literal(event.topic))
    if event.date is not None:
        node = NamedNode(time_iri(base, event.date))
        yield say(SEM.hasTime, node)
        yield from describe_time(node, event.date, graph)
    if event.dated_by is not None and event.dated_by.time_words:
        yield say(KB.timeExpression, Literal(event.dated_by.time_words))
    anchor = event.dated_by.anchor if event.dated_by is not None else None
    if anchor:
        yield say(KB.timeAnchor, Literal(anchor))
    for key, role in event.participants:
        actor = NamedNode(base + key)
        node = NamedNode(f"{me.value}#{role}-{key.replace('/', '-')}")
        yield say(SEM.hasActor, actor)
        yield say(KB.participation, node)
        yield say(RDF.type, NamedNode(SEM.Role), node)
        yield say(RDF.value, actor, node)
        yield say(SEM.roleType, NamedNode(role_iri(role)), node)
    for place in event.places:
        yield say(SEM.hasPlace, NamedNode(base + place))
    for report in event.reports:
        yield say(GAF.denotedBy, NamedNode(report.iri))
    for source in event.sources:
        yield say(KB.source, NamedNode(source))
    for predicate, fields in (
        (KB.agreed, event.agreement.agreed),
        (KB.toldOnce, event.agreement.once),
    ):
        for name in fields:
            yield say(predicate, NamedNode(name))
    for number, dispute in enumerate(event.disputes):
        name = local_name(dispute.field)
        node = NamedNode(f"{me.value}#{dispute.kind}-{name}-{number}")
        yield say(KB.dispute, node)
        yield say(RDF.type, NamedNode(KB.Dispute), node)
        yield say(KB.field, NamedNode(dispute.field), node)
        yield say(KB.verdict, Literal(dispute.kind), node)
        for n, position in enumerate(dispute.positions):
            at = NamedNode(f"{node.value}-{n}")
            yield say(KB.position, at, node)
            yield say(RDF.type, NamedNode(KB.Position), at)
            yield say(KB.value, Literal(position.value), at)
            for article in position.articles:
                yield say(KB.source, NamedNode(article), at)
            for claim in position.claims:
                yield say(KB.evidence, NamedNode(claim), at)
    for n, pair in enumerate(event.pairs):
        node = NamedNode(f"{me.value}#decision-{n}")
        yield say(RDF.type, NamedNode(KB.MergeDecision), node)
        yield say(KB.merges, NamedNode(pair.a), node)
        yield say(KB.merges, NamedNode(pair.b), node)
        yield say(KB.into, me, node)
        yield say(KB.verdict, Literal("same"), node)
        if pair.score < DECIDED:  # a user's decision has no score
            yield say(KB.score, Literal(pair.score), node)
        for reason in pair.reasons:
            yield say(KB.reason, Literal(reason), node)


def entity_quads(who: Canonical, base: str, graph: NamedNode, *, acts: bool) -> Iterator[Quad]:
    """The quads of an entity; a place that `acts`, in an event, is an actor too."""
    me = NamedNode(base + who.key)

    def say(p: str, o: NamedNode | Literal) -> Quad:
        return Quad(me, NamedNode(p), o, graph)

    yield say(RDF.type, NamedNode(_KINDS[who.kind]))
    yield say(RDF.type, NamedNode(SEM.Place if who.kind == "place" else SEM.Actor))
    if who.kind == "place" and acts:
        yield say(RDF.type, NamedNode(SEM.Actor))
    yield say(RDFS.label, Literal(who.name))
    yield say(SCHEMA.name, Literal(who.name))
    for name in who.names:
        if name != who.name:
            yield say(SKOS.altLabel, Literal(name))
    if who.gender:
        yield say(KB.gender, Literal(who.gender))
    if who.country:
        yield say(KB.country, Literal(who.country))
    if who.place is not None:
        yield say(KB.feature, Literal(who.place.feature))
        if who.place.lat is not None and who.place.lon is not None:
            yield say(GEO.lat, Literal(who.place.lat))
            yield say(GEO.long, Literal(who.place.lon))
        if who.place.geonames is not None:
            iri = f"https://sws.geonames.org/{who.place.geonames}/"
            yield say(SKOS.closeMatch, NamedNode(iri))
        for name in who.place.within:
            yield say(SCHEMA.containedInPlace, NamedNode(f"{base}place/{slugify(name)}"))
    if who.wikidata is not None:
        link = OWL.sameAs if who.confirmed else SKOS.closeMatch
        yield say(link, NamedNode(who.wikidata))


def story_quads(event: Event, graph: NamedNode) -> Iterator[Quad]:
    """Which article repeats which: the others of a story are based on the first published."""
    for group in event.groups:
        for other in group[1:]:
            yield Quad(NamedNode(other), NamedNode(SCHEMA.isBasedOn), NamedNode(group[0]), graph)
