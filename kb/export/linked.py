"""JSON-LD 1.1 with the context of ``ontology/context.jsonld``; from it the other RDF formats."""

from __future__ import annotations

import json
import re
from functools import cache
from typing import Any
from urllib.parse import quote

import pyoxigraph as ox

from kb.resources import data_folder
from kb.results import write_graph
from kb.timeline import Timeline
from kb.timeline_event import Actor, EventDate, EventDispute, EventSource, TimelineEvent
from kb.vocab import KB, role_iri

_NO_XML = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]")
_KINDS = {"person": "Person", "organization": "Organization", "place": "Place"}


def write_linked(timeline: Timeline) -> dict[str, Any]:
    """The timeline as JSON-LD: a self-contained document that needs nothing from the network.

    The nodes have the IRIs that they have in the store, and the words of `docs/model.md`: what a
    timeline holds of each event, so without its mentions and the articles' text.
    """
    return {
        "@context": _read_context(),
        "@graph": [_write_event(event) for event in timeline.events],
    }


def write_rdf(timeline: Timeline, form: str) -> bytes:
    """The triples of `write_linked` in a format of `kb.results.TRIPLE_FORMATS`."""
    if form == "jsonld":
        return json.dumps(write_linked(timeline), ensure_ascii=False, indent=2).encode()
    text = json.dumps(write_linked(timeline))
    quads = ox.parse(text, format=ox.RdfFormat.JSON_LD)
    triples = [ox.Triple(q.subject, q.predicate, q.object) for q in quads]
    # sorted, so that Turtle says all of one thing in one place
    written = write_graph(sorted(triples, key=str), form)
    if form == "rdfxml":
        # XML 1.0 has no way to say a control character; U+FFFD keeps what is counted in place
        return _NO_XML.sub("\ufffd", written.decode()).encode()
    return written


@cache
def _read_context() -> dict[str, Any]:
    found = json.loads((data_folder("ontology") / "context.jsonld").read_text("utf-8"))
    context: dict[str, Any] = found["@context"]
    return context


def _write_event(event: TimelineEvent) -> dict[str, Any]:
    base = event.id.rpartition("events/")[0]
    node: dict[str, Any] = {
        "id": event.id,
        "type": "Event",
        "label": event.label,
        "eventType": _drop_none({"id": event.type.id, "prefLabel": event.type.label}),
        "status": event.modality,
        "salience": event.salience,
        "topic": event.topic,
        "sourceCount": event.source_count,
        "independentSourceCount": event.independent_source_count,
        "time": _write_time(event.date, event.id, base),
        "kb:timeExpression": event.date.text if event.date else None,
        "timeAnchor": event.date.anchor if event.date else None,
        "actors": [_write_actor(actor) for actor in event.actors],
        "participations": [_write_role(event.id, base, a) for a in event.actors if a.role],
        "places": [
            _drop_none({"id": p.id, "type": ["Place", "sem:Place"], "label": p.name,
                        "name": p.name, "lat": p.lat, "long": p.lon})
            for p in event.places
        ],
        "sources": [_write_source(source) for source in event.sources],
        "disputes": [_write_dispute(event.id, d) for d in event.disputes],
    }  # fmt: skip
    return _drop_none(node)


def _drop_none(node: dict[str, Any]) -> dict[str, Any]:
    return {key: value for key, value in node.items() if value is not None and value != []}


def _write_time(when: EventDate | None, event: str, base: str) -> dict[str, Any] | None:
    if when is None:
        return None
    known = when.earliest is not None or when.latest is not None
    # a bare weekday has an IRI that the EDTF string does not tell; the node is then the event's
    iri = f"{base}time/{quote(when.edtf, safe='-:')}" if known else f"{event}#time"
    node = {
        "id": iri,
        "type": "http://www.w3.org/2006/time#TemporalEntity",
        "edtf": when.edtf,
        "granularity": when.granularity,
        "earliest": when.earliest,
        "latest": when.latest,
    }
    return _drop_none(node)


def _write_actor(actor: Actor) -> dict[str, Any]:
    kinds = ["Actor"] + ([_KINDS[actor.kind]] if actor.kind in _KINDS else [])
    return _drop_none({"id": actor.id, "type": kinds, "label": actor.name, "name": actor.name})


def _write_role(event: str, base: str, actor: Actor) -> dict[str, Any]:
    key = actor.id.removeprefix(base).replace("/", "-")
    return {
        "id": f"{event}#{actor.role}-{key}",
        "type": "sem:Role",
        "participant": actor.id,
        "role": role_iri(actor.role or ""),
    }


def _write_source(source: EventSource) -> dict[str, Any]:
    node: dict[str, Any] = {
        "id": source.article,
        "type": "NewsArticle",
        "headline": source.title,
        "url": source.url,
    }
    if source.publisher:
        node["publisher"] = {
            "id": f"{source.article}#publisher",
            "type": "Organization",
            "name": source.publisher,
        }
    if source.published and len(source.published) == len("2025-10-31"):
        node["datePublished"] = source.published
    node["@reverse"] = {
        "oa:hasSource": [
            {
                "id": f"{source.article}#char={q.start},{q.end}",
                "type": "oa:SpecificResource",
                "selectors": [
                    {
                        "id": f"{source.article}#position={q.start},{q.end}",
                        "type": "oa:TextPositionSelector",
                        "start": q.start,
                        "end": q.end,
                    },
                    {
                        "id": f"{source.article}#quote={q.start},{q.end}",
                        "type": "oa:TextQuoteSelector",
                        "exact": q.exact,
                    },
                ],
            }
            for q in source.quotes
        ]
    }
    return _drop_none(node)


def _write_dispute(event: str, dispute: EventDispute) -> dict[str, Any]:
    return {
        "id": f"{event}#{dispute.kind}-{dispute.field}",
        "type": "Dispute",
        "field": {"id": KB.NS + dispute.field},
        "verdict": dispute.kind,
        "positions": [
            {
                "id": f"{event}#{dispute.kind}-{dispute.field}-{n}",
                "type": "kb:Position",
                "value": position.value,
                "sources": list(position.articles),
            }
            for n, position in enumerate(dispute.positions)
        ],
    }
