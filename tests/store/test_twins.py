"""One page at several addresses: what proves it, and what is never merged."""

import itertools

import build
import pytest
from sqlite_utils import Database

from store.archive import Archive
from store.articles import save_article
from store.documents import record_fetch
from store.model import Document
from store.twins import settle_address

PAGE, AMP, OTHER = build.URL, build.URL + "/amp", build.URL + "-2"
TEXT, CUT, ELSE = "300 Menschen flohen.", "300 Menschen", "Es regnet."


@pytest.fixture
def add(db: Database, archive: Archive):
    hours = itertools.count()

    def one(
        url: str,
        text: str,
        canonical: str | None = None,
        doubt: str | None = None,
        likely: tuple[str, ...] = (),
    ) -> None:
        body = f"{url} {text}".encode()
        record_fetch(db, archive, build.fetch(body, url=url, hours=next(hours)))
        article = build.article(body, url, text=text)
        save_article(db, article, [build.claim(article)], "1")
        settle_address(
            db, Document.id_of(url), canonical, doubt, likely, lambda a, b: a in b or b in a
        )

    return one


def now(db: Database) -> list[str]:
    return [url for (url,) in db.execute("SELECT url FROM articles WHERE latest ORDER BY url")]


def addresses(db: Database) -> list[tuple[str, str | None]]:
    sql = (
        "SELECT d.url, root.url FROM addresses JOIN documents AS d ON d.id = document "
        "LEFT JOIN documents AS root ON root.id = same_as ORDER BY 1"
    )
    return list(db.execute(sql))


@pytest.mark.parametrize("order", [(0, 1), (1, 0)])
def test_the_page_and_its_text_say_so(db: Database, add, order: tuple[int, int]) -> None:
    pages = [(PAGE, TEXT, PAGE), (AMP, CUT, PAGE)]
    for place in order:
        add(*pages[place])
    assert (now(db), addresses(db)) == ([PAGE], [(AMP, PAGE)])
    assert db.execute("SELECT count(*) FROM claims_flat").fetchone() == (1,)
    assert db.execute("SELECT count(*) FROM documents").fetchone() == (2,)


@pytest.mark.parametrize("order", [(0, 1), (1, 0)])
def test_another_text_is_another_page(db: Database, add, order: tuple[int, int]) -> None:
    pages = [(PAGE, TEXT, PAGE), (OTHER, ELSE, PAGE)]
    for place in order:
        add(*pages[place])
    assert (now(db), addresses(db)) == ([PAGE, OTHER], [(OTHER, None)])


def test_many_texts_that_name_one_address_stay_apart(db: Database, add) -> None:
    for number, text in enumerate((TEXT, ELSE, "Es schneit.")):
        add(f"{OTHER}{number}", text, PAGE)
    assert len(now(db)) == 3


def test_what_is_doubted_is_noted(db: Database, add) -> None:
    add(AMP, TEXT, "https://anderswo.example/", "it is on another site")
    rows = db.execute("SELECT canonical, same_as, reason FROM addresses")
    assert list(rows) == [("https://anderswo.example/", None, "it is on another site")]
    assert now(db) == [AMP]


def test_twins_without_a_word_need_equal_texts(db: Database, add) -> None:
    add(PAGE, TEXT)
    add(AMP, CUT, likely=(PAGE,))
    assert now(db) == [PAGE, AMP]
    add(AMP, TEXT, likely=(PAGE,))
    assert (now(db), addresses(db)) == ([PAGE], [(AMP, PAGE)])
    add(PAGE, TEXT, likely=(AMP,))
    assert (now(db), addresses(db)) == ([PAGE], [(AMP, PAGE)])


def test_two_that_name_each_other(db: Database, add) -> None:
    add(PAGE, TEXT, AMP)
    add(AMP, TEXT, PAGE)
    assert (now(db), addresses(db)) == ([AMP], [(PAGE, AMP), (AMP, None)])


def test_what_became_another_page_leaves(db: Database, add) -> None:
    add(PAGE, TEXT, PAGE)
    add(AMP, TEXT, PAGE)
    add(PAGE, ELSE, PAGE)
    assert (now(db), addresses(db)) == ([PAGE, AMP], [(AMP, None)])
