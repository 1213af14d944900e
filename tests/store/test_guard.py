"""The look at a query before it is run: nothing gets to the network, nothing fells the engine."""

from __future__ import annotations

import contextlib
import time

import pyoxigraph as ox
import pytest
from hypothesis import given
from hypothesis import strategies as st

from kb.errors import QueryError
from kb.store.guard import DEEPEST, LONGEST_QUERY, check_query

HIDDEN = [
    "SELECT * { SERVICE <http://127.0.0.1:9/> { ?s ?p ?o } }",
    "SELECT * { service silent <http://127.0.0.1:9/> { ?s ?p ?o } }",
    "SELECT * {SERVICE<http://127.0.0.1:9/>{}}",
    "SELECT * {SERVICESILENT<http://127.0.0.1:9/>{}}",
    "PREFIX : <http://127.0.0.1:9/> SELECT * {SERVICE:x{}}",
    "PREFIX s: <http://127.0.0.1:9/> SELECT * {SERVICEs:x{}}",
    "SELECT * { ?s ?p 1.SERVICE<http://127.0.0.1:9/>{} }",
    "SELECT * { ?s ?p true.SERVICE<http://127.0.0.1:9/>{} }",
    "SELECT * { ?s ?p ?x.SERVICE<http://127.0.0.1:9/>{} }",
    "SELECT * { {}#'\nSERVICE <http://127.0.0.1:9/> {} #'\n}",
    "SELECT * { ?s ?p <http://x/'>, <http://x/'> SERVICE <http://127.0.0.1:9/> {} }",
    "SELECT * { ?a ?p ?b FILTER(?a<'b>')SERVICE <http://127.0.0.1:9/> {?s ?p '' } }",
    "SELECT * { BIND(1 AS ?a) FILTER(?a<'b>')SERVICE<http://127.0.0.1:9/>{BIND('x' AS ?c)} }",
    "PREFIX b: <b:> SELECT * { FILTER(1<b:c#>'''\n)SERVICE<http://127.0.0.1:9/>{} #'''\n}",
    'SELECT * { VALUES ?x { """b" } SERVICE <http://127.0.0.1:9/> {} }',
    "SELECT * { ?s ?p 'it\\'s' SERVICE <http://127.0.0.1:9/> {} }",
    'SELECT * { ?s ?p """a""b\\"""" SERVICE <http://127.0.0.1:9/> {} }',
    "SELECT * { ?s <http://x/\\u0027> ?o SERVICE <http://127.0.0.1:9/> {} ?s ?p 'x' }",
    "LOAD <http://127.0.0.1:9/>",
]
HARMLESS = [
    "SELECT * { ?s ?p 'SERVICE <http://x/> {}' }",
    'SELECT * { ?s ?p """a "quoted" SERVICE\n<http://x/>""" }',
    "SELECT * { ?service ?p $load }",
    "SELECT * { ?s <http://x/SERVICE/load> ?o } # SERVICE <http://x/> {}",
    "PREFIX ex: <http://x/> SELECT * { ?s ex:service ex:load }",
    "PREFIX ns: <http://x/ns#> SELECT * { ?s ns:p 'secret service' }",
    "SELECT * { ?s ?p ?o FILTER(?o < 5 && ?o > 3) }",
    "SELECT * { ?s ?p 'colour'@en-GB , 'it\\'s' }",
]


@pytest.mark.parametrize("query", HIDDEN)
def test_no_way_to_the_network_is_missed(query: str) -> None:
    with pytest.raises(QueryError):
        check_query(query)


@pytest.mark.parametrize("query", HARMLESS)
def test_what_only_looks_so_is_let_through(query: str) -> None:
    check_query(query)
    list(ox.Store().query(query))  # type: ignore[arg-type]


def test_service_can_be_allowed() -> None:
    check_query(HIDDEN[0], allow_service=True)


@pytest.mark.parametrize("opening", ["{", "(", "[", "STR(", "!(", "OPTIONAL {"])
def test_deep_nesting_is_refused(opening: str) -> None:
    check_query(opening * DEEPEST)
    with pytest.raises(QueryError, match="deep"):
        check_query(opening * (DEEPEST + 1))


def test_long_queries_are_refused() -> None:
    with pytest.raises(QueryError, match="1,000,001"):
        check_query(" " * (LONGEST_QUERY + 1))


@pytest.mark.parametrize(
    "piece",
    ["-", '"""a', "<", "a", '"', "'''", "\\", "?", ":", "a:", '"\\', '""a', "<a:'", "service<"],
)
def test_hostile_runs_are_looked_at_in_linear_time(piece: str) -> None:
    query = (piece * LONGEST_QUERY)[:LONGEST_QUERY]
    started = time.process_time()
    with contextlib.suppress(QueryError):
        check_query(query)
    assert time.process_time() - started < 5


PIECES = st.sampled_from(
    ["SERVICE", "<http://127.0.0.1:9/>", "{", "}", "'", '"', "'''", '"""', "<", ">", "#", "\n", " ",
     "\\", "?a", "FILTER(", ")", "1", ".", ":", "p:x", "true", "&&", "VALUES ?x {", "SELECT * {"]
)  # fmt: skip


@given(st.lists(PIECES, max_size=25))
def test_what_is_let_through_never_reaches_the_network(pieces: list[str]) -> None:
    query = "".join(["PREFIX p: <p:> SELECT * { ", *pieces, " }"])
    try:
        check_query(query)
    except QueryError:
        return
    try:
        list(ox.Store().query(query))  # type: ignore[arg-type]
    except SyntaxError:
        pass
    except OSError as error:
        raise AssertionError(f"reached the network: {query!r}") from error
