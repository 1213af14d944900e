"""Which graphs an update writes, and updates under the dataset of their request."""

from __future__ import annotations

from pathlib import Path

import pyoxigraph as ox
import pytest

from kb.errors import QueryError
from kb.store import EmbeddedStore
from kb.store.guard import find_syntax_error
from kb.store.updates import find_targets, set_dataset
from kb.vocab import PREFIXES

G, H = "http://x/g", "http://x/h"


@pytest.mark.parametrize(
    ("update", "targets"),
    [
        ("INSERT DATA { <a:s> a 1 }", {""}),
        (f"INSERT DATA {{ GRAPH <{G}> {{ <a:s> a 1 }} }}", {"", G}),
        (f"PREFIX x: <http://x/> INSERT DATA {{ GRAPH x:g {{ <a:s> a 1 }} }} ; DROP GRAPH <{H}>",
         {"", G, H}),
        (f"COPY <{G}> TO DEFAULT", {"", G}),
        (f"WITH <{G}> DELETE {{ ?s ?p 1 }} WHERE {{ GRAPH ?g {{ ?s ?p 1 }} }}", {"", G}),
        (f"CLEAR SILENT GRAPH <{G}>", {"", G}),
        ("CREATE GRAPH schema:g", {"", "https://schema.org/g"}),
        ("INSERT DATA { <a:s> a 'GRAPH ?g { } ; DROP ALL' } # DROP ALL", {""}),
        ("DROP ALL", None),
        ("clear named", None),
        (f"LOAD <http://x/file> INTO GRAPH <{G}>", None),
        ("DELETE WHERE { GRAPH ?g { ?s ?p 1 } }", None),
        ("INSERT { GRAPH?g { ?s a 1 } } WHERE { GRAPH ?g { ?s ?p 2 } }", None),
        ("INSERTDATA { GRAPH <a:b> { <a:s> a 1 } }", None),
        ("BASE <http://x/> DROP GRAPH <g>", None),
        ("DROP GRAPH nope:g", None),
        ("DROP GRAPH <http://x/\\u0067>", None),
        ("INSERT DATA { GRAPH:g { <a:s> a 1 } }", None),
    ],
)  # fmt: skip
def test_the_graphs_that_an_update_writes(update: str, targets: set[str] | None) -> None:
    found = find_targets(update, PREFIXES)
    assert found == targets if targets is not None else found is None


def test_updates_work_on_the_dataset_of_their_request() -> None:
    for update in (
        "INSERT { GRAPH <http://x/h> { ?s a ?o } } WHERE { ?s a ?o }",
        "INSERT DATA { <a:z> a 9 } ; insert { graph <http://x/h> { ?s a ?o } }where{ ?s a ?o }",
    ):
        store = ox.Store()
        store.update(f"INSERT DATA {{ GRAPH <{G}> {{ <a:s> a 1 }} <a:t> a 2 }}")
        store.update(set_dataset(update, [G], []))
        found = {quad.object.value for quad in store.quads_for_pattern(
            None, None, None, ox.NamedNode(H)) if isinstance(quad.object, ox.Literal)}  # fmt: skip
        assert found == {"1"}


def test_the_short_form_of_delete_works_on_the_dataset_too() -> None:
    store = ox.Store()
    store.update(f"INSERT DATA {{ GRAPH <{G}> {{ <a:s> a 1 }} <a:s> a 1 . <a:t> a 2 }}")
    store.update(set_dataset("DELETE WHERE { ?s a ?o }", [G], []))
    assert [str(quad.subject) for quad in store.quads_for_pattern(
        None, None, None, ox.DefaultGraph())] == ["<a:t>"]  # fmt: skip


@pytest.mark.parametrize(
    "update",
    [
        f"INSERT {{ ?s a 1 }} USING <{G}> WHERE {{ ?s a 2 }}",
        f"WITH <{G}> INSERT {{ ?s a 1 }} WHERE {{ ?s a 2 }}",
        "INSERT { ?s a 1 } WHERE { ?s ?p ?o FILTER(?o<'b>' && 1>0) }",
        "INSERTDATA { <a:s> a 1 }",
    ],
)
def test_updates_that_cannot_take_a_dataset_are_refused(update: str) -> None:
    with pytest.raises(QueryError):
        set_dataset(update, [G], [H])
    assert set_dataset(update, [], []) == update


def test_what_rests_on_no_graph_written_stays_as_it_is(tmp_path: Path) -> None:
    store = EmbeddedStore(tmp_path / "quads")
    insert = f"INSERT DATA {{ GRAPH <{G}> {{ <a:s> a 1 }} }}"
    store.update(insert)
    assert store.stale
    store.replace_graphs({}, derived=True)
    made = store.derived
    store.update(insert, apart=True)
    assert not store.stale
    store.replace_graphs({"": b'<a:s> <a:p> "1" .\n'}, apart=True)
    assert (store.stale, store.derived, store.generation) == (False, made, made + 2)
    assert store.holds_graph("")
    assert not store.holds_graph(H)
    store.update("DROP ALL")
    assert store.stale
    assert store.generation == made + 3
    store.update(insert, apart=True)
    assert store.stale
    with pytest.raises(QueryError, match="bookkeeping"):
        store.update("DROP GRAPH <urn:timeline-kb:store>")
    store.close()


@pytest.mark.parametrize(
    ("query", "line", "column", "hint"),
    [
        ("SELECT * {\n  ?s foo:bar ?o }", 2, 6, "the prefix foo: is not declared"),
        ("SELECT * {\n  ?s shema:name ?o }", 2, 6, "write schema:"),
        ("SELECT * { <http://a b> ?p 1 }", 1, 24, "IRI parsing failed"),
        ("SELECT ?x { BIND(1 AS ?y) } GROUP BY ?z", 1, 40, "a variable that is unbound"),
        ("SELECT * {", 1, 11, ""),
    ],
)
def test_syntax_errors_say_where_and_why(query: str, line: int, column: int, hint: str) -> None:
    with pytest.raises(SyntaxError) as caught:
        ox.Store().query(query)
    found = find_syntax_error(query, str(caught.value), PREFIXES)
    assert (found.line, found.column) == (line, column)
    assert hint in found.hint
    excerpt, caret = found.excerpt.split("\n")
    assert excerpt == query.split("\n")[line - 1]
    assert caret.index("^") == column - 1
