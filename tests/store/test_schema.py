import re
import sqlite3
from pathlib import Path

import pytest
from sqlite_utils import Database

from store.database import StoreError, comments, open_database, transaction

CLAIMS_FLAT = [
    "claim",
    "country",
    "origin",
    "count",
    "count_low",
    "count_high",
    "bound",
    "kind",
    "unit",
    "date_first",
    "date_last",
    "date_edtf",
    "source",
    "via",
    "outlet",
    "published",
    "language",
    "quote",
    "title",
    "url",
    "figure",
]


def ours(db: Database) -> dict[str, str]:
    rows = db.query("SELECT name, sql FROM sqlite_master WHERE type = 'table'")
    return {
        row["name"]: row["sql"]
        for row in rows
        if "_fts" not in row["name"] and not row["name"].startswith(("sqlite_", "_sqlite_"))
    }


def test_every_column_carries_a_comment(db: Database) -> None:
    assert len(ours(db)) == 32
    said = comments(db)
    for table in [*ours(db), "claims_flat", "revisions"]:
        columns = [row[1] for row in db.execute(f'PRAGMA table_info("{table}")')]
        assert list(said[table]) == columns
        assert all(re.search(r"\w", comment) for comment in said[table].values())


def test_claims_flat_has_the_promised_columns(db: Database) -> None:
    columns = [row[1] for row in db.execute("PRAGMA table_info(claims_flat)")]
    assert columns == CLAIMS_FLAT


def test_all_tables_are_strict(db: Database) -> None:
    assert [name for name, sql in ours(db).items() if "STRICT" not in sql.rsplit(")", 1)[1]] == []


def test_connection_settings(db: Database, path: Path) -> None:
    assert db.execute("PRAGMA foreign_keys").fetchone() == (1,)
    assert db.execute("PRAGMA journal_mode").fetchone() == ("wal",)
    assert db.execute("PRAGMA busy_timeout").fetchone() == (30_000,)


def test_open_again_changes_nothing(db: Database, path: Path) -> None:
    before = list(db.conn.iterdump())
    open_database(path).close()
    assert list(db.conn.iterdump()) == before


def test_readonly_writes_nothing(db: Database, path: Path) -> None:
    reader = open_database(path, readonly=True)
    assert reader.execute("SELECT name FROM sources").fetchall() == [("Probeblatt",)]
    with pytest.raises(sqlite3.OperationalError, match="readonly"):
        reader.execute("DELETE FROM sources")
    reader.close()


def not_sqlite(path: Path) -> None:
    path.write_bytes(b"These are minutes of a meeting, not a database." * 100)


def foreign(path: Path) -> None:
    with sqlite3.connect(path) as conn:
        conn.execute("CREATE TABLE recipes (name TEXT)")


def newer(path: Path) -> None:
    db = open_database(path)
    with transaction(db):
        db.execute(
            "INSERT INTO _sqlite_migrations (migration_set, name, applied_at) "
            "VALUES ('headcount', '9999_later', '')"
        )
    db.close()


@pytest.mark.parametrize("readonly", [False, True])
@pytest.mark.parametrize(
    ("make", "message"),
    [
        (not_sqlite, "not a database"),
        (foreign, "not a headcount database"),
        (newer, r"newer version of headcount \(9999_later\)"),
    ],
)
def test_a_file_that_is_not_ours_is_one_clear_error(path, make, message, readonly) -> None:
    make(path)
    with pytest.raises(StoreError, match=message) as caught:
        open_database(path, readonly=readonly)
    assert str(path) in str(caught.value)


def test_missing_file_and_folder(path: Path) -> None:
    with pytest.raises(StoreError, match="no such database"):
        open_database(path, readonly=True)
    assert not path.exists()
    with pytest.raises(StoreError, match="does not exist"):
        open_database(path.parent / "nowhere" / "news.db")


def test_a_transaction_is_all_or_nothing(db: Database) -> None:
    with pytest.raises(RuntimeError), transaction(db):
        db.execute("INSERT INTO sources (name, homepage) VALUES ('Halbes', '')")
        raise RuntimeError
    assert db.execute("SELECT name FROM sources").fetchall() == [("Probeblatt",)]
