"""The things by their IRIs: events, people, organisations, places, articles, times."""

from __future__ import annotations

from dataclasses import asdict
from typing import Any
from urllib.parse import quote, urlencode

import pyoxigraph as ox
from fastapi import APIRouter, Request
from fastapi.responses import JSONResponse, RedirectResponse, Response

from kb.errors import UnknownName
from kb.knowledge import KnowledgeBase
from kb.lookup import retired_graph
from kb.marks import find_marks
from kb.profile import read_profile
from kb.record import read_record
from kb.results import write_graph
from kb.store.interface import text_of
from kb.vocab import DCTERMS, KB, SEM
from server.negotiate import TRIPLES, choose, find_accept, wants_page
from server.problems import Problem

router = APIRouter(tags=["Things"])
_JSON = "application/json"
_OFFERED = {_JSON: "json", **TRIPLES}


@router.get("/events/{event}", summary="An event", response_model=dict[str, Any])
def answer_event(request: Request, event: str) -> Response:
    """An event as the timeline has it, and what speaks for it.

    `evidence` is the words of each report in their context; `findings` what articles agree on and
    differ on, field by field; `details` their claims, and whom they attribute these to; `groups`
    the articles by story (one of each is independent); `neighbours` the events before, after and
    beside it; `decisions` why its reports were taken for one event. JSON, or RDF by negotiation; a
    page for a browser.
    """
    known: KnowledgeBase = request.app.state.known
    try:
        found = known.event(event)
    except UnknownName:
        found = known.event(_find_successor(known, event))
    name = found.id.rsplit("/", 1)[-1]
    if not name.startswith(event):
        # what was retired has moved for good; a label may mean another event tomorrow
        return _move(request, f"/events/{name}", 301 if event.isalnum() else 303)
    if _wants_page(request):
        return _see({"event": found.id})
    return _answer(request, found.id, lambda: read_record(known, found.id).as_json())


def _find_successor(known: KnowledgeBase, event: str) -> str:
    """The event that took the place of a retired one. Raises `UnknownName` where none did."""
    graph, gone = retired_graph(known.base), f"{known.base}events/{quote(event)}"
    for quad in known.store.quads(graph, DCTERMS.isReplacedBy, subject=gone):
        return text_of(quad.object)
    raise UnknownName(event, kind="event")


def _move(request: Request, path: str, status: int) -> RedirectResponse:
    query = f"?{request.url.query}" if request.url.query else ""
    return RedirectResponse(path + query, status, {"Vary": "Accept"})


@router.get("/person/{slug}", response_model=dict[str, Any], summary="A person")
def answer_person(request: Request, slug: str) -> Response:
    """A person: names, offices over time, company, and the timeline of what they took part in."""
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
    if _wants_page(request):
        return _see({"entity": path})
    return _answer(
        request, iri, lambda: read_profile(known, iri, as_place=role == "place").as_json()
    )


@router.get("/articles/{article}", response_model=dict[str, Any], summary="An article")
def answer_article(request: Request, article: str) -> Response:
    """An article, its exact text, what was read from which of its words, and its events.

    `marks` are in order of the text; `start` and `end` count its code points.
    """
    known: KnowledgeBase = request.app.state.known
    iri = known.resolve(article, "article").value
    if _wants_page(request):
        return _see({"article": iri.rsplit("/", 1)[-1]})
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
        "marks": [asdict(mark) for mark in find_marks(known, iri)],
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


@router.get("/entities/{path:path}", include_in_schema=False)
def answer_entity(path: str) -> RedirectResponse:
    """Where a person, an organisation or a place really is: under its own kind."""
    return RedirectResponse(f"/{quote(path, safe='/-._~')}", 308)


def _values(triples: list[ox.Triple], predicate: str) -> list[str]:
    return [
        triple.object.value
        for triple in triples
        if triple.predicate.value == predicate and not isinstance(triple.object, ox.Triple)
    ]


def _wants_page(request: Request) -> bool:
    return "format" not in request.query_params and wants_page(find_accept(request))


def _negotiate(request: Request) -> str:
    form = request.query_params.get("format")
    if form is not None:
        named = next((media for media, name in _OFFERED.items() if name == form), None)
        if named is None:
            raise Problem(400, f"no format {form!r}; there are {', '.join(_OFFERED.values())}")
        return named
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
