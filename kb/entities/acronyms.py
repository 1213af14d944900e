"""Short forms that a text introduces in brackets: "the Northern Fisheries Council (NFC)".

After Schwartz and Hearst, "A simple algorithm for identifying abbreviation definitions in
biomedical text" (2003): the letters of the short form are looked for from the end of the words
before the bracket; the first must begin a word.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

_LINKS = frozenset("of the for and & in on to de del du des la le da do dos y e et und".split())
_SKIPPED = frozenset(("-", "‐", "‑", "–", ",", "'", "’", "&", "/", "'s", "’s"))
_MOST = 12  # words that a long form may have


def find_acronyms(
    texts: Sequence[str], caps: Sequence[bool]
) -> Iterator[tuple[tuple[int, int], int]]:
    """The tokens of every long form (`last` exclusive), and the token of its short form.

    Both orders are read, "long (SHORT)" and "SHORT (long)". A long form begins with a capital
    and has two words at least.

    >>> words = "the Northern Fisheries Council ( NFC ) met".split()
    >>> list(find_acronyms(words, [w[0].isupper() for w in words]))
    [((1, 4), 5)]
    """
    for at, text in enumerate(texts):
        if text != "(" or at + 2 >= len(texts):
            continue
        if texts[at + 2] in (")", ",", ";") and _is_short(texts[at + 1]):
            first = _long_before(texts, caps, at, texts[at + 1])
            if first is not None:
                yield (first, at), at + 1
        elif at > 0 and caps[at + 1] and _is_short(texts[at - 1]):
            end = next((i for i in range(at + 2, min(at + 2 + _MOST, len(texts)))
                        if texts[i] in (")", ",")), None)  # fmt: skip
            if end is not None:
                first = _long_before(texts, caps, end, texts[at - 1])
                if first == at + 1:
                    yield (first, end), at - 1


def _is_short(text: str) -> bool:
    letters = text.replace(".", "")
    upper = sum(c.isupper() for c in letters)
    return 2 <= len(letters) <= 10 and letters.isalnum() and letters[0].isupper() and (
        upper >= 2 or len(letters) >= 4
    )  # fmt: skip


def _long_before(texts: Sequence[str], caps: Sequence[bool], end: int, short: str) -> int | None:
    """Where the long form that ends before token `end` begins, if the letters allow one."""
    letters = [c for c in short.lower() if c.isalnum()]
    if sum(c.isupper() for c in short) < 2:
        return _clipped(texts, caps, end, short)
    left, at = len(letters) - 1, end - 1
    floor = max(0, end - _MOST)
    while at >= floor and left >= 0:
        word = texts[at].lower()
        if not word[:1].isalnum():
            if texts[at] not in _SKIPPED:
                return None
        elif word == letters[left]:
            left -= 1
        elif caps[at] or word not in _LINKS:
            if word.startswith(letters[left]):
                left -= 1
            elif caps[at]:
                # "Caribbean Community": letters inside of a word count, but it must begin with one
                taken = _take(word, letters[: left + 1])
                if taken == 0:
                    return None
                left -= taken
            elif word != "former" and texts[at - 1] not in _SKIPPED:
                return None
        elif (
            word != "the"
            and word[0] == letters[left]
            and left > 0
            and not _begins(texts, at, letters[left])
        ):
            left -= 1
        at -= 1
    first = at + 1
    if left >= 0 or not caps[first] or sum(caps[first:end]) < 2:
        return None
    return first


def _begins(texts: Sequence[str], at: int, letter: str) -> bool:
    return at > 0 and texts[at - 1].lower().startswith(letter)


def _take(word: str, letters: Sequence[str]) -> int:
    """How many of the last letters a word gives, beginning with its own first letter."""
    for n in range(min(4, len(letters)), 1, -1):
        wanted = letters[-n:]
        if word[0] != wanted[0]:
            continue
        place = 0
        for letter in wanted:
            place = word.find(letter, place) + 1
            if place == 0:
                break
        else:
            return n
    return 0


def _clipped(texts: Sequence[str], caps: Sequence[bool], end: int, short: str) -> int | None:
    """The long form of "Caricom" in "Caribbean Community (Caricom)": made of beginnings."""
    rest = short.lower()
    for first in range(end - 2, max(-1, end - 5), -1):
        if not caps[first]:
            return None
        if _made_of([t.lower() for t in texts[first:end]], rest):
            return first
    return None


def _made_of(words: Sequence[str], short: str) -> bool:
    if not words:
        return not short
    word = words[0]
    if word in _LINKS and _made_of(words[1:], short):
        return True
    return any(
        short.startswith(word[:n]) and _made_of(words[1:], short[n:])
        for n in range(min(len(word), len(short), 7), 0, -1)
    )
