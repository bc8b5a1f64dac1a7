"""What people decided: append-only, never rebuilt."""

from __future__ import annotations

from collections.abc import Iterator

from sqlite_utils import Database

from store.database import moment, timestamp, transaction
from store.model import Judgement


def add_judgement(db: Database, judgement: Judgement) -> None:
    """Append a judgement; the schema forbids to change or delete one."""
    with transaction(db):
        db.execute(
            "INSERT INTO judgements (made, who, verdict, claim, other, reason) "
            "VALUES (?, ?, ?, ?, ?, ?)",
            [
                timestamp(judgement.made),
                judgement.who,
                judgement.verdict,
                judgement.claim,
                judgement.other,
                judgement.reason,
            ],
        )


def judgements(db: Database) -> Iterator[Judgement]:
    """Yield all judgements, the first made first."""
    for row in db.query("SELECT * FROM judgements ORDER BY id"):
        yield Judgement(
            made=moment(row["made"]),
            who=row["who"],
            verdict=row["verdict"],
            claim=row["claim"],
            other=row["other"],
            reason=row["reason"],
        )
