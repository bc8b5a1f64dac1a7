import datetime as dt
import gzip

import pytest
from build import BODY, NOON, URL, article, claim, fetch, snapshot_id
from sqlite_utils import Database

from store.archive import Archive
from store.articles import save_article
from store.documents import (
    FeedState,
    feed_state,
    home_country,
    page_state,
    record_fetch,
    record_unchanged,
    save_feed,
    snapshots,
)
from store.model import Document

AT = "2024-05-01T{}:00:00.000Z"


def seen(db: Database) -> list[tuple]:
    return db.execute(
        "SELECT sha256, fetched, last_seen FROM snapshots ORDER BY fetched"
    ).fetchall()


def test_a_first_fetch_is_whole_rows(db: Database, archive: Archive) -> None:
    assert record_fetch(db, archive, fetch()) == "new"
    document = Document.id_of(URL)
    assert list(db.query("SELECT * FROM documents")) == [
        {
            "id": document,
            "url": URL,
            "source": "Probeblatt",
            "first_seen": AT.format(12),
            "checked": AT.format(12),
            "due": AT.format(13),
        }
    ]
    (row,) = db.query("SELECT * FROM snapshots")
    place = {"archive": row["archive"], "offset": row["offset"]}
    assert row == place | {
        "id": snapshot_id(),
        "document": document,
        "fetched": AT.format(12),
        "last_seen": AT.format(12),
        "status": 200,
        "sha256": row["sha256"],
        "media_type": "text/html; charset=utf-8",
        "etag": '"1"',
        "last_modified": None,
        "extractor": "",
    }
    record = archive.read(row["archive"], row["offset"])
    assert (record.url, record.status, record.body) == (URL, 200, BODY)
    assert home_country(db, document) == "AUT"


def test_the_same_body_again_only_moves_the_times(db: Database, archive: Archive) -> None:
    record_fetch(db, archive, fetch())
    size = [path.stat().st_size for path in archive.folder.glob("*.gz")]
    assert record_fetch(db, archive, fetch(hours=5)) == "unchanged"
    assert [path.stat().st_size for path in archive.folder.glob("*.gz")] == size
    ((_, fetched, last_seen),) = seen(db)
    assert (fetched, last_seen) == (AT.format(12), AT.format(17))
    state = page_state(db, URL)
    assert (state.checked.hour, state.due.hour) == (17, 18)


def test_304_moves_the_times(db: Database, archive: Archive) -> None:
    record_fetch(db, archive, fetch())
    record_unchanged(db, URL, NOON + dt.timedelta(hours=2), None)
    state = page_state(db, URL)
    assert (state.checked.hour, state.due, state.snapshot.id) == (14, None, snapshot_id())
    with pytest.raises(KeyError):
        record_unchanged(db, URL + "/other", NOON, None)


def test_a_page_that_returns_to_an_earlier_body(db: Database, archive: Archive) -> None:
    outcomes = [
        record_fetch(db, archive, fetch(body, hours=hours))
        for hours, body in enumerate([b"A", b"B", b"A"])
    ]
    assert outcomes == ["new", "changed", "changed"]
    assert page_state(db, URL).snapshot.id == snapshot_id(b"A")
    assert [found.id for found in snapshots(db, Document.id_of(URL))] == [
        snapshot_id(b"A"),
        snapshot_id(b"B"),
    ]


def test_what_the_document_says_now_follows_the_page(db: Database, archive: Archive) -> None:
    for hours, body in enumerate([b"A", b"B"]):
        record_fetch(db, archive, fetch(body, hours=hours))
        read = article(body, text=f"{100 + hours} Menschen flohen nach Wien.")
        save_article(db, read, [claim(read, 100 + hours)], "1")

    def now() -> list[float]:
        return [row[0] for row in db.execute('SELECT "count" FROM claims_flat')]

    assert now() == [101]
    record_fetch(db, archive, fetch(b"A", hours=2))
    assert now() == [100]
    record_fetch(db, archive, fetch(b"C", hours=3))  # not yet read
    assert now() == [100]
    assert db.execute("SELECT count(*) FROM claims").fetchone() == (2,)


def test_content_coding_is_undone_in_the_archive(db: Database, archive: Archive) -> None:
    headers = (("Content-Encoding", "gzip"), ("Content-Length", str(len(gzip.compress(BODY)))))
    record_fetch(db, archive, fetch(headers=headers))
    snapshot = page_state(db, URL).snapshot
    assert snapshot.media_type == "application/octet-stream"
    assert archive.read(snapshot.archive, snapshot.offset).headers == (
        ("X-Archive-Orig-Content-Encoding", "gzip"),
        ("X-Archive-Orig-Content-Length", headers[1][1]),
        ("Content-Length", str(len(BODY))),
    )


def test_feed_state(db: Database) -> None:
    url = "https://probeblatt.example/rss"
    assert feed_state(db, url) is None
    asked = FeedState(url, "Probeblatt", "feed", '"e"', None, NOON, None, None)
    save_feed(db, asked)
    assert feed_state(db, url) == asked
