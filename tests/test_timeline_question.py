"""What can be asked of a timeline: every bad value is refused in words, wherever it comes from."""

from __future__ import annotations

import inspect
from dataclasses import fields
from datetime import date
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kb.commands.asking import timeline as command
from kb.errors import KbError, QueryError
from kb.timeline_question import FACETS, TimelineQuestion
from server.timeline import answer_timeline

NAMES = {f.name for f in fields(TimelineQuestion)}


def test_the_command_line_and_http_take_what_the_library_takes() -> None:
    for taker in (command, answer_timeline):
        assert set(inspect.signature(taker).parameters) >= NAMES | {"with_", "after"}
    for spot in fields(TimelineQuestion):
        assert spot.metadata["text"].endswith((".", ")")), spot.name


def test_values_are_read_from_strings() -> None:
    asked = TimelineQuestion.ask(
        actor="Anna Lind", with_=["Omar Haddad"], main="yes", disputed="false", limit="7",
        min_salience="0.5", facets="all", fields="label, date", after="d_2019-01-01__a",
        place=None, text="  ",
    )  # fmt: skip
    assert asked.actor == ("Anna Lind", "Omar Haddad")
    assert (asked.main, asked.disputed, asked.limit, asked.min_salience) == (True, False, 7, 0.5)
    assert asked.facets == FACETS
    assert asked.fields == ("label", "date")
    assert asked.cursor == "d_2019-01-01__a"
    assert asked.place == () and asked.text is None
    assert TimelineQuestion.ask(facets="type,year").facets == ("type", "year")


@pytest.mark.parametrize(
    ("from_", "to", "bounds"),
    [
        ("2019", "2019-02", (date(2019, 1, 1), date(2019, 2, 28))),
        ("201X", None, (date(2010, 1, 1), None)),
        ("2019-05~", "2019-21", (date(2019, 5, 1), date(2019, 5, 31))),
        ("2019-03-01/2019-04-30", "2019-03-01/2019-04-30", (date(2019, 3, 1), date(2019, 4, 30))),
    ],
)
def test_windows_are_edtf(from_: str, to: str | None, bounds: tuple[Any, Any]) -> None:
    assert TimelineQuestion.ask(from_=from_, to=to).bounds() == bounds


@pytest.mark.parametrize(
    ("asked", "words"),
    [
        ({"aktor": "x"}, "no parameter 'aktor'; there are actor, after"),
        ({"limit": 0}, "limit must be 1 or more"),
        ({"limit": "many"}, "'limit' takes a number"),
        ({"limit": "1e9"}, "'limit' takes a number"),
        ({"min_sources": 0}, "min_sources must be 1 or more"),
        ({"min_salience": 7}, "min_salience must be 0 or more and 1 at most"),
        ({"min_salience": "nan"}, "min_salience"),
        ({"main": "perhaps"}, "'main' takes true or false"),
        ({"disputed": "2"}, "'disputed' takes true or false"),
        ({"match": "some"}, "'match' is one of all, any"),
        ({"window": "near"}, "'window' is one of overlap, within"),
        ({"order": "random"}, "'order' is one of time, newest"),
        ({"undated": "maybe"}, "'undated' is one of last"),
        ({"status": "dreamt"}, "'status' is one of told"),
        ({"group_by": "mood"}, "'group_by' is one of day"),
        ({"density": "week"}, "'density' is one of day"),
        ({"facets": "mood"}, "'facets' is any of type"),
        ({"from_": "someday"}, "someday"),
        ({"from_": "XXXX-10-30"}, "no day, month or year"),
        ({"to": "2019-13"}, "2019-13"),
        ({"from_": "2020", "to": "2019"}, "ends before it begins"),
        ({"near": "1,2"}, "'near' is LAT,LON,KM"),
        ({"near": "91,0,5"}, "'near' is"),
        ({"near": "0,181,5"}, "'near' is"),
        ({"near": "0,0,0"}, "'near' is"),
        ({"near": "0,0,1e9"}, "'near' is"),
        ({"near": "nan,0,1"}, "'near' is"),
        ({"near": "north"}, "'near' is"),
        ({"actor": [f"a{n}" for n in range(21)]}, "20 times at most"),
    ],
)
def test_bad_values_are_refused_in_words(asked: dict[str, Any], words: str) -> None:
    with pytest.raises(QueryError, match=words):
        TimelineQuestion.ask(**asked)


@given(st.dictionaries(st.sampled_from(sorted(NAMES)), st.text(max_size=20), max_size=4))
def test_whatever_is_given_is_read_or_refused(asked: dict[str, str]) -> None:
    try:
        found = TimelineQuestion.ask(**asked)
    except KbError:
        return
    assert isinstance(hash(found), int)
