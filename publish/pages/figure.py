"""One figure: what is claimed, by whom, in which words, and how the claims relate."""

from __future__ import annotations

import sqlite3
from typing import Any
from urllib.parse import urlencode

from datasette.utils.asgi import Response

from publish import queries
from publish.page import Page
from publish.queries import FigureRow

CLAIMS = 200
"""A page per figure shows no more claims than this; the rest are in the table."""
RELATIONS = 5
RELATED_FIGURES = 40


async def show(page: Page) -> Response:
    """Show one figure: what is claimed, by whom, in which words, and how the claims relate."""
    id = page.request.url_vars["id"]

    def look(connection: sqlite3.Connection) -> dict[str, Any] | None:
        row = queries.figure(connection, id)
        if row is None:
            return None
        claims = queries.claims_of_figure(connection, id, CLAIMS)
        ids = [claim.id for claim in claims]
        return {
            "figure": row,
            "claims": claims,
            "total": queries.number_of_claims(connection, id),
            "relations": queries.relations(connection, ids, RELATIONS),
            "parts": _others(queries.parts(connection, ids, RELATED_FIGURES), id),
            "wholes": _others(queries.wholes(connection, ids, RELATED_FIGURES), id),
            "excluded": sorted({code for claim in claims for code in claim.excluded}),
        }

    read = await page.read(look)
    if read is None:
        now = await page.read(lambda connection: queries.moved_to(connection, id))
        # For now: what was joined may be parted again.
        return Response.redirect(page.link(f"/figures/{now}")) if now else await page.missing()
    rest = page.datasette.urls.table(page.database, "claims_flat")
    return await page.render("figure", rest=f"{rest}?{urlencode({'figure': id})}", **read)


def _others(figures: list[FigureRow], id: str) -> list[FigureRow]:
    return [row for row in figures if row.id != id]
