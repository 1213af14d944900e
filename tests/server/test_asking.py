"""``/timeline`` with all that can be asked, ``/search`` and ``/complete``, over HTTP."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from fastapi.testclient import TestClient

from kb.cli import run
from tests.story import MEETING, STATEMENT, STORM, VISIT, A, open_story
from tests.toy import BASE


def ids(found: Any) -> list[str]:
    return [event["id"] for event in found["events"]]


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("actor=Anna+Lind&actor=Omar+Haddad", [STATEMENT, MEETING]),
        ("actor=Anna+Lind&actor=Omar+Haddad&match=any", [STATEMENT, MEETING, VISIT]),
        ("place=Paris&place=Oslo", [MEETING, VISIT]),
        ("type=meeting&type=visit", [MEETING, VISIT]),
        ("from=201X&window=within", [STORM, MEETING]),
        ("from=2019-05&window=within", [MEETING]),
        ("near=48.9,2.3,20", [MEETING]),
        ("near=0,0,20", []),
        ("source=aaaa", [STATEMENT, MEETING]),
        ("publisher=the+paper", [STATEMENT, MEETING]),
        ("min_independent=2", [STORM, MEETING]),
        ("disputed=true", [MEETING]),
        ("disputed=false", [STATEMENT, STORM, VISIT]),
        ("order=newest", [MEETING, STORM, STATEMENT, VISIT]),
        ("order=salience", [MEETING, STATEMENT, VISIT, STORM]),
        ("order=sources", [MEETING, STORM, STATEMENT, VISIT]),
        ("text=kil*", [STORM]),
    ],
)
def test_all_that_can_be_asked(client: TestClient, query: str, expected: list[str]) -> None:
    answer = client.get(f"/timeline?{query}")
    assert answer.status_code == 200, answer.text
    assert ids(answer.json()) == expected
    # every format that is made of the same timeline takes the same question
    assert client.get(f"/timeline?{query}&format=csv").status_code == 200


def test_fields_density_facets_and_groups(client: TestClient) -> None:
    found = client.get("/timeline?fields=label,date&density=year&facets=all&group_by=month").json()
    assert set(found["events"][0]) == {"id", "label", "date"}
    assert found["density"] == [
        {"key": "2006", "count": 1, "vague": 0},
        {"key": "2019", "count": 2, "vague": 0},
        {"key": None, "count": 1, "vague": 0},
    ]
    assert found["facets"]["actor"][0] == {
        "id": f"{BASE}person/anna-lind", "label": "Anna Lind", "count": 3,
    }  # fmt: skip
    assert {one["id"] for one in found["facets"]["publisher"]} == {"The Paper"}
    assert [group["key"] for group in found["groups"]] == ["2006", "2019", "2019-05", None]
    assert found["generation"] > 0
    assert client.get("/timeline?density=month").json()["density"][1] == {
        "key": "2019-01", "count": 1, "vague": 1,
    }  # fmt: skip
    problem = client.get("/timeline?fields=label,mood")
    assert problem.status_code == 400
    assert "'fields' is any of" in problem.json()["detail"]


def test_an_ambiguous_name_comes_with_candidates(client: TestClient) -> None:
    answer = client.get("/timeline?actor=Haddad")
    assert answer.status_code == 409
    assert answer.headers["content-type"] == "application/problem+json"
    assert answer.json()["candidates"] == [
        {"id": f"{BASE}person/omar-haddad", "name": "Omar Haddad", "kind": "person", "events": 3},
        {"id": f"{BASE}person/rana-haddad", "name": "Rana Haddad", "kind": "person", "events": 0},
    ]


@pytest.mark.parametrize(
    ("query", "suggestion"),
    [
        ("actor=Ana+Lindt", "Anna Lind"),
        ("place=Pariss", "Paris"),
        ("publisher=The+Papers", "The Paper"),
        ("type=meetings", "meeting"),
    ],
)
def test_an_unknown_name_comes_with_near_ones(
    client: TestClient, query: str, suggestion: str
) -> None:
    answer = client.get(f"/timeline?{query}")
    assert answer.status_code == 404
    assert suggestion in answer.json()["suggestions"]


def test_search_over_http_and_on_the_command_line(
    client: TestClient, store: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    found = client.get("/search?q=joint+statement").json()
    assert STATEMENT in {hit["id"] for hit in found["hits"]}
    assert A in {hit["id"] for hit in found["hits"]}
    for hit in found["hits"]:
        for excerpt in hit["excerpts"]:
            for spot in excerpt["highlights"]:
                assert excerpt["text"][spot["start"] : spot["end"]].isalpha()
    assert {h["kind"] for h in client.get("/search?q=lind&kind=entity").json()["hits"]} == {
        "entity"
    }
    for query, status in (("q=", 400), ("q=%22", 400), ("", 400), ("q=a&kind=x", 400),
                          ("q=a&limit=0", 400), ("q=a&quer=b", 400)):  # fmt: skip
        assert client.get(f"/search?{query}").status_code == status
    completed = client.get("/complete?q=an&role=entity").json()
    assert [one["name"] for one in completed] == ["Anna Lind"]
    assert client.get("/complete?q=+").status_code == 400


def test_the_command_line_asks_alike(
    store: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = tmp_path / "kb"
    open_story(path).close()
    asked = ["--store", str(path)]
    assert run(["search", "joint", "statement", *asked]) == 0
    out = capsys.readouterr().out
    assert "Lind and Haddad issue joint statement" in out
    assert run(["search", "nothing-like-it", *asked]) == 0
    assert "Nothing has all of these words." in capsys.readouterr().out
    assert run(["search", '"', *asked]) == 2
    assert "no word to look for" in capsys.readouterr().err
    assert run(["rebuild", "--index", *asked]) == 0
    assert "made anew" in capsys.readouterr().out
    flags = [
        "--actor",
        "Anna Lind",
        "--actor",
        "Omar Haddad",
        "--match",
        "any",
        "--order",
        "newest",
    ]
    assert run(["timeline", *flags, "--format", "json", *asked]) == 0
    assert capsys.readouterr().out.count('"label": "Lind') >= 2
    assert run(["rebuild", "--index", "--extract", *asked]) == 2
    capsys.readouterr()
    assert run(["timeline", "--density", "year", "--facets", "actor", *asked]) == 0
    out = capsys.readouterr().out
    assert "█ 2" in out and "actor: Anna Lind 3, Omar Haddad 2" in out
    assert run(["timeline", "--group-by", "place", *asked]) == 0
    assert "no place\n" in capsys.readouterr().out
    assert run(["timeline", "--order", "best", *asked]) == 2
    assert "'order' is one of time" in capsys.readouterr().err
