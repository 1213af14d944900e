"""Words that mean two at once: "the two leaders", "both sides", "the pair"."""

from __future__ import annotations

from kb.annotate import Token
from kb.entities.discourse import Discourse, Reference
from kb.entities.names import ORGANIZATION

LEADERS = frozenset(
    [
        "president",
        "head-of-government",
        "leader",
        "monarch",
        "chair",
        "president-elect",
        "deputy-head",
    ]
)
GROUP_NOUNS = {
    "leaders": "leaders", "presidents": "leaders", "premiers": "leaders", "politicians": "leaders",
    "statesmen": "leaders", "heads": "leaders", "counterparts": "persons", "men": "persons",
    "women": "persons", "ministers": "persons", "officials": "persons", "diplomats": "persons",
    "sides": "sides", "parties": "sides", "countries": "countries", "nations": "countries",
    "governments": "countries", "neighbours": "countries", "neighbors": "countries",
    "states": "countries", "powers": "countries", "capitals": "countries",
    "economies": "countries", "peoples": "countries", "companies": "organizations",
    "firms": "organizations", "rivals": "organizations",
}  # fmt: skip


class GroupReader:
    """Resolves what means two at once."""

    def __init__(self, said: Discourse) -> None:
        self.said = said
        self.tokens, self.lows, self.named = said.tokens, said.lows, said.named

    def read_group(self, token: Token) -> Reference | None:
        """The two that the words around a noun such as "leaders" or "sides" mean."""
        lows, at = self.lows, token.i
        low = lows[at]
        first_of_sentence = self.said.document.sentences[token.sent].first
        before = lows[at - 1] if at > first_of_sentence else ""
        following = lows[at + 1] if at + 1 < len(lows) else ""
        if low in ("two", "pair", "duo"):
            if before != "the" or self._goes_on(at + 1):
                return None
            return self._refer(at - 1, at, "persons")
        if low == "both":
            if token.dep not in ("nsubj", "pobj", "dobj") or following in ("of", "and"):
                return None
            if self._goes_on(at + 1):
                return None
            return self._refer(at, at, "persons")
        first = at
        counted = False
        while first > first_of_sentence and at - first < 4:
            word = lows[first - 1]
            if word in ("two", "both"):
                counted = True
                first -= 1
                if word == "both":
                    break
            elif word in ("the", "these", "those"):
                first -= 1
                break
            elif self.tokens[first - 1].tag in ("JJ", "NN") and first - 1 not in self.named:
                first -= 1
            else:
                break
        kind = GROUP_NOUNS[low]
        if not counted:
            opened = lows[first] == "the" and kind == "leaders" and first + 1 == at
            of_two = following == "of" and lows[at + 2 : at + 5] in (
                ["the", "two", "nations"], ["the", "two", "countries"],
            )  # fmt: skip
            if not opened or (following == "of" and not of_two):
                return None
        elif following == "of" and lows[at + 2 : at + 3] != ["the"]:
            return None
        elif kind == "persons" and lows[first] not in ("the", "these", "those", "both"):
            return None  # "*two men* were fined": none that were named before
        return self._refer(first, at, kind)

    def _goes_on(self, at: int) -> bool:
        """Whether a noun follows, so that "the two" only counts it."""
        if at >= len(self.tokens):
            return False
        return self.tokens[at].tag[:2] in ("NN", "JJ", "CD") or self.lows[at] in ("-", "of")

    def _refer(self, first: int, head: int, kind: str) -> Reference | None:
        sent = self.tokens[head].sent
        drafts: tuple[int, ...] | None = None
        if kind in ("leaders", "persons"):
            drafts = self._pair_of_persons(sent, leaders=kind == "leaders")
        elif kind in ("countries", "sides"):
            drafts = self._pair_of_countries(sent)
            if drafts is None and kind == "sides":
                drafts = self._pair_of_persons(sent, leaders=False)
        elif kind == "organizations":
            here = [
                s.draft
                for s in reversed(self.said.state.others[-8:])
                if self.said.cast.drafts[s.draft].kind == ORGANIZATION and sent - s.sent <= 1
            ]
            pair = tuple(dict.fromkeys(here))
            drafts = pair if len(pair) == 2 else None
        if drafts is None or len(drafts) != 2:
            return None
        what = self.said.cast.drafts[drafts[0]].kind
        return Reference(first, head + 1, head, what, "nominal", drafts)

    def _pair_of_persons(self, sent: int, *, leaders: bool) -> tuple[int, ...] | None:
        state = self.said.state

        def leads(draft: int) -> bool:
            return bool(self.said.cast.drafts[draft].offices & LEADERS)

        if (
            state.group is not None
            and sent - state.group.sent <= 2
            and (not leaders or any(leads(d) for d in state.group.drafts))
        ):
            return state.group.drafts
        recent = list(dict.fromkeys(s.draft for s in reversed(state.persons[-12:])))
        if leaders:
            leading = [d for d in recent if leads(d)]
            if len(leading) >= 2:
                return leading[1], leading[0]
        if state.group is not None:
            return state.group.drafts
        if len(recent) == 2:
            return recent[1], recent[0]
        return None

    def _pair_of_countries(self, sent: int) -> tuple[int, ...] | None:
        state = self.said.state
        if state.lands is not None and sent - state.lands.sent <= 1:
            return state.lands.drafts
        if state.group is not None:
            codes = [self.said.cast.drafts[d].country for d in state.group.drafts]
            if codes[0] and codes[1] and codes[0] != codes[1]:
                return self.said.cast.country(codes[0]), self.said.cast.country(codes[1])
        if state.lands is not None and sent - state.lands.sent <= 4:
            return state.lands.drafts
        return self.said.rivals
