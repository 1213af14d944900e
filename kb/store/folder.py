"""The folder of a knowledge base: ``kb.json`` (format, base IRI) beside the store's own files."""

from __future__ import annotations

import json
import os
import tempfile
from dataclasses import dataclass
from pathlib import Path

import pyoxigraph as ox

from kb.errors import StoreError

FORMAT = 1
DEFAULT_BASE = "http://localhost:8000/"
NAME = "kb.json"
QUADS = "quads"
GAZETTEERS = "gazetteers"
_HALF_MADE = ".kb.json."


@dataclass(frozen=True, slots=True)
class Folder:
    """A folder that holds a knowledge base, and the base IRI it was made with."""

    path: Path
    base: str

    @property
    def quads(self) -> Path:
        """Where the engine keeps its files."""
        return self.path / QUADS

    @property
    def gazetteers(self) -> Path:
        """Where the user's reference files are kept."""
        return self.path / GAZETTEERS


def check_base(base: str) -> str:
    """The base IRI `base`, with the slash it must end in.

    >>> check_base("https://example.com/kb")
    'https://example.com/kb/'

    Raises `StoreError` for what is no absolute http(s) IRI or has a query or fragment.
    """
    try:
        iri = ox.NamedNode(base).value
    except ValueError as error:
        raise StoreError(f"the base {base!r} is no IRI: {error}") from error
    scheme, _, rest = iri.partition("://")
    if scheme not in ("http", "https") or not rest.strip("/") or "?" in rest or "#" in rest:
        raise StoreError(
            f"the base {base!r} must be an http or https IRI without query or fragment, "
            "such as 'https://example.com/kb/'"
        )
    return iri if iri.endswith("/") else iri + "/"


def open_folder(path: Path, base: str | None = None, *, create: bool = True) -> Folder:
    """The knowledge base folder at `path`, made with `base` where there is none and `create`.

    The description is written whole or not at all, before anything else, so an `init` that was
    cut short is simply done again. Raises `StoreError` where the folder holds something else,
    where its description is damaged, or where its base is not `base`.
    """
    description = path / NAME
    if description.is_file():
        found = _read_description(description)
        if base is not None and check_base(base) != found:
            raise StoreError(
                f"{path}: the base IRI is {found!r} and can never change; {base!r} was asked for"
            )
        return Folder(path, found)
    if path.exists() and not path.is_dir():
        raise StoreError(f"{path}: a file stands where the store folder should be")
    strangers = _find_strangers(path)
    if strangers:
        raise StoreError(
            f"{path}: no knowledge base, and not empty ({strangers[0]!r} is there); "
            "choose an empty folder or a new one"
        )
    if not create:
        raise StoreError(f"{path}: no knowledge base here; make one with 'kb init' or 'kb ingest'")
    iri = check_base(DEFAULT_BASE if base is None else base)
    try:
        path.mkdir(parents=True, exist_ok=True)
        _write_whole(description, json.dumps({"format": FORMAT, "base": iri}) + "\n")
    except OSError as error:
        raise StoreError(f"{path}: the folder cannot be made ({error})") from error
    return Folder(path, iri)


def _find_strangers(path: Path) -> list[str]:
    try:
        names = [entry.name for entry in path.iterdir()] if path.is_dir() else []
    except OSError as error:
        raise StoreError(f"{path}: the folder cannot be read ({error})") from error
    return sorted(name for name in names if not name.startswith(_HALF_MADE))


def _read_description(file: Path) -> str:
    try:
        value = json.loads(file.read_text("utf-8"))
        version, base = value["format"], value["base"]
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise StoreError(f"{file}: damaged; a format and a base IRI were expected") from error
    if version != FORMAT:
        raise StoreError(f"{file}: the format is {version!r}, this version reads {FORMAT}")
    if not isinstance(base, str):
        raise StoreError(f"{file}: damaged; the base IRI is {base!r}")
    return check_base(base)


def _write_whole(file: Path, text: str) -> None:
    handle, name = tempfile.mkstemp(prefix=_HALF_MADE, dir=file.parent)
    temporary = Path(name)
    try:
        with os.fdopen(handle, "w", encoding="utf-8") as stream:
            stream.write(text)
            stream.flush()
            os.fsync(stream.fileno())
        temporary.replace(file)
    except OSError:
        temporary.unlink(missing_ok=True)
        raise
