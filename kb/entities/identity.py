"""The keys by which entities are the same across articles (stub)."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any


def canonical_keys(entities: Mapping[str, Any]) -> dict[str, str | None]:
    """The key of each local entity, by its IRI (stub: its own key)."""
    return {iri: e.entity.key for iri, e in entities.items()}
