"""Turtle files → statements by subject and predicate, and which file spoke first of what."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path

from pyoxigraph import BlankNode, Literal, NamedNode, RdfFormat, parse

from kb.errors import OntologyError
from kb.vocab import RDF

Term = NamedNode | BlankNode | Literal


@dataclass(frozen=True)
class Statements:
    """The statements of some Turtle files, and in which file each subject came first."""

    by_subject: dict[str, dict[str, list[Term]]] = field(default_factory=dict)
    files: dict[str, str] = field(default_factory=dict)

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
                values = self.by_subject.setdefault(subject, {})
                values.setdefault(quad.predicate.value, []).append(quad.object)
                self.files.setdefault(subject, name)
        except (SyntaxError, ValueError) as error:
            raise OntologyError(f"{name}: is not Turtle: {error}") from error

    def subjects(self, rdf_type: str) -> list[str]:
        """Every subject of this type, in order of its IRI."""
        return sorted(
            subject
            for subject, values in self.by_subject.items()
            if any(_key_of(term) == rdf_type for term in values.get(RDF.type, ()))
        )

    def values(self, subject: str, predicate: str) -> list[str]:
        """The values in order, IRIs and literals alike as strings, each once."""
        terms = self.by_subject.get(subject, {}).get(predicate, ())
        return sorted({_key_of(term) for term in terms})

    def english(self, subject: str, predicate: str) -> list[str]:
        """The English values: with the language tag ``en…`` or with none."""
        return sorted(
            {
                term.value
                for term in self.by_subject.get(subject, {}).get(predicate, ())
                if isinstance(term, Literal) and (term.language or "en").startswith("en")
            }
        )


def _key_of(term: object) -> str:
    if isinstance(term, BlankNode):
        return f"_:{term.value}"
    if isinstance(term, NamedNode | Literal):
        return term.value
    raise ValueError(f"quoted triples are not used here: {term}")
