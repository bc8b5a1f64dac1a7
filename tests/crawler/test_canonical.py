"""Which canonical URL a page names, and what speaks against it."""

import pytest

from crawler.canonical import Canonical, canonical_of

URL = "https://a.example/politik/flucht-1"


def page(head: str) -> bytes:
    return f"<!doctype html><head>{head}</head><body><p>Text</p></body>".encode()


@pytest.mark.parametrize(
    ("head", "expected"),
    [
        ("", None),
        (f'<link rel="canonical" href="{URL}?utm_source=x#top">', Canonical(URL, None)),
        ('<LINK REL="Canonical" HREF="/politik/flucht-1">', Canonical(URL, None)),
        (f'<meta property="og:url" content="{URL}">', Canonical(URL, None)),
        (
            '<link rel="canonical" href="/x"><meta property="og:url" content="/y">',
            Canonical("https://a.example/x", None),
        ),
        (
            '<link rel="canonical" href="https://www.a.example/politik/flucht-2">',
            Canonical("https://www.a.example/politik/flucht-2", None),
        ),
        (
            '<link rel="canonical" href="https://b.example/politik/flucht-1">',
            Canonical("https://b.example/politik/flucht-1", "it is on another site"),
        ),
        (
            '<link rel="canonical" href="/">',
            Canonical("https://a.example/", "it is the front page"),
        ),
        (
            '<link rel="canonical" href="/politik/">',
            Canonical("https://a.example/politik/", "it is a section above the page"),
        ),
        (
            '<link rel="canonical" href="/x"><link rel="canonical" href="/y">',
            Canonical("https://a.example/x", "the page names several"),
        ),
        ('<link rel="canonical" href="javascript:alert(1)">', None),
        ('<link rel="canonical" href=""><link rel="alternate" href="/en">', None),
        ('<!-- <link rel="canonical" href="/x"> -->', None),
        ('\x00<link rel="canonical" href="/politik/flucht-1">', Canonical(URL, None)),
        ("<link " * 20_000, None),
    ],
)
def test_canonical(head: str, expected: Canonical | None) -> None:
    assert canonical_of(URL, (), page(head)) == expected


def test_xhtml() -> None:
    head = b'<?xml version="1.0" encoding="ISO-8859-1"?>' + page('<link rel="canonical" href="/x">')
    assert canonical_of(URL, (), head) == Canonical("https://a.example/x", None)


def test_what_stands_in_the_text_is_no_canonical_url() -> None:
    body = b'<head></head><body><link rel="canonical" href="/x"></body>'
    assert canonical_of(URL, (), body) is None


def test_the_header_says_it_too() -> None:
    headers = (("Link", '</a>; rel="preload", </x>; rel="canonical"'),)
    assert canonical_of(URL, headers, b"%PDF") == Canonical("https://a.example/x", None)


@pytest.mark.parametrize(
    "url", [f"{URL}/amp", f"{URL}?amp=1", "http://m.a.example/politik/flucht-1"]
)
def test_a_twin_may_stand_below_its_page(url: str) -> None:
    head = f'<link rel="canonical" href="{URL}">'
    assert canonical_of(url, (), page(head)) == Canonical(URL, None)


@pytest.mark.parametrize("body", [b"", b" ", b"\x00", b"<", b"\xff\xfe<\x00", b"<body>", b"<!-- x"])
def test_no_page_at_all(body: bytes) -> None:
    assert canonical_of(URL, (), body) is None
