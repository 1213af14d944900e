"""When an article was written, as far as its metadata and its own words tell. Never the clock."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date

from kb.dates.calendar import stamp_of
from kb.dates.find import find_dates
from kb.dates.mention import DateMention, DocumentTime
from kb.dates.metadata import read_metadata_date
from kb.dates.partial import PartialDate
from kb.dates.tense import read_tense

# No article is newer than the reference data of this release; it bounds what is inferred.
HORIZON = 2026
EARLIEST_YEAR = 1900
HEAD_LINES = 12
HEAD_LENGTH = 1500
BACK_DATED = 7  # days by which a dateline may precede publication

_CITY = (
    r"[A-ZÀ-ÖØ-Þ][A-ZÀ-ÖØ-Þ.'’\- ]{1,30}(?:,\s*[A-Z][A-Za-z.]+(?:\s[A-Z][a-z]+)?)?(?:/[A-ZÀ-Þ ]+)?"
)
_MONTH = (
    r"(?:Jan(?:uary|\.)?|Feb(?:ruary|\.)?|Mar(?:ch|\.)?|Apr(?:il|\.)?|May|June?\.?|July?\.?|Aug(?:ust|\.)?"
    r"|Sept?(?:ember|\.)?|Oct(?:ober|\.)?|Nov(?:ember|\.)?|Dec(?:ember|\.)?)"
)
_DAY = rf"(?:{_MONTH}\s+\d{{1,2}}|\d{{1,2}}\s+{_MONTH})(?:,?\s+\d{{4}})?"
_DATELINE = re.compile(
    rf"(?P<city>{_CITY}),?\s+(?:\(\s*)?(?P<date>{_DAY})\)?\s*(?:\([^)\n]{{2,40}}\)"
    rf"|/[A-Z][\w ]+/)?\s*"
    r"(?:--|—|–|-|:|\.\s|$|/|\()"
)
_TITLE_WORD = r"[A-ZÀ-ÖØ-Þ][\w'’.\-]+"
# "Lyon, 3 May 2023. The mill closed": with small letters only a whole date makes it plain
_TITLE_DATELINE = re.compile(
    rf"(?P<city>{_TITLE_WORD}(?:,?\s{_TITLE_WORD}){{0,4}}),\s+(?:[A-Z][a-z]+day,?\s+)?"
    rf"(?P<date>(?:{_MONTH}\s+\d{{1,2}},?|\d{{1,2}}\s+{_MONTH})\s+\d{{4}})"
    r"(?:\s*\([^)\n]{2,40}\))?(?:\s*(?:--|—|–|\s-\s|:)|\.)\s+(?=[^\W\d_a-z]|[\"“‘'])"
)
_LABEL = re.compile(
    r"^\W*(?:(?:first\s+|last\s+)?(?:published|posted|updated|modified|date|dated|issued|released|"
    r"publication\s+date|on)\b)",
    re.IGNORECASE,
)
_LABEL_UPDATED = re.compile(r"\b(?:updated|modified)\b", re.IGNORECASE)
_STAMP = re.compile(r"\d{4}-\d\d-\d\d(?:[T ]\d\d:\d\d(?::\d\d)?(?:\.\d+)?(?:Z|[+-]\d\d:?\d\d)?)?")
_NUMERIC = re.compile(r"(?<![\d./-])\d{1,2}[./-]\d{1,2}[./-]\d{4}(?![\d/-])")
_NOISE = re.compile(
    r"\b(?:published|posted|updated|modified|date|dated|issued|released|last|first|on|at|by|gmt|utc|"
    r"[ap]\.?m\.?|est|edt|et|ist|bst|min(?:ute)?s?|hours?|days?|ago|read|the|time|local|staff|reporter)\b|\d{1,2}:\d\d(?::\d\d)?",
    re.IGNORECASE,
)
_BY = re.compile(r"\W*by\b", re.IGNORECASE)
_SMALL = re.compile(r"\b(?:and|at|d[aeiou]|del|e[ln]|es|for|from|in|la|le|of|our|the|van|von|y)\b")
_SEPARATED = re.compile(r"[|•·]")
_SET_OFF = re.compile(r"^\s*[,|•·–—:/(-]|[,|•·–—:/()-]\s*$|,.*[(–—-]|\(.*\)")
_FOREIGN = re.compile(
    r"(?<!\w)\d{1,2}\.?\s+(?:de\s+|d['’])?[^\W\d_]{3,12}\.?\s+(?:de\s+|del\s+)?\d{4}(?!\d)|"
    r"\d{4}\s*年\s*\d{1,2}\s*月\s*\d{1,2}\s*日|\d{4}년\s*\d{1,2}월\s*\d{1,2}일"
)


def find_document_time(
    article_text: str,
    published: PartialDate | None,
    title: str | None = None,
    *,
    country: str | None = None,
) -> DocumentTime:
    """When an article was written.

    In order: `published`, from the metadata; a date among the lines above the running text; a
    dateline. A dateline's day that shortly precedes the day of publication is preferred, as that
    is the day the text speaks from. Else what the text says of itself: a weekday with a day of
    the month fits few years, of which the latest is taken that is neither past the horizon of
    this release nor before the years the text tells of as past; that is marked as inferred and
    uncertain. `country` (ISO 3166-1, of the outlet) settles 03/02/2009. Nothing else is guessed.

    >>> found = find_document_time("SEOUL, Oct 31 (Agency) -- They met on Friday.", None)
    >>> found.source, found.date.edtf
    ('dateline', 'XXXX-10-31')
    """
    head = None if published else _read_head(article_text, title, country)
    known = published or (head.date if head else None)
    dateline = _read_dateline(article_text, known)
    if dateline is not None and dateline.date is not None:
        day = dateline.date.known_day
        limit = known.latest if known else None
        if day and limit and 0 <= (limit - day).days <= BACK_DATED and known and known.known_day:
            return dateline
        if day and known is None:
            return dateline
        if known and known.known_day is None and day and known.may_equal(dateline.date):
            return dateline
    if published is not None:
        return DocumentTime(published, "metadata")
    if head is not None:
        return head
    return _infer(article_text, dateline)


def _head_lines(text: str, title: str | None) -> Iterator[tuple[int, str]]:
    at, seen, prose = 0, 0, 0
    for line in text[:HEAD_LENGTH].splitlines(keepends=True):
        body = line.strip()
        start = at + len(line) - len(line.lstrip())
        at += len(line)
        if not body:
            continue
        if body != (title or "").strip():
            yield start, body
        seen += 1
        # running text begins with the second long line: the first may be a headline
        prose += len(body) > 120 or (len(body) > 60 and body.endswith((".", '"', "”")))
        if prose or seen >= HEAD_LINES:
            return


def _read_head(text: str, title: str | None, country: str | None) -> DocumentTime | None:
    """A date on a line of its own among the first lines: a label and a date, or just the date."""
    found: list[tuple[bool, DocumentTime]] = []
    for start, line in _head_lines(text, title):
        if len(line) > 160:
            continue
        for a, b, when in _dates_of_line(line, country):
            rest = line[:a] + line[b:]
            quiet = _NOISE.sub(" ", rest)
            words = re.findall(r"[^\W\d_]{2,}", quiet)
            labelled = _LABEL.match(line) is not None or "published" in rest.lower()
            # a byline may stand beside the date, a sentence may not
            if words and re.search(r"\w[.?!]$", quiet.rstrip()):
                continue
            if len(words) > _most_words(line, quiet, labelled=labelled):
                continue
            updated = _LABEL_UPDATED.search(line[:a]) is not None
            found.append((updated, DocumentTime(when, "head", start + a, start + b, line[a:b])))
    found.sort(key=lambda item: item[0])  # the first publication before the last update
    return found[0][1] if found else None


def _most_words(line: str, rest: str, *, labelled: bool) -> int:
    """How many words may stand beside the date of a line that says when the article came out.

    Without a label such as "Published", those words must be names: of a place, a paper, an author.
    """
    if labelled:
        return 6
    if _BY.match(line):
        return 5
    names = _SMALL.sub(" ", rest)
    if not all(word[0].isupper() for word in re.findall(r"[^\W\d_]{2,}", names)):
        return 3 if _SEPARATED.search(line) else 0
    # "Lima, 7 June 2022 (The Harbour Post)": set off by signs, not run on like a title
    return 6 if _SET_OFF.search(rest) else 3


def _dates_of_line(line: str, country: str | None) -> Iterator[tuple[int, int, PartialDate]]:
    for pattern in (_STAMP, _NUMERIC):
        for match in pattern.finditer(line):
            edtf = read_metadata_date(match[0], country)
            if edtf is not None:
                yield match.start(), match.end(), PartialDate.parse(edtf)
                return
    for mention in find_dates(line):
        when = mention.date
        if when is not None and when.known_day and mention.type in ("DATE", "TIME"):
            yield mention.start, mention.end, when
            return
    foreign = _FOREIGN.search(line)
    if foreign and (edtf := read_metadata_date(foreign[0], country)):
        yield foreign.start(), foreign.end(), PartialDate.parse(edtf)


def _read_dateline(text: str, known: PartialDate | None) -> DocumentTime | None:
    """Reads "TOKYO, Oct 31 (Agency) --" at the beginning of the running text."""
    at = 0
    for line in text[: 4 * HEAD_LENGTH].splitlines(keepends=True)[: 2 * HEAD_LINES]:
        match = _DATELINE.search(line[:200]) or _TITLE_DATELINE.match(line[:200])
        if match and _opens_line(line[: match.start()]):
            start = at + match.start("date")
            for mention in find_dates(match["date"], known):
                if mention.date is None:
                    continue
                when = _near(mention, known)
                return DocumentTime(
                    when, "dateline", start, start + len(match["date"]), match["date"]
                )
        at += len(line)
    return None


def _opens_line(before: str) -> bool:
    # nothing, or the agencies in brackets
    rest = re.sub(r"\([^()]*(?:\([^()]*\))?[^()]*\)|\[[^\]]*\]", "", before)
    return not rest.strip(" \t-–—•*.:")


def _near(mention: DateMention, known: PartialDate | None) -> PartialDate:
    when = mention.date
    assert when is not None  # noqa: S101 - the caller has looked
    if when.earliest is None and known is not None and known.latest is not None:
        return when.combine(PartialDate.of(known.latest))
    return when


def _infer(text: str, dateline: DocumentTime | None) -> DocumentTime:
    """The document time from what the text says of itself, or unknown."""
    mentions = find_dates(text)
    floor = _latest_past_year(text, mentions)
    anchored = [
        m
        for m in mentions
        if m.date is not None
        and m.date.earliest is None
        and m.date.weekday is not None
        and re.fullmatch(r"XXXX-\d\d-\d\d", m.date.edtf)
    ]
    for mention in anchored:
        assert mention.date is not None  # noqa: S101 - chosen above
        day = _latest_fit(mention.date, floor)
        if day is None:
            continue
        sure = PartialDate.of(day).qualified(uncertain=True, approximate=False)
        return DocumentTime(
            sure, "inferred", mention.start, mention.end, mention.text, inferred=True
        )
    if dateline is not None:
        return dateline
    return DocumentTime(None, "unknown")


def _latest_fit(when: PartialDate, floor: int) -> date | None:
    shape = when.shape
    for year in range(HORIZON, max(floor, EARLIEST_YEAR) - 1, -1):
        try:
            day = date(year, shape.month or 1, shape.day or 1)
        except ValueError:
            continue
        if shape.allows(day):
            return day
    return None


def _latest_past_year(text: str, mentions: list[DateMention]) -> int:
    """The latest year that is told as past: nothing was written before it."""
    latest = EARLIEST_YEAR
    for mention in mentions:
        stamp = stamp_of(mention.value.split("T")[0])
        if stamp is None or mention.date is None or mention.type == "SET":
            continue
        year = stamp.hi.year
        if year > HORIZON or year <= latest:
            continue
        if read_tense(text, mention.start, mention.end) != "future":
            latest = year
    return latest


__all__ = ["HORIZON", "DocumentTime", "find_document_time"]
