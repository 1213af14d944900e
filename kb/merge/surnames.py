"""Bare surnames: whom one means, among those who bear it in articles of the same weeks."""

from __future__ import annotations

import datetime
from collections import Counter, defaultdict
from collections.abc import Iterable

from kb.entities.identity import (
    COMPANY_WORTH,
    COUNTRY_WORTH,
    GENDER_WORTH,
    MARGIN,
    NAME_WORTH,
    OFFICE_WORTH,
    SAME,
    name_words,
    share_company,
)
from kb.merge.decided import Decisions
from kb.merge.ledger import Ledger
from kb.merge.local import Local

NEAR = 21  # days around an article in which others tell whom its bare surnames mean
MOST = 40  # of the articles in those days, the nearest


class Surnames:
    """The bearers of surnames in a ledger."""

    def __init__(self, ledger: Ledger, decisions: Decisions) -> None:
        """Reads only: what is decided is for the caller to write."""
        self._db = ledger
        self._decisions = decisions

    def find_bearer(self, local: Local) -> str | None:
        """The key of whoever a bare surname clearly means, or ``None``."""
        candidates = self._candidates(local)
        ranked = sorted(candidates, key=lambda k: (-candidates[k], k))
        clear = bool(ranked) and candidates[ranked[0]] >= 100 * SAME
        if clear and len(ranked) > 1:
            clear = candidates[ranked[0]] - candidates[ranked[1]] >= 100 * MARGIN
        return ranked[0] if clear else None

    def _candidates(self, local: Local) -> dict[str, int]:
        low, high = days_around(local.day)
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
                if key in here or self._decisions.parts(local.iri, key):
                    continue  # the article names both: it would have joined them itself
                owns[key].add(own)
                share = share_company(mine - {own}, theirs - {own})
                context[key] = max(context[key], share)
        return {k: self._score_bare(local, owns[k], share) for k, share in context.items()}

    def _score_bare(self, local: Local, owns: Iterable[str], context: float) -> int:
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
        score = NAME_WORTH + (OFFICE_WORTH if shared else 0)
        score += COUNTRY_WORTH if local.country and local.country in countries else 0
        score += GENDER_WORTH if local.gender and local.gender in genders else 0
        score += COMPANY_WORTH if context >= 0.5 else 0
        return round(100 * min(score, 1.0))

    def _company(self, article: str) -> set[str]:
        rows = self._db.rows(
            "SELECT own FROM local WHERE article = ? AND own IS NOT NULL AND cited = 0", article
        )
        return {own for (own,) in rows}


def days_around(day: str | None) -> tuple[str | None, str | None]:
    """The first and the last day on which articles have a say in one of `day`."""
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
