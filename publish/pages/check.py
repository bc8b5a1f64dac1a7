"""Check: a text with each of its figures marked, the verdict on it and what decides."""

from __future__ import annotations

import datetime as dt
import sqlite3

from datasette.utils.asgi import Response

from publish import checking, marking
from publish.bodies import TooLargeError, body_of, field
from publish.checking import AT_ONCE, MOST_CHARACTERS, MOST_FIGURES, Checked, RefusedError
from publish.page import Page
from reconcile.verdict_words import verdict_name

SHARED = 2000
"""Characters of an address that every mail program and browser passes on whole."""

MOST_BYTES = 12 * MOST_CHARACTERS
"""A form percent-encodes each byte: up to twelve characters for one of four bytes."""

SYMBOLS = {
    "supported": "✓",
    "outdated": "↻",
    "overstated": "↑",
    "understated": "↓",
    "wrong_country": "⚑",
    "wrong_period": "◷",
    "disputed": "≠",
    "unknown": "?",
}
"""A sign for each verdict, so that it does not rest on colour alone."""


async def show(page: Page) -> Response:
    """Show the form, and the check of the text in the address or in the form that was sent."""
    text = ""
    try:
        text = await _text(page)
        if not text:
            return await page.render("check", checked=None, bad=None)
        if marking.web_address(text) is not None:
            raise RefusedError("check_address", 400)
        async with checking.one_of_few():
            checked = await page.read(lambda connection: _check(connection, text))
    except RefusedError as refused:
        limits = {"most": f"{MOST_CHARACTERS:,}", "figures": str(MOST_FIGURES), "n": str(AT_ONCE)}
        return await page.render(
            "check", status=refused.status, bad=refused.reason, limits=limits, checked=None
        )
    share = page.link("/-/check", text=text)
    return await page.render(
        "check",
        bad=None,
        checked=checked,
        paragraphs=marking.paragraphs(text, [one.verdict.claim for one in checked.findings]),
        numbers={one.verdict.claim.id: n for n, one in enumerate(checked.findings, start=1)},
        by_claim={one.verdict.claim.id: one.verdict.verdict for one in checked.findings},
        symbols=SYMBOLS,
        verdict_name=lambda verdict: verdict_name(verdict, checked.language),
        share=share if len(share) <= SHARED else None,
    )


def _check(connection: sqlite3.Connection, text: str) -> Checked:
    return checking.check(connection, text, dt.datetime.now(dt.UTC).date())


async def _text(page: Page) -> str:
    if page.request.method != "POST":
        return page.argument("text") or ""
    try:
        body = await body_of(page.request, MOST_BYTES)
    except TooLargeError as error:
        raise RefusedError("check_too_long", 413) from error
    # A form sends its lines with carriage returns, which no offset should count.
    return field(body, "text").replace("\r\n", "\n").strip()
