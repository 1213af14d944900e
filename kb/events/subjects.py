"""Who does what a verb tells, or whom it is done to: the subject, as the parse and its faults are.

Through coordination and control ("Xi agreed to **visit**"), participles behind nouns, headlines
without auxiliaries. Labels are spaCy's ClearNLP ones.
"""

from __future__ import annotations

from collections.abc import Sequence

from kb.annotate import Document
from kb.events.kinds import kind_of_noun
from kb.events.syntax import child, children, conjuncts, is_aged

OBJECT_CONTROL = frozenset(
    "ask urge tell order force allow invite persuade warn call help enable require press let "
    "make see watch hear find expect lead cause push get send want appoint elect name leave "
    "declare render".split()
)
OBJECT_GERUND = frozenset(
    "arrest accuse charge convict acquit suspect detain jail imprison sentence fine punish sue "
    "criticise criticize condemn blame praise thank prevent stop prohibit ban block deter "
    "discourage exempt sanction indict prosecute execute dismiss fire suspend expel kill honour "
    "honor award reward mock ridicule attack slam rebuke congratulate compliment".split()
)
"""Verbs after whose object a preposition's gerund tells what the object did."""
UNDERGONE = frozenset(
    "arrest nominate appoint jail imprison sentence convict indict injure wound hospitalise "
    "hospitalize detain deport extradite acquit oust sack rescue evacuate kidnap abduct "
    "assassinate slay murder apprehend elect name crown bury expel evict exonerate kill "
    "acquire ban".split()
)
"""Verbs that are done to somebody, so that without an object the subject is whom."""
MEASURES = frozenset(
    "number total majority handful safety fate release plight percentage proportion share case "
    "group list dozen hundred thousand".split()
)
"""Nouns that only measure or frame the noun behind their "of"."""
LOTS = frozenset({"safety", "fate", "plight", "welfare"})
FOUNDING = frozenset("set establish create form found launch institute initiate".split())
BODIES = frozenset(
    "dialogue dialog mechanism committee commission council group forum body agency panel fund "
    "programme program project hotline framework platform office centre center institute network "
    "partnership alliance taskforce force tribunal court board authority scheme initiative "
    "consultation channel system team unit ministry foundation association".split()
)
"""What is set up, rather than what it is for: "a **fund** for schools founded in 1990"."""
_BECAUSE = frozenset({"for", "of", "from", "over", "on"})


def subjects(doc: Document, verb: int, depth: int = 6) -> tuple[list[int], bool]:
    """The subjects of a verb and whether they are passive, through coordination and control.

    "Xi **met** Abe and **left**": the subject of both is Xi. "Xi agreed to **visit**", "Xi,
    **visiting** Seoul,", "the king who **abdicated**", "curbs **imposed** in May" likewise.
    """
    token = doc.tokens[verb]
    own = [c for c in doc.children[verb] if doc.tokens[c].dep in ("nsubj", "nsubjpass")]
    lot = bool(own) and doc.tokens[own[0]].lemma.lower() in LOTS
    if lot and token.tag in ("VBD", "VBN"):
        before = doc.tokens[verb - 1]
        held = children(doc, verb, "dobj", "aux", "auxpass")
        if not held and own[0] < before.i and kind_of_noun(before.lemma.lower()) == "person":
            return [before.i], True  # "the safety of citizens **held** in Chad"
    if own:
        # "wants the arms **seized**"; as the head of a sentence it is a past tense mistagged
        bare = token.tag == "VBN" and token.dep not in ("ROOT", "conj", "relcl")
        bare = bare and not children(doc, verb, "aux", "auxpass", "dobj")
        passive = bare or any(doc.tokens[c].dep == "nsubjpass" for c in own)
        passive = passive or _is_headline_passive(doc, verb) or _is_undergone(doc, verb, own)
        found = []
        for c in own:
            if doc.tokens[c].tag in ("WDT", "WP") and token.dep == "relcl":
                found.extend(conjuncts(doc, token.head)[:1])
            elif doc.tokens[c].tag == "WDT" and doc.tokens[c].head != token.i:
                continue
            else:
                found.extend(conjuncts(doc, c))
        return found, passive
    aged = [c for c in children(doc, verb, "amod", "compound") if c < verb and is_aged(doc, c)]
    if aged:
        # "2-year-**old** killed in fire", taken for an adjective of the verb
        return aged, token.tag in ("VBN", "VBD") and not children(doc, verb, "dobj")
    if depth == 0 or token.head == verb:
        return [], False
    head = doc.tokens[token.head]
    passive_form = token.tag == "VBN" and any(
        doc.tokens[c].dep == "auxpass" for c in doc.children[verb]
    )
    if token.dep == "conj" and head.pos in ("VERB", "AUX"):
        found, passive = subjects(doc, head.i, depth - 1)
        if token.tag == "VBN":
            own_aux = [c for c in doc.children[verb] if doc.tokens[c].dep in ("aux", "auxpass")]
            return found, passive if not own_aux else passive_form
        return found, passive_form
    if token.dep == "relcl" and head.pos in ("NOUN", "PROPN", "PRON"):
        # no subject of its own and no relative pronoun: "the man to lead it"
        return [head.i], passive_form
    if token.dep == "acl" and token.tag == "VB" and head.pos == "NOUN":
        # "its plan to buy B", "announced plans to buy B": the plan buys nothing
        owner = child(doc, head.i, "poss")
        if owner is not None:
            return [owner], passive_form
        if doc.tokens[head.head].pos in ("VERB", "AUX") and head.dep in ("dobj", "attr", "pobj"):
            return subjects(doc, head.head, depth - 1)[0], passive_form
        return [], passive_form
    if token.dep == "acl" and (
        head.pos in ("NOUN", "PROPN", "PRON", "NUM") or is_aged(doc, head.i)
    ):
        # no finite verb stands so: what the tagger takes for a past tense is a participle too
        before = doc.tokens[verb - 1]
        people = kind_of_noun(before.lemma.lower()) == "person" and before.pos == "NOUN"
        if people and head.i < before.i and token.tag in ("VBN", "VBD"):
            return [before.i], True  # "the safety of citizens **held** abroad"
        if head.lemma.lower() not in BODIES and token.lemma in FOUNDING:
            whole = _find_body(doc, head.i)
            if whole is not None:
                return [whole], token.tag in ("VBN", "VBD")
        return _described(doc, head.i, verb), token.tag in ("VBN", "VBD")
    if token.dep == "xcomp" and head.dep == "acomp" and head.head != head.i:
        # "who is due to be **sworn in**"
        return subjects(doc, head.head, depth - 1)[0], passive_form
    if token.dep in ("xcomp", "ccomp") and head.pos in ("VERB", "AUX"):
        if is_found_so(doc, verb):
            held = children(doc, head.i, "dobj")
            return (conjuncts(doc, held[0]) if held else subjects(doc, head.i, depth - 1)[0]), True
        if head.lemma in OBJECT_CONTROL:
            held = children(doc, head.i, "dobj", "nsubj" if head.lemma == "let" else "dobj")
            if held:
                return conjuncts(doc, held[0]), passive_form
        found, _ = subjects(doc, head.i, depth - 1)
        return found, passive_form
    if token.dep == "advcl" and token.tag in ("VBN", "VBD") and _follows_noun(doc, verb):
        return [verb - 1], True
    if token.dep == "advcl" and head.pos in ("VERB", "AUX") and token.tag in ("VBG", "VBN", "VB"):
        found, _ = subjects(doc, head.i, depth - 1)
        return found, token.tag == "VBN" or passive_form
    if token.dep == "pcomp" and head.dep == "prep":
        above = doc.tokens[head.head]
        if above.pos == "ADV" and above.head != above.i:
            above = doc.tokens[above.head]  # "**prior to** winning it"
        if above.pos in ("VERB", "AUX"):
            found, passive = subjects(doc, above.i, depth - 1)
            if above.lemma in OBJECT_GERUND and head.lemma in _BECAUSE:
                # "jailed Y **for smuggling**", "Y was accused **of lying**"
                held = [c for d in children(doc, above.i, "dobj") for c in conjuncts(doc, d)]
                return (found if passive else held), passive_form
            return found, passive_form
        if above.pos in ("NOUN", "PROPN"):
            owner = child(doc, above.i, "poss")
            if owner is not None:
                return [owner], passive_form
            if above.dep == "dobj":
                found, _ = subjects(doc, above.head, depth - 1)
                return found, passive_form
    return [], token.tag == "VBN" and token.dep in ("amod",)


def is_found_so(doc: Document, verb: int) -> bool:
    """Whether a participle tells what had been done to whoever was found: "found **shot** dead"."""
    token = doc.tokens[verb]
    above = doc.tokens[token.head]
    if token.tag not in ("VBN", "VBD") or token.dep not in ("xcomp", "ccomp", "oprd", "acl"):
        return False
    alone = not children(doc, verb, "nsubj", "nsubjpass", "aux", "auxpass", "dobj", "mark")
    return alone and above.lemma in ("find", "discover", "leave") and above.i < verb


def _is_headline_passive(doc: Document, verb: int) -> bool:
    """Whether a headline says what was done: "Treasurer **jailed** for six years".

    What somebody did stands there in the present.
    """
    token = doc.tokens[verb]
    if token.tag not in ("VBD", "VBN") or token.dep not in ("ROOT", "conj", "advcl"):
        return False
    if doc.kind_of(doc.sentences[token.sent]) != "headline":
        return False
    held = ("aux", "auxpass", "dobj", "xcomp", "ccomp", "attr", "acomp", "prt")
    return not children(doc, verb, *held)


def _is_undergone(doc: Document, verb: int, own: Sequence[int]) -> bool:
    """Whether a verb that needs an object has none: "Smith *is* **arrested** on suspicion of".

    Titles in the running text leave out the auxiliary too, and so does a list.
    """
    token = doc.tokens[verb]
    if token.tag not in ("VBD", "VBN") or token.dep in ("amod", "acl"):
        return False
    pair = [c for c in children(doc, verb, "conj") if c <= verb + 2]
    both = bool(pair) and token.lemma == "shoot" and doc.tokens[pair[0]].lemma == "kill"
    if token.lemma not in UNDERGONE and not both:
        return False
    if token.dep == "relcl" and not any(doc.tokens[c].tag in ("WDT", "WP") for c in own):
        return False  # "the man police arrested"
    held = ["aux", "auxpass", "dobj", "ccomp", "attr", "oprd", "prt", "agent", "dative"]
    if token.lemma != "nominate":
        held.append("xcomp")
    later = [c for c in conjuncts(doc, verb)[1:] if doc.tokens[c].pos == "VERB"]
    return not any(children(doc, one, *held) for one in (verb, *later))


def _find_body(doc: Document, noun: int) -> int | None:
    """Of "a **forum** on water rights founded in 2019" what was founded: the body."""
    at = noun
    for _ in range(3):
        token = doc.tokens[at]
        preposition = doc.tokens[token.head]
        if token.dep == "conj":
            at = token.head
            continue
        if token.dep != "pobj" or preposition.dep != "prep":
            return None
        at = preposition.head
        if doc.tokens[at].lemma.lower() in BODIES:
            return at
    return None


def _follows_noun(doc: Document, verb: int) -> bool:
    """Whether a participle stands right behind a noun in the plural: "sailors **held** abroad"."""
    before = doc.tokens[verb - 1] if verb else None
    plain = not children(doc, verb, "aux", "auxpass", "mark", "advmod", "nsubj")
    return plain and before is not None and before.tag == "NNS"


def _described(doc: Document, noun: int, participle: int) -> list[int]:
    """What a participle behind a noun describes: of "two men and a woman **held**" all three."""
    token = doc.tokens[noun]
    if token.lemma.lower() in MEASURES:
        # "the number of people **killed**", "the safety of sailors **held** abroad"
        counted = [
            g
            for c in children(doc, noun, "prep")
            if doc.tokens[c].lemma == "of"
            for g in children(doc, c, "pobj")
        ]
        if counted and counted[-1] < participle:
            return conjuncts(doc, counted[-1])
    if token.dep == "appos" and doc.tokens[token.head].pos == "PROPN":
        return [token.head, noun]
    first = token
    for _ in range(8):
        if first.dep != "conj" or doc.tokens[first.head].pos not in ("NOUN", "PROPN"):
            break
        first = doc.tokens[first.head]
    if first.i == noun or any(doc.tokens[k].text == "," for k in range(first.i, participle)):
        return [noun]
    return conjuncts(doc, first.i)


def is_listed_participle(doc: Document, i: int) -> bool:
    """Whether a participle is a noun's, in a list: "discussed trade, **detained** sailors and …".

    The small model's parser takes it for another verb of the clause. A clause's own verbs are not
    joined by a bare comma to something that is no such verb.
    """
    token = doc.tokens[i]
    if token.dep != "conj" or token.tag not in ("VBD", "VBN") or token.head == i:
        return False
    if i == 0 or doc.tokens[i - 1].text != ",":
        return False
    above = doc.tokens[token.head]
    if above.pos != "VERB" or not any(c < i for c in children(doc, above.i, "dobj", "pobj")):
        return False
    if i + 1 >= len(doc.tokens) or doc.tokens[i + 1].pos not in ("NOUN", "ADJ", "PROPN"):
        return False
    others = [c for c in conjuncts(doc, i)[1:] if c > i]
    return any(doc.tokens[c].tag not in ("VBD", "VBN", "VBP", "VBZ", "VB") for c in others)
