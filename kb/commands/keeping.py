"""Verbs that keep a served knowledge base: token, backup and restore."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from kb.commands.common import DEFAULT_STORE, StoreOption, UsageProblem, err, out
from kb.commands.remote import ServerOption, TokenOption, ask_server, ask_writer
from kb.errors import StoreLocked
from kb.store import EmbeddedStore, open_folder
from kb.store.backup import restore_backup, write_backup
from kb.tokens import add_token, read_tokens, remove_token

token = typer.Typer(help="Who may do what on a served knowledge base.", no_args_is_help=True)


@token.command("add")
def add(
    name: Annotated[str, typer.Argument(help="Whose it is.")],
    can: Annotated[str, typer.Option(help="read, write (and read), or admin (all of it).")],
    store: StoreOption = DEFAULT_STORE,
) -> None:
    """Make a token and print it, this once: only a hash of it is kept."""
    open_folder(store, create=False)
    secret = add_token(store, name, can)
    out().print(secret, soft_wrap=True, markup=False)
    err().print("Keep it: it cannot be shown again. A running server takes it from now on.")


@token.command("list")
def list_tokens(store: StoreOption = DEFAULT_STORE) -> None:
    """Print the names of the tokens, what each can, and when it was made."""
    open_folder(store, create=False)
    for found in read_tokens(store):
        out().print(f"{found.name}\t{found.can}\t{found.made}", markup=False)


@token.command("remove")
def remove(
    name: Annotated[str, typer.Argument(help="Whose it is.")],
    store: StoreOption = DEFAULT_STORE,
) -> None:
    """Take a token away, at once also from a running server."""
    open_folder(store, create=False)
    remove_token(store, name)
    out().print(f"the token {name!r} opens nothing any more", markup=False)


def backup(
    folder: Annotated[
        Path | None, typer.Argument(help="Where to, a new folder; with --server, it chooses.")
    ] = None,
    store: StoreOption = DEFAULT_STORE,
    server: ServerOption = None,
    token: TokenOption = None,
) -> None:
    """Make a backup, also while the knowledge base is served; nothing stops meanwhile."""
    if server is not None:
        told = ask_server(server, token, "POST", "admin/backup")
        out().print(f"{told['folder']}: a backup on the server", markup=False)
        return
    if folder is None:
        raise UsageProblem("say where the backup goes: kb backup FOLDER")
    found = open_folder(store, create=False)
    folder = folder.resolve()
    try:
        opened = EmbeddedStore(found.quads)
    except StoreLocked:
        ask_writer(store, "backup", folder=str(folder))
    else:
        try:
            write_backup(opened, folder)
        finally:
            opened.close()
    out().print(f"{folder}: a backup of {store}", markup=False)


def restore(
    folder: Annotated[Path, typer.Argument(help="The backup.")],
    store: StoreOption = DEFAULT_STORE,
) -> None:
    """Make a knowledge base of a backup, in a new folder. Tokens are not in a backup."""
    found = restore_backup(folder, store)
    out().print(f"{found.path}: a knowledge base with the base {found.base}", markup=False)
