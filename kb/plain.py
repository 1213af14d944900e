"""Dataclasses as JSON has them."""

from __future__ import annotations

from typing import Any


def plain(value: Any) -> Any:
    """`value` with lists for tuples, all the way down."""
    # asdict keeps tuples; JSON has lists only, and callers compare with what came over HTTP.
    if isinstance(value, dict):
        return {key: plain(item) for key, item in value.items()}
    if isinstance(value, (list, tuple)):
        return [plain(item) for item in value]
    return value
