"""An article: its text with the number of every claim marked."""

from __future__ import annotations

import sqlite3
from typing import Any

from datasette.utils.asgi import Response

from publish import marking, queries
from publish.page import Page
from publish.queries import ClaimRow


async def show(page: Page) -> Response:
    """Show an article's text with the number of every claim marked."""
    id = page.request.url_vars["id"]

    def look(connection: sqlite3.Connection) -> dict[str, Any] | None:
        row = queries.article(connection, id)
        if row is None:
            return None
        claims = queries.claims_of_article(connection, id)
        paragraphs = marking.paragraphs(row.text, claims)
        # The headline is the first line of most texts, and may hold a claim like any other.
        first = "".join(stretch.text for stretch in paragraphs[0]) if paragraphs else ""
        headline = paragraphs.pop(0) if first == row.title else None
        return {
            "article": row,
            "claims": claims,
            "headline": headline,
            "paragraphs": paragraphs,
            "numbers": _numbers(claims),
        }

    read = await page.read(look)
    return await page.missing() if read is None else await page.render("article", **read)


def _numbers(claims: list[ClaimRow]) -> dict[str, int]:
    return {claim.id: number for number, claim in enumerate(claims, start=1)}
