"""Looking for words in what an index holds: things, events, articles."""

from __future__ import annotations

import json
import re
import sqlite3
import unicodedata
from collections.abc import Callable, Sequence

from kb.index.words import Phrase, match_all
from kb.search import Excerpt, Hit, cut_excerpt
from kb.timeline_event import read_event
from kb.timeline_words import say_date

ReadText = Callable[[str], str | None]

# Ranking works out a weight for every event that has the words: where there are too many for
# that, the most salient that have them are given instead.
_RANKED = 20_000
_EXCERPTS = 3
_WORD = re.compile(r"[^\W_]+")


def find_things(db: sqlite3.Connection, phrases: Sequence[Phrase], limit: int) -> list[Hit]:
    """Who or what is called so, the most frequent first."""
    rows = db.execute(
        "SELECT t.iri, t.name, t.names, t.kind, max(t.role), coalesce(max(c.total), 0)"
        " FROM thing_words w JOIN thing t ON t.id = w.rowid"
        " LEFT JOIN term c ON c.value = t.iri AND c.kind IN (1, 2, 3)"
        " WHERE thing_words MATCH ? AND t.role IN ('entity', 'place', 'type')"
        " GROUP BY t.iri ORDER BY 6 DESC, 2, 1 LIMIT ?",
        (match_all(phrases), limit),
    ).fetchall()
    hits = []
    for iri, name, names, kind, role, events in rows:
        texts = [("name", text) for text in (name, *json.loads(names))]
        hits.append(
            Hit("entity", iri, name, kind or role, events, highlight(texts, phrases, most=1))
        )
    return hits


def find_told(
    db: sqlite3.Connection, phrases: Sequence[Phrase], limit: int, size: int
) -> list[Hit]:
    """Events whose label or quotes have the words; a word of the label weighs ten times more."""
    match = match_all(phrases)
    if size <= _RANKED:
        rows = db.execute(
            "SELECT s.json FROM (SELECT rowid AS slot, bm25(words, 10.0, 1.0) AS rank FROM words"
            " WHERE words MATCH ? ORDER BY bm25(words, 10.0, 1.0), rowid LIMIT ?) w"
            " JOIN shown s ON s.slot = w.slot ORDER BY w.rank, s.slot",
            (match, limit),
        ).fetchall()
    else:
        rows = db.execute(
            "SELECT s.json FROM event e INDEXED BY event_salience JOIN shown s ON s.slot = e.slot"
            " WHERE EXISTS (SELECT 1 FROM words WHERE words MATCH ? AND rowid = e.slot)"
            " ORDER BY e.salience DESC, e.slot LIMIT ?",
            (match, limit),
        ).fetchall()
    hits = []
    for (text,) in rows:
        event = json.loads(text)
        texts = [("label", event["label"])]
        texts += [("quote", q["exact"]) for source in event["sources"] for q in source["quotes"]]
        hits.append(
            Hit(
                "event",
                event["id"],
                event["label"],
                say_date(read_event(event).date) if event["date"] else None,
                event["source_count"],
                highlight(texts, phrases),
            )
        )
    return hits


def find_articles(
    db: sqlite3.Connection, phrases: Sequence[Phrase], limit: int, read_text: ReadText
) -> list[Hit]:
    """Articles that have the words; a word of the title weighs five times more."""
    rows = db.execute(
        "SELECT a.iri, a.title, a.publisher, a.published FROM article_words w"
        " JOIN article a ON a.id = w.rowid WHERE article_words MATCH ?"
        " ORDER BY bm25(article_words, 5.0, 1.0), a.iri LIMIT ?",
        (match_all(phrases), limit),
    ).fetchall()
    hits = []
    for iri, title, publisher, published in rows:
        texts = [("title", title or ""), ("text", read_text(iri) or "")]
        detail = ", ".join(word for word in (publisher, published) if word)
        hits.append(
            Hit("article", iri, title or iri, detail or None, None, highlight(texts, phrases))
        )
    return hits


def highlight(
    texts: Sequence[tuple[str, str]], phrases: Sequence[Phrase], *, most: int = _EXCERPTS
) -> tuple[Excerpt, ...]:
    """Excerpts of the texts that have a word that was looked for; of the first, where none has."""
    found = []
    seen = set()
    for field, text in texts:
        spots = find_spots(text, phrases)
        if spots and text not in seen:
            seen.add(text)
            found.append(cut_excerpt(field, text, spots))
        if len(found) == most:
            break
    if not found and texts:
        found = [cut_excerpt(*texts[0], ())]
    return tuple(found)


def find_spots(text: str, phrases: Sequence[Phrase]) -> list[tuple[int, int]]:
    """Where the phrases stand in a text, by the rule of `split_words`.

    >>> find_spots("São Paulo", [Phrase(("sao",))])
    [(0, 3)]
    """
    words: list[tuple[str, int, int]] = []
    for match in re.finditer(r"\S+", text):
        words += _split_with_places(match.group(), match.start())
    spots = set()
    for phrase in phrases:
        size = len(phrase.words)
        for n in range(len(words) - size + 1):
            if phrase.is_in([word for word, _, _ in words[n : n + size]]):
                spots.add((words[n][1], words[n + size - 1][2]))
    merged: list[tuple[int, int]] = []
    for begin, end in sorted(spots):
        if merged and begin < merged[-1][1]:
            merged[-1] = (merged[-1][0], max(end, merged[-1][1]))
        else:
            merged.append((begin, end))
    return merged


def _split_with_places(chunk: str, offset: int) -> list[tuple[str, int, int]]:
    """The words of a run without spaces, with where they stand in the whole."""
    if chunk.isascii():
        return [(m.group().lower(), offset + m.start(), offset + m.end())
                for m in _WORD.finditer(chunk)]  # fmt: skip
    letters: list[str] = []
    homes: list[int] = []
    for n, char in enumerate(chunk):
        for plain in unicodedata.normalize("NFKD", char):
            if unicodedata.combining(plain):
                continue
            for low in plain.lower():
                letters.append(low)
                homes.append(n)
    found = []
    for match in _WORD.finditer("".join(letters)):
        end = homes[match.end() - 1] + 1
        while end < len(chunk) and unicodedata.combining(chunk[end]):
            end += 1
        found.append((match.group(), offset + homes[match.start()], offset + end))
    return found
