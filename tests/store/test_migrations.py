"""A database that an earlier version made opens, keeps its rows and says what is new."""

import dataclasses
import datetime as dt
import sqlite3
from pathlib import Path

import pytest

from store import database
from store.database import comments, open_database, timestamp
from store.documents import FeedState, feed_state, save_feed, save_source
from store.failures import failures, record
from store.model import Failure

MOMENT = dt.datetime(2024, 5, 6, tzinfo=dt.UTC)
STATE = FeedState("https://a.example/rss", "a", "feed", '"1"', None, MOMENT, MOMENT, None)


@pytest.fixture
def before(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A database with the first migration only."""
    path = tmp_path / "before.db"
    scripts = database._scripts()
    with monkeypatch.context() as patch:
        patch.setattr(database, "_scripts", lambda: {"0001_ground": scripts["0001_ground"]})
        db = open_database(path)
        save_source(db, "a", "https://a.example/")
        at = timestamp(MOMENT)
        row = [STATE.url, "a", "feed", '"1"', None, at, at, None]
        db.execute("INSERT INTO feeds VALUES (?, ?, ?, ?, ?, ?, ?, ?)", row)
        db.commit()
        db.close()
    return path


def test_feeds_of_before_are_kept_and_new_kinds_fit(before: Path) -> None:
    with sqlite3.connect(before) as conn:
        assert (
            "feed, sitemap or news_sitemap"
            in conn.execute("SELECT sql FROM sqlite_master WHERE name = 'feeds'").fetchone()[0]
        )
    conn.close()
    db = open_database(before)
    assert feed_state(db, STATE.url) == STATE
    folder = FeedState("https://a.example/r/", "a", "folder", None, None, MOMENT, MOMENT, None)
    save_feed(db, folder)
    assert feed_state(db, folder.url) == folder
    said = comments(db)["feeds"]["kind"]
    assert all(kind in said for kind in ("feed", "news_sitemap", "page", "report", "folder"))
    assert db.execute("PRAGMA integrity_check").fetchone() == ("ok",)
    db.close()


def test_migrating_gives_the_schema_of_a_new_database(before: Path, tmp_path: Path) -> None:
    schema = "SELECT name, sql FROM sqlite_master WHERE name NOT LIKE '%fts%' ORDER BY name"
    migrated, new = open_database(before), open_database(tmp_path / "new.db")
    assert list(migrated.execute(schema)) == list(new.execute(schema))
    migrated.close()
    new.close()


def test_failures_of_before_are_kept_and_may_be_tried_again(before: Path) -> None:
    with sqlite3.connect(before) as conn:
        conn.execute(
            "INSERT INTO failures VALUES ('crawl', 'https://a.example/1', 'HTTP 404', '1', "
            "'2024-05-06T00:00:00.000Z', 2)"
        )
    conn.close()
    db = open_database(before)
    old = Failure("crawl", "https://a.example/1", "HTTP 404", "1", MOMENT)
    assert list(failures(db)) == [(old, 2)]
    hour = dt.timedelta(hours=1)
    new = dataclasses.replace(old, source="a", due=MOMENT + hour, happened=MOMENT + hour)
    record(db, new)
    assert list(failures(db)) == [(new, 3)]
    state = dataclasses.replace(STATE, due=MOMENT + hour, interval=hour, ttl=hour / 2)
    save_feed(db, state)
    assert feed_state(db, STATE.url) == state
    assert {"interval", "ttl"} <= comments(db)["feeds"].keys()
    assert {"source", "due"} <= comments(db)["failures"].keys()
    assert db.execute("PRAGMA integrity_check").fetchone() == ("ok",)
    db.close()
