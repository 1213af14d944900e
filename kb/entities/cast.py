"""The cast of one document: which names are the same entity, and what is known of each.

Names become entities here; what only refers to them ("the premier", "she") comes later.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from math import log10

from slugify import slugify

from kb.annotate import Document
from kb.entities.lexicon import (
    HONORIFICS,
    PARTICLES,
    load_demonyms,
    load_given_names,
    word_set,
)
from kb.entities.model import Place
from kb.entities.organizations import KnownOrganization, find_organization
from kb.entities.places import Spot, load_gazetteer
from kb.entities.recognize import HYPHENS, ORGANIZATION, PERSON, PLACE, Name, Names

_CORPORATE = word_set(
    """
    inc inc. corp corp. ltd ltd. llc plc co co. gmbh ag corporation company limited group
    computer holdings the
    """
)
_FEATURES = {
    "water": word_set("sea ocean river lake gulf bay strait straits channel canal"),
    "building": word_set(
        """
        palace castle shrine temple mosque cathedral stadium arena hall tower building center
        centre theater theatre museum prison jail airport station bridge base hotel mall church
        hospital memorial square
        """
    ),
    "region": word_set("province prefecture county state region district oblast territory"),
    "city": word_set("city town village borough"),
}
_CONTEXT = 8  # words to each side that tell which of two namesakes is meant


@dataclass
class Draft:
    """An entity in the making."""

    kind: str
    name: str
    names: Counter[str] = field(default_factory=Counter)
    key: str | None = None
    gender: str | None = None
    country: str | None = None
    place: Place | None = None
    spot: Spot | None = None
    known: KnownOrganization | None = None
    offices: set[str] = field(default_factory=set)  # groups of offices held


@dataclass
class Cast:
    """The drafts, and for every name (in order) the index of its draft, or ``None``."""

    drafts: list[Draft]
    refers: list[int | None]
    countries: dict[str, int]  # ISO code → draft

    def country(self, iso: str) -> int:
        """The draft of a country, made where the article only implies it ("Japanese")."""
        if iso not in self.countries:
            spot = load_gazetteer().countries.get(iso)
            name = spot.name if spot else iso
            draft = Draft(PLACE, name, Counter(), f"place/{slugify(name)}", None, iso)
            if spot is not None:
                draft.place, draft.spot = spot.place, spot
            self.countries[iso] = len(self.drafts)
            self.drafts.append(draft)
        return self.countries[iso]


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
    _cast_places(document, found, by_key, of_kind[PLACE], cast)
    _cast_organizations(document, found, by_key, of_kind[ORGANIZATION], cast)
    _cast_persons(document, found, by_key, of_kind[PERSON], cast)
    return cast


def _written(found: Names, key: str) -> str:
    """A key as the article writes it, hyphens closed up again."""
    text = found.surface.get(key, key)
    for hyphen in HYPHENS:
        text = text.replace(f" {hyphen} ", hyphen)
    if text.isupper() and len(text) > 6:
        text = text.title()
    return text.replace(" , ", ", ").replace(" 's", "'s").replace(" ’s", "’s")


def _words(key: str) -> list[str]:
    return [w for w in key.split(" ") if w not in HYPHENS]


def _assign(cast: Cast, found: Names, by_key: dict[str, list[int]], key: str, draft: int) -> None:
    for number in by_key[key]:
        cast.refers[number] = draft
    cast.drafts[draft].names[_written(found, key)] += len(by_key[key])


# -- places --------------------------------------------------------------------------------


def _cast_places(
    document: Document, found: Names, by_key: dict[str, list[int]], keys: Sequence[str], cast: Cast
) -> None:
    gazetteer = load_gazetteer()
    near: Counter[str] = Counter()
    demonyms = load_demonyms()
    for token in document.tokens:
        iso = demonyms.get(token.text)
        if iso is not None:
            near[iso] += 1
    for key in keys:
        spots = gazetteer.names.get(key, ())
        if spots and spots[0].place.feature == "country" and spots[0].place.country:
            near[spots[0].place.country] += len(by_key[key])
        elif spots and spots[0].place.feature == "region" and spots[0].place.country:
            near[spots[0].name] += len(by_key[key])
            near[spots[0].place.country] += 1
    index: dict[str, int] = {}
    for key in keys:
        following = _follows(document, found, by_key[key])
        spot = choose_spot(gazetteer.names.get(key, ()), near, following)
        if spot is None:
            text = _written(found, key)
            stem = text.lower().rstrip("s")
            label = f"place/{slugify(text)}"
            draft = Draft(PLACE, text, key=label, place=_guess_place(stem, following))
            draft.country = draft.place.country if draft.place else None
        else:
            label = _place_key(spot)
            text = _written(found, key)
            far = spot.place.feature in ("city", "region") and not text.isupper()
            draft = Draft(PLACE, text if far else spot.name, key=label, place=spot.place, spot=spot)
            draft.country = spot.place.country
        if label not in index:
            index[label] = len(cast.drafts)
            cast.drafts.append(draft)
            if spot is not None and spot.place.feature == "country" and spot.place.country:
                cast.countries[spot.place.country] = index[label]
        _assign(cast, found, by_key, key, index[label])


def choose_spot(
    spots: Sequence[Spot], near: Counter[str], following: Iterable[str] = ()
) -> Spot | None:
    """The place meant among those of one name.

    `near` counts the countries that the article names; `following` holds the words behind the
    name ("state", a country), case folded.
    """
    following = set(following)

    def weigh(spot: Spot) -> float:
        place = spot.place
        score = log10(spot.population + 10)
        if place.feature == "country":
            score += 3
        if place.feature == "region" and place.country == "US":
            score += 0.5 if "state" not in following else 4
        if spot.capital_of:
            score += 2
        if place.within and place.within[0] in near and place.feature == "city":
            score += 1.5
        if place.country is not None and place.country in near:
            score += 2 + min(near[place.country], 5) / 5
        if any(name.casefold() in following for name in place.within):
            score += 4
        return score

    return max(spots, key=weigh, default=None)


def _follows(document: Document, found: Names, numbers: Sequence[int]) -> set[str]:
    words: set[str] = set()
    for number in numbers[:20]:
        last = found.names[number].last
        words.update(t.text.casefold() for t in document.tokens[last : last + 2])
        if number + 1 < len(found.names):
            nearby = found.names[number + 1]
            if nearby.first == last + 1 and document.tokens[last].text == ",":
                spots = load_gazetteer().names.get(nearby.key, ())
                words.update(s.name.casefold() for s in spots[:1])
                words.update(w.casefold() for s in spots[:1] for w in s.place.within)
    return words


def _place_key(spot: Spot) -> str:
    same = load_gazetteer().find(spot.name.replace("-", " - ").split())
    slug = slugify(spot.name)
    if spot.place.feature == "city" and same:
        cities = [s for s in same if s.place.feature == "city"]
        countries = [s for s in same if s.place.feature == "country"]
        if countries and countries[0].place.country == spot.place.country:
            return f"place/{slug}"  # Singapore, Hong Kong: the city is the country
        if cities and cities[0].place.geonames != spot.place.geonames and spot.place.country:
            return f"place/{slug}-{slugify(spot.place.within[0] if spot.place.within else '')}"
        if any(s.place.feature != "city" for s in same) and not spot.capital_of:
            return f"place/{slug}-city"
    elif spot.place.feature == "region" and same and same[0].place.feature == "country":
        return f"place/{slug}-{(spot.place.country or '').lower()}".rstrip("-")
    return f"place/{slug}"


def _guess_place(text: str, following: Iterable[str]) -> Place:
    """A place that no list knows: what its words say it is, and what the article puts it in."""
    words = text.split() or [""]
    feature = next((f for f, tails in _FEATURES.items() if words[-1] in tails), None)
    feature = feature or next((f for f, tails in _FEATURES.items() if words[0] in tails), "area")
    for word in sorted(following):
        for spot in load_gazetteer().names.get(word, ())[:1]:
            if spot.place.feature in ("country", "region"):
                within = (spot.name, *(n for n in spot.place.within if n != spot.name))
                feature = "city" if feature == "area" else feature
                return Place(feature, country=spot.place.country, within=within)
    return Place(feature)


# -- organisations -------------------------------------------------------------------------


def _cast_organizations(
    document: Document, found: Names, by_key: dict[str, list[int]], keys: Sequence[str], cast: Cast
) -> None:
    alias = _read_acronyms(document, found)
    index: dict[str, int] = {}
    ordered = sorted(keys, key=lambda k: (-len(k.split(" ")), k))
    initials: dict[str, str] = {}
    for key in ordered:
        words = [w for w in _words(key) if w not in ("of", "the", "for", "and", "&")]
        if len(words) > 1:
            initials.setdefault("".join(w[0] for w in words), key)
    stems: dict[str, str] = {}
    for key in ordered:
        text = _written(found, key)
        known = find_organization(found.surface.get(key, key).split(" "))
        long = alias.get(key)
        if long is None and " " not in key and text.isupper() and known is None:
            long = initials.get(key)
        stem = " ".join(w for w in _words(key) if w not in _CORPORATE) or key
        label = None
        if known is None and long is not None:
            known = find_organization(found.surface.get(long, long).split(" "))
            if known is None:
                label = "organization/" + slugify(_written(found, long))
        if known is not None:
            label = "organization/" + slugify(known.name)
        elif label is None:
            label = stems.get(stem) or "organization/" + slugify(_written(found, stem))
            if label.rstrip("/") == "organization":
                label = f"organization/{slugify(text) or 'unnamed'}"
        words = stem.split(" ")
        for n in range(1, len(words) + 1):
            if len(words[0]) > 2 and words[0] not in load_given_names():
                stems.setdefault(" ".join(words[:n]), label)
        if label not in index:
            index[label] = len(cast.drafts)
            country = known.country if known else None
            name = known.name if known and known.media else text
            cast.drafts.append(Draft(ORGANIZATION, name, key=label, country=country, known=known))
        elif known is None or not known.media:
            draft = cast.drafts[index[label]]
            if len(text) > len(draft.name) and not draft.known:
                draft.name = text
        _assign(cast, found, by_key, key, index[label])
    for draft in cast.drafts:
        if draft.kind == ORGANIZATION and draft.known is None:
            first = draft.name.split(" ")[0]
            draft.country = load_demonyms().get(first)
            spots = load_gazetteer().find((first,))
            if draft.country is None and spots and spots[0].place.feature == "country":
                draft.country = spots[0].place.country


def _read_acronyms(document: Document, found: Names) -> dict[str, str]:
    """Short forms in brackets behind the long one: "Asia-Pacific Economic Cooperation (APEC)"."""
    texts = document.tokens
    alias: dict[str, str] = {}
    for before, after in zip(found.names, found.names[1:], strict=False):
        if before.sent != after.sent or not 1 <= after.first - before.last <= 2:
            continue
        if texts[after.first - 1].text != "(" or after.last >= len(texts):
            continue
        if texts[after.last].text != ")" or " " in after.key or " " not in before.key:
            continue
        letters = after.key.replace(".", "")
        firsts = [w[0] for w in _words(before.key) if w]
        if letters[:1] in firsts[:2] and len(letters) <= len(firsts) + 3:
            alias.setdefault(after.key, before.key)
    return alias


# -- persons -------------------------------------------------------------------------------


def _plain(key: str) -> tuple[str, ...]:
    """The words of a person's name that identify: no initials, no "Jr."."""
    words = key.split(" ")
    kept = [
        w for w in words if len(w.rstrip(".")) > 1 and w not in ("jr.", "jr", "sr.", "iii", "ii")
    ]
    return tuple(w for w in kept if w not in HYPHENS) or tuple(words)


def _cast_persons(
    document: Document, found: Names, by_key: dict[str, list[int]], keys: Sequence[str], cast: Cast
) -> None:
    full = sorted((k for k in keys if " " in k), key=lambda k: (-len(_plain(k)), k))
    bearers: dict[str, list[int]] = defaultdict(list)  # word of a name → drafts
    for key in full:
        words = _plain(key)
        draft = _same_full_name(words, bearers, cast) if len(words) > 1 else None
        if draft is None:
            draft = len(cast.drafts)
            text = _written(found, key)
            cast.drafts.append(Draft(PERSON, text, key="person/" + slugify(text)))
            given = load_given_names()
            first = text.split(" ")[0]
            last = text.split(" ")[-1]
            cast.drafts[draft].gender = given.get(first) or given.get(last)
            if len(words) == 1:
                cast.drafts[draft].key = None  # "S. Takahashi", "Smith Jr."
            for word in set(words) - PARTICLES:
                bearers[word].append(draft)
        _assign(cast, found, by_key, key, draft)
    for key in keys:
        if " " in key:
            continue
        candidates = bearers.get(key, [])
        if not candidates:
            draft = len(cast.drafts)
            cast.drafts.append(Draft(PERSON, _written(found, key)))
            _assign(cast, found, by_key, key, draft)
        elif len(candidates) == 1:
            _assign(cast, found, by_key, key, candidates[0])
        else:
            _share_short_name(document, found, by_key[key], candidates, cast)
    _read_honorifics(document, found, cast)


def _same_full_name(
    words: tuple[str, ...], bearers: dict[str, list[int]], cast: Cast
) -> int | None:
    mine = set(words)
    for draft in bearers.get(words[-1], []) + bearers.get(words[0], []):
        theirs = set(_plain(cast.drafts[draft].name.casefold().replace("-", " - ")))
        if len(mine) > 1 and mine <= theirs:
            return draft
    return None


def _share_short_name(
    document: Document, found: Names, numbers: Sequence[int], candidates: Sequence[int], cast: Cast
) -> None:
    """Namesakes in one article: each bare occurrence goes to the one its surroundings name.

    What both surroundings share (other names, words of substance) decides; where it does not,
    the words stay unresolved rather than guessed.
    """
    contexts: dict[int, set[str]] = {c: set() for c in candidates}
    last_seen: dict[int, int] = {}
    waiting = iter(sorted(numbers))
    mine = set(numbers)
    del waiting
    for number, name in enumerate(found.names):
        draft = cast.refers[number]
        if draft in contexts:
            contexts[draft] |= _surroundings(document, name)
            last_seen[draft] = name.sent
        if number not in mine:
            continue
        around = _surroundings(document, name)
        # a namesake in the same sentence just before settles it
        here = [c for c in candidates if last_seen.get(c) == name.sent]
        scores = {c: len(around & contexts[c]) for c in candidates if c in last_seen}
        best = sorted(scores, key=lambda c: (-scores[c], c))
        chosen: int | None = None
        if len(here) == 1:
            chosen = here[0]
        elif len(best) == 1 or (best and scores[best[0]] > scores[best[1]]):
            chosen = best[0]
        if chosen is not None:
            cast.refers[number] = chosen
            cast.drafts[chosen].names[_written(found, name.key)] += 1
            last_seen[chosen] = name.sent


def _surroundings(document: Document, name: Name) -> set[str]:
    sentence = document.sentences[name.sent]
    first, last = (
        max(sentence.first, name.first - 2 * _CONTEXT),
        min(sentence.last, name.last + _CONTEXT),
    )
    return {
        t.lemma.casefold()
        for t in document.tokens[first:last]
        if t.pos in ("NOUN", "PROPN", "VERB") and not name.first <= t.i < name.last
    }


def _read_honorifics(document: Document, found: Names, cast: Cast) -> None:
    for number, name in enumerate(found.names):
        draft = cast.refers[number]
        if name.kind == PERSON and draft is not None and name.first > 0:
            gender = HONORIFICS.get(document.tokens[name.first - 1].text.lower())
            if gender is not None:
                cast.drafts[draft].gender = gender
