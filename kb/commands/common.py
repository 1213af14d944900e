"""What the commands share: where the store is, how it is opened, where words are printed."""

from __future__ import annotations

from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console

from kb.errors import KbError, StoreError
from kb.knowledge import KnowledgeBase
from kb.store.folder import NAME

FILE_WIDTH = 120
DEFAULT_STORE = Path("kb-store")

StoreOption = Annotated[
    Path,
    typer.Option(
        "--store",
        envvar="KB_STORE",
        help="The folder of the knowledge base; else ./kb-store.",
        show_default=False,
    ),
]

QueriesOption = Annotated[
    Path | None,
    typer.Option(
        "--queries",
        metavar="DIR",
        envvar="KB_QUERIES",
        help="A folder with questions of your own (*.rq), beside the shipped ones.",
        show_default=False,
    ),
]


class Format(StrEnum):
    """How a timeline or a thing is printed."""

    table = "table"
    json = "json"


class UsageProblem(KbError):  # noqa: N818 - the user's, not the program's
    """What was asked for on the command line cannot be done so."""


def open_base(store: Path, *, create: bool = False, base: str | None = None) -> KnowledgeBase:
    """The knowledge base in `store`; to read, it must be there."""
    if not create and not (store / NAME).is_file() and not store.exists():
        raise StoreError(
            f"{store}: no knowledge base here; make one with 'kb init' or 'kb ingest', "
            "or name another with --store"
        )
    return KnowledgeBase.open(store, base, create=create)


def out() -> Console:
    """Where answers go. Made when asked for, so that a redirected standard output is respected."""
    console = Console(highlight=False, soft_wrap=False)
    # rich takes a pipe or a file to be 80 columns wide, which wraps tables for nobody's eyes
    return console if console.is_terminal else Console(highlight=False, width=FILE_WIDTH)


def err() -> Console:
    """Where progress and complaints go."""
    return Console(stderr=True, highlight=False, soft_wrap=True)


def count(number: int, noun: str) -> str:
    """`number` and the noun that it counts.

    >>> count(1, "event"), count(2, "event")
    ('1 event', '2 events')
    """
    return f"{number} {noun}" if number == 1 else f"{number} {noun}s"


def write_raw(text: str | bytes) -> None:
    """Prints machine-readable text as it is, with one line feed at the end."""
    data = text.encode() if isinstance(text, str) else text
    stream = typer.get_binary_stream("stdout")
    stream.write(data if data.endswith(b"\n") else data + b"\n")
    stream.flush()
