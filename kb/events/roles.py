"""Who and where: the participants, places and topic of a trigger, as the ontology's roles say."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from kb.annotate import Document
from kb.entities.model import EntityMention
from kb.events.cast import Cast
from kb.events.model import Participant
from kb.events.syntax import clause_of
from kb.events.triggers import Found
from kb.ontology import RoleSpec

WHERE = frozenset("in at near outside inside on off around across within throughout along".split())
SETTING = frozenset(
    "sideline side margin fringe occasion outskirt heart center centre city town village "
    "state province region capital county district suburb coast border edge part area island "
    "resort port north south east west".split()
)  # fmt: skip
LONGEST_TOPIC = 12  # tokens


def find_participants(cast: Cast, found: Found) -> tuple[Participant, ...]:
    """Who takes part in the event, each entity once in its first role."""
    result: dict[int, Participant] = {}
    taken: set[int] = {*found.own, *range(found.first, found.last)}
    for role in found.type.roles:
        if role.key in ("topic", "place", "words"):
            continue
        filled = False
        for source in role.sources:
            for i in found.positions.get(source, ()):
                if i in taken:
                    continue
                owned = cast.mention_at(i) is None
                for entity, mention in cast.refers(i):
                    if owned and source == "complement":
                        continue  # "elected president of Peru": an office, not Peru
                    kind = cast.entities.entities[entity].kind
                    if role.kinds and kind not in role.kinds and not mention.metonym:
                        continue
                    if kind == "place" and not (
                        "place" in role.kinds or mention.metonym or _acts(cast, entity)
                    ):
                        continue
                    if entity not in result:
                        result[entity] = Participant(entity, role.key, mention.start, mention.end)
                    filled = True
                    taken.add(i)
            if (
                filled
                and not found.type.mutual
                and source in ("subject", "object", "passive-agent")
            ):
                break
    if found.type.mutual and len(result) < 2 and found.positions.get("with-subject"):
        # "X raised it in a meeting with Y", "X and Y vowed in their talks"
        others = [pair for i in found.positions["with-subject"] for pair in cast.refers(i)]
        if result or len(others) > 1:
            key = found.type.roles[0].key
            for entity, mention in others:
                result.setdefault(entity, Participant(entity, key, mention.start, mention.end))
    if found.type.mutual:
        result = _stand_back(cast, result)
    return tuple(result.values())


def _stand_back(cast: Cast, result: Mapping[int, Participant]) -> dict[int, Participant]:
    """The participants without the countries whose own people are there for them."""
    entities = cast.entities.entities
    people = [entities[e] for e in result if entities[e].kind == "person"]
    nations = {person.country for person in people}
    return {
        e: participant
        for e, participant in result.items()
        if entities[e].kind != "place"
        or not people
        or (len(people) < 2 and entities[e].country not in nations)
    }


def _acts(cast: Cast, entity: int) -> bool:
    """Whether a place is one that acts: a country."""
    place = cast.entities.entities[entity].place
    return place is None or place.feature == "country"


def find_places(
    cast: Cast, found: Found, triggers: frozenset[int], places: Sequence[EntityMention]
) -> tuple[int, ...]:
    """Where it happened: entity indices, the finest place first.

    A place counts when it stands in a where-phrase of the trigger, of its carrier, or of what
    only sets the scene ("on the sidelines of the forum **in** Busan"). A capital that stands for
    its government is nobody's where.
    """
    doc = cast.doc
    sentence = doc.tokens[found.head].sent
    result: list[int] = []
    for mention in places:
        if doc.tokens[mention.head].sent != sentence or mention.metonym or not mention.refers:
            continue
        if _stands_where(doc, mention.head, found, triggers):
            result.extend(r for r in mention.refers if r not in result)
    spec = found.type.role("destination") or found.type.role("place")
    if spec is not None:
        for source in spec.sources:
            for i in found.positions.get(source, ()):
                for entity, mention in cast.refers(i):
                    if mention.kind == "place" and not mention.metonym and entity not in result:
                        result.append(entity)
    return tuple(sorted(result, key=lambda e: _coarseness(cast, e)))


def _coarseness(cast: Cast, entity: int) -> int:
    place = cast.entities.entities[entity].place
    order = ("building", "city", "area", "region", "water", "country")
    if place is None:
        return 3
    return order.index(place.feature) if place.feature in order else 3


def _stands_where(doc: Document, head: int, found: Found, triggers: frozenset[int]) -> bool:
    at, where = head, False
    targets = {found.head} if found.carrier is None else {found.head, found.carrier}
    noun = doc.tokens[found.head].pos in ("NOUN", "PROPN")
    for _ in range(40):
        token = doc.tokens[at]
        if token.head == at:
            return False
        above = doc.tokens[token.head]
        if token.pos == "ADP":
            word = token.lemma.lower()
            if word in WHERE:
                where = True
            elif word != "of" and not (where and word in ("from", "to", "with", "between")):
                # behind "of" ("the city of X") keep climbing to see what "the city" stands in
                return False
        if above.i in targets:
            return where
        if above.pos in ("VERB", "AUX"):
            return (
                where and noun and clause_of(doc, found.head) == above.i and _is_adjunct(doc, found)
            )
        if above.pos in ("NOUN", "PROPN"):
            if above.i in triggers and not (
                not noun and clause_of(doc, above.i) == found.head and _sets_scene(doc, above.i)
            ):
                return False
            if (
                token.pos == "ADP"
                and above.i not in triggers
                and above.lemma.lower() not in SETTING
                and not (token.lemma == "in" and above.pos == "PROPN")
                and token.lemma != "of"
            ):
                # "politicians in Taiwan" is about the politicians
                return False
        at = above.i
    return False


def _is_adjunct(doc: Document, found: Found) -> bool:
    """Whether a noun trigger shares its verb's where: as subject, object or in a phrase of it."""
    return doc.tokens[found.head].dep in ("dobj", "nsubj", "nsubjpass", "pobj", "conj")


def _sets_scene(doc: Document, noun: int) -> bool:
    """Whether an event noun only sets the scene: "on the sidelines of the summit", "at a forum"."""
    head = doc.tokens[doc.tokens[noun].head]
    return head.pos == "ADP" and head.lemma.lower() in ("of", "at", "during", "in", "on")


def find_words(
    cast: Cast, found: Found, participants: Iterable[Participant]
) -> tuple[tuple[str, str], ...]:
    """(role, words) for every role that no entity fills but a phrase does, the topic among them.

    "China sent **two aircraft carriers**", "agreed **to share its data**".
    """
    filled = {p.role for p in participants}
    taken = {(p.start, p.end) for p in participants}
    words: dict[str, str] = {}
    used: set[int] = {*found.own, *range(found.first, found.last)}
    for role in found.type.roles:
        if role.key in filled or role.key == "place":
            continue
        for source in role.sources:
            for i in found.positions.get(source, ()):
                if role.key in words or i in used:
                    continue
                mention = cast.mention_at(i)
                if mention is not None and (mention.start, mention.end) in taken:
                    continue
                said = _role_words(cast, role, source, i)
                if said is not None:
                    words[role.key] = said
                    used.add(i)
    return tuple(words.items())


def _role_words(cast: Cast, role: RoleSpec, source: str, i: int) -> str | None:
    doc = cast.doc
    token = doc.tokens[i]
    if source == "complement" and token.pos == "VERB" and not role.kinds:
        return _clause_words(doc, i)
    if source in ("compound", "possessive") and role.kinds:
        return None
    if token.pos not in ("NOUN", "PROPN") or token.lemma.lower() in SETTING:
        return None
    return None if _is_time(token.lemma) else _phrase_words(doc, i)


def _clause_words(doc: Document, verb: int) -> str | None:
    """The infinitive or clause at `verb`, cut where it becomes long."""
    tree = doc.subtree(verb)
    first = min(tree[0], verb)
    last = first
    while last + 1 in tree and last - first < LONGEST_TOPIC:
        last += 1
    # cut at the last break of the sentence that still leaves the verb its object
    if last + 1 in tree:
        breaks = [
            k
            for k in range(verb + 2, last + 1)
            if doc.tokens[k].pos in ("ADP", "PUNCT", "SCONJ", "CCONJ")
        ]
        last = breaks[-1] - 1 if breaks else last
    while last > first and doc.tokens[last].pos in ("PUNCT", "ADP", "CCONJ", "DET", "SPACE"):
        last -= 1
    words = " ".join(doc.slice(first, last + 1).split()).strip("“”\"' ")
    if not words:
        return None
    if doc.tokens[verb].dep == "ccomp" and not words.startswith("that "):
        start = doc.tokens[first]
        begins = start.i == doc.sentences[start.sent].first and start.pos != "PROPN"
        words = "that " + (words[:1].lower() + words[1:] if begins else words)
    return words


def _phrase_words(doc: Document, i: int) -> str | None:
    """The noun phrase at `i` with what it is about, without clauses; ``None`` if too long."""
    kept, stack = [i], [i]
    while stack:
        for c in doc.children[stack.pop()]:
            token = doc.tokens[c]
            if token.dep in ("relcl", "advcl", "appos", "acl", "conj", "cc", "parataxis"):
                continue
            if token.dep == "punct" and token.text not in ("-", "–", "’", "'"):
                continue
            kept.append(c)
            stack.append(c)
    first, last = i, i
    while first - 1 in kept:
        first -= 1
    while last + 1 in kept:
        last += 1
    while last > i and doc.tokens[last].pos in ("ADP", "PUNCT", "DET", "CCONJ"):
        last -= 1
    if last - first >= LONGEST_TOPIC:
        return None
    words = " ".join(doc.slice(first, last + 1).split())
    if not words:
        return None
    # a capital that only begins a sentence, and is not an adjective's own ("Japanese")
    token = doc.tokens[first]
    begins = first == doc.sentences[token.sent].first
    common = begins and token.pos not in ("PROPN", "ADJ") and words[1:2].islower()
    return words[:1].lower() + words[1:] if common else words


_TIMES = frozenset(
    "monday tuesday wednesday thursday friday saturday sunday january february march april may "
    "june july august september october november december day week month year morning evening "
    "afternoon night weekend today yesterday tomorrow time".split()
)


def _is_time(lemma: str) -> bool:
    return lemma.lower() in _TIMES or lemma.isdigit()
