from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reconcile.values import (
    Stated,
    compare,
    compatible,
    digits,
    last_place,
    same_number,
    slip,
)
from store.model import BOUNDS


def number(text: str) -> Stated:
    """Read "min 650000", "100-300" or "471"."""
    bound, _, value = text.rpartition(" ")
    if "-" in value:
        low, high = value.split("-")
        return Stated(float(low), float(high), "range")
    return Stated(float(value), float(value), bound or "exact")  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("a", "b", "expected"),
    [
        ("1234", "about 1200", "same"),
        ("610103", "610000", "same"),
        ("610103", "min 600000", "same"),
        ("75485", "75500", "same"),
        ("471", "min 470", "same"),
        ("600000-700000", "700000", "same"),
        ("min 650000", "655000", "same"),
        ("min 650000", "690000", "compatible"),
        ("min 650000", "about 700000", "compatible"),
        ("about 700000", "max 710000", "same"),
        ("100-300", "280", "compatible"),
        ("min 1200000", "650000", "apart"),
        ("min 650000", "1500000", "apart"),
        ("471", "500", "apart"),
        ("100-300", "471", "apart"),
        ("max 300", "471", "apart"),
        ("about 93000", "100417", "apart"),
        ("65000", "650000", "slip"),
        ("65000", "min 650000", "slip"),
        ("650000000", "about 650000", "slip"),
        ("5", "50", "slip"),
        ("0", "50", "apart"),
    ],
)
def test_compare(a: str, b: str, expected: str) -> None:
    assert compare(number(a), number(b)) == expected


@pytest.mark.parametrize(
    ("a", "b", "name"),
    [
        ("65000", "650000", "a zero lost or added"),
        ("1200", "1200000", "thousand counted twice or dropped"),
        ("3", "3000000", "million counted twice or dropped"),
        ("65000", "640000", None),
        ("0", "0", None),
    ],
)
def test_slip(a: str, b: str, name: str | None) -> None:
    assert slip(number(a), number(b)) == name


@pytest.mark.parametrize(
    ("value", "place", "shown"),
    [(650000, 10000, 2), (100417, 1, 6), (7, 1, 1), (0, 1, 1), (2.5, 1, 1)],
)
def test_digits(value: float, place: float, shown: int) -> None:
    assert (last_place(value), digits(value)) == (place, shown)


def test_in_words() -> None:
    said = [str(number(text)) for text in ("471", "min 650000", "100-300", "about 9")]
    assert said == ["471", "at least 650,000", "100 to 300", "about 9"]


stated = st.builds(
    lambda low, more, bound: Stated(low, low + more if bound == "range" else low, bound),
    st.integers(0, 10**9).map(float),
    st.integers(1, 10**6).map(float),
    st.sampled_from(BOUNDS),
)


@given(stated, stated)
def test_comparing_is_symmetric(a: Stated, b: Stated) -> None:
    assert compare(a, b) == compare(b, a)
    assert compatible(a, b) == compatible(b, a)
    assert slip(a, b) == slip(b, a)


@given(stated)
def test_a_number_is_the_same_as_itself(a: Stated) -> None:
    assert same_number(a, a)
    assert compatible(a, a)
