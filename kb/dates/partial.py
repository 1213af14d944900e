"""Partial dates: a date as precisely as it is known and no more (stub: the contract)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True, slots=True)
class PartialDate:
    """A date as precisely as it is known and no more."""

    edtf: str
    earliest: date | None
    latest: date | None
    granularity: str
    uncertain: bool = False
    approximate: bool = False
    weekday: int | None = None
