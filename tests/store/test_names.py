"""Names of sources and outlets are counted with every change, whatever its way."""

from collections import Counter
from pathlib import Path

import pytest
from sqlite_utils import Database

from store.database import open_database

COUNTS = (
    ("source_names", "SELECT source FROM claims WHERE source <> '@outlet'"),
    ("outlets", "SELECT outlet FROM articles"),
)


def rows(number: int, source: str) -> dict[str, object]:
    return {
        "id": f"c{number}", "fts_number": number, "article": "a1", "quote": "q", "quote_start": 0,
        "quote_end": 1, "number": "1", "number_start": 0, "number_end": 1, "low": 1.0, "high": 1.0,
        "bound": "exact", "kind": "killed", "unit": "people", "date_edtf": "", "source": source,
        "via": "[]", "modality": "asserted", "rules": "[]", "extractor": "test",
    }  # fmt: skip


@pytest.fixture
def db(tmp_path: Path) -> Database:
    db = open_database(tmp_path / "names.db")
    db.execute("INSERT INTO sources VALUES ('s', 'https://a.example/', NULL, NULL)")
    for number, outlet in ((1, "Blatt"), (2, "Blatt"), (3, "Bote")):
        at = "2024-01-01T00:00:00.000Z"
        db.execute(
            "INSERT INTO documents VALUES (?, ?, 's', ?, ?, NULL)",
            [f"d{number}", f"https://a.example/{number}", at, at],
        )
        db.execute(
            "INSERT INTO snapshots VALUES (?, ?, ?, ?, 200, '', '', NULL, NULL, '', 0, '')",
            [f"s{number}", f"d{number}", at, at],
        )
        db.execute(
            "INSERT INTO articles VALUES (?, ?, ?, ?, '', NULL, ?, '[]', 'de', NULL, NULL, '',"
            " NULL, 'test', 1)",
            [f"a{number}", number, f"s{number}", f"d{number}", outlet],
        )
    for number, source in enumerate(("dpa", "dpa", "Behörde", "@outlet"), start=1):
        row = rows(number, source)
        names = ", ".join(row)
        marks = ", ".join("?" * len(row))
        db.execute(f"INSERT INTO claims ({names}) VALUES ({marks})", list(row.values()))
    return db


@pytest.mark.parametrize(
    "change",
    [
        "SELECT 1",
        "DELETE FROM claims WHERE id = 'c1'",
        "DELETE FROM claims",
        "UPDATE claims SET source = 'dpa'",
        "UPDATE claims SET source = '@outlet'",
        "UPDATE claims SET source = 'AP' WHERE id IN ('c2', 'c4')",
        "UPDATE claims SET source = source, low = 2",
        "UPDATE articles SET outlet = 'Bote'",
        "UPDATE articles SET outlet = 'Neu' WHERE id = 'a3'",
        "DELETE FROM articles WHERE id = 'a3'",
    ],
)
def test_names_are_counted_with_every_change(db: Database, change: str) -> None:
    db.execute(change)
    for table, all_names in COUNTS:
        expected = Counter(row[0] for row in db.execute(all_names))
        counted = "claims" if table == "source_names" else "articles"
        assert dict(db.execute(f"SELECT name, {counted} FROM {table}").fetchall()) == expected
    found = db.execute(
        "SELECT name FROM source_names_fts WHERE source_names_fts MATCH 'behorde OR dpa OR ap'"
    )
    assert sorted(row[0] for row in found) == sorted({row[0] for row in db.execute(COUNTS[0][1])})
    db.execute("INSERT INTO source_names_fts(source_names_fts) VALUES ('integrity-check')")
