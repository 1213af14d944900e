"""What comes in: every format, and the metadata that each one carries."""

from __future__ import annotations

import io
import json
import sys
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from kb.article import Article
from kb.errors import ArticleRejected, DateError
from kb.knowledge import KnowledgeBase
from kb.read import looks_english, read_article, read_articles

STORY = (
    "Ministers open a bridge in Lima\n\n"
    "LIMA, Oct 31 - The two ministers opened a bridge over the river on Friday.\n"
    "They spoke for ten minutes and left.\n"
)
PAGE = """<!DOCTYPE html><html lang="en"><head><title>Bridge opens | The Example</title>
<script type="application/ld+json">{"@context": "https://schema.org", "@type": "NewsArticle",
"headline": "Ministers open a bridge in Lima", "datePublished": "2025-11-01T09:00:00Z",
"author": [{"@type": "Person", "name": "Ana Soto"}],
"publisher": {"@type": "Organization", "name": "The Example"},
"mainEntityOfPage": {"@id": "https://example.org/bridge"}}</script></head><body>
<nav><a href="/">Home</a> <a href="/world">World</a></nav><article><h1>Ministers open a bridge in
Lima</h1><p>The two ministers opened a bridge over the river on Friday, after four years of work and
many delays that the mayor called regrettable.</p><p>They spoke for ten minutes before a crowd of
three hundred people, and then left for the airport without taking any questions.</p></article>
<footer>Copyright 2025 The Example. All rights reserved.</footer></body></html>"""
FEED = """<?xml version="1.0" encoding="utf-8"?><rss version="2.0"><channel>
<title>The Example</title><language>en-gb</language><link>https://example.org/</link>
<item><title>Bridge opens</title><link>https://example.org/1</link>
<pubDate>Sun, 02 Nov 2025 08:00:00 GMT</pubDate>
<description>&lt;p&gt;The bridge &lt;b&gt;opened&lt;/b&gt; on Friday.&lt;/p&gt;</description></item>
<item><title>Ferry sinks off the coast</title><link>https://example.org/2</link>
<description>The ferry sank on Monday.</description></item></channel></rss>"""


def take(results: object) -> tuple[list[Article], list[ArticleRejected]]:
    found = list(results)  # type: ignore[call-overload]
    return (
        [r for r in found if isinstance(r, Article)],
        [r for r in found if isinstance(r, ArticleRejected)],
    )


def test_text_file_is_kept_exactly(tmp_path: Path) -> None:
    file = tmp_path / "a.txt"
    raw = STORY.replace("\n", "\r\n").encode()
    file.write_bytes(b"\xef\xbb\xbf" + raw)
    article = read_article(file)
    assert article.text.encode() == raw
    assert article.title == "Ministers open a bridge in Lima"
    assert article.source == str(file)
    assert article.publisher is None and article.published_on is None and article.url is None


@pytest.mark.parametrize("codec", ["utf-8", "utf-8-sig", "utf-16", "utf-32"])
def test_marked_encodings_are_read(codec: str) -> None:
    assert read_article("Café owners met on Friday.".encode(codec)).text[:4] == "Café"


def test_declared_encoding_is_read() -> None:
    data = "Café owners met on Friday.".encode("cp1252")
    assert read_article(data, encoding="iso-8859-1").text[:4] == "Café"


def test_wrong_encoding_names_the_byte() -> None:
    with pytest.raises(ArticleRejected, match="offset 3") as caught:
        read_article("Café owners met on Friday.".encode("cp1252"))
    assert caught.value.reason == "encoding"


def test_header_is_metadata_and_no_text() -> None:
    header = "Publisher: The Example\nURL: https://example.org/1\nPublished: 2025-11-01\n---\n"
    article = read_article((header + STORY).encode())
    assert article.text == STORY
    assert article.publisher == "The Example"
    assert article.url == "https://example.org/1"
    assert article.published_on is not None
    assert article.published_on.edtf == "2025-11-01"


def test_front_matter_may_hold_what_we_do_not_know() -> None:
    header = '---\ntitle: "A bridge"\ntags:\n  - rivers\nauthor: Ana Soto\n---\n'
    article = read_article((header + STORY).encode())
    assert (article.title, article.author, article.text) == ("A bridge", "Ana Soto", STORY)


@pytest.mark.parametrize(
    "text",
    [
        "Note: it rained in Lima.\n---\nIt rained again.",
        "Title: no rule follows\nIt rained in Lima.",
        "---\nIt rained in Lima.",
    ],
)
def test_what_is_no_header_stays_text(text: str) -> None:
    assert read_article(text.encode()).text == text


@pytest.mark.parametrize(
    ("written", "edtf"),
    [
        ("2025-11-02", "2025-11-02"),
        ("Sun, 02 Nov 2025 08:00:00 GMT", "2025-11-02"),
        ("2 novembre 2025", "2025-11-02"),
        ("13/11/2025", "2025-11-13"),
        ("2025-11", "2025-11"),
    ],
)
def test_publication_dates_of_many_forms(written: str, edtf: str) -> None:
    article = read_article(f"Published: {written}\n---\n{STORY}".encode())
    assert article.published_on is not None
    assert article.published_on.edtf == edtf


def test_ambiguous_publication_date_stays_ambiguous() -> None:
    article = read_article(f"Published: 02/11/2025\n---\n{STORY}".encode())
    found = article.published_on
    assert found is None or (found.earliest, found.latest) == (
        date(2025, 2, 11),
        date(2025, 11, 2),
    )


def test_unreadable_publication_date_is_unknown() -> None:
    article = read_article(f"Published: 2 hours ago\n---\n{STORY}".encode())
    assert article.published_on is None


def test_given_metadata_wins_and_a_bad_date_is_an_error() -> None:
    article = read_article(
        f"Publisher: A\n---\n{STORY}".encode(), publisher="B", published=date(2025, 11, 1)
    )
    assert article.publisher == "B"
    assert article.published_on is not None and article.published_on.edtf == "2025-11-01"
    with pytest.raises(DateError):
        read_article(STORY.encode(), published="the other day")
    with pytest.raises(ValueError, match="expected one of"):
        read_article(STORY.encode(), format="docx")


def test_page_gives_main_text_and_declared_metadata() -> None:
    article = read_article(PAGE.encode())
    assert article.title == "Ministers open a bridge in Lima"
    assert article.text.startswith("Ministers open a bridge in Lima\n")
    assert article.text.count("Ministers open a bridge") == 1
    assert "ten minutes" in article.text
    assert "Home" not in article.text and "rights reserved" not in article.text
    assert article.publisher == "The Example"
    assert article.author == "Ana Soto"
    assert article.url == "https://example.org/bridge"
    assert article.language == "en"
    assert article.published_on is not None and article.published_on.edtf == "2025-11-01"


def test_page_date_is_declared_or_unknown() -> None:
    body = PAGE[PAGE.index("<body>") :].replace("<article>", "<article><p>{}</p>")
    for stamp, edtf in (
        ('<meta property="article:published_time" content="2025-11-03">', "2025-11-03"),
        ('<meta name="robots" content="2019-01-01">', None),
        ("", None),
    ):
        page = f"<html><head>{stamp}</head>{body}"
        found = read_article(page.encode(), format="html").published_on
        assert (found.edtf if found else None) == edtf
    timed = body.format('<time class="posted-on" datetime="2025-11-04T10:00">4 Nov</time>')
    found = read_article(f"<html>{timed}".encode(), format="html").published_on
    assert found is not None and found.edtf == "2025-11-04"


def test_page_in_its_declared_encoding() -> None:
    page = PAGE.replace("<head>", '<head><meta charset="windows-1252">').replace("Lima", "Málaga")
    assert "Málaga" in read_article(page.encode("cp1252")).text
    with pytest.raises(ArticleRejected) as caught:
        read_article(PAGE.replace("Lima", "Málaga").encode("cp1252"))
    assert caught.value.reason == "encoding"


def test_feed_gives_an_article_an_entry(tmp_path: Path) -> None:
    file = tmp_path / "a.rss"
    file.write_text(FEED, encoding="utf-8")
    articles, rejected = take(read_articles([file]))
    assert not rejected
    assert [a.url for a in articles] == ["https://example.org/1", "https://example.org/2"]
    assert articles[0].text == "Bridge opens\n\nThe bridge opened on Friday."
    assert articles[0].publisher == "The Example"
    assert articles[0].published_on is not None
    assert articles[0].published_on.edtf == "2025-11-02"
    assert articles[1].published_on is None
    assert articles[0].id != articles[1].id
    with pytest.raises(ArticleRejected, match="several"):
        read_article(file)


def test_atom_feed() -> None:
    feed = (
        '<?xml version="1.0"?><feed xmlns="http://www.w3.org/2005/Atom"><title>The Example</title>'
        '<entry><title>Rain</title><link href="https://example.org/r"/><id>urn:1</id>'
        "<published>2025-11-02T10:00:00Z</published>"
        '<content type="html">&lt;p&gt;It rained in Lima.&lt;/p&gt;</content></entry></feed>'
    )
    article = read_article(feed.encode())
    assert article.text == "Rain\n\nIt rained in Lima."
    assert article.url == "https://example.org/r"


def test_json_lines_lose_only_the_broken(tmp_path: Path) -> None:
    file = tmp_path / "a.jsonl"
    good = {"headline": "Rain", "articleBody": "It rained in Lima.", "url": "https://example.org/1"}
    lines = [json.dumps(good), "{broken}", "", "[1, 2]", json.dumps({"title": "no text"})]
    half = json.dumps({"text": "It snowed in Cusco."})[:-4]
    file.write_text("\n".join([*lines, json.dumps({"text": "It hailed."}), half]))
    articles, rejected = take(read_articles([file]))
    assert [a.text for a in articles] == ["It rained in Lima.", "It hailed."]
    assert articles[0].title == "Rain"
    assert [(r.source.rsplit(":", 1)[1], r.reason) for r in rejected] == [
        ("2", "format"),
        ("4", "format"),
        ("5", "no-text"),
        ("7", "format"),
    ]
    assert "half-written" in rejected[-1].detail


@pytest.mark.parametrize(
    "wrap",
    [
        lambda records: json.dumps(records, indent=2),
        lambda records: json.dumps({"articles": records}),
        lambda records: "\n".join(json.dumps(r, indent=1) for r in records),
    ],
)
def test_json_of_every_shape(tmp_path: Path, wrap) -> None:  # type: ignore[no-untyped-def]
    records = [
        {
            "title": "Rain",
            "content": "It rained in Lima.",
            "date": "2025-11-02",
            "source": {"name": "The Example"},
            "author": ["Ana Soto", {"name": "Bo Lund"}],
        },
        {"body": ["It snowed.", "It hailed."]},
    ]
    file = tmp_path / "a.json"
    file.write_text(wrap(records))
    articles, rejected = take(read_articles(file))
    assert not rejected
    assert [a.text for a in articles] == ["It rained in Lima.", "It snowed.\nIt hailed."]
    assert articles[0].publisher == "The Example"
    assert articles[0].author == "Ana Soto, Bo Lund"


def test_json_record_longer_than_a_piece(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("kb.read.jsonlines.CHUNK", 64)
    records = [{"text": "It rained in Lima. " * n} for n in (1, 200, 3)]
    file = tmp_path / "a.json"
    file.write_text(json.dumps(records))
    articles, rejected = take(read_articles(file))
    assert not rejected
    assert [len(a.text) for a in articles] == [19, 3800, 57]


def test_folder_in_order_without_hidden_files(tmp_path: Path) -> None:
    for name in ("b/2.txt", "b/1.txt", "a.txt", ".hidden.txt", ".git/x.txt", "c.txt"):
        file = tmp_path / name
        file.parent.mkdir(exist_ok=True)
        file.write_text(f"It rained in {name}.\nIt rained a lot there.")
    articles, _ = take(read_articles([tmp_path]))
    assert [Path(a.source or "").name for a in articles] == ["a.txt", "1.txt", "2.txt", "c.txt"]


def test_a_knowledge_base_is_no_folder_of_articles(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text(STORY)
    KnowledgeBase.open(tmp_path / "store").close()
    found = list(read_articles(tmp_path))
    assert [getattr(one, "source", None) for one in found] == [str(tmp_path / "a.txt")]
    (named,) = read_articles(tmp_path / "store")
    assert isinstance(named, ArticleRejected)
    assert "is a knowledge base" in str(named)


def test_one_address_is_that_of_one_article(tmp_path: Path) -> None:
    one, two = tmp_path / "in" / "1.txt", tmp_path / "in" / "2.txt"
    one.parent.mkdir()
    one.write_text(STORY)
    (article,) = read_articles([one.parent], url="https://example.org/1")
    assert isinstance(article, Article)
    assert article.url == "https://example.org/1"
    two.write_text(STORY.replace("Lima", "Quito"))
    for paths in ([one, two], [one.parent], [one, "-"], one.parent):
        with pytest.raises(ValueError, match="given for several files"):
            read_articles(paths, url="https://example.org/1")


def test_a_misspelt_keyword_is_refused_at_once(tmp_path: Path) -> None:
    wrong: Any = {"publsher": "The Example"}
    for read, source in ((read_article, STORY.encode()), (read_articles, tmp_path)):
        with pytest.raises(TypeError, match="'publsher'"):
            read(source, **wrong)


def test_standard_input(monkeypatch: pytest.MonkeyPatch) -> None:
    for content, count in ((STORY, 1), (FEED, 2)):
        wrapped = io.TextIOWrapper(io.BytesIO(content.encode()))
        monkeypatch.setattr(sys, "stdin", wrapped)
        articles, _ = take(read_articles(["-"]))
        assert len(articles) == count


@pytest.mark.parametrize(
    ("text", "english"),
    [
        (STORY, True),
        ("Xi meets Abe in Beijing", True),
        ("Der Minister hat sich am Freitag mit dem Präsidenten in Wien getroffen.", False),
        ("El presidente se reunió con los ministros en la capital el viernes por la tarde.", False),
        ("高市首相は金曜日に習主席と会談した。両国の関係について話し合った。", False),
        ("", False),
    ],
)
def test_english_is_told_from_other_languages(text: str, english: bool) -> None:
    assert looks_english(text) is english
