"""What adding one article costs as the store grows: ``python -m tests.bench.adding ITEMS [N…]``.

`ITEMS` is a file of JSON lines with ``text``, ``url`` and ``published``. For each N (default 500,
1,000 and 2,000), puts N items into a new store, then measures, in one run on one core: the bare
merge of all reports (`kb.merge.merge_reports`), adding one more article (median of five), the
first adding after the store was opened again, and the full rebuild. Last comes the ratio of adding
to the bare merge. The language model is loaded before anything is measured.
"""

from __future__ import annotations

import gc
import json
import re
import sys
import tempfile
from collections.abc import Callable, Sequence
from pathlib import Path
from statistics import median
from time import perf_counter

import yaml

from kb.article import Article
from kb.extract import extract_articles
from kb.knowledge import KnowledgeBase
from kb.merge import merge_reports
from kb.merge.reports import read_reports
from kb.ontology import load_ontology

_SOURCES = re.compile(r"(?:\s*\([^()]*\))+\s*$")
_HEADING = 8  # words; what is shorter is a heading
SIZES = (500, 1000, 2000)


def read_items(file: Path) -> list[Article]:
    """The articles of a file of JSON lines, or of a folder of daily lists in YAML."""
    if file.is_dir():
        return read_days(file)
    with file.open(encoding="utf-8") as lines:
        return [
            Article(item["text"], url=item["url"], published=item["published"])
            for item in map(json.loads, lines)
        ]


def read_days(folder: Path) -> list[Article]:
    """The one-line reports of a folder of daily lists, in order; headings are left out."""
    days = [yaml.safe_load(path.read_bytes()) for path in sorted(folder.rglob("*.yaml"))]
    return [
        Article(_SOURCES.sub("", line), url=f"http://{day['Date']}.test/{n}", published=day["Date"])
        for day in days
        for n, line in enumerate(
            line
            for lines in (day.get("Intelligence_Payload") or {}).values()
            for line in lines or ()
            if isinstance(line, str) and len(line.split()) > _HEADING and _SOURCES.search(line)
        )
    ]


def measure(work: Callable[[], object]) -> float:
    """Seconds that `work` takes, without what was left lying about before."""
    gc.collect()
    started = perf_counter()
    work()
    return perf_counter() - started


def write_extra(number: int) -> Article:
    """An article that tells of what no other tells."""
    text = f"Mayor Anna Lind met Minister Omar Haddad in Paris on {number + 1} May 2018, he said."
    return Article(text, url=f"http://extra.test/{number}", published="2018-05-30")


def measure_store(folder: Path, items: Sequence[Article]) -> tuple[float, float, float, float]:
    """Seconds of the bare merge, of adding one, of adding one after opening, of a rebuild."""
    with KnowledgeBase.open(folder) as known:
        known.add(items, workers=1)
        quads = [quad for graph in known.store.graphs() for quad in known.store.quads(graph)]
        reports, ontology = read_reports(quads), load_ontology()
        del quads
        bare = median(measure(lambda: merge_reports(reports, ontology)) for _ in range(5))
        extra = iter([write_extra(n) for n in range(5)])
        adding = median(measure(lambda: known.add([next(extra)])) for _ in range(5))
        rebuilding = measure(known.rebuild)
    with KnowledgeBase.open(folder) as known:
        opened = measure(lambda: known.add([write_extra(5)]))
    return bare, adding, opened, rebuilding


def main() -> None:
    """Print the seconds and the ratios."""
    items = read_items(Path(sys.argv[1]))
    sizes = [int(size) for size in sys.argv[2:]] or SIZES
    extract_articles([write_extra(9)], "http://localhost:8000/")
    print("   items  bare merge  adding one  first after opening  rebuild  adding / bare")
    for size in sizes:
        with tempfile.TemporaryDirectory() as folder:
            bare, adding, opened, rebuilding = measure_store(Path(folder) / "kb", items[:size])
        print(
            f"{min(size, len(items)):8,}  {bare:10.2f}  {adding:10.2f}  {opened:19.2f}"
            f"  {rebuilding:7.2f}  {adding / bare:13.2f}",
            flush=True,
        )


if __name__ == "__main__":
    main()
