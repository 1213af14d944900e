"""Who and where: people, organisations and places."""

from __future__ import annotations

from kb.entities.model import Entities, Entity, EntityMention, Place, RoleFact
from kb.entities.read import read_entities

__all__ = ["Entities", "Entity", "EntityMention", "Place", "RoleFact", "read_entities"]
