"""A country: its figures by kind, who comes and who leaves, and what was reported when."""

from __future__ import annotations

import sqlite3
from typing import Any

from datasette.utils.asgi import Response

from publish.charts.flows import bands
from publish.charts.reports import reports
from publish.charts.world import World, world
from publish.page import Page
from publish.phrases import phrases
from publish.queries import FigureRow
from publish.queries.events import events_of
from publish.queries.lists import Choice, list_figures
from publish.queries.places import FLOWS, PlaceCount, flows, kind_counts, place_counts, size
from publish.wording import Wording

NEWEST = 12
DRAWN = 50
"""Reports on the line of time."""
CHANGED = 8
MOVED = 8
"""Bands of a flow chart."""


async def show_all(page: Page) -> Response:
    """Show every country with figures, as a map and a table."""
    places = await page.read(place_counts)
    return await page.render("countries", places=places, **world_map(page, places))


def world_map(page: Page, places: list[PlaceCount]) -> dict[str, Any]:
    """Return the world map and the table that stands for it, as ``drawn_map`` and ``map_table``."""
    key = tuple(places)
    return {
        "drawn_map": page.fragment("world", key, world=lambda: _drawn(places)),
        "map_table": page.fragment("places", key, places=places),
    }


def _drawn(places: list[PlaceCount]) -> World:
    return world({place.country: place.inside for place in places})


async def show(page: Page) -> Response:
    """Show one country, by its ISO 3166-1 alpha-3 code or one of ours (EU, WORLD)."""
    given = page.request.url_vars["code"]
    code = given.upper()
    wording = Wording(phrases(page.language))
    if code not in wording.country_names():
        return await page.missing()
    if code != given:
        return Response.redirect(page.link(f"/countries/{code}"), status=301)

    def look(connection: sqlite3.Connection) -> dict[str, Any]:
        reported = list_figures(connection, Choice(country=code), DRAWN).figures
        return {
            "kinds": kind_counts(connection, code),
            "reported": reported,
            "changed": events_of(connection, [row.id for row in reported], CHANGED),
            "came": _flow(flows(connection, code, "country", MOVED), away=False),
            "left": _flow(flows(connection, code, "origin", MOVED), away=True),
        }

    read = await page.read(look)
    line = reports([(row.kind, row.since) for row in read["reported"]])
    moved = {row.kind for flow in ("came", "left") for row in read[flow]["figures"]}
    kinds = [kind for kind in FLOWS if kind in moved]
    return await page.render(
        "country",
        feeds=page.feeds(f"/countries/{code}"),
        code=code,
        line=line,
        newest=NEWEST,
        flow_kinds=kinds,
        said=[wording.sentence(row) for row in read["reported"]],
        **read,
    )


def _flow(figures: list[FigureRow], *, away: bool) -> dict[str, Any]:
    return {"figures": figures, "chart": bands([size(row) for row in figures], away=away)}
