"""When pages, feeds and failures are asked again: rules as tables, with the clock in hand."""

import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crawler.due import (
    FIRST_INTERVAL,
    GONE_RETRIES,
    LONGEST_INTERVAL,
    RETRIES,
    RETRY_LONGEST,
    SHORTEST_INTERVAL,
    feed_is_due,
    interval_after,
    is_due,
    is_news,
    retry_feed_after,
    retry_page_after,
    scheduled,
    ttl_of,
)
from store.documents import FeedState, PageState
from store.failures import LastFailure
from store.model import Document, Snapshot

NOW = dt.datetime(2024, 5, 6, 12, tzinfo=dt.UTC)
MINUTE, HOUR, DAY = dt.timedelta(minutes=1), dt.timedelta(hours=1), dt.timedelta(days=1)


def feed(**changes: object) -> FeedState:
    given = {"etag": None, "last_modified": None, "checked": NOW, "changed": NOW, "due": None}
    return FeedState("https://a.example/rss", "a", "feed", **given | changes)  # type: ignore[arg-type]


def page(due: dt.datetime | None, modified: str | None = None) -> PageState:
    url = "https://a.example/1"
    document = Document(Document.id_of(url), url, "a", NOW - DAY)
    snapshot = Snapshot(
        "s", document.id, NOW - DAY, 200, "0", "text/html", None, modified, "a.warc.gz", 0
    )
    return PageState(document, NOW - HOUR, due, snapshot)


@pytest.mark.parametrize(
    ("before", "news", "after"),
    [
        (None, True, FIRST_INTERVAL),
        (None, False, FIRST_INTERVAL),
        (HOUR, True, 30 * MINUTE),
        (HOUR, False, 90 * MINUTE),
        (6 * MINUTE, True, 5 * MINUTE),
        (5 * MINUTE, True, 5 * MINUTE),
        (20 * HOUR, False, 24 * HOUR),
        (24 * HOUR, False, 24 * HOUR),
        (24 * HOUR, True, 12 * HOUR),
    ],
)
def test_the_interval_follows_the_news(
    before: dt.timedelta | None, news: bool, after: dt.timedelta
) -> None:
    assert interval_after(before, news=news) == after


lengths = st.none() | st.timedeltas(min_value=dt.timedelta(0), max_value=4000 * DAY)


@given(lengths, lengths, st.lists(st.booleans(), max_size=60))
def test_the_interval_stays_within_its_bounds(
    interval: dt.timedelta | None, ttl: dt.timedelta | None, looks: list[bool]
) -> None:
    state = feed(interval=interval, ttl=ttl)
    for news in [*looks, True]:
        state = scheduled(state, NOW, news=news)
        assert state.interval is not None and state.due is not None
        assert SHORTEST_INTERVAL <= state.interval <= LONGEST_INTERVAL
        assert state.interval <= state.due - NOW <= LONGEST_INTERVAL


@given(st.floats(min_value=0.02, max_value=20))
def test_a_regular_feed_is_asked_about_as_often_as_it_changes(hours: float) -> None:
    """Between a third of the time between two new pages and one and a half of it, on average."""
    gap, at, looks, state = hours * HOUR, NOW, [], feed(interval=FIRST_INTERVAL)
    last = at
    for _ in range(200):
        news = (at - NOW) // gap > (last - NOW) // gap
        state = scheduled(state, at, news=news)
        assert state.due is not None
        looks.append(state.due - at)
        last, at = at, state.due
    mean = sum(looks[100:], dt.timedelta(0)) / 100
    assert max(SHORTEST_INTERVAL, gap / 3) <= mean <= max(SHORTEST_INTERVAL * 1.5, gap * 1.5)


@pytest.mark.parametrize(
    ("own", "max_age", "ttl", "wait"),
    [
        (None, None, None, 45 * MINUTE),
        (10 * MINUTE, None, 10 * MINUTE, 45 * MINUTE),
        (2 * HOUR, None, 2 * HOUR, 2 * HOUR),
        (7 * DAY, None, 7 * DAY, 24 * HOUR),
        (None, 50 * MINUTE, 50 * MINUTE, 50 * MINUTE),
        (None, 365 * DAY, HOUR, HOUR),
        (2 * HOUR, 365 * DAY, 2 * HOUR, 2 * HOUR),
        (10 * MINUTE, dt.timedelta(0), 10 * MINUTE, 45 * MINUTE),
    ],
)
def test_what_a_feed_asks_for_is_the_least(
    own: dt.timedelta | None,
    max_age: dt.timedelta | None,
    ttl: dt.timedelta | None,
    wait: dt.timedelta,
) -> None:
    assert ttl_of(own, max_age) == ttl
    state = scheduled(feed(interval=30 * MINUTE, ttl=ttl), NOW, news=False)
    assert (state.interval, state.due) == (45 * MINUTE, NOW + wait)


@pytest.mark.parametrize(
    ("due", "by", "updated", "expected"),
    [
        (None, NOW, None, True),
        (NOW, NOW, None, True),
        (NOW + MINUTE, NOW, None, False),
        (NOW + MINUTE, NOW + HOUR, None, True),
        (NOW + MINUTE, None, None, True),
        (NOW + MINUTE, NOW, NOW + MINUTE, True),
        (NOW + MINUTE, NOW, NOW - DAY, False),
    ],
)
def test_which_feeds_are_due(
    due: dt.datetime | None,
    by: dt.datetime | None,
    updated: dt.datetime | None,
    expected: bool,
) -> None:
    assert feed_is_due(feed(due=due), by, updated) is expected
    assert feed_is_due(None, by, updated)


@pytest.mark.parametrize(
    ("times", "for_good", "wait"),
    [
        (1, False, 5 * MINUTE),
        (2, False, 10 * MINUTE),
        (9, False, 1280 * MINUTE),
        (10, False, DAY),
        (RETRIES, False, DAY),
        (RETRIES + 1, False, None),
        (10**9, False, None),
        (1, True, DAY),
        (2, True, 2 * DAY),
        (GONE_RETRIES, True, 16 * DAY),
        (GONE_RETRIES + 1, True, None),
    ],
)
def test_pages_that_failed(times: int, for_good: bool, wait: dt.timedelta | None) -> None:
    expected = None if wait is None else NOW + wait
    assert retry_page_after(NOW, times, for_good=for_good) == expected


@pytest.mark.parametrize(
    ("times", "wait"), [(1, 5 * MINUTE), (4, 40 * MINUTE), (10, RETRY_LONGEST), (10**9, DAY)]
)
def test_a_dead_feed_is_asked_once_a_day(times: int, wait: dt.timedelta) -> None:
    assert retry_feed_after(NOW, times) == NOW + wait


GONE = LastFailure(NOW - HOUR, 9, None)
WAITING = LastFailure(NOW - HOUR, 1, NOW + HOUR)
RIPE = LastFailure(NOW - HOUR, 1, NOW)


@pytest.mark.parametrize(
    ("state", "failed", "updated", "retry_by", "news", "due"),
    [
        (None, None, None, NOW, True, True),
        (page(NOW), None, None, NOW, False, True),
        (page(NOW + HOUR), None, None, NOW, False, False),
        (page(None), None, None, NOW, False, False),
        (page(None), None, NOW, NOW, True, False),
        (page(None), None, NOW - 2 * HOUR, NOW, False, False),
        (page(None, "Mon, 06 May 2024 11:30:00 GMT"), None, NOW - HOUR, NOW, False, False),
        (page(None, "Sun, 05 May 2024 11:30:00 GMT"), None, NOW - HOUR, NOW, True, False),
        (page(None, "yesterday"), None, NOW, NOW, True, False),
        (None, RIPE, None, NOW, False, True),
        (None, WAITING, None, NOW, False, False),
        (None, WAITING, None, NOW + HOUR, False, True),
        (None, WAITING, None, None, False, True),
        (None, WAITING, NOW, NOW, True, False),
        (None, GONE, None, None, False, False),
        (None, GONE, NOW, NOW, True, False),
        (None, GONE, NOW - DAY, NOW, False, False),
        (page(NOW - DAY), WAITING, None, NOW, False, False),
        (page(NOW - DAY), GONE, None, NOW, False, False),
    ],
)
def test_which_pages_are_news_and_which_are_due(
    state: PageState | None,
    failed: LastFailure | None,
    updated: dt.datetime | None,
    retry_by: dt.datetime | None,
    news: bool,
    due: bool,
) -> None:
    assert is_news(state, failed, updated) is news
    assert is_due(state, failed, NOW, retry_by) is due
