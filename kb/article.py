"""Articles: one published text and what is known of its publication."""

from __future__ import annotations

import hashlib
import re
from dataclasses import dataclass
from datetime import date
from types import NoneType

from kb.dates.partial import PartialDate

_UNSTORABLE = re.compile("[\ud800-\udfff\0]")


@dataclass(frozen=True, slots=True)
class Article:
    """One published text.

    `text` is kept exactly as it was read, headline and page furniture included where they stood
    in it: every offset in the knowledge base counts Unicode code points of this string. `title`
    may therefore repeat the first line of `text`. `published` is the publication date as the
    *metadata* gives it (a ``date``, a ``datetime``, an EDTF/ISO string or a `PartialDate`; it is
    stored as a `PartialDate`); what the text itself says of its date is found later and never
    written back here. Nothing is guessed: unknown is ``None``. Half a surrogate pair or a NUL,
    which no store can hold, becomes U+FFFD, one for one. Raises `DateError` where `published`
    cannot be read, and ``TypeError`` for a text or a date that is of another type.

    >>> article = Article("Xi met Abe.", published="2014-11-10", publisher="The Example")
    >>> article.published_on.edtf
    '2014-11-10'
    >>> len(article.id)
    16
    """

    text: str
    title: str | None = None
    publisher: str | None = None
    author: str | None = None
    published: PartialDate | date | str | None = None
    url: str | None = None
    language: str | None = None
    source: str | None = None

    def __post_init__(self) -> None:
        if not isinstance(self.text, str):
            raise TypeError(f"the text of an article is a str, not {type(self.text).__name__}")
        if not isinstance(self.published, (PartialDate, date, str, NoneType)):
            kind = type(self.published).__name__
            raise TypeError(f"published is a date, a str or a PartialDate, not {kind}")
        if _UNSTORABLE.search(self.text):
            object.__setattr__(self, "text", _UNSTORABLE.sub("\ufffd", self.text))
        if self.published is not None and not isinstance(self.published, PartialDate):
            object.__setattr__(self, "published", PartialDate.of(self.published))

    @property
    def published_on(self) -> PartialDate | None:
        """The publication date from the metadata, or ``None``."""
        return self.published if isinstance(self.published, PartialDate) else None

    @property
    def id(self) -> str:
        """Sixteen hex digits that name this article for good.

        Taken from the URL where there is one, so that a corrected version of an article keeps
        its name; else from the publisher and the text.
        """
        key = self.url if self.url else "\x1f".join((self.publisher or "", self.text))
        return hashlib.sha256(key.encode("utf-8", "surrogatepass")).hexdigest()[:16]
