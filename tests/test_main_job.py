"""The main job, end to end: articles in, events out, asked by timeline and by SPARQL.

The sample articles are the project's own. The customer's five articles are read where they lie
beside the checkout, and skipped with a reason elsewhere: they are not ours to ship.
"""

from __future__ import annotations

import itertools
import os
import random
from collections.abc import Iterator
from pathlib import Path

import pytest

from kb.article import Article
from kb.knowledge import KnowledgeBase
from kb.read import read_articles
from kb.resources import data_folder
from kb.timeline_event import TimelineEvent
from kb.vocab import PREFIXES

CUSTOMER = Path(
    os.environ.get("KB_CUSTOMER_ARTICLES", Path(__file__).parents[2] / "shared" / "articles")
)
needs_customer = pytest.mark.skipif(
    not CUSTOMER.is_dir(), reason="the customer's articles are not on this machine"
)
MEETING = {"Sanae Takaichi", "Xi Jinping"}


def load(folder: Path) -> list[Article]:
    articles = list(read_articles([folder]))
    assert all(isinstance(a, Article) for a in articles), articles
    return [a for a in articles if isinstance(a, Article)]


@pytest.fixture(scope="module")
def samples(tmp_path_factory: pytest.TempPathFactory) -> Iterator[KnowledgeBase]:
    with KnowledgeBase.open(tmp_path_factory.mktemp("samples") / "kb") as base:
        base.add(load(Path(str(data_folder("samples")))), workers=1)
        yield base


@pytest.fixture(scope="module")
def customer(tmp_path_factory: pytest.TempPathFactory) -> Iterator[KnowledgeBase]:
    with KnowledgeBase.open(tmp_path_factory.mktemp("customer") / "kb") as base:
        base.add(load(CUSTOMER), workers=1)
        yield base


def names(event: TimelineEvent) -> set[str]:
    return {a.name for a in event.actors}


def meetings(base: KnowledgeBase, *people: str) -> list[TimelineEvent]:
    found = base.timeline(actor=people[0], limit=None).events
    return [e for e in found if names(e) == set(people) and e.type.id.endswith("/meet")]


def test_the_samples_tell_one_meeting_of_31_october_2025(samples: KnowledgeBase) -> None:
    (event,) = [e for e in meetings(samples, *MEETING) if e.date and e.date.edtf == "2025-10-31"]
    assert event.places[0].name == "Gyeongju"
    assert event.source_count >= 4
    # a wire story and its reprint are two sources and one voice
    assert event.independent_source_count < event.source_count


def test_a_joint_statement_known_to_the_year_stays_known_to_the_year(
    samples: KnowledgeBase,
) -> None:
    (event,) = [
        e
        for e in samples.timeline(actor="Shinzo Abe").events
        if e.type.id.endswith("/joint-statement")
    ]
    assert event.date is not None
    assert (event.date.edtf, event.date.granularity) == ("2006", "year")
    assert names(event) == {"Shinzo Abe", "Hu Jintao"}


def test_every_quote_is_what_stands_in_its_article(samples: KnowledgeBase) -> None:
    for event in samples.timeline(limit=None, status="any").events:
        for source in event.sources:
            text = samples.article(source.article).text
            assert source.quotes
            assert all(text[q.start : q.end] == q.exact for q in source.quotes)


def test_the_store_of_the_samples_passes_its_own_checks(samples: KnowledgeBase) -> None:
    assert samples.check() == {}


def test_outlets_that_differ_are_shown_with_both_their_values(samples: KnowledgeBase) -> None:
    disputed = [e for e in samples.timeline(limit=None).events if e.disputes]
    (quake,) = [e for e in disputed if e.type.id.endswith("/earthquake")]
    (dispute,) = quake.disputes
    assert {p.value for p in dispute.positions} == {"7.7", "7.8"}
    assert all(p.articles for p in dispute.positions)


def test_a_monarch_is_one_person_with_and_without_the_numeral(samples: KnowledgeBase) -> None:
    (death,) = [
        e for e in samples.timeline(type="death", from_="2022", to="2022").events if e.actors
    ]
    assert names(death) == {"Elizabeth II"}
    assert death.source_count == 2


def everything(base: KnowledgeBase) -> list[str]:
    """The events graph as sorted lines: equal lists, equal graphs."""
    query = f"SELECT ?s ?p ?o WHERE {{ GRAPH <{base.base}graph/events> {{ ?s ?p ?o }} }}"
    rows = base.query(query)
    return sorted(" ".join(str(term) for term in row) for row in rows)  # type: ignore[union-attr]


@needs_customer
def test_the_customers_meeting_is_one_event_told_by_all_five(customer: KnowledgeBase) -> None:
    dated = [e for e in meetings(customer, *MEETING) if e.date is not None]
    (event,) = dated
    assert event.date is not None
    assert (event.date.edtf, event.date.granularity) == ("2025-10-31", "day")
    assert [p.name for p in event.places] == ["Gyeongju", "South Korea"]
    assert event.source_count == 5
    assert all(source.quotes for source in event.sources)


@needs_customer
@pytest.mark.parametrize(
    ("people", "type_", "edtf", "sources"),
    [
        (("Shinzo Abe", "Hu Jintao"), "joint-statement", "2006", 1),
        (("Xi Jinping", "Shigeru Ishiba"), "meet", "2024-11", 1),
        (("Xi Jinping", "Donald Trump"), "meet", "2025-10-30", 2),
    ],
)
def test_the_customers_other_events(
    customer: KnowledgeBase, people: tuple[str, ...], type_: str, edtf: str, sources: int
) -> None:
    (event,) = [
        e
        for e in customer.timeline(actor=people[0], limit=None).events
        if names(e) == set(people) and e.type.id.endswith(f"/{type_}")
    ]
    assert event.date is not None
    assert event.date.edtf == edtf
    assert event.source_count == sources


@needs_customer
def test_a_date_says_what_it_was_read_from(customer: KnowledgeBase) -> None:
    (meeting,) = [e for e in meetings(customer, *MEETING) if e.date is not None]
    assert meeting.date is not None
    assert meeting.date.text is not None
    assert meeting.date.text.startswith("Friday")
    assert meeting.date.anchor is not None
    assert "Friday" in meeting.date.anchor


@needs_customer
def test_who_said_it_is_disputed_between_two_articles(customer: KnowledgeBase) -> None:
    (meeting,) = [e for e in meetings(customer, *MEETING) if e.date is not None]
    (dispute,) = [d for d in meeting.disputes if d.field.endswith("speaker")]
    assert [p.value.partition(":")[0] for p in dispute.positions] == [
        "Sanae Takaichi",
        "Xi Jinping",
    ]
    assert all("direction" in p.value for p in dispute.positions)


@needs_customer
def test_the_talks_in_peru_were_in_peru(customer: KnowledgeBase) -> None:
    (event,) = meetings(customer, "Xi Jinping", "Shigeru Ishiba")
    assert [p.name for p in event.places] == ["Peru"]


@needs_customer
def test_nothing_is_dated_by_guesswork_or_made_of_page_furniture(customer: KnowledgeBase) -> None:
    furniture = ("min read", "SEE ALSO", "inbox", "Comments", "of the sources lean", "Factuality",
                 "Total News Sources", "feedback on", "Read Full Article")  # fmt: skip
    for event in customer.timeline(limit=None, status="any").events:
        if event.date is not None and event.date.earliest is not None:
            assert "2000" <= event.date.earliest < "2027", event
        for source in event.sources:
            for quote in source.quotes:
                assert not any(words in quote.exact for words in furniture), quote


@needs_customer
def test_order_repetition_and_batches_do_not_matter(tmp_path: Path) -> None:
    articles = load(CUSTOMER)
    expected = None
    shuffled = list(itertools.permutations(articles))
    random.Random(7).shuffle(shuffled)
    for n, order in enumerate(shuffled[:3]):
        with KnowledgeBase.open(tmp_path / f"order-{n}") as base:
            if n == 0:
                base.add(order, workers=1)
            elif n == 1:
                base.add([*order, *order], workers=1)
            else:
                for article in order:
                    base.add([article], workers=1)
            graph = everything(base)
        assert graph
        expected = graph if expected is None else expected
        assert graph == expected


def test_timeline_and_question_agree(samples: KnowledgeBase) -> None:
    by_timeline = {e.id for e in samples.timeline(actor="Shinzo Abe", limit=None).events}
    rows = samples.ask("events-of-actor", actor="Shinzo Abe")
    by_question = {row["event"].value for row in rows}  # type: ignore[union-attr,index]
    assert by_timeline == by_question
    assert by_timeline


def test_plain_sparql_needs_no_prefixes(samples: KnowledgeBase) -> None:
    assert "sem" in PREFIXES
    rows = list(samples.query("SELECT ?e WHERE { ?e a sem:Event }"))  # type: ignore[arg-type]
    assert len(rows) > 20
