"""The key of copies is written where it differs, and cleared where it no longer holds."""

import datetime as dt
from pathlib import Path

import pytest
from sqlite_utils import Database

from store.archive import Archive, archive_folder
from store.articles import save_article
from store.copies import copied_pairs, save_copies, save_sketch, sharing, unsketched
from store.database import open_database
from store.documents import Fetch, page_state, record_fetch, save_source
from store.model import Article, Claim

NOW = dt.datetime(2024, 6, 2, tzinfo=dt.UTC)


def claim_in(article: str) -> Claim:
    return Claim(
        id=Claim.id_of(article, 0, ("ALB",), 5.0),
        article=article,
        quote="Fünf Tote",
        quote_start=0,
        quote_end=9,
        number="Fünf",
        number_start=0,
        number_end=4,
        low=5.0,
        high=5.0,
        bound="exact",
        kind="killed",
        unit="Tote",
        country=("ALB",),
        origin=(),
        date="2024-06-02",
        date_first=NOW.date(),
        date_last=NOW.date(),
        source="@outlet",
        via=(),
        modality="asserted",
        per=None,
        change=None,
        part_of=None,
        excluded=(),
        rules=(),
        extractor="1",
    )


@pytest.fixture
def filled(tmp_path: Path) -> tuple[Database, list[str]]:
    """A database with two articles that have a claim and one that has none."""
    path = tmp_path / "news.db"
    db = open_database(path)
    save_source(db, "test", "http://example.org/")
    ids = []
    with Archive(archive_folder(path)) as archive:
        for name in ("a", "b", "none"):
            url = f"http://example.org/{name}"
            record_fetch(db, archive, Fetch(url, "test", NOW, 200, (), name.encode()))
            state = page_state(db, url)
            assert state is not None
            snapshot = state.snapshot.id
            article = Article(
                id=Article.id_of(snapshot),
                snapshot=snapshot,
                url=url,
                title=None,
                outlet="Test",
                authors=(),
                language="de",
                published=None,
                modified=None,
                text=f"Fünf Tote {name}",
            )
            claims = [] if name == "none" else [claim_in(article.id)]
            save_article(db, article, claims, "1")
            ids.append(article.id)
    return db, ids


def keys(db: Database) -> dict[str, str | None]:
    return dict(db.execute("SELECT id, near_duplicates FROM articles"))


def test_each_text_with_claims_enters_the_index_once(
    filled: tuple[Database, list[str]],
) -> None:
    db, (a, b, _) = filled
    assert sorted(unsketched(db, "1")) == sorted([(a, "Fünf Tote a"), (b, "Fünf Tote b")])
    save_sketch(db, a, "1", [7, -(2**63)], [])
    save_sketch(db, b, "1", [7, 7, 8], [a])
    assert list(unsketched(db, "1")) == []
    assert sorted(sharing(db, [-(2**63)], "1")) == [(a, "Fünf Tote a")]
    assert sorted(sharing(db, [7, 9], "1")) == sorted([(a, "Fünf Tote a"), (b, "Fünf Tote b")])
    assert sharing(db, [9], "1") == []
    assert copied_pairs(db) == [(min(a, b), max(a, b))]
    save_sketch(db, b, "1", [8], [])
    assert copied_pairs(db) == []


def test_another_text_or_method_enters_it_anew(filled: tuple[Database, list[str]]) -> None:
    db, (a, b, _) = filled
    save_sketch(db, a, "1", [7], [])
    save_sketch(db, b, "1", [7], [a])
    db.execute('UPDATE articles SET "text" = ? WHERE id = ?', ["Sechs Tote", a])
    assert list(unsketched(db, "1")) == [(a, "Sechs Tote")]
    assert sharing(db, [7], "1") == [(b, "Fünf Tote b")]
    assert copied_pairs(db) == []
    assert [article for article, _ in unsketched(db, "2")] == sorted([a, b])


def test_an_earlier_revision_is_nobodys_copy(filled: tuple[Database, list[str]]) -> None:
    db, (a, b, _) = filled
    save_sketch(db, a, "1", [7], [])
    save_sketch(db, b, "1", [7], [a])
    db.execute("UPDATE articles SET latest = 0 WHERE id = ?", [a])
    assert copied_pairs(db) == []


def test_keys_are_set_and_cleared(filled: tuple[Database, list[str]]) -> None:
    db, (a, b, none) = filled
    save_copies(db, {a: "key", b: "key"})
    assert keys(db) == {a: "key", b: "key", none: None}
    changes = db.conn.total_changes
    save_copies(db, {a: "key", b: "key"})
    assert db.conn.total_changes == changes
    save_copies(db, {b: "other"})
    assert keys(db) == {a: None, b: "other", none: None}
