"""The documented questions: each with data and its answer; each check with what it must find."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pyoxigraph as ox
import pytest

from kb.errors import QueryError
from kb.knowledge import KnowledgeBase
from kb.question_files import TYPES, find_question, load_checks, load_questions, read_question
from kb.store.interface import text_of
from tests.newsroom_answers import ANSWERS as NEWSROOM
from tests.story import MEETING, STATEMENT, STORM, VISIT, A, B, C, a_story, open_story
from tests.toy import BASE

LIND, HADDAD = f"{BASE}person/anna-lind", f"{BASE}person/omar-haddad"


@pytest.fixture(scope="module")
def known(tmp_path_factory: pytest.TempPathFactory) -> Iterator[KnowledgeBase]:
    with a_story(tmp_path_factory.mktemp("story") / "kb") as opened:
        yield opened


def rows(known: KnowledgeBase, name: str, columns: str, **given: object) -> list[tuple[str, ...]]:
    found = known.ask(name, **given)
    assert isinstance(found, ox.QuerySolutions)
    return [
        tuple("" if (t := row[column]) is None else text_of(t) for column in columns.split())
        for row in found
    ]


ANSWERS: dict[str, tuple[dict[str, object], str, list[tuple[str, ...]]]] = {
    "timeline": (
        {"actor": "Anna Lind", "to": "2019"},
        "event edtf",
        [(STATEMENT, "2006"), (MEETING, "2019-05-03")],
    ),
    "events-of-actor": (
        {"actor": "Anna Lind"},
        "event edtf role",
        [(STATEMENT, "2006", ""), (MEETING, "2019-05-03", "participant"), (VISIT, "", "")],
    ),
    "who-met-whom": (
        {"actor": "Anna Lind"},
        "who whom edtf",
        [("Anna Lind", "Omar Haddad", "2019-05-03")],
    ),
    "places-of-actor": (
        {"actor": "Anna Lind"},
        "name lat edtf",
        [("Paris", "48.85", "2019-05-03")],
    ),
    "single-source-events": ({}, "event sources", [(VISIT, "1"), (STATEMENT, "1")]),
    "multi-source-events": (
        {"min_sources": 2},
        "event sources independent",
        [(MEETING, "3", "2"), (STORM, "2", "2")],
    ),
    "disputed-facts": (
        {"kind": "dispute"},
        "event field value article",
        [(MEETING, "duration", "30 minutes", B), (MEETING, "duration", "two hours", C)],
    ),
    "quotes-of-person": ({"actor": "Lind"}, "words article", [("We made progress,", A)]),
    "events-in-year": ({"year": 2019}, "event edtf", [(STORM, "2019"), (MEETING, "2019-05-03")]),
    "office-holders": (
        {"title": "Premier", "country": "freeland"},
        "name office of standing article",
        [("Anna Lind", "premier", "Freeland", "former", B)],
    ),
    "unlinked-entities": (
        {"kind": "person"},
        "name what articles",
        [],
    ),
    "sources-of-event": (
        {"event": STORM},
        "article words trigger",
        [(B, "A storm killed 12.", "storm"), (C, "The storm killed 15.", "storm")],
    ),
    "event": ({"event": "2222"}, "part value", []),
}


def test_every_question_is_tested() -> None:
    assert sorted({*ANSWERS, *NEWSROOM}) == sorted(load_questions())


@pytest.mark.parametrize("name", sorted(ANSWERS))
def test_every_question_has_an_answer(known: KnowledgeBase, name: str) -> None:
    given, columns, expected = ANSWERS[name]
    found = rows(known, name, columns, **given)
    if name == "event":
        assert ("time", "2006") in found
        assert ("quote", "They had signed a joint statement in 2006.") in found
    else:
        assert found == expected


def test_nobody_named_means_everybody(known: KnowledgeBase) -> None:
    assert rows(known, "who-met-whom", "who whom") == [("Anna Lind", "Omar Haddad")]
    assert len(rows(known, "disputed-facts", "event")) == 4


@pytest.mark.parametrize("actor", ["Anna Lind", "Omar Haddad"])
def test_the_question_of_an_actor_and_the_timeline_agree(known: KnowledgeBase, actor: str) -> None:
    by_timeline = [event.id for event in known.timeline(actor=actor).events]
    assert [row[0] for row in rows(known, "events-of-actor", "event", actor=actor)] == by_timeline
    assert [row[0] for row in rows(known, "timeline", "event", actor=actor)] == by_timeline


@pytest.mark.parametrize("question", [*load_questions().values(), *load_checks().values()])
def test_every_file_documents_itself(question: object) -> None:
    from kb.questions import Question

    assert isinstance(question, Question)
    assert question.title
    assert question.description.endswith(".")
    assert all(
        (param.type in TYPES or "|" in param.type) and param.text for param in question.params
    )
    if question.name in load_questions():
        assert question.examples
        for example in question.examples:
            given = question.read_example(example)
            assert all(
                param.default is not None or param.name in given for param in question.params
            )


def test_files_are_plain_sparql_with_their_own_prefixes() -> None:
    for question in (*load_questions().values(), *load_checks().values()):
        list(ox.Store().query(question.sparql))  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("name", "given", "words"),
    [
        ("events-of-actor", {}, "needs 'actor'"),
        ("events-of-actor", {"actor": "Lind", "colour": "red"}, "no parameter 'colour'"),
        ("events-in-year", {"year": "soon"}, "a number"),
        ("timeline", {"main": "perhaps"}, "true or false"),
        ("timeline", {"from": "some day"}, "date"),
        ("timeline", {"from": "2020", "to": "2019"}, "ends before it begins"),
        ("timeline", {"status": "told|any"}, "'status' is one of told, any, happened"),
        ("timeline", {"undated": "first"}, "'undated' is one of last, always, only, never"),
        ("disputed-facts", {"kind": "quarrel"}, "'kind' is one of any, dispute, update"),
        ("timeline", {"type": "wizardry"}, "no type of event is called 'wizardry'"),
        ("timeline", {"place": "Atlantis"}, "no place is called 'Atlantis'"),
        ("event", {"event": "zz zz"}, "no event is called 'zz zz'"),
        ("events-of-actor", {}, 'for example: kb ask events-of-actor actor="Shinzo Abe"'),
        ("no-such-question", {}, "there are"),
    ],
)
def test_wrong_parameters_are_refused(
    known: KnowledgeBase, name: str, given: dict[str, object], words: str
) -> None:
    with pytest.raises(QueryError, match=words):
        known.ask(name, **given)


@pytest.mark.parametrize("status", ["told", "any", "happened", "generic", "negated"])
def test_a_window_of_one_day_and_every_status_can_be_asked(
    known: KnowledgeBase, status: str
) -> None:
    found = rows(known, "timeline", "event modality", status=status, from_="2019-05-03", to="2019")
    wanted = {"told": {"happened", "planned"}}.get(status, {status})
    assert all(modality in wanted or status == "any" for _, modality in found)
    assert bool(found) == (status in ("told", "any", "happened"))


def test_parameters_are_terms_whatever_they_hold(known: KnowledgeBase) -> None:
    hostile = '" } UNION { ?s ?p ?o } #'
    assert rows(known, "timeline", "event", text=hostile) == []
    assert rows(known, "office-holders", "name", title=hostile) == []


@pytest.mark.parametrize(
    "text",
    [
        "SELECT * {}",
        "# title: x\nSELECT * {}",
        "# title: x\n# description: y\n# param actor wizard : z\nSELECT * {}",
        "# title: x\n# description: y\n# param actor\nSELECT * {}",
    ],
)
def test_wrong_headers_are_refused(text: str) -> None:
    with pytest.raises(QueryError, match=r"bad\.rq"):
        read_question("bad", text)


def test_questions_are_found_by_name() -> None:
    assert find_question("timeline").params[0].name == "actor"


# The checks: one defect each, and which check must see it.

DEFECTS = {
    "quotes-are-exact": f"DELETE WHERE {{ GRAPH ?g {{ <{A}#char=0,49-q> oa:exact ?x }} }} ; "
    f'INSERT DATA {{ GRAPH <{A}> {{ <{A}#char=0,49-q> oa:exact "Anna met nobody." }} }}',
    "events-have-mentions": f"DELETE WHERE {{ GRAPH ?g {{ <{STATEMENT}> gaf:denotedBy ?m }} }}",
    "mentions-have-evidence": f"DELETE WHERE {{ GRAPH ?g {{ <{A}#event-meet> kb:evidence ?x }} }}",
    "times-run-forward": f"INSERT DATA {{ GRAPH <{BASE}graph/times> {{ <{BASE}time/2006> "
    'sem:hasLatestEndTimeStamp "2005-01-01"^^xsd:date } }',
    "times-once": f'INSERT DATA {{ GRAPH <{A}> {{ <{BASE}time/2006> kb:edtf "2006" }} }}',
    "no-dangling-roles": f"DELETE WHERE {{ GRAPH ?g {{ <{MEETING}> sem:hasActor <{LIND}> }} }}",
    "no-dangling-places": f"DELETE WHERE {{ GRAPH ?g {{ <{BASE}place/oslo> rdfs:label ?x }} }}",
    "source-counts": f"DELETE WHERE {{ GRAPH ?g {{ <{STORM}> kb:source <{B}> }} }}",
    "one-event-a-mention": f"INSERT DATA {{ GRAPH <{BASE}graph/events> {{ <{STORM}> gaf:denotedBy "
    f"<{A}#event-meet> }} }}",
    "disputes-have-sides": f"DELETE WHERE {{ GRAPH ?g {{ <{MEETING}#d1> kb:value ?x }} }}",
}


@pytest.mark.parametrize("name", sorted(load_checks()))
def test_every_check_sees_its_defect(tmp_path: Path, name: str) -> None:
    known = open_story(tmp_path / "kb")
    with known:
        assert known.check() == {}
        known.store.update(DEFECTS[name])
        assert name in known.check()
