"""How much: money, shares and changes in per cent, votes for and against, counts of things."""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterator, Sequence

from kb.annotate import Document
from kb.dates import DateMention
from kb.events.model import EVENT, MINOR, Claim, EventMention
from kb.events.numbers import bound_before, find_numeral, read_count, read_number
from kb.events.quotes import Speech

_N = r"\d[\d,]*(?:\.\d+)?"
_SCALE = r"(?:\s?(?:thousand|million|billion|trillion|crore|lakh|bn|mn|tn|m|k)\b)"
_SIGNS = {
    "US$": "USD", "A$": "AUD", "AU$": "AUD", "C$": "CAD", "CA$": "CAD", "HK$": "HKD",
    "NZ$": "NZD", "S$": "SGD", "R$": "BRL", "NT$": "TWD", "€": "EUR", "£": "GBP", "¥": "JPY",
    "₹": "INR", "₽": "RUB", "₩": "KRW", "₪": "ILS", "₺": "TRY", "₦": "NGN", "₱": "PHP",
    "฿": "THB", "₫": "VND", "₴": "UAH", "$": "$", "Rs": "INR", "Rs.": "INR", "USD": "USD",
    "EUR": "EUR", "GBP": "GBP", "CHF": "CHF", "JPY": "JPY", "CNY": "CNY", "RMB": "CNY",
}  # fmt: skip
_NAMES = {
    "us dollar": "USD", "u.s. dollar": "USD", "american dollar": "USD", "dollar": "$",
    "australian dollar": "AUD", "canadian dollar": "CAD", "euro": "EUR", "pound sterling": "GBP",
    "british pound": "GBP", "pound": "GBP", "yen": "JPY", "yuan": "CNY", "renminbi": "CNY",
    "indian rupee": "INR", "rupee": "rupee", "sole": "PEN", "sol": "PEN", "peso": "peso",
    "real": "BRL", "reai": "BRL", "rand": "ZAR", "ruble": "RUB", "rouble": "RUB", "won": "KRW",
    "swiss franc": "CHF", "franc": "franc", "krona": "krona", "kronor": "SEK", "krone": "krone",
    "kroner": "krone", "zloty": "PLN", "forint": "HUF", "lira": "lira", "dirham": "dirham",
    "riyal": "riyal", "dinar": "dinar", "shilling": "shilling", "naira": "NGN", "ringgit": "MYR",
    "baht": "THB", "rupiah": "IDR", "dong": "VND", "shekel": "ILS", "hryvnia": "UAH",
    "leu": "RON", "lei": "RON", "koruna": "CZK", "cedi": "GHS", "birr": "ETB",
    "bolivar": "bolivar", "taka": "BDT",
}  # fmt: skip
_MONEY = re.compile(
    rf"(?P<sign>{'|'.join(re.escape(s) for s in sorted(_SIGNS, key=len, reverse=True))})\s?"
    rf"(?P<n>{_N}{_SCALE}?)(?![\w%])"
    rf"|(?<![\w.,])(?P<m>(?:{_N}|(?:a|one|two|three|four|five|six|seven|eight|nine|ten|half a)\b)"
    rf"{_SCALE}?)\s(?P<name>(?:[A-Z][\w.]+\s|U\.?S\.?\s)?"
    rf"(?:{'|'.join(sorted({n.split()[-1] for n in _NAMES}, key=len, reverse=True))})s?)\b"
)
_PERCENT = re.compile(
    rf"(?<![\w.,])(?P<n>{_N}|[a-z]+)(?:\s?%|\s?(?:percent|per cent|percentage points?)\b)", re.I
)
_VOTES = (
    re.compile(rf"\b(?P<f>{_N})\s?(?:votes\s)?(?:[-–—]|to)\s?(?P<a>{_N})\b(?!\s?[%$€£])"),
    re.compile(
        rf"\b(?P<f>{_N})\s(?:\w+\s)?(?:votes\s)?(?:in favou?r|for)\b.{{0,40}}?"
        rf"\b(?P<a>{_N})\s(?:\w+\s)?(?:votes\s)?against\b"
    ),
)
BALLOTS = frozenset(
    "vote ballot pass approve adopt reject back elect ratify endorse override impeach confirm "
    "repeal decide support oppose referendum law-passed rule".split()
)
_BALLOT = re.compile(r"\b(?:vot(?:e|es|ed|ing)|ballots?|in favou?r|against)\b", re.IGNORECASE)


def find_amounts(
    doc: Document, events: Sequence[EventMention], dates: Sequence[DateMention], speech: Speech
) -> Iterator[Claim]:
    """The claims on money, per cent, votes and counts, each on the event that governs it."""
    place = Places(doc, events, speech)
    yield from _money(place)
    yield from _percents(place)
    yield from _votes(doc, events, speech)
    yield from _counts(doc, events, dates, speech)


class Places:
    """Where amounts stand: offsets to tokens, tokens to the events that govern them."""

    def __init__(self, doc: Document, events: Sequence[EventMention], speech: Speech) -> None:
        self.doc = doc
        self._speech = speech
        self._starts = [t.start for t in doc.tokens]
        self._ends = [t.end for t in doc.tokens]
        self._heads = {e.head: n for n, e in enumerate(events) if e.level in (EVENT, MINOR)}

    def claim(
        self, predicate: str, span: tuple[int, int], number: float, unit: str
    ) -> Iterator[Claim]:
        """The claim that the words at `span` make, if an event governs them."""
        start, end = span
        first = bisect_right(self._starts, start) - 1
        if first < 0 or self._ends[first] <= start:
            return  # not in what was read as prose
        last = min(bisect_left(self._ends, end), len(self._ends) - 1)
        target = self._governing(first, last)
        if target is not None:
            text = self.doc.text
            bound = bound_before(text, start, end)
            said = self._speech.attribution(first)
            yield Claim(target, predicate, text[start:end], start, end, number, bound, said, unit)

    def _governing(self, first: int, last: int) -> int | None:
        """The event whose phrase or clause holds the tokens, the nearest one above them."""
        tokens, heads = self.doc.tokens, self._heads
        at = next((i for i in range(first, last + 1) if not first <= tokens[i].head <= last), last)
        for _ in range(10):
            outside = not first <= at <= last
            if at in heads and outside:
                return heads[at]
            token = tokens[at]
            if token.pos == "VERB" and outside:
                # "a $2m deal": the noun next to it, carried by a light verb
                carried = (
                    c for c in self.doc.children[at] if c in heads and tokens[c].dep == "dobj"
                )
                return next((heads[c] for c in carried), None)
            if token.head == at:
                return None
            at = token.head
        return None


def _money(place: Places) -> Iterator[Claim]:
    for match in _MONEY.finditer(place.doc.text):
        words = match["n"] or match["m"]
        unit = _SIGNS[match["sign"]] if match["sign"] else _name_of(match["name"])
        number = read_number(words)
        if unit is None or number is None:
            continue
        yield from place.claim("amount", match.span(), number, unit)


def _name_of(words: str) -> str | None:
    low = words.lower().strip()
    for name in (low, low.removesuffix("s"), low.split()[-1], low.split()[-1].removesuffix("s")):
        if name in _NAMES:
            return _NAMES[name]
    return None


def _percents(place: Places) -> Iterator[Claim]:
    for match in _PERCENT.finditer(place.doc.text):
        number = read_number(match["n"])
        if number is None:
            continue
        unit = "percentage point" if "point" in match.group() else "percent"
        yield from place.claim("percentage", match.span(), number, unit)


def _votes(doc: Document, events: Sequence[EventMention], speech: Speech) -> Iterator[Claim]:
    ballots: dict[int, int] = {}
    for n, event in enumerate(events):
        if event.lemma in BALLOTS or event.type in BALLOTS:
            ballots.setdefault(doc.tokens[event.head].sent, n)
    starts = [t.start for t in doc.tokens]
    for sent, n in sorted(ballots.items()):
        sentence = doc.sentences[sent]
        first, last = doc.tokens[sentence.first].start, doc.tokens[sentence.last - 1].end
        if not _BALLOT.search(doc.text, first, last):
            continue
        for pattern in _VOTES:
            match = pattern.search(doc.text, first, last)
            if match is None:
                continue
            said = speech.attribution(max(sentence.first, bisect_right(starts, match.start()) - 1))
            for group, predicate in (("f", "votesFor"), ("a", "votesAgainst")):
                start, end = match.span(group)
                number = read_number(match[group])
                if number is not None:
                    yield Claim(
                        n, predicate, match[group], start, end, number, "exactly", said, "vote"
                    )
            break


def _counts(
    doc: Document, events: Sequence[EventMention], dates: Sequence[DateMention], speech: Speech
) -> Iterator[Claim]:
    """How many things something was done to: "arrested **seven** men", "**300** homes burned"."""
    dated = {t for d in dates for t in range(d.start, d.end)}
    for n, event in enumerate(events):
        if event.level != EVENT or doc.tokens[event.head].pos != "VERB":
            continue
        for c in doc.children[event.head]:
            token = doc.tokens[c]
            if token.dep not in ("dobj", "nsubjpass") or token.tag not in ("NNS", "NNPS"):
                continue
            numeral = find_numeral(doc, c)
            if numeral is None:
                continue
            first, last = numeral
            start, end = doc.tokens[first].start, doc.tokens[last].end
            words = doc.text[start:end]
            number, least = read_count(words)
            clash = start in dated or doc.text[max(0, start - 1) : start] in ("$", "€", "£")
            if number is None or clash or _name_of(token.text) is not None or token.text == "%":
                continue
            bound = least or bound_before(doc.text, start, end)
            said = speech.attribution(event.head)
            unit = token.lemma.lower()
            yield Claim(n, "count", words, start, end, number, bound, said, unit)
