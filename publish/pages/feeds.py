"""Feeds of what happens to figures: all, those of a list, a country, a source, a search, or one."""

from __future__ import annotations

import hashlib
import sqlite3
from collections.abc import Callable, Sequence
from dataclasses import asdict

from datasette.utils.asgi import Response

from publish import feeds, queries, search
from publish.page import FEEDS, Page, escaped
from publish.pages.figures import BadChoiceError, chosen
from publish.phrases import phrases
from publish.queries import sources
from publish.queries.events import CHANGES
from publish.queries.lists import Choice
from publish.queries.news import News, figures_stated, newest_news, news_of
from publish.questions import number_in
from publish.wording import Wording

ENTRIES = 50
"""Entries of a feed at most."""

FOUND = 150
"""Newest claims that a search finds whose figures its feed follows."""

Look = Callable[[sqlite3.Connection, Sequence[str]], list[News]]
"""Reads the news of a feed, of some changes."""


async def of_list(page: Page) -> Response:
    """Tell what happens to the figures of a list, with the parameters of the list; or to all."""
    try:
        choice = chosen(page)
    except BadChoiceError as bad:
        return _refused(page, bad)
    wording = Wording(phrases(page.language))

    def look(connection: sqlite3.Connection, changes: Sequence[str]) -> list[News]:
        return newest_news(connection, choice, changes, ENTRIES)

    arguments = {name: value for name, value in asdict(choice).items() if value is not None}
    address = page.link("/figures" if arguments else "/", **arguments)
    return await _answer(page, look, _named(choice, wording), address)


async def of_country(page: Page) -> Response:
    """Tell what happens to the figures on a country, and on people from it."""
    code = page.request.url_vars["code"].upper()
    wording = Wording(phrases(page.language))
    if code not in wording.country_names():
        return await page.missing()

    def look(connection: sqlite3.Connection, changes: Sequence[str]) -> list[News]:
        return newest_news(connection, Choice(country=code), changes, ENTRIES)

    return await _answer(page, look, wording.country(code), page.link(f"/countries/{code}"))


async def of_figure(page: Page) -> Response:
    """Tell what happens to one figure, and happened to those that became part of it."""
    id = page.request.url_vars["id"]
    row = await page.read(lambda connection: queries.figure(connection, id))
    if row is None:
        now = await page.read(lambda connection: queries.moved_to(connection, id))
        suffix = page.request.url_vars["suffix"]
        return (
            Response.redirect(page.link(f"/figures/{now}{suffix}")) if now else await page.missing()
        )

    def look(connection: sqlite3.Connection, changes: Sequence[str]) -> list[News]:
        return news_of(connection, [id], changes, ENTRIES)

    subject = Wording(phrases(page.language)).subject(row)
    return await _answer(page, look, subject, page.link(f"/figures/{id}"))


async def of_source(page: Page) -> Response:
    """Tell what happens to the figures of which the newest claims of ``?name=`` speak."""
    name = page.argument("name")
    if name is None:
        return await page.missing()

    def stated(connection: sqlite3.Connection) -> list[str] | None:
        same = [one.name for one in sources.names(connection, name).same]
        outlet = sources.outlet(connection, name)
        if not same and outlet is None:
            return None
        return figures_stated(connection, same, outlet.name if outlet is not None else None)

    if await page.read(lambda connection: stated(connection) is None):
        return await page.missing()

    def look(connection: sqlite3.Connection, changes: Sequence[str]) -> list[News]:
        return news_of(connection, stated(connection) or [], changes, ENTRIES)

    return await _answer(page, look, name, page.link(f"/sources/{escaped(name)}"))


async def of_search(page: Page) -> Response:
    """Tell what happens to the figures that the newest claims found by ``?q=`` speak of."""
    text = page.argument("q")
    if text is None:
        return await page.missing()
    number = number_in(text) if page.argument("words") is None else None

    def look(connection: sqlite3.Connection, changes: Sequence[str]) -> list[News]:
        found = (
            search.search_number(connection, number, FOUND)
            if number is not None
            else search.search_claims(connection, text, FOUND)
        )
        ids = dict.fromkeys(claim.figure for claim in found if claim.figure is not None)
        return news_of(connection, list(ids), changes, ENTRIES)

    words = page.argument("words")
    title = phrases(page.language).say("search_title", query=text)
    return await _answer(page, look, title, page.link("/search", q=text, words=words))


async def _answer(page: Page, look: Look, what: str, address: str) -> Response:
    try:
        changes = _changes(page)
    except BadChoiceError as bad:
        return _refused(page, bad)
    wording = Wording(phrases(page.language))
    news = await page.read(lambda connection: look(connection, changes))
    feed = feeds.Feed(
        title=wording.phrases.say("feed_title", what=what),
        language=page.language,
        address=page.absolute(page.request.full_path),
        page=page.absolute(address),
        entries=tuple(
            feeds.entry(each, wording, page.absolute(page.link(f"/figures/{each.event.figure.id}")))
            for each in news
        ),
    )
    suffix = page.request.url_vars["suffix"]
    write = feeds.atom if suffix == ".atom" else feeds.json_feed
    body = write(feed, wording)
    tag = f'"{hashlib.sha256(body).hexdigest()[:32]}"'
    headers = {"etag": tag, "vary": "Accept-Language", "content-language": page.language}
    if tag in page.request.headers.get("if-none-match", ""):
        return Response("", status=304, headers=headers)
    return Response(body, headers=headers, content_type=f"{FEEDS[suffix]}; charset=utf-8")


def _changes(page: Page) -> tuple[str, ...]:
    """Return the changes that ``?change=`` names, with commas between; all where it is missing."""
    given = page.argument("change")
    if given is None:
        return CHANGES
    named = {name.strip() for name in given.split(",")}
    if not named <= set(CHANGES):
        raise BadChoiceError("change")
    return tuple(change for change in CHANGES if change in named)


def _refused(page: Page, bad: BadChoiceError) -> Response:
    return Response.text(phrases(page.language).say(f"bad_{bad}"), status=400)


def _named(choice: Choice, wording: Wording) -> str:
    """Return what a choice chooses, in words."""
    days = [wording.day(day) for day in (choice.reported_from, choice.reported_to) if day]
    parts = [
        wording.kind(choice.kind) if choice.kind else "",
        wording.country(choice.country) if choice.country else "",
        wording.phrases.say(f"role_{choice.role}") if choice.role else "",
        wording.phrases.statuses.get(choice.status, choice.status) if choice.status else "",
        choice.year or "",
        wording.spoken_language(choice.language) if choice.language else "",
        " – ".join(days),
    ]
    return ", ".join(part for part in parts if part) or wording.phrases.say("feed_all")
