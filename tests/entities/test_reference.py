"""A user's reference files: kept in the store, known to the extraction; how sure a link is."""

from __future__ import annotations

import json
import threading
from collections.abc import Callable, Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from urllib.parse import parse_qs

import pytest

from kb import Article
from kb.annotate import Annotator
from kb.cli import run
from kb.entities import Entities, read_entities
from kb.entities.gazetteer import Entry, make_gazetteer
from kb.entities.gazetteer_files import read_gazetteer, write_gazetteer
from kb.entities.reconcile import LIMIT, Unlinked, reconcile_names
from kb.errors import KbError
from kb.extract import ReferredExtraction, refer_to
from kb.knowledge import KnowledgeBase
from kb.workers import extract_all

ENTRIES = [
    Entry("Odal Islands", "place", ("Tarn",), "Q5", None, lat=60.5, lon=-12.0,
          key="place/odal-islands"),
    Entry("Northern Fisheries Union", "organization", ("Krill",), "Q6", "NO",
          key="organization/northern-fisheries-union"),
    Entry("Nils Falk", "person", ("Falk", "Nils Petter Falk"), "Q7", "NO", "1950",
          key="person/nils-falk"),
    Entry("Eva Moen", "person", (), "Q8", "NO", key="person/eva-moen", confirmed=False),
]  # fmt: skip
TEXT = (
    "Krill said on Monday that ships had left Tarn. The Odal Islands lie far off, and the Northern "
    "Fisheries Union wants them. Nils Falk met Eva Moen. Falk was tired."
)


@pytest.fixture(scope="module")
def annotator() -> Annotator:
    """The language model."""
    return Annotator()


def read(annotator: Annotator, text: str, published: str | None = None) -> Entities:
    """What is read in a text with the entries of this module."""
    return read_entities(
        annotator.annotate(Article(text, published=published)), make_gazetteer(ENTRIES)
    )


def test_names_of_one_entry_are_one_entity_of_its_kind(annotator: Annotator) -> None:
    found = read(annotator, TEXT)
    by_key = {e.key: e for e in found.entities}
    assert {"Tarn", "Odal Islands"} <= set(by_key["place/odal-islands"].names)
    assert by_key["place/odal-islands"].place is not None
    assert by_key["place/odal-islands"].place.lat == 60.5
    union = by_key["organization/northern-fisheries-union"]
    assert {"Krill", "Northern Fisheries Union"} <= set(union.names)
    assert union.country == "NO"


def test_only_what_the_file_is_sure_of_is_confirmed(annotator: Annotator) -> None:
    found = {e.name: e for e in read(annotator, TEXT).entities}
    assert found["Nils Falk"].wikidata == "http://www.wikidata.org/entity/Q7"
    assert found["Nils Falk"].confirmed
    assert found["Eva Moen"].wikidata == "http://www.wikidata.org/entity/Q8"
    assert not found["Eva Moen"].confirmed


@pytest.mark.parametrize(
    ("text", "published", "why"),
    [
        ("Falk spoke for an hour.", None, "a family name alone links nobody"),
        ("Swedish Prime Minister Nils Falk spoke.", None, "another country"),
        ("Nils Falk spoke for an hour.", "1931-02-01", "not born yet"),
    ],
)
def test_nothing_links_that_does_not_fit(
    annotator: Annotator, text: str, published: str | None, why: str
) -> None:
    found = read_entities(
        annotator.annotate(next(iter(articles(text, published)))), make_gazetteer(ENTRIES)
    )
    assert [e.wikidata for e in found.entities if "Falk" in e.name] == [None], why


def articles(text: str, published: str | None) -> Iterator[Article]:
    """An article with a partial date of publication."""
    from kb.read import read_article

    yield read_article(text.encode(), format="text", published=published)


def test_what_is_written_is_read_again(tmp_path: Path) -> None:
    gazetteer = make_gazetteer(ENTRIES)
    write_gazetteer(gazetteer, tmp_path / "deep" / "a.jsonl")
    assert read_gazetteer(tmp_path / "deep" / "a.jsonl").entries == gazetteer.entries
    assert [p.name for p in (tmp_path / "deep").iterdir()] == ["a.jsonl"]


def test_the_file_of_a_store_reaches_every_worker_and_the_graph(tmp_path: Path) -> None:
    write_gazetteer(make_gazetteer(ENTRIES), tmp_path / "a.jsonl")
    extract = refer_to(tmp_path)
    assert isinstance(extract, ReferredExtraction)
    one = Article("Nils Falk met Eva Moen. Krill said so.")
    (alone,) = [r for batch in extract_all([one], "http://x/", 1, extract) for r in batch]
    (worker,) = [r for batch in extract_all([one], "http://x/", 2, extract) for r in batch]
    assert alone == worker
    said = alone.triples.decode()  # type: ignore[union-attr]
    assert "owl#sameAs> <http://www.wikidata.org/entity/Q7>" in said
    assert "core#closeMatch> <http://www.wikidata.org/entity/Q8>" in said


# -- the command ----------------------------------------------------------------------------


@pytest.fixture
def store(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An empty knowledge base that the commands find."""
    path = tmp_path / "store"
    monkeypatch.setenv("KB_STORE", str(path))
    assert run(["init"]) == 0
    return path


def say(capsys: pytest.CaptureFixture[str], *arguments: str, status: int = 0) -> str:
    """What a command prints, both streams together."""
    assert run(list(arguments)) == status
    out, err = capsys.readouterr()
    return out + err


def test_add_list_rebuild_and_remove(
    store: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    article = tmp_path / "article.txt"
    article.write_text("Nils Falk met Eva Moen in Oslo on 3 May 2019.")
    say(capsys, "ingest", str(article))
    file = tmp_path / "people.csv"
    file.write_text("name,kind,qid,country\nNils Falk,person,Q7,NO\nEva Moen,person,Q8,\n")
    assert "people: 2 names kept, 2 with a Wikidata id" in say(
        capsys, "gazetteer", "add", str(file)
    )
    assert "people" in say(capsys, "gazetteer", "list")
    say(capsys, "rebuild", "--extract")
    ask = "ASK { ?who rdfs:label 'Nils Falk' ; owl:sameAs wd:Q7 ; a schema:Person }"
    assert say(capsys, "query", ask) == "yes\n"
    assert "1 reference file removed" in say(capsys, "gazetteer", "remove", "people")
    say(capsys, "rebuild", "--extract")
    assert say(capsys, "query", ask) == "no\n"
    assert not list((store / "gazetteers").iterdir())


@pytest.mark.parametrize(
    ("arguments", "status", "words"),
    [
        (["add", "missing.csv"], 1, "cannot be read"),
        (["add", "bad.csv"], 1, "the kind must be one of"),
        (["add", "empty.jsonl"], 1, "no entries"),
        (["add", "good.csv", "--name", "../evil"], 2, "letters, digits"),
        (["remove", "nobody"], 2, "there are: none"),
        (["remove", "../kb"], 2, "letters, digits"),
        (["reconcile", "--url", "file:///etc/passwd"], 1, "http:// or https://"),
        (["reconcile", "--url", "http://127.0.0.1:9/"], 1, "cannot be reached"),
        (["reconcile", "--url", "http://127.0.0.1:9/", "--kind", "dog"], 2, "person"),
    ],
)
def test_what_is_wrong_is_said_and_changes_nothing(
    store: Path,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
    arguments: list[str],
    status: int,
    words: str,
) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "bad.csv").write_text("name,kind\nFalk,dog\n")
    (tmp_path / "empty.jsonl").write_text("\n")
    (tmp_path / "good.csv").write_text("name,kind\nFalk,person\n")
    assert words in say(capsys, "gazetteer", *arguments, status=status)
    folder = store / "gazetteers"
    assert not folder.exists() or not list(folder.iterdir())


def test_a_gazetteer_needs_a_knowledge_base(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    words = say(capsys, "gazetteer", "list", "--store", str(tmp_path / "none"), status=1)
    assert "no knowledge base here" in words


# -- the reconciliation service ---------------------------------------------------------------

Answer = Callable[[dict[str, dict[str, object]]], object]
MANIFEST = {"versions": ["0.2"], "name": "test", "schemaSpace": "http://www.wikidata.org/prop/",
            "identifierSpace": "http://www.wikidata.org/entity/"}  # fmt: skip


class Service:
    """A reconciliation service on loopback, answering what it is told to."""

    def __init__(self) -> None:
        self.manifest: object = MANIFEST
        self.answer: Answer = lambda queries: {key: {"result": []} for key in queries}
        self.status = 200
        self.asked: list[dict[str, dict[str, object]]] = []
        service = self

        class Handler(BaseHTTPRequestHandler):
            def do_GET(self) -> None:
                self._send(service.manifest)

            def do_POST(self) -> None:
                size = int(self.headers["Content-Length"])
                form = parse_qs(self.rfile.read(size).decode())
                queries = json.loads(form["queries"][0])
                service.asked.append(queries)
                self._send(service.answer(queries))

            def _send(self, value: object) -> None:
                body = value if isinstance(value, bytes) else json.dumps(value).encode()
                self.send_response(service.status)
                self.end_headers()
                self.wfile.write(body)

            def log_message(self, *_: object) -> None:
                pass

        self.server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.url = f"http://127.0.0.1:{self.server.server_port}/"


@pytest.fixture
def service() -> Iterator[Service]:
    """The service, running."""
    made = Service()
    thread = threading.Thread(target=made.server.serve_forever)
    thread.start()
    yield made
    made.server.shutdown()
    made.server.server_close()
    thread.join()


def candidate(qid: str, name: str, *, match: bool = True) -> dict[str, object]:
    """One result, as the service gives it."""
    return {"id": qid, "name": name, "score": 90, "match": match, "type": []}


FALK = Unlinked("Nils Falk", "person", "person/nils-falk")


def test_only_the_one_sure_match_of_the_same_name_is_taken(service: Service) -> None:
    answers = {
        "Nils Falk": [candidate("Q7", "Nils Falk"), candidate("Q9", "Nils Falkenberg")],
        "Eva Moen": [candidate("Q8", "Eva Moen"), candidate("Q10", "Eva Moen")],
        "Oslo": [candidate("Q585", "Oslo", match=False)],
    }
    service.answer = lambda queries: {
        key: {"result": answers[str(query["query"])]} for key, query in queries.items()
    }
    asked = [
        FALK,
        Unlinked("Eva Moen", "person", "person/eva-moen"),
        Unlinked("Oslo", "place", "place/oslo"),
    ]
    (entry,) = reconcile_names(asked, service.url)
    assert (entry.name, entry.qid, entry.confirmed) == ("Nils Falk", "Q7", False)
    assert [q["type"] for q in service.asked[0].values()] == ["Q5", "Q5", "Q2221906"]


def test_names_are_asked_in_batches(service: Service) -> None:
    asked = [Unlinked(f"Nils Falk {n}", "person", f"person/falk-{n}") for n in range(23)]
    assert reconcile_names(asked, service.url) == ()
    assert [len(queries) for queries in service.asked] == [10, 10, 3]


@pytest.mark.parametrize(
    ("answer", "words"),
    [
        (b"<html>", "no JSON"),
        (b"[" * 100_000, "no JSON"),
        (b"[]", "a JSON object"),
        (b" " * (LIMIT + 1), "more than 5 MB"),
        ({"status": "error", "message": "too busy"}, "too busy"),
        ({}, "list of results"),
        ({"q0": {"result": "none"}}, "list of results"),
        ({"q0": {"result": [3]}}, "a result is an object"),
        ({"q0": {"result": [{"id": 7}]}}, "an id and a name"),
    ],
)
def test_a_wrong_answer_is_refused_with_the_reason(
    service: Service, answer: object, words: str
) -> None:
    service.answer = lambda _: answer
    with pytest.raises(KbError, match=words):
        reconcile_names([FALK], service.url)


def test_a_service_of_other_ids_and_a_failing_one_are_refused(service: Service) -> None:
    service.manifest = {"identifierSpace": "http://example.org/"}
    with pytest.raises(KbError, match="not Wikidata's"):
        reconcile_names([FALK], service.url)
    service.status = 503
    with pytest.raises(KbError, match="answered 503"):
        reconcile_names([FALK], service.url)


def test_the_command_keeps_close_matches(
    store: Path, tmp_path: Path, service: Service, capsys: pytest.CaptureFixture[str]
) -> None:
    article = tmp_path / "article.txt"
    article.write_text("Nils Falk met Eva Moen in Oslo on 3 May 2019.")
    say(capsys, "ingest", str(article))
    service.answer = lambda queries: {
        key: {"result": [candidate("Q7", "Nils Falk")]} for key in queries
    }
    words = say(capsys, "gazetteer", "reconcile", "--url", service.url, "--kind", "person")
    assert "2 names asked, 1 matched" in words
    say(capsys, "rebuild", "--extract")
    with KnowledgeBase.open(store) as known:
        left = [row["name"].value for row in known.ask("unlinked-entities", kind="person")]  # type: ignore[index, union-attr]
    assert left == ["Eva Moen"]
    close = "ASK { ?who rdfs:label 'Nils Falk' ; skos:closeMatch wd:Q7 }"
    assert say(capsys, "query", close) == "yes\n"
