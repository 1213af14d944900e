"""What only refers: "the premier", "the two leaders", "both sides", "the company", "she", "their".

One walk through the document in reading order, keeping what was mentioned lately. A reference is
resolved only where the evidence is clear; an unresolved one is left out rather than guessed.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence

from kb.annotate import Document, Token
from kb.entities.discourse import Discourse, Reference
from kb.entities.draft import Cast
from kb.entities.groups import GROUP_NOUNS, GroupReader
from kb.entities.names import Names
from kb.entities.nominals import THINGS, OfficeReader
from kb.entities.offices import load_offices
from kb.entities.pronouns import FIRST, GENDERED, IT, THEY, PronounReader

Read = Callable[[Token], Reference | None]


def find_references(
    document: Document, found: Names, cast: Cast, acting: Sequence[int | None]
) -> list[Reference]:
    """Every reference that can be resolved, in order of the text.

    `acting` gives for each name the draft of the country it acts for, if it does.
    """
    said = Discourse(document, found, cast, acting)
    pronouns, groups, nominals = PronounReader(said), GroupReader(said), OfficeReader(said)
    readers: dict[str, Read] = dict.fromkeys(load_offices(), nominals.read_office)
    readers.update(dict.fromkeys(THINGS, nominals.read_thing))
    readers.update(dict.fromkeys((*GROUP_NOUNS, "two", "pair", "both", "duo"), groups.read_group))
    readers.update(dict.fromkeys(GENDERED, pronouns.read_person))
    readers.update(dict.fromkeys(THEY, pronouns.read_group))
    readers.update(dict.fromkeys(IT, pronouns.read_thing))
    readers.update(dict.fromkeys(FIRST, pronouns.read_speaker))
    readers["old"] = nominals.read_age
    references: list[Reference] = []
    next_name = 0
    for token in document.tokens:
        while next_name < len(found.names) and found.names[next_name].first <= token.i:
            said.pass_name(next_name)
            next_name += 1
        read = readers.get(said.lows[token.i])
        if read is None or token.i in said.named:
            continue
        reference = read(token)
        if reference is not None:
            references.append(reference)
            said.pass_reference(reference)
    return references
