"""Names → IRIs: whom or what a question means by "Shinzo Abe", "person/shinzo-abe" or an IRI."""

from __future__ import annotations

import difflib
import unicodedata
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field

from kb.errors import QueryError, UnknownName
from kb.vocab import expand


@dataclass(frozen=True, slots=True)
class Named:
    """A thing that has a name. `main` is false for an alternative name."""

    iri: str
    name: str
    main: bool = True


@dataclass(frozen=True)
class Names:
    """The names of one kind of thing (those who act, places, types of event)."""

    kind: str
    _iris: frozenset[str]
    _ranked: tuple[dict[str, set[str]], ...] = field(repr=False)
    _spelled: dict[str, str] = field(repr=False)

    @classmethod
    def collect(cls, kind: str, found: Iterable[Named], namespaces: Iterable[str]) -> Names:
        """The names of the things in `found`, whose IRIs begin with one of `namespaces`."""
        main: dict[str, set[str]] = defaultdict(set)
        paths: dict[str, set[str]] = defaultdict(set)
        other: dict[str, set[str]] = defaultdict(set)
        spelled: dict[str, str] = {}
        iris = set()
        starts = tuple(namespaces)
        for named in found:
            iris.add(named.iri)
            folded = fold(named.name)
            (main if named.main else other)[folded].add(named.iri)
            spelled.setdefault(folded, named.name)
            for start in starts:
                if named.iri.startswith(start):
                    path = named.iri[len(start) :]
                    paths[fold(path)].add(named.iri)
                    paths[fold(path.rsplit("/", 1)[-1])].add(named.iri)
        return cls(kind, frozenset(iris), (main, paths, other), spelled)

    def resolve(self, name: str) -> str:
        """The IRI that `name` means: an IRI, a path ("person/shinzo-abe"), a slug or a name.

        Case, accents and hyphens do not matter; a main name goes before an alternative one.
        Raises `UnknownName` with the nearest names where nothing is called so, and `QueryError`
        where several things are.
        """
        wanted = name.strip()
        if expand(wanted) in self._iris:
            return expand(wanted)
        for names in self._ranked:
            found = sorted(names.get(fold(wanted), ()))
            if len(found) == 1:
                return found[0]
            if found:
                raise QueryError(
                    f"{name!r} could be any of {', '.join(found[:8])}; give one of these instead"
                )
        kind = "type of event" if self.kind == "type" else self.kind
        raise UnknownName(name, self.suggest(wanted), kind=kind)

    def suggest(self, name: str) -> tuple[str, ...]:
        """Up to three names that are spelled much like `name`, or that it is a part of."""
        wanted = fold(name)
        near = difflib.get_close_matches(wanted, self._spelled, n=3, cutoff=0.6)
        if wanted:
            words = set(wanted.split())
            near += [f for f in sorted(self._spelled) if words <= set(f.split()) and f not in near]
        return tuple(self._spelled[f] for f in near[:3])


def fold(name: str) -> str:
    """`name` without case, accents, hyphens and spare spaces.

    >>> fold("  São-Paulo ")
    'sao paulo'
    """
    plain = unicodedata.normalize("NFKD", name)
    letters = "".join(" " if c in "-_" else c for c in plain if not unicodedata.combining(c))
    return " ".join(letters.casefold().split())


def name_by_address(iri: str) -> str:
    """What a thing may be called that has an address and no name: a country that nobody names.

    >>> name_by_address("http://x.test/place/isle-of-man")
    'Isle of Man'
    """
    words = iri.rsplit("/", 1)[-1].split("-")
    return " ".join(w if w in ("of", "the", "and") else w.capitalize() for w in words)
