"""Figures in the database: whatever the order and the batches, they are those of all claims."""

from __future__ import annotations

import datetime as dt
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from random import Random
from typing import Any
from unittest.mock import patch

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sqlite_utils import Database

from benchmarks.synthetic import fill
from benchmarks.synthetic import reports as synthetic
from reconcile import Reconciled, candidates, rebuilding, reconcile, updating
from reconcile.rulings import Rulings
from reconcile.updating import update
from store.comparisons import figure_now
from store.database import open_database
from store.figures import figures, relations, reports
from store.judgements import add_judgement, judgements_now
from store.model import Judgement, Report, content_id
from tests.reconcile.invented import report
from tests.reconcile.test_laws import rows

NOON = dt.datetime(2031, 6, 1, 12, tzinfo=dt.UTC)


@contextmanager
def empty_database() -> Iterator[tuple[Database, Path]]:
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "claims.db"
        db = open_database(path)
        yield db, path
        db.close()


def told(made: list[dict[str, Any]]) -> list[Report]:
    """Return reports of which each document is one page of one day."""
    found = []
    for number, row in enumerate(made):
        day = f"2031-05-{11 + int(row['document'][1]) * 4}"
        page = {
            "document": row["document"],
            "published": day,
            "outlet": row["document"] + ".example",
        }
        one = report(**{**row, **page, "id": f"c{number}"})
        claim = replace(
            one.claim,
            article=content_id(one.document),
            part_of="c0" if number == 3 and row["document"] == made[0]["document"] else None,
            country=tuple(sorted(one.claim.country)),
        )
        found.append(replace(one, claim=claim, document=content_id(one.document)))
    return found


def made_of(db: Database) -> Reconciled:
    return Reconciled(tuple(relations(db)), tuple(figures(db)))


def memory(db: Database) -> dict[str, list[tuple[Any, ...]]]:
    """Return what the database remembers of the comparisons."""
    tables = ("postings", "links", "compared", "figure_keys", "misprints")
    return {
        table: db.execute(f"SELECT * FROM {table} ORDER BY 1, 2, 3").fetchall()
        if table != "misprints"
        else db.execute(f"SELECT * FROM {table} ORDER BY 1").fetchall()
        for table in tables
    }


def expected(db: Database) -> Reconciled:
    return reconcile(reports(db), Rulings.of(judgements_now(db)))


@settings(max_examples=30)
@given(st.lists(rows, max_size=14), st.randoms(use_true_random=False), st.integers(1, 4))
def test_batches_do_not_matter(made: list[dict[str, Any]], chance: Random, batches: int) -> None:
    pages: dict[str, list[Report]] = {}
    for one in told(made):
        pages.setdefault(one.document, []).append(one)
    order = sorted(pages)
    chance.shuffle(order)
    with empty_database() as (db, path):
        update(db, path)
        for batch in range(batches):
            fill(db, [one for page in order[batch::batches] for one in pages[page]])
            update(db, path)
            assert made_of(db) == expected(db)
        step_by_step = memory(db)
        rebuilding.rebuild(db, path, "another method")
        assert (made_of(db), memory(db)) == (expected(db), step_by_step)


CHANGES = {
    "a page that says something else now": "UPDATE articles SET latest = 0 WHERE document = ?",
    "an agency's copy": "UPDATE articles SET near_duplicates = 'x' WHERE document = ?",
    "another number": "UPDATE claims SET low = low * 2, high = high * 2 WHERE article = ?",
    "another period": "UPDATE claims SET date_edtf = '2031', date_first = '2031-01-01', "
    "date_last = '2031-12-31' WHERE article = ?",
    "another place": "UPDATE claim_countries SET country = 'CHL' WHERE role = 'country' "
    "AND claim IN (SELECT id FROM claims WHERE article = ?)",
    "claims that are read no longer": "DELETE FROM claims WHERE article = ?",
    "judged a wrong claim": "INSERT INTO judgements (made, who, verdict, claim, reason) SELECT "
    "'2031-06-01T12:00:00.000Z', 'Ada', 'wrong claim', id, 'r' FROM claims WHERE article = ?",
    "judged the same as the first": "INSERT INTO judgements (made, who, verdict, claim, other, "
    "reason) SELECT '2031-06-01T12:00:00.000Z', 'Ada', 'same', id, 'c0', 'r' FROM claims "
    "WHERE article = ? AND id <> 'c0'",
    "judged different from the first": "INSERT INTO judgements (made, who, verdict, claim, other, "
    "reason) SELECT '2031-06-01T12:00:00.000Z', 'Ada', 'different', id, 'c0', 'r' FROM claims "
    "WHERE article = ? AND id <> 'c0'",
}


@settings(max_examples=60)
@given(st.lists(rows, min_size=2, max_size=14), st.sampled_from(sorted(CHANGES)), st.booleans())
def test_changes_are_followed(made: list[dict[str, Any]], change: str, back: bool) -> None:
    given_reports = told(made)
    with empty_database() as (db, path):
        fill(db, given_reports)
        update(db, path)
        before = made_of(db)
        with db.conn:
            db.conn.execute("PRAGMA foreign_keys = ON")
            db.conn.execute(CHANGES[change], [given_reports[-1].document])
        update(db, path)
        assert made_of(db) == expected(db)
        assert db.execute("PRAGMA foreign_key_check").fetchall() == []
        if back and "latest" in CHANGES[change]:
            with db.conn:
                db.conn.execute("UPDATE articles SET latest = 1")
            update(db, path)
            assert made_of(db) == before


@settings(max_examples=60)
@given(
    st.lists(st.tuples(st.integers(0, 9), st.integers(1, 12)), min_size=4, max_size=24),
    st.lists(st.booleans(), min_size=24, max_size=24),
    st.lists(st.integers(0, 2), min_size=24, max_size=24),
)
def test_a_crowd_meets_the_same_neighbours(
    crowd: list[tuple[int, int]], gone: list[bool], batch: list[int]
) -> None:
    """Where a block holds more than a claim's neighbours, whoever comes or goes between them."""
    made = [
        report_row(
            **{"kind": "displaced", "country": ["PER"], "date": f"2031-05-1{day}", "quote": ""},
            **{"value": 1000 + value, "document": "d1", "source": f"source {number}"},
        )
        for number, (day, value) in enumerate(crowd)
    ]
    apart = []
    for number, one in enumerate(told(made)):
        document = content_id(f"page {number}")
        claim = replace(one.claim, article=document, part_of=None)
        apart.append(replace(one, claim=claim, document=document))
    near = dict.fromkeys(candidates.WINDOWS, 1)
    with patch.dict(candidates.WINDOWS, near), empty_database() as (db, path):
        for number in range(3):
            fill(db, [one for one, own in zip(apart, batch, strict=False) if own == number])
            update(db, path)
        pages = [one.document for one, went in zip(apart, gone, strict=False) if went]
        with db.conn:
            db.conn.executemany(
                "UPDATE articles SET latest = 0 WHERE document = ?", [[page] for page in pages]
            )
        update(db, path)
        step_by_step = made_of(db), memory(db)
        rebuilding.rebuild(db, path, "another method")
        assert (made_of(db), memory(db)) == step_by_step


def test_shares_give_what_one_gives(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "claims.db"
    db = open_database(path)
    fill(db, synthetic(1200))
    rebuilding.rebuild(db, path, updating.METHOD)
    alone = made_of(db), memory(db)
    monkeypatch.setattr(rebuilding, "MANY", 1)
    rebuilding.rebuild(db, path, updating.METHOD)
    assert (made_of(db), memory(db)) == alone
    assert alone[0] == expected(db)
    db.close()


def test_a_share_that_fails_leaves_everything(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "claims.db"
    db = open_database(path)
    fill(db, synthetic(100))
    rebuilding.rebuild(db, path, updating.METHOD)
    before = made_of(db)
    monkeypatch.setattr(rebuilding, "MANY", 1)
    with pytest.raises(rebuilding.ShareFailed, match="ended early"):
        rebuilding.rebuild(db, tmp_path / "missing.db", updating.METHOD)
    assert made_of(db) == before
    db.close()


def test_a_figure_that_is_no_more_leads_to_the_one_that_has_its_claims() -> None:
    toll = {"kind": "killed", "country": ["PER"], "date": "2031-05-10", "quote": ""}
    made = [
        {**toll, "value": 471, "document": "d1"},
        {**toll, "value": 650, "document": "d2", "source": "police"},
    ]
    a, b = told([report_row(**row) for row in made])
    with empty_database() as (db, path):
        fill(db, [a, b])
        update(db, path)
        ((first, second),) = [tuple(figure.id for figure in figures(db))]
        same = Judgement(NOON, "Ada", "same", a.claim.id, b.claim.id, "one quake")
        add_judgement(db, same)
        update(db, path)
        (kept,) = figures(db)
        (gone,) = {first, second} - {kept.id}
        assert figure_now(db, gone) == figure_now(db, kept.id) == kept.id
        assert figure_now(db, "unknown") is None
        add_judgement(db, replace(same, verdict="different"))
        update(db, path)
        assert {figure.id for figure in figures(db)} == {first, second}
        assert figure_now(db, gone) == gone


def report_row(**given: Any) -> dict[str, Any]:
    row = {
        "bound": "exact",
        "origin": [],
        "source": "@outlet",
        "modality": "asserted",
        "outlet": "one.example",
        "published": "2031-05-12",
    }
    return {**row, **given}


def test_what_did_not_change_is_not_compared() -> None:
    with empty_database() as (db, path):
        fill(db, synthetic(60))
        assert update(db, path) == 60
        changes = db.conn.total_changes
        assert update(db, path) == 0
        assert db.conn.total_changes == changes
