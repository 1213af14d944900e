"""How far the words reach that name a place: "Cupertino, California", "central London".

A place told with what it lies in is one mention of the narrower place; what contains it is a
mention of its own inside that one, so that it stays known as a place too.
"""

from __future__ import annotations

from collections.abc import Sequence

from kb.annotate import Document
from kb.entities.draft import Cast, Draft
from kb.entities.names import PLACE, Name, Names
from kb.entities.words_around_names import PARTS_OF_PLACES, PLACE_AFTER
from kb.entities.words_in_names import POSSESSIVE

_OUTWARD = frozenset("compound nmod amod poss nsubj nsubjpass".split())


def read_extents(
    document: Document, found: Names, cast: Cast, acting: Sequence[int | None]
) -> dict[int, tuple[int, int]]:
    """For each place told with more words than its name the first and last token, exclusive.

    Keyed by the number of the name; `acting` tells which names stand for a government, and so
    contain nothing.
    """
    extents: dict[int, tuple[int, int]] = {}
    names = found.names
    for number, name in enumerate(names):
        draft = cast.refers[number]
        if name.kind != PLACE or draft is None or acting[number] is not None:
            continue
        inner = cast.drafts[draft]
        first, last = _part_before(document, name), _tail_behind(document, name, inner)
        outer, around = number + 1, inner
        while outer < len(names) and names[outer].sent == name.sent:
            holder = cast.refers[outer]
            if (
                holder is None
                or names[outer].kind != PLACE
                or acting[outer] is not None
                or not _links(document, last, names[outer].first, inner)
                or not (lies_in(inner, cast.drafts[holder]) or lies_in(around, cast.drafts[holder]))
                or not _only_places(document, name, names[outer])
            ):
                break
            last, outer, around = names[outer].last, outer + 1, cast.drafts[holder]
        if (first, last) != (name.first, name.last):
            extents[number] = first, last
    return extents


def lies_in(inner: Draft, outer: Draft) -> bool:
    """Whether one place is known to lie in the other."""
    if inner is outer or inner.place is None or outer.place is None:
        return False
    if outer.place.feature == "country":
        inside = outer.country is not None and inner.country == outer.country
        return inside and inner.place.feature != "country"
    name = outer.spot.name if outer.spot is not None else outer.name
    return name in inner.place.within


def _links(document: Document, last: int, first: int, inner: Draft) -> bool:
    """Whether what stands between two places may put one into the other."""
    between = [t.text for t in document.tokens[last:first]]
    built = inner.place is not None and inner.place.feature == "building"
    if len(between) == 2 and between[1] in PARTS_OF_PLACES:
        between.pop()  # "Tsafe, northern Chad"
    if between == [","]:
        return True
    return built and between == ["in"]  # "the Marlow Arena in Leeds"


def _tail_behind(document: Document, name: Name, draft: Draft) -> int:
    """The token behind the small word that says what a place is: "the Ebro West **arena**"."""
    if draft.spot is not None or name.last >= len(document.tokens):
        return name.last
    tail = document.tokens[name.last]
    last = document.tokens[name.last - 1]
    tied = tail.sent == name.sent and last.head == tail.i and last.dep == "compound"
    return name.last + 1 if tied and tail.text in PLACE_AFTER else name.last


def _part_before(document: Document, name: Name) -> int:
    """The token where a place begins with the word for the part of it: "**northern** Chad"."""
    if name.first == 0:
        return name.first
    before = document.tokens[name.first - 1]
    if before.sent != name.sent or before.text not in PARTS_OF_PLACES:
        return name.first
    return before.i if name.first <= before.head < name.last else name.first


def _only_places(document: Document, inner: Name, outer: Name) -> bool:
    """Whether the container only tells where the other is: not "in Austin, Texas lawmakers"."""
    tokens = document.tokens
    if outer.last < len(tokens) and tokens[outer.last].text in POSSESSIVE:
        return False
    top = outer.last - 1
    while outer.first <= tokens[top].head < outer.last and tokens[top].head != top:
        top = tokens[top].head
    token = tokens[top]
    if token.dep not in _OUTWARD or inner.first <= token.head < outer.last:
        return True
    if inner.first and tokens[inner.first - 1].tag in ("DT", "PRP$"):
        return True  # "the Cupertino, California event", whatever the parse
    below = tokens[inner.last - 1]
    while inner.first <= below.head < inner.last and below.head != below.i:
        below = tokens[below.head]
    return below.head == token.head
