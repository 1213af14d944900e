"""Events as rows: CSV (RFC 4180), and a pandas DataFrame."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Iterator
from typing import Any

from kb.errors import QueryError
from kb.timeline_event import TimelineEvent
from kb.timeline_words import clean, tell_event

COLUMNS = (
    "event",
    "label",
    "type",
    "when",
    "edtf",
    "earliest",
    "latest",
    "granularity",
    "status",
    "actors",
    "places",
    "lat",
    "lon",
    "topic",
    "salience",
    "source_count",
    "independent_source_count",
    "disputed",
    "publishers",
    "urls",
    "quotes",
)
# A spreadsheet takes a cell that begins so for a formula and runs it:
# https://owasp.org/www-community/attacks/CSV_Injection
_FORMULA = ("=", "+", "-", "@", "＝", "＋", "－", "＠")


def make_rows(events: Iterable[TimelineEvent]) -> Iterator[dict[str, Any]]:
    """A row an event, by `COLUMNS`; several values of a cell are parted by "; ".

    Beside what `tell_event` tells, ``lat`` and ``lon`` are of the first place that has them.
    """
    for event in events:
        yield _make_row(event)


def _make_row(event: TimelineEvent) -> dict[str, Any]:
    told = tell_event(event)
    point = next((p for p in event.places if p.lat is not None and p.lon is not None), None)
    row = {
        **{name: "; ".join(v) if isinstance(v, list) else v for name, v in told.items()},
        "event": event.id,
        "lat": point.lat if point else None,
        "lon": point.lon if point else None,
        "topic": clean(event.topic) if event.topic else None,
        "salience": event.salience,
        "publishers": "; ".join(dict.fromkeys(clean(s.outlet) for s in event.sources if s.outlet)),
        "urls": "; ".join(clean(s.url) for s in event.sources if s.url),
        "quotes": "; ".join(f"“{clean(q.exact)}”" for s in event.sources for q in s.quotes),
    }
    return {name: row[name] for name in COLUMNS}


def write_csv(events: Iterable[TimelineEvent]) -> bytes:
    """Events as CSV in UTF-8, with a header row.

    Text that a spreadsheet would take for a formula has an apostrophe before it.
    """
    out = io.StringIO(newline="")
    writer = csv.DictWriter(out, COLUMNS)  # CRLF, as the standard has it
    writer.writeheader()
    for row in make_rows(events):
        writer.writerow({name: disarm(value) for name, value in row.items()})
    return out.getvalue().encode()


def disarm(value: Any) -> Any:
    """`value` as a spreadsheet may open it: text that looks like a formula with an apostrophe.

    >>> disarm("=1+1"), disarm(" @SUM(A1)"), disarm(-3.5), disarm("Anna")
    ("'=1+1", "' @SUM(A1)", -3.5, 'Anna')
    """
    if isinstance(value, str) and value.lstrip().startswith(_FORMULA):
        return f"'{value}"
    return value


def make_frame(rows: list[dict[str, Any]], columns: list[str]) -> Any:
    """`rows` as a pandas DataFrame. Raises `QueryError` where pandas is not installed."""
    try:
        import pandas
    except ImportError as error:
        raise QueryError(
            "pandas is not installed; 'pip install pandas' gives tables, or use as_json()"
        ) from error
    return pandas.DataFrame(rows, columns=columns)
