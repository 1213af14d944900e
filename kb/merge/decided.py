"""What a user has decided: these two are the same, or are not, whatever the rules say.

Decisions on events are about two reports, each the first of its event when it was decided, so
that they hold however events are named later. Decisions on entities are about two keys, or the
IRIs of entities of one article.
"""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import astuple, dataclass


@dataclass(frozen=True, slots=True)
class Decision:
    """One decision. `verb` is ``same`` or ``differ``, `kind` ``event`` or ``entity``.

    `by` is who decided and `at` when, an ISO date and time.
    """

    iri: str
    verb: str
    kind: str
    a: str
    b: str
    by: str
    at: str

    @property
    def words(self) -> str:
        """Who decided what, in words."""
        return f"{self.by} said on {self.at[:10]} that they are {_VERBS[self.verb]}"


_VERBS = {"same": "the same", "differ": "not the same"}


class Decisions:
    """All decisions of a knowledge base, and what follows from them."""

    def __init__(self, decisions: Iterable[Decision] = ()) -> None:
        """The decisions in order of time; a later one on the same two things stands."""
        last: dict[tuple[str, frozenset[str]], Decision] = {}
        for one in sorted(decisions, key=lambda d: (d.at, d.iri)):
            last[one.kind, frozenset((one.a, one.b))] = one
        self.all = tuple(sorted(last.values(), key=lambda d: (d.at, d.iri)))
        entities = [d for d in self.all if d.kind == "entity"]
        self._into = {d.b: d.a for d in entities if d.verb == "same"}
        self._apart = {frozenset((d.a, d.b)) for d in entities if d.verb == "differ"}
        self._marked = {d.b: d.a for d in entities if d.verb == "differ"}

    def dump(self) -> str:
        """The decisions as JSON."""
        return json.dumps([astuple(one) for one in self.all])

    @classmethod
    def load(cls, text: str) -> Decisions:
        """The decisions that `dump` wrote."""
        return cls(Decision(*one) for one in json.loads(text))

    def rename(self, key: str, iri: str) -> str:
        """The key that an entity of an article has in the end, whose key by the rules is `key`.

        >>> at = ("entity", "person/a", "person/b", "me", "2025-11-01T10:00:00")
        >>> Decisions([Decision("d", "same", *at)]).rename("person/b", "x")
        'person/a'
        """
        if self._marked.get(iri) == key:
            return f"{key}-{iri.rsplit('-', 1)[-1]}"
        key = self._into.get(iri, key)
        seen = {key}
        while (other := self._into.get(key)) is not None and other not in seen:
            seen.add(other)
            key = other
        return key

    def parts(self, one: str, other: str) -> bool:
        """Whether these two keys, or an entity and a key, were decided not to be the same."""
        return frozenset((one, other)) in self._apart

    def on_events(self, verb: str) -> list[Decision]:
        """The decisions on events of one verb."""
        return [d for d in self.all if d.kind == "event" and d.verb == verb]
