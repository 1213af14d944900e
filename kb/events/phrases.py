"""The words that fill a role where no known entity does: "China sent **two aircraft carriers**"."""

from __future__ import annotations

from collections.abc import Sequence

from kb.annotate import Document
from kb.events.cast import Cast
from kb.events.model import Participant, Phrase
from kb.events.nominal import LONGEST, WHERE, Span, is_nominal, noun_span
from kb.events.roles import SETTING
from kb.events.syntax import appositions, conjuncts, end_clause
from kb.events.triggers import Found
from kb.ontology import RoleSpec

MONEY = frozenset(
    "euro dollar pound yen yuan rouble ruble franc krone krona peso rupee lira zloty rand real "
    "million billion tenge won".split()
)
LONGEST_LIST = 18  # tokens of phrases joined by "and"
SITED = frozenset({"crime", "assault"})
"""Families of deeds whose noun tells by "at" where they were done."""
_JOINTS = frozenset({",", "and", "&", "or"})


def find_phrases(
    cast: Cast, found: Found, participants: Sequence[Participant]
) -> tuple[Phrase, ...]:
    """A phrase for every role that no entity fills but words do, the topic among them.

    "China sent **two aircraft carriers**", "agreed **to share its data**", "killed **one boy and
    three girls**".
    """
    filled = {p.role for p in participants}
    taken = {(p.start, p.end) for p in participants}
    phrases: dict[str, Phrase] = {}
    used: set[int] = {*found.own, *range(found.first, found.last)}
    if found.carrier is not None:
        used.add(found.carrier)  # "won **Sunday's election**": nobody who was elected
    deed = found.type.family in SITED and cast.doc.tokens[found.head].pos != "VERB"
    starts = {p.start for p in participants}
    used.update(
        t.head
        for tokens in found.positions.values()
        for t in (cast.doc.tokens[i] for i in tokens)
        if t.dep == "appos" and (m := cast.mention_at(t.i)) is not None and m.start in starts
    )  # "a former mayor, *Ana Paz*": named already
    for role in found.type.roles:
        if role.key in filled or role.key == "place":
            continue
        for source in role.sources:
            for i in found.positions.get(source, ()):
                if role.key in phrases or i in used:
                    continue
                mention = cast.mention_at(i)
                if source == "at" and role.key == "patient" and deed:
                    continue  # "a shooting **at a hall**": the hall is where
                if source == "compound" and mention is not None and mention.kind == "place":
                    continue  # "the *Zanzibar* ferry accident": the ferry
                where = source in WHERE or (source == "near" and role.key != "topic")
                if where and mention is not None and mention.kind == "place":
                    continue  # where, and not what or about what
                if mention is not None and (mention.start, mention.end) in taken:
                    continue
                phrase = _read_phrase(cast, found, role, source, i)
                if phrase is not None:
                    phrases[role.key] = phrase
                    used.add(i)
    return tuple(phrases.values())


def _read_phrase(cast: Cast, found: Found, role: RoleSpec, source: str, i: int) -> Phrase | None:
    doc = cast.doc
    token = doc.tokens[i]
    if token.lemma.lower() == "one" and token.pos in ("NUM", "PRON", "NOUN"):
        # "one of them, **a nurse**, died"
        told = [c for c in appositions(doc, i) if doc.tokens[c].pos == "NOUN"]
        if told:
            i, token = told[0], doc.tokens[told[0]]
    if source == "complement" and token.pos == "VERB" and not role.kinds:
        if role.key == "office":
            return None  # "went to the polls *to elect* a mayor"
        return _clause_phrase(doc, role.key, i)
    if source in ("compound", "possessive") and role.kinds:
        return None
    if not is_nominal(doc, i) or token.lemma.lower() in SETTING or _is_time(token.lemma):
        return None
    span = _list_span(cast, i, found, cut=role.key != "topic")
    if span is None:
        return None
    first, last = span
    for k in range(first + 1, last + 1):
        money = doc.tokens[k].tag in ("CD", "$") and doc.tokens[k - 1].tag in ("NNP", "NNPS")
        if money and doc.tokens[last].lemma.lower() in MONEY and role.key == "patient":
            last = k - 1  # "fined Lumo **220 million euros**"
            break
    words = " ".join(doc.slice(first, last + 1).split()).strip("“”\"' ")
    if not words:
        return None
    # a capital that only begins a sentence, and is not an adjective's own ("Japanese")
    opening = doc.tokens[first]
    begins = first == doc.sentences[opening.sent].first
    if begins and opening.pos not in ("PROPN", "ADJ") and not words[1:2].isupper():
        words = words[:1].lower() + words[1:]
    return Phrase(role.key, words, opening.start, doc.tokens[last].end)


def _list_span(cast: Cast, i: int, found: Found, *, cut: bool) -> Span | None:
    """The phrase at `i` with those that "and" joins to it, as far as they stand together."""
    doc = cast.doc
    span = noun_span(doc, i, cast if cut else None)
    if span is None:
        return None
    first, last = span
    for c in sorted(conjuncts(doc, i)[1:]):
        if not is_nominal(doc, c) or c < last or c in found.own:
            break
        other = noun_span(doc, c, cast if cut else None)
        if other is None or other[1] - first >= LONGEST_LIST:
            break
        gap = [t.text.lower() for t in doc.tokens[last + 1 : other[0]]]
        if not gap or not set(gap) <= _JOINTS:
            break
        last = other[1]
    return first, last


def _clause_phrase(doc: Document, role: str, verb: int) -> Phrase | None:
    """The infinitive or clause at `verb`, cut where it becomes long."""
    tree = doc.subtree(verb)
    first = min(tree[0], verb)
    last = end_clause(doc, tree, first, verb, first + LONGEST)
    words = " ".join(doc.slice(first, last + 1).split()).strip("“”\"' ")
    if not any(c.isalnum() for c in words):
        return None
    if doc.tokens[verb].dep == "ccomp" and not words.startswith("that "):
        start = doc.tokens[first]
        begins = start.i == doc.sentences[start.sent].first and start.pos != "PROPN"
        words = "that " + (words[:1].lower() + words[1:] if begins else words)
    return Phrase(role, words, doc.tokens[first].start, doc.tokens[last].end)


_TIMES = frozenset(
    "monday tuesday wednesday thursday friday saturday sunday january february march april may "
    "june july august september october november december day week month year morning evening "
    "afternoon night weekend today yesterday tomorrow time noon midnight dawn dusk a.m. p.m. a.m "
    "p.m am pm".split()
)


def _is_time(lemma: str) -> bool:
    return lemma.lower() in _TIMES or (
        len(lemma) == 4 and lemma.isdecimal() and lemma[:2] in ("19", "20")
    )
