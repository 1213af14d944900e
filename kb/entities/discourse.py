"""The state of a document while it is read: who was mentioned lately, and who together."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field

from kb.annotate import Document, Token
from kb.entities.actors import head_of
from kb.entities.draft import Cast
from kb.entities.names import PERSON, PLACE, Names


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
class Seen:
    """A mention of one entity that has been passed: where, and whether it was a subject."""

    draft: int
    sent: int
    at: int
    subject: bool
    acting: bool


@dataclass(frozen=True, slots=True)
class Pair:
    """Two that were named together: the sentence, the token, and who."""

    sent: int
    at: int
    drafts: tuple[int, ...]
    subject: bool = False


@dataclass
class State:
    """What a reader has in mind at one point of the document."""

    persons: list[Seen] = field(default_factory=list)
    others: list[Seen] = field(default_factory=list)
    counts: Counter[int] = field(default_factory=Counter)
    group: Pair | None = None  # persons named together
    lands: Pair | None = None  # countries named together


class Discourse:
    """What has been mentioned so far while a document is read in order."""

    def __init__(
        self, document: Document, found: Names, cast: Cast, acting: Sequence[int | None]
    ) -> None:
        self.document, self.found, self.cast = document, found, cast
        self.acting = acting
        self.tokens = document.tokens
        self.lows = [t.text.lower() for t in self.tokens]
        self.state = State()
        self.named = {
            at: number for number, n in enumerate(found.names) for at in range(n.first, n.last)
        }
        self.quoted = _quoted(document)
        self.rivals = self._find_rivals()

    def _find_rivals(self) -> tuple[int, ...] | None:
        """The two countries that the whole article is about, where two stand out."""
        counts: Counter[int] = Counter()
        for draft, acts in zip(self.cast.refers, self.acting, strict=True):
            land = acts if acts is not None else draft
            if land is not None and self.is_country(land):
                counts[land] += 1
        ranked = sorted(counts, key=lambda d: (-counts[d], d))
        if len(ranked) < 2 or (len(ranked) > 2 and counts[ranked[1]] < 1.5 * counts[ranked[2]]):
            return None
        return ranked[0], ranked[1]

    def pass_name(self, number: int) -> None:
        """Take note of a name that is passed."""
        name, draft = self.found.names[number], self.cast.refers[number]
        if draft is None:
            return
        acts = self.acting[number]
        head = head_of(self.document, name)
        subject = self._is_subject(self.tokens[head])
        if name.kind == PERSON:
            self.state.counts[draft] += 1
            self._note_pair(name.sent, draft, self.state.persons, head, PERSON)
            self.state.persons.append(Seen(draft, name.sent, name.first, subject, acting=True))
            return
        if acts is not None:
            draft = acts
        self.state.counts[draft] += 1
        if name.kind == PLACE and self.is_country(draft):
            self._note_pair(name.sent, draft, self.state.others, head, PLACE)
        self.state.others.append(
            Seen(draft, name.sent, name.first, subject, acts is not None or name.kind != PLACE)
        )

    def is_country(self, draft: int) -> bool:
        """Whether a draft is a country."""
        place = self.cast.drafts[draft].place
        return place is not None and place.feature == "country"

    def _note_pair(self, sent: int, draft: int, seen: list[Seen], head: int, kind: str) -> None:
        """Remember two that are named together: "X and Y", "X-Y talks", "X told Y"."""
        token = self.tokens[head]
        for other in reversed(seen[-4:]):
            if other.sent != sent or other.draft == draft:
                continue
            if kind == PLACE and not self.is_country(other.draft):
                continue
            between = self.lows[other.at + 1 : head]
            near = 8 if kind == PERSON else 3
            close = (token.dep == "conj" and len(between) <= 12) or (
                len(between) <= near
                and ("and" in between or any(b in "-–—‐‑/" for b in between) or not between)
            )
            if close or (kind == PERSON and other.subject):
                pair = Pair(sent, head, (other.draft, draft), other.subject)
                if kind == PERSON:
                    self.state.group = pair
                elif close:
                    self.state.lands = pair
            return

    def pass_reference(self, reference: Reference) -> None:
        """Take note of a reference that was resolved."""
        sent = self.tokens[reference.first].sent
        subject = self._is_subject(self.tokens[reference.head])
        for draft in reference.refers:
            kind = self.cast.drafts[draft].kind
            seen = Seen(draft, sent, reference.first, subject, acting=True)
            if kind == PERSON and len(reference.refers) == 1:
                self.state.persons.append(seen)
            elif kind != PERSON and len(reference.refers) == 1:
                self.state.others.append(seen)
        if len(reference.refers) == 2:
            if self.cast.drafts[reference.refers[0]].kind == PERSON:
                self.state.group = Pair(sent, reference.head, reference.refers, subject)
            else:
                self.state.lands = Pair(sent, reference.head, reference.refers, subject)

    def _is_subject(self, token: Token) -> bool:
        steps = 0
        while token.dep in ("conj", "appos", "compound") and token.head != token.i and steps < 6:
            token, steps = self.tokens[token.head], steps + 1
        return token.dep in ("nsubj", "nsubjpass", "agent")


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
