"""Search: the claims and articles that hold all words."""

from __future__ import annotations

import sqlite3
from typing import Any

from datasette.utils.asgi import Response

from publish import search
from publish.page import Page
from publish.phrases import phrases
from publish.wording import Wording

FOUND = 20


async def show(page: Page) -> Response:
    """Show the claims and articles that hold all words of ``?q=``."""
    text = page.argument("q") or ""

    def look(connection: sqlite3.Connection) -> dict[str, Any]:
        return {
            "claims": search.search_claims(connection, text, FOUND),
            "articles": search.search_articles(connection, text, FOUND),
        }

    return await page.render(
        "search",
        text=text,
        limit=FOUND,
        country=_country_named(text, Wording(phrases(page.language))),
        **await page.read(look),
    )


def _country_named(text: str, wording: Wording) -> str | None:
    wanted = text.casefold()
    for code, name in wording.country_names().items():
        if wanted in (code.casefold(), name.casefold()):
            return code
    return None
