"""Readers of corpora with annotated events: MEANTIME, TimeSET, ECB+, GVC and SemEval 2015.

Each gives documents of running text, put together from the corpus's tokens, with gold mentions in
code points of that text. What a corpus does not annotate is outside `Document.scored`, and nothing
there may be counted for or against anybody.
"""

from __future__ import annotations

import csv
import json
import re
import xml.etree.ElementTree as ElementTree  # the corpora are trusted local files
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from kb.article import Article
from tests.eval.timex_corpora import devdata

Span = tuple[int, int]

ECB_DEV = ("2", "5", "12", "18", "21", "23", "34", "35")
_DAY = re.compile(r"\d{4}-\d\d-\d\d")


@dataclass(frozen=True)
class Role:
    """One gold participant of an event: where its words stand, and its PropBank-like role."""

    role: str
    start: int
    end: int


@dataclass(frozen=True)
class Gold:
    """One annotated event mention.

    `spans` holds all words of the trigger that the corpus marks (usually one run); `start`/`end`
    are the first and the last of them. `chain` names the event it refers to across documents.
    `date` is the value of the date it is tied to, where the corpus tells (``2006``,
    ``2010-06-07``). `happened` is false for what the corpus marks as future or uncertain.
    """

    start: int
    end: int
    text: str
    chain: str
    kind: str = ""
    date: str | None = None
    roles: tuple[Role, ...] = ()
    happened: bool = True


@dataclass(frozen=True)
class Document:
    """A text with its gold event mentions; `group` is the topic, `story` the incident told."""

    name: str
    text: str
    title: str | None
    published: str | None
    gold: tuple[Gold, ...]
    scored: tuple[Span, ...]
    group: str = ""
    story: str = ""

    @property
    def article(self) -> Article:
        """The article to read: text, title and date of publication, and nothing of the gold."""
        return Article(
            self.text, title=self.title, published=self.published, url=f"urn:eval:{self.name}"
        )

    def counts(self, start: int, end: int) -> bool:
        """Whether the span stands in a part of the text that the corpus annotates."""
        return any(a <= start and end <= b for a, b in self.scored)


_NO_SPACE_BEFORE = frozenset(
    ". , ; : ? ! ) ] } % ' ’ ” '' 's ’s n't n’t 'll ’ll 're ’re 've ’ve 'd ’d 'm ’m - / – …".split()
)
_NO_SPACE_AFTER = frozenset("( [ { $ £ € “ `` # - / ‘".split())


def join_tokens(tokens: Sequence[str], breaks: Collection[int]) -> tuple[str, list[Span]]:
    r"""Tokens as running text, and where each of them stands; a new line before each of `breaks`.

    >>> join_tokens(["He", "said", ":", "\"", "Yes", ",", "it", "'s", "on", ".", "\""], set())[0]
    'He said: "Yes, it\'s on."'
    """
    text = ""
    spans: list[Span] = []
    quote_open = False
    glue = True
    for i, token in enumerate(tokens):
        if i in breaks:
            text, glue, quote_open = text + "\n", True, False
        opens = token in ('"', "``") and not quote_open
        closes = token in ('"', "''") and quote_open
        if token in ('"', "``", "''"):
            quote_open = opens
        timed = i and text[-1:] == ":" and token[:1].isdigit() and tokens[i - 2][-1:].isdigit()
        if not (glue or timed or closes or (token in _NO_SPACE_BEFORE and not opens)):
            text += " "
        spans.append((len(text), len(text) + len(token)))
        text += token
        glue = token in _NO_SPACE_AFTER or opens
    return text, spans


def read_meantime(folder: Path) -> Iterator[Document]:
    """MEANTIME: headline and sentences up to number 5, as no more is annotated throughout.

    Sentence 1 is the date of publication. Mentions whose words do not stand together repeat
    mentions that do, and are left out.
    """
    for path in sorted((folder / "meantime_apple" / "intra_cross-doc").glob("*.xml")):
        root = ElementTree.parse(path).getroot()
        tokens = list(root.iter("token"))
        sentences = [int(t.get("sentence") or 0) for t in tokens]
        at = {t.get("t_id") or "": i for i, t in enumerate(tokens)}
        breaks = {
            i
            for i in range(1, len(tokens))
            if sentences[i] != sentences[i - 1] and sentences[i] <= 2
        }
        text, spans = join_tokens([t.text or "" for t in tokens], breaks)
        words = {
            mention.get("m_id") or "": [
                at[a.get("t_id") or ""] for a in mention.iter("token_anchor")
            ]
            for mention in root.find("Markables") or ()
        }
        instances = {
            m.get("m_id"): m.get("instance_id") or f"{path.stem}#{m.get('m_id')}"
            for m in root.iter("EVENT")
        }
        chain = {
            source.get("m_id"): instances[target.get("m_id")]
            for link in root.iter("REFERS_TO")
            for target in link.iter("target")
            for source in link.iter("source")
            if target.get("m_id") in instances
        }
        dates = _read_meantime_dates(root)
        roles = _read_meantime_roles(root, words, spans)
        gold = []
        for mention in root.iter("EVENT_MENTION"):
            name = mention.get("m_id") or ""
            anchors = sorted(words.get(name) or ())
            if not anchors or anchors[-1] - anchors[0] + 1 != len(anchors):
                continue
            start, end = spans[anchors[0]][0], spans[anchors[-1]][1]
            gold.append(
                Gold(
                    start,
                    end,
                    text[start:end],
                    chain.get(name, f"{path.stem}#{name}"),
                    kind=mention.get("pos") or "",
                    date=dates.get(name),
                    roles=roles.get(name, ()),
                    happened=mention.get("certainty") != "UNCERTAIN"
                    and mention.get("time") != "FUTURE"
                    and mention.get("polarity") != "NEG",
                )
            )
        created = next(
            (
                t.get("value")
                for t in root.iter("TIMEX3")
                if t.get("functionInDocument") == "CREATION_TIME"
            ),
            None,
        )
        scored = _runs(spans, [s <= 5 and s != 1 for s in sentences])
        title_end = next((spans[i - 1][1] for i in sorted(breaks)), 0)
        yield Document(
            path.stem,
            text,
            text[:title_end] or None,
            created if created and _DAY.fullmatch(created) else None,
            tuple(sorted(gold, key=lambda g: (g.start, g.end))),
            scored,
        )


def _read_meantime_dates(root: ElementTree.Element) -> dict[str, str]:
    values = {
        t.get("m_id"): t.get("value") or ""
        for t in root.iter("TIMEX3")
        if t.get("type") in ("DATE", "TIME")
    }
    dates: dict[str, str] = {}
    for link in root.iter("TLINK"):
        if link.get("reltype") not in ("IS_INCLUDED", "SIMULTANEOUS"):
            continue
        source, target = link.find("source"), link.find("target")
        if source is None or target is None:
            continue
        value = values.get(target.get("m_id"), "")
        if re.fullmatch(r"\d{4}(-\d\d(-\d\d)?)?", value):
            dates.setdefault(source.get("m_id") or "", value)
    return dates


def _read_meantime_roles(
    root: ElementTree.Element, words: dict[str, list[int]], spans: list[Span]
) -> dict[str, tuple[Role, ...]]:
    roles: dict[str, tuple[Role, ...]] = {}
    for link in root.iter("HAS_PARTICIPANT"):
        source, target = link.find("source"), link.find("target")
        if source is None or target is None or not words.get(target.get("m_id") or ""):
            continue
        anchors = sorted(words[target.get("m_id") or ""])
        role = Role(link.get("sem_role") or "", spans[anchors[0]][0], spans[anchors[-1]][1])
        name = source.get("m_id") or ""
        roles[name] = (*roles.get(name, ()), role)
    return roles


def _runs(spans: Sequence[Span], keep: Sequence[bool]) -> tuple[Span, ...]:
    """The stretches of text that consecutive kept tokens cover."""
    runs: list[Span] = []
    open_run = False
    for span, kept in zip(spans, keep, strict=True):
        if kept and open_run:
            runs[-1] = (runs[-1][0], span[1])
        elif kept:
            runs.append(span)
        open_run = kept
    return tuple(runs)


def read_timeset(folder: Path) -> Iterator[Document]:
    """TimeSET: salient events of the whole article, with typed arguments and times."""
    for path in sorted((folder / "timeset" / "dev").glob("*.txt")):
        text = path.read_bytes().decode("utf-8")
        spans: dict[str, tuple[int, int, str]] = {}
        events: list[tuple[str, str, list[tuple[str, str]]]] = []
        notes: dict[str, str] = {}
        for line in path.with_suffix(".ann").read_text(encoding="utf-8").splitlines():
            parts = line.split("\t")
            if line.startswith("T") and len(parts) == 3:
                label, *numbers = re.split(r"[ ;]", parts[1])
                spans[parts[0]] = (int(numbers[0]), int(numbers[-1]), label)
            elif line.startswith("E"):
                first, *rest = parts[1].split()
                arguments = [(x.rsplit(":", 1)[0], x.rsplit(":", 1)[1]) for x in rest]
                events.append((parts[0], first.split(":")[1], arguments))
            elif line.startswith("#") and len(parts) == 3:
                notes[parts[1].split()[-1]] = parts[2]
        trigger = {name: spans[t] for name, t, _ in events}
        gold = []
        for name, t, arguments in events:
            start, end, _ = spans[t]
            date = next((notes.get(v) for r, v in arguments if r.startswith("TIMEX")), None)
            roles = [
                Role(role, *(spans.get(value) or trigger[value])[:2])
                for role, value in arguments
                if role.startswith("ARG") and (value in spans or value in trigger)
            ]
            known = date is not None and re.fullmatch(r"\d{4}(-\d\d(-\d\d)?)?", date.strip())
            gold.append(
                Gold(
                    start,
                    end,
                    text[start:end],
                    f"{path.stem}#{name}",
                    date=date.strip() if date is not None and known else None,
                    roles=tuple(roles),
                )
            )
        first_line = text.split("\n", 1)[0].strip()
        yield Document(
            path.stem,
            text,
            first_line,
            None,
            tuple(sorted(gold, key=lambda g: (g.start, g.end))),
            ((0, len(text)),),
        )


def read_ecbplus(folder: Path, topics: Collection[str] = ECB_DEV) -> Iterator[Document]:
    """ECB+: the sentences that its list names; `group` is the topic, `story` the half of it."""
    listed: dict[str, set[str]] = {}
    with (folder / "ecbplus" / "ECBplus_coreference_sentences.csv").open(newline="") as lines:
        for row in csv.DictReader(lines):
            name = f"{row['Topic']}_{row['File']}"
            listed.setdefault(name, set()).add(row["Sentence Number"])
    for topic in sorted(topics, key=int):
        for path in sorted((folder / "ecbplus" / topic).glob("*.xml")):
            if path.stem in listed:
                yield _read_ecb(path, topic, listed[path.stem])


def _read_ecb(path: Path, topic: str, listed: set[str]) -> Document:
    root = ElementTree.parse(path).getroot()
    tokens = list(root.iter("token"))
    sentences = [t.get("sentence") or "0" for t in tokens]
    at = {t.get("t_id") or "": i for i, t in enumerate(tokens)}
    # the first lines are address, title and date; what follows is prose
    breaks = {
        i
        for i in range(1, len(tokens))
        if sentences[i] != sentences[i - 1] and int(sentences[i]) <= 4
    }
    text, spans = join_tokens([t.text or "" for t in tokens], breaks)
    markables = {m.get("m_id") or "": m for m in root.find("Markables") or ()}
    chain: dict[str, str] = {}
    for tag in ("CROSS_DOC_COREF", "INTRA_DOC_COREF"):
        for link in root.iter(tag):
            target = link.find("target")
            instance = markables.get(target.get("m_id") or "") if target is not None else None
            name = instance.get("instance_id") if instance is not None else None
            for source in link.iter("source"):
                chain[source.get("m_id") or ""] = (
                    name or link.get("note") or f"{path.stem}#{link.get('r_id')}"
                )
    keep = [s in listed for s in sentences]
    gold = []
    for name, mention in markables.items():
        anchors = sorted(at[a.get("t_id") or ""] for a in mention.iter("token_anchor"))
        if "ACTION" not in mention.tag or not anchors or not all(keep[i] for i in anchors):
            continue
        start, end = spans[anchors[0]][0], spans[anchors[-1]][1]
        gold.append(
            Gold(
                start,
                end,
                text[start:end],
                chain.get(name, f"{path.stem}#{name}"),
                kind=mention.tag,
                happened=not mention.tag.startswith("NEG"),
            )
        )
    return Document(
        path.stem,
        text,
        None,
        None,
        tuple(sorted(gold, key=lambda g: (g.start, g.end))),
        _runs(spans, keep),
        group=topic,
        story=f"{topic}{'ecbplus' if path.stem.endswith('plus') else 'ecb'}",
    )


def read_gvc(folder: Path) -> Iterator[Document]:
    """GVC: every sentence but the first, which is the date of publication; `story` the incident.

    Only the events of gun violence are annotated: what else an article tells is not in the gold.
    """
    with (folder / "gvc" / "dev.jsonl").open(encoding="utf-8") as lines:
        for line in lines:
            record = json.loads(line)
            published = record["sentences"][0][0]
            sentences = record["sentences"][1:]
            tokens: list[str] = []
            first: list[int] = []
            for sentence in sentences:
                first.append(len(tokens))
                tokens.extend(sentence)
            # the title is a line of its own; the corpus does not keep the paragraphs of the rest
            text, spans = join_tokens(tokens, set(first[1:2]))
            gold = []
            for mention in record["event_mentions"]:
                if mention["sent"] == 0:
                    continue
                base = first[mention["sent"] - 1]
                start, end = spans[base + mention["start"]][0], spans[base + mention["end"]][1]
                gold.append(Gold(start, end, text[start:end], str(mention["chain"])))
            title = text.split("\n", 1)[0]
            yield Document(
                record["doc_id"],
                text,
                title,
                published if _DAY.fullmatch(published) else None,
                tuple(sorted(gold, key=lambda g: (g.start, g.end))),
                ((0, len(text)),),
                group=record["topic"],
                story=record["incident_id"],
            )


@dataclass(frozen=True)
class Entry:
    """One event of a gold timeline: its place in the order, its date, where it is mentioned.

    `order` 0 means that it cannot be placed; `date` is ``None`` where none is known. A mention
    is (document, start, end).
    """

    order: int
    date: str | None
    mentions: tuple[tuple[str, int, int], ...]


def read_semeval(folder: Path) -> tuple[dict[str, Document], dict[str, tuple[Entry, ...]]]:
    """SemEval-2015 Task 4: the documents by id, and the timeline of each target entity."""
    documents: dict[str, Document] = {}
    words: dict[str, dict[tuple[str, str], list[Span]]] = {}
    for path in sorted((folder / "semeval2015_apple" / "docs").glob("*.xml")):
        root = ElementTree.parse(path).getroot()
        tokens = list(root.iter("token"))
        sentences = [int(t.get("sentence") or 0) for t in tokens]
        breaks = {
            i
            for i in range(1, len(tokens))
            if sentences[i] != sentences[i - 1] and sentences[i] <= 2
        }
        text, spans = join_tokens([t.text or "" for t in tokens], breaks)
        name = re.split(r"[_-]", root.get("doc_id") or path.stem)[0]
        found: dict[tuple[str, str], list[Span]] = {}
        for token, span in zip(tokens, spans, strict=True):
            found.setdefault((token.get("sentence") or "", token.text or ""), []).append(span)
        words[name] = found
        title = text.split("\n", 1)[0]
        documents[name] = Document(name, text, title, None, (), ((0, len(text)),))
    timelines = {}
    for path in sorted((folder / "semeval2015_apple" / "timelines").glob("*.txt")):
        title, *lines = path.read_text(encoding="utf-8").splitlines()
        entries = []
        for line in lines:
            order, date, *mentions = line.split("\t")
            places = tuple(
                place for m in mentions for place in _find_place(m.strip(), words) if m.strip()
            )
            if places:
                entries.append(Entry(int(order), None if "XXXX" in date else date, places))
        timelines[title.strip()] = tuple(entries)
    return documents, timelines


def _find_place(
    mention: str, words: dict[str, dict[tuple[str, str], list[Span]]]
) -> list[tuple[str, int, int]]:
    document, sentence, text = mention.split("-", 2)
    known = words.get(document, {})
    for word in (text, *text.split("_"), *text.split("-")):
        spans = known.get((sentence, word))
        if spans:
            return [(document, spans[0][0], spans[0][1])]
    return []


def need_devdata() -> Path:
    """The folder of the development corpora; ends the programme where there is none."""
    folder = devdata()
    if folder is None:
        raise SystemExit("the development corpora are absent: set KB_DEVDATA to their folder")
    return folder
