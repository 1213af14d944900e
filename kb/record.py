"""All that is known of one event: what each article says, in context, and what speaks for it."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import pyoxigraph as ox

from kb.dates.partial import PartialDate
from kb.errors import DateError
from kb.lookup import retired_graph
from kb.neighbours import Neighbour, find_neighbours
from kb.plain import plain
from kb.question_files import find_part, find_question
from kb.store.interface import read, select, text_of
from kb.timeline_event import EventDate, TimelineEvent
from kb.timeline_words import say_date
from kb.vocab import DCTERMS, SCHEMA

if TYPE_CHECKING:
    from kb.knowledge import KnowledgeBase

CONTEXT = 200  # code points of an article's text on either side of a quote


@dataclass(frozen=True, slots=True)
class Evidence:
    """Exact words of an article with the text around them; offsets count its code points."""

    article: str
    exact: str
    start: int
    end: int
    before: str
    after: str
    trigger: str | None


@dataclass(frozen=True, slots=True)
class Finding:
    """A value that reports give for a field, and how it stands.

    `standing` is ``agreed`` where two articles or more say so, ``single`` where one does, and
    ``disputed`` or ``updated`` where articles differ. `articles` are those that say so.
    """

    field: str
    value: str
    label: str | None
    standing: str
    articles: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Detail:
    """A claim: a detail in the words of an article, and whom that attributes it to."""

    field: str
    value: str
    bound: str | None
    modality: str | None
    voices: tuple[str, ...]
    evidence: Evidence


@dataclass(frozen=True, slots=True)
class Decision:
    """Why two reports were taken to tell one event, or not."""

    verdict: str
    score: float | None
    reasons: str
    one: str
    other: str
    one_words: str | None
    other_words: str | None


@dataclass(frozen=True, slots=True)
class EventRecord:
    """An event with everything that speaks for it.

    `groups` are its articles by story: of each group only one counts as independent. `replaces`
    are events that were once held apart and are one with it now.
    """

    event: TimelineEvent
    evidence: tuple[Evidence, ...]
    findings: tuple[Finding, ...]
    details: tuple[Detail, ...]
    groups: tuple[tuple[str, ...], ...]
    neighbours: tuple[Neighbour, ...]
    decisions: tuple[Decision, ...]
    replaces: tuple[str, ...]

    def as_json(self) -> dict[str, Any]:
        """The fields of the event, as a timeline has them, and beside them those of the record."""
        more = {key: value for key, value in plain(self).items() if key != "event"}
        return self.event.as_json() | more


def read_record(known: KnowledgeBase, event: str) -> EventRecord:
    """The record of the event of that IRI, id or label. Raises `UnknownName`, `QueryError`."""
    found = known.event(event)
    iri = ox.NamedNode(found.id)
    rows = select(known.store, find_part("reports-of-event").sparql, {"event": iri})
    reports: dict[str, dict[str, dict[str, str | None]]] = defaultdict(lambda: defaultdict(dict))
    for row in rows:
        mention, key, value = read(row, "mention"), read(row, "key"), read(row, "value")
        if mention and key and value:
            reports[mention][key][value] = read(row, "name")
    texts = _Texts(known)
    details = _read_details(known, found, texts)
    return EventRecord(
        event=found,
        evidence=tuple(_read_evidence(reports.values(), texts)),
        findings=tuple(_find_findings(found, list(reports.values()), details)),
        details=details,
        groups=_group_articles(known, found),
        neighbours=find_neighbours(known, found),
        decisions=_read_decisions(known, found),
        replaces=tuple(
            sorted(
                text_of(quad.subject)
                for quad in known.store.quads(
                    retired_graph(known.base), DCTERMS.isReplacedBy, found.id
                )
            )
        ),
    )


_Report = dict[str, dict[str, str | None]]


class _Texts:
    """The texts of articles, each read once."""

    def __init__(self, known: KnowledgeBase) -> None:
        self._known = known
        self._read: dict[str, str] = {}

    def cut(self, article: str, start: int, end: int, trigger: str | None = None) -> Evidence:
        """The words of an article between two offsets, with what stands around them."""
        if article not in self._read:
            bodies = self._known.store.quads(article, SCHEMA.articleBody)
            self._read[article] = next((text_of(q.object) for q in bodies), "")
        text = self._read[article]
        before, after = cut_context(text, start, end)
        return Evidence(article, text[start:end], start, end, before, after, trigger)


def cut_context(text: str, start: int, end: int) -> tuple[str, str]:
    r"""What stands before and after ``text[start:end]``, in whole words, within its paragraph.

    >>> cut_context("Far away.\nThey met. Then they left.\nThe end.", 10, 19)
    ('', ' Then they left.')
    """
    before, after = text[max(0, start - CONTEXT) : start], text[end : end + CONTEXT]
    if start > CONTEXT and "\n" not in before:
        before = before.partition(" ")[2]
    if len(text) > end + CONTEXT and "\n" not in after:
        after = after.rpartition(" ")[0]
    return before.rpartition("\n")[2], after.partition("\n")[0]


def _read_evidence(reports: Iterable[_Report], texts: _Texts) -> list[Evidence]:
    found: dict[tuple[str, ...], Evidence] = {}
    for report in reports:
        spans = [int(v) for key in ("start", "end") for v in report.get(key, ())]
        for article in report.get("article", ()):
            if len(spans) == 2:
                trigger = next(iter(report.get("trigger", ())), None)
                evidence = texts.cut(article, min(spans), max(spans), trigger)
                found.setdefault((article, f"{min(spans):09}", f"{max(spans):09}"), evidence)
    return [found[key] for key in sorted(found)]


def _find_findings(
    event: TimelineEvent, reports: Sequence[_Report], details: Sequence[Detail]
) -> list[Finding]:
    said: dict[tuple[str, str], set[str]] = defaultdict(set)
    labels: dict[tuple[str, str], str | None] = {}
    for report in reports:
        for field in ("date", "place", "actor", "status"):
            for value, name in report.get(field, {}).items():
                if field == "date" and _is_empty(value):
                    continue
                said[field, value].update(report.get("article", ()))
                labels[field, value] = _say_edtf(value) if field == "date" else name
    for detail in details:
        said[detail.field, detail.value].add(detail.evidence.article)
        labels[detail.field, detail.value] = None
    differ = {d.field: "disputed" if d.kind == "dispute" else "updated" for d in event.disputes}
    if _exclude_each_other([value for field, value in said if field == "date"]):
        differ.setdefault("date", "disputed")
    return [
        Finding(
            field,
            value,
            labels[field, value],
            differ.get(field, "agreed" if len(articles) > 1 else "single"),
            tuple(sorted(articles)),
        )
        for (field, value), articles in sorted(said.items(), key=lambda i: (i[0][0], -len(i[1])))
    ]


def _is_empty(edtf: str) -> bool:
    date = _read_date(edtf)
    return date is None or (date.earliest is None and date.latest is None)


def _read_date(edtf: str) -> PartialDate | None:
    try:
        return PartialDate.of(edtf)
    except DateError:
        return None


def _say_edtf(edtf: str | None) -> str:
    date = None if edtf is None else _read_date(edtf)
    if edtf is None or date is None:
        return say_date(None)
    first = None if date.earliest is None else date.earliest.isoformat()
    last = None if date.latest is None else date.latest.isoformat()
    return say_date(EventDate(edtf, first, last, date.granularity, None))


def _exclude_each_other(dates: Sequence[str]) -> bool:
    """Whether two of the dates have no day in common: "May 2020" and "3 May 2020" have one."""
    found = [d for edtf in dates if (d := _read_date(edtf)) is not None]
    bounds = [(d.earliest, d.latest) for d in found if d.earliest and d.latest]
    return any(a[1] < b[0] or b[1] < a[0] for n, a in enumerate(bounds) for b in bounds[n + 1 :])


def _read_details(known: KnowledgeBase, event: TimelineEvent, texts: _Texts) -> tuple[Detail, ...]:
    question = find_question("claims-of-event")
    voices: dict[tuple[str, str, str, int, int], set[str]] = defaultdict(set)
    more: dict[tuple[str, str, str, int, int], tuple[str | None, str | None]] = {}
    for row in select(known.store, question.sparql, {"event": ox.NamedNode(event.id)}):
        key = (
            read(row, "detail") or "",
            read(row, "words") or "",
            read(row, "article") or "",
            int(read(row, "start") or 0),
            int(read(row, "end") or 0),
        )
        more[key] = read(row, "bound"), read(row, "modality")
        if voice := read(row, "voice"):
            voices[key].add(voice)
    return tuple(
        Detail(key[0], key[1], bound, modality, tuple(sorted(voices[key])), texts.cut(*key[2:]))
        for key, (bound, modality) in sorted(more.items())
    )


def _group_articles(known: KnowledgeBase, event: TimelineEvent) -> tuple[tuple[str, ...], ...]:
    order = [source.article for source in event.sources]
    group = {article: article for article in order}
    for article in order:
        for quad in known.store.quads(None, SCHEMA.isBasedOn, article):
            repeats = text_of(quad.subject)
            if repeats in group:
                old, new = group[repeats], group[article]
                group = {a: new if g == old else g for a, g in group.items()}
    found: dict[str, list[str]] = {}
    for article in order:
        found.setdefault(group[article], []).append(article)
    return tuple(map(tuple, found.values()))


def _read_decisions(known: KnowledgeBase, event: TimelineEvent) -> tuple[Decision, ...]:
    question = find_question("why-one-event")
    rows = select(known.store, question.sparql, {"event": ox.NamedNode(event.id)})
    return tuple(
        Decision(
            read(row, "verdict") or "",
            None if (score := read(row, "score")) is None else float(score),
            read(row, "reasons") or "",
            read(row, "one") or "",
            read(row, "other") or "",
            read(row, "one_words"),
            read(row, "other_words"),
        )
        for row in rows
    )
