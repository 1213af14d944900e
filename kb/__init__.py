"""A timeline knowledge base for news: what happened, when, where, who was there, who says so.

The public surface; each name is loaded when it is first used, so that reading dates does not
load the language model and asking a store does not load the extraction.

>>> import kb
>>> [d.value for d in kb.find_dates("They met on 31 October 2025.")]
['2025-10-31']
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from kb.account import Account, read_account, read_accounts
    from kb.article import Article
    from kb.dates import DateMention, PartialDate, find_dates
    from kb.errors import ArticleRejected, KbError
    from kb.knowledge import KnowledgeBase
    from kb.ontology import load_ontology
    from kb.read import read_article, read_articles
    from kb.results import to_pandas
    from kb.timeline import Timeline

__version__ = "0.1.0"

_HOMES = {
    "Account": "kb.account",
    "Article": "kb.article",
    "ArticleRejected": "kb.errors",
    "DateMention": "kb.dates",
    "KbError": "kb.errors",
    "KnowledgeBase": "kb.knowledge",
    "PartialDate": "kb.dates",
    "Timeline": "kb.timeline",
    "find_dates": "kb.dates",
    "load_ontology": "kb.ontology",
    "read_account": "kb.account",
    "read_accounts": "kb.account",
    "read_article": "kb.read",
    "read_articles": "kb.read",
    "to_pandas": "kb.results",
}

__all__ = [
    "Account",
    "Article",
    "ArticleRejected",
    "DateMention",
    "KbError",
    "KnowledgeBase",
    "PartialDate",
    "Timeline",
    "__version__",
    "find_dates",
    "load_ontology",
    "read_account",
    "read_accounts",
    "read_article",
    "read_articles",
    "to_pandas",
]


def __getattr__(name: str) -> Any:
    """The public name, imported from its module on first use."""
    home = _HOMES.get(name)
    if home is None:
        raise AttributeError(f"module 'kb' has no attribute {name!r}")
    return getattr(import_module(home), name)


def __dir__() -> list[str]:
    return sorted(__all__)
