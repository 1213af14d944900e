"""Words that mean one named before: "the premier", "the Chinese president", "the company"."""

from __future__ import annotations

from collections.abc import Callable

from kb.annotate import Token
from kb.entities.discourse import Discourse, Reference, Seen
from kb.entities.groups import LEADERS
from kb.entities.names import ORGANIZATION, PERSON
from kb.entities.offices import load_offices
from kb.entities.spelling import word_set
from kb.entities.word_lists import load_demonyms

_COMPANY = word_set(
    "company firm manufacturer maker carmaker automaker retailer giant carrier airline bank lender "
    "drugmaker chipmaker start-up startup insurer planemaker lender brewer conglomerate"
)
_BODY = word_set("group party agency organization organisation ministry club team union")
_LAND = frozenset(["country", "nation"])
_TOWN = frozenset(["city", "town", "village"])
_SIZES = word_set("big large giant small troubled struggling state-owned private listed")
_BODIES = word_set(
    """
    ministry authority commission department agency court party police army government council
    committee parliament senate congress university institute union federation association bureau
    """
)
THINGS = _COMPANY | _BODY | _LAND | _TOWN
_SINGULAR_STOP = frozenset(("former", "then", "ex", "vice", "deputy", "next", "another", "other"))


class OfficeReader:
    """Resolves titles and things that stand for somebody named before."""

    def __init__(self, said: Discourse) -> None:
        self.said = said
        self.tokens, self.lows, self.named = said.tokens, said.lows, said.named

    def read_office(self, token: Token) -> Reference | None:
        """Resolve "the premier", "the Chinese president": a holder of the office, named already."""
        if token.tag not in ("NN", "NNP"):
            return None
        tokens, lows, at = self.tokens, self.lows, token.i
        offices = load_offices()
        sentence = self.said.document.sentences[token.sent]
        if at + 1 < sentence.last and (
            at + 1 in self.named or lows[at + 1] in offices or tokens[at + 1].tag.startswith("NN")
        ):
            return None
        first, words = at, [lows[at]]
        iso: str | None = None
        while first > sentence.first and at - first < 5:
            before = lows[first - 1]
            if first - 1 in self.named or tokens[first - 1].text in load_demonyms():
                iso = iso or load_demonyms().get(tokens[first - 1].text)
                if first - 1 in self.named:
                    return None
                first -= 1
            elif before in ("the", "this", "that"):
                first -= 1
                break
            elif before in _SINGULAR_STOP:
                return None
            elif tokens[first - 1].tag[:2] in ("JJ", "NN"):
                words.insert(0, before)
                first -= 1
            else:
                break
        if lows[first] not in ("the", "this", "that"):
            return None
        office = None
        for n in range(len(words)):
            office = offices.get(" ".join(words[n:]))
            if office is not None:
                break
        if office is None:
            return None
        wanted = LEADERS if office.group == "leader" else frozenset((office.group,))
        chosen = self._holder(
            lambda d: (
                bool(self.said.cast.drafts[d].offices & wanted)
                and (iso is None or self.said.cast.drafts[d].country in (None, iso))
                and office.gender in (None, self.said.cast.drafts[d].gender)
            )
        )
        if chosen is None and office.group == "leader" and iso is not None:
            chosen = self._holder(lambda d: self.said.cast.drafts[d].country == iso)
        if chosen is None:
            return None
        return Reference(first, at + 1, at, PERSON, "nominal", (chosen,))

    def read_age(self, token: Token) -> Reference | None:
        """Resolve "the 22-year-old": the person who was a subject just before."""
        lows, at = self.lows, token.i
        words = lows[max(0, at - 5) : at]
        if words[:1] != ["the"] or words[2:] != ["-", "year", "-"]:
            return None
        after = self.tokens[at + 1] if at + 1 < len(self.tokens) else token
        if token.dep not in ("nsubj", "nsubjpass", "amod", "dobj") or after.tag.startswith("NN"):
            return None
        recent = [s for s in self.said.state.persons[-6:] if 0 < token.sent - s.sent <= 1]
        drafts = list(dict.fromkeys(s.draft for s in recent if s.subject))
        if len(drafts) != 1:
            return None
        return Reference(at - 5, at + 1, at, PERSON, "nominal", (drafts[0],))

    def _holder(self, fits: Callable[[int], bool]) -> int | None:
        checked: set[int] = set()
        for seen in reversed(self.said.state.persons[-60:]):
            if seen.draft not in checked and fits(seen.draft):
                return seen.draft
            checked.add(seen.draft)
        return None

    def read_thing(self, token: Token) -> Reference | None:
        """Resolve "the company", "the country", "the city": the one spoken of just before."""
        lows, at = self.lows, token.i
        floor = self.said.document.sentences[token.sent].first
        first, iso = at - 1, None
        while first > floor and at - first < 4 and first not in self.named:
            both = " ".join(t.text for t in self.tokens[first - 1 : first + 1])
            demonyms = load_demonyms()
            if both in demonyms:
                iso, first = demonyms[both], first - 2
            elif self.tokens[first].text in demonyms:
                iso, first = demonyms[self.tokens[first].text], first - 1
            elif lows[first] in _SIZES:
                first -= 1
            else:
                break
        if first < floor or lows[first] not in ("the", "this"):
            return None
        following = self.tokens[at + 1] if at + 1 < len(self.tokens) else token
        goes_on = (
            following.tag[:2] == "NN" and self.lows[at] not in ("company", "firm")
        ) or following.text.lower() == "of"
        if goes_on and following.sent == token.sent and following is not token:
            return None
        low = lows[at]
        drafts = self.said.cast.drafts

        def fits(seen: Seen) -> bool:
            draft = drafts[seen.draft]
            if low in _LAND:
                return self.said.is_country(seen.draft)
            if low in _TOWN:
                return draft.place is not None and draft.place.feature == "city"
            if draft.kind != ORGANIZATION or (draft.known and draft.known.media):
                return False
            if iso is not None and draft.country not in (None, iso):
                return False
            tail = draft.name.lower().split()[-1]
            if low in _COMPANY:
                return tail not in _BODIES
            return low not in ("ministry", "party", "club", "team", "union") or (
                tail not in _BODIES or low in (tail, "group")
            )

        best: Seen | None = None
        for seen in reversed(self.said.state.others[-20:]):
            if token.sent - seen.sent > 2:
                break
            if token.sent - seen.sent == 2 and not seen.subject:
                continue
            if fits(seen) and (best is None or (seen.subject and not best.subject)):
                best = seen
        if best is None:
            return None
        kind = drafts[best.draft].kind
        return Reference(first, at + 1, at, kind, "nominal", (best.draft,))
