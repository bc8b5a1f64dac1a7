import dataclasses
import datetime as dt

import pytest
from build import BODY, NOON, URL, article, claim, fetch, figure, relation, snapshot_id
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlite_utils import Database

from store import articles, failures
from store.archive import Archive
from store.articles import claims_of, save_article, unread_snapshots
from store.database import open_database
from store.documents import open_archive, record_fetch, save_source
from store.figures import figures, relations, replace_figures, reports
from store.model import Failure

READ = article()


@pytest.fixture
def fetched(db: Database, archive: Archive) -> Database:
    record_fetch(db, archive, fetch())
    return db


def rows(db: Database, *tables: str) -> dict[str, list[tuple]]:
    """All rows, without the running numbers of the full-text index and the archive's places."""
    volatile = {"fts_number", "archive", "offset"}
    found = {}
    for table in tables or ("documents", "snapshots", "articles", "claims", "claim_countries"):
        found[table] = sorted(
            tuple(str(value) for key, value in row.items() if key not in volatile)
            for row in db.query(f"SELECT * FROM {table}")
        )
    return found


def test_what_is_saved_reads_back(fetched: Database) -> None:
    whole = claim(READ)
    part = claim(READ, 20, part_of=whole.id, per="year", change=-5.0, excluded=("POL", "HUN"))
    save_article(fetched, READ, [part, whole], "1", "copies-7")
    assert articles.article(fetched, READ.id) == READ
    assert claims_of(fetched, READ.id) == [
        dataclasses.replace(part, excluded=("HUN", "POL")),
        whole,
    ]
    assert articles.claim(fetched, whole.id) == whole
    assert articles.claim(fetched, "none") is None
    assert articles.article(fetched, "none") is None


def test_claims_flat_is_one_row_a_claim_and_country(fetched: Database) -> None:
    both = claim(READ, country=("AUT", "DEU"))
    nowhere = claim(READ, 20, country=(), origin=(), via=(), bound="max")
    save_article(fetched, READ, [both, nowhere], "1")
    found = list(fetched.query("SELECT * FROM claims_flat ORDER BY count DESC, country"))
    assert [(row["claim"], row["country"]) for row in found] == [
        (both.id, "AUT"),
        (both.id, "DEU"),
        (nowhere.id, None),
    ]
    assert found[0] == {
        "claim": both.id,
        "country": "AUT",
        "origin": "SYR",
        "count": 300.0,
        "count_low": 300.0,
        "count_high": None,
        "bound": "min",
        "kind": "arrivals",
        "unit": "Mensch",
        "date_first": "2024-04-01",
        "date_last": "2024-04-30",
        "date_edtf": "2024-04",
        "source": "Polizei",
        "via": "APA",
        "outlet": "Probeblatt",
        "published": "2024-04-30",
        "language": "de",
        "quote": both.quote,
        "title": "Flucht nach Wien",
        "url": URL,
        "figure": None,
    }
    assert (found[2]["count_low"], found[2]["count_high"], found[2]["via"]) == (None, 20.0, None)


def test_saving_again_changes_nothing(fetched: Database) -> None:
    save_article(fetched, READ, [claim(READ)], "1")
    before, changes = list(fetched.conn.iterdump()), fetched.conn.total_changes
    save_article(fetched, READ, [claim(READ)], "1")
    assert list(fetched.conn.iterdump()) == before
    assert fetched.conn.total_changes - changes == 1  # the mark on the snapshot


def test_a_newer_extractor_replaces_and_keeps_ids(fetched: Database) -> None:
    kept, gone = claim(READ), claim(READ, 20)
    save_article(fetched, READ, [kept, gone], "1")
    replace_figures(fetched, [], [relation(kept, gone)], [figure(kept), figure(gone)], {})
    reread = dataclasses.replace(kept, unit="Flüchtling", extractor="2")
    save_article(fetched, READ, [reread], "2")
    assert claims_of(fetched, READ.id) == [reread]
    assert [found.best for found in figures(fetched)] == [kept.id]
    assert list(relations(fetched)) == []
    assert fetched.execute("PRAGMA foreign_key_check").fetchall() == []


@pytest.mark.parametrize(
    ("claims", "error"),
    [
        ([claim(READ), claim(READ)], "same id"),
        ([claim(article(b"another"))], "another article"),
        ([claim(READ, part_of="nothing")], "FOREIGN KEY"),
    ],
)
def test_what_contradicts_itself_is_refused_whole(fetched, claims, error) -> None:
    with pytest.raises(Exception, match=error):
        save_article(fetched, READ, claims, "1")
    assert fetched.execute("SELECT count(*) FROM articles").fetchone() == (0,)


def test_an_unknown_snapshot_is_refused(fetched: Database) -> None:
    with pytest.raises(KeyError):
        save_article(fetched, article(b"never fetched"), [], "1")


def test_unread_snapshots_of_each_version(fetched: Database, archive: Archive) -> None:
    for number in range(450):
        record_fetch(fetched, archive, fetch(url=f"{URL}/{number}", hours=-number))

    def unread(version: str) -> list[str]:
        return [document.url for document, _ in unread_snapshots(fetched, version)]

    assert unread("1")[:2] == [f"{URL}/449", f"{URL}/448"]
    assert len(set(unread("1"))) == 451
    for document, _ in unread_snapshots(fetched, "1"):
        if document.url == URL:
            save_article(fetched, READ, [], "1")
        elif not document.url.endswith("/7"):
            failure = Failure("extract", snapshot_id(url=document.url), "no text", "1", NOON)
            failures.record(fetched, failure)
    assert unread("1") == [f"{URL}/7"]
    assert len(set(unread("2"))) == len(set(unread("0"))) == 451


def test_full_text_search_survives_vacuum_and_deletion(fetched: Database, archive: Archive) -> None:
    for number, words in enumerate(["Sturm", "Beben", "Flut"]):
        record_fetch(fetched, archive, fetch(url=f"{URL}/{number}"))
        read = article(url=f"{URL}/{number}", title=words)
        save_article(fetched, read, [claim(read, quote=f"{words} trifft 300")], "1")
    save_article(fetched, article(url=f"{URL}/0", title="Sturm"), [], "2")
    fetched.conn.execute("VACUUM")
    save_article(fetched, article(url=f"{URL}/1", title="Erdrutsch"), [], "2")

    def found(table: str, column: str, words: str) -> list[str]:
        return [
            row[0]
            for row in fetched.execute(
                f"SELECT {column} FROM {table} WHERE fts_number IN "
                f"(SELECT rowid FROM {table}_fts WHERE {table}_fts MATCH ?)",
                [words],
            )
        ]

    assert found("articles", "title", "flut") == ["Flut"]
    assert found("articles", "title", "beben") == []
    assert found("articles", "title", "erdrutsch") == ["Erdrutsch"]
    assert found("claims", "quote", "flut") == ["Flut trifft 300"]
    assert found("claims", "quote", "sturm OR beben") == []
    for table in ("articles_fts", "claims_fts"):
        fetched.execute(f"INSERT INTO {table}({table}, rank) VALUES ('integrity-check', 1)")


def test_reports_are_what_the_documents_say_now(fetched: Database, archive: Archive) -> None:
    save_article(fetched, READ, [claim(READ)], "1", "copies-7")
    record_fetch(fetched, archive, fetch(b"revised", hours=30))
    revised = article(b"revised", published=None)
    save_article(fetched, revised, [claim(revised, 310)], "1")
    (report,) = reports(fetched)
    assert (report.claim.low, report.published, report.near_duplicates) == (
        310,
        dt.date(2024, 5, 2),
        None,
    )


def test_figures_twice_leave_the_same_rows(fetched: Database) -> None:
    a, b = claim(READ), claim(READ, 20)
    save_article(fetched, READ, [a, b], "1")
    claims = [a.id, b.id]
    made = ([relation(a, b)], [figure(a, b)], {b.id: "a zero lost or added"})
    replace_figures(fetched, claims, *made)
    before = list(fetched.conn.iterdump())
    replace_figures(fetched, claims, *made)
    assert list(fetched.conn.iterdump()) == before
    assert list(figures(fetched)) == [figure(a, b)]
    assert list(relations(fetched)) == [relation(a, b)]
    replace_figures(fetched, claims, [], [figure(b)], {})
    assert list(figures(fetched)) == [figure(b)]
    assert list(relations(fetched)) == []
    assert list(fetched.query("SELECT * FROM misprints")) == []


FETCHES = [
    fetch(body, url=url, hours=hours)
    for url in (URL, URL + "/2")
    for hours, body in enumerate([BODY, b"B", BODY, b"C"])
]
READINGS = [article(body, url) for url in (URL, URL + "/2") for body in (BODY, b"B", b"C")]


@settings(max_examples=25, suppress_health_check=list(HealthCheck))
@given(data=st.data())
def test_any_order_and_repetition_of_saves_gives_the_same_rows(tmp_path_factory, data) -> None:
    orders = [(FETCHES, READINGS)]
    orders.append(
        (
            data.draw(st.permutations(FETCHES)) + data.draw(st.lists(st.sampled_from(FETCHES))),
            data.draw(st.permutations(READINGS)) + data.draw(st.lists(st.sampled_from(READINGS))),
        )
    )
    results = []
    for fetches, readings in orders:
        path = tmp_path_factory.mktemp("law") / "news.db"
        db = open_database(path)
        save_source(db, "Probeblatt")
        with open_archive(db, path) as archive:
            for one in fetches:
                record_fetch(db, archive, one)
        for read in readings:
            save_article(db, read, [claim(read), claim(read, 20, part_of=claim(read).id)], "1")
        results.append(rows(db))
        db.close()
    assert results[0] == results[1]
