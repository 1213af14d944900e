"""A second story for the questions: four outlets, ten events, claims, quotes, offices, decisions.

Turtle by hand, after ``docs/model.md``; the texts are only as long as their evidence needs.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from kb.derive import events_graph, times_graph
from kb.knowledge import KnowledgeBase
from kb.store import write_triples
from tests.toy import BASE, parse, toy_extract, toy_merge

POST1, SUN, POST2, WIRE = (f"{BASE}articles/{name}" for name in ("p1", "s1", "p2", "w1"))
E = f"{BASE}events/"
MEETING, VISIT, PLAN, LOOSE_PLAN, QUAKE, RESIGNED, SPEECH, DEAL, EARLY, RETURN = (
    f"{E}{name}"
    for name in (
        "a1meeting",
        "a2visit",
        "a3plan",
        "a4poll",
        "a5quake",
        "a6resigned",
        "a7speech",
        "a8deal",
        "a9early",
        "aareturn",
    )
)
ARTICLES = {
    POST1: ("Morning Post", "Leaders meet in Lima", "2020-01-02"),
    SUN: ("Evening Sun", "Quake shakes Lima", "2020-01-03"),
    POST2: ("Morning Post", "Toll rises", "2020-02-12"),
    WIRE: ("Wire Copy", "Quake shakes Lima again", "2020-01-03"),
}
# event: label, type, time, status, actors, places, sources
EVENTS = {
    MEETING: ("Ann and Bob meet in Lima", "meet", "2020-01-01", "happened", "ann bob", "lima",
              (POST1, SUN, WIRE)),
    VISIT: ("Ann visits Peru", "visit", "2020-02-10", "happened", "ann", "peru", (POST2,)),
    PLAN: ("Ann visits Peru in February", "visit", "2020-02", "planned", "ann", "peru", (POST1,)),
    LOOSE_PLAN: ("Acme holds a poll", "ballot", None, "planned", "acme", "", (POST1,)),
    QUAKE: ("Earthquake in Lima", "earthquake", "2020-01-02", "happened", "", "lima",
            (SUN, POST2, WIRE)),
    RESIGNED: ("Bob resigns", "resign", None, "denied", "bob", "", (SUN,)),
    SPEECH: ("Bob gives a speech", "speech", None, "happened", "bob", "", (POST2,)),
    DEAL: ("Acme buys a mine", "acquisition", "2019~", "happened", "acme", "", (POST1,)),
    EARLY: ("Ann and Bob hold talks", "discuss", "2018-06-05", "happened", "ann bob", "", (POST1,)),
    RETURN: ("Bob praises Ann", "praise", "2020-02", "happened", "ann bob", "", (POST2, SUN)),
}  # fmt: skip
TIMES = {
    "2020-01-01": ("day", "2020-01-01", "2020-01-01"),
    "2020-01-02": ("day", "2020-01-02", "2020-01-02"),
    "2020-01-03": ("day", "2020-01-03", "2020-01-03"),
    "2020-02-10": ("day", "2020-02-10", "2020-02-10"),
    "2020-02-12": ("day", "2020-02-12", "2020-02-12"),
    "2018-06-05": ("day", "2018-06-05", "2018-06-05"),
    "2020-02": ("month", "2020-02-01", "2020-02-29"),
    "2019~": ("year", "2019-01-01", "2019-12-31"),
}
ENTITIES = f"""
<{BASE}person/ann> a schema:Person, sem:Actor ; rdfs:label "Ann Silva" ;
    gaf:denotedBy <{POST1}#entity-0>, <{POST2}#entity-0>, <{SUN}#entity-0> .
<{BASE}person/bob> a schema:Person, sem:Actor ; rdfs:label "Bob Ruiz" ;
    gaf:denotedBy <{SUN}#entity-1> .
<{BASE}organization/acme> a schema:Organization, sem:Actor ; rdfs:label "Acme" .
<{BASE}place/lima> a schema:Place, sem:Place ; rdfs:label "Lima" ; geo:lat -12.0 ; geo:long -77.0 ;
    schema:containedInPlace <{BASE}place/peru> .
<{BASE}place/peru> a schema:Place, sem:Place ; rdfs:label "Peru" .
<{WIRE}> schema:isBasedOn <{SUN}> .
<{MEETING}#r> a sem:Role ; rdf:value <{BASE}person/ann> ; sem:roleType kbr:participant .
<{MEETING}> kb:participation <{MEETING}#r> .
<{RETURN}#r1> a sem:Role ; rdf:value <{BASE}person/bob> ; sem:roleType kbr:agent .
<{RETURN}#r2> a sem:Role ; rdf:value <{BASE}person/ann> ; sem:roleType kbr:patient .
<{RETURN}> kb:participation <{RETURN}#r1>, <{RETURN}#r2> .
<{DEAL}> kb:timeExpression "around 2019" ; kb:timeAnchor "'around 2019'" .
<{QUAKE}> kb:dispute <{QUAKE}#d> .
<{QUAKE}#d> a kb:Dispute ; kb:field kb:killed ; kb:verdict "dispute" ;
    kb:position <{QUAKE}#d1>, <{QUAKE}#d2> .
<{QUAKE}#d1> a kb:Position ; kb:value "five" ; kb:source <{SUN}>, <{WIRE}> .
<{QUAKE}#d2> a kb:Position ; kb:value "9" ; kb:source <{POST2}> .
<{MEETING}#decision-0> a kb:MergeDecision ; kb:verdict "same" ; kb:score 1.5 ;
    kb:merges <{POST1}#event-a1meeting>, <{SUN}#event-a1meeting> ; kb:into <{MEETING}> ;
    kb:reason "same day +0.4", "2 shared participants +0.55" .
"""


def _span(article: str, name: str, words: str, start: int) -> str:
    me = f"{article}#{name}"
    return f"""
        <{me}> a oa:SpecificResource ; oa:hasSource <{article}> ;
            oa:hasSelector <{me}-p>, <{me}-q> .
        <{me}-p> a oa:TextPositionSelector ; oa:start {start} ; oa:end {start + len(words)} .
        <{me}-q> a oa:TextQuoteSelector ; oa:exact "{words}" ; oa:prefix "on the harbour: " ;
            oa:suffix " she said" ."""


def _claim(article: str, event: str, n: int, detail: str, words: str, more: str) -> str:
    mention = f"{article}#event-{event.rsplit('/', 1)[-1]}"
    return f"""
        <{article}#claim-{n}> a kb:Claim ; rdf:subject <{mention}> ; rdf:predicate kb:{detail} ;
            rdf:object "{words}" ; kb:evidence <{article}#claim-{n}-span> ;
            kb:modality "happened" ; kb:bound "exactly" {more} .
        {_span(article, f"claim-{n}-span", words, 10 * n)}"""


def _tell(article: str) -> str:
    publisher, headline, day = ARTICLES[article]
    lines = [
        f"""<{article}> a schema:NewsArticle ; schema:headline "{headline}" ;
        schema:articleBody "{headline}." ; schema:publisher <{article}#publisher> ;
        dcterms:created <{BASE}time/{day}> ; kb:documentTimeFrom "metadata" .
        <{article}#publisher> a schema:Organization ; schema:name "{publisher}" ."""
    ]
    for event, told in EVENTS.items():
        if article in told[-1]:
            name = event.rsplit("/", 1)[-1]
            words = f"{told[0]}, it is told."
            lines.append(f"""<{article}#event-{name}> a kb:EventMention ;
                kb:evidence <{article}#said-{name}> ; gaf:denotedBy <{article}#said-{name}> .
                {_span(article, f"said-{name}", words, 0)}""")
    return "\n".join(lines)


def _tell_articles() -> dict[str, bytes]:
    more = {
        POST1: f"""
            <{POST1}#role-0> a org:Membership ; org:member <{POST1}#entity-0> ;
                kb:status "current" ; schema:jobTitle "Minister" ;
                org:organization <{POST1}#entity-9> ;
                kb:evidence <{POST1}#said-a1meeting> .
            <{POST1}#entity-9> schema:name "Peru" .
            <{POST1}#event-a4poll> kb:participation <{POST1}#poll-role> .
            <{POST1}#poll-role> a sem:Role ; rdfs:label "shareholders" ; sem:roleType kbr:agent ."""
        + _claim(POST1, DEAL, 1, "amount", "3 million dollars", "; kb:number 3000000.0"),
        SUN: f"""
            <{SUN}#event-aareturn> kb:status "planned" ; rdfs:label "Bob is to praise Ann" ;
                sem:hasTime <{BASE}time/2020-02> .
            <{SUN}#voice-1> a kb:Voice ; rdfs:label "officials" .
            <{SUN}#quote-1> a schema:Quotation ; schema:text "We will rebuild" ;
                schema:spokenByCharacter <{SUN}#entity-0> ; kb:evidence <{SUN}#quote-1-span> .
            {_span(SUN, "quote-1-span", "We will rebuild", 40)}"""
        + _claim(SUN, QUAKE, 1, "killed", "five",
                 f"; kb:number 5.0 ; grasp:wasAttributedTo <{SUN}#voice-1>"),
        POST2: f"""
            <{POST2}#event-aareturn> kb:status "happened" .
            <{POST2}#role-0> a org:Membership ; org:member <{POST2}#entity-0> ;
                kb:status "former" ; schema:jobTitle "minister" ;
                org:organization <{POST2}#entity-9> ; kb:evidence <{POST2}#said-a7speech> .
            <{POST2}#entity-9> schema:name "Peru" ."""
        + _claim(POST2, QUAKE, 1, "killed", "9", "; kb:number 9.0")
        + _claim(POST2, QUAKE, 2, "magnitude", "6.1", "; kb:number 6.1"),
        WIRE: "",
    }  # fmt: skip
    return {a: write_triples(parse(_tell(a) + more[a])) for a in ARTICLES}


def _say_events() -> str:
    lines = [ENTITIES]
    for event, (label, kind, time, status, actors, places, sources) in EVENTS.items():
        name = event.rsplit("/", 1)[-1]
        independent = len({ARTICLES[s][0] for s in sources} - {"Wire Copy"})
        lines.append(f"""<{event}> a sem:Event ; rdfs:label "{label}" ; sem:eventType kbt:{kind} ;
            kb:status "{status}" ; kb:salience 0.5 ; kb:sourceCount {len(sources)} ;
            kb:independentSourceCount {independent} .""")
        lines += [
            f"<{event}> kb:source <{source}> ; gaf:denotedBy <{source}#event-{name}> ."
            for source in sources
        ]
        for actor in actors.split():
            kind = "organization" if actor == "acme" else "person"
            lines.append(f"<{event}> sem:hasActor <{BASE}{kind}/{actor}> .")
        if places:
            lines.append(f"<{event}> sem:hasPlace <{BASE}place/{places}> .")
        if time:
            lines.append(f"<{event}> sem:hasTime <{BASE}time/{time}> .")
    return "\n".join(lines)


def _say_times() -> str:
    return "\n".join(
        f"""<{BASE}time/{edtf}> a time:TemporalEntity ; kb:edtf "{edtf}" ;
        kb:granularity "{grain}" ;
        sem:hasEarliestBeginTimeStamp "{first}"^^xsd:date ;
        sem:hasLatestEndTimeStamp "{last}"^^xsd:date ."""
        for edtf, (grain, first, last) in TIMES.items()
    )


@contextmanager
def a_newsroom(path: Path) -> Iterator[KnowledgeBase]:
    """An open knowledge base in `path` that holds the story."""
    with KnowledgeBase.open(path, BASE, extract=toy_extract, merge=toy_merge) as known:
        known.store.replace_graphs(
            {
                **_tell_articles(),
                times_graph(BASE): write_triples(parse(_say_times())),
                events_graph(BASE): write_triples(parse(_say_events())),
            },
            derived=True,
        )
        yield known
