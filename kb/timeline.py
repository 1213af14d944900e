"""Question → Timeline: events in order of time, each with who says so.

The dataclasses are the JSON of the timeline, name for name: `Timeline.as_json` only turns them
into dictionaries. What is not known is ``None``.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

from kb.plain import plain
from kb.timeline_event import TimelineEvent, show_fields
from kb.timeline_rows import COLUMNS, make_frame, make_rows


@dataclass(frozen=True, slots=True)
class Bucket:
    """How many events begin in a day, a month or a year; `key` is its EDTF string.

    `vague` of them may reach beyond it: an event of "2006" begins, for all that is known, in
    January, and is no event of January. The key of undated events is ``None``.
    """

    key: str | None
    count: int
    vague: int


@dataclass(frozen=True, slots=True)
class FacetValue:
    """A value that events have, and how many of those that fit the question have it.

    `id` is what the parameter of the facet's name takes.
    """

    id: str
    label: str
    count: int


@dataclass(frozen=True, slots=True)
class Group:
    """Events of a page that have something in common; `key` is ``None`` for those without."""

    key: str | None
    label: str
    events: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Timeline:
    """A page of events in the order asked for; in order of time, undated ones come last.

    `next` goes into the next question as `cursor` to get the page behind this one; it is
    ``None`` on the last page. `total` counts the events of all pages: ``exact``, or where
    `total_is` says ``at least``, those counted before the counting stopped. `generation` is the
    state of the store that answered. `density`, `facets` and `groups` are there if asked for.
    `facets_are` says of the counts of facets ``exact``, or ``about`` where so much fits that they
    are scaled up from a sample.
    """

    events: tuple[TimelineEvent, ...]
    next: str | None
    total: int
    total_is: str = "exact"
    generation: int | None = None
    density: tuple[Bucket, ...] | None = None
    facets: Mapping[str, tuple[FacetValue, ...]] | None = None
    groups: tuple[Group, ...] | None = None
    fields: tuple[str, ...] = ()
    facets_are: str | None = None

    def as_json(self) -> dict[str, Any]:
        """The timeline as JSON values; of the events only the `fields`, if any are named."""
        events = [show_fields(event.as_json(), self.fields) for event in self.events]
        return {"events": events, **self.frame_as_json()}

    def frame_as_json(self) -> dict[str, Any]:
        """The same without the events."""
        found: dict[str, Any] = plain(replace(self, events=()))
        del found["events"], found["fields"]
        for extra in ("density", "facets", "facets_are", "groups"):
            if found[extra] is None:
                del found[extra]
        return found

    def to_json(self) -> str:
        """The timeline as JSON text."""
        return json.dumps(self.as_json(), ensure_ascii=False, indent=2)

    def to_pandas(self) -> Any:
        """The events as a pandas DataFrame, a row each, by `kb.timeline_rows.COLUMNS`.

        Days are ISO strings: a date known to the year only is no timestamp, and pandas' own
        reach no further back than 1677. Raises `QueryError` where pandas is not installed.
        """
        return make_frame(list(make_rows(self.events)), list(COLUMNS))
