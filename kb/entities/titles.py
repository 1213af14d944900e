"""Titles beside a name: "Prime Minister X", "X, mayor of Y", "Peru's president, X"."""

from __future__ import annotations

from dataclasses import replace

from kb.entities.names import PERSON, PLACE, Name
from kb.entities.offices import HONORIFICS, NAME_TITLES, load_offices, match_office
from kb.entities.title_words import LINKS, Title, TitlePhrases
from kb.entities.words_around_names import STANDING

_FAR = 9  # tokens behind a name within which a title in apposition begins


class TitleReader:
    """Reads the titles before, in and behind the names of one document."""

    def __init__(self, phrases: TitlePhrases) -> None:
        self.phrases = phrases
        self.document, self.cast = phrases.document, phrases.cast
        self.lows, self.owner = phrases.lows, phrases.owner

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
        first, office = self.phrases.end_with_office(end, floor)
        if office is None:
            return None
        first = self.phrases.extend(first, floor)
        of, status, begin = self.phrases.read_front(first, floor)
        nation = None
        if of is not None and begin < first and self._has_demonym(begin, first):
            nation = self.cast.drafts[of].country
        return Title(first, end, begin, office, of, status, nation)

    def _has_demonym(self, begin: int, end: int) -> bool:
        return any(self.phrases.find_demonym(at, begin) for at in range(begin + 1, end + 1))

    def read_inside(self, name: Name) -> Title | None:
        """The title that is part of a name: "Pope Leo"."""
        first = name.first
        office = load_offices().get(self.lows[first])
        if self.lows[first] not in NAME_TITLES or office is None or name.last - first < 2:
            return None
        floor = self.document.sentences[name.sent].first
        of, status, begin = self.phrases.read_front(first, floor)
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
        return None if title is None else replace(title, of=self.phrases.find_state(draft))

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
        for mark in range(at, min(at + _FAR, limit)):
            if match_office(lows, mark, limit) and mark not in self.owner:
                return self._read_apposition(mark, at, limit, comma=comma)
            low = lows[mark]
            if low in (",", ".", ";", "(") or document.tokens[mark].tag.startswith("VB"):
                return None
            if mark in self.owner and self.owner[mark][0].kind == PERSON:
                return None
        return None

    def _read_apposition(self, mark: int, at: int, limit: int, *, comma: bool) -> Title | None:
        """The title whose office begins at token `mark`, in words that begin at token `at`."""
        lows, phrases = self.lows, self.phrases
        title = phrases.read_title(mark, at, limit)
        of, end = title.of, title.last
        while end < limit and end not in self.owner and (n := match_office(lows, end, limit)):
            end += n
        if end < limit and end in self.owner and self.owner[end][0].kind == PERSON:
            return None  # the title of the next one in a list
        if of is None and phrases.tells_whose(end, limit):
            of = phrases.find_whose(end + 1, limit)
        elif not comma and title.begin > at and of is None:
            return None
        head = self.document.tokens[title.last - 1]
        if head.dep in ("nsubj", "nsubjpass", "compound", "poss"):
            return None
        office = load_offices().get(" ".join(lows[mark:end]), title.office)
        return replace(title, last=end, office=office, of=of)

    def read_nation(self, name: Name) -> str | None:
        """The country that a name is given by: "Colombia's X", "the Norwegian X"."""
        tokens, at = self.document.tokens, name.first
        if at < 1 or tokens[at - 1].sent != name.sent:
            return None
        if self.lows[at - 1] in LINKS and at - 2 in self.owner:
            place, draft = self.owner[at - 2]
            if place.kind == PLACE and draft is not None:
                spot = self.cast.drafts[draft].place
                if spot is not None and spot.feature == "country":
                    return self.cast.drafts[draft].country
        return self.phrases.find_demonym(at, self.document.sentences[name.sent].first)
