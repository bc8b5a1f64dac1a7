"""The one search field: what a word, a country, a number or a sentence leads to."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any
from urllib.parse import parse_qs, urlsplit

import httpx
import pytest
from lxml import html

from publish import search
from publish.questions import LONGEST, country_named, is_sentence, number_in

Get = Callable[..., httpx.Response]


def page(response: httpx.Response, status: int = 200) -> Any:
    assert response.status_code == status, response.text[:500]
    return html.document_fromstring(response.text)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("650,000", 650_000), ("650.000", 650_000), ("650 000", 650_000), ("650000", 650_000),
        ("650'000", 650_000), ("1,5 Millionen", 1_500_000), ("1.5 million", 1_500_000),
        ("1,5 Mio.", 1_500_000), ("fünf Millionen", 5_000_000), ("half a million", 500_000),
        ("more than 650,000", 650_000), ("mindestens 650.000", 650_000), (" 58 ", 58),
        ("1.200", 1200), ("1,200", 1200), ("10 bis 15", 10),
        ("58 Tote", None), ("Russland", None), ("", None), ("Hunderttausende", None),
        ("12 %", None), ("5 Euro", None), ("1.2.3", None), ("²", None), ("9" * (LONGEST + 1), None),
    ],
)  # fmt: skip
def test_a_number_is_read_in_any_language(text: str, expected: float | None) -> None:
    assert number_in(text) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("650,000 people have left Russia", True),
        ("Mindestens 650.000 Menschen haben Russland verlassen.", True),
        ("Fünf Menschen starben am Montag in Wien", True),
        ("Half a million people have fled the country", True),
        ("650,000 Russia", False),
        ("58 Tote", False),
        ("Wer hat Russland seit dem Krieg verlassen", False),
        ("Der Anteil stieg auf 12 Prozent im Mai", False),
        ("650,000", False),
        ("", False),
        ("5 a b c " * LONGEST, False),
    ],
)
def test_a_sentence_holds_a_figure_and_some_words(text: str, expected: bool) -> None:
    assert is_sentence(text) is expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Russland", "RUS"), ("russia", "RUS"), (" RUS ", "RUS"), ("rus", "RUS"), ("Welt", "WORLD"),
        ("European Union", "EU"), ("Elfenbeinküste", None), ("Côte d’Ivoire", "CIV"),
        ("Russian", None), ("", None), ("R", None),
    ],
)  # fmt: skip
def test_a_country_is_known_by_name_and_code(text: str, expected: str | None) -> None:
    assert country_named(text) == expected


@pytest.mark.parametrize("language", ["de", "en"])
def test_a_country_leads_to_its_page(get: Get, language: str) -> None:
    answer = get("/search", language, params={"q": "Russland", "lang": language})
    assert answer.status_code == 302
    assert answer.headers["location"] == f"/countries/RUS?lang={language}"
    words = get("/search", language, params={"q": "Russland", "words": "1"})
    assert len(page(words).xpath("//section[@aria-labelledby='claims']/article")) == 1


@pytest.mark.parametrize("text", ["650,000 people have left Russia", 'Es kamen 5 <b>&amp;" a b c'])
def test_a_sentence_leads_to_its_check(get: Get, text: str) -> None:
    answer = get("/search", params={"q": text, "lang": "de"})
    assert answer.status_code == 302
    address = urlsplit(answer.headers["location"])
    assert (address.scheme, address.netloc, address.path) == ("", "", "/-/check")
    assert parse_qs(address.query) == {"text": [text], "lang": ["de"]}


@pytest.mark.parametrize("text", ["650,000", "650.000", "mehr als 650 000"])
def test_a_number_finds_its_figures_and_claims(get: Get, world: Any, text: str) -> None:
    found = page(get("/search", "en", params={"q": text}))
    figure = next(row.id for row in world.figures if row.low == 650000)
    assert found.xpath("//section[@aria-labelledby='figures']//a/@href") == [f"/figures/{figure}"]
    assert len(found.xpath("//section[@aria-labelledby='claims']/article")) == 2
    assert "Read as the number 650,000" in found.text_content()


def test_a_range_is_found_by_both_of_its_ends(get: Get) -> None:
    for number in ("5000", "7,000"):
        found = page(get("/search", params={"q": number}))
        assert len(found.xpath("//section[@aria-labelledby='claims']/article")) == 1
    assert not page(get("/search", params={"q": "6000"})).xpath("//article")


def test_words_are_offered_for_a_check(get: Get) -> None:
    links = page(get("/search", params={"q": "58 Tote & <b>"})).xpath("//p[@class='more']/a/@href")
    assert links == ["/-/check?text=58+Tote+%26+%3Cb%3E"]


def test_beginnings_are_looked_up_where_words_are_too_few(
    get: Get, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked: list[bool] = []
    whole = search.match_expression

    def match_expression(text: str, *, beginnings: bool = True) -> str:
        asked.append(beginnings)
        return whole(text, beginnings=beginnings)

    monkeypatch.setattr(search, "match_expression", match_expression)
    monkeypatch.setattr("publish.pages.search.FOUND", 3)
    found = page(get("/search", params={"q": "Mensch"}))
    assert len(found.xpath("//section[@aria-labelledby='claims']/article")) == 3
    assert asked == [False, True, False, True]


def test_words_find_sources_by_their_name(get: Get) -> None:
    found = page(get("/search", params={"q": "bell"}))
    assert found.xpath("//p[@class='note']/a/@href") == ["/sources/The%20Bell"]
    assert not page(get("/search", params={"q": "Menschen"})).xpath("//p[@class='note']")


def test_who_first_said_a_number_is_three_clicks_away(get: Get) -> None:
    """The search field, the figure, and there the source: who said it and what became of it."""
    form = page(get("/")).xpath("//form[@role='search']")[0]
    form.fields["q"] = "650,000"
    found = page(get(form.action, params=dict(form.form_values())))
    figure = page(get(found.xpath("//section[@aria-labelledby='figures']//a/@href")[0]))
    text = " ".join(figure.text_content().split())
    assert all(name in text for name in ("The Bell", "Der Musterbote", "Sample Courier"))
    assert "disputed" in text
    links = figure.xpath("//article//a[starts-with(@href, '/sources/')]/@href")
    assert "/sources/The%20Bell" in links
    assert page(get(links[0])).xpath("//article")
