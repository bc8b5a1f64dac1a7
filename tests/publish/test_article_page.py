"""The article page: what each claim became, and what changed from one version to the next."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from contextlib import closing
from pathlib import Path
from typing import Any

import httpx
import pytest
from lxml import html

from publish.pages.article import CLAIMS
from store import articles, documents
from store.database import open_database
from store.model import Article, Claim, Document

Get = Callable[..., httpx.Response]

DAY = ("2024-06-24", dt.date(2024, 6, 24), dt.date(2024, 6, 24))
FIRST = "Ferry sinks\n\n31 people drowned.\n\n118 people were saved.\n\nThe sea was rough."
SECOND = "Ferry sinks\n\n27 people drowned.\n\n118 people were saved.\n\n4 people are missing."


def page(response: httpx.Response) -> Any:
    assert response.status_code == 200, response.text[:500]
    return html.document_fromstring(response.text)


def words(element: Any) -> str:
    return " ".join(element.text_content().split())


def revised(world: Any, path: Path, texts: tuple[str, ...]) -> list[str]:
    """Write the same page with one text after the other; return the articles' ids."""
    world.write(path)
    ids = []
    with closing(open_database(path)) as db, documents.open_archive(db, path) as archive:
        for hour, text in enumerate(texts):
            fetched = dt.datetime(2024, 6, 24, 8 + hour, tzinfo=dt.UTC)
            url = "https://ferry.example/"
            body = text.encode()
            documents.record_fetch(
                db, archive, documents.Fetch(url, "muster", fetched, 200, (), body)
            )
            document = Document.id_of(url)
            snapshot = list(documents.snapshots(db, document))[-1].id
            article = Article(
                id=Article.id_of(snapshot), snapshot=snapshot, url=url, title="Ferry sinks",
                outlet="Invented Gazette", authors=(), language="en",
                published=dt.date(2024, 6, 24), modified=None, text=text,
            )  # fmt: skip
            articles.save_article(db, article, list(stated(article)), "test")
            ids.append(article.id)
    return ids


def stated(article: Article) -> list[Claim]:
    claims = []
    kinds = {"drowned": "killed", "saved": "released", "missing": "missing"}
    for line in article.text.split("\n"):
        number, _, rest = line.partition(" ")
        if not number.isdecimal():
            continue
        start = article.text.index(line)
        kind = next(kind for word, kind in kinds.items() if word in rest)
        claims.append(
            Claim(
                id=Claim.id_of(article.id, start, ("PHL",), float(number)),
                article=article.id, quote=line, quote_start=start, quote_end=start + len(line),
                number=number, number_start=start, number_end=start + len(number),
                low=float(number), high=float(number), bound="exact", kind=kind,  # type: ignore[arg-type]
                unit="people", country=("PHL",), origin=(), date=DAY[0], date_first=DAY[1],
                date_last=DAY[2], source="@outlet", via=(), modality="asserted", per=None,
                change=None, part_of=None, excluded=(), rules=("invented",), extractor="test",
            )
        )  # fmt: skip
    return claims


@pytest.mark.parametrize(
    ("language", "expected"),
    [
        ("en", [["changed", "31", "27"], ["kept", "118", "118"], ["new", "–", "4"]]),
        ("de", [["geändert", "31", "27"], ["unverändert", "118", "118"], ["neu", "–", "4"]]),
    ],
)
def test_what_changed_is_side_by_side(
    empty_world: Any,
    tmp_path: Path,
    serve: Callable[[Path], Get],
    language: str,
    expected: list[list[str]],
) -> None:
    path = tmp_path / "ferry.db"
    first, second = revised(empty_world, path, (FIRST, SECOND))
    get = serve(path)
    shown = page(get(f"/articles/{second}", language))
    rows = shown.xpath("//table[contains(@class, 'changes')]/tbody/tr")
    assert [[words(cell).split()[0] for cell in row] for row in rows] == expected
    assert [words(mark) for mark in rows[0].xpath(".//mark")] == ["31", "27"]
    sides = shown.xpath("//details//div[@class='text']")
    apart = [[words(line) for line in side.xpath("p[@class='apart']")] for side in sides]
    assert apart == [
        ["31 people drowned.", "The sea was rough."],
        ["27 people drowned.", "4 people are missing."],
    ]
    versions = shown.xpath("//section[@aria-labelledby='versions']//li")
    assert [item.xpath("a/@href") for item in versions] == [[], [f"/articles/{first}"]]
    assert not shown.xpath("//p[@class='warning']")


def test_an_earlier_version_says_so_and_leads_to_the_latest(
    empty_world: Any, tmp_path: Path, serve: Callable[[Path], Get]
) -> None:
    path = tmp_path / "ferry.db"
    first, second = revised(empty_world, path, (FIRST, SECOND))
    shown = page(serve(path)(f"/articles/{first}"))
    warning = shown.xpath("//p[@class='warning']")[0]
    assert words(warning) == "This is an earlier version of the page. What it says now"
    assert warning.xpath("a/@href") == [f"/articles/{second}"]
    assert not shown.xpath("//section[@aria-labelledby='revised']")


def test_a_withdrawn_claim_is_told(
    empty_world: Any, tmp_path: Path, serve: Callable[[Path], Get]
) -> None:
    path = tmp_path / "ferry.db"
    _, second = revised(empty_world, path, (FIRST, "Ferry sinks\n\n31 people drowned."))
    shown = page(serve(path)(f"/articles/{second}"))
    rows = shown.xpath("//table[contains(@class, 'changes')]/tbody/tr")
    told = [[words(cell).split()[0] for cell in row] for row in rows]
    assert told == [["kept", "31", "31"], ["withdrawn", "118", "–"]]


def test_a_text_that_changed_without_its_claims_says_so(
    empty_world: Any, tmp_path: Path, serve: Callable[[Path], Get]
) -> None:
    path = tmp_path / "ferry.db"
    _, second = revised(empty_world, path, (FIRST, FIRST.replace("rough", "calm")))
    changed = page(serve(path)(f"/articles/{second}")).xpath(
        "//section[@aria-labelledby='revised']"
    )
    assert "The text changed, but no claim in it." in words(changed[0])


def test_a_page_with_one_text_has_no_versions(get: Get, world: Any) -> None:
    shown = page(get(f"/articles/{world.articles[0].id}"))
    assert not shown.xpath("//section[@aria-labelledby='versions' or @aria-labelledby='revised']")


@pytest.mark.parametrize(
    ("language", "expected"),
    [
        ("en", "What became of it: disputed At least 650,000 people left Russia"),
        ("de", "Was daraus wurde: umstritten Mindestens 650.000 Menschen haben"),
    ],
)
def test_each_claim_says_what_became_of_it(
    get: Get, world: Any, language: str, expected: str
) -> None:
    shown = page(get(f"/articles/{world.articles[0].id}", language))
    first = shown.xpath("//ol[contains(@class, 'numbered')]/li")[0]
    assert words(first.xpath(".//span[@class='fate']")[0]).startswith(expected)
    address, _, anchor = first.xpath("a/@href")[0].partition("#")
    assert page(get(address, language)).xpath(f"//article[@id='{anchor}']")


def test_of_very_many_claims_the_first_are_marked(
    get_from: Callable[[Any], Get], empty_world: Any
) -> None:
    number = CLAIMS + 5
    lines = [
        f"{place} people were killed in place {place}." for place in range(1000, 1000 + number)
    ]
    text = "\n".join(["Tables", *lines])
    article = empty_world.article("https://a.example/", "A", "2024-06-24", "Tables", text, "en")
    for line in lines:
        value = line.partition(" ")[0]
        empty_world.claim(article, line, value, float(value), "killed", "people", ["PHL"], DAY)
    shown = page(get_from(empty_world)(f"/articles/{article}"))
    assert len(shown.xpath("//div[@class='text']//mark")) == CLAIMS
    note = shown.xpath("//p[@class='note']")[0]
    assert f"These are the first {CLAIMS} claims of this text." in words(note)
    assert f"claims?article={article}" in note.xpath("a/@href")[0]
