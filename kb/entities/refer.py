"""What only refers: "the premier", "the two leaders", "both sides", "the company", "she", "their".

One walk through the document in reading order, keeping what was mentioned lately. A reference is
resolved only where the evidence is clear; an unresolved one is left out rather than guessed.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field

from kb.annotate import Document, Token
from kb.entities.actors import head_of
from kb.entities.cast import Cast
from kb.entities.lexicon import SPEECH_VERBS, load_demonyms, load_offices, word_set
from kb.entities.recognize import ORGANIZATION, PERSON, PLACE, Names

_PRONOUNS = {
    "he": "m", "him": "m", "his": "m", "himself": "m",
    "she": "f", "her": "f", "hers": "f", "herself": "f",
}  # fmt: skip
_THEY = frozenset(["they", "them", "their", "theirs", "themselves"])
_IT = frozenset(["it", "its", "itself"])
_FIRST = frozenset(["i", "me", "my", "mine", "myself"])
_LEADERS = frozenset(
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
_GROUP_NOUNS = {
    "leaders": "leaders", "presidents": "leaders", "premiers": "leaders", "politicians": "leaders",
    "statesmen": "leaders", "heads": "leaders", "counterparts": "persons", "men": "persons",
    "women": "persons", "ministers": "persons", "officials": "persons", "diplomats": "persons",
    "sides": "sides", "parties": "sides", "countries": "countries", "nations": "countries",
    "governments": "countries", "neighbours": "countries", "neighbors": "countries",
    "states": "countries", "powers": "countries", "capitals": "countries",
    "economies": "countries", "peoples": "countries", "companies": "organizations",
    "firms": "organizations", "rivals": "organizations",
}  # fmt: skip
_COMPANY = word_set(
    """
    company firm manufacturer maker retailer giant carrier airline bank
    """
)
_BODY = word_set(
    """
    group party agency organization organisation ministry club team union
    """
)
_LAND = frozenset(["country", "nation"])
_TOWN = frozenset(["city", "town", "village"])
_MEETINGS = frozenset(
    "meeting meetings talks talk summit call conversation handshake encounter discussions".split()
)
_SINGULAR_STOP = frozenset(("former", "then", "ex", "vice", "deputy", "next", "another", "other"))
_LOOK_BACK = 3  # sentences a pronoun reaches back


@dataclass(frozen=True, slots=True)
class Reference:
    """Words that refer: tokens `first` up to `last`, the drafts meant, how they are worded."""

    first: int
    last: int
    head: int
    kind: str
    form: str
    refers: tuple[int, ...]


@dataclass(slots=True)
class _Seen:
    """A mention of one entity that has been passed: where, and whether it was a subject."""

    draft: int
    sent: int
    at: int
    subject: bool
    acting: bool


@dataclass(frozen=True, slots=True)
class _Pair:
    """Two that were named together: the sentence, the token, and who."""

    sent: int
    at: int
    drafts: tuple[int, ...]
    subject: bool = False


@dataclass
class _State:
    persons: list[_Seen] = field(default_factory=list)
    others: list[_Seen] = field(default_factory=list)
    counts: Counter[int] = field(default_factory=Counter)
    group: _Pair | None = None  # persons named together
    lands: _Pair | None = None  # countries named together


def find_references(
    document: Document, found: Names, cast: Cast, acting: list[int | None]
) -> list[Reference]:
    """Every reference that can be resolved, in order of the text.

    `acting` gives for each name the draft of the country it acts for, if it does.
    """
    walker = _Walker(document, found, cast, acting)
    return walker.walk()


class _Walker:
    def __init__(
        self, document: Document, found: Names, cast: Cast, acting: list[int | None]
    ) -> None:
        self.document, self.found, self.cast = document, found, cast
        self.acting = acting
        self.tokens = document.tokens
        self.lows = [t.text.lower() for t in self.tokens]
        self.state = _State()
        self.named = {
            at: number for number, n in enumerate(found.names) for at in range(n.first, n.last)
        }
        self.result: list[Reference] = []
        self.quoted = _quoted(document)
        self.rivals = self._find_rivals()

    def walk(self) -> list[Reference]:
        names = self.found.names
        next_name = 0
        offices = load_offices()
        for token in self.tokens:
            at = token.i
            while next_name < len(names) and names[next_name].first <= at:
                self._pass_name(next_name)
                next_name += 1
            if at in self.named:
                continue
            low = self.lows[at]
            reference: Reference | None = None
            if low in _PRONOUNS:
                reference = self._he_or_she(token)
            elif low in _THEY:
                reference = self._they(token)
            elif low in _IT:
                reference = self._it(token)
            elif low in _FIRST and self.quoted[at]:
                reference = self._first_person(token)
            elif low in _GROUP_NOUNS or low in ("two", "pair", "both", "duo"):
                reference = self._group(token)
            elif low in _COMPANY or low in _BODY or low in _LAND or low in _TOWN:
                reference = self._thing(token)
            elif low in offices and token.tag in ("NN", "NNP"):
                reference = self._office(token)
            if reference is not None:
                self.result.append(reference)
                self._pass_reference(reference)
        return self.result

    def _find_rivals(self) -> tuple[int, ...] | None:
        """The two countries that the whole article is about, where two stand out."""
        counts: Counter[int] = Counter()
        for draft, acts in zip(self.cast.refers, self.acting, strict=True):
            land = acts if acts is not None else draft
            if land is not None and self._is_country(land):
                counts[land] += 1
        ranked = sorted(counts, key=lambda d: (-counts[d], d))
        if len(ranked) < 2 or (len(ranked) > 2 and counts[ranked[1]] < 1.5 * counts[ranked[2]]):
            return None
        return ranked[0], ranked[1]

    # -- passing ---------------------------------------------------------------------------

    def _pass_name(self, number: int) -> None:
        name, draft = self.found.names[number], self.cast.refers[number]
        if draft is None:
            return
        acts = self.acting[number]
        head = head_of(self.document, name)
        subject = self._is_subject(self.tokens[head])
        if name.kind == PERSON:
            self.state.counts[draft] += 1
            self._note_pair(name.sent, draft, self.state.persons, head, PERSON)
            self.state.persons.append(_Seen(draft, name.sent, name.first, subject, acting=True))
            return
        if acts is not None:
            draft = acts
        self.state.counts[draft] += 1
        if name.kind == PLACE and self._is_country(draft):
            self._note_pair(name.sent, draft, self.state.others, head, PLACE)
        self.state.others.append(
            _Seen(draft, name.sent, name.first, subject, acts is not None or name.kind != PLACE)
        )

    def _is_country(self, draft: int) -> bool:
        place = self.cast.drafts[draft].place
        return place is not None and place.feature == "country"

    def _note_pair(self, sent: int, draft: int, seen: list[_Seen], head: int, kind: str) -> None:
        """Remember two that are named together: "X and Y", "X-Y talks", "X told Y"."""
        token = self.tokens[head]
        for other in reversed(seen[-4:]):
            if other.sent != sent or other.draft == draft:
                continue
            if kind == PLACE and not self._is_country(other.draft):
                continue
            between = self.lows[other.at + 1 : head]
            near = 8 if kind == PERSON else 3
            close = (token.dep == "conj" and len(between) <= 12) or (
                len(between) <= near
                and ("and" in between or any(b in "-–—‐‑/" for b in between) or not between)
            )
            if close or (kind == PERSON and other.subject):
                pair = _Pair(sent, head, (other.draft, draft), other.subject)
                if kind == PERSON:
                    self.state.group = pair
                elif close:
                    self.state.lands = pair
            return

    def _pass_reference(self, reference: Reference) -> None:
        sent = self.tokens[reference.first].sent
        subject = self._is_subject(self.tokens[reference.head])
        for draft in reference.refers:
            kind = self.cast.drafts[draft].kind
            seen = _Seen(draft, sent, reference.first, subject, acting=True)
            if kind == PERSON and len(reference.refers) == 1:
                self.state.persons.append(seen)
            elif kind != PERSON and len(reference.refers) == 1:
                self.state.others.append(seen)
        if len(reference.refers) == 2:
            if self.cast.drafts[reference.refers[0]].kind == PERSON:
                self.state.group = _Pair(sent, reference.head, reference.refers, subject)
            else:
                self.state.lands = _Pair(sent, reference.head, reference.refers, subject)

    def _is_subject(self, token: Token) -> bool:
        steps = 0
        while token.dep in ("conj", "appos", "compound") and token.head != token.i and steps < 6:
            token, steps = self.tokens[token.head], steps + 1
        return token.dep in ("nsubj", "nsubjpass", "agent")

    # -- pronouns --------------------------------------------------------------------------

    def _he_or_she(self, token: Token) -> Reference | None:
        gender = _PRONOUNS[self.lows[token.i]]
        sent = token.sent
        scores: dict[int, float] = {}
        drafts = self.cast.drafts
        clause = self._subject_of_clause(token)
        for back, seen in enumerate(reversed(self.state.persons)):
            if sent - seen.sent > _LOOK_BACK or back > 40:
                break
            its = drafts[seen.draft].gender
            if its is not None and its != gender:
                continue
            if (
                clause is not None
                and seen.at == clause
                and token.dep in ("dobj", "dative", "pobj")
                and not self.lows[token.i].endswith("self")
            ):
                continue
            score = 3.0 - 1.2 * (sent - seen.sent) + (1.5 if seen.subject else 0.0)
            score += 2.0 if its == gender else 0.0
            score -= 0.02 * back
            scores[seen.draft] = max(scores.get(seen.draft, -9.0), score)
        if not scores:
            return None
        ranked = sorted(scores, key=lambda d: (-scores[d], d))
        best = ranked[0]
        if len(ranked) > 1 and scores[best] - scores[ranked[1]] < 0.25:
            return None
        if drafts[best].gender is None:
            if len(ranked) > 1 and scores[best] - scores[ranked[1]] < 1.0:
                return None
            drafts[best].gender = gender
        return Reference(token.i, token.i + 1, token.i, PERSON, "pronoun", (best,))

    def _subject_of_clause(self, token: Token) -> int | None:
        at = token
        for _ in range(6):
            if at.head == at.i:
                break
            at = self.tokens[at.head]
            if at.tag.startswith("VB"):
                for child in self.document.children[at.i]:
                    if self.tokens[child].dep == "nsubj":
                        first = child
                        while (
                            first > 0 and first - 1 in self.named and self.tokens[first].dep != "x"
                        ):
                            first -= 1
                        return first if first in self.named else child
                break
        return None

    def _they(self, token: Token) -> Reference | None:
        if self.quoted[token.i]:
            return None
        group = self._pair_nearby(token)
        if group is None:
            return None
        kind = self.cast.drafts[group[0]].kind
        return Reference(token.i, token.i + 1, token.i, kind, "pronoun", group)

    def _pair_nearby(self, token: Token) -> tuple[int, ...] | None:
        state, sent = self.state, token.sent
        if (
            token.dep == "poss"
            and self.lows[token.head] in _MEETINGS
            and state.group is not None
            and sent - state.group.sent <= 5
        ):
            return state.group.drafts
        near = [g for g in (state.lands, state.group) if g is not None and sent - g.sent <= 1]
        if near:
            # a subject is taken up by a subject: "A and B met … They agreed"
            subject = token.dep == "nsubj"
            return max(near, key=lambda g: (subject and g.subject, g.at)).drafts
        here = list(dict.fromkeys(s.draft for s in state.persons if s.sent == sent))
        return tuple(here) if len(here) == 2 else None

    def _it(self, token: Token) -> Reference | None:
        if self.quoted[token.i]:
            return None
        low = self.lows[token.i]
        if low == "it" and token.dep == "nsubj":
            verb = self.tokens[token.head]
            if verb.lemma in ("be", "seem", "appear", "remain", "become", "take", "rain", "snow"):
                return None
        elif low == "it":
            return None
        for seen in reversed(self.state.others[-12:]):
            if token.sent - seen.sent > (1 if low == "it" else 0):
                break
            if seen.subject and seen.acting:
                kind = self.cast.drafts[seen.draft].kind
                return Reference(token.i, token.i + 1, token.i, kind, "pronoun", (seen.draft,))
        return None

    def _first_person(self, token: Token) -> Reference | None:
        sentence = self.document.sentences[token.sent]
        for at in range(sentence.first, sentence.last):
            verb = self.tokens[at]
            if self.quoted[at] or not verb.tag.startswith("VB") or verb.lemma not in SPEECH_VERBS:
                continue
            for child in self.document.children[at]:
                if self.tokens[child].dep == "nsubj":
                    draft = self._person_at(child)
                    if draft is not None:
                        return Reference(token.i, token.i + 1, token.i, PERSON, "pronoun", (draft,))
        return None

    def _person_at(self, at: int) -> int | None:
        number = self.named.get(at)
        if number is None or self.found.names[number].kind != PERSON:
            return None
        return self.cast.refers[number]

    # -- groups ----------------------------------------------------------------------------

    def _group(self, token: Token) -> Reference | None:
        lows, at = self.lows, token.i
        low = lows[at]
        first_of_sentence = self.document.sentences[token.sent].first
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
            elif word in ("the", "these", "those"):
                first -= 1
                break
            elif self.tokens[first - 1].tag in ("JJ", "NN") and first - 1 not in self.named:
                first -= 1
            else:
                break
        kind = _GROUP_NOUNS[low]
        if not counted:
            opened = lows[first] == "the" and kind == "leaders" and first + 1 == at
            of_two = following == "of" and lows[at + 2 : at + 5] in (
                ["the", "two", "nations"], ["the", "two", "countries"],
            )  # fmt: skip
            if not opened or (following == "of" and not of_two):
                return None
        elif following == "of" and lows[at + 2 : at + 3] != ["the"]:
            return None
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
                for s in reversed(self.state.others[-8:])
                if self.cast.drafts[s.draft].kind == ORGANIZATION and sent - s.sent <= 1
            ]
            pair = tuple(dict.fromkeys(here))
            drafts = pair if len(pair) == 2 else None
        if drafts is None or len(drafts) != 2:
            return None
        what = self.cast.drafts[drafts[0]].kind
        return Reference(first, head + 1, head, what, "nominal", drafts)

    def _pair_of_persons(self, sent: int, *, leaders: bool) -> tuple[int, ...] | None:
        state = self.state

        def leads(draft: int) -> bool:
            return bool(self.cast.drafts[draft].offices & _LEADERS)

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
        state = self.state
        if state.lands is not None and sent - state.lands.sent <= 1:
            return state.lands.drafts
        if state.group is not None:
            codes = [self.cast.drafts[d].country for d in state.group.drafts]
            if codes[0] and codes[1] and codes[0] != codes[1]:
                return self.cast.country(codes[0]), self.cast.country(codes[1])
        if state.lands is not None and sent - state.lands.sent <= 4:
            return state.lands.drafts
        return self.rivals

    # -- one of a kind ---------------------------------------------------------------------

    def _office(self, token: Token) -> Reference | None:
        """Resolve "the premier", "the Chinese president": a holder of the office, named already."""
        tokens, lows, at = self.tokens, self.lows, token.i
        offices = load_offices()
        sentence = self.document.sentences[token.sent]
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
        wanted = _LEADERS if office.group == "leader" else frozenset((office.group,))
        chosen = self._holder(
            lambda d: (
                bool(self.cast.drafts[d].offices & wanted)
                and (iso is None or self.cast.drafts[d].country in (None, iso))
                and office.gender in (None, self.cast.drafts[d].gender)
            )
        )
        if chosen is None and office.group == "leader" and iso is not None:
            chosen = self._holder(lambda d: self.cast.drafts[d].country == iso)
        if chosen is None:
            return None
        return Reference(first, at + 1, at, PERSON, "nominal", (chosen,))

    def _holder(self, fits: Callable[[int], bool]) -> int | None:
        checked: set[int] = set()
        for seen in reversed(self.state.persons[-60:]):
            if seen.draft not in checked and fits(seen.draft):
                return seen.draft
            checked.add(seen.draft)
        return None

    def _thing(self, token: Token) -> Reference | None:
        """Resolve "the company", "the country", "the city": the one spoken of just before."""
        lows, at = self.lows, token.i
        first = at - 1
        if first < self.document.sentences[token.sent].first or lows[first] not in ("the", "this"):
            return None
        following = self.tokens[at + 1] if at + 1 < len(self.tokens) else token
        goes_on = following.tag[:2] == "NN" or following.text.lower() == "of"
        if goes_on and following.sent == token.sent and following is not token:
            return None
        low = lows[at]
        drafts = self.cast.drafts

        def fits(seen: _Seen) -> bool:
            draft = drafts[seen.draft]
            if low in _LAND:
                return self._is_country(seen.draft)
            if low in _TOWN:
                return draft.place is not None and draft.place.feature == "city"
            return draft.kind == ORGANIZATION and not (draft.known and draft.known.media)

        best: _Seen | None = None
        for seen in reversed(self.state.others[-20:]):
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


def _quoted(document: Document) -> bytearray:
    """For each token whether it stands inside quotation marks of its own block."""
    inside = bytearray(len(document.tokens))
    is_open, block = False, -1
    for token in document.tokens:
        now = document.sentences[token.sent].block
        if now != block:
            is_open, block = False, now
        if token.text in ("“", "``"):
            is_open = True
        elif token.text in ("”", "''"):
            is_open = False
        elif token.text == '"':
            is_open = not is_open
        inside[token.i] = is_open
    return inside
