"""Totals and their parts: what adds up, what remains, what is missing, what cannot be."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reconcile.reading import Reading, read
from reconcile.totals import Split, Total, total
from reconcile.values import Stated
from tests.reconcile.invented import report

PERIOD = "2031-02-10/2031-05-20"
LEFT = {"kind": "departures", "country": ["PER"], "origin": ["PER"], "date": PERIOD}
CAME = {"kind": "arrivals", "origin": ["PER"], "date": PERIOD}

Row = dict[str, Any]


def reading(**changes: Any) -> Reading:
    return read(report(**changes))


def told(whole: Row, *parts: Row) -> Total:
    """Return the total of a claim and the parts p0, p1 …, each the best claim of its figure."""
    best = reading(**{**LEFT, **whole, "id": "whole"})
    return total(
        [best],
        best,
        {f"p{n}": reading(**{**CAME, **part, "id": f"c{n}"}) for n, part in enumerate(parts)},
    )


def split(whole: Row, *parts: Row) -> Split:
    (found,) = told(whole, *parts).splits
    return found


def of(country: str, value: float, bound: str = "exact", **changes: Any) -> Row:
    return {"country": [country], "value": value, "bound": bound, **changes}


def test_a_total_in_full() -> None:
    found = told(
        {"value": 700_000, "bound": "min", "excluded": ["ECU", "CHL"]},
        of("BOL", 120_000),
        of("BRA", 90_000),
        of("ARG", 40_000, "min"),
    )
    assert found.excluded == ("CHL", "ECU")
    (place,) = found.splits
    assert place.dimension == "place"
    assert [(part.figure, part.claim, part.of, str(part.number)) for part in place.parts] == [
        ("p0", "c0", ("BOL",), "120,000"),
        ("p1", "c1", ("BRA",), "90,000"),
        ("p2", "c2", ("ARG",), "at least 40,000"),
    ]
    assert all(part.counted for part in place.parts)
    assert str(place.sum) == "at least 250,000"
    assert str(place.remainder) == "at least 450,000"
    assert place.excess == 0


@pytest.mark.parametrize(
    ("whole", "parts", "sum_", "remainder"),
    [
        ((1000, "exact"), [(300, "exact"), (200, "exact")], "500", "500"),
        ((1000, "min"), [(300, "exact")], "300", "at least 700"),
        ((1000, "min"), [(300, "min")], "at least 300", "at least 700"),
        ((1000, "max"), [(300, "exact")], "300", "up to 700"),
        ((1000, "about"), [(300, "exact")], "300", "about 700"),
        ((1000, "exact"), [(300, "about")], "about 300", "about 700"),
        ((1000, "exact"), [(300, "min")], "at least 300", "up to 700"),
        ((1000, "exact"), [(300, "max")], "up to 300", "700 to 1,000"),
        ((1000, "exact"), [(300, "exact"), (100, "max")], "300 to 400", "600 to 700"),
        ((1000, "exact"), [([300, 400], "range")], "300 to 400", "600 to 700"),
        (([900, 1000], "range"), [(300, "exact")], "300", "600 to 700"),
        ((1000, "exact"), [(600, "exact"), (600, "exact")], "1,200", "0"),
        ((1000, "min"), [(600, "exact"), (600, "exact")], "1,200", "at least 0"),
    ],
)
def test_sum_and_remainder(
    whole: tuple[float, str], parts: list[tuple[Any, str]], sum_: str, remainder: str
) -> None:
    rows = [of(code, *part) for code, part in zip(("BOL", "BRA"), parts, strict=False)]
    found = split({"value": whole[0], "bound": whole[1]}, *rows)
    assert (str(found.sum), str(found.remainder)) == (sum_, remainder)


@pytest.mark.parametrize(
    ("bound", "part", "excess"),
    [
        ("exact", 1010, 0),
        ("exact", 1500, 490),
        ("about", 1050, 0),
        ("about", 1500, 450),
        ("min", 1500, 0),
        ("min", 1600, 100),
        ("max", 1600, 590),
    ],
)
def test_parts_that_exceed_the_whole(bound: str, part: float, excess: float) -> None:
    found = split({"value": 1000, "bound": bound}, of("BOL", part - 500), of("BRA", 500))
    assert found.excess == pytest.approx(excess)
    most = split({"value": 1000, "bound": bound}, of("BOL", part, "max"))
    assert most.excess == 0  # at the least they are none


@pytest.mark.parametrize(
    ("parts", "counted"),
    [
        # Two states of one country: the one nearest to the whole's.
        (
            [
                of("BOL", 100, date="2031-02-10/2031-03-01", published="2031-03-01"),
                of("BOL", 140, date="2031-02-10/2031-05-19", published="2031-05-19"),
            ],
            ["p1"],
        ),
        # A region and its member; a member elsewhere.
        ([of("DEU", 100), of("EU", 300), of("BRA", 90)], ["p1", "p2"]),
        ([of("NOR", 100), of("EU", 300)], ["p0", "p1"]),
        ([of("DEU", 100), of("EUROPE", 500), of("EU", 300)], ["p1"]),
        # Two countries together, and one of them.
        ([of("BOL", 100), {"country": ["BOL", "BRA"], "value": 150}], ["p1"]),
    ],
)
def test_nobody_is_counted_twice(parts: list[Row], counted: list[str]) -> None:
    found = split({"value": 10_000}, *parts)
    assert sorted(part.figure for part in found.parts if part.counted) == counted
    assert len(found.parts) == len(parts)


def test_origins_add_up() -> None:
    whole = {"kind": "arrivals", "country": ["BRA"], "origin": [], "value": 1000}
    parts = [
        {"country": ["BRA"], "origin": [code], "value": value}
        for code, value in [("PER", 300), ("BOL", 200)]
    ]
    found = split(whole, *parts)
    assert (found.dimension, str(found.sum), str(found.remainder)) == ("origin", "500", "500")
    assert [part.of for part in found.parts] == [("PER",), ("BOL",)]


def test_periods_add_up_where_they_do_not_overlap() -> None:
    same = {"kind": "arrivals", "country": ["BRA"], "origin": []}
    whole = {**same, "date": "2030", "value": 1000}
    dates = [("2030-01", 100), ("2030-02", 50), ("2030-01/2030-03", 240), ("2030-07", 70)]
    found = split(whole, *({**same, "date": date, "value": value} for date, value in dates))
    assert found.dimension == "period"
    assert [(part.of, part.counted) for part in found.parts] == [
        (("2030-01/2030-03",), True),
        (("2030-01",), False),
        (("2030-07",), True),
        (("2030-02",), False),
    ]
    assert (str(found.sum), str(found.remainder)) == ("310", "690")


@pytest.mark.parametrize(("language", "units"), [("en", "children women"), ("de", "Kinder Frauen")])
def test_groups_do_not_add_up(language: str, units: str) -> None:
    toll = {"kind": "killed", "country": ["PER"], "origin": [], "language": language}
    rows = [{**toll, "unit": unit, "value": 20} for unit in units.split()]
    found = split({**toll, "unit": "people", "value": 30}, *rows)
    assert found.dimension == "group"
    assert sorted(part.of for part in found.parts) == [("children",), ("women",)]
    assert (found.sum, found.remainder, found.excess) == (None, None, 0)
    more = split({**toll, "unit": "people", "value": 10}, *rows)
    assert more.excess == pytest.approx(20 - 10.1)


def test_what_differs_in_two_ways_does_not_add_up() -> None:
    found = told(
        {"value": 10_000},
        of("BOL", 100),
        of("BRA", 40, unit="children"),
        {"kind": "killed", "country": ["PER"], "origin": [], "value": 3},
    )
    assert [(one.dimension, len(one.parts)) for one in found.splits] == [("place", 1), ("other", 2)]
    assert str(found.splits[0].sum) == "100"
    assert found.splits[1].sum is None


def test_denials_are_no_parts_and_exclude_nothing() -> None:
    best = reading(**LEFT, id="whole")
    denial = reading(**LEFT, id="no", modality="denied", excluded=["CHL"])
    part = reading(**CAME, id="c", country=["BOL"], modality="denied")
    assert total([best, denial], best, {"p": part}) == Total((), ())


@given(st.permutations(["BOL", "BRA", "DEU", "EU", "EUROPE", "NOR"]))
def test_order_does_not_matter(codes: list[str]) -> None:
    best = reading(**LEFT, id="whole", value=10_000)
    parts = {code: reading(**CAME, id=code, country=[code], value=len(code)) for code in codes}
    (found,) = total([best], best, parts).splits
    assert [part.figure for part in found.parts] == ["EUROPE", "BOL", "BRA", "DEU", "NOR", "EU"]
    assert [part.figure for part in found.parts if part.counted] == ["EUROPE", "BOL", "BRA"]
    assert (found.sum, found.remainder) == (
        Stated(12, 12, "exact"),
        Stated(9988, 9988, "exact"),
    )
