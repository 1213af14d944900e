"""Kill an ingest with SIGKILL at random points, again and again: ``python -m tests.killing [N]``.

A child process puts two dozen made-up articles into a knowledge base, corrects some and takes some
out, and is killed N times (default 50) wherever it happens to be: reading, storing, merging,
between the store's commit and the ledger's. After each kill the store must open, pass its own
checks, and hold no event of an article that is not there. At the end one child runs undisturbed,
and the store must hold what one does that was never disturbed.
"""

from __future__ import annotations

import io
import os
import pickle
import random
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Sequence
from pathlib import Path

from kb import knowledge
from kb.article import Article
from kb.derive import events_graph
from kb.extract import Extracted, Result, extract_articles
from kb.knowledge import KnowledgeBase
from kb.lookup import log_graph, retired_graph
from kb.store.interface import text_of
from kb.transfer import dump_quads
from kb.vocab import KB

BASE = "http://kb.test/"
PLACES = ("Berlin", "Oslo", "Paris", "Madrid")
TOLD = (
    "Prime Minister Anna Lind met President Omar Haddad in {place} on {day} March 2024.",
    "President Omar Haddad met Anna Lind in {place}. The talks on {day} March 2024 were short.",
    "A storm killed {day} people in {place} on {day} March 2024, the police said.",
    "Noor Vane of the Northern Trade Council visited {place} on {day} March 2024.",
)


def write_articles(version: int) -> list[Article]:
    """Two dozen articles; of every third there are two versions."""
    articles = []
    for number in range(24):
        day = 1 + number % 6 + (version if number % 3 == 0 else 0)
        text = TOLD[number % 4].format(place=PLACES[number // 2 % 4], day=day)
        articles.append(Article(text, url=f"http://n{number}.test/", published="2024-03-16"))
    return articles


def run_child(folder: Path, extracted: Path) -> None:
    """The work that is killed: all articles in, a third of them corrected, two taken out."""
    knowledge.COMMITTED = 8  # so that there is more than one commit to be killed at
    with extracted.open("rb") as stream:
        known_texts: dict[str, Extracted] = pickle.load(stream)

    def extract(articles: Sequence[Article], base: str) -> list[Result]:
        return [known_texts[article.url + article.text] for article in articles if article.url]

    with KnowledgeBase.open(folder, BASE, extract=extract) as known:
        for version in (0, 1):
            articles = write_articles(version)
            for first in range(0, len(articles), 3):
                known.add(articles[first : first + 3], workers=1)
        known.remove(*(article.id for article in write_articles(1)[-2:]))


def look_at(folder: Path) -> str | None:
    """What is wrong with a store that was left behind, or ``None``."""
    with KnowledgeBase.open(folder, BASE) as known:
        if wrong := known.check():
            return f"checks failed: {wrong}"
        articles = set(known.article_graphs())
        for quad in known.store.quads(events_graph(BASE), KB.source):
            if text_of(quad.object) not in articles:
                return f"half merged: {quad}"
        found = dump(known)
        known.rebuild()
        return None if dump(known) == found else "not as rebuilt"


def dump(known: KnowledgeBase) -> bytes:
    """Everything in the store but what tells of its past."""
    stream = io.BytesIO()
    dump_quads(known, stream)
    past = tuple(f"<{graph(BASE)}>".encode() for graph in (retired_graph, log_graph))
    lines = stream.getvalue().splitlines(keepends=True)
    return b"".join(line for line in lines if not any(mark in line for mark in past))


def kill_again_and_again(kills: int, seed: int = 0, tell: bool = False) -> list[str]:
    """What went wrong while a child was killed so many times; nothing, if all is well."""
    chance = random.Random(seed)
    problems = []
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        extracted = folder / "extracted"
        read = {
            f"{article.url}{article.text}": extract_articles([article], BASE)[0]
            for version in (0, 1)
            for article in write_articles(version)
        }
        extracted.write_bytes(pickle.dumps(read))
        started = time.perf_counter()
        run_child(folder / "undisturbed", extracted)
        takes = time.perf_counter() - started + 1.0  # and what Python needs to start
        done = 0
        while done < kills:
            child = _start(folder / "kb", extracted)
            try:
                child.wait(chance.uniform(0.2, takes))
            except subprocess.TimeoutExpired:
                os.kill(child.pid, signal.SIGKILL)
                child.wait()
                done += 1
                problem = look_at(folder / "kb") if done % 5 == 0 or kills < 10 else None
                if problem is not None:
                    problems.append(f"after kill {done}: {problem}")
                if tell:
                    print(f"{done} killed", problem or "", flush=True)
            else:
                if child.returncode:
                    problems.append(f"the child failed with {child.returncode}")
        child = _start(folder / "kb", extracted)
        if child.wait():
            problems.append(f"the last child failed with {child.returncode}")
        with KnowledgeBase.open(folder / "undisturbed", BASE) as right:
            expected = dump(right)
        with KnowledgeBase.open(folder / "kb", BASE) as known:
            if known.check():
                problems.append("the last check failed")
            if dump(known) != expected:
                problems.append("not equal to the undisturbed run")
    return problems


def _start(folder: Path, extracted: Path) -> subprocess.Popen[bytes]:
    return subprocess.Popen(
        [sys.executable, "-m", "tests.killing", "--child", str(folder), str(extracted)]
    )


def main(arguments: Sequence[str]) -> int:
    """The exit status; prints what went wrong."""
    if arguments[:1] == ["--child"]:
        run_child(Path(arguments[1]), Path(arguments[2]))
        return 0
    kills = int(arguments[0]) if arguments else 50
    problems = kill_again_and_again(kills, tell=True)
    print(f"{kills} kills: " + ("all well, equal to an undisturbed run" if not problems else ""))
    for problem in problems:
        print(problem)
    return bool(problems)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
