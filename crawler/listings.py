"""What an entrance of a source lists: pages, and further listings.

An entrance is anything that lists pages: a feed, a sitemap, a front page, a page of reports, a
folder. Each kind has its own module; all of them return a :class:`Listing`, parse only bytes,
fetch nothing, expand no entity, and have limits.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import islice
from typing import TypeVar

MOST_ENTRIES = 50_000
"""Entries of one sitemap, as the protocol allows (sitemaps.org); and of one feed or folder."""

Item = TypeVar("Item")


class ListingError(ValueError):
    """Not a listing of its kind; the text says why."""


@dataclass(frozen=True, slots=True)
class Entry:
    """A page or listing that is listed.

    ``url`` as it is written there, perhaps relative to the listing; ``updated`` is when the
    listing says that the page changed.
    """

    url: str
    updated: dt.datetime | None


@dataclass(frozen=True, slots=True)
class Listing:
    """What an entrance lists: pages, and listings of the same kind (sitemaps, folders below).

    ``following`` is the address of the part of this listing that comes next, ``left_out`` says
    in words what was not taken because it is beyond a limit. ``ttl`` is the time for which the
    listing itself asks not to be looked at again.
    """

    pages: tuple[Entry, ...] = ()
    listings: tuple[Entry, ...] = ()
    following: str | None = None
    left_out: str | None = None
    ttl: dt.timedelta | None = None


def bounded(items: Iterable[Item], most: int, what: str) -> tuple[tuple[Item, ...], str | None]:
    """Return the first ``most`` items, and words for what was left out where there are more."""
    rest: Iterator[Item] = iter(items)
    taken = tuple(islice(rest, most))
    more = next(rest, None) is not None
    return taken, f"lists more than {most} {what}; the rest was left out" if more else None


def moment(text: object) -> dt.datetime | None:
    """Return a W3C date or time (ISO 8601) as UTC; None where it is none."""
    try:
        found = dt.datetime.fromisoformat(text) if isinstance(text, str) else None
        if found is None:
            return None
        return found.replace(tzinfo=dt.UTC) if found.tzinfo is None else found.astimezone(dt.UTC)
    except (ValueError, OverflowError):
        return None
