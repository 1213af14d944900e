"""The sample articles are enough, are messy as real input is, and are our own sentences."""

from __future__ import annotations

import os
import re
from collections import Counter
from pathlib import Path

import pytest

from kb.article import Article
from kb.read.html import read_html
from kb.read.make import Metadata
from kb.read.text import read_text
from kb.resources import data_folder

HAPPENINGS = {
    "takaichi-xi",
    "earthquake",
    "sweden-nato",
    "moon-landing",
    "microsoft-activision",
    "world-cup-final",
    "good-friday",
    "queen",
    "notre-dame",
}
RUN = 8  # words


def read_samples() -> dict[str, str]:
    return {
        entry.name: entry.read_text("utf-8")
        for entry in sorted(data_folder("samples").iterdir(), key=lambda e: e.name)
        if entry.name.endswith((".txt", ".html"))
    }


@pytest.fixture(scope="module")
def samples() -> dict[str, str]:
    return read_samples()


@pytest.fixture(scope="module")
def articles(samples: dict[str, str]) -> dict[str, Article]:
    found = {}
    for name, text in samples.items():
        read = read_html if name.endswith(".html") else read_text
        found[name] = read(text.encode(), name, Metadata())
    return found


def happening(name: str) -> str:
    return next(key for key in HAPPENINGS if name.startswith(key))


def test_there_are_enough_of_each(samples: dict[str, str]) -> None:
    assert len(samples) >= 18
    told = Counter(map(happening, samples))
    assert set(told) == HAPPENINGS
    assert sum(1 for count in told.values() if count >= 2) >= 5
    assert max(told.values()) >= 4


def test_each_is_read_whole(articles: dict[str, Article]) -> None:
    for name, article in articles.items():
        assert len(article.text.split()) > 60, name
        assert article.text.count("\n") >= 4, name
        assert "\nPublished:" not in article.text, name
    dated = [a for a in articles.values() if a.published_on is not None]
    assert len(dated) < len(articles), "one says nothing of its date"
    assert all(a.publisher for a in dated)


def test_the_mess_of_real_input_is_there(samples: dict[str, str]) -> None:
    everything = "\n".join(samples.values())
    for mess in (
        "By our correspondent",
        "min read",
        "newsletter",
        "(Northline)",
        "yesterday",
        "A year ago today",
        "last week",
        "on Friday",
        "READ MORE",
        "Comments (",
        "Correction, ",
        "application/ld+json",
        "<nav>",
        "<footer>",
        "early today",
        "The day before yesterday",
        "Mon 19 Dec 2022",
        "Oct. 13, 2023",
    ):
        assert mess in everything, mess
    assert re.search(r"^[A-Z]{4,}(?:, [A-Z][\w.]+)?,? .*(?:–|—|--) ", everything, re.MULTILINE)


def test_a_page_gives_its_text_and_its_metadata(articles: dict[str, Article]) -> None:
    page = articles["takaichi-xi-weekly.html"]
    assert page.publisher == "The Meridian Weekly"
    assert page.published_on is not None and page.published_on.edtf.startswith("2025-11-03")
    assert page.url == "https://meridianweekly.example/2025/11/a-careful-handshake"
    assert "On 31 October the leaders" in page.text
    for furniture in ("Puzzles", "Privacy", "display: flex"):
        assert furniture not in page.text


def test_a_correction_is_a_later_version_of_the_same_article(articles: dict[str, Article]) -> None:
    first, second = (articles[f"earthquake-evening-bulletin.{n}.txt"] for n in (1, 2))
    assert first.id == second.id
    assert first.published_on is not None and second.published_on is not None
    assert first.published_on.edtf < second.published_on.edtf
    assert "1,900" in first.text and "more than 5,000 people" in second.text


def test_outlets_disagree_on_a_detail(articles: dict[str, Article]) -> None:
    assert "magnitude 7.8" in articles["earthquake-evening-bulletin.2.txt"].text
    assert "magnitude 7.7" in articles["earthquake-coastal-times.txt"].text
    assert "2,300" in articles["earthquake-coastal-times.txt"].text


def runs(text: str) -> set[tuple[str, ...]]:
    words = re.findall(r"\w+", text.lower())
    return {tuple(words[i : i + RUN]) for i in range(len(words) - RUN + 1)}


def test_a_wire_story_is_told_twice_and_its_neighbours_are_not(
    articles: dict[str, Article],
) -> None:
    wire = runs(articles["moon-landing-northline-courier.txt"].text)
    copy = runs(articles["moon-landing-northline-gazette.txt"].text)
    own = runs(articles["moon-landing-orbit.txt"].text)
    assert len(wire & copy) / len(copy) > 0.7
    assert not wire & own


def test_a_year_stays_a_year(articles: dict[str, Article]) -> None:
    text = articles["takaichi-xi-harbour-post.txt"].text
    sentence = next(s for s in text.split(". ") if "Hu Jintao" in s)
    assert "In 2006" in sentence and "joint statement" in sentence
    assert "2006" in sentence and not re.search(r"October|8 ", sentence)


def test_the_sentences_are_our_own(samples: dict[str, str]) -> None:
    given = os.environ.get("KB_DEVDATA")
    root = Path(given) if given else Path(__file__).resolve().parents[2] / "shared" / "devdata"
    folder = root.parent / "articles"
    if not folder.is_dir():
        pytest.skip("the real articles are not at hand")
    theirs = [runs(path.read_text("utf-8", "replace")) for path in sorted(folder.glob("*.txt"))]
    assert theirs
    for name, text in samples.items():
        for other in theirs:
            assert not runs(text) & other, name


def test_nothing_is_published_at_a_real_address(samples: dict[str, str]) -> None:
    for name, text in samples.items():
        for host in re.findall(r"https?://([\w.-]+)", text):
            assert host.endswith(".example") or host == "schema.org", (name, host)
