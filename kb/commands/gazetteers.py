"""Verbs for a user's own reference files: gazetteer add, list, remove, reconcile."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Annotated

import pyoxigraph as ox
import typer
from rich.table import Table

from kb.commands.common import DEFAULT_STORE, StoreOption, UsageProblem, count, open_base, out
from kb.entities.gazetteer import make_gazetteer
from kb.entities.gazetteer_files import read_gazetteer, write_gazetteer
from kb.entities.reconcile import Unlinked
from kb.errors import KbError, StoreError
from kb.knowledge import KnowledgeBase
from kb.store.folder import NAME, open_folder
from kb.store.interface import text_of

gazetteer = typer.Typer(
    name="gazetteer",
    help="Reference files of your own: who is who, with other names, dates and Wikidata ids.",
    no_args_is_help=True,
)
_REREAD = "articles already read keep their reading until 'kb rebuild --extract'"


def _folder_of(store: Path) -> Path:
    if not (store / NAME).is_file():
        raise StoreError(f"{store}: no knowledge base here; make one with 'kb init' or 'kb ingest'")
    return open_folder(store, create=False).gazetteers


def _check_name(name: str) -> str:
    if not re.fullmatch(r"[\w][\w.-]{0,99}", name) or name.endswith("."):
        raise UsageProblem(f"a name of a reference file is letters, digits, - and _, not {name!r}")
    return name


@gazetteer.command()
def add(
    file: Annotated[Path, typer.Argument(help="CSV, JSON lines (.jsonl) or Turtle (.ttl).")],
    store: StoreOption = DEFAULT_STORE,
    name: Annotated[
        str | None, typer.Option(help="What to keep it under; else the file's own name.")
    ] = None,
) -> None:
    """Keep a reference file in the knowledge base; articles read from now on know it.

    One of the same name is replaced. A broken file changes nothing.
    """
    folder = _folder_of(store)
    label = _check_name(file.stem if name is None else name)
    found = read_gazetteer(file)
    if not found.entries:
        raise KbError(f"{file}: no entries; people, organisations or places were expected")
    write_gazetteer(found, folder / f"{label}.jsonl")
    linked = sum(entry.qid is not None for entry in found.entries)
    entries = count(len(found.entries), "name")
    out().print(f"{label}: {entries} kept, {linked} with a Wikidata id; {_REREAD}", soft_wrap=True)


@gazetteer.command(name="list")
def list_(store: StoreOption = DEFAULT_STORE) -> None:
    """Show the reference files of the knowledge base."""
    table = Table("name", "entries", "people", "organisations", "places", "with id", box=None)
    for path in sorted(_folder_of(store).glob("*.jsonl")):
        entries = read_gazetteer(path).entries
        kinds = [e.kind for e in entries]
        numbers = (len(entries), *(kinds.count(k) for k in ("person", "organization", "place")),
                   sum(e.qid is not None for e in entries))  # fmt: skip
        table.add_row(path.stem, *(str(n) for n in numbers))
    out().print(table)


@gazetteer.command()
def remove(
    names: Annotated[list[str], typer.Argument(help="Names, as 'list' shows them.")],
    store: StoreOption = DEFAULT_STORE,
) -> None:
    """Take reference files out: all of them or none."""
    folder = _folder_of(store)
    paths = [folder / f"{_check_name(name)}.jsonl" for name in names]
    missing = [path.stem for path in paths if not path.is_file()]
    if missing:
        known = ", ".join(sorted(p.stem for p in folder.glob("*.jsonl"))) or "none"
        raise UsageProblem(f"no reference file {missing[0]!r} here; there are: {known}")
    for path in set(paths):
        path.unlink()
    removed = count(len(set(paths)), "reference file")
    out().print(f"{removed} removed; {_REREAD}", soft_wrap=True)


@gazetteer.command()
def reconcile(
    url: Annotated[
        str,
        typer.Option(
            help="The address of a reconciliation service. Nothing goes over the network without."
        ),
    ],
    store: StoreOption = DEFAULT_STORE,
    name: Annotated[str, typer.Option(help="What to keep the answers under.")] = "reconciled",
    kind: Annotated[str | None, typer.Option(help="Only person, organization or place.")] = None,
    limit: Annotated[int, typer.Option(min=1, max=10_000, help="Names to ask for.")] = 500,
) -> None:
    """Ask a service that speaks the Reconciliation API for the ids of those without one.

    What the service is sure of becomes a reference file of close matches. To confirm one, put it
    into a file of your own: only then it is an owl:sameAs.
    """
    from kb.entities.reconcile import reconcile_names

    label = _check_name(name)
    if kind not in (None, "person", "organization", "place"):
        raise UsageProblem(f"the kind is person, organization or place, not {kind!r}")
    folder = _folder_of(store)
    with open_base(store) as known:
        asked = _find_unlinked(known, kind or "")[:limit]
    entries = reconcile_names(asked, url)
    path = folder / f"{label}.jsonl"
    kept = read_gazetteer(path).entries if path.is_file() else ()
    write_gazetteer(make_gazetteer([*kept, *entries]), path)
    out().print(
        f"{count(len(asked), 'name')} asked, {len(entries)} matched, kept as {label!r}; {_REREAD}",
        soft_wrap=True,
    )


def _find_unlinked(known: KnowledgeBase, kind: str) -> list[Unlinked]:
    rows = known.ask("unlinked-entities", kind=kind)
    if not isinstance(rows, ox.QuerySolutions):
        raise KbError("the question 'unlinked-entities' must be a SELECT query")
    found = []
    for row in rows:
        entity, name, what, nation = (row[v] for v in ("entity", "name", "what", "nation"))
        key = text_of(entity).removeprefix(known.base)
        country = None if nation is None else text_of(nation)
        found.append(Unlinked(text_of(name), text_of(what), key, (), country))
    return found
