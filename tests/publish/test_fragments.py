"""Fragments are made once for what they depend on, and not kept without end."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import httpx
import pytest
from lxml import html
from markupsafe import Markup

from publish import fragments
from store.model import KINDS

Get = Callable[..., httpx.Response]


def test_a_fragment_is_made_once_and_the_oldest_goes(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(fragments, "KEPT", 2)
    monkeypatch.setattr(fragments, "_fragments", type(fragments._fragments)())
    made: list[str] = []

    def ask(key: str) -> Markup:
        def make() -> Markup:
            made.append(key)
            return Markup(key)

        return fragments.kept(key, make)

    assert [ask(key) for key in "abacb"] == list("abacb")
    assert made == ["a", "b", "c", "b"]


def test_what_is_kept_is_that_of_the_reader_and_the_data(
    get: Get, get_from: Callable[[Any], Get], empty_world: Any
) -> None:
    def texts(ask: Get, path: str, language: str) -> str:
        main = html.document_fromstring(ask(path, language).text).xpath("//main")[0]
        return " ".join(main.text_content().split())

    other = get_from(empty_world)
    for _ in range(2):
        assert "Russland" in texts(get, "/countries", "de")
        assert "Russia" in texts(get, "/countries", "en")
        assert "There are no figures yet" in texts(other, "/countries", "en")
        links = html.document_fromstring(get("/countries?lang=de").text).xpath("//table//a/@href")
        assert all(link.endswith("?lang=de") for link in links)
        links = html.document_fromstring(get("/countries", "de").text).xpath("//table//a/@href")
        assert not any("lang=" in link for link in links)
        for kind in KINDS[:2]:
            chosen = html.document_fromstring(get(f"/figures?kind={kind}").text)
            assert chosen.xpath("//select[@name='kind']/option[@selected]/@value") == [kind]
