"""Other names that an article itself gives: "the Kuril Islands, which Japan calls …", "known as …".

Only what stands between two names is read, and only words that say that both are one.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from kb.annotate import Document
from kb.entities.draft import Cast
from kb.entities.linking import join_drafts
from kb.entities.names import PERSON, PLACE, Names

# "X, known in China as the Y", "X (also called Y)", "X, formerly Y", "X, which Manila calls Y"
_SAME = re.compile(
    r"""
    (?: \s? [,(–—] [\s“"‘]* | \s (?=(?:is|are|was|were|has|have)\s) )
    (?:
      (?:(?:which|who|that|and)\s)? (?:(?:is|are|was|were|has\sbeen|have\sbeen)\s)?
      (?:
        (?:(?:also|better|best|formerly|previously|once|widely|locally|officially|now)\s)*
        (?:known|referred\sto|dubbed|nicknamed)
      | (?:also|formerly|previously|once|locally|officially|now|then)\s
        (?:called|named|renamed|rebranded)
      | (?<=is\s)called | (?<=are\s)called | (?<=was\s)renamed | (?<=were\s)renamed
      )
      (?:\s(?:in|by|to|among|locally)\s[\w\s]{1,30}?)? (?:\s(?:as|simply))*
    | which\s[\w\s.]{2,30}?\s(?:calls?|call|refers\sto\sas)
    | (?:formerly|previously|a\.?k\.?a\.?|alias|née|born)(?:\sas)?
    )
    \s (?:the\s)? [“"‘']? $
    """,
    re.VERBOSE,
)
_BORN = re.compile(r" (?:was|were) born (?:as )?[“\"‘']?$")
_MOST = 70  # characters between two names of one
_NAMES = 3  # names that may stand between them


def join_aliases(document: Document, found: Names, cast: Cast) -> None:
    """Join the drafts of `cast` that the article says are one, the first name leading."""
    joined: dict[int, int] = {}
    for first, second in _find_pairs(document, found):
        a, b = cast.refers[first], cast.refers[second]
        if a is None or b is None:
            continue
        a, b = joined.get(a, a), joined.get(b, b)
        one, other = cast.drafts[a], cast.drafts[b]
        if a == b or (one.kind != other.kind and one.kind != PERSON and " " in other.name):
            continue
        if one.kind == PLACE and {one.place and one.place.feature,
                                  other.place and other.place.feature} & {"country"}:  # fmt: skip
            continue
        one.names.update(other.names)
        joined[b] = a
    join_drafts(cast, joined)


def _find_pairs(document: Document, found: Names) -> Iterator[tuple[int, int]]:
    text, names = document.text, found.names
    for at, name in enumerate(names):
        for back in range(1, _NAMES + 1):
            if at - back < 0:
                break
            before = names[at - back]
            between = text[before.end : name.start]
            if before.sent != name.sent or len(between) > _MOST:
                break
            if text[name.end : name.end + 2] in ("'s", "’s"):
                break  # "known as Lind's cook"
            if _SAME.match(between) or (name.kind == PERSON and _BORN.match(between)):
                yield at - back, at
                break
