"""Markdown (CommonMark), to paste into notes and mails."""

from __future__ import annotations

import re

from kb.timeline import Timeline
from kb.timeline_event import EventSource, TimelineEvent
from kb.timeline_words import clean, find_link, list_positions, say_date, say_sources

_SPECIAL = re.compile(r"([\\`*_{}\[\]<>#!|~&$^])")


def write_markdown(timeline: Timeline, title: str) -> str:
    """The timeline as Markdown, a heading a year; text from articles is escaped."""
    lines = [f"# {escape(title)}", ""]
    year = None
    for event in timeline.events:
        found = _find_year(event)
        if found != year:
            year = found
            lines += [f"## {year}", ""]
        lines += [*_write_event(event), ""]
    if timeline.next is not None:
        lines += [f"{len(timeline.events)} of {timeline.total} events.", ""]
    return "\n".join(lines)


def _find_year(event: TimelineEvent) -> str:
    first = event.date and (event.date.earliest or event.date.latest)
    return first[:4] if first else "Undated"


def _write_event(event: TimelineEvent) -> list[str]:
    what = f"- **{escape(say_date(event.date))}** {escape(event.label)}"
    if event.modality != "happened":
        what += f" *({escape(event.modality)})*"
    lines = [f"{what} ({say_sources(event)})"]
    for dispute in event.disputes:
        sides = " / ".join(f"“{escape(value)}”" for value in list_positions(event, dispute))
        verb = "Sources differ on" if dispute.kind == "dispute" else "The number rose for"
        lines.append(f"  - {verb} {escape(dispute.field)}: {sides}")
    for source in event.sources:
        lines += [f"  - “{escape(q.exact)}” {_cite(source)}" for q in source.quotes]
    return lines


def _cite(source: EventSource) -> str:
    name = escape(source.title or source.outlet or "an article")
    link = find_link(source.url)
    cited = f"[{name}](<{link}>)" if link else name
    rest = [w for w in (source.outlet, source.published) if w and w != source.title]
    return f"— {cited}" + (f", {escape(', '.join(rest))}" if rest else "")


def escape(text: str) -> str:
    r"""`text` on one line, with everything that Markdown or HTML would act on made plain.

    >>> print(escape("<b>*1.* [x](javascript:y)"))
    \<b\>\*1.\* \[x\](javascript:y)
    """
    return _SPECIAL.sub(r"\\\1", clean(text))
