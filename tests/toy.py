"""A toy reading and merging, for tests of the store that need no language model.

Every sentence "NAME met NAME in PLACE on DATE." is a mention of a meeting; mentions with the same
names and date are one event. Functions stand at the top of a module, so that worker processes
find them.
"""

from __future__ import annotations

import hashlib
import os
import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence

import pyoxigraph as ox

from kb.article import Article
from kb.errors import ArticleRejected
from kb.extract import Extracted, Result
from kb.store import write_triples
from kb.vocab import PREFIXES

BASE = "http://kb.test/"
SENTENCE = re.compile(r"(\w+) met (\w+) in (\w+) on ([\d-]+)\.")
HEADER = "".join(f"@prefix {name}: <{iri}> .\n" for name, iri in PREFIXES.items())


def parse(turtle: str) -> list[ox.Quad]:
    return list(ox.parse(HEADER + turtle, format=ox.RdfFormat.TURTLE))


def toy_extract(articles: Sequence[Article], base: str) -> list[Result]:
    results: list[Result] = []
    for article in articles:
        if "POISON" in article.text:
            os._exit(9)
        if "EMPTY" in article.text:
            results.append(ArticleRejected(article.source or "", "no-text", "nothing to read"))
            continue
        results.append(_extract_one(article, base))
    return results


def _extract_one(article: Article, base: str) -> Extracted:
    iri = f"{base}articles/{article.id}"
    say = [f'<{iri}> a schema:NewsArticle ; schema:articleBody "{article.text}" .']
    if article.url:
        say.append(f'<{iri}> schema:url "{article.url}" .')
    times = []
    for match in SENTENCE.finditer(article.text):
        one, other, place, day = match.groups()
        me = f"{iri}#event-{match.start()}-{match.end()}"
        span = f"{iri}#char={match.start()},{match.end()}"
        say.append(f"""
            <{me}> a kb:EventMention ; sem:eventType kbt:meet ; kb:evidence <{span}> ;
                gaf:denotedBy <{span}> ; rdfs:label "{one} {other} {place}" ;
                sem:hasTime <{base}time/{day}> .
            <{span}> a oa:SpecificResource ; oa:hasSource <{iri}> ;
                oa:hasSelector <{span}p>, <{span}q> .
            <{span}p> oa:start {match.start()} ; oa:end {match.end()} .
            <{span}q> oa:exact "{match.group()}" .""")
        times.append(f"""
            <{base}time/{day}> kb:edtf "{day}" ; kb:granularity "day" ;
                sem:hasEarliestBeginTimeStamp "{day}"^^xsd:date ;
                sem:hasLatestEndTimeStamp "{day}"^^xsd:date .""")
    return Extracted(
        iri,
        article.source,
        write_triples(parse("\n".join(say)), f"a{article.id}"),
        write_triples(parse("\n".join(times))),
    )


def toy_merge(quads: Iterable[ox.Quad], base: str) -> Iterator[ox.Quad]:
    facts: dict[str, dict[str, str]] = defaultdict(dict)
    for quad in quads:
        subject = getattr(quad.subject, "value", "")
        if "#event-" in subject:
            facts[subject][quad.predicate.value] = getattr(quad.object, "value", "")
    groups: dict[tuple[str, ...], list[str]] = defaultdict(list)
    for mention, fact in facts.items():
        one, other, place = fact[PREFIXES["rdfs"] + "label"].split()
        groups[one, other, place, fact[PREFIXES["sem"] + "hasTime"]].append(mention)
    for (one, other, place, time), mentions in sorted(groups.items()):
        name = hashlib.sha256(f"{one} {other} {time}".encode()).hexdigest()[:16]
        me = f"<{base}events/{name}>"
        articles = sorted({m.partition("#")[0] for m in mentions})
        people = [f"<{base}person/{p.lower()}>" for p in (one, other)]
        where = f"<{base}place/{place.lower()}>"
        yield from parse(f"""
            {me} a sem:Event ; rdfs:label "{one} and {other} meet in {place}" ;
                sem:eventType kbt:meet ; kb:status "happened" ; kb:salience 0.5 ;
                kb:sourceCount {len(articles)} ; kb:independentSourceCount {len(articles)} ;
                sem:hasTime <{time}> ; sem:hasActor {", ".join(people)} ; sem:hasPlace {where} ;
                gaf:denotedBy {", ".join(f"<{m}>" for m in sorted(mentions))} ;
                kb:source {", ".join(f"<{a}>" for a in articles)} .
            {where} a schema:Place, sem:Place ; rdfs:label "{place}" .
            {people[0]} a schema:Person, sem:Actor ; rdfs:label "{one}" .
            {people[1]} a schema:Person, sem:Actor ; rdfs:label "{other}" .""")
