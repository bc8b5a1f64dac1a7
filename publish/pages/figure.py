"""One figure: what is claimed, who said it first, who repeated it, and what became of it."""

from __future__ import annotations

import datetime as dt
import sqlite3
from collections.abc import Mapping
from typing import Any
from urllib.parse import urlencode

from datasette.utils.asgi import Response

from publish import queries
from publish.charts import bars, claims
from publish.full_figure import FullFigure, full_figure
from publish.lineage import lineages
from publish.page import Page
from publish.phrases import phrases
from publish.queries import ClaimRow, snapshots
from publish.queries.snapshots import Reading
from publish.standing import Standing
from publish.wording import Wording
from reconcile.totals import Split

CLAIMS = 100
"""Of a figure with more claims the page shows the first and the last; the rest are in the table."""
RELATIONS = 5
OUTCOMES = 5


async def show(page: Page) -> Response:
    """Show one figure."""
    id = page.request.url_vars["id"]
    language = page.language

    def look(connection: sqlite3.Connection) -> dict[str, Any] | None:
        full = full_figure(connection, id, CLAIMS, language)
        if full is None:
            return None
        ids = [claim.id for claim in full.claims]
        return {
            "full": full,
            "readings": snapshots.readings(connection, ids),
            "relations": queries.relations(connection, ids, RELATIONS),
            "outcomes": queries.outcomes(connection, id, OUTCOMES),
        }

    read = await page.read(look)
    if read is None:
        now = await page.read(lambda connection: queries.moved_to(connection, id))
        # For now: what was joined may be parted again.
        return Response.redirect(page.link(f"/figures/{now}")) if now else await page.missing()
    full, readings = read["full"], read["readings"]
    days = {claim.id: _day(claim, readings) for claim in full.claims}
    address = page.datasette.absolute_url(page.request, page.datasette.urls.path(f"/figures/{id}"))
    standing = Standing(Wording(phrases(language)), full)
    first = min(days.values(), default=None)
    firsts = [claim for claim in full.claims if days[claim.id] == first]
    rest = page.datasette.urls.table(page.database, "claims_flat")
    return await page.render(
        "figure",
        feeds=page.feeds(f"/figures/{id}"),
        **read,
        figure=full.row,
        claims=full.claims,
        standing=standing,
        days=days,
        firsts=[claim.id for claim in firsts],
        single_first=len({claim.article for claim in firsts}) == 1,
        lineages=lineages(full.sources, {claim.id: claim for claim in full.claims}, days),
        chart=_chart(full, days),
        shapes=claims.SHAPES,
        size=claims.SIZE,
        legend=standing.legend(),
        splits=[(split, _bars(full, split)) for split in full.total.splits],
        address=address,
        cite=standing.cite(address, dt.datetime.now(dt.UTC).date()),
        rest=f"{rest}?{urlencode({'figure': id})}",
    )


def _day(claim: ClaimRow, readings: Mapping[str, Reading]) -> dt.date:
    """Return the day of a claim's report; where that tells none, the day it was fetched."""
    return dt.date.fromisoformat(claim.published or readings[claim.id].fetched[:10])


def _chart(full: FullFigure, days: Mapping[str, dt.date]) -> claims.Claims | None:
    source = {id: place for place, one in enumerate(full.sources) for id in one.claims}
    last = len(full.sources)
    points = [
        claims.Point(days[one.id], one.low, one.high, one.bound, source.get(one.id, last))
        for one in full.claims
    ]
    return claims.claims(points)


def _bars(full: FullFigure, split: Split) -> bars.Bars:
    whole = (full.row.low, full.row.high)
    return bars.bars(whole, [(part.number, part.counted) for part in split.parts], split.remainder)
