"""The pages: each reads what it shows in one consistent look at the database and renders it."""

from __future__ import annotations

from collections.abc import Awaitable, Callable

from datasette.utils.asgi import Response

from publish.page import Page
from publish.pages import (
    article,
    check,
    country,
    feeds,
    figure,
    figures,
    review,
    search,
    snapshot,
    source,
    start,
)

_FEED = r"(?P<suffix>\.atom|\.feed\.json)$"

PAGES: tuple[tuple[str, Callable[[Page], Awaitable[Response]]], ...] = (
    (r"/$", start.show),
    (r"/search$", search.show),
    (r"/-/review(\.json)?$", review.show),
    (r"/-/review/judgements$", review.judgements),
    (rf"/events{_FEED}", feeds.of_list),
    (rf"/figures{_FEED}", feeds.of_list),
    (rf"/figures/(?P<id>[^/]+?){_FEED}", feeds.of_figure),
    (rf"/countries/(?P<code>[^/]+?){_FEED}", feeds.of_country),
    (rf"/sources{_FEED}", feeds.of_source),
    (rf"/search{_FEED}", feeds.of_search),
    (r"/figures$", figures.show),
    (r"/figures/(?P<id>[^/]+)$", figure.show),
    (r"/countries$", country.show_all),
    (r"/countries/(?P<code>[^/]+)$", country.show),
    (r"/sources$", source.show_all),
    (r"/sources/(?P<name>.+)$", source.show),
    (r"/-/check$", check.show),
    (r"/articles/(?P<id>[^/]+)$", article.show),
    (r"/snapshots/(?P<id>[^/]+)$", snapshot.show),
)
"""Which page answers at which address, as patterns of the path."""
