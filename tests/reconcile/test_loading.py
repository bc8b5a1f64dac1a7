"""Readings remembered between checks are those that would be loaded."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterable, Iterator
from dataclasses import fields
from itertools import islice
from pathlib import Path

import pytest
from sqlite_utils import Database

from benchmarks.synthetic import World, fill
from reconcile import loading
from reconcile.loading import Loaded, Remembered
from reconcile.reading import Reading
from reconcile.rulings import Rulings
from store.database import open_database, transaction
from store.judgements import add_judgement, judgements_now
from store.model import Judgement, Report

NOW = dt.datetime(2026, 2, 3, tzinfo=dt.UTC)


@pytest.fixture
def db(tmp_path: Path) -> Database:
    db = open_database(tmp_path / "claims.db")
    fill(db, islice(World(7).reports(), 60))
    return db


def told(readings: list[Reading]) -> list[list[object]]:
    """All that is in readings, each of which equals only itself."""
    return [[getattr(one, field.name) for field in fields(Reading)] for one in readings]


def judge(db: Database) -> None:
    claim = db.execute("SELECT min(id) FROM claims").fetchone()[0]
    add_judgement(db, Judgement(NOW, "Ada", "wrong claim", claim, None, "a slip"))


CHANGES: dict[str, Callable[[Database], object]] = {
    "nothing": lambda _: None,
    "a copy was found": lambda db: db.execute("UPDATE articles SET near_duplicates = 3"),
    "another day": lambda db: db.execute("UPDATE articles SET published = '2020-01-02'"),
    "another outlet": lambda db: db.execute("UPDATE articles SET outlet = 'Bote'"),
    "another language": lambda db: db.execute("UPDATE articles SET language = 'de'"),
    "read anew": lambda db: db.execute("UPDATE claims SET extractor = 'x', quote = 'No more.'"),
    "a claim is gone": lambda db: db.execute(
        "DELETE FROM claims WHERE id = (SELECT min(id) FROM claims)"
    ),
    "revised": lambda db: db.execute(
        "UPDATE articles SET latest = 0 WHERE id = (SELECT min(id) FROM articles)"
    ),
    "judged": judge,
}


@pytest.mark.parametrize("change", CHANGES)
@pytest.mark.parametrize("most", [5, 1000])
def test_what_is_remembered_is_what_would_be_loaded(db: Database, change: str, most: int) -> None:
    remembered = Remembered(most)
    articles = [row[0] for row in db.execute("SELECT id FROM articles")]
    Loaded(db, Rulings(), remembered).of_articles(articles)
    with transaction(db):
        CHANGES[change](db)
    rulings = Rulings.of(judgements_now(db))
    for of_some in (articles[::2], articles, articles):
        expected = told(Loaded(db, rulings).of_articles(of_some))
        assert told(Loaded(db, rulings, remembered).of_articles(of_some)) == expected
        assert expected


def test_what_did_not_change_is_loaded_once(db: Database, monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[list[str]] = []
    articles = [row[0] for row in db.execute("SELECT id FROM articles ORDER BY id")]
    remembered = Remembered(1000)
    Loaded(db, Rulings(), remembered).of_articles(articles[:9])
    read = loading.reports

    def reports(db: Database, told: Iterable[str]) -> Iterator[Report]:
        asked.append(sorted(told))
        return read(db, told)

    monkeypatch.setattr(loading, "reports", reports)
    Loaded(db, Rulings(), remembered).of_articles(articles[:10])
    assert asked == [articles[9:10]]
