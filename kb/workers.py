"""Extraction of many articles, in this process or in several.

Results come back in the order of the articles whatever process was faster, so that of two
versions of one article in one call the later one wins, always.
"""

from __future__ import annotations

import itertools
import multiprocessing
import os
import signal
from collections import deque
from collections.abc import Iterable, Iterator
from concurrent.futures import Future, ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from contextlib import contextmanager

from kb.article import Article
from kb.errors import ArticleRejected
from kb.extract import Extract, Result, extract_articles, reject_article

CHUNK = 8  # articles that travel, and are committed, together
FEW = 64  # below this many, starting processes takes longer than it saves


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
                return [reject_article(articles[0], "the process that read it died")]
    half = len(articles) // 2
    parts = (articles[:half], articles[half:])
    return [result for part in parts for result in _extract_apart(part, base, extract)]


def _start_pool(workers: int) -> ProcessPoolExecutor:
    # spawn: a fork would take along the store's threads and locks.
    return ProcessPoolExecutor(workers, mp_context=multiprocessing.get_context("spawn"))
