"""Countries: figures by kind, who comes and goes, what was reported when."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import httpx
import pytest
from lxml import html

from publish.charts.flows import ROW, THICKEST, THINNEST, bands
from publish.charts.reports import WIDTH, reports

Get = Callable[..., httpx.Response]


def page(response: httpx.Response, status: int = 200) -> Any:
    assert response.status_code == status, response.text[:500]
    return html.document_fromstring(response.text)


def words(element: Any) -> str:
    return " ".join(element.text_content().split())


def table(country: Any, within: str) -> list[list[str]]:
    return [
        [words(cell) for cell in row.xpath("th|td")]
        for row in country.xpath(f"{within}//table/tbody/tr")
    ]


def test_a_country_shows_its_figures_by_kind(get: Get) -> None:
    country = page(get("/countries/RUS", "de"))
    assert words(country.xpath("//h1")[0]) == "Russland"
    assert sorted(table(country, "//section[@aria-labelledby='kinds']")) == [
        ["Angekommen", "0", "3"],
        ["Weggegangen", "2", "0"],
    ]
    for link in country.xpath("//section[@aria-labelledby='kinds']//a"):
        listed = page(get(link.get("href"), "de"))
        assert len(listed.xpath("//ol[@class='figures']/li")) == int(words(link))


@pytest.mark.parametrize(
    ("code", "direction", "expected"),
    [
        ("RUS", "left", [
            ["destination not named", "at least 1,200,000", "Departures"],
            ["Armenia", "110,000", "Arrivals"],
            ["Israel", "80,000", "Arrivals"],
            ["Kazakhstan", "80,000", "Arrivals"],
        ]),
        ("ARM", "came", [["Russia", "110,000", "Arrivals"]]),
        ("TUR", "came", []),
    ],
)  # fmt: skip
def test_who_comes_and_who_leaves(
    get: Get, code: str, direction: str, expected: list[list[str]]
) -> None:
    country = page(get(f"/countries/{code}"))
    rows = table(country, "//figure[@class='flow']")
    assert sorted(row[:3] for row in rows) == sorted(expected)
    links = country.xpath("//figure[@class='flow']//svg//a/@href")
    assert links == country.xpath("//figure[@class='flow']//table//a/@href")
    assert len(links) == len(expected)
    titles = {"came": "People who came", "left": "People who left"}
    heads = [words(head) for head in country.xpath("//h3")]
    assert [head.partition(":")[0] for head in heads] == [titles[direction]] * bool(expected)


def test_only_the_largest_current_count_of_a_kind_and_country_is_drawn(
    get_from: Callable[[Any], Get], empty_world: Any
) -> None:
    text = "Es kamen 10, 20, 30, 40, 50 und 60 Menschen."
    article = empty_world.article("https://a.example/", "Blatt", "2024-01-02", "T", text, "de")
    counts: tuple[tuple[int, str, dict[str, object]], ...] = (
        (10, "agreed", {}),
        (20, "disputed", {}),
        (30, "superseded", {}),
        (40, "agreed", {"modality": "planned"}),
        (50, "agreed", {"per": "year"}),
        (60, "agreed", {"change": 60.0}),
    )
    for value, status, more in counts:
        claim = empty_world.claim(
            article, text, str(value), value, "arrivals", "Menschen", ["DEU"],
            origin=("SYR",), **more,
        )  # fmt: skip
        empty_world.figure(str(value), [claim], status, "so")
    country = page(get_from(empty_world)("/countries/DEU"))
    assert [row[:2] for row in table(country, "//figure[@class='flow']")] == [["Syria", "20"]]


def test_what_was_reported_when_has_a_dot_and_a_row_each(get: Get) -> None:
    country = page(get("/countries/TUR"))
    assert not country.xpath("//figure[@class='line']//svg//circle[not(title)]")
    dots = [words(dot) for dot in country.xpath("//figure[@class='line']//circle/title")]
    rows = table(country, "//figure[@class='line']")
    assert len(rows) == len(dots) == 2
    assert sorted(f"{row[0]}: {row[1]}" for row in rows) == sorted(dots)


@pytest.mark.parametrize(
    ("path", "status", "location"),
    [
        ("/countries/rus", 301, "/countries/RUS"),
        ("/countries/rus?lang=de", 301, "/countries/RUS?lang=de"),
        ("/countries/World", 301, "/countries/WORLD"),
        ("/countries/EU", 200, None),
        ("/countries/AFRICA", 200, None),
        ("/countries/XKX", 200, None),
        ("/countries/QQQ", 404, None),
        ("/countries/R", 404, None),
        ("/countries/%3Cscript%3E", 404, None),
        ("/countries", 200, None),
    ],
)
def test_which_countries_there_are(get: Get, path: str, status: int, location: str | None) -> None:
    answer = get(path)
    assert (answer.status_code, answer.headers.get("location")) == (status, location)


def test_a_country_without_figures_says_so(get: Get) -> None:
    country = page(get("/countries/MLT", "de"))
    assert "Zu Malta gibt es noch keine Zahlen." in words(country.xpath("//main")[0])
    assert not country.xpath("//main//svg")


def test_all_countries_are_listed(get: Get) -> None:
    rows = table(page(get("/countries")), "//main")
    assert ["Russia", "2", "3"] in rows
    assert [row[0] for row in rows] == sorted(row[0] for row in rows)


def test_bands_are_as_thick_as_many_people_moved() -> None:
    made = bands([100.0, 50.0, 0.1], away=True)
    assert [band.thickness for band in made.bands] == [THICKEST, THICKEST / 2, THINNEST]
    assert made.height == 3 * ROW
    assert 0 <= made.start < made.end <= made.height
    # They meet the bar with gaps: a sum of them would mean nothing.
    assert made.end - made.start > THICKEST * 1.5 + THINNEST
    assert bands([], away=False).bands == ()
    assert [band.thickness for band in bands([0.0], away=False).bands] == [THINNEST]


def test_dots_stand_by_their_day() -> None:
    made = reports([("killed", "2024-01-01"), ("killed", "2024-01-11"), ("missing", "2024-01-06")])
    assert made is not None
    assert (made.first, made.last) == ("2024-01-01", "2024-01-11")
    assert [(lane.kind, [dot.index for dot in lane.dots]) for lane in made.lanes] == [
        ("killed", [0, 1]), ("missing", [2]),
    ]  # fmt: skip
    assert made.lanes[1].dots[0].x == WIDTH / 2
    assert reports([("killed", "2024-01-01"), ("missing", "never")]) is None
    assert reports([]) is None
