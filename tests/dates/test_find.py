from dataclasses import dataclass
from datetime import date
from pathlib import Path
from time import process_time

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from kb.dates import DateMention, DocumentTime, PartialDate, find_dates
from kb.errors import DateError

WRITTEN = date(2025, 11, 5)  # a Wednesday
FLOOR = 0.98  # of the phrases, exact in span, type, value and modifier


@dataclass(frozen=True)
class Phrase:
    sentence: str
    phrase: str
    type: str
    value: str
    mod: str


def read_corpus() -> list[Phrase]:
    lines = Path(__file__).with_name("corpus.tsv").read_text(encoding="utf-8").splitlines()
    return [Phrase(*line.split("\t")) for line in lines if not line.startswith("#")]


CORPUS = read_corpus()


def find(text: str, reference: object = WRITTEN) -> dict[str, DateMention]:
    return {m.text: m for m in find_dates(text, reference)}  # type: ignore[arg-type]


def test_the_corpus_is_read_as_written_down() -> None:
    wrong = []
    for case in CORPUS:
        found = [(m.text, m.type, m.value, m.mod or "") for m in find_dates(case.sentence, WRITTEN)]
        wanted = (case.phrase, case.type, case.value, case.mod)
        if (wanted not in found) if case.phrase else found:
            wrong.append(f"{case.sentence!r}: wanted {wanted}, found {found}")
    assert len(CORPUS) >= 200
    assert len(wrong) <= (1 - FLOOR) * len(CORPUS), "\n".join(wrong)


def test_without_a_reference_nothing_is_guessed() -> None:
    for case in CORPUS:
        for mention in find_dates(case.sentence):
            known = mention.date is not None and mention.date.earliest is not None
            digits = sum(c.isdigit() for c in case.sentence)
            assert not known or digits >= 2 or mention.value[:2].isdigit(), mention


@pytest.mark.parametrize(
    ("text", "value", "edtf", "weekday"),
    [
        ("They met on Friday.", "XXXX-WXX-5", "XXXX-XX-XX", 4),
        ("The Oct 30 talks were short.", "XXXX-10-30", "XXXX-10-30", None),
        ("They met on Friday (Oct 31).", "XXXX-10-31", "XXXX-10-31", 4),
        ("They met last November.", "XXXX-11", "XXXX-11", None),
        ("They met in 2006.", "2006", "2006", None),
    ],
)
def test_constraints_are_kept_without_a_reference(
    text: str, value: str, edtf: str, weekday: int | None
) -> None:
    (mention,) = find_dates(text)
    assert mention.value == value
    assert mention.date is not None
    assert (mention.date.edtf, mention.date.weekday) == (edtf, weekday)


def test_what_hangs_on_an_unknown_day_has_no_date() -> None:
    for text in ("It rained yesterday.", "It rained last week.", "It rained two days ago."):
        (mention,) = find_dates(text)
        assert mention.date is None
        assert "unknown" in mention.anchor


def test_a_month_as_reference_keeps_every_day_that_is_possible() -> None:
    (friday,) = find_dates("They met on Friday.", "2025-11")
    assert friday.date is not None
    assert friday.date.edtf == "[2025-10-31,2025-11-07,2025-11-14,2025-11-21,2025-11-28]"
    (year,) = find_dates("It grew this year.", "2025-11")
    assert year.value == "2025"
    (week,) = find_dates("It grew last week.", "2025-11")
    assert week.date is not None
    assert week.date.edtf == "2025-10-20/2025-11-23"


def test_an_uncertain_reference_makes_uncertain_dates() -> None:
    reference = DocumentTime(PartialDate.parse("2025-10-31?"), "inferred", inferred=True)
    found = find("The talks of Thursday and those of 2006 differ.", reference)
    assert found["Thursday"].date == PartialDate.parse("2025-10-30?")
    assert found["2006"].date == PartialDate.parse("2006")


def test_the_anchor_says_why() -> None:
    (mention,) = find_dates("They met on Friday.", date(2025, 11, 2))
    assert mention.anchor == "'on Friday', published 2 Nov 2025"
    _, later = find_dates("He won on 3 May 2010. Two days later he fell ill.", WRITTEN)
    assert later.anchor == "'Two days later', told from '3 May 2010' (2010-05-03)"


def test_both_ends_of_a_stretch_know_the_whole() -> None:
    for text, edtf in (
        ("It ran from Oct 30 to Nov 1.", "2025-10-30/2025-11-01"),
        ("The war of 1914-1918 was long.", "1914/1918"),
        ("Between May and July 2019 it rained.", "2019-05/2019-07"),
    ):
        mentions = find_dates(text, WRITTEN)
        assert [m.range and m.range.edtf for m in mentions] == [edtf, edtf]


def test_an_anchored_length_has_its_stretch() -> None:
    (mention,) = find_dates("Over the past three weeks fires spread.", WRITTEN)
    assert mention.date is not None
    assert mention.date.edtf == "2025-10-15/2025-11-05"


def test_a_day_that_is_not_is_no_date() -> None:
    for text in ("It is due on February 30.", "It is due on 31 April 2024."):
        assert [m.date for m in find_dates(text, WRITTEN)] in ([], [None])


def test_an_ambiguous_day_stays_ambiguous() -> None:
    (mention,) = find_dates("It was signed on 03/02/2009.", WRITTEN)
    assert mention.date is not None
    assert mention.date.edtf == "[2009-02-03,2009-03-02]"


def test_hints_of_tense_win_over_cues() -> None:
    text = "The court meets on Monday."
    assert find(text)["Monday"].value == "2025-11-03"
    future = find_dates(text, WRITTEN, hints=[(0, len(text), "future")])
    assert future[0].value == "2025-11-10"
    asked = find_dates(text, WRITTEN, hints=lambda start, end: "future")
    assert asked[0].value == "2025-11-10"


def test_a_history_is_told_from_its_own_dates() -> None:
    text = (
        "The revolt began in March 1871. In April the guard fled, and on 21 May the army came. "
        "It had grown since 1868. The siege of 1870 was harsh. By 1872 all was quiet. "
        "The law of 1873 changed little, and in January 1874 the last court closed. "
        "Two months later it was forgotten."
    )
    found = find(text, "2019-06-01")
    assert found["April"].value == "1871-04"
    assert found["21 May"].value == "1871-05-21"
    assert found["Two months later"].value == "1874-03"


def test_a_bad_reference_is_named() -> None:
    with pytest.raises(DateError, match="soon"):
        find_dates("They met on Friday.", "soon")


WORDS = st.sampled_from(
    "the a on in of last next this two 31 2025 Oct May Friday week year years day ago later early "
    "mid late end quarter third 10 p.m. am : - – / ' 's 90s ( ) , . every each now past few to "
    "from "
    "between and summer fall Christmas half an hour old BC GMT 12 2.5 $ \n \n\n Sun".split(" ")
)
TEXTS = st.text(max_size=200) | st.lists(WORDS, max_size=40).map(" ".join)
REFERENCES = (
    st.none()
    | st.dates()
    | st.sampled_from("2025 2025-11 XXXX-10-30 199X 2015/.. 9999-12-31 0001-01-01".split())
)


@given(TEXTS, REFERENCES)
@example("They met this week, last weekend and on Sunday.", "9999-12-31")
@example("They met this week, last weekend and on Sunday.", "0001-01-01")
@settings(max_examples=400, deadline=None)
def test_any_text_and_reference_give_valid_spans(text: str, reference: date | str | None) -> None:
    end = 0
    for mention in find_dates(text, reference):
        assert end <= mention.start < mention.end <= len(text)
        assert text[mention.start : mention.end] == mention.text
        assert mention.value
        assert mention.type in ("DATE", "TIME", "DURATION", "SET")
        when = mention.date
        if when is not None:
            assert PartialDate.parse(when.edtf, when.weekday) == when
            assert not (when.earliest and when.latest and when.earliest > when.latest)
        end = mention.end


PLAIN = st.lists(
    st.sampled_from("the council said its report was read by all members of town hall".split()),
    min_size=1,
    max_size=12,
).map(lambda words: " ".join(words).capitalize() + ".")


@given(st.sampled_from(CORPUS), PLAIN, PLAIN)
@settings(deadline=None)
def test_a_paragraph_without_a_date_changes_nothing(case: Phrase, before: str, after: str) -> None:
    alone = [(m.text, m.type, m.value, m.mod) for m in find_dates(case.sentence, WRITTEN)]
    text = f"{before}\n\n{case.sentence}\n\n{after}"
    among = [(m.text, m.type, m.value, m.mod) for m in find_dates(text, WRITTEN)]
    assert among == alone


PIECES = ("1,", "a ", "the last ", "May ", "10:", "two and a half ", "((", "early in the ", " ")


@pytest.mark.parametrize("piece", PIECES)
def test_huge_hostile_texts_are_read(piece: str) -> None:
    text = piece * (200_000 // len(piece))
    begun = process_time()
    find_dates(text, WRITTEN)
    assert process_time() - begun < 60  # a text that is too much for a pattern takes minutes
