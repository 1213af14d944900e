"""Every occurrence of every name, once it is decided what is one."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

from kb.annotate import Sentence
from kb.entities.names import OTHER, PLACE, SOFT_HYPHENS, Name
from kb.entities.votes import DIRECTIONS, Votes

_MONEY = frozenset(("dollar", "dollars", "pound", "pounds", "$"))


def scan_names(votes: Votes, kinds: dict[str, str]) -> Iterator[Name]:
    """Every occurrence of the names that `kinds` gives a kind, in order, the longest first."""
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
                if kind == PLACE and folded[at] in DIRECTIONS:
                    yield from _share_head(votes, at, n, folded, number)
                if kind != OTHER:
                    yield Name(first.start, last.end, at, at + n, kind, key, number)
                step = n
                break
            at += step


def _share_head(votes: Votes, at: int, n: int, folded: list[str], number: int) -> Iterator[Name]:
    """The first of two places that share their last words: "North and South Korea"."""
    if at < 2 or folded[at - 1] != "and" or folded[at - 2] not in DIRECTIONS:
        return
    words = [folded[at - 2], *folded[at + 1 : at + n]]
    if not votes.places.find(words):
        return
    key = " ".join(words)
    votes.surface.setdefault(key, Counter())[key.title()] += 1
    token = votes.tokens[at - 2]
    yield Name(token.start, token.end, at - 2, at - 1, PLACE, key, number)


def _is_name(votes: Votes, at: int, n: int, key: str, shouted: bool, sentence: Sentence) -> bool:
    if at + n < len(votes.texts) and votes.texts[at + n] in _MONEY:
        return False  # "US dollars": what is paid with, and nowhere
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


def _split_token(votes: Votes, kinds: dict[str, str], at: int, number: int) -> Iterator[Name]:
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
