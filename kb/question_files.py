"""Files of questions: the shipped ``queries/`` and a user's own, read and tried out.

::

    # title: Who met whom
    # description: The meetings of a person, with the others who took part.
    # param actor entity : who met; a name, a slug or an IRI
    # param from date = 0001-01-01 : not before this day
    # param undated last|never = last : what becomes of undated events
    # example: who-met-whom actor="Shinzo Abe"

A parameter is a variable of the query, which must select it (the engine binds nothing else);
without a default it has to be given. A type with bars lists the words that may be given.

A folder of one's own (``--queries DIR``) adds to the shipped questions: `read_folder`.
"""

from __future__ import annotations

import difflib
import re
from collections.abc import Iterator, Mapping
from functools import cache
from importlib.resources.abc import Traversable
from pathlib import Path

import pyoxigraph as ox

from kb.errors import QueryError
from kb.questions import RESOLVED, Param, Question, make_term
from kb.resources import data_folder
from kb.store.guard import check_query, say_syntax_error
from kb.vocab import PREFIXES

TYPES = RESOLVED | {"date", "string", "integer", "number", "boolean"}
_HEADER = re.compile(r"#\s*(title|description|param|example)\s*:?\s+(.*)")
_PARAM = re.compile(r"(\w+)\s+(\w+(?:\|\w+)*)(?:\s*=\s*(.*?))?\s*:\s+(.*)")
_LARGEST = 100_000  # bytes of a file
_TAKEN = frozenset({"format", "timeout"})  # what the server asks beside a question's parameters


@cache
def load_questions() -> Mapping[str, Question]:
    """Every question that is shipped, by name."""
    return {q.name: q for q in _read_folder(data_folder("queries"))}


@cache
def load_checks() -> Mapping[str, Question]:
    """Every integrity check that is shipped, by name: a right store gives no row for any."""
    return {q.name: q for q in _read_folder(data_folder("queries") / "checks")}


@cache
def load_parts() -> Mapping[str, Question]:
    """The queries behind the resources, by name: answers to no question of their own."""
    return {q.name: q for q in _read_folder(data_folder("queries") / "parts")}


def find_part(name: str) -> Question:
    """The part called `name`, which the code knows to be there."""
    return load_parts()[name]


def find_question(name: str, questions: Mapping[str, Question] | None = None) -> Question:
    """The question called `name`, of the shipped ones or of `questions`.

    Raises `QueryError`, naming those of nearly that name, else all there are.
    """
    found = load_questions() if questions is None else questions
    if name not in found:
        near = difflib.get_close_matches(name, found, n=3)
        if near:
            meant = " or ".join(near)
            raise QueryError(f"no question {name!r}; did you mean {meant}? 'kb ask' lists them all")
        raise QueryError(f"no question {name!r}; there are {', '.join(sorted(found))}")
    return found[name]


def read_folder(folder: Path) -> dict[str, Question]:
    """The shipped questions and those of a user's `folder`, its own folders included, by name.

    A file ``elections/turnout.rq`` is the question ``elections-turnout``. Each is tried out on
    an empty store, so that what is wrong with a file is said now and not when it is asked. Raises
    `QueryError` for a wrong header, for what is not SPARQL, and for a name that is taken.
    """
    if not folder.is_dir():
        raise QueryError(f"{folder}: no folder with questions here")
    questions = dict(load_questions())
    for path in sorted(folder.rglob("*.rq")):
        name = "-".join(path.relative_to(folder).with_suffix("").parts)
        if not re.fullmatch(r"[\w.-]{1,100}", name):
            raise QueryError(f"{path}: a question is named with letters, digits and hyphens")
        if name in questions:
            raise QueryError(f"{path}: there is a question {name!r} already; call it otherwise")
        try:
            if path.stat().st_size > _LARGEST:
                raise QueryError(f"{path}: larger than {_LARGEST:,} bytes")
            text = path.read_text("utf-8")
        except (OSError, UnicodeDecodeError) as error:
            raise QueryError(f"{path}: cannot be read ({error})") from error
        question = read_question(name, text)
        check_question(question)
        questions[name] = question
    return questions


def check_question(question: Question) -> None:
    """Returns where a question could be asked. Raises `QueryError`, naming its file.

    Looked at: that it is SPARQL and stays in this store, that it selects its parameters, that
    defaults are of their types, and that examples have its name and parameters.
    """
    where = f"{question.name}.rq"
    try:
        check_query(question.sparql)
        result = ox.Store().query(question.sparql, prefixes=dict(PREFIXES))
    except SyntaxError as error:
        words = say_syntax_error(question.sparql, str(error))
        raise QueryError(f"{where}: {words}") from error
    except (QueryError, ValueError) as error:
        raise QueryError(f"{where}: {error}") from error
    selected = (
        {v.value for v in result.variables} if isinstance(result, ox.QuerySolutions) else set()
    )
    for param in question.params:
        if param.name in _TAKEN:
            raise QueryError(f"{where}: a parameter cannot be called {param.name!r}")
        if param.name not in selected:
            raise QueryError(
                f"{where}: the parameter {param.name!r} is not selected; put ?{param.name} behind "
                "SELECT, as only variables that are selected can be bound"
            )
        if param.default is not None and param.type not in RESOLVED:
            try:
                make_term(param, param.default, _resolve_nothing)
            except QueryError as error:
                raise QueryError(f"{where}: the default of {error}") from error
    names = [param.name for param in question.params]
    if len(set(names)) < len(names):
        raise QueryError(f"{where}: a parameter stands there twice")
    for example in question.examples:
        question.read_example(example)


def _resolve_nothing(name: str, kind: str) -> ox.NamedNode:
    raise QueryError(f"{name!r} cannot be looked up as {kind} without a store")


def _read_folder(folder: Traversable) -> Iterator[Question]:
    for file in sorted(folder.iterdir(), key=lambda f: f.name):
        if file.name.endswith(".rq"):
            yield read_question(file.name.removesuffix(".rq"), file.read_text("utf-8"))


def read_question(name: str, text: str) -> Question:
    """The question in the text of a ``.rq`` file. Raises `QueryError` for a wrong header."""
    found: dict[str, list[str]] = {"title": [], "description": [], "param": [], "example": []}
    last: list[str] | None = None
    for line in text.splitlines():
        if not line.startswith("#"):
            break
        if match := _HEADER.fullmatch(line.strip()):
            last = found[match[1]]
            last.append(match[2].strip())
        elif last:
            last[-1] += " " + line.lstrip("# ").strip()
    if len(found["title"]) != 1 or len(found["description"]) != 1:
        raise QueryError(f"{name}.rq: the header needs one title and one description")
    return Question(
        name=name,
        title=found["title"][0],
        description=found["description"][0],
        params=tuple(_read_param(name, line) for line in found["param"]),
        examples=tuple(found["example"]),
        sparql=text,
    )


def _read_param(name: str, line: str) -> Param:
    match = _PARAM.fullmatch(line)
    if match is None or not (match[2] in TYPES or "|" in match[2]):
        raise QueryError(
            f"{name}.rq: {line!r} is no parameter; expected 'NAME TYPE = default : text' "
            f"with a type of {', '.join(sorted(TYPES))}"
        )
    default = match[3]
    if default is not None and default.startswith('"'):
        default = default.strip('"')
    return Param(match[1], match[2], default, match[4])
