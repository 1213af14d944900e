"""Who is who across articles, decided where it must be and nowhere else.

Most entities bring their key along: a full name, a known organisation, a place. What remains is
decided among few: the same name in another order or with a middle name, among names with the same
ends; an acronym, among organisations called by it; namesakes, within one key; a bare surname,
among those who bear it in articles of the same weeks. So a new article has only those decided
anew whose names it shares, and the result is the same in whatever order articles came.
"""

from __future__ import annotations

import json
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping

from kb.entities.identity import name_words
from kb.merge.decided import Decisions
from kb.merge.ledger import Ledger, pack
from kb.merge.local import BY_IRI, INSERT, OF_ARTICLE, Local, own_key, read_local
from kb.merge.reports import LocalEntity
from kb.merge.surnames import Surnames, days_around
from kb.merge.variants import Variants
from kb.merge.who import Canonical, read_place


class Keys:
    """The keys of the local entities in a ledger, and what is to be decided anew."""

    def __init__(self, ledger: Ledger, decisions: Decisions) -> None:
        """Nothing is to be decided yet."""
        self._db = ledger
        self.decisions = decisions
        self._variants = Variants(ledger, decisions)
        self._surnames = Surnames(ledger, decisions)
        self._own: set[str] = set()
        self._new: set[str] = set()
        self._bare: set[str] = set()
        self.rekeyed: set[str] = set()  # articles with an entity whose key is another now
        self.counted: set[str] = set()  # keys about which something else is said now
        self.moved: list[tuple[str, str | None, str | None]] = []  # entity, its key before and now

    # -- articles come and go --------------------------------------------------------------

    def take_out(self, article: str) -> None:
        """Forgets the entities of an article."""
        for row in self._db.rows(OF_ARTICLE, article):
            local = Local(*row)
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
            local = read_local(entity, day)
            self._db.run(INSERT, *local.row())
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
            low, high = days_around(day)
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

    def _count(self, local: Local, sign: int) -> None:
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

    def _count_key(self, local: Local, sign: int) -> None:
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

    def _key_of(self, local: Local) -> str:
        if local.own is None:
            return self.decisions.rename(own_key(local), local.iri)
        target = self._db.one("SELECT target FROM own WHERE key = ?", local.own) or local.own
        parts = json.loads(self._db.one("SELECT parts FROM part WHERE target = ?", target) or "{}")
        return self.decisions.rename(target + parts.get(local.country or "", ""), local.iri)

    def _give(self, local: Local, key: str) -> None:
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

    def _local(self, iri: str) -> Local | None:
        rows = self._db.rows(BY_IRI, iri)
        return Local(*rows[0]) if rows else None

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
            found = self._variants.profile(own)
            if found is None:
                self._db.run("DELETE FROM own WHERE key = ?", own)
                continue
            mine = self._variants.blocks(own)
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
            for own, target in self._variants.decide_block(block).items():
                before = self._db.one("SELECT target FROM own WHERE key = ?", own)
                if before != target:
                    self._db.run("UPDATE own SET target = ? WHERE key = ?", target, own)
                    targets |= {before, target}
                    self._new.update(
                        i for (i,) in self._db.rows("SELECT iri FROM local WHERE own = ?", own)
                    )
        return targets

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
        if local is not None:
            key = self._surnames.find_bearer(local) or own_key(local)
            self._give(local, self.decisions.rename(key, iri))

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


def _most(values: Mapping[str, int]) -> str | None:
    return min(values, key=lambda v: (-values[v], v)) if values else None
