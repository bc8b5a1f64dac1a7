"""A forecast whose outcome is known is of the past; what only looks like an outcome is none."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from benchmarks.synthetic import fill
from reconcile import reconcile
from reconcile.updating import update
from store.database import open_database, transaction
from store.figures import figures
from store.model import Report, content_id
from tests.reconcile.invented import report

ASYLUM = {"kind": "asylum_applications", "country": ["PER"], "date": "2031", "source": "ministry"}
FORECAST = {**ASYLUM, "value": 100_000, "modality": "planned", "published": "2030-11-04"}
OUTCOME = {**ASYLUM, "value": 87_320, "published": "2032-01-09"}


def told(id: str, **of_claim: Any) -> Report:
    made = report(id=id, **of_claim)
    document = content_id(made.document)
    claim = replace(made.claim, article=document, country=tuple(made.claim.country))
    return replace(made, claim=claim, document=document)


@pytest.mark.parametrize(
    ("changes", "status"),
    [
        ({}, "superseded"),
        ({"language": "de", "unit": "Asylanträge"}, "superseded"),
        ({"bound": "about", "value": 87_000}, "superseded"),
        ({"published": "2031-07-01"}, "single source"),  # the year was not over
        ({"date": "2031-05"}, "single source"),
        ({"date": "2032", "published": "2033-01-09"}, "single source"),
        ({"country": ["CHL"]}, "single source"),
        ({"origin": ["CHL"]}, "single source"),
        ({"kind": "arrivals"}, "single source"),
        ({"per": "day"}, "single source"),
        ({"change": 12_000}, "single source"),
        ({"modality": "denied"}, "single source"),
        ({"modality": "hypothetical", "source": "bank"}, "disputed"),
    ],
)
def test_what_is_the_outcome_of_a_forecast(changes: dict[str, Any], status: str) -> None:
    found = reconcile([report(id="a", **FORECAST), report(id="b", **{**OUTCOME, **changes})])
    forecast = next(figure for figure in found.figures if "a" in figure.claims)
    assert forecast.status == status
    assert all(figure.status != "superseded" for figure in found.figures if figure != forecast)


def test_an_outcome_that_comes_and_goes(tmp_path: Path) -> None:
    path = tmp_path / "claims.db"
    db = open_database(path)
    forecast, outcome = told("a", **FORECAST), told("b", **OUTCOME)
    fill(db, [forecast])
    update(db, path)
    assert [figure.status for figure in figures(db)] == ["single source"]
    fill(db, [outcome])
    update(db, path)
    stood = {figure.claims: (figure.status, figure.reason) for figure in figures(db)}
    reason = "what was expected for this period has been counted since"
    assert stood["a",] == ("superseded", reason)
    assert stood["b",][0] == "single source"
    with transaction(db):
        db.execute("UPDATE articles SET latest = 0 WHERE document = ?", [outcome.document])
    update(db, path)
    assert [figure.status for figure in figures(db)] == ["single source"]
    db.close()


def test_a_forecast_may_come_late(tmp_path: Path) -> None:
    path = tmp_path / "claims.db"
    db = open_database(path)
    for made in (told("b", **OUTCOME), told("a", **FORECAST)):
        fill(db, [made])
        update(db, path)
    assert {figure.claims: figure.status for figure in figures(db)}["a",] == "superseded"
    db.execute("UPDATE reconciled SET method = 'before'")
    update(db, path)
    assert {figure.claims: figure.status for figure in figures(db)}["a",] == "superseded"
    assert dt.date(2030, 11, 4) in {figure.since for figure in figures(db)}
    db.close()
