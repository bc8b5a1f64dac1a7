"""An article: its text with every claim marked, what each became, and what revisions changed."""

from __future__ import annotations

import sqlite3
from typing import Any
from urllib.parse import urlencode

from datasette.utils.asgi import Response

from publish import marking, queries
from publish.marking import Stretch
from publish.page import Page
from publish.queries import ClaimRow, revisions
from publish.queries.revisions import Version

CLAIMS = 300
"""Of a text with more claims the page marks the first; the rest are in the table."""
VERSIONS = 20
CHANGES = 300


async def show(page: Page) -> Response:
    """Show an article."""
    id = page.request.url_vars["id"]

    def look(connection: sqlite3.Connection) -> dict[str, Any] | None:
        row = queries.article(connection, id)
        if row is None:
            return None
        claims = queries.claims_of_article(connection, id, CLAIMS + 1)
        told = claims[:CLAIMS]
        versions = revisions.versions(connection, id, VERSIONS)
        before = _before(versions, id)
        figures = list(dict.fromkeys(claim.figure for claim in told if claim.figure))
        return {
            "article": row,
            "claims": told,
            "cut": len(claims) > CLAIMS,
            "figures": {one.id: one for one in queries.figures(connection, figures)},
            "versions": versions,
            "this": next((one for one in versions if one.article == id), None),
            "latest": next((one for one in versions if one.latest), None),
            "before": before,
            "changes": revisions.changes(connection, id, CHANGES) if before else [],
            "earlier": queries.article(connection, before.article) if before else None,
            "earlier_claims": (
                queries.claims_of_article(connection, before.article, CLAIMS) if before else []
            ),
        }

    read = await page.read(look)
    if read is None:
        return await page.missing()
    article, claims = read["article"], read["claims"]
    paragraphs = marking.paragraphs(article.text, claims)
    # The headline is the first line of most texts, and may hold a claim like any other.
    headline = paragraphs[0] if paragraphs and _text(paragraphs[0]) == article.title else None
    rest = page.datasette.urls.table(page.database, "claims")
    return await page.render(
        "article",
        **read,
        headline=headline,
        paragraphs=paragraphs[1:] if headline else paragraphs,
        numbers=_numbers(claims),
        sides=_sides(read["earlier"], read["earlier_claims"], paragraphs),
        rest=f"{rest}?{urlencode({'article': id})}",
    )


def _before(versions: list[Version], id: str) -> Version | None:
    """Return the version before this one, where there is one; ``versions`` the last first."""
    place = next((at for at, one in enumerate(versions) if one.article == id), len(versions))
    return versions[place + 1] if place + 1 < len(versions) else None


def _sides(
    earlier: queries.ArticleRow | None, claims: list[ClaimRow], now: list[list[Stretch[ClaimRow]]]
) -> tuple[list[tuple[list[Stretch[ClaimRow]], bool]], ...]:
    """Return the paragraphs of the text before and of this one, each with: only there."""
    if earlier is None:
        return ()
    before = marking.paragraphs(earlier.text, claims)
    known_before, known_now = ({_text(line) for line in lines} for lines in (before, now))
    return (
        [(line, _text(line) not in known_now) for line in before],
        [(line, _text(line) not in known_before) for line in now],
    )


def _text(line: list[Stretch[ClaimRow]]) -> str:
    return "".join(stretch.text for stretch in line)


def _numbers(claims: list[ClaimRow]) -> dict[str, int]:
    return {claim.id: number for number, claim in enumerate(claims, start=1)}
