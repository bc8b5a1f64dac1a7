"""Lists of figures: every filter, paging that neither repeats nor skips, and where to go on."""

from __future__ import annotations

import re
import sqlite3
from collections.abc import Callable
from contextlib import closing
from pathlib import Path
from typing import Any

import httpx
import pytest
from lxml import html

from publish.queries import lists
from publish.queries.lists import Choice, list_figures

Get = Callable[..., httpx.Response]
ITEMS = "//ol[@class='figures']/li"


def page(response: httpx.Response, status: int = 200) -> Any:
    assert response.status_code == status, response.text[:500]
    return html.document_fromstring(response.text)


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("", 9),
        ("?kind=killed", 2),
        ("?country=RUS", 5),
        ("?country=rus", 5),
        ("?country=RUS&role=country", 2),
        ("?country=RUS&role=origin", 3),
        ("?country=ARM&kind=arrivals", 1),
        ("?country=ARM&kind=arrivals&role=origin", 0),
        ("?status=disputed", 2),
        ("?kind=protesters&status=disputed", 1),
        ("?kind=killed&status=disputed", 0),
        ("?kind=&country=&status=", 9),
        ("?language=de", 6),
        ("?language=en", 4),
        ("?language=en&kind=killed", 0),
        ("?year=2023", 7),
        ("?year=2024&kind=protesters", 1),
        ("?year=2021", 0),
        ("?reported_from=2024-07-17", 5),
        ("?reported_from=2024-07-18", 1),
        ("?reported_to=2023-02-07", 1),
        ("?reported_from=2024-07-17&reported_to=2024-07-17&country=KAZ", 1),
        ("?kind=nothing", 0),
        ("?country=%27%20OR%201", 0),
        ("?status=%22&language=%3Cscript%3E", 0),
    ],
)
def test_the_list_is_filtered(get: Get, query: str, expected: int) -> None:
    listed = page(get(f"/figures{query}"))
    assert len(listed.xpath(ITEMS)) == expected
    assert ("No figure fits this choice." in listed.text_content()) == (expected == 0)


def test_the_filters_keep_what_was_chosen(get: Get) -> None:
    query = "kind=killed&country=TUR&role=country&status=agreed&language=de&year=2023"
    form = page(get(f"/figures?{query}&reported_from=2023-02-01&lang=de")).xpath(
        "//form[@class='filters']"
    )[0]
    assert dict(form.form_values()) == {
        **dict(part.split("=") for part in query.split("&")),
        "reported_from": "2023-02-01",
        "reported_to": "",
        "lang": "de",
    }


@pytest.mark.parametrize(
    ("query", "said"),
    [
        ("year=20", "A year has four digits"),
        ("year=²²²²", "A year has four digits"),
        ("role=x", "no such role"),
        ("reported_from=yesterday", "The first day is no date"),
        ("reported_to=2024-02-30", "The last day is no date"),
        ("after=x", "no such place"),
        ("after=.", "no such place"),
    ],
)
def test_a_choice_that_says_nothing_is_refused(get: Get, query: str, said: str) -> None:
    refused = page(get(f"/figures?{query}"), 400)
    assert said in refused.text_content()
    assert not refused.xpath(ITEMS)
    assert refused.xpath("//form[@class='filters']")


@pytest.mark.parametrize("choice", ["status=single+source", "country=RUS", "country=RUS&year=2023"])
@pytest.mark.parametrize("size", [1, 2, 4])
def test_the_list_is_paged(
    get: Get, monkeypatch: pytest.MonkeyPatch, choice: str, size: int
) -> None:
    whole = page(get(f"/figures?{choice}&lang=de")).xpath(f"{ITEMS}//a/@href")
    monkeypatch.setattr("publish.pages.figures.PAGE", size)
    seen: list[str] = []
    address = f"/figures?{choice}&lang=de"
    while address:
        listed = page(get(address))
        found = listed.xpath(f"{ITEMS}//a/@href")
        assert 0 < len(found) <= size
        assert all(link.endswith("?lang=de") for link in found)
        assert bool(seen) == bool(listed.xpath("//p[@class='more']/a[not(@rel)]"))
        seen += found
        following = listed.xpath("//a[@rel='next']/@href")
        address = following[0] if following else ""
    assert seen == whole
    assert len(set(seen)) == len(seen)


def test_a_list_that_looked_through_enough_says_where_to_go_on(
    get: Get, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(lists, "LOOKED_THROUGH", 3)
    monkeypatch.setattr("publish.pages.figures.LOOKED_THROUGH", 3)
    address, found, pages = "/figures?year=2024&language=en", [], 0
    while address:
        listed = page(get(address))
        text = listed.text_content()
        pages += 1
        found += listed.xpath(f"{ITEMS}//a/@href")
        following = listed.xpath("//a[@rel='next']/@href")
        assert ("The 3 figures first reported last were looked through" in text) == bool(following)
        address = following[0] if following else ""
    assert pages == 4
    assert len(found) == len(set(found)) == 4


def test_the_newest_come_first(database: Path) -> None:
    with closing(sqlite3.connect(database)) as connection:
        connection.row_factory = sqlite3.Row
        listed = list_figures(connection, Choice(), 50).figures
        some = list_figures(connection, Choice(country="RUS"), 50).figures
    assert [row.since for row in listed] == sorted((row.since for row in listed), reverse=True)
    assert [row.id for row in some] == [
        row.id for row in listed if "RUS" in (*row.country, *row.origin)
    ]
    assert all(re.fullmatch(r"\d{4}-\d\d-\d\d", row.since) for row in listed)
