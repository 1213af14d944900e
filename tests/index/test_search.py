"""Looking for words, and completing names."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kb.errors import QueryError
from kb.index.find import find_spots
from kb.index.words import Phrase, read_text, split_words, stand_in
from kb.knowledge import KnowledgeBase
from kb.search import cut_excerpt
from tests.story import MEETING, STORM, TEXTS, A, B, a_story
from tests.toy import BASE


@pytest.fixture(scope="module")
def known(tmp_path_factory: pytest.TempPathFactory) -> Iterator[KnowledgeBase]:
    with a_story(tmp_path_factory.mktemp("story") / "kb") as opened:
        yield opened


def test_entities_events_and_articles_are_found(known: KnowledgeBase) -> None:
    hits = known.search("Lind").hits
    assert [(h.kind, h.label) for h in hits if h.kind == "entity"] == [("entity", "Anna Lind")]
    assert {h.id for h in hits if h.kind == "article"} == {A, B}
    assert MEETING in {h.id for h in hits if h.kind == "event"}
    person = hits[0]
    assert (person.detail, person.events) == ("person", 3)


def test_excerpts_stand_in_their_texts_where_they_say(known: KnowledgeBase) -> None:
    [hit] = known.search("storm", kinds=("article",), limit=1).hits
    for excerpt in hit.excerpts:
        if excerpt.field == "text":
            text = TEXTS[hit.id]
            assert text[excerpt.start : excerpt.start + len(excerpt.text)] == excerpt.text
        spots = [excerpt.text[s.start : s.end].lower() for s in excerpt.highlights]
        assert spots and set(spots) == {"storm"}


def test_all_words_and_whole_phrases_are_needed(known: KnowledgeBase) -> None:
    events = ("event",)
    assert [h.id for h in known.search("storm killed", kinds=events).hits] == [STORM]
    assert [h.id for h in known.search('"storm killed"', kinds=events).hits] == [STORM]
    assert known.search('"killed storm"', kinds=events).hits == ()
    # a phrase does not reach from one quote into the next
    assert known.search('"12 the storm"', kinds=events).hits == ()
    assert [h.id for h in known.search("kil*", kinds=events).hits] == [STORM]


@pytest.mark.parametrize("text", ["", "  ", '"', "!!!", "*", "a*", " ".join("abcdefghi")])
def test_what_holds_no_word_to_look_for_is_refused(known: KnowledgeBase, text: str) -> None:
    with pytest.raises(QueryError):
        known.search(text)


@pytest.mark.parametrize(
    "text",
    ['a" OR b', "label:storm", "NEAR(a b)", "x AND NOT y", "^storm", "'; DROP TABLE event", "{"],
)  # fmt: skip
def test_the_syntax_of_the_engine_means_nothing(known: KnowledgeBase, text: str) -> None:
    if not split_words(text):
        with pytest.raises(QueryError):
            known.search(text)
        return
    for hit in known.search(text, kinds=("event",)).hits:
        assert stand_in(read_text(text), [e.text for e in hit.excerpts])


@given(st.text(max_size=60))
def test_any_text_is_read_or_refused(text: str) -> None:
    try:
        phrases = read_text(text)
    except QueryError:
        return
    assert phrases or not text.strip()
    for phrase in phrases:
        assert all(word == word.lower() for word in phrase.words)


@given(st.text(max_size=40))
def test_spots_are_where_words_are(text: str) -> None:
    words = split_words(text)
    for word in set(words):
        spots = find_spots(text, [Phrase((word,))])
        assert spots, (text, word)
        for start, end in spots:
            assert word in split_words(text[start:end])


@given(st.text(alphabet="ab \n", max_size=400), st.integers(0, 390))
def test_excerpts_hold_what_was_found(text: str, start: int) -> None:
    start = min(start, len(text))
    end = min(len(text), start + 3)
    excerpt = cut_excerpt("text", text, [(start, end)])
    [spot] = excerpt.highlights
    assert excerpt.text[spot.start : spot.end] == text[start:end]
    assert text[excerpt.start :].startswith(excerpt.text)


def test_names_are_completed_the_most_frequent_first(known: KnowledgeBase) -> None:
    found = known.complete("had")
    assert [(c.name, c.role, c.events) for c in found] == [
        ("Omar Haddad", "entity", 3), ("Rana Haddad", "entity", 0),
    ]  # fmt: skip
    assert known.complete("omar ha")[0].id == f"{BASE}person/omar-haddad"
    assert {c.role for c in known.complete("pa", role="place")} == {"place"}
    assert known.complete("'; --") == ()
    with pytest.raises(QueryError, match="role"):
        known.complete("a", role="king")
    with pytest.raises(QueryError, match="limit"):
        known.complete("a", limit=0)
