"""What: the words that tell of a happening, found by the ontology's trigger lexicon.

A trigger's conditions are asked of the grammatical positions around it. Where several types
match, more words win over fewer, then the greater weight. A verb of a clause that no type covers
is a `kbt:happening`, so that nothing said to have happened is silently lost.
"""

from __future__ import annotations

from collections.abc import Container, Mapping
from dataclasses import dataclass, replace

from kb.annotate import Document, Token
from kb.events.positions import find_carrier, find_failure, find_positions
from kb.events.status import DOING, NOT_DONE
from kb.events.syntax import (
    BODIES,
    MEASURES,
    children,
    is_listed_participle,
    objects_by_preposition,
)
from kb.ontology import Condition, EventType, Ontology, Trigger

STATIVE = frozenset(
    "be have seem appear remain belong contain consist own possess cost weigh resemble lack "
    "need want like love hate know believe think understand mean matter exist depend deserve "
    "involve concern equal fit owe prefer suppose doubt imagine wish hope intend keep let get "
    "become do include accord stand lie live feel look sound regard consider view tend expect "
    "follow precede coincide mark reflect result contribute vary range serve continue "
    "see hear use base relate refer require allow enable help make give take put go come try "
    "work account face trust value enjoy fear respect admire envy prize cherish dislike resent "
    "display exhibit tolerate learn theorise theorize speculate notice dub "
    "embody epitomise epitomize symbolise symbolize represent illustrate pose entail imply warrant "
    "merit border adjoin boast span average amount comprise encompass underlie characterise "
    "characterize typify constitute harbour harbor share favour favor wonder recall".split()
)
"""Verbs whose clause, without a type of its own, tells a state or nothing by itself."""


Span = tuple[int, int, int, frozenset[int]]
EMPTY = frozenset("be have do get let accord include base".split())
"""Verbs that mention nothing at all by themselves."""


CALLING_OFF = frozenset({"cancel", "postpone", "scrap"})
"""Verbs whose object does not happen, so that they are the event themselves."""
THINGS = frozenset(
    "government department apartment equipment station nation question position information "
    "section mission population organization organisation institution corporation "
    "administration condition tradition version television edition function location relation "
    "region religion opinion passion pension mansion tension dimension division commission "
    "profession session document element moment segment instrument monument basement "
    "parliament environment sentiment building evening morning ceiling thing something "
    "anything nothing everything king string feeling meaning clothing spring wedding being "
    "sibling housing setting fraction portion proportion generation foundation federation "
    "association constitution coalition delegation ammunition cement pavement compartment "
    "experiment regiment garment torment ornament sector state country official people leader "
    "record order interest issue report place point force charge deal case move plan part "
    "power party face head hand side back book house water fire ground land plant ship train "
    "race form light line mark post rate sign star view cause cost price sound drop work vote "
    "pitch model age court bar board bank note stock share market fund".split()
)
"""Common nouns that end like nouns of action, or look like a verb, and mostly name things."""


@dataclass(frozen=True, slots=True)
class Found:
    """A trigger found: its tokens (`first` up to `last`), head, type and filled positions.

    `own` are further tokens that belong to the trigger without standing next to it.
    """

    head: int
    first: int
    last: int
    type: EventType
    carrier: int | None
    positions: Mapping[str, list[int]]
    weight: float
    typed: bool
    own: frozenset[int] = frozenset()


def find_triggers(
    doc: Document, ontology: Ontology, kinds: Mapping[int, str], names: frozenset[int]
) -> list[Found]:
    """Every trigger of a document, in order.

    `kinds` gives for a token that belongs to an entity mention the entity's kind; `names` are the
    tokens inside names, which trigger nothing ("the *Strike* Corporation").
    """
    found: dict[int, Found] = {}
    carriers: set[int] = set()
    for token in doc.tokens:
        if token.pos not in ("VERB", "NOUN", "PROPN", "ADJ") or token.i in names:
            continue
        if token.pos == "VERB" and is_listed_participle(doc, token.i):
            continue
        match = _match(doc, token, ontology, kinds, names)
        if match is None:
            continue
        old = found.get(match.head)
        if old is None or (match.last - match.first, match.weight) > (
            old.last - old.first,
            old.weight,
        ):
            found[match.head] = match
    for deed in list(found.values()):
        # "opened **fire** on protesters": the words together, and no fire that opens
        if deed.typed and doc.tokens[deed.head].pos == "VERB" and deed.last - deed.first > 1:
            for i in {*deed.own, *range(deed.first, deed.last)} - {deed.head}:
                if i in found and found[i].carrier == deed.head:
                    del found[i]
    for one in found.values():
        if one.carrier is not None and doc.tokens[one.carrier].dep != "acl":
            carriers.add(one.carrier)
    general = ontology.types.get("happening")
    for token in doc.tokens:
        if general is None or token.i in found or token.i in carriers or token.i in names:
            continue
        if is_clause_verb(doc, token, found) and not is_listed_participle(doc, token.i):
            found[token.i] = Found(
                token.i, token.i, token.i + 1, general, None,
                find_positions(doc, token.i, None), 0.1, typed=False,
            )  # fmt: skip
    if general is not None:
        for token in doc.tokens:
            if (
                token.i not in found
                and token.i not in names
                and is_deverbal(doc, token, ontology.verbs)
            ):
                found[token.i] = Found(
                    token.i, token.i, token.i + 1, general, None,
                    find_positions(doc, token.i, find_carrier(doc, token.i)), 0.05, typed=False,
                )  # fmt: skip
    inside = {i for f in found.values() for i in range(f.first, f.last) if i != f.head}
    modifiers = {
        i
        for i, f in found.items()
        if doc.tokens[i].dep in ("amod", "nmod", "compound")
        and (above := found.get(doc.tokens[i].head)) is not None
        and ontology.are_compatible(f.type.key, above.type.key)
    }
    swallowed = {
        i: doc.tokens[i].head
        for i, f in found.items()
        if doc.tokens[i].dep in ("nsubj", "nsubjpass", "dobj")
        and doc.tokens[i].pos == "NOUN"
        and (above := found.get(doc.tokens[i].head)) is not None
        and above.typed
        and f.carrier is None
        and f.type.key == above.type.key
    }  # "won the election": one happening
    for noun, verb in swallowed.items():
        found[verb] = replace(found[verb], carrier=noun)  # whose date is the verb's too
    told = set(swallowed)
    told |= {
        i for f in found.values() if f.typed and f.head not in carriers for i in f.own - {f.head}
    }
    # "set up a *dialogue* on trade": what is founded is a body, and nobody has met yet
    told |= {
        i
        for f in found.values()
        if f.type.key == "foundation"
        for i in f.positions.get("object", ())
        if doc.tokens[i].lemma.lower() in BODIES
    }
    told |= {
        i
        for i, f in found.items()
        if doc.tokens[i].lemma.lower() in BODIES
        and doc.tokens[i].dep in ("dobj", "nsubjpass")
        and (above := found.get(doc.tokens[i].head)) is not None
        and above.type.key == "foundation"
    }
    # "negotiations **broke down**": one happening, told by its noun
    told |= {
        failed
        for f in found.values()
        if f.typed and (failed := find_failure(doc, f.head)) is not None and failed == f.carrier
    }
    return [
        found[i]
        for i in sorted(found.keys() - modifiers - told)
        if not (
            i in carriers
            and found[i].weight <= 1.0
            and _carries_typed(found, i)
            and doc.tokens[i].lemma not in CALLING_OFF
        )
        and not (i in inside and not found[i].typed)
    ]


def is_clause_verb(doc: Document, token: Token, told: Container[int]) -> bool:
    """Whether a verb mentions something that goes on, be it only a state.

    `told` are the heads of what is told of already.
    """
    if token.pos != "VERB" or not token.tag.startswith("VB"):
        return False
    if token.dep in ("amod", "compound", "aux", "auxpass", "prep", "mark", "case", "nmod"):
        return False
    # "refrained from visiting", "began to sell": the other verb tells the event
    leads = token.lemma in NOT_DONE or token.lemma in DOING
    if leads and _leads_on(doc, token.i, told):
        return False
    return token.lemma not in EMPTY


def _leads_on(doc: Document, verb: int, told: Container[int]) -> bool:
    """Whether another verb or an event noun tells what a verb leads to.

    Of "stopped **deliveries** on Friday" it is the stop that happens, but of "skipped her *visit*
    to" the visit that does not.
    """
    held = any(doc.tokens[c].dep == "dobj" and c not in told for c in doc.children[verb])
    return any(
        doc.tokens[c].dep == "xcomp"
        or (
            doc.tokens[c].dep == "prep"
            and (not held or any(doc.tokens[g].dep == "pcomp" for g in doc.children[c]))
        )
        for c in doc.children[verb]
    )


def is_deverbal(doc: Document, token: Token, triggers: Container[str]) -> bool:
    """Whether a common noun names an action by its form: "settlement", "placement", "a launch".

    A noun counts when it has an ending that makes nouns of verbs, or is the same word as a verb
    that triggers a type. Things with such names ("government", "station") do not.
    """
    if token.pos != "NOUN" or token.dep in ("compound", "nmod", "npadvmod"):
        return False
    lemma = token.lemma.lower()
    if lemma in THINGS or len(lemma) < 4:
        return False
    if lemma.endswith(("tion", "sion", "ment", "ing")):
        return len(lemma) > 6
    return lemma in triggers and token.tag == "NN"


def _carries_typed(found: Mapping[int, Found], carrier: int) -> bool:
    return any(f.carrier == carrier and f.typed and f.head != carrier for f in found.values())


def _match(
    doc: Document,
    token: Token,
    ontology: Ontology,
    kinds: Mapping[int, str],
    names: frozenset[int],
) -> Found | None:
    options = ontology.trigger_index.get(token.lemma.lower(), ())
    if token.tag == "VBG":
        options = (*options, *ontology.trigger_index.get(token.text.lower(), ()))
    if not options and token.pos == "PROPN":
        options = ontology.trigger_index.get(_singular(token.text.lower()), ())
    cache: dict[tuple[int, int | None, bool], dict[str, list[int]]] = {}
    best: Found | None = None
    rank: tuple[int, float, int] = (0, 0.0, 0)
    for trigger, type_ in options:
        span = _span(doc, token, trigger)
        if span is None:
            continue
        first, last, head, own = span
        if head in names:
            continue
        mine = (len(trigger.words), trigger.weight, len(trigger.needs))
        if mine <= rank:
            continue
        carrier = find_carrier(doc, head) if doc.tokens[head].pos in ("NOUN", "PROPN") else None
        if trigger.light:
            carrier = token.i
        noun = trigger.pos == "NOUN" and not trigger.light
        key = (head, carrier, noun)
        if key not in cache:
            cache[key] = find_positions(doc, head, carrier, noun=noun)
        positions = cache[key]
        if all(_holds(doc, c, positions, head, kinds) for c in trigger.needs) and not any(
            _holds(doc, c, positions, head, kinds) for c in trigger.unless
        ):
            rank = mine
            best = Found(
                head, first, last, type_, carrier, positions, trigger.weight, typed=True, own=own
            )
    return best


def _singular(word: str) -> str:
    return word[:-1] if word.endswith("s") and not word.endswith("ss") else word


def _span(doc: Document, token: Token, trigger: Trigger) -> Span | None:
    """(first, last, head, own) of the trigger's words if they stand here."""
    words = trigger.words
    if trigger.light:
        return _light(doc, token, words)
    if trigger.pos == "VERB":
        if token.pos != "VERB" or not token.tag.startswith("VB"):
            return None
        if token.dep in ("amod", "compound") and token.tag != "VBN":
            return None
        return _phrasal(doc, token, words)
    if trigger.pos == "ADJ":
        if token.pos not in ("ADJ", "VERB") or len(words) != 1:
            return None
        return token.i, token.i + 1, token.i, frozenset()
    at = token.i
    last = at
    for word in words[1:]:
        last += 1
        while last < len(doc.tokens) and doc.tokens[last].text in ("-", "–", "‑"):
            last += 1
        if last >= len(doc.tokens):
            return None
        other = doc.tokens[last]
        if other.lemma.lower() != word and _singular(other.text.lower()) != word:
            return None
    head = doc.tokens[last]
    if head.tag == "VBG" and head.text.lower() != words[-1]:
        return None  # "after *winning*" is no "win"
    if head.pos not in ("NOUN", "PROPN") and not (
        head.tag == "VBG"
        and head.dep in ("pobj", "dobj", "nsubj", "ROOT", "compound", "conj", "nsubjpass", "pcomp")
    ):
        return None
    if head.lemma == "vote" and head.tag == "NNS" and any(
        doc.tokens[c].tag == "CD" for c in doc.children[last]
    ):  # fmt: skip
        return None  # "with 58,825 votes": a number and no ballot
    if trigger.plural and head.tag not in ("NNS", "NNPS"):
        return None
    # "meeting room", "summit venue": a modifier of something else announces nothing
    if head.dep == "compound" and doc.tokens[head.head].pos == "NOUN" and head.head > last:
        return None
    if head.pos == "PROPN" and head.dep == "compound":
        return None
    return at, last + 1, last, frozenset()


def _light(doc: Document, token: Token, words: tuple[str, ...]) -> Span | None:
    if token.pos != "VERB":
        return None
    for c in doc.children[token.i]:
        child = doc.tokens[c]
        nouns = [c] if child.dep in ("dobj", "nsubjpass") else []
        if child.dep == "prep":
            nouns = [g for g in doc.children[c] if doc.tokens[g].dep == "pobj"]
        for noun in nouns:
            if doc.tokens[noun].lemma.lower() == words[-1]:
                first = noun - len(words) + 2
                if all(doc.tokens[first + k].lemma.lower() == w for k, w in enumerate(words[1:])):
                    return first, noun + 1, noun, frozenset({token.i})
    return None


def _phrasal(doc: Document, token: Token, words: tuple[str, ...]) -> Span | None:
    last = token.i
    hanging = list(doc.children[token.i])
    own: set[int] = set()
    for word in words[1:]:
        # a clause is no part of the verb: "taking them home when it **left** the road"
        place = next(
            (
                c
                for c in hanging
                if doc.tokens[c].lemma.lower() == word
                and c > token.i
                and doc.tokens[c].dep not in ("advcl", "conj", "parataxis")
            ),
            None,
        )
        if place is None:
            place = next(
                (
                    c
                    for c in hanging
                    if doc.tokens[c].lemma.lower() == word
                    and doc.tokens[c].dep in ("nsubjpass", "advmod")
                ),
                None,
            )
        if place is None and last + 1 < len(doc.tokens):
            # "called **for** the minister to resign": parsed as the infinitive's own word
            after = doc.tokens[last + 1]
            if after.lemma.lower() == word and after.dep == "mark" and after.text == "for":
                place = after.i
        if place is None:
            return None
        if doc.tokens[place].dep in ("prep", "prt", "agent"):
            hanging.extend(doc.children[place])
        own.add(place)
        if place == last + 1:
            last = place
    return token.i, last + 1, token.i, frozenset(own)


def _holds(
    doc: Document,
    condition: Condition,
    positions: Mapping[str, list[int]],
    head: int,
    kinds: Mapping[int, str],
) -> bool:
    if condition.at == "context":
        sentence = doc.sentences[doc.tokens[head].sent]
        tokens: list[int] = [i for i in range(sentence.first, sentence.last) if i != head]
    else:
        tokens = positions.get(condition.at, [])
    if not condition.lemmas and not condition.kinds:
        return bool(tokens)
    for i in tokens:
        token = doc.tokens[i]
        if token.lemma.lower() in condition.lemmas or token.text.lower() in condition.lemmas:
            return True
        if token.pos == "PROPN" and any(
            doc.tokens[c].lemma.lower() in condition.lemmas for c in children(doc, i, "compound")
        ):
            return True  # "Cyclone **Moira** struck"
        if token.lemma.lower() in MEASURES and condition.lemmas:
            # "launched hundreds of **strikes**"
            counted = (g for word, g in objects_by_preposition(doc, i) if word == "of")
            if any(doc.tokens[g].lemma.lower() in condition.lemmas for g in counted):
                return True
        if condition.kinds and kinds.get(i) in condition.kinds:
            return True
    return False
