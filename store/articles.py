"""Articles and their claims: what an extractor read from the snapshots."""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Iterator, Sequence
from typing import Any

from sqlite_utils import Database

from store import failures
from store.database import moment, timestamp, transaction
from store.documents import document_of, snapshot_of
from store.model import Article, Claim, Document, Snapshot
from store.revisions import (
    mark_latest,
    note_changes,
    note_unrevised,
    part_same_after,
    same_before,
)
from store.rows import Value, array, items, upsert

_ROLES = ("country", "origin", "excluded")
_BATCH = 200

CLAIM_COLUMNS = "claims.*, " + ", ".join(
    "(SELECT json_group_array(country) FROM (SELECT country FROM claim_countries "
    f"WHERE claim = claims.id AND role = '{role}' ORDER BY country)) AS {role}"
    for role in _ROLES
)
"""The columns of a SELECT from ``claims`` whose rows :func:`claim_of` reads."""


def unread_snapshots(db: Database, extractor: str) -> Iterator[tuple[Document, Snapshot]]:
    """Yield the snapshots that this version has neither read nor failed at.

    Those never read come first, oldest first. :func:`save_article`, and a failure of the stage
    ``extract`` whose key is the snapshot's id, mark a snapshot as read. Rows may be written
    between the steps. The work grows with what is unread, not with what there is.
    """
    for side in ("<", ">"):
        after: tuple[str, str, str] = ("", "", "")
        while rows := _unread_batch(db, side, extractor, after):
            for row in rows:
                yield document_of(row), snapshot_of(row)
            after = (rows[-1]["extractor"], rows[-1]["fetched"], rows[-1]["id"])


def _unread_batch(
    db: Database, side: str, extractor: str, after: tuple[str, str, str]
) -> list[dict[str, Any]]:
    sql = (
        "SELECT snapshots.*, documents.id AS document_id, documents.url, documents.source, "
        "documents.first_seen FROM snapshots JOIN documents ON documents.id = snapshots.document "
        f"WHERE extractor {side} ? AND (extractor, fetched, snapshots.id) > (?, ?, ?) "
        "ORDER BY extractor, fetched, snapshots.id LIMIT ?"
    )
    return list(db.query(sql, [extractor, *after, _BATCH]))


def save_article(
    db: Database,
    article: Article,
    claims: Sequence[Claim],
    extractor: str,
    near_duplicates: str | None = None,
) -> bool:
    """Write an article and its claims in one transaction, in place of what was read before.

    Where the document had the same text before, nothing is written but that this snapshot
    brought no revision, and the answer is False. Else the claims are compared with those before.
    Claims that another version read from the same snapshot and that are read no longer go, with
    the figures and relations that rest on them; the others keep their ids. Raises ValueError
    where a claim is of another article or two have one id, KeyError where the snapshot is not in
    the database, and sqlite3.IntegrityError where ``part_of`` names no claim.
    """
    ids = [claim.id for claim in claims]
    if len(set(ids)) < len(ids):
        raise ValueError(f"two claims of article {article.id} have the same id")
    if any(claim.article != article.id for claim in claims):
        raise ValueError(f"a claim of another article among those of {article.id}")
    with transaction(db):
        document = _document(db, article.snapshot)
        db.execute("PRAGMA defer_foreign_keys = ON")
        same = same_before(db, article, document)
        if same is None:
            db.execute("DELETE FROM unrevised WHERE snapshot = ?", [article.snapshot])
            _save_article_row(db, article, document, extractor, near_duplicates)
            _save_claims(db, article.id, claims)
            part_same_after(db, article, document)
            note_changes(db, article.snapshot, document, claims_of)
        else:
            note_unrevised(db, article.snapshot, same)
        db.execute("UPDATE snapshots SET extractor = ? WHERE id = ?", [extractor, article.snapshot])
        mark_latest(db, document)
        failures.resolve(db, "extract", article.snapshot)
    return same is None


def article(db: Database, article_id: str) -> Article | None:
    """Return the article with this id, None where there is none."""
    for row in db.query("SELECT * FROM articles WHERE id = ?", [article_id]):
        return Article(
            id=row["id"],
            snapshot=row["snapshot"],
            url=row["url"],
            title=row["title"],
            outlet=row["outlet"],
            authors=items(row["authors"]),
            language=row["language"],
            published=_day(row["published"]),
            modified=row["modified"] and moment(row["modified"]),
            text=row["text"],
        )
    return None


def claims_of(db: Database, article_id: str) -> list[Claim]:
    """Return the claims of an article in the order of its text; countries are sorted."""
    sql = f"SELECT {CLAIM_COLUMNS} FROM claims WHERE article = ? ORDER BY number_start, id"
    return [claim_of(row) for row in db.query(sql, [article_id])]


def claim(db: Database, claim_id: str) -> Claim | None:
    """Return the claim with this id, None where there is none; countries are sorted."""
    for row in db.query(f"SELECT {CLAIM_COLUMNS} FROM claims WHERE id = ?", [claim_id]):
        return claim_of(row)
    return None


def claim_of(row: dict[str, Any]) -> Claim:
    """Return the claim of a row of ``claims`` with its countries as JSON arrays besides."""
    return Claim(
        id=row["id"],
        article=row["article"],
        quote=row["quote"],
        quote_start=row["quote_start"],
        quote_end=row["quote_end"],
        number=row["number"],
        number_start=row["number_start"],
        number_end=row["number_end"],
        low=row["low"],
        high=row["high"],
        bound=row["bound"],
        kind=row["kind"],
        unit=row["unit"],
        country=items(row["country"]),
        origin=items(row["origin"]),
        date=row["date_edtf"],
        date_first=_day(row["date_first"]),
        date_last=_day(row["date_last"]),
        source=row["source"],
        via=items(row["via"]),
        modality=row["modality"],
        per=row["per"],
        change=row["change"],
        part_of=row["part_of"],
        excluded=items(row["excluded"]),
        rules=items(row["rules"]),
        extractor=row["extractor"],
        page=row["page"],
        cell=row["cell"],
    )


def _document(db: Database, snapshot: str) -> str:
    found = db.execute("SELECT document FROM snapshots WHERE id = ?", [snapshot]).fetchone()
    if found is None:
        raise KeyError(f"no snapshot {snapshot}")
    document: str = found[0]
    return document


def _save_article_row(
    db: Database, article: Article, document: str, extractor: str, near_duplicates: str | None
) -> None:
    row: dict[str, Value] = {
        "id": article.id,
        "fts_number": _fts_number(db, "articles", article.id),
        "snapshot": article.snapshot,
        "document": document,
        "url": article.url,
        "title": article.title,
        "outlet": article.outlet,
        "authors": array(article.authors),
        "language": article.language,
        "published": _written_day(article.published),
        "modified": timestamp(article.modified) if article.modified else None,
        "text": article.text,
        "near_duplicates": near_duplicates,
        "extractor": extractor,
        "latest": 0,
    }
    if before := _column(db, "articles", "latest", article.id):
        row["latest"] = before
    upsert(db, "articles", [row], ["id"])


def _save_claims(db: Database, article_id: str, claims: Sequence[Claim]) -> None:
    db.execute(
        "DELETE FROM claims WHERE article = ? AND id NOT IN (SELECT value FROM json_each(?))",
        [article_id, json.dumps([claim.id for claim in claims])],
    )
    for claim in claims:
        upsert(db, "claims", [_claim_row(db, claim)], ["id"])
        _save_countries(db, claim)


def _save_countries(db: Database, claim: Claim) -> None:
    wanted = {(role, country) for role in _ROLES for country in getattr(claim, role)}
    sql = "SELECT role, country FROM claim_countries WHERE claim = ?"
    for role, country in set(db.execute(sql, [claim.id])) - wanted:
        db.execute(
            "DELETE FROM claim_countries WHERE claim = ? AND role = ? AND country = ?",
            [claim.id, role, country],
        )
    rows = [
        {"claim": claim.id, "role": role, "country": country} for role, country in sorted(wanted)
    ]
    upsert(db, "claim_countries", rows, ["claim", "role", "country"])


def _claim_row(db: Database, claim: Claim) -> dict[str, Value]:
    return {
        "id": claim.id,
        "fts_number": _fts_number(db, "claims", claim.id),
        "article": claim.article,
        "quote": claim.quote,
        "quote_start": claim.quote_start,
        "quote_end": claim.quote_end,
        "number": claim.number,
        "number_start": claim.number_start,
        "number_end": claim.number_end,
        "low": claim.low,
        "high": claim.high,
        "bound": claim.bound,
        "kind": claim.kind,
        "unit": claim.unit,
        "date_edtf": claim.date,
        "date_first": _written_day(claim.date_first),
        "date_last": _written_day(claim.date_last),
        "source": claim.source,
        "via": array(claim.via),
        "modality": claim.modality,
        "per": claim.per,
        "change": claim.change,
        "part_of": claim.part_of,
        "rules": array(claim.rules),
        "extractor": claim.extractor,
        "page": claim.page,
        "cell": claim.cell,
    }


def _fts_number(db: Database, table: str, row_id: str) -> int:
    """Return the row's number in the full-text index: its own, or the next free one."""
    if number := _column(db, table, "fts_number", row_id):
        return number
    sql = f"SELECT coalesce(max(fts_number), 0) + 1 FROM {table}"
    following: int = db.execute(sql).fetchone()[0]
    return following


def _column(db: Database, table: str, column: str, row_id: str) -> int:
    """Return an integer column of a row, 0 where there is no such row."""
    sql = f"SELECT {column} FROM {table} WHERE id = ?"
    found = db.execute(sql, [row_id]).fetchone()
    return found[0] if found else 0


def _day(written: str | None) -> dt.date | None:
    return dt.date.fromisoformat(written) if written else None


def _written_day(day: dt.date | None) -> str | None:
    return day.isoformat() if day else None
