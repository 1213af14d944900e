"""Documents of a corpus → their accounts and the events they tell together, by the normal way."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from kb.account import Account, read_accounts
from kb.graph import account_quads, article_iri
from kb.merge import Event, merge_reports
from kb.merge.reports import read_reports
from kb.ontology import load_ontology
from tests.eval.corpora import Document

BASE = "http://localhost/"
Place = tuple[str, int, int]


@dataclass(frozen=True)
class Told:
    """What a corpus tells: an account a document, the merged events, and who belongs to which.

    `chain` maps a mention (document, start, end) to the id of the merged event it tells.
    """

    documents: tuple[Document, ...]
    accounts: tuple[Account, ...]
    events: tuple[Event, ...]
    chain: dict[Place, str]


def tell_together(documents: Iterable[Document]) -> Told:
    """Everything that the documents tell, read and merged as the knowledge base does it."""
    known: Sequence[Document] = tuple(documents)
    accounts = tuple(read_accounts(document.article for document in known))
    names = {
        article_iri(BASE, account.article.id): document.name
        for document, account in zip(known, accounts, strict=True)
    }
    quads = (quad for account in accounts for quad in account_quads(account, BASE))
    events, _ = merge_reports(read_reports(quads), load_ontology())
    chain = {
        (names[report.article], report.start, report.end): event.id
        for event in events
        for report in event.reports
    }
    return Told(tuple(known), accounts, tuple(events), chain)
