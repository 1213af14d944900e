"""Who and where: the participants and places of a trigger, as the ontology's roles say."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from kb.annotate import Document
from kb.entities.model import EntityMention
from kb.events.cast import Cast
from kb.events.model import Participant
from kb.events.nominal import WHERE, read_noun_phrase
from kb.events.syntax import children, clause_of, is_reflexive
from kb.events.triggers import Found

BODILY = frozenset(
    "mobilize coerce assault protest crime justice disaster life culture science sport aid "
    "politics".split()
)
"""Families of what happens to bodies and things, so that it is where they are."""

_THROUGH = frozenset("from to with between into against of".split())
"""Prepositions through which a place further in tells where: "stole it **from** a bank in"."""
_STATES = frozenset({"US", "U.S.", "UK", "U.K.", "EU", "UN", "U.N.", "UAE", "DPRK"})
SETTING = frozenset(
    "sideline side margin fringe occasion outskirt heart center centre city town village "
    "state province region capital county district suburb coast border edge part area island "
    "resort port north south east west".split()
)  # fmt: skip


def find_participants(cast: Cast, found: Found) -> tuple[Participant, ...]:
    """Who takes part in the event, each entity once in its first role."""
    result: dict[int, Participant] = {}
    taken: set[int] = {*found.own, *range(found.first, found.last)}
    verbal = cast.doc.tokens[found.head].pos == "VERB"
    for role in found.type.roles:
        if role.key in ("topic", "place", "words"):
            continue
        filled = False
        rivals = (
            [r for r in found.type.roles if r.kinds and r is not role] if not role.kinds else []
        )
        passive = not verbal and "by" in found.positions and "of" not in found.positions
        owners = ("possessive",) if passive and role.key == "patient" else ()
        for source in (*role.sources, *owners):
            if source == "possessive" and role.key == "agent" and (passive or _is_undergone(found)):
                continue  # "its **takeover** by X": it is taken over
            if source == "subject" and role.key == "recipient" and _is_given(found):
                continue  # "the judges gave the prize **to** Ann Lee"
            if source == "by" and verbal and found.positions.get("subject"):
                continue  # "stole a picture by X"
            at = found.positions.get(source, ())
            for i in at:
                if i in taken or is_reflexive(cast.doc, i):
                    continue  # "shot **himself**": he has taken part already
                owned = cast.mention_at(i) is None
                for entity, mention in cast.refers(i):
                    if owned and source == "complement":
                        continue  # "elected president of Peru": an office, not Peru
                    kind = cast.entities.entities[entity].kind
                    if role.key in ("office", "amount") and kind == "person":
                        continue  # "lost the election *to Maria Silva*"
                    if role.kinds and kind not in role.kinds and not mention.metonym:
                        continue
                    if kind == "place" and not (
                        "place" in role.kinds or mention.metonym or _acts(cast, entity)
                    ):
                        continue
                    if any(kind in r.kinds and source in r.sources for r in rivals):
                        continue  # "awarded *her* the prize": she is no prize
                    if source == "compound" and role.key == "agent" and _names_victim(found, kind):
                        continue
                    if source == "compound" and _names_site(cast, found, i, entity):
                        continue
                    if entity not in result:
                        through = read_noun_phrase(cast.doc, i) if owned else None
                        result[entity] = Participant(
                            entity, role.key, mention.start, mention.end, through or ""
                        )
                    filled = True
                    taken.add(i)
            if found.type.mutual or source not in ("subject", "object", "passive-agent"):
                continue
            if filled or any(_stands_for_itself(cast, i) for i in at if i not in taken):
                break  # "**thieves** stole": what stands elsewhere did not
    done = found.type.role("destination") is not None or found.type.family == "say"
    if not result and done and found.positions.get("with-subject"):
        # "was hit during a visit to Y", "said in a speech": whose visit and speech is told
        for i in found.positions["with-subject"]:
            for entity, mention in cast.refers(i):
                if cast.entities.entities[entity].kind == "person":
                    key = found.type.roles[0].key
                    result[entity] = Participant(entity, key, mention.start, mention.end)
    if found.type.mutual and len(result) < 2 and found.positions.get("with-subject"):
        # "X raised it in a meeting with Y", "X and Y vowed in their talks"
        others = [pair for i in found.positions["with-subject"] for pair in cast.refers(i)]
        if result or len(others) > 1:
            key = found.type.roles[0].key
            for entity, mention in others:
                result.setdefault(entity, Participant(entity, key, mention.start, mention.end))
    sort = _stand_back(cast, result) if found.type.mutual else _leave_object(cast, found, result)
    return tuple(sort.values())


def _leave_object(
    cast: Cast, found: Found, result: dict[int, Participant]
) -> dict[int, Participant]:
    """The participants, one of several agents who is also the object as that and no agent.

    Of "both countries urged …, while asking Peru to" Peru is whom the other asked.
    """
    agents = [e for e, p in result.items() if p.role == "agent"]
    role = next((r for r in found.type.roles if r.key != "agent" and "object" in r.sources), None)
    if len(agents) < 2 or role is None:
        return result
    for i in found.positions.get("object", ()):
        for entity, mention in cast.refers(i):
            if entity in agents:
                result[entity] = Participant(entity, role.key, mention.start, mention.end)
    return result


def _stands_for_itself(cast: Cast, i: int) -> bool:
    """Whether a common noun fills its role by its words."""
    token = cast.doc.tokens[i]
    return token.pos == "NOUN" and not cast.refers(i) and token.lemma.lower() not in SETTING


def _names_victim(found: Found, kind: str) -> bool:
    """Whether a person's name before a deed's noun tells whom it hit: "the **Lind** murder"."""
    return kind == "person" and found.type.family in ("assault", "crime", "disaster", "life")


def _names_site(cast: Cast, found: Found, i: int, entity: int) -> bool:
    """Whether a place before an event noun tells where: "the **Geneva** talks".

    An adjective tells who: "**Swiss** talks"; so does the name of the state that writes as one.
    """
    who = cast.entities.entities[entity]
    if who.kind != "place" or cast.doc.tokens[i].tag not in ("NNP", "NNPS"):
        return False
    if cast.doc.tokens[found.head].pos == "VERB" or cast.doc.tokens[i].text in _STATES:
        return False
    return who.place is None or who.place.feature != "country" or not found.type.mutual


def _is_given(found: Found) -> bool:
    return bool(found.positions.get("to") or found.positions.get("indirect"))


def _is_undergone(found: Found) -> bool:
    """Whether the owner of an event noun is whom it befell: "**her** arrest (by police)".

    Unless it is told whom: "**their** arrest *of a rival*".
    """
    patient = found.type.role("patient")
    told = found.positions.get("of")
    return patient is not None and "possessive" in patient.sources and not told


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
    whom = _befallen(found)
    result: list[int] = []
    for mention in places:
        if doc.tokens[mention.head].sent != sentence or mention.metonym or not mention.refers:
            continue
        if cast.is_inside(mention):
            continue  # "in Lyon, France": one place, known to lie in the other
        if _stands_where(doc, mention.head, found, triggers, whom):
            result.extend(r for r in mention.refers if r not in result)
    for i in found.positions.get("compound", ()):
        for entity, mention in cast.refers(i):
            if not mention.metonym and _names_site(cast, found, i, entity) and entity not in result:
                result.append(entity)
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


def _befallen(found: Found) -> frozenset[int]:
    """The tokens of whom an event befell, if that tells its place: "shot men **in Lima**"."""
    if found.type.family not in BODILY:
        return frozenset()
    positions = ("subject", "object", "passive-agent", "of", "compound")
    return frozenset(i for position in positions for i in found.positions.get(position, ()))


def _lasts(doc: Document, preposition: int) -> bool:
    """Whether words say for how long: "spoke **for two hours** in Tumbes" was in Tumbes."""
    held = children(doc, preposition, "pobj")
    return any(doc.tokens[c].lemma in ("hour", "minute", "day", "week") for c in held)


def _stands_where(
    doc: Document, head: int, found: Found, triggers: frozenset[int], whom: frozenset[int]
) -> bool:
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
            elif word != "of" and not (where and (word in _THROUGH or _lasts(doc, token.i))):
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
                # "politicians in Taiwan" is about the politicians, "on a road in Kenya" is where
                outer = doc.tokens[above.head]
                inner = outer.lemma.lower() in WHERE or (whom and outer.lemma.lower() in _THROUGH)
                if outer.pos != "ADP" or not inner:
                    return where and above.i in whom
        at = above.i
    return False


def _is_adjunct(doc: Document, found: Found) -> bool:
    """Whether a noun trigger shares its verb's where: as subject, object or in a phrase of it."""
    token = doc.tokens[found.head]
    if token.dep == "pobj":
        # "arrested in Oslo **over** a hack", "an appeal **against** his conviction": that was
        # wherever it was
        before = doc.tokens[token.head]
        matter = before.lemma.lower() == "against" and doc.tokens[before.head].pos == "NOUN"
        sequel = before.lemma.lower() in ("after", "before") and found.type.family not in BODILY
        return before.lemma.lower() not in ("over", "for") and not matter and not sequel
    return token.dep in ("dobj", "nsubj", "nsubjpass", "conj")


def _sets_scene(doc: Document, noun: int) -> bool:
    """Whether an event noun only sets the scene: "on the sidelines of the summit", "at a forum"."""
    head = doc.tokens[doc.tokens[noun].head]
    return head.pos == "ADP" and head.lemma.lower() in ("of", "at", "during", "in", "on")
