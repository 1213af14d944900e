"""Whatever comes in, nothing of it is an error of ours: no 500."""

from __future__ import annotations

from collections.abc import Iterator

import httpx2
import pytest
import schemathesis
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from server.settings import Settings
from tests.server.live import Live, serve
from tests.story import open_story

QUIET = settings(
    max_examples=8,
    deadline=None,
    suppress_health_check=list(HealthCheck),
    database=None,
)
BUSY = {503, 504}  # by design: what takes too long is ended


@pytest.fixture(scope="module")
def live(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Live]:
    path = tmp_path_factory.mktemp("fuzzed") / "kb"
    open_story(path).close()
    limits = Settings(readers=1, query_timeout=1.0, update_timeout=1.0, open_writes=True)
    with serve(path, limits) as running:
        yield running


@pytest.fixture(scope="module")
def web(live: Live) -> Iterator[httpx2.Client]:
    with httpx2.Client(base_url=live.address, trust_env=False, timeout=120) as client:
        yield client


def test_every_operation_of_the_document(live: Live) -> None:
    schema = schemathesis.openapi.from_url(f"{live.address}/openapi.json")
    seen = set()
    for found in schema.get_all_operations():
        operation = found.ok()
        seen.add((operation.method, operation.path))

        @given(case=operation.as_strategy())
        @QUIET
        def check(case: schemathesis.Case) -> None:
            answer = case.call(timeout=120)
            assert answer.status_code < 500 or answer.status_code in BUSY, answer.text
            if answer.status_code >= 400:
                assert "application/problem+json" in answer.headers["content-type"]

        check()
    assert ("post", "/sparql") in {(method.lower(), path) for method, path in seen}
    assert len(seen) > 25


# SPARQL out of its own pieces, well made and not

_TERMS = st.sampled_from(
    ["?s", "?o", "<http://x/a>", "sem:Event", "a", '"x"', "'y'@en", '"1"^^xsd:integer', "1", "1.5",
     "true", "[]", "()", "_:b", "<<( ?s ?p 1 )>>", "<http://x/a", '"unclosed', "nope:x", "<>",
     "?a<'b>'", "\\u0041", "$x", "\U0001f600", "\x00", "\udcff"]
)  # fmt: skip
_WORDS = st.sampled_from(
    ["SELECT", "*", "{", "}", "(", ")", ".", ";", ",", "WHERE", "FILTER", "OPTIONAL", "UNION",
     "GRAPH", "MINUS", "BIND", "AS", "VALUES", "GROUP BY", "HAVING", "ORDER BY", "LIMIT 1",
     "OFFSET 1", "ASK", "CONSTRUCT", "DESCRIBE", "FROM", "NAMED", "PREFIX x: <x:>", "BASE <x:>",
     "COUNT(*)", "STR(?s)", "REGEX(?o, '(')", "EXISTS", "IN", "+", "-", "*", "/", "^", "|", "!",
     "=", "<", ">", "&&", "||", "#", "INSERT", "DELETE", "DATA", "LOAD", "SERVICE", "CLEAR ALL",
     "LATERAL", "VERSION '1.2'"]
)  # fmt: skip
_SOUP = st.lists(_TERMS | _WORDS, max_size=30).map(" ".join)
_PATTERN = st.recursive(
    st.tuples(_TERMS, _TERMS, _TERMS).map(lambda triple: " ".join(triple) + " ."),
    lambda inner: st.lists(inner, min_size=1, max_size=3).map(
        lambda parts: "{ " + " } UNION { ".join(parts) + " }"
    ) | inner.map(lambda part: f"OPTIONAL {{ {part} }}"),
    max_leaves=6,
)  # fmt: skip
_QUERY = _PATTERN.map(lambda pattern: f"SELECT * WHERE {{ {pattern} }} LIMIT 5")


def _encode(text: str) -> bytes:
    return text.encode("utf-8", "surrogatepass")


@given(text=_SOUP | _QUERY | st.text(max_size=200))
@settings(QUIET, max_examples=300)
def test_sparql_of_all_sorts(web: httpx2.Client, text: str) -> None:
    for kind in ("query", "update"):
        answer = web.post(
            "/sparql", content=_encode(text), headers={"Content-Type": f"application/sparql-{kind}"}
        )
        assert answer.status_code < 500 or answer.status_code in BUSY, (kind, text, answer.text)


@given(
    media=st.sampled_from(["text/turtle", "application/ld+json", "application/rdf+xml",
                           "application/n-quads", "multipart/form-data; boundary=b"]),
    body=st.binary(max_size=200) | _SOUP.map(_encode),
)  # fmt: skip
@settings(QUIET, max_examples=150)
def test_graphs_of_all_sorts(web: httpx2.Client, media: str, body: bytes) -> None:
    answer = web.put("/store?graph=x:fuzz", content=body, headers={"Content-Type": media})
    assert answer.status_code < 500 or answer.status_code in BUSY, answer.text
