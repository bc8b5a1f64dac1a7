import datetime as dt
from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlite_utils import Database

from store.archive import Archive
from store.database import open_database
from store.documents import open_archive, save_source

NOON = dt.datetime(2024, 5, 1, 12, 0, tzinfo=dt.UTC)


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "news.db"


@pytest.fixture
def db(path: Path) -> Iterator[Database]:
    db = open_database(path)
    save_source(db, "Probeblatt", "https://probeblatt.example/", "AUT", "de")
    yield db
    db.close()


@pytest.fixture
def archive(db: Database, path: Path) -> Iterator[Archive]:
    with open_archive(db, path) as archive:
        yield archive
