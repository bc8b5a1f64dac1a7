"""The list of figures, filtered, page by page."""

from __future__ import annotations

import datetime as dt
import sqlite3
from dataclasses import asdict

from datasette.utils.asgi import Response
from markupsafe import Markup

from extract.words import LANGUAGES
from publish.page import Page
from publish.queries.lists import LOOKED_THROUGH, ROLES, Choice, Listing, Place, list_figures
from store.model import KINDS

PAGE = 50


class BadChoiceError(ValueError):
    """A part of the address that says nothing; the message is its name."""


async def show(page: Page) -> Response:
    """Show the figures that fit the choice in the address, page by page.

    The parameters are the fields of :class:`publish.queries.lists.Choice`, and ``after``: the
    place after which the page begins, as its links give it.
    """
    try:
        choice, after = chosen(page), _place(page.argument("after"))
    except BadChoiceError as bad:
        form = filters(page, Choice())
        return await page.render("figures", status=400, filters=form, bad=str(bad), figures=[])

    def look(connection: sqlite3.Connection) -> Listing:
        return list_figures(connection, choice, PAGE, after)

    found = await page.read(look)
    following = ".".join(found.next) if found.next is not None else None
    return await page.render(
        "figures",
        feeds=page.feeds("/figures", **asdict(choice)),
        figures=found.figures,
        filters=filters(page, choice),
        looked_through=LOOKED_THROUGH if found.cut else None,
        following=page.link("/figures", **asdict(choice), after=following) if following else None,
        first=page.link("/figures", **asdict(choice)) if after else None,
    )


def filters(page: Page, choice: Choice) -> Markup:
    """Return the form that makes a choice, with the one that was made."""
    options = {"kinds": KINDS, "roles": ROLES, "languages": LANGUAGES}
    return page.fragment("filters", choice, choice=choice, options=options)


def chosen(page: Page) -> Choice:
    """Return the choice that the address makes. Raises :class:`BadChoiceError`."""
    country, year = page.argument("country"), page.argument("year")
    if year is not None and not (year.isascii() and year.isdecimal() and len(year) == len("YYYY")):
        raise BadChoiceError("year")
    role = page.argument("role")
    if role is not None and role not in ROLES:
        raise BadChoiceError("role")
    return Choice(
        kind=page.argument("kind"),
        country=country.upper() if country is not None else None,
        status=page.argument("status"),
        role=role,
        reported_from=_day(page, "reported_from"),
        reported_to=_day(page, "reported_to"),
        year=year,
        language=page.argument("language"),
    )


def _day(page: Page, name: str) -> str | None:
    given = page.argument(name)
    if given is None:
        return None
    try:
        return dt.date.fromisoformat(given).isoformat()
    except ValueError as error:
        raise BadChoiceError(name) from error


def _place(given: str | None) -> Place | None:
    if given is None:
        return None
    since, stop, id = given.partition(".")
    if not (since and stop and id):
        raise BadChoiceError("after")
    return since, id
