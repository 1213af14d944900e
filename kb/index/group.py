"""The events of a page in groups: by time, by who took part, by place, by type."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterable, Mapping
from typing import Any

from kb.timeline import Group

_LENGTHS = {"day": 10, "month": 7, "year": 4}
_MISSING = {"actor": "nobody named", "place": "no place", "type": "no type"}


def group_events(events: Iterable[Mapping[str, Any]], by: str) -> tuple[Group, ...]:
    """The events (as JSON) in groups, in the order in which the first of each group comes.

    An event stands with everybody who took part and at each of its places. A date stands in the
    group that holds all of it, or in one of its own that is called as vaguely as it is known.
    """
    labels: dict[str | None, str] = {}
    members: dict[str | None, list[str]] = {}
    for event in events:
        for key, label in _find_groups(event, by):
            labels.setdefault(key, label)
            members.setdefault(key, []).append(event["id"])
    return tuple(Group(key, labels[key], tuple(ids)) for key, ids in members.items())


def _find_groups(event: Mapping[str, Any], by: str) -> list[tuple[str | None, str]]:
    if by in _LENGTHS:
        date = event["date"]
        if date is None or (date["earliest"] or date["latest"]) is None:
            return [(None, "undated")]
        first, last = date["earliest"], date["latest"]
        if first is None or last is None:
            return [(date["edtf"], date["edtf"])]
        size = _LENGTHS[by]
        key = first[:size] if first[:size] == last[:size] else date["edtf"]
        return [(key, key)]
    if by == "type":
        return [(event["type"]["id"], event["type"]["label"] or event["type"]["id"])]
    things = event["actors"] if by == "actor" else event["places"]
    found: list[tuple[str | None, str]] = [(t["id"], t["name"] or t["id"]) for t in things]
    return found or [(None, _MISSING[by])]


def name_types(db: sqlite3.Connection, events: Iterable[dict[str, Any]], lang: str) -> None:
    """Gives the types of `events` their labels in a language, where they have one in it.

    A label in ``de`` serves who asks for ``de-AT`` (RFC 4647, lookup).
    """
    for event in events:
        found = db.execute(
            "SELECT labels FROM thing WHERE iri = ? AND role = 'type'", (event["type"]["id"],)
        ).fetchone()
        labels = {} if found is None else dict(json.loads(found[0]))
        tag = lang.lower().replace("_", "-")
        while tag:
            if tag in labels:
                event["type"]["label"] = labels[tag]
                break
            tag = tag.rpartition("-")[0]
