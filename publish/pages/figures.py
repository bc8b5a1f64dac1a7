"""The list of figures, filtered, page by page."""

from __future__ import annotations

import sqlite3

from datasette.utils.asgi import Response

from publish import queries
from publish.page import Page
from publish.queries import Choice, FigureRow
from store.model import KINDS

PAGE = 50


async def show(page: Page) -> Response:
    """Show the figures that fit ``?kind=``, ``?country=`` and ``?status=``, page by page."""
    choice = Choice(page.argument("kind"), page.argument("country"), page.argument("status"))
    number = page.argument("page") or "1"
    if not (number.isascii() and number.isdecimal() and len(number) < 8 and int(number)):
        return await page.missing()
    offset = (int(number) - 1) * PAGE

    def look(connection: sqlite3.Connection) -> list[FigureRow]:
        return queries.list_figures(connection, choice, PAGE + 1, offset)

    found = await page.read(look)
    arguments = {"kind": choice.kind, "country": choice.country, "status": choice.status}
    following = page.link("/figures", **arguments, page=str(int(number) + 1))
    return await page.render(
        "figures",
        figures=found[:PAGE],
        choice=choice,
        kinds=KINDS,
        following=following if len(found) > PAGE else None,
        first=page.link("/figures", **arguments) if offset else None,
    )
