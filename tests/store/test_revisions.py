"""A page that changed: what became of its claims; a page that only looks changed."""

import build
import pytest
from sqlite_utils import Database

from store.archive import Archive
from store.articles import save_article
from store.documents import record_fetch
from store.model import Claim
from store.revisions import changes

FIRST, SECOND, THIRD = b"<p>300</p>", b"<p>400</p>", b"<p>400</p><hr>"


def said(value: float, **fields: object) -> Claim:
    return build.claim(build.article(), value, **fields)


@pytest.mark.parametrize(
    ("before", "after", "expected"),
    [
        ([said(300)], [said(300)], [("kept", 300, 300)]),
        ([said(300)], [said(400)], [("changed", 300, 400)]),
        ([said(300)], [said(300, bound="exact")], [("changed", 300, 300)]),
        ([said(300)], [said(300, date="2024-05")], [("changed", 300, 300)]),
        ([said(300)], [], [("withdrawn", 300, None)]),
        ([], [said(300)], [("new", None, 300)]),
        ([said(300)], [said(300, kind="killed")], [("new", None, 300), ("withdrawn", 300, None)]),
        (
            [said(300)],
            [said(300, country=("DEU",))],
            [("new", None, 300), ("withdrawn", 300, None)],
        ),
        # Another wording of the same; another group of other days.
        ([said(300)], [said(300, quote="300 kamen.")], [("kept", 300, 300)]),
        (
            [said(300)],
            [said(7, unit="Kind", date="2015")],
            [("new", None, 7), ("withdrawn", 300, None)],
        ),
        # The part stays the part.
        (
            [said(300), said(20, unit="Kind")],
            [said(25, unit="Kind"), said(310)],
            [("changed", 20, 25), ("changed", 300, 310)],
        ),
        ([said(300), said(20)], [said(20), said(300)], [("kept", 20, 20), ("kept", 300, 300)]),
    ],
)
def test_changes(before: list[Claim], after: list[Claim], expected: list[object]) -> None:
    # Ids of claims depend on where they stand; here each text is a list of its own.
    found = [
        (change, old and old.low, new and new.low) for change, old, new in changes(before, after)
    ]
    assert found == expected


def read(db: Database, body: bytes, value: float, text: str) -> bool:
    article = build.article(body, text=text)
    return save_article(db, article, [build.claim(article, value)], "1")


@pytest.fixture
def revised(db: Database, archive: Archive) -> Database:
    for hours, body in enumerate((FIRST, SECOND, THIRD)):
        record_fetch(db, archive, build.fetch(body, hours=hours))
    assert read(db, FIRST, 300, "300 Menschen flohen.")
    assert read(db, SECOND, 400, "400 Menschen flohen.")
    assert not read(db, THIRD, 400, "400 Menschen flohen.")
    return db


ROWS = 'SELECT happened, "change", low_before, low_after, url FROM revisions'


def test_plain_sql_finds_what_changed_and_when(revised: Database) -> None:
    assert list(revised.execute(ROWS)) == [
        ("2024-05-01T13:00:00.000Z", "changed", 300.0, 400.0, build.URL)
    ]


def test_the_same_text_in_another_page_is_no_revision(revised: Database) -> None:
    assert list(revised.execute("SELECT snapshot, latest FROM articles ORDER BY latest")) == [
        (build.snapshot_id(FIRST), 0),
        (build.snapshot_id(SECOND), 1),
    ]
    assert list(revised.execute("SELECT snapshot FROM unrevised")) == [(build.snapshot_id(THIRD),)]
    unread = "SELECT count(*) FROM snapshots WHERE extractor = ''"
    assert revised.execute(unread).fetchone() == (0,)


def test_reading_again_changes_nothing(revised: Database) -> None:
    before = revised.conn.total_changes
    dump = list(revised.conn.iterdump())
    read(revised, FIRST, 300, "300 Menschen flohen.")
    read(revised, SECOND, 400, "400 Menschen flohen.")
    read(revised, THIRD, 400, "400 Menschen flohen.")
    assert list(revised.conn.iterdump()) == dump
    assert revised.conn.total_changes - before <= 6


def test_order_of_reading_does_not_matter(db: Database, archive: Archive) -> None:
    for hours, body in enumerate((FIRST, SECOND)):
        record_fetch(db, archive, build.fetch(body, hours=hours))
    read(db, SECOND, 400, "400 Menschen flohen.")
    assert list(db.execute(ROWS)) == []
    read(db, FIRST, 300, "300 Menschen flohen.")
    assert [row[1:4] for row in db.execute(ROWS)] == [("changed", 300.0, 400.0)]


def test_a_better_reading_may_find_a_revision_after_all(revised: Database) -> None:
    assert read(revised, THIRD, 500, "500 Menschen flohen.")
    assert [row[1:4] for row in revised.execute(ROWS + " ORDER BY happened")] == [
        ("changed", 300.0, 400.0),
        ("changed", 400.0, 500.0),
    ]
    assert list(revised.execute("SELECT * FROM unrevised")) == []


def test_a_withdrawn_claim_stays_readable(db: Database, archive: Archive) -> None:
    for hours, body in enumerate((FIRST, SECOND)):
        record_fetch(db, archive, build.fetch(body, hours=hours))
    read(db, FIRST, 300, "300 Menschen flohen.")
    article = build.article(SECOND, text="Die Zahl wurde zurückgenommen.")
    save_article(db, article, [], "1")
    rows = list(db.execute('SELECT "change", low_before, quote_before FROM revisions'))
    assert rows == [("withdrawn", 300.0, build.claim(article).quote)]
    assert db.execute("SELECT count(*) FROM claims_flat").fetchone() == (0,)


def test_what_is_read_between_parts_what_was_one(db: Database, archive: Archive) -> None:
    for hours, body in enumerate((FIRST, SECOND, THIRD)):
        record_fetch(db, archive, build.fetch(body, hours=hours))
    assert read(db, FIRST, 300, "300 Menschen flohen.")
    assert not read(db, THIRD, 300, "300 Menschen flohen.")
    assert read(db, SECOND, 400, "400 Menschen flohen.")
    unread = "SELECT id FROM snapshots WHERE extractor = ''"
    assert list(db.execute(unread)) == [(build.snapshot_id(THIRD),)]
    assert read(db, THIRD, 300, "300 Menschen flohen.")
    assert [row[1:4] for row in db.execute(ROWS + " ORDER BY happened")] == [
        ("changed", 300.0, 400.0),
        ("changed", 400.0, 300.0),
    ]
