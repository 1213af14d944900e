"""What a text has told so far, and whether it tells a story of its own time."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date

from kb.dates.calendar import ORDER, Stamp, stamp_of
from kb.dates.node import Time
from kb.dates.partial import PartialDate
from kb.dates.place import Scene

_DEICTIC = frozenset(("D", "W", "WE"))


_BC = re.compile(r"BC(\d{4})")
OPENING = 12  # characters from the beginning of a sentence: "In 2008, …", "On 3 May 2010 …"
FRESH = 2  # sentences for which a day that was told holds for the hours told after it


@dataclass
class Story:
    """What a text has told so far, as its mentions are read one after the other."""

    narrative: bool
    breaks: list[int]
    told: Stamp | None = None
    told_text: str = ""
    near: Stamp | None = None
    line: Stamp | None = None
    told_sentence: int = -1
    frame: Stamp | None = None
    year: int | None = None
    year_sentence: int = -1
    sentence: int = -1
    bc: int | None = None

    def move_to(self, at: int) -> None:
        """Go on to the sentence at `at`."""
        here = bisect_right(self.breaks, at)
        if here != self.sentence:
            self.near, self.frame, self.sentence = None, None, here

    def tell(self, node: Time, value: str, words: str) -> None:
        """Remember what a mention told."""
        if node.kind not in ("cal", "rel"):
            return
        stamp = stamp_of(value.split("T")[0].removeprefix("FY"))
        before = _BC.fullmatch(value)
        if before is not None:
            self.bc = int(before[1])
        if stamp is None:
            return
        self.bc = None
        self.told, self.told_text, self.near = stamp, words, stamp
        self.told_sentence = self.sentence
        opening = self.breaks[self.sentence - 1] if self.sentence else 0
        if node.year is not None and node.start - opening <= OPENING:
            self.frame = stamp
        if ORDER[stamp.unit] <= ORDER["MON"] or stamp.unit == "SEA":
            self.line, self.year = stamp, None
        elif stamp.unit == "Y":
            self.year, self.year_sentence = stamp.lo.year, self.sentence

    def scene(self, day: date | None, tense: Callable[[], str | None]) -> Scene:
        """What a resolver may lean on here."""
        bare = None
        if self.year is not None:
            bare = (self.year, self.year_sentence == self.sentence)
        fresh = self.told is not None and self.sentence - self.told_sentence <= FRESH
        return Scene(
            day,
            self.told,
            self.line,
            bare,
            self.near,
            self.narrative,
            tense,
            self.frame,
            self.told if fresh else None,
            self.bc,
        )


_AND = re.compile(
    r"\s*(?:-|–|—|/|,|to|and|or|through|until|till|,\s*and)\s*(?:early|late|mid|the|from|in|of|on|by)?\s*(?:the\s+)?",
    re.IGNORECASE,
)


def share_years(text: str, nodes: list[Time]) -> None:
    """Give "August" in "August and September 1914" the year that stands once for both."""
    for i in range(len(nodes) - 2, -1, -1):
        a, b = nodes[i], nodes[i + 1]
        if a.kind != "cal" or b.kind != "cal" or a.year or a.base or a.shift or not b.year:
            continue
        if not (a.month or a.season or a.quarter) or not (b.month or b.season or b.quarter):
            continue
        if b.start - a.end > 16 or not _AND.fullmatch(text[a.end : b.start]):
            continue
        later = (
            a.month is not None
            and b.month is not None
            and (a.month, a.day or 0) > (b.month, b.day or 99)
        )
        a.year, a.bc = (b.year + 1 if b.bc else b.year - 1) if later else b.year, b.bc


def is_narrative(nodes: list[Time], known: PartialDate | None) -> bool:
    """Whether the text tells a story of which its day of writing is no part.

    Many years are named, nearly all of them well before the day of writing, and next to nothing
    is told from that day ("yesterday", a bare weekday, "last week").
    """
    years = [n.year for n in nodes if n.year and n.kind == "cal" and not n.bc]
    ancient = sum(1 for n in nodes if n.bc)
    now = known.latest.year if known and known.latest else None
    old = [y for y in years if now is None or y <= now - 2]
    deictic = sum(
        1
        for n in nodes
        if (n.kind == "rel" and n.anchored == "doc" and n.unit in _DEICTIC and (n.count or 0) <= 1)
        or (n.kind == "cal" and n.weekday is not None and n.year is None and n.month is None)
    )
    told = len(old) + ancient
    open_dates = sum(1 for n in nodes if n.kind == "cal" and n.month and not n.year)
    if told < 6 or told < 1.5 * (len(years) - len(old)):
        return False
    return deictic <= 0.05 * (told + open_dates)
