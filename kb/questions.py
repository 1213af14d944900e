"""Questions with parameters, which are bound as RDF terms and never put into the text.

They stand in files, which `kb.question_files` reads.
"""

from __future__ import annotations

import shlex
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date

import pyoxigraph as ox

from kb.dates.partial import PartialDate
from kb.errors import DateError, QueryError
from kb.store.interface import Term
from kb.vocab import KB, XSD

ANY = KB.NS + "any"
RESOLVED = frozenset({"entity", "place", "type", "event", "article"})

Resolve = Callable[[str, str], ox.NamedNode]


@dataclass(frozen=True, slots=True)
class Param:
    """A parameter of a question: `default` is ``None`` where it has to be given."""

    name: str
    type: str
    default: str | None
    text: str


@dataclass(frozen=True, slots=True)
class Question:
    """A documented SPARQL file."""

    name: str
    title: str
    description: str
    params: tuple[Param, ...]
    examples: tuple[str, ...]
    sparql: str

    def bind(self, given: Mapping[str, str], resolve: Resolve) -> dict[str, Term]:
        """The terms for the question's variables; names are resolved by `resolve(name, type)`.

        A name with a trailing underscore (``from_``) stands for the one without. Raises
        `QueryError` for a parameter that is unknown, missing, or not of its type.
        """
        values = {name.removesuffix("_"): value for name, value in given.items()}
        known = {param.name for param in self.params}
        for name in values:
            if name not in known:
                raise QueryError(
                    f"the question {self.name!r} has no parameter {name!r}; "
                    f"it takes {', '.join(sorted(known)) or 'none'}"
                )
        terms: dict[str, Term] = {}
        for param in self.params:
            value = values.get(param.name, param.default)
            if value is None:
                raise QueryError(
                    f"the question {self.name!r} needs {param.name!r}: {param.text}"
                    + (f"; for example: kb ask {self.examples[0]}" if self.examples else "")
                )
            terms[param.name] = make_term(param, value, resolve)
        first, last = terms.get("from"), terms.get("to")
        if first is not None and last is not None and first.value > last.value:
            raise QueryError(
                f"the window ends before it begins: from {first.value} to {last.value}"
            )
        return terms

    def read_example(self, example: str) -> dict[str, str]:
        """The parameters of an example: a line as for ``kb ask``. Raises `QueryError`.

        >>> from kb.question_files import find_question
        >>> find_question("timeline").read_example('timeline actor="Shinzo Abe" from=2006')
        {'actor': 'Shinzo Abe', 'from': '2006'}
        """
        try:
            name, *pairs = shlex.split(example)
        except ValueError as error:
            raise QueryError(f"{self.name}.rq: the example {example!r}: {error}") from error
        known = {param.name for param in self.params}
        given = dict(pair.partition("=")[::2] for pair in pairs)
        if name != self.name or not set(given) <= known:
            raise QueryError(
                f"{self.name}.rq: the example {example!r} is not '{self.name} KEY=VALUE …' "
                f"with keys of {', '.join(sorted(known)) or 'none'}"
            )
        return given


def make_term(param: Param, value: str, resolve: Resolve) -> Term:
    """The term for a value of a parameter. Raises `QueryError` where it is not of its type."""
    if param.type in RESOLVED:
        return ox.NamedNode(ANY) if value == "any" else resolve(value, param.type)
    if param.type == "date":
        return ox.Literal(
            read_bound(value, late=param.name == "to"), datatype=ox.NamedNode(XSD.date)
        )
    try:
        if param.type == "integer":
            return ox.Literal(int(value))
        if param.type == "number":
            return ox.Literal(float(value))
    except ValueError as error:
        raise QueryError(f"{param.name!r} takes a number, not {value!r}") from error
    if param.type == "boolean":
        if value.lower() not in ("true", "false", "yes", "no", "1", "0"):
            raise QueryError(f"{param.name!r} takes true or false, not {value!r}")
        return ox.Literal(value.lower() in ("true", "yes", "1"))
    if "|" in param.type and value not in param.type.split("|"):
        words = ", ".join(param.type.split("|"))
        raise QueryError(f"{param.name!r} is one of {words}, not {value!r}")
    return ox.Literal(value)


def read_bound(value: str, *, late: bool = False) -> str:
    """The ISO day that a window begins (or, if `late`, ends) with: "2025-10" is a whole month.

    >>> read_bound("2025-10"), read_bound("2025-10", late=True)
    ('2025-10-01', '2025-10-31')

    Raises `QueryError` for what is no date.
    """
    try:
        found = PartialDate.of(value)
    except DateError as error:
        raise QueryError(str(error)) from error
    day: date | None = found.latest if late else found.earliest
    if day is None:
        raise QueryError(
            f"{value!r} is no day, month or year that a window could begin or end with"
        )
    return day.isoformat()
