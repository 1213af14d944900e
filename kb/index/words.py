"""Words of texts and of questions: the same rule for both, whoever looks for them."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from kb.errors import QueryError

BREAK = "\ue000"  # a word that no text holds: no phrase reaches across it
TOLD_MARK = "\ue001"  # stands with the words of events that happened or are planned
MOST_WORDS = 8
_WORD = re.compile(r"[^\W_]+")
_PARTS = re.compile(r'"([^"]*)"?|(\S+)')


def split_words(text: str) -> list[str]:
    """The words of a text, without case and accents.

    >>> split_words("São Paulo’s mayor, J.-P. Öz")
    ['sao', 'paulo', 's', 'mayor', 'j', 'p', 'oz']
    """
    if not text.isascii():
        text = "".join(
            c for c in unicodedata.normalize("NFKD", text) if not unicodedata.combining(c)
        )
    return _WORD.findall(text.lower())


@dataclass(frozen=True, slots=True)
class Phrase:
    """Words that stand side by side; of the last, with `begins`, only its beginning is given."""

    words: tuple[str, ...]
    begins: bool = False

    def match(self) -> str:
        """The phrase for FTS5: its words are letters and digits, so nothing needs escaping."""
        return f'"{" ".join(self.words)}"{" *" if self.begins else ""}'

    def is_in(self, words: Sequence[str]) -> bool:
        """Whether the phrase stands in a text of these words."""
        size = len(self.words)
        *front, last = self.words
        for n in range(len(words) - size + 1):
            end = words[n + size - 1]
            fits = end.startswith(last) if self.begins else end == last
            if fits and list(words[n : n + size - 1]) == front:
                return True
        return False


def read_text(text: str | None) -> tuple[Phrase, ...]:
    """What `text` asks for: words, "phrases in quotation marks" and beginn* of words.

    >>> [p.match() for p in read_text('storm "two hours" kil*')]
    ['"storm"', '"two hours"', '"kil" *']

    Raises `QueryError` where there is no word in it, or more than eight.
    """
    if text is None or not text.strip():
        return ()
    plain = re.sub("[“”„«»]", '"', text)
    found: list[Phrase] = []
    for quoted, bare in _PARTS.findall(plain):
        words = tuple(split_words(quoted or bare))
        begins = bool(bare) and bare.endswith("*")
        if begins and words and len(words[-1]) < 2:
            raise QueryError(f"{bare!r}: two letters at least are needed before a *")
        if words and (phrase := Phrase(words, begins)) not in found:
            found.append(phrase)
    if not found:
        raise QueryError(f"there is no word to look for in {text[:80]!r}")
    if sum(len(phrase.words) for phrase in found) > 4 * MOST_WORDS or len(found) > MOST_WORDS:
        raise QueryError(f"at most {MOST_WORDS} words or phrases can be looked for at once")
    return tuple(found)


def match_all(phrases: Iterable[Phrase]) -> str:
    """The FTS5 expression for all of `phrases`."""
    return " AND ".join(phrase.match() for phrase in phrases)


def stand_in(phrases: Iterable[Phrase], texts: Iterable[str]) -> bool:
    """Whether each of `phrases` stands in some of `texts`."""
    split = [split_words(text) for text in texts]
    return all(any(phrase.is_in(words) for words in split) for phrase in phrases)


def join_words(texts: Iterable[str]) -> str:
    """The words of `texts` for FTS5, so that no phrase reaches from one text into the next."""
    return f" {BREAK} ".join(" ".join(split_words(text)) for text in texts)
