"""Which reports make a pair: looked for among those with which one shares a block."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping

from kb.merge.blocks import LARGE, Partners, find_lookups, is_large
from kb.merge.cluster import DECIDED, Pair, find_pair, lift_pairs
from kb.merge.decided import Decisions
from kb.merge.known import Known
from kb.merge.ledger import Ledger, pack
from kb.merge.model import Facts
from kb.ontology import Ontology


class Pairs:
    """The pairs in a ledger, during one change."""

    def __init__(
        self,
        ledger: Ledger,
        known: Known,
        decisions: Decisions,
        ontology: Ontology,
        partners: Partners,
    ) -> None:
        """Nothing is to be looked for yet; `partners` as from `find_partners`."""
        self._db = ledger
        self._known = known
        self._decisions = decisions
        self._ontology = ontology
        self._partners = partners
        self.reports: set[str] = set()  # whose pairs are to be looked for
        self.linked: set[str] = set()  # whose clusters are to be made anew
        self._moves: dict[int, frozenset[int]] = {}  # reports, and where they are to stand
        self._stood: set[int] = set()  # those of them that stood somewhere before

    def drop(self, iri: str) -> None:
        """Forgets the pairs of a report that is no more."""
        found = list(self._held([iri]))
        self.linked.update(name for pair in found for name in pair)
        self._db.run_many("DELETE FROM pair WHERE a = ? AND b = ?", found)

    def _held(self, iris: Collection[str]) -> dict[tuple[str, str], tuple[float, str]]:
        """The pairs of reports as they are in the ledger: score and reasons."""
        return {
            (a, b): (score, reasons)
            for column in ("a", "b")
            for a, b, score, reasons in self._db.rows_in(
                f"SELECT a, b, score, reasons FROM pair WHERE {column} IN (?)",  # noqa: S608
                iris,
            )
        }

    def move(self, number: int, blocks: frozenset[int], *, fresh: bool = False) -> None:
        """Has the report of that number stand in these blocks and in no others, from `find` on.

        It is `fresh` if it stood in none before.
        """
        if not fresh:
            self._stood.add(number)
        self._moves[number] = blocks

    def find(self) -> None:
        """Looks for the pairs of `reports`, and of all whose blocks are of another size now."""
        db = self._db
        changed = set(self.reports)
        for key in self._write_blocks():
            self.reports.update(
                iri
                for (iri,) in db.rows(
                    "SELECT iri FROM block JOIN report ON report = id WHERE key = ?", key
                )
            )
        # what else two articles have in common counts, so all of an article is looked at
        articles = {iri.partition("#")[0] for iri in self.reports}
        there = dict(db.rows_in("SELECT iri, id FROM report WHERE article IN (?)", articles))
        self.reports.update(there)
        facts = self._known.facts
        seen: set[tuple[str, str]] = set()
        pairs: list[Pair] = []
        for one, other in self._list_neighbours(there):
            names = (one, other) if one < other else (other, one)
            if names not in seen:
                seen.add(names)
                pair = find_pair(facts[one], facts[other], self._ontology)
                if pair is not None:
                    pairs.append(pair)
        found = {(pair.a, pair.b): pair for pair in lift_pairs(pairs)}
        found |= self._decided_pairs()
        now = {names: (pair.score, pack(pair.reasons)) for names, pair in found.items()}
        before = self._held(self.reports)
        gone = [names for names in before if names not in now]
        fresh = [names for names in now if before.get(names) != now[names]]
        db.run_many("DELETE FROM pair WHERE a = ? AND b = ?", gone)
        db.run_many(
            "INSERT OR REPLACE INTO pair VALUES (?, ?, ?, ?)",
            [(*names, *now[names]) for names in fresh],
        )
        # the others are linked as they were
        self.linked.update(changed & there.keys())
        self.linked.update(name for names in (*gone, *fresh) for name in names)

    def _write_blocks(self) -> list[int]:
        """Writes who stands where; the blocks that are too large now and were not, or were."""
        db = self._db
        old: set[tuple[int, int]] = set(
            db.rows_in("SELECT key, report FROM block WHERE report IN (?)", self._stood)
        )
        new = {(key, number) for number, blocks in self._moves.items() for key in blocks}
        gone, fresh = sorted(old - new), sorted(new - old)
        db.run_many("DELETE FROM block WHERE key = ? AND report = ?", gone)
        db.run_many("INSERT INTO block VALUES (?, ?)", fresh)
        changes = Counter(key for key, _ in fresh)
        changes.subtract(key for key, _ in gone)
        keys = [key for key in sorted(changes) if changes[key]]
        before = self._count(keys)
        sizes = {key: before.get(key, 0) + changes[key] for key in keys}
        db.run_many("INSERT OR REPLACE INTO size VALUES (?, ?)", list(sizes.items()))
        db.run_many("DELETE FROM size WHERE key = ?", [(k,) for k, n in sizes.items() if not n])
        self._moves.clear()
        self._stood.clear()
        return [k for k, n in sizes.items() if is_large(k, before.get(k, 0)) != is_large(k, n)]

    def _count(self, keys: Iterable[int]) -> dict[int, int]:
        return dict(self._db.rows_in("SELECT key, n FROM size WHERE key IN (?)", keys))

    def _list_neighbours(self, reports: Mapping[str, int]) -> Iterator[tuple[str, str]]:
        """Each of some reports (their numbers by IRI) with each that it is to be compared with."""
        db = self._db
        facts = {iri: self._known.facts[iri] for iri in sorted(reports)}
        lookups = {iri: find_lookups(f, self._partners) for iri, f in facts.items()}
        mine = self._count({key for found in lookups.values() for key in found})
        kept = {
            iri: {
                other
                for key, others in found.items()
                if not is_large(key, mine[key])
                for other in others
            }
            for iri, found in lookups.items()
        }
        theirs = self._count({key for keys in kept.values() for key in keys})
        theirs = {key: n for key, n in theirs.items() if not is_large(key, n)}
        standing: dict[int, list[int]] = defaultdict(list)
        for key, number in db.rows_in("SELECT key, report FROM block WHERE key IN (?)", theirs):
            standing[key].append(number)
        numbers = {number for found in standing.values() for number in found}
        names = dict(db.rows_in("SELECT id, iri FROM report WHERE id IN (?)", numbers))
        for iri, keys in kept.items():
            others = {n for key in keys if key in theirs for n in standing[key]}
            others.discard(reports[iri])
            for number in sorted(others):
                yield iri, names[number]
        yield from self._list_in_article(facts)

    def _list_in_article(self, facts: Mapping[str, Facts]) -> Iterator[tuple[str, str]]:
        """The reports of one article that may be of one event, whatever they have in common."""
        groups: dict[tuple[str, str], list[str]] = defaultdict(list)
        for iri, f in facts.items():
            groups[f.article, f.type].append(iri)
            if f.points_to is not None and f.points_to in facts:
                yield iri, f.points_to
        for (article, kind), found in groups.items():
            if len(found) > LARGE:
                continue
            for other in self._partners.get(kind, (kind,)):
                others = groups.get((article, other), [])
                if kind <= other and len(others) <= LARGE:
                    yield from ((x, y) for x in found for y in others if x < y or kind != other)

    def _decided_pairs(self) -> dict[tuple[str, str], Pair]:
        """The pairs that a user has decided on, as far as their reports are looked at."""
        found = {}
        for one in self._decisions.on_events("same"):
            a, b = sorted((one.a, one.b))
            there = self._db.rows_in("SELECT iri FROM report WHERE iri IN (?)", (a, b))
            if self.reports & {a, b} and len(list(there)) == 2:
                found[a, b] = Pair(a, b, DECIDED, (one.words,))
        return found
