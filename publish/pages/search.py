"""Search: leads to a country or a check, or shows what states a number or holds all words."""

from __future__ import annotations

import sqlite3
from collections import Counter
from typing import Any

from datasette.utils.asgi import Response

from publish import queries, search
from publish.page import Page
from publish.queries import ClaimRow
from publish.queries.sources import named_like
from publish.questions import country_named, is_sentence, number_in

FOUND = 20

NAMED = 5
"""Sources whose name holds the words."""

STATING = 150
"""Claims with a number that are looked at for the figures with it."""


async def show(page: Page) -> Response:
    """Answer to ``?q=``, whatever it holds; with ``?words=1`` as words and nothing else."""
    text = page.argument("q") or ""
    if page.argument("words") is None:
        country = country_named(text)
        if country is not None:
            return Response.redirect(page.link(f"/countries/{country}"))
        number = number_in(text)
        if number is not None:
            return await _number(page, text, number)
        if is_sentence(text):
            return Response.redirect(page.link("/-/check", text=text))

    def look(connection: sqlite3.Connection) -> dict[str, Any]:
        return {
            "claims": search.search_claims(connection, text, FOUND),
            "articles": search.search_articles(connection, text, FOUND),
            "sources": named_like(connection, text, NAMED),
        }

    followed = page.feeds("/search", q=text, words="1") if text else None
    return await page.render(
        "search", feeds=followed, text=text, limit=FOUND, **await page.read(look)
    )


async def _number(page: Page, text: str, number: float) -> Response:
    """Show the figures and the claims that state a number, and the articles that hold it."""

    def look(connection: sqlite3.Connection) -> dict[str, Any]:
        stating = search.search_number(connection, number, STATING)
        ids = [id for id, _ in _by_support(stating)]
        return {
            # Words also find the number elsewhere in a quote, such as the upper end of a range.
            "claims": stating[:FOUND] or search.search_claims(connection, text, FOUND),
            "figures": queries.figures(connection, ids[:FOUND]),
            "articles": search.search_articles(connection, text, FOUND),
        }

    return await page.render(
        "search",
        feeds=page.feeds("/search", q=text),
        text=text,
        number=number,
        limit=FOUND,
        **await page.read(look),
    )


def _by_support(claims: list[ClaimRow]) -> list[tuple[str, int]]:
    """Return the figures of claims with how many of these state each, the most first."""
    return Counter(claim.figure for claim in claims if claim.figure is not None).most_common()
