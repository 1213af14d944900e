"""Offices as the article states them: "Prime Minister X", "X, chairman of Y", "then-Mayor X"."""

from __future__ import annotations

from dataclasses import dataclass, replace

from kb.annotate import Document
from kb.entities.draft import Cast
from kb.entities.model import RoleFact
from kb.entities.names import HYPHENS, ORGANIZATION, PERSON, PLACE, Name, Names
from kb.entities.offices import (
    HONORIFICS,
    NAME_TITLES,
    OFFICE_MODIFIERS,
    STATUS,
    Office,
    load_office_heads,
    load_offices,
    match_office,
)
from kb.entities.role_countries import STATE_OFFICES, Held, RoleCompleter
from kb.entities.spelling import word_set
from kb.entities.word_lists import load_demonyms
from kb.entities.words_around_names import STANDING

_LINKS = frozenset(["'s", "’s"])
_PEERS = {"counterpart": "current", "predecessor": "former", "successor": "future"}
_AUXILIARIES = word_set("was is has been will be would to were later then also had since")
_APPOINT = word_set(
    "name appoint elect reelect re-elect choose install inaugurate crown confirm make swear"
)
_LEAVE = word_set("resign quit retire")
_FOLLOW = word_set("replace succeed")

# Who holds one of these of a place is of its country.
_LOCAL_OFFICES = word_set(
    "mayor vice-mayor governor deputy-governor spokesperson police prosecutor judge "
    "head-of-state-government"
)
# Offices that a text tells first without the name: "a government spokesperson … spokesman X".
_TOLD_FIRST = word_set("spokesperson police prosecutor judge adviser envoy ambassador coach")
_TELLING_SENTENCES = 2


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


def read_roles(document: Document, found: Names, cast: Cast) -> list[RoleFact]:
    """The roles that the article gives to the persons of the cast; notes them on the drafts."""
    reader = TitleReader(document, found, cast)
    roles: list[Held] = []
    seen: set[tuple[int, str, int | None, str]] = set()

    def note(draft: int, title: Title) -> None:
        tokens = document.tokens
        start, end = tokens[title.first].start, tokens[title.last - 1].end
        words = title.words or document.text[start:end]
        mark = (draft, words.casefold(), title.of, title.status)
        person = cast.drafts[draft]
        if title.status != "former":
            person.offices.add(title.office.group)
        if title.office.gender and person.gender is None:
            person.gender = title.office.gender
        local = title.office.group in _LOCAL_OFFICES
        if title.of is not None and (
            title.office.group in STATE_OFFICES
            or title.nationality is not None
            or (local and cast.drafts[title.of].kind == PLACE)
        ):
            country = cast.drafts[title.of].country
            if person.country is None and country is not None:
                person.country = country
        if title.office.group == "relative":
            return  # kinship is no office
        if mark not in seen:
            seen.add(mark)
            fact = RoleFact(draft, words, title.of, title.status, start, end)
            roles.append(Held(fact, title.office.group, tokens[title.first].sent))

    before_last: tuple[int, Title] | None = None
    for number, name in enumerate(found.names):
        draft = cast.refers[number]
        if name.kind != PERSON or draft is None:
            continue
        at = name.first
        before = (
            reader.read_inside(name)
            or reader.read_before(at)
            or reader.read_before_comma(at)
            or reader.read_before_of(at)
        )
        if before is not None:
            before = reader.read_of_behind(name, before)
            before_last = draft, before
        elif before_last is not None:
            peer = reader.read_counterpart(name, before_last[1])
            if peer is not None and before_last[0] != draft:
                note(draft, peer)
        while before is not None:
            note(draft, before)
            at = before.begin
            joined = at > 1 and document.tokens[at - 1].text.lower() == "and"
            before = reader.read_before(at - 1) if joined else None
        after = reader.read_after(name) or reader.read_appointment(name)
        if after is not None:
            note(draft, after)
        iso = reader.read_nation(name)
        if iso is not None and cast.drafts[draft].country is None:
            cast.drafts[draft].country = iso
    roles.sort(key=lambda h: h.role.start)
    for at, held in enumerate(roles):
        of = reader.find_unnamed(held) if held.role.of is None else None
        if of is not None:
            roles[at] = replace(held, role=replace(held.role, of=of, inferred=True))
            person = cast.drafts[held.role.entity]
            if person.country is None and cast.drafts[of].kind == PLACE:
                person.country = cast.drafts[of].country
    return RoleCompleter(document, found, cast).complete(roles)


class TitleReader:
    """Reads the titles before and behind names in one document."""

    def __init__(self, document: Document, found: Names, cast: Cast) -> None:
        self.document = document
        self.cast = cast
        self.lows = [t.text.lower() for t in document.tokens]
        self.owner: dict[int, tuple[Name, int | None]] = {}
        for name, draft in zip(found.names, cast.refers, strict=True):
            for at in range(name.first, name.last):
                self.owner[at] = (name, draft)

    def read_before(self, end: int) -> Title | None:
        """The title that ends just before token `end`."""
        document, lows = self.document, self.lows
        if end <= 0:
            return None
        floor = document.sentences[document.tokens[end - 1].sent].first
        while end - 1 >= floor and (
            lows[end - 1] in HONORIFICS and lows[end - 1] not in load_offices()
        ):
            end -= 1
        first, office = self._office_ending(end, floor)
        if office is None:
            return None
        first = self._extend(first, floor)
        of, status, begin = self._read_front(first, floor)
        nation = None
        if of is not None and begin < first and self._has_demonym(begin, first):
            nation = self.cast.drafts[of].country
        return Title(first, end, begin, office, of, status, nation)

    def _has_demonym(self, begin: int, end: int) -> bool:
        return any(self._demonym_ending(at, begin) for at in range(begin + 1, end + 1))

    def read_inside(self, name: Name) -> Title | None:
        """The title that is part of a name: "Pope Leo"."""
        first = name.first
        office = load_offices().get(self.lows[first])
        if self.lows[first] not in NAME_TITLES or office is None or name.last - first < 2:
            return None
        floor = self.document.sentences[name.sent].first
        of, status, begin = self._read_front(first, floor)
        return Title(first, first + 1, begin, office, of, status)

    def read_of_behind(self, name: Name, title: Title) -> Title:
        """The title with what stands behind the name: "Governor X of Oaxaca"."""
        after = name.last + 1
        lows = self.lows
        if title.of is not None or lows[name.last : after] != ["of"] or after >= len(lows):
            return title
        while after < len(lows) - 1 and (lows[after] == "the" or lows[after] in STANDING):
            after += 1
        if after in self.owner and self.owner[after][0].kind != PERSON:
            return replace(title, of=self.owner[after][1])
        return title

    def read_counterpart(self, name: Name, before: Title) -> Title | None:
        """The same office elsewhere: "Foreign Minister X met his Saudi counterpart, Y"."""
        at = name.first - 1
        while at > 0 and (self.lows[at] == "," or match_office(self.lows, at, at + 1)):
            at -= 1
        if at < 1 or self.lows[at] not in _PEERS:
            return None
        floor = self.document.sentences[name.sent].first
        of, _, begin = self._read_front(at, floor)
        status = _PEERS[self.lows[at]]
        if self.lows[at] == "counterpart":
            if of is None or before.of is None or before.first < floor:
                return None
        elif self.lows[at - 1] not in ("his", "her") or name.sent - self._sent(before) > 1:
            return None
        else:
            of = before.of
        tokens = self.document.tokens
        start, end = tokens[before.first].start, tokens[before.last - 1].end
        words = before.words or self.document.text[start:end]
        return Title(at, at + 1, begin, before.office, of, status, words=words)

    def find_unnamed(self, held: Held) -> int | None:
        """Whose the same office is where it was told just before without a name.

        "A Chadian army spokesman said … spokesman X added": both are one.
        """
        if held.group not in _TOLD_FIRST or " " in held.role.title.strip():
            return None
        sentences = self.document.sentences
        floor = sentences[max(0, held.sent - _TELLING_SENTENCES)].first
        tokens = self.document.tokens
        end = sentences[held.sent].last
        while end > floor and tokens[end - 1].start >= held.role.start:
            end -= 1
        for at in range(end - 1, floor - 1, -1):
            office = load_offices().get(self.lows[at])
            if office is None or office.group != held.group or at in self.owner:
                continue
            owner = self.owner.get(at + 1)
            if owner is not None and owner[0].kind == PERSON:
                return None  # another holder
            title = self.read_before(at + 1)
            of = title.of if title is not None else None
            if of is None and self.lows[at + 1 : at + 2] in (["for"], ["of"]):
                behind = at + 2 + (self.lows[at + 2 : at + 3] == ["the"])
                if behind < end and tokens[behind].text in load_demonyms():
                    return self.cast.country(load_demonyms()[tokens[behind].text])
                if behind in self.owner and self.owner[behind][0].kind != PERSON:
                    of = self.owner[behind][1]
            if of is not None:
                return of
        return None

    def _sent(self, title: Title) -> int:
        return self.document.tokens[title.first].sent

    def read_nation(self, name: Name) -> str | None:
        """The country that a name is given by: "Colombia's X", "the Norwegian X"."""
        tokens, at = self.document.tokens, name.first
        if at < 1 or tokens[at - 1].sent != name.sent:
            return None
        if self.lows[at - 1] in _LINKS and at - 2 in self.owner:
            place, draft = self.owner[at - 2]
            if place.kind == PLACE and draft is not None:
                spot = self.cast.drafts[draft].place
                if spot is not None and spot.feature == "country":
                    return self.cast.drafts[draft].country
        return self._demonym_ending(at, self.document.sentences[name.sent].first)

    def read_appointment(self, name: Name) -> Title | None:
        """What somebody became or ceased to be: "X was named president", "X resigned as mayor"."""
        lows, tokens = self.lows, self.document.tokens
        limit = self.document.sentences[name.sent].last
        at, future = name.last, False
        while at < limit and at - name.last < 5 and lows[at] in _AUXILIARIES:
            future = future or lows[at] in ("will", "to", "would")
            at += 1
        passive = at > name.last
        if at >= limit:
            return None
        lemma = tokens[at].lemma.lower()
        if lows[at : at + 3] in (["sworn", "in", "as"], ["stepped", "down", "as"],
                                 ["takes", "over", "as"], ["took", "over", "as"]):  # fmt: skip
            leaves = lows[at] == "stepped"
            at += 3
        elif lemma in _LEAVE and lows[at + 1 : at + 2] == ["as"]:
            leaves, at = True, at + 2
        elif lemma in _APPOINT and passive:
            leaves, at = False, at + 1 + (lows[at + 1 : at + 2] == ["as"])
        elif lemma in _FOLLOW:
            back = next((i for i in range(at + 1, min(at + 6, limit)) if lows[i] == "as"), None)
            if back is None:
                return None
            leaves, at = False, back + 1
        else:
            return None
        status = "former" if leaves else "future" if future else "current"
        return self._read_title_from(at, limit, status)

    def _read_title_from(self, at: int, limit: int, status: str) -> Title | None:
        """The title that begins at token `at`, an article skipped: "the mayor of Quito"."""
        lows = self.lows
        for mark in range(at, min(at + 7, limit)):
            n = match_office(lows, mark, limit)
            if n and mark not in self.owner:
                first = self._extend(mark, at)
                of, held, begin = self._read_front(first, at)
                end = mark + n
                office = load_offices()[" ".join(lows[mark:end]).replace(" - ", "-")]
                if end < limit and lows[end] in ("of", "for", "at") and of is None:
                    after = end + 1
                    while after < limit and lows[after] in ("the", "a"):
                        after += 1
                    of = self._find_whose(after)
                return Title(first, end, begin, office, of, held if held != "current" else status)
            if self.document.tokens[mark].tag[:2] not in ("DT", "JJ", "NN", "PO", "CD", "PR"):
                return None
        return None

    def _find_whose(self, at: int) -> int | None:
        """What an office is of, behind its "of": in "of Chad's Supreme Court" the court."""
        if at not in self.owner or self.owner[at][0].kind == PERSON:
            return None
        name, draft = self.owner[at]
        behind = self.owner.get(name.last + 1)
        owned = name.kind == PLACE and self.lows[name.last : name.last + 1] in (["'s"], ["’s"])
        if owned and behind is not None and behind[0].kind == ORGANIZATION:
            return behind[1]
        return draft

    def read_before_comma(self, at: int) -> Title | None:
        """The title set off by a comma: "Malaysia's prime minister, X, said"."""
        if at < 2 or self.lows[at - 1] != ",":
            return None
        title = self.read_before(at - 1)
        return title if title is not None and title.of is not None else None

    def read_before_of(self, at: int) -> Title | None:
        """The title with what it is of before the name: "the president of Peru, X, said"."""
        lows = self.lows
        end = at - 1 if at > 2 and lows[at - 1] == "," else at
        if end < 3 or end - 1 not in self.owner:
            return None
        whose, draft = self.owner[end - 1]
        if whose.kind == PERSON or draft is None or whose.last != end:
            return None
        of = whose.first - 1
        while of > 1 and lows[of] == "the":
            of -= 1
        if lows[of] != "of" or self.document.tokens[of].sent != self.document.tokens[at].sent:
            return None
        title = self.read_before(of)
        return None if title is None else replace(title, of=self._lift(draft))

    def _office_ending(self, end: int, floor: int) -> tuple[int, Office | None]:
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

    def _extend(self, first: int, floor: int) -> int:
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

    def _read_front(self, first: int, floor: int) -> tuple[int | None, str, int]:
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
            elif of is None and (iso := self._demonym_ending(at, floor)) is not None:
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
            elif word in _LINKS and at - 2 in self.owner and of is None:
                name, draft = self.owner[at - 2]
                if name.kind == PERSON or name.last != at - 1 or draft is None:
                    break
                of, at = draft, name.first
            elif word in ("the", "new", "longtime", "ally"):
                at -= 1
            else:
                break
        return self._lift(of), status, at

    def _demonym_ending(self, at: int, floor: int) -> str | None:
        demonyms = load_demonyms()
        tokens = self.document.tokens
        if at - 2 >= floor:
            both = f"{tokens[at - 2].text} {tokens[at - 1].text}"
            if both in demonyms:
                return demonyms[both]
        return demonyms.get(tokens[at - 1].text)

    def _lift(self, of: int | None) -> int | None:
        """The country for the seat of its government: "Kremlin spokesman"."""
        if of is not None:
            spot = self.cast.drafts[of].spot
            if spot is not None and spot.seat_of:
                return self.cast.country(spot.seat_of)
        return of

    def read_after(self, name: Name) -> Title | None:
        """The title in apposition: "X, the Apple chief executive," or "X, mayor of Y,"."""
        document, lows = self.document, self.lows
        limit = document.sentences[name.sent].last
        at = name.last
        if at + 1 >= limit:
            return None
        if lows[at] == ",":
            at += 1
            if lows[at] == "who" and at + 1 < limit and lows[at + 1] in ("is", "was"):
                at += 2
        elif lows[at] in ("is", "was", "became", "becomes") or (
            lows[at] in ("as",) and at + 1 < limit
        ):
            at += 1
        else:
            return None
        comma = lows[name.last] == ","
        for mark in range(at, min(at + 9, limit)):
            n = match_office(lows, mark, limit)
            if n and mark not in self.owner:
                first = self._extend(mark, at)
                of, status, begin = self._read_front(first, at)
                end = mark + n
                while end < limit and match_office(lows, end, limit) and end not in self.owner:
                    end += match_office(lows, end, limit)
                words = " ".join(lows[mark:end])
                office = (
                    load_offices().get(words)
                    or load_offices()[" ".join(lows[mark : mark + n]).replace(" - ", "-")]
                )
                if end < limit and end in self.owner and self.owner[end][0].kind == PERSON:
                    return None  # the title of the next one in a list
                if end < limit and lows[end] in ("of", "for", "at") and of is None:
                    after = end + 1
                    while after < limit and lows[after] in ("the", "a"):
                        after += 1
                    of = self._find_whose(after)
                elif not comma and begin > at and of is None:
                    return None
                if document.tokens[mark + n - 1].dep in ("nsubj", "nsubjpass", "compound", "poss"):
                    return None
                return Title(first, end, begin, office, of, status)
            low = lows[mark]
            if low in (",", ".", ";", "(") or document.tokens[mark].tag.startswith("VB"):
                return None
            if mark in self.owner and self.owner[mark][0].kind == PERSON:
                return None
        return None
