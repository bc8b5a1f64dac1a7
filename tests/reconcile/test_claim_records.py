from __future__ import annotations

import datetime as dt
from typing import Any

import pytest

from reconcile import reconcile
from reconcile.records import claim_records, relation_records, report_of
from tests.reconcile.invented import BASE, record


def test_report_of() -> None:
    made = report_of(record(value=[100, 300], bound="range", date="2031/..", part_of="z"))
    claim = made.claim
    assert (claim.low, claim.high, claim.bound) == (100.0, 300.0, "range")
    assert (claim.date, claim.date_first, claim.date_last) == ("2031/..", dt.date(2031, 1, 1), None)
    assert (claim.quote_start, claim.number_end, claim.part_of, claim.excluded) == (0, 0, "z", ())
    assert (made.outlet, made.published) == ("a.example", dt.date(2031, 5, 20))


@pytest.mark.parametrize(
    ("key", "value"),
    [
        ("id", ""),
        ("outlet", None),
        ("kind", "vanished"),
        ("bound", "roughly"),
        ("modality", None),
        ("value", "many"),
        ("value", [1, 2, 3]),
        ("value", [5, 2]),
        ("value", True),
        ("country", "PER"),
        ("via", [1]),
        ("date", "last week"),
        ("published", "yesterday"),
        ("per", "decade"),
        ("change", "fewer"),
        ("part_of", 7),
        ("quote", 7),
    ],
)
def test_a_bad_value_is_named(key: str, value: Any) -> None:
    with pytest.raises(ValueError, match=rf"^{key}: "):
        report_of({**BASE, key: value})


def test_output_records() -> None:
    result = reconcile(report_of(record(id=name)) for name in ("a", "b"))
    figure = result.figures[0].id
    assert list(claim_records(result.figures)) == [
        {"claim": "a", "figure": figure},
        {"claim": "b", "figure": figure},
    ]
    assert list(relation_records(result.relations)) == [
        {
            "a": "a",
            "b": "b",
            "relation": "copy",
            "score": 0.95,
            "why": "both go back to Peruvian health ministry: 1,000 and 1,000",
        }
    ]
