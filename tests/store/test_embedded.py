"""The embedded store: atomic, locked, and clear about what is wrong."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pyoxigraph as ox
import pytest

from kb.errors import QueryError, StoreError, StoreLocked
from kb.store import EmbeddedStore, check_base, open_folder, write_triples
from kb.store.interface import select

A, B = "http://kb.test/articles/a", "http://kb.test/articles/b"


def line(subject: str, value: str) -> bytes:
    return f'<http://kb.test/{subject}> <http://kb.test/p> "{value}" .\n'.encode()


def values(store: EmbeddedStore, graph: str | None = None) -> set[str]:
    return {getattr(quad.object, "value", "") for quad in store.quads(graph)}


@pytest.fixture
def store(tmp_path: Path) -> EmbeddedStore:
    return EmbeddedStore(tmp_path / "quads")


def test_graphs_are_replaced_and_removed(store: EmbeddedStore) -> None:
    store.replace_graphs({A: line("x", "one"), B: line("y", "two")})
    store.replace_graphs({A: line("x", "three")})
    assert values(store) == {"three", "two"}
    store.replace_graphs({A: b""})
    assert values(store) == {"two"}
    assert list(store.graphs()) == [B]


def test_a_failed_write_changes_nothing(store: EmbeddedStore) -> None:
    store.replace_graphs({A: line("x", "one")})
    with pytest.raises(StoreError, match="nothing is stored"):
        store.replace_graphs({A: line("x", "two"), B: b"this is no triple ."})
    assert values(store) == {"one"}
    assert store.generation == 1


def test_added_triples_stay_beside_what_is_there(store: EmbeddedStore) -> None:
    store.replace_graphs({A: line("x", "one")}, added={B: line("t", "first")})
    store.replace_graphs({A: line("x", "two")}, added={B: line("t", "second") + line("t", "first")})
    assert values(store, B) == {"first", "second"}
    assert len(list(store.quads(B))) == 2


def test_generations_grow_and_tell_what_is_stale(store: EmbeddedStore) -> None:
    assert (store.generation, store.stale) == (0, False)
    assert store.replace_graphs({A: line("x", "one")}) == 1
    assert store.stale
    assert store.replace_graphs({B: line("e", "derived")}, derived=True) == 2
    assert not store.stale
    store.update("INSERT DATA { GRAPH <http://kb.test/own> { <http://a> <http://b> 1 } }")
    assert store.stale
    assert store.generation == 3


def test_a_failed_update_changes_nothing(store: EmbeddedStore) -> None:
    store.replace_graphs({A: line("x", "one")})
    with pytest.raises(QueryError, match="not SPARQL"):
        store.update("DELETE WHERE { ?s ?p ?o } ; INSERT")
    assert values(store) == {"one"}


def test_everything_is_there_after_reopening(tmp_path: Path) -> None:
    first = EmbeddedStore(tmp_path / "quads")
    first.replace_graphs({A: line("x", "one")})
    first.close()
    first.close()
    with pytest.raises(StoreError, match="closed"):
        first.generation  # noqa: B018
    again = EmbeddedStore(tmp_path / "quads")
    assert values(again) == {"one"}
    assert again.generation == 1


def test_a_second_opener_is_told_of_the_lock(store: EmbeddedStore) -> None:
    with pytest.raises(StoreLocked, match="open in another process"):
        EmbeddedStore(store.path)
    code = (
        "import sys; from pathlib import Path; from kb.store import EmbeddedStore\n"
        "from kb.errors import StoreLocked\n"
        "try: EmbeddedStore(Path(sys.argv[1]))\n"
        "except StoreLocked: sys.exit(7)\n"
    )
    done = subprocess.run([sys.executable, "-c", code, str(store.path)], check=False)
    assert done.returncode == 7


def test_a_damaged_store_is_named(tmp_path: Path) -> None:
    store = EmbeddedStore(tmp_path / "quads")
    store.replace_graphs({A: line("x", "one")})
    store.close()
    (tmp_path / "quads" / "CURRENT").write_bytes(b"\x00garbage")
    with pytest.raises(StoreError, match="damaged"):
        EmbeddedStore(tmp_path / "quads")


def test_queries_see_all_graphs_and_bind_terms(store: EmbeddedStore) -> None:
    store.replace_graphs({A: line("x", "one"), B: line("y", "a ] } value")})
    query = "SELECT ?s ?wanted { ?s <http://kb.test/p> ?wanted }"
    rows = select(store, query, {"wanted": ox.Literal("a ] } value")})
    assert [row["s"] for row in rows] == [ox.NamedNode("http://kb.test/y")]


@pytest.mark.parametrize(
    ("query", "words"),
    [
        ("SELECT * {", "line 1, column 11: the end was not expected"),
        ("SELECT *\n{ ?s ?p } LIMIT", "line 2, column"),
        ("SELECT * { ?s nope:thing ?o }", "not SPARQL"),
        ('SELECT * { ?s ?p "open }', "line 1: a string is not closed"),
        ("SELECT (<http://no.such/function>(1) AS ?x) {}", "cannot be run"),
    ],
)
def test_wrong_queries_say_where(store: EmbeddedStore, query: str, words: str) -> None:
    with pytest.raises(QueryError, match=words.replace("(", r"\(")):
        list(store.query(query))  # type: ignore[arg-type]


def test_a_snapshot_keeps_what_it_saw(store: EmbeddedStore, tmp_path: Path) -> None:
    store.replace_graphs({A: line("x", "one")})
    store.copy_to(tmp_path / "snapshot")
    store.replace_graphs({A: line("x", "two")})
    assert values(EmbeddedStore(tmp_path / "snapshot", read_only=True)) == {"one"}
    with pytest.raises(StoreError):
        store.copy_to(tmp_path / "snapshot")


def test_any_text_comes_back_as_it_went_in(store: EmbeddedStore) -> None:
    text = 'a "b" \\ \\u0041 } ; DROP ALL \x00\x01\r\n\t\x85\u2028 \U0001f600 e\u0301 \'\'\' """'
    name = ox.NamedNode("http://kb.test/p")
    store.replace_graphs({A: write_triples([ox.Triple(name, name, ox.Literal(text))])})
    assert values(store) == {text}


def test_blank_nodes_of_two_graphs_stay_apart(store: EmbeddedStore) -> None:
    name, blank = ox.NamedNode("http://kb.test/p"), ox.BlankNode("same")
    triples = [ox.Triple(blank, name, ox.Literal("x"))]
    store.replace_graphs({A: write_triples(triples, "a"), B: write_triples(triples, "b")})
    assert len({quad.subject for quad in store.quads()}) == 2


# The folder


def test_a_folder_is_made_once_and_keeps_its_base(tmp_path: Path) -> None:
    made = open_folder(tmp_path / "deep" / "kb", "https://example.com/news")
    assert made.base == "https://example.com/news/"
    assert open_folder(tmp_path / "deep" / "kb") == made
    assert open_folder(tmp_path / "deep" / "kb", "https://example.com/news/") == made
    with pytest.raises(StoreError, match="can never change"):
        open_folder(tmp_path / "deep" / "kb", "https://example.com/other/")


@pytest.mark.parametrize("base", ["kb", "", "file:///tmp/", "http://", "http://a b/", "http://a/?x=1",
                                  "http://a/#x"])  # fmt: skip
def test_bases_that_cannot_be_are_refused(base: str) -> None:
    with pytest.raises(StoreError, match="base"):
        check_base(base)


def test_a_folder_with_something_else_is_left_alone(tmp_path: Path) -> None:
    (tmp_path / "letters.txt").write_text("dear all")
    with pytest.raises(StoreError, match=r"letters\.txt"):
        open_folder(tmp_path)
    assert [entry.name for entry in tmp_path.iterdir()] == ["letters.txt"]
    with pytest.raises(StoreError, match="a file stands"):
        open_folder(tmp_path / "letters.txt")


def test_a_half_made_folder_is_made_whole(tmp_path: Path) -> None:
    (tmp_path / ".kb.json.x3f").write_text('{"form')  # what a kill in the middle leaves
    assert open_folder(tmp_path, "http://kb.test/").base == "http://kb.test/"
    assert json.loads((tmp_path / "kb.json").read_text())["base"] == "http://kb.test/"


def test_nothing_is_made_to_read(tmp_path: Path) -> None:
    with pytest.raises(StoreError, match="no knowledge base here"):
        open_folder(tmp_path / "none", create=False)
    assert not (tmp_path / "none").exists()


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("{", "damaged"),
        ("[]", "damaged"),
        ('{"format": 99, "base": "http://kb.test/"}', "99"),
        ('{"format": 1, "base": 5}', "damaged"),
    ],
)
def test_a_damaged_description_is_named(tmp_path: Path, text: str, words: str) -> None:
    (tmp_path / "kb.json").write_text(text)
    with pytest.raises(StoreError, match=words):
        open_folder(tmp_path)
