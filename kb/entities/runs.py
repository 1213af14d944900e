"""Runs of capitalised words: cut where titles, nationalities and known names begin and end."""

from __future__ import annotations

from kb.annotate import Sentence
from kb.entities.companies import is_trade
from kb.entities.known_names import match_known
from kb.entities.names import HYPHENS, NUMERAL, ORGANIZATION, PERSON
from kb.entities.offices import HONORIFICS, NAME_TITLES, OFFICE_MODIFIERS, match_office
from kb.entities.organizations import find_organization
from kb.entities.segments import SegmentReader
from kb.entities.spelling import word_set
from kb.entities.votes import Votes
from kb.entities.wholes import OF_HEADS, match_whole
from kb.entities.word_lists import load_demonyms, load_family_first, load_given_names
from kb.entities.words_around_names import (
    CAPTION,
    COMPANY_AFTER,
    SHARED_NOUNS,
    SPORT_ROLES,
)
from kb.entities.words_in_names import (
    MONTHS_AND_DAYS,
    NAMED_GENITIVES,
    NOT_NAMES,
    PARTICLES,
    POSSESSIVE,
    PREFIXES,
)

# What a company is called as well as a person: "the ferry operator X".
_ALSO_COMPANIES = word_set("owner maker operator developer producer publisher")


class RunReader:
    """Votes for what patterns and gazetteers find in runs of capitals."""

    def __init__(self, votes: Votes) -> None:
        self.votes = votes
        self.tokens, self.texts = votes.tokens, votes.texts
        self.lows, self.caps = votes.lows, votes.caps
        self.segments = SegmentReader(votes)

    def read_runs(self, sentence: Sentence) -> None:
        """The votes of patterns and gazetteers on every run of capitalised words."""
        at = sentence.first
        shouted = self.votes.shouted[self.tokens[at].sent] if sentence.last > at else False
        while at < sentence.last:
            if not self.caps[at] or self._is_plain(at, sentence):
                at += 1
                continue
            end = self._run_end(at, sentence.last)
            self._read_run(at, end, sentence, shouted)
            at = end

    def _is_plain(self, at: int, sentence: Sentence) -> bool:
        """Whether a capital only opens a sentence."""
        if self.lows[at] in NOT_NAMES and self.texts[at] not in ("US", "WHO", "IT"):
            return True
        if at > sentence.first and self.texts[at - 1] not in ("“", '"', "‘", ":", "—"):
            return False
        if self.lows[at + 1 : at + 2] and self.lows[at + 1] in COMPANY_AFTER | SPORT_ROLES:
            return self.lows[at] in self.votes.small
        return (
            not self.tokens[at].tag.startswith("NNP")
            and not self.votes.in_span[at]
            and not match_office(self.lows, at, sentence.last)
            and self.lows[at] not in OFFICE_MODIFIERS
            and self.texts[at] not in load_demonyms()
            and not self.votes.places.find((self.texts[at],))
        )

    def _run_end(self, at: int, limit: int) -> int:
        texts, lows, caps, tokens = self.texts, self.lows, self.caps, self.tokens
        end = at + 1
        while end < limit:
            if (caps[end] and lows[end] not in NOT_NAMES) or texts[end] == "US":
                end += 1
            elif (
                caps[end]
                and texts[end + 1 : end + 2] == ["-"]
                and {texts[at], texts[end - 1]} & load_family_first()
                and tokens[end + 1].start == tokens[end].end
            ):
                end += 1  # "Choi In-ho"
            elif (
                texts[end] in HYPHENS
                and end + 1 < limit
                and tokens[end].start == tokens[end - 1].end
                and tokens[end + 1].start == tokens[end].end
                and (
                    caps[end + 1]
                    or (self.votes.in_span[end + 1] and self.votes.in_span[end - 1])
                    or (
                        {texts[at], texts[max(end - 2, at)]} & load_family_first()
                        and tokens[end + 1].tag in ("NNP", "NN")
                        and lows[end + 1] not in ("led", "born", "backed", "era")
                    )
                )
            ) or (
                texts[end] in POSSESSIVE
                and lows[end - 1] in NAMED_GENITIVES
                and end + 1 < limit
                and caps[end + 1]
            ):
                end += 2
            elif (
                (lows[end] in ("of", "for", "&") or lows[end] in PARTICLES)
                and end + 1 < limit
                and (
                    caps[end + 1]
                    or (lows[end] == "of" and lows[end + 1] == "the")
                    or (lows[end] in PARTICLES and lows[end + 1] in PARTICLES)
                )
            ):
                if lows[end] in ("of", "for") and not self._takes_of(at, end):
                    break
                following = end + 1 if caps[end + 1] else end + 2
                while following < limit and lows[following] in PARTICLES:
                    following += 1
                if following >= limit or not caps[following]:
                    break
                end = following + 1
            else:
                break
        return end

    def _takes_of(self, at: int, end: int) -> bool:
        return self.lows[end - 1] in OF_HEADS or (
            self.lows[end] == "of" and self.lows[end - 1] == "secretary"
        )

    def _read_run(self, start: int, end: int, sentence: Sentence, shouted: bool) -> None:
        texts, lows = self.texts, self.lows
        demonyms = load_demonyms()
        at = start
        titled = start > sentence.first and self._ends_title(start - 1, sentence)
        if (
            1 < end - start < 5
            and start - 1 > sentence.first
            and texts[start - 1] == ","
            and end < sentence.last
            and texts[end] in (",", ".")
            and self._ends_title(start - 2, sentence)
            and find_organization(texts[start:end]) is None
            and not self.votes.places.find(texts[start:end])
        ):
            titled = True  # "his spokesman, X Y,"
        if start - 2 >= sentence.first and match_office(lows, start - 2, start + 1) == 3:
            at, titled = start + 1, True  # "Commissioner of Police X"
        while at < end:
            if (
                texts[at] in MONTHS_AND_DAYS
                or texts[at] in HYPHENS
                or texts[at] in CAPTION
                or (lows[at] in PREFIXES and at + 1 < end and texts[at + 1] in HYPHENS)
            ):
                at, titled = at + 1, False
                continue
            listed = self.votes.match_reference(at, end)
            if listed is not None:
                last, kind = listed
                self.votes.vote(at, last, kind, 3.0 if kind == PERSON and last - at == 1 else 8.0)
                at, titled = last, False
                continue
            royal = self._match_named_title(at, end)
            if royal:
                self.votes.vote(at, royal, PERSON, 4.0)
                self.votes.titled.add(" ".join(texts[at:royal]).casefold())
                at, titled = royal, False
                continue
            if lows[at] in HONORIFICS and at + 1 < end:
                at, titled = at + 1, True
                continue
            whole = match_whole(self.votes, at, end)
            title = self._match_title(at, end)
            if whole is not None and (not title or (title == 1 and whole[0] == end)):
                last, kind = whole
                self.votes.vote(at, last, kind, 0.5 if shouted else 3.0)
                at, titled = last, False
                continue
            if title:
                owns = lows[at + title - 1] in ("owner", "maker", "operator", "developer")
                at, titled = at + title, not owns
                continue
            if texts[at] in demonyms:
                at += 1
                continue
            if " ".join(texts[at : min(at + 2, end)]) in demonyms:
                at += 2
                continue
            if not titled and not shouted and end - at <= 4 and self.segments.is_team(at, end):
                self.votes.vote(at, end, ORGANIZATION, 2.0)
                at = end
                continue
            if not titled or (texts[at].isupper() and find_organization(texts[at : at + 1])):
                known = match_known(self.votes, at, end)
                if known:
                    at = known
                    continue
            last = self._segment_end(at, end, titled=titled)
            self.segments.read_segment(at, last, titled, shouted, sentence)
            at, titled = last, False

    def _match_named_title(self, at: int, end: int) -> int:
        """The token behind a title that is part of a name: "Pope Leo", "Queen Maud"; or 0."""
        if self.lows[at] not in NAME_TITLES or at + 1 >= end or self.lows[at - 1] == "crown":
            return 0
        name = self.texts[at + 1]
        last = at + 2
        if last < end and NUMERAL.fullmatch(self.texts[last]):
            return 0  # with the numeral the name is full: "Maud II"
        if not name.isalpha() or (last < end and self.texts[last] not in HYPHENS):
            return 0
        places = self.votes.places.find((name,))
        if self._match_title(at + 1, end) or (places and name not in load_given_names()):
            return 0
        follows = self.lows[last] if last < len(self.lows) else ""
        return 0 if follows in PARTICLES else last

    def _ends_title(self, at: int, sentence: Sentence) -> bool:
        """Whether the word before a run is a title in small letters ("spokesman Guo …")."""
        if self.lows[at] in _ALSO_COMPANIES and at > sentence.first:
            opens = self.texts[at + 1] if at + 1 < len(self.texts) else ""
            made = self.lows[at] != "producer" or is_trade(self.votes, at)
            if made and opens not in load_given_names():
                return False  # "the oil producer X"
        for n in (1, 2, 3):
            first = at - n + 1
            if first >= sentence.first and match_office(self.lows, first, at + 1) == n:
                return True
        return False

    def _match_title(self, at: int, end: int) -> int:
        """How many words from `at` are a title, its modifiers included; 0 for none."""
        mark = at
        while mark < end and mark - at < 5:
            n = match_office(self.lows, mark, end)
            if n:
                total = mark - at + n
                more = self._match_title(at + total, end) if at + total < end else 0
                return total + more
            if self.lows[mark] not in OFFICE_MODIFIERS:
                return 0
            mark += 1
        return 0

    def _segment_end(self, at: int, end: int, *, titled: bool) -> int:
        last = at + 1
        while last < end:
            if (
                self.texts[last] in MONTHS_AND_DAYS
                or self.texts[last] in load_demonyms()
                or self.texts[last] in CAPTION
            ):
                break
            if last + 1 < end:
                pair = self.texts[last : last + 2]
                if find_organization(pair) or any(
                    s.place.feature in ("country", "building") for s in self.votes.places.find(pair)
                ):
                    break
            if self.texts[last] in HYPHENS and last + 1 < end:
                family = last > at + 1 and self.texts[at] in load_family_first()
                whole = self.votes.in_span[last] or titled
                if not family and not (whole and not self._parts_known(at, last)):
                    break
            elif (
                self.lows[last - 1] != "of"  # "European Court of **Justice**"
                and self._match_title(last, end)
                and self.lows[last] not in ("general", "major")
            ):
                break
            last += 1
        return last

    def _parts_known(self, at: int, hyphen: int) -> bool:
        left = self.votes.kinds.get(" ".join(self.texts[at:hyphen]).casefold())
        right = self.votes.kinds.get(self.lows[hyphen + 1])
        behind = self.lows[hyphen + 2] if hyphen + 2 < len(self.lows) else ""
        return bool(left) or bool(right) or behind in SHARED_NOUNS
