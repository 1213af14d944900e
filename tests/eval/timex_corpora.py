"""Readers of corpora with annotated dates: TimeML, GUM, MEANTIME and the recognizers' spec.

Each gives documents of plain text with gold mentions in code points of that text.
"""

from __future__ import annotations

import html
import json
import os
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, timedelta
from pathlib import Path
from typing import Any


@dataclass(frozen=True)
class Gold:
    """One annotated mention; `bounds` is its first and last day where the corpus gives days."""

    start: int
    end: int
    text: str
    type: str
    value: str
    bounds: tuple[str, str] | None = None


@dataclass(frozen=True)
class Document:
    """A text, the day it was written and its gold mentions; `scored` are the spans that count."""

    name: str
    text: str
    written: str | None
    gold: tuple[Gold, ...]
    scored: tuple[tuple[int, int], ...] = field(default=())

    def counts(self, start: int, end: int) -> bool:
        """Whether a mention at this place is scored."""
        return not self.scored or any(a <= start and end <= b for a, b in self.scored)


def devdata() -> Path | None:
    """The folder of the development corpora, or ``None``: ``KB_DEVDATA``, else beside us."""
    named = os.environ.get("KB_DEVDATA")
    place = Path(named) if named else Path(__file__).parents[3] / "shared" / "devdata"
    return place if place.is_dir() else None


_TIMEX = re.compile(r"<TIMEX3\b([^>]*)>(.*?)</TIMEX3>", re.DOTALL)
_ATTRIBUTE = re.compile(r'([\w:]+)="([^"]*)"')


def read_timeml(path: Path) -> Document:
    """One TimeML file (``.tml``)."""
    raw = path.read_text(encoding="utf-8")
    dct = re.search(r"<DCT>(.*?)</DCT>", raw, re.DOTALL)
    written = None
    if dct and (value := re.search(r'value="([\d-]+)', dct[1])):
        written = value[1][:10]
    body = re.search(r"<TEXT>(.*?)</TEXT>", raw, re.DOTALL)
    inner = body[1] if body else raw
    pieces: list[str] = []
    gold: list[Gold] = []
    length = 0
    at = 0
    for match in _TIMEX.finditer(inner):
        before = _plain(inner[at : match.start()])
        words = _plain(match[2])
        attributes = dict(_ATTRIBUTE.findall(match[1]))
        start = length + len(before)
        gold.append(
            Gold(
                start,
                start + len(words),
                words,
                attributes.get("type", "DATE"),
                attributes.get("value", ""),
            )
        )
        pieces += [before, words]
        length = start + len(words)
        at = match.end()
    pieces.append(_plain(inner[at:]))
    return Document(path.stem, "".join(pieces), written, tuple(gold))


def _plain(markup: str) -> str:
    return html.unescape(re.sub(r"<[^>]+>", "", markup))


def read_timeml_folder(folder: Path) -> list[Document]:
    """Every ``.tml`` file of a folder, by name."""
    return [read_timeml(p) for p in sorted(folder.rglob("*.tml"))]


_NO_SPACE_BEFORE = frozenset(".,;:!?)]}%’'”") | {"'s", "’s", "n't", "n’t", "''"}
_NO_SPACE_AFTER = frozenset("([{$£€“") | {"``"}


def read_gum(path: Path) -> Document:
    """One GUM file; dates carry ``when``, ``from``/``to`` or ``notBefore``/``notAfter``."""
    text = ""
    gold: list[Gold] = []
    opened: list[tuple[dict[str, str], int | None]] = []
    glued = False  # inside <w>, whose tokens are written together
    first = True
    space = False
    written = None
    for line in path.read_text(encoding="utf-8").splitlines():
        if line.startswith("<"):
            name = re.match(r"</?([\w:]+)", line)
            tag = name[1] if name else ""
            if tag == "text" and (made := re.search(r'dateCreated="([\d-]+)"', line)):
                written = made[1]
            elif tag == "w":
                glued, first = not line.startswith("</"), True
            elif tag == "date" and not line.startswith("</"):
                opened.append((dict(_ATTRIBUTE.findall(line)), None))
            elif tag == "date" and opened:
                attributes, start = opened.pop()
                if start is not None:
                    gold.append(_gum_gold(text, start, len(text), attributes))
            elif tag in ("p", "head", "item", "list", "figure", "caption", "s") and text:
                if tag != "s" and not text.endswith("\n\n"):
                    text = text.rstrip(" ") + "\n\n"
                space = False
            continue
        token = html.unescape(line.split("\t")[0])
        if not token:
            continue
        joined = (glued and not first) or token in _NO_SPACE_BEFORE
        open_end = text.endswith((" ", "\n")) or text[-1:] in _NO_SPACE_AFTER
        if text and not joined and not open_end and (space or token.isalnum()):
            text += " "
        opened = [(a, len(text) if s is None else s) for a, s in opened]
        text += token
        first = False
        space = token not in _NO_SPACE_AFTER
    return Document(path.stem, text, written, tuple(sorted(gold, key=lambda g: g.start)))


def _gum_gold(text: str, start: int, end: int, attributes: dict[str, str]) -> Gold:
    when = attributes.get("when")
    lo = when or attributes.get("from") or attributes.get("notBefore") or ""
    hi = when or attributes.get("to") or attributes.get("notAfter") or ""
    bounds = (
        (first_day(lo), last_day(hi)) if lo and hi else (first_day(lo or hi), last_day(hi or lo))
    )
    exact = "range" if attributes.get("notBefore") or attributes.get("notAfter") else "DATE"
    return Gold(start, end, text[start:end], exact, when or f"{lo}/{hi}", bounds)


def first_day(value: str) -> str:
    """The first day of an ISO date of any precision."""
    parts = value.split("T")[0].split("-")
    return "-".join([*parts, *["01"] * (3 - len(parts))])


def last_day(value: str) -> str:
    """The last day of an ISO date of any precision."""
    parts = value.split("T")[0].split("-")
    if len(parts) == 1:
        return f"{parts[0]}-12-31"
    if len(parts) == 2:
        y, m = int(parts[0]), int(parts[1])
        following = date(y + m // 12, m % 12 + 1, 1)
        return (following - timedelta(1)).isoformat()
    return value.split("T")[0]


def read_gum_folder(folder: Path) -> list[Document]:
    """Every GUM file of a folder, by name."""
    return [read_gum(p) for p in sorted(folder.rglob("*.xml"))]


_TOKEN = re.compile(r'<token number="\d+" sentence="(\d+)" t_id="(\d+)">([^<]*)</token>')


def read_meantime(path: Path) -> Document:
    """One MEANTIME file: headline and sentences two to five are scored, the dateline is not."""
    raw = path.read_text(encoding="utf-8")
    text = ""
    places: dict[str, tuple[int, int, int]] = {}
    last = -1
    spans: dict[int, list[int]] = {}
    for sentence_text, token_id, word in _TOKEN.findall(raw):
        sentence, token = int(sentence_text), html.unescape(word)
        token = {"``": '"', "''": '"'}.get(token, token)
        if sentence != last:
            text += "\n\n" if sentence <= 2 and text else " " if text else ""
        elif token not in _NO_SPACE_BEFORE and not text.endswith(("(", "[", "$", "“")):
            text += " "
        last = sentence
        start = len(text)
        text += token
        places[token_id] = (start, len(text), sentence)
        spans.setdefault(sentence, [start, len(text)])[1] = len(text)
    gold: list[Gold] = []
    written = None
    for attributes_text, body in _TIMEX.findall(raw):
        attributes = dict(_ATTRIBUTE.findall(attributes_text))
        ids = re.findall(r't_id="(\d+)"', body)
        if attributes.get("functionInDocument") == "CREATION_TIME":
            written = attributes["value"][:10]
            continue
        if not ids:
            continue
        start, end = places[ids[0]][0], places[ids[-1]][1]
        if places[ids[0]][2] in (0, 2, 3, 4, 5):
            gold.append(Gold(start, end, text[start:end], attributes["type"], attributes["value"]))
    scored = tuple((a, b) for s, (a, b) in spans.items() if s in (0, 2, 3, 4, 5))
    gold.sort(key=lambda g: g.start)
    return Document(path.stem, text, written, tuple(gold), scored)


def read_meantime_folder(folder: Path) -> list[Document]:
    """Every document of the ``intra-doc`` part, by name."""
    return [read_meantime(p) for p in sorted((folder / "intra-doc").glob("*.xml"))]


@dataclass(frozen=True)
class Case:
    """One case of the recognizers' spec: a sentence, its reference day, what is to be found."""

    text: str
    written: str | None
    results: tuple[dict[str, Any], ...]


# A news text holds dates, stretches, lengths and recurring times in words. It does not hold
# requests to a calendar ("book", "cortana"), moments of the day of writing (type datetime), nor
# notations such as "10D" or "Sep-23-2020". Left out too is what the spec settles by a convention
# that other readers do not share: "few" is three, "end of tomorrow" is 23:59:59, "weekday";
# and years and days of the month spelled out ("two thousand and five", "the ninth").
_KINDS = frozenset(("date", "daterange", "duration", "set"))
_REQUEST = re.compile(
    r"\b(?:cortana|schedule|book|set up|calendar|out of office|ooo|arrange|remind|alarm|slot|"
    r"available|meet me|appointment|(?:show|list|find|search|query|sales)\b.*)\b|[@#]|www\.",
    re.IGNORECASE,
)
_NOTATION = re.compile(
    r"\d\s?(?:[dhmsy]|mo|wk|yr)\b|[/~+]|\d{6}|[a-z]-\d|\d-[a-z]|\d-\d{1,2}(?!-?\d)|"
    r"\b(?:few|several|some|couple|end of (?:the|this|next|tomorrow|day)|week ?\d|day \d|weekdays?|"
    r"two thousand|hundred|nineteen|ninth|seventeenth|twenty (?:second|nine)|"
    r"business|eod|eoy|eom|ytd|mtd|quarter to|rest of)\b",
    re.IGNORECASE,
)


def read_recognizers(folder: Path) -> Iterator[Case]:
    """The cases of the spec that a news text could hold (`_KINDS`, `_REQUEST`, `_NOTATION`)."""
    raw = (folder / "DateTimeModel.json").read_text(encoding="utf-8-sig")
    for case in json.loads(raw):
        results = [r for r in case["Results"] if r.get("Resolution") and "TypeName" in r]
        kinds = {r["TypeName"].rsplit(".", 1)[-1] for r in results}
        if not results or not kinds <= _KINDS or _REQUEST.search(case["Input"]):
            continue
        values = [v for r in results for v in r["Resolution"]["values"]]
        if any(_NOTATION.search(r["Text"]) for r in results):
            continue
        if any(v.get("timex", "").startswith(("SY", "FY")) or "Mod" in v for v in values):
            continue
        written = (case.get("Context") or {}).get("ReferenceDateTime")
        yield Case(case["Input"], written[:10] if written else None, tuple(results))
