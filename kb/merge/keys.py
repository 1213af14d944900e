"""Who is who across articles, decided where it must be and nowhere else.

Most entities bring their key along: a full name, a known organisation, a place. What remains is
decided among few: the same name in another order or with a middle name, among names with the same
ends; an acronym, among organisations called by it; namesakes, within one key; a bare surname,
among those who bear it in articles of the same weeks. So a new article has only those decided
anew whose names it shares, and the result is the same in whatever order articles came.
"""

from __future__ import annotations

import datetime
import hashlib
import json
import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

from slugify import slugify

from kb.entities import identity
from kb.entities.identity import MARGIN, SAME, name_words
from kb.entities.model import Place
from kb.entities.organizations import find_organization
from kb.merge.decided import Decisions
from kb.merge.ledger import Ledger, pack
from kb.merge.reports import LocalEntity
from kb.merge.who import Canonical, slug_of

NEAR = 21  # days around an article in which others tell whom its bare surnames mean
MOST = 40  # of the articles in those days, the nearest
_NUMBERED = re.compile(r"[A-Z]\w+ (?:[IVX]+)$")


@dataclass(frozen=True, slots=True)
class _Profile:
    """What all articles say of those who go by one key of their own."""

    key: str
    n: int
    genders: frozenset[str]
    countries: frozenset[str]

    def agrees(self, other: _Profile) -> bool:
        return all(
            not a or not b or a & b
            for a, b in ((self.genders, other.genders), (self.countries, other.countries))
        )


class Keys:
    """The keys of the local entities in a ledger, and what is to be decided anew."""

    def __init__(self, ledger: Ledger, decisions: Decisions) -> None:
        """Nothing is to be decided yet."""
        self._db = ledger
        self.decisions = decisions
        self._own: set[str] = set()
        self._new: set[str] = set()
        self._bare: set[str] = set()
        self.rekeyed: set[str] = set()  # articles with an entity whose key is another now
        self.counted: set[str] = set()  # keys about which something else is said now
        self.moved: list[tuple[str, str | None, str | None]] = []  # entity, its key before and now

    # -- articles come and go --------------------------------------------------------------

    def take_out(self, article: str) -> None:
        """Forgets the entities of an article."""
        for row in self._db.rows(_OF_ARTICLE, article):
            local = _Local(*row)
            self._count(local, -1)
            if local.key is not None:
                self._count_key(local, -1)
                self.moved.append((local.iri, local.key, None))
        self._wake_bare(article)
        self._db.run("DELETE FROM bearer WHERE article = ?", article)
        for (iri,) in self._db.rows("SELECT iri FROM local WHERE article = ?", article):
            self._db.run("DELETE FROM bare WHERE local = ?", iri)
            self._new.discard(iri)
            self._bare.discard(iri)
        self._db.run("DELETE FROM local WHERE article = ?", article)

    def put_in(self, article: str, day: str | None, entities: Iterable[LocalEntity]) -> None:
        """Takes up the entities of an article."""
        for entity in entities:
            local = _read(entity, day)
            self._db.run(_INSERT, *local.row())
            self._count(local, 1)
            self._new.add(local.iri)
            words = name_words(local.name) if local.kind == "person" else ()
            if local.own is not None:
                rows = [(word, local.iri, day, article) for word in dict.fromkeys(words)]
                self._db.run_many("INSERT INTO bearer VALUES (?, ?, ?, ?)", rows)
            elif words:
                rows3 = [(word, local.iri, day) for word in dict.fromkeys(words)]
                self._db.run_many("INSERT INTO bare VALUES (?, ?, ?)", rows3)
                self._bare.add(local.iri)
        self._wake_bare(article)

    def _wake_bare(self, article: str) -> None:
        """Has the bare names decided anew that this article may have a say in."""
        for word, day in self._db.rows(
            "SELECT DISTINCT word, day FROM bearer WHERE article = ?", article
        ):
            low, high = _days_around(day)
            self._bare.update(
                iri
                for (iri,) in self._db.rows(
                    "SELECT local FROM bare WHERE word = ? AND (? IS NULL OR day IS NULL "
                    "OR day BETWEEN ? AND ?)",
                    word, day, low, high,
                )
            )  # fmt: skip

    def reconsider(self, keys: Iterable[str]) -> None:
        """Has everything decided anew that is about these keys, as after a user's decision."""
        for key in keys:
            self._own.add(key)
            for (own,) in self._db.rows("SELECT key FROM own WHERE target = ?", key):
                self._own.add(own)
            for iri, own in self._db.rows(
                "SELECT iri, own FROM local WHERE key = ? OR own = ? OR iri = ?", key, key, key
            ):
                self._new.add(iri)
                if own is None:
                    self._bare.add(iri)
            for word in name_words(key.split("/", 1)[-1].replace("-", " ")):
                self._bare.update(
                    i for (i,) in self._db.rows("SELECT local FROM bare WHERE word = ?", word)
                )

    def _count(self, local: _Local, sign: int) -> None:
        own = local.own
        if own is None:
            return
        self._own.add(own)
        rows = [(own, "n", "", sign), (own, "at", f"{local.country or ''}", sign)]
        rows += [(own, "name", name, sign) for name in local.all_names]
        if local.gender:
            rows.append((own, "gender", local.gender, sign))
        for office in local.all_offices:
            rows.append((own, "office", f"{local.country or ''} {office}", sign))
        self._db.count("own_tally", rows)

    def _count_key(self, local: _Local, sign: int) -> None:
        key = local.key
        if key is None:
            return
        self.counted.add(key)
        rows = [(key, "n", "", sign), (key, "full", local.name, sign)]
        rows += [(key, "name", name, sign) for name in local.all_names]
        rows.append((key, "name", local.name, 2 * sign))
        rows.append((key, "kind", local.kind, sign * (local.mentions + 1)))
        for field, value in (
            ("country", local.country),
            ("gender", local.gender),
            ("place", local.place),
            ("link", local.link),
        ):
            if value:
                rows.append((key, field, value, sign))
        self._db.count("key_tally", rows)

    # -- deciding --------------------------------------------------------------------------

    def decide(self) -> None:
        """Gives every entity its key that has none, or whose key may be another now."""
        targets = self._find_targets()
        changed = dict.fromkeys(sorted(self._new))
        for target in sorted(targets):
            if self._part_namesakes(target):
                for (iri,) in self._db.rows(
                    "SELECT iri FROM local WHERE own IN (SELECT key FROM own WHERE target = ?)",
                    target,
                ):
                    changed[iri] = None
        for iri in changed:
            self._settle(iri)
        for iri in sorted(self._bare):
            self._settle_bare(iri)
        self._own.clear()
        self._new.clear()
        self._bare.clear()

    def _settle(self, iri: str) -> None:
        local = self._local(iri)
        if local is None or (local.own is None and local.kind == "person"):
            return
        self._give(local, self._key_of(local))

    def _key_of(self, local: _Local) -> str:
        if local.own is None:
            return self.decisions.rename(_own_key(local), local.iri)
        target = self._db.one("SELECT target FROM own WHERE key = ?", local.own) or local.own
        parts = json.loads(self._db.one("SELECT parts FROM part WHERE target = ?", target) or "{}")
        return self.decisions.rename(target + parts.get(local.country or "", ""), local.iri)

    def _give(self, local: _Local, key: str) -> None:
        if local.key == key:
            return
        self._count_key(local, -1)
        moved = local.with_key(key)
        self._count_key(moved, 1)
        self._db.run("UPDATE local SET key = ? WHERE iri = ?", key, local.iri)
        self.rekeyed.add(local.article)
        self.moved.append((local.iri, local.key, key))
        if local.own is not None and local.key is not None:
            for word in name_words(local.name):
                self._bare.update(
                    i for (i,) in self._db.rows("SELECT local FROM bare WHERE word = ?", word)
                )

    def _local(self, iri: str) -> _Local | None:
        rows = self._db.rows(_BY_IRI, iri)
        return _Local(*rows[0]) if rows else None

    def explain(self, key: str) -> dict[str, str]:
        """For each local entity with a key, why it has it, in words."""
        found = {}
        for iri, own, country, offices in self._db.rows(
            "SELECT iri, own, country, offices FROM local WHERE key = ?", key
        ):
            if own is None:
                held = ", ".join(json.loads(offices))
                said = [f"office {held}"] * bool(held) + [f"country {country}"] * bool(country)
                found[iri] = "a bare name" + (": " + "; ".join(said) if said else "")
            elif own == key:
                found[iri] = "its article's own name for it"
            elif self._db.one("SELECT target FROM own WHERE key = ?", own) != own:
                found[iri] = f"another form of the name than {own.rsplit('/', 1)[-1]}"
            elif key.startswith(own):
                found[iri] = f"a namesake of another country ({country})"
            else:
                found[iri] = f"{own} by decision of a user"
        return found

    # -- names with the same ends, acronyms ------------------------------------------------

    def _find_targets(self) -> set[str]:
        """The targets about which something may be different now."""
        blocks: set[str] = set()
        targets: set[str] = set()
        for own in sorted(self._own):
            old = self._db.rows("SELECT block, target FROM own WHERE key = ?", own)
            for block, target in old:
                blocks.update(block.split("\n") if block else ())
                targets.add(target)
            found = self._profile(own)
            if found is None:
                self._db.run("DELETE FROM own WHERE key = ?", own)
                continue
            mine = self._blocks(own)
            blocks.update(mine)
            if old and not own.startswith("person/") and old[0][1] != own:
                # whether it is still an acronym of something is found out with its block
                self._db.run("UPDATE own SET target = key WHERE key = ?", own)
                targets.add(own)
                self._new.update(
                    i for (i,) in self._db.rows("SELECT iri FROM local WHERE own = ?", own)
                )
            if old:
                self._db.run("UPDATE own SET block = ? WHERE key = ?", "\n".join(mine), own)
            else:
                self._db.run("INSERT INTO own VALUES (?, ?, ?)", own, "\n".join(mine), own)
            targets.add(own if not old else old[0][1])
        for block in sorted(blocks):
            for own, target in self._decide_block(block).items():
                before = self._db.one("SELECT target FROM own WHERE key = ?", own)
                if before != target:
                    self._db.run("UPDATE own SET target = ? WHERE key = ?", target, own)
                    targets |= {before, target}
                    self._new.update(
                        i for (i,) in self._db.rows("SELECT iri FROM local WHERE own = ?", own)
                    )
        return targets

    def _profile(self, own: str) -> _Profile | None:
        held = self._db.tallies("own_tally", own)
        if not held:
            return None
        return _Profile(
            own,
            held["n"][""],
            frozenset(held.get("gender", ())),
            frozenset(held.get("at", ())) - {""},
        )

    def _blocks(self, own: str) -> list[str]:
        if own.startswith("person/"):
            words = _key_words(own)
            return [f"p {min(words[0], words[-1])} {max(words[0], words[-1])}"] * (len(words) > 1)
        if own.startswith("organization/"):
            names = self._db.tallies("own_tally", own).get("name", {})
            return [f"o {name}" for name in sorted(names) if name.isupper() and " " not in name]
        return []

    def _decide_block(self, block: str) -> dict[str, str]:
        if block.startswith("o "):
            return self._decide_acronym(block[2:])
        keys = [k for (k,) in self._db.rows("SELECT key FROM own WHERE block = ?", block)]
        profiles = [found for key in sorted(keys) if (found := self._profile(key)) is not None]
        return join_variants(profiles, self.decisions)

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
            other = self._profile(long[0])
            for key in short:
                mine = self._profile(key)
                if mine and other and mine.agrees(other) and not self.decisions.parts(key, long[0]):
                    found[key] = long[0]
        return found

    # -- namesakes -------------------------------------------------------------------------

    def _part_namesakes(self, target: str) -> bool:
        """Namesakes of different countries without an office in common are different persons.

        Whether anything about them has changed.
        """
        n: Counter[str] = Counter()
        offices: dict[str, set[str]] = defaultdict(set)
        genders: set[str] = set()
        names: set[str] = set()
        for (own,) in self._db.rows("SELECT key FROM own WHERE target = ?", target):
            held = self._db.tallies("own_tally", own)
            n.update(held.get("at", {}))
            genders.update(held.get("gender", ()))
            names.update(held.get("name", ()))
            for value in held.get("office", ()):
                country, _, office = value.partition(" ")
                offices[country].add(office)
        parts = {}
        if target.startswith("person/"):
            known = sorted((c for c in n if c), key=lambda c: (-n[c], c))
            groups: list[list[str]] = []
            for country in known:
                for group in groups:
                    if not offices[country] or any(
                        offices[country] & offices[c] or not offices[c] for c in group
                    ):
                        group.append(country)
                        break
                else:
                    groups.append([country])
            parts = {c: f"-{group[0].lower()}" for group in groups[1:] for c in group}
        held_offices = sorted({o for found in offices.values() for o in found})
        summary = pack([sorted(n), sorted(genders), held_offices])
        before = self._db.rows("SELECT parts, summary FROM part WHERE target = ?", target)
        if not n:
            self._db.run("DELETE FROM part WHERE target = ?", target)
        else:
            self._db.run(
                "INSERT OR REPLACE INTO part VALUES (?, ?, ?)", target, pack(parts), summary
            )
        if target.startswith("person/") and (not before or before[0][1] != summary):
            # what is known of somebody speaks for or against every bare name that may be theirs
            for word in {w for name in names for w in name_words(name)}:
                self._bare.update(
                    i for (i,) in self._db.rows("SELECT local FROM bare WHERE word = ?", word)
                )
        was = json.loads(before[0][0]) if before else {}
        return bool(was != parts)

    # -- bare surnames ---------------------------------------------------------------------

    def _settle_bare(self, iri: str) -> None:
        local = self._local(iri)
        if local is None:
            return
        own = _own_key(local)
        candidates = self._candidates(local)
        ranked = sorted(candidates, key=lambda k: (-candidates[k], k))
        clear = ranked and candidates[ranked[0]] >= 100 * SAME
        if clear and len(ranked) > 1:
            clear = candidates[ranked[0]] - candidates[ranked[1]] >= 100 * MARGIN
        self._give(local, self.decisions.rename(ranked[0] if clear else own, iri))

    def _candidates(self, local: _Local) -> dict[str, int]:
        low, high = _days_around(local.day)
        near: dict[str, set[tuple[str, str]]] = defaultdict(set)
        days: dict[str, str | None] = {}
        for word in dict.fromkeys(name_words(local.name)):
            for article, key, own, day in self._db.rows(
                "SELECT b.article, l.key, l.own, b.day FROM bearer b "
                "JOIN local l ON l.iri = b.local "
                "WHERE b.word = ? AND (? IS NULL OR b.day IS NULL OR b.day BETWEEN ? AND ?)",
                word, local.day, low, high,
            ):  # fmt: skip
                near[article].add((key, own))
                days[article] = day
        here = {key for key, _ in near.pop(local.article, set())}
        nearest = sorted(near, key=lambda a: (_distance(local.day, days[a]), a))[:MOST]
        mine = self._company(local.article)
        context: dict[str, float] = defaultdict(float)
        owns: dict[str, set[str]] = defaultdict(set)
        for article in nearest:
            theirs = self._company(article)
            for key, own in sorted(near[article]):
                if key in here or self.decisions.parts(local.iri, key):
                    continue  # the article names both: it would have joined them itself
                owns[key].add(own)
                share = identity._share_company(mine - {own}, theirs - {own})
                context[key] = max(context[key], share)
        return {k: self._score_bare(local, owns[k], share) for k, share in context.items()}

    def _score_bare(self, local: _Local, owns: Iterable[str], context: float) -> int:
        genders: Counter[str] = Counter()
        countries: Counter[str] = Counter()
        offices: set[str] = set()
        # by what their own articles say, so that nothing here rests on another bare name
        targets = [t for (t,) in self._db.rows_in("SELECT target FROM own WHERE key IN (?)", owns)]
        for (own,) in self._db.rows_in("SELECT key FROM own WHERE target IN (?)", targets):
            held = self._db.tallies("own_tally", own)
            genders.update(held.get("gender", {}))
            countries.update({c: n for c, n in held.get("at", {}).items() if c})
            offices.update(value.partition(" ")[2] for value in held.get("office", ()))
        if local.gender and genders and local.gender not in genders:
            return 0
        shared = offices & set(local.all_offices)
        if local.country and countries and local.country not in countries and not shared:
            return 0
        score = identity._NAME + (identity._OFFICE if shared else 0)
        score += identity._COUNTRY if local.country and local.country in countries else 0
        score += identity._GENDER if local.gender and local.gender in genders else 0
        score += identity._CONTEXT if context >= 0.5 else 0
        return round(100 * min(score, 1.0))

    def _company(self, article: str) -> set[str]:
        rows = self._db.rows(
            "SELECT own FROM local WHERE article = ? AND own IS NOT NULL AND cited = 0", article
        )
        return {own for (own,) in rows}

    # -- what all articles say of a key ------------------------------------------------------

    def canonical(self, key: str) -> Canonical | None:
        """The entity of a key, without the local ones it stands for; ``None`` if there is none."""
        held = self._db.tallies("key_tally", key)
        if not held:
            return None
        names, full = held["name"], held["full"]
        # the name that most articles give as the fullest; of a short one and the same with more
        # words ("Elizabeth", "Elizabeth II") the one with more
        usual = sorted(full, key=lambda n: (-names[n], -len(n), n))
        name = next((n for n in usual if n.startswith(usual[0] + " ")), usual[0])
        place = _most(held.get("place", {}))
        # none where its articles were given different ones
        links = {link.partition(" ")[2] for link in held.get("link", ())}
        sure = any(link.startswith("sure ") for link in held.get("link", ()))
        return Canonical(
            key=key,
            name=name,
            names=tuple(sorted(names, key=lambda n: (-names[n], n))),
            kind=_most(held["kind"]) or "organization",
            country=_most(held.get("country", {})),
            gender=_most(held.get("gender", {})),
            place=read_place(json.loads(place)) if place is not None else None,
            local=(),
            wikidata=min(links) if len(links) == 1 else None,
            confirmed=sure and len(links) == 1,
        )


def join_variants(profiles: Sequence[_Profile], decisions: Decisions) -> dict[str, str]:
    """For each key of persons with the same ends of their names the key of all it is one with.

    The same full name in another order, or with or without a middle name, is one key; a short
    form that fits two longer ones is neither.
    """
    by_set: dict[frozenset[str], list[_Profile]] = defaultdict(list)
    for profile in profiles:
        by_set[frozenset(_key_words(profile.key))].append(profile)
    joined: dict[str, str] = {p.key: p.key for p in profiles}

    def find(key: str) -> str:
        while joined[key] != key:
            key = joined[key]
        return key

    def agree(mine: Sequence[_Profile], theirs: Sequence[_Profile]) -> bool:
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
    groups: dict[str, list[_Profile]] = defaultdict(list)
    for profile in profiles:
        groups[find(profile.key)].append(profile)
    result = {}
    for group in groups.values():
        best = min(group, key=lambda p: (-p.n, p.key)).key
        result.update({p.key: best for p in group})
    return result


def _most(values: Mapping[str, int]) -> str | None:
    return min(values, key=lambda v: (-values[v], v)) if values else None


def _key_words(key: str) -> tuple[str, ...]:
    return name_words(key.split("/", 1)[1].replace("-", " "))


def _days_around(day: str | None) -> tuple[str | None, str | None]:
    if day is None:
        return None, None
    known = datetime.date.fromisoformat(day)
    apart = datetime.timedelta(days=NEAR)
    try:
        return (known - apart).isoformat(), (known + apart).isoformat()
    except OverflowError:
        return day, day


def _distance(one: str | None, other: str | None) -> int:
    if one is None or other is None:
        return NEAR
    return abs((datetime.date.fromisoformat(one) - datetime.date.fromisoformat(other)).days)


@dataclass(frozen=True, slots=True)
class _Local:
    """A row of the table of local entities. Lists are JSON."""

    iri: str
    article: str
    own: str | None
    key: str | None
    kind: str
    name: str
    names: str
    country: str | None
    gender: str | None
    offices: str
    cited: int
    place: str | None
    mentions: int
    day: str | None
    link: str | None

    @property
    def all_names(self) -> list[str]:
        return list(dict.fromkeys(json.loads(self.names)))

    @property
    def all_offices(self) -> list[str]:
        return list(json.loads(self.offices))

    def with_key(self, key: str) -> _Local:
        return replace(self, key=key)

    def row(self) -> tuple[object, ...]:
        return tuple(getattr(self, name) for name in _Local.__slots__)


_COLUMNS = ", ".join(_Local.__slots__)
_MARKS = ", ".join("?" * len(_Local.__slots__))
_OF_ARTICLE = f"SELECT {_COLUMNS} FROM local WHERE article = ?"  # noqa: S608 - our own columns
_BY_IRI = f"SELECT {_COLUMNS} FROM local WHERE iri = ?"  # noqa: S608
_INSERT = f"INSERT INTO local ({_COLUMNS}) VALUES ({_MARKS})"  # noqa: S608


def _read(found: LocalEntity, day: str | None) -> _Local:
    entity = found.entity
    own = entity.key
    if own is None and (numbered := _NUMBERED.match(entity.name)):
        # "Elizabeth II": a numeral makes a single name a full one
        own = f"person/{slugify(numbered[0])}"
    if own is not None and not own.split("/", 1)[-1]:
        own = slug_of(found)
    place = entity.place
    return _Local(
        found.iri,
        found.article,
        own,
        None,
        entity.kind,
        entity.name,
        pack(entity.names),
        entity.country,
        entity.gender,
        pack(sorted(identity._offices(found.roles))),
        int(entity.source),
        pack(write_place(place)) if place is not None else None,
        found.mentions,
        day,
        f"{'sure' if entity.confirmed else 'near'} {entity.wikidata}" if entity.wikidata else None,
    )


def write_place(place: Place) -> list[object]:
    """A place as a value of JSON."""
    return [
        place.feature, place.lat, place.lon, place.geonames, place.country, list(place.within),
    ]  # fmt: skip


def read_place(value: list[object]) -> Place:
    """The place that `write_place` wrote."""
    feature, lat, lon, geonames, country, within = value
    return Place(feature, lat, lon, geonames, country, tuple(within))  # type: ignore[arg-type]


def _own_key(local: _Local) -> str:
    """The key of what no other article tells of: its article's own, or an office's."""
    slug = slugify(local.name) or "unnamed"
    offices = [o for o in local.all_offices if o in identity._UNIQUE]
    if offices and local.country:
        return f"{local.kind}/{slug}-{local.country.lower()}"
    mark = hashlib.sha256(local.article.encode()).hexdigest()[:6]
    return f"{local.kind}/{slug}-{mark}"
