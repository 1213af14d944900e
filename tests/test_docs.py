"""The pages of docs/ say what is so: the list of questions, the calls, the notebook."""

from __future__ import annotations

import json
import re
import shutil
from collections.abc import Iterator
from importlib.resources import as_file
from pathlib import Path
from typing import Any

import pyoxigraph as ox
import pytest
from fastapi.testclient import TestClient

import kb
from kb.derive import ontology_graph
from kb.question_files import load_questions
from kb.questions import Question
from kb.resources import data_folder
from kb.vocab import shorten
from server import create_app
from tests.catalogue import PAGE, draw_catalogue

DOCS = Path(__file__).parents[1] / "docs"
CALL = re.compile(
    r'^curl (?:-H "(?P<name>[\w-]+): (?P<value>[^"]+)" )?"http://127.0.0.1:8000(?P<at>[^"]+)"$'
)
CALLS = [
    found
    for line in (DOCS / "http.md").read_text("utf-8").splitlines()
    if (found := CALL.match(line))
]


@pytest.fixture(scope="module")
def samples(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A store with the sample articles."""
    store = tmp_path_factory.mktemp("samples") / "kb"
    with as_file(data_folder("samples")) as folder, kb.KnowledgeBase.open(store) as known:
        known.add(kb.read_articles([folder]), workers=1)
    return store


@pytest.fixture(scope="module")
def client(samples: Path) -> Iterator[TestClient]:
    with TestClient(create_app(samples, readers=1)) as opened:
        yield opened


def test_the_list_of_questions_is_up_to_date() -> None:
    assert PAGE.read_text("utf-8") == draw_catalogue(), "run python -m tests.catalogue"


def test_every_call_of_the_page_is_read() -> None:
    lines = (DOCS / "http.md").read_text("utf-8").splitlines()
    assert len(CALLS) == sum(line.startswith("curl") for line in lines) > 15


@pytest.mark.parametrize("call", CALLS, ids=lambda c: c["at"])
def test_every_call_of_the_page_is_answered(client: TestClient, call: re.Match[str]) -> None:
    headers = {call["name"]: call["value"]} if call["name"] else {}
    answer = client.get(call["at"], headers=headers)
    assert answer.status_code == 200, answer.text
    assert len(answer.content) > 50
    assert headers.get("Accept", "") in answer.headers["content-type"]


@pytest.fixture(scope="module")
def known(samples: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[kb.KnowledgeBase]:
    copy = tmp_path_factory.mktemp("asked") / "kb"  # the other is the server's
    shutil.copytree(samples, copy, ignore=shutil.ignore_patterns("snapshots", "LOCK", "*.sock"))
    with kb.KnowledgeBase.open(copy) as opened:
        yield opened


def test_the_model_names_every_property_of_a_store(known: kb.KnowledgeBase) -> None:
    page = (DOCS / "model.md").read_text("utf-8")
    used = {
        shorten(quad.predicate.value)
        for graph in known.store.graphs()
        if graph != ontology_graph(known.base)
        for quad in known.store.quads(graph)
    }
    assert "kb:status" in used
    assert [name for name in sorted(used) if name not in page and name != "rdf:type"] == []


@pytest.mark.parametrize("question", load_questions().values(), ids=lambda q: q.name)
def test_every_example_has_an_answer_on_the_samples(
    known: kb.KnowledgeBase, question: Question
) -> None:
    for example in question.examples:
        found = known.ask(question, **question.read_example(example))
        assert isinstance(found, ox.QuerySolutions)
        assert list(found)


def test_the_notebook_runs(capsys: pytest.CaptureFixture[str]) -> None:
    notebook = json.loads((DOCS / "timeline.ipynb").read_text("utf-8"))
    assert notebook["nbformat"] == 4
    names: dict[str, Any] = {"__name__": "notebook"}
    cells = [c for c in notebook["cells"] if c["cell_type"] == "code"]
    for cell in cells:
        assert cell["outputs"] == []  # what it prints is not kept, so it cannot be out of date
        exec(compile("".join(cell["source"]), "docs/timeline.ipynb", "exec"), names)
    assert len(cells) > 10
    assert len(names["table"]) == len(names["timeline"].events) > 3
    assert "geojson" in capsys.readouterr().out
