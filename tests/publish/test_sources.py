"""Sources: for what they are quoted, under which names, and how their crawl does."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from dataclasses import replace
from typing import Any
from urllib.parse import quote

import httpx
import pytest
from lxml import html

from store.model import Failure

Get = Callable[..., httpx.Response]


def page(response: httpx.Response, status: int = 200) -> Any:
    assert response.status_code == status, response.text[:500]
    return html.document_fromstring(response.text)


def words(element: Any) -> str:
    return " ".join(element.text_content().split())


def pairs(source: Any) -> dict[str, str]:
    return {words(term): words(term.getnext()) for term in source.xpath("//dl[@class='pairs']/dt")}


def sayings(source: Any) -> list[str]:
    return [words(mark) for mark in source.xpath("//article//mark")]


def test_a_source_shows_for_what_it_is_quoted(get: Get) -> None:
    bell = page(get("/sources/The%20Bell", "en"))
    assert words(bell.xpath("//h1")[0]) == "The Bell"
    assert pairs(bell) == {
        "Claims": "5",
        "nobody else says it": "5",
        "contradicted": "1",
        "superseded by a newer count": "0",
        "Arrivals": "3",
        "Departures": "2",
    }
    assert sorted(sayings(bell)) == ["110.000", "650,000", "650.000", "80.000", "80.000"]
    german = pairs(page(get("/sources/The%20Bell", "de")))
    assert german["andere widersprechen"] == "1"


def test_counts_lead_to_the_claims_that_were_counted(get: Get) -> None:
    for name in ("The Bell", "Behörde Afet"):
        source = page(get(f"/sources/{quote(name)}"))
        links = source.xpath("//dl[@class='pairs']//a")
        assert links
        for link in links:
            assert len(sayings(page(get(link.get("href"))))) == int(words(link))
    afet = pairs(page(get("/sources/Beh%C3%B6rde%20Afet", "en")))
    assert (afet["superseded by a newer count"], afet["contradicted"]) == ("2", "0")


def named(world: Any, *names: str, quote_text: str = "Es starben 5 Menschen") -> None:
    """Fill ``world`` with a claim of each of the sources."""
    for number, name in enumerate(names):
        url = f"https://a.example/{number}"
        text = f"{quote_text}, so die Quelle {number}."
        article = world.article(url, "Blatt", "2024-01-02", f"Titel {number}", text, "de")
        world.claim(article, quote_text, "5", 5, "killed", "Menschen", ["DEU"], source=name)


@pytest.mark.parametrize(
    ("name", "others", "same", "similar"),
    [
        ("UNHCR", ("UN refugee agency", "UN-Flüchtlingshilfswerk", "IOM"),
         {"UN refugee agency", "UN-Flüchtlingshilfswerk"}, set()),
        ("Gaza health ministry", ("Gesundheitsministerium in Gaza", "Syrian health ministry"),
         {"Gesundheitsministerium in Gaza"}, set()),
        ("The Bell", ("THE BELL", "Portal The Bell", "The Ball"),
         {"THE BELL"}, {"Portal The Bell"}),
        ("interior ministry", ("Innenministerium", "Syrian interior ministry"), set(),
         {"Innenministerium", "Syrian interior ministry"}),
        ("officials", ("local officials",), set(), {"local officials"}),
    ],
)  # fmt: skip
def test_names_of_one_source_are_counted_together_and_similar_ones_linked(
    name: str, others: tuple[str, ...], same: set[str], similar: set[str],
    get_from: Callable[[Any], Get], empty_world: Any,
) -> None:  # fmt: skip
    named(empty_world, name, *others)
    source = page(get_from(empty_world)(f"/sources/{quote(name)}"))
    together = source.xpath("//p[@class='note'][starts-with(., 'Counted together')]/bdi")
    assert {words(each) for each in together} - {name} == same
    perhaps = source.xpath("//p[@class='note'][starts-with(., 'Perhaps the same')]/a")
    assert {words(each) for each in perhaps} == similar
    assert pairs(source)["Claims"] == str(1 + len(same))


@pytest.mark.parametrize(
    ("name", "vague"),
    [("police", True), ("Syrian police", False), ("UNHCR", False), ("officials", True)],
)
def test_a_name_that_many_bear_is_called_vague(
    name: str, vague: bool, get_from: Callable[[Any], Get], empty_world: Any
) -> None:
    named(empty_world, name)
    text = words(page(get_from(empty_world)(f"/sources/{quote(name)}")))
    assert ("does not say who exactly speaks" in text) is vague


NAMES = (
    "AC/DC",
    "100 % sicher?",
    "a&b=c#d",
    "~tilde~",
    "Ünïcode 🎉",
    "x/",
    "<b>",
    "%2F",
    '"',
)


@pytest.mark.parametrize("name", NAMES)
def test_any_name_has_a_page(name: str, get_from: Callable[[Any], Get], empty_world: Any) -> None:
    named(empty_world, name)
    get = get_from(empty_world)
    (link,) = page(get("/sources")).xpath("//section[@aria-labelledby='quoted']//a")
    assert words(link) == name
    source = page(get(link.get("href")))
    assert words(source.xpath("//h1")[0]) == name
    assert sayings(source) == ["5"]


@pytest.mark.parametrize("path", ["nobody", "%00", "%FF", "The%20Bell?fate=x", "x" * 3000])
def test_who_is_not_quoted_has_no_page(get: Get, path: str) -> None:
    page(get(f"/sources/{path}"), 404)


def test_an_outlet_shows_what_it_says_itself_and_its_crawl(
    get_from: Callable[[Any], Get], empty_world: Any
) -> None:
    named(empty_world, "@outlet", "@outlet", "Behörde")
    moment = dt.datetime(2024, 7, 18, 9, tzinfo=dt.UTC)
    failure = Failure("crawl", "https://a.example/<x>", "timed out", "0", moment, source="muster")
    empty_world.failures += [failure, replace(failure, key="x", source="other")]
    get = get_from(empty_world)
    for name, claims in (("Blatt", ["5", "5"]), ("muster", [])):
        source = page(get(f"/sources/{name}", "de"))
        assert sayings(source) == claims
        shown = pairs(source)
        assert shown["Seiten"] == "3"
        assert shown["Zuletzt erfolgreich"] == "18. Juli 2024, 12:02 UTC"
        assert shown["Fehlschläge"] == "1"
        assert "https://a.example/<x>: timed out (1 ×," in words(source)
        assert shown.get("Artikel") == ("3" if name == "Blatt" else None)


def test_much_is_counted_up_to_a_bound(
    get_from: Callable[[Any], Get], empty_world: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("publish.queries.sources.LOOKED_THROUGH", 3)
    monkeypatch.setattr("publish.pages.source.LOOKED_THROUGH", 3)
    named(empty_world, *["Behörde Muster"] * 5)
    source = page(get_from(empty_world)("/sources/Beh%C3%B6rde%20Muster"))
    assert pairs(source)["Claims"] == "more than 3"
    assert "Counted in the newest 3." in words(source)


def test_sources_are_listed_and_found(get: Get) -> None:
    def listed(query: str, section: str) -> list[list[str]]:
        rows = page(get(f"/sources{query}")).xpath(
            f"//section[@aria-labelledby='{section}']//tbody/tr"
        )
        return [[words(cell) for cell in row] for row in rows]

    assert listed("", "quoted")[:2] == [["The Bell", "5"], ["Behörde Afet", "4"]]
    assert listed("", "outlets")[0] == ["Erfundenes Tagblatt", "3"]
    assert listed("?name=behorde", "quoted") == [["Behörde Afet", "4"]]
    assert listed("?name=bel", "quoted") == []
    assert listed("?name=%22", "quoted") == []
    assert listed("?name=nobody", "quoted") == []
