"""Which reports make a pair: looked for among those with which one shares a block."""

from __future__ import annotations

from kb.merge.blocks import LARGE
from kb.merge.cluster import DECIDED, Pair, find_pair, lift_pairs
from kb.merge.decided import Decisions
from kb.merge.known import Known
from kb.merge.ledger import Ledger, pack
from kb.ontology import Ontology


class Pairs:
    """The pairs in a ledger, during one change."""

    def __init__(
        self, ledger: Ledger, known: Known, decisions: Decisions, ontology: Ontology
    ) -> None:
        """Nothing is to be looked for yet."""
        self._db = ledger
        self._known = known
        self._decisions = decisions
        self._ontology = ontology
        self.reports: set[str] = set()  # whose pairs are to be looked for
        self.linked: set[str] = set()  # whose clusters are to be made anew
        self._sizes: dict[int, int] = {}  # of blocks, before anything changed

    def drop(self, iri: str) -> None:
        """Forgets the pairs of a report."""
        for a, b in self._db.rows("SELECT a, b FROM pair WHERE a = ? OR b = ?", iri, iri):
            self.linked.update((a, b))
            self._db.run("DELETE FROM pair WHERE a = ? AND b = ?", a, b)

    def move(self, number: int, blocks: frozenset[int]) -> None:
        """Has the report of that number stand in these blocks and in no others."""
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

    def find(self) -> None:
        """Looks for the pairs of `reports`, and of all whose blocks are of another size now."""
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
            self.drop(iri)
        pairs: dict[tuple[str, str], Pair] = {}
        for iri in sorted(self.reports):
            number = db.one("SELECT id FROM report WHERE iri = ?", iri)
            if number is not None:
                self.linked.add(iri)
                self._look_for_pairs(iri, number, pairs)
        found = {(pair.a, pair.b): pair for pair in lift_pairs(pairs.values())}
        found |= self._decided_pairs()
        for pair in found.values():
            self.linked.update((pair.a, pair.b))
        db.run_many(
            "INSERT OR REPLACE INTO pair VALUES (?, ?, ?, ?)",
            [(p.a, p.b, p.score, pack(p.reasons)) for p in found.values()],
        )

    def _look_for_pairs(self, iri: str, number: int, pairs: dict[tuple[str, str], Pair]) -> None:
        me = self._known.facts[iri]
        for (other,) in self._db.rows(
            "SELECT DISTINCT r.iri FROM block mine JOIN size ON size.key = mine.key "
            "JOIN block theirs ON theirs.key = mine.key JOIN report r ON r.id = theirs.report "
            "WHERE mine.report = ? AND size.n BETWEEN 2 AND ?",
            number, LARGE,
        ):  # fmt: skip
            key = (iri, other) if iri < other else (other, iri)
            if other != iri and key not in pairs:
                pair = find_pair(me, self._known.facts[other], self._ontology)
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
