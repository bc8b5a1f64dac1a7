"""The time line of a figure: one state per change of the stated number."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from reconcile import reconcile
from reconcile.documents import read_documents
from reconcile.relations import context, within
from reconcile.states import State, states
from reconcile.strays import Several
from store.model import Report
from tests.reconcile.invented import report
from tests.reconcile.test_laws import reports, rows


def time_line(given_reports: list[Report], best: str = "") -> tuple[State, ...]:
    """Return the states of claims that are one figure."""
    readings = read_documents(given_reports)
    known = context(readings, Several.of(readings))
    return states(readings, list(within(readings, known)), known, best)


def told(found: tuple[State, ...]) -> list[tuple[str, str, str]]:
    return [(state.day.isoformat(), str(state.number), state.change) for state in found]


def day(of_month: int, **changes: Any) -> Report:
    """Return a report of a toll as it stood on a day of May 2031."""
    last = f"2031-05-{of_month:02}"
    return report(**{"published": last, "date": f"2031-05-10/{last}", **changes})


def test_a_rising_toll_in_full() -> None:
    found = time_line(
        [
            day(11, id="a", value=23),
            day(12, id="b", value=41),
            day(12, id="c", value=41, source="Andes Watch"),
            day(13, id="d", value=58),
        ]
    )
    assert [(state.claim, state.documents, state.sources) for state in found] == [
        ("a", 1, 1),
        ("b", 2, 2),
        ("d", 1, 1),
    ]
    assert told(found) == [
        ("2031-05-11", "23", "first"),
        ("2031-05-12", "41", "risen"),
        ("2031-05-13", "58", "risen"),
    ]


@pytest.mark.parametrize(
    ("later", "expected"),
    [
        ([{"value": 1000}, {"value": 1000, "bound": "about"}], ["1,000"]),
        ([{"value": 1040, "source": "Andes Watch", "bound": "about"}], ["1,000"]),
        ([{"value": 900, "bound": "min", "source": "Andes Watch"}], ["1,000"]),
        ([{"value": 3000}], ["1,000", "3,000"]),
        ([{"value": 3000, "modality": "denied"}], ["1,000"]),
        ([{"value": 10_000}, {"value": 1000}, {"value": 1000}], ["1,000"]),  # a misprint
    ],
)
def test_what_is_a_new_state(later: list[dict[str, Any]], expected: list[str]) -> None:
    made = [day(12 + place, id=f"n{place}", **row) for place, row in enumerate(later)]
    assert [str(state.number) for state in time_line([day(11, id="a"), *made])] == expected


def test_an_old_number_printed_late_is_no_new_state() -> None:
    found = time_line(
        [
            day(11, id="a", value=23),
            day(12, id="b", value=58),
            day(13, id="c", value=23, source="Andes Watch"),
        ]
    )
    assert [(str(state.number), state.documents) for state in found] == [("23", 2), ("58", 1)]


@pytest.mark.parametrize(
    ("language", "quote", "second", "change"),
    [
        ("en", "", 38, "corrected"),
        ("de", "", 38, "corrected"),
        ("en", "The ministry corrected the death toll to 58.", 58, "corrected"),
        ("de", "Die Zahl der Toten wurde auf 58 korrigiert.", 58, "corrected"),
        ("en", "The toll has risen to 58.", 58, "risen"),
        ("de", "Die Zahl der Toten stieg auf 58.", 58, "risen"),
    ],
)
def test_how_a_toll_changes(language: str, quote: str, second: int, change: str) -> None:
    found = time_line(
        [
            day(11, id="a", value=41, number="41", language=language),
            day(12, id="b", value=second, number=str(second), language=language, quote=quote),
        ]
    )
    assert [state.change for state in found] == ["first", change]


def test_a_stock_may_fall() -> None:
    rows = [
        report(id="a", kind="hostages", value=90, date="2031-05-11", published="2031-05-11"),
        report(id="b", kind="hostages", value=40, date="2031-05-19", published="2031-05-19"),
    ]
    assert [state.change for state in time_line(rows)] == ["first", "fallen"]


def test_of_rivals_the_line_of_the_best_claim_is_told() -> None:
    rows = [
        day(11, id="a", value=18_000, kind="protesters"),
        day(11, id="b", value=45_000, kind="protesters", source="Andes Watch"),
    ]
    assert [str(state.number) for state in time_line(rows, best="b")] == ["45,000"]
    assert [str(state.number) for state in time_line(rows, best="a")] == ["18,000"]


def test_only_denials_are_no_states() -> None:
    assert time_line([day(11, id="a", modality="denied")]) == ()
    assert time_line([]) == ()


@settings(max_examples=100)
@given(st.lists(rows, max_size=12), st.randoms(use_true_random=False))
def test_order_does_not_matter(made: list[dict[str, Any]], random: Any) -> None:
    given_reports = reports(made)
    readings = {reading.id: reading for reading in read_documents(given_reports)}
    for figure in reconcile(given_reports).figures:
        members = [readings[claim] for claim in figure.claims]
        known = context(members, Several.of(members))
        relations = list(within(members, known))
        found = states(members, relations, known, figure.best)
        random.shuffle(members)
        random.shuffle(relations)
        assert states(members, relations, known, figure.best) == found
        assert [state.day for state in found] == sorted(state.day for state in found)
        assert [state.change == "first" for state in found] == [True] * bool(found) + [False] * (
            len(found) - 1
        )
