"""Sources, feeds, documents and snapshots: what was fetched, when, and when to ask again."""

from __future__ import annotations

import datetime as dt
import hashlib
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal

from sqlite_utils import Database

from store.archive import Archive, archive_folder, repair
from store.database import moment, timestamp, transaction
from store.model import Document, Snapshot
from store.revisions import mark_latest
from store.rows import Value, upsert

ADDED = "added"
"""Name of the source of documents that a person added by hand."""

FeedKind = Literal["feed", "sitemap", "news_sitemap", "page", "report", "folder"]
"""What lists pages: ``page`` is a page of links, ``report`` one that lists PDF files."""

Outcome = Literal["new", "changed", "unchanged"]


@dataclass(frozen=True, slots=True)
class FeedState:
    """What is known of a feed or sitemap; ``changed`` and ``due`` are None before an answer.

    ``interval`` is the time from one look to the next by how often something was new, ``ttl``
    the time for which it asks to be left alone itself; both in whole seconds.
    """

    url: str
    source: str
    kind: FeedKind
    etag: str | None
    last_modified: str | None
    checked: dt.datetime | None
    changed: dt.datetime | None
    due: dt.datetime | None
    interval: dt.timedelta | None = None
    ttl: dt.timedelta | None = None


@dataclass(frozen=True, slots=True)
class PageState:
    """What is known of a document: its latest snapshot, when it was asked, when it is due."""

    document: Document
    checked: dt.datetime
    due: dt.datetime | None
    snapshot: Snapshot


@dataclass(frozen=True, slots=True)
class Fetch:
    """A full answer to a request for a page.

    ``url`` is the normalised URL of the document, ``headers`` the answer's header lines in order,
    ``body`` the body after Content-Encoding was undone; ``due`` when to ask again (None: never).
    """

    url: str
    source: str
    fetched: dt.datetime
    status: int
    headers: tuple[tuple[str, str], ...]
    body: bytes
    due: dt.datetime | None = None

    def header(self, name: str) -> str | None:
        """Return the first header of that name (in any case), None where there is none."""
        return next((value for key, value in self.headers if key.lower() == name.lower()), None)


def save_source(
    db: Database,
    name: str,
    homepage: str = "",
    country: str | None = None,
    language: str | None = None,
) -> None:
    """Add a source, or bring what is known of it up to date.

    ``country`` is ISO 3166-1 alpha-3, ``language`` ISO 639-1.
    """
    row: dict[str, Value] = {
        "name": name,
        "homepage": homepage,
        "country": country,
        "language": language,
    }
    with transaction(db):
        upsert(db, "sources", [row], ["name"])


def home_country(db: Database, document: str) -> str | None:
    """Return the home country (alpha-3) of the source of the document with this id."""
    found = db.execute(
        "SELECT sources.country FROM documents JOIN sources ON sources.name = documents.source "
        "WHERE documents.id = ?",
        [document],
    ).fetchone()
    return found[0] if found else None


def feed_state(db: Database, url: str) -> FeedState | None:
    """Return what is known of the feed or sitemap at ``url``; None if it was never asked."""
    for row in db.query("SELECT * FROM feeds WHERE url = ?", [url]):
        times = {key: row[key] and moment(row[key]) for key in ("checked", "changed", "due")}
        lengths = {key: _length(row[key]) for key in ("interval", "ttl")}
        return FeedState(**(row | times | lengths))
    return None


def _length(seconds: int | None) -> dt.timedelta | None:
    return None if seconds is None else dt.timedelta(seconds=seconds)


def save_feed(db: Database, state: FeedState) -> None:
    """Write what is known of a feed or sitemap; its source must be saved before."""
    row: dict[str, Value] = {
        "url": state.url,
        "source": state.source,
        "kind": state.kind,
        "etag": state.etag,
        "last_modified": state.last_modified,
        "checked": _written(state.checked),
        "changed": _written(state.changed),
        "due": _written(state.due),
        "interval": _seconds(state.interval),
        "ttl": _seconds(state.ttl),
    }
    with transaction(db):
        upsert(db, "feeds", [row], ["url"])


def _seconds(length: dt.timedelta | None) -> int | None:
    return None if length is None else round(length.total_seconds())


def page_state(db: Database, url: str) -> PageState | None:
    """Return what is known of the document at a normalised ``url``; None if never fetched."""
    sql = (
        "SELECT snapshots.*, documents.id AS document_id, documents.url, documents.source, "
        "documents.first_seen, documents.checked, documents.due "
        "FROM documents JOIN snapshots ON snapshots.document = documents.id "
        "WHERE documents.id = ? ORDER BY snapshots.last_seen DESC, snapshots.id LIMIT 1"
    )
    for row in db.query(sql, [Document.id_of(url)]):
        return PageState(
            document=document_of(row),
            checked=moment(row["checked"]),
            due=row["due"] and moment(row["due"]),
            snapshot=snapshot_of(row),
        )
    return None


def due_pages(db: Database, source: str, now: dt.datetime) -> list[str]:
    """Return the URLs of the source's documents that are due by ``now``, longest due first."""
    sql = "SELECT url FROM documents WHERE source = ? AND due <= ? ORDER BY due, url"
    return [url for (url,) in db.execute(sql, [source, timestamp(now)])]


def open_archive(db: Database, database: Path) -> Archive:
    """Return the archive of the database ``db`` at ``database``; mend what a killed run left."""

    def last(file: str) -> int | None:
        sql = 'SELECT max("offset") FROM snapshots WHERE archive = ?'
        offset: int | None = db.execute(sql, [file]).fetchone()[0]
        return offset

    folder = archive_folder(database)
    repair(folder, last)
    return Archive(folder)


def record_fetch(db: Database, archive: Archive, fetch: Fetch) -> Outcome:
    """Keep the answer: a new body becomes a snapshot, a known body only moves the times.

    The raw bytes are safe in the archive before the row that names them is committed. A page
    that returns to an earlier body gets that snapshot back as its latest. Fetches may come in any
    order of their times. The source must be saved before.
    """
    document = Document.id_of(fetch.url)
    digest = hashlib.sha256(fetch.body).hexdigest()
    snapshot = Snapshot.id_of(document, digest)
    fetched = timestamp(fetch.fetched)
    with transaction(db):
        before = _latest_snapshot(db, document)
        known = db.execute("SELECT 1 FROM snapshots WHERE id = ?", [snapshot]).fetchone()
        _touch_document(db, document, fetch)
        if known:
            db.execute(
                "UPDATE snapshots SET fetched = min(fetched, :at), last_seen = max(last_seen, :at) "
                "WHERE id = :id",
                {"at": fetched, "id": snapshot},
            )
        else:
            _insert_snapshot(db, archive, fetch, document, digest)
        if before not in (None, snapshot):
            mark_latest(db, document)
    if before is None:
        return "new"
    return "unchanged" if before == snapshot else "changed"


def has_snapshot(db: Database, fetch: Fetch) -> bool:
    """Tell whether this body of this document is kept already."""
    digest = hashlib.sha256(fetch.body).hexdigest()
    snapshot = Snapshot.id_of(Document.id_of(fetch.url), digest)
    return db.execute("SELECT 1 FROM snapshots WHERE id = ?", [snapshot]).fetchone() is not None


def record_unchanged(db: Database, url: str, checked: dt.datetime, due: dt.datetime | None) -> None:
    """Note that the server said 304 Not Modified for the document at a normalised ``url``.

    Raises KeyError where there is no such document.
    """
    document = Document.id_of(url)
    with transaction(db):
        snapshot = _latest_snapshot(db, document)
        if snapshot is None:
            raise KeyError(url)
        db.execute(
            "UPDATE documents SET checked = max(checked, ?), due = ? WHERE id = ?",
            [timestamp(checked), _written(due), document],
        )
        db.execute(
            "UPDATE snapshots SET last_seen = max(last_seen, ?) WHERE id = ?",
            [timestamp(checked), snapshot],
        )


def snapshots(db: Database, document: str) -> Iterator[Snapshot]:
    """Yield the snapshots of the document with this id, the first fetched first."""
    sql = "SELECT * FROM snapshots WHERE document = ? ORDER BY fetched, id"
    for row in db.query(sql, [document]):
        yield snapshot_of(row)


def document_of(row: dict[str, Any]) -> Document:
    """Return the document of a row with ``document_id`` besides the columns of ``documents``."""
    first_seen = moment(row["first_seen"])
    return Document(row["document_id"], row["url"], row["source"], first_seen)


def snapshot_of(row: dict[str, Any]) -> Snapshot:
    """Return the snapshot of a row of ``snapshots``."""
    return Snapshot(
        id=row["id"],
        document=row["document"],
        fetched=moment(row["fetched"]),
        status=row["status"],
        sha256=row["sha256"],
        media_type=row["media_type"],
        etag=row["etag"],
        last_modified=row["last_modified"],
        archive=row["archive"],
        offset=row["offset"],
    )


def _written(time: dt.datetime | None) -> str | None:
    return None if time is None else timestamp(time)


def _latest_snapshot(db: Database, document: str) -> str | None:
    found = db.execute(
        "SELECT id FROM snapshots WHERE document = ? ORDER BY last_seen DESC, id LIMIT 1",
        [document],
    ).fetchone()
    return found[0] if found else None


def _touch_document(db: Database, document: str, fetch: Fetch) -> None:
    """Add the document or move its times; the earliest fetch says which source brought it.

    What a person added belongs to the source that gathers it, whichever came first: a source
    knows its country, and asks its pages again.
    """
    db.execute(
        "INSERT INTO documents (id, url, source, first_seen, checked, due) "
        "VALUES (:id, :url, :source, :at, :at, :due) ON CONFLICT (id) DO UPDATE SET "
        "source = CASE WHEN excluded.source = :added THEN source "
        "WHEN source = :added OR (excluded.first_seen, excluded.source) < (first_seen, source) "
        "THEN excluded.source ELSE source END, "
        "due = CASE WHEN excluded.checked >= checked THEN excluded.due ELSE due END, "
        "first_seen = min(first_seen, excluded.first_seen), "
        "checked = max(checked, excluded.checked)",
        {
            "id": document,
            "url": fetch.url,
            "source": fetch.source,
            "added": ADDED,
            "at": timestamp(fetch.fetched),
            "due": _written(fetch.due),
        },
    )


def _insert_snapshot(
    db: Database, archive: Archive, fetch: Fetch, document: str, digest: str
) -> None:
    file, offset = archive.append(fetch.url, fetch.fetched, fetch.status, fetch.headers, fetch.body)
    fetched = timestamp(fetch.fetched)
    row: dict[str, Value] = {
        "id": Snapshot.id_of(document, digest),
        "document": document,
        "fetched": fetched,
        "last_seen": fetched,
        "status": fetch.status,
        "sha256": digest,
        "media_type": fetch.header("Content-Type") or "application/octet-stream",
        "etag": fetch.header("ETag"),
        "last_modified": fetch.header("Last-Modified"),
        "archive": file,
        "offset": offset,
    }
    upsert(db, "snapshots", [row], ["id"])
