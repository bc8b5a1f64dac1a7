from __future__ import annotations

import datetime as dt

import pytest

from reconcile import reconcile
from store.model import Figure, content_id
from tests.reconcile.invented import report


def test_a_figure_in_full() -> None:
    result = reconcile(
        [
            report(id="a", published="2031-05-19", date="2031-05-10/2031-05-18", value=900),
            report(id="b", via=["dpa"]),
            report(id="c", via=["AFP"]),
            report(id="d", value=990, bound="min", source="Andean Relief Network"),
        ]
    )
    assert result.figures == (
        Figure(
            id=content_id("figure", "a"),
            kind="killed",
            unit="people",
            country=("PER",),
            origin=(),
            date="2031-05-10/2031-05-20",
            low=1000.0,
            high=1000.0,
            best="b",
            rule="of 3 claims that stand, the one nobody contradicts, then with the most "
            "independent sources, the newest and the most precise; "
            "1 replaced, denied or misprinted",
            documents=4,
            outlets=4,
            sources=2,
            since=dt.date(2031, 5, 19),
            status="agreed",
            reason="2 independent sources are compatible",
            claims=("a", "b", "c", "d"),
        ),
    )


def test_an_attribution_chain_counts_once() -> None:
    rows = [report(id=name, source="Andes Watch", via=["dpa"]) for name in "abcd"]
    (figure,) = reconcile(rows).figures
    assert (figure.documents, figure.outlets, figure.sources) == (4, 4, 1)
    assert (figure.status, figure.rule.startswith("of 4")) == ("single source", True)


@pytest.mark.parametrize("other", [{"value": 3000}, {"modality": "denied"}])
def test_disputed(other: dict[str, object]) -> None:
    rows = [report(id="a"), report(id="b", source="Andes Watch", **other)]
    (figure,) = reconcile(rows).figures
    assert figure.status == "disputed"
    assert "Andes Watch" in figure.reason


def test_a_misprint_does_not_make_a_dispute() -> None:
    rows = [report(id="a"), report(id="b"), report(id="c", value=10000)]
    (figure,) = reconcile(rows).figures
    assert (figure.low, figure.status) == (1000.0, "single source")


def test_the_id_stays_when_newer_claims_come() -> None:
    first = reconcile([report(id="m")]).figures[0]
    newer = report(id="a", value=1500, published="2031-06-01", date="2031-05-10/2031-06-01")
    later = reconcile([report(id="m"), newer]).figures[0]
    assert later.id == first.id
    assert (first.low, later.low) == (1000.0, 1500.0)


def test_a_claim_id_stands_for_one_report() -> None:
    with pytest.raises(ValueError, match="claim id a"):
        reconcile([report(id="a"), report(id="a", value=7)])
    assert reconcile([report(id="a")] * 2) == reconcile([report(id="a")])
    assert reconcile([]).figures == ()


def test_what_its_own_source_denies_does_not_stand() -> None:
    rows = [
        report(id="a", value=9000, source="Andes Watch"),
        report(id="b", value=9000, source="Andes Watch", modality="denied"),
        report(id="c", value=1000),
    ]
    (figure,) = reconcile(rows).figures
    assert (figure.best, figure.low) == ("c", 1000.0)
