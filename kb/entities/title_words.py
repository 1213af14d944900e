"""The words of a title in the text: which office, of what, and whether it is held still."""

from __future__ import annotations

from dataclasses import dataclass

from kb.annotate import Document
from kb.entities.draft import Cast
from kb.entities.names import HYPHENS, ORGANIZATION, PERSON, PLACE, Name, Names
from kb.entities.offices import (
    OFFICE_MODIFIERS,
    STATUS,
    Office,
    load_office_heads,
    load_offices,
    match_office,
)
from kb.entities.word_lists import load_demonyms

LINKS = frozenset(["'s", "’s"])  # between a country and the office that is its own


@dataclass(frozen=True, slots=True)
class Title:
    """A title in the text: tokens `first` up to `last`, the office, whose, and of what."""

    first: int
    last: int
    begin: int  # where the whole phrase begins: status, country, organisation
    office: Office
    of: int | None
    status: str
    nationality: str | None = None  # where a demonym says it: "Italian designer"
    words: str | None = None  # the title, where other words stand in the text: "counterpart"


class TitlePhrases:
    """Reads the words of titles in one document; `owner` is the name that each token is part of."""

    def __init__(self, document: Document, found: Names, cast: Cast) -> None:
        self.document = document
        self.cast = cast
        self.lows = [t.text.lower() for t in document.tokens]
        self.owner: dict[int, tuple[Name, int | None]] = {}
        for name, draft in zip(found.names, cast.refers, strict=True):
            for at in range(name.first, name.last):
                self.owner[at] = (name, draft)

    def span(self, title: Title) -> tuple[int, int]:
        """Where a title stands in the text."""
        tokens = self.document.tokens
        return tokens[title.first].start, tokens[title.last - 1].end

    def write(self, title: Title) -> str:
        """A title in words."""
        return title.words or self.document.text[slice(*self.span(title))]

    def read_title(self, mark: int, floor: int, limit: int) -> Title:
        """The title with the office that begins at token `mark`, and what stands before it."""
        last = mark + match_office(self.lows, mark, limit)
        office = load_offices()[" ".join(self.lows[mark:last]).replace(" - ", "-")]
        first = self.extend(mark, floor)
        of, status, begin = self.read_front(first, floor)
        return Title(first, last, begin, office, of, status)

    def end_with_office(self, end: int, floor: int) -> tuple[int, Office | None]:
        """The longest office that ends just before token `end`, and where it begins."""
        three = end - 3 >= floor and match_office(self.lows, end - 3, end) == 3
        if end <= floor or not (three or self.lows[end - 1] in load_office_heads()):
            return end, None
        offices = load_offices()
        for n in range(min(4, end - floor), 0, -1):
            words = " ".join(self.lows[end - n : end]).replace(" - ", "-")
            office = offices.get(words)
            if office is not None:
                return end - n, office
        return end, None

    def extend(self, first: int, floor: int) -> int:
        """Take in the words that belong to a title: "election strategy" before "chief"."""
        tokens, lows = self.document.tokens, self.lows
        while first > floor:
            before = tokens[first - 1]
            if first - 1 in self.owner or lows[first - 1] in STATUS:
                break
            if lows[first - 1] == "under" and lows[first] not in ("secretary", "-"):
                break  # "served under President X"
            hyphen = (
                before.text in HYPHENS
                and first - 2 >= floor
                and before.start == tokens[first - 2].end
            )
            if hyphen and lows[first - 2] in OFFICE_MODIFIERS | {"vice", "co", "security"}:
                first -= 2
            elif lows[first - 1] in OFFICE_MODIFIERS and lows[first - 1] not in ("and", "of"):
                first -= 1
            elif (
                lows[first - 1] == "and"
                and first - 2 >= floor
                and lows[first - 2] in OFFICE_MODIFIERS
                and not match_office(lows, first - 2, first - 1)
            ):
                first -= 2
            elif (
                before.tag in ("NN", "NNS")
                and before.dep in ("compound", "nmod")
                and before.text[0].islower()
            ):
                first -= 1
            else:
                break
        return first

    def read_front(self, first: int, floor: int) -> tuple[int | None, str, int]:
        """What stands before a title: whose it is, and whether it is held still."""
        tokens, lows = self.document.tokens, self.lows
        demonyms = load_demonyms()
        status, of = "current", None
        at = first
        for _ in range(6):
            if at <= floor:
                break
            word = lows[at - 1]
            if tokens[at - 1].text in HYPHENS and at - 2 >= floor and lows[at - 2] in STATUS:
                status = STATUS[lows[at - 2]]
                at -= 2
            elif word in STATUS:
                status = STATUS[word] if status == "current" else status
                at -= 1
            elif of is None and (iso := self.find_demonym(at, floor)) is not None:
                of = self.cast.country(iso)
                at -= 2 if tokens[at - 1].text not in demonyms else 1
            elif of is None and at - 1 in self.owner and self.owner[at - 1][0].last == at:
                name, draft = self.owner[at - 1]
                if name.kind == PERSON or draft is None:
                    break
                of, at = draft, name.first
            elif word == ")" and at - 2 in self.owner and of is None:
                name, draft = self.owner[at - 2]
                if name.kind == PERSON or draft is None or lows[name.first - 1] != "(":
                    break
                of, at = draft, name.first - 1
            elif word in LINKS and at - 2 in self.owner and of is None:
                name, draft = self.owner[at - 2]
                if name.kind == PERSON or name.last != at - 1 or draft is None:
                    break
                of, at = draft, name.first
            elif word in ("the", "new", "longtime", "ally"):
                at -= 1
            else:
                break
        return self.find_state(of), status, at

    def find_demonym(self, at: int, floor: int) -> str | None:
        """The country of the demonym, in one word or two, that ends just before token `at`."""
        demonyms = load_demonyms()
        tokens = self.document.tokens
        if at - 2 >= floor:
            both = f"{tokens[at - 2].text} {tokens[at - 1].text}"
            if both in demonyms:
                return demonyms[both]
        return demonyms.get(tokens[at - 1].text)

    def find_state(self, of: int | None) -> int | None:
        """The country for the seat of its government: "Kremlin spokesman"."""
        if of is not None:
            spot = self.cast.drafts[of].spot
            if spot is not None and spot.seat_of:
                return self.cast.country(spot.seat_of)
        return of

    def tells_whose(self, end: int, limit: int) -> bool:
        """Whether a title that ends before token `end` goes on: "minister **for** …"."""
        return end < limit and self.lows[end] in ("of", "for", "at")

    def find_whose(self, at: int, limit: int) -> int | None:
        """What an office is of, behind its "of": in "of Chad's Supreme Court" the court."""
        while at < limit and self.lows[at] in ("the", "a"):
            at += 1
        if at not in self.owner or self.owner[at][0].kind == PERSON:
            return None
        name, draft = self.owner[at]
        behind = self.owner.get(name.last + 1)
        owned = name.kind == PLACE and self.lows[name.last : name.last + 1] in (["'s"], ["’s"])
        if owned and behind is not None and behind[0].kind == ORGANIZATION:
            return behind[1]
        return draft
