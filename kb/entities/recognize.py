"""Names in a document: who is a person, an organisation or a place, the same all through.

The model judges every occurrence by itself and contradicts itself from one sentence to the next.
So its spans are only votes. Titles ("Prime Minister …"), honorifics, given names, gazetteers, the
words that end the names of organisations and places, and short forms of longer names vote too; a
string of words gets one kind for the whole document, and every occurrence of it is then found,
in headlines, possessives and compounds as well. Three passes, each linear in the text.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache

from kb.annotate import Document, Sentence, Token
from kb.entities.lexicon import (
    HONORIFICS,
    MONTHS_AND_DAYS,
    OFFICE_MODIFIERS,
    ORGANIZATION_WORDS,
    OTHER_WORDS,
    PARTICLES,
    PEOPLES,
    PLACE_WORDS,
    PRODUCT_NOUNS,
    SHARED_NOUNS,
    UNITS,
    load_demonyms,
    load_family_first,
    load_given_names,
    load_offices,
    word_set,
)
from kb.entities.organizations import find_organization
from kb.entities.places import LARGE_CITY, Gazetteer, load_gazetteer

PERSON, ORGANIZATION, PLACE, OTHER = "person", "organization", "place", "other"
_MODEL = {
    "PERSON": (PERSON, 1.0), "ORG": (ORGANIZATION, 0.8), "GPE": (PLACE, 1.0), "LOC": (PLACE, 1.0),
    "FAC": (PLACE, 0.9), "EVENT": (OTHER, 1.0), "PRODUCT": (OTHER, 1.0), "LAW": (OTHER, 1.0),
    "WORK_OF_ART": (OTHER, 0.7), "LANGUAGE": (OTHER, 0.7), "NORP": (OTHER, 0.8),
}  # fmt: skip
HYPHENS = frozenset("-‐‑–—")
SOFT_HYPHENS = ("‐", "‑")
_POSSESSIVE = frozenset(("'s", "’s", "'", "’"))
_LOCATIVE = word_set(
    """
    in at near from around outside inside across throughout
    """
)
_OF_HEADS = word_set(
    """
    bank university ministry department bureau court republic institute college church council
    embassy board house port gulf bay strait sea lake mount cape isle isles city province
    state kingdom house organization organisation association academy school federation union
    office chamber league bureau society
    """
)
_CORPORATE = word_set(
    """
    inc inc. corp corp. ltd ltd. llc plc co co. gmbh & corporation company group
    """
)
_NOT_NAMES = word_set(
    """
    i the a an this that these those he she it they we you his her its their our my your and
    but or if when while as after before since although though because however meanwhile also
    in on at by for from with to of into over under between among during despite according
    there here what who where why how yes no not so then now both each all some many most more
    one two three four five six seven eight nine ten mr. mrs. ms. earlier later still yet even
    just only such other another any every few several
    """
)
_PREFIXES = frozenset(("pro", "anti", "non", "pan", "ex", "co", "post", "pre", "mid", "neo"))
_CAPTION = frozenset(
    "Image Images Photo Photos File Credit Photograph Caption Source Video Videos Age Buy".split()
)
_DIRECTIONS = frozenset("north south east west northern southern eastern western".split())
# Last words that are family names as often as they end the name of a place.
_ALSO_FAMILY = word_set("hill lane hall church temple banks bank forest castle garden towers park")
_PERSON_AFTER = frozenset(("who", "whose", "himself", "herself"))


@dataclass(frozen=True, slots=True)
class Name:
    """One occurrence of a name: offsets, tokens (`last` exclusive), kind, case-folded key."""

    start: int
    end: int
    first: int
    last: int
    kind: str
    key: str
    sent: int


@dataclass(frozen=True)
class Names:
    """Every name of a document in order, and how each key is usually written."""

    names: tuple[Name, ...]
    surface: dict[str, str]
    titled: frozenset[str]  # keys that stood behind a title or an honorific somewhere


def recognize_names(document: Document) -> Names:
    """Every occurrence of every name, each string of words with one kind."""
    votes = _Votes(document)
    votes.ask_model()
    for sentence in document.sentences:
        votes.read_runs(sentence)
    kinds = votes.decide()
    names = tuple(_scan(votes, kinds))
    return Names(names, votes.usual_forms(), frozenset(votes.titled))


@cache
def _office_lengths() -> dict[str, int]:
    longest: dict[str, int] = {}
    for phrase in load_offices():
        words = phrase.replace("-", " - ").split()
        longest[words[0]] = max(longest.get(words[0], 0), len(words))
    return longest


def match_office(lows: list[str], at: int, end: int) -> int:
    """How many words from `at` name an office ("secretary of state" is three); 0 for none."""
    longest = _office_lengths().get(lows[at])
    if longest is None:
        return 0
    offices = load_offices()
    for n in range(min(longest, end - at), 0, -1):
        if " ".join(lows[at : at + n]).replace(" - ", "-") in offices:
            return n
    return 0


class _Votes:
    """What speaks for which kind, gathered over one document."""

    def __init__(self, document: Document) -> None:
        self.document = document
        self.tokens = document.tokens
        self.texts = [t.text for t in self.tokens]
        self.lows = [t.lower() for t in self.texts]
        self.caps = [self._is_cap(t) for t in self.tokens]
        self.small = {t for t in self.texts if t[:1].islower()}
        self.shouted = [self._is_shouted(s) for s in document.sentences]
        self.kinds: dict[str, dict[str, float]] = defaultdict(lambda: defaultdict(float))
        self.surface: dict[str, Counter[str]] = defaultdict(Counter)
        self.titled: set[str] = set()
        self.parts: set[str] = set()  # words of the full names of persons
        self.places: Gazetteer = load_gazetteer()
        self.in_span = bytearray(len(self.tokens))

    def _is_cap(self, token: Token) -> bool:
        text = token.text
        return text[0].isupper() or (len(text) > 2 and text[0].islower() and text[1].isupper())

    def _is_shouted(self, sentence: Sentence) -> bool:
        """Whether capitals say nothing here: a headline in title case, or all capitals."""
        long = [t for t in self.texts[sentence.first + 1 : sentence.last] if len(t) > 3]
        words = [t for t in long if t[0].isalpha()]
        if len(words) < 3:
            return False
        for token in self.tokens[sentence.first : sentence.last]:
            # the verbs of a headline in title case are capitals too
            if token.tag.startswith(("VB", "MD")) and token.text.islower() and len(token.text) > 2:
                return False
        return sum(t[0].isupper() for t in words) > 0.75 * len(words)

    def vote(self, first: int, last: int, kind: str, weight: float) -> None:
        """Count `weight` for a kind of the words from token `first` up to `last`."""
        text = " ".join(self.texts[first:last])
        key = text.casefold()
        self.kinds[key][kind] += weight
        self.surface[key][text] += 1

    # -- the model -------------------------------------------------------------------------

    def ask_model(self) -> None:
        """The spans of the model, cleaned of articles, titles and possessives, as votes."""
        for span in self.document.spans:
            known = _MODEL.get(span.label)
            if known is None:
                continue
            kind, weight = known
            first, last = self._trim(span.first, span.last, kind)
            if first >= last or not any(self.caps[first:last]):
                continue
            if last - first == 1 and self.texts[first] in load_demonyms():
                continue
            if self.lows[first] in _NOT_NAMES and last - first == 1 and self.texts[first] != "US":
                continue
            if last - first == 1 and self.texts[first] in UNITS | PEOPLES:
                continue
            if kind != OTHER:
                self.in_span[first:last] = b"\x01" * (last - first)
            if kind == PLACE and self._is_rootless(first, last):
                weight *= 0.75
            if self.shouted[self.tokens[first].sent]:
                weight *= 0.4
            if any(t in _POSSESSIVE for t in self.texts[first:last]):
                weight *= 0.4
            self.vote(first, last, kind, weight)

    def _trim(self, first: int, last: int, kind: str) -> tuple[int, int]:
        texts, lows, tokens = self.texts, self.lows, self.tokens
        last = min(last, self.document.sentences[tokens[first].sent].last)
        while first < last:
            low = lows[first]
            if (
                tokens[first].tag in ("DT", "PRP$", "POS", "``", "''", "IN")
                or low in HONORIFICS
                or not texts[first][0].isalnum()
                or texts[first][-1] in HYPHENS
            ):
                if low in HONORIFICS and self.caps[first + 1 : first + 2]:
                    self.titled.add(" ".join(texts[first + 1 : last]).casefold())
                first += 1
            elif kind == PERSON and texts[first] in load_demonyms():
                first += 1
            elif low in _PREFIXES and first + 2 < last and texts[first + 1] in HYPHENS:
                first += 2
            elif kind == PERSON and last - first > 1 and (n := match_office(lows, first, last)):
                if first + n >= last:
                    break
                first += n
            else:
                break
        while first < last and (
            texts[last - 1] in _POSSESSIVE
            or not (texts[last - 1][-1].isalnum() or texts[last - 1][-1] == ".")
            or texts[last - 1] in MONTHS_AND_DAYS
            or (kind in (PERSON, PLACE) and not self.caps[last - 1] and not self._is_tail(last - 1))
        ):
            last -= 1
        for at in range(first + 1, last):
            # "X on Y", "X the Y": the model ran two names together
            low = lows[at]
            if ((tokens[at].tag == "IN" and low not in ("of", "for")) or texts[at] in _CAPTION) or (
                low == "the" and lows[at - 1] not in ("of", "for", "and", "&")
            ):
                last = at
                break
        if kind != PERSON and last - first > 1:
            for n in (3, 2, 1):
                if last - n > first and match_office(lows, last - n, last) == n:
                    last -= n
                    break
        return first, last

    def _is_rootless(self, first: int, last: int) -> bool:
        """Whether neither the gazetteer nor a preposition supports a place."""
        if self.places.find(self.texts[first:last]) or self.lows[last - 1] in PLACE_WORDS:
            return False
        before = self.lows[first - 1] if first else ""
        return before not in _LOCATIVE and before not in ("of", "to")

    def _is_tail(self, at: int) -> bool:
        return at > 0 and self.texts[at - 1] in HYPHENS  # Ching-te

    # -- runs of capitals ------------------------------------------------------------------

    def read_runs(self, sentence: Sentence) -> None:
        """The votes of patterns and gazetteers on every run of capitalised words."""
        at = sentence.first
        shouted = self.shouted[self.tokens[at].sent] if sentence.last > at else False
        while at < sentence.last:
            if not self.caps[at] or self._is_plain(at, sentence):
                at += 1
                continue
            end = self._run_end(at, sentence.last)
            self._read_run(at, end, sentence, shouted)
            at = end

    def _is_plain(self, at: int, sentence: Sentence) -> bool:
        """Whether a capital only opens a sentence."""
        if self.lows[at] in _NOT_NAMES and self.texts[at] not in ("US", "WHO", "IT"):
            return True
        if at > sentence.first and self.texts[at - 1] not in ("“", '"', "‘", ":", "—"):
            return False
        return (
            not self.tokens[at].tag.startswith("NNP")
            and not self.in_span[at]
            and not match_office(self.lows, at, sentence.last)
            and self.lows[at] not in OFFICE_MODIFIERS
            and self.texts[at] not in load_demonyms()
            and not self.places.find((self.texts[at],))
        )

    def _run_end(self, at: int, limit: int) -> int:
        texts, lows, caps, tokens = self.texts, self.lows, self.caps, self.tokens
        end = at + 1
        while end < limit:
            if (caps[end] and lows[end] not in _NOT_NAMES) or texts[end] == "US":
                end += 1
            elif (
                texts[end] in HYPHENS
                and end + 1 < limit
                and tokens[end].start == tokens[end - 1].end
                and tokens[end + 1].start == tokens[end].end
                and (
                    caps[end + 1]
                    or (self.in_span[end + 1] and self.in_span[end - 1])
                    or (texts[at] in load_family_first() and tokens[end + 1].tag == "NNP")
                )
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
        return self.lows[end - 1] in _OF_HEADS or (
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
            and not self.places.find(texts[start:end])
        ):
            titled = True  # "his spokesman, X Y,"
        while at < end:
            if (
                texts[at] in MONTHS_AND_DAYS
                or texts[at] in HYPHENS
                or texts[at] in _CAPTION
                or (lows[at] in _PREFIXES and at + 1 < end and texts[at + 1] in HYPHENS)
            ):
                at, titled = at + 1, False
                continue
            if lows[at] in HONORIFICS and at + 1 < end:
                at, titled = at + 1, True
                continue
            whole = self._match_whole(at, end)
            title = self._match_title(at, end)
            if whole is not None and (not title or (title == 1 and whole[0] == end)):
                last, kind = whole
                self.vote(at, last, kind, 0.5 if shouted else 3.0)
                at, titled = last, False
                continue
            if title:
                at, titled = at + title, True
                continue
            if texts[at] in demonyms:
                at += 1
                continue
            if not titled and not shouted and end - at <= 4 and self._is_team(at, end):
                self.vote(at, end, ORGANIZATION, 2.0)
                at = end
                continue
            if not titled:
                known = self._match_known(at, end)
                if known:
                    at = known
                    continue
            last = self._segment_end(at, end)
            self._read_segment(at, last, titled, shouted, sentence)
            at, titled = last, False

    def _ends_title(self, at: int, sentence: Sentence) -> bool:
        """Whether the word before a run is a title in small letters ("spokesman Guo …")."""
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

    def _match_whole(self, at: int, end: int) -> tuple[int, str] | None:
        """An organisation or place that its own words give away, from `at` on."""
        texts, lows = self.texts, self.lows
        if lows[at] in _OF_HEADS and at + 2 < end and lows[at + 1] == "of":
            last = at + 3
            while last < end and (self.caps[last] or lows[last] in ("the", "of")):
                last += 1
            kind = PLACE if lows[at] in PLACE_WORDS else ORGANIZATION
            return last, kind
        for last in range(end, at + 1, -1):
            low = lows[last - 1]
            organization = low in ORGANIZATION_WORDS
            other = low in OTHER_WORDS
            if not organization and low not in PLACE_WORDS and not other:
                continue
            if other and find_organization(texts[at : at + 1]):
                continue
            if any(
                match_office(lows, i, last) and lows[i] not in ("general", "major", "chief")
                for i in range(at, last - 1)
            ):
                continue
            if low in _ALSO_FAMILY and texts[at] in load_given_names():
                continue
            if last - at < 2 or any(t in HYPHENS for t in texts[at : last - 1][:1]):
                continue
            if low in ("office", "cabinet", "government", "police", "forces", "army") and (
                last - at == 2 and self.places.find((texts[at],)) and low != "police"
            ):
                return None  # "the Tokyo government": the place is what is named
            if other:
                return last, OTHER
            return last, ORGANIZATION if organization else PLACE
        return None

    def _match_known(self, at: int, end: int) -> int:
        """Vote for what the gazetteers know from `at` on; the token behind it, or 0."""
        texts = self.texts
        longest = self.places.longest.get(self.lows[at], 0)
        most = min(end - at, 6)
        if end < len(texts) and self.lows[end] in PLACE_WORDS | {"seas"} and most < 6:
            most += 1  # "the East China seas", "Yasukuni shrine"
        for n in range(most, 0, -1):
            if n > end - at and not self.places.find(texts[at : at + n]):
                continue
            words = texts[at : at + n]
            known = find_organization(words)
            if known is not None:
                self.vote(at, at + n, ORGANIZATION, 4.0 if n > 1 or len(words[0]) < 6 else 2.0)
                return at + n
            if n <= longest:
                weight = self._weigh_place(at, at + n)
                if weight > 0:
                    self.vote(at, at + n, PLACE, weight)
                    return at + n
        return 0

    def _weigh_place(self, at: int, last: int) -> float:
        spots = self.places.find(self.texts[at:last])
        if not spots:
            return 0.0
        best = max(spots, key=lambda s: (s.place.feature == "country", s.population))
        if last - at == 1 and len(self.texts[at]) <= 3 and not self.texts[at].isupper():
            return 0.0
        if best.place.feature in ("country", "area", "water", "building"):
            return 4.0
        before = self.lows[at - 1] if at else ""
        local = before in _LOCATIVE
        if best.population >= LARGE_CITY or best.capital_of or best.place.feature == "region":
            if self.lows[at] in self.small or load_given_names().get(self.texts[at], "") != "":
                return 2.0 if local else 0.0
            return 2.0 if best.population >= LARGE_CITY or best.capital_of else 1.0
        if local and self.lows[at] not in self.small:
            return 1.2
        return 0.0

    def _segment_end(self, at: int, end: int) -> int:
        last = at + 1
        while last < end:
            if (
                self.texts[last] in MONTHS_AND_DAYS
                or self.texts[last] in load_demonyms()
                or self.texts[last] in _CAPTION
            ):
                break
            if last + 1 < end:
                pair = self.texts[last : last + 2]
                if find_organization(pair) or any(
                    s.place.feature in ("country", "building") for s in self.places.find(pair)
                ):
                    break
            if self.texts[last] in HYPHENS and last + 1 < end:
                family = last > at + 1 and self.texts[at] in load_family_first()
                if not family and not (self.in_span[last] and not self._parts_known(at, last)):
                    break
            elif self._match_title(last, end) and self.lows[last] not in ("general", "major"):
                break
            last += 1
        return last

    def _parts_known(self, at: int, hyphen: int) -> bool:
        left = self.kinds.get(" ".join(self.texts[at:hyphen]).casefold())
        right = self.kinds.get(self.lows[hyphen + 1])
        return bool(left) or bool(right)

    def _read_segment(
        self, at: int, last: int, titled: bool, shouted: bool, sentence: Sentence
    ) -> None:
        texts, lows = self.texts, self.lows
        size = last - at
        if size > 5:
            return
        if titled and lows[last - 1] not in ORGANIZATION_WORDS:
            self.vote(at, last, PERSON, 1.5 if shouted else 4.0)
            self.titled.add(" ".join(texts[at:last]).casefold())
            return
        if shouted:
            if size in (2, 3) and texts[at] in load_given_names():
                self.vote(at, last, PERSON, 0.5)
            return
        if size == 1 and (texts[at] in UNITS or texts[at] in PEOPLES):
            return
        if self._looks_made(at, last, sentence):
            self.vote(at, last, OTHER, 1.5)
            return
        weight = 0.0
        before = lows[at - 1] if at > sentence.first else ""
        if before == "the" and size <= 3 and self.tokens[last - 1].dep not in ("compound", "nmod"):
            self.vote(at, last, PERSON, -1.0)
            if texts[last - 1].endswith("s"):
                self.vote(at, last, ORGANIZATION, 1.2)
        if 2 <= size <= 4 and texts[at] in load_given_names():
            weight = 2.5
        elif 2 <= size <= 4 and texts[at] in load_family_first() and texts[at] != "New":
            weight = 1.2
        if last < sentence.last:
            following = lows[last]
            if following in _PERSON_AFTER:
                weight += 2.0
            elif following == "," and last + 1 < sentence.last:
                after = lows[last + 1]
                if after in _PERSON_AFTER or (
                    last + 2 < sentence.last
                    and after.isdigit()
                    and lows[last + 2] == ","
                    and len(after) == 2
                ):
                    weight += 2.5
                elif (
                    self.caps[last + 1]
                    and before in ("in", "at", "near", "of", "from")
                    and self.places.find((texts[last + 1],))
                ):
                    self.vote(at, last, PLACE, 2.0)
        if size == 1 and self._is_joined(at, sentence):
            weight += 1.0
        if weight:
            self.vote(at, last, PERSON, weight)
        elif at > sentence.first and lows[at - 1] in ("in", "near") and size <= 3:
            self.vote(at, last, PLACE, 0.5)
        elif size == 1 and texts[at].isupper() and 2 <= len(texts[at]) <= 6:
            self.vote(at, last, ORGANIZATION, 0.4)

    def _is_joined(self, at: int, sentence: Sentence) -> bool:
        """Whether a word is one of two joined by a dash in front of what they share."""
        texts, lows = self.texts, self.lows
        for dash, other, behind in ((at + 1, at + 2, at + 3), (at - 1, at - 2, at + 1)):
            if other < sentence.first or max(behind, other) >= sentence.last:
                continue
            if (
                texts[dash] in HYPHENS
                and self.caps[other]
                and lows[behind] in SHARED_NOUNS
                and len(texts[other]) > 1
            ):
                return True
        return False

    def _is_team(self, at: int, last: int) -> bool:
        """Whether a city and a plural name a team: "Boston Bruins"."""
        tail = self.texts[last - 1]
        if last - at < 2 or self.lows[last - 1] in PLACE_WORDS or not self.caps[last - 1]:
            return False
        if not (tail.endswith(("s", "Sox")) and len(tail) > 3) or tail.endswith(("ss", "is")):
            return False
        return any(
            s.place.feature in ("city", "region") and s.population >= 100_000
            for n in range(1, last - at)
            for s in self.places.find(self.texts[at : at + n])[:1]
            if last - at - n <= 2
        )

    def _looks_made(self, at: int, last: int, sentence: Sentence) -> bool:
        """Whether a name looks like a product: "iPhone", "an Xbox", "Windows 7", "X laptops"."""
        texts, lows = self.texts, self.lows
        if texts[at][0].islower() and lows[at] not in PARTICLES:
            return find_organization(texts[at:last]) is None
        before = lows[at - 1] if at > sentence.first else ""
        following = lows[last] if last < sentence.last else ""
        if following in PRODUCT_NOUNS and find_organization(texts[at:last]) is None:
            return True
        if following[:1].isdigit() and len(following) < 4 and not following.endswith(("m", "bn")):
            behind = lows[last + 1] if last + 1 < sentence.last else ""
            tag = self.tokens[last + 1].tag if behind else ""
            return not tag.startswith(("NN", "JJ")) and following.replace(".", "").isdigit()
        return before in ("a", "an") and self.tokens[last - 1].dep in ("dobj", "pobj", "attr")

    # -- the decision ----------------------------------------------------------------------

    def decide(self) -> dict[str, str]:
        """The kind of every key that is a name of somebody or something."""
        for key, votes in self.kinds.items():
            # the model takes a foreign surname for an organisation in every other sentence
            if " " not in key and votes.get(PERSON, 0) > 0 and find_organization((key,)) is None:
                votes[ORGANIZATION] *= 0.6
        kinds = {key: _winner(votes) for key, votes in self.kinds.items()}
        for key, kind in list(kinds.items()):
            if kind == PERSON and " " in key:
                if not any(h in key for h in HYPHENS):
                    self.parts.update(key.split(" "))
                for word in key.split(" "):
                    if len(word) > 1 and word not in PARTICLES and word in self.kinds:
                        self.kinds[word][PERSON] += 2.5
            elif kind == ORGANIZATION and " " in key:
                stem = key.split(" ")[0]
                if stem in self.kinds:
                    self.kinds[stem][ORGANIZATION] += 0.6
        decided: dict[str, str] = {}
        for key, votes in self.kinds.items():
            kind = _winner(votes)
            if kind == OTHER:
                if " " in key:
                    decided[key] = kind  # so that no part of it is taken for a name
            elif votes[kind] >= 0.75 and self._is_sound(key, kind):
                decided[key] = kind
        for key, kind in list(decided.items()):
            if kind == PERSON and " " in key:
                for word in self._short_names(key):
                    decided.setdefault(word, PERSON)
        return decided

    def _short_names(self, key: str) -> Iterator[str]:
        words = [w for w in key.split(" ") if w not in HYPHENS]
        for word in {words[0], words[-1]}:
            known = self.kinds.get(word)
            if (
                len(word) > 1
                and not word.endswith(".")
                and word not in self.small
                and word not in PARTICLES
                and (known is None or _winner(known) in (PERSON, OTHER))
                and not match_office([word], 0, 1)
            ):
                yield word

    def _is_sound(self, key: str, kind: str) -> bool:
        words = key.split(" ")
        if key in _NOT_NAMES and key != "us":
            return False
        if key in _DIRECTIONS or (
            kind == PLACE and "and" in words[1:2] and words[0] in _DIRECTIONS
        ):
            return False
        if len(words) > 12 or not any(c.isalpha() for c in key):
            return False
        if len(words) == 1 and (match_office(words, 0, 1) or key in HONORIFICS):
            return False
        if len(words) == 1 and key in ORGANIZATION_WORDS | PLACE_WORDS and kind != PLACE:
            return key in self.titled
        if (
            len(words) == 3
            and words[1] in HYPHENS
            and find_organization(words) is None
            and not self.places.find(words)
        ):
            # "Berg-Falk": two names, not one, where either is known by itself
            known = self.kinds.keys() | self.parts
            return words[0] not in known and words[2] not in known
        if len(words) == 1 and key in self.small and kind != PERSON:
            return key not in self.lows or self.kinds[key][kind] >= 2
        return True

    def usual_forms(self) -> dict[str, str]:
        """How each key is written: the commonest way, capitals only where nothing else is."""
        return {
            key: min(forms, key=lambda f: (f.isupper() and len(f) > 4, -forms[f], f))
            for key, forms in self.surface.items()
            if forms
        }


def _winner(votes: dict[str, float]) -> str:
    return max(sorted(votes), key=lambda kind: votes[kind])


# -- every occurrence ----------------------------------------------------------------------


def _scan(votes: _Votes, kinds: dict[str, str]) -> Iterator[Name]:
    longest: dict[str, int] = {}
    for key in kinds:
        words = key.split(" ")
        longest[words[0]] = max(longest.get(words[0], 0), len(words))
    folded = [t.casefold() for t in votes.texts]
    for number, sentence in enumerate(votes.document.sentences):
        at = sentence.first
        shouted = votes.shouted[number]
        while at < sentence.last:
            most = longest.get(folded[at], 0) if votes.caps[at] else 0
            step = 1
            if any(h in votes.texts[at] for h in SOFT_HYPHENS) and len(votes.texts[at]) > 2:
                yield from _split_token(votes, kinds, at, number)
            for n in range(min(most, sentence.last - at), 0, -1):
                key = " ".join(folded[at : at + n])
                kind = kinds.get(key)
                if kind is None or not _is_name(votes, at, n, key, shouted, sentence):
                    continue
                first, last = votes.tokens[at], votes.tokens[at + n - 1]
                if key not in votes.surface:
                    votes.surface[key][" ".join(votes.texts[at : at + n])] += 1
                if kind == PLACE and folded[at] in _DIRECTIONS:
                    yield from _share_head(votes, at, n, folded, number)
                if kind != OTHER:
                    yield Name(first.start, last.end, at, at + n, kind, key, number)
                step = n
                break
            at += step


def _share_head(votes: _Votes, at: int, n: int, folded: list[str], number: int) -> Iterator[Name]:
    """The first of two places that share their last words: "North and South Korea"."""
    if at < 2 or folded[at - 1] != "and" or folded[at - 2] not in _DIRECTIONS:
        return
    words = [folded[at - 2], *folded[at + 1 : at + n]]
    if not votes.places.find(words):
        return
    key = " ".join(words)
    votes.surface.setdefault(key, Counter())[key.title()] += 1
    token = votes.tokens[at - 2]
    yield Name(token.start, token.end, at - 2, at - 1, PLACE, key, number)


def _is_name(votes: _Votes, at: int, n: int, key: str, shouted: bool, sentence: Sentence) -> bool:
    if n > 1:
        return True
    text = votes.texts[at]
    if key in votes.small and (shouted or at == sentence.first):
        return bool(votes.in_span[at]) or votes.tokens[at].tag.startswith("NNP")
    if len(text) <= 4 and text.isupper() and not shouted:
        forms = votes.surface.get(key)
        return not forms or text in forms
    if len(text) <= 3 and not text.isupper() and key in votes.surface and not shouted:
        return text in votes.surface[key]
    return True


def _split_token(votes: _Votes, kinds: dict[str, str], at: int, number: int) -> Iterator[Name]:
    """Names inside one token: the tokeniser keeps a non-breaking hyphen ("Japan‑China")."""
    token = votes.tokens[at]
    start = token.start
    text = token.text
    for soft in SOFT_HYPHENS:
        text = text.replace(soft, "-")
    for part in text.split("-"):
        key = part.casefold()
        kind = kinds.get(key)
        spots = votes.places.find((part,))
        if kind is None and spots and spots[0].place.feature == "country":
            kind = PLACE
        if kind is not None and part[:1].isupper():
            if key not in votes.surface:
                votes.surface[key][part] += 1
            yield Name(start, start + len(part), at, at + 1, kind, key, number)
        start += len(part) + 1
