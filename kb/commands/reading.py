"""Verbs that ask the store: show, query, ask, check."""

from __future__ import annotations

from collections.abc import Mapping
from contextlib import suppress
from enum import StrEnum
from pathlib import Path
from typing import Annotated

import pyoxigraph as ox
import typer
from rich.console import RenderableType

from kb.commands.common import (
    DEFAULT_STORE,
    Format,
    QueriesOption,
    StoreOption,
    UsageProblem,
    err,
    open_base,
    out,
    write_raw,
)
from kb.commands.tables import draw_event, draw_rows, draw_timeline
from kb.errors import QueryError, UnknownName
from kb.index.order import want_slot
from kb.knowledge import KnowledgeBase
from kb.question_files import find_question, load_questions, read_folder
from kb.questions import Question
from kb.results import say_term, write_results
from kb.shapes import find_violations
from kb.store import Results
from kb.store.interface import text_of
from kb.timeline import Timeline
from kb.timeline_event import TimelineEvent
from kb.vocab import RDFS


class AnswerFormat(StrEnum):
    """How the results of a query are printed."""

    table = "table"
    json = "json"
    xml = "xml"
    csv = "csv"
    tsv = "tsv"
    ttl = "ttl"
    nt = "nt"
    jsonld = "jsonld"


def show(
    name: Annotated[str, typer.Argument(help="An event, an article, somebody or some place.")],
    store: StoreOption = DEFAULT_STORE,
    format: Annotated[Format, typer.Option(help="A table or JSON.")] = Format.table,  # noqa: A002
) -> None:
    """All of one event, or what an article or somebody has to do with."""
    with open_base(store) as known:
        _show(known, name, as_json=format is Format.json)


def _show(known: KnowledgeBase, name: str, *, as_json: bool) -> None:
    events: tuple[str, ...] = ()
    for kind in ("event", "article", "entity", "place"):
        try:
            iri = known.resolve(name, kind).value
            break
        except UnknownName as error:
            if kind == "event":
                events = error.suggestions[:2]
    else:
        names = events + known.names("entity").suggest(name) + known.names("place").suggest(name)
        kinds = "event, article, person, organisation or place"
        raise UnknownName(name, tuple(dict.fromkeys(names)), kind=kinds)
    if kind == "event":
        event = known.event(iri)
        if as_json:
            write_raw(event.to_json())
        else:
            out().print(draw_event(event))
        return
    if kind == "article":
        article = known.article(iri)
        found = known.events_of_article(iri)
        title = " · ".join(w for w in (article.publisher, article.title or article.source) if w)
    else:
        labels = sorted(
            text_of(t.object) for t in known.describe(iri) if t.predicate.value == RDFS.label
        )
        title = f"{labels[0]} · {iri}" if labels else iri
        found = _find_doings(known, iri)
    if as_json:
        write_raw(found.to_json())
    else:
        out().print(title, style="bold", markup=False)
        out().print(draw_timeline(found))


def _find_doings(known: KnowledgeBase, iri: str) -> Timeline:
    """What somebody took part in; of a country or a town, also what happened there."""
    found: dict[str, TimelineEvent] = {}
    for kind in ("actor", "place"):
        with suppress(UnknownName):
            page = known.timeline(**{kind: iri}, limit=None)
            found |= {event.id: event for event in page.events}
    events = tuple(sorted(found.values(), key=_find_slot))
    return Timeline(events, None, len(events))


def _find_slot(event: TimelineEvent) -> tuple[int, str]:
    """Where an event stands in order of time, undated ones last."""
    days = (event.date.earliest, event.date.latest) if event.date else (None, None)
    return want_slot(*days, event.id), event.id


def query(
    sparql: Annotated[str | None, typer.Argument(help="A SPARQL query.")] = None,
    file: Annotated[Path | None, typer.Option(help="A file with the query instead.")] = None,
    store: StoreOption = DEFAULT_STORE,
    format: Annotated[  # noqa: A002 - the flag's name
        AnswerFormat, typer.Option(help="Turtle, N-Triples and JSON-LD are for CONSTRUCT.")
    ] = AnswerFormat.table,
) -> None:
    """Ask in SPARQL: well-known prefixes are declared; the default graph is all graphs."""
    if (sparql is None) == (file is None):
        raise UsageProblem("give either a query or --file")
    if file is not None:
        try:
            sparql = file.read_text("utf-8")
        except (OSError, UnicodeDecodeError) as error:
            raise UsageProblem(f"{file}: cannot be read ({error})") from error
    with open_base(store) as known:
        print_results(known.query(sparql or ""), format)


def print_results(
    results: Results,
    form: AnswerFormat,
    hidden: frozenset[str] = frozenset(),
    base: str | None = None,
) -> None:
    """Prints the results of a query; in a table without the `hidden` columns and the `base`."""
    try:
        drawn = _draw_results(results, form, hidden, base)
    except (OSError, RuntimeError, ValueError) as error:
        # the engine works the rows out as they are read, and finds out so late
        raise QueryError(f"the query cannot be run: {error}") from error
    if isinstance(drawn, bytes):
        write_raw(drawn)
    else:
        out().print(drawn)


def _draw_results(
    results: Results, form: AnswerFormat, hidden: frozenset[str], base: str | None
) -> bytes | RenderableType:
    if form is not AnswerFormat.table:
        return write_results(results, form.value)
    if isinstance(results, ox.QuerySolutions):
        columns = [v.value for v in results.variables if v.value not in hidden]
        rows = [[say_term(row[c], base) for c in columns] for row in results]
        return draw_rows(columns, rows) if rows else "Nothing was found."
    if isinstance(results, ox.QueryBoolean):
        return "yes" if results else "no"
    return write_results(results, "ttl")


def ask(
    name: Annotated[str | None, typer.Argument(help="A question; none lists them all.")] = None,
    given: Annotated[
        list[str] | None, typer.Argument(help="Its parameters.", metavar="KEY=VALUE")
    ] = None,
    store: StoreOption = DEFAULT_STORE,
    queries: QueriesOption = None,
    format: Annotated[  # noqa: A002 - the flag's name
        AnswerFormat, typer.Option(help="As for 'kb query'.")
    ] = AnswerFormat.table,
) -> None:
    """Ask one of the documented questions, or of a folder of your own."""
    questions = load_questions() if queries is None else read_folder(queries)
    if name is None:
        _list_questions(questions)
        return
    question = find_question(name, questions)
    values = {}
    for pair in given or []:
        key, equals, value = pair.partition("=")
        if not equals:
            raise UsageProblem(f"{pair!r}: parameters are given as KEY=VALUE")
        values[key] = value
    with open_base(store) as known:
        hidden = frozenset(param.name for param in question.params)
        print_results(known.ask(question, **values), format, hidden, known.base)


def _list_questions(questions: Mapping[str, Question]) -> None:
    rows = []
    for question in questions.values():
        takes = [p.name if p.default is None else f"[{p.name}]" for p in question.params]
        rows.append((question.name, question.title, " ".join(takes)))
    out().print(draw_rows(("question", "what it answers", "parameters"), rows))
    out().print("\nAsk one with: kb ask NAME KEY=VALUE …", markup=False)


def check(store: StoreOption = DEFAULT_STORE) -> None:
    """Hold the store against its shapes (SHACL) and its integrity checks."""
    with open_base(store) as known:
        wrong = known.check()
        shapes = find_violations(known)
    for name, rows in wrong.items():
        err().print(f"{name}: {len(rows)} rows, such as {' '.join(rows[0])}", markup=False)
    for violation in shapes:
        err().print(f"shape: {violation}", markup=False)
    if wrong or shapes:
        raise typer.Exit(1)
    out().print("All checks passed.")
