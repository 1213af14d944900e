"""GeoJSON (RFC 7946)."""

from __future__ import annotations

from typing import Any

from kb.timeline import Timeline
from kb.timeline_event import TimelineEvent
from kb.timeline_words import clean, tell_event


def write_geojson(timeline: Timeline) -> dict[str, Any]:
    """A feature an event. Positions are longitude, latitude (WGS 84), as the standard has it.

    An event at several known places is a MultiPoint, in the order of ``places``; one at none has
    no geometry (section 3.2), and is there all the same.
    """
    return {
        "type": "FeatureCollection",
        "features": [_write_feature(event) for event in timeline.events],
    }


def _write_feature(event: TimelineEvent) -> dict[str, Any]:
    known = [(p, p.lon, p.lat) for p in event.places if p.lat is not None and p.lon is not None]
    points = [[lon, lat] for _, lon, lat in known]
    geometry: dict[str, Any] | None = None
    if len(points) == 1:
        geometry = {"type": "Point", "coordinates": points[0]}
    elif points:
        geometry = {"type": "MultiPoint", "coordinates": points}
    # those with coordinates first: their order is that of the positions
    places = [p for p, _, _ in known] + [p for p in event.places if p.lat is None or p.lon is None]
    return {
        "type": "Feature",
        "id": event.id,
        "geometry": geometry,
        "properties": {
            **tell_event(event),
            "places": [clean(place.name or place.id) for place in places],
        },
    }
