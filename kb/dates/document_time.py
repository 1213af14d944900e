"""When an article was written, as far as its metadata and its own words tell."""

from __future__ import annotations

from dataclasses import dataclass

from kb.dates.partial import PartialDate


@dataclass(frozen=True, slots=True)
class DocumentTime:
    """The time an article was written: how well it is known, and from where."""

    date: PartialDate | None
    source: str
    start: int = -1
    end: int = -1
    text: str = ""
    inferred: bool = False
