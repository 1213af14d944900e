"""What a store says of events, things and articles, as the index keeps it."""

from __future__ import annotations

import json
from collections.abc import Iterator
from functools import lru_cache

import pyoxigraph as ox

from kb.assemble import Parts, assemble_event
from kb.index.model import IndexedArticle, IndexedEvent, Kind, Term, Thing
from kb.index.order import read_day
from kb.names import name_by_address
from kb.store.interface import Store, text_of
from kb.timeline_event import KINDS, TimelineEvent
from kb.vocab import DCTERMS, GAF, GEO, KB, OA, RDF, RDFS, SCHEMA, SEM, SKOS

_Facts = dict[str, list[str]]

# without these a timeline shows no event: what queries/timeline.rq asks for
_NEEDED = (RDFS.label, SEM.eventType, KB.status, KB.sourceCount, KB.independentSourceCount,
           KB.salience)  # fmt: skip
_OF_EVENT = (*_NEEDED, KB.topic, KB.timeExpression, KB.timeAnchor)
_OF_ARTICLE = (SCHEMA.headline, SCHEMA.url, KB.documentTimeFrom, SCHEMA.creditText)
_OF_SPAN = (OA.exact, OA.start, OA.end)
_ROLES = {SEM.Actor: "entity", SEM.Place: "place", KB.EventType: "type", KB.EventFamily: "type"}
_DEEPEST = 30


class Projection:
    """Reads a store in its present state; what many events share is remembered."""

    def __init__(self, store: Store, base: str) -> None:
        self._store = store
        self._base = base
        self._shared = lru_cache(1 << 14)(self._read)
        self._article = lru_cache(1 << 10)(self._read)
        self.within = lru_cache(1 << 14)(self._find_within)

    def _read(self, iri: str) -> _Facts:
        facts: _Facts = {}
        for quad in self._store.quads(subject=iri):
            values = facts.setdefault(quad.predicate.value, [])
            value = text_of(quad.object)
            if value not in values:
                values.append(value)
        return facts

    # Events

    def read_events(self) -> Iterator[IndexedEvent]:
        """Every event of the store."""
        last = None
        for quad in self._store.quads(None, RDF.type, SEM.Event):
            iri = text_of(quad.subject)
            if iri != last and (event := self.read_event(iri)) is not None:
                yield event
            last = iri

    def read_event(self, iri: str) -> IndexedEvent | None:
        """The event of that IRI, or ``None`` where a timeline would show none."""
        facts = self._read(iri)
        if SEM.Event not in facts.get(RDF.type, ()) or any(key not in facts for key in _NEEDED):
            return None
        shown = assemble_event(iri, self._gather(iri, facts))
        if shown is None:
            return None
        date = shown.date
        mentions = facts.get(GAF.denotedBy, ())
        return IndexedEvent(
            iri=iri,
            json=json.dumps(shown.as_json(), ensure_ascii=False, separators=(",", ":")),
            first=read_day(date.earliest) if date else None,
            last=read_day(date.latest) if date else None,
            status=shown.modality,
            main=any("true" in self._read(m).get(KB.isMain, ()) for m in mentions),
            disputed=any(dispute.kind == "dispute" for dispute in shown.disputes),
            salience=shown.salience or 0.0,
            sources=shown.source_count,
            independent=shown.independent_source_count,
            terms=tuple(self._find_terms(facts, shown)),
            label=shown.label,
            quotes=tuple(q.exact for source in shown.sources for q in source.quotes),
        )

    def _gather(self, iri: str, facts: _Facts) -> Parts:
        """The facts that ``queries/event.rq`` selects, read one thing after the other."""
        parts = Parts()
        _put(parts, "event", iri, facts, _OF_EVENT)
        for node in facts.get(SEM.eventType, ()):
            _put(parts, "type", node, self._shared(node), (SKOS.prefLabel,))
        for node in facts.get(SEM.hasTime, ()):
            time = self._shared(node)
            _put(parts, "time", node, time, tuple(time))
        for node in facts.get(SEM.hasActor, ()):
            _put(parts, "actor", node, self._shared(node), (RDF.type, RDFS.label))
        for node in facts.get(KB.participation, ()):
            role = self._read(node)
            for who in role.get(RDF.value, ()):
                _put(parts, "actor", who, role, (SEM.roleType,))
        for node in facts.get(SEM.hasPlace, ()):
            _put(parts, "place", node, self._shared(node), (RDFS.label, GEO.lat, GEO.long))
        for node in facts.get(KB.source, ()):
            self._gather_article(parts, node)
        for node in facts.get(GAF.denotedBy, ()):
            for span in self._read(node).get(KB.evidence, ()):
                self._gather_quote(parts, span)
        for node in facts.get(KB.dispute, ()):
            dispute = self._read(node)
            _put(parts, "dispute", node, dispute, (KB.field, KB.verdict))
            for at in dispute.get(KB.position, ()):
                _put(parts, "position", at, self._read(at), (KB.value, KB.source), node)
        return parts

    def _gather_article(self, parts: Parts, iri: str) -> None:
        facts = self._article(iri)
        _put(parts, "article", iri, facts, _OF_ARTICLE)
        for publisher in facts.get(SCHEMA.publisher, ()):
            for name in self._shared(publisher).get(SCHEMA.name, ()):
                parts.put("article", iri, SCHEMA.publisher, name)
        for time in facts.get(DCTERMS.created, ()):
            for edtf in self._shared(time).get(KB.edtf, ()):
                parts.put("article", iri, DCTERMS.created, edtf)

    def _gather_quote(self, parts: Parts, span: str) -> None:
        facts = self._read(span)
        for selector in facts.get(OA.hasSelector, ()):
            words = self._read(selector)
            for source in facts.get(OA.hasSource, ()):
                _put(parts, "quote", span, words, _OF_SPAN, source)

    def _find_terms(self, facts: _Facts, shown: TimelineEvent) -> Iterator[Term]:
        for type_ in facts[SEM.eventType]:
            for broader in self.within(type_, SKOS.broader):
                yield Kind.TYPE, broader
        for actor in facts.get(SEM.hasActor, ()):
            yield Kind.ACTOR, actor
        for place in facts.get(SEM.hasPlace, ()):
            yield Kind.SITE, place
            for outer in self.within(place, SCHEMA.containedInPlace):
                yield Kind.PLACE, outer
        for article in facts.get(KB.source, ()):
            yield Kind.ARTICLE, article
        for source in shown.sources:
            if source.outlet is not None:
                yield Kind.PUBLISHER, source.outlet

    def _find_within(self, iri: str, key: str) -> tuple[str, ...]:
        """What a place lies in, or what a type is a kind of; itself first."""
        found = {iri: None}
        waiting = [iri]
        for _ in range(_DEEPEST):
            outer = [up for inner in waiting for up in self._shared(inner).get(key, ())]
            waiting = [up for up in dict.fromkeys(outer) if up not in found]
            found |= dict.fromkeys(waiting)
            if not waiting:
                break
        return tuple(found)

    # Things and articles

    def read_things(self) -> Iterator[Thing]:
        """Everybody who acts, every place and every type of event."""
        for class_, role in _ROLES.items():
            last = None
            for quad in self._store.quads(None, RDF.type, class_):
                iri = text_of(quad.subject)
                if iri != last and (thing := self._read_thing(iri, role)) is not None:
                    yield thing
                last = iri
        nameless = set()
        for quad in self._store.quads(None, SCHEMA.containedInPlace):
            for thing in self.read_outer(text_of(quad.subject)):
                if thing.iri not in nameless:
                    nameless.add(thing.iri)
                    yield thing

    def read_outer(self, iri: str) -> Iterator[Thing]:
        """The places that the one of that IRI lies in and that no article has named."""
        for outer in self.within(iri, SCHEMA.containedInPlace)[1:]:
            if RDFS.label not in self._shared(outer):
                within = self.within(outer, SCHEMA.containedInPlace)
                yield Thing(outer, "place", name_by_address(outer), kind="place", within=within)

    def read_thing(self, iri: str) -> list[Thing]:
        """What the thing of that IRI is: one for each role that it has, or none."""
        types = self._read(iri).get(RDF.type, ())
        roles = {role for class_, role in _ROLES.items() if class_ in types}
        return [t for role in sorted(roles) if (t := self._read_thing(iri, role)) is not None]

    def _read_thing(self, iri: str, role: str) -> Thing | None:
        facts = self._read(iri)
        labels = sorted(facts.get(SKOS.prefLabel if role == "type" else RDFS.label, ()))
        if not labels:
            return None
        kinds = sorted(KINDS[t] for t in facts.get(RDF.type, ()) if t in KINDS)
        up = SKOS.broader if role == "type" else SCHEMA.containedInPlace
        return Thing(
            iri,
            role,
            labels[0],
            tuple(sorted({*labels[1:], *facts.get(SKOS.altLabel, ())})),
            kinds[0] if kinds else None,
            _number(facts, GEO.lat),
            _number(facts, GEO.long),
            self.within(iri, up) if role != "entity" else (),
            self._read_labels(iri) if role == "type" else (),
        )

    def _read_labels(self, iri: str) -> tuple[tuple[str, str], ...]:
        return tuple(
            sorted(
                (quad.object.language.lower(), quad.object.value)
                for quad in self._store.quads(None, SKOS.prefLabel, subject=iri)
                if isinstance(quad.object, ox.Literal) and quad.object.language
            )
        )

    def read_articles(self) -> Iterator[IndexedArticle]:
        """Every article of the store."""
        for quad in self._store.quads(None, RDF.type, SCHEMA.NewsArticle):
            if (article := self.read_article(text_of(quad.subject))) is not None:
                yield article

    def read_article(self, iri: str) -> IndexedArticle | None:
        """The article of that IRI, if there is one."""
        facts = self._read(iri)
        if SCHEMA.NewsArticle not in facts.get(RDF.type, ()):
            return None
        parts = Parts()
        self._gather_article(parts, iri)
        shown = parts.facts["article"][iri]
        return IndexedArticle(
            iri,
            _first(facts, SCHEMA.headline),
            _first(shown, SCHEMA.publisher),
            _first(shown, DCTERMS.created),
            _first(facts, SCHEMA.url),
            _first(facts, SCHEMA.articleBody) or "",
        )


def _put(
    parts: Parts,
    part: str,
    node: str,
    facts: _Facts,
    keys: tuple[str, ...],
    more: str | None = None,
) -> None:
    for key in keys:
        for value in facts.get(key, ()):
            parts.put(part, node, key, value, more)


def _first(facts: _Facts, key: str) -> str | None:
    found = facts.get(key)
    return min(found) if found else None


def _number(facts: _Facts, key: str) -> float | None:
    try:
        return float(facts[key][0])
    except (KeyError, ValueError):
        return None
