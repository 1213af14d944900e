"""The scorers of events, merging and timelines: by hand-made cases, and floors on the corpora."""

from __future__ import annotations

from pathlib import Path

import pytest

from kb.dates.partial import PartialDate
from kb.events.model import EventMention
from tests.eval.coref_metrics import to_score
from tests.eval.corpora import (
    Document,
    Gold,
    join_tokens,
    read_ecbplus,
    read_gvc,
    read_meantime,
    read_semeval,
    read_timeset,
)
from tests.eval.events import compare_dates, match_mentions, score_events
from tests.eval.merging import count_joins, group_ours, score_incidents, score_pairs
from tests.eval.telling import tell_together
from tests.eval.timelines import Item, add_results, compare_timelines, score_timelines
from tests.eval.timex_corpora import devdata

TEXT = "The ministers met and then met again in Lima."


def event(start: int, end: int) -> EventMention:
    return EventMention(start, end, TEXT[start:end], 0, "meet", "meet", 0, len(TEXT))


def gold(start: int, end: int) -> Gold:
    return Gold(start, end, TEXT[start:end], "1")


def test_a_mention_is_matched_once_and_an_exact_one_first() -> None:
    document = Document("a", TEXT, None, None, (gold(14, 21), gold(27, 30)), ((0, len(TEXT)),))
    near, exact, second = event(14, 17), event(27, 30), event(18, 30)
    pairs = match_mentions(document, [second, near, exact])
    assert [(g.start, e.start) for g, e in pairs] == [(27, 27), (14, 18)]
    assert match_mentions(document, []) == []


@pytest.mark.parametrize(
    ("wanted", "ours", "verdict"),
    [
        ("2010-06-07", "2010-06-07", "exact"),
        ("2010-06-07", "2010-06", "wider"),
        ("2010-06", "2010-06-07", "other"),
        ("2010-06-07", "2010-06-08", "other"),
        ("2010", None, "none"),
        ("2010", "XXXX-XX-XX", "none"),
    ],
)
def test_dates_are_exact_wider_or_other(wanted: str, ours: str | None, verdict: str) -> None:
    assert compare_dates(wanted, PartialDate.parse(ours) if ours else None) == verdict


def test_pairs_of_articles() -> None:
    some = [frozenset("abc"), frozenset("d")]
    assert score_pairs(some, some).f1 == 1
    score = score_pairs(some, [frozenset("ab"), frozenset("cd")])
    assert (score.precision, score.recall) == (1 / 2, 1 / 3)
    assert score_pairs(some, [frozenset(x) for x in "abcd"]).f1 == 0


def items(*entries: tuple[int, str | None, int]) -> list[Item]:
    return [Item(order, date, (("a", at, at + 4),)) for order, date, at in entries]


def test_timelines_count_dates_and_neighbours() -> None:
    wanted = items((1, "2006", 0), (2, "2010-06", 10), (2, "2010-06", 20))
    same = compare_timelines(wanted, wanted)
    assert same.awareness == (5, 5, 5, 5)
    # the middle one is missing: its neighbours' relation follows from the gold's whole order
    part = compare_timelines(wanted, [wanted[0], wanted[2]])
    assert part.awareness == (3, 3, 2, 5)
    turned = compare_timelines(wanted, items((1, "2010-06", 10), (2, "2006", 0)))
    assert turned.awareness == (2, 3, 2, 5)
    assert turned.order == (0, 1)
    foreign = compare_timelines(wanted, items((1, "2006", 90)))
    assert foreign.awareness == (0, 1, 0, 5)


def test_tokens_become_running_text() -> None:
    tokens = [
        "A",
        "title",
        "They",
        "'re",
        "in",
        "(",
        "old",
        ")",
        "Lima",
        ".",
        "At",
        "08",
        ":",
        "06",
    ]
    text, spans = join_tokens(tokens, {2})
    assert text == "A title\nThey're in (old) Lima. At 08:06"
    assert [text[a:b] for a, b in spans] == tokens


@pytest.fixture(scope="module")
def corpora() -> Path:
    folder = devdata()
    if folder is None:
        pytest.skip("the development corpora are absent (KB_DEVDATA)")
    return folder


def test_readers_give_gold_at_its_offsets(corpora: Path) -> None:
    counts = {}
    for name, read in (
        ("meantime", read_meantime),
        ("timeset", read_timeset),
        ("ecb", read_ecbplus),
        ("gvc", read_gvc),
    ):
        documents = list(read(corpora))
        counts[name] = len(documents)
        for document in documents:
            assert document.gold
            for g in document.gold:
                assert document.text[g.start : g.end] == g.text
                assert g.text.strip()
    assert counts == {"meantime": 30, "timeset": 18, "ecb": 196, "gvc": 78}
    documents_by_id, timelines = read_semeval(corpora)
    assert (len(documents_by_id), len(timelines)) == (30, 6)
    assert sum(map(len, timelines.values())) == 174


@pytest.mark.slow
def test_floor_of_event_mentions(corpora: Path) -> None:
    meantime = score_events(read_meantime(corpora))["all"]
    assert meantime.score.f1 >= 0.76
    assert meantime.participant_score.f1 >= 0.48
    assert meantime.dates["other"] <= 8


@pytest.mark.slow
def test_floor_of_merging(corpora: Path) -> None:
    told = tell_together(read_gvc(corpora))
    pairs, b3 = score_incidents(told, group_ours(told))["any"]
    assert pairs.precision >= 0.9
    assert pairs.f1 >= 0.7
    assert b3.f1 >= 0.84


@pytest.mark.slow
def test_seminal_events_stay_apart(corpora: Path) -> None:
    told = tell_together(read_ecbplus(corpora))
    joins = count_joins(told, group_ours(told))
    # most pairs of mentions that are merged must be of one half: the halves tell different events
    assert joins.pairs > 300
    assert joins.wrong / joins.pairs < 0.05
    assert len(joins.topics) <= 3


@pytest.mark.slow
def test_floor_of_timelines(corpora: Path) -> None:
    documents, timelines = read_semeval(corpora)
    results = score_timelines(tell_together(documents.values()), timelines)
    assert to_score(add_results(results.values()).awareness).f1 >= 0.085
