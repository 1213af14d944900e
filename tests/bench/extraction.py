"""What the whole extraction costs beside bare spaCy, articles a second, and its memory.

Run ``python -m tests.bench.extraction [ARTICLES]``. Both are measured in one run on the same
articles (the shipped samples, repeated), in turn, and the median of the ratios is what counts:
machines are noisy. Bare spaCy is ``tok2vec, tagger, parser, ner`` over the same texts.
"""

from __future__ import annotations

import resource
import statistics
import sys
import time
from collections.abc import Callable
from importlib import import_module
from pathlib import Path

from kb.account import load_annotator, read_accounts
from kb.annotate import DEFAULT_MODEL
from kb.article import Article
from kb.graph import account_quads
from kb.read import read_articles
from kb.resources import data_folder

ROUNDS = 5


def load_articles(count: int) -> list[Article]:
    """The sample articles, over and over until there are `count`."""
    found = [
        a for a in read_articles([Path(str(data_folder("samples")))]) if isinstance(a, Article)
    ]
    return [found[n % len(found)] for n in range(count)]


def measure(work: Callable[[], object]) -> float:
    """Seconds of processor time that `work` takes."""
    started = time.process_time()
    work()
    return time.process_time() - started


def main() -> None:
    """Print the ratio, the rate and the memory."""
    count = int(sys.argv[1]) if len(sys.argv) > 1 else 100
    articles = load_articles(count)
    texts = [a.text for a in articles]
    load_annotator()
    nlp = import_module(DEFAULT_MODEL).load(exclude=["senter", "lemmatizer", "attribute_ruler"])

    def bare() -> int:
        return sum(len(doc) for doc in nlp.pipe(texts, batch_size=64))

    def accounts() -> int:
        return sum(len(account.events) for account in read_accounts(articles))

    def graphs() -> int:
        return sum(1 for a in read_accounts(articles) for _ in account_quads(a, "http://x/"))

    bare(), accounts()  # warm
    rows = [(measure(bare), measure(accounts), measure(graphs)) for _ in range(ROUNDS)]
    words = sum(len(t.split()) for t in texts)
    alone = statistics.median(r[0] for r in rows)
    print(f"{count} articles, {words // count} words each on average")
    print(f"bare spaCy           {count / alone:6.1f} articles a second")
    for name, column in (("accounts", 1), ("accounts and graphs", 2)):
        seconds = statistics.median(r[column] for r in rows)
        ratio = statistics.median(r[column] / r[0] for r in rows)
        print(f"{name:20} {count / seconds:6.1f} articles a second, {ratio:.2f} times bare spaCy")
    print(f"peak memory {resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024} MB")


if __name__ == "__main__":
    main()
