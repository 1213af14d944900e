"""Articles → the triples of their graphs: a pure function of an article and reference files."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING

from pyoxigraph import Quad

from kb.article import Article
from kb.errors import ArticleRejected, KbError
from kb.store.interface import write_triples

if TYPE_CHECKING:
    from kb.entities.gazetteer import Gazetteer


@dataclass(frozen=True, slots=True)
class Extracted:
    """The graph of one article: its own triples, and those of the times it speaks of."""

    article: str
    source: str | None
    triples: bytes
    times: bytes


Result = Extracted | ArticleRejected

Extract = Callable[[Sequence[Article], str], list[Result]]


def extract_articles(
    articles: Sequence[Article], base: str, reference: Gazetteer | None = None
) -> list[Result]:
    """The graph, or the rejection, of each of `articles`, in order.

    An article that the extraction fails on is rejected by itself; the others are not touched.
    `reference` is what a user's own files know of people, organisations and places.
    """
    from kb.account import read_accounts  # loads the language model's library

    try:
        accounts = read_accounts(articles, reference=reference)
        return [_write(account, base) for account in accounts]
    except KbError as error:
        if isinstance(error, ArticleRejected) and len(articles) == 1:
            return [error]
        if not isinstance(error, ArticleRejected):
            raise  # a missing language model is no fault of the article
        return _extract_each(articles, base, reference)
    except Exception as error:  # noqa: BLE001 - whatever it is, it must name its article
        if len(articles) > 1:
            return _extract_each(articles, base, reference)
        return [reject_article(articles[0], f"extraction failed ({type(error).__name__}: {error})")]


def _extract_each(
    articles: Sequence[Article], base: str, reference: Gazetteer | None
) -> list[Result]:
    return [result for one in articles for result in extract_articles([one], base, reference)]


@dataclass(frozen=True, slots=True)
class ReferredExtraction:
    """`extract_articles` with the reference files of a store; small to send to a process.

    `digest` is that of the files' contents: a worker reads them once, and again when they change.
    """

    files: tuple[Path, ...]
    digest: str

    def __call__(self, articles: Sequence[Article], base: str) -> list[Result]:
        """The graph, or the rejection, of each of `articles`."""
        return extract_articles(articles, base, _load_reference(self.files, self.digest))


def refer_to(folder: Path) -> Extract:
    """The extraction that knows the reference files in `folder`; the plain one if there is none."""
    try:
        files = tuple(sorted(folder.glob("*.jsonl")))
        digest = hashlib.sha256(b"".join(file.read_bytes() for file in files)).hexdigest()
    except OSError as error:
        raise KbError(f"{folder}: the reference files cannot be read: {error}") from error
    return ReferredExtraction(files, digest) if files else extract_articles


@lru_cache(maxsize=1)
def _load_reference(files: tuple[Path, ...], digest: str) -> Gazetteer:
    from kb.entities.gazetteer_files import read_gazetteer

    return read_gazetteer(*files)


def _write(account: object, base: str) -> Extracted:
    from kb.account import Account
    from kb.graph import account_quads, article_iri

    if not isinstance(account, Account):
        raise TypeError(f"an Account was expected, not {type(account).__name__}")
    # Time nodes are shared between articles; the engine counts a triple once for every graph
    # that holds it, so their descriptions go into one graph of their own.
    prefix = f"{base}time/"
    own: list[Quad] = []
    times: list[Quad] = []
    for quad in account_quads(account, base):
        subject = getattr(quad.subject, "value", "")
        (times if subject.startswith(prefix) else own).append(quad)
    article = account.article
    return Extracted(
        article_iri(base, article.id),
        article.source or article.url,
        write_triples(own, f"a{article.id}"),
        write_triples(times),
    )


def reject_article(article: Article, detail: str) -> ArticleRejected:
    """The rejection of an article that was read and could not be extracted."""
    name = article.source or article.url or article.title or article.id
    return ArticleRejected(name, "unreadable", detail)
