"""Opening the database that a verb is given."""

from __future__ import annotations

import sqlite3
from pathlib import Path
from typing import TYPE_CHECKING

from headcount.complaints import BadInput

if TYPE_CHECKING:
    from sqlite_utils import Database


def opened(path: Path) -> Database:
    """Return the database at ``path``, made if it is not there.

    Raises :class:`BadInput` where the path holds something else or cannot be written.
    """
    from store.database import open_database

    if not path.parent.is_dir():
        raise BadInput(path, f"the folder {path.parent} is not there")
    try:
        return open_database(path)
    except sqlite3.DatabaseError as error:
        raise BadInput(path, f"expected a headcount database: {error}") from None


def existing(path: Path) -> Database:
    """Return the database at ``path``, which is there; raises :class:`BadInput`."""
    if not path.is_file():
        raise BadInput(path, "no such file; `headcount crawl` or `headcount add` makes a database")
    return opened(path)
