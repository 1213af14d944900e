"""Where the shipped data is: `ontology/` and `queries/`, alike in a checkout and an install."""

from __future__ import annotations

from functools import cache
from importlib.resources import files
from importlib.resources.abc import Traversable
from pathlib import Path

from kb.errors import KbError


def data_folder(name: str) -> Traversable:
    """The shipped folder called `name` (``ontology``, ``queries`` or ``samples``).

    The wheel carries `ontology/` and `queries/` inside the package; a checkout has them at its
    top. Raises `KbError` when neither is there.

    >>> data_folder("ontology").is_dir()
    True
    """
    package = files("kb")
    for place in (package / "_data" / name, package / name):
        if place.is_dir():
            return place
    checkout = Path(__file__).resolve().parent.parent / name
    if checkout.is_dir():
        return checkout
    raise KbError(f"the folder {name!r} is missing from this installation")


@cache
def read_ontology_files() -> tuple[tuple[str, bytes], ...]:
    """The shipped Turtle files by name, all but the SHACL shapes; read once in a process."""
    return tuple(
        (file.name, file.read_bytes())
        for file in sorted(data_folder("ontology").iterdir(), key=lambda file: file.name)
        if file.name.endswith(".ttl") and file.name != "shapes.ttl"
    )
