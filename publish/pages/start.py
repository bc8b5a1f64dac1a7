"""The start page: what is new, what conflicts, how much there is and how fresh it is."""

from __future__ import annotations

import sqlite3
from typing import Any

from datasette.utils.asgi import Response

from publish import queries
from publish.metadata import named_queries
from publish.page import Page
from publish.queries import Choice

NEWEST = 12
DISPUTED = 6


async def show(page: Page) -> Response:
    """Show what is new, what conflicts, how much there is and how fresh it is."""

    def look(connection: sqlite3.Connection) -> dict[str, Any]:
        return {
            "counts": queries.counts(connection),
            "newest": queries.list_figures(connection, Choice(), NEWEST),
            "disputed": queries.list_figures(connection, Choice(status="disputed"), DISPUTED),
        }

    return await page.render("start", named_queries=named_queries(), **await page.read(look))
