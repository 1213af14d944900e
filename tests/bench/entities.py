"""What the entity stage costs beside bare spaCy, and how its time grows with the length.

Run ``python -m tests.bench.entities``. Measures the same documents in one run; the development
corpora are used where they are present, else sentences written here.
"""

from __future__ import annotations

import sys
import time
from collections.abc import Callable, Sequence

from kb.annotate import Annotator, Document
from kb.article import Article
from kb.entities import read_entities
from tests.eval.entities import find_devdata, read_gum, read_meantime, write_text

_SURNAMES = "Abara Bellweather Castellan Dunmore Eriksholm Farrowgate Gallinari Hollis".split()
_SENTENCES = (
    "Prime Minister Anna {0} met President Tomas {1} in Oslo on Friday.",
    "The two leaders agreed that both countries would share data, {0} said.",
    "She told {1} that Norway and Chile had waited for years, and he thanked her.",
    "According to Reuters, Brussels and Washington want a faster deal with Santiago.",
    "The Ministry of Trade said the company, Fjord Metals Inc, would open a mine in Peru.",
)


def write_article(words: int) -> str:
    """An article of about so many words, with names all through it."""
    lines, count, turn = ["Leaders meet in Oslo"], 0, 0
    while count < words:
        names = _SURNAMES[turn % 8] + str(turn // 64 or ""), _SURNAMES[(turn + 3) % 8]
        line = _SENTENCES[turn % len(_SENTENCES)].format(*names)
        lines.append(line)
        count += len(line.split())
        turn += 1
    return "\n".join(lines)


def measure(work: Callable[[], object], repeat: int = 3) -> float:
    """The best of some runs, in seconds of processor time."""
    best = float("inf")
    for _ in range(repeat):
        start = time.process_time()
        work()
        best = min(best, time.process_time() - start)
    return best


def measure_ratio(annotator: Annotator, articles: Sequence[Article]) -> tuple[float, float, int]:
    """Seconds of spaCy alone, seconds of the entity stage, and the number of tokens."""
    nlp = annotator._nlp  # bare spaCy: nothing of ours around it
    texts = [article.text for article in articles]
    bare = measure(lambda: list(nlp.pipe(texts)))
    documents: list[Document] = list(annotator.annotate_all(articles))
    read_entities(documents[0])  # loads the word lists
    ours = measure(lambda: [read_entities(d) for d in documents])
    return bare, ours, sum(len(d.tokens) for d in documents)


def main() -> int:
    """Print the cost ratio and the table of time against length."""
    annotator = Annotator()
    folder = find_devdata()
    if folder is None:
        articles = [Article(write_article(400)) for _ in range(30)]
    else:
        golds = [*read_meantime(folder), *read_gum(folder)]
        articles = [Article(write_text(gold)[0]) for gold in golds]
    bare, ours, tokens = measure_ratio(annotator, articles)
    print(
        f"{len(articles)} articles, {tokens} tokens: spaCy {bare:.2f} s, entities {ours:.2f} s,"
        f" {100 * ours / bare:.1f} %"
    )
    print(f"{'words':>8} {'tokens':>8} {'seconds':>8} {'µs a token':>10}")
    for words in (500, 1000, 2000, 5000, 10000, 20000, 40000):
        document = annotator.annotate(Article(write_article(words)))
        seconds = measure(lambda d=document: read_entities(d), 2)  # type: ignore[misc]
        size = len(document.tokens)
        print(f"{words:>8} {size:>8} {seconds:>8.3f} {1e6 * seconds / size:>10.1f}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
