"""Document → Entities: names, their cast, roles, references, and which places act."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from slugify import slugify

from kb.annotate import Document
from kb.entities.actors import find_sources, head_of, is_acting
from kb.entities.aliases import join_aliases
from kb.entities.belonging import settle_countries
from kb.entities.cast import build_cast
from kb.entities.discourse import Reference
from kb.entities.draft import Cast, Draft
from kb.entities.extents import read_extents
from kb.entities.gazetteer import Gazetteer
from kb.entities.linking import link_cast, settle_persons
from kb.entities.model import Entities, Entity, EntityMention, RoleFact
from kb.entities.names import ORGANIZATION, PLACE, Names
from kb.entities.organizations import find_organization, load_bodies
from kb.entities.places import Spot
from kb.entities.recognize import recognize_names
from kb.entities.refer import find_references
from kb.entities.roles import read_roles


def read_entities(document: Document, reference: Gazetteer | None = None) -> Entities:
    """The people, organisations and places of a document, and every mention of them.

    A name has one kind all through the document. Words that only refer ("the premier", "both
    sides", "she") are mentions where it is clear to whom; a group refers to several entities.
    `Entity.key` is ``None`` for a bare surname that the article does not resolve. The time is
    linear in the length of the document. `reference` holds what a user's files know of names.
    """
    found = recognize_names(document, reference)
    cast = build_cast(document, found)
    join_aliases(document, found, cast)
    if reference is not None:
        day = document.article.published_on
        link_cast(cast, reference, day.earliest.year if day and day.earliest else None)
    roles = read_roles(document, found, cast)
    settle_persons(cast)
    acting = [
        _country_of(cast, draft) if is_acting(document, name, cast, draft) else None
        for name, draft in zip(found.names, cast.refers, strict=True)
    ]
    references = find_references(document, found, cast, acting)
    settle_countries(document, found, cast, roles, references)
    mentions = _name_mentions(document, found, cast, acting)
    mentions.extend(_to_mention(document, r) for r in references)
    mentions.sort(key=lambda m: (m.start, -m.end))
    return _finish(cast, mentions, roles, find_sources(document, found, cast))


def _country_of(cast: Cast, draft: int | None) -> int | None:
    if draft is None:
        return None
    spot = cast.drafts[draft].spot
    if spot is None:
        return None
    body = _body_at(cast, spot)
    if body is not None:
        return body
    iso = spot.seat_of or spot.capital_of
    return cast.country(iso) if iso and spot.place.feature != "country" else draft


def _body_at(cast: Cast, spot: Spot) -> int | None:
    """The body that the seat of many stands for: Brussels, where Belgium is not spoken of."""
    name = load_bodies().get(spot.name)
    if name is None or spot.place.country in cast.countries:
        return None
    key = f"organization/{slugify(name)}"
    for number, draft in enumerate(cast.drafts):
        if draft.key == key:
            return number
    known = find_organization(name.split(" "))
    cast.drafts.append(Draft(ORGANIZATION, name, key=key, known=known))
    return len(cast.drafts) - 1


def _name_mentions(
    document: Document, found: Names, cast: Cast, acting: Sequence[int | None]
) -> list[EntityMention]:
    mentions = []
    tokens = document.tokens
    extents = read_extents(document, found, cast, acting)
    for number, name in enumerate(found.names):
        draft = cast.refers[number]
        acts = acting[number]
        first, last, start, end = name.first, name.last, name.start, name.end
        if number in extents:
            first, last = extents[number]
            start, end = tokens[first].start, tokens[last - 1].end
        meant = acts if acts is not None else draft
        kind = name.kind if meant is None else cast.drafts[meant].kind
        refers = (acts,) if acts is not None else () if draft is None else (draft,)
        mentions.append(
            EntityMention(
                start, end, document.text[start:end], first, last, head_of(document, name),
                kind, "name", refers, acts is not None,
            )
        )  # fmt: skip
    return mentions


def _to_mention(document: Document, reference: Reference) -> EntityMention:
    tokens = document.tokens
    start, end = tokens[reference.first].start, tokens[reference.last - 1].end
    return EntityMention(
        start, end, document.text[start:end], reference.first, reference.last, reference.head,
        reference.kind, reference.form, reference.refers,
        reference.kind == PLACE and len(reference.refers) > 1,
    )  # fmt: skip


def _finish(
    cast: Cast, mentions: Sequence[EntityMention], roles: Sequence[RoleFact], sources: set[int]
) -> Entities:
    """Number the entities in order of their first mention; drop what nothing refers to."""
    order: dict[int, int] = {}
    for mention in mentions:
        for draft in mention.refers:
            order.setdefault(draft, len(order))
    for role in roles:
        for told in (role.entity, role.of):
            if told is not None:
                order.setdefault(told, len(order))
    entities = tuple(_to_entity(cast.drafts[draft], draft in sources) for draft in order)
    return Entities(
        tuple(replace(m, refers=tuple(order[d] for d in m.refers)) for m in mentions),
        entities,
        tuple(
            replace(r, entity=order[r.entity], of=None if r.of is None else order[r.of])
            for r in roles
        ),
    )


def _to_entity(draft: Draft, source: bool) -> Entity:
    names = sorted(draft.names, key=lambda n: (-len(n.split()), -len(n), n))
    if draft.name not in names:
        names.insert(0, draft.name)
    return Entity(
        draft.name, draft.kind, tuple(names), draft.key, draft.gender, draft.country, draft.place,
        source,
        draft.entry.iri if draft.entry is not None else None,
        draft.entry is not None and draft.entry.confirmed and draft.entry.qid is not None,
    )  # fmt: skip
