from __future__ import annotations

import datetime as dt

import pytest

from reconcile.periods import days_of, period, same_start, within


def of(edtf: str):  # type: ignore[no-untyped-def]
    return period(edtf, *days_of(edtf))


@pytest.mark.parametrize(
    ("edtf", "first", "last", "shape"),
    [
        ("2031-05-10", "2031-05-10", "2031-05-10", "day"),
        ("2031", "2031-01-01", "2031-12-31", "calendar"),
        ("2028-02", "2028-02-01", "2028-02-29", "calendar"),
        ("2031-01-01/2031-09-30", "2031-01-01", "2031-09-30", "calendar"),
        ("2031-05-10/2031-05-31", "2031-05-10", "2031-05-31", "running"),
        ("2031-05/2031-06-07", "2031-05-01", "2031-06-07", "running"),
        ("2031-05-10/..", "2031-05-10", None, "running"),
        ("../2031-05", None, "2031-05-31", "open"),
    ],
)
def test_period(edtf: str, first: str | None, last: str | None, shape: str) -> None:
    found = of(edtf)
    days = tuple(dt.date.fromisoformat(day) if day else None for day in (first, last))
    assert (found.first, found.last, found.shape) == (*days, shape)


@pytest.mark.parametrize("edtf", ["May 2031", "2031-13", "2031-05-40", "2031-06/2031-05", "31/"])
def test_what_is_no_date_is_an_error(edtf: str) -> None:
    with pytest.raises(ValueError, match=r".+"):
        days_of(edtf)


@pytest.mark.parametrize(
    ("a", "b", "expected"),
    [
        ("2031-05-10/2031-05-20", "2031-05-11/2031-07-01", True),
        ("2031-05-10/2031-05-20", "2031-05/2031-07-01", True),
        ("2031-05-10/2031-05-20", "2031-05-15/2031-05-20", False),
        ("../2031-05-20", "2031-05-15/2031-05-20", False),
    ],
)
def test_same_start(a: str, b: str, expected: bool) -> None:
    assert same_start(of(a), of(b)) is expected


@pytest.mark.parametrize(
    ("part", "whole", "expected"),
    [
        ("2031-05", "2031", True),
        ("2031-05-10", "2031-05-01/..", True),
        ("2031", "2031-05", False),
        ("2031-05-10/..", "2031", False),
    ],
)
def test_within(part: str, whole: str, expected: bool) -> None:
    assert within(of(part), of(whole)) is expected
