"""What did not work: one row for each stage, key and cause, until it works."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass

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
        "source": failure.source,
        "due": failure.due and timestamp(failure.due),
    }
    with transaction(db):
        db.execute(
            'INSERT INTO failures (stage, "key", error, version, happened, source, due) '
            "VALUES (:stage, :key, :error, :version, :happened, :source, :due) "
            'ON CONFLICT (stage, "key", error) DO UPDATE SET '
            "version = excluded.version, times = times + 1, "
            "happened = max(happened, excluded.happened), "
            "source = excluded.source, due = excluded.due",
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
        times = row.pop("times")
        happened, due = moment(row.pop("happened")), row.pop("due")
        yield Failure(**row, happened=happened, due=due and moment(due)), times


@dataclass(frozen=True, slots=True)
class LastFailure:
    """When something last failed, how often in all, and when it is tried again by itself."""

    happened: dt.datetime
    times: int
    due: dt.datetime | None


def last_failure(db: Database, stage: str, key: str) -> LastFailure | None:
    """Return how ``key`` failed at ``stage``; None if it works."""
    # SQLite takes the other columns from the row of the max (sqlite.org/lang_select.html, 2.5).
    found = db.execute(
        'SELECT max(happened), sum(times), due FROM failures WHERE stage = ? AND "key" = ?',
        [stage, key],
    ).fetchone()
    if found[0] is None:
        return None
    return LastFailure(moment(found[0]), found[1], found[2] and moment(found[2]))


def pages_to_retry(db: Database, source: str, by: dt.datetime | None) -> list[str]:
    """Return the URLs of the source's pages that failed and are tried again ``by`` then.

    Longest due first; with None all that will ever be. What lists pages is none of them.
    """
    sql = (
        'SELECT "key", due, max(happened) FROM failures '
        "WHERE stage = 'crawl' AND source = :source AND \"key\" GLOB 'http*://*' "
        'AND "key" NOT IN (SELECT url FROM feeds) '
        'GROUP BY "key" HAVING due <= :by OR (:by IS NULL AND due IS NOT NULL) '
        'ORDER BY due, "key"'
    )
    return [row[0] for row in db.execute(sql, {"source": source, "by": by and timestamp(by)})]
