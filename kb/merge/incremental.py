"""The events of articles that come and go, each change at the cost of what it touches.

Articles are taken out of the ledger and put in; whatever rests on them is found through it and
made anew: the keys of entities that share their names, the facts of reports whose keys are others
now, the pairs of reports that stand in blocks with them, the clusters of all that is linked
through pairs, and the events of those. Everything is a function of the set of articles alone, so
what comes out does not depend on the order or the batches in which they came.
"""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from pyoxigraph import NamedNode, Quad

from kb.graph import events_graph_iri
from kb.labels import short_name
from kb.merge.agreement import dispute_dates, dispute_places, find_agreement
from kb.merge.blocks import LARGE, find_blocks, type_groups
from kb.merge.changes import Lines, pack_lines, unpack_lines, write_line
from kb.merge.cluster import DECIDED, Pair, cluster_reports, find_pair, lift_pairs
from kb.merge.decided import Decisions
from kb.merge.disputes import Dispute, find_disputes
from kb.merge.event import Event, assemble_event, entity_quads, event_id, event_quads, first_report
from kb.merge.facts import parse_facts, read_facts, write_facts
from kb.merge.keys import Keys
from kb.merge.ledger import Ledger, pack
from kb.merge.local import read_place, write_place
from kb.merge.reports import Report, Reports
from kb.merge.same import Facts
from kb.merge.sources import group_sources, hash_shingles
from kb.merge.voices import Said, find_speaker_disputes
from kb.merge.who import Canonical
from kb.ontology import Ontology
from kb.vocab import GAF, SCHEMA

_KEPT = 20_000  # facts held in memory


@dataclass(frozen=True, slots=True)
class Held:
    """What an article's graph says, and the IRIs of the times that it speaks of."""

    reports: Reports
    times: frozenset[str]


Read = Callable[[str], Held | None]


class Merging:
    """The merged events of all articles in a ledger."""

    def __init__(
        self, ledger: Ledger, base: str, ontology: Ontology, read: Read, decisions: Decisions
    ) -> None:
        """A merging of what `read` gives for the IRI of an article (``None``: it is gone)."""
        self._db = ledger
        self._base = base
        self._graph = NamedNode(events_graph_iri(base))
        self._ontology = ontology
        self._group = type_groups(ontology)
        self._read = read
        self._decisions = decisions
        self._facts: dict[str, Facts] = {}
        self.events = Lines()  # what the graph of events gains and loses
        self.descriptions: dict[Quad, None] = {}  # of times that events speak of
        self.times: set[str] = set()  # times that may not be spoken of any more
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
                step.reports.update((one.a, one.b))
            else:
                step.keys.reconsider((one.a, one.b))
        step.run([])

    def forget_changes(self) -> None:
        """Forgets what changed, after it was written."""
        self.events.clear()
        self.descriptions.clear()
        self.times.clear()
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
        step = _Step(self)
        for (name,) in self._db.rows("SELECT id FROM event ORDER BY id"):
            yield step.assemble(name)

    def all_entities(self) -> dict[str, Canonical]:
        """Every entity there is, by key, with the local entities it stands for."""
        entities = {}
        for key, text in self._db.rows("SELECT key, canonical FROM who ORDER BY key"):
            local = [i for (i,) in self._db.rows("SELECT iri FROM local WHERE key = ?", key)]
            entities[key] = replace(_parse_canonical(key, text), local=tuple(sorted(local)))
        return entities

    def facts(self, iri: str) -> Facts:
        """The facts of a report, which must be there."""
        found = self._facts.get(iri)
        if found is None:
            if len(self._facts) >= _KEPT:
                self._facts.clear()
            text = self._db.one("SELECT facts FROM report WHERE iri = ?", iri)
            found = self._facts[iri] = parse_facts(text)
        return found


class _Step:
    """One change of the articles, and all that follows."""

    def __init__(self, merging: Merging) -> None:
        self._m = merging
        self._db = merging._db
        self._decisions = merging._decisions
        self.keys = Keys(self._db, self._decisions)
        self.reports: set[str] = set()  # whose pairs are to be looked for
        self._linked: set[str] = set()  # whose clusters are to be made anew
        self._dissolved: dict[str, bytes | None] = {}  # events to be made anew, what they said
        self._again: set[str] = set()  # events whose reports stay and whose words may not
        self._sizes: dict[int, int] = {}  # of blocks, before anything changed
        self._known: dict[str, Mapping[str, str]] = {}
        self._who: dict[str, Canonical] = {}
        self._shingles: dict[str, frozenset[int]] = {}
        self._told: dict[str, set[str]] = {}  # articles of dissolved events
        self._was: dict[str, tuple[str, int] | None] = {}  # entities, before anything changed

    def run(self, changed: Sequence[str]) -> None:
        held = {article: self._m._read(article) for article in changed}
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
        self._find_pairs()
        self._cluster()
        self._assemble()
        self._write_entities()

    # -- articles ----------------------------------------------------------------------------

    def _take_out(self, article: str) -> None:
        db = self._db
        for number, iri, event in db.rows(
            "SELECT id, iri, event FROM report WHERE article = ?", article
        ):
            self._drop_pairs(iri)
            self._move_blocks(number, frozenset())
            if event is not None:
                self._m.known.add(iri)
                self._dissolve(event)
            self._m._facts.pop(iri, None)
            self._linked.discard(iri)
        db.run("DELETE FROM report WHERE article = ?", article)
        self.keys.take_out(article)
        self._m.times.update(
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

    def _drop_pairs(self, iri: str) -> None:
        for a, b in self._db.rows("SELECT a, b FROM pair WHERE a = ? OR b = ?", iri, iri):
            self._linked.update((a, b))
            self._db.run("DELETE FROM pair WHERE a = ? AND b = ?", a, b)

    def _move_blocks(self, number: int, blocks: frozenset[int]) -> None:
        db = self._db
        old = {k for (k,) in db.rows("SELECT key FROM block WHERE report = ?", number)}
        for key in old ^ blocks:
            if key not in self._sizes:
                self._sizes[key] = db.one("SELECT n FROM size WHERE key = ?", key) or 0
        gone, fresh = old - blocks, blocks - old
        db.run_many("DELETE FROM block WHERE key = ? AND report = ?", [(k, number) for k in gone])
        db.run_many("INSERT INTO block VALUES (?, ?)", [(k, number) for k in fresh])
        db.run_many(
            "INSERT INTO size VALUES (?, ?) ON CONFLICT DO UPDATE SET n = n + excluded.n",
            [*((k, -1) for k in gone), *((k, 1) for k in fresh)],
        )
        db.run_many("DELETE FROM size WHERE key = ? AND n = 0", [(k,) for k in gone])

    # -- entities ----------------------------------------------------------------------------

    def _follow_entities(self) -> set[str]:
        """The articles whose reports are to be read anew, because an entity is another now."""
        articles: set[str] = set()
        before: dict[str, tuple[str, int] | None] = {}
        for key in sorted(self.keys.counted):
            rows = self._db.rows("SELECT canonical, acts FROM who WHERE key = ?", key)
            before[key] = rows[0] if rows else None
            now = self.keys.canonical(key)
            text = _write_canonical(now) if now is not None else None
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
            was = _parse_canonical(key, rows[0][0])
            if (was.country, was.place) != (now.country, now.place):
                articles.update(
                    a for (a,) in self._db.rows("SELECT article FROM local WHERE key = ?", key)
                )
            if _shows(was) != _shows(now):
                self._again.update(
                    e for (e,) in self._db.rows("SELECT event FROM uses WHERE key = ?", key)
                )
        self._was = before
        return articles

    def _keys_of(self, article: str) -> Mapping[str, str]:
        found = self._known.get(article)
        if found is None:
            found = self._known[article] = dict(
                self._db.rows("SELECT iri, key FROM local WHERE article = ?", article)
            )
        return found

    def _entities(self, keys: Iterable[str]) -> Mapping[str, Canonical]:
        wanted = set(keys)
        missing = wanted - self._who.keys()
        for key, text in self._db.rows_in(
            "SELECT key, canonical FROM who WHERE key IN (?)", missing
        ):
            self._who[key] = _parse_canonical(key, text)
        return {key: self._who[key] for key in wanted}

    # -- reports, and which of them make a pair ------------------------------------------------

    def _take_facts(self, article: str) -> None:
        db = self._db
        held = self._m._read(article)
        if held is None:
            return
        keys = self._keys_of(article)
        entities = self._entities(keys.values())
        for facts in read_facts(held.reports, keys, entities, self._m._ontology):
            text = write_facts(facts)
            rows = db.rows("SELECT id, facts, event FROM report WHERE iri = ?", facts.iri)
            if rows and rows[0][1] == text:
                if rows[0][2] is not None:
                    self._again.add(rows[0][2])
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
            self._m._facts[facts.iri] = facts
            self.reports.add(facts.iri)
            self._move_blocks(number, find_blocks(facts, self._m._group))

    def _find_pairs(self) -> None:
        db = self._db
        for key, before in sorted(self._sizes.items()):
            now = db.one("SELECT n FROM size WHERE key = ?", key) or 0
            if (before > LARGE) != (now > LARGE):
                self.reports.update(
                    iri
                    for (iri,) in db.rows(
                        "SELECT iri FROM block JOIN report ON report = id WHERE key = ?", key
                    )
                )
        # what else two articles have in common counts, so all of an article is looked at
        articles = {iri.partition("#")[0] for iri in self.reports}
        self.reports.update(
            i for (i,) in db.rows_in("SELECT iri FROM report WHERE article IN (?)", articles)
        )
        for iri in sorted(self.reports):
            self._drop_pairs(iri)
        pairs: dict[tuple[str, str], Pair] = {}
        for iri in sorted(self.reports):
            number = db.one("SELECT id FROM report WHERE iri = ?", iri)
            if number is not None:
                self._linked.add(iri)
                self._look_for_pairs(iri, number, pairs)
        found = {(pair.a, pair.b): pair for pair in lift_pairs(pairs.values())}
        found |= self._decided_pairs()
        for pair in found.values():
            self._linked.update((pair.a, pair.b))
        db.run_many(
            "INSERT OR REPLACE INTO pair VALUES (?, ?, ?, ?)",
            [(p.a, p.b, p.score, pack(p.reasons)) for p in found.values()],
        )

    def _look_for_pairs(self, iri: str, number: int, pairs: dict[tuple[str, str], Pair]) -> None:
        me = self._m.facts(iri)
        for (other,) in self._db.rows(
            "SELECT DISTINCT r.iri FROM block mine JOIN size ON size.key = mine.key "
            "JOIN block theirs ON theirs.key = mine.key JOIN report r ON r.id = theirs.report "
            "WHERE mine.report = ? AND size.n BETWEEN 2 AND ?",
            number, LARGE,
        ):  # fmt: skip
            key = (iri, other) if iri < other else (other, iri)
            if other != iri and key not in pairs:
                pair = find_pair(me, self._m.facts(other), self._m._ontology)
                if pair is not None:
                    pairs[key] = pair

    def _decided_pairs(self) -> dict[tuple[str, str], Pair]:
        """The pairs that a user has decided on, as far as their reports are looked at."""
        found = {}
        for one in self._decisions.on_events("same"):
            a, b = sorted((one.a, one.b))
            there = self._db.rows_in("SELECT iri FROM report WHERE iri IN (?)", (a, b))
            if self.reports & {a, b} and len(list(there)) == 2:
                found[a, b] = Pair(a, b, DECIDED, (one.words,))
        return found

    # -- clusters ----------------------------------------------------------------------------

    def _dissolve(self, event: str) -> None:
        if event in self._dissolved:
            return
        db = self._db
        self._dissolved[event] = db.one("SELECT triples FROM event WHERE id = ?", event)
        self._told[event] = {
            a for (a,) in db.rows("SELECT article FROM told WHERE event = ?", event)
        }
        self._linked.update(i for (i,) in db.rows("SELECT iri FROM report WHERE event = ?", event))

    def _cluster(self) -> None:
        db = self._db
        apart = {frozenset((d.a, d.b)) for d in self._decisions.on_events("differ")}
        waiting = sorted(self._linked, reverse=True)
        seen: set[str] = set()
        clusters: list[tuple[list[str], list[Pair]]] = []
        while waiting:
            start = waiting.pop()
            if start in seen or db.one("SELECT 1 FROM report WHERE iri = ?", start) is None:
                continue
            linked, pairs = self._walk(start)
            seen |= linked
            for (event,) in db.rows_in("SELECT event FROM report WHERE iri IN (?)", linked):
                if event is not None and event not in self._dissolved:
                    self._dissolve(event)
                    waiting.extend(
                        i for (i,) in db.rows("SELECT iri FROM report WHERE event = ?", event)
                    )
            facts = {iri: self._m.facts(iri) for iri in sorted(linked)}
            clusters += cluster_reports(facts, pairs, self._m._ontology, apart)
        before = self._confirmed_articles(self._dissolved)
        for event in self._dissolved:
            for table in ("event WHERE id", "told WHERE event", "confirmed WHERE event"):
                db.run(f"DELETE FROM {table} = ?", event)  # noqa: S608 - names of this module
        fresh: set[str] = set()
        for members, pairs in clusters:
            fresh |= self._name_cluster(members, pairs)
        now = self._confirmed_articles(fresh)
        sure = {a for a in before | now if (a in before) != self._is_confirmed(a)}
        for article in sorted(sure):
            self._again.update(
                e for (e,) in db.rows("SELECT event FROM told WHERE article = ?", article)
            )
        self._again |= fresh
        self._m.fresh |= fresh - self._dissolved.keys()
        self._db.put("events", str(self._m.count() + len(fresh) - len(self._dissolved)))

    def _confirmed_articles(self, events: Iterable[str]) -> set[str]:
        return {
            a
            for (a,) in self._db.rows_in("SELECT article FROM confirmed WHERE event IN (?)", events)
        }

    def _is_confirmed(self, article: str) -> bool:
        return self._db.one("SELECT 1 FROM confirmed WHERE article = ?", article) is not None

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
        if not any(_says_something(self._m.facts(iri)) for iri in members):
            db.run_many("UPDATE report SET event = NULL WHERE iri = ?", [(i,) for i in members])
            return set()
        reports = [self._report(iri) for iri in members]
        articles = sorted({r.article for r in reports})
        sources = {a: self._reports(a).sources[a] for a in articles}
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

    def _reports(self, article: str) -> Reports:
        held = self._m._read(article)
        if held is None:
            raise KeyError(article)
        return held.reports

    def _report(self, iri: str) -> Report:
        return self._reports(iri.partition("#")[0]).reports[iri]

    # -- events ------------------------------------------------------------------------------

    def _assemble(self) -> None:
        db = self._db
        gone = {e for e in self._dissolved if db.one("SELECT 1 FROM event WHERE id = ?", e) is None}
        self._again -= gone
        self._again |= self._follow_voices()
        for event in sorted(self._again):
            assembled = self.assemble(event)
            quads = list(dict.fromkeys(event_quads(assembled, self._m._base, self._m._graph)))
            time = f"{self._m._base}time/"
            lines = [write_line(q) for q in quads if not str(q.subject).startswith(f"<{time}")]
            times = {name for q in quads if (name := _name_time(q, time)) is not None}
            shared = {write_line(q) for q in story_quads(assembled, self._m._graph)}
            keys = {key for key, _ in assembled.participants} | set(assembled.places)
            fresh = {t for t in times if not self._is_spoken(t)}
            self._rewrite(event, lines, times, shared, keys)
            self._m.descriptions.update({q: None for q in quads if str(q.subject)[1:-1] in fresh})
        for event in sorted(gone):
            self._rewrite(event, [], set(), set(), set())
        for event in sorted(gone):
            self._m.fresh.discard(event)
            self._m.replaced[event] = self._successor(event)
        for event in self._again:
            self._m.replaced.pop(event, None)
        # of two steps before one write: what took the place of an event may be gone itself
        for event, successor in self._m.replaced.items():
            if successor in self._m.replaced:
                self._m.replaced[event] = self._m.replaced[successor]

    def _is_spoken(self, time: str) -> bool:
        return self._db.one("SELECT 1 FROM time WHERE iri = ?", time) is not None

    def _rewrite(
        self, event: str, lines: list[str], times: set[str], shared: set[str], keys: set[str]
    ) -> None:
        """Makes what stands about an event what it is now; nothing, if it is no more."""
        db, m = self._db, self._m
        old = self._dissolved.get(event)
        if event not in self._dissolved:
            old = db.one("SELECT triples FROM event WHERE id = ?", event)
        before = unpack_lines(old) if old is not None else []
        if before != lines:
            m.events.remove(line for line in before if line not in set(lines))
            m.events.add(line for line in lines if line not in set(before))
        db.run("UPDATE event SET triples = ? WHERE id = ?", pack_lines(lines), event)
        holder = f"event {event}"
        was = {t for (t,) in db.rows("SELECT iri FROM time WHERE holder = ?", holder)}
        m.times |= was - times
        db.run_many(
            "DELETE FROM time WHERE iri = ? AND holder = ?", [(t, holder) for t in was - times]
        )
        db.run_many("INSERT INTO time VALUES (?, ?)", [(t, holder) for t in times - was])
        stood = {t for (t,) in db.rows("SELECT triple FROM shared WHERE event = ?", event)}
        for line in stood - shared:
            db.run("DELETE FROM shared WHERE triple = ? AND event = ?", line, event)
            if db.one("SELECT 1 FROM shared WHERE triple = ?", line) is None:
                m.events.remove([line])
        for line in shared - stood:
            if db.one("SELECT 1 FROM shared WHERE triple = ?", line) is None:
                m.events.add([line])
            db.run("INSERT INTO shared VALUES (?, ?)", line, event)
        used = {k for (k,) in db.rows("SELECT key FROM uses WHERE event = ?", event)}
        db.run_many(
            "DELETE FROM uses WHERE key = ? AND event = ?", [(k, event) for k in used - keys]
        )
        db.run_many("INSERT INTO uses VALUES (?, ?)", [(k, event) for k in keys - used])
        self.keys.counted |= used ^ keys

    def _successor(self, event: str) -> str | None:
        """The event that now holds most of what a dissolved one held."""
        held = self._dissolved[event]
        return self._m.find_event(
            line.rsplit("<", 1)[1].partition(">")[0]
            for line in (unpack_lines(held) if held is not None else ())
            if f"> <{GAF.denotedBy}> <" in line
        )

    def assemble(self, event: str) -> Event:
        """The event of that id, from the reports that tell of it."""
        db = self._db
        members = sorted(i for (i,) in db.rows("SELECT iri FROM report WHERE event = ?", event))
        joined = json.loads(db.one("SELECT joined FROM event WHERE id = ?", event))
        reports = [self._make_sure(self._report(iri)) for iri in members]
        articles = sorted({r.article for r in reports})
        sources = {a: self._reports(a).sources[a] for a in articles}
        if len(articles) > 1:
            for article in articles:
                if article not in self._shingles:
                    self._shingles[article] = hash_shingles(sources[article].text)
        keys: dict[str, str] = {}
        for article in articles:
            keys.update(self._keys_of(article))
        wanted = {keys[e] for r in reports for e in (*r.places, *(a for a, _ in r.actors))}
        told = set(members)
        details = [d for a in articles for d in self._reports(a).details if d.event in told]
        entities = self._entities(wanted)
        disputes = [*find_disputes(details, sources), *self._voice_disputes(event, articles)]
        if len(articles) > 1:
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
            self._m._ontology,
        )

    def _make_sure(self, r: Report) -> Report:
        if r.date is None or not r.date.uncertain or not self._is_confirmed(r.article):
            return r
        return replace(r, date=r.date.qualified(uncertain=False, approximate=r.date.approximate))

    # -- who said it -------------------------------------------------------------------------

    def _said(self, article: str) -> list[Said]:
        held = self._m._read(article)
        if held is None:
            return []
        keys = self._keys_of(article)
        found = []
        for quote in held.reports.quotes:
            key = keys.get(quote.speaker)
            if key is not None:
                who = self._entities([key])[key]
                if who.kind == "person":
                    found.append(Said(quote.iri, article, quote.text, key, who.name))
        return found

    def _speaker_disputes(self, articles: Iterable[str]) -> list[Dispute]:
        quotes = [said for article in sorted(articles) for said in self._said(article)]
        return find_speaker_disputes(quotes) if len({q.article for q in quotes}) > 1 else []

    def _voice_disputes(self, event: str, articles: Sequence[str]) -> list[Dispute]:
        """The disputes over who said what that stand at this event.

        A dispute of two articles stands at one of the events that both tell: the most told.
        """
        return [
            d
            for d in (self._speaker_disputes(articles) if len(articles) > 1 else ())
            if self._best_of(d) == event
        ]

    def _best_of(self, dispute: Dispute) -> str | None:
        found = self._shared_by(dispute)
        return found[0] if found else None

    def _shared_by(self, dispute: Dispute) -> list[str]:
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

    def _follow_voices(self) -> set[str]:
        """The events at which a dispute over a speaker may stand, or not stand any more."""
        groups = [frozenset(self._told[e]) for e in self._dissolved if len(self._told[e]) > 1]
        for event in self._again:
            told = self._db.rows("SELECT article FROM told WHERE event = ?", event)
            if len(told) > 1:
                groups.append(frozenset(a for (a,) in told))
        found: set[str] = set()
        for group in set(groups):
            for dispute in self._speaker_disputes(group):
                found.update(self._shared_by(dispute))
        return found

    # -- entities as quads -------------------------------------------------------------------

    def _write_entities(self) -> None:
        db, m = self._db, self._m
        for key in sorted(self.keys.counted):
            if key not in self._was:
                rows = db.rows("SELECT canonical, acts FROM who WHERE key = ?", key)
                self._was[key] = rows[0] if rows else None
            acts = int(db.one("SELECT 1 FROM uses WHERE key = ?", key) is not None)
            db.run("UPDATE who SET acts = ? WHERE key = ? AND acts != ?", acts, key, acts)
            rows = db.rows("SELECT canonical, acts FROM who WHERE key = ?", key)
            before, now = self._was[key], rows[0] if rows else None
            if before != now:
                old, new = (self._entity_lines(key, state) for state in (before, now))
                m.events.remove(line for line in old if line not in set(new))
                m.events.add(line for line in new if line not in set(old))
        for local, was, now_key in self.keys.moved:
            for name, change in ((was, m.events.remove), (now_key, m.events.add)):
                if name is not None:
                    change([f"<{m._base}{name}> <{GAF.denotedBy}> <{local}> ."])

    def _entity_lines(self, key: str, state: tuple[str, int] | None) -> list[str]:
        if state is None:
            return []
        who = _parse_canonical(key, state[0])
        return [
            write_line(q)
            for q in entity_quads(who, self._m._base, self._m._graph, acts=bool(state[1]))
        ]


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


def _name_time(quad: Quad, prefix: str) -> str | None:
    value = quad.object
    if isinstance(value, NamedNode) and value.value.startswith(prefix):
        return value.value
    return None


def story_quads(event: Event, graph: NamedNode) -> Iterator[Quad]:
    """Which article repeats which: the others of a story are based on the first published."""
    for group in event.groups:
        for other in group[1:]:
            yield Quad(NamedNode(other), NamedNode(SCHEMA.isBasedOn), NamedNode(group[0]), graph)


def _write_canonical(who: Canonical) -> str:
    place = write_place(who.place) if who.place is not None else None
    link = [who.wikidata, who.confirmed]
    return pack([who.name, list(who.names), who.kind, who.country, who.gender, place, link])


def _parse_canonical(key: str, text: str) -> Canonical:
    name, names, kind, country, gender, place, link = json.loads(text)
    return Canonical(
        key, name, tuple(names), kind, country, gender,
        read_place(place) if place is not None else None, (), *link,
    )  # fmt: skip


def _shows(who: Canonical) -> tuple[object, ...]:
    """What of an entity shows in its events."""
    short = short_name(who.name, who.names, who.kind)
    return (who.name, short, who.kind, who.country, who.coarseness)
