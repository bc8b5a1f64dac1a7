"""What people decided: append-only, never rebuilt."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
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
    made = list(judgements(db))
    now = stated_now(db, {claim for each in made for claim in each.claims})
    for each in made:
        other = each.other and now.get(each.other, each.other)
        yield replace(each, claim=now.get(each.claim, each.claim), other=other)


def stated_now(db: Database, claims: Iterable[str]) -> dict[str, str]:
    """Return for each claim that its page still states the one in the page's text of today.

    That is the claim itself, or the one that the texts after it kept.
    """
    sql = """
        WITH RECURSIVE later (claim, now) AS (
            SELECT value, value FROM json_each(?)
            UNION SELECT later.claim, "after" FROM later JOIN claim_changes
                ON "before" = later.now AND "change" = 'kept'
        )
        SELECT later.claim, now FROM later JOIN claims ON claims.id = now
        JOIN articles ON articles.id = claims.article AND latest = 1
        ORDER BY now DESC
    """
    return dict(db.execute(sql, [json.dumps(sorted(claims))]).fetchall())


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
