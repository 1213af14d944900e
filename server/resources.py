"""The things by their IRIs: events, people, organisations, places, articles, times."""

from __future__ import annotations

from typing import Any
from urllib.parse import quote, urlencode

import pyoxigraph as ox
from fastapi import APIRouter, Request
from fastapi.responses import JSONResponse, RedirectResponse, Response

from kb.errors import UnknownName
from kb.knowledge import KnowledgeBase
from kb.results import write_graph
from kb.timeline import KINDS, TimelineEvent
from kb.vocab import KB, OWL, RDF, RDFS, SEM, SKOS
from server.negotiate import TRIPLES, choose, find_accept, wants_page
from server.problems import Problem

router = APIRouter(tags=["Things"])
_JSON = "application/json"
_OFFERED = {_JSON: "json", **TRIPLES}


@router.get("/events/{event}", summary="An event", response_model=TimelineEvent)
def answer_event(request: Request, event: str) -> Response:
    """An event as the timeline has it: JSON, or RDF by negotiation; a page for a browser."""
    known: KnowledgeBase = request.app.state.known
    found = known.event(event)
    if wants_page(find_accept(request)):
        return _see({"event": found.id})
    return _answer(request, found.id, found.as_json)


@router.get("/person/{slug}", response_model=dict[str, Any], summary="A person")
def answer_person(request: Request, slug: str) -> Response:
    """A person and the timeline of what they took part in."""
    return _answer_entity(request, f"person/{slug}", "actor")


@router.get("/organization/{slug}", response_model=dict[str, Any], summary="An organisation")
def answer_organization(request: Request, slug: str) -> Response:
    """An organisation and the timeline of what it took part in."""
    return _answer_entity(request, f"organization/{slug}", "actor")


@router.get("/place/{slug}", response_model=dict[str, Any], summary="A place")
def answer_place(request: Request, slug: str) -> Response:
    """A place and the timeline of what happened there."""
    return _answer_entity(request, f"place/{slug}", "place")


def _answer_entity(request: Request, path: str, role: str) -> Response:
    known: KnowledgeBase = request.app.state.known
    iri = known.base + quote(path, safe="/-._~")
    triples = known.describe(iri)
    if not triples:
        raise UnknownName(path, known.names("place" if role == "place" else "entity").suggest(path))
    if wants_page(find_accept(request)):
        return _see({role: iri})

    def as_json() -> dict[str, Any]:
        kind = next((KINDS[t] for t in _values(triples, RDF.type) if t in KINDS), None)
        found = known.timeline(place=iri) if role == "place" else known.timeline(actor=iri)
        return {
            "id": iri,
            "name": next(iter(_values(triples, RDFS.label)), None),
            "kind": kind,
            "names": _values(triples, SKOS.altLabel),
            "country": next(iter(_values(triples, KB.country)), None),
            "same_as": _values(triples, OWL.sameAs),
            "close_match": _values(triples, SKOS.closeMatch),
            "timeline": found.as_json(),
        }

    return _answer(request, iri, as_json)


@router.get("/articles/{article}", response_model=dict[str, Any], summary="An article")
def answer_article(request: Request, article: str) -> Response:
    """An article, its exact text, and the events that it tells."""
    known: KnowledgeBase = request.app.state.known
    iri = known.resolve(article, "article").value
    if _negotiate(request) != _JSON:
        triples = [ox.Triple(q.subject, q.predicate, q.object) for q in known.store.quads(iri)]
        return _write(request, triples)
    found = known.article(iri)
    published = found.published_on
    content = {
        "id": iri,
        "title": found.title,
        "publisher": found.publisher,
        "author": found.author,
        "published": None if published is None else published.edtf,
        "url": found.url,
        "language": found.language,
        "text": found.text,
        "events": known.events_of_article(iri).as_json()["events"],
    }
    return JSONResponse(content, headers={"Vary": "Accept"})


@router.get("/time/{edtf:path}", response_model=dict[str, Any], summary="A time")
def answer_time(request: Request, edtf: str) -> Response:
    """A time, as precisely as it is known, and the events at it."""
    known: KnowledgeBase = request.app.state.known
    iri = f"{known.base}time/{quote(edtf, safe='-:')}"
    triples = known.describe(iri)
    if not triples:
        raise UnknownName(edtf)

    def as_json() -> dict[str, Any]:
        events = known.events_at(iri)
        return {
            "id": iri,
            "edtf": next(iter(_values(triples, KB.edtf)), None),
            "earliest": next(iter(_values(triples, SEM.hasEarliestBeginTimeStamp)), None),
            "latest": next(iter(_values(triples, SEM.hasLatestEndTimeStamp)), None),
            "granularity": next(iter(_values(triples, KB.granularity)), None),
            "events": events.as_json()["events"],
        }

    return _answer(request, iri, as_json)


def _values(triples: list[ox.Triple], predicate: str) -> list[str]:
    return [
        triple.object.value
        for triple in triples
        if triple.predicate.value == predicate and not isinstance(triple.object, ox.Triple)
    ]


def _negotiate(request: Request) -> str:
    media = choose(find_accept(request), _OFFERED)
    if media is None:
        raise Problem(406, f"there are {', '.join(_OFFERED)}")
    return media


def _answer(request: Request, iri: str, as_json: Any) -> Response:
    if _negotiate(request) == _JSON:
        return JSONResponse(as_json(), headers={"Vary": "Accept"})
    known: KnowledgeBase = request.app.state.known
    return _write(request, known.describe_with_parts(iri))


def _write(request: Request, triples: list[ox.Triple]) -> Response:
    media = _negotiate(request)
    return Response(
        write_graph(triples, TRIPLES[media]), media_type=media, headers={"Vary": "Accept"}
    )


def _see(question: dict[str, str]) -> RedirectResponse:
    return RedirectResponse(f"/?{urlencode(question)}", 303, {"Vary": "Accept"})
