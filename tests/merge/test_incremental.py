"""However articles come, go and change, in whatever order and batches: the same events."""

from __future__ import annotations

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from kb.account import read_account
from kb.article import Article
from kb.graph import account_quads
from kb.merge import blocks, pairs
from kb.merge.changes import Lines
from kb.merge.decided import Decision, Decisions
from kb.merge.incremental import Merging
from kb.merge.known import Held
from kb.merge.ledger import Ledger
from kb.merge.reports import read_reports
from kb.ontology import load_ontology

BASE = "http://localhost/"
# each article has versions, told by its number; all of them were written for this test
VERSIONS: tuple[tuple[str, ...], ...] = (
    (
        "Prime Minister Anna Lind met President Omar Haddad in Berlin on March 15, 2024.",
        "Prime Minister Anna Lind met President Omar Haddad in Oslo on June 4, 2024.",
    ),
    (
        "Lind and Haddad met for nearly 30 minutes in Berlin, officials said on Saturday. "
        "“We agreed to open the ferry line again before the summer,” Haddad said.",
        "Anna Lind was in Berlin on Friday. She met Omar Haddad.",
    ),
    (
        "President Omar Haddad met Anna Lind in Berlin on Friday. “We agreed to open the ferry "
        "line again before the summer,” Lind said after the talks.",
    ),
    (
        "A storm killed 12 people in Oslo on March 14, 2024, the police said.",
        "The storm in Oslo on March 14, 2024 killed 15 people.",
    ),
    ("The storm in Oslo killed 15 people on Thursday, the police said on Friday.",),
    (
        "Omar Haddad of the Northern Trade Council (NTC) visited Paris on March 12, 2024.",
        "The NTC said that Haddad visited Paris on Tuesday.",
    ),
    ("The NTC met Lind in Paris on March 13, 2024. Anna Maria Lind leads the party.",),
)


def _read(number: int, version: int) -> Held:
    article = Article(
        VERSIONS[number][version], url=f"http://n{number}.test/", published="2024-03-16"
    )
    return Held(read_reports(account_quads(read_account(article), BASE)), frozenset())


@pytest.fixture(scope="module")
def read() -> dict[tuple[str, int], Held]:
    found = {}
    for number, versions in enumerate(VERSIONS):
        for version in range(len(versions)):
            held = _read(number, version)
            (iri,) = held.reports.sources
            found[iri, version] = held
            found[str(number), version] = held
    return found


class Told:
    """Articles that come and go, the merging that follows them, and what it has written."""

    def __init__(self, read: dict[tuple[str, int], Held]) -> None:
        self.read = read
        self.there: dict[str, Held] = {}
        self.ledger = Ledger()
        self.ledger.begin()
        self.merging = Merging(self.ledger, BASE, load_ontology(), self.there.get, Decisions())
        self.lines: set[str] = set()

    def apply(self, batch: list[tuple[int, int | None]]) -> None:
        changed = []
        for number, version in batch:
            held = self.read[str(number), (version or 0) % len(VERSIONS[number])]
            (iri,) = held.reports.sources
            if version is None:
                self.there.pop(iri, None)
            else:
                self.there[iri] = held
            changed.append(iri)
        self.merging.apply(changed)
        self.keep_up()

    def keep_up(self) -> None:
        events: Lines = self.merging.events
        assert self.lines.issuperset(events.removed)
        assert self.lines.isdisjoint(events.added)
        self.lines -= events.removed.keys()
        self.lines |= events.added.keys()
        self.merging.forget_changes()

    def fresh(self) -> set[str]:
        """What is written for the same articles where nothing was before."""
        ledger = Ledger()
        ledger.begin()
        merging = Merging(ledger, BASE, load_ontology(), self.there.get, self.merging._decisions)
        merging.apply(self.there)
        ledger.close()
        return set(merging.events.added)


changes = st.lists(
    st.lists(
        st.tuples(st.integers(0, len(VERSIONS) - 1), st.one_of(st.none(), st.integers(0, 1))),
        min_size=1,
        max_size=4,
    ),
    min_size=1,
    max_size=6,
)


@settings(
    max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(batches=changes, large=st.sampled_from((2, 3, 120)), few=st.sampled_from((1, 2, 24)))
def test_any_changes_in_any_batches_give_what_a_fresh_start_gives(
    read: dict[tuple[str, int], Held],
    batches: list[list[tuple[int, int | None]]],
    large: int,
    few: int,
) -> None:
    with pytest.MonkeyPatch.context() as patch:
        # blocks that are too large to be looked through are part of it
        patch.setattr(pairs, "LARGE", large)
        patch.setattr(blocks, "LARGE", large)
        patch.setattr(blocks, "FEW", few)
        told = Told(read)
        for batch in batches:
            told.apply(batch)
            assert told.lines == told.fresh()
        told.ledger.close()


def test_decisions_hold_through_changes(read: dict[tuple[str, int], Held]) -> None:
    told = Told(read)
    told.apply([(0, 0), (2, 0), (3, 0)])
    event = max(told.merging.assemble_all(), key=lambda e: len(e.reports))
    one, other = sorted(r.iri for r in event.reports)[:2]
    apart = Decision("http://d/1", "differ", "event", one, other, "me", "2025-11-01T10:00:00")
    told.merging.decide(Decisions([apart]))
    told.keep_up()
    for batch in ([(1, 0)], [(4, 0), (5, 0)], [(3, None)], [(1, 1)], [(1, 0)]):
        told.apply(list(batch))
        assert told.lines == told.fresh()
        for found in told.merging.assemble_all():
            assert not {one, other} <= {r.iri for r in found.reports}
    told.merging.decide(Decisions())
    told.keep_up()
    assert told.lines == told.fresh()
