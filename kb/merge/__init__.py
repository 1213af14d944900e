"""One event, many tellings: the events graph, derived from the article graphs.

A pure function of the article graphs and the ontology: the same articles give the same events,
in whatever order they came.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace

from pyoxigraph import Literal, NamedNode, Quad
from slugify import slugify

from kb.entities.identity import canonical_keys
from kb.graph import events_graph_iri
from kb.merge.cluster import cluster_reports, find_pairs
from kb.merge.disputes import find_disputes
from kb.merge.event import Event, assemble_event, event_quads
from kb.merge.reports import Report, Reports, read_reports
from kb.merge.same import Facts, count_words, is_firm
from kb.merge.sources import group_sources, hash_shingles
from kb.merge.story import Story, read_story, read_words
from kb.merge.voices import Said, find_speaker_disputes
from kb.merge.who import Canonical, slug_of, unite_entities
from kb.ontology import Ontology
from kb.vocab import GAF, GEO, KB, OWL, RDF, RDFS, SCHEMA, SEM, SKOS

__all__ = ["Event", "build_events_graph", "merge_reports"]

_LARGE = 3  # on the scale of `Canonical.coarseness`: regions, seas and countries
_KINDS = {"person": SCHEMA.Person, "organization": SCHEMA.Organization, "place": SCHEMA.Place}


def build_events_graph(quads: Iterable[Quad], base: str, ontology: Ontology) -> Iterator[Quad]:
    """The quads of the events graph for the article graphs in `quads`, in a fixed order."""
    reports = read_reports(quads)
    events, entities = merge_reports(reports, ontology)
    graph = NamedNode(events_graph_iri(base))
    seen: set[Quad] = set()
    used = {key for e in events for key, _ in e.participants} | {
        p for e in events for p in e.places
    }
    for event in events:
        for quad in event_quads(event, base, graph):
            if quad not in seen:
                seen.add(quad)
                yield quad
        yield from _story_quads(event, graph, seen)
    for key in sorted(entities):
        for quad in _entity_quads(entities[key], base, graph, acts=key in used):
            if quad not in seen:
                seen.add(quad)
                yield quad
    for type_key in sorted({e.type for e in events}):
        yield from _type_quads(type_key, ontology, graph)


def merge_reports(reports: Reports, ontology: Ontology) -> tuple[list[Event], dict[str, Canonical]]:
    """The events that reports tell of, by id, and the entities across articles by key."""
    keys = _entity_keys(reports)
    entities = unite_entities(reports.entities, keys)
    stories = _read_stories(reports, keys, entities)
    facts = {
        iri: _read_facts(r, reports, keys, entities, stories, ontology)
        for iri, r in reports.reports.items()
        if r.level == "event"
    }
    anaphors = {
        r.iri: r.antecedent
        for r in reports.reports.values()
        if r.antecedent is not None and r.antecedent in facts and r.iri in facts
    }
    pairs = find_pairs(facts, anaphors, ontology)
    details = defaultdict(list)
    for detail in reports.details:
        details[detail.event].append(detail)
    shingles: dict[str, frozenset[int]] = {}
    events = []
    clusters = cluster_reports(facts, pairs, ontology)
    sure = _find_confirmed([[reports.reports[iri] for iri in m] for m, _ in clusters])
    for members, joined in clusters:
        mine = [_make_sure(reports.reports[iri], sure) for iri in members]
        if not any(_says_something(r) for r in mine):
            continue
        articles = sorted({r.article for r in mine})
        for iri in articles if len(articles) > 1 else ():
            if iri not in shingles:
                shingles[iri] = hash_shingles(reports.sources[iri].text)
        groups = group_sources([reports.sources[a] for a in articles], shingles)
        disputes = find_disputes(
            [d for iri in members for d in details.get(iri, ())], reports.sources
        )
        events.append(
            assemble_event(
                mine, joined, keys, entities, reports.sources, groups, disputes, ontology
            )
        )
    events = _dispute_voices(events, _read_said(reports, keys, entities))
    return sorted(events, key=lambda e: e.id), entities


def _read_said(
    reports: Reports, keys: Mapping[str, str], entities: Mapping[str, Canonical]
) -> list[Said]:
    """The quotes whose speakers are known people."""
    return [
        Said(q.iri, q.article, q.text, keys[q.speaker], entities[keys[q.speaker]].name)
        for q in reports.quotes
        if q.speaker in keys and entities[keys[q.speaker]].kind == "person"
    ]


def _dispute_voices(events: Sequence[Event], quotes: Sequence[Said]) -> list[Event]:
    """The events, with the disputes over who said what at the one that most articles tell.

    Only articles that tell an event together are compared, and a dispute stands at one event.
    """
    by_article: dict[str, list[Said]] = defaultdict(list)
    for quote in quotes:
        by_article[quote.article].append(quote)
    told: set[frozenset[str]] = set()
    disputed = []
    for event in sorted(events, key=lambda e: (-len(e.sources), -len(e.reports), e.id)):
        found = []
        if len(event.sources) > 1:
            here = [q for article in event.sources for q in by_article.get(article, ())]
            for dispute in find_speaker_disputes(here):
                pair = frozenset(iri for p in dispute.positions for iri in p.claims)
                if pair not in told:
                    told.add(pair)
                    found.append(dispute)
        disputed.append(replace(event, disputes=(*event.disputes, *found)) if found else event)
    return disputed


def _find_confirmed(clusters: Iterable[list[Report]]) -> frozenset[str]:
    """The articles whose inferred time others confirm.

    An article that only says "Friday (Oct 31)" has its year inferred, and all its dates are
    uncertain. Where another article that knows its date tells the same event on that day, the
    inference was right, for every date that rests on it.
    """
    confirmed = set()
    for reports in clusters:
        known = {
            r.date.known_day
            for r in reports
            if r.date is not None and not r.date.uncertain and r.date.known_day is not None
        }
        for r in reports:
            if r.date is not None and r.date.uncertain and r.date.known_day in known:
                confirmed.add(r.article)
    return frozenset(confirmed)


def _make_sure(r: Report, confirmed: frozenset[str]) -> Report:
    if r.article not in confirmed or r.date is None or not r.date.uncertain:
        return r
    date = r.date.qualified(uncertain=False, approximate=r.date.approximate)
    return replace(r, date=date)


def _says_something(r: Report) -> bool:
    """Whether a report tells more than a kind of happening: who, where, when, or a headline's own.

    A bare "talks" or "a pledge" stays in its article's graph and is no event of a timeline.
    """
    return bool(r.actors or r.places or r.date is not None or r.main)


def _entity_keys(reports: Reports) -> dict[str, str]:
    return {
        iri: key or slug_of(reports.entities[iri])
        for iri, key in canonical_keys(reports.entities).items()
    }


def _read_stories(
    reports: Reports, keys: Mapping[str, str], entities: Mapping[str, Canonical]
) -> dict[str, Story]:
    """For each article what it is about: whom and what lesser places it names, and its lead."""
    named: dict[str, set[str]] = {iri: set() for iri in reports.sources}
    for iri, local in reports.entities.items():
        key = keys[iri]
        place = entities[key].place
        telling = place is None or place.feature not in ("country", "region", "water")
        if telling and not local.entity.source:
            named.setdefault(local.article, set()).add(key)
    return {
        iri: read_story(
            source.title,
            source.text,
            frozenset(named[iri]),
            source.time.known_day if source.time is not None else None,
        )
        for iri, source in reports.sources.items()
    }


def _read_facts(
    r: Report,
    reports: Reports,
    keys: Mapping[str, str],
    entities: Mapping[str, Canonical],
    stories: Mapping[str, Story],
    ontology: Ontology,
) -> Facts:
    by_role: dict[str, set[str]] = defaultdict(set)
    for local, role in r.actors:
        by_role[role].add(keys[local])
    actors = frozenset(keys[local] for local, _ in r.actors)
    places = frozenset(keys[p] for p in r.places)
    around = set(places)
    for key in places:
        place = entities[key].place
        if place is not None:
            around.update(f"place/{slugify(name)}" for name in place.within)
    source = reports.sources[r.article]
    first, last = r.evidence
    return Facts(
        iri=r.iri,
        article=r.article,
        type=r.type,
        lemma=r.lemma,
        status=r.status,
        date=r.date if r.date is not None and is_firm(r.date) else None,
        about=r.date if r.date is not None and not is_firm(r.date) else None,
        actors=actors,
        by_role={role: frozenset(found) for role, found in by_role.items()},
        places=places,
        sites=frozenset(p for p in places if entities[p].coarseness < _LARGE),
        around=frozenset(around),
        nation={k: c for k in actors if (c := entities[k].country) is not None},
        said={
            role: read_words(words)
            for role, words in r.words
            # a meeting has many topics; what was announced, once, is what was announced
            if role != "topic" or not ontology.types[r.type].mutual
        },
        published=source.time.known_day if source.time is not None else None,
        words=read_words(source.text[first:last]),
        numbers=count_words(source.text[first:last]),
        mutual=ontology.types[r.type].mutual,
        main=r.main,
        cues=r.cues & {"first", "second", "third", "fourth", "fifth", "another"},
        salience=r.salience,
        sentence=(r.article, r.evidence[0]),
        points_to=r.antecedent,
        story=stories[r.article],
    )


def _story_quads(event: Event, graph: NamedNode, seen: set[Quad]) -> Iterator[Quad]:
    """Which article repeats which: the others of a story are based on the first published."""
    for group in event.groups:
        for other in group[1:]:
            quad = Quad(NamedNode(other), NamedNode(SCHEMA.isBasedOn), NamedNode(group[0]), graph)
            if quad not in seen:
                seen.add(quad)
                yield quad


def _entity_quads(who: Canonical, base: str, graph: NamedNode, *, acts: bool) -> Iterator[Quad]:
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
    for local in who.local:
        yield say(GAF.denotedBy, NamedNode(local))


def _type_quads(key: str, ontology: Ontology, graph: NamedNode) -> Iterator[Quad]:
    type_ = ontology.types[key]
    me = NamedNode(type_.iri)
    yield Quad(me, NamedNode(RDF.type), NamedNode(SKOS.Concept), graph)
    yield Quad(me, NamedNode(SKOS.prefLabel), Literal(type_.label, language="en"), graph)
    for key in type_.broader[:1]:
        broader = ontology.types.get(key) or ontology.families[key]
        yield Quad(me, NamedNode(SKOS.broader), NamedNode(broader.iri), graph)
