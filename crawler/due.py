"""When to ask again.

News pages change soon after they appear and hardly ever later: a page is asked again after a
share of the time that it has been known, and after a month no more by itself. A feed or sitemap
that says that a page changed makes it due at once.
"""

from __future__ import annotations

import datetime as dt
from email.utils import parsedate_to_datetime

from store.documents import PageState

FIRST = dt.timedelta(hours=1)
"""How long after the first fetch a page is asked again."""

SHARE = 1.0
"""Waiting time as a share of the time that the page has been known: it doubles each time."""

LONGEST = dt.timedelta(days=30)
"""Age in the store from which a page is not asked again by itself."""


def due_after(now: dt.datetime, first_seen: dt.datetime) -> dt.datetime | None:
    """Return when a page is to be asked again that was fetched ``now``; None: not by itself."""
    known = now - first_seen
    if known > LONGEST:
        return None
    return now + max(FIRST, known * SHARE)


def is_due(state: PageState | None, now: dt.datetime, updated: dt.datetime | None) -> bool:
    """Tell whether a listed page is to be fetched.

    ``state`` is what is known of it, ``updated`` when the listing says that it changed: newer
    than the page's own Last-Modified (or, without one, than the last look at it) means changed.
    """
    if state is None:
        return True
    if updated is not None and updated > (_modified(state) or state.checked):
        return True
    return state.due is not None and state.due <= now


def _modified(state: PageState) -> dt.datetime | None:
    try:
        moment = parsedate_to_datetime(state.snapshot.last_modified or "")
    except ValueError:
        return None
    return moment if moment.tzinfo else moment.replace(tzinfo=dt.UTC)
