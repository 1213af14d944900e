"""A small knowledge base with known answers, after ``docs/model.md``: three articles, five events.

Every quote is found in its text, so that offsets are never typed by hand.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from kb.derive import events_graph, times_graph
from kb.knowledge import KnowledgeBase
from kb.store import write_triples
from tests.toy import BASE, parse, toy_extract, toy_merge

A, B, C = (f"{BASE}articles/{name}" for name in ("aaaa", "bbbb", "cccc"))
E = f"{BASE}events/"
MEETING, STATEMENT, VISIT, STORM, PLAN = (
    f"{E}{n}" for n in ("1111aa", "2222bb", "3333cc", "4444dd", "5555ee")
)
TEXTS = {
    A: "Anna Lind met Omar Haddad in Paris on 3 May 2019. “We made progress,” Lind said. "
    "They had signed a joint statement in 2006.",
    B: "The two leaders held talks in Paris for 30 minutes. Lind, the former premier of Freeland, "
    "will visit Oslo. 😀 A storm killed 12.",
    C: "Talks lasted two hours, Haddad’s office said. The storm killed 15.",
}


class _Article:
    """Turtle about one article, with spans found by their words."""

    def __init__(self, iri: str, facts: str) -> None:
        self.iri, self.text = iri, TEXTS[iri]
        body = self.text.replace("\\", "\\\\").replace('"', '\\"')
        self.lines = [f'<{iri}> a schema:NewsArticle ; schema:articleBody "{body}" ; {facts} .']

    def span(self, words: str) -> str:
        start = self.text.index(words)
        end = start + len(words)
        me = f"{self.iri}#char={start},{end}"
        self.lines.append(f"""
            <{me}> a oa:SpecificResource ; oa:hasSource <{self.iri}> ;
                oa:hasSelector <{me}-p>, <{me}-q> .
            <{me}-p> a oa:TextPositionSelector ; oa:start {start} ; oa:end {end} .
            <{me}-q> a oa:TextQuoteSelector ; oa:exact "{words}" .""")
        return f"<{me}>"

    def mention(self, name: str, trigger: str, sentence: str, more: str = "") -> str:
        trigger_span, evidence = self.span(trigger), self.span(sentence)
        me = f"<{self.iri}#event-{name}>"
        self.lines.append(
            f"{me} a kb:EventMention ; gaf:denotedBy {trigger_span} ;"
            f" kb:evidence {evidence} {more} ."
        )
        return me

    def say(self, turtle: str) -> None:
        self.lines.append(turtle)

    def write(self) -> bytes:
        return write_triples(parse("\n".join(self.lines)))


def _tell_articles() -> dict[str, bytes]:
    a = _Article(
        A,
        f'schema:headline "Lind and Haddad talk" ; schema:publisher <{A}#publisher> ; '
        f'schema:url "http://paper.test/a" ; dcterms:created <{BASE}time/2019-05-04> ; '
        'kb:documentTimeFrom "metadata" ; schema:datePublished "2019-05-04"^^xsd:date',
    )
    a.say(f'<{A}#publisher> schema:name "The Paper" .')
    a.mention(
        "meet", "met", "Anna Lind met Omar Haddad in Paris on 3 May 2019.", "; kb:isMain true"
    )
    a.mention("state", "joint statement", "They had signed a joint statement in 2006.")
    quote = a.span("“We made progress,”")
    a.say(f"""<{A}#quote-1> a schema:Quotation ; schema:spokenByCharacter <{A}#entity-0> ;
        schema:text "We made progress," ; kb:evidence {quote} .""")
    b = _Article(B, f'dcterms:created <{BASE}time/2019-05-05> ; kb:documentTimeFrom "inferred"')
    b.mention("talks", "talks", "The two leaders held talks in Paris for 30 minutes.")
    b.mention("visit", "visit", "Lind, the former premier of Freeland, will visit Oslo.")
    b.mention("storm", "storm", "A storm killed 12.")
    office = b.span("the former premier of Freeland")
    b.say(f"""<{B}#role-1> a org:Membership ; org:member <{B}#entity-0> ; kb:status "former" ;
        schema:jobTitle "premier" ; kb:evidence {office} ; org:organization <{B}#entity-1> .
        <{B}#entity-1> schema:name "Freeland" .""")
    c = _Article(C, f'dcterms:created <{BASE}time/2019-05> ; kb:documentTimeFrom "dateline"')
    c.mention("talks", "Talks", "Talks lasted two hours, Haddad’s office said.")
    c.mention("storm", "storm", "The storm killed 15.")
    return {A: a.write(), B: b.write(), C: c.write()}


TIMES = "".join(
    f"""<{BASE}time/{edtf}> a time:TemporalEntity ; kb:edtf "{edtf}" ; kb:granularity "{grain}" {
        f'; sem:hasEarliestBeginTimeStamp "{first}"^^xsd:date ' if first else ""
    }{f'; sem:hasLatestEndTimeStamp "{last}"^^xsd:date ' if last else ""} .\n"""
    for edtf, grain, first, last in (
        ("2019-05-03", "day", "2019-05-03", "2019-05-03"),
        ("2019-05-04", "day", "2019-05-04", "2019-05-04"),
        ("2019-05-05", "day", "2019-05-05", "2019-05-05"),
        ("2019-05", "month", "2019-05-01", "2019-05-31"),
        ("2019", "year", "2019-01-01", "2019-12-31"),
        ("2006", "year", "2006-01-01", "2006-12-31"),
    )
)

EVENTS = f"""
<{MEETING}> a sem:Event ; rdfs:label "Lind and Haddad meet in Paris" ; sem:eventType kbt:meet ;
    sem:hasTime <{BASE}time/2019-05-03> ; kb:timeExpression "on 3 May 2019" ;
    sem:hasActor <{BASE}person/anna-lind>, <{BASE}person/omar-haddad> ;
    kb:participation <{MEETING}#r1>, <{MEETING}#r2> ; sem:hasPlace <{BASE}place/paris> ;
    kb:status "happened" ; kb:salience 0.9 ; kb:sourceCount 3 ; kb:independentSourceCount 2 ;
    gaf:denotedBy <{A}#event-meet>, <{B}#event-talks>, <{C}#event-talks> ;
    kb:source <{A}>, <{B}>, <{C}> ; kb:dispute <{MEETING}#dispute-duration> .
<{MEETING}#r1> a sem:Role ; rdf:value <{BASE}person/anna-lind> ; sem:roleType kbr:participant .
<{MEETING}#r2> a sem:Role ; rdf:value <{BASE}person/omar-haddad> ; sem:roleType kbr:participant .
<{MEETING}#dispute-duration> a kb:Dispute ; kb:field kb:duration ; kb:verdict "dispute" ;
    kb:position <{MEETING}#d0>, <{MEETING}#d1> .
<{MEETING}#d0> a kb:Position ; kb:value "30 minutes" ; kb:source <{B}> .
<{MEETING}#d1> a kb:Position ; kb:value "two hours" ; kb:source <{C}> .
<{STATEMENT}> a sem:Event ; rdfs:label "Lind and Haddad issue joint statement" ;
    sem:eventType kbt:joint-statement ; sem:hasTime <{BASE}time/2006> ;
    sem:hasActor <{BASE}person/anna-lind>, <{BASE}person/omar-haddad> ;
    kb:status "happened" ; kb:salience 0.4 ; kb:sourceCount 1 ; kb:independentSourceCount 1 ;
    gaf:denotedBy <{A}#event-state> ; kb:source <{A}> .
<{VISIT}> a sem:Event ; rdfs:label "Lind visits Oslo" ; sem:eventType kbt:visit ;
    sem:hasActor <{BASE}person/anna-lind> ; sem:hasPlace <{BASE}place/oslo> ;
    kb:status "planned" ; kb:salience 0.3 ; kb:sourceCount 1 ; kb:independentSourceCount 1 ;
    gaf:denotedBy <{B}#event-visit> ; kb:source <{B}> .
<{STORM}> a sem:Event ; rdfs:label "Storm" ; sem:eventType kbt:storm ;
    sem:hasTime <{BASE}time/2019> ;
    kb:status "happened" ; kb:salience 0.2 ; kb:sourceCount 2 ; kb:independentSourceCount 2 ;
    gaf:denotedBy <{B}#event-storm>, <{C}#event-storm> ; kb:source <{B}>, <{C}> ;
    kb:dispute <{STORM}#update-killed> .
<{STORM}#update-killed> a kb:Dispute ; kb:field kb:killed ; kb:verdict "update" ;
    kb:position <{STORM}#u0>, <{STORM}#u1> .
<{STORM}#u0> a kb:Position ; kb:value "12" ; kb:source <{B}> .
<{STORM}#u1> a kb:Position ; kb:value "15" ; kb:source <{C}> .
<{PLAN}> a sem:Event ; rdfs:label "Haddad resigns" ; sem:eventType kbt:resign ;
    sem:hasActor <{BASE}person/omar-haddad> ; sem:hasTime <{BASE}time/2019-05> ;
    kb:status "denied" ; kb:salience 0.1 ; kb:sourceCount 1 ; kb:independentSourceCount 1 ;
    gaf:denotedBy <{C}#event-talks2> ; kb:source <{C}> .
<{BASE}person/anna-lind> a schema:Person, sem:Actor ; rdfs:label "Anna Lind" ;
    skos:altLabel "Lind", "Premier Lind" ; gaf:denotedBy <{A}#entity-0>, <{B}#entity-0> .
<{BASE}person/omar-haddad> a schema:Person, sem:Actor ; rdfs:label "Omar Haddad" ;
    skos:altLabel "Haddad" .
<{BASE}person/rana-haddad> a schema:Person, sem:Actor ; rdfs:label "Rana Haddad" ;
    skos:altLabel "Haddad" .
<{BASE}place/paris> a schema:Place, sem:Place ; rdfs:label "Paris" ; geo:lat 48.85 ; geo:long 2.35 ;
    schema:containedInPlace <{BASE}place/france> .
<{BASE}place/france> a schema:Place, sem:Place ; rdfs:label "France" .
<{BASE}place/oslo> a schema:Place, sem:Place ; rdfs:label "Oslo" .
"""


def write_story(known: KnowledgeBase) -> None:
    """Puts the story into an open knowledge base, events and all."""
    articles = _tell_articles()
    extra = f"""<{C}#event-talks2> a kb:EventMention ; gaf:denotedBy <{C}#char=0,5> ;
        kb:evidence <{C}#char=0,45> ."""
    articles[C] += write_triples(parse(extra))
    known.store.replace_graphs(
        {
            **articles,
            times_graph(BASE): write_triples(parse(TIMES)),
            events_graph(BASE): write_triples(parse(EVENTS)),
        },
        derived=True,
    )


def open_story(path: Path) -> KnowledgeBase:
    """A knowledge base in `path` that holds the story and never derives it anew."""
    known = KnowledgeBase.open(path, BASE, extract=toy_extract, merge=toy_merge)
    write_story(known)
    return known


@contextmanager
def a_story(path: Path) -> Iterator[KnowledgeBase]:
    """An open knowledge base that holds the story."""
    with open_story(path) as known:
        yield known
