"""A knowledge base by the address of its server gives the same as the folder."""

from __future__ import annotations

from collections.abc import Iterator

import pyoxigraph as ox
import pytest

from kb.errors import QueryError, StoreError, UnknownName
from kb.knowledge import KnowledgeBase
from kb.question_files import load_questions
from kb.record import read_record
from kb.results import to_pandas
from kb.store.bind import bind_terms
from kb.store.interface import text_of
from tests.newsroom import MEETING, QUAKE, a_newsroom
from tests.newsroom_answers import ANN, ANSWERS
from tests.served import serve_newsroom
from tests.toy import BASE


@pytest.fixture(scope="module")
def address(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    with serve_newsroom(tmp_path_factory.mktemp("remote")) as served:
        yield f"{served}/sparql"


@pytest.fixture(scope="module")
def known(address: str) -> KnowledgeBase:
    return KnowledgeBase.open(address)


@pytest.fixture(scope="module")
def local(tmp_path_factory: pytest.TempPathFactory) -> Iterator[KnowledgeBase]:
    with a_newsroom(tmp_path_factory.mktemp("local") / "kb") as opened:
        yield opened


def test_the_base_is_found_out(known: KnowledgeBase) -> None:
    assert known.base == BASE


@pytest.mark.parametrize(
    "asked",
    [{}, {"actor": ANN}, {"place": "Peru", "from_": "2020"}, {"text": "meet"}, {"min_sources": 3}],
)
def test_timelines_are_the_same(
    known: KnowledgeBase, local: KnowledgeBase, asked: dict[str, object]
) -> None:
    assert known.timeline(**asked).events == local.timeline(**asked).events


@pytest.mark.parametrize("name", sorted(ANSWERS))
def test_questions_have_the_same_answers(known: KnowledgeBase, name: str) -> None:
    given, columns, expected = ANSWERS[name]
    found = known.ask(load_questions()[name], **given)
    assert isinstance(found, ox.QuerySolutions)
    rows = [
        tuple("" if (t := row[column]) is None else text_of(t) for column in columns.split())
        for row in found
    ]
    assert rows == expected


def test_things_are_read_over_the_wire(known: KnowledgeBase, local: KnowledgeBase) -> None:
    assert known.event("ann and bob meet in lima").id == MEETING
    assert (
        read_record(known, QUAKE).as_json()["details"]
        == (read_record(local, QUAKE).as_json()["details"])
    )
    frame = to_pandas(known.query("SELECT ?l { ?e a sem:Event ; rdfs:label ?l } ORDER BY ?l"))
    assert len(frame) == 10
    assert bool(known.query("ASK { ?e a sem:Event }"))
    triples = known.query("CONSTRUCT { ?e rdfs:label ?l } WHERE { ?e a sem:Event ; rdfs:label ?l }")
    assert isinstance(triples, ox.QueryTriples)
    assert len(list(triples)) == 10
    assert f"{BASE}graph/events" in set(known.store.graphs())


def test_what_cannot_be_done_is_said(known: KnowledgeBase) -> None:
    with pytest.raises(QueryError, match="400"):
        known.query("SELECT WRONG")
    with pytest.raises(UnknownName, match="Ann Silwa"):
        known.timeline(actor="Ann Silwa")
    with pytest.raises(StoreError, match="nothing can be written here"):
        known.remove("p1") if known.article("p1") else None
    with pytest.raises(StoreError, match="/search"):
        known.search("Lima")
    with pytest.raises(StoreError, match="does not answer"):
        KnowledgeBase.open("http://127.0.0.1:9/sparql")
    with pytest.raises(StoreError, match="is no address"):
        KnowledgeBase.open("http:///sparql")


# Terms in the text of a query

X, WORDS = ox.NamedNode("http://x.test/x"), ox.Literal('a "quoted" \\ ?x\n} # end')


@pytest.mark.parametrize(
    "sparql",
    [
        "SELECT ?s ?x { ?s ?p ?x }",
        "SELECT DISTINCT ?s ?x WHERE { ?s ?p ?o FILTER(?o = ?x || '?x' = \"?x\") } ORDER BY ?s",
        "SELECT ?s (COUNT(?o) AS ?n) ?x { ?s ?p ?o FILTER(?o = ?x) } GROUP BY ?s ?x "
        "HAVING (COUNT(?o) >= 1) ORDER BY ?s",
        "SELECT ?s ?x { { SELECT ?s ?x { ?s ?p ?o } GROUP BY ?s ?x } ?s ?p ?x # ?x }\n}",
        "SELECT ?s ?x { ?s ?p ?o MINUS { ?s <http://x.test/none> ?x } }",
    ],
)
@pytest.mark.parametrize("term", [X, WORDS], ids=["iri", "literal"])
def test_a_bound_query_gives_what_the_engine_binds(sparql: str, term: ox.NamedNode) -> None:
    store = ox.Store()
    for n, value in enumerate((X, WORDS, ox.Literal("other"))):
        s = ox.NamedNode(f"http://x.test/s{n}")
        store.add(ox.Quad(s, ox.NamedNode("http://x.test/p"), value))
    engine = store.query(sparql, substitutions={ox.Variable("x"): term})
    text = store.query(bind_terms(sparql, {"x": term}))
    columns = [v.value for v in engine.variables]  # type: ignore[union-attr]
    assert [v.value for v in text.variables] == columns  # type: ignore[union-attr]
    as_rows = [sorted(str([row[c] for c in columns]) for row in rows) for rows in (engine, text)]  # type: ignore[union-attr]
    assert as_rows[0] == as_rows[1] != []
