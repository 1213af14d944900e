"""Entity mentions and coreference on the development corpora, beside bare spaCy.

Run ``python -m tests.eval.entities``. The corpora are found through ``KB_DEVDATA``, else in
``../shared/devdata`` beside the repository; a table per corpus goes to standard output.

What is compared, and how (the same for both sides):

- MEANTIME, the annotated part only (headline and sentences 2 to 5; 1 is the date), gold mentions
  of kind PER, ORG and LOC. *names*: gold of syntactic type NAM/PRE.NAM against mentions by
  name; *all*: every gold mention.
  A mention is right when its words, without article, possessive and title, and its kind agree.
- *across documents*: all documents as one, gold clusters by instance id, ours by the entities of
  a knowledge base that read them all.
- bare spaCy: the spans PERSON, ORG, GPE, LOC, FAC; equal strings of one kind corefer.
- ECB+: only the sentences listed in its CSV, human and location mentions, as a look.
- GUM news carries no entity layer in this copy, only hyperlinks: the share of linked names that
  are found, and whether two links to one target corefer.
"""

from __future__ import annotations

import csv
import os
import sys
import tempfile
import xml.etree.ElementTree as ElementTree  # the corpora are trusted local files
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import unquote

from kb.annotate import Annotator, Document
from kb.article import Article
from kb.entities import Entities, Entity, EntityMention, read_entities
from kb.knowledge import KnowledgeBase
from kb.store.interface import select, text_of
from tests.eval.coref_metrics import Score, score_coreference

KINDS = {"PERSON": "person", "ORG": "organization", "GPE": "place", "LOC": "place", "FAC": "place"}
MEANTIME_KINDS = {"PER": "person", "ORG": "organization", "LOC": "place"}
ECB_KINDS = {
    "HUMAN_PART_PER": "person",
    "HUMAN_PART_ORG": "organization",
    "HUMAN_PART_GPE": "place",
    "LOC_GEO": "place",
    "LOC_FAC": "place",
}
EDGES = frozenset({"the", "a", "an", "'s", "’s", "'", "’", "``", "''", '"', "“", "”", ","})
Words = tuple[int, int]  # first and last gold token


@dataclass
class Gold:
    """A document of a corpus: its words, and its mentions by kind, form and cluster."""

    name: str
    words: list[str]
    breaks: set[int]  # words before which a new line begins
    scored: set[int]  # words that may be scored
    mentions: dict[Words, tuple[str, str, str]] = field(default_factory=dict)


def find_devdata() -> Path | None:
    """The folder of the development corpora, or ``None`` where it is absent."""
    given = os.environ.get("KB_DEVDATA")
    root = Path(__file__).resolve().parents[2]
    folder = Path(given) if given else root.parent / "shared" / "devdata"
    return folder if folder.is_dir() else None


def read_meantime(folder: Path) -> Iterator[Gold]:
    """The MEANTIME documents, mentions with their core words (head where it is given)."""
    for path in sorted((folder / "meantime_apple" / "intra-doc").glob("*.xml")):
        root = ElementTree.parse(path).getroot()
        tokens = list(root.iter("token"))
        number = {t.get("t_id"): i for i, t in enumerate(tokens)}
        sentence = [int(t.get("sentence") or 0) for t in tokens]
        words = [t.text or "" for t in tokens]
        # the corpus counts the date line as sentence 1, and annotates up to sentence 5
        scored = {i for i, s in enumerate(sentence) if s <= 5 and s != 1}
        breaks = {
            i for i in range(1, len(words)) if sentence[i] != sentence[i - 1] and sentence[i] < 3
        }
        gold = Gold(path.stem, words, breaks, scored)
        markables = {m.get("m_id"): m for m in root.find("Markables") or ()}
        refers = {
            source.get("m_id"): target.get("m_id")
            for link in root.iter("REFERS_TO")
            for target in link.iter("target")
            for source in link.iter("source")
        }
        for mention in root.iter("ENTITY_MENTION"):
            anchors = [number[a.get("t_id")] for a in mention.iter("token_anchor")]
            instance = markables.get(refers.get(mention.get("m_id")))
            if not anchors or instance is None or not set(anchors) <= scored:
                continue
            kind = MEANTIME_KINDS.get(instance.get("ent_type") or "")
            form = mention.get("syntactic_type") or ""
            if kind is None or form in ("APP", "CONJ"):  # they repeat their parts
                continue
            span = _core(words, anchors, mention.get("head") or "")
            form = {"NAM": "name", "PRE.NAM": "name", "PRO": "pronoun"}.get(form, "nominal")
            cluster = instance.get("instance_id") or f"{path.stem}-{instance.get('m_id')}"
            gold.mentions.setdefault(span, (kind, form, cluster))
        yield gold


def read_ecb(folder: Path) -> Iterator[Gold]:
    """The ECB+ documents, only the sentences its list names."""
    listed: dict[str, set[str]] = {}
    with (folder / "ecbplus" / "ECBplus_coreference_sentences.csv").open(newline="") as lines:
        for row in csv.DictReader(lines):
            listed.setdefault(f"{row['Topic']}_{row['File']}", set()).add(row["Sentence Number"])
    for name in sorted(listed):
        path = folder / "ecbplus" / name.split("_")[0] / f"{name}.xml"
        if not path.exists():
            continue
        root = ElementTree.parse(path).getroot()
        tokens = list(root.iter("token"))
        number = {t.get("t_id"): i for i, t in enumerate(tokens)}
        words = [t.text or "" for t in tokens]
        sentence = [t.get("sentence") for t in tokens]
        scored = {i for i, s in enumerate(sentence) if s in listed[name]}
        breaks = {i for i in range(1, len(words)) if sentence[i] != sentence[i - 1]}
        gold = Gold(name, words, breaks, scored)
        refers = {
            source.get("m_id"): target.get("m_id")
            for tag in ("CROSS_DOC_COREF", "INTRA_DOC_COREF")
            for link in root.iter(tag)
            for target in link.iter("target")
            for source in link.iter("source")
        }
        for mention in root.find("Markables") or ():
            kind = ECB_KINDS.get(mention.tag)
            anchors = [number[a.get("t_id")] for a in mention.iter("token_anchor")]
            if kind is None or not anchors or not set(anchors) <= scored:
                continue
            span = _core(words, anchors, "")
            text = words[span[0]]
            form = "name" if text[:1].isupper() and len(text) > 1 else "nominal"
            cluster = refers.get(mention.get("m_id"))
            gold.mentions.setdefault(span, (kind, form, cluster or f"only{mention.get('m_id')}"))
        yield gold


def read_gum(folder: Path) -> Iterator[Gold]:
    """The GUM news documents; a mention is a hyperlinked name, its cluster the target."""
    for path in sorted((folder / "gum_news").glob("*.xml")):
        gold = Gold(path.stem, [], set(), set())
        open_links: list[tuple[int, str]] = []
        for line in path.read_text(encoding="utf-8").splitlines():
            if line.startswith("<ref"):
                target = line.split('target="')[-1].split('"')[0] if "target=" in line else ""
                open_links.append((len(gold.words), unquote(target).rsplit("/", 1)[-1]))
            elif line.startswith("</ref") and open_links:
                first, target = open_links.pop()
                inside = gold.words[first:]
                if target and inside and inside[0][:1].isupper():
                    target = target.replace(" ", "_").removeprefix("w:").lower()
                    span = _core(gold.words, list(range(first, len(gold.words))), "")
                    gold.mentions.setdefault(span, ("?", "name", target))
            elif line.startswith(("<s", "</p", "</head")):
                if line.startswith(("</p", "</head")):
                    gold.breaks.add(len(gold.words))
            elif line and not line.startswith("<"):
                gold.words.append(line.split("\t")[0])
        gold.scored.update(range(len(gold.words)))
        yield gold


def _core(words: Sequence[str], anchors: list[int], head: str) -> Words:
    first, last = min(anchors), max(anchors)
    wanted = head.split()
    if wanted:
        for at in range(last - len(wanted) + 1, first - 1, -1):
            if list(words[at : at + len(wanted)]) == wanted:
                first, last = at, at + len(wanted) - 1
                break
    while first < last and words[first].lower() in EDGES:
        first += 1
    while first < last and words[last].lower() in EDGES:
        last -= 1
    return first, last


def write_text(gold: Gold) -> tuple[str, list[int]]:
    """The words of a corpus document as running text, and where each word starts."""
    parts: list[str] = []
    starts: list[int] = []
    at, glue = 0, True
    for i, word in enumerate(gold.words):
        plain = {"``": '"', "''": '"', "-LRB-": "(", "-RRB-": ")"}.get(word, word)
        space = "\n" if i in gold.breaks else " "
        if glue or (i not in gold.breaks and plain in (",", ".", ";", ":", ")", "'s", "’s", "%")):
            space = ""
        if i and i not in gold.breaks and (plain == "-" or gold.words[i - 1] == "-"):
            space = ""
        glue = plain == "("
        starts.append(at + len(space))
        parts.append(space + plain)
        at += len(space) + len(plain)
    return "".join(parts), starts


Found = dict[Words, tuple[str, str, object]]


def align(gold: Gold, starts: list[int], text: str, entities: Entities) -> Found:
    """Our mentions as spans of gold words, with kind, form and cluster."""
    owner = [0] * (len(text) + 1)
    for i, start in enumerate(starts):
        end = starts[i + 1] if i + 1 < len(starts) else len(text) + 1
        owner[start:end] = [i] * (end - start)
    found: Found = {}
    for mention in entities.mentions:
        anchors = list(range(owner[mention.start], owner[max(mention.end - 1, 0)] + 1))
        if not set(anchors) <= gold.scored:
            continue
        span = _core(gold.words, anchors, "")
        cluster: object = mention.refers if mention.refers else ("loose", span)
        found.setdefault(span, (mention.kind, mention.form, cluster))
    return found


def read_bare(document: Document) -> Entities:
    """What spaCy alone says: its spans, equal strings of one kind being one entity."""
    mentions: list[EntityMention] = []
    names: dict[tuple[str, str], int] = {}
    for span in document.spans:
        kind = KINDS.get(span.label)
        if kind is None:
            continue
        text = document.slice(span.first, span.last)
        number = names.setdefault((kind, text.lower().removeprefix("the ")), len(names))
        start, end = document.tokens[span.first].start, document.tokens[span.last - 1].end
        mentions.append(
            EntityMention(
                start, end, text, span.first, span.last, span.last - 1, kind, "name", (number,)
            )
        )
    entities = [Entity(name, kind, (name,), None) for kind, name in names]
    return Entities(tuple(mentions), tuple(entities), ())


def score_mentions(pairs: list[tuple[Gold, Found]], form: str, *, kinds: bool = True) -> Score:
    """Precision, recall and F1 of mentions; `form` is ``name`` or ``all``."""
    right = ours = theirs = 0
    for gold, found in pairs:
        key = {(s, m[0] if kinds else "") for s, m in gold.mentions.items() if _is(m[1], form)}
        mine = {(s, m[0] if kinds else "") for s, m in found.items() if _is(m[1], form)}
        right += len(key & mine)
        ours += len(mine)
        theirs += len(key)
    p, r = right / max(ours, 1), right / max(theirs, 1)
    return Score(p, r, 2 * p * r / (p + r) if p + r else 0.0)


def print_kinds(corpus: str, read: Mapping[str, list[tuple[Gold, Found]]]) -> None:
    """Mention F1 of each kind, ours beside bare spaCy's, and what is won."""
    for form in ("name", "all"):
        for kind, (bare, ours) in score_kinds(read, form).items():
            print(
                f"{corpus:8} {form:5} {kind:12} spaCy P {bare.precision:.3f} R {bare.recall:.3f}"
                f" F1 {bare.f1:.3f}   ours P {ours.precision:.3f} R {ours.recall:.3f}"
                f" F1 {ours.f1:.3f}   {100 * (ours.f1 - bare.f1):+.1f}"
            )


def score_kinds(
    read: Mapping[str, list[tuple[Gold, Found]]], form: str
) -> dict[str, tuple[Score, Score]]:
    """For each kind the mention scores of bare spaCy and of us."""
    scores = {}
    for kind in ("person", "organization", "place"):
        of_kind = {
            name: [(_only(g, kind), {s: m for s, m in f.items() if m[0] == kind}) for g, f in pairs]
            for name, pairs in read.items()
        }
        scores[kind] = (
            score_mentions(of_kind["bare spaCy"], form),
            score_mentions(of_kind["ours"], form),
        )
    return scores


def _only(gold: Gold, kind: str) -> Gold:
    mentions = {s: m for s, m in gold.mentions.items() if m[0] == kind}
    return Gold(gold.name, gold.words, gold.breaks, gold.scored, mentions)


def score_clusters(pairs: list[tuple[Gold, Found]], form: str) -> dict[str, Score]:
    """B³, MUC, CEAF-e and CoNLL of the mentions of a form, inside documents."""
    return score_coreference(
        (_clusters(gold.mentions, form), _clusters(found, form)) for gold, found in pairs
    )


def score_across(
    golds: Sequence[Gold], annotator: Annotator, form: str
) -> dict[str, dict[str, Score]]:
    """Coreference across documents: a knowledge base's entities, and bare spaCy's strings."""
    key: dict[object, set[object]] = {}
    sides: dict[str, dict[object, set[object]]] = {"bare spaCy": {}, "ours": {}}
    texts = [write_text(gold) for gold in golds]
    articles = [Article(text) for text, _ in texts]
    keys = read_keys(articles)
    documents = annotator.annotate_all(articles)
    for gold, (text, starts), document in zip(golds, texts, documents, strict=True):
        for span, (_, its, cluster) in gold.mentions.items():
            if _is(its, form):
                key.setdefault(cluster, set()).add((gold.name, span))
        bare = read_bare(document)
        for span, (_, its, refers) in align(gold, starts, text, bare).items():
            if _is(its, form) and isinstance(refers, tuple) and isinstance(refers[0], int):
                entity = bare.entities[refers[0]]
                same = (entity.kind, entity.name)
                sides["bare spaCy"].setdefault(same, set()).add((gold.name, span))
        ours = align(gold, starts, text, read_entities(document))
        for span, (_, its, refers) in ours.items():
            if _is(its, form) and isinstance(refers, tuple):
                one = len(refers) == 1 and isinstance(refers[0], int)
                own: object = (gold.name, span)
                if one:
                    own = keys[document.article.id, refers[0]]
                sides["ours"].setdefault(own, set()).add((gold.name, span))
    gold_side = list(key.values())
    return {n: score_coreference([(gold_side, list(c.values()))]) for n, c in sides.items()}


def read_keys(articles: Sequence[Article]) -> dict[tuple[str, int], str]:
    """The entity of a knowledge base that every entity of every article is, by its number."""
    known_as = "SELECT ?who ?local { ?who gaf:denotedBy ?local . ?local a kb:EntityMention }"
    keys: dict[tuple[str, int], str] = {}
    with (
        tempfile.TemporaryDirectory() as folder,
        KnowledgeBase.open(Path(folder) / "store") as known,
    ):
        known.add(articles, workers=1)
        for row in select(known.store, known_as):
            graph, _, number = text_of(row["local"]).partition("#entity-")
            keys[graph.rsplit("/", 1)[1], int(number)] = text_of(row["who"])
    return keys


def _is(form: str, wanted: str) -> bool:
    return wanted == "all" or form == wanted


def _clusters(mentions: Mapping[Words, tuple[str, str, object]], form: str) -> list[set[object]]:
    groups: dict[object, set[object]] = {}
    for span, (_, its_form, cluster) in mentions.items():
        if _is(its_form, form):
            groups.setdefault(cluster, set()).add(span)
    return list(groups.values())


def read_corpus(golds: Sequence[Gold], annotator: Annotator) -> dict[str, list[tuple[Gold, Found]]]:
    """The readings of a corpus by bare spaCy and by us."""
    texts = [write_text(gold) for gold in golds]
    articles = [Article(text) for text, _ in texts]
    result: dict[str, list[tuple[Gold, Found]]] = {"bare spaCy": [], "ours": []}
    documents = annotator.annotate_all(articles)
    for gold, (text, starts), document in zip(golds, texts, documents, strict=True):
        for name, read in (("bare spaCy", read_bare), ("ours", read_entities)):
            result[name].append((gold, align(gold, starts, text, read(document))))
    return result


def print_errors(pairs: list[tuple[Gold, Found]]) -> None:
    """What is missed (-) and invented (+), for the eye."""
    for gold, found in pairs:
        for span, (kind, form, _) in sorted(gold.mentions.items()):
            mine = found.get(span)
            if mine is None or mine[0] != kind:
                words = " ".join(gold.words[span[0] : span[1] + 1])
                print(f"- {gold.name[:14]:14} {kind[:6]:6} {form:8} {words} {mine and mine[0]}")
        for span, (kind, form, _) in sorted(found.items()):
            its = gold.mentions.get(span)
            if its is None:
                context = " ".join(gold.words[max(0, span[0] - 4) : span[1] + 4])
                words = " ".join(gold.words[span[0] : span[1] + 1])
                print(f"+ {gold.name[:14]:14} {kind[:6]:6} {form:8} {words}   [{context}]")


def main(arguments: Sequence[str]) -> int:
    """Print the scores; ``--errors`` lists what is wrong, a corpus name restricts."""
    folder = find_devdata()
    if folder is None:
        print("no development corpora here: set KB_DEVDATA", file=sys.stderr)
        return 1
    annotator = Annotator()
    corpora = {"meantime": read_meantime, "ecb": read_ecb}
    wanted = [a for a in arguments if not a.startswith("-")] or ["meantime", "gum"]
    for corpus in wanted:
        if corpus == "gum":
            golds = list(read_gum(folder))
            for name, pairs in read_corpus(golds, annotator).items():
                right = sum(len(g.mentions.keys() & f.keys()) for g, f in pairs)
                total = sum(len(g.mentions) for g, _ in pairs)
                inside = [(g, {s: f[s] for s in f if s in g.mentions}) for g, f in pairs]
                conll = score_clusters(inside, "all")["CoNLL"]
                print(
                    f"gum      {name:10}  linked names found {right}/{total}"
                    f" = {right / total:.3f}  CoNLL {conll.f1:.3f}"
                )
                if name == "ours" and "--errors" in arguments:
                    print_errors([(g, {s: f[s] for s in f if s in g.mentions}) for g, f in pairs])
            continue
        golds = list(corpora[corpus](folder))
        read = read_corpus(golds, annotator)
        print_kinds(corpus, read)
        for name, pairs in read.items():
            for form in ("name", "all"):
                m = score_mentions(pairs, form)
                c = score_clusters(pairs, form)
                print(
                    f"{corpus:8} {name:10} {form:5} mentions P {m.precision:.3f} R {m.recall:.3f}"
                    f" F1 {m.f1:.3f}  " + "  ".join(f"{k} {s.f1:.3f}" for k, s in c.items())
                )
            if name == "ours" and "--errors" in arguments:
                print_errors(pairs)
        # ECB+ names its chains document by document here: across documents means nothing there
        for form in ("name", "all") if corpus == "meantime" else ():
            for name, scores in score_across(golds, annotator, form).items():
                print(
                    f"{corpus:8} {name:10} {form:5} across documents"
                    "                  " + "  ".join(f"{k} {s.f1:.3f}" for k, s in scores.items())
                )
    return 0


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))
