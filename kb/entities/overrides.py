"""What a user has decided on who is who: the same, or not, whatever the rules say.

A decision names two things, each an entity of one article (its IRI) or all that the rules hold
to be one (a canonical key, "person/nils-falk"). Decisions are taken in their order, so that a
later one may take an earlier one back.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Literal


@dataclass(frozen=True, slots=True)
class Override:
    """A decision of a user: `verb` is ``same`` for "A is B", ``differ`` for "A is not B".

    `a` and `b` are IRIs of local entities or keys. Of two that are the same the key of `a` stays;
    of two that are parted `a` keeps its key.
    """

    verb: Literal["same", "differ"]
    a: str
    b: str


def apply_overrides(
    keys: Mapping[str, str], own: Mapping[str, str | None], overrides: Iterable[Override]
) -> dict[str, str]:
    """The keys of local entities (by IRI) after the decisions of a user.

    `own` is the key that each entity's own article gives it, which tells those apart that the
    rules have joined. A decision on something that is not there changes nothing: its article may
    come later. Entities of different kinds are never joined.

    >>> apply_overrides({"1": "person/a", "2": "person/b"}, {}, [Override("same", "person/a", "2")])
    {'1': 'person/a', '2': 'person/a'}
    >>> apply_overrides(
    ...     {"1": "person/a-b", "2": "person/a-b"},
    ...     {"1": "person/a-b", "2": "person/a-c-b"},
    ...     [Override("differ", "person/a-b", "person/a-c-b")],
    ... )
    {'1': 'person/a-b', '2': 'person/a-c-b'}
    """
    result = dict(keys)
    for override in overrides:
        if override.verb == "same":
            _join(result, override, own)
        else:
            _part(result, override, own)
    return result


def _meant(keys: Mapping[str, str], own: Mapping[str, str | None], name: str) -> list[str]:
    if name in keys:
        return [name]
    held = [iri for iri in sorted(keys) if keys[iri] == name]
    return held or [iri for iri in sorted(keys) if own.get(iri) == name]


def _join(keys: dict[str, str], override: Override, own: Mapping[str, str | None]) -> None:
    mine, theirs = _meant(keys, own, override.a), _meant(keys, own, override.b)
    if not mine or not theirs:
        return
    key = keys[mine[0]]
    for iri in theirs:
        if keys[iri].split("/", 1)[0] == key.split("/", 1)[0]:
            keys[iri] = key


def _part(keys: dict[str, str], override: Override, own: Mapping[str, str | None]) -> None:
    mine = set(_meant(keys, own, override.a))
    theirs = _meant(keys, own, override.b)
    if override.b not in keys:
        # both are one to the rules: what its own article calls B is B
        called = [iri for iri in sorted(keys) if own.get(iri) == override.b]
        theirs = called or theirs
    if override.a not in keys:
        called = [iri for iri in sorted(keys) if own.get(iri) == override.a]
        mine = set(called) or mine
    shared = {keys[iri] for iri in mine}
    for iri in theirs:
        key = keys[iri]
        if iri in mine or key not in shared:
            continue
        if override.b not in keys and override.b not in shared:
            keys[iri] = override.b
        else:
            mark = hashlib.sha256(override.b.encode()).hexdigest()[:6]
            keys[iri] = f"{key}-{mark}"
