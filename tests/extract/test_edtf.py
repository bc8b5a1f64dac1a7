"""EDTF: from text to days and back."""

import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from extract import edtf

PUBLISHED = dt.date(2016, 4, 13)


@pytest.mark.parametrize(
    ("text", "first", "last"),
    [
        ("2015", "2015-01-01", "2015-12-31"),
        ("2016-02", "2016-02-01", "2016-02-29"),
        ("2015-12", "2015-12-01", "2015-12-31"),
        ("2016-03-14", "2016-03-14", "2016-03-14"),
        ("2016~", "2016-01-01", "2016-12-31"),
        ("2015-21", "2015-03-01", "2015-05-31"),
        ("2015-24", "2015-12-01", "2016-02-29"),
        ("2015-34", "2015-04-01", "2015-06-30"),
        ("2015-41", "2015-07-01", "2015-12-31"),
        ("199X", "1990-01-01", "1999-12-31"),
        ("19XX", "1900-01-01", "1999-12-31"),
        ("2016-01/2016-04-13", "2016-01-01", "2016-04-13"),
        ("2015/2018", "2015-01-01", "2018-12-31"),
        ("2015/..", "2015-01-01", "2016-04-13"),
        ("2015/", "2015-01-01", "2016-04-13"),
        ("../2016-03", None, "2016-03-31"),
        ("2017/..", "2017-01-01", None),
    ],
)
def test_day_span(text: str, first: str | None, last: str | None) -> None:
    span = edtf.day_span(text, PUBLISHED)
    assert tuple(day and day.isoformat() for day in span) == (first, last)


def test_an_open_end_stays_open_where_the_published_day_is_unknown() -> None:
    assert edtf.day_span("2015/..") == (dt.date(2015, 1, 1), None)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "15",
        "2015-13",
        "2015-02-29",
        "2015-1-1",
        "June 2015",
        "2016/2015",
        "1XXX",
        "199XX",
        "2015-06-31/..",
    ],
)
def test_what_is_no_date(text: str) -> None:
    with pytest.raises(edtf.EdtfError):
        edtf.day_span(text, PUBLISHED)


@given(st.dates(), st.dates())
def test_an_interval_of_days_comes_back(one: dt.date, two: dt.date) -> None:
    first, last = sorted((one, two))
    assert edtf.day_span(edtf.interval(first.isoformat(), last.isoformat())) == (first, last)


@given(st.integers(1900, 2100), st.integers(-30, 30))
def test_a_month_begins_with_its_first_and_ends_with_its_last_day(year: int, month: int) -> None:
    first, last = edtf.day_span(edtf.month_of(year, month))
    assert first is not None and last is not None
    assert first.day == 1
    assert (last + dt.timedelta(1)).day == 1
    assert 28 <= (last - first).days + 1 <= 31
