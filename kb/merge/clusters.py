"""Which reports are of one event: the clusters of all that is linked through pairs, made anew."""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence

from kb.merge.cluster import Pair, cluster_reports
from kb.merge.decided import Decisions
from kb.merge.event import event_id, first_report
from kb.merge.known import Known
from kb.merge.ledger import Ledger, pack
from kb.merge.model import Facts
from kb.merge.reports import Report
from kb.ontology import Ontology


class Clusters:
    """The clusters in a ledger, during one change."""

    def __init__(
        self,
        ledger: Ledger,
        known: Known,
        decisions: Decisions,
        ontology: Ontology,
        linked: set[str],
    ) -> None:
        """Nothing is dissolved yet; `linked` are the reports to begin at, and may still grow."""
        self._db = ledger
        self._known = known
        self._decisions = decisions
        self._ontology = ontology
        self.linked = linked
        self.dissolved: dict[str, bytes | None] = {}  # events to be made anew, what they said
        self.told: dict[str, set[str]] = {}  # articles of dissolved events
        self.again: set[str] = set()  # events whose words may be others now
        self.fresh: set[str] = set()  # ids of events that were not there

    def dissolve(self, event: str) -> None:
        """Has an event made anew from its reports."""
        if event in self.dissolved:
            return
        db = self._db
        self.dissolved[event] = db.one("SELECT triples FROM event WHERE id = ?", event)
        self.told[event] = {
            a for (a,) in db.rows("SELECT article FROM told WHERE event = ?", event)
        }
        self.linked.update(i for (i,) in db.rows("SELECT iri FROM report WHERE event = ?", event))

    def make(self) -> None:
        """Makes the clusters anew of all that pairs lead to from what is linked."""
        db = self._db
        apart = {frozenset((d.a, d.b)) for d in self._decisions.on_events("differ")}
        waiting = sorted(self.linked, reverse=True)
        seen: set[str] = set()
        clusters: list[tuple[list[str], list[Pair]]] = []
        while waiting:
            start = waiting.pop()
            if start in seen or db.one("SELECT 1 FROM report WHERE iri = ?", start) is None:
                continue
            linked, pairs = self._walk(start)
            seen |= linked
            for (event,) in db.rows_in("SELECT event FROM report WHERE iri IN (?)", linked):
                if event is not None and event not in self.dissolved:
                    self.dissolve(event)
                    waiting.extend(
                        i for (i,) in db.rows("SELECT iri FROM report WHERE event = ?", event)
                    )
            facts = {iri: self._known.facts[iri] for iri in sorted(linked)}
            clusters += cluster_reports(facts, pairs, self._ontology, apart)
        before = self._confirmed_articles(self.dissolved)
        for event in self.dissolved:
            for table in ("event WHERE id", "told WHERE event", "confirmed WHERE event"):
                db.run(f"DELETE FROM {table} = ?", event)  # noqa: S608 - names of this module
        fresh: set[str] = set()
        for members, pairs in clusters:
            fresh |= self._name_cluster(members, pairs)
        now = self._confirmed_articles(fresh)
        sure = {a for a in before | now if (a in before) != is_confirmed(db, a)}
        for article in sorted(sure):
            self.again.update(
                e for (e,) in db.rows("SELECT event FROM told WHERE article = ?", article)
            )
        self.again |= fresh
        self.fresh |= fresh - self.dissolved.keys()
        self._db.put("events", str(int(db.get("events") or 0) + len(fresh) - len(self.dissolved)))

    def _confirmed_articles(self, events: Iterable[str]) -> set[str]:
        return {
            a
            for (a,) in self._db.rows_in("SELECT article FROM confirmed WHERE event IN (?)", events)
        }

    def _walk(self, start: str) -> tuple[set[str], list[Pair]]:
        """All reports that pairs lead to from one, and those pairs."""
        seen, waiting = {start}, [start]
        pairs: dict[tuple[str, str], Pair] = {}
        while waiting:
            iri = waiting.pop()
            for a, b, score, reasons in self._db.rows(
                "SELECT a, b, score, reasons FROM pair WHERE a = ? OR b = ?", iri, iri
            ):
                pairs[a, b] = Pair(a, b, score, tuple(json.loads(reasons)))
                for other in (a, b):
                    if other not in seen:
                        seen.add(other)
                        waiting.append(other)
        return seen, list(pairs.values())

    def _name_cluster(self, members: Sequence[str], pairs: Sequence[Pair]) -> set[str]:
        """Takes note of a cluster: the id of its event, if it says enough to be one."""
        db = self._db
        if not any(_says_something(self._known.facts[iri]) for iri in members):
            db.run_many("UPDATE report SET event = NULL WHERE iri = ?", [(i,) for i in members])
            return set()
        reports = [self._known.report(iri) for iri in members]
        articles = sorted({r.article for r in reports})
        sources = {a: self._known.reports(a).sources[a] for a in articles}
        event = event_id(first_report(reports, sources))
        joined = pack([[p.a, p.b, p.score, list(p.reasons)] for p in pairs])
        db.run(
            "INSERT INTO event VALUES (?, ?, ?, ?, NULL)",
            event,
            len(articles),
            len(members),
            joined,
        )
        db.run_many("UPDATE report SET event = ? WHERE iri = ?", [(event, i) for i in members])
        db.run_many("INSERT INTO told VALUES (?, ?)", [(a, event) for a in articles])
        db.run_many(
            "INSERT INTO confirmed VALUES (?, ?)",
            [(a, event) for a in sorted(find_confirmed(reports))],
        )
        return {event}


def is_confirmed(ledger: Ledger, article: str) -> bool:
    """Whether the inferred time of an article is confirmed by another, in any event."""
    return ledger.one("SELECT 1 FROM confirmed WHERE article = ?", article) is not None


def find_confirmed(reports: Iterable[Report]) -> frozenset[str]:
    """The articles whose inferred time others confirm.

    An article that only says "Friday (Oct 31)" has its year inferred, and all its dates are
    uncertain. Where another article that knows its date tells the same event on that day, the
    inference was right, for every date that rests on it.
    """
    told = list(reports)
    known = {
        r.date.known_day
        for r in told
        if r.date is not None and not r.date.uncertain and r.date.known_day is not None
    }
    return frozenset(
        r.article
        for r in told
        if r.date is not None and r.date.uncertain and r.date.known_day in known
    )


def _says_something(f: Facts) -> bool:
    """Whether a report tells more than a kind of happening: who, where, when, or a headline's own.

    A bare "talks" or "a pledge" stays in its article's graph and is no event of a timeline.
    """
    told = f.actors or f.places or f.date is not None or f.about is not None or f.main
    return f.full and bool(told)
