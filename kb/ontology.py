"""The ontology as the code reads it: event types with their triggers, roles and label templates.

The ontology is the configuration. It stands in Turtle (``ontology/*.ttl``), one SKOS concept an
event type; whoever wants another type, or another word for a shipped one, writes a ``.ttl``::

    @prefix kb:   <https://w3id.org/timeline-kb/ns#> .
    @prefix kbt:  <https://w3id.org/timeline-kb/type/> .
    @prefix kbr:  <https://w3id.org/timeline-kb/role/> .
    @prefix skos: <http://www.w3.org/2004/02/skos/core#> .

    kbt:coronation a kb:EventType ;
        skos:prefLabel "coronation"@en ;
        skos:definition "A monarch is crowned."@en ;
        skos:broader kbt:politics ;
        kb:verb "crown" ;
        kb:noun "coronation" ;
        kb:trigger [ kb:verb "ascend" ; kb:needs [ kb:at "object" ; kb:lemma "throne" ] ] ;
        kb:role [ kb:ofRole kbr:patient ; kb:filledFrom "object", "of" ; kb:kind "person" ] ;
        kb:template "{patient} {patient|is|are} crowned[ in {place}]" .

and gives its path to `load_ontology`. Nothing in Python changes.

**Triggers.** ``kb:verb``, ``kb:noun``, ``kb:adjective`` and ``kb:lightVerb`` hold lemmas, several
words separated by blanks (a hyphen counts as a blank, and matching passes over it in the text).
The first word finds the trigger (`Ontology.trigger_index`).

- A *verb* of several words: the verb, then what hangs on it in this order, not necessarily next
  to it: particle ("step down"), preposition ("meet with"), object ("take office"), object of a
  preposition ("go on trial").
- A *noun* of several words: words next to each other; the last is the head ("joint statement").
  ``kb:plural`` is a noun that announces its event in the plural only ("talks", not "his talk").
- A *light verb* carries no meaning of its own: a verb, then the noun that does ("hold talk"); the
  event is the noun's, its roles are those of the verb. A type's own nouns after one of the
  general light verbs need not be listed (that is the reader's grammar); list what is particular.

A word that means several things takes conditions, in a ``kb:trigger`` node: ``kb:needs`` (every
one must hold) and ``kb:unless`` (none may hold). A condition looks at a grammatical position and
is met when something there has one of its lemmas, or is of one of its kinds; with neither, when
anything stands there at all. ``kb:weight`` (0 to 1, default 1) says how surely the word announces
the type; where several types match, the greater weight wins.

**Positions** (`POSITIONS`), of a condition and of what fills a role:

=============== ===================================================================================
subject         who does it: subject of the active verb, also through control, coordination and
                relative clauses. Never the subject of a passive: that is its ``object``
object          what it is done to: direct object, subject of a passive, noun behind a noun trigger
                that it complements; also the head that a participle modifies ("the man killed")
indirect        indirect object ("gave *her* a prize")
passive-agent   the by-phrase of a passive verb
possessive      "*his* visit", "*Japan's* election"
compound        a noun or adjective of origin before a noun trigger ("*Brexit* talks",
                "*Chinese* visit")
apposition      a noun phrase in apposition to the trigger
complement      clause or predicate that the verb takes ("was elected *president*", "said *that* …")
with, between … the object of that preposition, attached to the trigger
context         any word of the sentence; for conditions only
=============== ===================================================================================

**Templates.** A label in the present tense of timelines: ``{slot}`` is filled with the names in
that slot, several as "A, B and C"; ``{slot|one|many}`` is the first word for a slot that holds one
thing and the second for more; what stands in ``[square brackets]`` appears only when every slot in
it is filled. A type may have several templates: the one that can use most of what is known wins.
Slots are role keys, and `place`, `topic` and `words` (the trigger's own words) for every type. See
`phrase_label`.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path

POSITIONS = (
    "subject", "object", "indirect", "passive-agent", "possessive", "compound", "apposition",
    "complement", "with", "between", "among", "of", "by", "to", "from", "against", "in", "at",
    "on", "over", "about", "for", "into", "near", "off", "after", "as", "toward", "through",
    "context",
)  # fmt: skip
KINDS = ("person", "organization", "place")
PARTS = ("VERB", "NOUN", "ADJ")


@dataclass(frozen=True, slots=True)
class Condition:
    """That something stands `at` a position with one of `lemmas`, or is of one of `kinds`.

    With neither lemmas nor kinds it is met by anything at that position. Lemmas are lower case.
    """

    at: str
    lemmas: tuple[str, ...] = ()
    kinds: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Trigger:
    """Words that announce an event type.

    `words` are lemmas in lower case, the first found in `Ontology.trigger_index`. `pos` is
    ``VERB``, ``NOUN`` or ``ADJ``: of the first word for verbs, of the last for nouns. `light`
    marks a light verb with its noun. `plural` nouns count in the plural only. All of `needs` must
    be met and none of `unless`.
    """

    words: tuple[str, ...]
    pos: str
    light: bool = False
    plural: bool = False
    needs: tuple[Condition, ...] = ()
    unless: tuple[Condition, ...] = ()
    weight: float = 1.0


@dataclass(frozen=True, slots=True)
class RoleSpec:
    """A role that an event type takes, and where in the grammar it is found.

    `sources` are `POSITIONS`, the surest first; `kinds` the kinds of entity that may fill it,
    empty where words may too ("rare earths" as a topic).
    """

    key: str
    label: str
    sources: tuple[str, ...]
    kinds: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Family:
    """A family of event types (PLOVER's sixteen and a few more)."""

    iri: str
    key: str
    label: str
    definition: str = ""
    close_match: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class EventType:
    """A kind of happening.

    `key` is the local name of `iri`. `broader` and `compatible` hold keys: `broader` from the
    nearest type to the family, `compatible` the types whose mentions may be the same event
    (symmetric, without the type itself). `mutual` types have unordered participants ("A and B
    met"); `durative` ones can go on for more than a day. `templates` hold the fullest first.
    """

    iri: str
    key: str
    label: str
    family: str
    definition: str
    broader: tuple[str, ...] = ()
    alt_labels: tuple[str, ...] = ()
    triggers: tuple[Trigger, ...] = ()
    roles: tuple[RoleSpec, ...] = ()
    templates: tuple[str, ...] = ()
    mutual: bool = False
    durative: bool = False
    compatible: tuple[str, ...] = ()
    close_match: tuple[str, ...] = ()
    exact_match: tuple[str, ...] = ()

    @property
    def template(self) -> str:
        """The fullest template."""
        return self.templates[0]

    def role(self, key: str) -> RoleSpec | None:
        """The role called `key`, or ``None`` where this type takes no such role."""
        return next((role for role in self.roles if role.key == key), None)


@dataclass(frozen=True)
class Ontology:
    """Everything that is known of event types.

    `types`, `families` and `roles` are by key. `trigger_index` gives for the first lemma of a
    trigger every trigger that begins so with its type: most words first, then greatest weight.
    """

    types: Mapping[str, EventType]
    families: Mapping[str, Family]
    roles: Mapping[str, RoleSpec]
    trigger_index: Mapping[str, tuple[tuple[Trigger, EventType], ...]]

    def are_compatible(self, one: str, other: str) -> bool:
        """Whether mentions of the types with these keys may be the same event."""
        return one == other or other in self.types[one].compatible


@cache
def _load_shipped() -> Ontology:
    raise NotImplementedError


def load_ontology(extra: Iterable[Path] = ()) -> Ontology:
    """The shipped ontology, with the user's own ``.ttl`` files added (under construction)."""
    raise NotImplementedError


def phrase_label(event_type: EventType, slots: Mapping[str, str | tuple[str, ...]]) -> str:
    """The label of an event of this type, in the present tense (under construction)."""
    raise NotImplementedError
