"""The start page: what is new, what conflicts, where in the world, and how fresh it is."""

from __future__ import annotations

import sqlite3
from typing import Any

from datasette.utils.asgi import Response

from publish import queries
from publish.metadata import named_queries
from publish.page import Page
from publish.pages.country import world_map
from publish.pages.figures import filters
from publish.queries.events import events
from publish.queries.lists import Choice, list_figures
from publish.queries.places import place_counts

CHANGED = 10
NEWEST = 8
DISPUTED = 5


async def show(page: Page) -> Response:
    """Show what is new, what conflicts, where in the world, how much there is and how fresh."""

    def look(connection: sqlite3.Connection) -> dict[str, Any]:
        places = place_counts(connection)
        return {
            "counts": queries.counts(connection),
            "changed": events(connection, CHANGED),
            "newest": list_figures(connection, Choice(), NEWEST).figures,
            "disputed": list_figures(connection, Choice(status="disputed"), DISPUTED).figures,
            "places": places,
        }

    read = await page.read(look)
    return await page.render(
        "start",
        feeds=page.feeds("/events"),
        named_queries=named_queries(),
        filters=filters(page, Choice()),
        **world_map(page, read["places"]),
        **read,
    )
