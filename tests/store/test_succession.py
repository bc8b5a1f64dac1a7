"""What happened to figures: each change told once, and which figure goes on with which."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from sqlite_utils import Database

from benchmarks.synthetic import fill
from reconcile import rebuilding, updating
from reconcile.updating import update
from store.comparisons import figure_now
from store.database import open_database, transaction
from store.figures import figures
from store.judgements import add_judgement
from store.model import Judgement, Report, content_id
from store.succession import Event, events_after
from tests.reconcile.invented import report

TOLL = {
    "modality": "asserted",
    "kind": "killed",
    "country": ["PER"],
    "date": "2031-05-10",
    "bound": "exact",
}
QUAKE = "The earthquake has killed {} people in Peru, up from {}, officials say."


def told(id: str, document: str, published: str, **of_claim: Any) -> Report:
    """Return a report of a toll in Peru by a page of its own."""
    row = {
        "number": str(of_claim["value"]),
        "origin": [],
        "source": "officials",
        "modality": "asserted",
        "quote": "",
    }
    page = {"document": document, "published": published, "outlet": f"{document}.example"}
    made = report(**{**TOLL, **row, **page, "id": id, **of_claim})
    document = content_id(document)
    claim = replace(made.claim, article=document, country=tuple(made.claim.country))
    return replace(made, claim=claim, document=document)


FIRST = told("c1", "d1", "2031-05-11", value=23, quote="An earthquake has killed 23 people.")
RISEN = told("c2", "d2", "2031-05-12", value=41, quote=QUAKE.format(41, 23))
RIVAL = told(
    "c3", "d3", "2031-05-12", value=95, source="the opposition", quote=QUAKE.format(95, 23)
)
OTHER = told("c4", "d4", "2031-05-12", value=7, country=["CHL"], quote="A fire killed seven.")


@pytest.fixture
def place(tmp_path: Path) -> Path:
    return tmp_path / "claims.db"


def news(db: Database, after: int = 0) -> list[tuple[Any, ...]]:
    """Return what the events with greater numbers say, without when and of which figure."""
    return [
        (one.change, one.low_before, one.high_before, one.low, one.high, one.claim)
        for one in events_after(db, after, 100)
    ]


def test_a_figure_appears_and_rises(place: Path) -> None:
    db = open_database(place)
    fill(db, [FIRST])
    update(db, place)
    assert news(db) == [("appeared", None, None, 23, 23, "c1")]
    fill(db, [RISEN, OTHER])
    update(db, place)
    assert news(db, 1) == [
        ("rose", 23, 23, 41, 41, "c2"),
        ("appeared", None, None, 7, 7, "c4"),
    ]
    (first, risen, _) = events_after(db, 0, 100)
    assert first.figure == risen.figure
    assert first.happened.tzinfo is dt.UTC
    assert update(db, place) == 0
    assert len(news(db)) == 3
    db.close()


def test_events_are_read_from_where_one_stopped(place: Path) -> None:
    db = open_database(place)
    fill(db, [FIRST, OTHER])
    update(db, place)
    (first,) = events_after(db, 0, 1)
    (second,) = events_after(db, first.number, 5)
    assert isinstance(second, Event)
    assert [first.claim, second.claim] == ["c1", "c4"]  # the first reported first
    assert list(events_after(db, second.number, 5)) == []
    db.close()


def test_a_dispute_and_its_end(place: Path) -> None:
    db = open_database(place)
    fill(db, [FIRST, RISEN])
    update(db, place)
    fill(db, [RIVAL])
    same = Judgement(dt.datetime.now(dt.UTC), "Ada", "same", "c2", "c3", "one quake")
    add_judgement(db, same)
    update(db, place)
    assert [figure.status for figure in figures(db)] == ["disputed"]
    assert ("disputed", 41, 41) in {row[:3] for row in news(db, 1)}
    with transaction(db):
        db.execute("UPDATE articles SET latest = 0 WHERE document = ?", [RIVAL.document])
    last = [event.number for event in events_after(db, 0, 100)][-1]
    update(db, place)
    assert "settled" in {row[0] for row in news(db, last)}
    db.close()


def test_a_source_takes_a_number_back(place: Path) -> None:
    db = open_database(place)
    fill(db, [told("c1", "d1", "2031-05-11", value=95, quote="The earthquake has killed 95.")])
    update(db, place)
    text = "Officials corrected the number of people killed in the earthquake from 95 to 59."
    numbers = {"c2": 95, "c3": 59}
    fill(db, [told(id, "d2", "2031-05-12", value=n, quote=text) for id, n in numbers.items()])
    update(db, place)
    assert news(db, 1) == [("corrected", 95, 95, 59, 59, "c3")]
    db.close()


def test_a_page_that_changes_its_number_goes_on_with_its_figure(place: Path) -> None:
    db = open_database(place)
    fill(db, [FIRST])
    update(db, place)
    (before,) = figures(db)
    later = told("c2", "d2", "2031-05-11", value=230, quote="An earthquake has killed 230 people.")
    fill(db, [later])
    with transaction(db):
        db.execute("UPDATE articles SET latest = 0 WHERE document = ?", [FIRST.document])
        db.execute(
            'INSERT INTO claim_changes (article, number, "change", "before", "after", happened) '
            "VALUES (?, 1, 'changed', 'c1', 'c2', '2031-05-11T12:00:00.000Z')",
            [later.claim.article],
        )
    update(db, place)
    (after,) = figures(db)
    assert figure_now(db, before.id) == after.id
    assert news(db, 1) == [("rose", 23, 23, 230, 230, "c2")]
    db.close()


def test_what_is_only_regrouped_did_not_appear(place: Path) -> None:
    db = open_database(place)
    fill(db, [FIRST, RISEN])
    update(db, place)
    (one,) = figures(db)
    now = dt.datetime.now(dt.UTC)
    add_judgement(db, Judgement(now, "Ada", "different", "c1", "c2", "two quakes"))
    last = len(news(db))
    update(db, place)
    assert len(list(figures(db))) == 2
    assert "appeared" not in {row[0] for row in news(db, last)}
    assert figure_now(db, one.id) == one.id
    db.close()


@pytest.mark.parametrize("method", [updating.METHOD, "another"])
def test_everything_anew_tells_what_changed_unless_the_method_did(place: Path, method: str) -> None:
    db = open_database(place)
    fill(db, [FIRST])
    rebuilding.rebuild(db, place, updating.METHOD)
    assert news(db) == [("appeared", None, None, 23, 23, "c1")]
    fill(db, [RISEN, OTHER])
    rebuilding.rebuild(db, place, method)
    expected = [("rose", 23, 23, 41, 41, "c2"), ("appeared", None, None, 7, 7, "c4")]
    assert news(db, 1) == (expected if method == updating.METHOD else [])
    db.close()
