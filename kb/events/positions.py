"""The grammatical positions around a trigger, under the names that the ontology uses.

`kb.ontology.POSITIONS` is the vocabulary; here each position of a trigger in a parse becomes the
tokens that stand in it. A noun that a light verb carries ("held talks") has the positions of
both: its own and its carrier's.
"""

from __future__ import annotations

from collections.abc import Mapping

from kb.annotate import Document
from kb.events.subjects import subjects
from kb.events.syntax import (
    LIGHT_VERBS,
    UNDERGOING,
    appositions,
    children,
    clause_of,
    conjuncts,
    objects_by_preposition,
)

Positions = Mapping[str, list[int]]

_SAME = {
    "alongside": "with", "together": "with", "onto": "on", "upon": "on", "towards": "toward",
    "amongst": "among", "amid": "in", "regarding": "about", "concerning": "about",
    "around": "near", "within": "in", "inside": "in", "outside": "near", "beside": "near",
    "following": "after", "via": "through", "versus": "against", "vs": "against", "v": "against",
    "throughout": "in", "across": "in", "under": "at", "beneath": "at",
}  # fmt: skip
_HAPPENING_VERBS = frozenset(
    "take happen occur begin start end last come follow unfold strike hit rock shake erupt rage "
    "sweep devastate batter destroy resume conclude break spread ensue stall falter".split()
)
_CLAUSE_TAKERS = frozenset(
    "say tell report announce claim think believe know state add warn insist argue suggest "
    "confirm deny admit acknowledge reveal show find learn hear see hope fear feel mean note "
    "allege concede conclude contend declare discover doubt estimate explain guarantee "
    "imagine imply indicate maintain mention observe predict promise prove realise realize "
    "recall remember reply respond rule stress suspect swear testify understand write".split()
)
_TALKS = frozenset(
    "talk negotiation discussion dialogue dialog consultation mediation meeting summit".split()
)
_FAILING = frozenset("collapse fail founder fizzle".split())
_GOING_VERBS = frozenset(
    "engage participate meet gather arrive attend sit return travel fly".split()
)


_STATES = frozenset("control way pressure review guard construction threat scrutiny".split())
HOLDING = frozenset("control charge command possession custody hold".split())
"""What somebody takes or has of something: the thing is what the verb is about."""


def find_failure(doc: Document, noun: int) -> int | None:
    """The verb that says that talks came to nothing: "**broke down**", "**collapsed**"."""
    token = doc.tokens[noun]
    head = doc.tokens[token.head]
    if token.lemma.lower() not in _TALKS or head.pos != "VERB" or head.i == noun:
        return None
    if token.dep not in ("nsubj", "nsubjpass"):
        return None
    broken = head.lemma == "break" and _particle(doc, head.i) & {"down", "off", "up"}
    fallen = head.lemma == "fall" and _particle(doc, head.i) & {"apart", "through"}
    return head.i if head.lemma in _FAILING or broken or fallen else None


def _particle(doc: Document, verb: int) -> set[str]:
    return {doc.tokens[c].text.lower() for c in doc.children[verb]}


def find_carrier(doc: Document, noun: int) -> int | None:
    """The light verb that carries an event noun, or ``None``.

    "hold" of "they **held** talks", "take" of "the vote **took** place", "engage" of "**engaged**
    in talks".
    """
    token = doc.tokens[noun]
    for _ in range(4):
        if token.dep == "conj" and doc.tokens[token.head].pos in ("NOUN", "PROPN"):
            token = doc.tokens[token.head]
        else:
            break
    if token.head == token.i:
        # "A fire **swept** through the hall", the verb taken for a participle
        told = [c for c in children(doc, noun, "acl") if doc.tokens[c].tag in ("VBN", "VBD")]
        return next((c for c in told if doc.tokens[c].lemma in _HAPPENING_VERBS), None)
    head = doc.tokens[token.head]
    failed = find_failure(doc, noun)
    if failed is not None:
        return failed
    for c in children(doc, noun, "acl"):
        # "talks **held** on Friday", "an investigation **begun** in 2018"
        if doc.tokens[c].tag == "VBN" and doc.tokens[c].lemma in LIGHT_VERBS - {"see", "face"}:
            return c
    if token.dep in ("dobj", "nsubjpass") and head.lemma in LIGHT_VERBS and head.pos == "VERB":
        return head.i
    ends = head.lemma == "break" and _particle(doc, head.i) & {"down", "off", "up"}
    if token.dep == "nsubj" and head.lemma in _HAPPENING_VERBS and head.pos == "VERB" and not ends:
        return head.i
    for c in children(doc, noun, "relcl"):
        # "new talks, which will **start** on Friday"
        opens = [g for g in children(doc, c, "nsubj") if doc.tokens[g].tag in ("WDT", "WP")]
        if opens and doc.tokens[c].lemma in _HAPPENING_VERBS:
            return c
    if token.dep == "pobj" and head.dep == "prep":
        verb = doc.tokens[head.head]
        if (
            verb.pos == "VERB"
            and verb.lemma in _GOING_VERBS
            and head.lemma in ("in", "for", "on", "at")
        ):
            return verb.i
    return None


def find_positions(
    doc: Document, trigger: int, carrier: int | None, *, noun: bool = False
) -> dict[str, list[int]]:
    """For each filled position of the trigger the head tokens that stand there, in order.

    `noun` is for a gerund that is one, whatever the tagger says: "a blast and **shooting**".
    """
    found: dict[str, list[int]] = {}
    if doc.tokens[trigger].pos in ("VERB", "AUX") and not noun:
        _add_verb(doc, trigger, found)
        return found
    _add_noun(doc, trigger, found)
    if carrier is not None:
        _add_verb(doc, carrier, found, skip=trigger)
    return found


def _put(found: dict[str, list[int]], at: str, tokens: list[int]) -> None:
    mine = found.setdefault(at, [])
    mine.extend(t for t in tokens if t not in mine)


def _add_verb(
    doc: Document, verb: int, found: dict[str, list[int]], skip: int | None = None
) -> None:
    held, passive = find_subjects(doc, verb)
    held = [i for i in held if i != skip]
    if held:
        befalls = skip is not None and doc.tokens[verb].lemma in UNDERGOING
        _put(found, "object" if passive or befalls else "subject", _with_names(doc, held))
    for c in children(doc, verb, "dobj"):
        takes_place = doc.tokens[verb].lemma == "take" and doc.tokens[c].lemma == "place"
        takes_place = takes_place or (skip is not None and doc.tokens[verb].lemma == "follow")
        if c != skip and not takes_place:
            _put(found, "object", conjuncts(doc, c))
            for a in appositions(doc, c):
                _put(found, "object", [a])
            if doc.tokens[c].lemma in HOLDING:
                # "took control **of the town**": the town is what was taken
                for word, thing in objects_by_preposition(doc, c):
                    if word == "of":
                        _put(found, "of", [thing])
                        _put(found, "object", conjuncts(doc, thing))
    for c in children(doc, verb, "dative", "iobj"):
        if doc.tokens[c].pos != "ADP":
            _put(found, "indirect", conjuncts(doc, c))
    for c in children(doc, verb, "attr", "oprd", "acomp", "ccomp", "xcomp"):
        small = _small_clause(doc, c)
        if small:
            _put(found, "object", small)
        elif c > verb or doc.tokens[verb].lemma in _CLAUSE_TAKERS:
            _put(found, "complement", [c])
    _add_prepositions(doc, verb, found, skip)
    # a passive by-phrase is the agent
    for c in children(doc, verb, "agent"):
        for g in children(doc, c, "pobj"):
            _put(found, "passive-agent", conjuncts(doc, g))


def _with_names(doc: Document, held: list[int]) -> list[int]:
    """The tokens with the names in apposition: "a former mayor, **Ana Paz**,"."""
    names = [
        a
        for i in held
        if doc.tokens[i].pos != "PRON"
        for a in appositions(doc, i)
        if doc.tokens[a].pos == "PROPN"
    ]
    return [*held, *(a for a in names if a not in held)]


def find_subjects(doc: Document, verb: int) -> tuple[list[int], bool]:
    """The subjects of a verb and whether they are passive; see `kb.events.subjects.subjects`.

    Also those that stand behind a participle clause at the sentence's beginning.
    """
    held, passive = subjects(doc, verb)
    clauses = children(doc, verb, "csubj") if not held else []
    found = _clear_opening(doc, held or clauses, verb)
    return [_past_measure(doc, i) for i in found if i not in clauses], passive


def _past_measure(doc: Document, i: int) -> int:
    """The noun that a size stands before: of "a *magnitude* 6.8 **earthquake**" the second."""
    if doc.tokens[i].lemma.lower() not in ("magnitude", "category") or i + 2 >= len(doc.tokens):
        return i
    number, noun = doc.tokens[i + 1], doc.tokens[i + 2]
    return noun.i if number.pos == "NUM" and noun.pos == "NOUN" else i


def _clear_opening(doc: Document, held: list[int], verb: int) -> list[int]:
    """The subjects, without a participle clause before them that the parser took in.

    "**Raising the stakes,** Ann Lee and Tom Roy agreed …": who agreed stands behind the comma.
    """
    if not held or held[0] >= verb:
        return held
    tree = doc.subtree(held[0])
    if doc.tokens[tree[0]].tag != "VBG" or tree[0] != doc.sentences[doc.tokens[verb].sent].first:
        return held
    comma = next((i for i in tree if doc.tokens[i].text == ","), None)
    if comma is None:
        return held
    names = [i for i in tree if i > comma and doc.tokens[i].pos == "PROPN"]
    heads = [i for i in names if doc.tokens[i].dep in ("appos", "conj", "nsubj")]
    return heads or names[-1:] or held


def _small_clause(doc: Document, i: int) -> list[int]:
    """The noun that a verb takes with its state: "left **ten** dead", "ends the **truce** agreed".

    Such a complement has a subject and no verb of its own, or only a participle.
    """
    token = doc.tokens[i]
    participle = token.tag == "VBN" or (
        token.tag == "VBD" and doc.tokens[token.head].lemma not in _CLAUSE_TAKERS
    )
    finite = children(doc, i, "aux", "auxpass", "mark", "neg")
    if token.tag == "VBD":
        finite = [*finite, *children(doc, i, "dobj")]
    bare = token.pos == "ADJ" or (participle and not finite)
    if token.dep not in ("ccomp", "xcomp", "oprd") or not bare:
        return []
    return [
        n
        for c in children(doc, i, "nsubj", "nsubjpass")
        if doc.tokens[c].pos != "PRON"
        for n in conjuncts(doc, c)
    ]


def _add_prepositions(
    doc: Document, head: int, found: dict[str, list[int]], skip: int | None = None
) -> None:
    for word, thing in objects_by_preposition(doc, head):
        if word == "under" and doc.tokens[thing].lemma.lower() in _STATES:
            continue  # "the fire was brought **under control**": no place of it
        if thing != skip:
            _put(found, _SAME.get(word, word), conjuncts(doc, thing))


def _add_noun(doc: Document, noun: int, found: dict[str, list[int]]) -> None:
    token = doc.tokens[noun]
    for c in doc.children[noun]:
        child = doc.tokens[c]
        if child.dep == "poss":
            _put(found, "possessive", conjuncts(doc, c))
        elif child.dep in ("compound", "nmod", "amod", "npadvmod"):
            _put(found, "compound", [i for i in doc.subtree(c) if doc.tokens[i].pos != "PUNCT"])
        elif child.dep == "appos":
            _put(found, "apposition", conjuncts(doc, c))
        elif child.dep in ("acl", "relcl") and child.pos in ("VERB", "AUX"):
            # "talks held by A and B in Paris", "a deal that was signed by A"
            _add_prepositions(doc, c, found)
            for g in children(doc, c, "agent"):
                for h in children(doc, g, "pobj"):
                    _put(found, "by", conjuncts(doc, h))
            if child.dep == "relcl" and child.lemma in LIGHT_VERBS:
                held, passive = subjects(doc, c)
                if not passive:
                    _put(found, "subject", [i for i in held if i != noun])
    before = noun - 1
    while before >= 0 and (doc.tokens[before].pos == "PROPN" or doc.tokens[before].text in "-–‑—/"):
        # "the Oslo–Berlin talks": the parse of joined names is not to be trusted
        if doc.tokens[before].pos == "PROPN":
            _put(found, "compound", [before])
        before -= 1
    _add_prepositions(doc, noun, found)
    # "in talks on Friday with B", parsed on the verb: what follows the noun may be the noun's
    head = doc.tokens[token.head]
    if token.dep in ("dobj", "pobj") and head.i != noun:
        verb = doc.tokens[clause_of(doc, noun)]
        if verb.pos == "VERB" and verb.i != noun:
            for word, thing in objects_by_preposition(doc, verb.i):
                if word in ("with", "between", "in", "at") and noun < thing:
                    _put(found, word, conjuncts(doc, thing))
            phrase = token.dep == "pobj" and head.lemma in ("in", "during", "at", "after", "for")
            if head.lemma == "after" and any(
                doc.tokens[c].lemma == "the" for c in doc.children[noun]
            ):
                phrase = False  # "resigned after **the** announcement": whose is told elsewhere
            if (phrase or "with" in found) and not found.keys() & {
                "subject",
                "between",
                "possessive",
            }:
                held, passive = subjects(doc, verb.i)
                if not passive:
                    _put(found, "with-subject", held)
