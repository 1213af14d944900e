"""Which names are the same organisation: acronyms, short forms, legal forms."""

from __future__ import annotations

from collections.abc import Sequence

from slugify import slugify

from kb.annotate import Document
from kb.entities.draft import Cast, Draft, assign, cut_key, written
from kb.entities.lexicon import load_demonyms, load_given_names, word_set
from kb.entities.names import ORGANIZATION, Names
from kb.entities.organizations import find_organization
from kb.entities.places import load_gazetteer

_CORPORATE = word_set(
    """
    inc inc. corp corp. ltd ltd. llc plc co co. gmbh ag corporation company limited group
    computer holdings the
    """
)


def cast_organizations(
    document: Document, found: Names, by_key: dict[str, list[int]], keys: Sequence[str], cast: Cast
) -> None:
    """Add the organisations that the names of `keys` stand for to `cast`."""
    alias = found.acronyms
    index: dict[str, int] = {}
    ordered = sorted(keys, key=lambda k: (-len(k.split(" ")), k))
    initials: dict[str, str] = {}
    for key in ordered:
        words = [w for w in cut_key(key) if w not in ("of", "the", "for", "and", "&")]
        if len(words) > 1:
            initials.setdefault("".join(w[0] for w in words), key)
    stems: dict[str, str] = {}
    for key in ordered:
        text = written(found, key)
        known = find_organization(found.surface.get(key, key).split(" "))
        long = alias.get(key)
        if long is not None:
            known = None  # what the article says of its short forms beats the list
        if long is None and " " not in key and text.isupper() and known is None:
            long = initials.get(key)
        stem = _stem(key)
        label = None
        if known is None and long is not None:
            known = find_organization(found.surface.get(long, long).split(" "))
            if known is None:
                label = "organization/" + slugify(written(found, _stem(long)))
        if known is not None:
            label = "organization/" + slugify(known.name)
        elif label is None:
            label = stems.get(stem) or "organization/" + slugify(written(found, stem))
            if label.rstrip("/") == "organization":
                label = f"organization/{slugify(text) or 'unnamed'}"
        words = stem.split(" ")
        for n in range(1, len(words) + 1):
            if len(words[0]) > 2 and words[0] not in load_given_names():
                stems.setdefault(" ".join(words[:n]), label)
        if label not in index:
            index[label] = len(cast.drafts)
            country = known.country if known else None
            name = known.name if known and known.media else text
            cast.drafts.append(Draft(ORGANIZATION, name, key=label, country=country, known=known))
        elif known is None or not known.media:
            draft = cast.drafts[index[label]]
            if len(text) > len(draft.name) and not draft.known:
                draft.name = text
        assign(cast, found, by_key, key, index[label])
    for draft in cast.drafts:
        if draft.kind == ORGANIZATION and draft.known is None:
            first = draft.name.split(" ")[0]
            draft.country = load_demonyms().get(first)
            spots = load_gazetteer().find((first,))
            if draft.country is None and spots and spots[0].place.feature == "country":
                draft.country = spots[0].place.country


def _stem(key: str) -> str:
    """A key without legal forms and articles."""
    return " ".join(w for w in cut_key(key) if w not in _CORPORATE) or key
