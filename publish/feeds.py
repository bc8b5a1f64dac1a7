"""Feeds: what happened to figures, as Atom (RFC 4287) and as JSON Feed 1.1 (jsonfeed.org)."""

from __future__ import annotations

import datetime as dt
import json
import re
import uuid
from dataclasses import dataclass

from feedgen.feed import FeedGenerator

from publish.queries import FigureRow
from publish.queries.news import News
from publish.wording import Wording, without_direction

TITLE = 400
"""Characters of a title at most."""

QUOTE = 600
"""Characters of a quote at most."""

ABOUT = "https://jsonfeed.org/version/1.1"

_EPOCH = dt.datetime(1970, 1, 1, tzinfo=dt.UTC)
"""When a feed in which nothing has happened was updated; Atom wants a time."""

_IDS = uuid.UUID("5f1c6b0e-6f0a-5d0b-9d3a-0c5d0e6c7a11")
"""The namespace of the ids of entries (RFC 9562, 5.5)."""

_NO_XML = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
"""What no XML document may hold (XML 1.0, 2.2)."""


@dataclass(frozen=True, slots=True)
class Entry:
    """Something that happened to a figure.

    ``id`` stays the same wherever and in whatever language it is told. ``figure`` is what stands
    for the figure now.
    """

    id: str
    title: str
    text: str
    address: str
    news: News

    @property
    def happened(self) -> dt.datetime:
        """When it was noticed, UTC."""
        return dt.datetime.fromisoformat(self.news.event.happened)

    @property
    def figure(self) -> FigureRow:
        """What stands for the figure now."""
        return self.news.event.figure

    @property
    def tags(self) -> list[str]:
        """What happened, the kind of figure and the countries."""
        figure = self.figure
        places = dict.fromkeys((*figure.country, *figure.origin))
        return [self.news.event.change, figure.kind, *places]


@dataclass(frozen=True, slots=True)
class Feed:
    """A feed in one ``language``, its own ``address`` and that of the ``page`` it follows."""

    title: str
    language: str
    address: str
    page: str
    entries: tuple[Entry, ...]


def entry(news: News, wording: Wording, address: str) -> Entry:
    """Return the entry for an event; ``address`` is that of the figure's page."""
    event, claim, say = news.event, news.claim, wording.phrases.say
    lines = []
    if claim is not None:
        quote = plain(claim.quote, QUOTE)
        outlet = plain(claim.outlet, TITLE)
        lines.append(say("feed_said", outlet=outlet, day=wording.day(claim.published), quote=quote))
    if event.change == "appeared":
        now = ""
    else:
        now = say("feed_now", sentence=plain(wording.sentence(event.figure), TITLE))
    key = f"{news.number} {event.happened} {news.told_as} {event.change}"
    return Entry(
        id=uuid.uuid5(_IDS, key).urn,
        title=plain(wording.news(news), TITLE),
        text="\n".join((*lines, now)).strip(),
        address=address,
        news=news,
    )


def atom(feed: Feed, wording: Wording) -> bytes:
    """Return a feed as Atom, in UTF-8."""
    made = FeedGenerator()
    made.id(feed.address)
    made.title(plain(feed.title, TITLE))
    made.language(feed.language)
    made.updated(feed.entries[0].happened if feed.entries else _EPOCH)
    made.generator("headcount")
    made.author(name="headcount")
    made.link(href=feed.address, rel="self", type="application/atom+xml")
    made.link(href=feed.page, rel="alternate", type="text/html")
    for each in feed.entries:
        item = made.add_entry(order="append")
        item.id(each.id)
        item.title(each.title)
        item.updated(each.happened)
        item.published(each.happened)
        item.link(href=each.address, rel="alternate", type="text/html")
        item.summary(each.text, type="text")
        for name in _authors(each, wording):
            item.author(name=name)
        for tag in each.tags:
            item.category(term=plain(tag, TITLE))
    written: bytes = made.atom_str()
    return written


def json_feed(feed: Feed, wording: Wording) -> bytes:
    """Return a feed as JSON Feed, in UTF-8; ``_headcount`` holds the numbers of each event."""
    told = {
        "version": ABOUT,
        "title": plain(feed.title, TITLE),
        "home_page_url": feed.page,
        "feed_url": feed.address,
        "language": feed.language,
        "items": [_item(each, wording) for each in feed.entries],
    }
    # What cannot stand in UTF-8, such as half a surrogate pair, is replaced.
    return json.dumps(told, ensure_ascii=False, indent=1).encode("utf-8", "replace")


def _item(each: Entry, wording: Wording) -> dict[str, object]:
    event = each.news.event
    return {
        "id": each.id,
        "url": each.address,
        "title": each.title,
        "content_text": each.text or each.title,
        "date_published": event.happened,
        "authors": [{"name": name} for name in _authors(each, wording)],
        "tags": [plain(tag, TITLE) for tag in each.tags],
        "_headcount": {
            "number": each.news.number,
            "change": event.change,
            "figure": each.figure.id,
            "kind": each.figure.kind,
            "country": each.figure.country,
            "origin": each.figure.origin,
            "period": each.figure.date,
            "status": each.figure.status,
            "before": {"low": event.low_before, "high": event.high_before},
            "after": {"low": event.low, "high": event.high},
            "bound": event.bound,
            "claim": each.news.claim.id if each.news.claim is not None else None,
        },
    }


def _authors(each: Entry, wording: Wording) -> list[str]:
    """Return who says so, as the page that brought it names them."""
    claim = each.news.claim
    return [plain(wording.source(claim.source, claim.outlet), TITLE)] if claim is not None else []


def plain(text: str, most: int) -> str:
    """Return text of the web as one line of at most ``most`` characters that XML may hold."""
    line = " ".join(_NO_XML.sub(" ", without_direction(text[: 2 * most])).split())
    return line if len(line) <= most else f"{line[: most - 1]}…"
