import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kb.dates import PartialDate, find_dates, find_document_time

parse = PartialDate.parse
TITLE = "Grain talks resume"
BODY = (
    "The two ministers met on Friday in the old town hall, and they spoke for an hour about grain."
)


@pytest.mark.parametrize(
    ("text", "source", "edtf"),
    [
        (f"{TITLE}\n- Harbour News\n\n- Nov 2, 2025\n- 3 min read\n{BODY}", "head", "2025-11-02"),
        (f" date 2025-11-01 403\n{TITLE}\n{BODY}", "head", "2025-11-01"),
        (f"{TITLE}\nPublished 2 Nov 2025 • Updated 4 Nov 2025\n{BODY}", "head", "2025-11-02"),
        (f"{TITLE}\nBy Ana Reyes | November 2, 2025 10:15 GMT\n{BODY}", "head", "2025-11-02"),
        (f"{TITLE}\n2025-11-02T08:30:00Z\n{BODY}", "head", "2025-11-02"),
        (f"{TITLE}\nSunday, 2 November 2025\n{BODY}", "head", "2025-11-02"),
        (f"Se reanudan las conversaciones\n2 de noviembre de 2025\n{BODY}", "head", "2025-11-02"),
        (f"{TITLE}\nPosted: 03/02/2009\n{BODY}", "head", "[2009-02-03,2009-03-02]"),
        (f"{TITLE}\nPosted: 23/02/2009\n{BODY}", "head", "2009-02-23"),
        (f"{TITLE}\n2 November 2025, Harbour Post\n{BODY}", "head", "2025-11-02"),
        (f"{TITLE}\nLima, Nov 2, 2025 (Andes Business News)\n{BODY}", "head", "2025-11-02"),
        (f"{TITLE}\nSan Pedro de Atacama, 2 Nov 2025 - The Post\n{BODY}", "head", "2025-11-02"),
        (f"{TITLE}\nThe Post staff, 2 Nov 2025, 7:31 p.m.\n{BODY}", "head", "2025-11-02"),
        (f"{TITLE}\nGrain prices since 2 November 2025\n{BODY}", "unknown", None),
        (f"{TITLE}\nHow the Grain Talks of 2 November 2025 Failed\n{BODY}", "unknown", None),
        (f"OSLO, Oct 31 (Agency) -- {BODY}", "dateline", "XXXX-10-31"),
        (f"OSLO, Oct 31, 2025 (Agency) -- {BODY}", "dateline", "2025-10-31"),
        (f"{TITLE}\nSan Pedro, 2 November 2025. {BODY}", "dateline", "2025-11-02"),
        (f"{TITLE}\nGraz, Nov 2, 2025 (Agency): {BODY}", "dateline", "2025-11-02"),
        (f"{TITLE}\nBerlin, 2 November 2025 was a cold day. {BODY}", "unknown", None),
        (f"Published • loading... • Updated\n{TITLE}\n{BODY}", "unknown", None),
        (BODY, "unknown", None),
        ("", "unknown", None),
        ("The mill burned down in 2006, on a cold night, and nobody was hurt.", "unknown", None),
    ],
)  # fmt: skip
def test_head_and_dateline(text: str, source: str, edtf: str | None) -> None:
    found = find_document_time(text, None)
    assert (found.source, found.date and found.date.edtf) == (source, edtf)
    if found.text:
        assert text[found.start : found.end] == found.text


def test_metadata_comes_first() -> None:
    text = f"{TITLE}\n2025-11-02\n{BODY}"
    found = find_document_time(text, parse("2025-11-03"))
    assert (found.source, found.date) == ("metadata", parse("2025-11-03"))


def test_a_dateline_shortly_before_publication_is_when_the_text_speaks() -> None:
    text = f"(WIRE) OSLO, Oct 31 (Agency) -- {BODY}"
    found = find_document_time(text, parse("2025-11-01"))
    assert (found.source, found.date) == ("dateline", parse("2025-10-31"))
    assert [m.value for m in find_dates(text, found) if m.text == "Friday"] == ["2025-10-31"]


def test_a_dateline_long_before_publication_is_not() -> None:
    found = find_document_time(f"OSLO, May 3 -- {BODY}", parse("2025-11-01"))
    assert (found.source, found.date) == ("metadata", parse("2025-11-01"))


def test_a_weekday_with_a_day_of_the_month_gives_the_year_and_says_so() -> None:
    text = "[OSLO] They met on Friday (Oct 31), a day after the envoys had met on Thursday."
    found = find_document_time(text, None)
    assert found.inferred
    assert found.source == "inferred"
    assert found.date == parse("2025-10-31?")
    values = {m.text: m.value for m in find_dates(text, found)}
    assert values["Thursday"] == "2025-10-30"


def test_an_inferred_year_is_not_before_what_the_text_tells_as_past() -> None:
    # 31 October was a Friday in 2014, 2008 and 2025; a text of 2015 on cannot be of 2014
    old = "They met on Friday (Oct 31). The pact of 2015 was praised."
    found = find_document_time(old, None)
    assert found.date == parse("2025-10-31?")
    # the only fit is before what is told as past: nothing is inferred
    none = "They met on Friday (Oct 31). The pact was signed in 2026."
    assert find_document_time(none, None).date is None


def test_the_outlets_country_settles_the_order_of_day_and_month() -> None:
    text = f"{TITLE}\nPosted: 03/02/2009\n{BODY}"
    assert find_document_time(text, None, country="GB").date == parse("2009-02-03")
    assert find_document_time(text, None, country="US").date == parse("2009-03-02")


def test_a_date_in_a_sentence_is_not_the_head() -> None:
    text = "The mill opened on 3 May 1990.\nThe owner sold it."
    assert find_document_time(text, None).source == "unknown"


@given(st.text(max_size=300), st.sampled_from([None, "2025-11-01", "2025-11", "XXXX-10-31"]))
@settings(deadline=None)
def test_any_text_has_a_document_time_or_none(text: str, published: str | None) -> None:
    found = find_document_time(text, parse(published) if published else None)
    assert found.source in ("metadata", "head", "dateline", "inferred", "unknown")
    assert (found.date is None) == (found.source == "unknown")
    assert found.inferred == (found.source == "inferred")
    assert text[max(found.start, 0) : max(found.end, 0)] == found.text
