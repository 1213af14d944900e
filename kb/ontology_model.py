"""What an event type is: triggers, roles, templates. `kb.ontology` explains and offers it all."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property

POSITIONS = (
    "subject", "object", "indirect", "passive-agent", "possessive", "compound", "apposition",
    "complement", "with", "between", "among", "of", "by", "to", "from", "against", "in", "at",
    "on", "over", "about", "for", "into", "near", "off", "after", "as", "toward", "through",
    "before", "since",
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
    met"); `durative` ones can go on for more than a day; what is `once` nobody does twice within
    weeks; those in `opposite` tell the contrary, as an acquittal does of a conviction;
    `decided_first` ones are announced or agreed on before they happen. `templates` hold the
    fullest first.
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
    once: bool = False
    opposite: tuple[str, ...] = ()
    decided_first: bool = False
    compatible: tuple[str, ...] = ()
    close_match: tuple[str, ...] = ()
    exact_match: tuple[str, ...] = ()

    @property
    def template(self) -> str:
        """The fullest template."""
        return self.templates[0]

    @property
    def is_contest(self) -> bool:
        """Whether one side wins what the other loses."""
        return "victory" in (self.key, *self.broader)

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

    @cached_property
    def verbs(self) -> frozenset[str]:
        """The lemmas of the verbs that announce a type all by themselves."""
        return frozenset(
            word
            for word, options in self.trigger_index.items()
            if any(t.pos == "VERB" and len(t.words) == 1 for t, _ in options)
        )

    def are_compatible(self, one: str, other: str) -> bool:
        """Whether mentions of the types with these keys may be the same event."""
        return one == other or other in self.types[one].compatible
