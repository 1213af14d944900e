"""TimelineJS and vis-timeline, as their makers publish them, draw what we export.

Needs a Chromium and npm with a registry; the packages go into a temporary folder.
"""

from __future__ import annotations

import shutil
import subprocess
from pathlib import Path

import pytest

from kb.export import write_timeline
from kb.timeline import Timeline
from tests.export.timelines import HOSTILE_EVENT, TIMELINE

BROWSER = next(filter(None, map(shutil.which, ("chromium", "chromium-browser"))), None)
NPM = shutil.which("npm")
pytestmark = [
    pytest.mark.browser,
    pytest.mark.slow,
    pytest.mark.skipif(BROWSER is None or NPM is None, reason="no chromium, or no npm"),
]
ALL = Timeline((*TIMELINE.events, HOSTILE_EVENT), None, len(TIMELINE.events) + 1)


@pytest.fixture(scope="module")
def packages(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("npm")
    names = ("@knight-lab/timelinejs@3.9", "vis-timeline@8", "vis-data@8")
    done = subprocess.run([NPM, "install", "--ignore-scripts", "--no-audit", "--no-fund",
                           "--legacy-peer-deps", *names],
                          cwd=folder, capture_output=True, timeout=300)  # fmt: skip
    if done.returncode:
        pytest.skip(f"npm gave no packages: {done.stderr.decode()[-200:]}")
    return folder / "node_modules"


def draw(folder: Path, script: str, body: str, *heads: str) -> str:
    page = folder / "page.html"
    head = "".join(heads)
    page.write_text(
        f"<!doctype html><meta charset=utf-8>{head}<div id=here style='width:900px;height:600px'>"
        f"</div><pre id=said></pre><script>{script}\n{body}</script>",
        "utf-8",
    )
    flags = ["--headless", "--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage",
             "--no-first-run", f"--user-data-dir={folder / 'profile'}", "--no-proxy-server",
             "--host-resolver-rules=MAP * ~NOTFOUND", "--allow-file-access-from-files",
             "--virtual-time-budget=6000", "--dump-dom"]  # fmt: skip
    done = subprocess.run([BROWSER, *flags, page.as_uri()], capture_output=True, timeout=120)
    return done.stdout.decode()


def quote_script(data: bytes) -> str:
    return f"const data = {data.decode().replace('<', chr(92) + 'u003c')};"


def test_timelinejs_takes_every_slide(packages: Path, tmp_path: Path) -> None:
    at = packages / "@knight-lab" / "timelinejs" / "dist" / "js" / "timeline.js"
    dom = draw(
        tmp_path,
        quote_script(write_timeline(ALL, "timelinejs")[0]),
        """const t = new TL.Timeline("here", data, {track_events: false});
        setTimeout(() => { said.textContent = JSON.stringify({
          errors: t.config.messages.errors, slides: t.config.events.length,
          dates: t.config.events.map((e) => e.display_date || e.start_date.getDisplayDate()),
          alerts: window.alerted || 0 }); }, 3000);""",
        f'<script src="{at.as_uri()}"></script>',
    )
    assert '"errors":[]' in dom
    assert f'"slides":{len(ALL.events) - 2}' in dom
    assert "Event year" in dom
    assert "about 2006" in dom


def test_vis_timeline_draws_the_items(packages: Path, tmp_path: Path) -> None:
    at = packages / "vis-timeline" / "standalone" / "umd" / "vis-timeline-graph2d.min.js"
    dom = draw(
        tmp_path,
        quote_script(write_timeline(ALL, "vis")[0]),
        """const t = new vis.Timeline(here, new vis.DataSet(data.items),
          new vis.DataSet(data.groups));
        t.setWindow("2024-01-01", "2025-12-31", {animation: false});
        setTimeout(() => { said.textContent = JSON.stringify({
          items: t.itemsData.length, visible: t.getVisibleItems() }); }, 2000);""",
        f'<script src="{at.as_uri()}"></script>',
    )
    assert f'"items":{len(ALL.events) - 2}' in dom
    assert "events/month" in dom.partition('"visible"')[2]
    assert "<script>alert" not in dom
