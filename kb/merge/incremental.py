"""The events of articles that come and go, each change at the cost of what it touches.

Articles are taken out of the ledger and put in; whatever rests on them is found through it and
made anew: the keys of entities that share their names, the facts of reports whose keys are others
now, the pairs of reports that stand in blocks with them, the clusters of all that is linked
through pairs, and the events of those. Everything is a function of the set of articles alone, so
what comes out does not depend on the order or the batches in which they came.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace

from kb.labels import short_name
from kb.merge.assembly import Assembly
from kb.merge.blocks import find_blocks, find_partners
from kb.merge.changes import unpack_lines
from kb.merge.clusters import Clusters
from kb.merge.decided import Decisions
from kb.merge.event import Event
from kb.merge.facts import read_facts, write_facts
from kb.merge.keys import Keys
from kb.merge.known import FactsByReport, Held, Known, Read
from kb.merge.ledger import Ledger
from kb.merge.pairs import Pairs
from kb.merge.who import Canonical, parse_canonical, write_canonical
from kb.merge.writing import State, Writing
from kb.ontology import Ontology
from kb.vocab import GAF


class Merging:
    """The merged events of all articles in a ledger."""

    def __init__(
        self, ledger: Ledger, base: str, ontology: Ontology, read: Read, decisions: Decisions
    ) -> None:
        """A merging of what `read` gives for the IRI of an article (``None``: it is gone)."""
        self._db = ledger
        self._ontology = ontology
        self._partners = find_partners(ontology)
        self._read = read
        self._decisions = decisions
        self._facts = FactsByReport(ledger)
        self._writing = Writing(ledger, base)
        self.events = self._writing.events
        self.descriptions = self._writing.descriptions
        self.times = self._writing.times
        self.replaced: dict[str, str | None] = {}  # id of an event that is no more: its successor
        self.fresh: set[str] = set()  # ids of events that were not there
        self.known: set[str] = set()  # reports that had events before they were taken out

    def apply(self, changed: Iterable[str]) -> None:
        """Follows the articles that were added, replaced or removed."""
        step = _Step(self)
        step.run(sorted(set(changed)))

    def decide(self, decisions: Decisions) -> None:
        """Follows the decisions of a user, where they are others than before."""
        before, self._decisions = self._decisions, decisions
        differ = set(before.all) ^ set(decisions.all)
        step = _Step(self)
        for one in differ:
            if one.kind == "event":
                step.pairs.reports.update((one.a, one.b))
            else:
                step.keys.reconsider((one.a, one.b))
        step.run([])

    def forget_changes(self) -> None:
        """Forgets what changed, after it was written."""
        self._writing.clear()
        self.replaced.clear()
        self.fresh.clear()

    def count(self) -> int:
        """How many events there are."""
        return int(self._db.get("events") or 0)

    def find_event(self, reports: Iterable[str]) -> str | None:
        """The id of the event that holds most of some reports."""
        counts: dict[str, int] = defaultdict(int)
        for (event,) in self._db.rows_in("SELECT event FROM report WHERE iri IN (?)", reports):
            if event is not None:
                counts[event] += 1
        return min(counts, key=lambda e: (-counts[e], e)) if counts else None

    def assemble_all(self) -> Iterator[Event]:
        """Every event there is, in the order of ids."""
        known = Known(self._db, self._read, self._facts)
        assembly = Assembly(self._db, known, self._ontology)
        for (name,) in self._db.rows("SELECT id FROM event ORDER BY id"):
            yield assembly.assemble(name)

    def all_entities(self) -> dict[str, Canonical]:
        """Every entity there is, by key, with the local entities it stands for."""
        entities = {}
        for key, text in self._db.rows("SELECT key, canonical FROM who ORDER BY key"):
            local = [i for (i,) in self._db.rows("SELECT iri FROM local WHERE key = ?", key)]
            entities[key] = replace(parse_canonical(key, text), local=tuple(sorted(local)))
        return entities


class _Step:
    """One change of the articles, and all that follows."""

    def __init__(self, merging: Merging) -> None:
        m = self._m = merging
        self._db = m._db
        self._known = Known(m._db, m._read, m._facts)
        self._writing = m._writing
        self.keys = Keys(m._db, m._decisions)
        self.pairs = Pairs(m._db, self._known, m._decisions, m._ontology, m._partners)
        self._clusters = Clusters(m._db, self._known, m._decisions, m._ontology, self.pairs.linked)
        self._assembly = Assembly(m._db, self._known, m._ontology)
        self._was: dict[str, State] = {}  # entities, before anything changed

    def run(self, changed: Sequence[str]) -> None:
        held = {article: self._known.held(article) for article in changed}
        for article in changed:
            self._take_out(article)
        for article, found in held.items():
            if found is not None:
                self._put_in(article, found)
        self.keys.decide()
        factual = {a for a, found in held.items() if found is not None} | self.keys.rekeyed
        factual |= self._follow_entities()
        for article in sorted(factual):
            self._take_facts(article)
        self.pairs.find()
        self._clusters.make()
        self._m.fresh |= self._clusters.fresh
        self._assemble()
        self._write_entities()

    # -- articles ----------------------------------------------------------------------------

    def _take_out(self, article: str) -> None:
        db = self._db
        for number, iri, event in db.rows(
            "SELECT id, iri, event FROM report WHERE article = ?", article
        ):
            self.pairs.drop(iri)
            self.pairs.move(number, frozenset())
            if event is not None:
                self._m.known.add(iri)
                self._clusters.dissolve(event)
            self._m._facts.forget(iri)
            self.pairs.linked.discard(iri)
        db.run("DELETE FROM report WHERE article = ?", article)
        self.keys.take_out(article)
        self._writing.times.update(
            t for (t,) in db.rows("SELECT iri FROM time WHERE holder = ?", article)
        )
        db.run("DELETE FROM time WHERE holder = ?", article)
        db.run("DELETE FROM article WHERE iri = ?", article)

    def _put_in(self, article: str, held: Held) -> None:
        source = held.reports.sources.get(article)
        known = source.time.known_day if source is not None and source.time is not None else None
        day = known.isoformat() if known is not None else None
        self._db.run("INSERT INTO article VALUES (?, ?)", article, day)
        self._db.run_many(
            "INSERT INTO time VALUES (?, ?)", [(iri, article) for iri in sorted(held.times)]
        )
        self.keys.put_in(article, day, held.reports.entities.values())

    # -- entities ----------------------------------------------------------------------------

    def _follow_entities(self) -> set[str]:
        """The articles whose reports are to be read anew, because an entity is another now."""
        articles: set[str] = set()
        before: dict[str, State] = {}
        for key in sorted(self.keys.counted):
            rows = self._db.rows("SELECT canonical, acts FROM who WHERE key = ?", key)
            before[key] = rows[0] if rows else None
            now = self.keys.canonical(key)
            text = write_canonical(now) if now is not None else None
            if rows and rows[0][0] == text:
                continue
            if text is None:
                self._db.run("DELETE FROM who WHERE key = ?", key)
            elif rows:
                self._db.run("UPDATE who SET canonical = ? WHERE key = ?", text, key)
            else:
                self._db.run("INSERT INTO who VALUES (?, ?, 0)", key, text)
            if now is None or not rows:
                continue
            was = parse_canonical(key, rows[0][0])
            if (was.country, was.place) != (now.country, now.place):
                articles.update(
                    a for (a,) in self._db.rows("SELECT article FROM local WHERE key = ?", key)
                )
            if _shows(was) != _shows(now):
                self._clusters.again.update(
                    e for (e,) in self._db.rows("SELECT event FROM uses WHERE key = ?", key)
                )
        self._was = before
        return articles

    # -- reports, and which of them make a pair ------------------------------------------------

    def _take_facts(self, article: str) -> None:
        db = self._db
        held = self._known.held(article)
        if held is None:
            return
        keys = self._known.keys_of(article)
        entities = self._known.entities(keys.values())
        for facts in read_facts(held.reports, keys, entities, self._m._ontology):
            text = write_facts(facts)
            rows = db.rows("SELECT id, facts, event FROM report WHERE iri = ?", facts.iri)
            if rows and rows[0][1] == text:
                if rows[0][2] is not None:
                    self._clusters.again.add(rows[0][2])
                continue
            if rows:
                number = rows[0][0]
                db.run("UPDATE report SET facts = ? WHERE id = ?", text, number)
            else:
                db.run(
                    "INSERT INTO report (iri, article, facts) VALUES (?, ?, ?)",
                    facts.iri, article, text,
                )  # fmt: skip
                number = db.one("SELECT last_insert_rowid()")
            self._m._facts.put(facts)
            self.pairs.reports.add(facts.iri)
            self.pairs.move(number, find_blocks(facts), fresh=not rows)

    # -- events ------------------------------------------------------------------------------

    def _assemble(self) -> None:
        db, dissolved, again = self._db, self._clusters.dissolved, self._clusters.again
        gone = {e for e in dissolved if db.one("SELECT 1 FROM event WHERE id = ?", e) is None}
        again -= gone
        again |= self._follow_voices()
        for event in sorted(again):
            old = dissolved.get(event)
            if event not in dissolved:
                old = db.one("SELECT triples FROM event WHERE id = ?", event)
            self.keys.counted |= self._writing.write_event(self._assembly.assemble(event), old)
        for event in sorted(gone):
            self.keys.counted |= self._writing.erase_event(event, dissolved[event])
        replaced = self._m.replaced
        for event in sorted(gone):
            self._m.fresh.discard(event)
            replaced[event] = self._successor(event)
        for event in again:
            replaced.pop(event, None)
        # of two steps before one write: what took the place of an event may be gone itself
        for event, successor in replaced.items():
            if successor in replaced:
                replaced[event] = replaced[successor]

    def _successor(self, event: str) -> str | None:
        """The event that now holds most of what a dissolved one held."""
        held = self._clusters.dissolved[event]
        return self._m.find_event(
            line.rsplit("<", 1)[1].partition(">")[0]
            for line in (unpack_lines(held) if held is not None else ())
            if f"> <{GAF.denotedBy}> <" in line
        )

    def _follow_voices(self) -> set[str]:
        """The events at which a dispute over a speaker may stand, or not stand any more."""
        groups = [frozenset(told) for told in self._clusters.told.values() if len(told) > 1]
        for event in self._clusters.again:
            now = self._db.rows("SELECT article FROM told WHERE event = ?", event)
            if len(now) > 1:
                groups.append(frozenset(a for (a,) in now))
        found: set[str] = set()
        for group in set(groups):
            for dispute in self._assembly.speaker_disputes(group):
                found.update(self._assembly.shared_by(dispute))
        return found

    # -- entities as quads -------------------------------------------------------------------

    def _write_entities(self) -> None:
        db = self._db
        for key in sorted(self.keys.counted):
            if key not in self._was:
                rows = db.rows("SELECT canonical, acts FROM who WHERE key = ?", key)
                self._was[key] = rows[0] if rows else None
            acts = int(db.one("SELECT 1 FROM uses WHERE key = ?", key) is not None)
            db.run("UPDATE who SET acts = ? WHERE key = ? AND acts != ?", acts, key, acts)
            rows = db.rows("SELECT canonical, acts FROM who WHERE key = ?", key)
            self._writing.write_entity(key, self._was[key], rows[0] if rows else None)
        for local, was, now in self.keys.moved:
            self._writing.move_local(local, was, now)


def _shows(who: Canonical) -> tuple[object, ...]:
    """What of an entity shows in its events."""
    short = short_name(who.name, who.names, who.kind)
    return (who.name, short, who.kind, who.country, who.coarseness)
