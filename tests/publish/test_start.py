"""The start page: what changed in words, the map, and the one field for everything."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable
from contextlib import closing
from typing import Any

import httpx
import pytest
from lxml import html

from publish.charts.world import Step, steps, world
from store.model import EventName

Get = Callable[..., httpx.Response]


def page(response: httpx.Response, status: int = 200) -> Any:
    assert response.status_code == status, response.text[:500]
    return html.document_fromstring(response.text)


def words(element: Any) -> str:
    return " ".join(element.text_content().split())


HAPPENED = (
    # change, before (low, high), after (low, high), in English, in German
    ("rose", (12, 12), (31, 31), "up from 12 to 31", "gestiegen von 12 auf 31"),
    ("fell", (40, 40), (31, 31), "down from 40 to 31", "gesunken von 40 auf 31"),
    ("corrected", (400, 400), (31, 31), "corrected from 400 to 31", "von 400 auf 31 berichtigt"),
    ("disputed", (31, 31), (31, None), "sources contradict each other, best value at least 31",
     "Quellen widersprechen einander, bester Wert mindestens 31"),
    ("settled", (30, 40), (None, 40), "no longer disputed, at most 40",
     "nicht mehr umstritten, höchstens 40"),
)  # fmt: skip
QUAKE = {
    "en": "Killed in Türkiye, on 6 February 2023",
    "de": "Getötet in der Türkei, am 6. Februar 2023",
}


def tell(path: Any, figure: str, claim: str, rows: list[tuple[Any, ...]]) -> None:
    """Write events of a figure, one a minute."""
    with closing(sqlite3.connect(path)) as connection, connection:
        connection.executemany(
            'INSERT INTO events (happened, figure, "change", low_before, high_before, low, high,'
            " claim) VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
            [
                (f"2023-02-08T12:{minute:02}:00.000Z", figure, change, *before, *after, claim)
                for minute, (change, before, after, *_) in enumerate(rows)
            ],
        )


@pytest.fixture
def quake(get_from: Callable[[Any], Get], world: Any, tmp_path: Any) -> tuple[Get, Any]:
    get = get_from(world)
    return get, next(row for row in world.figures if row.kind == "killed" and row.low == 31)


@pytest.mark.parametrize("language", ["en", "de"])
def test_what_changed_is_one_line_each_the_newest_first(
    quake: tuple[Get, Any], tmp_path: Any, language: str
) -> None:
    get, figure = quake
    appeared = ("appeared", (None, None), (4, 4))
    tell(tmp_path / "other.db", figure.id, figure.best, [*HAPPENED, appeared])
    items = page(get("/", language)).xpath("//section[@aria-labelledby='changed']//li")
    lines = [words(item.xpath(".//a")[0]) for item in items]
    column = {"en": 3, "de": 4}[language]
    assert lines == [f"{QUAKE[language]}: {row[column]}" for row in reversed(HAPPENED)]
    assert {link for item in items for link in item.xpath(".//a/@href")} == {
        f"/figures/{figure.id}"
    }
    assert [time for item in items for time in item.xpath(".//time/@datetime")] == [
        f"2023-02-08T12:{minute:02}:00.000Z" for minute in range(4, -1, -1)
    ]
    assert "12:04 UTC" in words(items[0])
    assert "Behörde Afet" in words(items[0])


def test_the_tests_tell_of_all_that_may_happen() -> None:
    told = {row[0] for row in HAPPENED} | {"appeared"}
    assert told == set(EventName.__args__)  # type: ignore[attr-defined]


def test_an_event_leads_to_what_its_figure_became(quake: tuple[Get, Any], tmp_path: Any) -> None:
    get, figure = quake
    row = HAPPENED[0]
    tell(tmp_path / "other.db", "gone", figure.best, [row])
    tell(tmp_path / "other.db", "nowhere", figure.best, [row])
    with closing(sqlite3.connect(tmp_path / "other.db")) as connection, connection:
        moved = ("gone", figure.id, "2023-02-08T12:00:00.000Z")
        connection.execute("INSERT INTO redirects VALUES (?, ?, ?)", moved)
    links = page(get("/")).xpath("//section[@aria-labelledby='changed']//a/@href")
    assert links == [f"/figures/{figure.id}"]


@pytest.mark.parametrize(
    ("most", "expected"),
    [
        (0, ()),
        (1, (Step(1, 1, 1),)),
        (5, (Step(1, 1, 1), Step(2, 2, 3), Step(3, 4, 5))),
        (9000, (Step(1, 1, 9), Step(2, 10, 99), Step(3, 100, 999), Step(4, 1000, 9000))),
        (10_000, (Step(1, 1, 19), Step(2, 20, 399), Step(3, 400, 7999), Step(4, 8000, 10_000))),
    ],
)
def test_the_legend_reaches_up_to_the_most(most: int, expected: tuple[Step, ...]) -> None:
    assert steps(most) == expected


def test_every_country_is_on_the_map_once() -> None:
    made = world({"DEU": 3, "MLT": 1, "EU": 2})
    codes = [country.code for country in made.countries]
    assert len(codes) == len(set(codes)) > 230
    assert {"DEU", "UKR", "PSE", "XKX", "TWN", "TUV", "ESH"} <= set(codes)
    assert "ATA" not in codes
    known = {country.code: country for country in made.countries}
    assert (known["DEU"].count, known["DEU"].colour) == (3, 2)
    assert (known["MLT"].dot is not None, known["MLT"].colour) == (True, 1)
    assert (known["FRA"].count, known["FRA"].colour) == (0, 0)
    assert made.elsewhere == ("EU",)
    for country in made.countries:
        assert (country.path is None) == (country.dot is not None)
        if country.dot is not None:
            assert 0 <= country.dot[0] <= made.width
            assert 0 <= country.dot[1] <= made.height


def test_the_map_links_what_it_colours_and_has_a_table(get: Get) -> None:
    start = page(get("/", "de"))
    links = {
        link.get("href"): link.get("aria-label") for link in start.xpath("//figure//svg[@role]//a")
    }
    assert links == {
        f"/countries/{code}": f"{name}: Zahlen: {count}"
        for code, name, count in (
            ("ARM", "Armenien", 1), ("AUT", "Österreich", 2), ("ISR", "Israel", 1),
            ("KAZ", "Kasachstan", 1), ("RUS", "Russland", 2), ("TUR", "Türkei", 2),
        )
    }  # fmt: skip
    rows = [[words(cell) for cell in row.xpath("th|td")] for row in start.xpath("//table/tbody/tr")]
    assert rows == [
        ["Armenien", "1", "0"],
        ["Israel", "1", "0"],
        ["Kasachstan", "1", "0"],
        ["Österreich", "2", "0"],
        ["Russland", "2", "3"],
        ["Türkei", "2", "0"],
    ]
    assert [words(item) for item in start.xpath("//ul[@class='legend']/li")][1:] == ["0", "1", "2"]


def test_the_start_page_has_one_search_field(get: Get) -> None:
    assert len(page(get("/")).xpath("//input[@name='q']")) == 1
    assert page(get("/")).xpath("//form[@class='filters']/@action") == ["/figures"]
