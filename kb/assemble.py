"""What a store says of an event, put together as the timeline shows it.

The facts come in parts (the event, its type, time, actors, places, articles, quotes, disputes and
their positions): as rows of ``queries/event.rq``, or gathered by `kb.index.project`.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable

import pyoxigraph as ox

from kb.store.interface import read
from kb.timeline_event import (
    KINDS,
    Actor,
    DisputePosition,
    EventDate,
    EventDispute,
    EventPlace,
    EventSource,
    EventType,
    QuotedWords,
    TimelineEvent,
)
from kb.vocab import DCTERMS, GEO, KB, OA, RDF, RDFS, SCHEMA, SEM, SKOS

_DATED = ("metadata", "head", "dateline")

_Facts = dict[str, dict[str, list[str]]]


class Parts:
    """Facts of an event by part, thing and key, each once."""

    def __init__(self) -> None:
        self.facts: dict[str, _Facts] = defaultdict(lambda: defaultdict(lambda: defaultdict(list)))
        self.owner: dict[str, set[str]] = defaultdict(set)

    def put(self, part: str, node: str, key: str, value: str, more: str | None = None) -> None:
        """Takes note that the `node` of a part has the `value`; `more` is what owns the node."""
        values = self.facts[part][node][key]
        if value not in values:
            values.append(value)
        if more is not None:
            self.owner[f"{part} {more}"].add(node)


def read_parts(rows: Iterable[ox.QuerySolution]) -> Parts:
    """The facts in the rows of ``event.rq``."""
    parts = Parts()
    for row in rows:
        part, node, key = read(row, "part"), read(row, "node"), read(row, "key")
        value = read(row, "value")
        if part is not None and node is not None and key is not None and value is not None:
            parts.put(part, node, key, value, read(row, "more"))
    return parts


def assemble_event(event: str, found: Parts) -> TimelineEvent | None:
    """The event that facts describe, or ``None`` where they describe none."""
    parts, owner = found.facts, found.owner
    me = parts["event"].get(event)
    if me is None:
        return None
    type_ = _one(me, SEM.eventType) or ""
    salience = _one(me, KB.salience)
    return TimelineEvent(
        id=event,
        label=_one(me, RDFS.label) or event,
        type=EventType(type_, _one(parts["type"].get(type_, {}), SKOS.prefLabel)),
        date=_read_date(parts["time"], _one(me, KB.timeExpression), _one(me, KB.timeAnchor)),
        places=tuple(
            EventPlace(iri, _one(f, RDFS.label), _number(f, GEO.lat), _number(f, GEO.long))
            for iri, f in sorted(parts["place"].items())
        ),
        actors=tuple(_read_actor(iri, f) for iri, f in sorted(parts["actor"].items())),
        modality=_one(me, KB.status) or "happened",
        topic=_one(me, KB.topic),
        salience=None if salience is None else float(salience),
        sources=_read_sources(parts, owner),
        source_count=int(_one(me, KB.sourceCount) or 0),
        independent_source_count=int(_one(me, KB.independentSourceCount) or 0),
        disputes=tuple(
            EventDispute(
                (_one(f, KB.field) or "").rsplit("#", 1)[-1],
                _one(f, KB.verdict) or "dispute",
                tuple(
                    DisputePosition(
                        _one(parts["position"][node], KB.value) or "",
                        tuple(sorted(parts["position"][node][KB.source])),
                    )
                    for node in sorted(owner[f"position {iri}"])
                ),
            )
            for iri, f in sorted(parts["dispute"].items())
        ),
    )


def _read_date(times: _Facts, words: str | None, anchor: str | None) -> EventDate | None:
    for _, facts in sorted(times.items()):
        edtf = _one(facts, KB.edtf)
        if edtf is not None:
            return EventDate(
                edtf,
                _one(facts, SEM.hasEarliestBeginTimeStamp),
                _one(facts, SEM.hasLatestEndTimeStamp),
                _one(facts, KB.granularity),
                words,
                anchor,
            )
    return None


def _read_actor(iri: str, facts: dict[str, list[str]]) -> Actor:
    kinds = sorted(KINDS[t] for t in facts.get(RDF.type, ()) if t in KINDS)
    roles = sorted(role.rsplit("/", 1)[-1] for role in facts.get(SEM.roleType, ()))
    return Actor(
        iri, _one(facts, RDFS.label), kinds[0] if kinds else None, roles[0] if roles else None
    )


def _read_sources(parts: dict[str, _Facts], owner: dict[str, set[str]]) -> tuple[EventSource, ...]:
    sources = []
    for iri, facts in parts["article"].items():
        quotes = []
        for span in owner[f"quote {iri}"]:
            q = parts["quote"][span]
            exact, start, end = _one(q, OA.exact), _one(q, OA.start), _one(q, OA.end)
            if exact is not None and start is not None and end is not None:
                quotes.append(QuotedWords(exact, int(start), int(end)))
        known = _one(facts, KB.documentTimeFrom) in _DATED
        sources.append(
            EventSource(
                article=iri,
                title=_one(facts, SCHEMA.headline),
                publisher=_one(facts, SCHEMA.publisher),
                published=_one(facts, DCTERMS.created) if known else None,
                url=_one(facts, SCHEMA.url),
                quotes=tuple(sorted(quotes, key=lambda q: (q.start, q.end))),
                credit=_one(facts, SCHEMA.creditText),
            )
        )
    return tuple(sorted(sources, key=lambda s: (s.published or "9999", s.article)))


def _one(facts: dict[str, list[str]], key: str) -> str | None:
    found = facts.get(key)
    return min(found) if found else None


def _number(facts: dict[str, list[str]], key: str) -> float | None:
    found = _one(facts, key)
    return None if found is None else float(found)
