"""Feeds: what happened to figures, as feed readers and programs see it."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Callable
from contextlib import closing
from pathlib import Path
from typing import Any
from urllib.parse import quote, urlsplit

import feedparser
import httpx
import pytest
from lxml import etree, html

from publish.feeds import TITLE, plain
from publish.queries import news
from publish.queries.lists import Choice, fitting, list_figures
from store.model import content_id
from tests.publish.test_hostile import TEXTS, hostile

Get = Callable[..., httpx.Response]

ATOM = "{http://www.w3.org/2005/Atom}"
EXODUS = content_id("figure", "exodus")
QUAKE = content_id("figure", "quake")
LARGER = content_id("figure", "larger")
GONE = content_id("figure", "gone")

# number, time, figure, change, before (low, high), after, which of the figure's claims
EVENTS = (
    (1, "2024-07-17T10:00:00.000Z", QUAKE, "appeared", (None, None), (4, 4), 0),
    (2, "2024-07-17T11:00:00.000Z", QUAKE, "rose", (4, 4), (31, 31), -1),
    (3, "2024-07-18T10:00:00.000Z", EXODUS, "appeared", (None, None), (650000, None), -1),
    (4, "2024-07-18T11:00:00.000Z", EXODUS, "disputed", (650000, None), (650000, None), -1),
    (5, "2024-07-18T12:00:00.000Z", GONE, "corrected", (120000, None), (1200000, None), 0),
    (6, "2024-07-18T13:00:00.000Z", content_id("never"), "rose", (1, 1), (2, 2), 0),
)  # fmt: skip


def tell(path: Path) -> None:
    """Write :data:`EVENTS`; a figure that is gone became part of another."""
    with closing(sqlite3.connect(path)) as db, db:
        sql = """
            SELECT claim FROM figure_claims JOIN claims ON claims.id = claim
            JOIN articles ON articles.id = article WHERE figure = ? ORDER BY published
        """
        for number, happened, figure, change, before, after, which in EVENTS:
            known = [row[0] for row in db.execute(sql, (LARGER if figure == GONE else figure,))]
            claim = known[which] if known else "none"
            db.execute(
                "INSERT INTO events VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)",
                (number, happened, figure, change, *before, *after, claim),
            )
        db.execute("INSERT INTO redirects VALUES (?, ?, '2024-07-18')", (GONE, LARGER))


@pytest.fixture
def told(world: Any, tmp_path: Path) -> Path:
    path = tmp_path / "told.db"
    world.write(path)
    tell(path)
    return path


@pytest.fixture
def ask(told: Path, serve: Callable[[Path], Get]) -> Get:
    return serve(told)


def numbers(response: httpx.Response) -> list[int]:
    assert response.status_code == 200, response.text
    return [item["_headcount"]["number"] for item in response.json()["items"]]


EXODUS_EN = (
    "At least 650,000 people left Russia between 24 February 2022 and 17 July 2024, "
    "according to The Bell."
)
SENTENCES = {
    "en": [
        "Departures from Russia, between 24 February 2022 and 17 July 2024: corrected from at "
        "least 120,000 to at least 1,200,000, according to official in Moscow.",
        "Departures from Russia, between 24 February 2022 and 17 July 2024: sources contradict "
        "each other, best value at least 650,000, according to The Bell.",
        EXODUS_EN,
        "Killed in Türkiye, on 6 February 2023: up from 4 to 31, according to Behörde Afet.",
        "4 people were killed in Türkiye on 6 February 2023, according to Behörde Afet.",
    ],
    "de": [
        "Weggegangen aus Russland, zwischen dem 24. Februar 2022 und dem 17. Juli 2024: von "
        "mindestens 120.000 auf mindestens 1.200.000 berichtigt, laut official in Moscow.",
    ],
}


@pytest.mark.parametrize("language", ["en", "de"])
@pytest.mark.parametrize("suffix", [".atom", ".feed.json"])
def test_each_event_is_a_sentence_of_its_time(ask: Get, suffix: str, language: str) -> None:
    read = feedparser.parse(ask(f"/events{suffix}?lang={language}").content)
    if suffix == ".feed.json":
        told = ask(f"/events{suffix}?lang={language}").json()
        titles = [item["title"] for item in told["items"]]
    else:
        assert not read.bozo
        titles = [entry.title for entry in read.entries]
    expected = SENTENCES[language]
    assert titles[: len(expected)] == expected
    assert len(titles) == 5


def test_an_atom_feed_is_what_readers_expect(ask: Get) -> None:
    response = ask("/figures.atom?kind=killed&lang=en")
    assert response.headers["content-type"] == "application/atom+xml; charset=utf-8"
    feed = etree.fromstring(response.content)
    assert feed.tag == f"{ATOM}feed"
    assert feed.findtext(f"{ATOM}title") == "headcount: Killed"
    assert feed.findtext(f"{ATOM}updated") == "2024-07-17T11:00:00+00:00"
    links = {link.get("rel"): link.get("href") for link in feed.findall(f"{ATOM}link")}
    assert links == {
        "self": "http://localhost/figures.atom?kind=killed&lang=en",
        "alternate": "http://localhost/figures?kind=killed&lang=en",
    }
    entry = feed.find(f"{ATOM}entry")
    assert entry is not None
    assert entry.findtext(f"{ATOM}id", "").startswith("urn:uuid:")
    assert entry.findtext(f"{ATOM}author/{ATOM}name") == "Behörde Afet"
    assert entry.find(f"{ATOM}link").get("href") == f"http://localhost/figures/{QUAKE}?lang=en"
    assert entry.find(f"{ATOM}summary").get("type") == "text"
    assert entry.findtext(f"{ATOM}summary") == (
        "Erfundenes Tagblatt, 8 February 2023: “Bei dem Beben in der Türkei starben 31 Menschen” "
        "Now: 31 people were killed in Türkiye on 6 February 2023, according to Behörde Afet."
    ).replace("” Now", "”\nNow")
    assert [one.get("term") for one in entry.findall(f"{ATOM}category")] == [
        "rose", "killed", "TUR",
    ]  # fmt: skip


def test_a_json_feed_has_the_numbers(ask: Get) -> None:
    response = ask("/countries/RUS.feed.json?lang=de&change=corrected")
    assert response.headers["content-type"] == "application/feed+json; charset=utf-8"
    feed = response.json()
    (item,) = feed.pop("items")
    assert feed == {
        "version": "https://jsonfeed.org/version/1.1",
        "title": "headcount: Russland",
        "home_page_url": "http://localhost/countries/RUS?lang=de",
        "feed_url": "http://localhost/countries/RUS.feed.json?lang=de&change=corrected",
        "language": "de",
    }
    assert item["url"] == f"http://localhost/figures/{LARGER}?lang=de"
    assert item["authors"] == [{"name": "official in Moscow"}]
    assert item["date_published"] == "2024-07-18T12:00:00.000Z"
    told = item["_headcount"]
    assert (told["figure"], told["change"], told["kind"]) == (LARGER, "corrected", "departures")
    assert (told["before"], told["after"]) == (
        {"low": 120000, "high": None},
        {"low": 1200000, "high": None},
    )


@pytest.mark.parametrize(
    ("path", "expected"),
    [
        ("/events.feed.json", [5, 4, 3, 2, 1]),
        ("/figures.feed.json", [5, 4, 3, 2, 1]),
        ("/figures.feed.json?kind=departures", [5, 4, 3]),
        ("/figures.feed.json?kind=departures&status=disputed", [4, 3]),
        ("/figures.feed.json?country=rus&role=country", [5, 4, 3]),
        ("/figures.feed.json?country=RUS&role=origin", []),
        ("/figures.feed.json?language=de", [4, 3, 2, 1]),
        ("/figures.feed.json?year=2023&kind=killed", [2, 1]),
        ("/figures.feed.json?year=2021", []),
        ("/figures.feed.json?reported_from=2024-07-19", [5]),
        ("/figures.feed.json?reported_to=2024-01-01", [2, 1]),
        ("/figures.feed.json?change=rose", [2]),
        ("/figures.feed.json?change=appeared,%20rose", [3, 2, 1]),
        ("/countries/TUR.feed.json", [2, 1]),
        ("/countries/rus.feed.json", [5, 4, 3]),
        ("/countries/FRA.feed.json", []),
        ("/sources.feed.json?name=The+Bell", [4, 3]),
        ("/sources.feed.json?name=official+in+Moscow", [5]),
        (f"/figures/{QUAKE}.feed.json", [2, 1]),
        (f"/figures/{LARGER}.feed.json", [5]),
        ("/search.feed.json?q=650.000", [4, 3]),
        ("/search.feed.json?q=Beben&words=1", [2, 1]),
        ("/search.feed.json?q=nowhere", []),
    ],
)
def test_a_feed_holds_what_its_page_shows(ask: Get, path: str, expected: list[int]) -> None:
    assert numbers(ask(path)) == expected


@pytest.mark.parametrize(
    ("path", "status", "says"),
    [
        ("/figures.atom?year=20", 400, "A year has four digits"),
        ("/figures.atom?reported_from=soon", 400, "The first day is no date"),
        ("/figures.atom?change=grew", 400, "There is no such change"),
        ("/figures/nothing.atom", 404, "There is nothing here"),
        ("/countries/XXX.atom", 404, "There is nothing here"),
        ("/sources.atom?name=nobody", 404, "There is nothing here"),
        ("/sources.atom", 404, "There is nothing here"),
        ("/search.atom", 404, "There is nothing here"),
    ],
)
def test_a_wrong_address_is_told(ask: Get, path: str, status: int, says: str) -> None:
    response = ask(path)
    assert (response.status_code, says in response.text) == (status, True)


def test_the_feed_of_a_figure_that_is_no_more_leads_on(ask: Get) -> None:
    response = ask(f"/figures/{GONE}.atom?lang=de")
    assert response.status_code == 302
    assert response.headers["location"] == f"/figures/{LARGER}.atom?lang=de"


def test_an_entry_keeps_its_id(ask: Get) -> None:
    ways = ("/events", "/figures", "/countries/TUR", f"/figures/{QUAKE}")
    ids = {
        item["id"]
        for way in ways
        for language in ("de", "en")
        for item in ask(f"{way}.feed.json?lang={language}").json()["items"]
        if item["_headcount"]["number"] == 2
    }
    assert len(ids) == 1
    everything = ask("/events.feed.json").json()["items"]
    assert len({item["id"] for item in everything}) == 5


def test_what_has_not_changed_is_not_sent_again(ask: Get) -> None:
    first = ask("/events.atom?lang=en")
    tag = first.headers["etag"]
    again = ask("/events.atom?lang=en", headers={"if-none-match": f'"other", {tag}'})
    assert (again.status_code, again.content, again.headers["etag"]) == (304, b"", tag)
    other = ask("/events.atom?lang=de")
    assert other.headers["etag"] != tag


@pytest.mark.parametrize(
    "path",
    [
        "/",
        "/figures?kind=killed&country=TUR",
        "/countries/RUS",
        "/sources/The%20Bell",
        f"/figures/{QUAKE}",
        "/search?q=650,000",
        "/search?q=Beben",
    ],
)
@pytest.mark.parametrize("language", ["de", "en"])
def test_a_page_names_its_feeds(ask: Get, path: str, language: str) -> None:
    page = html.document_fromstring(ask(path, language).text)
    for where in ("//head/link[@rel='alternate'][@type]", "//main//a[@rel='alternate']"):
        links = {link.get("type"): link.get("href") for link in page.xpath(where)}
        assert list(links) == ["application/atom+xml", "application/feed+json"]
        for media_type, href in links.items():
            assert f"lang={language}" in urlsplit(href).query
            response = ask(href)
            assert response.headers["content-type"].startswith(media_type)
            assert response.status_code == 200
    assert page.xpath("string(//main//a[@type='application/atom+xml'])") == "Atom"


@pytest.mark.parametrize("text", [*TEXTS, "a\x01\x0b\ufffe\x7fb"])
def test_text_of_the_web_is_text_in_feeds(
    text: str, tmp_path: Path, serve: Callable[[Path], Get], empty_world: Any
) -> None:
    figure, _ = hostile(empty_world, text, "https://a.example/page")
    path = tmp_path / "hostile.db"
    empty_world.write(path)
    with closing(sqlite3.connect(path)) as db, db:
        claim = db.execute("SELECT best FROM figures WHERE id = ?", (figure,)).fetchone()[0]
        for change in ("appeared", "rose"):
            db.execute(
                'INSERT INTO events (happened, figure, "change", low, high, claim) '
                "VALUES ('2024-01-02T10:00:00.000Z', ?, ?, 18, 18, ?)",
                (figure, change, claim),
            )
    ask = serve(path)
    name = quote(text, safe="")
    for way in ("/events", f"/figures/{figure}", "/countries/DEU", "/search"):
        query = f"?q={name}&words=1" if way == "/search" else "?lang=de"
        atom = etree.fromstring(ask(f"{way}.atom{query}").content)
        assert {etree.QName(one).namespace for one in atom.iter()} == {ATOM.strip("{}")}
        names = {one.text for one in atom.iter(f"{ATOM}name")} - {"headcount"}
        if way != "/search":
            assert names == {plain(text, TITLE)}
        items = ask(f"{way}.feed.json{query}").json()["items"]
        assert all("content_html" not in item for item in items)
        assert all(len(item["title"]) <= TITLE for item in items)
        if way != "/search":
            assert len(items) == 2


@pytest.mark.parametrize(
    ("text", "most", "expected"),
    [
        ("  two\n lines ", 20, "two lines"),
        ("\u202eturned\u202c", 20, "turned"),
        ("a\x00b", 20, "a b"),
        ("abcdef", 6, "abcdef"),
        ("abcdefg", 6, "abcde…"),
        ("😀 ß", 6, "😀 ß"),
    ],
)
def test_plain(text: str, most: int, expected: str) -> None:
    assert plain(text, most) == expected


def test_what_lies_far_back_is_found_by_the_newest_figures(
    told: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(news, "LOOKED_BACK", 1)
    with closing(sqlite3.connect(told)) as db:
        db.row_factory = sqlite3.Row
        for limit, expected in ((5, [2, 1]), (1, [2])):
            found = news.newest_news(db, Choice(kind="killed"), ("appeared", "rose"), limit)
            assert [one.number for one in found] == expected


@pytest.mark.parametrize(
    "choice",
    [
        Choice(),
        Choice(kind="killed"),
        Choice(country="RUS"),
        Choice(country="RUS", role="origin"),
        Choice(status="disputed", language="en"),
        Choice(reported_from="2024-07-18", reported_to="2024-07-18"),
        Choice(year="2022", kind="arrivals"),
    ],
)
def test_the_same_figures_fit_as_in_the_list(told: Path, choice: Choice) -> None:
    with closing(sqlite3.connect(told)) as db:
        db.row_factory = sqlite3.Row
        ids = [row[0] for row in db.execute("SELECT id FROM figures")]
        listed = [row.id for row in list_figures(db, choice, 100).figures]
        assert fitting(db, choice, ids) == set(listed)
        assert fitting(db, choice, []) == set()


def test_json_is_utf_8(ask: Get) -> None:
    assert "Behörde Afet" in ask("/events.feed.json").content.decode("utf-8")
    assert json.loads(ask("/events.feed.json").content)["items"]
