"""Opens the one SQLite file and keeps its schema up to date."""

from __future__ import annotations

import datetime as dt
import re
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from importlib.resources import files
from pathlib import Path

from sqlite_utils import Database
from sqlite_utils.migrations import Migrations

APPLICATION_ID = 1751346804
"""``PRAGMA application_id`` of our files: the letters "hcnt"."""

BUSY_SECONDS = 30.0
"""How long a writer waits for another process that writes."""

_COLUMN = re.compile(r'^\s+"?(\w+)"? [^-\n]*(?:-[^-\n]+)*-- (.+)$', re.MULTILINE)
_VIEW_COLUMN = re.compile(r'\bAS "?(\w+)"?,? -- (.+)$', re.MULTILINE)


class StoreError(Exception):
    """The database file cannot be used; the text says which file and why."""


def _scripts() -> dict[str, str]:
    """Return the SQL of each migration by its name, in the order they apply."""
    folder = files("store.migrations")
    names = sorted(entry.name for entry in folder.iterdir() if entry.name.endswith(".sql"))
    return {
        name.removesuffix(".sql"): folder.joinpath(name).read_text(encoding="utf-8")
        for name in names
    }


def _migrations(scripts: dict[str, str]) -> Migrations:
    migrations = Migrations("headcount")
    for name, sql in scripts.items():

        def apply(db: Database, sql: str = sql) -> None:
            db.executescript(sql)

        migrations(name=name)(apply)
    return migrations


def open_database(path: Path, *, readonly: bool = False) -> Database:
    """Open the database at ``path``; made, with its schema, where there is none.

    WAL mode, foreign keys checked, writers wait :data:`BUSY_SECONDS` for each other. With
    ``readonly`` nothing is made or migrated. Raises :class:`StoreError` where the file is not a
    headcount database, was made by a newer version, or (``readonly``) is missing or older.
    """
    if readonly and not path.is_file():
        raise StoreError(f"{path}: there is no such database")
    if not path.parent.is_dir():
        raise StoreError(f"{path}: the folder {path.parent} does not exist")
    mode = "ro" if readonly else "rwc"
    try:
        conn = sqlite3.connect(
            f"{path.absolute().as_uri()}?mode={mode}", uri=True, timeout=BUSY_SECONDS
        )
    except sqlite3.OperationalError as error:
        raise StoreError(f"{path}: {error}") from error
    try:
        return _prepared(Database(conn), path, readonly=readonly)
    except StoreError:
        conn.close()
        raise
    except sqlite3.DatabaseError as error:
        conn.close()
        raise StoreError(f"{path}: {error}") from error


def _prepared(db: Database, path: Path, *, readonly: bool) -> Database:
    db.conn.execute("PRAGMA foreign_keys = ON")
    if db.conn.execute("SELECT count(*) FROM sqlite_master").fetchone()[0] and (
        db.conn.execute("PRAGMA application_id").fetchone()[0] != APPLICATION_ID
    ):
        raise StoreError(f"{path}: this is a SQLite file, but not a headcount database")
    scripts = _scripts()
    migrations = _migrations(scripts)
    applied = {migration.name for migration in migrations.applied(db)}
    if newer := sorted(applied - set(scripts)):
        raise StoreError(f"{path}: made by a newer version of headcount ({', '.join(newer)})")
    if applied != set(scripts):
        if readonly:
            raise StoreError(f"{path}: made by an older version of headcount; open it for writing")
        db.enable_wal()
        with transaction(db):
            migrations.apply(db)
    if not readonly:
        # In WAL mode this survives the death of the process; only a power cut may lose the tail.
        db.conn.execute("PRAGMA synchronous = NORMAL")
    return db


@contextmanager
def transaction(db: Database) -> Iterator[None]:
    """All or nothing: commit at the end of the block, roll back on an error.

    The write lock is taken at once, so that a block that reads before it writes cannot fail
    half-way because another process wrote in between. Inside another transaction it joins that.
    """
    if db.conn.in_transaction:
        with db.atomic():
            yield
        return
    db.conn.execute("BEGIN IMMEDIATE")
    try:
        yield
        db.commit()  # may fail too: deferred foreign keys are checked here
    except BaseException:
        db.rollback()
        raise


def timestamp(moment: dt.datetime) -> str:
    """Return an aware time as the database writes it: UTC, ISO 8601, milliseconds."""
    utc = moment.astimezone(dt.UTC).replace(tzinfo=None)
    return utc.isoformat(timespec="milliseconds") + "Z"


def moment(written: str) -> dt.datetime:
    """Return the aware time that :func:`timestamp` wrote."""
    return dt.datetime.fromisoformat(written)


def comments(db: Database) -> dict[str, dict[str, str]]:
    """Return the comment on each column of each table and view, as the schema says it."""
    found: dict[str, dict[str, str]] = {}
    rows = db.query("SELECT type, name, sql FROM sqlite_master WHERE type IN ('table', 'view')")
    for row in rows:
        pattern = _VIEW_COLUMN if row["type"] == "view" else _COLUMN
        if columns := dict(pattern.findall(row["sql"])):
            found[row["name"]] = columns
    return found
