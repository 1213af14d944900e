"""Why is it one: the mentions of an event or an entity, and what joined them.

Every answer leads back to words: what each article says, and for each join its score and reasons,
as they were recorded when it was made, or who decided it.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass
from typing import Any

import pyoxigraph as ox

from kb.merge.cluster import DECIDED
from kb.store.interface import Store, read, select
from kb.vocab import KB

_MENTIONS = """
SELECT DISTINCT ?mention ?article ?headline ?publisher ?credit ?published ?words ?sentence ?edtf
  ?time ?status ?event {
  ?event gaf:denotedBy ?mention .
  ?mention gaf:denotedBy/oa:hasSelector/oa:exact ?words ; kb:evidence ?span .
  ?span oa:hasSource ?article ; oa:hasSelector/oa:exact ?sentence .
  OPTIONAL { ?mention kb:status ?status }
  OPTIONAL { ?mention sem:hasTime/kb:edtf ?edtf }
  OPTIONAL { ?mention kb:timeExpression/oa:hasSelector/oa:exact ?time }
  OPTIONAL { ?article schema:headline ?headline }
  OPTIONAL { ?article schema:publisher/schema:name ?publisher }
  OPTIONAL { ?article schema:creditText ?credit }
  OPTIONAL { ?article dcterms:created/kb:edtf ?published }
} ORDER BY ?published ?article ?mention"""
_JOINS = """
SELECT DISTINCT ?node ?one ?score ?reason ?event {
  ?node kb:into ?event ; kb:merges ?one ; kb:reason ?reason . OPTIONAL { ?node kb:score ?score }
} ORDER BY ?node ?one"""
_SPEAKS = """
SELECT DISTINCT ?mention ?article ?headline ?name ?key ?entity {
  ?entity gaf:denotedBy ?mention . ?mention schema:name ?name .
  GRAPH ?article { ?mention a kb:EntityMention }
  OPTIONAL { ?mention kb:entityKey ?key }
  OPTIONAL { ?article schema:headline ?headline }
} ORDER BY ?article ?mention"""


@dataclass(frozen=True, slots=True)
class Told:
    """What one article says: `words` are those that name it, `quote` what they stand in."""

    mention: str
    article: str
    headline: str | None
    outlet: str | None
    published: str | None
    words: str
    quote: str | None
    date: str | None
    date_words: str | None


@dataclass(frozen=True, slots=True)
class Join:
    """That two mentions are one: how surely, and why; `score` is ``None`` for a user's decision."""

    a: str
    b: str
    score: float | None
    reasons: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Why:
    """Why the mentions of an event or an entity are one.

    `fields` says of an event that several articles tell which of its facts all who mention them
    give alike (``agreed``), which only one gives (``told once``), and which are ``disputed``.
    """

    iri: str
    label: str
    date: str | None
    mentions: tuple[Told, ...]
    joins: tuple[Join, ...]
    fields: dict[str, tuple[str, ...]]

    def as_json(self) -> dict[str, Any]:
        """The same as plain values."""
        return asdict(self)


def explain_event(store: Store, iri: str, label: str, date: str | None) -> Why:
    """Why the mentions of the event `iri` are one."""
    given = {"event": ox.NamedNode(iri)}
    mentions: dict[str, Told] = {}
    for row in select(store, _MENTIONS, given):
        mention = read(row, "mention") or ""
        mentions.setdefault(
            mention,
            Told(
                mention,
                read(row, "article") or "",
                read(row, "headline"),
                read(row, "publisher") or read(row, "credit"),
                read(row, "published"),
                read(row, "words") or "",
                read(row, "sentence"),
                read(row, "edtf"),
                read(row, "time"),
            ),
        )
    ends: dict[str, set[str]] = defaultdict(set)
    reasons: dict[str, set[str]] = defaultdict(set)
    scores: dict[str, float] = {}
    for row in select(store, _JOINS, given):
        node = read(row, "node") or ""
        ends[node].add(read(row, "one") or "")
        reasons[node].add(read(row, "reason") or "")
        scores[node] = float(read(row, "score") or DECIDED)
    joins = []
    for node in sorted(ends, key=lambda n: (-scores[n], n)):
        a, b = sorted(ends[node])
        score = None if scores[node] >= DECIDED else scores[node]
        joins.append(Join(a, b, score, tuple(sorted(reasons[node], key=_rank))))
    return Why(iri, label, date, tuple(mentions.values()), tuple(joins), _read_fields(store, iri))


def _rank(reason: str) -> tuple[float, str]:
    """What weighs most first: reasons end in their weights."""
    last = reason.rsplit(" ", 1)[-1]
    try:
        return -abs(float(last)), reason
    except ValueError:
        return -10.0, reason


def _read_fields(store: Store, iri: str) -> dict[str, tuple[str, ...]]:
    rows = select(
        store,
        "SELECT DISTINCT ?kind ?field ?event { { ?event ?kind ?field "
        "FILTER(?kind IN (kb:agreed, kb:toldOnce)) } UNION "
        "{ ?event kb:dispute ?d . ?d kb:field ?field ; kb:verdict ?kind } }",
        {"event": ox.NamedNode(iri)},
    )
    names = {KB.agreed: "agreed", KB.toldOnce: "told once", "dispute": "disputed",
             "update": "updated"}  # fmt: skip
    found: dict[str, set[str]] = defaultdict(set)
    for row in rows:
        kind = names.get(read(row, "kind") or "", "")
        found[kind].add((read(row, "field") or "").replace("#", "/").rsplit("/", 1)[-1])
    return {kind: tuple(sorted(found[kind])) for kind in names.values() if kind in found}


def explain_entity(store: Store, iri: str, label: str, reasons: dict[str, str]) -> Why:
    """Why the entities of articles that `iri` stands for are one; `reasons` by their IRIs."""
    mentions = []
    for row in select(store, _SPEAKS, {"entity": ox.NamedNode(iri)}):
        mention = read(row, "mention") or ""
        mentions.append(
            Told(
                mention,
                read(row, "article") or "",
                read(row, "headline"),
                None,
                None,
                read(row, "name") or "",
                None,
                None,
                None,
            )
        )
    joins = tuple(Join(m.mention, iri, None, (reasons.get(m.mention, "name"),)) for m in mentions)
    return Why(iri, label, None, tuple(mentions), joins, {})


def write_why(why: Why, width: int = 100) -> list[str]:
    """The same as lines to read."""
    lines = [f"{why.label}" + (f"  {why.date}" if why.date else ""), why.iri, ""]
    number = {m.mention: n for n, m in enumerate(why.mentions, 1)}
    articles = len({m.article for m in why.mentions})
    lines.append(f"{len(why.mentions)} mentions in {articles} articles:")
    for mention in why.mentions:
        lines += _write_mention(number[mention.mention], mention, width)
    lines.append("")
    lines.append("They are one because:" if why.joins else "There is only this one mention.")
    for join in why.joins:
        ends = " and ".join(f"[{number[m]}]" for m in (join.a, join.b) if m in number)
        score = "" if join.score is None else f"{join.score:.2f}: "
        lines.append(f"  {ends}  {score}{'; '.join(join.reasons)}")
    for kind, fields in why.fields.items():
        lines.append(f"{kind}: {', '.join(fields)}")
    return lines


def _write_mention(number: int, mention: Told, width: int) -> Iterable[str]:
    where: Sequence[str | None] = (mention.outlet, mention.headline, mention.published)
    told = " · ".join(part for part in where if part) or mention.article.rsplit("/", 1)[-1]
    yield f"  [{number}] {told}"[:width]
    quote = " ".join((mention.quote or "").split())
    if len(quote) > 2 * width:
        quote = quote[: 2 * width].rsplit(" ", 1)[0] + " …"
    dated = f"  ({mention.date_words or mention.date})" if mention.date else ""
    yield f"      “{mention.words}”{dated}" + (f" in: {quote}" if quote else "")
    yield f"      {mention.mention}"
