"""What is known of articles while they are merged: what they say, and whom they mean."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass

from kb.merge.facts import parse_facts
from kb.merge.ledger import Ledger
from kb.merge.model import Facts
from kb.merge.reports import Report, Reports
from kb.merge.who import Canonical, parse_canonical

_KEPT = 20_000  # facts held in memory


@dataclass(frozen=True, slots=True)
class Held:
    """What an article's graph says, and the IRIs of the times that it speaks of."""

    reports: Reports
    times: frozenset[str]


Read = Callable[[str], Held | None]


class FactsByReport:
    """The facts of reports, of which the latest are held in memory."""

    def __init__(self, ledger: Ledger) -> None:
        """None are held yet."""
        self._db = ledger
        self._held: dict[str, Facts] = {}

    def __getitem__(self, iri: str) -> Facts:
        """The facts of a report, which must be there."""
        found = self._held.get(iri)
        if found is None:
            if len(self._held) >= _KEPT:
                self._held.clear()
            text = self._db.one("SELECT facts FROM report WHERE iri = ?", iri)
            found = self._held[iri] = parse_facts(text)
        return found

    def put(self, facts: Facts) -> None:
        """Takes up facts that were just read."""
        self._held[facts.iri] = facts

    def forget(self, iri: str) -> None:
        """Lets go of a report that is no more."""
        self._held.pop(iri, None)


class Known:
    """What is known during one change, in which nothing of it changes any more once asked for."""

    def __init__(self, ledger: Ledger, read: Read, facts: FactsByReport) -> None:
        """Nothing was asked for yet."""
        self._db = ledger
        self.held = read
        self.facts = facts
        self._keys: dict[str, Mapping[str, str]] = {}
        self._who: dict[str, Canonical] = {}

    def reports(self, article: str) -> Reports:
        """What an article says, which must be there."""
        found = self.held(article)
        if found is None:
            raise KeyError(article)
        return found.reports

    def report(self, iri: str) -> Report:
        """A report of an article, which must be there."""
        return self.reports(iri.partition("#")[0]).reports[iri]

    def keys_of(self, article: str) -> Mapping[str, str]:
        """For each entity of an article its key."""
        found = self._keys.get(article)
        if found is None:
            found = self._keys[article] = dict(
                self._db.rows("SELECT iri, key FROM local WHERE article = ?", article)
            )
        return found

    def entities(self, keys: Iterable[str]) -> Mapping[str, Canonical]:
        """The entities of these keys, which must be there."""
        wanted = set(keys)
        missing = wanted - self._who.keys()
        for key, text in self._db.rows_in(
            "SELECT key, canonical FROM who WHERE key IN (?)", missing
        ):
            self._who[key] = parse_canonical(key, text)
        return {key: self._who[key] for key in wanted}
