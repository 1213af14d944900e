"""To which country people and bodies belong where only the words around them tell.

"her Liberal Democratic Party" is a party of her country, "an LDP lawmaker" of the party's; nobody
speaks for the government, leads a party or sits in a parliament of a country not their own. Of
companies none of this is true.
"""

from __future__ import annotations

from collections.abc import Sequence

from slugify import slugify

from kb.annotate import Document
from kb.entities.cast_organizations import is_generic, strip_country
from kb.entities.discourse import Reference
from kb.entities.draft import Cast, Draft
from kb.entities.model import RoleFact
from kb.entities.names import ORGANIZATION, PERSON, Names
from kb.entities.offices import find_group
from kb.entities.spelling import word_set

# Words in the name of a body that is of one country alone.
_STATE = word_set(
    """
    party ministry parliament senate congress assembly cabinet government army navy force forces
    police court guard treasury front alliance coalition democrats conservatives republicans
    labour council commission
    """
)
_ABOVE = word_set("united nations european international world african arab asian union")
_OWNERS = frozenset(("her", "his"))
_LINKS = frozenset(("'s", "’s"))
_SEATS = frozenset(("legislator", "party-leader", "opposition-leader", "deputy", "candidate"))
_PLAIN = frozenset(("JJ", "VBG", "NN", "HYPH", "VBN"))
_ROUNDS = 2  # a person tells of a party, and the party of another person


def settle_countries(
    document: Document,
    found: Names,
    cast: Cast,
    roles: Sequence[RoleFact],
    references: Sequence[Reference],
) -> None:
    """Note on the drafts of `cast` the countries that ownership and membership tell."""
    bodies = {n for n, d in enumerate(cast.drafts) if d.kind == ORGANIZATION and _is_of_a_state(d)}
    if bodies:
        _read_owned(document, found, cast, references, bodies)
    for _ in range(_ROUNDS):
        for role in roles:
            if role.of is None:
                continue
            body, person = cast.drafts[role.of], cast.drafts[role.entity]
            if body.kind != ORGANIZATION:
                continue
            seat = find_group(role.title) in _SEATS
            if body.country is None and role.of in bodies and person.country is not None:
                _settle(body, person.country)
            elif (
                person.country is None
                and body.country is not None
                and (role.of in bodies or seat)
                and role.status != "future"
            ):
                person.country = body.country


def _read_owned(
    document: Document,
    found: Names,
    cast: Cast,
    references: Sequence[Reference],
    bodies: set[int],
) -> None:
    """The countries of the bodies that stand behind an owner: "his ruling Unity Party"."""
    tokens = document.tokens
    owner = {r.head: r.refers for r in references if r.form == "pronoun"}
    ends = {n.last: d for n, d in zip(found.names, cast.refers, strict=True) if n.kind == PERSON}
    for name, number in zip(found.names, cast.refers, strict=True):
        if number not in bodies or number is None or cast.drafts[number].country is not None:
            continue
        at = name.first - 1
        while at > 0 and name.first - at < 4 and tokens[at].tag in _PLAIN:
            at -= 1
        if at < 0 or tokens[at].sent != name.sent:
            continue
        low = tokens[at].text.lower()
        who = None
        if low in _OWNERS and len(owner.get(at, ())) == 1:
            who = owner[at][0]
        elif low in _LINKS:
            who = ends.get(at)
        if who is not None and (iso := cast.drafts[who].country) is not None:
            _settle(cast.drafts[number], iso)


def _settle(body: Draft, iso: str) -> None:
    body.country = iso
    if body.key is None:
        bare = strip_country(body.name)
        body.key = f"organization/{slugify(bare)}-{iso.lower()}"


def _is_of_a_state(draft: Draft) -> bool:
    """Whether the name of a body says that it is one of a single country."""
    words = set(draft.name.lower().split())
    if words & _ABOVE:
        return False
    return bool(words & _STATE) or (draft.key is None and is_generic(strip_country(draft.name)))
