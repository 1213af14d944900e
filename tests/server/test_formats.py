"""The timeline over HTTP in the formats of other tools."""

from __future__ import annotations

from pathlib import Path

import feedparser
import icalendar
import pytest
from fastapi.testclient import TestClient

from kb.cli import run
from kb.export import FORMATS
from tests.story import open_story


@pytest.mark.parametrize("form", FORMATS)
def test_every_format_can_be_asked_for_by_name(client: TestClient, form: str) -> None:
    answer = client.get("/timeline", params={"actor": "Anna Lind", "format": form})
    assert answer.status_code == 200
    assert answer.headers["content-type"].partition(";")[0] == FORMATS[form].media_type
    assert b"Lind and Haddad meet in Paris" in answer.content
    assert f"timeline.{FORMATS[form].ending}" in answer.headers["content-disposition"]


@pytest.mark.parametrize("form", [f for f in FORMATS if f not in ("timelinejs", "vis")])
def test_every_format_with_a_media_type_of_its_own_is_negotiated(
    client: TestClient, form: str
) -> None:
    media = FORMATS[form].media_type
    answer = client.get("/timeline", headers={"Accept": f"{media}, */*;q=0.1"})
    assert answer.headers["content-type"].partition(";")[0] == media
    assert answer.headers["vary"] == "Accept"
    assert answer.content == client.get("/timeline", params={"format": form}).content or (
        form == "atom"  # its address is its id
    )


def test_what_cannot_be_had_is_said(client: TestClient) -> None:
    answer = client.get("/timeline", headers={"Accept": "application/pdf"})
    assert (answer.status_code, "text/calendar" in answer.json()["detail"]) == (406, True)
    answer = client.get("/timeline", params={"format": "pdf"})
    assert (answer.status_code, answer.json()["detail"][:17]) == (400, "no format 'pdf'; ")


def test_a_page_names_the_next_and_the_other_formats(client: TestClient) -> None:
    first = client.get("/timeline", params={"limit": 2, "format": "ics"})
    assert first.links["next"]["url"].startswith("http://testserver/timeline?limit=2&format=ics&")
    second = client.get(first.links["next"]["url"])
    ids = [
        {str(e["uid"]) for e in icalendar.Calendar.from_ical(a.content).walk() if "uid" in e}
        for a in (first, second)
    ]
    assert [len(found) for found in ids] == [2, 2]
    assert not ids[0] & ids[1]
    assert 'rel="alternate"; type="application/atom+xml"' in first.headers["link"]


def test_a_feed_knows_its_question_and_its_address(client: TestClient) -> None:
    answer = client.get("/timeline", params={"actor": "Anna Lind", "format": "atom"})
    feed = feedparser.parse(answer.content).feed
    assert feed.title == "Anna Lind"
    assert feed.id == "http://testserver/timeline?actor=Anna+Lind&format=atom"


def test_http_and_the_command_line_give_the_same_csv(
    client: TestClient, store: Path, tmp_path: Path, capfdbinary: pytest.CaptureFixture[bytes]
) -> None:
    del store
    other = tmp_path / "kb"
    open_story(other).close()
    assert run(["timeline", "--store", str(other), "--format", "csv"]) == 0
    assert capfdbinary.readouterr().out == client.get("/timeline?format=csv").content
