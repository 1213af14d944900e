"""A made-up world of people, places and outlets, and as many events in it as are asked for."""

from __future__ import annotations

import json
import random
from collections.abc import Iterator
from datetime import date, timedelta
from itertools import accumulate
from typing import Any

from kb.index.model import IndexedEvent, Kind, Term, Thing
from kb.ontology import load_ontology
from kb.store.folder import DEFAULT_BASE

BASE = DEFAULT_BASE
FIRST = "Anna Omar Lena Ivo Noor Juan Mei Kofi Sara Tomas Aiko Piotr Leila Hugo Nadia Emil".split()
LAST = "Lind Haddad Berg Novak Okafor Silva Tanaka Kowal Rossi Moreau Ito Weber Diaz Khan".split()
WORDS = """talks trade border deal minister police court summit vote strike storm flood budget
energy visit treaty tariff protest leader economy security health aid bank export water rail
school army ceasefire inflation reform election budget inquiry charter pipeline harbour""".split()

DAYS = 20 * 365
START = date(2006, 1, 1)


class Skewed:
    """Draws numbers below `size`, the n-th about 1/n as often as the first (Zipf)."""

    def __init__(self, size: int, power: float = 1.0) -> None:
        self._weights = list(accumulate(1 / (n + 3) ** power for n in range(size)))
        self._all = range(size)

    def draw(self, chance: random.Random) -> int:
        return chance.choices(self._all, cum_weights=self._weights)[0]


class World:
    """People, places, publishers and kinds of event, and events made of them."""

    def __init__(self, events: int, seed: int = 1) -> None:
        self.size, self.seed = events, seed
        self.people = max(50, events // 15)
        self.places = max(60, events // 200)
        self.countries = min(190, self.places // 3)
        self.articles = max(10, events // 2)
        types = load_ontology().types
        self.types = sorted(types)
        self.broader = {
            key: [types[key].iri, *(one.iri for one in _broader(key))] for key in self.types
        }
        self.labels = {key: types[key].label for key in self.types}
        self.iris = {key: types[key].iri for key in self.types}
        self._who = Skewed(self.people, 1.05)
        self._where = Skewed(self.places)
        self._type = Skewed(len(self.types))
        self._word = Skewed(len(WORDS) + 20_000, 1.1)
        self._outlet = Skewed(300)

    def name(self, n: int) -> str:
        first, last = FIRST[n % 16], LAST[n // 16 % 14]
        return f"{first} {last}" if n < 224 else f"{first} {last} {n // 224}"

    def person(self, n: int) -> str:
        return f"{BASE}person/p{n}"

    def place(self, n: int) -> str:
        return f"{BASE}place/l{n}"

    def country(self, place: int) -> int:
        return place if place < self.countries else place % self.countries

    def word(self, chance: random.Random) -> str:
        n = self._word.draw(chance)
        return WORDS[n] if n < len(WORDS) else f"w{n}"

    def things(self) -> Iterator[Thing]:
        for n in range(self.people):
            yield Thing(self.person(n), "entity", self.name(n), (), "person")
        for n in range(self.places):
            within = tuple(dict.fromkeys((self.place(n), self.place(self.country(n)))))
            lat, lon = -60 + n * 7919 % 1300 / 10, -180 + n * 104729 % 3600 / 10
            yield Thing(self.place(n), "place", f"Town {n}", (), "place", lat, lon, within)
        for key in self.types:
            yield Thing(self.iris[key], "type", self.labels[key], (key,))

    def events(self) -> Iterator[tuple[IndexedEvent, dict[str, Any]]]:
        """Each event as the index keeps it, and what it is made of."""
        for number in range(self.size):
            yield self.event(number)

    def event(self, number: int) -> tuple[IndexedEvent, dict[str, Any]]:
        chance = random.Random(self.seed * 10_000_019 + number)
        iri = f"{BASE}events/{chance.getrandbits(64):016x}"
        who = sorted({self._who.draw(chance) for _ in range(chance.choice((1, 2, 2, 2, 3)))})
        where = self._where.draw(chance)
        kind = self.types[self._type.draw(chance)]
        first, last, edtf, grain = _draw_date(chance)
        sources = min(12, int(chance.paretovariate(1.6)))
        said = [self.word(chance) for _ in range(chance.randint(9, 22))]
        label = f"{' and '.join(self.name(n) for n in who[:2])}: {said[0]} in Town {where}"
        articles = [chance.randrange(self.articles) for _ in range(sources)]
        shown_articles: list[dict[str, Any]] = [
            {
                "article": f"{BASE}articles/a{n}",
                "title": f"{said[0]} {said[1]} {said[2]}".title(),
                "publisher": f"Paper {n % 300}",
                "published": edtf[:10],
                "url": f"https://paper{n % 300}.test/{n}",
                "quotes": [{"exact": " ".join(said), "start": 120, "end": 120 + len(said)}],
                "credit": None,
            }
            for n in dict.fromkeys(articles)
        ]
        status = chance.choices(("happened", "planned", "denied", "possible"), (90, 6, 1, 3))[0]
        disputed = sources > 2 and chance.random() < 0.05
        salience = round(chance.random() ** 2, 3)
        iso = [None if d is None else d.isoformat() for d in (first, last)]
        shown = {
            "id": iri,
            "label": label,
            "type": {"id": self.iris[kind], "label": self.labels[kind]},
            "date": None
            if grain is None
            else {"edtf": edtf, "earliest": iso[0], "latest": iso[1], "granularity": grain,
                  "text": edtf, "anchor": None},
            "places": [
                {"id": self.place(where), "name": f"Town {where}", "lat": None, "lon": None}
            ],
            "actors": [
                {"id": self.person(n), "name": self.name(n), "kind": "person", "role": "agent"}
                for n in who
            ],
            "modality": status,
            "topic": said[0],
            "salience": salience,
            "sources": shown_articles,
            "source_count": len(shown_articles),
            "independent_source_count": len(shown_articles),
            "disputes": [],
        }  # fmt: skip
        terms: list[Term] = [(Kind.TYPE, one) for one in self.broader[kind]]
        terms += [(Kind.ACTOR, self.person(n)) for n in who]
        terms += [(Kind.SITE, self.place(where)), (Kind.PLACE, self.place(where))]
        terms.append((Kind.PLACE, self.place(self.country(where))))
        for one in shown_articles:
            terms += [(Kind.ARTICLE, one["article"]), (Kind.PUBLISHER, one["publisher"])]
        event = IndexedEvent(
            iri,
            json.dumps(shown, separators=(",", ":")),
            None if first is None else first.toordinal(),
            None if last is None else last.toordinal(),
            status,
            salience > 0.5,
            disputed,
            salience,
            len(shown_articles),
            len(shown_articles),
            tuple(dict.fromkeys(terms)),
            label,
            (" ".join(said),),
        )
        return event, {**shown, "where": where, "who": who}


def _broader(key: str) -> Iterator[Any]:
    ontology = load_ontology()
    seen: set[str] = set()
    waiting = list(ontology.types[key].broader)
    while waiting:
        name = waiting.pop()
        if name in seen:
            continue
        seen.add(name)
        if name in ontology.types:
            waiting += ontology.types[name].broader
            yield ontology.types[name]
        else:
            yield ontology.families[name]


def _draw_date(chance: random.Random) -> tuple[date | None, date | None, str, str | None]:
    """A day, mostly a late one; now and then only a month, a year, a range, or nothing."""
    day = START + timedelta(days=int(DAYS * chance.random() ** 0.5))
    kind = chance.random()
    if kind < 0.04:
        return None, None, "", None
    if kind < 0.12:
        return date(day.year, 1, 1), date(day.year, 12, 31), f"{day.year}", "year"
    if kind < 0.22:
        end = date(day.year + day.month // 12, day.month % 12 + 1, 1) - timedelta(days=1)
        return day.replace(day=1), end, f"{day.year}-{day.month:02}", "month"
    if kind < 0.24:
        end = day + timedelta(days=chance.randrange(2, 900))
        return day, end, f"{day}/{end}", "range"
    return day, day, day.isoformat(), "day"
