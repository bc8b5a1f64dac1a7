"""Claims whose words did not tell what the people were counted as."""

from __future__ import annotations

from typing import Any

import pytest

from reconcile import reconcile
from reconcile.verdicts import Record
from tests.reconcile.invented import report

MARCH: dict[str, Any] = {
    "kind": "protesters",
    "value": 18000,
    "date": "2031-05-10",
    "published": "2031-05-10",
    "source": "police",
}
GERMAN = {"language": "de", "kind": "other", "unit": "Teilnehmer", "source": "Polizei"}


def test_a_count_of_no_kind_joins_the_one_with_which_all_agrees() -> None:
    rows = [
        report(id="a", **(MARCH | GERMAN)),
        report(id="b", **MARCH),
        report(id="c", **(MARCH | {"value": 45000, "source": "organisers"})),
        report(
            id="d", **(MARCH | GERMAN | {"value": 45000, "bound": "min", "source": "Veranstalter"})
        ),
    ]
    (figure,) = reconcile(rows).figures
    assert (figure.kind, figure.documents, figure.sources) == ("protesters", 4, 2)
    assert figure.status == "disputed"


@pytest.mark.parametrize(
    "changes",
    [
        {"value": 16000},
        {"source": "Andes Watch"},
        {"country": ["BOL"]},
        {"date": "2031-05-13"},
        {"date": "2031"},
        {"modality": "planned"},
        {"unit": "Kinder", "quote": "18,000 Kinder", "number": "18,000"},
    ],
)
def test_a_count_of_no_kind_stays_alone(changes: dict[str, Any]) -> None:
    rows = [report(id="a", **(MARCH | GERMAN | changes)), report(id="b", **MARCH)]
    assert [figure.kind for figure in reconcile(rows).figures if "a" in figure.claims] == ["other"]
    assert len(reconcile(rows).figures) == 2


def test_two_kinds_do_not_meet_through_one_of_no_kind() -> None:
    rows = [
        report(id="a", **(MARCH | GERMAN)),
        report(id="b", **MARCH),
        report(id="c", **(MARCH | {"kind": "detained"})),
    ]
    found = {figure.kind: set(figure.claims) for figure in reconcile(rows).figures}
    assert found == {"protesters": {"a", "b"}, "detained": {"c"}}


@pytest.mark.parametrize("kind", ["protesters", "other"])
def test_both_kinds_are_checked_against_it(kind: str) -> None:
    rows = [report(id="a", **(MARCH | GERMAN)), report(id="b", **MARCH)]
    (figure,) = reconcile(rows).figures
    cited = report(**(MARCH | {"kind": kind})).claim
    verdict = Record.of(rows).check(cited, "en", rows[0].published)
    assert (verdict.verdict, verdict.figure) == ("supported", figure.id)
