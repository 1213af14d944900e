"""Salience ranks better than chance, measured where the annotated corpus is at hand."""

from __future__ import annotations

import pytest

from tests.eval.corpora import read_timeset
from tests.eval.salience import find_area, rank_events
from tests.eval.timex_corpora import devdata


def test_a_perfect_order_has_all_the_area() -> None:
    assert find_area([(0.9, True), (0.8, True), (0.2, False)]) == 1.0
    assert find_area([(0.2, True), (0.8, False)]) == 0.0


def test_salient_events_are_ranked_above_others() -> None:
    folder = devdata()
    if folder is None:
        pytest.skip("the development corpora are not here")
    found = rank_events(read_timeset(folder))
    assert found.gold > 50
    assert found.area >= 0.62
