"""Derived piece by piece is as derived from nothing, and only the difference is written."""

from __future__ import annotations

import ast
import io
import random
from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import lru_cache
from pathlib import Path

import pyoxigraph as ox
import pytest

from kb import vocab
from kb.article import Article
from kb.derive import Derivation, Derived, events_graph, times_graph
from kb.errors import StoreError
from kb.extract import Extract, Extracted, Result, extract_articles
from kb.knowledge import KnowledgeBase
from kb.lookup import log_graph, retired_graph
from kb.merge import reports
from kb.store import EmbeddedStore
from kb.transfer import dump_quads
from tests.toy import BASE, toy_extract, toy_merge

PEOPLE = ("Anna", "Omar", "Lena", "Ivo")
TOLD = (
    "Prime Minister Anna Lind met President Omar Haddad in Berlin on March 15, 2024.",
    "Lind and Haddad met for nearly 30 minutes in Berlin, officials said on Saturday.",
    "President Omar Haddad met Anna Lind in Oslo on June 4, 2024, and they signed a treaty.",
    "A storm killed 12 people in Oslo on March 14, 2024, the police said.",
    "The storm in Oslo killed 15 people, the police said on Friday.",
    "Haddad said on Friday that he would visit Paris in May 2024.",
)


def write_toy(chance: random.Random) -> Article:
    """One of twelve articles, in one of many versions."""
    number = chance.randrange(12)
    said = []
    for _ in range(chance.randint(0, 3)):
        one, other = chance.sample(PEOPLE, 2)
        said.append(f"{one} met {other} in Paris on 2024-01-1{chance.randrange(4)}.")
    return Article(" ".join(["News.", *said]), url=f"http://paper.test/{number}")


def write_news(chance: random.Random) -> Article:
    """One of six short articles, in one of several versions."""
    number = chance.randrange(6)
    text = " ".join(chance.sample(TOLD, chance.choice((1, 2))))
    # no name of a publisher, or all would be one source
    return Article(text, url=f"http://paper{number}.test/", published="2024-03-16")


@lru_cache(maxsize=200)
def _extract_once(article: Article, base: str) -> Result:
    return extract_articles([article], base)[0]


def extract_quickly(articles: Sequence[Article], base: str) -> list[Result]:
    """The same as `extract_articles`, each article read once in all tests."""
    return [_extract_once(article, base) for article in articles]


def dump(known: KnowledgeBase) -> bytes:
    """Everything but what tells of the past: which events were there before others."""
    stream = io.BytesIO()
    dump_quads(known, stream)
    past = tuple(f"<{graph(BASE)}>".encode() for graph in (retired_graph, log_graph))
    lines = stream.getvalue().splitlines(keepends=True)
    return b"".join(line for line in lines if not any(mark in line for mark in past))


def dump_rebuilt(known: KnowledgeBase, folder: Path) -> bytes:
    """What a copy of the store holds after a full rebuild; `known` is not touched."""
    known.store.copy_to(folder)  # type: ignore[attr-defined]
    with KnowledgeBase(
        EmbeddedStore(folder),
        known.base,
        extract=toy_extract,
        merge=getattr(known._derivation, "_merge", None),
    ) as copy:
        # nothing of what was derived before may help
        copy.store.replace_graphs({events_graph(BASE): b""})
        copy.rebuild()
        return dump(copy)


@pytest.mark.parametrize("seed", range(6))
@pytest.mark.parametrize("real", [False, True])
def test_step_by_step_is_as_rebuilt(tmp_path: Path, seed: int, real: bool) -> None:
    chance = random.Random(seed)
    write = write_news if real else write_toy
    extract: Extract = extract_quickly if real else toy_extract
    merge = None if real else toy_merge
    path = tmp_path / "kb"
    known = KnowledgeBase.open(path, BASE, extract=extract, merge=merge)
    sizes = set()
    for step in range(14):
        there = sorted(known.article_graphs())
        action = chance.random()
        if action < 0.25 and there:
            known.remove(*chance.sample(there, chance.randint(1, len(there))))
        elif action < 0.35:
            known.close()
            known = KnowledgeBase.open(path, BASE, extract=extract, merge=merge)
        else:
            known.add([write(chance) for _ in range(chance.randint(1, 3))])
        assert not known.store.stale
        found = dump(known)
        assert found == dump_rebuilt(known, tmp_path / f"copy{step}")
        sizes.add(len(found))
    known.rebuild()
    assert dump(known) == found
    known.close()
    assert len(sizes) > 5  # something did happen


def test_many_graphs_read_by_what_is_needed_say_what_each_in_full_says(tmp_path: Path) -> None:
    chance = random.Random(1)
    articles = [
        Article(" ".join(chance.sample(TOLD, 2)), url=f"http://n{n}.test/", published="2024-03-16")
        for n in range(60)
    ]
    with KnowledgeBase.open(tmp_path / "kb", BASE, extract=extract_in_groups) as known:
        for article in articles:
            known.store.replace_graphs(_graph_of(article), added=_times_of(article))
        known.rebuild()  # reads all of them at once
        at_once = dump(known)
    with KnowledgeBase.open(tmp_path / "other", BASE, extract=extract_in_groups) as other:
        for first in range(0, 60, 12):
            other.add(articles[first : first + 12], workers=1)
        assert dump(other) == at_once
        assert other.timeline(status="any").total > 3


def _bare(article: Article) -> Article:
    return Article(article.text, url="http://same.test/", published=article.published)


def extract_in_groups(articles: Sequence[Article], base: str) -> list[Result]:
    """As `extract_quickly`, and texts that are equal are read once whatever their URL."""
    results: list[Result] = []
    for article in articles:
        bare = _bare(article)
        found = _extract_once(bare, base)
        assert isinstance(found, Extracted)
        triples = found.triples.replace(bare.id.encode(), article.id.encode())
        iri = found.article.replace(bare.id, article.id)
        results.append(Extracted(iri, article.source, triples, found.times))
    return results


def _graph_of(article: Article) -> dict[str, bytes]:
    (found,) = extract_in_groups([article], BASE)
    assert isinstance(found, Extracted)
    return {found.article: found.triples}


def _times_of(article: Article) -> dict[str, bytes]:
    (found,) = extract_in_groups([article], BASE)
    assert isinstance(found, Extracted)
    return {times_graph(BASE): found.times}


class Watched(EmbeddedStore):
    """A store that tells what was written to it, and fails when asked to."""

    def __init__(self, path: Path) -> None:
        super().__init__(path)
        self.last: dict[str, Mapping[str, bytes]] = {}
        self.read: list[str | None] = []
        self.fail = False

    def replace_graphs(
        self,
        graphs: Mapping[str, bytes],
        *,
        added: Mapping[str, bytes] | None = None,
        removed: Mapping[str, bytes] | None = None,
        derived: bool = False,
    ) -> int:
        if self.fail and derived:
            raise StoreError("the disk is full")
        self.last = {"graphs": graphs, "added": added or {}, "removed": removed or {}}
        return super().replace_graphs(graphs, added=added, removed=removed, derived=derived)

    def quads(
        self,
        graph: str | None = None,
        predicate: str | None = None,
        value: str | None = None,
        *,
        subject: str | None = None,
    ) -> Iterator[ox.Quad]:
        if predicate is subject is None:
            self.read.append(graph)
        return super().quads(graph, predicate, value, subject=subject)


@pytest.fixture
def watched(tmp_path: Path) -> Watched:
    return Watched(tmp_path / "quads")


def test_what_was_heard_of_is_read_again_where_it_was_written_since(watched: Watched) -> None:
    with KnowledgeBase(watched, BASE, extract=extract_quickly) as known:
        known.add([Article(TOLD[3], url="http://n0.test/")])
        said = (
            "Noor Vane visited Madrid on May 2, 2023.",
            "Noor Vane visited Rome on May 2, 2023.",
        )
        mine, other = (Article(text, url="http://n1.test/") for text in said)
        (found,) = extract_quickly([other], BASE)
        assert isinstance(found, Extracted)
        adding = known.start_adding()
        adding.put(extract_quickly([mine], BASE), most=10)
        graph = f"{BASE}articles/{mine.id}"
        written = found.triples.replace(other.id.encode(), mine.id.encode())
        watched.replace_graphs({graph: written}, added={times_graph(BASE): found.times})
        watched.read.clear()
        adding.let_follow()
        assert graph in watched.read
        followed = dump(known)
        known.rebuild()
        assert dump(known) == followed
        assert any("rome" in line for line in map(str, known.store.quads(events_graph(BASE))))


def test_only_the_difference_is_read_and_written(watched: Watched) -> None:
    with KnowledgeBase(watched, BASE, extract=extract_quickly) as known:
        first = [Article(text, url=f"http://n{n}.test/") for n, text in enumerate(TOLD[:4])]
        known.add(first)
        watched.read.clear()
        extra = Article("Noor Vane visited Madrid on May 2, 2023.", url="http://other.test/")
        known.add([extra])
        assert not [g for g in watched.read if g is not None and "/articles/" in g]
        assert watched.last["graphs"] == {}
        assert watched.last["removed"].keys() <= {times_graph(BASE)}
        added = watched.last["added"][events_graph(BASE)].decode()
        assert "noor-vane" in added
        assert "omar-haddad" not in added
        known.add([extra])
        assert watched.last == {"graphs": {}, "added": {}, "removed": {}}
        assert not watched.stale


def test_a_derivation_says_what_it_touched(watched: Watched) -> None:
    with KnowledgeBase(watched, BASE, extract=extract_quickly) as known:
        derived: list[Derived] = []
        known._follow = lambda each: derived.append(each) or each.events  # type: ignore[func-returns-value, method-assign]
        known.add([Article(text, url=f"http://n{n}.test/") for n, text in enumerate(TOLD[:4])])
        before = {quad.triple for quad in watched.quads(events_graph(BASE))}
        extra = Article("Noor Vane visited Madrid on May 2, 2023.", url="http://other.test/")
        known.add([extra])
        after = {quad.triple for quad in watched.quads(events_graph(BASE))}
        changed = {str(t.subject).strip("<>").partition("#")[0] for t in before ^ after}
        assert derived[-1].touched == changed
        assert f"{BASE}person/noor-vane" in changed
        assert f"{BASE}person/omar-haddad" not in changed
        assert derived[-1].generation == watched.generation
        assert derived[-1].events == derived[0].events + 1
        known.remove(extra.id)
        assert derived[-1].touched == changed  # they are gone
        known.add([])
        assert len(derived) == 3
        known.rebuild()
        assert derived[-1].touched is None


def test_what_others_wrote_is_noticed(watched: Watched) -> None:
    articles = [Article(text, url=f"http://n{n}.test/") for n, text in enumerate(TOLD[:4])]
    with KnowledgeBase(watched, BASE, extract=extract_quickly) as known:
        known.add(articles)
        right = dump(known)
        # the events are spoilt, wholly or in part, by an update or a write
        known.store.update(
            f"DELETE WHERE {{ GRAPH <{events_graph(BASE)}> {{ ?s rdfs:label ?o }} }}"
        )
        assert dump(known) != right
        known.add(articles[:1])
        assert dump(known) == right
        watched.replace_graphs({events_graph(BASE): b"<http://a> <http://b> <http://c> .\n"})
        known.add(articles[:1])
        assert dump(known) == right
        # an article is changed behind the back of the knowledge base
        graph = f"{BASE}articles/{articles[3].id}"
        old = _graph_of_quads(watched, graph)
        watched.replace_graphs({graph: b""})
        known.add(articles[:1])
        without = dump(known)
        assert without != right
        watched.replace_graphs({graph: old}, added={times_graph(BASE): _times(articles[3])})
        known.add(articles[:1])
        assert dump(known) == right


def _graph_of_quads(store: EmbeddedStore, graph: str) -> bytes:
    return "".join(f"{q.subject} {q.predicate} {q.object} .\n" for q in store.quads(graph)).encode()


def _times(article: Article) -> bytes:
    (found,) = extract_quickly([article], BASE)
    assert isinstance(found, Extracted)
    return found.times


def test_a_time_that_is_described_otherwise_is_read_again(watched: Watched) -> None:
    with KnowledgeBase(watched, BASE, extract=extract_quickly) as known:
        known.add([Article(TOLD[0], url="http://n.test/")])
        assert "2024-03-15" in {e.date.edtf for e in known.timeline().events if e.date}
        edtf = vocab.KB.edtf
        time = f"{BASE}time/2024-03-15"
        watched.replace_graphs({times_graph(BASE): f'<{time}> <{edtf}> "2024-04" .\n'.encode()})
        known.add([Article("Nothing is told here.", url="http://m.test/")])
        assert {q.object.value for q in watched.quads(events_graph(BASE), vocab.SEM.hasTime)} == {  # type: ignore[union-attr]
            f"{BASE}time/2024-04"
        }


def test_a_write_that_failed_is_made_good(watched: Watched) -> None:
    articles = [Article(text, url=f"http://n{n}.test/") for n, text in enumerate(TOLD[:3])]
    with KnowledgeBase(watched, BASE, extract=extract_quickly) as known:
        known.add(articles[:2])
        watched.fail = True
        with pytest.raises(StoreError, match="full"):
            known.add(articles[2:])
        assert watched.stale
        watched.fail = False
        known.add(articles[:1])
        assert not watched.stale
        found = dump(known)
        known.rebuild()
        assert dump(known) == found
        assert known.timeline(status="any").total > 1


@pytest.mark.parametrize(
    ("first", "second"),
    [
        # for the engine "01" and "1" are one integer, so taking out one may take out the other
        (['"01"^^xsd:integer', '"1"^^xsd:integer'], ['"1"^^xsd:integer']),
        (['"1"^^xsd:integer', '"01"^^xsd:integer'], ['"01"^^xsd:integer']),
        (['"01"^^xsd:integer', '"2"^^xsd:integer'], ['"1"^^xsd:integer', '"2"^^xsd:integer']),
        (["[]", '"a"'], ['"a"']),
        (['"a"', '"b"'], ["[]", '"a"']),
    ],
)
def test_other_spellings_and_blank_nodes_are_replaced_rightly(
    watched: Watched, first: list[str], second: list[str]
) -> None:
    said = [first]
    always = [f'"always {n}"' for n in range(9)]  # so that the difference is the lesser part

    def merge(quads: Iterable[ox.Quad], base: str) -> Iterator[ox.Quad]:
        values = ", ".join([*said[0], *always])
        turtle = f"@prefix xsd: <{vocab.XSD.NS}> . <http://kb.test/e> <http://kb.test/p> {values} ."
        return iter(list(ox.parse(turtle, format=ox.RdfFormat.TURTLE)))

    watched.replace_graphs({f"{BASE}articles/a": b'<http://a> <http://b> "c" .\n'})
    derivation = Derivation(watched, BASE, merge)
    for turn in (first, second, first, second):
        said[0] = turn
        derivation.refresh()
        found = sorted(_mask(q) for q in watched.quads(events_graph(BASE)))
        Derivation(watched, BASE, merge).rebuild()
        assert found == sorted(_mask(q) for q in watched.quads(events_graph(BASE)))
        derivation.refresh()


def _mask(quad: ox.Quad) -> str:
    return "blank" if isinstance(quad.object, ox.BlankNode) else str(quad.object)


def test_writes_are_remembered_by_graph_as_long_as_that_is_sure(watched: Watched) -> None:
    line = b'<http://a> <http://b> "c" .\n'
    one = watched.replace_graphs({"http://kb.test/1": line})
    two = watched.replace_graphs({}, added={"http://kb.test/2": line})
    three = watched.replace_graphs({}, removed={"http://kb.test/2": line})
    assert watched.find_written(0) == frozenset({"http://kb.test/1", "http://kb.test/2"})
    assert watched.find_written(one) == frozenset({"http://kb.test/2"})
    assert watched.find_written(two) == frozenset({"http://kb.test/2"})
    assert watched.find_written(three) == frozenset()
    assert list(watched.quads("http://kb.test/2")) == []
    four = watched.update("INSERT DATA { GRAPH <http://kb.test/3> { <http://a> <http://b> 1 } }")
    assert watched.find_written(three) == frozenset({"", "http://kb.test/3"})
    assert watched.find_written(four) == frozenset()
    four = watched.update("DELETE { GRAPH ?g { ?s ?p 1 } } WHERE { GRAPH ?g { ?s ?p 1 } }")
    assert watched.find_written(three) is None
    assert watched.find_written(four) == frozenset()
    path = watched.path
    watched.close()
    again = EmbeddedStore(path)
    assert again.find_written(four) == frozenset()
    assert again.find_written(three) is None
    with pytest.raises(StoreError):
        again.replace_graphs({"http://kb.test/4": b"no triple"})
    assert again.find_written(four) == frozenset({"http://kb.test/4"})
    again.close()


def test_removed_and_added_triples_change_a_graph_in_one_write(watched: Watched) -> None:
    graph = "http://kb.test/g"
    lines = [f'<http://a> <http://b> "{n}" .\n'.encode() for n in range(3)]
    watched.replace_graphs({graph: lines[0] + lines[1]})
    watched.replace_graphs({}, removed={graph: lines[1]}, added={graph: lines[2] + lines[0]})
    assert {getattr(q.object, "value", "") for q in watched.quads(graph)} == {"0", "2"}
    with pytest.raises(StoreError):
        watched.replace_graphs({}, removed={graph: lines[0]}, added={graph: b"no triple"})
    assert {getattr(q.object, "value", "") for q in watched.quads(graph)} == {"0", "2"}


def test_the_list_of_what_merging_reads_is_the_code_s_own() -> None:
    tree = ast.parse(Path(reports.__file__).read_text("utf-8"))
    used = {
        getattr(getattr(vocab, node.value.id), node.attr)
        for body in tree.body
        if isinstance(body, ast.FunctionDef)
        for node in ast.walk(body)
        if isinstance(node, ast.Attribute)
        and isinstance(node.value, ast.Name)
        and node.value.id.isupper()
        and hasattr(vocab, node.value.id)
        and node.value.id not in ("KBR", "KBT")
    }
    listed = reports.PREDICATES | reports.TYPES | reports.TIME_PREDICATES
    assert used | reports.TIME_PREDICATES == listed
    assert len(listed) > 40
