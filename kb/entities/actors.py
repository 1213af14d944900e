"""Places that act, and agencies that only report: what a name stands for where it stands."""

from __future__ import annotations

from kb.annotate import Document
from kb.entities.draft import Cast
from kb.entities.names import ORGANIZATION, PLACE, SOFT_HYPHENS, Name, Names
from kb.entities.spelling import word_set

_MOTION = word_set(
    """
    travel fly go come arrive return visit head move trip tour journey flight drive route way
    leave depart land walk march run flee sail bring take send ship transport deliver move
    deport extradite evacuate relocate migrate invite drive near close road train bus line
    pilgrimage welcome stay live born raise hold meet gather convene die kill crash commute
    bind fall rain race
    """
)
_VISITED = word_set(
    """
    visit tour leave reach enter hit strike rock shake devastate flood bomb shell capture
    attack besiege surround storm invade occupy batter cross encircle host sweep
    """
)
_DEAL_PREPOSITIONS = word_set(
    """
    with between against by towards toward among versus
    """
)
_REPORT = word_set(
    """
    say report tell quote write cite add note broadcast publish reveal carry show describe
    state
    """
)
_INERT = word_set(
    """
    city capital province region coast border mayor resident suburb street airport north south
    east west center centre outskirts area district weather population embassy hospital
    university museum
    """
)


def is_acting(document: Document, name: Name, cast: Cast, draft: int | None) -> bool:
    """Whether the name of a place stands for those who govern it ("Tokyo said", "with China")."""
    if name.kind != PLACE or draft is None:
        return False
    spot = cast.drafts[draft].spot
    if spot is None:
        return False
    governs = spot.place.feature == "country" or spot.capital_of or spot.seat_of
    if not governs:
        return False
    tokens = document.tokens
    text = tokens[name.first].text
    if name.last - name.first == 1 and any(h in text for h in SOFT_HYPHENS):
        return True
    head = tokens[_head(document, name)]
    if name.last < len(tokens) and tokens[name.last].text in "-–‐‑":
        following = tokens[min(name.last + 1, len(tokens) - 1)].text.lower()
        if following in ("based", "born", "area", "bound", "born", "backed", "led", "made"):
            return following in ("backed", "led")
    steps = 0
    while head.dep in ("conj", "appos") and head.head != head.i and steps < 8:
        head, steps = tokens[head.head], steps + 1
    governor = tokens[head.head]
    if head.dep in ("nsubj", "agent", "nsubjpass", "dative"):
        lemma = governor.lemma.lower()
        if spot.place.feature == "country" or spot.seat_of:
            return head.dep != "nsubjpass" or lemma not in _VISITED
        return lemma not in ("be", "lie", "have") and not (
            head.dep == "nsubjpass" and lemma in _VISITED
        )
    if head.dep == "dobj":
        return governor.lemma.lower() not in _VISITED | _MOTION
    if head.dep == "pobj":
        word = governor.text.lower()
        if word in _DEAL_PREPOSITIONS:
            return True
        above = tokens[governor.head]
        if word in ("to", "from", "for", "on", "of"):
            if word == "of" and above.lemma.lower() in _INERT:
                return False
            if word in ("of", "on", "for") and spot.place.feature != "country":
                return word == "on" or not (spot.capital_of or above.lemma.lower() in _INERT)
            return above.lemma.lower() not in _MOTION and not (
                word == "from" and spot.place.feature != "country" and above.pos == "NOUN"
            )
        return False
    if head.dep == "poss":
        return governor.lemma.lower() not in _INERT
    if head.dep in ("compound", "nmod", "amod"):
        return spot.place.feature == "country" or bool(spot.seat_of)
    return False


def _head(document: Document, name: Name) -> int:
    """The token of a name on which no other token of it hangs above."""
    for at in range(name.last - 1, name.first - 1, -1):
        if not name.first <= document.tokens[at].head < name.last or document.tokens[at].head == at:
            return at
    return name.last - 1


head_of = _head


def is_citing(document: Document, name: Name) -> bool:
    """Whether an organisation is only named for having reported something here."""
    tokens = document.tokens
    sentence = document.sentences[name.sent]
    head = tokens[_head(document, name)]
    if sentence.last - sentence.first <= 6 and name.last - name.first <= 4:
        return True  # a credit line
    before = tokens[name.first - 1].text.lower() if name.first > sentence.first else ""
    two = tokens[name.first - 2].text.lower() if name.first - 1 > sentence.first else ""
    after = tokens[name.last].text if name.last < sentence.last else ""
    if before in ("(", "[") or after in (")", "]", "--", "—") or name.last == sentence.last:
        return True
    if before == "to" and two in ("according", "told", "spoke", "speaking"):
        return True
    while head.dep in ("conj", "appos", "compound", "nmod", "poss") and head.head != head.i:
        head = tokens[head.head]
    governor = tokens[head.head]
    if head.dep == "nsubj" and governor.lemma.lower() in _REPORT:
        return True
    if head.dep in ("dobj", "dative", "pobj") and governor.lemma.lower() in ("tell", "inform"):
        return True
    if head.dep == "pobj":
        above = tokens[governor.head]
        if governor.text.lower() in ("to", "by", "from", "in", "with", "for", "on"):
            return above.lemma.lower() in (
                "accord", "report", "quote", "interview", "publish", "carry", "cite", "story",
                "article", "report", "poll", "survey", "obtain", "see", "tell", "according",
                "write", "column", "footage", "broadcast",
            )  # fmt: skip
    return governor.lemma.lower() in ("accord", "report") or head.lemma.lower() in (
        "report", "story", "article", "interview", "poll", "reporter", "correspondent", "footage",
    )  # fmt: skip


def find_sources(document: Document, found: Names, cast: Cast) -> set[int]:
    """The drafts of agencies and papers that only ever appear as who reported something."""
    citing: dict[int, bool] = {}
    for name, draft in zip(found.names, cast.refers, strict=True):
        if name.kind != ORGANIZATION or draft is None:
            continue
        known = cast.drafts[draft].known
        if (known is not None and known.media) or _sounds_like_press(cast.drafts[draft].name):
            citing[draft] = citing.get(draft, True) and is_citing(document, name)
    return {draft for draft, only in citing.items() if only}


def _sounds_like_press(name: str) -> bool:
    words = name.lower().split()
    return words[-1] in (
        "news", "times", "post", "herald", "tribune", "journal", "gazette", "newspaper", "radio",
        "television", "tv", "broadcasting", "press", "telegraph", "daily", "shimbun",
    ) or words[-2:] in (["news", "agency"], ["press", "agency"])  # fmt: skip
