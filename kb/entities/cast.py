"""The cast of one document: which names are the same entity, and what is known of each.

Names become entities here; what only refers to them ("the premier", "she") comes later.
"""

from __future__ import annotations

from collections import defaultdict

from kb.annotate import Document
from kb.entities.cast_organizations import cast_organizations
from kb.entities.cast_persons import cast_persons
from kb.entities.cast_places import cast_places
from kb.entities.draft import Cast
from kb.entities.names import ORGANIZATION, PERSON, PLACE, Names


def build_cast(document: Document, found: Names) -> Cast:
    """The entities that the names of a document stand for."""
    cast = Cast([], [None] * len(found.names), {})
    by_key: dict[str, list[int]] = defaultdict(list)
    kinds: dict[str, str] = {}
    for number, name in enumerate(found.names):
        by_key[name.key].append(number)
        kinds[name.key] = name.kind
    keys = list(by_key)
    of_kind = {k: [key for key in keys if kinds[key] == k] for k in (PERSON, ORGANIZATION, PLACE)}
    cast_places(document, found, by_key, of_kind[PLACE], cast)
    cast_organizations(document, found, by_key, of_kind[ORGANIZATION], cast)
    cast_persons(document, found, by_key, of_kind[PERSON], cast)
    return cast
