"""When to ask again: pages, what lists them, and what failed.

News pages change soon after they appear and hardly ever later: a page is asked again after a
share of the time that it has been known, and after a month no more by itself. A feed or sitemap
that says that a page changed makes it due at once. Feeds are asked as often as they bring
something new. What failed is asked again later each time.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import replace
from email.utils import parsedate_to_datetime

from store.documents import FeedState, PageState
from store.failures import LastFailure

FIRST = dt.timedelta(hours=1)
"""How long after the first fetch a page is asked again."""

SHARE = 1.0
"""Waiting time as a share of the time that the page has been known: it doubles each time."""

LONGEST = dt.timedelta(days=30)
"""Age in the store from which a page is not asked again by itself."""

SHORTEST_INTERVAL = dt.timedelta(minutes=5)
LONGEST_INTERVAL = dt.timedelta(hours=24)
"""Bounds of the time between two looks at a feed; the feed reader Miniflux has the same for its
scheduler ``entry_frequency`` (miniflux.app/docs/configuration.html)."""

FIRST_INTERVAL = dt.timedelta(minutes=30)
"""Time from the first look at a feed to the second."""

NEWS = 0.5
NO_NEWS = 1.5
"""What the interval is multiplied by after a look that brought something new, or nothing.

The weighted up-down method (Kaernbach, Perception & Psychophysics 49, 1991): with steps of log 2
down and log 1.5 up it comes to rest where a look brings news with a chance of
log 1.5 / (log 1.5 + log 2) = 0.37. A feed with one new page an hour, at random, is so asked about
every half hour."""

LONGEST_MAX_AGE = dt.timedelta(hours=1)
"""How much of a Cache-Control max-age counts: servers set it for all files alike, and for caches
that can be told to forget; what a feed says of itself (``ttl``, ``updatePeriod``) counts whole."""

RETRY_FIRST = dt.timedelta(minutes=5)
RETRY_LONGEST = dt.timedelta(days=1)
RETRIES = 30
"""What failed for a time is asked again after 5 minutes, 10, 20 … up to a day; a page, 30 times
(about three weeks), a feed for ever."""

GONE_FIRST = dt.timedelta(days=1)
GONE_RETRIES = 5
"""What failed as if for good is asked again after 1, 2, 4, 8 and 16 days, and no more."""


def due_after(now: dt.datetime, first_seen: dt.datetime) -> dt.datetime | None:
    """Return when a page is to be asked again that was fetched ``now``; None: not by itself."""
    known = now - first_seen
    if known > LONGEST:
        return None
    return now + max(FIRST, known * SHARE)


def is_news(
    state: PageState | None, failed: LastFailure | None, updated: dt.datetime | None
) -> bool:
    """Tell whether a listing says something new of a page.

    ``state`` and ``failed`` are what is known of it, ``updated`` when the listing says that it
    changed: newer than the last failure, or than the page's own Last-Modified (or, without one,
    than the last look at it).
    """
    if failed is not None:
        return updated is not None and updated > failed.happened
    if state is None:
        return True
    return updated is not None and updated > (_modified(state) or state.checked)


def is_due(
    state: PageState | None,
    failed: LastFailure | None,
    now: dt.datetime,
    retry_by: dt.datetime | None,
) -> bool:
    """Tell whether a page is to be asked ``now``, whatever a listing says.

    What failed is due if it was to be tried again by ``retry_by``; with None, if ever.
    """
    if failed is not None:
        return failed.due is not None and (retry_by is None or failed.due <= retry_by)
    return state is None or (state.due is not None and state.due <= now)


def feed_is_due(
    state: FeedState | None, by: dt.datetime | None, updated: dt.datetime | None = None
) -> bool:
    """Tell whether what lists pages is to be asked if all that is due ``by`` then is.

    None: all is asked. ``updated`` is when the index above says that it changed.
    """
    if by is None or state is None or state.due is None or state.due <= by:
        return True
    return updated is not None and state.checked is not None and updated > state.checked


def interval_after(interval: dt.timedelta | None, *, news: bool) -> dt.timedelta:
    """Return the time until the next look at a feed, from the one before (None: no look yet)."""
    if interval is None:
        return FIRST_INTERVAL
    changed: dt.timedelta = interval * (NEWS if news else NO_NEWS)
    return min(max(changed, SHORTEST_INTERVAL), LONGEST_INTERVAL)


def ttl_of(own: dt.timedelta | None, max_age: dt.timedelta | None) -> dt.timedelta | None:
    """Return how long a feed asks to be left alone, by what it and its answer's headers say."""
    bounded = None if max_age is None else min(max_age, LONGEST_MAX_AGE)
    return max((time for time in (own, bounded) if time is not None), default=None)


def scheduled(state: FeedState, now: dt.datetime, *, news: bool) -> FeedState:
    """Return the state of a feed that answered ``now``, with when it is asked again."""
    interval = interval_after(state.interval, news=news)
    wait = min(max(interval, state.ttl or interval), LONGEST_INTERVAL)
    return replace(state, interval=interval, due=now + wait)


def retry_feed_after(now: dt.datetime, times: int) -> dt.datetime:
    """Return when a feed is to be asked again that failed ``now`` for that many times in a row."""
    return now + min(_doubled(RETRY_FIRST, times), RETRY_LONGEST)


def retry_page_after(now: dt.datetime, times: int, *, for_good: bool) -> dt.datetime | None:
    """Return when a page is to be asked again that failed ``now`` for that many times in a row.

    ``for_good`` tells that another try will hardly mend it; None: it is not asked again.
    """
    if times > (GONE_RETRIES if for_good else RETRIES):
        return None
    if for_good:
        return now + _doubled(GONE_FIRST, times)
    return now + min(_doubled(RETRY_FIRST, times), RETRY_LONGEST)


def _doubled(first: dt.timedelta, times: int) -> dt.timedelta:
    return first * (1 << min(times - 1, 16))  # beyond it every bound is reached


def _modified(state: PageState) -> dt.datetime | None:
    try:
        moment = parsedate_to_datetime(state.snapshot.last_modified or "")
    except ValueError:
        return None
    return moment if moment.tzinfo else moment.replace(tzinfo=dt.UTC)
