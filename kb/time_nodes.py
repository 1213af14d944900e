"""The nodes of times: named after what is known of a time, shared by all that happened at it."""

from __future__ import annotations

from collections.abc import Iterator
from functools import lru_cache
from urllib.parse import quote

from pyoxigraph import Literal, NamedNode, Quad

from kb.dates.partial import PartialDate
from kb.vocab import KB, RDF, SEM, TIME, XSD


@lru_cache(maxsize=256)
def name_word(iri: str) -> NamedNode:
    """The node of a word of a vocabulary: there are few, and each is said thousands of times."""
    return NamedNode(iri)


def time_iri(base: str, when: PartialDate) -> str:
    """The IRI of a time, named after its EDTF string (and its weekday, where that is all)."""
    name = quote(when.edtf, safe="-:")
    if when.weekday is not None and when.known_day is None:
        name += f"W{when.weekday + 1}"
    return f"{base}time/{name}"


def describe_time(node: NamedNode, when: PartialDate, graph: NamedNode) -> Iterator[Quad]:
    """The quads of a time node. Bounds are `xsd:date`, absent where nothing is known."""

    def say(p: str, o: NamedNode | Literal) -> Quad:
        return Quad(node, name_word(p), o, graph)

    yield say(RDF.type, name_word(TIME.TemporalEntity))
    yield say(KB.edtf, Literal(when.edtf))
    yield say(KB.granularity, Literal(when.granularity))
    if when.earliest is not None:
        yield say(SEM.hasEarliestBeginTimeStamp, write_day(when.earliest.isoformat()))
    if when.latest is not None:
        yield say(SEM.hasLatestEndTimeStamp, write_day(when.latest.isoformat()))
    if when.weekday is not None:
        yield say(KB.weekday, Literal(when.weekday))
    if when.approximate:
        yield say(KB.approximate, Literal(True))  # noqa: FBT003
    if when.uncertain:
        yield say(KB.uncertain, Literal(True))  # noqa: FBT003


def write_day(iso: str) -> Literal:
    """A day as ``xsd:date``, without a time zone."""
    return Literal(iso, datatype=name_word(XSD.date))
