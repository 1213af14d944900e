"""Noun phrases in a parse: which tokens are the words of the thing named at one of them."""

from __future__ import annotations

from kb.annotate import Document
from kb.events.cast import Cast
from kb.events.syntax import is_aged

Span = tuple[int, int]
"""First and last token."""

WHERE = frozenset(
    "in at near outside inside on off around across within throughout along through".split()
)
"""Prepositions that tell where."""

_QUANTITIES = frozenset("more many several another others some both most".split())
LONGEST = 12  # tokens of one phrase
_HYPHENS = frozenset("-–‑—/")
_CLAUSES = frozenset("relcl advcl appos acl conj cc parataxis dep".split())


def read_noun_phrase(doc: Document, i: int) -> str | None:
    """The words of the noun phrase at token `i`, or ``None`` if it has none."""
    span = noun_span(doc, i)
    return " ".join(doc.slice(span[0], span[1] + 1).split()) if span is not None else None


def is_nominal(doc: Document, i: int) -> bool:
    """Whether a token heads a phrase that names something: also "nine", "the wounded"."""
    token = doc.tokens[i]
    if token.pos in ("NOUN", "PROPN", "NUM"):
        return True
    named = (
        token.dep not in ("amod", "compound", "acomp", "attr")
        or doc.tokens[token.head].pos == "VERB"
    )
    if named and is_aged(doc, i):
        return True  # "2-year-**old** killed in fire"
    quantity = token.pos in ("ADJ", "DET") and token.text.lower() in _QUANTITIES
    return quantity or (
        token.pos == "ADJ" and any(doc.tokens[c].dep in ("det", "nummod") for c in doc.children[i])
    )


def noun_span(doc: Document, i: int, cast: Cast | None = None) -> Span | None:
    """The noun phrase at `i` with what it is about, without clauses.

    With a `cast` the phrase stops before where it stands ("three men **in Oslo**"): that is the
    event's place.
    """
    tail = next((k for k in doc.subtree(i) if k < i and _is_spaced_dash(doc, k)), None)
    if tail is not None and tail > 0:
        # "agree deal – report": what stands behind a headline's dash is no part of the phrase
        first = doc.subtree(i)[0]
        return (first, tail - 1) if first < tail and tail - first <= LONGEST else None
    kept, stack = [i], [i]
    while stack:
        at = stack.pop()
        for c in doc.children[at]:
            token = doc.tokens[c]
            inner = token.dep in ("conj", "cc") and doc.tokens[at].dep == "pobj"
            if (token.dep in _CLAUSES and not inner) or (
                token.pos == "VERB" and token.dep != "amod"
            ):
                continue
            if token.dep == "punct" and token.text not in _HYPHENS and token.text not in "’'$%#":
                continue
            if token.dep == "punct" and not _within_word(doc, c):
                continue  # the dash before a headline's tail
            if cast is not None and c > i and _tells_where(cast, c):
                continue
            kept.append(c)
            stack.append(c)
    first, last = i, i
    while first - 1 in kept:
        first -= 1
    if first > 1 and doc.tokens[first].pos == "NUM" and _is_size(doc, first - 1):
        first = max(doc.subtree(first - 1)[0], first - 2)  # "a **magnitude** 6.8 earthquake"
    while last + 1 in kept:
        last += 1
    # a word with a hyphen is not cut in two
    while last + 2 < len(doc.tokens) and _glued(doc, last, last + 1) and _glued(
        doc, last + 1, last + 2
    ):  # fmt: skip
        last += 2
    while last - first >= LONGEST:
        cuts = [
            k
            for k in range(i + 1, last + 1)
            if doc.tokens[k].pos == "ADP" and doc.tokens[k].dep == "prep"
        ]
        if not cuts:
            return None
        last = cuts[-1] - 1
    while last > i and (
        doc.tokens[last].pos in ("ADP", "PUNCT", "DET", "CCONJ") or doc.tokens[last].tag == "POS"
    ):
        last -= 1
    return first, last


def _is_size(doc: Document, i: int) -> bool:
    return doc.tokens[i].lemma.lower() in ("magnitude", "category")


def _is_spaced_dash(doc: Document, i: int) -> bool:
    token = doc.tokens[i]
    return (
        token.text in ("-", "–", "—")
        and 0 < i < len(doc.tokens) - 1
        and not (doc.tokens[i - 1].end == token.start or doc.tokens[i + 1].start == token.end)
    )


def _within_word(doc: Document, i: int) -> bool:
    """Whether a mark touches the words at either side of it."""
    after = i + 1 < len(doc.tokens) and doc.tokens[i + 1].start == doc.tokens[i].end
    before = i > 0 and doc.tokens[i - 1].end == doc.tokens[i].start
    return before or after if doc.tokens[i].text in "’'$%#" else before and after


def _glued(doc: Document, one: int, other: int) -> bool:
    a, b = doc.tokens[one], doc.tokens[other]
    return a.end == b.start and (a.text in _HYPHENS or b.text in _HYPHENS)


def _tells_where(cast: Cast, preposition: int) -> bool:
    doc = cast.doc
    if doc.tokens[preposition].dep != "prep" or doc.tokens[preposition].lemma.lower() not in WHERE:
        return False
    for c in doc.children[preposition]:
        mention = cast.mention_at(c)
        if mention is not None and mention.kind == "place" and not mention.metonym:
            return True
    return False
