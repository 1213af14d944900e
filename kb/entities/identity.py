"""What tells that entities of different articles are one: words of names, offices, company.

A full name, a known organisation or a known place has a key of its own. Of a bare surname other
things must tell whose it is: nothing is joined by a surname alone. An office, a country or the
company in which somebody is named speaks for it; the weights say how much. `kb.merge` decides.
"""

from __future__ import annotations

import re
from collections.abc import Iterable

from slugify import slugify

from kb.entities.offices import find_group

Held = tuple[str, str | None, str]  # title, what it is of, status
SAME = 0.6  # from this score on two entities are one
MARGIN = 0.15  # by which the best must lead the next
NAME_WORTH = 0.3
OFFICE_WORTH = 0.3
COUNTRY_WORTH = 0.2
GENDER_WORTH = 0.05
COMPANY_WORTH = 0.35
# Who bears these is known by them in the whole world's news, one at a time.
UNIQUE_OFFICES = frozenset(
    ("president", "head-of-government", "foreign-minister", "defence-minister", "monarch", "pope")
)
NUMBERED = re.compile(r"[A-Z]\w+ (?:[IVX]+)$")  # "Elizabeth II" is full without a surname


def name_words(name: str) -> tuple[str, ...]:
    """The words of a name that identify, in plain letters; initials and "Jr." left out.

    >>> name_words("Viktor Orbán")
    ('viktor', 'orban')
    """
    words = slugify(name).split("-")
    kept = tuple(w for w in words if len(w) > 1 and w not in ("jr", "sr", "ii", "iii"))
    return kept or tuple(words)


def find_offices(roles: Iterable[Held]) -> set[str]:
    """The kinds of office that these titles are of; of former ones said so."""
    found = set()
    for title, _, status in roles:
        if group := find_group(title):
            found.add(f"former {group}" if status == "former" else group)
    return found


def share_company(mine: set[str], theirs: set[str]) -> float:
    """The share of what one article names that another names too.

    Countries alone are no company: half the world's news names the same four.
    """
    shared = mine & theirs
    telling = any(not k.startswith("place/") for k in shared)
    return len(shared) / len(mine) if telling and len(shared) >= 2 else 0.0
