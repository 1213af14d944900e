"""Where the events of a window of days stand, those that reach into it included."""

from __future__ import annotations

from collections.abc import Sequence

from kb.index.lists import AnyOf, Range, Sql, join
from kb.index.order import DAY_BITS, LAST_SLOT, LONGEST, SPAN_BITS, UNDATED


def first_of(day: int) -> int:
    """The first slot of a day."""
    return day << DAY_BITS


def find_ranges(
    first: int | None,
    last: int | None,
    *,
    within: bool,
    spans: Sequence[tuple[int, AnyOf]],
    open_start: AnyOf,
) -> list[Range]:
    """The stretches, in order of time, where the dated events of a window stand.

    An event stands where it begins, and those that begin before the window may reach into it. To
    find them, only the lists of events that last long enough are read: `spans` are such lists,
    each with the number of days that its events last longer than.
    """
    end = UNDATED - 1 if last is None else first_of(last + 1) - 1
    if within:
        low = 0 if first is None else first_of(first)
        known: list[Sql] = []
        if first is not None:
            known.append(("e.first IS NOT NULL", ()))
        if last is not None:
            known.append(("e.last <= ?", (last,)))
        if not known:
            return [Range(low, end)]
        sql, values = join([("e.slot = d.slot", ()), *known], " AND ")
        return [Range(low, end, None, (f"EXISTS (SELECT 1 FROM event e WHERE {sql})", values))]  # noqa: S608
    found = []
    if first is not None:
        span = f"((d.slot >> {SPAN_BITS}) & {LONGEST})"
        reaches = f"(d.slot >> {DAY_BITS}) + {span} >= ?"
        from_here = (
            f"CASE {span} WHEN {LONGEST} THEN EXISTS (SELECT 1 FROM event e WHERE e.slot = d.slot"  # noqa: S608
            f" AND (e.last IS NULL OR e.last >= ?)) ELSE {reaches} END"
        )
        low = 0
        for longer, events in sorted(spans, key=lambda span: -span[0]):
            high = min(first_of(max(0, first - longer)) - 1, end)
            if high >= low:
                test: Sql = (reaches, (first,))
                if low == 0:
                    test = (from_here, (first, first))
                found.append(Range(low, high, events, test))
            low = max(low, high + 1)
        # what remains lasts no longer than the shortest of the lists, which is a day
        if end >= low:
            found.append(Range(low, end))
    else:
        found.append(Range(0, end))
    if last is not None:
        found.append(Range(end + 1, UNDATED - 1, open_start))
    return found


UNDATED_RANGE = Range(UNDATED, LAST_SLOT)
