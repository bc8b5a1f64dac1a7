import datetime as dt
import sqlite3

import pytest
from build import NOON
from sqlite_utils import Database

from store.failures import failures, last_failure, record, resolve
from store.judgements import add_judgement, judgements
from store.model import Failure, Judgement

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


def test_the_same_failure_counts_up_until_it_works(db: Database) -> None:
    first = Failure("crawl", "https://a.example/", "timeout", "1", NOON)
    later = Failure("crawl", "https://a.example/", "timeout", "2", NOON + dt.timedelta(hours=1))
    other = Failure("extract", "s1", "no text", "1", NOON)
    for failure in (first, later, other):
        record(db, failure)
    assert list(failures(db)) == [(later, 2), (other, 1)]
    assert list(failures(db, "extract")) == [(other, 1)]
    assert last_failure(db, "crawl", first.key) == (later.happened, 2)
    resolve(db, "crawl", first.key)
    assert last_failure(db, "crawl", first.key) is None
    assert list(failures(db)) == [(other, 1)]
