"""An article's text with what was read from it: which words, and what they were taken to be."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING

import pyoxigraph as ox

from kb.lookup import describe
from kb.store.interface import Store, text_of
from kb.vocab import GAF, KB, OA, ORG, RDF, RDFS, SCHEMA, SEM

if TYPE_CHECKING:
    from kb.knowledge import KnowledgeBase

_Facts = dict[str, dict[str, list[str]]]


@dataclass(frozen=True, slots=True, order=True)
class Mark:
    """Words of a text from which something was read: `start` and `end` count its code points.

    `kind` is ``entity``, ``event``, ``date``, ``quote``, ``claim`` or ``office``. `id` is the IRI
    of what they denote (of an event for a claim, of a person for an office and a quote) where
    there is one, and `label` says it in words.
    """

    start: int
    end: int
    kind: str
    id: str | None
    label: str | None


def find_marks(known: KnowledgeBase, article: str) -> tuple[Mark, ...]:
    """The marks of the article of that id or IRI, in order of the text. Raises `UnknownName`.

    Only events of the timeline are marked, not every verb that was looked at.
    """
    iri = known.resolve(article, "article").value
    facts: _Facts = defaultdict(lambda: defaultdict(list))
    for quad in known.store.quads(iri):
        facts[text_of(quad.subject)][quad.predicate.value].append(text_of(quad.object))
    spans = {node: span for node in facts if (span := _read_span(node, facts)) is not None}
    reader = _Reader(known.store, facts, spans)
    return tuple(sorted(set(reader.read()), key=lambda m: (m.start, -m.end, m.kind, m.id or "")))


def _read_span(node: str, facts: _Facts) -> tuple[int, int] | None:
    for selector in facts[node].get(OA.hasSelector, ()):
        start, end = facts[selector].get(OA.start), facts[selector].get(OA.end)
        if start and end:
            return int(start[0]), int(end[0])
    return None


class _Reader:
    """Reads the marks of one article's graph."""

    def __init__(self, store: Store, facts: _Facts, spans: dict[str, tuple[int, int]]) -> None:
        self.store, self.facts, self.spans = store, facts, spans
        self._described: dict[str, list[ox.Triple]] = {}

    def read(self) -> Iterator[Mark]:
        for node, fact in [*self.facts.items()]:
            types = fact.get(RDF.type, ())
            if KB.EntityMention in types:
                for iri, label in self._find_canonical(node):
                    yield from self._mark(fact, GAF.denotedBy, "entity", iri, label)
            elif KB.EventMention in types:
                for iri, label in self._find_canonical(node):
                    yield from self._mark(fact, GAF.denotedBy, "event", iri, label)
                    for time in fact.get(SEM.hasTime, ()):
                        yield from self._mark(
                            fact, KB.timeExpression, "date", time, self._find_edtf(time)
                        )
            elif SCHEMA.Quotation in types:
                speaker = next(iter(fact.get(SCHEMA.spokenByCharacter, ())), None)
                yield from self._mark(fact, KB.evidence, "quote", *self._find_speaker(speaker))
            elif KB.Claim in types:
                detail = fact.get(RDF.predicate, ("",))[0].rpartition("#")[2]
                for mention in fact.get(RDF.subject, ()):
                    for iri, _ in self._find_canonical(mention):
                        yield from self._mark(fact, KB.evidence, "claim", iri, detail)
            elif ORG.Membership in types:
                title = fact.get(SCHEMA.jobTitle, (None,))[0]
                for member in fact.get(ORG.member, ()):
                    for iri, _ in self._find_canonical(member):
                        yield from self._mark(fact, KB.evidence, "office", iri, title)

    def _mark(
        self, fact: dict[str, list[str]], via: str, kind: str, iri: str | None, label: str | None
    ) -> Iterator[Mark]:
        for node in fact.get(via, ()):
            if node in self.spans:
                yield Mark(*self.spans[node], kind, iri, label)

    def _find_canonical(self, node: str) -> list[tuple[str, str | None]]:
        """What a mention of this article denotes, across articles, with its label."""
        found = []
        for quad in self.store.quads(None, GAF.denotedBy, node):
            iri = text_of(quad.subject)
            if iri not in self.facts:  # a mention's own span is no canonical thing
                found.append((iri, self._find_one(iri, RDFS.label)))
        return sorted(set(found))

    def _find_speaker(self, speaker: str | None) -> tuple[str | None, str | None]:
        if speaker is None:
            return None, None
        known = self._find_canonical(speaker)
        if known:
            return known[0]
        return None, next(iter(self.facts[speaker].get(RDFS.label, ())), None)

    def _find_edtf(self, time: str) -> str | None:
        return self._find_one(time, KB.edtf)

    def _find_one(self, iri: str, predicate: str) -> str | None:
        if iri not in self._described:
            self._described[iri] = describe(self.store, iri)
        values = [text_of(t.object) for t in self._described[iri] if t.predicate.value == predicate]
        return min(values, default=None)
