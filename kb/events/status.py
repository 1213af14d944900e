"""Status: whether an event is told as having happened, planned, denied, possible or supposed.

Read from auxiliaries, negation and the verb that governs the event. What a governing verb does
to its complement ("plan to", "deny", "refrain from", "want to") is a closed class of English
verbs; the classes follow the source-introducing and modality verbs of TimeML's SLINKs
(Saurí et al., TimeML Annotation Guidelines 1.2.1, section 3.1).
"""

from __future__ import annotations

from kb.annotate import Document, Token
from kb.events.model import (
    DENIED,
    GENERIC,
    HAPPENED,
    HYPOTHETICAL,
    NEGATED,
    PLANNED,
    POSSIBLE,
)
from kb.events.syntax import auxiliaries, child, is_negated

NOT_DONE = frozenset(
    "refrain fail skip avoid decline refuse forgo cancel scrap abandon halt prevent block "
    "avert stop forget neglect miss shelve postpone foil thwart".split()
)
DENYING = frozenset("deny reject refute dispute disclaim dismiss rebut".split())
PLANNING = frozenset(
    "plan schedule agree intend pledge vow promise prepare decide aim commit arrange set "
    "slate expect due announce".split()
)
WISHING = frozenset(
    "want hope seek try urge call ask demand wish like attempt offer propose suggest consider "
    "threaten warn encourage request appeal push vie mull weigh fear discuss advocate "
    "recommend advise invite order beg press need willing ready likely unlikely able".split()
)
DOING = frozenset("begin start continue resume keep finish manage help go come proceed".split())
HABIT = frozenset(
    "often usually always regularly typically generally frequently sometimes annually "
    "routinely normally traditionally".split()
)  # fmt: skip
CONDITIONS = frozenset({"if", "unless", "whether", "should", "lest"})
PLANNED_ADJ = frozenset(
    "planned upcoming scheduled forthcoming next future expected pending impending looming "
    "imminent proposed".split()
)  # fmt: skip
POSSIBLE_ADJ = frozenset(
    "possible potential likely alleged suspected rumoured rumored hypothetical eventual "
    "further".split()
)  # fmt: skip
FALSE_ADJ = frozenset("no cancelled canceled failed attempted".split())


def read_status(doc: Document, head: int, carrier: int | None = None) -> str:
    """The status of the event headed by `head` (and carried by the light verb `carrier`)."""
    token = doc.tokens[head]
    if token.pos in ("NOUN", "PROPN"):
        own = _noun_status(doc, head)
        if own is not None:
            return own
        if carrier is None:
            return _under_governor(doc, head, HAPPENED)
        return _verb_status(doc, carrier)
    return _verb_status(doc, head)


def _noun_status(doc: Document, noun: int) -> str | None:
    token = doc.tokens[noun]
    if token.dep == "pobj" and doc.tokens[token.head].lemma == "of":
        # "no reports of injuries"
        counted = doc.tokens[token.head].head
        if any(doc.tokens[c].text.lower() == "no" for c in doc.children[counted]):
            return NEGATED
    for c in doc.children[noun]:
        word = doc.tokens[c].text.lower()
        dep = doc.tokens[c].dep
        if dep in ("amod", "det", "neg", "nmod", "compound"):
            if word in FALSE_ADJ:
                return NEGATED
            if word in PLANNED_ADJ:
                return PLANNED
            if word in POSSIBLE_ADJ:
                return POSSIBLE
            if word in ("any", "every", "each", "regular", "frequent"):
                return GENERIC
    return None


def _verb_status(doc: Document, verb: int) -> str:
    aux = auxiliaries(doc, verb)
    negated = is_negated(doc, verb)
    mark = child(doc, verb, "mark")
    if mark is not None and doc.tokens[mark].text.lower() in CONDITIONS:
        return HYPOTHETICAL
    first = doc.tokens[min(doc.children[verb], default=verb)]
    if first.text.lower() in ("if", "unless") and first.i < verb:
        return HYPOTHETICAL
    if any(
        doc.tokens[c].lemma in HABIT for c in doc.children[verb] if doc.tokens[c].dep == "advmod"
    ):
        return GENERIC
    if any(a in ("will", "'ll", "’ll", "shall", "wo") for a in aux):
        return NEGATED if negated else PLANNED
    if any(a in ("would",) for a in aux):
        own = HYPOTHETICAL if not _reported(doc, verb) else PLANNED
        return NEGATED if negated else own
    if any(a in ("may", "might", "could", "can", "should", "must", "ought", "ca") for a in aux):
        return NEGATED if negated else POSSIBLE
    if negated:
        return NEGATED
    return _under_governor(doc, verb, HAPPENED)


def _governs(preposition: Token, verb: str) -> bool:
    """Whether a verb says something of what follows its preposition: "call **for** a strike"."""
    if preposition.lemma.lower() in ("in", "during", "at", "after", "before", "since", "amid"):
        return False
    return verb in NOT_DONE or verb in WISHING or verb in PLANNING or verb in DENYING


def _reported(doc: Document, verb: int) -> bool:
    return doc.tokens[verb].dep == "ccomp"


def _under_governor(doc: Document, at: int, otherwise: str) -> str:
    """What the verbs above make of an event that is in itself told as fact."""
    token = doc.tokens[at]
    # a clause that is a complement or purpose; a plain object of the verb for nouns
    for _ in range(8):
        if token.head == token.i:
            return otherwise
        head = doc.tokens[token.head]
        lemma = head.lemma.lower()
        infinitive = token.pos in ("VERB", "AUX") and "to" in auxiliaries(doc, token.i)
        if token.dep in ("relcl", "appos", "parataxis") or (token.dep == "acl" and not infinitive):
            return otherwise
        if token.dep == "prep" and head.pos in ("VERB", "AUX") and not _governs(token, lemma):
            # "would seek reassurance in their first meeting": the meeting is not what would be
            return PLANNED if _verb_status(doc, head.i) == PLANNED else otherwise
        if token.dep == "ccomp":
            if lemma in DENYING:
                return DENIED
            if lemma in WISHING and lemma not in ("warn", "fear", "suggest"):
                return HYPOTHETICAL
            return otherwise
        if token.dep in (
            "xcomp",
            "pcomp",
            "acl",
            "dobj",
            "pobj",
            "prep",
            "nsubjpass",
            "nsubj",
            "advcl",
        ):
            if token.dep == "advcl":
                # "to reassure each other": a purpose, not a happening
                return HYPOTHETICAL if infinitive else otherwise
            if head.pos in ("VERB", "AUX", "ADJ", "NOUN"):
                if token.dep != "nsubj" and lemma in NOT_DONE:
                    return NEGATED
                if lemma in DENYING and token.dep != "nsubj":
                    return DENIED if lemma == "deny" else otherwise
                if lemma in PLANNING and (infinitive or token.dep in ("dobj", "nsubjpass")):
                    return PLANNED if lemma != "announce" or infinitive else otherwise
                if lemma in WISHING and (
                    infinitive or token.dep in ("dobj", "pcomp", "pobj", "xcomp")
                ):
                    return HYPOTHETICAL
                if head.pos in ("VERB", "AUX") and token.dep in (
                    "dobj",
                    "nsubj",
                    "nsubjpass",
                    "pobj",
                ):
                    return _verb_status(doc, head.i) if head.i != at else otherwise
                if infinitive and head.pos in ("NOUN", "ADJ"):
                    return HYPOTHETICAL
                if infinitive and lemma not in DOING:
                    return HYPOTHETICAL
                if head.pos in ("VERB", "AUX"):
                    return _verb_status(doc, head.i)
        token = head
    return otherwise
