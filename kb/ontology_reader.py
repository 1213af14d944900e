"""Turtle → Ontology: reads the files, checks that each says what is needed, builds the index.

Everything wrong is collected and told at once, each line with the file it stands in.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, replace
from pathlib import Path
from types import MappingProxyType

from pyoxigraph import BlankNode, Literal, NamedNode, RdfFormat, parse

from kb.errors import OntologyError
from kb.labels import COMMON_SLOTS, read_slots
from kb.ontology_model import (
    KINDS,
    POSITIONS,
    Condition,
    EventType,
    Family,
    Ontology,
    RoleSpec,
    Trigger,
)
from kb.vocab import KB, RDF, SKOS, shorten

Term = NamedNode | BlankNode | Literal

_WORDS = re.compile(r"[\s-]+")
_POS = {KB.verb: "VERB", KB.lightVerb: "VERB", KB.noun: "NOUN", KB.plural: "NOUN",
        KB.adjective: "ADJ"}  # fmt: skip
_OF_TYPE = frozenset(
    {
        *_POS,
        KB.trigger,
        KB.role,
        KB.template,
        KB.mutual,
        KB.durative,
        KB.once,
        KB.opposite,
        KB.decidedFirst,
        KB.compatible,
    }
)
_OF_TRIGGER = frozenset({*_POS, KB.needs, KB.unless, KB.weight})
_OF_CONDITION = frozenset({KB.at, KB.lemma, KB.kind})
_OF_ROLE = frozenset({KB.ofRole, KB.filledFrom, KB.kind})
_MOST_TOLD = 20


@dataclass(frozen=True)
class Graph:
    """The statements of some Turtle files, by subject and predicate, and who said what first."""

    statements: dict[str, dict[str, list[Term]]]
    files: dict[str, str]

    def add_file(self, path: Path) -> None:
        """Adds a file; raises `OntologyError` where it is missing or no Turtle."""
        try:
            data = path.read_bytes()
        except OSError as error:
            raise OntologyError(f"{path}: cannot be read ({error.strerror})") from error
        self.add_turtle(data, str(path))

    def add_turtle(self, data: bytes, name: str) -> None:
        """Adds Turtle from the file called `name`; raises `OntologyError` where it is none."""
        try:
            # Two files may both call a blank node _:a.
            for quad in parse(data, RdfFormat.TURTLE, rename_blank_nodes=True):
                subject = _key_of(quad.subject)
                values = self.statements.setdefault(subject, {})
                values.setdefault(quad.predicate.value, []).append(quad.object)
                self.files.setdefault(subject, name)
        except (SyntaxError, ValueError) as error:
            raise OntologyError(f"{name}: is not Turtle: {error}") from error

    def subjects(self, rdf_type: str) -> list[str]:
        """Every subject of this type, in order of its IRI."""
        return sorted(
            subject
            for subject, values in self.statements.items()
            if any(_key_of(term) == rdf_type for term in values.get(RDF.type, ()))
        )

    def values(self, subject: str, predicate: str) -> list[str]:
        """The values in order, IRIs and literals alike as strings, each once."""
        terms = self.statements.get(subject, {}).get(predicate, ())
        return sorted({_key_of(term) for term in terms})

    def english(self, subject: str, predicate: str) -> list[str]:
        """The English values: with the language tag ``en…`` or with none."""
        return sorted(
            {
                term.value
                for term in self.statements.get(subject, {}).get(predicate, ())
                if isinstance(term, Literal) and (term.language or "en").startswith("en")
            }
        )


def build_ontology(graph: Graph) -> Ontology:
    """The ontology that the statements describe; raises `OntologyError` with all that is wrong."""
    reader = _Reader(graph, [])
    ontology = reader.read()
    if reader.problems:
        told = sorted(set(reader.problems))
        more = f"\n… and {len(told) - _MOST_TOLD} more" if len(told) > _MOST_TOLD else ""
        raise OntologyError("\n".join(told[:_MOST_TOLD]) + more)
    return ontology


@dataclass(frozen=True)
class _Reader:
    graph: Graph
    problems: list[str]

    def read(self) -> Ontology:
        roles = {local_name(iri): self.role(iri) for iri in self.graph.subjects(KB.Role)}
        families = {
            local_name(iri): self.family(iri) for iri in self.graph.subjects(KB.EventFamily)
        }
        keys: dict[str, str] = {}
        # in the order of the files, so that the newcomer is blamed and not the shipped type
        known = {iri: n for n, iri in enumerate(self.graph.files)}
        for iri in sorted(self.graph.subjects(KB.EventType), key=known.__getitem__):
            if keys.setdefault(local_name(iri), iri) != iri:
                self.blame(iri, f"has the same last name as {shorten(keys[local_name(iri)])}")
        broader = {key: self.find_broader(iri, keys, families) for key, iri in keys.items()}
        compatible = self.find_compatible(keys, broader)
        types = {
            key: self.event_type(iri, broader[key], compatible[key], roles)
            for key, iri in sorted(keys.items())
        }
        return Ontology(
            types=MappingProxyType(types),
            families=MappingProxyType(families),
            roles=MappingProxyType(roles),
            trigger_index=MappingProxyType(_index_triggers(types)),
        )

    def blame(self, subject: str, what: str) -> None:
        name = self.graph.files.get(subject, "?")
        self.problems.append(f"{name}: {shorten(subject)} {what}")

    def family(self, iri: str) -> Family:
        return Family(
            iri=iri,
            key=local_name(iri),
            label=self.label(iri),
            definition=self.one(iri, SKOS.definition),
            close_match=tuple(self.graph.values(iri, SKOS.closeMatch)),
        )

    def role(self, iri: str) -> RoleSpec:
        return RoleSpec(
            key=local_name(iri),
            label=self.label(iri),
            sources=self.positions(iri, iri),
            kinds=self.kinds(iri, iri),
        )

    def iri_of(self, key: str) -> str:
        iris = (*self.graph.subjects(KB.EventType), *self.graph.subjects(KB.EventFamily))
        return next(iri for iri in iris if local_name(iri) == key)

    def event_type(
        self,
        iri: str,
        broader: tuple[str, ...],
        compatible: frozenset[str],
        known_roles: dict[str, RoleSpec],
    ) -> EventType:
        self.check_names(iri, iri, _OF_TYPE)
        roles = self.roles(iri, known_roles)
        for above in broader:
            roles = roles or self.roles(self.iri_of(above), known_roles)
        triggers = self.triggers(iri)
        if not triggers:
            self.blame(iri, "has no trigger (kb:verb, kb:noun, kb:lightVerb or kb:trigger)")
        return EventType(
            iri=iri,
            key=local_name(iri),
            label=self.label(iri),
            family=broader[-1] if broader else "",
            definition=self.one(iri, SKOS.definition),
            broader=broader,
            alt_labels=tuple(self.graph.english(iri, SKOS.altLabel)),
            triggers=triggers,
            roles=roles,
            templates=self.templates(iri, roles),
            mutual=self.flag(iri, KB.mutual),
            durative=self.flag(iri, KB.durative),
            once=self.flag(iri, KB.once),
            opposite=tuple(sorted(local_name(o) for o in self.graph.values(iri, KB.opposite))),
            decided_first=self.flag(iri, KB.decidedFirst),
            compatible=tuple(sorted(compatible)),
            close_match=tuple(self.graph.values(iri, SKOS.closeMatch)),
            exact_match=tuple(self.graph.values(iri, SKOS.exactMatch)),
        )

    def find_broader(
        self, iri: str, keys: dict[str, str], families: dict[str, Family]
    ) -> tuple[str, ...]:
        chain: list[str] = []
        at = iri
        while True:
            above = self.graph.values(at, SKOS.broader)
            if len(above) != 1:
                self.blame(at, f"needs exactly one skos:broader, found {len(above)}")
                return tuple(chain)
            at, key = above[0], local_name(above[0])
            if key in chain or at == iri:
                self.blame(iri, "is broader than itself")
                return tuple(chain)
            chain.append(key)
            if key in families:
                return tuple(chain)
            if keys.get(key) != at:
                self.blame(iri, f"has the skos:broader {shorten(at)}, no known type or family")
                return tuple(chain)

    def find_compatible(
        self, keys: dict[str, str], broader: dict[str, tuple[str, ...]]
    ) -> dict[str, frozenset[str]]:
        found: defaultdict[str, set[str]] = defaultdict(set)
        for key, iri in keys.items():
            others = {above for above in broader[key] if above in keys}
            for other in self.graph.values(iri, KB.compatible):
                if keys.get(local_name(other)) != other:
                    self.blame(iri, f"is kb:compatible with {shorten(other)}, no known type")
                else:
                    others.add(local_name(other))
            for name in others - {key}:
                found[key].add(name)
                found[name].add(key)
        return {key: frozenset(found[key]) for key in keys}

    def roles(self, iri: str, known: dict[str, RoleSpec]) -> tuple[RoleSpec, ...]:
        found: dict[str, RoleSpec] = {}
        for value in self.graph.values(iri, KB.role):
            if local_name(value) in known and not self.graph.values(value, KB.ofRole):
                spec = known[local_name(value)]
            else:
                named = self.graph.values(value, KB.ofRole)
                if len(named) != 1 or local_name(named[0]) not in known:
                    self.blame(iri, f"has a kb:role that is no known role: {_tell(value, named)}")
                    continue
                self.check_names(iri, value, _OF_ROLE)
                usual = known[local_name(named[0])]
                spec = RoleSpec(
                    key=usual.key,
                    label=usual.label,
                    sources=self.positions(iri, value) or usual.sources,
                    kinds=self.kinds(iri, value) or usual.kinds,
                )
            if spec.key in found and found[spec.key] != spec:
                self.blame(iri, f"has the role {spec.key} twice")
            found[spec.key] = spec
        return tuple(
            _put_object_first(found[key], found.values()) for key in sorted(found, key=_role_order)
        )

    def triggers(self, iri: str) -> tuple[Trigger, ...]:
        found = set(self.plain_triggers(iri, iri, (), (), 1.0))
        for node in self.graph.values(iri, KB.trigger):
            self.check_names(iri, node, _OF_TRIGGER)
            made = self.plain_triggers(
                iri, node, self.conditions(iri, node, KB.needs),
                self.conditions(iri, node, KB.unless), self.weight(iri, node),
            )  # fmt: skip
            if not made:
                self.blame(iri, "has a kb:trigger without kb:verb, kb:noun or kb:lightVerb")
            found.update(made)
        return tuple(sorted(found, key=_trigger_order))

    def plain_triggers(
        self,
        iri: str,
        node: str,
        needs: tuple[Condition, ...],
        unless: tuple[Condition, ...],
        weight: float,
    ) -> list[Trigger]:
        made = []
        for predicate, pos in _POS.items():
            for text in self.graph.english(node, predicate):
                words = tuple(word for word in _WORDS.split(text) if word)
                light = predicate == KB.lightVerb
                if not words or text != text.lower() or (light and len(words) < 2):
                    self.blame(iri, f"has the trigger {text!r}; expected lemmas in lower case"
                               + (", a verb and a noun" if light else ""))  # fmt: skip
                    continue
                plural = predicate == KB.plural
                made.append(Trigger(words, pos, light, plural, needs, unless, weight))
        return made

    def conditions(self, iri: str, node: str, predicate: str) -> tuple[Condition, ...]:
        made = []
        for condition in self.graph.values(node, predicate):
            self.check_names(iri, condition, _OF_CONDITION)
            at = self.graph.values(condition, KB.at)
            if len(at) != 1 or at[0] not in POSITIONS:
                self.blame(iri, f"has a condition with kb:at {at}; expected one of {POSITIONS}")
                continue
            lemmas = tuple(self.graph.english(condition, KB.lemma))
            made.append(Condition(at[0], lemmas, self.kinds(iri, condition)))
        return tuple(sorted(made, key=lambda made: (made.at, made.lemmas, made.kinds)))

    def templates(self, iri: str, roles: tuple[RoleSpec, ...]) -> tuple[str, ...]:
        known = {role.key for role in roles} | set(COMMON_SLOTS)
        templates = self.graph.english(iri, KB.template)
        if not templates:
            self.blame(iri, "has no kb:template")
        ranked = []
        for template in templates:
            try:
                required, optional = read_slots(template)
            except ValueError as error:
                self.blame(iri, f"has a bad kb:template: {error}")
                continue
            if unknown := sorted((required | optional) - known):
                self.blame(iri, f"has a kb:template with the slot {unknown[0]!r}, which is no role "
                           f"of it; its slots are {sorted(known)}")  # fmt: skip
            ranked.append((-len(required), -len(optional), template))
        return tuple(template for _, _, template in sorted(ranked))

    def positions(self, iri: str, node: str) -> tuple[str, ...]:
        found = self.graph.values(node, KB.filledFrom)
        for position in found:
            if position not in POSITIONS or position == "context":
                self.blame(iri, f"has a role filled from {position!r}; expected {POSITIONS[:-1]}")
        return tuple(position for position in POSITIONS if position in found)

    def kinds(self, iri: str, node: str) -> tuple[str, ...]:
        found = self.graph.values(node, KB.kind)
        for kind in found:
            if kind not in KINDS:
                self.blame(iri, f"has the kb:kind {kind!r}; expected one of {KINDS}")
        return tuple(kind for kind in KINDS if kind in found)

    def weight(self, iri: str, node: str) -> float:
        found = self.graph.values(node, KB.weight)
        if not found:
            return 1.0
        try:
            weight = float(found[0])
        except ValueError:
            weight = -1.0
        if not 0.0 < weight <= 1.0 or len(found) > 1:
            self.blame(iri, f"has the kb:weight {found}; expected one number over 0, at most 1")
        return weight

    def flag(self, iri: str, predicate: str) -> bool:
        found = self.graph.values(iri, predicate)
        if found not in ([], ["true"], ["false"]):
            self.blame(iri, f"has {shorten(predicate)} {found}; expected true or false")
        return found == ["true"]

    def label(self, iri: str) -> str:
        return self.one(iri, SKOS.prefLabel)

    def one(self, iri: str, predicate: str) -> str:
        found = self.graph.english(iri, predicate)
        if len(found) != 1:
            self.blame(iri, f"needs exactly one {shorten(predicate)} in English, "
                       f"found {len(found)}")  # fmt: skip
        return found[0] if found else ""

    def check_names(self, iri: str, node: str, allowed: frozenset[str]) -> None:
        # A misspelt property would otherwise be silently without effect.
        for predicate in sorted(self.graph.statements.get(node, {})):
            if predicate.startswith(KB.NS) and predicate not in allowed:
                names = ", ".join(sorted(map(shorten, allowed)))
                self.blame(iri, f"uses {shorten(predicate)} where only {names} are known")


def local_name(iri: str) -> str:
    """What follows the last ``#``, ``/`` or ``:`` of an IRI.

    >>> local_name("https://w3id.org/timeline-kb/type/meet")
    'meet'
    """
    return re.split(r"[#/:]", iri)[-1]


def _index_triggers(
    types: dict[str, EventType],
) -> dict[str, tuple[tuple[Trigger, EventType], ...]]:
    index: defaultdict[str, list[tuple[Trigger, EventType]]] = defaultdict(list)
    for event_type in types.values():
        for trigger in event_type.triggers:
            index[trigger.words[0]].append((trigger, event_type))
    return {
        lemma: tuple(sorted(pairs, key=lambda pair: (*_trigger_order(pair[0]), pair[1].key)))
        for lemma, pairs in sorted(index.items())
    }


def _put_object_first(role: RoleSpec, roles: Iterable[RoleSpec]) -> RoleSpec:
    """The role, filled from the object first where another role wants the subject.

    "The blast injured **nine**" tells whom better than the subject does, "nine were injured" as
    well; of "the car hit a tree", where nothing else is the subject, the car crashed.
    """
    rivals = [other for other in roles if other.key != role.key and "subject" in other.sources]
    if role.key == "agent" or not rivals or not {"subject", "object"} <= set(role.sources):
        return role
    rest = tuple(source for source in role.sources if source != "object")
    return replace(role, sources=("object", *rest))


def _trigger_order(trigger: Trigger) -> tuple[object, ...]:
    # Conditions before none: what is said of a special case outranks what is said in general.
    conditions = [(c.at, c.lemmas, c.kinds) for c in (*trigger.needs, *trigger.unless)]
    return (
        -len(trigger.words), -trigger.weight, -len(trigger.needs), trigger.words, trigger.pos,
        trigger.light, trigger.plural, conditions,
    )  # fmt: skip


def _role_order(key: str) -> tuple[int, str]:
    first = ("agent", "participant", "speaker", "winner", "patient", "victim")
    return (first.index(key) if key in first else len(first), key)


def _key_of(term: object) -> str:
    if isinstance(term, BlankNode):
        return f"_:{term.value}"
    if isinstance(term, NamedNode | Literal):
        return term.value
    raise ValueError(f"quoted triples are not used here: {term}")


def _tell(value: str, named: list[str]) -> str:
    return (
        shorten(named[0])
        if named
        else ("a node without kb:ofRole" if value[:2] == "_:" else shorten(value))
    )
