"""Labels that a person would write, from the ontology's templates."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence

from kb.ontology import EventType, phrase_label

LONGEST_LABEL = 120
_BEFORE_CLAUSE = re.compile(r"\b(?:for|of|on|in|over|with) (to|that) (?=\w)")


def short_name(name: str, names: Sequence[str], kind: str) -> str:
    """The name as headlines write it: a person's surname where the articles use it alone.

    >>> short_name("Sanae Takaichi", ("Sanae Takaichi", "Takaichi"), "person")
    'Takaichi'
    >>> short_name("South Korea", ("South Korea", "Korea"), "place")
    'South Korea'
    """
    if kind == "person":
        parts = name.split()
        if parts[-1].isupper() and set(parts[-1]) <= set("IVX"):
            return name  # a monarch's or a pope's numeral is part of the name
        singles = [n for n in names if n in parts]
        if singles:
            return singles[0]
        return name
    if kind == "organization":
        acronyms = [n for n in names if n.isupper() and 2 <= len(n) <= 8]
        if acronyms and len(name) > 24:
            return acronyms[0]
    return name


def write_label(
    event_type: EventType,
    roles: Mapping[str, Sequence[str]],
    places: Sequence[str],
    words: str,
) -> str:
    """The label of an event: names or words by role, places finest first, the trigger's words."""
    slots: dict[str, str | tuple[str, ...]] = {
        key: tuple(names) for key, names in roles.items() if names
    }
    if places:
        slots["place"] = places[0]
    slots["words"] = words
    label = " ".join(phrase_label(event_type, slots).split())
    # an infinitive or a clause needs no preposition: "calls for to act" is "calls to act"
    label = _BEFORE_CLAUSE.sub(r"\1 ", label)
    if len(label) > LONGEST_LABEL:
        label = label[: LONGEST_LABEL - 1].rsplit(" ", 1)[0] + "…"
    return label[:1].upper() + label[1:]
