"""Timelines and events for people to read in a terminal."""

from __future__ import annotations

from collections.abc import Iterable

from rich.console import Group, RenderableType
from rich.table import Table
from rich.text import Text

from kb.commands.common import count
from kb.search import SearchResult
from kb.timeline import Bucket, Timeline
from kb.timeline_event import TimelineEvent
from kb.timeline_words import list_positions, say_field, say_when

_BAR = 40  # columns of the longest bar


def draw_timeline(timeline: Timeline) -> RenderableType:
    """A timeline as a table, with what is not shown said below it."""
    if not timeline.events:
        return Text("Nothing fits what was asked.")
    table = Table(box=None, pad_edge=False, header_style="bold", padding=(0, 2, 0, 0))
    table.add_column("When", no_wrap=True)
    table.add_column("What", ratio=1)
    table.add_column("Where")
    table.add_column("Sources", justify="right", no_wrap=True)
    for event in timeline.events:
        table.add_row(
            say_when(event),
            _say_what(event),
            ", ".join(place.name or place.id for place in event.places),
            _count_sources(event),
        )
    shown, total = len(timeline.events), timeline.total
    note = count(total, "event")
    if timeline.total_is != "exact":
        note = f"{note} or more"
    if timeline.next is not None:
        note = f"{shown} of {note}; more with --limit N or --cursor {timeline.next}"
    more = [*_draw_density(timeline.density or ()), *_draw_facets(timeline)]
    drawn = _draw_groups(timeline) if timeline.groups is not None else table
    notes = [Text(note, style="dim")]
    if timeline.groups is None and (told := _explain_sources(timeline)) is not None:
        notes.append(Text(told, style="dim"))
    return Group(drawn, Text(""), *more, *notes)


def _explain_sources(timeline: Timeline) -> str | None:
    """What "3 (2)" means, by the first such count that is shown."""
    for event in timeline.events:
        if event.independent_source_count != event.source_count:
            several, own = event.source_count, event.independent_source_count
            return (
                f"Sources {several} ({own}): told by {several} articles, {own} of them independent "
                "(copies of one story count once)"
            )
    return None


def _draw_groups(timeline: Timeline) -> RenderableType:
    """The events of the page under what they have in common."""
    events = {event.id: event for event in timeline.events}
    parts: list[RenderableType] = []
    for group in timeline.groups or ():
        parts.append(Text(group.label, style="bold"))
        parts += [
            Text(f"  {say_when(events[iri])}  ").append_text(_say_what(events[iri]))
            for iri in group.events
        ]
    return Group(*parts)


def _draw_density(buckets: Iterable[Bucket]) -> Iterable[RenderableType]:
    """A bar for each day, month or year."""
    found = list(buckets)
    if not found:
        return
    most = max(bucket.count for bucket in found)
    for bucket in found:
        bar = "█" * max(1, round(_BAR * bucket.count / most))
        yield Text(f"{bucket.key or 'undated':10} {bar} {bucket.count}")
    yield Text("")


def _draw_facets(timeline: Timeline) -> Iterable[RenderableType]:
    """The most frequent values, a line for each facet."""
    facets = timeline.facets or {}
    about = "about " if timeline.facets_are == "about" else ""
    for name, values in facets.items():
        said = ", ".join(f"{value.label} {about}{value.count}" for value in values)
        yield Text(f"{name}: ", style="bold").append(said or "none", style="not bold")
    if facets:
        yield Text("")


def _say_what(event: TimelineEvent) -> Text:
    what = Text(event.label)
    if event.modality != "happened":
        what.append(f" [{event.modality}]", style="italic")
    for dispute in event.disputes:
        words = " / ".join(f"“{value}”" for value in list_positions(event, dispute))
        verb = "sources differ on" if dispute.kind == "dispute" else "number rose for"
        what.append(f"\n  {verb} {say_field(dispute.field)}: {words}", style="yellow")
    return what


def _count_sources(event: TimelineEvent) -> str:
    own = event.independent_source_count
    return f"{event.source_count}" if own == event.source_count else f"{event.source_count} ({own})"


def draw_event(event: TimelineEvent) -> RenderableType:
    """All of one event, with the exact words of every source."""
    facts = Table.grid(padding=(0, 2))
    facts.add_column(style="bold")
    facts.add_column()
    when = say_when(event)
    if event.date is not None and event.date.text:
        when += f"  (“{event.date.text}”)"
    for name, value in (
        ("what", event.type.label or event.type.id),
        ("when", when),
        ("where", "; ".join(place.name or place.id for place in event.places)),
        ("who", "; ".join(_say_actors(event))),
        ("topic", event.topic or ""),
        ("status", event.modality),
        ("sources", f"{event.source_count}, independent {event.independent_source_count}"),
        ("IRI", event.id),
    ):
        if value:
            facts.add_row(name, Text(value))
    parts: list[RenderableType] = [Text(_say_what(event).plain, style="bold"), Text(""), facts]
    for source in event.sources:
        named = (source.outlet, source.title or source.article, source.published)
        parts += [Text(""), Text(" · ".join(word for word in named if word), style="underline")]
        for quote in source.quotes:
            where = Text(f"  [{quote.start}–{quote.end}] ", style="dim")
            parts.append(where.append(" ".join(quote.exact.split()), style="none"))
    return Group(*parts)


def _say_actors(event: TimelineEvent) -> Iterable[str]:
    for actor in event.actors:
        yield f"{actor.name or actor.id} ({actor.role})" if actor.role else actor.name or actor.id


def draw_rows(columns: Iterable[str], rows: Iterable[Iterable[str]]) -> Table:
    """Rows of an answer as a table."""
    table = Table(box=None, pad_edge=False, header_style="bold", padding=(0, 2, 0, 0))
    for column in columns:
        table.add_column(column, overflow="fold")
    for row in rows:
        table.add_row(*(Text(cell) for cell in row))
    return table


def draw_hits(found: SearchResult) -> RenderableType:
    """What a search found, with the words that were looked for set off."""
    if not found.hits:
        return Text("Nothing has all of these words.")
    parts: list[RenderableType] = []
    for hit in found.hits:
        head = Text(hit.label, style="bold")
        numbers = None
        if hit.events is not None:
            numbers = count(hit.events, "source" if hit.kind == "event" else "event")
        for more in (hit.kind, hit.detail, numbers):
            if more and more != hit.label:
                head.append(f" · {more}", style="not bold")
        parts.append(head)
        for excerpt in hit.excerpts:
            if excerpt.text == hit.label:
                continue
            text = Text(f"  {excerpt.text}")
            for spot in excerpt.highlights:
                text.stylize("bold yellow", spot.start + 2, spot.end + 2)
            parts.append(Text(" ").join(text.split("\n")))
        parts.append(Text(f"  {hit.id}", style="dim"))
    return Group(*parts)
