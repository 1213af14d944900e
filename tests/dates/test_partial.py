from datetime import date, datetime

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kb.dates.edtf import print_range, read_edtf
from kb.dates.partial import PartialDate
from kb.errors import DateError

parse = PartialDate.parse
DAYS = st.dates(date(1, 1, 2), date(9990, 12, 31))
NEAR = st.dates(date(1995, 1, 1), date(2030, 12, 31))


@st.composite
def edtf_strings(draw: st.DrawFn, days: st.SearchStrategy[date] = NEAR) -> str:
    day = draw(days)
    y, m, d = f"{day.year:04d}", f"{day.month:02d}", f"{day.day:02d}"
    later = draw(st.dates(day, date(9999, 12, 31)))
    forms = [
        f"{y}-{m}-{d}", f"{y}-{m}", y, y[:3] + "X", y[:2] + "XX", f"{y}-{m}-XX", f"{y}-XX-{d}",
        f"XXXX-{m}-{d}", f"XXXX-{m}", f"XXXX-{m}-XX", f"XXXX-XX-{d}", "XXXX-XX-XX", f"{y}/..",
        f"../{y}-{m}", f"{y}-{m}/{later.year:04d}-{later.month:02d}", f"{y}-{m}-{d}/{later:%Y}",
        f"{y}-{draw(st.integers(21, 41))}", f"[{y}-{m}-{d},{later.isoformat()}]", f"{y[:3]}X-{m}",
        f"{{{y},{later.year:04d}}}",
    ]  # fmt: skip
    text = draw(st.sampled_from(forms))
    if text[0] not in "[{" and "/" not in text:
        text += draw(st.sampled_from(["", "", "?", "~", "%"]))
    return text


@st.composite
def partials(draw: st.DrawFn) -> PartialDate:
    try:
        found = parse(draw(edtf_strings()))
    except DateError:  # XXXX-02-30 and the like
        found = parse("2004")
    weekday = draw(st.none() | st.integers(0, 6))
    if weekday is not None:
        try:
            return parse(found.edtf, weekday)
        except DateError:
            return found
    return found


@given(partials())
def test_edtf_and_weekday_round_trip(value: PartialDate) -> None:
    assert parse(value.edtf, value.weekday) == value
    assert parse(str(value), value.weekday) == value


@given(partials())
def test_earliest_never_follows_latest(value: PartialDate) -> None:
    if value.earliest and value.latest:
        assert value.earliest <= value.latest


@given(partials(), partials(), NEAR)
@settings(max_examples=300)
def test_intersection_holds_just_the_days_both_allow(
    a: PartialDate, b: PartialDate, day: date
) -> None:
    both = a.intersect(b)
    assert both == b.intersect(a)
    allowed = a.shape.allows(day) and b.shape.allows(day)
    if both is None:
        assert not allowed
    elif allowed:
        assert both.shape.allows(day)
    if both is not None and both.known_day:
        assert a.shape.allows(both.known_day)
        assert b.shape.allows(both.known_day)


@given(partials(), partials())
def test_may_equal_is_symmetric_and_never_holds_for_what_comes_before(
    a: PartialDate, b: PartialDate
) -> None:
    assert a.may_equal(b) == b.may_equal(a)
    assert a.may_equal(a)
    if a.before(b):
        assert not a.may_equal(b)
        assert b.after(a)
        assert not a.overlaps(b)


@given(partials(), partials(), NEAR)
def test_within_means_that_every_day_is_allowed(a: PartialDate, b: PartialDate, day: date) -> None:
    if a.within(b) and a.shape.allows(day):
        assert b.shape.allows(day)


@given(DAYS, DAYS)
def test_printed_ranges_read_back(a: date, b: date) -> None:
    lo, hi = min(a, b), max(a, b)
    shape = read_edtf(print_range(lo, hi))
    assert (shape.lo, shape.hi) == (lo, hi)


# dateparser takes seconds to load its languages when it is first asked
@settings(deadline=None)
@given(st.text(max_size=30) | st.from_regex(r"[0-9X?~/.\[\],T:-]{0,25}", fullmatch=True))
def test_hostile_strings_raise_date_errors_only(text: str) -> None:
    for read in (parse, PartialDate.of):
        try:
            value = read(text)
        except DateError:
            continue
        assert parse(value.edtf, value.weekday) == value


@given(partials(), NEAR, st.sampled_from(["past", "future", "nearest"]))
def test_combine_with_a_day_stays_allowed(value: PartialDate, day: date, direction: str) -> None:
    found = value.combine(PartialDate.of(day), direction)
    assert found.may_equal(value)
    if value.earliest or value.latest:
        assert found == value
    elif found.known_day and value.granularity == "day":
        assert direction != "past" or found.known_day <= day
        assert direction != "future" or found.known_day >= day


@pytest.mark.parametrize(
    ("one", "two", "both"),
    [
        ("XXXX-WXX-5", "2025-10-31", "2025-10-31"),
        ("XXXX-WXX-5", "2025-10-30", None),
        ("2025-10", "2025-10-31", "2025-10-31"),
        ("XXXX-10-30", "2025-10-30", "2025-10-30"),
        ("XXXX-10-30", "2025", "2025-10-30"),
        ("XXXX-10-30", "2025-10-31", None),
        ("XXXX-WXX-5", "2025-10-27/2025-11-02", "2025-10-31"),
        ("XXXX-WXX-5", "2025-11", "[2025-11-07,2025-11-14,2025-11-21,2025-11-28]"),
        ("XXXX-WXX-5", "XXXX-WXX-4", None),
        ("XXXX-WXX-5", "XXXX-10-30", "XXXX-10-30"),
        ("2006", "2006?", "2006"),
        ("2006~", "2006-05", "2006-05"),
        ("2025-Q", "2025", DateError),
        ("2025-33", "2025-02/2025-05", "2025-02/2025-03"),
        ("2024-W44", "2024-11", "2024-11-01/2024-11-03"),
        ("199X", "1995/..", "1995/1999"),
        ("../2006", "2007", None),
    ],
)
def test_intersections(one: str, two: str, both: str | type[DateError] | None) -> None:
    if both is DateError:
        with pytest.raises(DateError):
            parse(one)
        return
    found = parse(one).intersect(parse(two))
    assert (found and found.edtf) == both


def test_a_weekday_is_kept_when_only_the_day_of_the_year_is_known_too() -> None:
    both = parse("XXXX-WXX-5").intersect(parse("XXXX-10-31"))
    assert both is not None
    assert (both.edtf, both.weekday) == ("XXXX-10-31", 4)
    assert both.may_equal(parse("2025-10-31"))
    assert not both.may_equal(parse("2024-10-31"))


@pytest.mark.parametrize(
    ("value", "edtf"),
    [
        ("2025-11-02", "2025-11-02"),
        ("2025-11-02T09:30:00Z", "2025-11-02"),
        ("2025-11-02 09:30", "2025-11-02"),
        ("20251102", "2025-11-02"),
        ("Nov 2, 2025", "2025-11-02"),
        ("Sun, 02 Nov 2025 10:00:00 GMT", "2025-11-02"),
        ("3.2.2009", "2009-02-03"),
        ("03/02/2009", "[2009-02-03,2009-03-02]"),
        ("23/02/2009", "2009-02-23"),
        ("November 2025", "2025-11"),
        ("2 de noviembre de 2025", "2025-11-02"),
        ("2025年11月2日", "2025-11-02"),
        ("2025", "2025"),
        (date(2025, 11, 2), "2025-11-02"),
        (datetime(2025, 11, 2, 23, 59), "2025-11-02"),
    ],
)
def test_of_reads_what_metadata_brings(value: date | str, edtf: str) -> None:
    assert PartialDate.of(value).edtf == edtf


@pytest.mark.parametrize(
    "text",
    ["", "soon", "2 hours ago", "yesterday", "Friday", "2025-13-01", "2025-02-30", "9" * 500],
)
def test_of_raises_rather_than_guess(text: str) -> None:
    with pytest.raises(DateError):
        PartialDate.of(text)


@pytest.mark.parametrize(
    "text", ["0000", "2025-02-30", "XXXX-02-30", "2026/2025", "[2025", "[]", "2025-1X-01"]
)
def test_parse_names_what_it_cannot_read(text: str) -> None:
    with pytest.raises(DateError):
        parse(text)
