"""The events of a made-up world as N-Quads: what ``docs/model.md`` says of them."""

from __future__ import annotations

import json
from collections.abc import Iterator

from kb.derive import events_graph, times_graph
from kb.vocab import PREFIXES
from tests.bench.world import BASE, World


def write_triples(world: World, claims: int) -> Iterator[bytes]:
    """The events as N-Quads, in pieces: what ``docs/model.md`` says of them."""
    p = PREFIXES
    graph, times = f"<{events_graph(BASE)}>", f"<{times_graph(BASE)}>"
    a, label = f"<{p['rdf']}type>", f"<{p['rdfs']}label>"
    known: set[str] = set()
    articles: set[str] = set()
    lines: list[str] = []

    def say(s: str, pred: str, o: str, g: str = graph) -> None:
        lines.append(f"{s} {pred} {o} {g} .\n")

    for n in range(world.people):
        say(f"<{world.person(n)}>", a, f"<{p['sem']}Actor>")
        say(f"<{world.person(n)}>", label, f'"{world.name(n)}"')
    for n in range(world.places):
        say(f"<{world.place(n)}>", a, f"<{p['sem']}Place>")
        say(f"<{world.place(n)}>", label, f'"Town {n}"')
        if world.country(n) != n:
            up = f"<{world.place(world.country(n))}>"
            say(f"<{world.place(n)}>", f"<{p['schema']}containedInPlace>", up)
    for event, shown in world.events():
        me = f"<{event.iri}>"
        say(me, a, f"<{p['sem']}Event>")
        say(me, label, json.dumps(event.label))
        say(me, f"<{p['sem']}eventType>", f"<{shown['type']['id']}>")
        say(me, f"<{p['kb']}status>", f'"{event.status}"')
        say(me, f"<{p['kb']}salience>", f'"{event.salience}"^^<{p["xsd"]}double>')
        for key in ("sourceCount", "independentSourceCount"):
            say(me, f"<{p['kb']}{key}>", f'"{event.sources}"^^<{p["xsd"]}integer>')
        say(me, f"<{p['sem']}hasPlace>", f"<{world.place(shown['where'])}>")
        for n in shown["who"]:
            role = f"<{event.iri}#r{n}>"
            say(me, f"<{p['sem']}hasActor>", f"<{world.person(n)}>")
            say(me, f"<{p['kb']}participation>", role)
            say(role, f"<{p['rdf']}value>", f"<{world.person(n)}>")
            say(role, f"<{p['sem']}roleType>", f"<{p['kbr']}agent>")
        for number, source in enumerate(shown["sources"]):
            article, mention = f"<{source['article']}>", f"<{event.iri}#mention-{number}>"
            span, words = f"<{event.iri}#span-{number}>", f"<{event.iri}#words-{number}>"
            say(me, f"<{p['kb']}source>", article)
            say(me, f"<{p['gaf']}denotedBy>", mention)
            say(mention, a, f"<{p['kb']}EventMention>")
            say(mention, f"<{p['kb']}evidence>", span)
            say(span, f"<{p['oa']}hasSource>", article)
            say(span, f"<{p['oa']}hasSelector>", words)
            (quote,) = source["quotes"]
            say(words, f"<{p['oa']}exact>", json.dumps(quote["exact"]))
            for key in ("start", "end"):
                say(words, f"<{p['oa']}{key}>", f'"{quote[key]}"^^<{p["xsd"]}integer>')
            if source["article"] not in articles:
                articles.add(source["article"])
                outlet = f"<{BASE}outlet/{source['publisher'].rsplit(' ', 1)[-1]}>"
                say(article, a, f"<{p['schema']}NewsArticle>")
                say(article, f"<{p['schema']}headline>", json.dumps(source["title"]))
                say(article, f"<{p['schema']}url>", json.dumps(source["url"]))
                say(article, f"<{p['schema']}publisher>", outlet)
                say(outlet, f"<{p['schema']}name>", json.dumps(source["publisher"]))
        for n in range(claims):
            claim = f"<{event.iri}#claim-{n}>"
            say(claim, a, f"<{p['kb']}Claim>")
            say(claim, f"<{p['rdf']}subject>", me)
            say(claim, f"<{p['rdf']}object>", f'"{n} of {event.sources}"')
        when = shown["date"]
        if when is not None:
            node = f"<{BASE}time/{when['edtf'].replace('/', '-')}>"
            say(me, f"<{p['sem']}hasTime>", node)
            if node not in known:
                known.add(node)
                say(node, f"<{p['kb']}edtf>", f'"{when["edtf"]}"', times)
                for key, end in (("hasEarliestBegin", "earliest"), ("hasLatestEnd", "latest")):
                    day = f'"{when[end]}"^^<{p["xsd"]}date>'
                    say(node, f"<{p['sem']}{key}TimeStamp>", day, times)
        if len(lines) > 500_000:
            yield "".join(lines).encode()
            lines.clear()
    yield "".join(lines).encode()
