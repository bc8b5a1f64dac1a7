"""What people decided: append-only, never rebuilt."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from sqlite_utils import Database

from store.database import moment, timestamp, transaction
from store.model import Judgement, Ruling

CLAIMS: dict[Ruling, int] = {"same": 2, "different": 2, "wrong claim": 1, "right claim": 1}
"""About how many claims a verdict is."""


def add_judgement(db: Database, judgement: Judgement) -> None:
    """Append a judgement; the schema forbids to change or delete one.

    Raises ValueError where it is about another number of claims than its verdict.
    """
    if len(set(judgement.claims)) != CLAIMS[judgement.verdict]:
        raise ValueError(f"{judgement.verdict!r} cannot be said of {judgement.claims}")
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


def judgements_now(db: Database) -> Iterator[Judgement]:
    """Yield all judgements, the first made first, of the claims as their pages state them now.

    Where a page changed and kept a claim, what was judged of the claim holds for the new one.
    """
    sql = """
        WITH RECURSIVE later (claim, now) AS (
            SELECT claim, claim FROM judgements
            UNION SELECT other, other FROM judgements WHERE other IS NOT NULL
            UNION SELECT later.claim, "after" FROM later JOIN claim_changes
                ON "before" = later.now AND "change" = 'kept'
        )
        SELECT later.claim, now FROM later JOIN claims ON claims.id = now
        JOIN articles ON articles.id = claims.article AND latest = 1
        ORDER BY now DESC
    """
    now = dict(db.execute(sql).fetchall())
    for made in judgements(db):
        other = made.other and now.get(made.other, made.other)
        yield replace(made, claim=now.get(made.claim, made.claim), other=other)


def claims_beginning(db: Database, beginning: str, limit: int) -> list[str]:
    """Return ids of at most ``limit`` claims that begin with these hex digits, sorted.

    Of those in the database, and of those that somebody judged, even if they are gone.
    """
    ids = db.execute(
        "SELECT id FROM claims WHERE id >= :low AND id < :high "
        "UNION SELECT claim FROM judgements WHERE claim >= :low AND claim < :high "
        "UNION SELECT other FROM judgements WHERE other >= :low AND other < :high "
        "ORDER BY 1 LIMIT :limit",
        {"low": beginning, "high": beginning + "g", "limit": limit},  # g: after every hex digit
    )
    return [row[0] for row in ids]
