"""What a text says of a time: the words, what they mean, and how that was found."""

from __future__ import annotations

from dataclasses import dataclass

from kb.dates.partial import PartialDate


@dataclass(frozen=True, slots=True)
class DateMention:
    """Words that name a date, a time, a duration or a recurring time.

    `start`/`end` count code points and ``text[start:end] == mention.text``. `type` is ``DATE``,
    ``TIME``, ``DURATION`` or ``SET`` and `value`, `mod`, `quant` and `freq` are as in TIMEX3
    (unknown digits are ``X``). `date` is the time on the calendar as far as it is known, the day
    for a TIME, the stretch of days for a duration that is anchored ("the past three weeks"), and
    ``None`` where the calendar is not told ("recently", "two hours", "44 BC"). `range` is the
    whole stretch where the words are one end of it ("from 30 October to 1 November").
    `anchor` says in a few words what the reading rests on.
    """

    start: int
    end: int
    text: str
    type: str
    value: str
    mod: str | None = None
    quant: str | None = None
    freq: str | None = None
    date: PartialDate | None = None
    anchor: str = ""
    range: PartialDate | None = None


@dataclass(frozen=True, slots=True)
class DocumentTime:
    """When an article was written: how well it is known, and from where.

    `date` is ``None`` where nothing tells. `source` is ``metadata``, ``head`` (the lines above
    the running text), ``dateline`` ("TOKYO, Oct 31"), ``inferred`` (from what the text says of
    itself, `inferred` is then true and the date uncertain) or ``unknown``. `start`, `end` and
    `text` are the words it was read from; -1 and empty where they stand in no text.
    """

    date: PartialDate | None
    source: str
    start: int = -1
    end: int = -1
    text: str = ""
    inferred: bool = False
