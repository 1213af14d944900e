"""One annotator for all tests of entities, and short words for asking what was read."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import pytest

from kb.annotate import Annotator
from kb.article import Article
from kb.entities import Entities, Entity, EntityMention, read_entities


@dataclass(frozen=True)
class Reading:
    """What was read in a text, easy to ask."""

    text: str
    found: Entities

    def entity(self, name: str) -> Entity:
        """The one entity that bears a name."""
        found = [e for e in self.found.entities if name in e.names]
        assert len(found) == 1, (name, [(e.kind, e.names) for e in self.found.entities])
        return found[0]

    def names(self, kind: str) -> set[str]:
        """The names of the entities of a kind."""
        return {e.name for e in self.found.entities if e.kind == kind}

    def mentions(self, words: str) -> list[EntityMention]:
        """The mentions with exactly these words."""
        return [m for m in self.found.mentions if m.text == words]

    def refers(self, words: str) -> list[set[str]]:
        """Whom each mention with these words refers to, by name."""
        return [{self.found.entities[r].name for r in m.refers} for m in self.mentions(words)]

    def count(self, name: str) -> int:
        """How many mentions by name an entity has."""
        at = self.found.entities.index(self.entity(name))
        return sum(m.form == "name" and at in m.refers for m in self.found.mentions)

    def roles(self, name: str) -> set[tuple[str, str | None, str]]:
        """The roles of an entity: title, of what, status."""
        at = self.found.entities.index(self.entity(name))
        return {
            (r.title, None if r.of is None else self.found.entities[r.of].name, r.status)
            for r in self.found.roles
            if r.entity == at
        }


@pytest.fixture(scope="session")
def annotator() -> Annotator:
    """The language model, loaded once."""
    return Annotator()


@pytest.fixture(scope="session")
def read(annotator: Annotator) -> Callable[[str], Reading]:
    """Read a text."""

    def read_text(text: str) -> Reading:
        return Reading(text, read_entities(annotator.annotate(Article(text))))

    return read_text
