"""What the pages show, in both languages."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import httpx
import pytest
from lxml import html

from store.database import open_database, transaction

Get = Callable[..., httpx.Response]


def page(response: httpx.Response, status: int = 200) -> Any:
    assert response.status_code == status, response.text[:500]
    return html.document_fromstring(response.text)


def words(element: Any) -> str:
    return " ".join(element.text_content().split())


def id_of(world: Any, name: str, value: float) -> str:
    return str(next(f.id for f in world.figures if f.kind == name and f.low == value))


EXODUS = {
    "en": "At least 650,000 people left Russia between 24 February 2022 and 17 July 2024, "
    "according to The Bell.",
    "de": "Mindestens 650.000 Menschen haben zwischen dem 24. Februar 2022 und dem 17. Juli 2024 "
    "Russland verlassen, laut The Bell.",
}


@pytest.mark.parametrize("language", ["de", "en"])
def test_start_shows_what_is_new_what_conflicts_and_how_much(get: Get, language: str) -> None:
    start = page(get("/", language))
    assert start.get("lang") == language
    newest = [words(item) for item in start.xpath("//section[@aria-labelledby='newest']//li//a")]
    assert EXODUS[language] in newest
    disputed = [words(a) for a in start.xpath("//section[@aria-labelledby='disputed']//li//a")]
    assert len(disputed) == 2
    assert EXODUS[language] in disputed
    assert [words(dd) for dd in start.xpath("//dl[@class='amounts']//dd")] == [
        "9", "13", "7", "1", "1",
    ]  # fmt: skip
    day = {"en": ["19 July 2024", "18 July 2024, 12:06 UTC"]}
    day["de"] = ["19. Juli 2024", "18. Juli 2024, 12:06 UTC"]
    assert [words(dd) for dd in start.xpath("//dl[@class='pairs']/dd")] == day[language]


@pytest.mark.parametrize("language", ["de", "en"])
def test_a_figure_shows_claims_with_the_number_marked(get: Get, world: Any, language: str) -> None:
    figure = page(get(f"/figures/{id_of(world, 'departures', 650000)}", language))
    assert words(figure.xpath("//h1")[0]) == EXODUS[language]
    claims = figure.xpath("//article[contains(@class, 'claim')]")
    assert [words(claim.xpath(".//mark")[0]) for claim in claims] == ["650.000", "650,000"]
    assert [claim.xpath(".//blockquote")[0].get("lang") for claim in claims] == ["de", "en"]
    assert [claim.xpath(".//a[@rel='noopener nofollow']/@href") for claim in claims] == [
        ["https://bote.example/weggang"],
        ["https://courier.example/departures"],
    ]
    assert "Beispieldienst" in words(claims[1])
    relations = words(claims[0].xpath(".//details")[0])
    assert "both name The Bell as the origin" in relations
    assert {"en": "contradicts", "de": "widerspricht"}[language] in relations
    assert {"en": "same origin as", "de": "gleichen Ursprungs wie"}[language] in relations
    parts = figure.xpath("//section[@aria-labelledby='parts']//th//a")
    assert len(parts) == 3
    assert {"en": "Armenia", "de": "Armenien"}[language] in words(parts[0])
    assert {"en": "Croatia", "de": "Kroatien"}[language] in words(
        figure.xpath("//p[@class='note']")[0]
    )
    summary = words(figure.xpath("//dl")[0])
    assert {"en": "disputed", "de": "umstritten"}[language] in summary
    assert {"en": "Claims contradict each other.", "de": "Die Angaben widersprechen einander."}[
        language
    ] in summary


def test_a_figure_that_is_no_more_leads_on(get: Get, world: Any, database: Path) -> None:
    figure, old = id_of(world, "departures", 650000), "0" * 20
    assert get(f"/figures/{old}").status_code == 404
    db = open_database(database)
    with transaction(db):
        db.execute(
            "INSERT INTO redirects (old, figure, happened) VALUES (?, ?, ?)",
            [old, figure, "2024-07-18T00:00:00.000Z"],
        )
    db.close()
    answer = get(f"/figures/{old}?lang=de")
    assert answer.status_code == 302
    assert answer.headers["location"] == f"/figures/{figure}?lang=de"


def test_a_figure_leads_to_its_whole(get: Get, world: Any) -> None:
    figure = page(get(f"/figures/{id_of(world, 'arrivals', 110000)}"))
    wholes = figure.xpath("//section[@aria-labelledby='wholes']//a")
    assert [words(link) for link in wholes] == [EXODUS["en"]]


def test_a_relation_leads_to_the_other_figure(get: Get, world: Any) -> None:
    exodus, larger = (id_of(world, "departures", value) for value in (650000, 1200000))
    claim = next(claim.id for claim in world.claims if claim.low == 1200000)
    links = page(get(f"/figures/{exodus}")).xpath("//details//a/@href")
    assert f"/figures/{larger}#claim-{claim}" in links
    assert page(get(f"/figures/{larger}")).xpath(f"//article[@id='claim-{claim}']")


def test_denied_is_said(get: Get, world: Any) -> None:
    figure = page(get(f"/figures/{id_of(world, 'detained', 40)}"))
    assert "(denied)" in words(figure.xpath("//h1")[0])


def test_an_article_marks_every_claim_in_its_text(get: Get, world: Any) -> None:
    source = world.articles[0]
    article = page(get(f"/articles/{source.id}", "de"))
    text = article.xpath("//div[@class='text']")[0]
    marks = text.xpath(".//mark")
    assert [words(mark) for mark in marks] == ["650.000", "110.000", "80.000"]
    assert all(mark.xpath("a/@href")[0].startswith("/figures/") for mark in marks)
    assert [words(note) for note in text.xpath(".//sup")] == ["1", "2", "3", "4"]
    for note in text.xpath(".//sup/a/@href"):
        assert article.xpath(f"//li[@id='{note[1:]}']//a[starts-with(@href, '/figures/')]")
    for note in text.xpath(".//sup"):
        note.drop_tree()
    shown = [" ".join(line.text_content().split()) for line in text.xpath("p")]
    headline, *rest = [line for line in source.text.split("\n") if line]
    assert words(article.xpath("//h1")[0]) == headline
    assert shown == rest


@pytest.mark.parametrize("path", ["/figures/x", "/articles/x", "/nowhere", "/headcount/none"])
def test_what_is_not_there_is_said_in_the_readers_language(get: Get, path: str) -> None:
    assert "Das gibt es hier nicht" in words(page(get(path, "de"), 404))
    assert "There is nothing here" in words(page(get(path, "en"), 404))


def test_the_language_is_chosen_by_address_and_kept(get: Get, world: Any) -> None:
    figure = f"/figures/{world.figures[0].id}"
    for path in ("/", "/search?q=people", "/figures", figure, f"/articles/{world.articles[0].id}"):
        german = page(get(f"{path}{'&' if '?' in path else '?'}lang=de", "en"))
        assert german.get("lang") == "de"
        ours = [
            link
            for link in german.xpath("//main//a/@href | //header/div/a/@href")
            if re.match(r"/(figures|articles|$|\?)", link)
        ]
        assert ours
        assert all("lang=de" in link for link in ours)
        assert german.xpath("//form[@role='search']//input[@name='lang']/@value") == ["de"]
    assert "lang=" not in " ".join(page(get("/")).xpath("//main//a[not(@rel)]/@href"))
    assert page(get("/?lang=fr")).get("lang") == "en"


def test_the_switch_keeps_the_rest_of_the_address(get: Get) -> None:
    links = page(get("/search?q=a+%26+b&lang=en")).xpath("//nav[@class='languages']/a/@href")
    assert links == ["/search?q=a+%26+b&lang=de", "/search?q=a+%26+b&lang=en"]


def test_an_empty_database_says_so(get_from: Callable[[Any], Get], empty_world: Any) -> None:
    get = get_from(empty_world)
    assert "There are no figures yet" in words(page(get("/")))
    assert "never yet" in words(page(get("/")))
    assert "No figure fits this choice." in words(page(get("/figures")))
