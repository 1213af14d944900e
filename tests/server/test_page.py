"""Each view of the page, drawn by a browser from a server that runs."""

from __future__ import annotations

import re
import shutil
import subprocess
from collections.abc import Iterator
from html import unescape
from pathlib import Path
from urllib.parse import quote

import pytest

from tests.served import serve_newsroom

BROWSER = next(filter(None, map(shutil.which, ("chromium", "chromium-browser"))), None)
pytestmark = [
    pytest.mark.browser,
    pytest.mark.slow,
    pytest.mark.skipif(BROWSER is None, reason="no chromium on the PATH"),
]
QUERY = quote("SELECT ?label { ?e a sem:Event ; rdfs:label ?label } ORDER BY ?label LIMIT 1")
# a view, and words that only stand there when it was drawn whole
VIEWS = {
    "/": ["9 events", "Ann and Bob meet in Lima", "Take it along", "Events by year", "Told by",
          "reported 12 Feb 2020"],
    "/?actor=Ann+Silva&from=2020": ["Ann visits Peru", "1 source", "Bob praises Ann"],
    "/?event=a5quake": ["Sources differ: killed", "according to officials", "disputed", "Before",
                        "one story in 2 articles"],
    "/?entity=person/ann": ["Offices, as articles give them", "minister", "Bob Ruiz", "Lima"],
    "/?entity=place/lima": ["-12, -77", "Earthquake in Lima", "itself took part in"],
    "/?article=s1": ["Quake shakes Lima", "Marked in the text", "Evening Sun", "4 events"],
    "/?view=questions": ["How often they met", "Who reported it first"],
    "/?view=questions&question=most-active&ask=1": ["Ann Silva", "TSV", "kb ask most-active"],
    f"/?view=sparql&query={QUERY}": ["Acme buys a mine", "1 row.", "Save as"],
    "/?search=Lima": ["People, organisations and places", "Events", "Earthquake in"],
    "/?actor=Ann+Silwa": ["Did you mean", "Ann Silva"],
    "/?event=nosuch": ["No such event"],
}  # fmt: skip


@pytest.fixture(scope="module")
def address(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    with serve_newsroom(tmp_path_factory.mktemp("page")) as served:
        yield served


@pytest.mark.parametrize("view", VIEWS)
def test_a_view_is_drawn(address: str, view: str, tmp_path: Path) -> None:
    flags = ["--headless", "--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage",
             "--no-first-run", f"--user-data-dir={tmp_path / 'profile'}", "--no-proxy-server",
             "--virtual-time-budget=6000", "--enable-logging=stderr", "--dump-dom"]  # fmt: skip
    done = subprocess.run([BROWSER, *flags, address + view], capture_output=True, timeout=120)
    words = unescape(re.sub(r"<[^>]+>", " ", done.stdout.decode()))
    plain = " ".join(words.split())
    missing = [wanted for wanted in VIEWS[view] if wanted not in plain]
    assert not missing, plain
    assert "This view failed" not in plain
    complaints = re.findall(r"CONSOLE.*(?:Uncaught|Refused).*", done.stderr.decode())
    assert not complaints
