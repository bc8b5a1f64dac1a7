"""What did not work: one row for each stage, key and cause, until it works."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator

from sqlite_utils import Database

from store.database import moment, timestamp, transaction
from store.model import Failure

LONGEST = 500
"""Characters of an error that are kept."""


def record(db: Database, failure: Failure) -> None:
    """Note a failure; the same cause again counts up and moves the time.

    The error is kept as one line that can be printed: parts of it may come from a hostile page.
    A failure of the stage ``extract``, whose key is a snapshot's id, also marks the snapshot as
    tried by that version, so that only another version tries it again.
    """
    row = {
        "stage": failure.stage,
        "key": failure.key,
        "error": one_line(failure.error),
        "version": failure.version,
        "happened": timestamp(failure.happened),
    }
    with transaction(db):
        db.execute(
            'INSERT INTO failures (stage, "key", error, version, happened) '
            "VALUES (:stage, :key, :error, :version, :happened) "
            'ON CONFLICT (stage, "key", error) DO UPDATE SET '
            "version = excluded.version, times = times + 1, "
            "happened = max(happened, excluded.happened)",
            row,
        )
        if failure.stage == "extract":
            db.execute("UPDATE snapshots SET extractor = :version WHERE id = :key", row)


def one_line(text: str) -> str:
    """Return a text as one line of at most :data:`LONGEST` characters that can be printed."""
    plain = "".join(char if char.isprintable() else " " for char in text)
    return " ".join(plain.split())[:LONGEST]


def resolve(db: Database, stage: str, key: str) -> None:
    """Forget the failures of ``key`` at ``stage``: it works now."""
    with transaction(db):
        db.execute('DELETE FROM failures WHERE stage = ? AND "key" = ?', [stage, key])


def failures(db: Database, stage: str | None = None) -> Iterator[tuple[Failure, int]]:
    """Yield each failure (of one stage, or all) and how often it happened, latest first."""
    sql = (
        "SELECT * FROM failures WHERE :stage IN (stage, '') ORDER BY happened DESC, \"key\", error"
    )
    for row in db.query(sql, {"stage": stage or ""}):
        happened = moment(row["happened"])
        failure = Failure(row["stage"], row["key"], row["error"], row["version"], happened)
        yield failure, row["times"]


def last_failure(db: Database, stage: str, key: str) -> tuple[dt.datetime, int] | None:
    """Return when ``key`` last failed at ``stage`` and how often in all; None if it works."""
    found = db.execute(
        'SELECT max(happened), sum(times) FROM failures WHERE stage = ? AND "key" = ?',
        [stage, key],
    ).fetchone()
    return None if found[0] is None else (moment(found[0]), found[1])
