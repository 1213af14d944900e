"""Stores with random events, after ``docs/model.md``, and random questions to ask of them."""

# ruff: noqa: E501, PERF401 - Turtle is easier to read in long lines

from __future__ import annotations

import random
from datetime import date, timedelta
from typing import Any

from kb.dates.partial import PartialDate
from kb.derive import events_graph, times_graph
from kb.knowledge import KnowledgeBase
from kb.store import write_triples
from kb.timeline_question import FACETS, STATUSES
from tests.toy import BASE, parse

PEOPLE = ("Anna Lind", "Omar Haddad", "Ivo Öz", "Noor Said")
PLACES = {
    "paris": ("Paris", 48.85, 2.35, ("france",)),
    "lyon": ("Lyon", 45.76, 4.84, ("rhone",)),
    "rhone": ("Rhône", None, None, ("france",)),
    "france": ("France", 46.0, 2.0, ("europe",)),
    "europe": ("Europe", None, None, ()),
    "oslo": ("Oslo", 59.91, 10.75, ("europe",)),
}
TYPES = ("meet", "visit", "storm", "resign", "joint-statement")
WORDS = ("storm", "talks", "two", "hours", "Öl", "kill", "killed", "São", "it’s", "12")
PUBLISHERS = ("The Paper", "Agence Nord", None)


def slug(name: str) -> str:
    return name.lower().replace(" ", "-").replace("ö", "o")


def random_date(chance: random.Random) -> PartialDate | None:
    day = date(2018, 1, 1) + timedelta(days=chance.randrange(900))
    kind = chance.randrange(9)
    if kind == 0:
        return None
    if kind == 1:
        return PartialDate.parse(f"{day.year}")
    if kind == 2:
        return PartialDate.parse(f"{day.year}-{day.month:02}")
    if kind == 3:
        return PartialDate.parse(
            f"{day.isoformat()}/{(day + timedelta(days=chance.randrange(1, 600))).isoformat()}"
        )
    if kind == 4:
        return (
            PartialDate.between(None, day)
            if chance.random() < 0.5
            else PartialDate.between(day, None)
        )
    if kind == 5 and chance.random() < 0.4:
        return PartialDate.parse("1500/2019" if chance.random() < 0.5 else "XXXX-10-30")
    return PartialDate.parse(day.isoformat())


def write_article(chance: random.Random, number: int) -> str:
    iri = f"{BASE}articles/a{number}"
    lines = [f'<{iri}> a schema:NewsArticle ; schema:articleBody "{" ".join(chance.choices(WORDS, k=9))}" ;'
             f' schema:headline "Title {number}" ; kb:documentTimeFrom "{chance.choice(("metadata", "inferred"))}" ;'
             f' dcterms:created <{BASE}time/2019> .']  # fmt: skip
    publisher = chance.choice(PUBLISHERS)
    if publisher:
        lines.append(
            f'<{iri}> schema:publisher <{iri}#publisher> . <{iri}#publisher> schema:name "{publisher}" .'
        )
    elif chance.random() < 0.3:
        lines.append(f'<{iri}> schema:creditText "Agence Nord" .')
    for m in range(6):
        words = " ".join(chance.choices(WORDS, k=chance.randint(1, 4)))
        lines.append(f"""<{iri}#event-{m}> kb:evidence <{iri}#char={m}> {"; kb:isMain true" if chance.random() < 0.2 else ""} .
            <{iri}#char={m}> oa:hasSource <{iri}> ; oa:hasSelector <{iri}#p{m}>, <{iri}#q{m}> .
            <{iri}#p{m}> oa:start {m} ; oa:end {m + len(words)} . <{iri}#q{m}> oa:exact "{words}" .""")
    return "\n".join(lines)


def write_event(
    chance: random.Random, number: int, articles: int, times: dict[str, PartialDate]
) -> str:
    me = f"<{BASE}events/{chance.getrandbits(64) if chance.random() < 0.8 else number:x}>"
    told = sorted(chance.sample(range(articles), chance.randint(1, min(4, articles))))
    say = [
        f"""{me} a sem:Event ; rdfs:label "{" ".join(chance.choices(WORDS, k=3))}" ; sem:eventType kbt:{chance.choice(TYPES)} ;
        kb:status "{chance.choice(STATUSES) if chance.random() < 0.4 else "happened"}" ;
        kb:salience {chance.randint(0, 10) / 10} ; kb:sourceCount {len(told)} ;
        kb:independentSourceCount {chance.randint(1, len(told))} ;
        kb:source {", ".join(f"<{BASE}articles/a{n}>" for n in told)} ;
        gaf:denotedBy {", ".join(f"<{BASE}articles/a{n}#event-{chance.randrange(6)}>" for n in told)} ."""
    ]
    when = random_date(chance)
    if when is not None:
        name = f"t{len(times)}"
        times[name] = when
        say.append(f"{me} sem:hasTime <{BASE}time/{name}> .")
    for who in chance.sample(PEOPLE[:3], chance.randint(0, 2)):
        say.append(f"{me} sem:hasActor <{BASE}person/{slug(who)}> .")
    for place in chance.sample(sorted(PLACES), chance.choice((0, 1, 1, 2))):
        say.append(f"{me} sem:hasPlace <{BASE}place/{place}> .")
    if chance.random() < 0.3:
        node = f"{me[:-1]}#d>"
        say.append(f"""{me} kb:dispute {node} . {node} kb:field kb:killed ; kb:verdict "{chance.choice(("dispute", "update"))}" ;
            kb:position {node[:-1]}-0> . {node[:-1]}-0> kb:value "12" ; kb:source <{BASE}articles/a{told[0]}> .""")
    return "\n".join(say)


def fill_store(known: KnowledgeBase, chance: random.Random, events: int) -> None:
    """Puts random articles and events into an open knowledge base, as if they had been derived."""
    articles = chance.randint(1, 5)
    times: dict[str, PartialDate] = {"2019": PartialDate.parse("2019")}
    say = [write_event(chance, number, articles, times) for number in range(events)]
    for who in PEOPLE:
        say.append(
            f'<{BASE}person/{slug(who)}> a schema:Person, sem:Actor ; rdfs:label "{who}" ; skos:altLabel "{who.split()[-1]}" .'
        )
    for key, (name, lat, lon, outer) in PLACES.items():
        me = f"<{BASE}place/{key}>"
        if key != "europe":  # no article has named it: it is only what others lie in
            say.append(f'{me} a schema:Place, sem:Place ; rdfs:label "{name}" .')
        if lat is not None:
            say.append(f"{me} geo:lat {lat} ; geo:long {lon} .")
        say += [f"{me} schema:containedInPlace <{BASE}place/{up}> ." for up in outer]
    tell = []
    for name, when in times.items():
        me = f"<{BASE}time/{name}>"
        tell.append(f'{me} kb:edtf "{when.edtf}" ; kb:granularity "{when.granularity}" .')
        if when.earliest:
            tell.append(f'{me} sem:hasEarliestBeginTimeStamp "{when.earliest}"^^xsd:date .')
        if when.latest:
            tell.append(f'{me} sem:hasLatestEndTimeStamp "{when.latest}"^^xsd:date .')
    known.store.replace_graphs(
        {
            **{f"{BASE}articles/a{n}": write_triples(parse(write_article(chance, n))) for n in range(articles)},
            times_graph(BASE): write_triples(parse("\n".join(tell))),
            events_graph(BASE): write_triples(parse("\n".join(say))),
        },
        derived=True,
    )  # fmt: skip


def random_question(chance: random.Random) -> dict[str, Any]:
    """Some parameters of a timeline."""

    def day() -> str:
        return chance.choice(("2018", "2019-02", "2019-03-04", "2018-11-30", "2020", "201X"))

    choices: dict[str, Any] = {
        "actor": lambda: chance.sample(PEOPLE, chance.randint(1, 2)),
        "match": lambda: chance.choice(("all", "any")),
        "place": lambda: chance.sample(("France", "Paris", "europe", "Rhone", "Oslo"), chance.randint(1, 2)),
        "type": lambda: chance.choice(("meet", "consult", "visit", "storm")),
        "from": day,
        "to": day,
        "window": lambda: chance.choice(("overlap", "within")),
        "undated": lambda: chance.choice(("last", "always", "only", "never")),
        "text": lambda: chance.choice(("storm", "storm talks", '"two hours"', "kil*", "ol", "it's", "SAO")),
        "near": lambda: chance.choice(("48.8,2.3,50", "46,3,400", "0,0,1", "50,5,20000")),
        "source": lambda: f"{BASE}articles/a0",
        "publisher": lambda: chance.choice(("the paper", "Agence Nord")),
        "min_sources": lambda: chance.randint(1, 4),
        "min_independent": lambda: chance.randint(1, 3),
        "status": lambda: chance.choice(("told", "any", *STATUSES)),
        "disputed": lambda: chance.choice((True, False)),
        "main": lambda: True,
        "min_salience": lambda: chance.choice((0.3, 0.55, 1)),
        "order": lambda: chance.choice(("time", "newest", "salience", "sources")),
        "density": lambda: chance.choice(("day", "month", "year")),
        "facets": lambda: ",".join(FACETS),
        "group_by": lambda: chance.choice(("day", "month", "year", "actor", "place", "type")),
        "limit": lambda: chance.choice((1, 2, 5, 100, None)),
    }  # fmt: skip
    names = chance.sample(sorted(choices), chance.choice((0, 1, 1, 2, 2, 3, 4, 6)))
    return {name: choices[name]() for name in names}
