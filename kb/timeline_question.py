"""What can be asked of a timeline: one value for the library, the command line and HTTP.

The fields of `TimelineQuestion` are the parameters, with their bounds and what they mean; the
command line and the HTTP route are made from them, so that all three always take the same.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, fields
from datetime import date
from typing import Any, Self

from kb.dates.partial import PartialDate
from kb.errors import DateError, QueryError

DEFAULT_LIMIT = 100
LARGEST_LIMIT = 1000
STATUSES = ("happened", "planned", "negated", "denied", "possible", "hypothetical", "generic")
TOLD = STATUSES[:2]
BUCKETS = ("day", "month", "year")
FACETS = ("type", "actor", "place", "publisher", "year")
_TRUE, _FALSE = ("true", "yes", "1", "on"), ("false", "no", "0", "off")
_ALIASES = {"with": "actor", "after": "cursor"}


def _about(
    text: str,
    *,
    default: Any = None,
    choices: tuple[str, ...] = (),
    low: float | None = None,
    high: float | None = None,
    example: str | None = None,
) -> Any:
    metadata = {"text": text, "choices": choices, "low": low, "high": high, "example": example}
    return field(default=default, metadata=metadata)


@dataclass(frozen=True, slots=True, kw_only=True)
class TimelineQuestion:
    """A question to the timeline. Make one with `ask`, which reads and checks what is given.

    >>> TimelineQuestion.ask(actor="Anna Lind", from_="2025-10").actor
    ('Anna Lind',)
    """

    actor: tuple[str, ...] = _about(
        "Who took part: a name, a slug or an IRI; may be repeated.",
        default=(),
        example="Shinzo Abe",
    )
    match: str = _about(
        "Whether all of several actors took part, or any.", default="all", choices=("all", "any")
    )
    place: tuple[str, ...] = _about(
        "Where, or what that lies in; of several, any.", default=(), example="South Korea"
    )
    type: tuple[str, ...] = _about(
        "The kind of event, or a broader one; of several, any.", default=(), example="meeting"
    )
    from_: str | None = _about("Not before this date (ISO or EDTF: 2025-10-31, 2025-10, 202X).")
    to: str | None = _about("Not after this date (ISO or EDTF).")
    window: str = _about(
        "Whether an event may have happened in the window (overlap) or must have (within).",
        default="overlap",
        choices=("overlap", "within"),
    )
    undated: str = _about(
        "Events without a date: last (unless a window is asked), always, only or never.",
        default="last",
        choices=("last", "always", "only", "never"),
    )
    text: str | None = _about(
        'Words of the label or of a quote, all of them; "a phrase" stays together, begin* is the '
        "beginning of a word."
    )
    near: str | None = _about("Within so many kilometres of a point: LAT,LON,KM.")
    source: tuple[str, ...] = _about(
        "Told by this article (id, URL or IRI); of several, any.", default=()
    )
    publisher: tuple[str, ...] = _about("Told by this publisher; of several, any.", default=())
    min_sources: int = _about("At least so many articles tell it.", default=1, low=1, high=10**6)
    min_independent: int = _about(
        "At least so many articles that do not repeat each other tell it.",
        default=1,
        low=1,
        high=10**6,
    )
    status: str = _about(
        f"told (happened or planned), any, or one of {', '.join(STATUSES)}.",
        default="told",
        choices=("told", "any", *STATUSES),
    )
    disputed: bool | None = _about("Only what sources differ on (true), or do not (false).")
    main: bool = _about("Only what is the main matter of an article.", default=False)
    min_salience: float = _about("At least so prominent, 0 to 1.", default=0.0, low=0, high=1)
    order: str = _about(
        "By time, newest first, the most salient first, or the most told first.",
        default="time",
        choices=("time", "newest", "salience", "sources"),
    )
    limit: int | None = _about("At most so many events.", default=DEFAULT_LIMIT, low=1)
    cursor: str | None = _about("The 'next' of the page before.")
    fields: tuple[str, ...] = _about(
        "Only these fields of each event, with commas between them; the id is always there.",
        default=(),
    )
    group_by: str | None = _about(
        "Also the page's events in groups.", choices=(*BUCKETS, "actor", "place", "type")
    )
    density: str | None = _about("Also how many events begin in each bucket.", choices=BUCKETS)
    facets: tuple[str, ...] = _about(
        f"Also the most frequent values: any of {', '.join(FACETS)}, or all.", default=()
    )
    lang: str | None = _about("The language of the labels of types, where there are such.")

    @classmethod
    def ask(cls, **asked: Any) -> Self:
        """The question of the parameters `asked`, as strings or as values; ``None`` is not given.

        `with_` is another actor and `after` another word for the cursor. Raises `QueryError`,
        which says what is wrong, for a parameter that there is none of or a value that is none.
        """
        known = {f.name.removesuffix("_"): f for f in fields(cls)}
        values: dict[str, Any] = {}
        for name, value in asked.items():
            plain = name.removesuffix("_")
            target = _ALIASES.get(plain, plain)
            if target not in known:
                raise QueryError(
                    f"no parameter {plain!r}; there are {', '.join(sorted({*known, *_ALIASES}))}"
                )
            if value is None or (isinstance(value, str) and not value.strip()):
                continue
            spot = known[target]
            read = _read_value(target, value, spot.default, spot.metadata)
            if plain == "with":
                read = (*values.get("actor", ()), *read)
            elif plain == "actor":
                read = (*read, *values.get("actor", ()))
            values[spot.name] = read
        question = cls(**values)
        question.check()
        return question

    def check(self) -> None:
        """Raises `QueryError` where the parameters do not go together."""
        first, last = self.bounds()
        if first is not None and last is not None and first > last:
            raise QueryError(f"the window ends before it begins: from {first} to {last}")
        if self.near is not None:
            self.circle()
        if unknown := set(self.facets) - set(FACETS):
            raise QueryError(f"'facets' is any of {', '.join(FACETS)}, not {min(unknown)!r}")

    def bounds(self) -> tuple[date | None, date | None]:
        """The first and the last day of the window, ``None`` where it is open."""
        return (
            None if self.from_ is None else read_edge(self.from_),
            None if self.to is None else read_edge(self.to, late=True),
        )

    @property
    def takes_undated(self) -> bool:
        """Whether events without a date are asked for."""
        if self.undated == "last":
            return self.from_ is None and self.to is None
        return self.undated != "never"

    @property
    def takes_dated(self) -> bool:
        """Whether events with a date are asked for."""
        return self.undated != "only"

    def circle(self) -> tuple[float, float, float]:
        """The latitude, longitude and radius (km) of `near`."""
        parts = (self.near or "").split(",")
        try:
            lat, lon, km = (float(part) for part in parts)
        except ValueError:
            lat = math.nan
            lon = km = 0.0
        if not (-90 <= lat <= 90 and -180 <= lon <= 180 and 0 < km <= 20_100):
            raise QueryError(f"'near' is LAT,LON,KM such as 35.84,129.21,50, not {self.near!r}")
        return lat, lon, km


def _read_value(name: str, value: Any, default: Any, about: Mapping[str, Any]) -> Any:
    if isinstance(default, tuple):
        return _read_many(name, value)
    if name in ("main", "disputed"):
        return _read_truth(name, value)
    if name in ("min_sources", "min_independent", "limit", "min_salience"):
        return _read_number(name, value, about, whole=name != "min_salience")
    if not isinstance(value, str):
        value = str(value)
    value = value.strip()
    if about["choices"] and value not in about["choices"]:
        raise QueryError(f"{name!r} is one of {', '.join(about['choices'])}, not {value!r}")
    return value


def _read_many(name: str, value: Any) -> tuple[str, ...]:
    given: Iterable[Any] = [value] if isinstance(value, str) else value
    found = [str(one).strip() for one in given]
    if name in ("fields", "facets"):
        found = [part.strip() for one in found for part in one.split(",")]
    if name == "facets" and any(one in ("all", *_TRUE) for one in found):
        return FACETS
    found = list(dict.fromkeys(one for one in found if one))
    if len(found) > 20:
        raise QueryError(f"{name!r} may be given 20 times at most, not {len(found)} times")
    return tuple(found)


def _read_truth(name: str, value: Any) -> bool:
    word = str(value).strip().lower()
    if word not in (*_TRUE, *_FALSE):
        raise QueryError(f"{name!r} takes true or false, not {value!r}")
    return word in _TRUE


def _read_number(name: str, value: Any, about: Mapping[str, Any], *, whole: bool) -> float | int:
    low, high = about["low"], about["high"]
    try:
        number = int(value) if whole else float(value)
    except (TypeError, ValueError, OverflowError) as error:
        raise QueryError(f"{name!r} takes a number, not {value!r}") from error
    if not number >= low or (high is not None and number > high):
        upto = "" if high is None else f" and {high} at most"
        raise QueryError(f"the {name} must be {low} or more{upto}, not {value}")
    return number


def read_edge(value: str, *, late: bool = False) -> date:
    """The day that a window begins with (or ends, if `late`): "2025-10" is a whole month.

    >>> read_edge("2025-10"), read_edge("2025-10", late=True)
    (datetime.date(2025, 10, 1), datetime.date(2025, 10, 31))

    Raises `QueryError` for what is no date.
    """
    try:
        found = PartialDate.of(value)
    except DateError as error:
        raise QueryError(str(error)) from error
    day = found.latest if late else found.earliest
    if found.edtf.startswith("[") and not value.strip().startswith("["):
        either = " or ".join(found.edtf.strip("[]").split(","))
        raise QueryError(f"{value!r} could be {either}; give one of these")
    if day is None:
        raise QueryError(
            f"{value!r} is no day, month or year that a window could begin or end with"
        )
    return day
