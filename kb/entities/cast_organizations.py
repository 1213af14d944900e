"""Which names are the same organisation: acronyms, short forms, legal forms."""

from __future__ import annotations

import itertools
from collections import defaultdict
from collections.abc import Sequence, Set

from slugify import slugify

from kb.annotate import Document, Token
from kb.entities.draft import Cast, Draft, assign, cut_key, written
from kb.entities.names import ORGANIZATION, PLACE, Names
from kb.entities.offices import OFFICE_MODIFIERS, load_offices
from kb.entities.organizations import find_organization
from kb.entities.places import Spot, load_gazetteer
from kb.entities.spelling import word_set
from kb.entities.word_lists import load_demonyms, load_given_names
from kb.entities.words_in_names import ORGANIZATION_WORDS

# Words of which the names of a state's own bodies are made, and no others.
_GENERIC = OFFICE_MODIFIERS | word_set(
    """
    ministry department court courts parliament senate congress assembly cabinet government office
    police army navy force forces guard coast agency authority commission committee council bureau
    service services centre center institute university hospital prison embassy treasury
    constitutional high supreme appeal appeals criminal civil electoral election elections
    federal revenue customs water power aviation food drug drugs atomic nuclear space weather
    meteorological geological disaster management emergency emergencies public prosecutor's
    prosecutors attorney general's planning development social welfare works roads maritime
    fisheries safety protection anti-corruption corruption intelligence information
    statistics broadcasting union party labour labor conservative liberal democratic
    socialist communist green republican people's national red cross
    """
)

_CORPORATE = word_set(
    """
    inc inc. corp corp. ltd ltd. llc plc co co. gmbh ag corporation company limited group
    nv n.v. bv b.v. s.a. s.p.a. oyj asa pty pte bhd sarl pjsc ojsc jsc
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
        words = [w for w in cut_key(key) if w and w not in ("of", "the", "for", "and", "&")]
        if len(words) > 1:
            initials.setdefault("".join(w[0] for w in words), key)
    stems: dict[str, str] = {}
    tails = _find_tails(ordered)
    for key in ordered:
        text = written(found, key)
        known = find_organization(found.surface.get(key, key).split(" "))
        long = alias.get(key)
        if long is not None:
            known = None  # what the article says of its short forms beats the list
        if long is None and " " not in key and text.isupper() and known is None:
            long = initials.get(key)
        stem = _stem(tails.get(key, key))
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
            draft.country = _country_in(draft.name)
    owners, here = _read_owners(document, found, cast)
    only = next(iter(here)) if len(here) == 1 else None
    for number, draft in enumerate(cast.drafts):
        if draft.kind != ORGANIZATION:
            continue
        bare = strip_country(draft.name)
        if not bare or not is_generic(bare) or (bare != draft.name and " " not in bare):
            if draft.known is None and draft.country is None:
                draft.country = owners.get(number)
            continue
        # "Interior Ministry", "Supreme Court": every country has one
        country = _country_in(draft.name) or owners.get(number) or only
        if _is_known_alone(draft, country, here):
            continue
        draft.known = None
        draft.country = country
        draft.key = None
        if country is not None:
            draft.key = f"organization/{slugify(bare)}-{country.lower()}"


def _find_tails(ordered: Sequence[str]) -> dict[str, str]:
    """The longer name of which one word alone is the end: "Kotoko" of "Asante Kotoko"."""
    tails: dict[str, list[str]] = defaultdict(list)
    for key in ordered:
        words = cut_key(key)
        if 1 < len(words) < 4 and words[-1] not in ORGANIZATION_WORDS | _GENERIC:
            tails[words[-1]].append(key)
    short = {k for k in ordered if " " not in k and find_organization([k]) is None}
    return {tail: keys[0] for tail, keys in tails.items() if tail in short and len(keys) == 1}


def _is_known_alone(draft: Draft, country: str | None, here: Set[str]) -> bool:
    """Whether the lists tell who is meant, and no other `country` stands beside the name.

    Every country may have a Labour Party: where the article speaks of others alone, it is theirs.
    """
    if draft.known is None or country not in (None, draft.known.country):
        return False
    if here and draft.known.country not in here and is_generic(draft.known.name):
        return False
    return draft.known.country is not None or not is_generic(draft.known.name)


def _country_in(name: str) -> str | None:
    """The country that an organisation has in its name: "Kenya Airways", "Bank of Japan"."""
    words = name.split(" ")
    places = load_gazetteer()
    iso = load_demonyms().get(words[0])
    tails = [words[:1], *([words[words.index("of") + 1 :]] if "of" in words else [])]
    for tail in tails:
        spots = places.find(tail)
        if iso is None and spots and spots[0].place.feature == "country":
            iso = spots[0].place.country
    return iso


def strip_country(name: str) -> str:
    """A name without the country in it: "Chilean Supreme Court", "Supreme Court of Chile"."""
    words = name.split(" ")
    places = load_gazetteer()
    if words[0] in load_demonyms() or _is_country(places.find(words[:1])):
        words = words[1:]
    if "of" in words[1:]:
        at = words.index("of")
        if _is_country(places.find(words[at + 1 :])):
            words = words[:at]
    return " ".join(words)


def _is_country(spots: Sequence[Spot]) -> bool:
    return bool(spots) and spots[0].place.feature == "country"


def is_generic(name: str) -> bool:
    """Whether a name says what a body is and not whose."""
    words = [w for w in name.lower().split() if w not in ("of", "the", "for", "and", "on")]
    return all(w in _GENERIC for w in words)


def _read_owners(document: Document, found: Names, cast: Cast) -> tuple[dict[int, str], set[str]]:
    """The country before each organisation, "Peru's Supreme Court"; and all that are spoken of."""
    tokens = document.tokens
    demonyms = load_demonyms()
    owners: dict[int, str] = {}
    here: set[str] = set()
    for token, following in itertools.pairwise(tokens):
        iso = demonyms.get(token.text)
        low = following.text.lower()
        if iso is not None and (low in _GENERIC or low in load_offices()):
            here.add(iso)  # "Peruvian police", and not "a Peruvian teenager"
    for at, (name, draft) in enumerate(zip(found.names, cast.refers, strict=True)):
        if name.kind == PLACE and draft is not None:
            iso = cast.drafts[draft].country
            if iso is not None:
                here.add(iso)
        if name.kind != ORGANIZATION or draft is None or draft in owners:
            continue
        iso = _country_before(document, found, cast, at)
        if iso is not None:
            owners[draft] = iso
    return owners, here


def _country_before(document: Document, found: Names, cast: Cast, at: int) -> str | None:
    """The country right before name `at`: "Peru's", "the Chadian opposition", "Oslo-based" not."""
    tokens, name = document.tokens, found.names[at]
    floor = document.sentences[name.sent].first
    back = name.first - 1
    while back > floor and name.first - back < 4 and _is_between(tokens[back]):
        back -= 1
    if back < floor:
        return None
    iso = load_demonyms().get(tokens[back].text)
    if iso is not None or at == 0:
        return iso
    before, place = found.names[at - 1], cast.refers[at - 1]
    if before.kind != PLACE or place is None:
        return None
    owned = tokens[back].text in ("'s", "’s", "'", "’") and before.last == back
    if owned or document.text[before.end : name.start] == " ":
        return cast.drafts[place].country
    return None


def _is_between(token: Token) -> bool:
    """Whether a word may stand between a country and what is its own: "ruling", "energy firm"."""
    return token.tag in ("JJ", "VBG", "NN", "HYPH", "VBN") and (
        token.text.islower() or token.text == "-"
    )


def _stem(key: str) -> str:
    """A key without legal forms and articles."""
    return " ".join(w for w in cut_key(key) if w not in _CORPORATE) or key
