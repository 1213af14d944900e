"""Backups of a store, made while it is written to, and back again."""

from __future__ import annotations

import shutil
from pathlib import Path

from kb.errors import KbError, StoreError
from kb.store.embedded import EmbeddedStore
from kb.store.folder import NAME, QUADS, Folder, open_folder


def write_backup(store: EmbeddedStore, folder: Path) -> None:
    """Makes a backup of an open store: a folder that can be opened as it is.

    Within one file system it shares the store's files by hard links, which neither changes; to be
    safe from the loss of a disk it has to be elsewhere. Tokens are not in it. Raises `StoreError`
    where something is in `folder`, or where it cannot be written; what was begun is then removed.
    """
    if folder.exists():
        raise StoreError(f"{folder}: there is something; a backup needs a folder of its own")
    try:
        description = (store.path.parent / NAME).read_text("utf-8")
        folder.mkdir(parents=True)
        store.copy_to(folder / QUADS)
        # last, so that a backup that was cut short is none
        (folder / NAME).write_text(description, "utf-8")
    except (OSError, KbError) as error:
        shutil.rmtree(folder, ignore_errors=True)
        raise StoreError(f"{folder}: the backup failed ({error})") from error


def restore_backup(backup: Path, folder: Path) -> Folder:
    """A store in `folder`, which must not be there or be empty, with what is in a backup.

    It shares nothing with the backup. Raises `StoreError`, also for a backup that is damaged.
    """
    found = open_folder(backup, create=False)
    if folder.exists() and (not folder.is_dir() or any(folder.iterdir())):
        raise StoreError(f"{folder}: not empty; a backup is restored into a new folder")
    try:
        folder.mkdir(parents=True, exist_ok=True)
        shutil.copytree(found.quads, folder / QUADS)
        EmbeddedStore(folder / QUADS).close()
        shutil.copy(backup / NAME, folder / NAME)
    except (OSError, KbError) as error:
        shutil.rmtree(folder / QUADS, ignore_errors=True)
        raise StoreError(f"{backup}: it cannot be restored ({error})") from error
    return open_folder(folder, create=False)
