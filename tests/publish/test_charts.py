"""The geometry of charts: what is drawn lies in its drawing and in the right proportion."""

from __future__ import annotations

import datetime as dt
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from publish.charts.bars import WIDTH, bars
from publish.charts.claims import SHAPES, SIZE, Point, claims, shape_of
from publish.charts.scales import day_ticks, number_ticks
from reconcile.values import Stated

DAY = dt.date(2024, 7, 17)
COUNTS = st.integers(0, 10**10).map(float)
NUMBERS = st.one_of(
    st.tuples(COUNTS, st.sampled_from(("exact", "about", "min", "max"))).map(
        lambda drawn: (drawn[0], drawn[0], drawn[1])
    ),
    st.tuples(COUNTS, COUNTS).map(lambda drawn: (min(drawn), max(drawn), "range")),
)


@pytest.mark.parametrize(
    ("highest", "expected"),
    [
        (0, [0, 1]),
        (1, [0, 1]),
        (7, [0, 2, 4, 6, 8]),
        (650_000, [0, 200_000, 400_000, 600_000, 800_000]),
        (1_200_000, [0, 500_000, 1_000_000, 1_500_000]),
        (8e9, [0, 2e9, 4e9, 6e9, 8e9]),
    ],
)
def test_numbers_on_an_axis_are_round(highest: float, expected: list[float]) -> None:
    assert list(number_ticks(highest, 5)) == expected


@given(COUNTS, st.integers(1, 12))
def test_numbers_on_an_axis_reach_just_beyond_the_highest(highest: float, most: int) -> None:
    ticks = number_ticks(highest, most)
    steps = {after - before for before, after in pairwise(ticks)}
    assert len(steps) == 1
    assert ticks[0] == 0
    assert ticks[-2] <= highest <= ticks[-1] or (highest == 0 and ticks == (0, 1))
    assert 1 <= len(ticks) - 1 <= most


@pytest.mark.parametrize(
    ("last", "unit", "expected"),
    [
        ("2024-07-17", "day", ["2024-07-17"]),
        ("2024-07-19", "day", ["2024-07-17", "2024-07-18", "2024-07-19"]),
        ("2024-08-01", "day", ["2024-07-17", "2024-07-24", "2024-07-31"]),
        ("2024-12-31", "month", [f"2024-{month:02}-01" for month in range(8, 13)]),
        ("2027-01-01", "year", ["2025-01-01", "2026-01-01", "2027-01-01"]),
    ],
)
def test_days_on_an_axis_are_as_fine_as_fits(last: str, unit: str, expected: list[str]) -> None:
    ticks = day_ticks(DAY, dt.date.fromisoformat(last), 5 if unit != "year" else 4)
    assert ticks.unit == unit
    assert [day.isoformat() for day in ticks.days] == expected


@given(st.dates(), st.dates(), st.integers(1, 12))
def test_days_on_an_axis_lie_on_it_in_order(a: dt.date, b: dt.date, most: int) -> None:
    first, last = sorted((a, b))
    days = day_ticks(first, last, most).days
    assert 1 <= len(days) <= most
    assert all(first <= day <= last for day in days)
    assert list(days) == sorted(set(days))


def test_one_number_said_again_and_again_needs_no_drawing() -> None:
    said = Point(DAY, 650_000, 650_000, "min", 0)
    assert claims([]) is None
    assert claims([said, said]) is None


def test_each_claim_has_its_bounds_and_equal_ones_share_a_mark() -> None:
    points = [
        Point(DAY, 100, 100, "min", 0),
        Point(DAY, 100, 100, "min", 0),
        Point(DAY + dt.timedelta(1), 100, 100, "max", 1),
        Point(DAY + dt.timedelta(2), 50, 100, "range", 9),
        Point(DAY + dt.timedelta(2), 100, 100, "exact", 2),
        Point(DAY + dt.timedelta(2), 100, 100, "about", 3),
    ]
    drawn = claims(points)
    assert drawn is not None
    least, most, between, exact, about = drawn.marks
    assert least.points == (0, 1)
    assert (least.x, between.x) == (SIZE.left, SIZE.width - SIZE.right)
    assert least.top < least.y == least.bottom
    assert most.top == most.y < most.bottom
    assert between.top < between.y < between.bottom
    assert between.top == exact.y == exact.top == exact.bottom
    assert about.top < about.y < about.bottom
    assert [mark.shape for mark in drawn.marks] == [0, 1, len(SHAPES) - 1, 2, 3]


@given(st.lists(st.tuples(st.dates(), NUMBERS, st.integers(0, 9)), max_size=20))
def test_marks_stand_in_the_drawing_and_higher_for_more(drawn: list) -> None:
    points = [Point(day, *number, source) for day, number, source in drawn]
    chart = claims(points)
    if chart is None:
        assert len(set(points)) < 2
        return
    assert sorted(place for mark in chart.marks for place in mark.points) == [*range(len(points))]
    foot = SIZE.height - SIZE.bottom
    for mark in chart.marks:
        assert SIZE.left <= mark.x <= SIZE.width - SIZE.right
        assert SIZE.top <= mark.y <= foot
        assert mark.top <= mark.y <= mark.bottom
        assert all(shape_of(points[place].source) == mark.shape for place in mark.points)
    ordered = sorted(
        chart.marks, key=lambda mark: points[mark.points[0]].low + points[mark.points[0]].high
    )
    assert all(low.y >= high.y for low, high in pairwise(ordered))


def test_parts_follow_one_another_and_what_overlaps_begins_at_nought() -> None:
    parts = [
        (Stated(100, 100, "exact"), True),
        (Stated(30, 30, "exact"), False),
        (Stated(60, 60, "min"), True),
        (Stated(40, 60, "range"), True),
    ]
    chart = bars((400, None), parts, Stated(190, 190, "min"))
    assert [(bar.start, bar.sure, bar.open, bar.further) for bar in chart.parts] == [
        (0, 250, 0, False),
        (0, 75, 0, False),
        (250, 150, 0, True),
        (400, 100, 50, False),
    ]
    assert (chart.whole.start, chart.whole.sure, chart.whole.further) == (0, 1000, True)
    assert chart.rest is not None
    assert (chart.rest.start, chart.rest.sure) == (525, 475)


def test_parts_that_exceed_the_whole_reach_beyond_it() -> None:
    chart = bars((50, 50), [(Stated(100, 100, "exact"), True)], Stated(0, 0, "exact"))
    assert (chart.whole.sure, chart.parts[0].sure) == (500, 1000)


@given(NUMBERS, st.lists(st.tuples(NUMBERS, st.booleans()), max_size=12), st.none() | NUMBERS)
def test_bars_stand_in_the_drawing(whole: tuple, parts: list, rest: tuple | None) -> None:
    low, high, bound = whole
    interval = (None if bound == "max" else low, None if bound == "min" else high)
    told = [(Stated(*number), counted) for number, counted in parts]
    chart = bars(interval, told, Stated(*rest) if rest else None)
    for bar in (chart.whole, *chart.parts, *([chart.rest] if chart.rest else [])):
        assert min(bar.start, bar.sure, bar.open) >= 0
        assert bar.start + bar.sure + bar.open <= WIDTH + 0.5
