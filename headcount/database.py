"""Opening the database that a verb is given."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

from headcount.complaints import BadInput, StageFailed

if TYPE_CHECKING:
    from sqlite_utils import Database


@contextmanager
def opened(path: Path, *, readonly: bool = False) -> Iterator[Database]:
    """Open the database at ``path``, made if it is not there (not with ``readonly``).

    Raises :class:`BadInput` where the path cannot be a headcount database, and
    :class:`StageFailed` where it cannot be used any more.
    """
    from store.database import StoreError, open_database

    try:
        database = open_database(path, readonly=readonly)
    except StoreError as error:
        raise BadInput(error) from None
    try:
        with closing(database):
            yield database
    except (sqlite3.OperationalError, OSError) as error:
        # Locked by another process for too long, or the disk is full: what is done stays.
        raise StageFailed(f"{path}: {error}; run it again") from error


@contextmanager
def existing(path: Path, *, readonly: bool = False) -> Iterator[Database]:
    """Open the database at ``path``, which is there; raises :class:`BadInput`."""
    if not path.is_file():
        raise BadInput(path, "no such file; `headcount crawl` or `headcount add` makes a database")
    with opened(path, readonly=readonly) as database:
        yield database
