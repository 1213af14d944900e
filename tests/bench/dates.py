"""How fast dates are read: ``python -m tests.bench.dates [FILE…]``.

Reads the same news text with `kb.find_dates`, with `dateparser.search.search_dates` and with bare
spaCy (tokens, tags, parse, names), on one core, and prints megabytes a second and the ratios. The
text is that of the files given, else of the development corpora, else of the test corpus.
`dateparser` and spaCy read only as much of it as takes them a reasonable time.
"""

from __future__ import annotations

import sys
import warnings
from collections.abc import Callable
from importlib import import_module
from pathlib import Path
from time import perf_counter

from kb.dates import find_dates
from tests.eval.timex_corpora import devdata, read_gum_folder, read_meantime_folder

WRITTEN = "2015-05-07"


def read_texts(files: list[str]) -> list[str]:
    """The texts to read, an article each."""
    if files:
        return [Path(f).read_text(encoding="utf-8", errors="replace") for f in files]
    folder = devdata()
    if folder is not None:
        documents = read_gum_folder(folder / "gum_news")
        documents += read_meantime_folder(folder / "meantime_apple")
        return [d.text for d in documents]
    corpus = Path(__file__).parents[1] / "dates" / "corpus.tsv"
    lines = corpus.read_text(encoding="utf-8").splitlines()
    return ["\n\n".join(line.split("\t")[0] for line in lines)]


def measure(read: Callable[[str], object], texts: list[str], seconds: float) -> float:
    """Megabytes of UTF-8 a second, over whole texts until `seconds` have passed."""
    size = 0
    begun = perf_counter()
    while True:
        for text in texts:
            read(text)
            size += len(text.encode())
            if perf_counter() - begun > seconds:
                return size / 1e6 / (perf_counter() - begun)


def main() -> None:
    """Print the speeds."""
    texts = read_texts(sys.argv[1:])
    find_dates(texts[0], WRITTEN)
    ours = measure(lambda text: find_dates(text, WRITTEN), texts, 5)
    print(f"kb.find_dates                   {ours:9.4f} MB/s")

    from dateparser.search import search_dates

    from kb.annotate import DEFAULT_MODEL

    nlp = import_module(DEFAULT_MODEL).load()
    nlp(texts[0])
    bare = measure(nlp, texts, 10)
    print(f"spaCy, {DEFAULT_MODEL:24} {bare:9.4f} MB/s   we are {ours / bare:8.0f} times as fast")
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        search_dates("on 3 May 2015", languages=["en"])
        theirs = measure(lambda text: search_dates(text, languages=["en"]), texts, 10)
    ratio = f"we are {ours / theirs:8.0f} times as fast"
    print(f"dateparser.search.search_dates  {theirs:9.4f} MB/s   {ratio}")


if __name__ == "__main__":
    main()
