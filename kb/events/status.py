"""Status: whether an event is told as having happened, planned, denied, possible or supposed.

An event has a status of its own, from auxiliaries, negation and modifiers, and one from above,
from the verb, noun or adjective that governs it; what the words above do is listed in
`kb.events.status_words`. The one above prevails where it takes the event out of the world of
facts: "denied that he *had resigned*", "a *planned* visit was called off".
"""

from __future__ import annotations

from kb.annotate import Document, Token
from kb.events import status_words as words
from kb.events.model import (
    DENIED,
    GENERIC,
    HAPPENED,
    HYPOTHETICAL,
    NEGATED,
    PLANNED,
    POSSIBLE,
)
from kb.events.status_own import VERBS, is_asked, read_noun, read_verb
from kb.events.status_words import DOING, NOT_DONE
from kb.events.subjects import is_found_so
from kb.events.syntax import auxiliaries, child

__all__ = ["DOING", "NOT_DONE", "read_status", "was_missed"]

DEPTH = 8  # how many words above an event are asked what they make of it
NOUNS = ("NOUN", "PROPN")
_OCCURRING = frozenset(
    "take happen occur be begin start go materialise materialize open resume follow come".split()
)
_POINTING = frozenset({"the", "this", "that", "these"})
_TIMED = frozenset("in during at after before since amid for to with on".split())
_AT = frozenset({"in", "at", "during", "on", "to", "before", "for", "with", "ahead"})


def read_status(
    doc: Document, head: int, carrier: int | None = None, *, decided_first: bool = False
) -> str:
    """The status of the event headed by `head` (and carried by the light verb `carrier`).

    An event of a type that is `decided_first` is planned where it is announced or agreed on.
    """
    status = _read_told(doc, head, carrier)
    if decided_first and status == HAPPENED and doc.tokens[head].pos in NOUNS:
        return _read_decided(doc, head)
    return status


def _read_decided(doc: Document, noun: int) -> str:
    """What the word that governs a noun makes of it: "approved the **sale**" leaves it ahead."""
    token = doc.tokens[noun]
    for _ in range(4):
        if token.dep != "conj" or token.head == token.i:
            break
        token = doc.tokens[token.head]
    above = doc.tokens[token.head]
    if token.dep in ("dobj", "nsubjpass"):
        if above.lemma in words.DENYING | words.OPPOSING:
            return NEGATED if above.lemma in words.DENYING else PLANNED
        return PLANNED if above.lemma in words.DECIDING else HAPPENED
    if token.dep == "pobj" and above.lemma in ("on", "to", "for", "of", "over"):
        lemma = doc.tokens[above.head].lemma.lower()
        if lemma in words.DECIDING | words.DECISIONS:
            return PLANNED
    return HAPPENED


def _read_told(doc: Document, head: int, carrier: int | None) -> str:
    token = doc.tokens[head]
    if token.pos in NOUNS:
        own = read_noun(doc, head)
        if _collapsed(doc, head, own):
            return NEGATED
        above = _verb_status(doc, carrier) if carrier is not None else None
        if was_missed(doc, head, carrier):
            above = HAPPENED  # the funeral that he did not attend
        if above is None or above == HAPPENED:
            above = _from_above(doc, head, DEPTH)
        status = _combine(own, above)
    else:
        status = _verb_status(doc, head)
    return HYPOTHETICAL if status == HAPPENED and is_asked(doc, head) else status


def was_missed(doc: Document, head: int, carrier: int | None) -> bool:
    """Whether the subject of `carrier` stayed away from the event headed by `head`."""
    if carrier is None or doc.tokens[carrier].lemma not in words.ATTENDING:
        return False
    went = _verb_status(doc, carrier) in (HAPPENED, PLANNED)
    return not went and _definite(doc, doc.tokens[head])


def _collapsed(doc: Document, noun: int, own: str) -> bool:
    """Whether what was only planned came to nothing: "the proposed merger collapsed"."""
    token = doc.tokens[noun]
    head = doc.tokens[token.head]
    return (
        own in (PLANNED, POSSIBLE)
        and token.dep == "nsubj"
        and (
            head.lemma in words.COLLAPSING
            or (head.lemma == "fall" and _particle(doc, head) == "through")
        )
    )


def _combine(own: str, above: str) -> str:
    if above == HAPPENED:
        return own
    if own == HAPPENED or (own == PLANNED and above != PLANNED):
        return above
    if own in (POSSIBLE, HYPOTHETICAL) and above in (NEGATED, DENIED):
        return above
    return own


def _verb_status(doc: Document, verb: int, depth: int = DEPTH) -> str:
    return _combine(read_verb(doc, verb), _from_above(doc, verb, depth))


def _from_above(doc: Document, at: int, depth: int) -> str:
    """What the words above make of an event that is in itself told as fact."""
    token = doc.tokens[at]
    for _ in range(DEPTH):
        if token.head == token.i or depth <= 0:
            return HAPPENED
        head = doc.tokens[token.head]
        verbal = token.pos in VERBS or token.tag.startswith("VB")
        infinitive = verbal and (
            "to" in auxiliaries(doc, token.i) or _lists_infinitives(doc, token)
        )
        if token.dep == "advcl" and infinitive and head.pos in NOUNS:
            # as headlines add it: "… lifts outlook, **to buy** rival"
            titled = doc.kind_of(doc.sentences[token.sent]) == "headline"
            return PLANNED if titled else HYPOTHETICAL
        if token.dep == "conj" or token.dep in ("compound", "poss", "nmod", "dep"):
            if token.dep == "conj" and verbal and not infinitive and token.tag != "VBG":
                return HAPPENED
            token = head
            continue
        if token.dep == "relcl" and infinitive:
            return _below_noun(doc, token, head, infinitive, depth)
        if token.dep in ("relcl", "appos", "parataxis"):
            return HAPPENED
        if token.dep == "acl":
            return _below_noun(doc, token, head, infinitive, depth)
        if token.dep in ("ccomp", "csubj") and not infinitive:
            return _told(doc, head, depth)
        if token.dep == "advcl" and infinitive and "to" not in auxiliaries(doc, token.i):
            return _governed(doc, head, depth)  # "promised to cut prices, **withdraw** …"
        if token.dep == "advcl" and not infinitive and _waits(doc, token, head):
            return HYPOTHETICAL
        if token.dep == "advcl" and not infinitive:
            # "when the shop opens, prices will fall"
            ahead = token.tag in ("VBZ", "VBP") and read_verb(doc, head.i) == PLANNED
            return PLANNED if ahead else HAPPENED
        if verbal and infinitive and head.pos in (*VERBS, "ADJ", "ADV"):
            return _to_do(doc, token, head, depth)
        if verbal and is_found_so(doc, token.i):
            return _verb_status(doc, head.i, depth - 1)
        if verbal and token.dep in ("xcomp", "ccomp") and head.pos in VERBS:
            return _governed(doc, head, depth)
        if token.dep in ("pcomp", "pobj") and head.pos in ("ADP", "SCONJ"):
            return _below_preposition(doc, token, head, depth)
        if head.pos in VERBS and token.dep in ("dobj", "nsubjpass"):
            return _object_of(doc, token, head, depth)
        if head.pos in VERBS and token.dep == "nsubj":
            return _subject_of(doc, head, depth)
        if head.pos in VERBS and token.dep == "attr":
            return _verb_status(doc, head.i, depth - 1)
        token = head
    return HAPPENED


def _waits(doc: Document, token: Token, head: Token) -> bool:
    """Whether a clause is what has yet to come: "will not sign **until** they amend it"."""
    mark = child(doc, token.i, "mark")
    until = mark is not None and doc.tokens[mark].lemma.lower() in ("until", "till", "before")
    waiting = until and read_verb(doc, head.i) in (NEGATED, PLANNED, HYPOTHETICAL)
    return waiting and not {"did", "was", "were"} & set(auxiliaries(doc, head.i))


def _lists_infinitives(doc: Document, token: Token) -> bool:
    """Whether a bare verb goes on a list that "to" began: "to cut prices, **leave** the pact"."""
    if token.tag not in ("VB", "VBP") or token.dep not in ("advcl", "conj", "ccomp", "dep"):
        return False
    if child(doc, token.i, "nsubj", "nsubjpass", "aux", "mark") is not None:
        return False
    above = doc.tokens[token.head]
    if token.dep == "conj" and above.dep == "advcl" and _lists_infinitives(doc, above):
        return True
    return any(
        "to" in auxiliaries(doc, c) and c < token.i
        for c in doc.children[token.head]
        if doc.tokens[c].dep in ("xcomp", "advcl")
    )


def _compose(effect: str, above: str) -> str:
    """The status of what is below a word of this effect that is itself of a status."""
    if above == HAPPENED:
        return effect
    if above in (NEGATED, DENIED):
        # who did not plan to go will not; who did not refuse to go may
        return NEGATED if effect in (HAPPENED, PLANNED) else POSSIBLE
    if effect == HAPPENED:
        return above
    if above == PLANNED:
        return effect
    return above


def _told(doc: Document, head: Token, depth: int) -> str:
    """What a verb makes of the clause that it reports."""
    lemma = head.lemma.lower()
    if lemma in words.DENYING:
        return DENIED
    if lemma in words.PREDICTING:
        return PLANNED
    if lemma == "rule" and _particle(doc, head) == "out":
        return NEGATED
    if lemma in words.DEMANDING:
        return HYPOTHETICAL
    if lemma in words.DOUBTING:
        return POSSIBLE
    return HYPOTHETICAL if lemma == "be" and depth > 0 and _is_unclear(doc, head) else HAPPENED


def _is_unclear(doc: Document, head: Token) -> bool:
    return any(
        doc.tokens[c].lemma in ("unclear", "unlikely", "uncertain", "possible", "impossible")
        for c in doc.children[head.i]
        if doc.tokens[c].dep == "acomp"
    )


def _to_do(doc: Document, token: Token, head: Token, depth: int) -> str:
    """What governs an infinitive: "plan **to visit**", "is said **to have fled**"."""
    lemma = head.lemma.lower()
    if head.pos in ("ADJ", "ADV"):
        if lemma in ("able",):
            return _adjective_status(doc, head, depth)
        if lemma in ("unable", "impossible", "powerless"):
            return NEGATED
        if lemma in ("due", "set", "about", "poised", "scheduled", "certain", "sure", "bound"):
            return _compose(PLANNED, _adjective_status(doc, head, depth))
        if lemma in ("likely", "unlikely"):
            return POSSIBLE
        return HYPOTHETICAL
    passive = head.tag == "VBN" and (
        head.dep in ("acl", "amod")
        or any(doc.tokens[c].dep == "auxpass" for c in doc.children[head.i])
    )
    if passive and lemma in words.HEARSAY and lemma != "suppose":
        perfect = "have" in auxiliaries(doc, token.i) or lemma != "expect"
        return POSSIBLE if perfect else PLANNED
    if passive and lemma == "suppose":
        past = any(doc.tokens[c].text.lower() in ("was", "were") for c in doc.children[head.i])
        return NEGATED if past else PLANNED
    if lemma == "be":
        return _compose(PLANNED, read_verb(doc, head.i))
    if lemma == "have":
        if any(doc.tokens[c].lemma == "yet" for c in doc.children[head.i]):
            return NEGATED  # "have yet to sign it"
        own = _verb_status(doc, head.i, depth - 1)
        return own if head.tag in ("VBD", "VBN") and own != HAPPENED else (
            HAPPENED if head.tag == "VBD" else PLANNED)  # fmt: skip
    if lemma == "use" and head.tag == "VBD" and child(doc, head.i, "dobj") is None:
        return GENERIC
    if lemma == "use" and token.dep in ("xcomp", "advcl"):
        return _verb_status(doc, head.i, depth - 1)  # "used the money to buy a flat"
    if token.dep == "advcl":
        if lemma in words.OVERCOMING:
            return _verb_status(doc, head.i, depth - 1)  # "beat Spain to win the cup"
        # a purpose and not a happening: "to reassure each other"; who travels to meet will
        moving = lemma in words.MOVING and doc.tokens[token.i].pos == "VERB"
        effect = PLANNED if moving and token.i > head.i else HYPOTHETICAL
        return _compose(effect, _verb_status(doc, head.i, depth - 1))
    return _governed(doc, head, depth)


def _adjective_status(doc: Document, adjective: Token, depth: int) -> str:
    above = doc.tokens[adjective.head]
    if above.pos in VERBS and above.i != adjective.i:
        return _verb_status(doc, above.i, depth - 1)
    return HAPPENED


def _governed(doc: Document, head: Token, depth: int) -> str:
    """What a verb makes of the action that it governs: "refrain from", "plan to", "begin"."""
    lemma = head.lemma.lower()
    above = _verb_status(doc, head.i, depth - 1)
    if lemma == "rule" and _particle(doc, head) == "out":
        return _compose(NEGATED, above)
    if lemma in ("call", "put") and _particle(doc, head) == "off":
        return _compose(NEGATED, above)
    if lemma in NOT_DONE:
        return _compose(NEGATED, above)
    if lemma in words.DENYING:
        return DENIED
    if lemma in words.DOING or (lemma == "confirm" and head.tag == "VBN"):
        return above
    if lemma in words.PLANNING:
        return _compose(PLANNED, above)
    if lemma in words.WISHING or head.pos in VERBS:
        moving = lemma in words.MOVING and above == HAPPENED
        return PLANNED if moving else _compose(HYPOTHETICAL, above)
    return above


def _particle(doc: Document, head: Token) -> str | None:
    found = child(doc, head.i, "prt")
    return doc.tokens[found].lemma.lower() if found is not None else None


def _below_noun(doc: Document, token: Token, noun: Token, infinitive: bool, depth: int) -> str:
    """What a noun makes of the clause that hangs on it: "plans to close", "claims that"."""
    lemma = noun.lemma.lower()
    if infinitive:
        if lemma in words.REFUSING_NOUNS:
            return NEGATED
        if lemma in words.PLANNING_NOUNS:
            if _is_dropped(doc, noun):
                return NEGATED
            return _compose(PLANNED, _from_above(doc, noun.i, depth - 1))
        if any(doc.tokens[c].dep == "auxpass" for c in doc.children[token.i]) and (
            lemma not in words.WISHING_NOUNS
        ):
            return PLANNED  # "tariffs to be announced in May"
        if _is_ranked(doc, noun):
            return _from_above(doc, noun.i, depth - 1)  # "the second model to use it"
        return HYPOTHETICAL
    clause = child(doc, token.i, "mark") is not None
    if clause and doc.tokens[noun.head].lemma in words.DENYING and noun.dep == "dobj":
        return DENIED
    if clause and lemma == "denial":
        return DENIED
    return POSSIBLE if clause and lemma in words.DOUBTFUL_NOUNS else HAPPENED


def _is_dropped(doc: Document, plan: Token) -> bool:
    """Whether a plan came to nothing: "plans for it were scrapped", "plans to go fell apart"."""
    verb = doc.tokens[plan.head]
    if plan.dep in ("dobj", "nsubjpass"):
        return verb.lemma in words.DROPPING
    fell = verb.lemma == "fall" and any(
        doc.tokens[c].lemma in ("apart", "through") for c in doc.children[verb.i]
    )
    return plan.dep == "nsubj" and (fell or verb.lemma in words.COLLAPSING)


def _is_ranked(doc: Document, noun: Token) -> bool:
    while noun.dep == "pobj" and doc.tokens[noun.head].lemma == "of":
        noun = doc.tokens[doc.tokens[noun.head].head]
    return noun.lemma.lower() in words.RANKS or any(
        doc.tokens[c].lemma.lower() in words.RANKS for c in doc.children[noun.i]
    )


def _below_preposition(doc: Document, token: Token, preposition: Token, depth: int) -> str:
    """What is behind a preposition: "without a deal", "accused of stealing", "plans for talks"."""
    word = preposition.lemma.lower()
    above = doc.tokens[preposition.head]
    if word == "without":
        return NEGATED
    if word == "of" and above.lemma in ("instead", "short", "ahead"):
        return PLANNED if above.lemma == "ahead" else NEGATED
    if word == "than" and above.lemma == "rather":
        return NEGATED
    lemma = above.lemma.lower()
    if above.pos in NOUNS:
        if word not in ("of", "for", "to", "on", "in", "against", "at"):
            return HAPPENED
        if lemma in words.REFUSING_NOUNS and word in ("of", "to", "in"):
            return DENIED if lemma == "denial" else NEGATED
        if lemma in words.PLANNING_NOUNS and word in ("for", "of") and not _definite(doc, token):
            if _is_dropped(doc, above):
                return NEGATED
            return PLANNED if lemma == "plan" else _from_above(doc, above.i, depth - 1)
        if lemma in words.WISHING_NOUNS and lemma != "order":
            doing = token.pos not in NOUNS
            if word in ("for", "at", "of") or (doing and word in ("on", "about")):
                return HYPOTHETICAL
        if lemma in words.DOUBTFUL_NOUNS and word == "of":
            return POSSIBLE
        return HAPPENED
    if above.pos not in VERBS:
        return POSSIBLE if lemma == "capable" else HAPPENED
    return _below_verb_phrase(doc, token, word, above, depth)


def _below_verb_phrase(doc: Document, token: Token, word: str, verb: Token, depth: int) -> str:
    lemma = verb.lemma.lower()
    if lemma in words.ACCUSING and word in ("of", "with", "over", "for", "in"):
        definite = token.pos in NOUNS and (word == "in" or _definite(doc, token))
        return HAPPENED if definite else POSSIBLE
    if lemma in words.ACQUITTING and word == "of":
        return DENIED
    doing = token.pos not in NOUNS
    if doing and word in ("from", "against", "to", "about", "on", "at", "for", "of"):
        if lemma in NOT_DONE or lemma in words.DENYING or (word == "from" and lemma == "keep"):
            return _compose(NEGATED, _verb_status(doc, verb.i, depth - 1))
        if word in ("to", "on") and lemma in words.PLANNING:
            return _compose(PLANNED, _verb_status(doc, verb.i, depth - 1))
        if lemma in words.WISHING:
            return _compose(HYPOTHETICAL, _verb_status(doc, verb.i, depth - 1))
        return (
            HAPPENED
            if word in ("for", "of", "from", "at")
            else _verb_status(doc, verb.i, depth - 1)
        )
    above = _verb_status(doc, verb.i, depth - 1)
    if word == "for" and not doing:
        if lemma in words.WISHING:
            return _compose(HYPOTHETICAL, above)
        if lemma in words.PLANNING or lemma in ("wait", "pave"):
            return PLANNED
    if word in _TIMED:
        # "would seek reassurance in their first meeting": the meeting is not what would be
        known = word in ("for", "with", "on") and _definite(doc, token)
        return PLANNED if above == PLANNED and word in _AT and not known else HAPPENED
    if lemma in NOT_DONE and word == "from":
        return _compose(NEGATED, above)
    return HAPPENED


def _definite(doc: Document, token: Token) -> bool:
    """Whether a noun names something that is known: "the attack", "Monday's attack"."""
    return any(
        doc.tokens[c].dep == "poss" or doc.tokens[c].text.lower() in _POINTING
        for c in doc.children[token.i]
    )


def _object_of(doc: Document, token: Token, verb: Token, depth: int) -> str:
    """What a verb makes of an event noun that is its object: "cancelled the visit"."""
    lemma = verb.lemma.lower()
    above = _verb_status(doc, verb.i, depth - 1)
    particle = _particle(doc, verb)
    if lemma in ("postpone", "delay") or (lemma == "put" and particle in ("off", "back")):
        later = any(doc.tokens[c].lemma in ("until", "till", "to") for c in doc.children[verb.i])
        return PLANNED if later and above == HAPPENED else _compose(NEGATED, above)
    if (lemma == "call" and particle == "off") or (lemma == "rule" and particle == "out"):
        return _compose(NEGATED, above)
    if lemma in words.UNATTENDED:
        own = any(doc.tokens[c].dep == "poss" for c in doc.children[token.i])
        shared = any(doc.tokens[c].lemma == "with" for c in doc.children[token.i])
        public = _definite(doc, token) and not own and not shared and lemma != "avoid"
        return HAPPENED if public else _compose(NEGATED, above)
    if lemma in words.ENDING:
        return HAPPENED
    if lemma in NOT_DONE:
        return _compose(NEGATED, above)
    if lemma in words.DENYING:
        return DENIED if lemma == "deny" and above == HAPPENED else HAPPENED
    if token.dep == "nsubjpass" and lemma in words.PLANNING and child(doc, verb.i, "xcomp"):
        return _compose(PLANNED, above)  # "the trial is set to begin"
    if lemma in words.PLANNING and lemma not in words.DOING_TO:
        return _compose(PLANNED, above)
    if lemma in ("discuss", "debate", "claim", "press"):
        return above
    if lemma in words.PREDICTING and lemma not in words.PLANNING - {"forecast"}:
        return _compose(POSSIBLE, above)  # "polls predicting a **victory**"
    named = child(doc, verb.i, "oprd") is not None  # "called the strikes *illegal*"
    if lemma == "call" and particle is None and above == HAPPENED and not named:
        return PLANNED  # "called an election", "called a strike"
    if lemma in words.WISHING and not (_definite(doc, token) and lemma in words.WEIGHING):
        return _compose(HYPOTHETICAL, above)
    if lemma in words.ATTENDING and above in (NEGATED, DENIED, HYPOTHETICAL, POSSIBLE):
        return HAPPENED  # others may have come
    if lemma in words.SHARING or not _definite(doc, token):
        return above
    return HAPPENED if above in (PLANNED, HYPOTHETICAL, POSSIBLE) else above


def _subject_of(doc: Document, verb: Token, depth: int) -> str:
    lemma = verb.lemma.lower()
    if lemma in words.COLLAPSING or (lemma == "fall" and _particle(doc, verb) == "through"):
        # what was only planned never came; talks that fail were held
        return HAPPENED
    above = _verb_status(doc, verb.i, depth - 1)
    return HAPPENED if above == NEGATED and lemma not in _OCCURRING else above
