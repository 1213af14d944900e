"""Report → facts: what merging compares, with entities by their keys; and facts as text."""

from __future__ import annotations

import datetime
import json
import re
from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache, lru_cache
from math import inf

from slugify import slugify

from kb.dates.partial import PartialDate
from kb.entities.offices import load_offices
from kb.entities.word_lists import load_demonyms
from kb.merge.disputes import bounds_of
from kb.merge.ledger import pack
from kb.merge.model import Facts
from kb.merge.reports import Report, Reports
from kb.merge.story import Story, read_story, read_words
from kb.merge.times import is_firm
from kb.merge.who import Canonical
from kb.merge.wording import count_words, read_names, read_ordinals
from kb.ontology import Ontology
from kb.vocab import local_name

_LARGE = 3  # on the scale of `Canonical.coarseness`: regions, seas and countries


def read_facts(
    reports: Reports,
    keys: Mapping[str, str],
    entities: Mapping[str, Canonical],
    ontology: Ontology,
) -> list[Facts]:
    """The facts of each report of one article that may be an event, in the order of IRIs."""
    told = [r for r in reports.reports.values() if r.level in ("event", "minor")]
    if not told:
        return []
    article = _read_article(reports, keys, entities, {r.evidence for r in told})
    return [_read_facts(r, article, ontology) for r in told]


@dataclass(frozen=True, slots=True)
class _Sentence:
    """What a sentence says in so many words, whichever of its happenings is looked at."""

    words: frozenset[str]
    numbers: frozenset[str]
    proper: frozenset[str]
    ordinals: frozenset[str]
    named: frozenset[str]
    heading: bool


@dataclass(frozen=True, slots=True)
class _Article:
    """What all reports of an article have in common; `sentences` by their offsets."""

    keys: Mapping[str, str]
    entities: Mapping[str, Canonical]
    published: datetime.date | None
    story: Story
    sentences: Mapping[tuple[int, int], _Sentence]
    counts: Mapping[str, Mapping[str, tuple[float, float]]]


def _read_article(
    reports: Reports,
    keys: Mapping[str, str],
    entities: Mapping[str, Canonical],
    sentences: Iterable[tuple[int, int]],
) -> _Article:
    (source,) = reports.sources.values()
    day = source.time.known_day if source.time is not None else None
    dull = _find_dull(reports)
    read = {}
    for first, last in sentences:
        text = source.text[first:last]
        read[first, last] = _Sentence(
            read_words(text), count_words(text), read_names(text, dull), read_ordinals(text),
            _find_named(text, reports, keys), _is_heading(text, source.title),
        )  # fmt: skip
    story = read_story(source.title, source.text, _find_telling(reports, keys, entities), day)
    return _Article(keys, entities, day, story, read, _read_counts(reports))


def _read_counts(reports: Reports) -> Mapping[str, Mapping[str, tuple[float, float]]]:
    """The numbers told of each event; where one sentence gives two, neither speaks for it."""
    found: dict[str, dict[str, set[tuple[float, float]]]] = defaultdict(lambda: defaultdict(set))
    for detail in reports.details:
        if detail.number is not None:
            found[detail.event][local_name(detail.predicate)].add(bounds_of(detail))
    return {
        event: {field: min(told) for field, told in sorted(held.items()) if len(told) == 1}
        for event, held in found.items()
    }


def _find_telling(
    reports: Reports, keys: Mapping[str, str], entities: Mapping[str, Canonical]
) -> frozenset[str]:
    """The keys that tell what an article is about: whom and what lesser places it names."""
    named = set()
    for iri, local in reports.entities.items():
        key = keys[iri]
        place = entities[key].place
        telling = place is None or place.feature not in ("country", "region", "water")
        if telling and not local.entity.source:
            named.add(key)
    return frozenset(named)


def _read_facts(r: Report, article: _Article, ontology: Ontology) -> Facts:
    keys, entities = article.keys, article.entities
    type_, sentence = ontology.types[r.type], article.sentences[r.evidence]
    by_role: dict[str, set[str]] = defaultdict(set)
    for local, role in r.actors:
        by_role[role].add(keys[local])
    actors = frozenset(keys[local] for local, _ in r.actors)
    places = frozenset(keys[p] for p in r.places)
    around = set(places)
    for key in places:
        place = entities[key].place
        if place is not None:
            around.update(f"place/{slugify(name)}" for name in place.within)
    return Facts(
        iri=r.iri,
        article=r.article,
        type=r.type,
        lemma=r.lemma,
        status=r.status,
        date=r.date if r.date is not None and is_firm(r.date) else None,
        about=r.date if r.date is not None and not is_firm(r.date) else None,
        actors=actors,
        by_role={role: frozenset(found) for role, found in sorted(by_role.items())},
        places=places,
        sites=frozenset(p for p in places if entities[p].coarseness < _LARGE),
        around=frozenset(around),
        placed=frozenset(
            # a mountain range lies in what no list says, and is no other place than a town in it
            p
            for p in places
            if (at := entities[p].place) is not None and at.feature != "area"
        ),
        nation={k: c for k in sorted(actors) if (c := entities[k].country) is not None},
        said={
            role: read_words(words)
            for role, words in r.words
            # a meeting has many topics; what was announced, once, is what was announced
            if not (role == "topic" and type_.mutual)
            and role != "amount"  # "by half a point" and "to 5 per cent" are one rise
        },
        published=article.published,
        words=sentence.words,
        numbers=sentence.numbers,
        mutual=type_.mutual,
        main=r.main,
        cues=r.cues & {"first", "second", "third", "fourth", "fifth", "another"},
        salience=r.salience,
        sentence=(r.article, r.evidence[0]),
        points_to=r.antecedent,
        story=article.story,
        full=r.level == "event",
        lasting="disaster" in type_.broader,
        durative=type_.durative,
        once=type_.once,
        opposite=frozenset(type_.opposite),
        contest=type_.is_contest,
        proper=sentence.proper,
        ordinals=sentence.ordinals,
        counts=article.counts.get(r.iri, {}),
        heading=sentence.heading,
        named=sentence.named,
    )


def _is_heading(sentence: str, title: str | None) -> bool:
    """Whether a sentence is the headline, or one of it."""
    words = " ".join(sentence.split())
    return bool(words and title and words in " ".join(title.split()))


def _find_named(sentence: str, reports: Reports, keys: Mapping[str, str]) -> frozenset[str]:
    """The people whom a sentence names."""
    return frozenset(
        keys[iri]
        for iri, local in reports.entities.items()
        if local.entity.kind == "person" and any(name in sentence for name in local.entity.names)
    )


def _find_dull(reports: Reports) -> frozenset[str]:
    """The words of names that half the world's news has in common: of states, and of offices."""
    words = set(_dull_words())
    for local in reports.entities.values():
        place = local.entity.place
        state = place is not None and place.feature in ("country", "area")
        if state or local.entity.source:
            words.update(w.lower() for name in local.entity.names for w in name.split())
    return frozenset(words)


@cache
def _dull_words() -> frozenset[str]:
    names = (*load_demonyms(), *load_offices())
    return frozenset(word.lower() for name in names for word in re.split(r"[ -]", name))


# In the order of the fields of `Facts`, the story taken apart at the end.


def write_facts(f: Facts) -> str:
    """Facts as JSON; equal facts give equal text."""
    return pack(
        [
            f.iri, f.article, f.type, f.lemma, f.status, _write_date(f.date), _write_date(f.about),
            sorted(f.actors), {role: sorted(held) for role, held in f.by_role.items()},
            sorted(f.places), sorted(f.sites), sorted(f.around), sorted(f.placed), dict(f.nation),
            {role: sorted(held) for role, held in f.said.items()},
            f.published.isoformat() if f.published is not None else None,
            sorted(f.words), sorted(f.numbers), f.mutual, f.main, sorted(f.cues), f.salience,
            f.sentence[1], f.points_to, sorted(f.story.named), sorted(f.story.words), f.full,
            sorted(f.named), f.lasting, f.durative, f.once, sorted(f.opposite), f.contest,
            sorted(f.proper), sorted(f.ordinals),
            {field: [low, high if high < inf else None] for field, (low, high) in f.counts.items()},
            f.heading,
        ]
    )  # fmt: skip


def parse_facts(text: str) -> Facts:
    """The facts that `write_facts` wrote."""
    (
        iri, article, type_, lemma, status, date, about, actors, by_role, places, sites, around,
        placed,
        nation, said, day, words, numbers, mutual, main, cues, salience, sentence, points_to,
        named, story_words, full, people, lasting, durative, once, opposite, contest,
        proper, ordinals, counts, heading,
    ) = json.loads(text)  # fmt: skip
    published = datetime.date.fromisoformat(day) if day is not None else None
    return Facts(
        iri=iri, article=article, type=type_, lemma=lemma, status=status,
        date=_parse_date(*date) if date is not None else None,
        about=_parse_date(*about) if about is not None else None,
        actors=frozenset(actors),
        by_role={role: frozenset(held) for role, held in by_role.items()},
        places=frozenset(places), sites=frozenset(sites), around=frozenset(around),
        placed=frozenset(placed), nation=nation,
        said={role: frozenset(held) for role, held in said.items()},
        published=published,
        words=frozenset(words), numbers=frozenset(numbers), mutual=mutual, main=main,
        cues=frozenset(cues), salience=salience, sentence=(article, sentence),
        points_to=points_to,
        story=Story(frozenset(named), frozenset(story_words), published), full=full,
        named=frozenset(people), lasting=lasting, durative=durative, once=once,
        opposite=frozenset(opposite), contest=contest,
        proper=frozenset(proper), ordinals=frozenset(ordinals),
        counts={
            field: (low, high if high is not None else inf) for field, (low, high) in counts.items()
        },
        heading=heading,
    )  # fmt: skip


def _write_date(when: PartialDate | None) -> list[object] | None:
    return None if when is None else [when.edtf, when.weekday]


@lru_cache(maxsize=8192)
def _parse_date(edtf: str, weekday: int | None) -> PartialDate:
    return PartialDate.parse(edtf, weekday)
