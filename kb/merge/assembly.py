"""From a cluster in the ledger to its event: all that its articles say of it, put together."""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from dataclasses import replace

from kb.merge.agreement import dispute_dates, dispute_places, find_agreement
from kb.merge.cluster import Pair
from kb.merge.clusters import is_confirmed
from kb.merge.disputes import Dispute, find_disputes
from kb.merge.event import Event, assemble_event
from kb.merge.known import Known
from kb.merge.ledger import Ledger
from kb.merge.outcomes import dispute_outcome, dispute_results
from kb.merge.reports import Report
from kb.merge.sources import group_sources, hash_shingles
from kb.merge.voices import Said, find_speaker_disputes
from kb.ontology import Ontology


class Assembly:
    """The events in a ledger, put together one by one."""

    def __init__(self, ledger: Ledger, known: Known, ontology: Ontology) -> None:
        """Reads only."""
        self._db = ledger
        self._known = known
        self._ontology = ontology
        self._shingles: dict[str, frozenset[int]] = {}

    def assemble(self, event: str) -> Event:
        """The event of that id, from the reports that tell of it."""
        db = self._db
        members = sorted(i for (i,) in db.rows("SELECT iri FROM report WHERE event = ?", event))
        joined = json.loads(db.one("SELECT joined FROM event WHERE id = ?", event))
        reports = [self._make_sure(self._known.report(iri)) for iri in members]
        articles = sorted({r.article for r in reports})
        sources = {a: self._known.reports(a).sources[a] for a in articles}
        if len(articles) > 1:
            for article in articles:
                if article not in self._shingles:
                    self._shingles[article] = hash_shingles(sources[article].text)
        keys: dict[str, str] = {}
        for article in articles:
            keys.update(self._known.keys_of(article))
        wanted = {keys[e] for r in reports for e in (*r.places, *(a for a, _ in r.actors))}
        told = set(members)
        details = [d for a in articles for d in self._known.reports(a).details if d.event in told]
        entities = self._known.entities(wanted)
        disputes = [*find_disputes(details, sources), *self._voice_disputes(event, articles)]
        if len(articles) > 1:
            disputes += dispute_outcome(reports, keys, sources, self._ontology)
            disputes += dispute_results(details)
            disputes += [*dispute_dates(reports), *dispute_places(reports, keys, entities)]
        return assemble_event(
            reports,
            [Pair(a, b, score, tuple(reasons)) for a, b, score, reasons in joined],
            keys,
            entities,
            sources,
            group_sources(sources.values(), self._shingles),
            disputes,
            find_agreement(reports, details, disputes),
            self._ontology,
        )

    def _make_sure(self, r: Report) -> Report:
        if r.date is None or not r.date.uncertain or not is_confirmed(self._db, r.article):
            return r
        return replace(r, date=r.date.qualified(uncertain=False, approximate=r.date.approximate))

    def _said(self, article: str) -> list[Said]:
        held = self._known.held(article)
        if held is None:
            return []
        keys = self._known.keys_of(article)
        found = []
        for quote in held.reports.quotes:
            key = keys.get(quote.speaker)
            if key is not None:
                who = self._known.entities([key])[key]
                if who.kind == "person":
                    found.append(Said(quote.iri, article, quote.text, key, who.name))
        return found

    def speaker_disputes(self, articles: Iterable[str]) -> list[Dispute]:
        """The disputes between these articles over who said something."""
        quotes = [said for article in sorted(articles) for said in self._said(article)]
        return find_speaker_disputes(quotes) if len({q.article for q in quotes}) > 1 else []

    def _voice_disputes(self, event: str, articles: Sequence[str]) -> list[Dispute]:
        """The disputes over who said what that stand at this event.

        A dispute of two articles stands at one of the events that both tell: the most told.
        """
        return [
            d
            for d in (self.speaker_disputes(articles) if len(articles) > 1 else ())
            if self._best_of(d) == event
        ]

    def _best_of(self, dispute: Dispute) -> str | None:
        found = self.shared_by(dispute)
        return found[0] if found else None

    def shared_by(self, dispute: Dispute) -> list[str]:
        """The events that both articles of a dispute tell, the most told first."""
        one, other = sorted({a for p in dispute.positions for a in p.articles})
        return [
            e
            for (e,) in self._db.rows(
                "SELECT e.id FROM told x JOIN told y ON x.event = y.event JOIN event e "
                "ON e.id = x.event WHERE x.article = ? AND y.article = ? "
                "ORDER BY -e.sources, -e.reports, e.id",
                one, other,
            )
        ]  # fmt: skip
