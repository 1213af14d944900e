"""The errors of the knowledge base: one small tree.

::

    KbError
    ├── ArticleRejected      an input that is no readable article; has a `reason`
    ├── DateError            a date or EDTF string that cannot be read
    ├── OntologyError        a Turtle file that does not say what the code needs
    ├── QueryError           a SPARQL query or a question that cannot be run
    │   ├── AmbiguousName    a name that several things bear; carries candidates
    │   └── UnknownName      a name that nothing bears; carries suggestions
    ├── ServerError          a server that did not do what it was asked
    └── StoreError           a store that cannot be opened, read or written
        └── StoreLocked      another process holds the store for writing

Every message says what was found, what was expected, and where.
"""

from __future__ import annotations

from dataclasses import dataclass


class KbError(Exception):
    """Base of every error that this library raises on purpose."""


class ArticleRejected(KbError):  # noqa: N818 - the word of the domain, not "…Error"
    """An input that is no readable article.

    `reason` is a short stable word (``binary``, ``empty``, ``too-large``, ``encoding``,
    ``no-text``, ``format``, ``unreadable``) by which rejections are counted; `source` names the
    file or record.
    """

    def __init__(self, source: str, reason: str, detail: str) -> None:
        super().__init__(f"{source}: {detail}")
        self.source = source
        self.reason = reason
        self.detail = detail

    def __reduce__(self) -> tuple[type[ArticleRejected], tuple[str, str, str]]:
        # an exception is pickled by its message alone, and would not come back from a worker
        return type(self), (self.source, self.reason, self.detail)


class DateError(KbError, ValueError):
    """A date or an EDTF string that cannot be read."""


class OntologyError(KbError):
    """A Turtle file of the ontology that does not say what the code needs."""


class QueryError(KbError):
    """A SPARQL query or a question that cannot be run."""


class UnknownName(QueryError):  # noqa: N818 - the word of the domain
    """A name that nothing of a `kind` bears; `suggestions` are the nearest names known."""

    def __init__(
        self, name: str, suggestions: tuple[str, ...] = (), *, kind: str = "entity"
    ) -> None:
        hint = f" Did you mean {', '.join(suggestions)}?" if suggestions else ""
        super().__init__(f"no {kind} is called {name!r}.{hint}")
        self.name = name
        self.suggestions = suggestions


@dataclass(frozen=True, slots=True)
class Candidate:
    """What a name could mean: an IRI with its main name, kind, and how many events it has."""

    id: str
    name: str
    kind: str | None
    events: int


class AmbiguousName(QueryError):  # noqa: N818 - the word of the domain
    """A name that could be any of several `candidates`; give the IRI of one instead."""

    def __init__(self, name: str, candidates: tuple[Candidate, ...]) -> None:
        iris = ", ".join(candidate.id for candidate in candidates)
        super().__init__(f"{name!r} could be any of {iris}; give one of these instead")
        self.name = name
        self.candidates = candidates


class ServerError(KbError):
    """What a server answered where it did not do what it was asked.

    `rejected` are the inputs that it could not read, as its answer has them.
    """

    def __init__(self, message: str, rejected: tuple[dict[str, str], ...] = ()) -> None:
        super().__init__(message)
        self.rejected = rejected


class StoreError(KbError):
    """A store that cannot be opened, read or written."""


class StoreLocked(StoreError):  # noqa: N818 - the word of the domain
    """Another process holds the store for writing."""
