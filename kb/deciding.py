"""A user's decisions on what is the same: finding what is meant, and writing it down."""

from __future__ import annotations

import datetime
import getpass
from dataclasses import dataclass

import pyoxigraph as ox

from kb.decisions import decisions_graph, name_decision, write_decision
from kb.errors import QueryError, UnknownName
from kb.lookup import Lookup
from kb.merge.event import name_event
from kb.store.interface import Store, text_of, write_triples
from kb.vocab import GAF, KB, RDF


@dataclass(frozen=True, slots=True)
class Meant:
    """What a name means for a decision: the IRI that is decided on, and its kind."""

    iri: str
    kind: str  # "event" or "entity"


def find_meant(store: Store, lookup: Lookup, base: str, name: str) -> Meant:
    """What `name` means: an event or its mention, an entity or its mention in one article.

    Of an event it is the report that the event is named after, so that a decision holds however
    events are cut later. Raises `UnknownName`, and `QueryError` for an ambiguous name.
    """
    name = name.strip()
    if "#" in name and name.startswith(base):
        kind = {KB.EventMention: "event", KB.EntityMention: "entity"}
        for quad in store.quads(name.partition("#")[0], RDF.type, subject=_check(name)):
            if text_of(quad.object) in kind:
                return Meant(name, kind[text_of(quad.object)])
        raise UnknownName(name, kind="mention")
    if (decided := _find_decided(store, base, name)) is not None:
        return decided
    try:
        return Meant(_first_report(store, lookup.resolve(name, "event").value), "event")
    except UnknownName:
        for kind_of in ("entity", "place"):
            try:
                return Meant(lookup.resolve(name, kind_of).value, "entity")
            except UnknownName:
                continue
        raise


def _find_decided(store: Store, base: str, name: str) -> Meant | None:
    """What a decision is on that names it so, though it may go by another name because of that."""
    if not name.startswith(base):
        return None
    for quad in store.quads(decisions_graph(base), KB.merges):
        iri = text_of(quad.object)
        if iri == name:
            return Meant(iri, "entity")
        if "#event-" in iri and name_event(iri) == name.rsplit("/", 1)[-1]:
            return Meant(iri, "event")
    return None


def _check(iri: str) -> str:
    try:
        return ox.NamedNode(iri).value
    except ValueError as error:
        raise UnknownName(iri, kind="mention") from error


def _first_report(store: Store, event: str) -> str:
    told = sorted(text_of(quad.object) for quad in store.quads(None, GAF.denotedBy, subject=event))
    named = [report for report in told if name_event(report) == event.rsplit("/", 1)[-1]]
    return (named or told)[0]


def write(store: Store, base: str, verb: str, one: Meant, other: Meant, by: str | None) -> None:
    """Writes that two things are the ``same``, or ``differ``; an earlier word on both goes.

    `by` is who says so: by default the user of this machine. Raises `QueryError` for two things
    of different kinds, or one thing.
    """
    if one.kind != other.kind:
        raise QueryError(f"an {one.kind} and an {other.kind} cannot be the {verb} or not")
    if one.iri == other.iri:
        raise QueryError(f"both names mean the same {one.kind}, {one.iri}")
    name = by if by is not None else find_user()
    at = datetime.datetime.now(datetime.UTC).isoformat(timespec="seconds")
    _replace(store, base, one, other, write_decision(base, verb, one.iri, other.iri, name, at))


def undo(store: Store, base: str, one: Meant, other: Meant) -> None:
    """Takes a decision back. Raises `UnknownName` where there is none on these two."""
    node = name_decision(base, one.iri, other.iri)
    if next(iter(store.quads(decisions_graph(base), subject=node)), None) is None:
        raise UnknownName(f"{one.iri} and {other.iri}", kind="decision")
    _replace(store, base, one, other, b"")


def _replace(store: Store, base: str, one: Meant, other: Meant, new: bytes) -> None:
    graph = decisions_graph(base)
    old = write_triples(store.quads(graph, subject=name_decision(base, one.iri, other.iri)))
    store.replace_graphs(
        {},
        added={graph: new} if new else {},
        removed={graph: old} if old else {},
    )


def find_user() -> str:
    """The name of the user of this machine, or ``somebody``."""
    try:
        return getpass.getuser()
    except (OSError, KeyError):
        return "somebody"
