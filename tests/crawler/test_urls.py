"""Which addresses are one: what is taken away for sure, what is only likely, what never."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crawler.urls import normalised, same_site, site_of, twins


@pytest.mark.parametrize(
    ("url", "expected"),
    [
        ("https://A.example:443/x?utm_source=rss&b=2&a=1#top", "https://a.example/x?b=2&a=1"),
        ("HTTP://a.example:80/x", "http://a.example/x"),
        ("https://a.example:8443/x", "https://a.example:8443/x"),
        (" https://a.example ", "https://a.example/"),
        ("https://a.example./x?", "https://a.example/x"),
        ("https://user:word@a.example/x", "https://a.example/x"),
        ("https://a.example/a/../b/./c", "https://a.example/b/c"),
        ("https://a.example/../x", "https://a.example/x"),
        ("https://a.example/a//b", "https://a.example/a//b"),
        ("https://a.example/%7ea/%c3%a4", "https://a.example/~a/%C3%A4"),
        ("https://a.example/ä b", "https://a.example/%C3%A4%20b"),
        ("https://zürich.example/", "https://xn--zrich-kva.example/"),
        ("https://a.example/x?id=2&id=1", "https://a.example/x?id=2&id=1"),
        ("https://a.example/x?fbclid=A&gclid=b&mc_cid=3&WT_mc=4", "https://a.example/x"),
        ("https://a.example/x?wt.mc_id=1&_ga=2&pk_campaign=n", "https://a.example/x"),
        # These name pages on some sites.
        ("https://a.example/?uid=7&cid=8&ref=9", "https://a.example/?uid=7&cid=8&ref=9"),
        ("https://a.example/x?amp", "https://a.example/x?amp"),
        ("https://www-a-example.cdn.ampproject.org/c/s/www.a.example/x", "https://www.a.example/x"),
        ("https://a-example.cdn.ampproject.org/v/a.example/x?b=1", "http://a.example/x?b=1"),
        ("https://www.google.com/amp/s/a.example/x", "https://a.example/x"),
        ("https://www.google.com/ampel", "https://www.google.com/ampel"),
        ("mailto:a@a.example", None),
        ("javascript:alert(1)", None),
        ("https://", None),
        ("http://[::1", None),
        ("https://a.example:port/", None),
        ("https://a.example/" + "x" * 3000, None),
    ],
)
def test_normalised(url: str, expected: str | None) -> None:
    assert normalised(url) == expected


def test_relative_to_a_page() -> None:
    assert normalised("../b?c=1#d", "https://a.example/x/y/z") == "https://a.example/x/b?c=1"


@given(st.text(max_size=40), st.text(max_size=20))
def test_normalising_twice_changes_nothing(path: str, query: str) -> None:
    once = normalised(f"https://a.example/{path}?{query}")
    assert once is None or normalised(once) == once


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        ("https://www.a.example/x", "http://a.example/y", True),
        ("https://m.a.co.uk/", "https://news.a.co.uk/", True),
        ("https://a.co.uk/", "https://b.co.uk/", False),
        ("https://a.example/", "https://a.example.evil.test/", False),
        ("http://127.0.0.1:80/", "http://127.0.0.1:81/", True),
        ("http://127.0.0.1/", "http://128.0.0.1/", False),
        ("https://a.github.io/", "https://b.github.io/", False),
    ],
)
def test_site(one: str, other: str, same: bool) -> None:
    assert same_site(one, other) is same


def test_site_of_an_address_is_its_host() -> None:
    assert (site_of("http://localhost:1/"), site_of("http://10.0.0.1/")) == (
        "localhost",
        "10.0.0.1",
    )


@pytest.mark.parametrize(
    "twin",
    [
        "http://a.example/news/x",
        "https://www.a.example/news/x",
        "https://m.a.example/news/x",
        "https://mobile.a.example/news/x",
        "https://touch.a.example/news/x",
        "https://amp.a.example/news/x",
        "https://a.example/news/x/",
        "https://a.example/news/x/amp",
        "https://a.example/news/x/amp/",
        "https://a.example/amp/news/x",
        "https://a.example/news/x?amp=1",
        "https://a.example/news/x?amp",
    ],
)
def test_twins(twin: str) -> None:
    page = "https://a.example/news/x"
    assert twin in twins(page)
    assert page in twins(twin)


@pytest.mark.parametrize(
    ("url", "other"),
    [
        ("https://a.example/news/x.html", "https://a.example/news/x.amp.html"),
        ("https://a.example/x?id=3", "https://a.example/x?id=3&amp=1"),
    ],
)
def test_twins_of_files_and_parameters(url: str, other: str) -> None:
    assert other in twins(url)
    assert url in twins(other)


@pytest.mark.parametrize(
    "other",
    [
        "https://a.example/news/y",
        "https://a.example/news",
        "https://b.example/news/x",
        "https://shop.a.example/news/x",
        "https://a.example/news/x?seite=2",
        "https://a.example/news/camp",
    ],
)
def test_other_pages_are_no_twins(other: str) -> None:
    assert other not in twins("https://a.example/news/x")
