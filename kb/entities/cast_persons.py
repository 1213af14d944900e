"""Which names are the same person: short names, namesakes, honorifics."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence

from slugify import slugify

from kb.annotate import Document
from kb.entities.draft import Cast, Draft, assign, written
from kb.entities.names import HYPHENS, PERSON, Name, Names
from kb.entities.offices import HONORIFICS, NAME_TITLES, load_offices
from kb.entities.spelling import fold_accents
from kb.entities.word_lists import load_common_given_names, load_family_names, load_given_names
from kb.entities.words_in_names import PARTICLES

_CONTEXT = 8  # words to each side that tell which of two namesakes is meant
_NAMESAKES = 20  # with more of one name in an article, a bare name is left open


def _plain(key: str) -> tuple[str, ...]:
    """The words of a person's name that identify: no initials, no "Jr."."""
    words = fold_accents(key).split(" ")
    if len(words) > 1 and words[0] in NAME_TITLES:
        words = words[1:]
    kept = [
        w for w in words if len(w.rstrip(".")) > 1 and w not in ("jr.", "jr", "sr.", "iii", "ii")
    ]
    return tuple(w for w in kept if w not in HYPHENS) or tuple(words)


def cast_persons(
    document: Document, found: Names, by_key: dict[str, list[int]], keys: Sequence[str], cast: Cast
) -> None:
    """Add the persons that the names of `keys` stand for to `cast`."""
    full = sorted((k for k in keys if " " in k), key=lambda k: (-len(_plain(k)), k))
    bearers: dict[str, list[int]] = defaultdict(list)  # word of a name → drafts
    for key in full:
        words = _plain(key)
        draft = _same_full_name(words, bearers, cast) if len(words) > 1 else None
        if len(words) == 1 and len(bearers.get(words[0], ())) == 1:
            draft = bearers[words[0]][0]  # "Prince Omar" is the Omar Haddad of the article
        if draft is None:
            draft = len(cast.drafts)
            text = written(found, key)
            cast.drafts.append(Draft(PERSON, text, key="person/" + slugify(text)))
            cast.drafts[draft].gender = _read_gender(text)
            if len(words) == 1 and key.split(" ")[0] not in NAME_TITLES:
                cast.drafts[draft].key = None  # "S. Takahashi", "Smith Jr."
            for word in set(words) - PARTICLES:
                bearers[word].append(draft)
        assign(cast, found, by_key, key, draft)
    for key in keys:
        if " " in key:
            continue
        candidates = bearers.get(fold_accents(key), [])
        if not candidates:
            draft = len(cast.drafts)
            cast.drafts.append(Draft(PERSON, written(found, key)))
            assign(cast, found, by_key, key, draft)
        elif len(candidates) == 1:
            assign(cast, found, by_key, key, candidates[0])
        else:
            _share_short_name(document, found, by_key[key], candidates, cast)
    _read_honorifics(document, found, cast)


def _read_gender(name: str) -> str | None:
    """The gender that a full name tells: by its given name, wherever that stands."""
    words = name.split(" ")
    title = load_offices().get(words[0].lower())
    if title is not None and title.gender is not None:
        return title.gender
    given = load_given_names()
    for word in words[:-1]:
        if word in given:
            return given[word]
    if len(words) > 2 or words[-1] in load_family_names():
        return None  # "Shericka Jackson"
    return load_common_given_names().get(words[-1])  # "Orbán Viktor"


def _same_full_name(
    words: tuple[str, ...], bearers: dict[str, list[int]], cast: Cast
) -> int | None:
    mine = set(words)
    telling = [w for w in words if w not in PARTICLES]
    if len(mine) < 2 or not telling:
        return None
    # the word that fewest bear: a page of five hundred Annas stays linear
    for draft in min((bearers.get(w, []) for w in (telling[0], telling[-1])), key=len):
        if mine <= set(_plain(cast.drafts[draft].name.casefold().replace("-", " - "))):
            return draft
    return None


def _share_short_name(
    document: Document, found: Names, numbers: Sequence[int], candidates: Sequence[int], cast: Cast
) -> None:
    """Namesakes in one article: each bare occurrence goes to the one its surroundings name.

    What both surroundings share (other names, words of substance) decides; where it does not,
    the words stay unresolved rather than guessed.
    """
    contexts: dict[int, set[str]] = {c: set() for c in candidates}
    last_seen: dict[int, int] = {}
    mine = set(numbers)
    if len(candidates) > _NAMESAKES:
        return
    for number, name in enumerate(found.names):
        draft = cast.refers[number]
        if draft in contexts:
            contexts[draft] |= _surroundings(document, name)
            last_seen[draft] = name.sent
        if number not in mine:
            continue
        around = _surroundings(document, name)
        # a namesake in the same sentence just before settles it
        gender = _honorific(document, name)
        fitting = [
            c for c in candidates if gender is None or cast.drafts[c].gender in (None, gender)
        ]
        here = [c for c in fitting if last_seen.get(c) == name.sent]
        scores = {c: len(around & contexts[c]) for c in fitting if c in last_seen}
        best = sorted(scores, key=lambda c: (-scores[c], c))
        chosen: int | None = None
        if len(here) == 1:
            chosen = here[0]
        elif len(best) == 1 or (best and scores[best[0]] > scores[best[1]]):
            chosen = best[0]
        if chosen is not None:
            cast.refers[number] = chosen
            cast.drafts[chosen].names[written(found, name.key)] += 1
            last_seen[chosen] = name.sent


def _surroundings(document: Document, name: Name) -> set[str]:
    sentence = document.sentences[name.sent]
    first, last = (
        max(sentence.first, name.first - 2 * _CONTEXT),
        min(sentence.last, name.last + _CONTEXT),
    )
    return {
        t.lemma.casefold()
        for t in document.tokens[first:last]
        if t.pos in ("NOUN", "PROPN", "VERB") and not name.first <= t.i < name.last
    }


def _read_honorifics(document: Document, found: Names, cast: Cast) -> None:
    for number, name in enumerate(found.names):
        draft = cast.refers[number]
        if name.kind == PERSON and draft is not None:
            gender = _honorific(document, name)
            if gender is not None:
                cast.drafts[draft].gender = gender


def _honorific(document: Document, name: Name) -> str | None:
    if name.first == 0:
        return None
    return HONORIFICS.get(document.tokens[name.first - 1].text.lower())
