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
with, between … the object of that preposition (see `POSITIONS`), attached to the trigger
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

import json
from collections.abc import Iterable
from functools import cache
from pathlib import Path
from typing import Any

from kb.labels import phrase_label
from kb.ontology_model import (
    KINDS,
    PARTS,
    POSITIONS,
    Condition,
    EventType,
    Family,
    Ontology,
    RoleSpec,
    Trigger,
)
from kb.ontology_reader import build_ontology
from kb.ontology_statements import Statements
from kb.resources import data_folder, read_ontology_files

__all__ = [
    "KINDS",
    "PARTS",
    "POSITIONS",
    "Condition",
    "EventType",
    "Family",
    "Ontology",
    "RoleSpec",
    "Trigger",
    "load_ontology",
    "phrase_label",
    "read_context",
    "read_shapes",
]


def load_ontology(extra: Iterable[Path] = ()) -> Ontology:
    """The shipped ontology, with the user's own ``.ttl`` files added.

    A user's file may define types and roles and may add to shipped ones (another ``kb:verb`` for
    ``kbt:meet``); it cannot take anything away. The shipped ontology alone is read once and kept.
    Raises `OntologyError`, naming the file and everything that is wrong in it, for a file that is
    missing, is not Turtle, or does not say what a type needs.

    >>> ontology = load_ontology()
    >>> ontology.types["meet"].family
    'consult'
    >>> sorted({event_type.key for _, event_type in ontology.trigger_index["resign"]})
    ['resign']
    """
    files = tuple(extra)
    if not files:
        return _load_shipped()
    said = _read_shipped()
    for path in files:
        said.add_file(Path(path))
    return build_ontology(said)


def read_shapes() -> str:
    """The shipped SHACL shapes, in Turtle."""
    return data_folder("ontology").joinpath("shapes.ttl").read_text("utf-8")


def read_context() -> dict[str, Any]:
    """The shipped JSON-LD context."""
    text = data_folder("ontology").joinpath("context.jsonld").read_text("utf-8")
    context: dict[str, Any] = json.loads(text)
    return context


@cache
def _load_shipped() -> Ontology:
    return build_ontology(_read_shipped())


def _read_shipped() -> Statements:
    said = Statements()
    for name, data in read_ontology_files():
        said.add_turtle(data, name)
    return said
