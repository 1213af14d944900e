"""What an article says of who and where: entity mentions and the entities they refer to."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class EntityMention:
    """Words that name or refer to a person, an organisation or a place.

    `start`/`end` count code points of the article's text, `first`/`last` tokens of the document
    (`last` exclusive), `head` is the token that heads the words. `form` is ``name``, ``nominal``
    ("the Chinese president", "both sides") or ``pronoun``. `refers` holds indices into the
    account's entities: usually one, several for a group ("the two leaders"), none where the words
    are not resolved. `metonym` is true where a place's name stands for its government ("Tokyo
    said"): `refers` is then the country (or the city, if no capital) as an *actor*.
    `kind` is ``person``, ``organization`` or ``place``.
    """

    start: int
    end: int
    text: str
    first: int
    last: int
    head: int
    kind: str
    form: str
    refers: tuple[int, ...]
    metonym: bool = False


@dataclass(frozen=True, slots=True)
class Place:
    """Where a place is: coordinates in degrees (WGS 84), and what contains it.

    `geonames` is the GeoNames id; `country` the ISO 3166-1 alpha-2 code; `within` the names of
    what contains it, nearest first ("Gyeongju" → ("South Korea",)). Unknown is ``None``.
    """

    feature: str  # "country", "region", "city", "water", "building", "area"
    lat: float | None = None
    lon: float | None = None
    geonames: int | None = None
    country: str | None = None
    within: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Entity:
    """Somebody or something an article speaks of, as that one article tells it.

    `name` is the fullest name the article gives, without title or honorific ("Sanae Takaichi");
    `names` every different name used, fullest first. `key` is the readable slug by which the
    same entity is known across articles ("person/sanae-takaichi", "place/south-korea"), or
    ``None`` where the article alone does not tell who is meant (a bare surname). `kind` is
    ``person``, ``organization`` or ``place``; `gender` ``m``, ``f`` or ``None``; `country` the
    ISO 3166-1 alpha-2 code of the country the entity belongs to, if the article tells.
    `source` is true for agencies and papers that only ever appear as who reported something.
    `wikidata` is the IRI that a user's reference file gives it, `confirmed` whether the file
    holds that for certain; never guessed.
    """

    name: str
    kind: str
    names: tuple[str, ...]
    key: str | None
    gender: str | None = None
    country: str | None = None
    place: Place | None = None
    source: bool = False
    wikidata: str | None = None
    confirmed: bool = False


@dataclass(frozen=True, slots=True)
class RoleFact:
    """That an entity held an office or role, as the article says it.

    `entity` indexes the account's entities, `title` is the role in words ("Prime Minister"),
    `of` the entity index of the country or organisation, if told; `status` is ``current``,
    ``former``, ``future`` or ``acting``; `start`/`end` the words' offsets in the text.
    `inferred` is true where the words do not say what it is an office of, and the article's
    other words do ("President X said" in a report from Chile).
    """

    entity: int
    title: str
    of: int | None
    status: str
    start: int
    end: int
    inferred: bool = False


@dataclass(frozen=True, slots=True)
class Entities:
    """Everything an article says of who and where."""

    mentions: tuple[EntityMention, ...] = ()
    entities: tuple[Entity, ...] = ()
    roles: tuple[RoleFact, ...] = ()
