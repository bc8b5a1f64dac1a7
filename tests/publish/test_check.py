"""The check page: what it says of a text, what it refuses, and that it changes nothing."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from pathlib import Path
from urllib.parse import urlencode

import httpx
import pytest
from lxml import html

from publish import checking
from publish.serve import datasette_on
from tests.publish.test_hostile import TEXTS

Get = Callable[..., httpx.Response]

QUAKE = "On 6 February 2023 7 people were killed in Turkey."


def say(get: Get, text: str, language: str = "en", **options: object) -> html.HtmlElement:
    response = get("/-/check", language, params={"text": text})
    assert response.status_code == 200, response.text[:500]
    return html.document_fromstring(response.text)


@pytest.mark.parametrize(
    ("text", "number", "verdict"),
    [
        ("At least 650,000 people have left Russia since the war began.", "650,000", "supported"),
        ("Mindestens 650.000 Menschen haben Russland seit Kriegsbeginn verlassen.", "650.000",
         "gestützt"),
        ("3,000 people were killed in Peru on 3 May 2019.", "3,000", "unknown"),
    ],
)  # fmt: skip
@pytest.mark.parametrize("language", ["de", "en"])
def test_each_figure_has_its_verdict(
    get: Get, text: str, number: str, verdict: str, language: str
) -> None:
    page = say(get, text, language)
    marks = page.xpath("//div[@class='text']//mark")
    assert [number in mark.text_content() for mark in marks] == [True]
    badge = page.xpath("//li[@id='figure-1']//span[contains(@class, 'badge')]")[0]
    assert badge.text_content().split()[1:] == verdict.split()
    quotes = page.xpath("//li[@id='figure-1']/blockquote")
    assert bool(quotes) == (verdict != "unknown")
    assert bool(page.xpath("//li[@id='figure-1']//a[contains(@href, '/figures/')]")) == bool(quotes)


def test_the_result_has_a_link_where_the_text_fits(get: Get) -> None:
    share = say(get, QUAKE).xpath("//p[@class='note']/a/@href")[0]
    assert get(share).status_code == 200
    assert QUAKE in html.document_fromstring(get(share).text).text_content()


@pytest.mark.parametrize("text", ["", "   ", "No figure here at all, only words."])
def test_without_figures_nothing_is_claimed(get: Get, text: str) -> None:
    assert not say(get, text).xpath("//mark")


@pytest.mark.parametrize(
    ("text", "status", "said"),
    [
        ("x " * (checking.MOST_CHARACTERS // 2 + 1), 413, "too long"),
        ("https://a.example/page", 400, "not fetched"),
        (" ".join(["Police said 12 people were killed in Albania."] * 250), 413, "too many"),
    ],
)
def test_what_is_not_checked_is_said_in_a_line(
    get_post: Get, text: str, status: int, said: str
) -> None:
    response = get_post(text)
    assert response.status_code == status
    alerts = html.document_fromstring(response.text).xpath("//p[@role='alert']")
    assert said in alerts[0].text_content()


def test_a_long_text_is_checked_but_has_no_link(get_post: Get) -> None:
    response = get_post(QUAKE + "\r\n\r\n" + "Words without any number. " * 200)
    assert response.status_code == 200
    assert "too long for a link" in response.text


def test_a_text_waits_until_others_are_checked_but_not_for_long(
    database: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def statuses() -> list[int]:
        client = datasette_on(database).client
        address = f"/-/check?{urlencode({'text': QUAKE})}"
        async with checking.one_of_few():
            async with checking.one_of_few():
                waiting = asyncio.create_task(client.get(address))
                done, _ = await asyncio.wait([waiting], timeout=0.3)
                assert not done
            first = (await waiting).status_code
            async with checking.one_of_few():
                monkeypatch.setattr(checking, "PATIENCE", 0.05)
                return [first, (await client.get(address)).status_code]

    assert asyncio.run(statuses()) == [200, 503]


@pytest.mark.parametrize("text", TEXTS)
def test_pasted_text_is_shown_as_text(get_post: Get, text: str) -> None:
    response = get_post(f"{text} {QUAKE} {text}")
    assert response.status_code == 200
    page = html.document_fromstring(response.text)
    assert not page.xpath("//script | //img | //animate | //style | //*[@onload or @onerror]")
    assert " ".join(text.split()) in " ".join(page.text_content().split())
    assert "script-src" not in response.headers["content-security-policy"]
