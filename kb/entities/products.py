"""What the words of a name and those around it say of a product: "iPhone", "the X laptop"."""

from __future__ import annotations

import re

from kb.annotate import Sentence
from kb.entities.organizations import find_organization
from kb.entities.votes import Votes
from kb.entities.word_lists import load_given_names
from kb.entities.words_around_names import PRODUCT_NOUNS
from kb.entities.words_in_names import PARTICLES

# "the Kestrel 9X", "the Otter 300SL"; not "5pm", "3bn", "20th"
_MODEL = re.compile(r"(?!\d+(?:am|pm|bn|tn|mn|km|kg|th|st|nd|rd|m|k|s|h|g)$)\d+[a-z]{1,3}")


def looks_made(votes: Votes, at: int, last: int, sentence: Sentence) -> bool:
    """Whether a name looks like a product: "iPhone", "an Xbox", "Windows 7", "X laptops"."""
    texts, lows = votes.texts, votes.lows
    if texts[at][0].islower() and lows[at] not in PARTICLES:
        return find_organization(texts[at:last]) is None
    before = lows[at - 1] if at > sentence.first else ""
    following = lows[last] if last < sentence.last else ""
    if following in PRODUCT_NOUNS and find_organization(texts[at:last]) is None:
        return True
    if _MODEL.fullmatch(following):
        return True
    if following.isdigit() and texts[last + 1 : last + 2] == ["-"]:
        return False  # the score of a match
    if following[:1].isdigit() and len(following) < 4 and not following.endswith(("m", "bn")):
        behind = lows[last + 1] if last + 1 < sentence.last else ""
        tag = votes.tokens[last + 1].tag if behind else ""
        return not tag.startswith(("NN", "JJ")) and following.replace(".", "").isdigit()
    if (
        before in ("new", "newest", "latest", "original")
        and lows[at - 2 if at - 2 >= sentence.first else at] in ("the", "its", "a", "'s", "’s")
        and find_organization(texts[at:last]) is None
        and not votes.places.find(texts[at:last])
        and texts[at] not in load_given_names()
    ):
        return True
    return before in ("a", "an") and votes.tokens[last - 1].dep in ("dobj", "pobj", "attr")
