"""The questions that come with a story of their own, folders of a user's questions, tables."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pyoxigraph as ox
import pytest
from fastapi.testclient import TestClient

import kb
from kb.cli import run
from kb.errors import QueryError
from kb.knowledge import KnowledgeBase
from kb.question_files import check_question, load_questions, read_folder
from kb.questions import Question
from kb.store.interface import text_of
from server import create_app
from tests.newsroom import MEETING, QUAKE, a_newsroom
from tests.newsroom_answers import ANN, ANSWERS
from tests.toy import BASE

OWN = """# title: Labels that begin so
# description: Events whose label begins with some letters.
# param start string : the letters
# example: beginnings start=Ann
SELECT ?label ?start { ?event a sem:Event ; rdfs:label ?label FILTER(STRSTARTS(?label, ?start)) }
ORDER BY ?label
"""


@pytest.fixture(scope="module")
def known(tmp_path_factory: pytest.TempPathFactory) -> Iterator[KnowledgeBase]:
    with a_newsroom(tmp_path_factory.mktemp("newsroom") / "kb") as opened:
        yield opened


@pytest.mark.parametrize("name", sorted(ANSWERS))
def test_every_question_has_its_answer(known: KnowledgeBase, name: str) -> None:
    given, columns, expected = ANSWERS[name]
    found = known.ask(name, **given)
    assert isinstance(found, ox.QuerySolutions)
    rows = [
        tuple("" if (t := row[column]) is None else text_of(t) for column in columns.split())
        for row in found
    ]
    assert rows == expected


@pytest.mark.parametrize("question", load_questions().values(), ids=lambda q: q.name)
def test_every_shipped_question_passes_what_a_users_own_must(question: Question) -> None:
    check_question(question)
    assert len(question.title) < 60


def test_an_event_is_asked_for_by_its_label(known: KnowledgeBase) -> None:
    assert known.resolve("ANN and bob meet in lima", "event").value == MEETING
    with pytest.raises(QueryError, match="no event is called 'Ann meets'"):
        known.resolve("Ann meets", "event")


# Tables


def test_an_answer_is_a_data_frame(known: KnowledgeBase) -> None:
    frame = kb.to_pandas(known.ask("how-often-they-met", actor=ANN))
    assert frame.times.tolist() == [2]
    assert frame["first"].tolist() == ["2018-06-05"]
    assert frame.actor.tolist() == [f"{BASE}person/ann"]
    numbers = kb.to_pandas(known.ask("casualties", event=QUAKE))
    assert numbers.number.tolist() == [5.0, 9.0]
    missing = kb.to_pandas(known.ask("both-took-part", actor=ANN, with_="Bob Ruiz"))
    assert missing.role.isna().tolist() == [True, False, False]


def test_what_has_no_rows_is_no_table(known: KnowledgeBase) -> None:
    with pytest.raises(QueryError, match="has rows for a table"):
        kb.to_pandas(known.query("ASK {}"))


# A folder of one's own


def own(folder: Path, text: str = OWN, name: str = "beginnings.rq") -> Path:
    file = folder / "own" / name
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text(text, "utf-8")
    return folder / "own"


def test_a_folder_adds_to_the_shipped_questions(known: KnowledgeBase, tmp_path: Path) -> None:
    own(tmp_path, OWN.replace("beginnings", "deep-er"), "deep/er.rq")
    questions = read_folder(own(tmp_path))
    assert set(questions) == {*load_questions(), "beginnings", "deep-er"}
    rows = known.ask(questions["beginnings"], start="Ann vis")
    assert [text_of(row["label"]) for row in rows] == [  # type: ignore[union-attr, arg-type]
        "Ann visits Peru",
        "Ann visits Peru in February",
    ]


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("SELECT * {}", "needs one title and one description"),
        (OWN.replace("# title: Labels that begin so\n", ""), "needs one title"),
        (OWN.replace("SELECT ?label ?start", "SELECT ?label"), "'start' is not selected; put"),
        (OWN.replace("ORDER BY ?label", "ORDER BY"), "is not SPARQL: line 7"),
        (OWN.replace("string : the", "wizard : the"), "is no parameter"),
        (OWN.replace("start string :", "start string"), "is no parameter"),
        (OWN.replace("start", "format"), "cannot be called 'format'"),
        (OWN.replace("string :", "integer = soon :"), "the default of 'start' takes a number"),
        (OWN.replace("string :", "red|blue = green :"), "'start' is one of red, blue"),
        (OWN.replace("start=Ann", "begin=Ann"), "with keys of start"),
        (OWN.replace("example: beginnings", "example: ends"), "is not 'beginnings KEY=VALUE"),
        (OWN.replace("start=Ann", 'start="Ann'), "No closing quotation"),
        (OWN.replace("{ ?event", "{ SERVICE <http://x/> {} ?event"), "SERVICE is not allowed"),
        (OWN.replace("{ ?event", "{" * 200 + "?event"), "brackets deep"),
        (OWN + "#" * 200_000, "larger than 100,000 bytes"),
    ],
)
def test_what_is_wrong_with_a_file_is_said_with_its_name(
    tmp_path: Path, text: str, words: str
) -> None:
    with pytest.raises(QueryError, match=words) as caught:
        read_folder(own(tmp_path, text))
    assert "beginnings.rq" in str(caught.value)


def test_files_that_cannot_be_questions_are_refused(tmp_path: Path) -> None:
    with pytest.raises(QueryError, match="no folder with questions"):
        read_folder(tmp_path / "nowhere")
    with pytest.raises(QueryError, match="there is a question 'visits' already"):
        read_folder(own(tmp_path / "a", OWN.replace("beginnings", "visits"), "visits.rq"))
    with pytest.raises(QueryError, match="letters, digits and hyphens"):
        read_folder(own(tmp_path / "b", OWN, "two words.rq"))
    folder = own(tmp_path / "c")
    (folder / "beginnings.rq").write_bytes(b"\xff\xfe\x00")
    with pytest.raises(QueryError, match="cannot be read"):
        read_folder(folder)


def test_the_command_asks_an_own_question(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    store = tmp_path / "kb"
    with a_newsroom(store):
        pass
    asked = ["ask", "--store", str(store), "--queries", str(own(tmp_path))]
    assert run([*asked, "beginnings", "start=Acme"]) == 0
    assert capsys.readouterr().out.split("\n")[1].strip() == "Acme buys a mine"
    assert run([*asked, "beginnings", "start=Zebra"]) == 0
    assert capsys.readouterr().out == "Nothing was found.\n"
    assert run(asked) == 0
    assert "beginnings" in capsys.readouterr().out
    assert run(["ask", "--store", str(store), "beginnings", "start=Acme"]) == 2
    assert "no question 'beginnings'" in capsys.readouterr().err
    assert run(["ask", "--store", str(store), "who-took-part", "event=Acme holds a poll"]) == 0
    assert "shareholders" in capsys.readouterr().out


def test_a_table_names_things_without_the_base(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    with a_newsroom(tmp_path / "kb"):
        pass
    assert run(["ask", "most-active", "--store", str(tmp_path / "kb")]) == 0
    out = capsys.readouterr().out
    assert "person/ann" in out
    assert BASE not in out


# Over HTTP


@pytest.fixture(scope="module")
def client(tmp_path_factory: pytest.TempPathFactory) -> Iterator[TestClient]:
    folder = tmp_path_factory.mktemp("served")
    with a_newsroom(folder / "kb"):
        pass
    with TestClient(create_app(folder / "kb", readers=1, queries=own(folder))) as opened:
        yield opened


def test_the_list_says_how_to_ask(client: TestClient) -> None:
    listed = {q["name"]: q for q in client.get("/queries").json()}
    assert set(listed) == {*load_questions(), "beginnings"}
    assert listed["beginnings"]["examples"] == [
        {"command": "kb ask beginnings start=Ann", "url": "/queries/beginnings?start=Ann"}
    ]
    answer = client.get(listed["beginnings"]["examples"][0]["url"])
    assert len(answer.json()["results"]["bindings"]) == 4


@pytest.mark.parametrize(
    ("form", "media"),
    [
        ("json", "application/sparql-results+json"),
        ("csv", "text/csv"),
        ("tsv", "text/tab-separated-values"),
        ("xml", "application/sparql-results+xml"),
    ],
)
def test_rows_come_in_the_format_asked_for(client: TestClient, form: str, media: str) -> None:
    answer = client.get("/queries/most-active", params={"format": form, "kind": "person"})
    assert answer.headers["content-type"].partition(";")[0] == media
    assert "Ann Silva" in answer.text
    by_accept = client.get("/queries/most-active?kind=person", headers={"Accept": media})
    assert by_accept.content == answer.content


@pytest.mark.parametrize(
    ("path", "status", "words"),
    [
        ("/queries/nosuch", 404, "there are after-event"),
        ("/queries/visits?format=pdf", 400, "no format 'pdf'"),
        ("/queries/visits?colour=red", 400, "no parameter 'colour'"),
        ("/queries/beginnings", 400, "needs 'start'"),
        ("/queries/visits?actor=Ann+Silwa", 404, "Did you mean Ann Silva"),
    ],
)
def test_wrong_questions_are_refused(
    client: TestClient, path: str, status: int, words: str
) -> None:
    answer = client.get(path)
    assert (answer.status_code, words in answer.json()["detail"]) == (status, True), answer.text


def test_an_empty_field_of_a_form_is_nothing_given(client: TestClient) -> None:
    assert client.get("/queries/visits?actor=").json() == client.get("/queries/visits").json()


def test_what_is_given_is_a_term_whatever_it_holds(client: TestClient) -> None:
    for hostile in ('") } UNION { ?s ?p ?o } #', "> . } DROP ALL #", "\\", "\n'''"):
        answer = client.get("/queries/beginnings", params={"start": hostile})
        assert answer.json()["results"]["bindings"] == []


def test_the_interface_documents_each_question_with_its_parameters(client: TestClient) -> None:
    paths = client.get("/openapi.json").json()["paths"]
    for name, question in load_questions().items():
        operation = paths[f"/queries/{name}"]["get"]
        documented = {p["name"]: p for p in operation["parameters"]}
        assert set(documented) == {*(p.name for p in question.params), "format"}
        assert operation["summary"] == question.title
    found = {p["name"]: p for p in paths["/queries/before-event"]["get"]["parameters"]}
    assert found["event"]["required"] is True
    assert found["days"]["schema"] == {"type": "integer", "default": 7}
    kinds = {p["name"]: p for p in paths["/queries/most-active"]["get"]["parameters"]}["kind"]
    assert kinds["schema"]["enum"] == ["any", "person", "organization", "place"]
    assert "/queries/beginnings" in paths
    assert "/queries/{name}" not in paths
