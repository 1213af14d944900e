"""Verbs about what is one and what is not: why, same, differ."""

from __future__ import annotations

import json
from typing import Annotated

import typer

from kb.commands.common import DEFAULT_STORE, StoreOption, UsageProblem, open_base, out
from kb.knowledge import KnowledgeBase
from kb.why import write_why

_NAMES = "An event, somebody or something: a name, an id, an IRI, or the IRI of one mention."
FirstName = Annotated[str, typer.Argument(help=_NAMES, metavar="A")]
OtherName = Annotated[str, typer.Argument(help=_NAMES, metavar="B")]
ByOption = Annotated[str | None, typer.Option(help="Who says so; else your user name.")]
UndoOption = Annotated[bool, typer.Option("--undo", help="Take it back.")]


def why(
    name: Annotated[str, typer.Argument(help="An event, or somebody or something by name.")],
    store: StoreOption = DEFAULT_STORE,
    json_: Annotated[bool, typer.Option("--json", help="As JSON.")] = False,
) -> None:
    """Why its mentions are one: each article's words, and what joined them, with scores."""
    with open_base(store) as known:
        found = known.why(name)
    if json_:
        typer.echo(json.dumps(found.as_json(), ensure_ascii=False, indent=2))
        return
    for line in write_why(found):
        out().print(line, markup=False, soft_wrap=True)


def same(
    a: FirstName,
    b: OtherName,
    store: StoreOption = DEFAULT_STORE,
    by: ByOption = None,
    undo: UndoOption = False,
) -> None:
    """Say that two are the same, whatever the rules say; of entities, A's name stays.

    It is recorded with who and when, and holds until it is undone.
    """
    with open_base(store) as known:
        _decide(known, "same", a, b, by, undo=undo)


def differ(
    a: FirstName,
    b: OtherName,
    store: StoreOption = DEFAULT_STORE,
    by: ByOption = None,
    undo: UndoOption = False,
) -> None:
    """Say that two are not the same, whatever the rules say.

    Two mentions of one event are named by their IRIs, as 'kb why' shows them.
    """
    with open_base(store) as known:
        _decide(known, "differ", a, b, by, undo=undo)


def _decide(known: KnowledgeBase, verb: str, a: str, b: str, by: str | None, *, undo: bool) -> None:
    if undo and by is not None:
        raise UsageProblem("--undo takes a decision back, whoever made it: leave --by out")
    if undo:
        events = known.undo(a, b)
    elif verb == "same":
        events = known.same(a, b, by=by)
    else:
        events = known.differ(a, b, by=by)
    done = "taken back" if undo else "recorded"
    out().print(f"{done}; {events} events in all")
