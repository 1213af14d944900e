"""Account → quads: what one article says, as its own named graph.

The model is in ``docs/model.md``. Every node has an IRI made from the article's and from
offsets, so that the graph of the same article is the same to the letter; there are no blank nodes.
"""

from __future__ import annotations

from collections.abc import Iterator

from pyoxigraph import Literal, NamedNode, Quad

from kb.account import Account
from kb.dates.partial import PartialDate
from kb.events import Attribution, Claim, EventMention
from kb.time_nodes import describe_time, name_word, time_iri, write_day
from kb.vocab import (
    DCTERMS,
    GAF,
    GEO,
    GRASP,
    KB,
    OA,
    ORG,
    OWL,
    RDF,
    RDFS,
    SCHEMA,
    SEM,
    SKOS,
    role_iri,
)

INFERRED = 0.6  # how sure it is what an office is of, where the words around it have to tell
CONTEXT = 32  # code points of prefix and suffix beside a quote
_KINDS = {"person": SCHEMA.Person, "organization": SCHEMA.Organization, "place": SCHEMA.Place}
_DETAILS = {"killed": KB.killed, "injured": KB.injured, "missing": KB.missing,
            "magnitude": KB.magnitude,
            "duration": KB.duration, "amount": KB.amount, "count": KB.count,
            "percentage": KB.percentage, "votesFor": KB.votesFor,
            "votesAgainst": KB.votesAgainst, "result": KB.result,
            "ordinal": KB.ordinal}  # fmt: skip

Term = NamedNode | Literal


def article_iri(base: str, article_id: str) -> str:
    """The IRI of an article and of the graph that holds what it says."""
    return f"{base}articles/{article_id}"


def account_quads(account: Account, base: str) -> Iterator[Quad]:
    """Every quad of an article's graph; the same account gives the same quads."""
    return _Writer(account, base).quads()


class _Writer:
    """Writes the graph of one account."""

    def __init__(self, account: Account, base: str) -> None:
        self.account = account
        self.base = base
        self.iri = article_iri(base, account.article.id)
        self.graph = NamedNode(self.iri)
        self.text = account.article.text
        self._spans: set[tuple[int, int]] = set()
        self._times: dict[str, PartialDate] = {}
        self._voices: dict[str, Attribution] = {}

    def quads(self) -> Iterator[Quad]:
        yield from self._article()
        for n in range(len(self.account.entities)):
            yield from self._entity(n)
        yield from self._roles()
        for event in self.account.events:
            yield from self._event(event)
        for n, claim in enumerate(self.account.claims):
            yield from self._claim(n, claim)
        yield from self._quotes()
        for iri, voice in self._voices.items():
            node = NamedNode(iri)
            yield self._say(node, RDF.type, name_word(KB.Voice))
            yield self._say(node, RDFS.label, Literal(voice.text))
            yield self._say(node, GAF.denotedBy, self._span(voice.start, voice.end))
        for start, end in sorted(self._spans):
            yield from self._describe_span(start, end)
        for iri, when in sorted(self._times.items()):
            yield from describe_time(NamedNode(iri), when, self.graph)

    def _say(self, s: NamedNode, p: str, o: Term) -> Quad:
        return Quad(s, name_word(p), o, self.graph)

    def _node(self, fragment: str) -> NamedNode:
        return NamedNode(f"{self.iri}#{fragment}")

    def _span(self, start: int, end: int) -> NamedNode:
        self._spans.add((start, end))
        return self._node(f"char={start},{end}")

    def _time(self, when: PartialDate) -> NamedNode:
        iri = time_iri(self.base, when)
        self._times[iri] = when
        return NamedNode(iri)

    def _article(self) -> Iterator[Quad]:
        article, say, me = self.account.article, self._say, self.graph
        yield say(me, RDF.type, name_word(SCHEMA.NewsArticle))
        yield say(me, DCTERMS.identifier, Literal(article.id))
        yield say(me, SCHEMA.articleBody, Literal(self.text))
        if self.account.title:
            yield say(me, SCHEMA.headline, Literal(self.account.title))
        if article.publisher:
            publisher = self._node("publisher")
            yield say(me, SCHEMA.publisher, publisher)
            yield say(publisher, RDF.type, name_word(SCHEMA.Organization))
            yield say(publisher, SCHEMA.name, Literal(article.publisher))
        credit = self.account.credit
        if credit is not None:
            yield say(me, SCHEMA.creditText, Literal(credit.name))
        for p, value in (
            (SCHEMA.author, article.author),
            (SCHEMA.url, article.url),
            (SCHEMA.inLanguage, article.language),
            (DCTERMS.source, article.source),
        ):
            if value:
                yield say(me, p, Literal(value))
        time = self.account.document_time
        yield say(me, KB.documentTimeFrom, Literal(time.source))
        if time.date is not None:
            yield say(me, DCTERMS.created, self._time(time.date))
            day = time.date.known_day
            if day is not None and time.source in ("metadata", "head"):
                yield say(me, SCHEMA.datePublished, write_day(day.isoformat()))

    def _entity(self, n: int) -> Iterator[Quad]:
        entity, say = self.account.entities[n], self._say
        me = self._node(f"entity-{n}")
        yield say(me, RDF.type, name_word(KB.EntityMention))
        yield say(me, RDF.type, name_word(_KINDS[entity.kind]))
        yield say(me, SCHEMA.name, Literal(entity.name))
        for name in entity.names:
            if name != entity.name:
                yield say(me, SKOS.altLabel, Literal(name))
        for p, value in (
            (KB.entityKey, entity.key),
            (KB.gender, entity.gender),
            (KB.country, entity.country),
        ):
            if value:
                yield say(me, p, Literal(value))
        if entity.wikidata is not None:
            link = OWL.sameAs if entity.confirmed else SKOS.closeMatch
            yield say(me, link, NamedNode(entity.wikidata))
        if entity.source:
            yield say(me, KB.citedOnly, Literal(True))  # noqa: FBT003
        place = entity.place
        if place is not None:
            yield say(me, KB.feature, Literal(place.feature))
            if place.lat is not None and place.lon is not None:
                yield say(me, GEO.lat, Literal(place.lat))
                yield say(me, GEO.long, Literal(place.lon))
            if place.geonames is not None:
                iri = f"https://sws.geonames.org/{place.geonames}/"
                yield say(me, SKOS.closeMatch, NamedNode(iri))
            if place.within:
                yield say(me, KB.within, Literal(", ".join(place.within)))
            if place.country and not entity.country:
                yield say(me, KB.country, Literal(place.country))
        for mention in self.account.entity_mentions:
            if n in mention.refers and mention.form != "pronoun":
                yield say(me, GAF.denotedBy, self._span(mention.start, mention.end))

    def _roles(self) -> Iterator[Quad]:
        for fact in self.account.roles:
            me = self._node(f"role-{fact.entity}-{fact.start}-{fact.end}")
            yield self._say(me, RDF.type, name_word(ORG.Membership))
            yield self._say(me, ORG.member, self._node(f"entity-{fact.entity}"))
            yield self._say(me, SCHEMA.jobTitle, Literal(fact.title))
            yield self._say(me, KB.status, Literal(fact.status))
            yield self._say(me, KB.evidence, self._span(fact.start, fact.end))
            yield self._say(me, KB.confidence, Literal(INFERRED if fact.inferred else 1.0))
            if fact.of is not None:
                yield self._say(me, ORG.organization, self._node(f"entity-{fact.of}"))

    def _event_node(self, event: EventMention) -> NamedNode:
        return self._node(f"event-{event.start}-{event.end}")

    def _event(self, event: EventMention) -> Iterator[Quad]:
        say, me = self._say, self._event_node(event)
        yield say(me, RDF.type, name_word(KB.EventMention))
        yield say(me, SEM.eventType, name_word(event.type_iri))
        yield say(me, RDFS.label, Literal(event.label))
        yield say(me, KB.lemma, Literal(event.lemma))
        yield say(me, GAF.denotedBy, self._span(event.start, event.end))
        yield say(me, KB.evidence, self._span(event.first, event.last))
        yield say(me, KB.status, Literal(event.status))
        yield say(me, KB.level, Literal(event.level))
        yield say(me, KB.salience, Literal(event.salience))
        if event.main:
            yield say(me, KB.isMain, Literal(True))  # noqa: FBT003
        if event.in_quote:
            yield say(me, KB.inQuote, Literal(True))  # noqa: FBT003
        if event.topic:
            yield say(me, KB.topic, Literal(event.topic))
        for cue in event.cues:
            yield say(me, KB.cue, Literal(cue))
        if event.antecedent is not None:
            yield say(me, KB.antecedent, self._event_node(self.account.events[event.antecedent]))
        if event.date is not None:
            yield say(me, SEM.hasTime, self._time(event.date))
        if event.time is not None:
            yield say(me, KB.timeExpression, self._span(*event.time))
        if event.anchor:
            yield say(me, KB.timeAnchor, Literal(event.anchor))
        for p in event.participants:
            role = NamedNode(f"{me.value}-{p.role}-{p.entity}")
            actor = self._node(f"entity-{p.entity}")
            if p.entity not in event.places:
                yield say(me, SEM.hasActor, actor)
            yield say(me, KB.participation, role)
            yield say(role, RDF.type, name_word(SEM.Role))
            yield say(role, RDF.value, actor)
            yield say(role, SEM.roleType, name_word(role_iri(p.role)))
            yield say(role, KB.evidence, self._span(p.start, p.end))
        for role_key, words in event.words:
            role = NamedNode(f"{me.value}-{role_key}-words")
            yield say(me, KB.participation, role)
            yield say(role, RDF.type, name_word(SEM.Role))
            yield say(role, RDFS.label, Literal(words))
            yield say(role, SEM.roleType, name_word(role_iri(role_key)))
        for place in event.places:
            yield say(me, SEM.hasPlace, self._node(f"entity-{place}"))
        for voice in event.attribution:
            yield say(me, GRASP.wasAttributedTo, self._voice(voice))

    def _voice(self, voice: Attribution) -> NamedNode:
        if voice.entity is not None:
            return self._node(f"entity-{voice.entity}")
        node = self._node(f"voice-{voice.start}-{voice.end}")
        self._voices[node.value] = voice
        return node

    def _claim(self, n: int, claim: Claim) -> Iterator[Quad]:
        say, me = self._say, self._node(f"claim-{n}")
        yield say(me, RDF.type, name_word(KB.Claim))
        yield say(me, RDF.subject, self._event_node(self.account.events[claim.event]))
        yield say(me, RDF.predicate, name_word(_DETAILS[claim.predicate]))
        yield say(me, RDF.object, Literal(claim.value))
        yield say(me, KB.evidence, self._span(claim.start, claim.end))
        yield say(me, KB.bound, Literal(claim.bound))
        yield say(me, KB.polarity, Literal("positive"))
        yield say(me, KB.modality, Literal(self.account.events[claim.event].status))
        if claim.number is not None:
            yield say(me, KB.number, Literal(claim.number))
        if claim.unit is not None:
            yield say(me, KB.unit, Literal(claim.unit))
        for voice in claim.attribution:
            yield say(me, GRASP.wasAttributedTo, self._voice(voice))

    def _quotes(self) -> Iterator[Quad]:
        for q in self.account.quotes:
            me = self._node(f"quote-{q.start}-{q.end}")
            yield self._say(me, RDF.type, name_word(SCHEMA.Quotation))
            yield self._say(me, SCHEMA.text, Literal(q.text))
            yield self._say(me, KB.evidence, self._span(q.start, q.end))
            if q.speaker is not None:
                yield self._say(me, SCHEMA.spokenByCharacter, self._voice(q.speaker))

    def _describe_span(self, start: int, end: int) -> Iterator[Quad]:
        say, me, text = self._say, self._node(f"char={start},{end}"), self.text
        yield say(me, RDF.type, name_word(OA.SpecificResource))
        yield say(me, OA.hasSource, self.graph)
        position, words = self._node(f"position={start},{end}"), self._node(f"quote={start},{end}")
        yield say(me, OA.hasSelector, position)
        yield say(me, OA.hasSelector, words)
        yield say(position, RDF.type, name_word(OA.TextPositionSelector))
        yield say(position, OA.start, Literal(start))
        yield say(position, OA.end, Literal(end))
        yield say(words, RDF.type, name_word(OA.TextQuoteSelector))
        yield say(words, OA.exact, Literal(text[start:end]))
        yield say(words, OA.prefix, Literal(text[max(0, start - CONTEXT) : start]))
        yield say(words, OA.suffix, Literal(text[end : end + CONTEXT]))
