"""Account: what one article says, resolved inside that article and not beyond it.

Everything here is a pure function of one article and the reference data: no store, no network,
no clock. The same article gives the same account on any machine.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cache

from kb.annotate import DEFAULT_MODEL, Annotator, Document
from kb.article import Article
from kb.credit import Credit, find_credit
from kb.dates import DateMention, find_dates
from kb.dates.document_time import DocumentTime, find_document_time
from kb.entities import read_entities
from kb.entities.gazetteer import Gazetteer
from kb.entities.model import Entity, EntityMention, RoleFact
from kb.events import Claim, EventMention, Quote, read_events
from kb.events.tense import find_tenses
from kb.ontology import Ontology, load_ontology
from kb.read.block import Block

Mention = DateMention | EntityMention | EventMention


@dataclass(frozen=True)
class Account:
    """What one article says.

    `dates`, `entity_mentions` and `events` are the mentions, each with `start`, `end` (code
    points of ``article.text``) and `text`; `mentions` is all of them in order. `entities` are
    whom the entity mentions refer to; events, claims and roles name them by index.
    """

    article: Article
    blocks: tuple[Block, ...]
    document_time: DocumentTime
    dates: tuple[DateMention, ...]
    entities: tuple[Entity, ...]
    entity_mentions: tuple[EntityMention, ...]
    roles: tuple[RoleFact, ...]
    events: tuple[EventMention, ...]
    quotes: tuple[Quote, ...]
    claims: tuple[Claim, ...]

    @property
    def mentions(self) -> tuple[Mention, ...]:
        """Every mention of a date, an entity or an event, in order of the text."""
        return tuple(
            sorted(
                (*self.dates, *self.entity_mentions, *self.events), key=lambda m: (m.start, m.end)
            )
        )

    @property
    def title(self) -> str | None:
        """The headline: the metadata's, else the one found in the text."""
        if self.article.title:
            return self.article.title
        for block in self.blocks:
            if block.kind == "headline":
                return " ".join(self.article.text[block.prose : block.end].split())
        return None

    @property
    def credit(self) -> Credit | None:
        """The outlet or agency that the article's own words credit; its `publisher` may differ."""
        return find_credit(self.article.text, self.blocks)


@cache
def load_annotator(model: str = DEFAULT_MODEL) -> Annotator:
    """The annotator of a language model, loaded once in a process."""
    return Annotator(model)


def read_account(
    article: Article, *, model: str = DEFAULT_MODEL, ontology: Ontology | None = None
) -> Account:
    """What one article says: dates, people, places, events, quotes and claims.

    The first call loads the language model (about a second). Raises `KbError` if the model is
    not installed.

    >>> account = read_account(Article("Anna Lind met Omar Haddad in Paris on 3 May 2019."))
    >>> [(e.text, e.type, e.date.edtf) for e in account.events if e.date]
    [('met', 'meet', '2019-05-03')]
    """
    return next(read_accounts([article], model=model, ontology=ontology))


def read_accounts(
    articles: Iterable[Article],
    *,
    model: str = DEFAULT_MODEL,
    ontology: Ontology | None = None,
    reference: Gazetteer | None = None,
) -> Iterator[Account]:
    """What each of many articles says, in order; faster than one by one.

    `reference` is what a user's own files know of people, organisations and places.
    """
    known = ontology if ontology is not None else load_ontology()
    for document in load_annotator(model).annotate_all(articles):
        yield read_document(document, known, reference)


def read_document(
    document: Document, ontology: Ontology, reference: Gazetteer | None = None
) -> Account:
    """What an annotated article says."""
    article = document.article
    time = find_document_time(article.text, article.published_on, article.title)
    dates = tuple(
        mention
        for mention in find_dates(article.text, time, hints=find_tenses(document))
        if not in_furniture(document.blocks, mention.start)
    )
    who = read_entities(document, reference)
    published = time.date if not time.inferred else None
    what = read_events(document, who, dates, ontology, published)
    return Account(
        article=article,
        blocks=document.blocks,
        document_time=time,
        dates=dates,
        entities=who.entities,
        entity_mentions=who.mentions,
        roles=who.roles,
        events=what.events,
        quotes=what.quotes,
        claims=what.claims,
    )


def in_furniture(blocks: tuple[Block, ...], at: int) -> bool:
    """Whether offset `at` stands in page furniture, which says nothing of the news."""
    return any(b.kind == "furniture" and b.start <= at < b.end for b in blocks)
