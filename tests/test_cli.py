"""The command line: every verb, every format, every way to be wrong."""

from __future__ import annotations

import json
import os
import re
import socket
import subprocess
import sys
from pathlib import Path

import pyoxigraph as ox
import pytest

from kb import __version__
from kb.cli import app, run
from kb.store import EmbeddedStore
from kb.store.interface import write_triples
from tests.story import EVENTS, MEETING, STORM, A, open_story, parse
from tests.toy import BASE

GOOD = "Anna Lind met Omar Haddad in Paris on 3 May 2019. They talked about fishing."


@pytest.fixture
def story(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    store = tmp_path / "story"
    open_story(store).close()
    monkeypatch.setenv("KB_STORE", str(store))
    monkeypatch.chdir(tmp_path)
    return store


@pytest.fixture(scope="module")
def ingested(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder of bad inputs and a good one, and the store that they were ingested into."""
    folder = tmp_path_factory.mktemp("in")
    articles = folder / "articles"
    articles.mkdir()
    (articles / "good.txt").write_text(GOOD)
    (articles / "empty.txt").write_bytes(b"")
    (articles / "binary.txt").write_bytes(bytes(range(256)) * 40)
    (articles / "broken.txt").write_bytes(b"They met in \xc3\x28 Paris on \xff\xfe Monday. " * 9)
    with (articles / "huge.txt").open("wb") as stream:
        stream.truncate(80_000_000)
    return folder


def says(capsys: pytest.CaptureFixture[str], *arguments: str, status: int = 0) -> str:
    capsys.readouterr()
    found = run(arguments)
    out, err = capsys.readouterr()
    assert found == status, (out, err)
    return out if status == 0 else err


Capture = pytest.CaptureFixture[str]


def test_bad_inputs_are_named_and_the_good_one_goes_in(ingested: Path, capsys: Capture) -> None:
    store = str(ingested / "kb")
    capsys.readouterr()
    status = run(["ingest", str(ingested / "articles"), "--store", store, "--base", BASE])
    out, err = capsys.readouterr()
    assert status == 1
    assert "1 article read" in out
    assert "4 rejected" in out
    for name in ("empty.txt", "binary.txt", "broken.txt", "huge.txt"):
        assert re.search(rf"rejected \([a-z-]+\): .*{re.escape(name)}", err), (name, err)
    assert "good.txt" not in err
    found = json.loads(says(capsys, "timeline", "--store", store, "--format", "json"))
    assert [e["date"]["edtf"] for e in found["events"] if e["type"]["label"] == "meeting"] == [
        "2019-05-03"
    ]
    again = json.loads(
        says(capsys, "timeline", "--store", store, "--format", "json", "--actor", "Anna Lind")
    )
    assert again["events"][0]["sources"][0]["quotes"][0]["exact"] in GOOD


def test_what_is_no_file_is_said_so(tmp_path: Path, capsys: Capture) -> None:
    store = str(tmp_path / "kb")
    (tmp_path / "empty").mkdir()
    out = says(capsys, "ingest", str(tmp_path / "empty"), "--store", store)
    assert "No article was found there" in out
    error = says(capsys, "ingest", "https://paper.test/1", "--store", store, status=1)
    assert "https://paper.test/1: is an address, and nothing is fetched from the web" in error


def test_a_port_that_is_taken_is_said_so(story: Path, capsys: Capture) -> None:
    with socket.socket() as other:
        other.bind(("127.0.0.1", 0))
        other.listen()
        port = str(other.getsockname()[1])
        error = says(capsys, "serve", "--port", port, status=1)
    assert f"cannot listen on port {port} of 127.0.0.1" in error
    assert "--port 0" in error


def test_metadata_can_be_given(tmp_path: Path, capsys: Capture) -> None:
    store = str(tmp_path / "kb")
    file = tmp_path / "a.txt"
    file.write_text(GOOD)
    out = says(
        capsys, "ingest", str(file), "--store", store, "--published", "2019-05-04",
        "--publisher", "The Paper", "--url", "http://paper.test/1",
    )  # fmt: skip
    assert "1 article read" in out
    shown = says(capsys, "show", "http://paper.test/1", "--format", "json", "--store", store)
    found = json.loads(shown)
    source = found["events"][0]["sources"][0]
    assert (source["publisher"], source["published"]) == ("The Paper", "2019-05-04")
    assert "1 article removed" in says(capsys, "remove", "http://paper.test/1", "--store", store)
    assert says(capsys, "timeline", "--store", store).strip() == "Nothing fits what was asked."
    error = says(capsys, "ingest", str(file), "--store", store, "--published", "soon", status=2)
    assert "soon" in error


def test_init_makes_a_store_with_its_base(tmp_path: Path, capsys: Capture) -> None:
    store = str(tmp_path / "kb")
    out = says(capsys, "init", "--store", store, "--base", "https://example.com/news")
    assert "https://example.com/news/" in out
    error = says(capsys, "init", "--store", store, "--base", "https://other.example/", status=1)
    assert "can never change" in error
    assert says(capsys, "check", "--store", store).strip() == "All checks passed."


def test_the_default_store_is_in_this_folder(
    tmp_path: Path, capsys: Capture, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("KB_STORE", raising=False)
    monkeypatch.chdir(tmp_path)
    says(capsys, "init")
    assert (tmp_path / "kb-store" / "kb.json").is_file()


def test_the_timeline_is_a_table_to_read(story: Path, capsys: Capture) -> None:
    out = says(capsys, "timeline")
    lines = [line.rstrip() for line in out.splitlines()]
    assert re.match(r"When\s+What\s+Where\s+Sources", lines[0])
    assert [line.split("  ")[0] for line in lines if line.startswith("20") or "3 May" in line] == [
        "2006",
        "2019",
        "3 May 2019",
    ]
    assert re.search(r"3 May 2019 +Lind and Haddad meet in Paris +Paris +3 \(2\)", out)
    assert "sources differ on duration: “30 minutes” / “two hours”" in out
    assert "number rose for killed: “12” / “15”" in out
    assert re.search(r"undated +Lind visits Oslo \[planned\]", out)
    assert "4 events" in out
    assert "Sources 3 (2): told by 3 articles, 2 of them independent" in out


@pytest.mark.parametrize(
    ("flags", "labels"),
    [
        (["--actor", "Omar Haddad"], ["Lind and Haddad issue joint statement",
                                      "Lind and Haddad meet in Paris"]),
        (["--place", "France"], ["Lind and Haddad meet in Paris"]),
        (["--type", "visit"], ["Lind visits Oslo"]),
        (["--from", "2019-05", "--to", "2019-05", "--min-sources", "3"],
         ["Lind and Haddad meet in Paris"]),
        (["--text", "storm"], ["Storm"]),
        (["--limit", "1"], ["Lind and Haddad issue joint statement"]),
        (["--with", "Anna Lind", "--actor", "Omar Haddad", "--main"],
         ["Lind and Haddad meet in Paris"]),
    ],
)  # fmt: skip
def test_the_flags_of_the_timeline(
    story: Path, capsys: Capture, flags: list[str], labels: list[str]
) -> None:
    found = json.loads(says(capsys, "timeline", "--format", "json", *flags))
    assert [event["label"] for event in found["events"]] == labels


def test_show_knows_events_articles_and_people(story: Path, capsys: Capture) -> None:
    out = says(capsys, "show", "1111aa")
    assert "3 May 2019" in out
    assert "Anna Lind met Omar Haddad in Paris on 3 May 2019." in out
    assert "[0–49]" in out
    assert "The Paper" in says(capsys, "show", A)
    assert "Lind visits Oslo" in says(capsys, "show", "Anna Lind")
    assert "Lind visits Oslo" in says(capsys, "show", "Oslo")
    assert json.loads(says(capsys, "show", "1111", "--format", "json"))["id"] == MEETING
    assert "Did you mean" in says(capsys, "show", "Ana Lindd", status=2)


def test_show_of_a_place_tells_what_it_did_and_what_happened_there(
    story: Path, capsys: Capture
) -> None:
    more = f"""<{STORM}> sem:hasActor <{BASE}place/paris> .
        <{BASE}place/paris> a sem:Actor ."""
    store = EmbeddedStore(story / "quads")
    events = write_triples(parse(EVENTS + more))
    store.replace_graphs({f"{BASE}graph/events": events}, derived=True)
    store.close()
    found = json.loads(says(capsys, "show", "Paris", "--format", "json"))
    assert [event["id"] for event in found["events"]] == [STORM, MEETING]
    assert (found["total"], found["next"]) == (2, None)


@pytest.mark.parametrize("form", ["table", "json", "xml", "csv", "tsv"])
def test_rows_in_every_format(story: Path, capsys: Capture, form: str) -> None:
    select = "SELECT ?label WHERE { ?e a sem:Event ; rdfs:label ?label } ORDER BY ?label LIMIT 1"
    out = says(capsys, "query", select, "--format", form)
    assert "Haddad resigns" in out
    if form not in ("table",):
        known = {"json": ox.QueryResultsFormat.JSON, "xml": ox.QueryResultsFormat.XML,
                 "tsv": ox.QueryResultsFormat.TSV}  # fmt: skip
        if form in known:
            parsed = ox.parse_query_results(out, known[form])
            assert isinstance(parsed, ox.QuerySolutions)
            assert [str(row["label"]) for row in parsed] == ['"Haddad resigns"']
        else:
            assert out.splitlines() == ["label", "Haddad resigns"]


@pytest.mark.parametrize(
    ("form", "rdf"),
    [
        ("ttl", ox.RdfFormat.TURTLE),
        ("nt", ox.RdfFormat.N_TRIPLES),
        ("jsonld", ox.RdfFormat.JSON_LD),
    ],
)
def test_triples_in_every_format(
    story: Path, capsys: Capture, form: str, rdf: ox.RdfFormat
) -> None:
    construct = "CONSTRUCT { ?e rdfs:label ?l } WHERE { ?e a sem:Event ; rdfs:label ?l }"
    out = says(capsys, "query", construct, "--format", form)
    assert len(list(ox.parse(out, format=rdf))) == 5


def test_queries_from_a_file_and_yes_or_no(story: Path, capsys: Capture, tmp_path: Path) -> None:
    file = tmp_path / "q.rq"
    file.write_text("ASK { ?e a sem:Event }")
    assert says(capsys, "query", "--file", str(file)).strip() == "yes"
    assert (
        json.loads(says(capsys, "query", "ASK { ?e a sem:No }", "--format", "json"))["boolean"]
        is False
    )


@pytest.mark.parametrize(
    ("arguments", "status", "words"),
    [
        (["query", "SELECT * {"], 2, "line 1, column 11"),
        (["query"], 2, "either a query or --file"),
        (["query", "--file", "none.rq"], 2, "none.rq"),
        (["query", "ASK {}", "--format", "ttl"], 2, "not as ttl"),
        (["query", "CONSTRUCT WHERE { ?s ?p ?o }", "--format", "csv"], 2, "not as csv"),
        (["query", "SELECT * {" + "{" * 3000 + "}" * 3001], 2, "brackets deep"),
        (["timeline", "--actor", "Haddad"], 2, "could be any of"),
        (["timeline", "--actor", "Nobody"], 2, "no entity is called 'Nobody'"),
        (["timeline", "--from", "someday"], 2, "someday"),
        (["timeline", "--from", "03/08/2023"], 2, "could be 2023-03-08 or 2023-08-03"),
        (["why", "Nothing such"], 2, "no event or entity is called 'Nothing such'"),
        (["why", "Lind and Haddad meet"], 2, "Did you mean Lind and Haddad meet in Paris"),
        (["show", "visits oslo"], 2, "Did you mean Lind visits Oslo?"),
        (["ask", "visitz"], 2, "did you mean visits"),
        (["timeline", "--limit", "0"], 2, "--limit"),
        (["timeline", "--no-such-flag"], 2, "no-such-flag"),
        (["timeline", "--store", "missing"], 1, "no knowledge base here"),
        (["timeline", "--status", "dreamt"], 2, "'status' is one of told, any"),
        (["timeline", "--min-sources", "-1"], 2, "--min-sources"),
        (["timeline", "--min-salience", "7"], 2, "--min-salience"),
        (["timeline", "--type", "wizardry"], 2, "no type of event is called 'wizardry'"),
        (["timeline", "--place", "Atlantis"], 2, "no place is called 'Atlantis'"),
        (["timeline", "--from", "2020", "--to", "2019-12"], 2, "ends before it begins"),
        (["show", "zzz"], 2, "no event, article, person, organisation or place is called 'zzz'"),
        (["query", "SELECT * { SERVICE <http://127.0.0.1:1/> { ?s ?p ?o } }"], 2, "cannot be run"),
        (
            [
                "query",
                "SELECT * { SERVICE <http://127.0.0.1:1/> { ?s ?p ?o } }",
                "--format",
                "json",
            ],
            2,
            "cannot be run",
        ),
        (["dump", "missing/folder/all.nq"], 1, "No such file or directory (missing/folder"),
        (["ask", "nothing-known"], 2, "there are"),
        (["ask", "events-of-actor"], 2, "needs 'actor'"),
        (["ask", "events-of-actor", "Anna Lind"], 2, "KEY=VALUE"),
        (["remove", "nosuch"], 2, "no article is called 'nosuch'"),
        (["load", "missing.nq"], 1, "missing.nq"),
        (["nonsense"], 2, "nonsense"),
    ],
)
def test_errors_are_one_clear_line(
    story: Path, capsys: Capture, arguments: list[str], status: int, words: str
) -> None:
    error = says(capsys, *arguments, status=status)
    assert words in error
    assert "Traceback" not in error


def test_ask_lists_and_answers(story: Path, capsys: Capture) -> None:
    listed = says(capsys, "ask")
    assert "who-met-whom" in listed
    out = says(capsys, "ask", "events-of-actor", "actor=Anna Lind")
    assert "Lind visits Oslo" in out
    assert "actor" not in out.splitlines()[0]
    rows = says(capsys, "ask", "events-in-year", "year=2006", "--format", "csv").splitlines()
    assert len(rows) == 2


def test_check_finds_what_is_wrong(story: Path, capsys: Capture) -> None:
    store = EmbeddedStore(story / "quads")
    store.replace_graphs({f"{BASE}graph/times": b""}, derived=True)
    store.close()
    assert "times-run-forward" in says(capsys, "check", status=1)


@pytest.mark.parametrize("form", ["nq", "trig"])
def test_a_dump_loads_into_the_same(
    story: Path, capsys: Capture, tmp_path: Path, form: str, ingested: Path
) -> None:
    source = str(tmp_path / "source")
    file = tmp_path / "a.txt"
    file.write_text(GOOD)
    says(capsys, "ingest", str(file), "--store", source, "--base", BASE)
    dump = tmp_path / f"all.{form}"
    says(capsys, "dump", str(dump), "--format", form, "--store", source)
    copy = str(tmp_path / "copy")
    assert "graphs loaded" in says(capsys, "load", str(dump), "--store", copy)
    again = tmp_path / f"again.{form}"
    says(capsys, "dump", str(again), "--format", form, "--store", copy)

    def lines(path: Path) -> set[str]:
        quads = ox.parse(path=path)
        return {str(q) for q in quads if "urn:timeline-kb" not in str(q.graph_name)}

    assert lines(again) == lines(dump)


def test_a_damaged_dump_changes_nothing(story: Path, capsys: Capture, tmp_path: Path) -> None:
    before = says(capsys, "query", "SELECT (COUNT(*) AS ?n) { ?s ?p ?o }", "--format", "csv")
    bad = tmp_path / "bad.nq"
    bad.write_text(f'<{A}> <http://x> "new" <{A}> .\n<broken\n')
    assert "not N-Quads" in says(capsys, "load", str(bad), status=1)
    other = tmp_path / "other.nq"
    other.write_text('<http://o/x> <http://x> "new" <http://o/graph/times> .\n')
    assert "'http://o/' was asked for" in says(capsys, "load", str(other), status=1)
    assert before == says(
        capsys, "query", "SELECT (COUNT(*) AS ?n) { ?s ?p ?o }", "--format", "csv"
    )


def test_a_store_in_use_is_said_to_be(story: Path, capsys: Capture) -> None:
    holder = EmbeddedStore(story / "quads")
    try:
        assert "open in another process" in says(capsys, "timeline", status=1)
    finally:
        holder.close()


def test_an_interrupt_is_one_line(
    story: Path, capsys: Capture, monkeypatch: pytest.MonkeyPatch
) -> None:
    def interrupt(*_: object, **__: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr("kb.knowledge.KnowledgeBase.timeline", interrupt)
    error = says(capsys, "timeline", status=130)
    assert error == "kb: interrupted; what was stored before is kept\n"


def test_every_verb_says_what_it_does(capsys: Capture) -> None:
    verbs = [command.callback.__name__ for command in app.registered_commands if command.callback]
    assert set(verbs) >= {
        "init", "ingest", "remove", "rebuild", "timeline", "show", "query", "ask", "dump", "load",
        "check", "serve", "demo", "version",
    }  # fmt: skip
    for verb in verbs:
        out = says(capsys, verb, "--help")
        assert len(out.split("\n")[2].strip()) > 10, verb
        if verb not in ("demo", "version"):
            assert "--store" in out, verb


def test_version_is_printed(capsys: Capture) -> None:
    assert says(capsys, "version").strip() == __version__
    assert says(capsys, "--version").strip() == __version__


def test_a_closed_pipe_is_no_error(story: Path) -> None:
    command = f"{sys.executable} -m kb.cli timeline --format json | head -c 5"
    done = subprocess.run(
        ["sh", "-c", command],
        capture_output=True,
        text=True,
        env={**os.environ, "KB_STORE": str(story)},
        check=False,
        cwd=Path(__file__).parents[1],
    )
    assert done.stdout == '{\n  "'[:5]
    assert done.stderr == ""
