"""Question → Timeline: events in order of time, each with who says so.

The dataclasses are the JSON of the timeline, name for name: `Timeline.as_json` only turns them
into dictionaries. What is not known is ``None``.
"""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass
from typing import Any

import pyoxigraph as ox

from kb.errors import QueryError
from kb.vocab import DCTERMS, GEO, KB, OA, RDF, RDFS, SCHEMA, SEM, SKOS

DEFAULT_LIMIT = 100
KINDS = {SCHEMA.Person: "person", SCHEMA.Organization: "organization", SCHEMA.Place: "place"}
_DATED = ("metadata", "head", "dateline")


@dataclass(frozen=True, slots=True)
class EventType:
    """The kind of an event: the IRI of a SKOS concept and its label."""

    id: str
    label: str | None


@dataclass(frozen=True, slots=True)
class EventDate:
    """When, as precisely as it is known: ISO days, both inclusive, and the words that told it.

    `anchor` says what the reading of the words rests on: "'Friday', published 2 Nov 2025".
    """

    edtf: str
    earliest: str | None
    latest: str | None
    granularity: str | None
    text: str | None
    anchor: str | None = None


@dataclass(frozen=True, slots=True)
class EventPlace:
    """Where: degrees (WGS 84) where they are known."""

    id: str
    name: str | None
    lat: float | None
    lon: float | None


@dataclass(frozen=True, slots=True)
class Actor:
    """Who took part; `kind` is ``person``, ``organization`` or ``place``, `role` a role's key."""

    id: str
    name: str | None
    kind: str | None
    role: str | None


@dataclass(frozen=True, slots=True)
class QuotedWords:
    """Words of an article: `start` and `end` count the code points of its text."""

    exact: str
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class EventSource:
    """An article that tells an event; `published` is EDTF, from the article, never inferred.

    `publisher` is what its metadata say; `credit` the outlet or agency that its own words credit.
    """

    article: str
    title: str | None
    publisher: str | None
    published: str | None
    url: str | None
    quotes: tuple[QuotedWords, ...]
    credit: str | None = None

    @property
    def outlet(self) -> str | None:
        """The publisher, or, where none is known, whom the article credits."""
        return self.publisher or self.credit


@dataclass(frozen=True, slots=True)
class DisputePosition:
    """What some articles hold, in their words."""

    value: str
    articles: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class EventDispute:
    """A detail on which articles differ; `kind` is ``dispute``, or ``update`` if it only rose."""

    field: str
    kind: str
    positions: tuple[DisputePosition, ...]


@dataclass(frozen=True, slots=True)
class TimelineEvent:
    """One event and all that a timeline shows of it; `date` is ``None`` where none is known."""

    id: str
    label: str
    type: EventType
    date: EventDate | None
    places: tuple[EventPlace, ...]
    actors: tuple[Actor, ...]
    modality: str
    topic: str | None
    salience: float | None
    sources: tuple[EventSource, ...]
    source_count: int
    independent_source_count: int
    disputes: tuple[EventDispute, ...]

    def as_json(self) -> dict[str, Any]:
        """The event as JSON values."""
        return {key: plain(value) for key, value in asdict(self).items()}

    def to_json(self) -> str:
        """The event as JSON text."""
        return json.dumps(self.as_json(), ensure_ascii=False, indent=2)


@dataclass(frozen=True, slots=True)
class Timeline:
    """A page of events in order of time, undated ones last.

    `next` goes into the next question as `after` to get the page behind this one; it is ``None``
    on the last page. `total` counts the events of all pages.
    """

    events: tuple[TimelineEvent, ...]
    next: str | None
    total: int

    def as_json(self) -> dict[str, Any]:
        """The timeline as JSON values."""
        return {key: plain(value) for key, value in asdict(self).items()}

    def to_json(self) -> str:
        """The timeline as JSON text."""
        return json.dumps(self.as_json(), ensure_ascii=False, indent=2)

    def to_pandas(self) -> Any:
        """The events as a pandas DataFrame, a row each, by `kb.export.rows.COLUMNS`.

        Days are ISO strings: a date known to the year only is no timestamp, and pandas' own
        reach no further back than 1677. Raises `QueryError` where pandas is not installed.
        """
        from kb.export.rows import COLUMNS, make_frame, make_rows

        return make_frame(list(make_rows(self)), list(COLUMNS))


def plain(value: Any) -> Any:
    """`value` with lists for tuples, all the way down."""
    # asdict keeps tuples; JSON has lists only, and callers compare with what came over HTTP.
    if isinstance(value, dict):
        return {key: plain(item) for key, item in value.items()}
    if isinstance(value, (list, tuple)):
        return [plain(item) for item in value]
    return value


@dataclass(frozen=True, slots=True, order=True)
class Place:
    """Where an event stands in the order of a timeline."""

    dateless: bool
    earliest: str
    latest: str
    event: str

    def mark(self) -> str:
        """The place as a short string to go on from."""
        name = self.event.rsplit("/", 1)[-1]
        return f"{'u' if self.dateless else 'd'}_{self.earliest}_{self.latest}_{name}"


def place_row(row: ox.QuerySolution) -> Place:
    """The place in the order of time of a row of ``timeline.rq``."""
    earliest, latest = read(row, "earliest"), read(row, "latest")
    return Place(
        earliest is None and latest is None,
        earliest or latest or "",
        latest or "9999-12-31",
        read(row, "event") or "",
    )


def place_event(event: TimelineEvent) -> Place:
    """The place of an event in the order of time."""
    date = event.date
    earliest, latest = (date.earliest, date.latest) if date else (None, None)
    return Place(
        earliest is None and latest is None,
        earliest or latest or "",
        latest or "9999-12-31",
        event.id,
    )


def cut_page(
    places: Sequence[Place], limit: int | None, after: str | None
) -> tuple[Sequence[Place], str | None]:
    """The places of one page behind the mark `after`, and the mark of its end if more follow.

    Raises `QueryError` for a mark that is none, or a limit below 1.
    """
    if limit is not None and limit < 1:
        raise QueryError(f"the limit must be 1 or more, not {limit}")
    first = 0
    if after is not None:
        parts = after.split("_", 3)
        if len(parts) != 4 or parts[0] not in ("d", "u"):
            raise QueryError(f"{after!r} is no place in a timeline; give the 'next' of a page")
        key = (parts[0] == "u", parts[1], parts[2], parts[3])
        first = sum(
            (p.dateless, p.earliest, p.latest, p.event.rsplit("/", 1)[-1]) <= key for p in places
        )
    page = places[first:] if limit is None else places[first : first + limit]
    more = first + len(page) < len(places)
    return page, page[-1].mark() if more and page else None


Rows = Iterable[ox.QuerySolution]
_Facts = dict[str, dict[str, list[str]]]


def assemble_event(event: str, rows: Rows) -> TimelineEvent | None:
    """The event that the rows of ``event.rq`` describe, or ``None`` where they describe none."""
    parts: dict[str, _Facts] = defaultdict(lambda: defaultdict(lambda: defaultdict(list)))
    owner: dict[str, set[str]] = defaultdict(set)
    for row in rows:
        part, node, key = read(row, "part"), read(row, "node"), read(row, "key")
        value, more = read(row, "value"), read(row, "more")
        if part is None or node is None or key is None or value is None:
            continue
        if value not in parts[part][node][key]:
            parts[part][node][key].append(value)
        if more is not None:
            owner[f"{part} {more}"].add(node)
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


def read(row: ox.QuerySolution, name: str) -> str | None:
    """The text of a row's variable (an IRI, or a literal's value), or ``None`` if it is unbound."""
    term = row[name]
    return None if term is None or isinstance(term, ox.Triple) else term.value


def _one(facts: dict[str, list[str]], key: str) -> str | None:
    found = facts.get(key)
    return min(found) if found else None


def _number(facts: dict[str, list[str]], key: str) -> float | None:
    found = _one(facts, key)
    return None if found is None else float(found)
