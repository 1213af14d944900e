"""The coreference scores against values worked out by hand and against brute force."""

from __future__ import annotations

import itertools
import random

import pytest

from tests.eval.coref_metrics import b_cubed, ceaf_e, conll, drop_singletons, muc, score_coreference

# The running example of Pradhan et al. 2014 (ACL), figure 2: key {a,b,c} {d,e,f,g},
# response {a,b} {c,d} {f,g,h,i}.
KEY = [{"a", "b", "c"}, {"d", "e", "f", "g"}]
RESPONSE = [{"a", "b"}, {"c", "d"}, {"f", "g", "h", "i"}]


def test_muc_of_the_reference_example() -> None:
    score = muc(KEY, RESPONSE)
    assert score.recall == pytest.approx(2 / 5)
    assert score.precision == pytest.approx(2 / 5)


def test_b_cubed_of_the_reference_example() -> None:
    score = b_cubed(KEY, RESPONSE)
    assert score.recall == pytest.approx((1 / 7) * (4 / 3 + 1 / 3 + 1 / 4 + 4 / 4))
    assert score.precision == pytest.approx((1 / 8) * (4 / 2 + 1 / 2 + 1 / 2 + 4 / 4))


def test_ceaf_of_the_reference_example() -> None:
    score = ceaf_e(KEY, RESPONSE)
    best = 2 * 2 / (3 + 2) + 2 * 2 / (4 + 4)
    assert score.recall == pytest.approx(best / 2)
    assert score.precision == pytest.approx(best / 3)


def test_equal_sides_score_one_and_nothing_scores_zero() -> None:
    assert conll(KEY, KEY) == 1.0
    assert conll(KEY, []) == 0.0
    assert conll([], KEY) == 0.0


def test_documents_are_added_up_and_not_averaged() -> None:
    large = [{("x", i) for i in range(100)}]
    scores = score_coreference([(large, large), ([{1, 2}], [{1}, {2}])])
    assert scores["MUC"].recall == pytest.approx(99 / 100)
    assert scores["CoNLL"].f1 == pytest.approx(
        sum(scores[n].f1 for n in ("MUC", "B3", "CEAFe")) / 3
    )


def test_a_mention_in_two_clusters_of_one_side_is_refused() -> None:
    with pytest.raises(ValueError, match="two clusters"):
        b_cubed([{1, 2}, {2, 3}], [{1, 2, 3}])
    with pytest.raises(ValueError, match="two clusters"):
        ceaf_e([{1, 2}, {2, 3}], [{1, 2, 3}])


def test_singletons_can_be_dropped() -> None:
    assert drop_singletons([{1}, {2, 3}]) == [{2, 3}]


@pytest.mark.parametrize("seed", range(40))
def test_the_best_pairing_equals_trying_every_pairing(seed: int) -> None:
    rng = random.Random(seed)
    mentions = range(rng.randint(1, 12))

    def partition() -> list[set[int]]:
        groups: dict[int, set[int]] = {}
        for mention in mentions:
            if rng.random() < 0.85:
                groups.setdefault(rng.randint(0, 4), set()).add(mention)
        return list(groups.values())

    key, response = partition(), partition()
    short, long = sorted((key, response), key=len)
    best = max(
        sum(2 * len(a & b) / (len(a) + len(b)) for a, b in zip(short, order, strict=True))
        for order in itertools.permutations(long, len(short))
    )
    score = ceaf_e(key, response)
    assert score.recall == pytest.approx(best / len(key) if key else 0.0)
    assert score.precision == pytest.approx(best / len(response) if response else 0.0)
