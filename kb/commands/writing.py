"""Verbs that change a knowledge base: init, ingest, remove, rebuild, load; and dump."""

from __future__ import annotations

import sys
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer
from rich.progress import BarColumn, Progress, SpinnerColumn, TextColumn, TimeElapsedColumn

from kb.adding import Summary
from kb.commands.common import DEFAULT_STORE, StoreOption, UsageProblem, count, err, open_base, out
from kb.commands.remote import ServerOption, TokenOption, ingest_remote
from kb.errors import ArticleRejected
from kb.knowledge import KnowledgeBase
from kb.knowledge import Progress as Tell
from kb.store import open_folder
from kb.transfer import dump_quads, find_base, load_quads

REPORT_EVERY = 5.0  # seconds between lines of progress where there is no terminal


class QuadFormat(StrEnum):
    """The formats of a whole store."""

    nq = "nq"
    trig = "trig"


def init(
    store: StoreOption = DEFAULT_STORE,
    base: Annotated[
        str | None,
        typer.Option(help="The IRI that every name begins with; it never changes."),
    ] = None,
) -> None:
    """Make an empty knowledge base."""
    folder = open_folder(store, base)
    with KnowledgeBase.open(store):
        out().print(f"{folder.path}: a knowledge base with the base {folder.base}")


def ingest(
    paths: Annotated[
        list[str], typer.Argument(help="Files, folders, or - for standard input.", metavar="PATH")
    ],
    store: StoreOption = DEFAULT_STORE,
    published: Annotated[
        str | None, typer.Option(help="When the articles came out; 2025-10-31, 2025-10, 2025.")
    ] = None,
    publisher: Annotated[str | None, typer.Option(help="Who published them.")] = None,
    url: Annotated[str | None, typer.Option(help="The address of the (one) article.")] = None,
    format: Annotated[  # noqa: A002 - the flag's name
        str | None, typer.Option(help="text, html, feed, json or jsonlines; else it is found out.")
    ] = None,
    base: Annotated[
        str | None, typer.Option(help="The base IRI, where the store is made now.")
    ] = None,
    workers: Annotated[
        int | None, typer.Option(min=1, help="Processes that read; else one a core.")
    ] = None,
    server: ServerOption = None,
    token: TokenOption = None,
) -> None:
    """Read articles and what they tell into the knowledge base, which is made if need be.

    An article that is there already is replaced. Ends with 1 if anything was rejected. With
    --server, the articles go to the knowledge base that is served there.
    """
    if server is not None:
        given = {"published": published, "publisher": publisher, "url": url, "format": format}
        with _show_progress() as tell:
            summary = ingest_remote(paths, server, token, given, tell)
        print_summary(summary)
        if summary.rejected:
            raise typer.Exit(1)
        return
    from kb.read import read_articles

    try:
        articles = read_articles(
            paths, published=published, publisher=publisher, url=url, format=format
        )
    except ValueError as error:
        raise typer.BadParameter(str(error)) from error
    with open_base(store, create=True, base=base) as known, _show_progress() as tell:
        summary = known.add(articles, workers=workers, progress=tell)
    print_summary(summary)
    if summary.rejected:
        raise typer.Exit(1)


def print_summary(summary: Summary) -> None:
    """Prints what an ingest did; what was rejected, and why, was printed as it went."""
    console = out()
    if not summary.read and not summary.rejected:
        console.print("No article was found there: no file, or only hidden ones.")
    console.print(f"{count(summary.read, 'article')} read in {summary.seconds:.1f} s")
    if summary.rejected:
        reasons = Counter(rejection.reason for rejection in summary.rejected)
        told = ", ".join(f"{n} {reason}" for reason, n in sorted(reasons.items()))
        console.print(f"{len(summary.rejected)} rejected: {told}")
    console.print(
        f"{count(summary.new, 'event')} new, {summary.joined} joined by more reports; "
        f"{summary.events} in all"
    )


@contextmanager
def _show_progress() -> Iterator[Tell]:
    console = err()
    if not console.is_terminal:
        last = time.monotonic()

        def tell_plainly(done: int, rejected: tuple[ArticleRejected, ...]) -> None:
            nonlocal last
            _complain(rejected)
            if time.monotonic() - last >= REPORT_EVERY:
                last = time.monotonic()
                console.print(f"{count(done, 'article')} seen")

        yield tell_plainly
        return
    columns = (
        SpinnerColumn(),
        TextColumn("{task.completed:.0f} articles"),
        BarColumn(pulse_style="cyan"),
        TimeElapsedColumn(),
    )
    with Progress(*columns, console=console, transient=True) as bar:
        task = bar.add_task("", total=None)

        def tell(done: int, rejected: tuple[ArticleRejected, ...]) -> None:
            _complain(rejected)
            bar.update(task, completed=done)

        yield tell


def _complain(rejected: tuple[ArticleRejected, ...]) -> None:
    console = err()
    for rejection in rejected:
        console.print(f"rejected ({rejection.reason}): {rejection}", markup=False)


def remove(
    names: Annotated[
        list[str], typer.Argument(help="Articles, by id, URL or IRI.", metavar="ARTICLE")
    ],
    store: StoreOption = DEFAULT_STORE,
) -> None:
    """Take articles out, and all that they alone told."""
    with open_base(store) as known:
        out().print(f"{count(known.remove(*names), 'article')} removed")


def rebuild(
    store: StoreOption = DEFAULT_STORE,
    extract: Annotated[
        bool, typer.Option("--extract", help="Read every article once more, from the store.")
    ] = False,
    index: Annotated[
        bool, typer.Option("--index", help="Only make the index of timelines anew.")
    ] = False,
) -> None:
    """Derive the events from the articles once more."""
    if index and extract:
        raise UsageProblem("give either --index or --extract")
    with open_base(store) as known:
        if index:
            known.rebuild_index()
            out().print("The index was made anew.")
            return
        out().print(count(known.rebuild(extract=extract), "event"))


def dump(
    file: Annotated[Path | None, typer.Argument(help="Where to; else standard output.")] = None,
    store: StoreOption = DEFAULT_STORE,
    format: Annotated[QuadFormat, typer.Option(help="N-Quads or TriG.")] = QuadFormat.nq,  # noqa: A002
) -> None:
    """Write everything as N-Quads or TriG."""
    with open_base(store) as known:
        if file is None:
            dump_quads(known, sys.stdout.buffer, format.value)
            return
        with file.open("wb") as stream:
            dump_quads(known, stream, format.value)


def load(
    files: Annotated[list[Path], typer.Argument(help="N-Quads or TriG.", metavar="FILE")],
    store: StoreOption = DEFAULT_STORE,
) -> None:
    """Load dumps: graphs of the same names are replaced, the events derived anew."""
    base = find_base(files[0]) if files else None
    with open_base(store, create=True, base=base) as known:
        graphs = sum(load_quads(known, file) for file in files)
        out().print(f"{count(graphs, 'graph')} loaded, {count(known.rebuild(), 'event')}")
