"""What keeps clusters apart: any conflict of days, and one of who and where unless it is odd."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from itertools import combinations

import pytest

from kb.dates.partial import PartialDate
from kb.merge.cluster import cluster_reports, find_pair
from kb.merge.model import Facts
from kb.merge.story import Story
from kb.ontology import load_ontology

DAY = PartialDate.parse("2021-03-02")
PAPERS = ("a", "b", "c", "d", "e")


def report(article: str, agent: str = "person/ida-moe", date: PartialDate | None = DAY) -> Facts:
    """One paper's report that somebody opened a bridge in Bergen."""
    empty: frozenset[str] = frozenset()
    bergen = frozenset({"place/bergen"})
    return Facts(
        iri=f"{article}#event-1", article=article, type="opening", lemma="open",
        status="happened", date=date, about=None, actors=frozenset({agent}),
        by_role={"agent": frozenset({agent})}, places=bergen, sites=bergen, around=bergen,
        placed=bergen, nation={}, said={"patient": frozenset({"bridge"})}, published=None,
        words=frozenset({"bridge", "bergen", "open"}), numbers=empty, mutual=False, main=True,
        cues=empty, salience=0.9, sentence=(article, 0), points_to=None,
        story=Story(bergen, frozenset({"bridge"}), None),
    )  # fmt: skip


def count_clusters(facts: Mapping[str, Facts]) -> int:
    ontology = load_ontology()
    found = (find_pair(a, b, ontology) for a, b in combinations(facts.values(), 2))
    return len(cluster_reports(facts, [pair for pair in found if pair is not None], ontology))


def by_iri(*told: Facts) -> dict[str, Facts]:
    return {f.iri: f for f in told}


def test_reports_of_one_happening_are_one_cluster() -> None:
    assert count_clusters(by_iri(*map(report, PAPERS))) == 1


def test_two_who_did_it_by_two_reports_are_two() -> None:
    assert count_clusters(by_iri(report("a"), report("b", "person/bo-falk"))) == 2


@pytest.mark.parametrize(("silent", "clusters"), [("ab", 2), ("abc", 1)])
def test_one_odd_name_among_many_reports_keeps_nobody_apart(silent: str, clusters: int) -> None:
    told = [replace(report(paper), actors=frozenset(), by_role={}) for paper in silent]
    assert count_clusters(by_iri(*told, report("d", "person/bo-falk"), report("e"))) == clusters


def test_another_day_is_never_in_a_cluster() -> None:
    undated = replace(report("e"), date=None)
    other = report("d", date=PartialDate.parse("2021-03-03"))
    assert count_clusters(by_iri(*map(report, "abc"), undated, other)) == 2
