"""Statements → Ontology: types, roles and families, each checked to say what is needed.

Everything wrong is collected and told at once, each line with the file it stands in.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, replace
from types import MappingProxyType

from kb.errors import OntologyError
from kb.labels import COMMON_SLOTS, read_slots
from kb.ontology_checks import Checks
from kb.ontology_model import EventType, Family, Ontology, RoleSpec
from kb.ontology_statements import Statements
from kb.ontology_triggers import PARTS_OF_SPEECH, index_triggers, read_triggers
from kb.vocab import KB, SKOS, local_name, shorten

_OF_TYPE = frozenset(
    {
        *PARTS_OF_SPEECH,
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
_OF_ROLE = frozenset({KB.ofRole, KB.filledFrom, KB.kind})
_MOST_TOLD = 20


def build_ontology(said: Statements) -> Ontology:
    """The ontology that the statements describe; raises `OntologyError` with all that is wrong."""
    checks = Checks(said)
    ontology = _Reader(said, checks).read()
    if checks.problems:
        told = sorted(set(checks.problems))
        more = f"\n… and {len(told) - _MOST_TOLD} more" if len(told) > _MOST_TOLD else ""
        raise OntologyError("\n".join(told[:_MOST_TOLD]) + more)
    return ontology


@dataclass(frozen=True)
class _Reader:
    said: Statements
    checks: Checks

    def read(self) -> Ontology:
        roles = {local_name(iri): self.role(iri) for iri in self.said.subjects(KB.Role)}
        families = {local_name(iri): self.family(iri) for iri in self.said.subjects(KB.EventFamily)}
        keys: dict[str, str] = {}
        # in the order of the files, so that the newcomer is blamed and not the shipped type
        known = {iri: n for n, iri in enumerate(self.said.files)}
        for iri in sorted(self.said.subjects(KB.EventType), key=known.__getitem__):
            if keys.setdefault(local_name(iri), iri) != iri:
                self.checks.blame(
                    iri, f"has the same last name as {shorten(keys[local_name(iri)])}"
                )
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
            trigger_index=MappingProxyType(index_triggers(types)),
        )

    def family(self, iri: str) -> Family:
        return Family(
            iri=iri,
            key=local_name(iri),
            label=self.checks.label(iri),
            definition=self.checks.one(iri, SKOS.definition),
            close_match=tuple(self.said.values(iri, SKOS.closeMatch)),
        )

    def role(self, iri: str) -> RoleSpec:
        return RoleSpec(
            key=local_name(iri),
            label=self.checks.label(iri),
            sources=self.checks.positions(iri, iri),
            kinds=self.checks.kinds(iri, iri),
        )

    def iri_of(self, key: str) -> str:
        iris = (*self.said.subjects(KB.EventType), *self.said.subjects(KB.EventFamily))
        return next(iri for iri in iris if local_name(iri) == key)

    def event_type(
        self,
        iri: str,
        broader: tuple[str, ...],
        compatible: frozenset[str],
        known_roles: dict[str, RoleSpec],
    ) -> EventType:
        self.checks.check_names(iri, iri, _OF_TYPE)
        roles = self.roles(iri, known_roles)
        for above in broader:
            roles = roles or self.roles(self.iri_of(above), known_roles)
        triggers = read_triggers(self.checks, iri)
        if not triggers:
            self.checks.blame(iri, "has no trigger (kb:verb, kb:noun, kb:lightVerb or kb:trigger)")
        return EventType(
            iri=iri,
            key=local_name(iri),
            label=self.checks.label(iri),
            family=broader[-1] if broader else "",
            definition=self.checks.one(iri, SKOS.definition),
            broader=broader,
            alt_labels=tuple(self.said.english(iri, SKOS.altLabel)),
            triggers=triggers,
            roles=roles,
            templates=self.templates(iri, roles),
            mutual=self.checks.flag(iri, KB.mutual),
            durative=self.checks.flag(iri, KB.durative),
            once=self.checks.flag(iri, KB.once),
            opposite=tuple(sorted(local_name(o) for o in self.said.values(iri, KB.opposite))),
            decided_first=self.checks.flag(iri, KB.decidedFirst),
            compatible=tuple(sorted(compatible)),
            close_match=tuple(self.said.values(iri, SKOS.closeMatch)),
            exact_match=tuple(self.said.values(iri, SKOS.exactMatch)),
        )

    def find_broader(
        self, iri: str, keys: dict[str, str], families: dict[str, Family]
    ) -> tuple[str, ...]:
        chain: list[str] = []
        at = iri
        while True:
            above = self.said.values(at, SKOS.broader)
            if len(above) != 1:
                self.checks.blame(at, f"needs exactly one skos:broader, found {len(above)}")
                return tuple(chain)
            at, key = above[0], local_name(above[0])
            if key in chain or at == iri:
                self.checks.blame(iri, "is broader than itself")
                return tuple(chain)
            chain.append(key)
            if key in families:
                return tuple(chain)
            if keys.get(key) != at:
                self.checks.blame(
                    iri, f"has the skos:broader {shorten(at)}, no known type or family"
                )
                return tuple(chain)

    def find_compatible(
        self, keys: dict[str, str], broader: dict[str, tuple[str, ...]]
    ) -> dict[str, frozenset[str]]:
        found: defaultdict[str, set[str]] = defaultdict(set)
        for key, iri in keys.items():
            others = {above for above in broader[key] if above in keys}
            for other in self.said.values(iri, KB.compatible):
                if keys.get(local_name(other)) != other:
                    self.checks.blame(iri, f"is kb:compatible with {shorten(other)}, no known type")
                else:
                    others.add(local_name(other))
            for name in others - {key}:
                found[key].add(name)
                found[name].add(key)
        return {key: frozenset(found[key]) for key in keys}

    def roles(self, iri: str, known: dict[str, RoleSpec]) -> tuple[RoleSpec, ...]:
        found: dict[str, RoleSpec] = {}
        for value in self.said.values(iri, KB.role):
            if local_name(value) in known and not self.said.values(value, KB.ofRole):
                spec = known[local_name(value)]
            else:
                named = self.said.values(value, KB.ofRole)
                if len(named) != 1 or local_name(named[0]) not in known:
                    self.checks.blame(
                        iri, f"has a kb:role that is no known role: {_tell(value, named)}"
                    )
                    continue
                self.checks.check_names(iri, value, _OF_ROLE)
                usual = known[local_name(named[0])]
                spec = RoleSpec(
                    key=usual.key,
                    label=usual.label,
                    sources=self.checks.positions(iri, value) or usual.sources,
                    kinds=self.checks.kinds(iri, value) or usual.kinds,
                )
            if spec.key in found and found[spec.key] != spec:
                self.checks.blame(iri, f"has the role {spec.key} twice")
            found[spec.key] = spec
        return tuple(
            _put_object_first(found[key], found.values()) for key in sorted(found, key=_role_order)
        )

    def templates(self, iri: str, roles: tuple[RoleSpec, ...]) -> tuple[str, ...]:
        known = {role.key for role in roles} | set(COMMON_SLOTS)
        templates = self.said.english(iri, KB.template)
        if not templates:
            self.checks.blame(iri, "has no kb:template")
        ranked = []
        for template in templates:
            try:
                required, optional = read_slots(template)
            except ValueError as error:
                self.checks.blame(iri, f"has a bad kb:template: {error}")
                continue
            if unknown := sorted((required | optional) - known):
                what = f"has a kb:template with the slot {unknown[0]!r}, which is no role of it"
                self.checks.blame(iri, f"{what}; its slots are {sorted(known)}")
            ranked.append((-len(required), -len(optional), template))
        return tuple(template for _, _, template in sorted(ranked))


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


def _role_order(key: str) -> tuple[int, str]:
    first = ("agent", "participant", "speaker", "winner", "patient", "victim")
    return (first.index(key) if key in first else len(first), key)


def _tell(value: str, named: list[str]) -> str:
    return (
        shorten(named[0])
        if named
        else ("a node without kb:ofRole" if value[:2] == "_:" else shorten(value))
    )
