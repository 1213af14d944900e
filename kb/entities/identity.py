"""Which entities of different articles are the same: scores with reasons, and canonical keys.

A full name, a known organisation or a known place has a key of its own. What remains to decide:
bare surnames, namesakes, name variants, acronyms. Nothing is joined by a surname alone: an office,
a country or the company in which somebody is named must speak for it, and a conflict forbids it.
Everything here is a pure function of the set of entities, whatever their order.
"""

from __future__ import annotations

import hashlib
import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from typing import Protocol

from slugify import slugify

from kb.entities.model import Entity
from kb.entities.offices import load_offices
from kb.entities.organizations import find_organization

Held = tuple[str, str | None, str]  # title, what it is of, status
SAME = 0.6  # from this score on two entities are one
MARGIN = 0.15  # by which the best must lead the next
NAME_WORTH = 0.3
OFFICE_WORTH = 0.3
COUNTRY_WORTH = 0.2
GENDER_WORTH = 0.05
COMPANY_WORTH = 0.35
_MOST = 300  # articles of one person that are looked at: enough, and bounds the time
# Who bears these is known by them in the whole world's news, one at a time.
UNIQUE_OFFICES = frozenset(
    ("president", "head-of-government", "foreign-minister", "defence-minister", "monarch", "pope")
)


NUMBERED = re.compile(r"[A-Z]\w+ (?:[IVX]+)$")


class Local(Protocol):
    """An entity as one article tells it: what the merge holds of it."""

    @property
    def article(self) -> str:
        """The article that tells of it."""

    @property
    def entity(self) -> Entity:
        """The entity itself."""

    @property
    def roles(self) -> Sequence[Held]:
        """The offices it is said to hold or have held."""


def match_entities(
    a: Entity,
    a_roles: Sequence[Held],
    b: Entity,
    b_roles: Sequence[Held],
    context: float = 0.0,
) -> tuple[float, tuple[str, ...]]:
    """How likely two entities of different articles are one (0 to 1), and the reasons.

    `context` is the share of what one is named together with that the other is named together
    with as well. A shared surname alone stays below `SAME`; a conflict of kind, gender or
    country scores 0 and names the conflict.

    >>> xi = Entity("Xi Jinping", "person", ("Xi Jinping", "Xi"), "person/xi-jinping", "m", "CN")
    >>> bare = Entity("Xi", "person", ("Xi",), None, None, "CN")
    >>> match_entities(bare, (), xi, ())[0] < SAME
    True
    >>> match_entities(bare, [("President", None, "current")], xi, [("president", None, "current")])
    (0.8, ('name', 'office president', 'country CN'))
    """
    if a.kind != b.kind:
        return 0.0, ("different kinds",)
    if a.gender and b.gender and a.gender != b.gender:
        return 0.0, ("different genders",)
    mine, theirs = name_words(a.name), name_words(b.name)
    shared = set(mine) & set(theirs)
    if not shared and a.key != b.key:
        return 0.0, ("no name in common",)
    offices = find_offices(a_roles) & find_offices(b_roles)
    if a.country and b.country and a.country != b.country and not offices:
        return 0.0, (f"different countries {a.country} {b.country}",)
    if a.kind != "person" or (len(shared) >= 2 and (shared >= set(mine) or shared >= set(theirs))):
        same = a.key == b.key or len(shared) >= 2
        return (0.9 if same else NAME_WORTH), ("full name" if same else "name",)
    if len(mine) > 1 and len(theirs) > 1:
        return 0.0, ("different full names",)
    score, reasons = NAME_WORTH, ["name"]
    if offices:
        score += OFFICE_WORTH
        reasons.append("office " + ", ".join(sorted(offices)))
    if a.country and a.country == b.country:
        score += COUNTRY_WORTH
        reasons.append(f"country {a.country}")
    if a.gender and a.gender == b.gender:
        score += GENDER_WORTH
        reasons.append("gender")
    if context >= 0.5:
        score += COMPANY_WORTH
        reasons.append("company")
    return round(min(score, 1.0), 2), tuple(reasons)


def name_words(name: str) -> tuple[str, ...]:
    """The words of a name that identify, in plain letters; initials and "Jr." left out.

    >>> name_words("Viktor Orbán")
    ('viktor', 'orban')
    """
    words = slugify(name).split("-")
    kept = tuple(w for w in words if len(w) > 1 and w not in ("jr", "sr", "ii", "iii"))
    return kept or tuple(words)


def canonical_keys(entities: Mapping[str, Local]) -> dict[str, str]:
    """The key of every local entity (by IRI), the same for those that are the same.

    No key is shared by a surname alone: a bare surname that nothing resolves gets a key of its
    own article. Namesakes whose country and offices conflict get keys of their own, the better
    attested keeping the plain one. The result does not depend on the order of `entities`. The
    merge decides the same step by step (`kb.merge.keys`), with a user's decisions.
    """
    keys: dict[str, str] = {}
    for iri in sorted(entities):
        key = entities[iri].entity.key
        if key is not None:
            keys[iri] = key
        elif numbered := NUMBERED.match(entities[iri].entity.name):
            # "Elizabeth II": a numeral makes a single name a full one
            keys[iri] = f"person/{slugify(numbered[0])}"
    _join_acronyms(entities, keys)
    _join_variants(entities, keys)
    _part_namesakes(entities, keys)
    _place_bare_names(entities, keys)
    return keys


def find_offices(roles: Iterable[Held]) -> set[str]:
    """The kinds of office that these titles are of; of former ones said so."""
    known = load_offices()
    found = set()
    for title, _, status in roles:
        words = title.casefold().split()
        for n in range(len(words)):
            office = known.get(" ".join(words[n:]))
            if office is not None:
                found.add(f"former {office.group}" if status == "former" else office.group)
                break
    return found


def _members(keys: Mapping[str, str], prefix: str) -> dict[str, list[str]]:
    groups: dict[str, list[str]] = defaultdict(list)
    for iri, key in sorted(keys.items()):
        if key.startswith(prefix):
            groups[key].append(iri)
    return groups


# -- organisations -------------------------------------------------------------------------


def _join_acronyms(entities: Mapping[str, Local], keys: dict[str, str]) -> None:
    """An acronym goes to the one organisation that some article calls by both names."""
    groups = _members(keys, "organization/")
    longs: dict[str, set[str]] = defaultdict(set)
    for key, iris in groups.items():
        for iri in iris:
            names = entities[iri].entity.names
            if any(" " in n for n in names):
                for name in names:
                    if name.isupper() and " " not in name:
                        longs[name].add(key)
    for key, iris in groups.items():
        used = {n for iri in iris for n in entities[iri].entity.names}
        if len(used) != 1 or find_organization(tuple(used)) is not None:
            continue
        others = longs.get(next(iter(used)), set()) - {key}
        if len(others) == 1:
            other = next(iter(others))
            here = {entities[i].entity.country for i in iris} - {None}
            there = {entities[i].entity.country for i in groups[other]} - {None}
            if not (here and there) or here & there:
                keys.update(dict.fromkeys(iris, other))


# -- persons -------------------------------------------------------------------------------


def _join_variants(entities: Mapping[str, Local], keys: dict[str, str]) -> None:
    """The same full name in another order, with or without a middle name, is one key."""
    groups = _members(keys, "person/")
    words = {key: _key_words(key) for key in groups}
    by_set: dict[frozenset[str], list[str]] = defaultdict(list)
    holders: dict[str, set[frozenset[str]]] = defaultdict(set)
    for key in sorted(groups):
        if len(words[key]) > 1:
            by_set[frozenset(words[key])].append(key)
    for members in by_set:
        for word in members:
            holders[word].add(members)
    for members in sorted(by_set, key=sorted):
        wider = [
            w for w in set.intersection(*(holders[m] for m in members)) if w > members and by_set[w]
        ]
        # the short form must keep the family name of the long one: its first or last word
        wider = [w for w in wider if _keeps_ends(words[by_set[members][0]], words[by_set[w][0]])]
        if len(wider) == 1 and _agree(entities, groups, by_set[members], by_set[wider[0]]):
            by_set[wider[0]].extend(by_set[members])
            by_set[members] = []
    for same in by_set.values():
        if len(same) > 1 and _agree(entities, groups, same, same):
            best = min(same, key=lambda k: (-len(groups[k]), k))
            for key in same:
                keys.update(dict.fromkeys(groups[key], best))


def _key_words(key: str) -> tuple[str, ...]:
    return name_words(key.split("/", 1)[1].replace("-", " "))


def _keeps_ends(short: tuple[str, ...], long: tuple[str, ...]) -> bool:
    return long[0] in short and long[-1] in short


def _agree(
    entities: Mapping[str, Local],
    groups: Mapping[str, list[str]],
    mine: Sequence[str],
    theirs: Sequence[str],
) -> bool:
    def values(keys: Sequence[str], gender: bool) -> set[str]:
        found = (entities[i].entity for k in keys for i in groups[k])
        return {v for e in found if (v := e.gender if gender else e.country)}

    for gender in (True, False):
        a, b = values(mine, gender), values(theirs, gender)
        if a and b and not a & b:
            return False
    return True


def _part_namesakes(entities: Mapping[str, Local], keys: dict[str, str]) -> None:
    """Namesakes of different countries without an office in common are different persons."""
    for key, iris in _members(keys, "person/").items():
        by_country: dict[str, list[str]] = defaultdict(list)
        for iri in iris:
            by_country[entities[iri].entity.country or ""].append(iri)
        known = sorted((c for c in by_country if c), key=lambda c: (-len(by_country[c]), c))
        if len(known) < 2:
            continue
        offices = {
            c: {o for i in by_country[c] for o in find_offices(entities[i].roles)} for c in known
        }
        parts: list[list[str]] = []
        for country in known:
            for part in parts:
                if not offices[country] or any(
                    offices[country] & offices[c] or not offices[c] for c in part
                ):
                    part.append(country)
                    break
            else:
                parts.append([country])
        for part in parts[1:]:
            for country in part:
                own = f"{key}-{part[0].lower()}"
                keys.update(dict.fromkeys(by_country[country], own))


def _place_bare_names(entities: Mapping[str, Local], keys: dict[str, str]) -> None:
    """Give every bare surname the key of the one person it must mean, else a key of its own."""
    company: dict[str, set[str]] = defaultdict(set)  # article → keys named in it
    bearers: dict[str, set[str]] = defaultdict(set)  # word → keys of persons
    for iri, key in keys.items():
        if not entities[iri].entity.source:
            company[entities[iri].article].add(key)
    persons = _members(keys, "person/")
    for key, iris in persons.items():
        for word in {w for i in iris for w in name_words(entities[i].entity.name)}:
            bearers[word].add(key)
    for iri in sorted(entities):
        local = entities[iri]
        if iri in keys:
            continue
        words = name_words(local.entity.name)
        candidates = sorted(set().union(*(bearers.get(w, set()) for w in words)))
        scores: Counter[str] = Counter()
        here = company[local.article]
        for key in candidates:
            articles = sorted({entities[i].article for i in persons[key]})
            if local.article in articles:
                continue  # the article names both: it would have joined them itself
            context = max(
                (share_company(here - {key}, company[a] - {key}) for a in articles[:_MOST]),
                default=0.0,
            )
            scores[key] = max(
                _score(local, entities[iri_of_bearer], context) for iri_of_bearer in persons[key]
            )
        ranked = sorted(scores, key=lambda k: (-scores[k], k))
        clear = ranked and scores[ranked[0]] >= 100 * SAME
        if clear and len(ranked) > 1 and scores[ranked[0]] - scores[ranked[1]] < 100 * MARGIN:
            clear = False
        keys[iri] = ranked[0] if clear else _own_key(local)


def share_company(mine: set[str], theirs: set[str]) -> float:
    """The share of what one article names that another names too.

    Countries alone are no company: half the world's news names the same four.
    """
    shared = mine & theirs
    telling = any(not k.startswith("place/") for k in shared)
    return len(shared) / len(mine) if telling and len(shared) >= 2 else 0.0


def _score(bare: Local, full: Local, context: float) -> int:
    score, _ = match_entities(bare.entity, bare.roles, full.entity, full.roles, context)
    return round(100 * score)


def _own_key(local: Local) -> str:
    entity = local.entity
    slug = slugify(entity.name) or "unnamed"
    offices = sorted(find_offices(local.roles) & UNIQUE_OFFICES)
    if offices and entity.country:
        return f"{entity.kind}/{slug}-{entity.country.lower()}"
    mark = hashlib.sha256(local.article.encode()).hexdigest()[:6]
    return f"{entity.kind}/{slug}-{mark}"
