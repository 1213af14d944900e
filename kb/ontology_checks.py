"""Single values of the ontology, read and checked; what is wrong is collected, not raised."""

from __future__ import annotations

from dataclasses import dataclass, field

from kb.ontology_model import KINDS, POSITIONS
from kb.ontology_statements import Statements
from kb.vocab import KB, SKOS, shorten


@dataclass(frozen=True)
class Checks:
    """Reads the values that `said` has of a node, for the subject that is blamed for them."""

    said: Statements
    problems: list[str] = field(default_factory=list)

    def blame(self, subject: str, what: str) -> None:
        """Take down what is wrong with a subject, and the file it came first in."""
        name = self.said.files.get(subject, "?")
        self.problems.append(f"{name}: {shorten(subject)} {what}")

    def label(self, iri: str) -> str:
        """The one preferred label."""
        return self.one(iri, SKOS.prefLabel)

    def one(self, iri: str, predicate: str) -> str:
        """The one English value of a property; empty, and blamed, where there is not one."""
        found = self.said.english(iri, predicate)
        if len(found) != 1:
            self.blame(iri, f"needs exactly one {shorten(predicate)} in English, "
                       f"found {len(found)}")  # fmt: skip
        return found[0] if found else ""

    def flag(self, iri: str, predicate: str) -> bool:
        """Whether a property is said to be true; what is not said is false."""
        found = self.said.values(iri, predicate)
        if found not in ([], ["true"], ["false"]):
            self.blame(iri, f"has {shorten(predicate)} {found}; expected true or false")
        return found == ["true"]

    def weight(self, iri: str, node: str) -> float:
        """The weight of a node: over 0, at most 1, and 1 where none is said."""
        found = self.said.values(node, KB.weight)
        if not found:
            return 1.0
        try:
            weight = float(found[0])
        except ValueError:
            weight = -1.0
        if not 0.0 < weight <= 1.0 or len(found) > 1:
            self.blame(iri, f"has the kb:weight {found}; expected one number over 0, at most 1")
        return weight

    def kinds(self, iri: str, node: str) -> tuple[str, ...]:
        """The kinds of entity that a node names, in the order of `KINDS`."""
        found = self.said.values(node, KB.kind)
        for kind in found:
            if kind not in KINDS:
                self.blame(iri, f"has the kb:kind {kind!r}; expected one of {KINDS}")
        return tuple(kind for kind in KINDS if kind in found)

    def positions(self, iri: str, node: str) -> tuple[str, ...]:
        """Where a role is filled from, in the order of `POSITIONS`."""
        found = self.said.values(node, KB.filledFrom)
        for position in found:
            if position not in POSITIONS or position == "context":
                self.blame(iri, f"has a role filled from {position!r}; expected {POSITIONS[:-1]}")
        return tuple(position for position in POSITIONS if position in found)

    def check_names(self, iri: str, node: str, allowed: frozenset[str]) -> None:
        """Blame own properties that are not known: misspelt, they would have no effect."""
        for predicate in sorted(self.said.by_subject.get(node, {})):
            if predicate.startswith(KB.NS) and predicate not in allowed:
                names = ", ".join(sorted(map(shorten, allowed)))
                self.blame(iri, f"uses {shorten(predicate)} where only {names} are known")
