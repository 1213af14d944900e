"""What an event is called in a timeline, from its type's template or the article's own words."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from kb.annotate import Document
from kb.events.cast import Cast
from kb.events.model import PLANNED, EventMention, Phrase
from kb.events.nominal import noun_span, read_noun_phrase
from kb.events.positions import find_carrier, find_failure, find_subjects
from kb.events.roles import BODILY
from kb.events.syntax import appositions, end_clause, is_negated, is_reflexive
from kb.labels import (
    are_many,
    cut_label,
    join_names,
    preposition_of,
    present_tense,
    short_name,
    write_label,
)
from kb.ontology import Ontology

LONGEST_CLAUSE = 14  # tokens either side of the verb
_CORE = frozenset("nsubj nsubjpass aux auxpass neg prt dobj dative attr oprd acomp agent".split())
_OBJECTS = ("dobj", "dative", "attr", "oprd", "acomp")
_COMPLETING = frozenset("to with of from as into at".split())
PHASES = frozenset({"end", "resume", "suspend", "extend", "halt", "abandon"})
"""Verbs that tell which part of what goes on is the news."""
_PARTICLES = frozenset(
    "away back out up down off over apart ahead forward together home through".split()
)
SAID_BY_NOUN = frozenset({"politics", "business", "justice", "sport", "culture"})
"""Families whose nouns say by themselves what was done, and to whom behind an "of"."""
_ON = frozenset("agree vote decide focus insist rule comment embark settle elaborate".split())
"""Verbs that need what stands behind their "on"."""
_ASIDE = frozenset(
    "in on at near during after before since until amid while whilst following within throughout "
    "despite because due between under outside inside".split()
)
"""Prepositions of when, where and why, which a label does without."""


_BEFALLING = frozenset("overturn capsize derail crash collide collapse burst erupt explode".split())


def label_event(
    cast: Cast,
    event: EventMention,
    events: Sequence[EventMention],
    ontology: Ontology,
    toll: str = "",
) -> str:
    """The label of an event of `events`, in the tense of a timeline.

    What points back ("the talks") is called by who took part in what it points to. `toll` are
    words on its victims, told at the end.
    """
    label = _name_event(cast, event, events, ontology)
    who, _, end = toll.rpartition(" ")
    if not toll or toll.lower() in label.lower():
        return label
    return cut_label(f"{label}, {end if who and who.lower() in label.lower() else toll}")


def _name_event(
    cast: Cast, event: EventMention, events: Sequence[EventMention], ontology: Ontology
) -> str:
    told = event
    if event.antecedent is not None and not event.participants and not event.phrases:
        before = events[event.antecedent]
        if ontology.are_compatible(before.type, event.type):
            told = before
    roles: dict[str, list[str]] = {}
    for p in told.participants:
        e = cast.entities.entities[p.entity]
        name = p.words or short_name(e.name, e.names, e.kind)
        if name not in roles.setdefault(p.role, []):
            roles[p.role].append(name)
    for phrase in told.phrases:
        roles.setdefault(phrase.role, [_name_phrase(cast, told, phrase)])
    type_ = ontology.types[event.type]
    places = [cast.entities.entities[i].name for i in event.places or told.places]
    clause = _name_clause(cast, event)
    if event.type == "happening":
        return cut_label(clause or _quote_clause(cast, event))
    alone = [p.role for p in event.participants] + [p.role for p in event.phrases]
    fits = not type_.mutual or alone.count("participant") == 1
    if clause is not None and fits and type_.family != "say" and " " in clause:
        goal = [
            cast.entities.entities[p.entity].name
            for p in event.participants
            if p.role in ("destination", "origin")
        ]
        if places and type_.family in BODILY and places[0] not in clause and places[0] not in goal:
            clause = f"{clause} {preposition_of(places[0])} {places[0]}"
        return cut_label(clause)
    phase = _name_phase(cast, event)
    if phase is not None:
        return cut_label(phase)
    failed = find_failure(cast.doc, event.head)
    if failed is not None:
        return cut_label(_name_failure(cast, event, failed, roles))
    if type_.mutual and len(roles.get("participant", ())) == 1 and not _is_theirs(cast, event):
        # "talks **with** miners' leaders": not they alone met
        noun = _name_noun(cast, event)
        if noun is not None:
            return cut_label(noun)
    named = _name_deed(cast, event, type_.family)
    if named is not None:
        return cut_label(named)
    label = write_label(type_, roles, places, event.text, planned=event.status == PLANNED)
    if label.lower() == type_.label.lower():
        label = _name_noun(cast, event) or label
    head = cast.doc.tokens[event.head]
    if head.pos == "NOUN" and head.tag == "NN" and label.startswith(f"{type_.label.capitalize()} "):
        # "coronation in London" says more than "taking of office in London"
        label = event.text.capitalize() + label[len(type_.label) :]
    return cut_label(label)


def _name_deed(cast: Cast, event: EventMention, family: str) -> str | None:
    """A noun of doing with whom or what it was done to: "sacking of Greg Hale"."""
    doc = cast.doc
    token = doc.tokens[event.head]
    if family not in SAID_BY_NOUN or token.pos != "NOUN" or find_carrier(doc, event.head):
        return None
    if not any(
        doc.tokens[c].dep == "prep"
        and doc.tokens[c].lemma in ("of", "in", "over")
        and c > event.head
        for c in doc.children[event.head]
    ) or any(doc.tokens[c].dep == "poss" for c in doc.children[event.head]):
        return None
    return _name_noun(cast, event)


def _is_theirs(cast: Cast, event: EventMention) -> bool:
    """Whether whoever takes part is subject or owner of an event noun, or the event a verb."""
    doc = cast.doc
    if doc.tokens[event.head].pos == "VERB":
        return True
    owners = [doc.tokens[c] for c in doc.children[event.head] if doc.tokens[c].dep == "poss"]
    before = [p.start for p in event.participants if p.role == "participant"]
    before += [p.start for p in event.phrases if p.role == "participant"]
    return bool(owners) or any(start < doc.tokens[event.head].start for start in before)


def _name_failure(
    cast: Cast, event: EventMention, verb: int, roles: Mapping[str, Sequence[str]]
) -> str:
    """What came to nothing, and how: "talks between Sudan and Ethiopia break down"."""
    doc = cast.doc
    noun = doc.tokens[event.head]
    span = noun_span(doc, event.head)
    who = roles.get("participant", ())
    whole = [i for i in doc.subtree(event.head) if i < verb]
    if span is not None and whole[-1] > span[1] and whole[-1] - span[0] <= LONGEST_CLAUSE:
        clauses = any(doc.tokens[i].dep in ("relcl", "acl") for i in whole)
        span = span if clauses else (span[0], whole[-1])
    if span is not None and span[1] > span[0] + (doc.tokens[span[0]].pos == "DET"):
        first = span[0] + (doc.tokens[span[0]].pos == "DET")
        name = doc.slice(first, span[1] + 1).rstrip(" ,")
    else:
        name = noun.text.lower()
        if who:
            name = f"{name} {'between' if len(who) > 1 else 'with'} {join_names(who)}"
    told = doc.tokens[verb]
    after = doc.tokens[verb + 1].text if verb + 1 < len(doc.tokens) else ""
    rest = f" {after}" if after.lower() in _PARTICLES else ""
    many = noun.tag in ("NNS", "NNPS")
    lead = f"to {told.lemma}" if event.status == PLANNED else present_tense(told.lemma, many=many)
    return f"{name} {lead}{rest}"


def _name_phase(cast: Cast, event: EventMention) -> str | None:
    """Who ends or resumes what: "teachers **end** three-week strike", and do not just strike."""
    doc = cast.doc
    token = doc.tokens[event.head]
    verb = doc.tokens[token.head]
    if token.pos != "NOUN" or token.dep != "dobj" or verb.lemma not in PHASES or is_negated(
        doc, verb.i
    ):  # fmt: skip
        return None
    held, passive = find_subjects(doc, verb.i)
    who = _name_all(cast, event, held)
    nouns = [i for i in held if doc.tokens[i].pos == "NOUN"]
    who = who or [words for i in nouns[:1] if (words := read_noun_phrase(doc, i)) is not None]
    span = noun_span(doc, event.head)
    if passive or not who or span is None:
        return None
    name, many = join_names(who), are_many(who)
    told = f"to {verb.lemma}" if event.status == PLANNED else present_tense(verb.lemma, many=many)
    return f"{name} {told} {doc.slice(span[0], span[1] + 1)}"


def _name_noun(cast: Cast, event: EventMention) -> str | None:
    """What the article calls an event of which nothing else is known: "2007 mass shooting"."""
    doc = cast.doc
    span = noun_span(doc, event.head)
    if doc.tokens[event.head].pos == "VERB" or span is None:
        return None
    first, last = span
    while first < event.head and (
        doc.tokens[first].pos in ("DET", "PRON", "PUNCT") or doc.tokens[first].dep == "det"
    ):
        first += 1
    return doc.slice(first, last + 1) if last > first else None


def _name_clause(cast: Cast, event: EventMention) -> str | None:
    """Who, the verb in the present, and what it was done to; ``None`` where that is not told."""
    doc = cast.doc
    verb = doc.tokens[event.head]
    if verb.pos != "VERB" or is_negated(doc, event.head):
        return None
    held, passive = find_subjects(doc, event.head)
    if verb.lemma in _BEFALLING and not any(
        doc.tokens[c].dep in ("auxpass", "agent") for c in doc.children[event.head]
    ):
        passive = False  # "a coach full of pupils **overturned**", parsed as if it had been
    who = _name_all(cast, event, held)
    if not who and (event.type != "happening" or passive):
        # the trigger's own words: "**two bodies** were found"
        nouns = [i for i in held if doc.tokens[i].pos == "NOUN"]
        who = [words for i in nouns[:1] if (words := read_noun_phrase(doc, i)) is not None]
    if not who or _leads_elsewhere(doc, event.head) or event.type == "conviction":
        return None  # "found X, 54, *guilty*": what was found stands too far away
    last = _find_end(cast, event)
    rest = doc.slice(event.head + 1, last + 1) if last > event.head else ""
    by = next((c for c in doc.children[event.head] if doc.tokens[c].dep == "agent"), -1)
    kept = event.head
    while kept + 1 < by and doc.tokens[kept + 1].text.lower() in _PARTICLES:
        kept += 1
    if passive and kept + 1 < by <= last:
        # "is set up *in 2019* by India": who did it is told, and when elsewhere
        particles = doc.slice(event.head + 1, kept + 1) if kept > event.head else ""
        rest = f"{particles} {doc.slice(by, last + 1)}".strip()
    if last > event.head and doc.tokens[event.head + 1].tag == "PRP":
        whom = _name_all(cast, event, [event.head + 1])
        if is_reflexive(doc, event.head + 1):
            whom = [doc.tokens[event.head + 1].text]
        if not whom:
            return None  # "arrested him": the type's template knows whom
        further = doc.slice(event.head + 2, last + 1) if last > event.head + 1 else ""
        rest = f"{join_names(whom)} {further}".rstrip()
    if not rest and verb.dep == "relcl" and not passive:
        # "a ban, **which** China imposed": the relative pronoun stands for its noun
        gap = any(doc.tokens[c].tag == "WDT" and doc.tokens[c].dep == "dobj"
                  for c in doc.children[event.head])  # fmt: skip
        rest = (read_noun_phrase(doc, _find_whole(doc, verb.head)) or "") if gap else ""
    told = {p.role for p in event.participants} | {p.role for p in event.phrases}
    alone = len(told) < 2 and " " not in event.text and verb.dep not in ("relcl", "acl")
    whole = passive or alone
    if not rest and event.type != "happening" and not whole:
        return None  # "went **on strike**", "met": its type's template says it better
    name, many = join_names(who), are_many(who)
    if event.status == PLANNED:
        lead = f"{name} to be {verb.text}" if passive else f"{name} to {verb.lemma}"
    elif passive:
        lead = f"{name} {present_tense('be', many=many)} {verb.text}"
    else:
        lead = f"{name} {present_tense(verb.lemma, many=many)}"
    return _drop_odd_quotes(f"{lead} {rest}")


def _find_whole(doc: Document, noun: int) -> int:
    """The noun that another only tells more of: "a **ban** on *seafood*"."""
    preposition = doc.tokens[doc.tokens[noun].head]
    outer = doc.tokens[preposition.head]
    inner = doc.tokens[noun].dep == "pobj" and preposition.lemma in ("on", "of", "for")
    return outer.i if inner and outer.pos == "NOUN" else noun


def _leads_elsewhere(doc: Document, verb: int) -> bool:
    """Whether a verb is a bare one of a group ("shot and killed"), whose words stand elsewhere."""
    return any(doc.tokens[c].dep == "conj" and c == verb + 2 for c in doc.children[verb])


def _name_all(cast: Cast, event: EventMention, tokens: Sequence[int]) -> list[str]:
    """The names, or else the words, of those of the event's roles who stand at `tokens`."""
    names: list[str] = []
    named = {t: [a for a in appositions(cast.doc, t) if cast.refers(a)] for t in tokens}
    for i in (i for t in tokens for i in (named[t] or [t])):
        at = cast.doc.tokens[i].start
        entities = {entity for entity, _ in cast.refers(i)}
        here = [p for p in event.participants if p.entity in entities or p.start <= at < p.end]
        others = [p for p in here if p.role != "recipient"]  # "both urged Japan": one of the two
        for p in others or here:
            e = cast.entities.entities[p.entity]
            names.append(p.words or short_name(e.name, e.names, e.kind))
        names.extend(_name_phrase(cast, event, p) for p in event.phrases if p.start <= at < p.end)
    return list(dict.fromkeys(names))


def _name_phrase(cast: Cast, event: EventMention, phrase: Phrase) -> str:
    """The words of a phrase, whose it is by name: "Northline's plant" of "its plant"."""
    words = phrase.text
    pronoun, _, rest = words.partition(" ")
    if pronoun.lower() == "whose" and rest:
        return rest  # "700 people **whose boat** sank"
    if pronoun.lower() not in ("its", "his", "her", "their") or not rest:
        return words
    at = next((i for i in range(event.head, -1, -1) if cast.doc.tokens[i].start <= phrase.start), 0)
    for i in range(at, len(cast.doc.tokens)):
        if cast.doc.tokens[i].start >= phrase.start:
            mention = cast.mention_at(i)
            if mention is None or len(mention.refers) != 1 or mention.refers[0] in event.actors:
                return words
            owner = cast.entities.entities[mention.refers[0]]
            name = short_name(owner.name, owner.names, owner.kind)
            return f"{name}{'’' if name.endswith('s') else '’s'} {rest}"
    return words


def _find_end(cast: Cast, event: EventMention) -> int:
    """The last token of what a verb needs behind it: particle, object, or else a first phrase."""
    doc = cast.doc
    verb = last = event.head
    naming = doc.tokens[verb].lemma in ("declare", "proclaim")  # "declared **Friday a holiday**"
    for c in doc.children[verb]:
        token = doc.tokens[c]
        if c < verb or c - verb > LONGEST_CLAUSE:
            continue
        away = token.dep == "advmod" and c == last + 1 and token.text.lower() in _PARTICLES
        amount = token.dep == "npadvmod" and any(doc.tokens[i].pos == "NUM" for i in doc.subtree(c))
        opens = doc.subtree(c)[0]
        wish = token.dep == "advcl" and opens == verb + 1 and doc.tokens[opens].text == "for"
        if token.dep in ("ccomp", "xcomp") or wish:
            end = _clause_end(doc, verb, c)
        elif away or token.dep == "prt":
            end = c
        elif token.dep in _OBJECTS or amount or (token.dep == "npadvmod" and naming):
            end = _phrase_end(doc, c, aside=False)
            names = [a for a in appositions(doc, c) if doc.tokens[a].pos == "PROPN"]
            lists = [p.end for p in event.phrases if p.start <= token.start < p.end]
            while lists and doc.tokens[end].end < lists[0]:
                end += 1  # "three men and two women"
            end = max([end, *names])
        elif token.dep == "agent" and doc.tokens[verb].tag == "VBN":
            end = max((_phrase_end(doc, g, aside=True) for g in doc.children[c]), default=c)
        else:
            continue
        if end - verb <= LONGEST_CLAUSE:
            last = max(last, end)
    after = last + 1
    if last > verb and after < len(doc.tokens) and doc.tokens[after].lemma in _COMPLETING:
        # "sentenced two men **to 20 years**", "charged him **with fraud**"
        head = doc.tokens[doc.tokens[after].head]
        if doc.tokens[after].dep == "prep" and (head.i == verb or verb < head.i <= last):
            ends = [_phrase_end(doc, g, aside=True) for g in doc.children[after]]
            last = max((end for end in ends if end - verb <= LONGEST_CLAUSE), default=last)
    if last == verb or doc.tokens[last].dep in ("prt", "advmod"):
        # without an object the next phrase tells what it was: "stuck **to the plan**"
        for c in doc.children[verb]:
            token = doc.tokens[c]
            if c != last + 1 or token.dep != "prep":
                continue
            needed = token.lemma.lower() == "on" and doc.tokens[verb].lemma in _ON
            needed = needed or token.end <= event.end  # "opened fire **on** protesters"
            if token.lemma.lower() in _ASIDE and not needed:
                continue
            last = max((_phrase_end(doc, g, aside=True) for g in doc.children[c]), default=last)
    behind = [t.text.lower() for t in doc.tokens[last + 1 : last + 3]]
    if doc.tokens[last].tag == "CD" and (behind[:1] == ["%"] or behind == ["per", "cent"]):
        last += 1 if behind[0] == "%" else 2
    return last


def _phrase_end(doc: Document, i: int, *, aside: bool) -> int:
    """The last token of the phrase at `i`, without what only sets the scene.

    With `aside` it keeps of its own phrases only the ones with "of".
    """
    if doc.tokens[i].pos == "ADJ":
        return i
    span = noun_span(doc, i)
    if span is None:
        return i
    for k in range(i + 1, span[1] + 1):
        token = doc.tokens[k]
        loose = token.lemma.lower() in _ASIDE or (aside and token.lemma.lower() != "of")
        if token.dep == "prep" and loose:
            return k - 1
    return span[1]


def _clause_end(doc: Document, verb: int, clause: int) -> int:
    """The last token of a verb's complement clause, cut at a break where it becomes long."""
    last = end_clause(doc, doc.subtree(clause), clause, clause, verb + LONGEST_CLAUSE)
    for i in range(clause + 1, last):
        if doc.tokens[i].text == "," and doc.tokens[i + 1].tag in ("WDT", "WP", "WRB"):
            return i - 1  # "to lead new talks, *which will start on Friday*"
    return last


def _quote_clause(cast: Cast, event: EventMention) -> str:
    """The clause in the article's own words: subject, verb and object."""
    doc = cast.doc
    kept = [event.head]
    for c in doc.children[event.head]:
        if doc.tokens[c].dep in _CORE:
            kept.extend(i for i in doc.subtree(c) if abs(i - event.head) <= LONGEST_CLAUSE)
    first, last = min(kept), max(*kept, _find_end(cast, event))
    words = doc.slice(first, last + 1)
    opening = cast.mention_at(first)
    if opening is not None and opening.form == "pronoun" and len(opening.refers) == 1:
        who = cast.entities.entities[opening.refers[0]]
        words = (
            short_name(who.name, who.names, who.kind) + doc.text[opening.end : doc.tokens[last].end]
        )
    return _drop_odd_quotes(words)


def _drop_odd_quotes(words: str) -> str:
    if words.count("“") != words.count("”") or words.count('"') % 2:
        return words.translate({ord(c): None for c in '“”"'})
    return words
