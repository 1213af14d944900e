"""Questions to a parse: what hangs on a word, which clause it is in, what is coordinated with it.

Labels are spaCy's ClearNLP ones. Every function takes the Document and a token index and
returns token indices; none changes anything.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from kb.annotate import Document

LIGHT_VERBS = frozenset(
    "hold have make take pay give conduct carry issue sign launch stage begin start open "
    "continue resume finish end conclude complete do host convene attend join undergo suffer "
    "deliver release face reach lead see announce cancel postpone break wage mount impose "
    "reimpose levy slap commit perform execute pursue stage file lodge renew hand receive get "
    "sustain endure serve".split()
)
UNDERGOING = frozenset("receive get undergo suffer face sustain endure serve".split())
"""Light verbs whose subject is whom the noun befalls: "**suffered** a defeat"."""


def child(doc: Document, i: int, *deps: str) -> int | None:
    """The first child of `i` with one of the labels, or ``None``."""
    for c in doc.children[i]:
        if doc.tokens[c].dep in deps:
            return c
    return None


def children(doc: Document, i: int, *deps: str) -> list[int]:
    """The children of `i` with one of the labels."""
    return [c for c in doc.children[i] if doc.tokens[c].dep in deps]


def conjuncts(doc: Document, i: int) -> list[int]:
    """`i` and everything coordinated with it: "A", "B" and "C" of "A, B and C".

    What is coordinated with a name in apposition is too: "the minister, Lind, and her **guest**".
    """
    found = [i]
    for at in found:
        for c in doc.children[at]:
            if doc.tokens[c].dep == "conj":
                found.append(c)
            elif doc.tokens[c].dep == "appos" and doc.tokens[c].pos == "PROPN":
                found.extend(g for g in doc.children[c] if doc.tokens[g].dep == "conj")
    return found


def appositions(doc: Document, i: int) -> list[int]:
    """What stands in apposition to `i`."""
    return children(doc, i, "appos")


def objects_by_preposition(doc: Document, i: int) -> Iterator[tuple[str, int]]:
    """(preposition, object) for every prepositional phrase on `i`; of several, the last word."""
    for c in doc.children[i]:
        token = doc.tokens[c]
        if token.dep not in ("prep", "agent", "dative") or token.pos not in (
            "ADP",
            "SCONJ",
            "VERB",
            "PART",
        ):
            continue
        word = token.text.lower()
        stack = [c]
        while stack:
            at = stack.pop()
            for g in doc.children[at]:
                dep = doc.tokens[g].dep
                if dep in ("pobj", "pcomp"):
                    yield word, g
                elif dep == "prep":
                    # of "from in front of" the inner one says more, but not of "according to"
                    if word not in ("according", "due", "because", "thanks", "prior", "ahead"):
                        word = doc.tokens[g].text.lower()
                    stack.append(g)


def clause_of(doc: Document, i: int) -> int:
    """The verb (or root) whose clause `i` stands in; a verb is its own clause."""
    at = i
    for _ in range(60):
        token = doc.tokens[at]
        if token.pos in ("VERB", "AUX") and token.dep not in ("aux", "auxpass", "amod", "compound"):
            return at
        if token.head == at:
            return at
        at = token.head
    return at


def is_beside(doc: Document, verb: int) -> bool:
    """Whether a clause only stands beside the next: "Two are hurt; one is in hospital"."""
    above = doc.tokens[verb].head
    return verb < above and any(
        doc.tokens[c].text in (";", "–", "—") and verb < c < above for c in doc.children[above]
    )


def is_aged(doc: Document, i: int) -> bool:
    """Whether a token is the "old" of "a 2-year-old"."""
    token = doc.tokens[i]
    measure = child(doc, i, "npadvmod", "compound")
    return token.lemma.lower() == "old" and measure is not None


def is_reflexive(doc: Document, i: int) -> bool:
    """Whether a token is "himself" or its like."""
    token = doc.tokens[i]
    return token.pos == "PRON" and token.text.lower().endswith(("self", "selves"))


def governor(doc: Document, i: int) -> int | None:
    """The token above `i`, or ``None`` for a root."""
    head = doc.tokens[i].head
    return None if head == i else head


def is_negated(doc: Document, verb: int) -> bool:
    """Whether a "not", "never" or "no longer" belongs to the verb."""
    for c in doc.children[verb]:
        token = doc.tokens[c]
        if token.dep == "neg" or (token.dep == "advmod" and token.lemma in ("never", "hardly")):
            return True
    return False


def auxiliaries(doc: Document, verb: int) -> list[str]:
    """The lower-case auxiliaries of a verb, also of the verb it is coordinated with."""
    found = [
        doc.tokens[c].text.lower()
        for c in doc.children[verb]
        if doc.tokens[c].dep in ("aux", "auxpass")
    ]
    token = doc.tokens[verb]
    if (
        not found
        and token.dep == "conj"
        and token.tag in ("VB", "VBN", "VBG")
        and token.head != verb
    ):
        return auxiliaries(doc, token.head)
    return found


def end_clause(doc: Document, tree: Sequence[int], first: int, verb: int, furthest: int) -> int:
    """The last token of the clause of the words `tree` from `first` on, cut where it is long.

    Where it runs on behind token `furthest`, it is cut at the last break before that which still
    leaves `verb` its object; and it does not end in a sign or a word that leads on.
    """
    within = set(tree)
    last = first
    while last + 1 in within and last < furthest:
        last += 1
    if last + 1 in within:
        breaks = [
            k
            for k in range(verb + 2, last + 1)
            if doc.tokens[k].pos in ("ADP", "PUNCT", "SCONJ", "CCONJ")
        ]
        last = breaks[-1] - 1 if breaks else last
    while last > first and doc.tokens[last].pos in ("PUNCT", "ADP", "CCONJ", "DET", "SPACE"):
        last -= 1
    if last + 1 in within and doc.tokens[last].tag == "VBN" and doc.tokens[last].dep == "acl":
        last -= 1  # "controls *set* | up in 2023"
    return last
