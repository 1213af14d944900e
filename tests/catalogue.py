"""docs/questions.md, from the headers of the questions: ``python -m tests.catalogue`` writes it."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from kb.question_files import load_questions
from kb.questions import Param, Question

PAGE = Path(__file__).parents[1] / "docs" / "questions.md"
_HEAD = """# Questions

Each is a file in `queries/` that documents itself, and is at once

- a command: `kb ask NAME KEY=VALUE …` (`--format csv` and others; `kb ask` alone lists them all),
- a call: `GET /queries/NAME?KEY=VALUE&format=csv` (in the OpenAPI document with its parameters),
- a method: `kb.to_pandas(known.ask("NAME", key=value))`,
- a form and an example of SPARQL on the page.

A person, an organisation or a place is given by name ("Xi Jinping"), by slug (`xi-jinping`) or by
IRI; an event by its label, by its IRI or by the end of that; a date as a day, a month or a year
(EDTF). What is given becomes an RDF term and is never put into the text of the query.

## Questions of your own

Put `*.rq` files into a folder and name it: `kb ask --queries DIR`, `kb serve --queries DIR`. A file
begins so:

```sparql
# title: Labels that begin so
# description: Events whose label begins with some letters.
# param start string : the letters
# param type type = any : the kind of event, or a broader one
# example: beginnings start=Storm
SELECT ?label ?start ?type {
  ?event a sem:Event ; rdfs:label ?label ; sem:eventType ?kind
  FILTER(STRSTARTS(?label, ?start))
  FILTER(?type = kb:any || EXISTS { ?kind skos:broader* ?type })
}
```

A parameter is a variable of the query, and has to be selected. Its type is `entity`, `place`,
`type`, `event`, `article` (looked up by name; `any` stands for all of them, as `kb:any`), `date`,
`string`, `integer`, `number`, `boolean`, or the words that may be given with bars between them.
Without a default it has to be given. What is wrong with a file is said when it is read.

## Those that are shipped
"""


def draw_catalogue() -> str:
    """The page."""
    lines = [_HEAD]
    for question in load_questions().values():
        lines += _draw_question(question)
    return "\n".join(lines)


def _draw_question(question: Question) -> Iterator[str]:
    yield f"### {question.title}\n"
    yield f"`{question.name}`: {question.description}\n"
    for param in question.params:
        yield f"- `{param.name}` {_say_type(param)}: {param.text}"
    if question.params:
        yield ""
    yield "```sh"
    yield from (f"kb ask {example}" for example in question.examples)
    yield "```\n"


def _say_type(param: Param) -> str:
    kind = param.type.replace("|", ", ")
    if param.default is None:
        return f"({kind}; needed)"
    return f"({kind})" if param.default == "" else f"({kind}; else {param.default})"


if __name__ == "__main__":
    PAGE.write_text(draw_catalogue(), "utf-8")
