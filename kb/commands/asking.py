"""Verbs that ask the index: timeline, search."""

from __future__ import annotations

import inspect
from collections.abc import Iterator
from dataclasses import Field, fields
from enum import StrEnum
from pathlib import Path
from typing import Annotated, Any

import typer

from kb.commands.common import DEFAULT_STORE, Format, StoreOption, open_base, out, write_raw
from kb.commands.tables import draw_hits, draw_timeline
from kb.export import write_timeline
from kb.timeline_question import TimelineQuestion

_METAVARS = {
    **dict.fromkeys(("actor", "place", "type", "source", "publisher"), "NAME"),
    **dict.fromkeys(("from", "to"), "DATE"),
    **dict.fromkeys(("fields", "facets"), "NAME,…"),
    "text": "WORDS",
    "near": "LAT,LON,KM",
    "cursor": "MARK",
    "lang": "TAG",
}
_FLAGS = {"main": "--main", "disputed": "--disputed/--undisputed"}


class TimelineFormat(StrEnum):
    """How a timeline is printed: a table, or one of `kb.export.FORMATS`."""

    table = "table"
    json = "json"
    jsonld = "jsonld"
    ttl = "ttl"
    nt = "nt"
    rdfxml = "rdfxml"
    csv = "csv"
    ics = "ics"
    geojson = "geojson"
    atom = "atom"
    markdown = "markdown"
    timelinejs = "timelinejs"
    vis = "vis"


def timeline(
    *,
    store: Path = DEFAULT_STORE,
    format: TimelineFormat = TimelineFormat.table,  # noqa: A002 - the flag's name
    **asked: Any,
) -> None:
    """What happened, in order of time, with how many sources tell it."""
    question = TimelineQuestion.ask(**{k: v for k, v in asked.items() if v not in (None, [])})
    with open_base(store) as known:
        found = known.timeline(question)
    if format is TimelineFormat.table:
        out().print(draw_timeline(found))
    else:
        write_raw(write_timeline(found, format.value)[0])


def _make_options() -> Iterator[inspect.Parameter]:
    """The options of `timeline`: the fields of the question, and where and how to print."""

    def take(name: str, type_: Any, default: Any) -> inspect.Parameter:
        kind = inspect.Parameter.KEYWORD_ONLY
        return inspect.Parameter(name, kind, default=default, annotation=type_)

    yield take("store", StoreOption, DEFAULT_STORE)
    for spot in fields(TimelineQuestion):
        yield take(spot.name, *_make_option(spot))
        if spot.name == "actor":
            option = typer.Option("--with", metavar="NAME", help="Who else took part.")
            yield take("with_", Annotated[list[str] | None, option], None)
        if spot.name == "cursor":
            option = typer.Option("--after", metavar="MARK", help="The same as --cursor.")
            yield take("after", Annotated[str | None, option], None)
    option = typer.Option(help="A table, or a format of another tool.")
    yield take("format", Annotated[TimelineFormat, option], TimelineFormat.table)


def _make_option(spot: Field[Any]) -> tuple[Any, Any]:
    about, default = spot.metadata, spot.default
    plain = spot.name.removesuffix("_")
    flag = _FLAGS.get(plain, "--" + plain.replace("_", "-"))
    bounds = {"min": about["low"], "max": about["high"]}
    kind = "|".join(about["choices"]) if plain != "status" else "STATUS"
    metavar = _METAVARS.get(plain, kind or None)
    option = typer.Option(flag, help=about["text"], metavar=metavar, **bounds)
    if isinstance(default, tuple):
        return Annotated[list[str] | None, option], None
    types = {"disputed": bool | None, "limit": int}
    type_ = types.get(plain, str | None if default is None else type(default))
    return Annotated[type_, option], default


def _show_options(command: Any) -> None:
    """Gives a command the options that typer and its help are to see."""
    options = list(_make_options())
    command.__signature__ = inspect.Signature(options, return_annotation=None)
    command.__annotations__ = {option.name: option.annotation for option in options}


_show_options(timeline)


def search(
    words: Annotated[list[str], typer.Argument(help='Words; "a phrase" stays together.')],
    store: StoreOption = DEFAULT_STORE,
    kind: Annotated[
        list[str] | None, typer.Option(help="Only entity, event or article; may be repeated.")
    ] = None,
    limit: Annotated[int, typer.Option(min=1, max=100, help="At most so many of each.")] = 5,
    format: Annotated[Format, typer.Option(help="A table or JSON.")] = Format.table,  # noqa: A002
) -> None:
    """Look for words in names, events and articles, the best first."""
    text = " ".join(f'"{word}"' if " " in word and '"' not in word else word for word in words)
    with open_base(store) as known:
        found = known.search(text, **({"kinds": kind} if kind else {}), limit=limit)
    if format is Format.json:
        write_raw(found.to_json())
    else:
        out().print(draw_hits(found))
