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
from kb.events.subjects import BODIES, is_listed_participle
from kb.events.trigger_words import find_span, holds, singular
from kb.ontology import EventType, Ontology

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
        options = ontology.trigger_index.get(singular(token.text.lower()), ())
    cache: dict[tuple[int, int | None, bool], dict[str, list[int]]] = {}
    best: Found | None = None
    rank: tuple[int, float, int] = (0, 0.0, 0)
    for trigger, type_ in options:
        span = find_span(doc, token, trigger)
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
        if all(holds(doc, c, positions, head, kinds) for c in trigger.needs) and not any(
            holds(doc, c, positions, head, kinds) for c in trigger.unless
        ):
            rank = mine
            best = Found(
                head, first, last, type_, carrier, positions, trigger.weight, typed=True, own=own
            )
    return best
