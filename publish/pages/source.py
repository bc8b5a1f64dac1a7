"""A source: what it is quoted for, how its claims fared and, of an outlet, how its crawl does."""

from __future__ import annotations

import sqlite3
from collections import Counter
from collections.abc import Sequence
from typing import Any
from urllib.parse import unquote

from datasette.utils.asgi import Response

from publish import queries
from publish.page import Page
from publish.queries import sources
from publish.queries.sources import LOOKED_THROUGH, Quoted

LISTED = 60
"""Names on the page of all sources; of a search, as many."""

SHOWN = 25
"""Claims on the page of a source."""

SIMILAR = 15
TROUBLES = 8

FATES = ("alone", "contradicted", "superseded")
"""What may have become of a claim, as fields of :class:`publish.queries.sources.Quoted`."""


async def show_all(page: Page) -> Response:
    """Show whom texts quote most, or whose name holds the words of ``?name=``; and outlets."""
    text = page.argument("name")

    def look(connection: sqlite3.Connection) -> dict[str, Any]:
        return {
            "quoted": sources.named_like(connection, text, LISTED)
            if text is not None
            else sources.most_quoted(connection, LISTED),
            "outlets": sources.most_publishing(connection, LISTED),
        }

    return await page.render("sources", name=text, **await page.read(look))


async def show(page: Page) -> Response:
    """Show one source by its name, percent-encoded in the address whatever it holds.

    ``?fate=`` and ``?kind=`` choose among its claims.
    """
    name = unquote(page.request.url_vars["name"])
    fate, kind = page.argument("fate"), page.argument("kind")
    if fate is not None and fate not in FATES:
        return await page.missing()

    def look(connection: sqlite3.Connection) -> dict[str, Any] | None:
        known = sources.names(connection, name)
        outlet = sources.outlet(connection, name)
        crawls = sources.crawls(connection, name)
        if not (known.same or known.similar or outlet or crawls):
            return None
        said = sources.quoted(connection, [one.name for one in known.same])
        own = sources.stated(connection, name) if outlet is not None else []
        chosen = [one for one in [*said, *own] if _fits(one, fate, kind)][:SHOWN]
        claims = queries.claims(connection, [one.claim for one in chosen])
        return {
            "same": known.same,
            "vague": known.vague,
            "similar": known.similar[:SIMILAR],
            "outlet": outlet,
            "crawls": crawls,
            "said": _summary(said),
            "own": _summary(own),
            "claims": [claims[one.claim] for one in chosen],
        }

    read = await page.read(look)
    if read is None:
        return await page.missing()
    return await page.render(
        "source",
        feeds=page.feeds("/sources", name=name),
        name=name,
        fate=fate,
        kind=kind,
        most=LOOKED_THROUGH,
        troubles=TROUBLES,
        **read,
    )


def _fits(claim: Quoted, fate: str | None, kind: str | None) -> bool:
    return (fate is None or getattr(claim, fate)) and kind in (None, claim.kind)


def _summary(claims: Sequence[Quoted]) -> dict[str, Any]:
    """Return how many claims there are, of which kinds, and what became of how many."""
    counted = claims[:LOOKED_THROUGH]
    return {
        "number": len(counted),
        "more": len(claims) > LOOKED_THROUGH,
        "kinds": Counter(claim.kind for claim in counted).most_common(),
        "fates": {fate: sum(getattr(claim, fate) for claim in counted) for fate in FATES},
    }
