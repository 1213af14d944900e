"""What must not come in, must not stop the rest, and must not take for ever."""

from __future__ import annotations

import contextlib
import json
import os
import time
import zipfile
from pathlib import Path

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from kb.article import Article
from kb.errors import ArticleRejected
from kb.read import FORMATS, read_article, read_articles
from kb.read.blocks import split_blocks

ENDLESS = 60.0  # seconds of CPU: far more than any of it takes, far less than what runs away
GOOD = b"It rained in Lima on Friday. Two bridges were closed.\n"


def reject(data: bytes, kind: str | None = None) -> ArticleRejected:
    with pytest.raises(ArticleRejected) as caught:
        read_article(data, format=kind)
    return caught.value


@pytest.mark.parametrize(
    ("data", "reason"),
    [
        (b"", "empty"),
        (b" \n\t\r\n", "empty"),
        (b"\xef\xbb\xbf  ", "empty"),
        (b"abc\0def", "binary"),
        (b"%PDF-1.7\nIt rained.", "binary"),
        (b"\x1f\x8b\x08\x00abc", "binary"),
        (bytes(range(1, 32)) * 40, "binary"),
        (b"It rained \xff\xfe in Lima.", "encoding"),
        (b"\xff\xfeI\0t", "encoding"),
        (b"\xff\xfeI\0t\0 \xd8", "encoding"),
        (b"* * *\n\n---\n\n12 %\n", "no-text"),
        (b"Comments\nShare\nAll rights reserved.\n", "no-text"),
    ],
)
def test_what_is_no_article_is_named(data: bytes, reason: str) -> None:
    assert reject(data, "text").reason == reason


def test_zip_is_binary(tmp_path: Path) -> None:
    file = tmp_path / "a.txt"
    with zipfile.ZipFile(file, "w") as archive:
        archive.writestr("b.txt", GOOD)
    for kind in FORMATS:
        assert reject(file.read_bytes(), kind).reason == "binary"


def test_folder_with_everything_bad_in_it(tmp_path: Path) -> None:
    (tmp_path / "binary.bin").write_bytes(b"\0\1\2" * 100)
    (tmp_path / "broken.txt").write_bytes(b"It rained in Lima\xc3. It did.")
    (tmp_path / "empty.txt").touch()
    (tmp_path / "good.txt").write_bytes(GOOD)
    with (tmp_path / "huge.txt").open("wb") as stream:
        stream.truncate(80_000_000)
    os.mkfifo(tmp_path / "pipe.txt")
    (tmp_path / "loop").symlink_to(tmp_path)
    (tmp_path / "nowhere").symlink_to(tmp_path / "gone")
    results = list(read_articles([tmp_path, tmp_path / "missing", "bad\0name"]))
    assert [r.text for r in results if isinstance(r, Article)] == [GOOD.decode()]
    reasons = {Path(r.source).name: r.reason for r in results if isinstance(r, ArticleRejected)}
    assert reasons == {
        "binary.bin": "binary",
        "broken.txt": "encoding",
        "empty.txt": "empty",
        "huge.txt": "too-large",
        "pipe.txt": "unreadable",
        "nowhere": "unreadable",
        "missing": "unreadable",
        "bad\0name": "unreadable",
    }


def test_file_that_vanishes_or_may_not_be_read(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in "abc":
        (tmp_path / f"{name}.txt").write_bytes(GOOD)
    results = read_articles([tmp_path])
    assert isinstance(next(results), Article)
    (tmp_path / "b.txt").unlink()
    gone = next(results)
    assert isinstance(gone, ArticleRejected) and gone.reason == "unreadable"
    plain = Path.open

    def forbid(self: Path, *args: object, **more: object) -> object:
        if self.name == "c.txt":
            raise PermissionError(13, "Permission denied")
        return plain(self, *args, **more)  # type: ignore[arg-type, call-overload]

    monkeypatch.setattr(Path, "open", forbid)
    denied = next(results)
    assert isinstance(denied, ArticleRejected)
    assert (denied.reason, "Permission denied" in denied.detail) == ("unreadable", True)


def test_folders_nested_deeper_than_python_calls(tmp_path: Path) -> None:
    here = tmp_path
    for _ in range(1200):
        here = here / "d"
        try:
            here.mkdir()
        except OSError:  # the path is as long as the system allows
            here = here.parent
            break
    (here / "a.txt").write_bytes(GOOD)
    assert any(isinstance(r, Article) for r in read_articles([tmp_path]))
    (here / "a.txt").unlink()
    while here != tmp_path:  # deeper than a recursive clean-up gets
        here.rmdir()
        here = here.parent


def test_deeply_nested_page() -> None:
    for depth in (300, 20_000):
        page = b"<html><body>" + b"<div>" * depth + b"<p>It rained in Lima on Friday.</p>"
        started = time.process_time()
        try:
            assert "rained" in read_article(page).text
        except ArticleRejected as error:
            assert error.reason in ("format", "no-text")
        assert time.process_time() - started < ENDLESS


def test_feed_of_a_billion_laughs() -> None:
    laughs = '<!ENTITY l0 "ha">' + "".join(
        f'<!ENTITY l{n} "{f"&l{n - 1};" * 10}">' for n in range(1, 12)
    )
    feed = (
        f'<?xml version="1.0"?><!DOCTYPE rss [{laughs}]><rss version="2.0"><channel>'
        "<title>x</title><item><title>Rain</title><description>It rained. &l11;</description>"
        "</item></channel></rss>"
    )
    started = time.process_time()
    for result in read_articles_of(feed.encode(), "feed"):
        assert not isinstance(result, Article) or len(result.text) < 1000
    assert time.process_time() - started < ENDLESS


def test_feed_reads_no_file_and_no_address(tmp_path: Path) -> None:
    secret = tmp_path / "secret"
    secret.write_text("It rained in secret.")
    for name in (str(secret), "http://127.0.0.1:9/feed"):
        assert reject(name.encode(), "feed").reason == "format"
    entity = (
        f'<?xml version="1.0"?><!DOCTYPE r [<!ENTITY x SYSTEM "file://{secret}">]>'
        '<rss version="2.0"><channel><item><title>Rain</title>'
        "<description>It rained. &x;</description></item></channel></rss>"
    )
    for result in read_articles_of(entity.encode(), "feed"):
        assert not isinstance(result, Article) or "secret" not in result.text


def read_articles_of(data: bytes, kind: str) -> list[Article | ArticleRejected]:
    try:
        return [read_article(data, format=kind)]
    except ArticleRejected as error:
        return [error]


def test_long_feed_is_read_in_pieces(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("kb.read.feed.LIMIT", 4000)
    monkeypatch.setattr("kb.read.feed.CHUNK", 500)
    items = [
        f"<item><title>Rain in town {n}</title><description>It rained {'hard ' * long}in town {n}."
        "</description></item>"
        for n, long in enumerate([1] * 20 + [3000] + [1] * 20)
    ]
    file = tmp_path / "a.rss"
    file.write_text(
        '<?xml version="1.0"?><rss version="2.0"><channel><title>The Example</title>'
        + "".join(items)
        + "</channel></rss>"
    )
    results = list(read_articles(file))
    articles = [r for r in results if isinstance(r, Article)]
    assert [a.title for a in articles] == [f"Rain in town {n}" for n in range(41) if n != 20]
    assert {a.publisher for a in articles} == {"The Example"}
    assert [r.reason for r in results if isinstance(r, ArticleRejected)] == ["too-large"]


def test_long_line_of_json_lines_costs_only_itself(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("kb.read.jsonlines.LIMIT", 1000)
    monkeypatch.setattr("kb.read.jsonlines.CHUNK", 100)
    records = [{"text": "It rained in Lima. " * n} for n in (1, 500, 2)]
    file = tmp_path / "a.jsonl"
    file.write_text("\n".join(map(json.dumps, records)))
    results = list(read_articles(file))
    assert [isinstance(r, Article) for r in results] == [True, False, True]
    assert isinstance(results[1], ArticleRejected) and results[1].reason == "too-large"
    whole = tmp_path / "a.json"
    whole.write_text(json.dumps(records))
    reasons = [r.reason for r in read_articles(whole) if isinstance(r, ArticleRejected)]
    assert reasons == ["too-large"]


def test_json_of_hostile_values() -> None:
    article = read_article(b'{"text": "It rained \\ud800 in \\u0000 Lima.", "title": "\\udfff"}')
    assert article.text == "It rained \ufffd in \ufffd Lima."
    article.text.encode()
    for record in (
        b'{"text": 12}',
        b'{"text": {"a": "It rained."}}',
        b'{"text": ["It rained.", 3]}',
        b'"It rained."',
        b"[]",
        b"NaN",
        b'{"text": null}',
    ):
        assert reject(record, "json").reason in ("no-text", "format")
    assert reject(b'{"text":' + b"[" * 200_000, "json").reason == "format"
    assert reject(b'{"text":' + b"[" * 200_000, "jsonlines").reason == "format"
    assert reject(b'{"n": ' + b"9" * 10_000 + b"}", "json").reason in ("format", "no-text")
    kept = read_article(b'{"text": "It rained.", "published": {"a": 1}, "url": 5, "author": [[]]}')
    assert (kept.published, kept.url, kept.author) == (None, None, None)


def test_page_with_hostile_linked_data() -> None:
    body = "<article><p>" + "It rained in Lima on Friday and on Saturday. " * 8 + "</p></article>"
    for data in ("{", "[" * 100_000, '{"@graph": 1}', '{"@type": {"a": []}}', '[null, 3, "x"]'):
        page = (
            f'<html><head><script type="application/ld+json">{data}</script></head>'
            f"<body>{body}</body></html>"
        )
        assert "rained" in read_article(page.encode(), format="html").text


@pytest.mark.parametrize("kind", [None, *FORMATS])
@given(data=st.binary(max_size=400))
@example(data=b"<rss><channel><item>")
@example(data=b"{")
@example(data=b"[1,")
@example(data=b"\xff\xfe\x00\xd8")
@example(data=b"<html><body><p>\x85")
@example(data=b"---\nTitle: x\n---")
@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])
def test_any_bytes_are_an_article_or_rejected(kind: str | None, data: bytes) -> None:
    try:
        article = read_article(data, format=kind)
    except ArticleRejected as error:
        assert error.reason in {
            "binary", "empty", "encoding", "format", "no-text", "too-large", "unreadable",
        }  # fmt: skip
    else:
        assert article.text.strip()
        article.text.encode()
        check_blocks(article.text, article.title)


_MARKUP = st.lists(
    st.sampled_from(
        ["<html>", "<p>", "</p>", "<div>", "<table><tr>", "<![CDATA[", "]]>", "<!--", "<item>",
         "<title>", "&amp;", "&#0;", "&#xD800;", "<script>", "It rained in Lima.", "\n", "\x0c",
         "<rss>", "<channel>", "<entry>", "<pubDate>2025</pubDate>", "<svg>", "<form><input",
         "<link href='http://['/>", "<time datetime='x' pubdate>", "<meta charset='x'>"]
    ),
    max_size=25,
)  # fmt: skip


@pytest.mark.parametrize("kind", ["html", "feed"])
@given(parts=_MARKUP)
@settings(max_examples=80, deadline=None, suppress_health_check=[HealthCheck.too_slow])
def test_any_markup_is_an_article_or_rejected(kind: str, parts: list[str]) -> None:
    with contextlib.suppress(ArticleRejected):
        check_blocks(read_article("".join(parts).encode(), format=kind).text, None)


_LINES = st.lists(
    st.sampled_from(
        ["Ministers meet in Oslo", "They met on Friday, and left again on Saturday morning.",
         "- 3 min read", "SEE ALSO", "Comments", "By Ana Soto", "OSLO, May 3 (AFP) -- It rained.",
         "“It rained.”", "\u200f\u202bאבג", "\u200b", "It rained again. REUTERS", "(end)", "• a",
         "# Rain", "20 Articles", "Nov 2, 2025", "two ministers met in the old town and", "  \t "]
    ),
    max_size=20,
)  # fmt: skip


@given(lines=_LINES, end=st.sampled_from(["\n", "\r\n", "\r", "\n\n", "\u2028"]))
@settings(max_examples=200, deadline=None)
def test_blocks_are_in_order_and_in_range(lines: list[str], end: str) -> None:
    check_blocks(end.join(lines), lines[0] if lines else None)


@given(text=st.text(max_size=300), title=st.one_of(st.none(), st.text(max_size=30)))
@settings(max_examples=200, deadline=None)
def test_blocks_of_any_text(text: str, title: str | None) -> None:
    check_blocks(text, title)


def check_blocks(text: str, title: str | None) -> None:
    at = 0
    covered = []
    for block in split_blocks(text, title):
        assert at <= block.start <= block.prose <= block.end <= len(text)
        assert block.start < block.end
        assert text[block.start].strip() and text[block.end - 1].strip()
        covered.append(text[at : block.start])
        at = block.end
    # nothing but white space stands outside the blocks
    assert not "".join([*covered, text[at:]]).strip()


@pytest.mark.parametrize(
    ("unit", "times"),
    [
        ("They met on Friday. ", 40_000),
        ("a", 800_000),
        ("(", 800_000),
        ("A short line here\n", 10_000),
        ("Comments\n", 10_000),
        ("two ministers met in the old town and they\n", 5_000),
        ("TOKYO, Oct 31 (AFP) -- It rained.\n", 5_000),
    ],
)
def test_time_is_linear_in_length(unit: str, times: int) -> None:
    def measure(text: str) -> float:
        best = float("inf")
        for _ in range(3):
            started = time.process_time()
            split_blocks(text)
            best = min(best, time.process_time() - started)
        return best

    short, long = measure(unit * times), measure(unit * times * 4)
    assert long < 4 * short * 3 + 0.1  # linear is 4; quadratic would be 16


def test_a_line_of_eighty_megabytes_is_split() -> None:
    text = "They met on Friday in Oslo. " * 2_900_000
    started = time.process_time()
    assert len(split_blocks(text)) == 1
    assert time.process_time() - started < ENDLESS
