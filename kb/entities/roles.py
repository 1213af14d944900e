"""Offices as the article states them: "Prime Minister X", "X, chairman of Y", "then-Mayor X"."""

from __future__ import annotations

from dataclasses import replace

from kb.annotate import Document
from kb.entities.appointments import read_appointment
from kb.entities.draft import Cast
from kb.entities.model import RoleFact
from kb.entities.names import PERSON, PLACE, Name, Names
from kb.entities.role_countries import STATE_OFFICES, Held, RoleCompleter
from kb.entities.same_office import find_unnamed, read_counterpart
from kb.entities.spelling import word_set
from kb.entities.title_words import Title, TitlePhrases
from kb.entities.titles import TitleReader

# Who holds one of these of a place is of its country.
_LOCAL_OFFICES = word_set(
    "mayor vice-mayor governor deputy-governor spokesperson police prosecutor judge "
    "head-of-state-government"
)


def read_roles(document: Document, found: Names, cast: Cast) -> list[RoleFact]:
    """The roles that the article gives to the persons of the cast; notes them on the drafts."""
    reader = _RoleReader(TitlePhrases(document, found, cast))
    for number, name in enumerate(found.names):
        draft = cast.refers[number]
        if name.kind == PERSON and draft is not None:
            reader.read(name, draft)
    return RoleCompleter(document, found, cast).complete(reader.finish())


class _RoleReader:
    """Gathers the roles of one document, name by name in the order of the text."""

    def __init__(self, phrases: TitlePhrases) -> None:
        self.phrases, self.cast = phrases, phrases.cast
        self.titles = TitleReader(phrases)
        self.roles: list[Held] = []
        self.seen: set[tuple[int, str, int | None, str]] = set()
        self.last: tuple[int, Title] | None = None  # who was named with a title in front, and it

    def read(self, name: Name, draft: int) -> None:
        """The roles that the words around a name give to its bearer."""
        titles, at = self.titles, name.first
        before = (
            titles.read_inside(name)
            or titles.read_before(at)
            or titles.read_before_comma(at)
            or titles.read_before_of(at)
        )
        if before is not None:
            before = titles.read_of_behind(name, before)
            self.last = draft, before
        elif self.last is not None:
            peer = read_counterpart(self.phrases, name, self.last[1])
            if peer is not None and self.last[0] != draft:
                self.note(draft, peer)
        while before is not None:
            self.note(draft, before)
            at = before.begin
            joined = at > 1 and self.phrases.lows[at - 1] == "and"
            before = titles.read_before(at - 1) if joined else None
        after = titles.read_after(name) or read_appointment(self.phrases, name)
        if after is not None:
            self.note(draft, after)
        iso = titles.read_nation(name)
        if iso is not None and self.cast.drafts[draft].country is None:
            self.cast.drafts[draft].country = iso

    def note(self, draft: int, title: Title) -> None:
        """Take down that a person bears a title, and what it tells of the person."""
        person, group = self.cast.drafts[draft], title.office.group
        if title.status != "former":
            person.offices.add(group)
        if title.office.gender and person.gender is None:
            person.gender = title.office.gender
        if title.of is not None and (
            group in STATE_OFFICES
            or title.nationality is not None
            or (group in _LOCAL_OFFICES and self.cast.drafts[title.of].kind == PLACE)
        ):
            country = self.cast.drafts[title.of].country
            if person.country is None and country is not None:
                person.country = country
        if group == "relative":
            return  # kinship is no office
        words = self.phrases.write(title)
        mark = (draft, words.casefold(), title.of, title.status)
        if mark not in self.seen:
            self.seen.add(mark)
            start, end = self.phrases.span(title)
            fact = RoleFact(draft, words, title.of, title.status, start, end)
            self.roles.append(Held(fact, group, self.phrases.document.tokens[title.first].sent))

    def finish(self) -> list[Held]:
        """The roles in order, those of whom the text told before without a name completed."""
        self.roles.sort(key=lambda held: held.role.start)
        for at, held in enumerate(self.roles):
            of = find_unnamed(self.titles, held) if held.role.of is None else None
            if of is not None:
                self.roles[at] = replace(held, role=replace(held.role, of=of, inferred=True))
                person = self.cast.drafts[held.role.entity]
                if person.country is None and self.cast.drafts[of].kind == PLACE:
                    person.country = self.cast.drafts[of].country
        return self.roles
