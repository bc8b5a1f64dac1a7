"""Whatever a page of the web says is shown as text, on every page; what a reader types, too."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Any
from urllib.parse import quote

import httpx
import pytest
from hypothesis import given
from hypothesis import strategies as st
from lxml import html

from publish.marking import paragraphs, web_address
from publish.search import match_expression
from publish.wording import without_direction

Get = Callable[..., httpx.Response]

TEXTS = (
    "<script>alert(1)</script>",
    '"><img src=x onerror=alert(1)>',
    "<svg/onload=alert(1)><animate>",
    "</textarea></style></title><script>alert(2)</script>",
    "{{ 7 * 7 }}{% raw %}",
    "\u202eDREHT\u202c \u2067um\u2069 \u200f",
    "x" * 20_000,
    "' OR 1=1 --",
    "&lt;b&gt; &amp;",
    "javascript:alert(1)",
)
ADDRESSES = (
    "javascript:alert(1)",
    "data:text/html,<script>alert(1)</script>",
    "//evil.example/x",
    "http://",
    "https://[::1",
    "https://a.example/\n<script>",
    "ftp://a.example/",
    "JaVaScRiPt:alert(1)//https://a.example/",
)


def hostile(world: Any, text: str, address: str) -> tuple[str, str]:
    """Fill ``world`` with two claims that say ``text`` wherever the web decides what stands."""
    body = f"{text}\n\n{text} 17 {text} und 18 {text}"
    article = world.article(address, text, "2024-01-02", text, body, "de")
    claims = []
    for number in (17, 18):
        claim = world.claim(
            article, f"{text} 17 {text} und 18 {text}", f"{number} {text}"[:2], number, "killed",
            text, ["DEU"], source=text, via=(text,),
        )  # fmt: skip
        claims.append(claim)
    world.relate(claims[0], "contradicts", claims[1], text)
    body = f"{text}\n\n{text} 5 {text}"
    other = world.article(f"{address}?2", text, "2024-01-03", text, body, "en")
    part = world.claim(
        other, f"{text} 5 {text}", "5", 5, "killed", f"Kinder {text}", ["DEU"], source=text,
        cell=f"R1C1: {text}", page=3,
    )  # fmt: skip
    world.relate(part, "part_of", claims[1], text)
    figure = world.figure("hostile", claims, "disputed", text)
    world.figure("part", [part], "single source", text)
    world.articles[0] = replace(world.articles[0], authors=(text,))
    world.figures[0] = replace(world.figures[0], rule=text)
    return figure, article


def examine(response: httpx.Response, text: str) -> None:
    """Nothing of ``text`` became markup, and no address leads elsewhere than to the web."""
    assert response.status_code == 200, response.text[:300]
    page = html.document_fromstring(response.text)
    tags = {element.tag for element in page.iter() if isinstance(element.tag, str)}
    assert not tags & {"script", "img", "animate", "style", "iframe", "object"}
    # Drawings of ours say how large they are, or that they say nothing.
    assert not page.xpath("//svg[not(@viewbox) and not(@aria-hidden)]")
    for element in page.iter():
        assert not [name for name in element.attrib if name.startswith("on") or name == "style"]
    for link in page.xpath("//a/@href | //form/@action"):
        assert link.startswith(("/", "#", "https://a.example/", "https://muster.example/")), link
    for link in page.xpath("//a[starts-with(@href, 'http')]"):
        assert link.get("rel") == "noopener nofollow"
    shown = " ".join(page.text_content().split())
    wanted = " ".join(text.split())
    assert without_direction(wanted) in without_direction(shown)


@pytest.mark.parametrize("text", TEXTS)
def test_text_of_the_web_is_shown_as_text(
    text: str, get_from: Callable[[Any], Get], empty_world: Any
) -> None:
    figure, article = hostile(empty_world, text, "https://a.example/page")
    get = get_from(empty_world)
    for path in (
        "/",
        "/figures",
        f"/figures/{figure}",
        f"/articles/{article}",
        "/search?q=17",
        "/countries/DEU",
        "/sources",
        f"/sources/{quote(text, safe='')}",
    ):
        for language in ("de", "en"):
            examine(get(path, language), text)


@pytest.mark.parametrize("address", ADDRESSES)
def test_only_web_addresses_are_links(
    address: str, get_from: Callable[[Any], Get], empty_world: Any
) -> None:
    figure, article = hostile(empty_world, "Wort", address)
    get = get_from(empty_world)
    for path in (f"/figures/{figure}", f"/articles/{article}", "/search?q=17"):
        response = get(path)
        examine(response, "no link: the address is not a web address")


@pytest.mark.parametrize(
    ("address", "expected"),
    [(address, False) for address in ADDRESSES]
    + [("https://a.example/x?y=1#z", True), ("http://a.example", True), ("", False)],
)
def test_web_address(address: str, expected: bool) -> None:
    assert web_address(address) == (address if expected else None)


QUERIES = (
    "", " ", '"', '""', '"a', "a AND", "NOT", "NEAR(a b)", "*", "a*", "^a", "-a", "quote:x",
    "(", "{a b}",
    "🎉", "💥 Menschen", "\x00", "a\x00b", "%", "' OR 1", "ß", "\u202e", "1,200,000", "+", ",",
    "x" * 10_000,
    "Menschen " * 1200, " ".join(map(str, range(2000))),
)  # fmt: skip


@pytest.mark.parametrize("query", QUERIES)
def test_any_input_can_be_searched(get: Get, query: str) -> None:
    response = get("/search", params={"q": query, "words": "1"})
    assert response.status_code == 200
    assert get("/search", params={"q": query}).status_code in (200, 302)
    assert "<mark><script" not in response.text


@pytest.mark.parametrize(
    ("query", "claims"),
    [
        ("650,000", 2),
        ("650.000", 2),
        ("Menschen", 7),
        ("mensch", 7),
        ("Kriegsbeginn russland", 1),
        ('"Kriegsbeginn', 1),
        ("Turkei", 3),
        ("Menschen*** - AND", 0),
        ("Bell people", 1),
        ("nowhere", 0),
    ],
)
def test_a_search_finds_what_holds_all_words(get: Get, query: str, claims: int) -> None:
    page = html.document_fromstring(get("/search", params={"q": query}).text)
    assert len(page.xpath("//section[@aria-labelledby='claims']/article")) == claims


@given(st.text())
def test_no_character_of_the_query_syntax_is_left_bare(text: str) -> None:
    expression = match_expression(text)
    bare = "".join(expression.replace('""', "").split('"')[::2])
    assert set(bare) <= {" ", "*"}


@given(st.text(alphabet="ab \n1", max_size=60), st.lists(st.tuples(*[st.integers(0, 60)] * 2)))
def test_marking_changes_no_text(text: str, spans: list[tuple[int, int]]) -> None:
    class Span:
        def __init__(self, start: int, end: int) -> None:
            self.number_start, self.number_end = start, end

    claims = [Span(*sorted(span)) for span in sorted(spans, key=min)]
    lines = paragraphs(text, claims)  # type: ignore[arg-type]
    joined = ["".join(stretch.text for stretch in line) for line in lines]
    assert joined == [line for line in text.split("\n") if line.strip()]
