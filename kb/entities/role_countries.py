"""What an office is of where its words do not say: "President X said" in a report from Chile.

In this order: the same person's office is told in full elsewhere in the article; another office in
the same breath is ("Israeli Prime Minister X and Defence Minister Y"); the country that the words
around it are about, where one stands out and nobody else holds the office there; for an office of a
company, the company spoken of just before. What is read so is marked as inferred.
"""

from __future__ import annotations

import itertools
from bisect import bisect_left
from collections import Counter, defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, replace

from kb.annotate import Document, Token
from kb.entities.actors import find_sources, head_of
from kb.entities.draft import Cast, Draft
from kb.entities.model import RoleFact
from kb.entities.names import ORGANIZATION, PLACE, Name, Names
from kb.entities.spelling import word_set
from kb.entities.word_lists import load_common_given_names, load_demonyms, load_family_first
from kb.entities.words_around_names import LOCATIVE

# Offices of a state; who holds one belongs to its country.
STATE_OFFICES = word_set(
    """
    president head-of-government minister foreign-minister defence-minister monarch leader
    cabinet-secretary deputy-head deputy-minister vice-president legislator envoy royal
    ambassador military president-elect attorney-general opposition-leader
    """
)
# Those among them that the country around may be inferred for.
_INFERRED = word_set(
    """
    president head-of-government minister foreign-minister defence-minister cabinet-secretary
    deputy-head deputy-minister attorney-general president-elect opposition-leader monarch
    vice-president
    """
)
# Who holds one of these where a text is about one country only is of that country.
_AT_HOME = word_set(
    """
    judge prosecutor police governor deputy-governor mayor vice-mayor legislator
    head-of-state-government cabinet-secretary official party-leader
    """
)
_ALONE = 0.85  # of all that the article says of countries
_ENOUGH = 2.0
_ONE_HOLDER = word_set(
    "president head-of-government foreign-minister defence-minister cabinet-secretary monarch"
)
# What else a head of state or government is called: "Chairman X", "the leader, X".
_ALSO_HEADED = frozenset(("chair", "leader"))
_GOVERNING = word_set(
    "ministry government foreign defence defense presidential army military cabinet interior"
)
_COMPANY_OFFICES = word_set("chief-executive executive founder chair head director party-leader")
# Where names are written family name first, always or by some.
_FAMILY_FIRST = frozenset(("CN", "TW", "KP", "KR", "VN"))
_EITHER = frozenset(("HK", "MO", "SG", "MY"))
_FAR = 0.5  # what a place counts, against a government or a nationality
_SHARE = 0.5  # of all that the article says of countries
_LEAD = 2.0  # by which the country must lead the next
_LOOK_BACK = 40  # names
_SENTENCES = 2
_CLOSE = 2.0  # what counts more in the same sentence or the one before


@dataclass(frozen=True, slots=True)
class Held:
    """A role with the group of its office and the sentence it stands in."""

    role: RoleFact
    group: str
    sent: int


class RoleCompleter:
    """Finds of which country or organisation an office is."""

    def __init__(self, document: Document, found: Names, cast: Cast) -> None:
        self.document, self.found, self.cast = document, found, cast
        self.addressed: dict[int, set[str]] = defaultdict(set)  # "thanked Oslo", "with Peru"
        self.opposite: dict[int, set[str]] = defaultdict(set)  # countries of others in a sentence
        self.sources = find_sources(document, found, cast)
        self.lands = self._weigh_lands()
        self.totals: dict[str, float] = defaultdict(float)
        for weights in self.lands.values():
            for iso, weight in weights.items():
                self.totals[iso] += weight
        self.holders: dict[tuple[str, str, str], set[int]] = defaultdict(set)

    def complete(self, held: Sequence[Held]) -> list[RoleFact]:
        """The roles, with what each is of where the article tells it."""
        told: dict[tuple[int, str], int] = {}
        for one in held:
            if one.role.of is not None:
                told.setdefault((one.role.entity, one.group), one.role.of)
                iso = self.cast.drafts[one.role.of].country
                if iso is not None:
                    self.opposite[one.sent].add(iso)
                    self.totals[iso] += 1.0
                    self.holders[one.group, one.role.status, iso].add(one.role.entity)
        result: list[RoleFact] = []
        said = {
            (h.role.entity, h.role.title.casefold(), h.role.of) for h in held if not h.role.inferred
        }
        before: Held | None = None
        for one in held:
            of = one.role.of
            if of is None:
                of = told.get((one.role.entity, one.group))
                if of is None and one.group in _INFERRED:
                    of = self._from_the_same_breath(one, before)
                if of is None and one.group in _ALSO_HEADED:
                    of = next((told[k] for k in _heads(one.role.entity) if k in told), None)
                if of is None and (one.group in _INFERRED or _speaks_for_a_state(one)):
                    of = self._from_around(one)
                if of is None and one.group in _COMPANY_OFFICES:
                    of = self._from_company(one)
                if of is not None:
                    one = Held(replace(one.role, of=of, inferred=True), one.group, one.sent)
                    told.setdefault((one.role.entity, one.group), of)
                    if (iso := self.cast.drafts[of].country) is not None:
                        self.holders[one.group, one.role.status, iso].add(one.role.entity)
            person = self.cast.drafts[one.role.entity]
            official = one.group in STATE_OFFICES or _speaks_for_a_state(one)
            if of is not None and official and person.country is None:
                person.country = self.cast.drafts[of].country
            if person.country is None and one.group in _AT_HOME and of is None:
                person.country = self._find_only()
            mark = (one.role.entity, one.role.title.casefold(), one.role.of)
            if not one.role.inferred or mark not in said:
                result.append(one.role)
                said.add(mark)
            before = one
        return result

    def _find_only(self) -> str | None:
        """The one country that the article is about, if it is about one."""
        best = max(self.totals, key=lambda iso: (self.totals[iso], iso), default=None)
        if best is None or self.totals[best] < _ENOUGH:
            return None
        return best if self.totals[best] >= _ALONE * sum(self.totals.values()) else None

    def _from_the_same_breath(self, one: Held, before: Held | None) -> int | None:
        """The country of "Israeli Prime Minister X and Defence Minister Y"."""
        if before is None or before.sent != one.sent or before.role.of is None:
            return None
        if self.cast.drafts[before.role.of].kind != PLACE or one.group == before.group:
            return None
        between = [
            t for t in self._sentence(one.sent) if before.role.end <= t.start < one.role.start
        ]
        words = {t.text for t in between}
        if len(between) > 10 or not words & {"and", ","}:
            return None
        apart = any(t.tag.startswith(("VB", "MD", "TO")) or t.text == "with" for t in between)
        return None if apart else before.role.of

    def _sentence(self, sent: int) -> Sequence[Token]:
        sentence = self.document.sentences[sent]
        return self.document.tokens[sentence.first : sentence.last]

    def _from_around(self, one: Held) -> int | None:
        person = self.cast.drafts[one.role.entity]
        if person.country is not None:
            return self.cast.country(person.country)
        if sum(self.totals.values()) == 0:
            return None
        weights = Counter(self.totals)
        named_so = _is_family_first(person.name)
        # a country has had many former presidents, but has one
        single = one.group in _ONE_HOLDER and one.role.status != "former"
        for sent in (one.sent - 1, one.sent):
            weights.update({i: _CLOSE * w for i, w in self.lands.get(sent, {}).items()})
        for iso in list(weights):
            holders = self.holders.get((one.group, one.role.status, iso), set())
            met = self.addressed.get(one.sent, set()) | self.opposite.get(one.sent, set())
            fits = (iso in _FAMILY_FIRST) == named_so or (named_so and iso in _EITHER)
            if not fits or iso in met or (single and holders - {one.role.entity}):
                del weights[iso]
        ranked = weights.most_common(2)
        if not ranked or (len(ranked) > 1 and ranked[0][1] < _LEAD * ranked[1][1]):
            return None
        best = ranked[0][0]
        least = _FAR if _speaks_for_a_state(one) else 1.0
        if self.totals[best] < least or ranked[0][1] < _SHARE * weights.total():
            return None
        if one.group == "president" and best != "US" and self.totals.get("US"):
            return None  # papers everywhere write "President X" of the American one
        return self.cast.country(best)

    def _from_company(self, one: Held) -> int | None:
        """The company that the last sentences speak of: the only one, the most, the first."""
        names = self.found.names
        end = bisect_left(names, one.role.start, key=lambda n: n.start)
        named: Counter[int] = Counter()
        opens: int | None = None  # the first name of this sentence, else of those before
        for at in range(max(0, end - _LOOK_BACK), end):
            name, draft = names[at], self.cast.refers[at]
            if name.kind != ORGANIZATION or draft is None or draft in self.sources:
                continue
            if one.sent - name.sent <= _SENTENCES:
                named[draft] += 1
                if opens is None or (name.sent == one.sent and names[opens].sent < one.sent):
                    opens = at
        ranked = named.most_common(2)
        if ranked and (len(ranked) == 1 or ranked[0][1] > ranked[1][1]):
            return ranked[0][0]
        if opens is None or one.sent - names[opens].sent > 1:
            return None
        return self.cast.refers[opens]

    def _weigh_lands(self) -> dict[int, dict[str, float]]:
        """For each sentence how much it speaks of which countries."""
        lands: dict[int, dict[str, float]] = defaultdict(lambda: defaultdict(float))
        demonyms = load_demonyms()
        tokens = self.document.tokens
        for token, following in itertools.pairwise(tokens):
            iso = demonyms.get(token.text) or demonyms.get(f"{token.text} {following.text}")
            if iso is not None:
                lands[token.sent][iso] += 1.0
        for name, draft in zip(self.found.names, self.cast.refers, strict=True):
            if name.kind == ORGANIZATION and draft is not None:
                body = self.cast.drafts[draft]
                iso = body.country if body.known is None else None
                if iso is not None:
                    lands[name.sent][iso] += _FAR
            if name.kind == PLACE and draft is not None:
                spot = self.cast.drafts[draft]
                if spot.country and spot.place is not None:
                    lands[name.sent][spot.country] += self._weigh_place(name, spot)
        return lands

    def _weigh_place(self, name: Name, spot: Draft) -> float:
        """How much a place says that its country is at home here."""
        tokens = self.document.tokens
        head = tokens[head_of(self.document, name)]
        word = tokens[head.head].text.lower() if head.dep == "pobj" else head.dep
        if word in ("dobj", "dative", "with", "to", "against", "from", "between"):
            self.addressed[name.sent].add(spot.country or "")
        whole = spot.place is not None and spot.place.feature == "country"
        if whole and (head.dep in ("poss", "nsubj", "nsubjpass") or word in LOCATIVE):
            return 1.0
        return _FAR


def _is_family_first(name: str) -> bool:
    """Whether a name is written as Chinese, Korean and Vietnamese names are: "Li Ming"."""
    words = name.replace("-", " ").split()
    return (
        2 <= len(words) <= 4
        and words[0] in load_family_first()
        and words[0] not in load_common_given_names()
    )


def _heads(entity: int) -> list[tuple[int, str]]:
    return [(entity, group) for group in ("president", "head-of-government", "leader", "monarch")]


def _speaks_for_a_state(one: Held) -> bool:
    """Whether a title is that of somebody who speaks for a government: "ministry spokesman"."""
    return one.group == "spokesperson" and bool(
        _GOVERNING & set(one.role.title.casefold().replace("-", " ").split())
    )
