"""Articles: text normalised once, headline in front, language, day and encoding."""

from __future__ import annotations

import datetime as dt
import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from extract.article import (
    Unreadable,
    decode,
    language_of,
    normalise,
    read_html,
    read_text,
    reading_text,
    without_code,
)
from store.model import Article

GERMAN = (
    "Nach dem Hochwasser im Süden des Landes haben die Behörden am Montag rund 1.200 Menschen "
    "in Sicherheit gebracht. Die meisten von ihnen kamen bei Verwandten unter, für die anderen "
    "öffnete die Stadt zwei Turnhallen."
)
ENGLISH = (
    "After the floods in the south of the country the authorities on Monday took about 1,200 "
    "people to safety. Most of them are staying with relatives, for the others the town has "
    "opened two sports halls near the river."
)


def page(body: str, head: str = "", lang: str = "de") -> bytes:
    return (
        f'<!doctype html><html lang="{lang}"><head><meta charset="utf-8">{head}</head>'
        f"<body>{body}</body></html>"
    ).encode()


def read(body: bytes, **known: object) -> Article:
    return read_html(body, url="https://news.example/a", snapshot="s", **known)  # type: ignore[arg-type]


NORMALISED = [
    ("a\r\nb\rc\u2028d", "a\nb\nc\nd"),
    ("Flücht\u00adlinge", "Flüchtlinge"),
    ("650\u00a0000 und 1\u202f000", "650 000 und 1 000"),
    ("u\u0308ber", "über"),
    ("\ufeffa\u200bb\u200fc\x00d", "abcd"),
    ("  a \t b  \n\n\n\n c ", "a b\n\nc"),
    ("ä ö ü ß É", "ä ö ü ß É"),
]


@pytest.mark.parametrize(("raw", "text"), NORMALISED)
def test_normalise(raw: str, text: str) -> None:
    assert normalise(raw) == text


@given(st.text())
def test_normalising_again_changes_nothing(text: str) -> None:
    assert normalise(normalise(text)) == normalise(text)


DECODED = [
    ("Zürich".encode(), None, "Zürich"),
    ("Zürich".encode(), "text/html; charset=iso-8859-1", "Zürich"),
    ("Zürich".encode("latin-1"), "text/html; charset=iso-8859-1", "Zürich"),
    ("Zürich".encode("cp1252"), None, "Zürich"),
    ("Zürich".encode("utf-16"), None, "Zürich"),
    (
        '<meta charset="iso-8859-2">Łódź'.encode("iso-8859-2"),
        None,
        '<meta charset="iso-8859-2">Łódź',
    ),
    (b"a\xff", "text/html; charset=nonsense", "aÿ"),
]


@pytest.mark.parametrize(("body", "header", "text"), DECODED)
def test_decode(body: bytes, header: str | None, text: str) -> None:
    assert decode(body, header) == text


CODE = [
    ("a<script>x</script>b", "ab"),
    ("a<SCRIPT type='x'>1 < 2</Script >b", "ab"),
    ("a<style>x</style><svg><path/></svg>b<!-- <script> -->c", "abc"),
    (
        "a<script type='application/ld+json'>{}</script>b",
        "a<script type='application/ld+json'>{}</script>b",
    ),
    ("a<scripture>b</scripture>", "a<scripture>b</scripture>"),
    ("a<script>never closed", "a<script>never closed"),
    ("a<!-- never closed <style>x</style>b", "a<!-- never closed b"),
]


@pytest.mark.parametrize(("html", "kept"), CODE)
def test_without_code(html: str, kept: str) -> None:
    assert without_code(html) == kept


@pytest.mark.parametrize(
    "piece", ["<script ", "<!--", "<svg><svg>", "</script>", "<div>", "a<style>"]
)
def test_a_megabyte_of_nonsense_takes_no_longer_than_it_is(piece: str) -> None:
    html = piece * (1_000_000 // len(piece))
    begin = time.process_time()
    without_code(html)
    assert time.process_time() - begin < 2


def test_headline_stands_in_front_once() -> None:
    head = (
        '<title>Hochwasser im Süden</title><meta property="og:title" content="Hochwasser im Süden">'
    )
    article = read(page(f"<article><h1>Hochwasser im Süden</h1><p>{GERMAN}</p></article>", head))
    text, title_end = reading_text(article)
    assert article.title == "Hochwasser im Süden" == text[:title_end]
    assert text == f"Hochwasser im Süden\n\n{GERMAN}"
    assert (article.language, article.outlet) == ("de", "news.example")


def test_day_comes_from_the_page_and_the_caller_goes_before_it() -> None:
    head = (
        "<title>Hochwasser</title>"
        '<meta property="article:published_time" content="2024-05-03T08:00:00+02:00">'
        '<meta property="article:modified_time" content="2024-05-04T01:00:00+02:00">'
    )
    body = page(f"<article><p>{GERMAN}</p></article>", head)
    article = read(body)
    assert article.published == dt.date(2024, 5, 3)
    assert article.modified == dt.datetime(2024, 5, 3, 23, tzinfo=dt.UTC)
    assert read(body, published=dt.date(2024, 5, 1)).published == dt.date(2024, 5, 1)


def test_no_day_is_made_up() -> None:
    assert read(page(f"<article><p>{GERMAN}</p></article>")).published is None


LANGUAGES = [
    (GERMAN, "de", "de"),
    (GERMAN, "en", "de"),
    (GERMAN, None, "de"),
    (GERMAN, "de_AT", "de"),
    (ENGLISH, "de", "en"),
    (ENGLISH, "en-GB", "en"),
    ("Hilfe", "de-CH", "de"),
]


@pytest.mark.parametrize(("text", "declared", "language"), LANGUAGES)
def test_language(text: str, declared: str | None, language: str) -> None:
    assert language_of(text, declared) == language


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"   ",
        page(""),
        page("<script>only code</script>"),
        page("<div>" * 150_000 + "deep" + "</div>" * 150_000),
        b"x" * 10_000_001,
    ],
    ids=["empty", "blank", "no text", "only code", "deep", "large"],
)
def test_unreadable(body: bytes) -> None:
    with pytest.raises(Unreadable, match=r"\w"):
        read(body)


MARKDOWN = [
    ("# **Flut**\n\nIm [Süden](#) kamen **1.200** an.", "Flut\n\nIm Süden kamen 1.200 an.", "Flut"),
    ("Bild: ![Fluss](a.png)\n\n> 3 *Tote* gezählt", "Bild: Fluss\n\n3 Tote gezählt", None),
    ("Start > Welt\n\n# Flut\n\n3 Tote", "Flut\n\nStart > Welt\n\n3 Tote", "Flut"),
    ("5 * 3 * 2 und a_b_c", "5 * 3 * 2 und a_b_c", None),
    (r"20\. Mai \*", "20. Mai *", None),
    ("## Zwei\n---\nText", "Zwei\n\nText", None),
]


@pytest.mark.parametrize(("raw", "text", "title"), MARKDOWN)
def test_markdown_is_taken_out(raw: str, text: str, title: str | None) -> None:
    article = read_text(raw, url="https://news.example/a", snapshot="s", language="de")
    assert (article.text, article.title) == (text, title)


def test_given_title_stands_in_front() -> None:
    article = read_text("Drei Tote.", url="", snapshot="s", title="Flut", language="de")
    assert reading_text(article) == ("Flut\n\nDrei Tote.", 4)


def test_text_without_words_is_unreadable() -> None:
    with pytest.raises(Unreadable):
        read_text(" \n\u200b", url="", snapshot="s")
