"""The canonical URL that a page names, and what speaks against it at first sight.

A page names it in the HTTP header ``Link`` or in ``<link rel="canonical">`` (RFC 6596), else in
``og:url`` (ogp.me). Many sites name a wrong one: their front page, a section, another site. What
the texts say about it is for ``store/twins.py``.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from urllib.parse import urlsplit

from lxml import etree
from w3lib.encoding import html_to_unicode

from crawler.urls import normalised, same_site, twins

HEAD = 1 << 20
"""Bytes in which the head of a page is looked for."""

_LINK = re.compile(r'<([^<>]{1,2000})>\s*;[^,<]{0,200}?\brel\s*=\s*"?canonical\b', re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Canonical:
    """A canonical URL, normalised, and why it is not believed (None: nothing speaks against it)."""

    url: str
    doubt: str | None


def canonical_of(url: str, headers: Sequence[tuple[str, str]], body: bytes) -> Canonical | None:
    """Return the canonical URL of the page at a normalised ``url``; None where it names none.

    ``headers`` are those of the answer, ``body`` its decoded body.
    """
    named = _named(url, headers, body)
    if not named:
        return None
    if len(named) > 1:
        return Canonical(min(named), "the page names several")
    (found,) = named
    return Canonical(found, _doubt(url, found))


def _named(url: str, headers: Sequence[tuple[str, str]], body: bytes) -> set[str]:
    links = (value for name, value in headers if name.lower() == "link")
    given = [match[1] for value in links for match in _LINK.finditer(value)]
    content_type = next((v for name, v in headers if name.lower() == "content-type"), "")
    head = body[:HEAD]
    end = head.lower().find(b"<body")
    _, text = html_to_unicode(content_type, head if end < 0 else head[:end])
    # As bytes: lxml refuses text that declares an encoding, as XHTML does.
    plain = text.replace("\x00", "").encode("utf-8", "replace")
    tree = etree.fromstring(plain or b"<html/>", etree.HTMLParser(encoding="utf-8"))
    if tree is not None:
        given += _values(tree, "link", "rel", "canonical", "href")
        given = given or list(_values(tree, "meta", "property", "og:url", "content"))
    return {found for link in given if (found := normalised(link, url))}


def _values(tree: etree._Element, tag: str, key: str, word: str, value: str) -> Iterator[str]:
    for element in tree.iter(tag):
        if word in element.get(key, "").lower().split() and element.get(value, "").strip():
            yield element.get(value, "")


def _doubt(url: str, canonical: str) -> str | None:
    if canonical in twins(url) or canonical == url:
        return None
    if not same_site(url, canonical):
        return "it is on another site"
    page, named = urlsplit(url), urlsplit(canonical)
    above = named.path.rstrip("/") + "/"
    if not named.query and page.path.startswith(above) and page.path.rstrip("/") + "/" != above:
        return "it is the front page" if above == "/" else "it is a section above the page"
    return None
