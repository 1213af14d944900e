"""Extraction in several processes: what becomes of them when somebody presses Ctrl-C."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from collections.abc import Sequence
from pathlib import Path

import pytest

from kb.article import Article
from kb.extract import Result
from kb.workers import extract_all

STARTED = "STARTED_HERE"


def dawdle(articles: Sequence[Article], base: str) -> list[Result]:
    """Says that a worker is at it, and stays at it for longer than anybody waits."""
    (Path(os.environ[STARTED]) / str(os.getpid())).touch()
    time.sleep(120)
    return []


def extract_slowly() -> None:
    articles = [Article(f"Article number {n}.") for n in range(40)]
    try:
        list(extract_all(articles, "http://x.test/", 2, dawdle))
    except KeyboardInterrupt:
        print("interrupted", flush=True)


@pytest.mark.skipif(not hasattr(signal, "pthread_sigmask"), reason="signals as POSIX has them")
def test_an_interrupt_ends_every_worker_at_once_and_without_a_traceback(tmp_path: Path) -> None:
    process = subprocess.Popen(
        [sys.executable, "-c", "from tests import test_extract as t; t.extract_slowly()"],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        start_new_session=True,
        env={**os.environ, STARTED: str(tmp_path)},
        cwd=Path(__file__).parents[1],
    )
    try:
        for _ in range(600):
            if len(list(tmp_path.iterdir())) == 2:
                break
            time.sleep(0.05)
        workers = [int(file.name) for file in tmp_path.iterdir()]
        assert len(workers) == 2
        # as a terminal does it: to the whole group
        os.killpg(process.pid, signal.SIGINT)
        out, err = process.communicate(timeout=120)
    finally:
        process.kill()
        process.wait()
    assert (out, err, process.returncode) == ("interrupted\n", "", 0)
    for pid in workers:
        with pytest.raises(ProcessLookupError):
            os.kill(pid, 0)


UNGUARDED = """
from kb import Article, KnowledgeBase

articles = [
    Article(f"Anna Lind met Omar Haddad in Paris on {day} May 2019.", url=f"http://x.test/{day}")
    for day in range(1, 9)
]
base = KnowledgeBase.open("store")
summary = base.add(articles, workers=2)
print("read", summary.read, "rejected", len(summary.rejected))
base.close()
"""


def test_a_script_without_a_main_guard_is_read_all_the_same(tmp_path: Path) -> None:
    (tmp_path / "script.py").write_text(UNGUARDED)
    done = subprocess.run(
        [sys.executable, "script.py"],
        cwd=tmp_path,
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )
    assert done.returncode == 0, done.stderr[-2000:]
    assert "read 8 rejected 0" in done.stdout
