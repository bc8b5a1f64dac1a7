import datetime as dt
import sqlite3

import pytest
from build import NOON, article, claim, fetch
from sqlite_utils import Database

from store.archive import Archive
from store.articles import save_article
from store.documents import FeedState, record_fetch, save_feed, save_source
from store.failures import (
    LastFailure,
    failures,
    last_failure,
    pages_to_retry,
    record,
    resolve,
)
from store.judgements import add_judgement, claims_beginning, judgements, judgements_now
from store.model import Failure, Judgement, Ruling

WRONG = Judgement(NOON, "Redaktion", "wrong claim", "c1", None, "a year, not a count")
SAME = Judgement(NOON, "Redaktion", "same", "c1", "c2", "one march")


def test_judgements_are_append_only(db: Database) -> None:
    add_judgement(db, WRONG)
    add_judgement(db, SAME)
    assert list(judgements(db)) == [WRONG, SAME]
    for sql in ("DELETE FROM judgements", "UPDATE judgements SET verdict = 'different'"):
        with pytest.raises(sqlite3.IntegrityError, match="append-only"):
            db.execute(sql)
    assert list(judgements(db)) == [WRONG, SAME]


@pytest.mark.parametrize(
    ("verdict", "claim", "other"),
    [
        ("same", "c1", None),
        ("different", "c1", None),
        ("same", "c1", "c1"),
        ("wrong claim", "c1", "c2"),
        ("right claim", "c1", "c2"),
    ],
)
def test_a_verdict_is_about_as_many_claims_as_it_can_be(
    db: Database, verdict: Ruling, claim: str, other: str | None
) -> None:
    with pytest.raises(ValueError, match=verdict):
        add_judgement(db, Judgement(NOON, "Redaktion", verdict, claim, other, "why"))
    assert list(judgements(db)) == []


def test_a_judgement_follows_a_claim_that_its_page_kept(db: Database, archive: Archive) -> None:
    texts = ("b1", "b2", "b3")
    claims = []
    for hours, text in enumerate(texts):
        body = text.encode()
        record_fetch(db, archive, fetch(body, hours=hours))
        read = article(body, text=f"{text} Mehr als 300 Menschen flohen nach Wien.")
        claims.append(claim(read, 300 if text != "b3" else 400, quote="Mehr als 300"))
        save_article(db, read, claims[-1:], "1")
    first, second, third = (one.id for one in claims)
    add_judgement(db, Judgement(NOON, "Redaktion", "wrong claim", first, None, "a year"))
    add_judgement(db, Judgement(NOON, "Redaktion", "same", "gone", second, "one march"))
    changes = [row["change"] for row in db.query("SELECT * FROM claim_changes ORDER BY happened")]
    assert changes == ["kept", "changed"]
    assert [each.claims for each in judgements_now(db)] == [
        (first,),
        tuple(sorted(("gone", second))),
    ]
    db.execute("UPDATE articles SET latest = (id = ?)", [claims[1].article])
    assert [each.claims for each in judgements_now(db)] == [
        (second,),
        tuple(sorted(("gone", second))),
    ]
    assert third not in {claim for each in judgements_now(db) for claim in each.claims}


def test_claims_are_found_by_how_they_begin(db: Database) -> None:
    for one, other in (("aa11", "aa12"), ("aa21", "ab01"), ("aa11", "ba01")):
        add_judgement(db, Judgement(NOON, "Redaktion", "same", one, other, "one march"))
    assert claims_beginning(db, "aa", 9) == ["aa11", "aa12", "aa21"]
    assert claims_beginning(db, "aa", 2) == ["aa11", "aa12"]
    assert claims_beginning(db, "aa11", 9) == ["aa11"]
    assert claims_beginning(db, "ab01", 9) == ["ab01"]
    for beginning in ("aa111", "%", "a_", "A", "' OR 1 --"):
        assert claims_beginning(db, beginning, 9) == []


def test_the_same_failure_counts_up_until_it_works(db: Database) -> None:
    first = Failure("crawl", "https://a.example/", "timeout", "1", NOON)
    later = Failure("crawl", "https://a.example/", "timeout", "2", NOON + dt.timedelta(hours=1))
    other = Failure("extract", "s1", "no text", "1", NOON)
    for failure in (first, later, other):
        record(db, failure)
    assert list(failures(db)) == [(later, 2), (other, 1)]
    assert list(failures(db, "extract")) == [(other, 1)]
    assert last_failure(db, "crawl", first.key) == LastFailure(later.happened, 2, None)
    resolve(db, "crawl", first.key)
    assert last_failure(db, "crawl", first.key) is None
    assert list(failures(db)) == [(other, 1)]


def test_when_it_is_tried_again_is_what_the_latest_cause_says(db: Database) -> None:
    hour = dt.timedelta(hours=1)
    early = Failure("crawl", "https://a.example/1", "timeout", "1", NOON, "a", NOON + hour)
    late = Failure(
        "crawl", "https://a.example/1", "HTTP 404", "1", NOON + hour, "a", NOON + 9 * hour
    )
    for failure in (late, early):
        record(db, failure)
    assert list(failures(db)) == [(late, 1), (early, 1)]
    assert last_failure(db, "crawl", early.key) == LastFailure(late.happened, 2, late.due)


def test_pages_to_retry_are_neither_feeds_nor_hosts_nor_given_up(db: Database) -> None:
    save_source(db, "a")
    feed = "https://a.example/rss"
    save_feed(db, FeedState(feed, "a", "feed", None, None, NOON, None, None))
    for key, source, hours in (
        ("https://a.example/2", "a", 2),
        ("https://a.example/1", "a", 1),
        ("https://a.example/3", "a", None),
        ("https://b.example/1", "b", 1),
        (feed, "a", 1),
        ("a.example", "a", 1),
    ):
        due = None if hours is None else NOON + dt.timedelta(hours=hours)
        record(db, Failure("crawl", key, "HTTP 503", "1", NOON, source, due))
    assert pages_to_retry(db, "a", NOON) == []
    assert pages_to_retry(db, "a", NOON + dt.timedelta(hours=1)) == ["https://a.example/1"]
    assert pages_to_retry(db, "a", None) == ["https://a.example/1", "https://a.example/2"]
