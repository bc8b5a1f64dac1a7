"""What an original source is called, and who printed it."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reconcile.documents import read_documents
from reconcile.naming import OriginalSource, Printed, original_sources
from reconcile.origins import origins
from reconcile.values import Stated
from tests.reconcile.invented import report


def sources(rows: list[dict[str, Any]]) -> tuple[OriginalSource, ...]:
    """Return the sources of claims c0, c1 … in the order that they are given in."""
    readings = read_documents(report(**{**row, "id": f"c{n}"}) for n, row in enumerate(rows))
    return original_sources(readings, origins(readings), "en")


def test_a_source_in_full() -> None:
    day = dt.date(2031, 5, 20)
    rows: list[dict[str, Any]] = [
        {"source": "Andes Watch", "value": 900, "published": "2031-05-19", "outlet": "one.example"},
        {"source": "Andes Watch", "outlet": "two.example"},
        {"source": "Andes Watch", "outlet": "one.example"},
        {"source": "Relief Network", "modality": "denied", "value": 950, "outlet": "two.example"},
    ]
    assert sources(rows) == (
        OriginalSource(
            name="Andes Watch",
            numbers=(Stated(1000, 1000, "exact"),),
            denies=False,
            printed=(
                Printed("one.example", day - dt.timedelta(days=1)),
                Printed("two.example", day),
            ),
            claims=("c0", "c1", "c2"),
        ),
        OriginalSource(
            "Relief Network",
            (Stated(950, 950, "exact"),),
            True,
            (Printed("two.example", day),),
            ("c3",),
        ),
    )


@pytest.mark.parametrize(
    ("numbers", "last"),
    [
        ([("2031-05-19", 23), ("2031-05-20", 41)], ["41"]),
        ([("2031-05-20", 31), ("2031-05-20", 27)], ["27", "31"]),
        ([("2031-05-20", 31), ("2031-05-20", 31), ("2031-05-19", 40)], ["31"]),
    ],
)
def test_what_a_source_said_last(numbers: list[tuple[str, float]], last: list[str]) -> None:
    (source,) = sources(
        [
            {"value": value, "published": day, "date": f"2031-05-10/{day}", "bound": bound}
            for day, value in numbers
            for bound in ("min", "exact")
        ]
    )
    assert [str(number) for number in source.numbers] == last


@pytest.mark.parametrize(
    ("spellings", "name"),
    [
        (["Gaza health ministry", "Gesundheitsministerium in Gaza"], "Gaza health ministry"),
        (["Gesundheitsministerium in Gaza"] * 2 + ["Gaza health ministry"], None),
        (["Innenministeriums in Lima", "Innenministerium in Lima"], "Innenministerium in Lima"),
        (["@outlet"], "c0.example"),
        (["@outlet", "Andes Watch"], "Andes Watch"),
        (["@outlet", "@outlet", "Andes Watch"], "Andes Watch"),
    ],
)
def test_of_several_spellings(spellings: list[str], name: str | None) -> None:
    # One precise number: however it is spelled, it is one source.
    found = sources([{"source": spelling, "value": 10_417} for spelling in spellings])
    assert [source.name for source in found] == [name or spellings[0]]


@pytest.mark.parametrize(
    ("german", "english", "name"),
    [(2, 1, "Gaza health ministry"), (2, 0, "Gesundheitsministeriums in Gaza")],
)
def test_readers_are_told_the_name_in_their_language(german: int, english: int, name: str) -> None:
    rows = [{"source": "Gesundheitsministeriums in Gaza", "language": "de"}] * german
    rows += [{"source": "Gaza health ministry", "language": "en"}] * english
    assert [source.name for source in sources(rows)] == [name]


@given(st.permutations(["Andes Watch", "UNHCR", "UN refugee agency", "@outlet", "UNHCR"]))
def test_order_does_not_matter(names: list[str]) -> None:
    rows = [{"source": name, "outlet": "one.example"} for name in names]
    assert {source.name for source in sources(rows)} == {"Andes Watch", "UNHCR", "one.example"}
