"""Articles → the triples of their graphs, in this process or in several.

Extraction is a pure function of an article, so it maps over processes. Results come back in the
order of the articles whatever process was faster, so that of two versions of one article in one
call the later one wins, always.
"""

from __future__ import annotations

import hashlib
import itertools
import multiprocessing
import os
import signal
from collections import deque
from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import Future, ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from contextlib import contextmanager
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

CHUNK = 8  # articles that travel, and are committed, together
FEW = 64  # below this many, starting processes takes longer than it saves


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
        return [_reject(articles[0], f"extraction failed ({type(error).__name__}: {error})")]


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


def _reject(article: Article, detail: str) -> ArticleRejected:
    name = article.source or article.url or article.title or article.id
    return ArticleRejected(name, "unreadable", detail)


def extract_all(
    articles: Iterable[Article | ArticleRejected],
    base: str,
    workers: int | None = None,
    extract: Extract = extract_articles,
) -> Iterator[list[Result]]:
    """The results of `extract` for all articles, in order, in batches as they become ready.

    `workers` processes do the work: by default one for few articles, else one a core. Rejections
    among the articles are passed on in their place. A worker that dies (of an article that fells
    the language library, or of memory) costs nothing but that article.
    """
    iterator = iter(articles)
    head, failure = _take(iterator, FEW)
    if workers is None:
        workers = 1 if len(head) < FEW else _count_cores()
    rest = iterator if failure is None else _fail(failure)
    chunks = _make_chunks(itertools.chain(head, rest))
    if workers <= 1:
        for chunk in chunks:
            yield _mix(chunk, extract(_only_articles(chunk), base))
    else:
        yield from _extract_parallel(chunks, base, workers, extract)


def _count_cores() -> int:
    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1


Chunk = list[Article | ArticleRejected]


def _make_chunks(items: Iterator[Article | ArticleRejected]) -> Iterator[Chunk]:
    while True:
        chunk, failure = _take(items, CHUNK)
        if chunk:
            yield chunk
        if failure is not None:
            raise failure
        if not chunk:
            return


def _take(items: Iterator[Article | ArticleRejected], count: int) -> tuple[Chunk, Exception | None]:
    """The next `count` items, and what the iterator failed with; what it gave before is kept."""
    taken: Chunk = []
    try:
        taken.extend(itertools.islice(items, count))
    except Exception as failure:  # noqa: BLE001 - the caller's own iterator; raised again later
        return taken, failure
    return taken, None


def _fail(failure: Exception) -> Iterator[Article | ArticleRejected]:
    raise failure
    yield  # makes this a generator, so that it fails when its turn comes


def _only_articles(chunk: Chunk) -> list[Article]:
    return [item for item in chunk if isinstance(item, Article)]


def _mix(chunk: Chunk, results: list[Result]) -> list[Result]:
    ready = iter(results)
    return [next(ready) if isinstance(item, Article) else item for item in chunk]


def _extract_parallel(
    chunks: Iterator[Chunk], base: str, workers: int, extract: Extract
) -> Iterator[list[Result]]:
    pool = _start_pool(workers)
    if not _can_start(pool):
        # As in a script without ``if __name__ == "__main__":``, which every worker would run
        # anew, without end. This process can read too.
        for each in chunks:
            yield _mix(each, extract(_only_articles(each), base))
        return
    whole = False
    waiting: deque[tuple[Chunk, Future[list[Result]]]] = deque()
    try:
        while True:
            while len(waiting) < 2 * workers and (chunk := next(chunks, None)) is not None:
                waiting.append((chunk, _submit(pool, extract, _only_articles(chunk), base)))
            if not waiting:
                whole = True
                return
            chunk, future = waiting.popleft()
            try:
                yield _mix(chunk, future.result())
            except BrokenProcessPool:
                # The pool does not say whose fault it was: each chunk by itself, then go on.
                pool.shutdown(wait=False, cancel_futures=True)
                broken = [chunk, *(c for c, _ in waiting)]
                waiting.clear()
                for each in broken:
                    yield _mix(each, _extract_apart(_only_articles(each), base, extract))
                pool = _start_pool(workers)
    finally:
        running = () if whole else tuple((pool._processes or {}).values())
        pool.shutdown(wait=False, cancel_futures=True)
        for process in running:  # nobody waits for their articles any more
            process.terminate()


def _submit(
    pool: ProcessPoolExecutor, extract: Extract, articles: list[Article], base: str
) -> Future[list[Result]]:
    try:
        with _deaf_to_interrupts():
            return pool.submit(extract, articles, base)
    except BrokenProcessPool as error:  # of what was given to it before
        broken: Future[list[Result]] = Future()
        broken.set_exception(error)
        return broken


def _can_start(pool: ProcessPoolExecutor) -> bool:
    try:
        with _deaf_to_interrupts():
            ready = pool.submit(_count_cores)
        ready.result()
    except BrokenProcessPool:
        pool.shutdown(wait=False, cancel_futures=True)
        return False
    return True


@contextmanager
def _deaf_to_interrupts() -> Iterator[None]:
    """Processes that are started within do not hear Ctrl-C; this one does, a moment later.

    A terminal sends it to all of them, and each worker would print a traceback of its own.
    """
    if not hasattr(signal, "pthread_sigmask"):
        yield
        return
    before = signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT})
    try:
        yield
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, before)


def _extract_apart(articles: list[Article], base: str, extract: Extract) -> list[Result]:
    """The results for `articles` from a process of their own, halved until the culprit is found."""
    if not articles:
        return []
    with _start_pool(1) as pool:
        try:
            with _deaf_to_interrupts():
                future = pool.submit(extract, articles, base)
            return future.result()
        except BrokenProcessPool:
            if len(articles) == 1:
                return [_reject(articles[0], "the process that read it died")]
    half = len(articles) // 2
    parts = (articles[:half], articles[half:])
    return [result for part in parts for result in _extract_apart(part, base, extract)]


def _start_pool(workers: int) -> ProcessPoolExecutor:
    # spawn: a fork would take along the store's threads and locks.
    return ProcessPoolExecutor(workers, mp_context=multiprocessing.get_context("spawn"))
