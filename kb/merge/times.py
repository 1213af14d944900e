"""When two reports say it was, and when they were published: one happening, or another of its kind?

What is news by itself days later is mostly another of its kind; what is only spoken of then is
mostly what was the news before. Disasters are told again for days, trials and talks go on, and
nobody resigns twice.
"""

from __future__ import annotations

import datetime

from kb.dates.partial import PartialDate
from kb.merge.model import Facts

NEWS_LASTS = datetime.timedelta(days=14)


def is_firm(when: PartialDate) -> bool:
    """Whether a date is meant exactly, and not just about when the story or its report was."""
    return not when.approximate


def is_same_day(a: Facts, b: Facts) -> bool:
    """Whether both reports give the day, and it is one."""
    one = a.date.known_day if a.date is not None else None
    return one is not None and b.date is not None and one == b.date.known_day


def count_days_published(a: Facts, b: Facts) -> int:
    """The days between the two articles; 0 where that is not known."""
    if a.published is None or b.published is None:
        return 0
    return abs((a.published - b.published).days)


def count_days(a: Facts, b: Facts) -> int:
    """The days between the happenings or, where undated, between their reports; 0 if unknown."""
    one, other = (
        f.date.known_day if f.date is not None and f.date.known_day is not None else f.published
        for f in (a, b)
    )
    return abs((one - other).days) if one is not None and other is not None else 0


def find_old(a: Facts, b: Facts) -> PartialDate | None:
    """The date of one report that was long past when the other, undated one was published."""
    for dated, other in ((a, b), (b, a)):
        when = dated.date
        if when is not None and when.latest is not None and other.published is not None:
            return when if when.latest < other.published - NEWS_LASTS else None
    return None


def find_later(a: Facts, b: Facts) -> Facts:
    """Of two articles' reports the one that was published later, if that is known."""
    first = datetime.date.min
    return a if (a.published or first) > (b.published or first) else b


def is_news(f: Facts) -> bool:
    """Whether a report tells what happened then, and does not only speak of it.

    What is told as the news has a time of its own; "the crash" in the news of something else has
    none, also where nothing weighs more in its article.
    """
    return f.about is not None or f.date is not None


def find_other_time(a: Facts, b: Facts) -> str | None:
    """Why two articles' news cannot be one happening, by when it was about, in words.

    A disaster is the news again for days. What is only spoken of has no time of its own.
    """
    one, two = a.date or a.about, b.date or b.about
    if one is None or two is None or one.overlaps(two):
        return None
    if a.lasting or b.lasting:
        first, last = (one, two) if one.before(two) else (two, one)
        if first.latest is None or last.earliest is None:
            return None
        if last.earliest - first.latest <= NEWS_LASTS:
            return None
    return f"{one.edtf} is not {two.edtf}"


def goes_on(a: Facts, b: Facts) -> bool:
    """Whether what two reports tell goes on, is told again for days, or can be only once."""
    return a.lasting or b.lasting or a.durative or b.durative or (a.once and b.once)


def may_be_another(a: Facts, b: Facts) -> bool:
    """Whether the later of two articles' reports may be the news of another one of its kind."""
    if a.article == b.article or goes_on(a, b):
        return False
    if a.published is None or b.published is None:
        return True
    return is_news(a if a.published > b.published else b)
