"""Which names are the same place, and which place of a name is meant."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from math import log10

from slugify import slugify

from kb.annotate import Document
from kb.entities.draft import Cast, Draft, assign, written
from kb.entities.model import Place
from kb.entities.names import PLACE, Names
from kb.entities.places import Spot, load_gazetteer
from kb.entities.spelling import word_set
from kb.entities.word_lists import load_demonyms
from kb.entities.words_around_names import PARTS_OF_PLACES

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


# Small words behind a name that make it one of nature's.
_LANDS = word_set("river lake strait bay gulf island valley mountains desert peninsula")
_SMALL = 150_000  # people
_UNITS = frozenset("state province prefecture oblast governorate".split())


def cast_places(
    document: Document, found: Names, by_key: dict[str, list[int]], keys: Sequence[str], cast: Cast
) -> None:
    """Add the places that the names of `keys` stand for to `cast`."""
    gazetteer = load_gazetteer()
    near: Counter[str] = Counter()
    demonyms = load_demonyms()
    for token in document.tokens:
        iso = demonyms.get(token.text)
        if iso is not None:
            near[iso] += 1
    for key in keys:
        spots = gazetteer.names.get(key, ())
        if _is_double(spots):
            continue  # "Georgia" tells nothing of which Georgia is meant
        if spots and spots[0].place.feature == "country" and spots[0].place.country:
            near[spots[0].place.country] += len(by_key[key])
        elif spots and spots[0].place.feature == "region" and spots[0].place.country:
            near[spots[0].name] += len(by_key[key])
            near[spots[0].place.country] += 1
    index: dict[str, int] = {}
    for key in keys:
        following = _follows(document, found, by_key[key])
        spot = choose_spot(gazetteer.names.get(key, ()), near, following)
        if spot is not None and spot.place.feature in ("city", "region") and following & _LANDS:
            spot = None  # "the Mula river", and not the town
        if spot is None:
            text = written(found, key)
            stem = text.lower().rstrip("s")
            label = f"place/{slugify(text)}"
            built = following & (_FEATURES["building"] | _LANDS)
            if built and found.surface.get(key, "").split(" ")[-1].lower() not in built:
                text = f"{text} {min(built)}"  # "the Marlow arena"
                label, stem = f"place/{slugify(text)}", text.lower()
            place = _guess_place(stem, following)
            if place.feature in ("building", "area") and not place.within:
                place = _put_in(document, found, by_key[key], place, near)
            draft = Draft(PLACE, text, key=label, place=place)
            draft.country = draft.place.country if draft.place else None
        elif spot.place.feature == "city" and following & _UNITS and spot.place.country != "US":
            # "Kaduna state", and not the city that it is named after
            text = written(found, key)
            unit = min(following & _UNITS)
            label = f"{_place_key(spot)}-{unit}"
            place = Place("region", None, None, None, spot.place.country, spot.place.within)
            draft = Draft(PLACE, text, key=label, country=place.country, place=place)
        else:
            label = _place_key(spot)
            text = written(found, key)
            far = spot.place.feature in ("city", "region") and not text.isupper()
            far = far and not text.endswith(".")  # "Mo."
            if spot.name.startswith("The "):
                text = spot.name  # "The Hague"
            draft = Draft(PLACE, text if far else spot.name, key=label, place=spot.place, spot=spot)
            draft.country = spot.place.country
        if label not in index:
            index[label] = len(cast.drafts)
            cast.drafts.append(draft)
            if spot is not None and spot.place.feature == "country" and spot.place.country:
                cast.countries[spot.place.country] = index[label]
        assign(cast, found, by_key, key, index[label])


def _is_double(spots: Sequence[Spot]) -> bool:
    """Whether a country and a state have one name."""
    features = {s.place.feature for s in spots if s.place.feature != "city"}
    return {"country", "region"} <= features


def choose_spot(
    spots: Sequence[Spot], near: Counter[str], following: Iterable[str] = ()
) -> Spot | None:
    """The place meant among those of one name.

    `near` counts the countries that the article names; `following` holds the words behind the
    name ("state", a country), case folded.
    """
    following = set(following)
    double = _is_double(spots)

    def weigh(spot: Spot) -> float:
        place = spot.place
        score = log10(spot.population + 10)
        if place.feature == "country":
            score += 1.5 if double else 3
        if place.feature == "region" and place.country == "US":
            score += 0.5 if "state" not in following else 4
        if spot.capital_of:
            score += 2
        if place.within and place.within[0] in near and place.feature == "city":
            score += 1.5
        if place.country is not None and place.country in near:
            # papers say the state of a small American town
            small = spot.population < _SMALL and place.country == "US"
            known = place.within[:1] and place.within[0] in near
            far = small and place.feature == "city" and not known
            score += 0.5 if far else 2 + min(near[place.country], 5) / 5
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
            part = document.tokens[min(last + 1, len(document.tokens) - 1)].text
            gap = last + (2 if part in PARTS_OF_PLACES else 1)  # "Tsafe, northern Chad"
            if nearby.first == gap and document.tokens[last].text == ",":
                spots = load_gazetteer().names.get(nearby.key, ())
                words.update(s.name.casefold() for s in spots[:1])
                words.update(w.casefold() for s in spots[:1] for w in s.place.within)
    return words


def _put_in(
    document: Document, found: Names, numbers: Sequence[int], place: Place, near: Counter[str]
) -> Place:
    """A place with the town that the article puts it in: "the Marlow Arena in Leeds"."""
    for number in numbers[:20]:
        last = found.names[number].last
        if (
            number + 1 == len(found.names)
            or found.names[number + 1].sent != found.names[number].sent
        ):
            continue
        town = found.names[number + 1]
        between = [t.text for t in document.tokens[last : town.first]]
        while between and (between[0] == "," or between[0] in _FEATURES["building"]):
            between = between[1:]
        if town.kind != PLACE or between[:1] not in (["in"], ["near"]) or len(between) > 2:
            continue
        if len(between) == 2 and between[1] not in PARTS_OF_PLACES:
            continue
        spot = choose_spot(
            load_gazetteer().names.get(town.key, ()), near, _follows(document, found, [number + 1])
        )
        if spot is not None:
            within = (spot.name, *(n for n in spot.place.within if n != spot.name))
            return Place(place.feature, country=spot.place.country, within=within)
    return place


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
