"""Names with the same ends and acronyms: which keys of articles' own are one across articles."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass

from kb.entities.identity import name_words
from kb.entities.organizations import find_organization
from kb.merge.decided import Decisions
from kb.merge.ledger import Ledger


@dataclass(frozen=True, slots=True)
class Profile:
    """What all articles say of those who go by one key of their own."""

    key: str
    n: int
    genders: frozenset[str]
    countries: frozenset[str]

    def agrees(self, other: Profile) -> bool:
        """Whether neither gender nor country speaks against the two being one."""
        return all(
            not a or not b or a & b
            for a, b in ((self.genders, other.genders), (self.countries, other.countries))
        )


class Variants:
    """The forms of names in a ledger."""

    def __init__(self, ledger: Ledger, decisions: Decisions) -> None:
        """Reads only: what is decided is for the caller to write."""
        self._db = ledger
        self._decisions = decisions

    def profile(self, own: str) -> Profile | None:
        """What all articles say of those with this key of their own, if any has it."""
        held = self._db.tallies("own_tally", own)
        if not held:
            return None
        return Profile(
            own,
            held["n"][""],
            frozenset(held.get("gender", ())),
            frozenset(held.get("at", ())) - {""},
        )

    def blocks(self, own: str) -> list[str]:
        """The blocks that a key is decided in: its name's ends, or its acronyms."""
        if own.startswith("person/"):
            words = _key_words(own)
            return [f"p {min(words[0], words[-1])} {max(words[0], words[-1])}"] * (len(words) > 1)
        if own.startswith("organization/"):
            names = self._db.tallies("own_tally", own).get("name", {})
            return [f"o {name}" for name in sorted(names) if name.isupper() and " " not in name]
        return []

    def decide_block(self, block: str) -> dict[str, str]:
        """For the keys in a block that of all that each is one with."""
        if block.startswith("o "):
            return self._decide_acronym(block[2:])
        keys = [k for (k,) in self._db.rows("SELECT key FROM own WHERE block = ?", block)]
        profiles = [found for key in sorted(keys) if (found := self.profile(key)) is not None]
        return join_variants(profiles, self._decisions)

    def _decide_acronym(self, acronym: str) -> dict[str, str]:
        """An acronym goes to the one organisation that some article calls by both names."""
        short, long = [], []
        for (key,) in self._db.rows(
            "SELECT key FROM own_tally WHERE value = ? AND field = 'name'", acronym
        ):
            if not key.startswith("organization/"):
                continue
            names = self._db.tallies("own_tally", key)["name"]
            if any(" " in name for name in names):
                long.append(key)
            elif len(names) == 1 and find_organization((acronym,)) is None:
                short.append(key)
        found = {key: key for key in short}
        if len(long) == 1:
            other = self.profile(long[0])
            for key in short:
                mine = self.profile(key)
                if (
                    mine
                    and other
                    and mine.agrees(other)
                    and not self._decisions.parts(key, long[0])
                ):
                    found[key] = long[0]
        return found


def join_variants(profiles: Sequence[Profile], decisions: Decisions) -> dict[str, str]:
    """For each key of persons with the same ends of their names the key of all it is one with.

    The same full name in another order, or with or without a middle name, is one key; a short
    form that fits two longer ones is neither.
    """
    by_set: dict[frozenset[str], list[Profile]] = defaultdict(list)
    for profile in profiles:
        by_set[frozenset(_key_words(profile.key))].append(profile)
    joined: dict[str, str] = {p.key: p.key for p in profiles}

    def find(key: str) -> str:
        while joined[key] != key:
            key = joined[key]
        return key

    def agree(mine: Sequence[Profile], theirs: Sequence[Profile]) -> bool:
        return all(a.agrees(b) and not decisions.parts(a.key, b.key) for a in mine for b in theirs)

    for members in by_set.values():
        if agree(members, members):
            for other in members[1:]:
                joined[find(other.key)] = find(members[0].key)
    for words, members in sorted(by_set.items(), key=lambda item: sorted(item[0])):
        wider = [w for w in by_set if w > words]
        if len(wider) == 1 and agree(members, by_set[wider[0]]):
            for other in members:
                joined[find(other.key)] = find(by_set[wider[0]][0].key)
    groups: dict[str, list[Profile]] = defaultdict(list)
    for profile in profiles:
        groups[find(profile.key)].append(profile)
    result = {}
    for group in groups.values():
        best = min(group, key=lambda p: (-p.n, p.key)).key
        result.update({p.key: best for p in group})
    return result


def _key_words(key: str) -> tuple[str, ...]:
    return name_words(key.split("/", 1)[1].replace("-", " "))
