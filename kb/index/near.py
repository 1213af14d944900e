"""Places within so many kilometres of a point."""

from __future__ import annotations

import math
import sqlite3
from collections.abc import Iterator

EARTH = 6371.0088  # mean radius in km (IUGG)


def measure_km(lat: float, lon: float, other_lat: float, other_lon: float) -> float:
    """The distance of two points on a sphere, by the haversine formula.

    >>> round(measure_km(48.85, 2.35, 51.51, -0.13))
    344
    """
    a, b = math.radians(lat), math.radians(other_lat)
    half = math.radians(other_lon - lon) / 2
    h = math.sin((b - a) / 2) ** 2 + math.cos(a) * math.cos(b) * math.sin(half) ** 2
    return 2 * EARTH * math.asin(math.sqrt(min(1.0, h)))


def find_sites(db: sqlite3.Connection, lat: float, lon: float, km: float) -> Iterator[str]:
    """The IRIs of the places that lie within `km` of a point."""
    span = math.degrees(km / EARTH) + 1e-6
    rows = db.execute(
        "SELECT iri, lat, lon FROM thing WHERE lat BETWEEN ? AND ? AND role = 'place'",
        (lat - span, lat + span),
    )
    for iri, there_lat, there_lon in rows:
        if there_lon is not None and measure_km(lat, lon, there_lat, there_lon) <= km:
            yield iri
