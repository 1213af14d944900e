"""Who and where: people, organisations and places (stub: the contract)."""

from __future__ import annotations

from kb.annotate import Document
from kb.entities.model import Entities, Entity, EntityMention, Place, RoleFact

__all__ = ["Entities", "Entity", "EntityMention", "Place", "RoleFact", "read_entities"]


def read_entities(document: Document) -> Entities:
    """The entities of a document and every mention of them (stub: the model's names as they are)."""
    kinds = {"PERSON": "person", "ORG": "organization", "GPE": "place", "LOC": "place", "FAC": "place"}
    mentions, entities, index = [], [], {}
    for span in document.spans:
        kind = kinds.get(span.label)
        if kind is None:
            continue
        text = document.slice(span.first, span.last)
        key = (kind, text)
        if key not in index:
            index[key] = len(entities)
            entities.append(Entity(text, kind, (text,), f"{kind}/{text.lower().replace(' ', '-')}"))
        tokens = document.tokens
        mentions.append(
            EntityMention(tokens[span.first].start, tokens[span.last - 1].end, text, span.first,
                          span.last, span.last - 1, kind, "name", (index[key],))
        )
    return Entities(tuple(mentions), tuple(entities), ())
