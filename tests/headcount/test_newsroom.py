"""The sample newsroom: what it says, and that it answers as a news site does."""

import datetime as dt
import gzip
import io
import tomllib
import urllib.error
import urllib.request
from collections.abc import Iterator
from pathlib import Path

import feedparser
import pdfplumber
import pytest
import trafilatura
from lxml import etree

from headcount.newsroom import Newsroom, site
from headcount.sample import REPORT, REPORT_OUTLET, expected, outlets, stories
from store.model import BOUNDS, KINDS, MODALITIES

BASE = "http://127.0.0.1:1"
SITEMAP = {"s": "http://www.sitemaps.org/schemas/sitemap/0.9"}


@pytest.fixture
def newsroom() -> Iterator[Newsroom]:
    with Newsroom() as running:
        yield running


def ask(url: str, **headers: str) -> tuple[int, dict[str, str], bytes]:
    request = urllib.request.Request(
        url, headers={key.replace("_", "-"): value for key, value in headers.items()}
    )
    try:
        with urllib.request.urlopen(request, timeout=5) as answer:
            return answer.status, dict(answer.headers), answer.read()
    except urllib.error.HTTPError as answer:
        return answer.code, dict(answer.headers), answer.read()


def test_there_are_enough_articles_of_six_outlets_in_both_languages() -> None:
    assert len(stories()) >= 24
    assert {story.outlet for story in stories()} == {outlet.slug for outlet in outlets()}
    assert len(outlets()) == 6
    assert {outlet.language for outlet in outlets()} == {"de", "en"}


@pytest.mark.parametrize("story", stories() + stories(revised=True)[:1], ids=lambda s: s.id)
def test_an_article_is_as_long_as_news_and_dated_by_its_name(story) -> None:
    assert 120 <= sum(len(block.split()) for block in story.blocks) <= 350
    day = dt.date.fromisoformat(story.id.partition("/")[2][:10])
    assert story.published.date() == day
    assert story.published.tzinfo is not None


@pytest.mark.parametrize("revised", [False, True])
def test_trafilatura_reads_the_pages_cleanly(revised: bool) -> None:
    pages = site(BASE, revised)
    names = {outlet.slug: outlet.name for outlet in outlets()}
    for story in stories(revised):
        page = pages[f"/{story.id}.html"]
        read = trafilatura.bare_extraction(
            page.body, url=f"{BASE}/{story.id}.html", with_metadata=True
        )
        assert (read.title, read.date, read.sitename) == (
            story.title,
            str(story.published.date()),
            names[story.outlet],
        )
        blocks = [block.removeprefix("## ") for block in story.blocks]
        assert read.text.split("\n") in (blocks, [story.title, *blocks]), story.id


def test_every_page_says_that_it_is_a_sample() -> None:
    for path, page in site(BASE).items():
        if path.endswith((".html", "/")) and "private" not in path:
            text = page.body.decode("utf-8")
            assert "invented outlet" in text or "erfundenen Mediums" in text, path


def test_lists_name_every_article() -> None:
    pages = site(BASE)
    for outlet in outlets():
        own = {f"{BASE}/{story.id}.html" for story in stories() if story.outlet == outlet.slug}
        if outlet.slug == REPORT_OUTLET:
            own.add(f"{BASE}/{outlet.slug}/{REPORT}.pdf")
        for name in ("rss", "atom"):
            feed = feedparser.parse(pages[f"/{outlet.slug}/{name}.xml"].body)
            assert not feed.bozo
            assert {entry.link for entry in feed.entries} == own
        for name in ("sitemap", "news-sitemap"):
            tree = etree.fromstring(pages[f"/{outlet.slug}/{name}.xml"].body)
            assert set(tree.xpath("//s:loc/text()", namespaces=SITEMAP)) == own


def test_the_report_holds_its_table() -> None:
    body = site(BASE)[f"/{REPORT_OUTLET}/{REPORT}.pdf"].body
    with pdfplumber.open(io.BytesIO(body)) as pdf:
        (rows,) = pdf.pages[0].extract_tables()
    counts = {country: int(count.replace(",", "")) for country, count in rows[1:]}
    assert rows[0] == ["Country", "Arrivals"]
    assert counts.pop("Total") == sum(counts.values()) == 15_450


def test_conditional_requests_and_compression(newsroom: Newsroom) -> None:
    url = f"{newsroom.base}/{stories()[0].id}.html"
    status, headers, body = ask(url)
    assert status == 200
    assert ask(url, If_None_Match=headers["ETag"])[0] == 304
    assert ask(url, If_Modified_Since=headers["Last-Modified"])[0] == 304
    assert ask(url, If_None_Match='"other"', If_Modified_Since=headers["Last-Modified"])[0] == 200
    status, headers, packed = ask(url, Accept_Encoding="gzip")
    assert headers["Content-Encoding"] == "gzip"
    assert gzip.decompress(packed) == body
    assert ask(f"{newsroom.base}/nowhere.html")[0] == 404


def test_revising_changes_the_corrected_page_and_no_other_article(newsroom: Newsroom) -> None:
    corrected = {story.id for story in stories(revised=True)} & {
        story.id for story in stories(revised=True) if story.modified
    }
    assert corrected == {"cape-lantern/2024-06-24-cebu-ferry"}
    urls = {story.id: f"{newsroom.base}/{story.id}.html" for story in stories()}
    before = {name: ask(url)[1]["ETag"] for name, url in urls.items()}
    newsroom.revise()
    answers = {name: ask(url, If_None_Match=before[name])[0] for name, url in urls.items()}
    assert {name for name, status in answers.items() if status == 200} == corrected


def test_robots_forbid_the_private_folder(newsroom: Newsroom) -> None:
    text = ask(f"{newsroom.base}/robots.txt")[2].decode("utf-8")
    assert "Disallow: /morgenlot/private/" in text


def test_a_source_per_outlet(newsroom: Newsroom, tmp_path: Path) -> None:
    newsroom.write_sources(tmp_path)
    rows = [tomllib.loads(file.read_text("utf-8")) for file in sorted(tmp_path.iterdir())]
    assert {row["name"] for row in rows} == {outlet.slug for outlet in outlets()}
    assert all(row["allow_private"] is True for row in rows)
    lists = [
        url for row in rows for key in ("feeds", "sitemaps", "news_sitemaps") for url in row[key]
    ]
    assert {url.rpartition("/")[2] for url in lists} == {
        "rss.xml",
        "atom.xml",
        "sitemap.xml",
        "news-sitemap.xml",
    }
    assert all(ask(url)[0] == 200 for url in lists)


def test_expected_claims_stand_in_the_texts() -> None:
    states = {story.id: story for story in stories()}
    states |= {f"{story.id}#2": story for story in stories(revised=True) if story.modified}
    assert set(expected()) == {*states, f"{REPORT_OUTLET}/report-{REPORT}"}
    for name, claims in expected().items():
        text = "\n".join((states[name].title, *states[name].blocks)) if name in states else None
        for claim in claims:
            assert text is None or claim["number"] in text, (name, claim["number"])
            assert claim["bound"] in BOUNDS
            assert claim["kind"] in KINDS
            assert claim.get("modality", "asserted") in MODALITIES
            assert claim["country"] and claim["date"] and claim["source"]
